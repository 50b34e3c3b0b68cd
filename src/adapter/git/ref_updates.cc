#include "adapter/git/ref_updates.h"

#include <algorithm>

#include "adapter/git/cat_file.h"
#include "adapter/git/raw_diff.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

absl::Status BadLine(std::string_view hook, std::string_view line) {
  return absl::InvalidArgumentError(Cat("a line of the ", hook, " hook's input cannot be read: '",
                                        Printable(line.substr(0, 200)), "'"));
}

bool TakeOid(std::string_view text, std::string* oid) {
  if (!IsObjectName(text)) return false;
  *oid = IsZeroName(text) ? std::string() : std::string(text);
  return true;
}

template <typename Line>
absl::StatusOr<std::vector<RefUpdate>> ParseLines(std::string_view hook, std::string_view text,
                                                  const Line& parse) {
  std::vector<RefUpdate> updates;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    if (!parse(line, &updates.emplace_back())) return BadLine(hook, line);
  }
  return updates;
}

}  // namespace

absl::StatusOr<std::vector<RefUpdate>> ParsePush(std::string_view text) {
  return ParseLines("pre-push", text, [](std::string_view line, RefUpdate* update) {
    // From the end: the local ref may be spelled in any way.
    const size_t third = line.rfind(' ');
    if (third == line.npos || !TakeOid(line.substr(third + 1), &update->old_oid)) return false;
    line = line.substr(0, third);
    const size_t second = line.rfind(' ');
    if (second == line.npos) return false;
    update->ref = line.substr(second + 1);
    line = line.substr(0, second);
    const size_t first = line.rfind(' ');
    return first != line.npos && !update->ref.empty() &&
           TakeOid(line.substr(first + 1), &update->new_oid);
  });
}

absl::StatusOr<std::vector<RefUpdate>> ParseReceive(std::string_view text) {
  return ParseLines("pre-receive", text, [](std::string_view line, RefUpdate* update) {
    const size_t first = line.find(' ');
    if (first == line.npos) return false;
    const size_t second = line.find(' ', first + 1);
    if (second == line.npos || second + 1 == line.size()) return false;
    update->ref = line.substr(second + 1);
    return TakeOid(line.substr(0, first), &update->old_oid) &&
           TakeOid(line.substr(first + 1, second - first - 1), &update->new_oid);
  });
}

absl::StatusOr<RevWalk> PushWalk(const Git& git, const std::vector<RefUpdate>& updates,
                                 std::string_view remote) {
  RevWalk walk;
  std::string known;
  std::unique_ptr<CatFile> objects;
  std::string bytes;
  for (const RefUpdate& update : updates) {
    if (update.new_oid.empty()) continue;
    walk.lines += Cat(update.new_oid, "\n");
    if (update.old_oid.empty()) continue;
    if (objects == nullptr) {
      absl::StatusOr<std::unique_ptr<CatFile>> started = CatFile::Start(git);
      if (!started.ok()) return started.status();
      objects = *std::move(started);
    }
    absl::StatusOr<ObjectHeader> header = objects->Get(update.old_oid, 0, &bytes);
    if (!header.ok()) return header.status();
    if (header->type != ObjectHeader::Type::kMissing) known += Cat("^", update.old_oid, "\n");
  }
  if (walk.lines.empty()) return walk;
  walk.lines += known;
  if (!remote.empty() && remote.find_first_of(":\\*?[ ~^") == remote.npos && remote[0] != '/' &&
      remote[0] != '.' && remote[0] != '-') {
    walk.excluding = {"--not", Cat("--remotes=", remote)};
  }
  return walk;
}

RevWalk ReceiveWalk(const RefUpdate& update) {
  RevWalk walk;
  if (update.new_oid.empty()) return walk;
  walk.lines = Cat(update.new_oid, "\n");
  walk.excluding = {"--not", "--all"};
  return walk;
}

}  // namespace weir
