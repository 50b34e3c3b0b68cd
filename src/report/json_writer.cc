#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "nlohmann/json.hpp"
#include "report/printable.h"
#include "report/utf8.h"
#include "report/writer_impl.h"

namespace weir {
namespace {

using Json = nlohmann::ordered_json;

// Pure ASCII on one line. The replacing handler never throws on bytes that are no UTF-8.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
}

// A string that may be no UTF-8: text under `key`, and where that lost something, the bytes beside
// it.
void PutBytes(const char* key, const char* base64_key, std::string_view bytes, Json* json) {
  if (IsValidUtf8(bytes)) {
    (*json)[key] = std::string(bytes);
    return;
  }
  (*json)[key] = ValidUtf8(bytes);
  (*json)[base64_key] = absl::Base64Escape(absl::string_view(bytes.data(), bytes.size()));
}

Json CommitJson(const CommitInfo& commit) {
  Json json;
  json["id"] = ValidUtf8(commit.id);
  PutBytes("author", "author_base64", commit.author, &json);
  PutBytes("email", "email_base64", commit.email, &json);
  json["date"] = ValidUtf8(commit.date);
  PutBytes("subject", "subject_base64", commit.subject, &json);
  return json;
}

Json ProblemJson(const Problem& problem) {
  Json json;
  json["reason"] = std::string(Name(problem.reason));
  PutBytes("path", "path_base64", problem.path, &json);
  json["message"] = ValidUtf8(problem.message);
  return json;
}

Json CoverageJson(const Coverage& coverage) {
  Json skipped = Json::object();
  for (int i = 0; i < kSkipReasonCount; ++i) {
    const Coverage::Skip& skip = coverage.skipped[static_cast<size_t>(i)];
    if (skip.inputs == 0 && skip.bytes == 0) continue;
    Json entry;
    entry["inputs"] = skip.inputs;
    entry["bytes"] = skip.bytes;
    skipped[std::string(Name(static_cast<SkipReason>(i)))] = std::move(entry);
  }
  Json json;
  json["offered_bytes"] = coverage.offered_bytes;
  json["searched_bytes"] = coverage.searched_bytes;
  json["inputs"] = coverage.inputs;
  json["skipped"] = std::move(skipped);
  json["findings_not_listed"] = coverage.findings_not_listed;
  return json;
}

Json AllowJson(const AllowReport& report) {
  Json unused = Json::array(), expired = Json::array();
  for (const AllowNote& note : report.notes) {
    Json one;
    one["file"] = ValidUtf8(note.file);
    one["line"] = note.line;
    one["entry"] = ValidUtf8(note.text);
    (note.kind == AllowNote::Kind::kExpired ? expired : unused).push_back(std::move(one));
  }
  Json marks = Json::object();
  for (const auto& [mark, count] : report.by_mark) marks[mark] = count;
  Json json;
  json["entries"] = report.entries;
  json["unused_count"] = report.unused;
  json["expired_count"] = report.expired;
  json["unused"] = std::move(unused);
  json["expired"] = std::move(expired);
  json["comments"] = std::move(marks);
  json["comments_without_reason"] = report.marks_without_reason;
  return json;
}

class JsonlWriter final : public Writer {
 public:
  JsonlWriter(const WriterOptions& options, Output* out) : options_(options), out_(out) {}
  absl::Status Begin(const RunInfo&) override { return absl::OkStatus(); }
  absl::Status Add(const Record& record) override {
    if (record.suppressed && !options_.verbose) return absl::OkStatus();
    std::string line = RecordJson(record, options_.show_secrets);
    line.push_back('\n');
    return out_->Write(line);
  }
  absl::Status Flush() override { return out_->Flush(); }
  absl::Status Finish(const Summary&) override { return out_->Flush(); }

 private:
  WriterOptions options_;
  Output* out_;
};

class JsonWriter final : public Writer {
 public:
  JsonWriter(const WriterOptions& options, Output* out) : options_(options), out_(out) {}

  absl::Status Begin(const RunInfo& run) override {
    Json head;
    head["version"] = 1;  // of this format
    head["weir"] = ValidUtf8(run.version);
    head["started"] = ValidUtf8(run.start_time);
    head["rules"] = run.rule_count;
    std::string text = Dump(head);
    text.pop_back();  // the object stays open
    text += ",\"findings\":[";
    return out_->Write(text);
  }

  absl::Status Add(const Record& record) override {
    if (record.suppressed) {
      if (suppressed_.size() < kMostSuppressed) {
        suppressed_.push_back(RecordJson(record, options_.show_secrets));
      }
      return absl::OkStatus();
    }
    std::string text = first_ ? "\n" : ",\n";
    first_ = false;
    text += RecordJson(record, options_.show_secrets);
    return out_->Write(text);
  }

  absl::Status Finish(const Summary& summary) override {
    Json tail;
    tail["coverage"] = CoverageJson(summary.coverage);
    Json problems = Json::array();
    for (const Problem& problem : summary.problems) problems.push_back(ProblemJson(problem));
    tail["problems"] = std::move(problems);
    tail["problem_count"] = summary.problem_count;
    tail["ephemeral_fingerprints"] = summary.ephemeral_fingerprints;
    tail["incomplete"] = summary.incomplete;
    tail["elapsed_ms"] = std::chrono::duration<double, std::milli>(summary.elapsed).count();
    tail["suppressed_count"] = summary.suppressed;
    tail["allow"] = AllowJson(summary.allow);
    std::string text = Dump(tail);
    std::string head = first_ ? "]," : "\n],";
    head += "\"suppressed\":[";
    for (size_t i = 0; i < suppressed_.size(); ++i) {
      head += i == 0 ? "\n" : ",\n";
      head += suppressed_[i];
    }
    head += suppressed_.empty() ? "]," : "\n],";
    text.replace(0, 1, head);
    text.push_back('\n');
    if (absl::Status status = out_->Write(text); !status.ok()) return status;
    return out_->Flush();
  }

 private:
  // They come after the findings, so they wait; more than these are only counted.
  static constexpr size_t kMostSuppressed = 10'000;

  WriterOptions options_;
  Output* out_;
  bool first_ = true;
  std::vector<std::string> suppressed_;
};

}  // namespace

std::string RecordJson(const Record& record, bool show_secrets) {
  Json json;
  PutBytes("path", "path_base64", record.path, &json);
  json["start"] = record.start;
  json["end"] = record.end;
  json["line"] = record.line;
  json["column"] = record.column;
  json["column_utf16"] = record.column_utf16;
  json["end_line"] = record.end_line;
  json["end_column"] = record.end_column;
  json["end_column_utf16"] = record.end_column_utf16;
  if (record.rule != nullptr) {
    json["rule"] = ValidUtf8(record.rule->id);
    json["name"] = ValidUtf8(record.rule->name);
    json["class"] = std::string(Name(record.rule->secret_class));
    json["severity"] = std::string(Name(record.rule->severity));
  }
  json["confidence"] = std::string(Name(record.confidence));
  Json reasons = Json::array();
  for (int i = 0; i < kReasonCount; ++i) {
    const Reason reason = static_cast<Reason>(i);
    if (record.reasons.Has(reason)) reasons.push_back(std::string(Name(reason)));
  }
  json["reasons"] = std::move(reasons);
  json["fingerprint"] = record.fingerprint;
  json["trail"] = Name(record.trail);
  if (!record.pointer.empty()) json["pointer"] = ValidUtf8(record.pointer);
  json["masked"] = ValidUtf8(record.masked);
  if (record.suppressed) {
    Json& suppressed = json["suppressed"];
    suppressed["kind"] = std::string(Name(record.suppressed.kind));
    suppressed["by"] = ValidUtf8(record.suppressed.by);
    suppressed["reason"] = ValidUtf8(record.suppressed.reason);
  }
  if (!record.blob.empty()) json["blob"] = record.blob;
  if (record.commit != nullptr) json["commit"] = CommitJson(*record.commit);
  if (show_secrets) PutBytes("secret", "secret_base64", record.secret, &json);
  return Dump(json);
}

std::unique_ptr<Writer> MakeJsonWriter(const WriterOptions& options, Output* out) {
  return std::make_unique<JsonWriter>(options, out);
}
std::unique_ptr<Writer> MakeJsonlWriter(const WriterOptions& options, Output* out) {
  return std::make_unique<JsonlWriter>(options, out);
}

}  // namespace weir
