#include "guard/text_scan.h"

#include <algorithm>
#include <iterator>

#include "redact/redactor.h"
#include "report/excerpt.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMostName = 64;

// Names of texts and of what describes them, lower case, sorted.
constexpr std::string_view kPlainNames[] = {
    "answer", "arguments",    "body",        "command",   "content",    "contents", "cwd",
    "data",   "delta",        "description", "event",     "file_path",  "filename", "id",
    "input",  "instructions", "kind",        "message",   "messages",   "method",   "mimetype",
    "model",  "name",         "object",      "output",    "parameters", "path",     "pattern",
    "prompt", "query",        "question",    "reasoning", "result",     "role",     "status",
    "stderr", "stdout",       "summary",     "text",      "thinking",   "title",    "tool_name",
    "type",   "uri",          "url"};

bool IsPlainName(std::string_view name) {
  if (name.size() > 12) return false;
  char lower[12];
  std::transform(name.begin(), name.end(), lower,
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::binary_search(std::begin(kPlainNames), std::end(kPlainNames),
                            std::string_view(lower, name.size()));
}

bool IsNameByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '-' || c == '.' || c == ' ' || c == ':' || c == '/';
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool BeginsLikeJson(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && (text[first] == '{' || text[first] == '[');
}

// Of two looks at the same bytes: the one that is surer, or says more.
bool IsBetter(const Found& a, const Found& b) {
  if (a.finding.confidence != b.finding.confidence)
    return a.finding.confidence > b.finding.confidence;
  return a.finding.rule->specificity > b.finding.rule->specificity;
}

// In order, and each stretch once: what overlaps is masked as one.
void Unite(std::vector<Found>* found) {
  std::stable_sort(found->begin(), found->end(), [](const Found& a, const Found& b) {
    return a.span.start != b.span.start ? a.span.start < b.span.start : a.span.end > b.span.end;
  });
  size_t kept = 0;
  for (size_t i = 1; i < found->size(); ++i) {
    Found& last = (*found)[kept];
    Found& next = (*found)[i];
    if (next.span.start >= last.span.end) {
      if (++kept != i) (*found)[kept] = std::move(next);
      continue;
    }
    const uint64_t end = std::max(last.span.end, next.span.end), start = last.span.start;
    const bool opaque = last.span.opaque || next.span.opaque;
    if (IsBetter(next, last)) last = std::move(next);
    last.span.start = start;
    last.span.end = end;
    last.span.opaque = opaque;
  }
  if (!found->empty()) found->resize(kept + 1);
}

}  // namespace

bool TextScan::AppendNamed(std::string_view text, std::string_view name, std::string* out,
                           NamedValue* where) {
  if (name.empty() || name.size() > kMostName || text.empty() || text.size() > kMostNamed ||
      IsPlainName(name)) {
    return false;
  }
  if (!std::all_of(name.begin(), name.end(), IsNameByte)) return false;
  size_t begin = 0, end = text.size();
  while (begin < end && IsBlank(text[begin])) ++begin;
  while (end > begin && IsBlank(text[end - 1])) --end;
  const std::string_view value = text.substr(begin, end - begin);
  if (value.empty() || value.find_first_of("\n\r") != value.npos) return false;
  // Quotes that the value does not hold; where there are none, a line of a settings file.
  char quote = 0;
  if (value.back() != '\\') {
    for (char c : {'"', '\'', '`'}) {
      if (quote == 0 && value.find(c) == value.npos) quote = c;
    }
  }
  if (quote != 0) {
    *out += quote;
    *out += name;
    *out += quote;
    *out += ": ";
    *out += quote;
  } else {
    *out += name;
    *out += '=';
  }
  *where = {.at = out->size(), .begin = begin, .end = end};
  *out += value;
  if (quote != 0) *out += quote;
  *out += '\n';
  return true;
}

absl::Status TextScan::Look(std::string_view document) {
  absl::Status status = scanner_.Scan({.bytes = document}, &result_);
  if (!status.ok()) return status;
  const Coverage& coverage = result_.coverage;
  if (coverage.findings_not_listed > 0) {
    return absl::ResourceExhaustedError(Cat("a text holds more than ",
                                            scanner_.options().max_findings,
                                            " secrets; those beyond that number are not known"));
  }
  for (int i = 0; i < kSkipReasonCount; ++i) {
    const auto reason = static_cast<SkipReason>(i);
    const Coverage::Skip& skip = coverage.skipped[static_cast<size_t>(i)];
    if ((skip.inputs == 0 && skip.bytes == 0) || !MakesIncomplete(reason)) continue;
    return absl::ResourceExhaustedError(
        Cat("a part of a text could not be looked at (", Name(reason), ")"));
  }
  return absl::OkStatus();
}

void TextScan::Take(std::string_view document, std::string_view text, const NamedValue& where,
                    std::vector<Found>* found) {
  const uint64_t begin = where.at, end = where.at + (where.end - where.begin);
  auto in_text = [&](uint64_t at) { return std::clamp(at, begin, end) - begin + where.begin; };
  for (const Finding& f : result_.findings) {
    if (f.start >= end || f.end <= begin) continue;
    const std::string_view raw = document.substr(f.start, f.end - f.start);
    if (masker_.IsMask(raw) || JoinsAMark(f, raw)) continue;
    Found item;
    item.finding = f;
    item.span = SpanOf(f, document, begin, BeginsLikeJson(text));
    item.span.start = in_text(item.span.start);
    item.span.end = in_text(item.span.end);
    if (item.span.start >= item.span.end) continue;
    item.value = ValueOf(f, document, 0);
    item.finding.start = in_text(f.start);
    item.finding.end = in_text(f.end);
    const std::string_view before = text.substr(0, item.finding.start);
    item.line = 1 + static_cast<uint64_t>(std::count(before.begin(), before.end(), '\n'));
    found->push_back(std::move(item));
  }
}

bool TextScan::IsClean(std::string_view text) {
  return Look(text).ok() && result_.findings.empty();
}

absl::Status TextScan::Scan(std::string_view text, std::string_view name,
                            std::vector<Found>* found) {
  found->clear();
  if (text.empty()) return absl::OkStatus();
  std::string_view document = text;
  NamedValue named;
  bool has_name = false;
  if (!name.empty() && text.size() <= kMostNamed) {
    document_ = text;
    document_ += "\n\n\n";  // no assignment reaches over so many lines
    has_name = AppendNamed(text, name, &document_, &named);
    if (has_name) document = document_;
  }
  absl::Status status = Look(document);
  if (!status.ok() || result_.findings.empty()) return status;
  Take(document, text, {.at = 0, .begin = 0, .end = text.size()}, found);
  if (has_name) Take(document, text, named, found);
  Unite(found);
  return absl::OkStatus();
}

}  // namespace weir
