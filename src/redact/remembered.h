// Remembered: the values that were found in an input, to mask them where no rule would find them.
//
//   Remembered values;
//   values.Add(rule, bytes, Dress::kNone);
//   values.Find(text, begin, end, &spans);         // all places where one of them stands
//
// Threads: one at a time. Memory: kMaxValueBytes and the tables of LiteralFinder.
#ifndef WEIR_REDACT_REMEMBERED_H_
#define WEIR_REDACT_REMEMBERED_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "match/literal_finder.h"
#include "redact/mask_span.h"

namespace weir {

class Remembered {
 public:
  static constexpr size_t kLeastRemembered = 8;
  static constexpr size_t kLeastPlain = 12;  // of letters in one case, or of digits, alone
  static constexpr size_t kMaxValues = 20'000;
  static constexpr size_t kMaxValueBytes = size_t{8} << 20;

  // False: there was no room. A value that is not worth it, or is known, is no failure.
  bool Add(const Rule& rule, std::string_view value, Dress wide);

  bool empty() const { return finder_.empty(); }
  size_t longest() const { return finder_.longest(); }
  // The rule by which a value was found first, or null: so that it has one mask everywhere.
  const Rule* RuleOf(std::string_view value) const;
  // Appends the places that begin in text[begin, end).
  void Find(std::string_view text, uint64_t begin, uint64_t end, bool json,
            std::vector<MaskSpan>* spans) const;
  size_t LivePrefix(std::string_view text) {
    finder_.Prepare();
    return finder_.LivePrefix(text);
  }

 private:
  struct Value {
    const Rule* rule;
    Dress wide;
  };
  LiteralFinder finder_;
  std::vector<Value> values_;  // by id
  std::unordered_map<std::string, uint32_t> ids_;
  size_t bytes_ = 0;
};

// Is the value distinct enough to be masked wherever it stands?
bool WorthRemembering(std::string_view value);

}  // namespace weir

#endif  // WEIR_REDACT_REMEMBERED_H_
