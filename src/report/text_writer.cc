// The report for people: one paragraph a finding in the form compilers have taught everyone to
// read,
//
//   config/prod.env:12:14: critical: GitHub personal access token
//      12 | GITHUB_TOKEN=ghp_…(40 bytes)
//         |              ^^^^^^^^^^^^^^^ github-personal-access-token, high confidence
//         = Revoke it under Settings, Developer settings.
//
// findings of one file together, and a summary. Every word from outside goes through Printable().
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "report/printable.h"
#include "report/summary_text.h"
#include "report/utf8.h"
#include "report/writer_impl.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr std::string_view kEllipsis = "\u2026";
constexpr size_t kNarrowest = 40;     // a narrower terminal wraps by itself
constexpr size_t kMostProblems = 10;  // in the summary; machine formats list them all

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kYellow = "\x1b[1;33m";
constexpr std::string_view kCyan = "\x1b[1;36m";
constexpr std::string_view kGreen = "\x1b[1;32m";
constexpr std::string_view kAlarm = "\x1b[1;37;41m";
constexpr std::string_view kReset = "\x1b[0m";

std::string_view ColorOf(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
    case Severity::kHigh:
      return kRed;
    case Severity::kMedium:
      return kYellow;
    case Severity::kLow:
      break;
  }
  return kCyan;
}

// Words of printable text in lines of at most `columns`.
std::vector<std::string> Wrapped(std::string_view text, size_t columns) {
  std::vector<std::string> lines(1);
  size_t used = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    if (word.empty()) continue;
    const size_t width = DisplayWidth(word);
    if (used > 0 && used + 1 + width > columns) {
      lines.emplace_back();
      used = 0;
    }
    lines.back() += Cat(used > 0 ? " " : "", word);
    used += width + (used > 0 ? 1 : 0);
  }
  return lines;
}

// The excerpt cut to a width, the mask near its middle.
struct Shown {
  std::string before, mask, after;
};

Shown Fit(const Record& record, size_t columns) {
  const std::string_view line = record.excerpt;
  const size_t mark = std::min(record.excerpt_mark, line.size());
  const size_t length = std::min(record.excerpt_mark_length, line.size() - mark);
  std::string_view raw_before = line.substr(0, mark), raw_after = line.substr(mark + length);
  raw_before.remove_prefix(std::min(raw_before.find_first_not_of(" \t"), raw_before.size()));
  while (!raw_after.empty() && (raw_after.back() == ' ' || raw_after.back() == '\t')) {
    raw_after.remove_suffix(1);
  }
  Shown shown{Printable(raw_before), Printable(line.substr(mark, length)), Printable(raw_after)};

  if (DisplayWidth(shown.mask) > columns) {
    shown.mask = Cat(FitFront(shown.mask, columns - 1), kEllipsis);
  }
  const size_t rest = columns - DisplayWidth(shown.mask);
  const size_t before = DisplayWidth(shown.before), after = DisplayWidth(shown.after);
  if (before + after <= rest) return shown;
  const size_t keep_before = std::min(before, std::max(rest / 2, rest - std::min(rest, after)));
  const size_t keep_after = std::min(after, rest - keep_before);
  if (before > keep_before) {
    shown.before =
        keep_before == 0 ? std::string() : Cat(kEllipsis, FitBack(shown.before, keep_before - 1));
  }
  if (after > keep_after) {
    shown.after =
        keep_after == 0 ? std::string() : Cat(FitFront(shown.after, keep_after - 1), kEllipsis);
  }
  return shown;
}

class TextWriter final : public Writer {
 public:
  TextWriter(const WriterOptions& options, Output* out)
      : options_(options), out_(out), width_(std::max(options.width, kNarrowest)) {}

  absl::Status Begin(const RunInfo&) override { return absl::OkStatus(); }

  absl::Status Add(const Record& record) override {
    std::string text;
    if (record.suppressed && !options_.verbose) return absl::OkStatus();
    if (record.suppressed) {
      Suppressed(record, &text);
      return out_->Write(text);
    }
    if (count_ == 0 || record.path != path_) {
      if (count_ > 0) text.push_back('\n');
      ++files_;
      path_ = record.path;
      told_.clear();
    }
    ++count_;
    Header(record, &text);
    Body(record, &text);
    return out_->Write(text);
  }

  absl::Status Flush() override { return out_->Flush(); }

  absl::Status Finish(const Summary& summary) override {
    std::string text;
    if (!options_.quiet) {
      if (count_ > 0) text.push_back('\n');
      Problems(summary, &text);
      const bool found = summary.findings > 0 || summary.coverage.findings_not_listed > 0;
      const bool clean = !found && !summary.incomplete && summary.coverage.inputs > 0;
      Paint(found ? kRed : clean ? kGreen : kBold, SummaryLine(summary, files_), &text);
      text.push_back('\n');
      if (summary.ephemeral_fingerprints && count_ > 0 && options_.verbose) {
        Paint(kDim, "no fingerprint key could be kept: fingerprints are good for this run only",
              &text);
        text.push_back('\n');
      }
    }
    // Quiet or not: a run that could not look must never pass for a clean one.
    if (const std::string line = IncompleteLine(summary); !line.empty()) {
      if (options_.quiet && count_ > 0) text.push_back('\n');
      Paint(kAlarm, line, &text);
      text.push_back('\n');
    }
    if (absl::Status status = out_->Write(text); !status.ok()) return status;
    return out_->Flush();
  }

 private:
  void Paint(std::string_view color, std::string_view text, std::string* out) const {
    if (options_.color && !text.empty()) {
      *out += Cat(color, text, kReset);
    } else {
      out->append(text);
    }
  }

  void Header(const Record& record, std::string* out) const {
    const Severity severity = record.rule != nullptr ? record.rule->severity : Severity::kHigh;
    const std::string place = Cat(record.path == "-" ? "<stdin>" : Printable(record.path), ":",
                                  record.line, ":", record.column, ":");
    const std::string tag = Cat(Name(severity), ":");
    const std::string name = Printable(record.rule == nullptr      ? "secret"
                                       : record.rule->name.empty() ? record.rule->id
                                                                   : record.rule->name);
    Paint(kBold, place, out);
    const size_t width = DisplayWidth(place) + 2 + tag.size() + DisplayWidth(name);
    out->append(width <= width_ ? " " : "\n  ");
    Paint(ColorOf(severity), tag, out);
    *out += Cat(" ");
    Paint(kBold, name, out);
    out->push_back('\n');
  }

  // One line, and what allows it; no excerpt: nobody is to act on it.
  void Suppressed(const Record& record, std::string* out) const {
    const std::string place = Cat(record.path == "-" ? "<stdin>" : Printable(record.path), ":",
                                  record.line, ":", record.column, ":");
    Paint(kDim, Cat(place, " allowed: ", record.rule == nullptr ? "" : Printable(record.rule->id),
                    ", ", Printable(record.masked)),
          out);
    out->push_back('\n');
    Note("     ", Cat(Name(record.suppressed.kind), ": "),
         Cat(Printable(record.suppressed.by), record.suppressed.reason.empty() ? "" : ": ",
             Printable(record.suppressed.reason)),
         width_ - std::min(width_ / 2, size_t{8}), out);
  }

  void Body(const Record& record, std::string* out) {
    const Severity severity = record.rule != nullptr ? record.rule->severity : Severity::kHigh;
    const std::string number = Cat(record.line);
    const std::string blank(std::max<size_t>(number.size(), 5), ' ');
    const size_t room = width_ - std::min(width_ / 2, blank.size() + 3);

    const Shown shown = Fit(record, room);
    Paint(kDim, Cat(blank.substr(number.size()), number, " | "), out);
    *out += Cat(shown.before);
    Paint(ColorOf(severity), shown.mask, out);
    *out += Cat(shown.after, "\n");

    const size_t indent = DisplayWidth(shown.before), marks = DisplayWidth(shown.mask);
    const std::string label = Label(record);
    Paint(kDim, Cat(blank, " | "), out);
    out->append(indent, ' ');
    Paint(ColorOf(severity), std::string(marks, '^'), out);
    const bool beside = indent + marks + 1 + DisplayWidth(label) <= room;
    if (beside) *out += Cat(" ", label);
    out->push_back('\n');
    if (!beside) Note(blank, "", label, room, out);

    if (record.commit != nullptr) Note(blank, "in: ", InCommit(*record.commit), room, out);
    if (!record.pointer.empty()) Note(blank, "at: ", Printable(record.pointer), room, out);
    if (options_.show_secrets) Note(blank, "value: ", Printable(record.secret), SIZE_MAX, out);
    if (record.rule != nullptr) {
      if (options_.verbose) {
        Note(blank, "what: ", Printable(record.rule->description), room, out);
        Note(blank, "why: ", Reasons(record), room, out);
        Note(blank, "fingerprint: ", record.fingerprint, SIZE_MAX, out);
        Note(blank, "next: ", Printable(record.rule->rotate), room, out);
        Note(blank, "see: ", Printable(record.rule->reference), SIZE_MAX, out);
      } else if (told_.insert(record.rule).second) {  // once a file is enough
        Note(blank, "next: ", Printable(FirstSentence(record.rule->rotate)), room, out);
      }
    }
  }

  static std::string Label(const Record& record) {
    std::string label = record.rule != nullptr ? Printable(record.rule->id) + ", " : std::string();
    label += Cat(Name(record.confidence), " confidence");
    if (!record.trail.empty()) label += Cat(", ", Name(record.trail));
    return label;
  }

  static std::string InCommit(const CommitInfo& commit) {
    std::string text = Cat("commit ", Printable(commit.id.substr(0, 12)));
    if (!commit.author.empty() || !commit.email.empty()) {
      text += Cat(" by ", Printable(commit.author), commit.author.empty() ? "<" : " <",
                  Printable(commit.email), ">");
    }
    if (!commit.date.empty()) text += Cat(", ", Printable(commit.date));
    if (!commit.subject.empty()) text += Cat(": ", Printable(commit.subject));
    return text;
  }

  static std::string Reasons(const Record& record) {
    std::string text;
    for (int i = 0; i < kReasonCount; ++i) {
      const Reason reason = static_cast<Reason>(i);
      if (record.reasons.Has(reason)) text += Cat(text.empty() ? "" : "; ", Explain(reason));
    }
    return text;
  }

  // "      = next: ..." in as many lines as it takes; nothing for an empty text.
  void Note(std::string_view blank, std::string_view title, std::string_view printable, size_t room,
            std::string* out) const {
    if (printable.empty()) return;
    const size_t columns = room > title.size() ? room - title.size() : room;
    bool first = true;
    for (const std::string& line : Wrapped(printable, columns)) {
      if (first) {
        Paint(kDim, Cat(blank, " = "), out);
        Paint(kBold, title, out);
      } else {
        out->append(blank.size() + 3 + title.size(), ' ');
      }
      *out += Cat(line, "\n");
      first = false;
    }
  }

  void Problems(const Summary& summary, std::string* out) const {
    size_t shown = 0;
    for (const Problem& problem : summary.problems) {
      if (!MakesIncomplete(problem.reason) && !options_.verbose) continue;
      if (++shown > kMostProblems && !options_.verbose) break;
      Paint(kYellow, Explain(problem.reason), out);
      *out += Cat(": ", Printable(problem.path), problem.message.empty() ? "" : ": ",
                  Printable(problem.message), "\n");
    }
    if (shown > kMostProblems && !options_.verbose) {
      *out += Cat("... and more: ", Plural(summary.problem_count, "problem"), " in all\n");
    }
  }

  WriterOptions options_;
  Output* out_;
  size_t width_;
  std::string path_;
  std::set<const Rule*> told_;  // rules whose next step this file's paragraphs have told
  uint64_t count_ = 0, files_ = 0;
};

}  // namespace

std::unique_ptr<Writer> MakeTextWriter(const WriterOptions& options, Output* out) {
  return std::make_unique<TextWriter>(options, out);
}

}  // namespace weir
