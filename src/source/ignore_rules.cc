#include "source/ignore_rules.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <utility>

#include "os/unique_fd.h"
#include "source/open_file.h"
#include "source/text_util.h"

namespace weir {
namespace {

bool OwnedByUser(const struct stat& info) { return info.st_uid == geteuid(); }

bool IsOwnRepository(int folder_fd) {
  struct stat info;
  return fstatat(folder_fd, ".git", &info, AT_SYMLINK_NOFOLLOW) == 0 && OwnedByUser(info) &&
         (S_ISDIR(info.st_mode) || S_ISREG(info.st_mode));
}

bool Exists(int folder_fd, const char* name) {
  return faccessat(folder_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

}  // namespace

IgnoreList IgnoreList::Parse(std::string_view text) {
  ConsumePrefix(&text, "\xEF\xBB\xBF");
  IgnoreList list;
  for (std::string_view line; NextPiece(&text, '\n', &line);) {
    if (auto pattern = IgnorePattern::Parse(line)) list.patterns_.push_back(*std::move(pattern));
  }
  return list;
}

IgnoreList IgnoreList::FromPatterns(std::span<const std::string> patterns) {
  IgnoreList list;
  for (const std::string& text : patterns) {
    if (auto pattern = IgnorePattern::Parse(text)) list.patterns_.push_back(*std::move(pattern));
  }
  return list;
}

std::optional<bool> IgnoreList::Decide(std::string_view path, bool is_folder) const {
  for (size_t i = patterns_.size(); i-- > 0;) {
    if (patterns_[i].Matches(path, is_folder)) return !patterns_[i].negated();
  }
  return std::nullopt;
}

std::string_view WithoutLeadingDots(std::string_view path) {
  while (ConsumePrefix(&path, "./") || ConsumePrefix(&path, "/")) {
  }
  return path;
}

IgnoreRules::IgnoreRules(std::span<const std::string> exclude, std::string_view shown_root)
    : exclude_(IgnoreList::FromPatterns(exclude)), shown_root_(WithoutLeadingDots(shown_root)) {}

bool IgnoreRules::Believed(int fd) const {
  struct stat info;
  return fstat(fd, &info) == 0 && OwnedByUser(info);
}

void IgnoreRules::EnterAbove(int root_fd, const std::string& root_path) {
  trusted_ = Believed(root_fd);
  if (!trusted_ || IsOwnRepository(root_fd)) return;
  char* resolved = realpath(root_path.c_str(), nullptr);
  if (resolved == nullptr) return;
  std::string root = resolved;
  free(resolved);

  // From the root upward to the folder that holds .git; then the files of the folders on the way
  // down.
  std::vector<std::pair<UniqueFd, std::string>> way;  // inner folders first
  std::string folder = root;
  bool in_repository = false;
  while (!in_repository && folder != "/" && way.size() < 64) {
    const size_t slash = folder.rfind('/');
    if (slash == std::string::npos) return;
    folder.resize(slash == 0 ? 1 : slash);
    UniqueFd fd(open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd.ok()) return;
    in_repository = IsOwnRepository(fd.get());
    way.emplace_back(std::move(fd), root.substr(folder == "/" ? 1 : folder.size() + 1) + "/");
  }
  if (!in_repository) return;
  scopes_.push_back({Kind::kBorder, true, 0, {}, {}});
  Add(Kind::kGit, way.back().first.get(), ".git/info/exclude", "", way.back().second);
  for (size_t i = way.size(); i-- > 0;) {
    Add(Kind::kGit, way[i].first.get(), ".gitignore", "", way[i].second);
    Add(Kind::kWeir, way[i].first.get(), ".weirignore", "", way[i].second);
  }
}

void IgnoreRules::Enter(int folder_fd, std::string_view base, Has has) {
  if (!trusted_) return;
  if (has.git && IsOwnRepository(folder_fd) && scopes_.size() < kMaxScopes) {
    // A repository inside another answers to its own files only.
    scopes_.push_back({Kind::kBorder, true, base.size(), {}, {}});
    if (Exists(folder_fd, ".git/info/exclude")) {
      Add(Kind::kGit, folder_fd, ".git/info/exclude", base, {});
    }
  }
  const bool in_repository = !scopes_.empty() && scopes_.back().in_repository;
  if (has.gitignore && in_repository) Add(Kind::kGit, folder_fd, ".gitignore", base, {});
  if (has.weirignore) Add(Kind::kWeir, folder_fd, ".weirignore", base, {});
}

void IgnoreRules::Add(Kind kind, int folder_fd, const char* name, std::string_view base,
                      std::string above) {
  if (scopes_.size() >= kMaxScopes) return;
  const OpenedFile file = OpenRegular(folder_fd, name);
  if (!file.ok() || file.size > kMaxIgnoreFile || !Believed(file.fd.get())) return;
  std::string text(kMaxIgnoreFile + 1, '\0');
  const ReadOutcome got = ReadUpTo(file.fd.get(), text.data(), text.size());
  if (got.error != 0 || got.size > kMaxIgnoreFile) return;
  IgnoreList list = IgnoreList::Parse(std::string_view(text).substr(0, got.size));
  if (list.empty()) return;
  const bool in_repository = !scopes_.empty() && scopes_.back().in_repository;
  scopes_.push_back({kind, in_repository, base.size(), std::move(above), std::move(list)});
}

bool IgnoreRules::Excluded(std::string_view path, bool is_folder) const {
  if (exclude_.empty()) return false;
  if (exclude_.Decide(path, is_folder).value_or(false)) return true;
  if (shown_root_.empty()) return false;
  return exclude_.Decide(shown_root_ + std::string(path), is_folder).value_or(false);
}

bool IgnoreRules::Ignored(std::string_view path, bool is_folder) const {
  if (Excluded(path, is_folder)) return true;
  bool git_counts = true;
  std::string joined;
  for (size_t i = scopes_.size(); i-- > 0;) {
    const Scope& scope = scopes_[i];
    if (scope.kind == Kind::kBorder) {
      git_counts = false;
      continue;
    }
    if (scope.kind == Kind::kGit && !git_counts) continue;
    std::string_view inside = path.substr(scope.base_size);
    if (!scope.above.empty()) {
      joined = scope.above + std::string(path);
      inside = joined;
    }
    if (const std::optional<bool> ignored = scope.list.Decide(inside, is_folder)) return *ignored;
  }
  return false;
}

}  // namespace weir
