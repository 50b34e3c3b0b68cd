// SARIF 2.1.0 as GitHub code scanning reads it. No snippet and no value in it, ever; columns are
// Unicode code points (columnKind), with the byte span beside them.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "nlohmann/json.hpp"
#include "report/printable.h"
#include "report/summary_text.h"
#include "report/utf8.h"
#include "report/writer_impl.h"
#include "rules/cat.h"

namespace weir {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostText = 1024;  // GitHub: shortDescription, fullDescription
constexpr size_t kMostName = 255;
constexpr uint64_t kMostResults = 25000;  // GitHub: of one run

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
}

std::string Text(std::string_view text, size_t most = kMostText) {
  return CutUtf8(ValidUtf8(text), most);
}

// In a message, brackets would make a link and braces a placeholder.
std::string MessageText(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '[' || c == ']' || c == '\\') out.push_back('\\');
    if (c == '{' || c == '}') out.push_back(c);
    out.push_back(c);
  }
  return out;
}

std::string Markdown(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (std::string_view("\\`*_[]<>#!|~&").find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

// Relative to where the scan was started, as the operator's paths are; bytes, not characters, are
// encoded, so a name in any encoding comes back the same.
std::string PathUri(std::string_view path) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  while (path.starts_with("./")) {
    path.remove_prefix(2);
    while (path.starts_with("/")) path.remove_prefix(1);
  }
  std::string out = path.starts_with("/") ? "file://" : "";
  for (char c : path) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '-' || c == '.' ||
        c == '_' || c == '~') {
      out.push_back(c);
    } else {
      const unsigned char b = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kDigits[b >> 4]);
      out.push_back(kDigits[b & 15]);
    }
  }
  return out;
}

bool IsPlainUrl(std::string_view url) {
  if (!url.starts_with("https://")) return false;
  for (char c : url) {
    if (c <= 0x20 || c >= 0x7F ||
        std::string_view("<>\"'()[]{}\\^`|").find(c) != std::string_view::npos) {
      return false;
    }
  }
  return true;
}

std::string_view Level(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
    case Severity::kHigh:
      return "error";
    case Severity::kMedium:
      return "warning";
    case Severity::kLow:
      break;
  }
  return "note";
}

constexpr size_t kShortCommit = 12;

// A finding that is hardly believed is never an error.
std::string_view Level(Severity severity, Confidence confidence) {
  if (confidence != Confidence::kLow) return Level(severity);
  return severity >= Severity::kHigh ? "warning" : "note";
}

std::string_view SecuritySeverity(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "9.5";
    case Severity::kHigh:
      return "8.0";
    case Severity::kMedium:
      return "5.5";
    case Severity::kLow:
      break;
  }
  return "3.0";
}

std::string_view Precision(const Rule& rule) {
  if (rule.kind == RuleKind::kAssignment) return "medium";
  if (rule.kind == RuleKind::kRegex) return "medium";
  if (!rule.checksum.empty()) return "very-high";
  return "high";
}

double Rank(Confidence confidence) {
  switch (confidence) {
    case Confidence::kHigh:
      return 90;
    case Confidence::kMedium:
      return 60;
    case Confidence::kLow:
      break;
  }
  return 20;
}

// "github-personal-access-token" -> "GithubPersonalAccessToken", the form SARIF asks of a name.
std::string PascalName(std::string_view id) {
  std::string out;
  bool upper = true;
  for (char c : id) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      upper = true;
      continue;
    }
    out.push_back(upper ? absl::ascii_toupper(static_cast<unsigned char>(c)) : c);
    upper = false;
  }
  return out.substr(0, kMostName);
}

Json TextOf(std::string text) {
  Json json;
  json["text"] = std::move(text);
  return json;
}

std::string NameOf(const Rule& rule) {
  return std::string(rule.name.empty() ? rule.id : rule.name);
}

Json RuleJson(const Rule& rule) {
  const std::string name = NameOf(rule);
  const std::string_view description = rule.description.empty() ? name : rule.description;
  const std::string_view rotate =
      rule.rotate.empty() ? "Revoke it where it was issued, then remove it from the file."
                          : rule.rotate;
  Json json;
  json["id"] = Text(rule.id, kMostName);
  json["name"] = PascalName(rule.id);
  json["shortDescription"] = TextOf(Text(name));
  json["fullDescription"] = TextOf(Text(description));
  const bool has_url = IsPlainUrl(rule.reference);
  if (has_url) json["helpUri"] = std::string(rule.reference);
  Json help = TextOf(Cat(Text(description), "\n\nWhat to do: ", Text(rotate)));
  std::string markdown =
      Cat(Text(Markdown(description)), "\n\n**What to do:** ", Text(Markdown(rotate)));
  if (has_url) markdown += Cat("\n\n[More from the vendor](", rule.reference, ")");
  help["markdown"] = std::move(markdown);
  json["help"] = std::move(help);
  json["defaultConfiguration"]["level"] = std::string(Level(rule.severity));
  Json& properties = json["properties"];
  properties["tags"] = Json::array({"security", "secrets", std::string(Name(rule.secret_class))});
  properties["precision"] = std::string(Precision(rule));
  properties["security-severity"] = std::string(SecuritySeverity(rule.severity));
  return json;
}

// Counts the lines of one file that have the same hash: GitHub's ":1", ":2". Two findings on a line
// share a number.
class LineHashCounter {
 public:
  std::string Next(const Record& record) {
    if (record.path != path_) {
      path_ = record.path;
      seen_.clear();
    }
    Seen& seen = seen_[record.line_hash];
    if (seen.count == 0 || seen.line != record.line) ++seen.count;
    seen.line = record.line;
    return Cat(record.line_hash, ":", seen.count);
  }

 private:
  struct Seen {
    uint64_t line = 0, count = 0;
  };
  std::string path_;
  std::map<std::string, Seen> seen_;
};

class SarifWriter final : public Writer {
 public:
  explicit SarifWriter(Output* out) : out_(out) {}

  absl::Status Begin(const RunInfo& run) override {
    start_time_ = ValidUtf8(run.start_time);
    Json driver;
    driver["name"] = "weir";
    driver["semanticVersion"] = ValidUtf8(run.version);
    std::string head =
        "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\","
        "\"runs\":[{\"tool\":{\"driver\":";
    head += Dump(driver);
    head.pop_back();  // the driver stays open for its rules
    head += ",\"rules\":[";
    if (absl::Status status = out_->Write(head); !status.ok()) return status;
    const char* separator = "\n";
    for (const Rule* rule : EnabledRules(run)) {
      rule_index_.emplace(rule, rule_index_.size());
      if (absl::Status status = out_->Write(separator + Dump(RuleJson(*rule))); !status.ok()) {
        return status;
      }
      separator = ",\n";
    }
    return out_->Write(
        "]}},\n\"automationDetails\":{\"id\":\"weir/\"},\"columnKind\":\"unicodeCodePoints\","
        "\"redactionTokens\":[\"[REDACTED]\"],\n\"results\":[");
  }

  absl::Status Add(const Record& record) override {
    std::string text = results_ == 0 ? "\n" : ",\n";
    ++results_;
    text += Dump(ResultJson(record));
    return out_->Write(text);
  }

  absl::Status Finish(const Summary& summary) override {
    Json tail;
    Json invocation;
    invocation["executionSuccessful"] = !summary.incomplete;
    if (!start_time_.empty()) invocation["startTimeUtc"] = start_time_;
    invocation["toolExecutionNotifications"] = Notifications(summary);
    tail["invocations"] = Json::array({std::move(invocation)});
    Json& properties = tail["properties"];
    properties["offeredBytes"] = summary.coverage.offered_bytes;
    properties["searchedBytes"] = summary.coverage.searched_bytes;
    properties["searchedInputs"] = summary.coverage.inputs;
    properties["suppressed"] = summary.suppressed;
    properties["findingsNotListed"] = summary.coverage.findings_not_listed;
    std::string text = Dump(tail);
    text.replace(0, 1, "],\n");
    text += "]}\n";
    if (absl::Status status = out_->Write(text); !status.ok()) return status;
    return out_->Flush();
  }

 private:
  Json ResultJson(const Record& record) {
    Json json;
    std::string name = "Secret";
    if (record.rule != nullptr) {
      name = NameOf(*record.rule);
      json["ruleId"] = Text(record.rule->id, kMostName);
      if (const auto it = rule_index_.find(record.rule); it != rule_index_.end()) {
        json["ruleIndex"] = it->second;
      }
      json["level"] = std::string(Level(record.rule->severity, record.confidence));
    }
    json["rank"] = Rank(record.confidence);
    std::string message =
        Cat(MessageText(Text(name, kMostName)), " (", Name(record.confidence), " confidence).");
    const std::string_view rotate =
        record.rule == nullptr ? std::string_view() : FirstSentence(record.rule->rotate);
    if (!rotate.empty()) message += Cat(" ", MessageText(Text(rotate)));
    // SARIF has no place for a commit, and the file may be gone: so in words, too.
    if (record.commit != nullptr) {
      message += Cat(" Added by commit ",
                     MessageText(Text(record.commit->id.substr(0, kShortCommit), kMostName)), ".");
    }
    json["message"] = TextOf(std::move(message));

    Json physical;
    physical["artifactLocation"]["uri"] = PathUri(record.path);
    Json& region = physical["region"];
    region["startLine"] = record.line;
    region["startColumn"] = record.column_codepoint;
    region["endLine"] = record.end_line;
    region["endColumn"] = record.end_column_codepoint;
    region["byteOffset"] = record.start;
    region["byteLength"] = record.end - record.start;
    Json location;
    location["physicalLocation"] = std::move(physical);
    json["locations"] = Json::array({std::move(location)});

    Json prints = Json::object();
    if (!record.line_hash.empty()) prints["primaryLocationLineHash"] = lines_.Next(record);
    if (!record.fingerprint.empty()) prints["secretFingerprint/v1"] = record.fingerprint;
    json["partialFingerprints"] = std::move(prints);
    if (record.suppressed) {
      Json one;
      one["kind"] = record.suppressed.kind == Suppression::Kind::kInline ? "inSource" : "external";
      one["status"] = "accepted";
      std::string why = Cat(record.suppressed.by, record.suppressed.reason.empty() ? "" : ": ",
                            record.suppressed.reason);
      one["justification"] = Text(why);
      json["suppressions"] = Json::array({std::move(one)});
    }
    Json& properties = json["properties"];
    properties["confidence"] = std::string(Name(record.confidence));
    Json reasons = Json::array();
    for (int i = 0; i < kReasonCount; ++i) {
      if (record.reasons.Has(static_cast<Reason>(i))) {
        reasons.push_back(std::string(Name(static_cast<Reason>(i))));
      }
    }
    properties["reasons"] = std::move(reasons);
    if (!record.trail.empty()) properties["trail"] = Name(record.trail);
    if (!record.pointer.empty()) properties["pointer"] = ValidUtf8(record.pointer);
    if (record.commit != nullptr) {
      // No author: reports are kept where people did not agree to be.
      properties["commit"] = ValidUtf8(record.commit->id);
      if (!record.commit->date.empty()) properties["commitDate"] = ValidUtf8(record.commit->date);
    }
    return json;
  }

  static Json Notification(std::string_view id, std::string_view level, std::string_view text) {
    Json json;
    json["descriptor"]["id"] = std::string(id);
    json["level"] = std::string(level);
    json["message"] = TextOf(MessageText(ValidUtf8(text)));
    return json;
  }

  Json Notifications(const Summary& summary) const {
    Json list = Json::array();
    for (const Problem& problem : summary.problems) {
      Json one =
          Notification(Name(problem.reason), MakesIncomplete(problem.reason) ? "error" : "note",
                       Cat(Name(problem.reason), ": ", problem.message));
      if (!problem.path.empty()) {
        Json location;
        location["physicalLocation"]["artifactLocation"]["uri"] = PathUri(problem.path);
        one["locations"] = Json::array({std::move(location)});
      }
      list.push_back(std::move(one));
    }
    for (int i = 0; i < kSkipReasonCount; ++i) {
      const Coverage::Skip& skip = summary.coverage.skipped[static_cast<size_t>(i)];
      if (skip.inputs == 0 && skip.bytes == 0) continue;
      const SkipReason reason = static_cast<SkipReason>(i);
      list.push_back(
          Notification(Cat("skipped-", Name(reason)), MakesIncomplete(reason) ? "warning" : "note",
                       Cat("Not searched (", Name(reason), "): ", Plural(skip.inputs, "input"),
                           ", ", HumanBytes(skip.bytes), ".")));
    }
    if (summary.coverage.findings_not_listed > 0) {
      list.push_back(Notification("findings-not-listed", "warning",
                                  Cat(Plural(summary.coverage.findings_not_listed, "finding"),
                                      " over the limit counted, but not listed.")));
    }
    if (summary.ephemeral_fingerprints) {
      list.push_back(
          Notification("ephemeral-fingerprints", "note",
                       "No fingerprint key could be kept: secretFingerprint/v1 is good for "
                       "this run only."));
    }
    if (results_ > kMostResults) {
      list.push_back(
          Notification("too-many-results", "warning",
                       Cat(Plural(results_, "result"), ": code scanning services may take only ",
                           HumanCount(kMostResults), " of a run.")));
    }
    return list;
  }

  Output* out_;
  std::string start_time_;
  std::map<const Rule*, size_t> rule_index_;
  LineHashCounter lines_;
  uint64_t results_ = 0;
};

}  // namespace

std::unique_ptr<Writer> MakeSarifWriter(const WriterOptions&, Output* out) {
  return std::make_unique<SarifWriter>(out);
}

}  // namespace weir
