#include "text/json_path.h"

#include <algorithm>

#include "text/view.h"

namespace weir {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Walker {
 public:
  Walker(std::string_view text, std::span<const uint64_t> offsets, std::vector<JsonPlace>* places)
      : text_(text), offsets_(offsets), places_(places) {}

  // One value from *at on; false if there is none. *at then stands behind it.
  bool Value(size_t* at) {
    size_t p = *at;
    stack_.clear();
    enum { kValue, kBehind, kKey } state = kValue;
    for (;;) {
      while (p < text_.size() && IsSpace(text_[p])) ++p;
      if (p == text_.size()) return false;
      const char c = text_[p];
      if (state == kValue) {
        if (c == '{' || c == '[') {
          if (stack_.size() == kMaxJsonDepth) return false;
          stack_.push_back({c == '['});
          ++p;
          while (p < text_.size() && IsSpace(text_[p])) ++p;
          if (p < text_.size() && text_[p] == (c == '{' ? '}' : ']')) {
            state = kBehind;
            ++p;
            stack_.pop_back();
          } else {
            state = c == '{' ? kKey : kValue;
            continue;
          }
        } else {
          const size_t begin = p;
          if (!(c == '"' ? String(&p) : Scalar(&p))) return false;
          Tell(begin, p, false);
          state = kBehind;
        }
      } else if (state == kKey) {
        const size_t begin = p;
        if (c != '"' || !String(&p)) return false;
        stack_.back().key_begin = begin + 1;
        stack_.back().key_end = p - 1;
        Tell(begin, p, true);
        while (p < text_.size() && IsSpace(text_[p])) ++p;
        if (p == text_.size() || text_[p] != ':') return false;
        ++p;
        state = kValue;
        continue;
      } else if (c == ',') {
        Frame& top = stack_.back();
        ++top.index;
        ++p;
        state = top.is_array ? kValue : kKey;
        continue;
      } else if (c == (stack_.back().is_array ? ']' : '}')) {
        stack_.pop_back();
        ++p;
      } else {
        return false;
      }
      if (state == kBehind && stack_.empty()) {
        *at = p;
        return true;
      }
    }
  }

  void Finish() {
    while (places_->size() < offsets_.size()) places_->push_back({});
  }

 private:
  struct Frame {
    bool is_array = false;
    uint64_t index = 0;
    size_t key_begin = 0, key_end = 0;
  };

  bool String(size_t* at) {
    size_t p = *at + 1;
    while (p < text_.size()) {
      const char c = text_[p];
      if (c == '"') {
        *at = p + 1;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\') {
        if (p + 1 >= text_.size()) return false;
        constexpr std::string_view kKnown = "\"\\/bfnrtu";
        if (kKnown.find(text_[p + 1]) == std::string_view::npos) return false;
        ++p;
      }
      ++p;
    }
    return false;
  }

  // A number, true, false or null.
  bool Scalar(size_t* at) {
    size_t p = *at;
    while (p < text_.size() && ((text_[p] >= '0' && text_[p] <= '9') || text_[p] == '-' || text_[p] == '+' ||
                                text_[p] == '.' || text_[p] == 'e' || text_[p] == 'E')) {
      ++p;
    }
    if (p > *at && (text_[*at] == '-' || (text_[*at] >= '0' && text_[*at] <= '9'))) {
      *at = p;
      return true;
    }
    for (std::string_view word : {"true", "false", "null"}) {
      if (text_.substr(*at, word.size()) == word) {
        *at += word.size();
        return true;
      }
    }
    return false;
  }

  // text_[begin, end) is a key or a value: gives the offsets in it, and none to those before it.
  void Tell(size_t begin, size_t end, bool is_key) {
    while (places_->size() < offsets_.size() && offsets_[places_->size()] < begin) places_->push_back({});
    if (places_->size() == offsets_.size() || offsets_[places_->size()] >= end) return;
    JsonPlace place;
    place.found = true;
    place.is_key = is_key;
    place.pointer = Pointer();
    while (places_->size() < offsets_.size() && offsets_[places_->size()] < end) places_->push_back(place);
  }

  std::string Pointer() const {
    std::string pointer;
    View key;
    for (const Frame& frame : stack_) {
      pointer += '/';
      if (frame.is_array) {
        pointer += std::to_string(frame.index);
        continue;
      }
      DecodeDress(Dress::kJson, text_, frame.key_begin, frame.key_end, kMaxPointer + 1, &key);
      for (char c : key.bytes()) {
        if (c == '~') {
          pointer += "~0";
        } else if (c == '/') {
          pointer += "~1";
        } else {
          pointer += c;
        }
      }
      if (pointer.size() > kMaxPointer) {
        pointer.resize(kMaxPointer);
        return pointer + "\u2026";
      }
    }
    return pointer;
  }

  std::string_view text_;
  std::span<const uint64_t> offsets_;
  std::vector<JsonPlace>* places_;
  std::vector<Frame> stack_;
};

size_t SkipSpace(std::string_view text, size_t at) {
  while (at < text.size() && IsSpace(text[at])) ++at;
  return at;
}

// The next name of a pointer, behind its slash.
std::string_view NextName(std::string_view* pointer) {
  pointer->remove_prefix(1);
  const size_t slash = std::min(pointer->find('/'), pointer->size());
  const std::string_view name = pointer->substr(0, slash);
  pointer->remove_prefix(slash);
  return name;
}

}  // namespace

JsonForm LocateInJson(std::string_view text, std::span<const uint64_t> offsets, std::vector<JsonPlace>* places) {
  places->clear();
  size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  at = SkipSpace(text, at);
  // A bare number or word is JSON too, but nothing that has places.
  if (at == text.size() || (text[at] != '{' && text[at] != '[' && text[at] != '"')) return JsonForm::kNone;
  Walker walker(text, offsets, places);
  size_t values = 0;
  while (at < text.size()) {
    if (!walker.Value(&at)) {
      places->clear();
      return JsonForm::kNone;
    }
    ++values;
    const size_t end = at;
    at = SkipSpace(text, at);
    // The next value stands on another line.
    if (at < text.size() && text.substr(end, at - end).find('\n') == std::string_view::npos) {
      places->clear();
      return JsonForm::kNone;
    }
  }
  walker.Finish();
  return values == 1 ? JsonForm::kDocument : JsonForm::kLines;
}

bool IsInField(std::string_view pointer, std::string_view field) {
  if (!field.starts_with('/')) {
    while (!pointer.empty()) {
      if (NextName(&pointer) == field) return true;
    }
    return false;
  }
  while (!field.empty()) {
    if (pointer.empty()) return false;
    const std::string_view want = NextName(&field), name = NextName(&pointer);
    if (want != "*" && want != name) return false;
  }
  return true;
}

}  // namespace weir
