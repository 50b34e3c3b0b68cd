// JUnit XML, in the part of it that all build servers read: a failed test case a finding, a skipped
// one for each that is allowed, an error for what could not be looked at, and one that passes when
// nothing was found (an empty suite fails on some servers). The counts stand in front, so the cases
// wait in memory: kMostCases of them, and an error that says how many more there are.
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "report/printable.h"
#include "report/summary_text.h"
#include "report/utf8.h"
#include "report/writer_impl.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr uint64_t kMostCases = 50'000;

// Text for an attribute or an element. Printable() leaves no control character; what XML 1.0
// forbids besides are two code points.
std::string Xml(std::string_view text) {
  const std::string printable = Printable(text);
  std::string out;
  for (size_t i = 0; i < printable.size();) {
    const Utf8Char c = DecodeUtf8(printable, i);
    switch (c.code) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&apos;";
        break;
      default:
        if (c.valid && (c.code & 0xFFFE) != 0xFFFE) {
          out.append(printable, i, c.length);
        } else {
          out += "\uFFFD";
        }
    }
    i += c.length;
  }
  return out;
}

std::string Seconds(std::chrono::nanoseconds time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  const std::string rest = Cat(1000 + ms % 1000);
  return Cat(ms / 1000, ".", rest.substr(1));
}

class JunitWriter final : public Writer {
 public:
  explicit JunitWriter(Output* out) : out_(out) {}

  absl::Status Begin(const RunInfo& run) override {
    started_ = run.start_time;
    while (started_.ends_with('Z')) started_.pop_back();
    return absl::OkStatus();
  }

  absl::Status Add(const Record& record) override {
    if (!record.suppressed && (record.path != path_ || files_ == 0)) {
      path_ = record.path;
      ++files_;
    }
    if (cases_count_ >= kMostCases) {
      if (!record.suppressed) ++not_listed_;
      return absl::OkStatus();
    }
    if (!record.suppressed) ++failures_;
    ++cases_count_;
    const std::string rule(record.rule == nullptr ? "secret" : record.rule->id);
    std::string_view path = record.path;
    while (path.starts_with("./")) path.remove_prefix(2);
    cases_ +=
        Cat("    <testcase name=\"", Xml(path), ":", record.line, " ", Xml(rule), "\" classname=\"",
            Xml(rule), "\" file=\"", Xml(path), "\" line=\"", record.line, "\" time=\"0\">\n");
    if (record.suppressed) {
      ++skipped_;
      cases_ += Cat("      <skipped message=\"allowed: ", Xml(record.suppressed.by),
                    record.suppressed.reason.empty() ? "" : ": ", Xml(record.suppressed.reason),
                    "\"/>\n");
    } else {
      const std::string_view name = record.rule == nullptr      ? "secret"
                                    : record.rule->name.empty() ? record.rule->id
                                                                : record.rule->name;
      const std::string_view next =
          record.rule == nullptr ? std::string_view() : FirstSentence(record.rule->rotate);
      cases_ += Cat("      <failure type=\"secret\" message=\"", Xml(name), " (value hidden)\">",
                    Xml(path), ":", record.line, ":", record.column, " ", Xml(record.masked), ", ",
                    Name(record.confidence), " confidence, fingerprint ", record.fingerprint, ". ",
                    Xml(next), "</failure>\n");
    }
    cases_ += "    </testcase>\n";
    return absl::OkStatus();
  }

  absl::Status Finish(const Summary& summary) override {
    uint64_t errors = 0;
    const auto error = [&](std::string_view name, std::string_view message) {
      ++errors;
      ++cases_count_;
      cases_ += Cat("    <testcase name=\"", Xml(name), "\" classname=\"weir\" time=\"0\">\n",
                    "      <error type=\"incomplete\" message=\"", Xml(message),
                    "\"/>\n    </testcase>\n");
    };
    for (const Problem& problem : summary.problems) {
      if (!MakesIncomplete(problem.reason)) continue;
      error(problem.path.empty() ? "the run" : std::string_view(problem.path),
            Cat(Explain(problem.reason), ": ", problem.message));
    }
    if (const std::string line = IncompleteLine(summary); !line.empty()) error("coverage", line);
    const uint64_t more = not_listed_ + summary.coverage.findings_not_listed;
    if (more > 0) error("findings", Cat(Plural(more, "finding"), " not listed in this report"));
    if (failures_ == 0 && errors == 0) {
      ++cases_count_;
      cases_ += Cat("    <testcase name=\"no secrets\" classname=\"weir\" time=\"",
                    Seconds(summary.elapsed), "\"/>\n");
    }
    const std::string counts =
        Cat("tests=\"", cases_count_, "\" failures=\"", failures_, "\" errors=\"", errors,
            "\" time=\"", Seconds(summary.elapsed), "\"");
    std::string text =
        Cat("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"weir\" ", counts,
            ">\n  <testsuite name=\"weir\" ", counts, " skipped=\"", skipped_, "\"",
            started_.empty() ? std::string() : Cat(" timestamp=\"", Xml(started_), "\""), ">\n");
    if (absl::Status status = out_->Write(text); !status.ok()) return status;
    if (absl::Status status = out_->Write(cases_); !status.ok()) return status;
    text = Cat("    <system-out>", Xml(SummaryLine(summary, files_)),
               "</system-out>\n  </testsuite>\n</testsuites>\n");
    if (absl::Status status = out_->Write(text); !status.ok()) return status;
    return out_->Flush();
  }

 private:
  Output* out_;
  std::string started_, path_, cases_;
  uint64_t cases_count_ = 0, failures_ = 0, skipped_ = 0, not_listed_ = 0, files_ = 0;
};

}  // namespace

std::unique_ptr<Writer> MakeJunitWriter(const WriterOptions&, Output* out) {
  return std::make_unique<JunitWriter>(out);
}

}  // namespace weir
