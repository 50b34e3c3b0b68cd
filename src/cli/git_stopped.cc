#include "cli/git_stopped.h"

#include <algorithm>

#include "report/printable.h"
#include "report/summary_text.h"
#include "report/utf8.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMostFindings = 3;  // of three lines each
constexpr size_t kTermColumns = 14;
constexpr size_t kMostAdviceLines = 2;

std::string_view What(GitMoment moment) {
  switch (moment) {
    case GitMoment::kCommit:
      return "this commit is stopped: it adds ";
    case GitMoment::kMessage:
      return "this commit is stopped: its message holds ";
    case GitMoment::kPush:
      return "this push is stopped: its commits add ";
    case GitMoment::kReceive:
      return " is refused: the new commits add ";
  }
  return "";
}

std::string Fitted(std::string text, size_t columns) {
  if (DisplayWidth(text) <= columns) return text;
  return Cat(FitFront(text, columns - 1), "\u2026");
}

// The line with the mask in it, cut around the mask.
std::string Line(const Record& record, size_t columns) {
  const size_t mark = std::min(record.excerpt_mark, record.excerpt.size());
  std::string_view before = std::string_view(record.excerpt).substr(0, mark);
  before.remove_prefix(std::min(before.find_first_not_of(" \t"), before.size()));
  std::string shown = Printable(before);
  if (DisplayWidth(shown) > columns / 2) shown = Cat("\u2026", FitBack(shown, columns / 2 - 1));
  return Fitted(Cat(shown, Printable(std::string_view(record.excerpt).substr(mark))), columns);
}

// "Rotate it     text", wrapped; at most kMostAdviceLines lines.
void Advice(std::string_view term, std::string_view text, size_t width, std::string* out) {
  if (text.empty()) return;
  std::string head(term);
  head.resize(kTermColumns, ' ');
  const size_t columns = width - kTermColumns;
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    std::string& line = lines.back();
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > columns) {
      if (lines.size() == kMostAdviceLines) {
        line = Fitted(Cat(line, " ", word), columns);
        break;
      }
      lines.emplace_back(word);
    } else {
      line += Cat(line.empty() ? "" : " ", word);
    }
  }
  for (const std::string& line : lines) {
    *out += Cat(head, Fitted(line, columns), "\n");
    head.assign(kTermColumns, ' ');
  }
}

std::string_view TakeOut(GitMoment moment) {
  switch (moment) {
    case GitMoment::kCommit:
      return "edit the file, git add it, and commit again; read the secret from the environment or "
             "a "
             "secret store instead.";
    case GitMoment::kMessage:
      return "write the message again without it.";
    case GitMoment::kPush:
    case GitMoment::kReceive:
      return "git rebase -i to the commit before, edit it (git commit --amend), and push again; a "
             "later "
             "commit that removes it is not enough.";
  }
  return "";
}

}  // namespace

std::string StoppedText(const GitStopped& stopped, size_t width) {
  width = std::clamp<size_t>(width, 40, 120);
  const uint64_t count = stopped.records.size() + stopped.more;
  std::string out = "weir: ";
  if (stopped.moment == GitMoment::kReceive) out += Printable(stopped.ref);
  out += Cat(What(stopped.moment), Plural(count, "secret"), "\n\n");
  const size_t shown = std::min(stopped.records.size(), kMostFindings);
  for (size_t i = 0; i < shown; ++i) {
    const Record& record = *stopped.records[i];
    const std::string name =
        record.rule == nullptr
            ? "secret"
            : Printable(record.rule->name.empty() ? record.rule->id : record.rule->name);
    // The place is never cut short from behind: the line number is what people need.
    std::string place = Cat(Printable(record.path), ":", record.line, ":", record.column);
    if (DisplayWidth(place) > width - 2) place = Cat("\u2026", FitBack(place, width - 3));
    const size_t room = width - 2 - std::min(width - 2, DisplayWidth(place));
    out += Cat("  ", place);
    if (room > 12) {
      out += Cat(": ", Fitted(name, room - 2));
    } else {
      out += Cat("\n    ", Fitted(name, width - 4));
    }
    out += Cat("\n    ", Line(record, width - 4), "\n");
    // A message stands in the commit or tag that its path names.
    if (record.commit != nullptr && record.commit->id != record.blob) {
      out += Cat("    ",
                 Fitted(Cat("in commit ", Printable(record.commit->id.substr(0, 12)), " ",
                            Printable(record.commit->subject)),
                        width - 4),
                 "\n");
    }
  }
  if (count > shown) out += Cat("  and ", count - shown, " more; --format jsonl lists them\n");
  out += "\n";
  if (stopped.records.empty()) return out;
  const Record& first = *stopped.records[0];
  if (first.rule != nullptr) {
    Advice("It is", Printable(FirstSentence(first.rule->description)), width, &out);
  }
  Advice("Take it out", TakeOut(stopped.moment), width, &out);
  std::string rotate = first.rule != nullptr ? Printable(FirstSentence(first.rule->rotate)) : "";
  if (rotate.empty()) rotate = "revoke it where it was issued if anyone else may have seen it.";
  Advice("Rotate it", rotate, width, &out);
  switch (stopped.moment) {
    case GitMoment::kCommit:
      Advice("Allow it", "if it is no secret: end its line with a comment  weir:allow REASON",
             width, &out);
      [[fallthrough]];
    case GitMoment::kPush:
    case GitMoment::kMessage:
      if (!first.fingerprint.empty()) {
        if (stopped.moment != GitMoment::kCommit) {
          Advice("Allow it", "if it is no secret, with a reason:", width, &out);
        }
        out += Cat(stopped.moment == GitMoment::kCommit ? "          or: "
                                                        : std::string(kTermColumns, ' '),
                   "weir allow ", first.fingerprint, " --reason '...'\n");
      }
      break;
    case GitMoment::kReceive:
      Advice("No secret?", "ask those who run this server to allow it.", width, &out);
      break;
  }
  return out;
}

}  // namespace weir
