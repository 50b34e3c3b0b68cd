// How a secret is masked.
//
//   placeholder  WEIR_github-pat_7f3k9q2mwx         default: says what stood there, the same for the same value
//   fixed        [REDACTED]                         one text for all
//   stars        ****************                   as many as the secret has bytes; line ends stay
//   hash         WEIRHASH_github-pat_<32 hex>       keyed like the fingerprints of reports: equal in all runs
//   fake         ghp_f4cAd3FacADeFa                 same length and kind of characters; spells "facade", so that
//                                                   people and the scanner can see that it is nothing real
//
// Every one stands unchanged in JSON, XML, URLs and shell words, but for what --fixed-text is given.
#ifndef WEIR_REDACT_STYLE_H_
#define WEIR_REDACT_STYLE_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"

namespace weir {

enum class MaskStyle : uint8_t { kPlaceholder, kFixed, kStars, kHash, kFake };
inline constexpr std::string_view kMaskStyles[] = {"placeholder", "fixed", "stars", "hash", "fake"};
std::optional<MaskStyle> ParseMaskStyle(std::string_view name);

inline constexpr std::string_view kDefaultFixedText = "[REDACTED]";
inline constexpr size_t kMaxFixedText = 256;
// InvalidArgument where the text is too long, or would break what it is put into: it may hold printable
// ASCII and UTF-8, but no quotes, backslashes or control characters.
absl::Status CheckFixedText(std::string_view text);

}  // namespace weir

#endif  // WEIR_REDACT_STYLE_H_
