// National identity, tax and insurance numbers of Europe. Each as its authority defines it.
#include <algorithm>
#include <string>

#include "judge/checksum_digits.h"
#include "judge/checksum_table.h"

namespace weir {

// ---- Britain

Validity CheckUkNino(std::string_view value) {
  const Number n(value);
  if (n.size() != 9 || !IsUpperByte(n[0]) || !IsUpperByte(n[1]) || n[8] < 'A' || n[8] > 'D') {
    return Validity::kInvalid;
  }
  for (size_t i = 2; i < 8; ++i) {
    if (!IsDigitByte(n[i])) return Validity::kInvalid;
  }
  const auto has = [](std::string_view set, char c) { return set.find(c) != std::string_view::npos; };
  if (has("DFIQUV", n[0]) || has("DFIOQUV", n[1])) return Validity::kInvalid;
  const std::string_view prefix = n.text().substr(0, 2);
  for (std::string_view unused : {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}) {
    if (prefix == unused) return Validity::kInvalid;
  }
  return ValidIf(n.text().substr(2, 6) != "123456");  // the number of every form's example
}

Validity CheckUkUtr(std::string_view value) {
  const Number n(value);
  if (!n.Digits(10)) return Validity::kInvalid;
  constexpr int kWeights[] = {0, 6, 7, 8, 9, 10, 5, 4, 3, 2};
  return ValidIf(std::string_view("21987654321")[static_cast<size_t>(n.Weighted(kWeights) % 11)] == n[0]);
}

// ---- Germany, France, Netherlands, Belgium

Validity CheckDeSteuerId(std::string_view value) {
  const Number n(value);
  if (!n.Digits(11) || n[0] == '0') return Validity::kInvalid;
  int count[10] = {};
  for (size_t i = 0; i < 10; ++i) ++count[n.digit(i)];
  // Of the first ten digits exactly one comes twice or thrice.
  const auto more = std::count_if(std::begin(count), std::end(count), [](int c) { return c > 1; });
  const int most = *std::max_element(std::begin(count), std::end(count));
  if (more != 1 || most > 3) return Validity::kInvalid;
  int product = 10;  // ISO 7064 mod 11,10
  for (size_t i = 0; i < 10; ++i) {
    int sum = (n.digit(i) + product) % 10;
    if (sum == 0) sum = 10;
    product = sum * 2 % 11;
  }
  return ValidIf((11 - product) % 10 == n.digit(10));
}

std::string MakeDeSteuerId(std::string_view, uint64_t seed) {
  Chance chance(seed);
  std::string digits = "0123456789";
  for (size_t i = digits.size(); i > 1; --i) std::swap(digits[i - 1], digits[chance.Below(i)]);
  if (digits[0] == '0') std::swap(digits[0], digits[9]);
  digits[4 + chance.Below(5)] = digits[1 + chance.Below(3)];  // one twice, one never
  for (char last = '0'; last <= '9'; ++last) {
    if (CheckDeSteuerId(digits + last) == Validity::kValid) return digits + last;
  }
  return "";
}

Validity CheckFrNir(std::string_view value) {
  const Number n(value);
  if (n.size() != 15 || (n[0] != '1' && n[0] != '2')) return Validity::kInvalid;
  std::string digits(n.text());
  int less = 0;  // Corsica: 2A counts as 19, 2B as 18
  if (digits[5] == '2' && (digits[6] == 'A' || digits[6] == 'B')) {
    less = digits[6] == 'A' ? 1 : 2;
    digits[6] = '0';
  }
  if (!std::all_of(digits.begin(), digits.end(), IsDigitByte)) return Validity::kInvalid;
  int64_t number = 0;
  for (size_t i = 0; i < 13; ++i) number = number * 10 + (digits[i] - '0');
  if (less != 0) number -= less * 1'000'000;
  return ValidIf(97 - number % 97 == (digits[13] - '0') * 10 + (digits[14] - '0'));
}

Validity CheckNlBsn(std::string_view value) {
  const Number n(value);
  constexpr int kWeights[] = {9, 8, 7, 6, 5, 4, 3, 2, -1};
  return ValidIf(n.Digits(9) && !n.AllTheSame() && n.Weighted(kWeights) % 11 == 0);
}

Validity CheckBeNrn(std::string_view value) {
  const Number n(value);
  if (!n.Digits(11) || !IsShortDate(n.Int(2, 2), n.Int(4, 2))) return Validity::kInvalid;
  int64_t number = 0;
  for (size_t i = 0; i < 9; ++i) number = number * 10 + n.digit(i);
  const int check = n.Int(9, 2);
  return ValidIf(97 - number % 97 == check || 97 - (number + 2'000'000'000) % 97 == check);
}

// ---- Spain, Italy

Validity CheckEsDni(std::string_view value) {
  const Number n(value);
  if (n.size() != 9) return Validity::kInvalid;
  int number = 0;
  for (size_t i = 0; i < 8; ++i) {
    int digit = n.digit(i);
    if (i == 0 && n[0] >= 'X' && n[0] <= 'Z') digit = n[0] - 'X';
    if (digit < 0 || digit > 9) return Validity::kInvalid;
    number = number * 10 + digit;
  }
  return ValidIf(std::string_view("TRWAGMYFPDXBNJZSQVHLCKE")[static_cast<size_t>(number % 23)] == n[8]);
}

Validity CheckItCodiceFiscale(std::string_view value) {
  const Number n(value, "");
  if (n.size() != 16 || !IsUpperByte(n[15])) return Validity::kInvalid;
  // Of characters in odd places (the first is odd): 0-9 are as A-J.
  constexpr int kOdd[] = {1,  0,  5,  7,  9,  13, 15, 17, 19, 21, 2,  4, 18,
                          20, 11, 3,  6,  8,  12, 14, 16, 10, 22, 25, 24, 23};
  int sum = 0;
  for (size_t i = 0; i < 15; ++i) {
    const int order = IsDigitByte(n[i]) ? n.digit(i) : n[i] - 'A';
    sum += i % 2 == 0 ? kOdd[order] : order;
  }
  return ValidIf(sum % 26 == n[15] - 'A');
}

// ---- Poland, the North

Validity CheckPlPesel(std::string_view value) {
  const Number n(value);
  if (!n.Digits(11) || !IsShortDate(n.Int(2, 2) % 20, n.Int(4, 2))) return Validity::kInvalid;
  constexpr int kWeights[] = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};
  return ValidIf((10 - n.Weighted(kWeights) % 10) % 10 == n.digit(10));
}

Validity CheckSePersonnummer(std::string_view value) {
  const Number whole(value, "-+");
  if (!whole.Digits(10) && !whole.Digits(12)) return Validity::kInvalid;
  const Number n(whole.text().substr(whole.size() - 10));
  const int day = n.Int(4, 2);
  if (!IsShortDate(n.Int(2, 2), day > 60 ? day - 60 : day)) return Validity::kInvalid;
  return ValidIf(LuhnHolds(n));
}

Validity CheckFiHetu(std::string_view value) {
  if (value.size() != 11) return Validity::kInvalid;
  const Number n(value.substr(0, 6));
  const Number serial(value.substr(7, 3));
  if (!n.Digits(6) || !serial.Digits(3) || !IsShortDate(n.Int(2, 2), n.Int(0, 2))) return Validity::kInvalid;
  const int number = n.Int(0, 6) * 1000 + serial.Int(0, 3);
  return ValidIf(std::string_view("0123456789ABCDEFHJKLMNPRSTUVWXY")[static_cast<size_t>(number % 31)] == value[10]);
}

Validity CheckNoFnr(std::string_view value) {
  const Number n(value);
  if (!n.Digits(11)) return Validity::kInvalid;
  const int day = n.Int(0, 2), month = n.Int(2, 2);
  if (!IsShortDate(month > 40 ? month - 40 : month, day > 40 ? day - 40 : day)) return Validity::kInvalid;
  constexpr int kFirst[] = {3, 7, 6, 1, 8, 9, 4, 5, 2}, kSecond[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
  const int first = (11 - n.Weighted(kFirst) % 11) % 11, second = (11 - n.Weighted(kSecond) % 11) % 11;
  return ValidIf(first == n.digit(9) && second == n.digit(10));  // 10 is never a digit
}

}  // namespace weir
