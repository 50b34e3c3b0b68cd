// A look at a JSON object's own members, for structure checks: no tree, no allocation, bounded
// depth.
//
//   JsonObject object(text);
//   if (object.Whole() && object.Has("alg")) ...
//
// Reads strictly (RFC 8259, but does not check UTF-8). A text that was cut (a prefix of an object)
// is allowed where the caller says so: members seen before the cut count. Limits: depth 64, and the
// first kMaxMembers members are kept. Lifetime: borrows the text.
#ifndef WEIR_JUDGE_JSON_PEEK_H_
#define WEIR_JUDGE_JSON_PEEK_H_

#include <array>
#include <cstddef>
#include <string_view>

namespace weir {

class JsonObject {
 public:
  static constexpr size_t kMaxMembers = 32;

  explicit JsonObject(std::string_view text);

  bool Whole() const { return state_ == State::kWhole; }       // one object and nothing after it
  bool Plausible() const { return state_ != State::kBroken; }  // whole, or an object's beginning
  bool Has(std::string_view name) const { return !Raw(name).empty(); }
  // The member's value as written (a string with its quotes), or "" if it is not there.
  std::string_view Raw(std::string_view name) const;
  size_t size() const { return count_; }

 private:
  enum class State { kBroken, kCut, kWhole };
  struct Member {
    std::string_view name, raw;
  };
  std::array<Member, kMaxMembers> members_;
  size_t count_ = 0;
  State state_ = State::kBroken;
};

}  // namespace weir

#endif  // WEIR_JUDGE_JSON_PEEK_H_
