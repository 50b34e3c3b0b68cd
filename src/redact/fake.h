// Fakes: a secret's length and kind of characters, with nothing of it left.
//
//   std::string fake;
//   if (MakeFake(value, /*prefix=*/4, digest, &fake)) ...   // "ghp_f4cAd3fAca2eFac..."
//
// Letters spell "facade" over and over, in the cases the value has; every fourth is a digit of 2 to 7 where
// the value has digits. Such a string stays within hex, base32, base58 and base64 alphabets, has no valid
// checksum but by a rare chance, and IsOwnMask() (judge/own_mask.h) knows it again: a scan does not report it. A
// value of digits alone becomes zeros. What is no letter or digit stays where it is, and so does what belongs to an
// escape sequence, so the fake is as valid where it stands as the value was. Line ends stay, and lines that begin
// with five dashes.
// Which digits and cases it has comes from `digest`, keyed bytes made from the value: the same value has the
// same fake, and two values mostly have two.
// False: too little of the value would change (it is mostly punctuation): mask it otherwise.
#ifndef WEIR_REDACT_FAKE_H_
#define WEIR_REDACT_FAKE_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace weir {

bool MakeFake(std::string_view value, size_t prefix, std::span<const unsigned char, 32> digest,
              std::string* fake);

}  // namespace weir

#endif  // WEIR_REDACT_FAKE_H_
