// Base64 and base64url, padded or not, on one line or wrapped over many.
//
// A stretch is taken for base64 text if what it says begins with kProbeBytes bytes of printable text, of
// UTF-16 with ASCII in it, or with the magic of gzip, zlib or zstd: an identifier or a digest that long passes
// once in some hundred thousand. So images and other binary data are not decoded at all.
// Lines are joined where each is nothing but base64 and no longer than the first (indentation is passed over).
// Cost: looking at a run that is no base64 text takes a few nanoseconds; decoding is linear.
// Threads: pure.
#ifndef WEIR_TEXT_BASE64_H_
#define WEIR_TEXT_BASE64_H_

#include <cstddef>
#include <string_view>

#include "text/view.h"

namespace weir {

inline constexpr size_t kProbeBytes = 12;
inline constexpr size_t kMinBase64 = 20;  // characters

bool IsBase64(char c);  // of either alphabet

// Does text[at, ...) decode to something worth reading?
bool StartsBase64Text(std::string_view text, size_t at);

// Does the magic of compressed data stand there?
bool StartsCompressed(std::string_view text, size_t at);

// Where the base64 that begins at `begin` ends, wrapped lines and padding taken in; looks no further than
// `limit`.
size_t Base64End(std::string_view text, size_t begin, size_t limit);

// Stops at the first byte that is neither base64 nor white space between lines.
void DecodeBase64(std::string_view text, size_t begin, size_t end, View* view);

// The magic that decoded bytes may begin with; kNone if they do not.
Dress CompressedMagic(std::string_view bytes);

// Printable text (or UTF-16 with ASCII) in all of `bytes`, or a magic at its begin.
bool WorthReading(std::string_view bytes);

}  // namespace weir

#endif  // WEIR_TEXT_BASE64_H_
