// Tokens that are checked as they stand, without decoding.
//
// aws-access-key-id  base32 after the prefix; newer ids carry the account number (published
// analyses). luhn               ISO/IEC 7812-1, annex B. uuid               RFC 9562: version 1 to
// 8, variant 10. telegram           bot number of 8 to 10 digits; keys start with AA. slack the
// numeric parts of xox tokens have 9 to 13 digits.
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kNone = std::string_view::npos;
Validity Is(bool valid) { return valid ? Validity::kValid : Validity::kInvalid; }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

}  // namespace

// ---- aws-access-key-id ----

namespace {

constexpr uint64_t kMaxAccount = 999'999'999'999;

// The account number that an id carries: 40 bits after the first.
uint64_t AwsAccount(std::string_view bytes) {
  uint64_t number = 0;
  for (char c : bytes.substr(0, 6)) number = number << 8 | static_cast<unsigned char>(c);
  return (number & 0x7FFFFFFFFF80) >> 7;
}

}  // namespace

Validity CheckAwsAccessKeyId(std::string_view value) {
  if (value.size() != 20) return Validity::kUnknown;
  std::string bytes;
  if (!DecodeBase32(value.substr(4), &bytes) || bytes.size() != 10) return Validity::kInvalid;
  const bool has_account = (static_cast<unsigned char>(bytes[0]) & 0x80) != 0;
  if (!has_account) return Validity::kUnknown;  // issued before about 2019
  return Is(AwsAccount(bytes) <= kMaxAccount);
}

std::string MakeAwsAccessKeyId(std::string_view shaped, uint64_t seed) {
  if (shaped.size() != 20) return "";
  Chance chance(seed);
  const uint64_t account = 100'000'000'000 + chance.Below(900'000'000'000);
  std::string bytes = chance.Bytes(10);
  const uint64_t head = uint64_t{1} << 47 | account << 7 | (chance.Next() & 0x7F);
  for (size_t i = 0; i < 6; ++i) bytes[i] = static_cast<char>(head >> (8 * (5 - i)) & 0xFF);
  return Cat(shaped.substr(0, 4), EncodeBase32(bytes));
}

// ---- luhn ----

namespace {

// The Luhn sum of the digits in `value`; spaces and dashes are skipped. -1 on any other byte.
int LuhnSum(std::string_view value, size_t* digits) {
  int sum = 0;
  *digits = 0;
  for (auto it = value.rbegin(); it != value.rend(); ++it) {
    if (*it == ' ' || *it == '-') continue;
    if (!IsDigit(*it)) return -1;
    int digit = *it - '0';
    if (*digits % 2 == 1) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
    ++*digits;
  }
  return sum;
}

}  // namespace

Validity CheckLuhn(std::string_view value) {
  size_t digits = 0;
  const int sum = LuhnSum(value, &digits);
  if (sum < 0 || digits < 2) return Validity::kUnknown;
  return Is(sum % 10 == 0);
}

std::string MakeLuhn(std::string_view shaped, uint64_t) {
  std::string out(shaped);
  size_t digits = 0;
  if (out.empty() || !IsDigit(out.back())) return "";
  out.back() = '0';
  const int sum = LuhnSum(out, &digits);
  if (sum < 0 || digits < 2) return "";
  out.back() = static_cast<char>('0' + (10 - sum % 10) % 10);
  return out;
}

// ---- uuid ----

namespace {

// Where the UUID stands in a value that may have a prefix; kNone if there is none.
size_t FindUuid(std::string_view value) {
  if (value.size() < 36) return kNone;
  for (size_t at = 0; at + 36 <= value.size() && at <= 64; ++at) {
    bool fits = true;
    for (size_t i = 0; fits && i < 36; ++i) {
      const char c = value[at + i];
      const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
      fits = dash ? c == '-' : absl::ascii_isxdigit(static_cast<unsigned char>(c));
    }
    if (fits) return at;
  }
  return kNone;
}

}  // namespace

Validity CheckUuid(std::string_view value) {
  const size_t at = FindUuid(value);
  if (at == kNone) return Validity::kUnknown;
  const char version = value[at + 14];
  const char variant = value[at + 19];
  return Is(version >= '1' && version <= '8' && Contains("89abAB", variant));
}

std::string MakeUuid(std::string_view shaped, uint64_t seed) {
  const size_t at = FindUuid(shaped);
  if (at == kNone) return "";
  Chance chance(seed);
  std::string out(shaped);
  out[at + 14] = '4';
  out[at + 19] = chance.Of("89");  // digits fit an upper-case and a lower-case shape alike
  return out;
}

// ---- telegram ----

Validity CheckTelegram(std::string_view value) {
  const size_t colon = value.rfind(':');
  if (colon == kNone) return Validity::kUnknown;
  const std::string_view key = value.substr(colon + 1);
  size_t start = colon;
  while (start > 0 && IsDigit(value[start - 1])) --start;
  const std::string_view id = value.substr(start, colon - start);
  if (id.size() < 8 || id.size() > 10 || id[0] == '0') return Validity::kInvalid;
  if (key.size() != 35) return Validity::kInvalid;
  return StartsWith(key, "AA") ? Validity::kValid : Validity::kUnknown;
}

std::string MakeTelegram(std::string_view shaped, uint64_t seed) {
  const size_t colon = shaped.rfind(':');
  if (colon == kNone || colon + 36 != shaped.size()) return "";
  size_t start = colon;
  while (start > 0 && IsDigit(shaped[start - 1])) --start;
  if (colon - start < 8 || colon - start > 10) return "";
  std::string out(shaped);
  Chance chance(seed);
  if (out[start] == '0') out[start] = chance.Of("123456789");
  out[colon + 1] = 'A';
  out[colon + 2] = 'A';
  return out;
}

// ---- slack ----

Validity CheckSlack(std::string_view value) {
  if (!StartsWith(value, "xox") && !StartsWith(value, "xapp-")) return Validity::kUnknown;
  size_t numbers = 0;
  size_t dash = value.find('-');
  while (dash != kNone) {
    const size_t next = value.find('-', dash + 1);
    const std::string_view part = value.substr(dash + 1, next == kNone ? kNone : next - dash - 1);
    dash = next;
    if (!IsDigits(part)) continue;
    if (part.size() == 1) continue;  // the version of xapp-1- and xoxe-1-
    // A last part of digits alone is a secret that happens to hold no letter.
    if (part.size() < 9 || (part.size() > 13 && dash != kNone)) return Validity::kInvalid;
    ++numbers;
  }
  return numbers > 0 ? Validity::kValid : Validity::kUnknown;
}

std::string MakeSlack(std::string_view shaped, uint64_t) {
  return CheckSlack(shaped) == Validity::kValid ? std::string(shaped) : "";
}

}  // namespace weir
