#include "report/allow.h"

#include <re2/re2.h>
#include <sodium/crypto_auth_hmacsha256.h>

#include <bit>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "judge/digest.h"
#include "report/printable.h"
#include "report/record.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kShownBytes = 16;
constexpr size_t kKeyIdBytes = 8;

std::string Hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (char c : bytes) {
    out.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return out;
}

bool IsHex(std::string_view text, size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

std::string Keyed(const FingerprintKey& key, std::string_view purpose, std::string_view text,
                  size_t bytes) {
  unsigned char digest[crypto_auth_hmacsha256_BYTES];
  std::string message = Cat(purpose, std::string_view("\0", 1), text);
  (void)crypto_auth_hmacsha256(digest, reinterpret_cast<const unsigned char*>(message.data()),
                               message.size(), key.bytes);
  return Hex(std::string_view(reinterpret_cast<const char*>(digest), bytes));
}

// FIPS 180-4. Only to know again what detect-secrets wrote: none of the libraries weir uses has it.
std::string Sha1(std::string_view bytes) {
  uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  std::string padded(bytes);
  padded.push_back('\x80');
  while (padded.size() % 64 != 56) padded.push_back('\0');
  const uint64_t bits = uint64_t{bytes.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) {
    padded.push_back(static_cast<char>(bits >> shift & 0xFF));
  }
  for (size_t block = 0; block < padded.size(); block += 64) {
    uint32_t w[80];
    for (size_t i = 0; i < 16; ++i) {
      w[i] = 0;
      for (size_t b = 0; b < 4; ++b) {
        w[i] = w[i] << 8 | static_cast<unsigned char>(padded[block + 4 * i + b]);
      }
    }
    for (size_t i = 16; i < 80; ++i) {
      w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    }
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (size_t i = 0; i < 80; ++i) {
      uint32_t f, k;
      if (i < 20) {
        f = (b & c) | (~b & d), k = 0x5A827999;
      } else if (i < 40) {
        f = b ^ c ^ d, k = 0x6ED9EBA1;
      } else if (i < 60) {
        f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDC;
      } else {
        f = b ^ c ^ d, k = 0xCA62C1D6;
      }
      const uint32_t next = std::rotl(a, 5) + f + e + k + w[i];
      e = d, d = c, c = std::rotl(b, 30), b = a, a = next;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
  }
  std::string out;
  for (uint32_t word : h) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.push_back(static_cast<char>(word >> shift & 0xFF));
    }
  }
  return out;
}

std::optional<int> Digits(std::string_view text) {
  int value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string_view Name(Suppression::Kind kind) {
  switch (kind) {
    case Suppression::Kind::kAllow:
      return "allow";
    case Suppression::Kind::kBaseline:
      return "baseline";
    case Suppression::Kind::kInline:
      return "inline";
    case Suppression::Kind::kNone:
      break;
  }
  return "";
}

absl::Status CheckFingerprint(std::string_view text) {
  if (IsHex(text, 2 * kShownBytes)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "a fingerprint is 32 digits 0-9a-f, as reports and weir triage give them");
}

absl::Status CheckValueHash(std::string_view text) {
  struct Kind {
    std::string_view prefix;
    size_t digits;
  };
  static constexpr Kind kKinds[] = {{"weir1:", 2 * kShownBytes}, {"sha256:", 64}, {"sha1:", 40}};
  for (const Kind& kind : kKinds) {
    if (text.starts_with(kind.prefix) && IsHex(text.substr(kind.prefix.size()), kind.digits)) {
      return absl::OkStatus();
    }
  }
  return absl::InvalidArgumentError(
      "a value hash is weir1: and 32, sha256: and 64 or sha1: and 40 digits 0-9a-f");
}

absl::Status CheckAllowRegex(std::string_view text) {
  if (text.size() > kMaxAllowRegex) {
    return absl::InvalidArgumentError(Cat("the expression is over ", kMaxAllowRegex, " bytes"));
  }
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_max_mem(int64_t{1} << 20);
  const re2::RE2 re(re2::StringPiece(text.data(), text.size()), options);
  if (re.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(Cat("not an RE2 expression: ", re.error()));
}

absl::Status CheckReason(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == text.npos) {
    return absl::InvalidArgumentError("the reason says nothing");
  }
  if (text.size() > kMaxAllowReason) {
    return absl::InvalidArgumentError(Cat("the reason is over ", kMaxAllowReason, " bytes"));
  }
  return absl::OkStatus();
}

std::string ValueHash(const FingerprintKey& key, std::string_view value) {
  return Cat("weir1:", Keyed(key, "value", value, kShownBytes));
}

std::string PlainSha256(std::string_view value) { return Cat("sha256:", Hex(Sha256(value))); }
std::string PlainSha1(std::string_view value) { return Cat("sha1:", Hex(Sha1(value))); }

std::string TomlString(std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out = "\"";
  for (char c : ValidUtf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\u00";
      out.push_back(kDigits[byte >> 4]);
      out.push_back(kDigits[byte & 15]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

std::string AllowEntryToml(const AllowEntry& entry) {
  std::string out = "[[allow]]\n";
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += Cat(name, " = ", TomlString(value), "\n");
  };
  add("fingerprint", entry.fingerprint);
  add("rule", entry.rule);
  add("path", entry.path);
  add("path_regex", entry.path_regex);
  add("value_hash", entry.value_hash);
  add("regex", entry.regex);
  add("reason", entry.reason);
  if (entry.expires.has_value()) out += Cat("expires = ", FormatDate(*entry.expires), "\n");
  return out;
}

std::string KeyId(const FingerprintKey& key) { return Keyed(key, "key id", "", kKeyIdBytes); }

std::optional<int32_t> ParseDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = Digits(text.substr(0, 4)), month = Digits(text.substr(5, 2)),
             day = Digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return static_cast<int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::string FormatDate(int32_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  char text[32];
  const int length =
      std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return std::string(text, length > 0 ? static_cast<size_t>(length) : 0);
}

int32_t TodayUtc() {
  const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return static_cast<int32_t>(now.time_since_epoch().count());
}

}  // namespace weir
