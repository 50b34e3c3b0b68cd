#include "adapter/proxy/json_unescape.h"

#include <algorithm>
#include <optional>

#include "redact/json_context.h"

namespace weir {
namespace {

constexpr size_t kUnicodeEscape = 6;  // \u0041

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool IsHighSurrogate(std::string_view escape) {
  return escape.size() == kUnicodeEscape && (escape[2] == 'd' || escape[2] == 'D') &&
         (escape[3] == '8' || escape[3] == '9' || escape[3] == 'a' || escape[3] == 'A' || escape[3] == 'b' ||
          escape[3] == 'B');
}

// May more bytes belong to it?
bool IsOpen(std::string_view escape) {
  if (escape.size() == 1) return true;
  if (escape[1] != 'u') return false;
  if (escape.size() < kUnicodeEscape) return IsHex(escape.back()) || escape.size() == 2;
  if (!IsHighSurrogate(escape.substr(0, kUnicodeEscape))) return false;
  if (escape.size() == kUnicodeEscape) return true;
  if (escape.size() >= 2 * kUnicodeEscape) return false;
  const char c = escape.back();
  if (escape.size() == 7) return c == '\\';
  if (escape.size() == 8) return c == 'u';
  return IsHex(c);
}

bool IsStructure(char c) {
  return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':' || c == ' ' || c == '\t' ||
         c == '\n' || c == '\r';
}

}  // namespace

void ArgumentText::Raw(std::string_view bytes, std::string* plain) {
  raw_.append(bytes);
  plain->append(bytes);
  pushed_ += bytes.size();
}

// The escape in escape_ is as long as it gets.
void ArgumentText::Escape(std::string* plain) {
  std::optional<std::string> text = JsonUnescape(escape_);
  const bool keep = !text.has_value() || escape_ == "\\\"" || escape_ == "\\\\" ||
                    (escape_[1] == 'u' && text->size() == 1 &&
                     ((*text)[0] == '"' || (*text)[0] == '\\' || static_cast<unsigned char>((*text)[0]) < 0x20));
  if (keep) {
    Raw(escape_, plain);
  } else {
    units_.push_back({pushed_, static_cast<uint32_t>(text->size()), static_cast<uint32_t>(escape_.size())});
    raw_.append(escape_);
    plain->append(*text);
    pushed_ += text->size();
  }
  escape_.clear();
}

void ArgumentText::Push(std::string_view fragment, std::string* plain) {
  for (size_t i = 0; i < fragment.size();) {
    const char c = fragment[i];
    if (!escape_.empty()) {
      if (IsOpen(escape_)) {
        escape_.push_back(c);
        ++i;
        if (!IsOpen(escape_)) {
          // A high surrogate without its other half: what came behind it is read anew.
          std::string rest;
          if (escape_[1] == 'u' && escape_.size() > kUnicodeEscape && escape_.size() < 2 * kUnicodeEscape) {
            rest = escape_.substr(kUnicodeEscape);
            escape_.resize(kUnicodeEscape);
          } else if (escape_[1] == 'u' && escape_.size() <= kUnicodeEscape && escape_.size() > 2 &&
                     !IsHex(escape_.back())) {
            // No escape at all: \u12" ends the string.
            rest = escape_.substr(escape_.size() - 1);
            escape_.pop_back();
          }
          Escape(plain);
          if (!rest.empty()) Push(rest, plain);
        }
      }
      continue;
    }
    if (in_string_) {
      const size_t end = std::min(fragment.find_first_of("\"\\", i), fragment.size());
      Raw(fragment.substr(i, end - i), plain);
      i = end;
      if (i == fragment.size()) break;
      if (fragment[i] == '\\') {
        escape_.assign(1, '\\');
      } else {
        in_string_ = false;
        Raw("\"", plain);
        if (depth_ == 0) complete_ = true;
      }
      ++i;
      continue;
    }
    if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && depth_ > 0) {
      complete_ |= --depth_ == 0;
    }
    Raw(fragment.substr(i, 1), plain);
    ++i;
  }
}

void ArgumentText::Finish(std::string* plain) {
  if (!escape_.empty()) Escape(plain);
}

// Follows the strings of what is written.
void ArgumentText::Note(std::string_view emitted) {
  for (const char c : emitted) {
    if (out_escaped_) {
      out_escaped_ = false;
    } else if (out_in_string_ && c == '\\') {
      out_escaped_ = true;
    } else if (c == '"') {
      out_in_string_ = !out_in_string_;
    }
  }
}

// Gives the original bytes of the plain text up to `to`. An escape that `to` lies within is taken or left as a whole.
void ArgumentText::Copy(uint64_t to, bool take_cut_unit, std::string* out) {
  const size_t from = raw_at_;
  while (emitted_ < to) {
    if (units_.empty() || units_.front().plain_at >= to) {
      raw_at_ += to - emitted_;
      emitted_ = to;
      break;
    }
    const Unit unit = units_.front();
    raw_at_ += unit.plain_at - emitted_;
    emitted_ = unit.plain_at;
    if (unit.plain_at + unit.plain_size > to && !take_cut_unit) break;
    raw_at_ += unit.raw_size;
    emitted_ += unit.plain_size;
    units_.pop_front();
  }
  out->append(raw_, from, raw_at_ - from);
}

void ArgumentText::Mask(const TextMask& mask, std::string* out) {
  region_.clear();
  Copy(mask.end, /*take_cut_unit=*/true, &region_);
  if (mask.mask.empty()) return;
  std::string_view text = mask.mask;
  if (text.size() > 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  const std::string word = JsonEscape(text);
  bool in_string = out_in_string_, escaped = out_escaped_, masked = false, other = false;
  const auto other_value = [&] {
    if (other && masked) {
      out->push_back('0');
    } else if (other) {
      out->append(1, '"').append(word).append(1, '"');
    }
    other = false;
  };
  for (const char c : region_) {
    if (escaped) {
      escaped = false;
      masked = true;
      continue;
    }
    if (c == '"') {
      if (in_string && masked) out->append(word);
      other_value();
      masked = false;
      in_string = !in_string;
      out->push_back('"');
    } else if (in_string) {
      escaped = c == '\\';
      masked = true;
    } else if (IsStructure(c)) {
      other_value();
      out->push_back(c);
    } else {
      other = true;
    }
  }
  if (in_string && masked) out->append(word);
  other_value();
  out_in_string_ = in_string;
  out_escaped_ = false;
}

void ArgumentText::Emit(uint64_t to, const std::vector<TextMask>& masks, std::string* out) {
  const auto copy = [&](uint64_t until) {
    const size_t before = out->size();
    Copy(until, /*take_cut_unit=*/false, out);
    Note(std::string_view(*out).substr(before));
  };
  for (const TextMask& mask : masks) {
    copy(mask.start);
    Mask(mask, out);
  }
  copy(to);
  raw_.erase(0, raw_at_);
  raw_at_ = 0;
}

}  // namespace weir
