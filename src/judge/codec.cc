#include "judge/codec.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace weir {
namespace {

constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr size_t kMaxBase58 = 160;  // the conversion is quadratic

// Debian's Abseil has its own string_view.
absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

char Byte(unsigned value) { return static_cast<char>(static_cast<unsigned char>(value)); }
unsigned Unsigned(char c) { return static_cast<unsigned char>(c); }

template <typename Test>
bool AllOf(std::string_view text, Test test) {
  return !text.empty() && std::all_of(text.begin(), text.end(), test);
}

int Base32Digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a';
  if (c >= '2' && c <= '7') return c - '2' + 26;
  return -1;
}

}  // namespace

bool IsDigits(std::string_view text) { return AllOf(text, absl::ascii_isdigit); }
bool IsAlnum(std::string_view text) { return AllOf(text, absl::ascii_isalnum); }
bool IsHex(std::string_view text) { return AllOf(text, absl::ascii_isxdigit); }

bool DecodeBase64(std::string_view text, std::string* out) {
  size_t padding = 0;
  while (padding < 2 && !text.empty() && text.back() == '=') {
    text.remove_suffix(1);
    ++padding;
  }
  if (text.size() % 4 == 1) return false;
  if (padding != 0 && (text.size() + padding) % 4 != 0) return false;
  bool standard = false;
  bool url = false;
  for (char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) continue;
    if (c == '+' || c == '/') {
      standard = true;
    } else if (c == '-' || c == '_') {
      url = true;
    } else {
      return false;
    }
  }
  if (standard && url) return false;
  return standard ? absl::Base64Unescape(View(text), out)
                  : absl::WebSafeBase64Unescape(View(text), out);
}

std::string EncodeBase64(std::string_view bytes) { return absl::Base64Escape(View(bytes)); }
std::string EncodeBase64Url(std::string_view bytes) {
  return absl::WebSafeBase64Escape(View(bytes));
}
std::string EncodeHex(std::string_view bytes) { return absl::BytesToHexString(View(bytes)); }
std::string Upper(std::string_view text) { return absl::AsciiStrToUpper(View(text)); }
std::string Lower(std::string_view text) { return absl::AsciiStrToLower(View(text)); }

std::string EncodeBase64Like(std::string_view bytes, std::string_view like) {
  const bool url = like.find_first_of("-_") != std::string_view::npos;
  std::string out = EncodeBase64(bytes);
  if (url) {
    for (char& c : out) {
      if (c == '+') c = '-';
      if (c == '/') c = '_';
    }
  }
  if (like.empty() || like.back() != '=') {
    while (!out.empty() && out.back() == '=') out.pop_back();
  }
  return out;
}

bool DecodeHex(std::string_view text, std::string* out) {
  if (text.size() % 2 != 0 || !IsHex(text)) return false;
  *out = absl::HexStringToBytes(View(text));
  return true;
}

bool DecodeBase32(std::string_view text, std::string* out) {
  out->clear();
  uint32_t bits = 0;
  int count = 0;
  for (char c : text) {
    const int digit = Base32Digit(c);
    if (digit < 0) return false;
    bits = (bits << 5 | static_cast<uint32_t>(digit)) & 0xFFFF;
    count += 5;
    if (count >= 8) {
      count -= 8;
      out->push_back(Byte(bits >> count & 0xFF));
    }
  }
  return true;
}

std::string EncodeBase32(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (char c : bytes) {
    bits = (bits << 8 | Unsigned(c)) & 0xFFFF;
    count += 8;
    while (count >= 5) {
      count -= 5;
      out.push_back(kDigits[bits >> count & 31]);
    }
  }
  if (count > 0) out.push_back(kDigits[bits << (5 - count) & 31]);
  return out;
}

bool DecodeBase58(std::string_view text, std::string* out) {
  if (text.empty() || text.size() > kMaxBase58) return false;
  std::string low_first;  // the number in base 256
  for (char c : text) {
    const size_t digit = kBase58.find(c);
    if (digit == std::string_view::npos) return false;
    unsigned carry = static_cast<unsigned>(digit);
    for (char& byte : low_first) {
      carry += Unsigned(byte) * 58;
      byte = Byte(carry & 0xFF);
      carry >>= 8;
    }
    if (carry != 0) low_first.push_back(Byte(carry));
  }
  const size_t ones = std::min(text.find_first_not_of('1'), text.size());
  out->assign(ones, '\0');
  out->append(low_first.rbegin(), low_first.rend());
  return true;
}

std::string EncodeBase58(std::string_view bytes) {
  std::string low_first;
  for (char c : bytes) {
    unsigned carry = Unsigned(c);
    for (char& digit : low_first) {
      carry += Unsigned(digit) << 8;
      digit = Byte(carry % 58);
      carry /= 58;
    }
    while (carry != 0) {
      low_first.push_back(Byte(carry % 58));
      carry /= 58;
    }
  }
  std::string out(std::min(bytes.find_first_not_of('\0'), bytes.size()), '1');
  for (auto it = low_first.rbegin(); it != low_first.rend(); ++it)
    out.push_back(kBase58[Unsigned(*it)]);
  return out;
}

std::string EncodeNumber(uint64_t number, std::string_view alphabet, size_t width) {
  std::string out(width, alphabet.front());
  for (size_t i = width; i-- > 0 && number != 0;) {
    out[i] = alphabet[number % alphabet.size()];
    number /= alphabet.size();
  }
  return out;
}

bool DecodeNumber(std::string_view text, std::string_view alphabet, uint64_t* out) {
  uint64_t number = 0;
  for (char c : text) {
    const size_t digit = alphabet.find(c);
    if (digit == std::string_view::npos) return false;
    if (number > (UINT64_MAX - digit) / alphabet.size()) return false;
    number = number * alphabet.size() + digit;
  }
  *out = number;
  return !text.empty();
}

}  // namespace weir
