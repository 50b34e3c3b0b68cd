#include "report/record.h"

#include <algorithm>

#include "report/allow_list.h"
#include "report/excerpt.h"
#include "report/line_hash.h"
#include "report/utf8.h"

namespace weir {
namespace {

// A secret that can be guessed, so that an unkeyed hash of it could be searched backwards.
bool Guessable(const Finding& finding) {
  constexpr uint64_t kShort = 16;
  if (finding.end - finding.start < kShort || finding.rule == nullptr) return true;
  if (finding.rule->kind == RuleKind::kAssignment || finding.rule->kind == RuleKind::kCommand || finding.rule->kind == RuleKind::kUrl)
    return true;
  switch (finding.rule->secret_class) {
    case SecretClass::kPassword:
    case SecretClass::kConnectionString:
    case SecretClass::kPii:
    case SecretClass::kFinancial:
    case SecretClass::kHealth:
      return true;
    default:
      return false;
  }
}

// One text's bytes and findings, and what records need of them.
class Page {
 public:
  Page(std::string_view bytes, uint64_t offset, std::span<const Finding> all)
      : bytes_(bytes), offset_(offset), all_(all) {
    for (const Finding& f : all) longest_ = std::max(longest_, f.end - f.start);
  }

  bool Holds(uint64_t begin, uint64_t end) const {
    return begin >= offset_ && begin <= end && end <= offset_ + bytes_.size();
  }
  std::string_view Bytes(uint64_t begin, uint64_t end) const {
    return bytes_.substr(begin - offset_, end - begin);
  }
  uint64_t end() const { return offset_ + bytes_.size(); }
  uint64_t longest() const { return longest_; }

  // The column in code points of the byte at `at`, whose columns in bytes and UTF-16 units are
  // known.
  uint64_t CodepointColumn(uint64_t at, uint64_t column, uint64_t column_utf16,
                           const Trail& trail) const {
    const Dress dress = LineDress(trail);
    if (column == 0 || column_utf16 == 0) return column_utf16;
    const uint64_t back = column - 1;
    const bool wide = LineUnit(dress) == 2 && back == 2 * (column_utf16 - 1);
    // In UTF-8 a surrogate pair is 4 bytes, so it makes the columns differ by two.
    if (!wide && column < column_utf16 + 2) return column_utf16;
    if (back > RecordMaker::kLookBack || back > at || !Holds(at - back, at)) return column_utf16;
    const std::string_view before = Bytes(at - back, at);
    uint64_t pairs = 0;
    if (wide) {
      const size_t high = dress == Dress::kUtf16Be ? 0 : 1;
      for (size_t i = high; i < before.size(); i += 2) pairs += (before[i] & '\xFC') == '\xD8';
    } else {
      for (size_t i = 0; i < before.size();) {
        const Utf8Char c = DecodeUtf8(before, i);
        pairs += c.valid && c.length == 4;
        i += c.length;
      }
    }
    return column_utf16 > pairs ? column_utf16 - pairs : 1;
  }

  // From the line's start if it is near enough, else from the match's start, which is as stable.
  std::string LineHashOf(const Finding& f) const {
    const uint64_t back = f.column - 1;
    uint64_t begin = f.match_start <= f.start ? f.match_start : f.start;
    if (f.column > 0 && back <= RecordMaker::kLookBack && back <= f.start &&
        Holds(f.start - back, f.start)) {
      begin = f.start - back;
    }
    if (!Holds(begin, f.start)) begin = f.start;
    const Dress dress = LineDress(f.trail);
    const uint64_t limit = std::min(end(), begin + LineUnit(dress) * kLineHashBytes);
    return FormatLineHash(LineHash(Blanked(begin, limit, dress), limit == end()));
  }

 private:
  // The bytes with each guessable secret replaced by one asterisk.
  std::string Blanked(uint64_t begin, uint64_t limit, Dress dress) const {
    std::string out;
    const uint64_t first_start = begin > longest_ ? begin - longest_ : 0;
    auto it = std::lower_bound(all_.begin(), all_.end(), first_start,
                               [](const Finding& f, uint64_t at) { return f.start < at; });
    uint64_t at = begin;
    for (; it != all_.end() && it->start < limit; ++it) {
      if (it->end <= at || !Guessable(*it)) continue;
      if (it->start > at) out += Undressed(Bytes(at, it->start), dress);
      out += '*';
      at = it->end;
    }
    if (at < limit) out += Undressed(Bytes(at, limit), dress);
    return out;
  }

  std::string_view bytes_;
  uint64_t offset_;
  std::span<const Finding> all_;
  uint64_t longest_ = 0;
};

}  // namespace

void RecordMaker::LoadKey() const {
  std::call_once(key_once_, [this] {
    if (options_.key.has_value()) {
      key_ = *options_.key;
    } else {
      absl::StatusOr<FingerprintKey> key = LoadFingerprintKey();
      if (!key.ok()) {
        key_.problem = std::string(key.status().message());
        ephemeral_.store(true, std::memory_order_release);
        return;
      }
      key_ = *std::move(key);
    }
    has_key_ = true;
    ephemeral_.store(key_.is_ephemeral, std::memory_order_release);
  });
}

void RecordMaker::Make(std::string_view path, std::string_view bytes, uint64_t bytes_offset,
                       std::span<const Finding> findings, std::span<const Finding> all,
                       std::vector<Record>* records, bool own_file) const {
  if (findings.empty()) return;
  LoadKey();
  const Page page(bytes, bytes_offset, all);
  records->reserve(records->size() + findings.size());
  for (const Finding& f : findings) {
    Record& record = records->emplace_back();
    record.path = path;
    record.start = f.start;
    record.end = f.end;
    record.line = f.line;
    record.column = record.column_codepoint = f.column;
    record.column_utf16 = f.column_utf16;
    record.end_line = f.end_line;
    record.end_column = record.end_column_codepoint = f.end_column;
    record.end_column_utf16 = f.end_column_utf16;
    record.rule = f.rule;
    record.confidence = f.confidence;
    record.reasons = f.reasons;
    record.trail = f.trail;
    if (f.rule == nullptr || !page.Holds(f.start, f.end)) {
      record.masked = "\u2026";
      continue;
    }
    record.column_codepoint = page.CodepointColumn(f.start, f.column, f.column_utf16, f.trail);
    record.end_column_codepoint =
        page.CodepointColumn(f.end, f.end_column, f.end_column_utf16, f.trail);
    std::string secret = ValueOf(f, bytes, bytes_offset);
    record.masked = MaskSecret(*f.rule, secret);
    if (has_key_) record.fingerprint = Fingerprint(key_, f.rule->id, secret);
    if (options_.allow != nullptr) {
      record.suppressed = options_.allow->Find({.path = path,
                                                .rule = f.rule->id,
                                                .fingerprint = record.fingerprint,
                                                .value = secret,
                                                .key = has_key_ ? &key_ : nullptr});
      if (own_file && !record.suppressed) {
        record.suppressed =
            options_.allow->Inline(bytes, f.start - bytes_offset, f.end - bytes_offset);
      }
    }
    record.line_hash = page.LineHashOf(f);
    Excerpt excerpt = MakeExcerpt(bytes, bytes_offset, f, record.masked, secret, all,
                                  page.longest(), options_.excerpt_bytes);
    record.excerpt = std::move(excerpt.text);
    record.excerpt_mark = excerpt.mark;
    record.excerpt_mark_length = excerpt.mark_length;
    if (options_.show_secrets) record.secret = std::move(secret);
  }
}

}  // namespace weir
