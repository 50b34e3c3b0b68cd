// Machine-readable zones of travel documents, and the numbers of things that have an owner.
//
// mrz    ICAO 9303: weights 7 3 1 over digits, letters as 10 to 35 and < as 0; forms TD1, TD2 and TD3.
// vin    ISO 3779 and the check character of North America at the ninth place. imei   3GPP TS 23.003: Luhn.
// record-number   what hospitals and insurers number by: three digits and more among its characters.
// in-pan form of an Indian tax number: the fourth letter is the kind of holder.
#include <algorithm>
#include <string>
#include <vector>

#include "judge/checksum_digits.h"
#include "judge/checksum_table.h"
#include "rules/cat.h"

namespace weir {
namespace {

int MrzValue(char c) { return IsDigitByte(c) ? c - '0' : IsUpperByte(c) ? c - 'A' + 10 : 0; }

// Check digit over the text, going on from `place` (in weights).
int MrzSum(std::string_view text, size_t place = 0) {
  constexpr int kWeights[] = {7, 3, 1};
  int sum = 0;
  for (size_t i = 0; i < text.size(); ++i) sum += MrzValue(text[i]) * kWeights[(place + i) % 3];
  return sum;
}
bool MrzHolds(std::string_view text, char check) { return MrzSum(text) % 10 == MrzValue(check); }

std::vector<std::string_view> MrzLines(std::string_view value) {
  std::vector<std::string_view> lines;
  for (size_t begin = 0; begin < value.size() && lines.size() < 4;) {
    size_t end = std::min(value.find('\n', begin), value.size());
    std::string_view line = value.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    begin = end + 1;
  }
  return lines;
}

// Fields of the lower line of two: number, birth, expiry; the composite over all of them.
bool TwoLineHolds(std::string_view line) {
  const bool long_form = line.size() == 44;  // TD3; else TD2
  if (!MrzHolds(line.substr(0, 9), line[9]) || !MrzHolds(line.substr(13, 6), line[19]) ||
      !MrzHolds(line.substr(21, 6), line[27])) {
    return false;
  }
  if (long_form && line[42] != '<' && !MrzHolds(line.substr(28, 14), line[42])) return false;
  const std::string all = Cat(line.substr(0, 10), line.substr(13, 7), line.substr(21, long_form ? 22 : 14));
  return MrzHolds(all, line.back());
}

bool ThreeLineHolds(std::string_view first, std::string_view second) {
  if (!MrzHolds(first.substr(5, 9), first[14]) || !MrzHolds(second.substr(0, 6), second[6]) ||
      !MrzHolds(second.substr(8, 6), second[14])) {
    return false;
  }
  const std::string all = Cat(first.substr(5), second.substr(0, 7), second.substr(8, 7), second.substr(18, 11));
  return MrzHolds(all, second[29]);
}

void PutCheck(std::string* line, size_t from, size_t size, size_t at) {
  (*line)[at] = static_cast<char>('0' + MrzSum(std::string_view(*line).substr(from, size)) % 10);
}

}  // namespace

Validity CheckMrz(std::string_view value) {
  const std::vector<std::string_view> lines = MrzLines(value);
  if (lines.size() == 2 && lines[0].size() == lines[1].size() && (lines[1].size() == 44 || lines[1].size() == 36)) {
    return ValidIf(TwoLineHolds(lines[1]));
  }
  if (lines.size() == 3 && lines[0].size() == 30 && lines[1].size() == 30 && lines[2].size() == 30) {
    return ValidIf(ThreeLineHolds(lines[0], lines[1]));
  }
  return Validity::kInvalid;
}

std::string MakeMrz(std::string_view shaped, uint64_t) {
  const std::vector<std::string_view> lines = MrzLines(shaped);
  if (lines.size() == 2 && (lines[1].size() == 44 || lines[1].size() == 36)) {
    std::string line(lines[1]);
    PutCheck(&line, 0, 9, 9);
    PutCheck(&line, 13, 6, 19);
    PutCheck(&line, 21, 6, 27);
    const bool long_form = line.size() == 44;
    if (long_form) PutCheck(&line, 28, 14, 42);
    const std::string all = Cat(line.substr(0, 10), line.substr(13, 7), line.substr(21, long_form ? 22 : 14));
    line.back() = static_cast<char>('0' + MrzSum(all) % 10);
    return Cat(lines[0], "\n", line);
  }
  if (lines.size() == 3 && lines[0].size() == 30 && lines[1].size() == 30) {
    std::string first(lines[0]), second(lines[1]);
    PutCheck(&first, 5, 9, 14);
    PutCheck(&second, 0, 6, 6);
    PutCheck(&second, 8, 6, 14);
    const std::string all = Cat(first.substr(5), second.substr(0, 7), second.substr(8, 7), second.substr(18, 11));
    second[29] = static_cast<char>('0' + MrzSum(all) % 10);
    return Cat(first, "\n", second, "\n", lines[2]);
  }
  return "";
}

Validity CheckVin(std::string_view value) {
  const Number n(value, "");
  if (n.size() != 17) return Validity::kInvalid;
  constexpr int kLetters[] = {1, 2, 3, 4, 5, 6, 7, 8, -1, 1, 2, 3, 4, 5, -1, 7, -1, 9, 2, 3, 4, 5, 6, 7, 8, 9};
  constexpr int kWeights[] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  int sum = 0;
  for (size_t i = 0; i < 17; ++i) {
    const int v = IsDigitByte(n[i]) ? n.digit(i) : kLetters[n[i] - 'A'];
    if (v < 0) return Validity::kInvalid;
    sum += v * kWeights[i];
  }
  return ValidIf(std::string_view("0123456789X")[static_cast<size_t>(sum % 11)] == n[8]);
}

Validity CheckImei(std::string_view value) {
  const Number n(value);
  return ValidIf(n.Digits(15) && !n.AllTheSame() && LuhnHolds(n));
}

Validity CheckRecordNumber(std::string_view value) {
  const auto digits = std::count_if(value.begin(), value.end(), IsDigitByte);
  return ValidIf(digits >= 3 && value.find("12345") == std::string_view::npos);
}

Validity CheckInPan(std::string_view value) {
  const Number n(value, "");
  if (n.size() != 10) return Validity::kInvalid;
  for (size_t i = 0; i < 10; ++i) {
    if (IsDigitByte(n[i]) != (i >= 5 && i < 9)) return Validity::kInvalid;
  }
  return ValidIf(std::string_view("ABCFGHLJPT").find(n[3]) != std::string_view::npos && n.text() != "ABCDE1234F");
}

}  // namespace weir
