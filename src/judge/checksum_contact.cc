// Where a person or machine is reached: e-mail, telephone, IP and MAC addresses; and dates.
//
// email   the parts and lengths of RFC 5321; names that RFC 2606 keeps for examples, and file names, are no address.
// phone   E.164: country code and length; North American numbers by the rules of their plan. ipv4, ipv6  ranges of
// the IANA registries: kUnknown where the address is of a private net or a machine itself. date  a day that exists.
#include <algorithm>
#include <array>
#include <string>

#include "judge/checksum_digits.h"
#include "judge/checksum_table.h"
#include "judge/word_set.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr auto kNoDomain = WordSet<40>(
    "png jpg jpeg gif svg webp ico js css html htm json xml txt yaml yml toml cfg ini conf service socket target "
    "timer mount slice scope path local localhost localdomain internal invalid test example lan home corp java cpp");
// Parts that programs and not people have.
constexpr auto kNoPerson = WordSet<8>("git hg svn noreply no-reply donotreply nobody user");

bool IsAlnumByte(char c) { return IsDigitByte(c) || IsUpperByte(c) || (c >= 'a' && c <= 'z'); }

std::string Lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = LowerAscii(c);
  return out;
}

// The last two labels of a name.
std::string_view Registered(std::string_view domain) {
  const size_t last = domain.rfind('.');
  const size_t before = last == 0 || last == std::string_view::npos ? last : domain.rfind('.', last - 1);
  return before == std::string_view::npos ? domain : domain.substr(before + 1);
}

// Calling codes of one, two and three digits, as ITU-T E.164 assigns them.
bool IsCallingCode(std::string_view digits) {
  if (digits[0] == '1' || digits[0] == '7') return true;
  const int two = (digits[0] - '0') * 10 + (digits[1] - '0');
  constexpr int kTwo[] = {20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54,
                          55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98};
  if (std::find(std::begin(kTwo), std::end(kTwo), two) != std::end(kTwo)) return true;
  constexpr int kThree[] = {21, 22, 23, 24, 25, 26, 29, 35, 37, 38, 42, 50, 59, 67, 68, 69, 80, 85, 87, 88, 96, 97, 99};
  return std::find(std::begin(kThree), std::end(kThree), two) != std::end(kThree);
}

// Ten digits of the North American plan, that are not of the block for films.
Validity NorthAmerican(std::string_view d) {
  if (d[0] < '2' || d[3] < '2' || (d[1] == '1' && d[2] == '1') || (d[4] == '1' && d[5] == '1')) {
    return Validity::kInvalid;
  }
  if (d.substr(3, 3) == "555" && d.substr(6, 2) == "01") return Validity::kInvalid;
  if (d.substr(0, 3) == "555") return Validity::kInvalid;
  return Validity::kValid;
}

}  // namespace

Validity CheckEmail(std::string_view value) {
  const size_t at = value.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || value.size() - at > 254) return Validity::kInvalid;
  const std::string_view local = value.substr(0, at), domain = value.substr(at + 1);
  if (!IsAlnumByte(local.front()) && local.front() != '_') return Validity::kInvalid;
  if (local.back() == '.' || local.find("..") != std::string_view::npos) return Validity::kInvalid;
  if (!std::all_of(local.begin(), local.end(), [](char c) { return IsAlnumByte(c) || std::string_view("._%+-'").find(c) != std::string_view::npos; })) {
    return Validity::kInvalid;
  }
  size_t labels = 0;
  std::string_view last;
  for (size_t begin = 0; begin <= domain.size(); ++labels) {
    const size_t end = std::min(domain.find('.', begin), domain.size());
    last = domain.substr(begin, end - begin);
    if (last.empty() || last.size() > 63 || last.front() == '-' || last.back() == '-') return Validity::kInvalid;
    begin = end + 1;
  }
  if (labels < 2 || last.size() < 2) return Validity::kInvalid;
  if (!std::all_of(last.begin(), last.end(), [](char c) { return IsAlnumByte(c) && !IsDigitByte(c); })) {
    return Validity::kInvalid;
  }
  if (kNoDomain.Has(last)) return Validity::kInvalid;
  const std::string registered = Lowered(Registered(domain));
  for (std::string_view sample : {"example.com", "example.org", "example.net", "domain.com", "email.com", "foo.com",
                                  "bar.com", "acme.com", "company.com", "test.com", "host.com", "yourdomain.com"}) {
    if (registered == sample) return Validity::kInvalid;
  }
  return kNoPerson.Has(local) ? Validity::kUnknown : Validity::kValid;
}

std::string MakeEmail(std::string_view, uint64_t seed) {
  Chance chance(seed);
  constexpr std::string_view kLetters = "abcdefghijklmnoprstuvwyz";
  return Cat(chance.Text(kLetters, 4 + chance.Below(4)), ".", chance.Text(kLetters, 5 + chance.Below(5)), "@",
             chance.Text(kLetters, 6 + chance.Below(6)), chance.Below(2) == 0 ? ".org" : ".net");
}

Validity CheckPhone(std::string_view value) {
  std::array<char, 20> digits{};
  size_t size = 0;
  const bool plus = !value.empty() && value.front() == '+';
  for (char c : value.substr(plus ? 1 : 0)) {
    if (std::string_view(" -.()/").find(c) != std::string_view::npos) continue;
    if (!IsDigitByte(c) || size == digits.size()) return Validity::kInvalid;
    digits[size++] = c;
  }
  const std::string_view d(digits.data(), size);
  if (size < 7 || size > 15 || std::all_of(d.begin(), d.end(), [&](char c) { return c == d[0]; })) {
    return Validity::kInvalid;
  }
  const std::string_view row = "01234567890123456789";
  if (row.find(d.substr(size - 7)) != std::string_view::npos) return Validity::kInvalid;  // 1234567
  if (d.starts_with("2147483")) return Validity::kInvalid;  // the largest number of 32 bits
  if (plus) {
    if (d[0] == '0' || !IsCallingCode(d) || size < 8) return Validity::kInvalid;
    if (d[0] == '1') return size == 11 ? NorthAmerican(d.substr(1)) : Validity::kInvalid;
    return Validity::kValid;
  }
  if (d[0] == '0') return ValidIf(size >= 9 && size <= 12);  // with the trunk prefix of most countries
  if (size == 11 && d[0] == '1') return NorthAmerican(d.substr(1));
  if (size == 10) return NorthAmerican(d);
  return Validity::kUnknown;
}

Validity CheckIpv4(std::string_view value) {
  int parts[4] = {}, part = 0;
  size_t size = 0;
  for (char c : value) {
    if (c == '.') {
      if (size == 0 || ++part == 4) return Validity::kInvalid;
      size = 0;
      continue;
    }
    if (!IsDigitByte(c) || (size == 1 && parts[part] == 0)) return Validity::kInvalid;  // no leading zeros
    parts[part] = parts[part] * 10 + (c - '0');
    if (++size > 3 || parts[part] > 255) return Validity::kInvalid;
  }
  if (part != 3 || size == 0) return Validity::kInvalid;
  const int a = parts[0], b = parts[1], c = parts[2];
  // Documentation (RFC 5737), benchmarks, none at all, all of them, multicast and beyond; net masks.
  if ((a == 192 && b == 0 && c == 2) || (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113) ||
      (a == 198 && (b == 18 || b == 19)) || a == 0 || a >= 224) {
    return Validity::kInvalid;
  }
  if (a == 127 || a == 10 || (a == 192 && b == 168) || (a == 172 && b >= 16 && b < 32) || (a == 169 && b == 254) ||
      (a == 100 && b >= 64 && b < 128)) {
    return Validity::kUnknown;
  }
  if (value == "1.2.3.4" || value == "123.45.67.89" || value == "123.123.123.123" || value == "12.34.56.78") {
    return Validity::kInvalid;
  }
  // A version or an object identifier reads like an address with small parts.
  constexpr int kSmall = 40;
  if (a < kSmall && b < kSmall && c < kSmall && parts[3] < kSmall) return Validity::kUnknown;
  return Validity::kValid;
}

Validity CheckIpv6(std::string_view value) {
  int groups[8] = {}, count = 0, gap = -1;
  size_t i = 0;
  if (value.starts_with("::")) gap = 0, i = 2;
  while (i < value.size()) {
    int group = 0;
    size_t size = 0;
    for (; i < value.size() && value[i] != ':'; ++i) {
      const char c = LowerAscii(value[i]);
      if (!IsDigitByte(c) && (c < 'a' || c > 'f')) return Validity::kInvalid;
      if (++size > 4) return Validity::kInvalid;
      group = group * 16 + (IsDigitByte(c) ? c - '0' : c - 'a' + 10);
    }
    if (size == 0 || count == 8) return Validity::kInvalid;
    groups[count++] = group;
    if (i == value.size()) break;
    ++i;  // the colon
    if (i < value.size() && value[i] == ':') {
      if (gap >= 0) return Validity::kInvalid;
      gap = count;
      ++i;
    } else if (i == value.size()) {
      return Validity::kInvalid;
    }
  }
  if (gap < 0 ? count != 8 : count > 7) return Validity::kInvalid;
  if (count < 3 || gap == 0) return Validity::kInvalid;  // ::1, and what C++ writes between names
  if (groups[0] == 0x2001 && groups[1] == 0xdb8) return Validity::kInvalid;  // documentation
  if ((groups[0] & 0xe000) == 0x2000) return Validity::kValid;               // global unicast
  return Validity::kUnknown;
}

std::string MakeIpv6(std::string_view, uint64_t seed) {
  Chance chance(seed);
  constexpr std::string_view kHex = "0123456789abcdef", kFirst = "123456789abcdef";
  const auto group = [&] { return Cat(chance.Text(kFirst, 1), chance.Text(kHex, 3)); };
  return Cat("2a0", chance.Text("0123456789ab", 1), ":", group(), ":", group(), "::", group());
}

Validity CheckMac(std::string_view value) {
  Number n(value, ":-");
  if (n.size() != 12 || n.AllTheSame()) return Validity::kInvalid;
  for (size_t i = 0; i < 12; ++i) {
    if (n.value(i) > 15) return Validity::kInvalid;
  }
  const std::string_view text = n.text();
  if (text == "001122334455" || text == "123456789ABC" || text == "AABBCCDDEEFF" || text == "DEADBEEFCAFE" ||
      (n.value(1) & 1) != 0) {  // a group's address belongs to no machine
    return Validity::kInvalid;
  }
  return Validity::kValid;
}

Validity CheckDate(std::string_view value) {
  int parts[3] = {}, part = 0;
  size_t sizes[3] = {};
  for (char c : value) {
    if (IsDigitByte(c)) {
      if (++sizes[part] > 4) return Validity::kInvalid;
      parts[part] = parts[part] * 10 + (c - '0');
    } else if (++part > 2) {
      return Validity::kInvalid;
    }
  }
  if (part != 2) return Validity::kInvalid;
  const bool year_first = sizes[0] == 4;
  const int year = year_first ? parts[0] : parts[2];
  if (year < 1900 || year > 2099) return Validity::kInvalid;
  if (year_first) return ValidIf(IsDate(year, parts[1], parts[2]));
  return ValidIf(IsDate(year, parts[1], parts[0]) || IsDate(year, parts[0], parts[1]));  // day or month first
}

}  // namespace weir
