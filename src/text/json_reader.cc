#include "text/json_reader.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>

namespace weir {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool IsNumberByte(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

}  // namespace

size_t EndOfPlain(std::string_view text, size_t at) {
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), last = _mm_set1_epi8(0x1F);
  while (at + 16 <= text.size()) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last), bytes);
    const __m128i stop = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, slash)), control);
    if (const auto mask = static_cast<unsigned>(_mm_movemask_epi8(stop)); mask != 0) {
      return at + static_cast<size_t>(std::countr_zero(mask));
    }
    at += 16;
  }
#endif
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) break;
    ++at;
  }
  return at;
}

void JsonReader::Restart(size_t at) {
  at_ = at;
  state_ = State::kValue;
  bad_ = false;
  stack_.clear();
  pointer_.clear();
}

void JsonReader::SkipSpace() {
  while (at_ < text_.size() && IsSpace(text_[at_])) ++at_;
}

bool NestsDeeper(std::string_view text, size_t levels) {
  int64_t depth = 0;  // below 0 where more is closed than was opened
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > static_cast<int64_t>(levels)) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

JsonToken JsonReader::Next() {
  if (state_ == State::kDone) return {.kind = bad_ ? JsonToken::kBad : JsonToken::kEnd};
  JsonToken token;
  for (;;) {
    if (state_ == State::kBehind && stack_.empty()) {
      state_ = State::kDone;
      return token;
    }
    SkipSpace();
    if (at_ >= text_.size()) return Bad();
    const char c = text_[at_];
    switch (state_) {
      case State::kFirst:
        if (c == (stack_.back().is_array ? ']' : '}')) {
          state_ = State::kBehind;
          continue;
        }
        state_ = stack_.back().is_array ? State::kValue : State::kKey;
        continue;
      case State::kKey:
        if (c != '"' || !String(&token)) return Bad();
        token.kind = JsonToken::kKey;
        NameKey(token);
        SkipSpace();
        if (at_ >= text_.size() || text_[at_] != ':') return Bad();
        ++at_;
        state_ = State::kValue;
        return token;
      case State::kBehind: {
        Frame& top = stack_.back();
        if (c == ',') {
          ++top.index;
          ++at_;
          state_ = top.is_array ? State::kValue : State::kKey;
          continue;
        }
        if (c != (top.is_array ? ']' : '}')) return Bad();
        token.kind = JsonToken::kClose;
        token.begin = at_++;
        token.end = at_;
        pointer_.resize(top.pointer_size);
        stack_.pop_back();
        return token;
      }
      case State::kValue:
        if (!stack_.empty() && stack_.back().is_array) NameIndex();
        if (c == '{' || c == '[') {
          if (stack_.size() == kMaxJsonNesting) return Bad();
          const bool cut = !stack_.empty() && pointer_.size() > kMaxPointer;
          stack_.push_back(
              {.is_array = c == '[', .cut = cut, .index = 0, .pointer_size = pointer_.size()});
          token.kind = JsonToken::kOpen;
          token.begin = at_++;
          token.end = at_;
          state_ = State::kFirst;
          return token;
        }
        state_ = State::kBehind;
        if (c == '"') {
          if (!String(&token)) return Bad();
          token.kind = JsonToken::kString;
        } else {
          if (!Scalar(&token)) return Bad();
          token.kind = JsonToken::kScalar;
        }
        return token;
      case State::kDone:
        return Bad();
    }
  }
}

bool JsonReader::String(JsonToken* token) {
  size_t p = at_ + 1;
  token->begin = p;
  token->escaped = false;
  for (;;) {
    p = EndOfPlain(text_, p);
    if (p >= text_.size()) return false;
    const char c = text_[p];
    if (c == '"') {
      token->end = p;
      at_ = p + 1;
      return true;
    }
    if (c != '\\' || p + 1 >= text_.size()) return false;
    constexpr std::string_view kKnown = "\"\\/bfnrtu";
    if (kKnown.find(text_[p + 1]) == std::string_view::npos) return false;
    token->escaped = true;
    p += 2;
  }
}

bool JsonReader::Scalar(JsonToken* token) {
  size_t p = at_;
  token->begin = p;
  while (p < text_.size() && IsNumberByte(text_[p])) ++p;
  if (p > at_ && (text_[at_] == '-' || (text_[at_] >= '0' && text_[at_] <= '9'))) {
    token->end = at_ = p;
    return true;
  }
  for (std::string_view word : {"true", "false", "null"}) {
    if (text_.substr(at_, word.size()) == word) {
      at_ += word.size();
      token->end = at_;
      return true;
    }
  }
  return false;
}

void JsonReader::NameKey(const JsonToken& key) {
  const Frame& top = stack_.back();
  pointer_.resize(top.pointer_size);
  if (top.cut) return;
  const uint64_t size = key.end - key.begin;
  if (!key.escaped)
    return Append(text_.substr(key.begin, std::min<uint64_t>(size, kMaxPointer + 1)));
  DecodeDress(Dress::kJson, text_, key.begin, key.end, kMaxPointer + 1, &key_);
  Append(key_.bytes());
}

void JsonReader::NameIndex() {
  const Frame& top = stack_.back();
  pointer_.resize(top.pointer_size);
  if (!top.cut) Append(std::to_string(top.index));
}

void JsonReader::Append(std::string_view name) {
  pointer_ += '/';
  for (char c : name) {
    if (c == '~') {
      pointer_ += "~0";
    } else if (c == '/') {
      pointer_ += "~1";
    } else {
      pointer_ += c;
    }
  }
  if (pointer_.size() > kMaxPointer) {
    pointer_.resize(kMaxPointer);
    pointer_ += "\u2026";
  }
}

}  // namespace weir
