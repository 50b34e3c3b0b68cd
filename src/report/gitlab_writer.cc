// GitLab's secret detection report, schema 15.2.1: gl-secret-detection-report.json as an artifact
// of the kind secret_detection. GitLab refuses a report as a whole if one field is wrong, so every
// text is held to the schema's lengths. No value and no line of the file in it, ever; suppressed
// findings are left out, as GitLab has no word for them.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "judge/digest.h"
#include "nlohmann/json.hpp"
#include "report/printable.h"
#include "report/summary_text.h"
#include "report/utf8.h"
#include "report/writer_impl.h"
#include "rules/cat.h"

namespace weir {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostName = 255, kMostDescription = 4096, kMostSolution = 7000;
constexpr size_t kMostMessages = 100;
constexpr std::string_view kNoCommit = "0000000";  // of a tree that no commit is known of

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
}

std::string Text(std::string_view text, size_t most) { return CutUtf8(ValidUtf8(text), most); }

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "Critical";
    case Severity::kHigh:
      return "High";
    case Severity::kMedium:
      return "Medium";
    case Severity::kLow:
      break;
  }
  return "Low";
}

// "2026-01-31T12:00:00Z" without its zone, as the schema wants it.
std::string WithoutZone(std::string_view time) {
  std::string out = ValidUtf8(time);
  while (out.ends_with('Z')) out.pop_back();
  return out;
}

// A UUID (version 8) made of what identifies the finding: the same in every run.
std::string UuidOf(std::string_view identity) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string bytes = Sha256(identity).substr(0, 16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x80);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  std::string out;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
    out.push_back(kDigits[static_cast<unsigned char>(bytes[i]) >> 4]);
    out.push_back(kDigits[static_cast<unsigned char>(bytes[i]) & 15]);
  }
  return out;
}

std::string_view WithoutDots(std::string_view path) {
  while (path.starts_with("./")) {
    path.remove_prefix(2);
    while (path.starts_with('/')) path.remove_prefix(1);
  }
  return path;
}

class GitlabWriter final : public Writer {
 public:
  GitlabWriter(const WriterOptions& options, Output* out) : options_(options), out_(out) {}

  absl::Status Begin(const RunInfo& run) override {
    version_ = run.version.empty() ? "0" : ValidUtf8(run.version);
    start_time_ = WithoutZone(run.start_time.empty() ? UtcNow() : run.start_time);
    return out_->Write("{\"version\":\"15.2.1\",\"vulnerabilities\":[");
  }

  absl::Status Add(const Record& record) override {
    if (record.suppressed || record.rule == nullptr) return absl::OkStatus();
    std::string text = first_ ? "\n" : ",\n";
    first_ = false;
    text += Dump(Vulnerability(record));
    return out_->Write(text);
  }

  absl::Status Finish(const Summary& summary) override {
    Json tool;
    tool["id"] = "weir";
    tool["name"] = "weir";
    tool["version"] = version_;
    tool["vendor"]["name"] = "weir";
    Json scan;
    scan["analyzer"] = tool;
    scan["scanner"] = std::move(tool);
    scan["start_time"] = start_time_;
    scan["end_time"] = WithoutZone(UtcNow());
    scan["status"] = summary.incomplete ? "failure" : "success";
    scan["type"] = "secret_detection";
    Json messages = Json::array();
    const auto tell = [&](std::string_view level, std::string_view text) {
      Json one;
      one["level"] = std::string(level);
      one["value"] = Text(text, kMostDescription);
      messages.push_back(std::move(one));
    };
    tell("info", SummaryLine(summary, files_));
    if (const std::string line = IncompleteLine(summary); !line.empty()) tell("fatal", line);
    for (const Problem& problem : summary.problems) {
      if (messages.size() >= kMostMessages) break;
      tell("warn", Cat(Explain(problem.reason), ": ", problem.path, ": ", problem.message));
    }
    scan["messages"] = std::move(messages);
    Json tail;
    tail["scan"] = std::move(scan);
    std::string text = Dump(tail);
    text.replace(0, 1, first_ ? "]," : "\n],");
    text.push_back('\n');
    if (absl::Status status = out_->Write(text); !status.ok()) return status;
    return out_->Flush();
  }

 private:
  Json Vulnerability(const Record& record) {
    const Rule& rule = *record.rule;
    if (record.path != path_ || files_ == 0) {
      path_ = record.path;
      seen_.clear();
      ++files_;
    }
    const std::string secret =
        record.fingerprint.empty() ? Cat(record.line, ":", record.column) : record.fingerprint;
    const uint64_t same = ++seen_[secret];
    const std::string name = Text(rule.name.empty() ? rule.id : rule.name, kMostName);
    const std::string id = Text(rule.id, kMostName);

    Json json;
    json["id"] = UuidOf(Cat("weir", '\0', rule.id, '\0', record.path, '\0', secret, '\0', same));
    json["name"] = name;
    json["description"] =
        Text(rule.description.empty() ? Cat(name, " was found.") : std::string(rule.description),
             kMostDescription);
    json["severity"] = std::string(SeverityName(rule.severity));
    json["solution"] =
        Text(rule.rotate.empty() ? "Revoke it where it was issued, then remove it." : rule.rotate,
             kMostSolution);
    Json identifier;
    identifier["type"] = "weir_rule_id";
    identifier["name"] = Text(Cat("weir rule ", rule.id), kMostName);
    identifier["value"] = id;
    json["identifiers"] = Json::array({std::move(identifier)});
    if (record.confidence == Confidence::kLow) {
      Json flag;
      flag["type"] = "flagged-as-likely-false-positive";
      flag["origin"] = "weir";
      flag["description"] = "low confidence";
      json["flags"] = Json::array({std::move(flag)});
    }
    Json& location = json["location"];
    location["file"] = ValidUtf8(WithoutDots(record.path));
    location["start_line"] = record.line;
    location["end_line"] = record.end_line;
    const std::string_view commit = record.commit != nullptr ? record.commit->id : options_.commit;
    location["commit"]["sha"] = commit.empty() ? std::string(kNoCommit) : ValidUtf8(commit);
    return json;
  }

  WriterOptions options_;
  Output* out_;
  std::string version_, start_time_, path_;
  std::map<std::string, uint64_t> seen_;  // equal secrets of one file
  uint64_t files_ = 0;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<Writer> MakeGitlabWriter(const WriterOptions& options, Output* out) {
  return std::make_unique<GitlabWriter>(options, out);
}

}  // namespace weir
