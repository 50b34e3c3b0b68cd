#include "source/tree_walker.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "source/ignore_rules.h"
#include "source/text_util.h"

namespace weir {
namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;

struct Identity {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const Identity&) const = default;
  template <typename H>
  friend H AbslHashValue(H h, const Identity& id) {
    return H::combine(std::move(h), id.device, id.inode);
  }
};

std::optional<Identity> IdentityOf(int fd) {
  struct stat info;
  if (fstat(fd, &info) != 0) return std::nullopt;
  return Identity{info.st_dev, info.st_ino};
}

unsigned char TypeOf(mode_t mode) {
  if (S_ISREG(mode)) return DT_REG;
  if (S_ISDIR(mode)) return DT_DIR;
  if (S_ISLNK(mode)) return DT_LNK;
  return DT_FIFO;  // any kind that is not looked at
}

// A folder on the way that has names left to visit.
struct Level {
  DirectoryRef folder;  // null while its descriptor is given back
  Identity identity;    // set when the descriptor is given back
  Listing listing;
  size_t next = 0;       // entry
  size_t depth = 0;      // below the root
  size_t path_size = 0;  // of path_, up to and with the folder's `/`
  size_t scopes = 0;     // ignore scopes that hold in it
};

}  // namespace

std::string PathPrefix(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (path == ".") return "";
  std::string prefix(path);
  if (!prefix.ends_with('/')) prefix += '/';
  return prefix;
}

struct TreeWalker::Impl {
  explicit Impl(const WalkOptions& walk_options) : options(walk_options) {}

  bool Walk(UniqueFd root_fd, const std::string& root_path);
  bool Visit(const Listing::Entry& entry, const char* name);
  bool VisitLink(const char* name);
  bool EnterFolder(UniqueFd fd, std::string_view name);
  bool Push(DirectoryRef folder, size_t depth);
  void LimitOpenFolders();
  bool ReopenTop();
  bool Skip(SkipReason reason, std::string_view name, uint64_t bytes, int error);
  std::string_view Relative(std::string_view full) const { return full.substr(prefix_size); }

  WalkOptions options;
  WalkSink* sink = nullptr;
  std::optional<IgnoreRules> rules;
  absl::flat_hash_set<Identity> visited;  // folders, with follow_links only
  DirectoryRef root;
  DirectoryRef last;  // the folder visited last, and its depth: the way back up leads from it
  size_t last_depth = 0;
  size_t prefix_size = 0;  // of path: what the operator named
  std::string path;        // of the folder at the top of the stack, then of the name in hand
  std::vector<Level> stack;
  size_t first_open = 0;  // levels below it have given their descriptors back
  std::vector<Listing> spare;
};

TreeWalker::TreeWalker(const WalkOptions& options) : impl_(std::make_unique<Impl>(options)) {}
TreeWalker::~TreeWalker() = default;

bool TreeWalker::Walk(UniqueFd root, const std::string& path, WalkSink* sink) {
  impl_->sink = sink;
  return impl_->Walk(std::move(root), path);
}

bool TreeWalker::Impl::Walk(UniqueFd root_fd, const std::string& root_path) {
  path = PathPrefix(root_path);
  prefix_size = path.size();
  rules.emplace(options.exclude, path);
  visited.clear();
  stack.clear();
  first_open = 0;
  if (!options.no_ignore) rules->EnterAbove(root_fd.get(), root_path);
  if (options.follow_links) {
    if (auto identity = IdentityOf(root_fd.get())) visited.insert(*identity);
  }
  root = std::make_shared<const Directory>(Directory{std::move(root_fd)});
  if (!Push(root, 0)) return false;

  while (!stack.empty()) {
    Level& top = stack.back();
    path.resize(top.path_size);
    rules->Leave(top.scopes);
    if (top.next == top.listing.entries().size() || !ReopenTop()) {
      if (top.folder != nullptr) {
        last = std::move(top.folder);
        last_depth = top.depth;
      }
      if (spare.size() < 16) spare.push_back(std::move(top.listing));
      stack.pop_back();
      first_open = std::min(first_open, stack.size());
      continue;
    }
    const Listing::Entry entry = top.listing.entries()[top.next++];
    if (!Visit(entry, top.listing.name(entry))) return false;
  }
  root.reset();
  last.reset();
  return true;
}

bool TreeWalker::Impl::Skip(SkipReason reason, std::string_view name, uint64_t bytes, int error) {
  const size_t size = path.size();
  path += name;
  const bool go_on = sink->OnSkip(reason, path, bytes, error);
  path.resize(size);
  return go_on;
}

bool TreeWalker::Impl::Visit(const Listing::Entry& entry, const char* name) {
  const DirectoryRef folder = stack.back().folder;
  auto type = static_cast<unsigned char>(entry.type);
  if (type == DT_UNKNOWN) {
    struct stat info;
    if (fstatat(folder->fd.get(), name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
      return Skip(ReasonOf(errno), name, 0, errno);
    }
    type = TypeOf(info.st_mode);
  }
  const bool is_folder = type == DT_DIR;
  if (is_folder && !options.no_ignore && std::string_view(name) == ".git") {
    return Skip(SkipReason::kIgnored, name, 0, 0);
  }
  const size_t size = path.size();
  path += name;
  const bool ignored = rules->Ignored(Relative(path), is_folder);
  path.resize(size);
  if (ignored) {
    uint64_t bytes = 0;
    struct stat info;
    if (type == DT_REG && fstatat(folder->fd.get(), name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
      bytes = static_cast<uint64_t>(std::max<off_t>(info.st_size, 0));
    }
    return Skip(SkipReason::kIgnored, name, bytes, 0);
  }
  switch (type) {
    case DT_REG:
      return sink->OnFile(folder, path, name);
    case DT_DIR: {
      UniqueFd fd(openat(folder->fd.get(), name, kFolderFlags | O_NOFOLLOW));
      if (!fd.ok()) return Skip(ReasonOf(errno), name, 0, errno);
      return EnterFolder(std::move(fd), name);
    }
    case DT_LNK:
      if (options.follow_links) return VisitLink(name);
      return Skip(SkipReason::kNotRegular, name, 0, 0);
    default:
      return Skip(SkipReason::kNotRegular, name, 0, 0);
  }
}

bool TreeWalker::Impl::VisitLink(const char* name) {
  const size_t size = path.size();
  path += name;
  const std::string relative(Relative(path));
  OpenedLink link = OpenLinkBeneath(root->fd.get(), relative.c_str());
  if (link.kind == OpenedLink::Kind::kFile) {
    const bool go_on = sink->OnLinkedFile(std::move(link.file), path);
    path.resize(size);
    return go_on;
  }
  path.resize(size);
  if (link.kind == OpenedLink::Kind::kFolder) return EnterFolder(std::move(link.file.fd), name);
  return Skip(link.file.reason, name, 0, link.file.error);
}

bool TreeWalker::Impl::EnterFolder(UniqueFd fd, std::string_view name) {
  if (options.follow_links) {
    const std::optional<Identity> identity = IdentityOf(fd.get());
    if (!identity.has_value()) return Skip(SkipReason::kUnreadable, name, 0, errno);
    // Seen before, by this or another way: what is in it is in the run already.
    if (!visited.insert(*identity).second) return Skip(SkipReason::kNotRegular, name, 0, ELOOP);
  }
  path += name;
  path += '/';
  return Push(std::make_shared<const Directory>(Directory{std::move(fd)}), stack.back().depth + 1);
}

bool TreeWalker::Impl::Push(DirectoryRef folder, size_t depth) {
  // A folder with no names left is not needed any more: a chain of folders costs one level.
  while (!stack.empty() && stack.back().next == stack.back().listing.entries().size()) {
    if (spare.size() < 16) spare.push_back(std::move(stack.back().listing));
    stack.pop_back();
  }
  first_open = std::min(first_open, stack.size());

  Level level;
  if (!spare.empty()) {
    level.listing = std::move(spare.back());
    spare.pop_back();
  }
  if (const int error = level.listing.Read(folder->fd.get()); error != 0) {
    last = std::move(folder);
    last_depth = depth;
    return sink->OnSkip(ReasonOf(error), path, 0, error);
  }
  if (!options.no_ignore) {
    IgnoreRules::Has has;
    const auto& entries = level.listing.entries();
    auto holds = [&](const char* name) {
      const std::string_view wanted(name);
      auto at = std::lower_bound(entries.begin(), entries.end(), wanted,
                                 [&](const Listing::Entry& entry, std::string_view value) {
                                   return level.listing.name(entry) < value;
                                 });
      return at != entries.end() && level.listing.name(*at) == wanted;
    };
    has.git = holds(".git");
    has.gitignore = holds(".gitignore");
    has.weirignore = holds(".weirignore");
    rules->Enter(folder->fd.get(), Relative(path), has);
  }
  level.folder = std::move(folder);
  level.depth = depth;
  level.path_size = path.size();
  level.scopes = rules->Mark();
  stack.push_back(std::move(level));
  LimitOpenFolders();
  return true;
}

// Gives back the descriptors farthest from where the walk stands.
void TreeWalker::Impl::LimitOpenFolders() {
  const size_t limit = std::max<size_t>(options.max_open_folders, 2);
  while (stack.size() - first_open > limit) {
    Level& level = stack[first_open++];
    if (level.folder == nullptr) continue;
    if (const auto identity = IdentityOf(level.folder->fd.get())) level.identity = *identity;
    level.folder.reset();
  }
}

// Gets the top folder's descriptor again: up from the folder visited last, or down from the root.
// Only the same folder will do, whatever was renamed meanwhile. False: its remaining names are
// lost, and told.
bool TreeWalker::Impl::ReopenTop() {
  Level& top = stack.back();
  if (top.folder != nullptr) return true;
  auto is_top = [&](int fd) {
    const auto identity = IdentityOf(fd);
    return identity.has_value() && *identity == top.identity;
  };
  UniqueFd fd;
  if (last != nullptr && last_depth > top.depth) {
    int from = last->fd.get();
    for (size_t i = top.depth; i < last_depth; ++i) {
      UniqueFd up(openat(from, "..", kFolderFlags));
      if (!up.ok()) break;
      fd = std::move(up);
      from = fd.get();
    }
  }
  if (!fd.ok() || !is_top(fd.get())) {
    fd.Reset();
    int from = root->fd.get();
    std::string_view rest = Relative(path);
    for (std::string_view part; NextPiece(&rest, '/', &part);) {
      UniqueFd down(openat(from, std::string(part).c_str(), kFolderFlags));
      if (!down.ok()) break;
      fd = std::move(down);
      from = fd.get();
    }
  }
  const bool found = fd.ok() && is_top(fd.get());
  if (!found) {
    sink->OnSkip(SkipReason::kVanished, path, 0, ENOENT);
    return false;
  }
  top.folder = std::make_shared<const Directory>(Directory{std::move(fd)});
  first_open = std::min(first_open, stack.size() - 1);
  return true;
}

}  // namespace weir
