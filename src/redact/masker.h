// Masker: what is written in the place of a MaskSpan.
//
//   Masker masker({.style = MaskStyle::kStars}, &placeholders, key);
//   masker.Append(span, bytes_of_the_span, &out);
//
// A style that cannot serve (a fake of a value that is mostly punctuation) gives a placeholder instead.
// Threads: one at a time. Ownership: borrows the source.
#ifndef WEIR_REDACT_MASKER_H_
#define WEIR_REDACT_MASKER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "redact/mask_span.h"
#include "redact/placeholder.h"
#include "redact/style.h"

namespace weir {

struct MaskerOptions {
  MaskStyle style = MaskStyle::kPlaceholder;
  std::string fixed_text = std::string(kDefaultFixedText);
  // The key of kHash and kFake. With that of the reports a hash is the fingerprint of the same secret there.
  unsigned char key[32] = {};
};

class Masker {
 public:
  Masker(MaskerOptions options, PlaceholderSource* source)
      : options_(std::move(options)), source_(source) {}

  // `rule`: what the mask calls it, normally span.rule. `raw`: the bytes of the span.
  void Append(const MaskSpan& span, const Rule& rule, std::string_view raw, std::string* out);

  // Is this value what Append() writes for every secret (the fixed text)? Then it is none.
  bool IsMask(std::string_view value) const;

  // The masked text goes by (PlaceholderSource).
  void BeginText() { source_->BeginText(); }
  void Written(std::string_view bytes) { source_->Written(bytes); }

  const MaskerOptions& options() const { return options_; }
  absl::Status status() const { return source_->status(); }

 private:
  std::string Hash(const Rule& rule, std::string_view value) const;
  std::string MaskOf(const MaskSpan& span, const Rule& rule, std::string_view value);

  MaskerOptions options_;
  PlaceholderSource* source_;
  std::string ascii_;
};

}  // namespace weir

#endif  // WEIR_REDACT_MASKER_H_
