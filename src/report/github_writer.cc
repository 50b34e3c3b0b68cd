// Workflow commands: lines on standard output that GitHub Actions turns into annotations beside the
// lines of a change.
//
//   ::error file=deploy.sh,line=3,endLine=3,col=8,endColumn=28,title=AWS access key id::...
//
// Nothing of the scanned file is in a line but its name, and no text from outside can end a line or
// begin a command of its own: the characters that part a command are written as %XX, everything
// that is no printable character as an escape. GitHub shows ten errors and ten warnings of a step;
// the log has them all.
#include <memory>
#include <string>
#include <string_view>

#include "report/printable.h"
#include "report/summary_text.h"
#include "report/writer_impl.h"
#include "rules/cat.h"

namespace weir {
namespace {

std::string Escaped(std::string_view text, bool property) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (char c : Printable(text)) {
    const bool escape = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    if (!escape) {
      out.push_back(c);
      continue;
    }
    out.push_back('%');
    out.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return out;
}

std::string Data(std::string_view text) { return Escaped(text, false); }
std::string Property(std::string_view text) { return Escaped(text, true); }

std::string_view Level(const Record& record) {
  const Severity severity = record.rule == nullptr ? Severity::kHigh : record.rule->severity;
  if (severity >= Severity::kHigh) {
    return record.confidence == Confidence::kLow ? "warning" : "error";
  }
  return severity == Severity::kMedium ? "warning" : "notice";
}

class GithubWriter final : public Writer {
 public:
  explicit GithubWriter(Output* out) : out_(out) {}
  absl::Status Begin(const RunInfo&) override { return absl::OkStatus(); }

  absl::Status Add(const Record& record) override {
    if (record.suppressed) return absl::OkStatus();
    if (record.path != path_ || files_ == 0) {
      path_ = record.path;
      ++files_;
    }
    std::string_view path = record.path;
    while (path.starts_with("./")) path.remove_prefix(2);
    std::string name = "Secret", next;
    if (record.rule != nullptr) {
      name = std::string(record.rule->name.empty() ? record.rule->id : record.rule->name);
      next = std::string(FirstSentence(record.rule->rotate));
    }
    std::string line = Cat("::", Level(record), " file=", Property(path), ",line=", record.line,
                           ",endLine=", record.end_line);
    if (record.line == record.end_line) {
      line += Cat(",col=", record.column_codepoint, ",endColumn=", record.end_column_codepoint);
    }
    line += Cat(",title=", Property(name), "::", Data(name), " ", Data(record.masked), " in ",
                Data(path), ", line ", record.line);
    if (record.rule != nullptr) line += Cat(" (", Data(record.rule->id), ")");
    line += Cat(". ", Data(next), "\n");
    return out_->Write(line);
  }

  absl::Status Flush() override { return out_->Flush(); }

  absl::Status Finish(const Summary& summary) override {
    std::string text;
    for (const Problem& problem : summary.problems) {
      if (!MakesIncomplete(problem.reason)) continue;
      text += Cat("::warning title=not looked at::", Data(Explain(problem.reason)), ": ",
                  Data(problem.path), ": ", Data(problem.message), "\n");
    }
    if (const std::string line = IncompleteLine(summary); !line.empty()) {
      text += Cat("::error title=weir::", Data(line), "\n");
    }
    text += Cat("::notice title=weir::", Data(SummaryLine(summary, files_)), "\n");
    if (absl::Status status = out_->Write(text); !status.ok()) return status;
    return out_->Flush();
  }

 private:
  Output* out_;
  std::string path_;
  uint64_t files_ = 0;
};

}  // namespace

std::unique_ptr<Writer> MakeGithubWriter(const WriterOptions&, Output* out) {
  return std::make_unique<GithubWriter>(out);
}

}  // namespace weir
