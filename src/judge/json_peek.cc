#include "judge/json_peek.h"

#include "absl/strings/ascii.h"

namespace weir {
namespace {

constexpr int kMaxDepth = 64;

enum class Step { kOk, kCut, kBroken };

// A cursor that knows the difference between a wrong byte and the end of the text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  size_t at() const { return at_; }
  bool AtEnd() const { return at_ == text_.size(); }
  std::string_view Since(size_t start) const { return text_.substr(start, at_ - start); }

  void Space() {
    while (!AtEnd() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
      ++at_;
    }
  }
  char Peek() const { return AtEnd() ? '\0' : text_[at_]; }
  Step Take(char c) {
    if (AtEnd()) return Step::kCut;
    if (text_[at_] != c) return Step::kBroken;
    ++at_;
    return Step::kOk;
  }

  Step String() {
    if (Step step = Take('"'); step != Step::kOk) return step;
    while (!AtEnd()) {
      const char c = text_[at_++];
      if (c == '"') return Step::kOk;
      if (static_cast<unsigned char>(c) < 0x20) return Step::kBroken;
      if (c != '\\') continue;
      if (AtEnd()) return Step::kCut;
      if (std::string_view("\"\\/bfnrtu").find(text_[at_]) == std::string_view::npos) {
        return Step::kBroken;
      }
      ++at_;
    }
    return Step::kCut;
  }

  Step Word(std::string_view word) {
    for (char c : word) {
      if (Step step = Take(c); step != Step::kOk) return step;
    }
    return Step::kOk;
  }

  Step Number() {
    const size_t start = at_;
    while (!AtEnd() && (absl::ascii_isdigit(static_cast<unsigned char>(text_[at_])) ||
                        std::string_view("+-.eE").find(text_[at_]) != std::string_view::npos)) {
      ++at_;
    }
    return at_ > start ? Step::kOk : Step::kBroken;
  }

  Step Value(int depth) {
    Space();
    if (AtEnd()) return Step::kCut;
    switch (Peek()) {
      case '"':
        return String();
      case '{':
        return Container('{', '}', depth);
      case '[':
        return Container('[', ']', depth);
      case 't':
        return Word("true");
      case 'f':
        return Word("false");
      case 'n':
        return Word("null");
      default:
        return Number();
    }
  }

 private:
  Step Container(char open, char close, int depth) {
    if (depth >= kMaxDepth) return Step::kBroken;
    if (Step step = Take(open); step != Step::kOk) return step;
    Space();
    if (Peek() == close) return Take(close);
    for (;;) {
      if (open == '{') {
        Space();
        if (Step step = String(); step != Step::kOk) return step;
        Space();
        if (Step step = Take(':'); step != Step::kOk) return step;
      }
      if (Step step = Value(depth + 1); step != Step::kOk) return step;
      Space();
      if (Peek() == close) return Take(close);
      if (Step step = Take(','); step != Step::kOk) return step;
    }
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

JsonObject::JsonObject(std::string_view text) {
  Cursor cursor(text);
  cursor.Space();
  if (cursor.Take('{') != Step::kOk) return;  // nothing, or no object
  const auto members = [&]() -> Step {
    cursor.Space();
    for (bool empty = cursor.Peek() == '}'; !empty;) {
      const size_t name_at = cursor.at();
      if (Step step = cursor.String(); step != Step::kOk) return step;
      std::string_view name = cursor.Since(name_at);
      name = name.substr(1, name.size() - 2);
      cursor.Space();
      if (Step step = cursor.Take(':'); step != Step::kOk) return step;
      cursor.Space();
      const size_t value_at = cursor.at();
      const Step step = cursor.Value(1);
      if (step != Step::kBroken && count_ < kMaxMembers && cursor.at() > value_at) {
        members_[count_++] = {name, cursor.Since(value_at)};
      }
      if (step != Step::kOk) return step;
      cursor.Space();
      if (cursor.Peek() == '}') break;
      if (Step comma = cursor.Take(','); comma != Step::kOk) return comma;
      cursor.Space();
    }
    if (Step step = cursor.Take('}'); step != Step::kOk) return step;
    cursor.Space();
    return cursor.AtEnd() ? Step::kOk : Step::kBroken;
  };
  switch (members()) {
    case Step::kOk:
      state_ = State::kWhole;
      break;
    case Step::kCut:
      state_ = State::kCut;
      break;
    case Step::kBroken:
      state_ = State::kBroken;
      break;
  }
}

std::string_view JsonObject::Raw(std::string_view name) const {
  for (size_t i = 0; i < count_; ++i) {
    if (members_[i].name == name) return members_[i].raw;
  }
  return {};
}

}  // namespace weir
