#include "text/json_path.h"

#include <algorithm>

namespace weir {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Gives each offset its place while the values are read.
class Walker {
 public:
  Walker(std::string_view text, std::span<const uint64_t> offsets, std::vector<JsonPlace>* places)
      : reader_(text), offsets_(offsets), places_(places) {}

  // One value from *at on; false if there is none. *at then stands behind it.
  bool Value(size_t* at) {
    reader_.Restart(*at);
    for (;;) {
      const JsonToken token = reader_.Next();
      switch (token.kind) {
        case JsonToken::kBad:
          return false;
        case JsonToken::kEnd:
          *at = reader_.at();
          return true;
        case JsonToken::kOpen:
        case JsonToken::kClose:
          break;
        case JsonToken::kKey:
        case JsonToken::kString:  // the quotes belong to it
          Tell(token.begin - 1, token.end + 1, token.kind == JsonToken::kKey);
          break;
        case JsonToken::kScalar:
          Tell(token.begin, token.end, false);
          break;
      }
    }
  }

  void Finish() {
    while (places_->size() < offsets_.size()) places_->push_back({});
  }

 private:
  // [begin, end) is a key or a value: gives the offsets in it, and none to those before it.
  void Tell(size_t begin, size_t end, bool is_key) {
    while (places_->size() < offsets_.size() && offsets_[places_->size()] < begin) places_->push_back({});
    if (places_->size() == offsets_.size() || offsets_[places_->size()] >= end) return;
    JsonPlace place;
    place.found = true;
    place.is_key = is_key;
    place.pointer = reader_.pointer();
    while (places_->size() < offsets_.size() && offsets_[places_->size()] < end) places_->push_back(place);
  }

  JsonReader reader_;
  std::span<const uint64_t> offsets_;
  std::vector<JsonPlace>* places_;
};

size_t SkipSpace(std::string_view text, size_t at) {
  while (at < text.size() && IsSpace(text[at])) ++at;
  return at;
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

std::string_view NextPointerName(std::string_view* pointer) {
  pointer->remove_prefix(1);
  const size_t slash = std::min(pointer->find('/'), pointer->size());
  const std::string_view name = pointer->substr(0, slash);
  pointer->remove_prefix(slash);
  return name;
}

bool IsInField(std::string_view pointer, std::string_view field) {
  if (!field.starts_with('/')) {
    while (!pointer.empty()) {
      if (NextPointerName(&pointer) == field) return true;
    }
    return false;
  }
  while (!field.empty()) {
    if (pointer.empty()) return false;
    const std::string_view want = NextPointerName(&field), name = NextPointerName(&pointer);
    if (want != "*" && want != name) return false;
  }
  return true;
}

}  // namespace weir
