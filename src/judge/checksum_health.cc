// Numbers of patients, of those who treat them, and of their insurance.
//
// npi  Luhn over 80840 and the number. dea  two sums. nhs  weights 10 to 2 mod 11. mbi  alphabet by position.
// au-medicare  weights 1 3 7 9. de-kvnr  the letter as two digits, weights 1 2. Each as its authority defines it.
#include "judge/checksum_digits.h"
#include "judge/checksum_table.h"

namespace weir {

Validity CheckNpi(std::string_view value) {
  const Number n(value);
  if (!n.Digits(10) || (n[0] != '1' && n[0] != '2')) return Validity::kInvalid;
  return ValidIf(LuhnHolds(n, 0, 24));  // 24: what 80840 in front adds
}

Validity CheckDea(std::string_view value) {
  const Number n(value);
  constexpr std::string_view kTypes = "ABCDEFGHJKLMPRSTUX";
  if (!n.Digits(9, 2) || kTypes.find(n[0]) == std::string_view::npos || (!IsUpperByte(n[1]) && n[1] != '9')) {
    return Validity::kInvalid;
  }
  const int sum = n.digit(2) + n.digit(4) + n.digit(6) + 2 * (n.digit(3) + n.digit(5) + n.digit(7));
  return ValidIf(sum % 10 == n.digit(8));
}

Validity CheckNhs(std::string_view value) {
  const Number n(value);
  if (!n.Digits(10) || n.AllTheSame()) return Validity::kInvalid;
  constexpr int kWeights[] = {10, 9, 8, 7, 6, 5, 4, 3, 2};
  const int check = 11 - n.Weighted(kWeights) % 11;
  if (check == 10) return Validity::kInvalid;
  return ValidIf(check % 11 == n.digit(9));
}

Validity CheckMbi(std::string_view value) {
  const Number n(value);
  constexpr std::string_view kLetters = "ACDEFGHJKMNPQRTUVWXY";
  constexpr std::string_view kForm = "CAXNAXNAANN";  // C 1-9, N digit, A letter, X either
  if (n.size() != kForm.size()) return Validity::kInvalid;
  for (size_t i = 0; i < kForm.size(); ++i) {
    const bool letter = kLetters.find(n[i]) != std::string_view::npos, digit = IsDigitByte(n[i]);
    const bool fits = kForm[i] == 'A' ? letter : kForm[i] == 'X' ? letter || digit
                                       : digit && (kForm[i] == 'N' || n[i] != '0');
    if (!fits) return Validity::kInvalid;
  }
  return Validity::kValid;
}

Validity CheckAuMedicare(std::string_view value) {
  const Number n(value);
  if ((!n.Digits(10) && !n.Digits(11)) || n[0] < '2' || n[0] > '6') return Validity::kInvalid;
  constexpr int kWeights[] = {1, 3, 7, 9, 1, 3, 7, 9};
  return ValidIf(n.Weighted(kWeights) % 10 == n.digit(8));
}

Validity CheckDeKvnr(std::string_view value) {
  const Number n(value);
  if (!n.Digits(10, 1) || !IsUpperByte(n[0])) return Validity::kInvalid;
  const int letter = n[0] - 'A' + 1;
  int sum = 0;
  for (size_t i = 0; i < 10; ++i) {
    const int digit = i == 0 ? letter / 10 : i == 1 ? letter % 10 : n.digit(i - 1);
    const int product = digit * (i % 2 == 0 ? 1 : 2);
    sum += product / 10 + product % 10;
  }
  return ValidIf(sum % 10 == n.digit(9));
}

}  // namespace weir
