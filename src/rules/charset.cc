#include "rules/charset.h"

#include <optional>

#include "rules/shape.h"

namespace weir {
namespace {

constexpr ByteSet kDigit = ByteSet::Range('0', '9');
constexpr ByteSet kLower = ByteSet::Range('a', 'z');
constexpr ByteSet kUpper = ByteSet::Range('A', 'Z');
constexpr ByteSet kAlpha = kLower | kUpper;
constexpr ByteSet kAlnum = kAlpha | kDigit;
constexpr ByteSet kPad = ByteSet::Of("=");
constexpr ByteSet kBase64 = kAlnum | ByteSet::Of("+/");
constexpr ByteSet kBase64Url = kAlnum | ByteSet::Of("-_");
constexpr ByteSet kBase64Any = kBase64 | kBase64Url;
constexpr ByteSet kBase32 = kUpper | ByteSet::Range('2', '7');
constexpr ByteSet kBase32Lower = kLower | ByteSet::Range('2', '7');
constexpr ByteSet kCrockford = kDigit | (kLower & ~ByteSet::Of("ilou"));
constexpr ByteSet kBase58 = kAlnum & ~ByteSet::Of("0OIl");
constexpr ByteSet kBech32 = ByteSet::Of("qpzry9x8gf2tvdw0s3jn54khce6mua7l");
constexpr ByteSet kBech32Upper = ByteSet::Of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L");
constexpr ByteSet kPrintable = ByteSet::Range(0x21, 0x7E);
constexpr ByteSet kText = kPrintable | ByteSet::Of(" ");

constexpr Charset kCharsets[] = {
    {"digit", kDigit},
    {"lower", kLower},
    {"upper", kUpper},
    {"alpha", kAlpha},
    {"hex", kDigit | ByteSet::Range('a', 'f') | ByteSet::Range('A', 'F')},
    {"hex-lower", kDigit | ByteSet::Range('a', 'f')},
    {"hex-upper", kDigit | ByteSet::Range('A', 'F')},
    {"alnum", kAlnum},
    {"alnum-lower", kLower | kDigit},
    {"alnum-upper", kUpper | kDigit},
    {"word", kAlnum | ByteSet::Of("_")},
    {"base32", kBase32},
    {"base32-lower", kBase32Lower},
    {"base32pad", kBase32 | kPad},
    {"crockford-lower", kCrockford},
    {"base58", kBase58},
    {"bech32", kBech32},
    {"bech32-upper", kBech32Upper},
    {"crypt64", kAlnum | ByteSet::Of("./")},
    {"base64", kBase64},
    {"base64url", kBase64Url},
    {"base64any", kBase64Any},
    {"base64pad", kBase64 | kPad},
    {"base64urlpad", kBase64Url | kPad},
    {"base64anypad", kBase64Any | kPad},
    {"printable", kPrintable},
    {"text", kText},
    {"any", kText | ByteSet::Of("\n\r\t")},
    {"quote", ByteSet::Of("\"'`")},
};

}  // namespace

std::span<const Charset> Charsets() { return kCharsets; }

ByteSet Printable() { return kPrintable; }

std::optional<ByteSet> NamedCharset(std::string_view name) {
  for (const Charset& charset : kCharsets) {
    if (charset.name == name) return charset.set;
  }
  return std::nullopt;
}

}  // namespace weir
