#include "report/allow_inline.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "report/utf8.h"

namespace weir {
namespace {

constexpr size_t kMostReason = 200;
constexpr size_t kLongRun = 16;  // such a run may be a secret itself

struct Mark {
  std::string_view text;
  bool next_line;
  bool needs_reason;
};
constexpr Mark kMarks[] = {
    {"weir:allow-next-line", true, true},
    {"weir:allow", false, true},
    {"gitleaks:allow", false, false},
    {"betterleaks:allow", false, false},
    {"trufflehog:ignore", false, false},
    {"ggignore", false, false},
    {"pragma: allowlist nextline secret", true, false},
    {"pragma: whitelist nextline secret", true, false},
    {"pragma: allowlist secret", false, false},
    {"pragma: whitelist secret", false, false},
};

bool IsWord(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == ':';
}

bool IsToken(char c) { return IsWord(c) || c == '+' || c == '/' || c == '=' || c == '.'; }

std::string Reason(std::string_view rest) {
  // The ends that comments have.
  for (std::string_view end : {"*/", "-->", "#}", "%>", "--}}", "*)", "\"\"\""}) {
    rest = rest.substr(0, rest.find(end));
  }
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t' || rest.front() == ':')) {
    rest.remove_prefix(1);
  }
  std::string out;
  for (size_t i = 0; i < rest.size();) {
    size_t end = i;
    while (end < rest.size() && IsToken(rest[end])) ++end;
    if (end == i) {
      out.push_back(rest[i++]);
      continue;
    }
    const std::string_view run = rest.substr(i, end - i);
    const bool hides = run.size() >= kLongRun && run.find_first_of("0123456789") != run.npos;
    out += hides ? "\u2026" : std::string(run);
    i = end;
  }
  while (!out.empty() && absl::ascii_isspace(static_cast<unsigned char>(out.back()))) {
    out.pop_back();
  }
  return CutUtf8(out, kMostReason);
}

bool HasLetter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalpha(static_cast<unsigned char>(c)) || (c & '\x80') != 0;
  });
}

// The strongest mark of that kind in a piece of a line.
void Look(std::string_view piece, bool next_line, InlineAllow* found) {
  for (const Mark& mark : kMarks) {
    if (mark.next_line != next_line || !found->mark.empty()) continue;
    for (size_t at = 0; (at = piece.find(mark.text, at)) != piece.npos; at += mark.text.size()) {
      const size_t end = at + mark.text.size();
      if (at > 0 && IsWord(piece[at - 1])) continue;
      const bool goes_on = end < piece.size() && piece[end] != ':' &&
                           (IsWord(piece[end]) || (piece[end] & '\x80') != 0);
      if (goes_on) continue;
      std::string reason = Reason(piece.substr(end));
      if (mark.needs_reason && !HasLetter(reason)) {
        found->without_reason = true;
        continue;
      }
      found->mark = mark.text;
      found->reason = std::move(reason);
      return;
    }
  }
}

constexpr size_t kNone = std::string_view::npos;

// Where the line that holds `at` begins; kNone if it begins too far away.
size_t LineBegin(std::string_view bytes, size_t at) {
  const size_t least = at - std::min(at, kMaxInlineLine);
  const size_t newline = bytes.substr(least, at - least).rfind('\n');
  if (newline != kNone) return least + newline + 1;
  return least == 0 ? 0 : kNone;
}

size_t LineEnd(std::string_view bytes, size_t at) {
  const size_t newline = bytes.substr(at, kMaxInlineLine + 1).find('\n');
  if (newline != kNone) return at + newline;
  return bytes.size() - at <= kMaxInlineLine ? bytes.size() : kNone;
}

}  // namespace

InlineAllow FindInlineAllow(std::string_view bytes, size_t start, size_t end) {
  InlineAllow found;
  if (start > end || end > bytes.size()) return found;
  const size_t begin = LineBegin(bytes, start);
  const size_t line_end = LineEnd(bytes, end);
  if (begin == kNone || line_end == kNone || line_end - end + start - begin > kMaxInlineLine) {
    return found;
  }
  Look(bytes.substr(end, line_end - end), false, &found);
  if (found.mark.empty()) Look(bytes.substr(begin, start - begin), false, &found);
  if (found.mark.empty() && begin > 0) {
    const size_t before = LineBegin(bytes, begin - 1);
    if (before != kNone) Look(bytes.substr(before, begin - 1 - before), true, &found);
  }
  if (!found.mark.empty()) found.without_reason = false;
  return found;
}

}  // namespace weir
