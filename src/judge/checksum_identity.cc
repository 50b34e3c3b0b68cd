// National identity, tax and insurance numbers of the Americas, Asia, Africa and Australia. Each as its authority
// defines it; numbers issued without check digits of late (Korea since October 2020) are kUnknown where they fail.
#include <string>

#include "judge/checksum_digits.h"
#include "judge/checksum_table.h"

namespace weir {

// ---- United States and Canada

Validity CheckUsSsn(std::string_view value) {
  const Number n(value);
  if (!n.Digits(9) || n.AllTheSame()) return Validity::kInvalid;
  const int area = n.Int(0, 3), group = n.Int(3, 2), serial = n.Int(5, 4);
  if (area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0) return Validity::kInvalid;
  // Printed on sample cards for decades, and the row of digits.
  const bool sample = (area == 78 && group == 5 && serial == 1120) || (area == 219 && group == 9 && serial == 9999) ||
                      (area == 123 && group == 45) || (area == 111 && group == 22 && serial == 3333);
  return ValidIf(!sample);
}

Validity CheckUsItin(std::string_view value) {
  const Number n(value);
  if (!n.Digits(9) || n[0] != '9') return Validity::kInvalid;
  const int group = n.Int(3, 2);
  return ValidIf((group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) ||
                 (group >= 94 && group <= 99));
}

Validity CheckUsEin(std::string_view value) {
  const Number n(value);
  if (!n.Digits(9) || n.AllTheSame()) return Validity::kInvalid;
  const int campus = n.Int(0, 2);
  const bool unused = campus == 0 || (campus >= 7 && campus <= 9) || (campus >= 17 && campus <= 19) ||
                      (campus >= 28 && campus <= 29) || campus == 49 || campus == 69 || campus == 70 ||
                      campus == 78 || campus == 79 || campus == 89 || campus == 96 || campus == 97;
  return ValidIf(!unused);
}

Validity CheckCaSin(std::string_view value) {
  const Number n(value);
  return ValidIf(n.Digits(9) && n[0] != '0' && n[0] != '8' && !n.AllTheSame() && LuhnHolds(n));
}

// ---- Latin America

namespace {
// Brazil's check digit over the first `size` digits; weights 2, 3 ... from the right, at most `most`.
int BrazilDigit(const Number& n, size_t size, int most) {
  int sum = 0, weight = 2;
  for (size_t i = size; i-- > 0;) {
    sum += n.digit(i) * weight;
    weight = weight == most ? 2 : weight + 1;
  }
  const int rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}
}  // namespace

Validity CheckBrCpf(std::string_view value) {
  const Number n(value);
  if (!n.Digits(11) || n.AllTheSame()) return Validity::kInvalid;
  return ValidIf(BrazilDigit(n, 9, 12) == n.digit(9) && BrazilDigit(n, 10, 12) == n.digit(10));
}

Validity CheckBrCnpj(std::string_view value) {
  const Number n(value);
  if (!n.Digits(14) || n.AllTheSame()) return Validity::kInvalid;
  return ValidIf(BrazilDigit(n, 12, 9) == n.digit(12) && BrazilDigit(n, 13, 9) == n.digit(13));
}

Validity CheckMxCurp(std::string_view value) {
  const Number n(value, "");
  if (n.size() != 18 || !IsDigitByte(n[17])) return Validity::kInvalid;
  for (size_t i = 4; i < 10; ++i) {
    if (!IsDigitByte(n[i])) return Validity::kInvalid;
  }
  if (!IsShortDate(n.Int(6, 2), n.Int(8, 2))) return Validity::kInvalid;
  int sum = 0;
  for (size_t i = 0; i < 17; ++i) {
    // The alphabet has an N with a tilde behind N, so the letters from O on count one more.
    const int v = n.value(i) + (n[i] >= 'O' && n[i] <= 'Z' ? 1 : 0);
    sum += v * (18 - static_cast<int>(i));
  }
  return ValidIf((10 - sum % 10) % 10 == n.digit(17));
}

// ---- Asia

Validity CheckCnResidentId(std::string_view value) {
  const Number n(value, "");
  if (n.size() != 18) return Validity::kInvalid;
  for (size_t i = 0; i < 17; ++i) {
    if (!IsDigitByte(n[i])) return Validity::kInvalid;
  }
  const int year = n.Int(6, 4);
  if (year < 1850 || year > 2100 || !IsDate(year, n.Int(10, 2), n.Int(12, 2))) return Validity::kInvalid;
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  return ValidIf(std::string_view("10X98765432")[static_cast<size_t>(n.Weighted(kWeights) % 11)] == n[17]);
}

Validity CheckInAadhaar(std::string_view value) {
  // Verhoeff: the dihedral group of order 10, and a permutation by position.
  static constexpr char kTimes[] =
      "0123456789" "1234067895" "2340178956" "3401289567" "4012395678"
      "5987604321" "6598710432" "7659821043" "8765932104" "9876543210";
  static constexpr char kTurn[] =
      "0123456789" "1576283094" "5803796142" "8916043527"
      "9453126870" "4286573901" "2793806415" "7046913258";
  const Number n(value);
  if (!n.Digits(12) || n[0] < '2' || n.AllTheSame()) return Validity::kInvalid;
  int check = 0;
  for (size_t i = 0; i < 12; ++i) {
    const int turned = kTurn[static_cast<int>(i % 8) * 10 + n.digit(11 - i)] - '0';
    check = kTimes[check * 10 + turned] - '0';
  }
  return ValidIf(check == 0);
}

Validity CheckJpMyNumber(std::string_view value) {
  const Number n(value);
  if (!n.Digits(12) || n.AllTheSame()) return Validity::kInvalid;
  constexpr int kWeights[] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
  const int rest = n.Weighted(kWeights) % 11;
  return ValidIf((rest < 2 ? 0 : 11 - rest) == n.digit(11));
}

Validity CheckKrRrn(std::string_view value) {
  const Number n(value);
  if (!n.Digits(13) || !IsShortDate(n.Int(2, 2), n.Int(4, 2)) || n[6] == '0' || n[6] == '9') {
    return Validity::kInvalid;
  }
  constexpr int kWeights[] = {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5};
  return (11 - n.Weighted(kWeights) % 11) % 10 == n.digit(12) ? Validity::kValid : Validity::kUnknown;
}

Validity CheckHkId(std::string_view value) {
  const Number n(value);
  const size_t letters = n.size() == 9 ? 2 : 1;
  if (n.size() != letters + 7 || !IsUpperByte(n[0]) || !IsUpperByte(n[letters - 1])) return Validity::kInvalid;
  for (size_t i = letters; i + 1 < n.size(); ++i) {
    if (!IsDigitByte(n[i])) return Validity::kInvalid;
  }
  int sum = letters == 1 ? 9 * 36 : 9 * n.value(0), weight = 8;
  for (size_t i = letters - 1; i + 1 < n.size(); ++i) sum += weight-- * n.value(i);
  const int check = (11 - sum % 11) % 11;
  return ValidIf(n.value(n.size() - 1) == check);
}

Validity CheckSgNric(std::string_view value) {
  const Number n(value);
  if (n.size() != 9 || !IsUpperByte(n[8])) return Validity::kInvalid;
  if (n[0] == 'M') return Validity::kUnknown;  // another table
  constexpr int kWeights[] = {2, 7, 6, 5, 4, 3, 2};
  int sum = n[0] == 'T' || n[0] == 'G' ? 4 : 0;
  for (size_t i = 1; i < 8; ++i) {
    if (!IsDigitByte(n[i])) return Validity::kInvalid;
    sum += n.digit(i) * kWeights[i - 1];
  }
  const std::string_view table = n[0] == 'S' || n[0] == 'T' ? "JZIHGFEDCBA" : "XWUTRQPNMLK";
  return ValidIf(std::string_view("STFG").find(n[0]) != std::string_view::npos &&
                 table[static_cast<size_t>(sum % 11)] == n[8]);
}

Validity CheckTrTckn(std::string_view value) {
  const Number n(value);
  if (!n.Digits(11) || n[0] == '0') return Validity::kInvalid;
  const int odd = n.digit(0) + n.digit(2) + n.digit(4) + n.digit(6) + n.digit(8);
  const int even = n.digit(1) + n.digit(3) + n.digit(5) + n.digit(7);
  const int tenth = ((7 * odd - even) % 10 + 10) % 10;
  return ValidIf(tenth == n.digit(9) && (odd + even + tenth) % 10 == n.digit(10));
}

Validity CheckIlId(std::string_view value) {
  const Number n(value);
  return ValidIf(n.Digits(9) && !n.AllTheSame() && LuhnHolds(n));
}

Validity CheckTwId(std::string_view value) {
  const Number n(value);
  if (!n.Digits(10, 1) || !IsUpperByte(n[0])) return Validity::kInvalid;
  // Numbers of the letters A to Z, in the order in which the counties were given them.
  constexpr int kLetters[] = {10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21,
                              22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33};
  const int letter = kLetters[n[0] - 'A'];
  int sum = letter / 10 + letter % 10 * 9;
  for (size_t i = 1; i < 9; ++i) sum += n.digit(i) * (9 - static_cast<int>(i));
  return ValidIf((sum + n.digit(9)) % 10 == 0);
}

// ---- Africa and Australia

Validity CheckZaId(std::string_view value) {
  const Number n(value);
  return ValidIf(n.Digits(13) && IsShortDate(n.Int(2, 2), n.Int(4, 2)) && n[10] <= '2' && LuhnHolds(n));
}

Validity CheckAuTfn(std::string_view value) {
  const Number n(value);
  constexpr int kWeights[] = {1, 4, 3, 7, 5, 8, 6, 9, 10};
  return ValidIf(n.Digits(9) && !n.AllTheSame() && n.Weighted(kWeights) % 11 == 0);
}

Validity CheckAuAbn(std::string_view value) {
  const Number n(value);
  constexpr int kWeights[] = {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19};
  return ValidIf(n.Digits(11) && n[0] != '0' && (n.Weighted(kWeights) - 10) % 89 == 0);
}

}  // namespace weir
