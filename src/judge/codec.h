// The encodings that tokens are written in, as strict decoders over hostile text.
//
//   std::string bytes;
//   if (!DecodeBase64(part, &bytes)) return Validity::kInvalid;
//
// Base64 and hex are Abseil's; what is added is that nothing but the alphabet is let through
// (Abseil skips white space), and that either alphabet and missing padding are read. Base62,
// base36, base32 and base58 have no library here. Failure: false or an empty string; `*out` is then
// unspecified. Threads: pure.
#ifndef WEIR_JUDGE_CODEC_H_
#define WEIR_JUDGE_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

inline constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
inline constexpr std::string_view kBase36 = "0123456789abcdefghijklmnopqrstuvwxyz";

bool IsDigits(std::string_view text);  // not empty, 0-9 only
bool IsAlnum(std::string_view text);   // not empty, ASCII letters and digits only
bool IsHex(std::string_view text);     // not empty, either case

std::string Upper(std::string_view text);  // ASCII letters only
std::string Lower(std::string_view text);

inline bool StartsWith(std::string_view text, std::string_view start) {
  return text.starts_with(start);
}
inline bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}
inline bool Contains(std::string_view text, char c) {
  return text.find(c) != std::string_view::npos;
}
inline bool ConsumePrefix(std::string_view* text, std::string_view prefix) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

// Standard or URL-safe alphabet, with or without padding. Unused bits at the end need not be zero.
bool DecodeBase64(std::string_view text, std::string* out);
// In the alphabet of `like` and with padding if `like` ends in '='.
std::string EncodeBase64Like(std::string_view bytes, std::string_view like);

std::string EncodeBase64(std::string_view bytes);     // standard, padded
std::string EncodeBase64Url(std::string_view bytes);  // URL-safe, not padded

bool DecodeHex(std::string_view text, std::string* out);
std::string EncodeHex(std::string_view bytes);  // lower case

// RFC 4648 base32 of either case, without padding.
bool DecodeBase32(std::string_view text, std::string* out);
std::string EncodeBase32(std::string_view bytes);  // upper case, no padding

// Bitcoin's base58; at most 160 characters.
bool DecodeBase58(std::string_view text, std::string* out);
std::string EncodeBase58(std::string_view bytes);

// Most significant digit first, padded on the left with the alphabet's first character.
// Digits that do not fit `width` are lost.
std::string EncodeNumber(uint64_t number, std::string_view alphabet, size_t width);
// False on a byte outside the alphabet or on more than 64 bits.
bool DecodeNumber(std::string_view text, std::string_view alphabet, uint64_t* out);

}  // namespace weir

#endif  // WEIR_JUDGE_CODEC_H_
