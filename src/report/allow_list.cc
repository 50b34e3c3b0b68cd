#include "report/allow_list.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "report/allow_inline.h"
#include "report/allow_path.h"
#include "report/record.h"
#include "rules/cat.h"

namespace weir {
namespace {

bool HasExpired(const AllowEntry& entry, int32_t today) {
  return entry.expires.has_value() && *entry.expires < today;
}

absl::StatusOr<std::unique_ptr<re2::RE2>> CompileRegex(const std::string& text) {
  if (text.empty()) return nullptr;
  if (absl::Status status = CheckAllowRegex(text); !status.ok()) return status;
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  return std::make_unique<re2::RE2>(text, options);
}

bool WholeMatch(const re2::RE2& re, std::string_view text) {
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), re);
}

std::string By(const AllowEntry& entry) {
  return entry.line == 0 ? entry.file : Cat(entry.file, ":", entry.line);
}

}  // namespace

struct AllowList::Compiled {
  std::unique_ptr<PathGlob> path;
  std::unique_ptr<re2::RE2> path_regex, regex;
};

std::string Describe(const AllowEntry& entry) {
  std::string out;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += Cat(out.empty() ? "" : ", ", name, " ", value);
  };
  add("fingerprint", entry.fingerprint);
  add("rule", entry.rule);
  add("path", entry.path);
  add("path regex", std::string_view(entry.path_regex).substr(0, 60));
  add("value hash", std::string_view(entry.value_hash).substr(0, 20));
  add("regex", std::string_view(entry.regex).substr(0, 60));
  if (entry.expires.has_value()) add("expires", FormatDate(*entry.expires));
  if (!entry.reason.empty()) out += Cat("; ", entry.reason);
  return out;
}

AllowList::AllowList(std::vector<AllowEntry> entries, AllowOptions options)
    : entries_(std::move(entries)), options_(std::move(options)) {}
AllowList::~AllowList() = default;

absl::StatusOr<std::shared_ptr<const AllowList>> AllowList::Create(std::vector<AllowEntry> entries,
                                                                   AllowOptions options) {
  if (entries.size() > kMaxAllowEntries) {
    return absl::InvalidArgumentError(Cat("there are ", entries.size(), " allow entries; at most ",
                                          kMaxAllowEntries,
                                          " are taken: clear out those that are not used"));
  }
  std::shared_ptr<AllowList> list(new AllowList(std::move(entries), std::move(options)));
  list->today_ = list->options_.today.has_value() ? *list->options_.today : TodayUtc();
  list->uses_ = std::make_unique<std::atomic<uint64_t>[]>(list->entries_.size());
  list->compiled_.resize(list->entries_.size());
  for (uint32_t i = 0; i < list->entries_.size(); ++i) {
    const AllowEntry& entry = list->entries_[i];
    if (HasExpired(entry, list->today_)) continue;
    if (!entry.path.empty() || !entry.path_regex.empty() || !entry.regex.empty()) {
      auto compiled = std::make_unique<Compiled>();
      if (!entry.path.empty()) compiled->path = std::make_unique<PathGlob>(entry.path);
      for (const auto& [text, into] : {std::pair(&entry.path_regex, &compiled->path_regex),
                                       std::pair(&entry.regex, &compiled->regex)}) {
        absl::StatusOr<std::unique_ptr<re2::RE2>> re = CompileRegex(*text);
        if (!re.ok()) {
          return absl::InvalidArgumentError(
              Cat(By(entry), ": ", std::string(re.status().message())));
        }
        *into = *std::move(re);
      }
      list->compiled_[i] = std::move(compiled);
    }
    if (!entry.fingerprint.empty()) {
      list->by_fingerprint_[entry.fingerprint].push_back(i);
    } else if (!entry.value_hash.empty()) {
      list->by_value_[entry.value_hash].push_back(i);
    } else {
      list->others_.push_back(i);
    }
    list->has_keyed_ |= entry.value_hash.starts_with("weir1:");
    list->has_sha1_ |= entry.value_hash.starts_with("sha1:");
    list->has_sha256_ |= entry.value_hash.starts_with("sha256:");
  }
  return list;
}

std::string AllowList::Rooted(std::string_view path) const {
  return RootedPath(options_.root, options_.folder, path);
}

Suppression AllowList::Find(const Subject& subject) const {
  Suppression suppression;
  if (entries_.empty()) return suppression;
  const std::string hashes[] = {
      has_keyed_ && subject.key != nullptr ? ValueHash(*subject.key, subject.value) : std::string(),
      has_sha1_ ? PlainSha1(subject.value) : std::string(),
      has_sha256_ ? PlainSha256(subject.value) : std::string(),
  };
  std::optional<std::string> rooted;
  size_t first = entries_.size();
  const auto ask = [&](uint32_t i) {
    const AllowEntry& entry = entries_[i];
    if (!entry.fingerprint.empty() && entry.fingerprint != subject.fingerprint) return;
    if (!entry.rule.empty() && entry.rule != subject.rule) return;
    if (!entry.value_hash.empty() &&
        std::find(std::begin(hashes), std::end(hashes), entry.value_hash) == std::end(hashes)) {
      return;
    }
    if (const Compiled* compiled = compiled_[i].get()) {
      if (compiled->path != nullptr || compiled->path_regex != nullptr) {
        if (subject.path == "-") return;  // standard input lies nowhere
        if (!rooted.has_value()) rooted = Rooted(subject.path);
        if (compiled->path != nullptr && !compiled->path->Matches(*rooted)) return;
        if (compiled->path_regex != nullptr && !WholeMatch(*compiled->path_regex, *rooted)) return;
      }
      if (compiled->regex != nullptr && !WholeMatch(*compiled->regex, subject.value)) return;
    }
    uses_[i].fetch_add(1, std::memory_order_relaxed);
    first = std::min<size_t>(first, i);
  };
  if (const auto it = by_fingerprint_.find(subject.fingerprint);
      it != by_fingerprint_.end() && !subject.fingerprint.empty()) {
    for (uint32_t i : it->second) ask(i);
  }
  for (const std::string& hash : hashes) {
    if (hash.empty()) continue;
    if (const auto it = by_value_.find(hash); it != by_value_.end()) {
      for (uint32_t i : it->second) ask(i);
    }
  }
  for (uint32_t i : others_) ask(i);
  if (first == entries_.size()) return suppression;
  const AllowEntry& entry = entries_[first];
  suppression.kind = entry.from_baseline ? Suppression::Kind::kBaseline : Suppression::Kind::kAllow;
  suppression.by = By(entry);
  suppression.reason = entry.reason;
  return suppression;
}

Suppression AllowList::Inline(std::string_view bytes, size_t start, size_t end) const {
  Suppression suppression;
  if (!options_.inline_allow) return suppression;
  InlineAllow found = FindInlineAllow(bytes, start, end);
  if (found.mark.empty() && !found.without_reason) return suppression;
  std::lock_guard<std::mutex> lock(mutex_);
  if (found.mark.empty()) {
    ++marks_without_reason_;
    return suppression;
  }
  ++by_mark_[std::string(found.mark)];
  suppression.kind = Suppression::Kind::kInline;
  suppression.by = found.mark;
  suppression.reason = std::move(found.reason);
  return suppression;
}

AllowReport AllowList::Report() const {
  AllowReport report;
  for (size_t i = 0; i < entries_.size(); ++i) {
    const AllowEntry& entry = entries_[i];
    AllowNote note;
    if (HasExpired(entry, today_)) {
      note.kind = AllowNote::Kind::kExpired;
      ++report.expired;
    } else {
      ++report.entries;
      if (Used(i)) continue;
      ++report.unused;
    }
    if (report.notes.size() == AllowReport::kMostNotes) continue;
    note.from_baseline = entry.from_baseline;
    note.file = entry.file;
    note.line = entry.line;
    note.text = Describe(entry);
    report.notes.push_back(std::move(note));
  }
  std::lock_guard<std::mutex> lock(mutex_);
  report.by_mark = by_mark_;
  report.marks_without_reason = marks_without_reason_;
  return report;
}

}  // namespace weir
