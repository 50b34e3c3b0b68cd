#include "redact/remembered.h"

namespace weir {

bool WorthRemembering(std::string_view value) {
  if (value.size() < Remembered::kLeastRemembered || value.size() > LiteralFinder::kMost) {
    return false;
  }
  bool lower = false, upper = false, digit = false, other = false;
  for (const char c : value) {
    if (c >= 'a' && c <= 'z') {
      lower = true;
    } else if (c >= 'A' && c <= 'Z') {
      upper = true;
    } else if (c >= '0' && c <= '9') {
      digit = true;
    } else {
      other = true;
    }
  }
  const int kinds = int{lower} + int{upper} + int{digit} + int{other};
  return kinds > 1 || value.size() >= Remembered::kLeastPlain;
}

bool Remembered::Add(const Rule& rule, std::string_view value, Dress wide) {
  std::string narrow;
  const bool worth = wide == Dress::kNone || !NarrowToAscii(value, wide, &narrow)
                         ? WorthRemembering(value)
                         : WorthRemembering(narrow);
  if (!worth) return true;
  std::string key(value);
  if (ids_.contains(key)) return true;
  if (values_.size() >= kMaxValues || bytes_ + value.size() > kMaxValueBytes) return false;
  const auto id = static_cast<uint32_t>(values_.size());
  if (!finder_.Add(value, id)) return false;
  values_.push_back({&rule, wide});
  bytes_ += value.size();
  ids_.emplace(std::move(key), id);
  return true;
}

const Rule* Remembered::RuleOf(std::string_view value) const {
  if (ids_.empty()) return nullptr;
  const auto found = ids_.find(std::string(value));
  return found == ids_.end() ? nullptr : values_[found->second].rule;
}

void Remembered::Find(std::string_view text, uint64_t begin, uint64_t end, bool json,
                      std::vector<MaskSpan>* spans) const {
  finder_.Find(text, begin, end, [&](uint64_t start, uint64_t stop, uint32_t id) {
    spans->push_back(SpanOf(start, stop, *values_[id].rule, values_[id].wide, text, json));
  });
}

}  // namespace weir
