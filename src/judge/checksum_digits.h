// Small helpers of the validators of personal, financial and health data. Private to checksum_*.cc.
//
// Numbers are written with blanks, dashes, dots and slashes between their digits; Number holds what remains without
// them, in place. Threads: plain values. Limits: 40 characters; a longer value is empty, so no length fits it.
#ifndef WEIR_JUDGE_CHECKSUM_DIGITS_H_
#define WEIR_JUDGE_CHECKSUM_DIGITS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "judge/checksum.h"

namespace weir {

constexpr bool IsDigitByte(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsUpperByte(char c) { return c >= 'A' && c <= 'Z'; }
constexpr Validity ValidIf(bool valid) { return valid ? Validity::kValid : Validity::kInvalid; }

class Number {
 public:
  // Letters become upper case; anything but letters, digits and separators makes it empty.
  constexpr explicit Number(std::string_view value, std::string_view separators = " -./()") {
    for (char c : value) {
      if (separators.find(c) != std::string_view::npos) continue;
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      if (size_ == text_.size() || (!IsDigitByte(c) && !IsUpperByte(c))) {
        size_ = 0;
        return;
      }
      text_[size_++] = c;
    }
  }
  constexpr std::string_view text() const { return {text_.data(), size_}; }
  constexpr size_t size() const { return size_; }
  constexpr char operator[](size_t i) const { return text_[i]; }
  constexpr int digit(size_t i) const { return text_[i] - '0'; }
  // 0-9, A=10 ... Z=35
  constexpr int value(size_t i) const { return IsDigitByte(text_[i]) ? digit(i) : text_[i] - 'A' + 10; }

  // True if it has `n` characters and those from `from` on are digits (all of them by default).
  constexpr bool Digits(size_t n, size_t from = 0) const {
    if (size_ != n) return false;
    for (size_t i = from; i < size_; ++i) {
      if (!IsDigitByte(text_[i])) return false;
    }
    return true;
  }
  constexpr bool AllTheSame() const {
    for (size_t i = 1; i < size_; ++i) {
      if (text_[i] != text_[0]) return false;
    }
    return true;
  }
  constexpr int Int(size_t at, size_t n) const {
    int out = 0;
    for (size_t i = at; i < at + n; ++i) out = out * 10 + digit(i);
    return out;
  }
  // Sum of the first digits, each times its weight.
  constexpr int Weighted(std::span<const int> weights) const {
    int sum = 0;
    for (size_t i = 0; i < weights.size(); ++i) sum += digit(i) * weights[i];
    return sum;
  }

 private:
  std::array<char, 40> text_{};
  size_t size_ = 0;
};

// ISO/IEC 7812-1 annex B, over characters from `from` on.
constexpr bool LuhnHolds(const Number& n, size_t from = 0, int start = 0) {
  int sum = start;
  for (size_t i = n.size(); i-- > from;) {
    int d = n.digit(i);
    if ((n.size() - 1 - i) % 2 == 1) d = d > 4 ? 2 * d - 9 : 2 * d;
    sum += d;
  }
  return sum % 10 == 0;
}

constexpr bool IsDate(int year, int month, int day) {
  if (month < 1 || month > 12 || day < 1) return false;
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}
// Of a year given by its last two digits: some century has it.
constexpr bool IsShortDate(int month, int day) { return IsDate(2000, month, day); }

}  // namespace weir

#endif  // WEIR_JUDGE_CHECKSUM_DIGITS_H_
