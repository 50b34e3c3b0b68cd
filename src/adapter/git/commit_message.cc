#include "adapter/git/commit_message.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "adapter/git/object_scan.h"

namespace weir {
namespace {

constexpr std::string_view kScissors = " ------------------------ >8 ------------------------";
constexpr size_t kConfigBytes = size_t{4} << 20;

// Git writes a comment behind its scissors line; a line that somebody else drew has none.
bool IsScissors(std::string_view line, std::string_view rest, std::string_view comment) {
  const std::string_view mark = comment.empty() ? line.substr(0, 1) : comment;
  if (mark.empty() || !line.starts_with(mark)) return false;
  line.remove_prefix(mark.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line == kScissors && rest.starts_with(mark);
}

}  // namespace

std::string KeptMessage(std::string_view bytes, const MessageOptions& options) {
  std::string kept;
  kept.reserve(bytes.size());
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = bytes.substr(0, end);
    const bool has_end = end < bytes.size();
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (options.cut_at_scissors && IsScissors(line, bytes, options.comment)) break;
    const bool is_comment =
        options.drop_comments && !options.comment.empty() && line.starts_with(options.comment);
    if (!is_comment) kept.append(line);
    if (has_end) kept.push_back('\n');
  }
  return kept;
}

absl::StatusOr<MessageOptions> ReadMessageOptions(const Git& git) {
  MessageOptions options;
  absl::StatusOr<std::string> list = git.Output({"config", "--list", "-z"}, kConfigBytes);
  if (!list.ok()) return list.status();
  std::string cleanup;
  std::string_view rest = *list;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\0'), rest.size());
    const std::string_view entry = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const size_t line = entry.find('\n');
    if (line == entry.npos) continue;
    const std::string_view key = entry.substr(0, line), value = entry.substr(line + 1);
    if (key == "commit.cleanup") cleanup = value;
    if (key == "core.commentchar" || key == "core.commentstring") {
      options.comment = value == "auto" ? std::string() : std::string(value);
    }
  }
  const char* editor = std::getenv("GIT_EDITOR");
  const bool edited = editor == nullptr || std::string_view(editor) != ":";
  options.cut_at_scissors = edited;
  options.drop_comments =
      edited && cleanup != "verbatim" && cleanup != "whitespace" && cleanup != "scissors";
  return options;
}

void ScanMessage(const Scanner& scanner, const RecordMaker& maker, std::string_view message,
                 MessageResult* result) {
  Outcome outcome;
  ObjectScan scan(scanner, maker, /*own=*/true, nullptr);
  scan.Bytes("commit message", message, &outcome);
  result->records = std::move(outcome.records);
  outcome.records.clear();
  MoveToSummary(&outcome, &result->summary);
}

}  // namespace weir
