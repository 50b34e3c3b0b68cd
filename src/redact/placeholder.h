// Placeholders: what stands in a masked text where a secret stood.
//
//   RunPlaceholders source;                                 // or a Vault: the same interface
//   std::string mark = source.PlaceholderFor(rule, value);  // "WEIR_github-pat_7f3k9q2mwx"
//   if (auto p = ParsePlaceholder(mark)) ... p->label, p->tag
//
// A placeholder is one unbroken token of [A-Za-z0-9_-], so it stands unchanged in JSON, URLs, shell, XML and
// Markdown, and in each of their escapes. It says what kind of secret stood there, and the same value has the
// same placeholder, so that a reader (a person or a model) can tell values apart and keep a text consistent.
// It tells nothing of the value: the tag is keyed.
// The form, and the function that knows it again, are in judge/own_mask.h, because the judge must know them.
// Threads: as each source says. Ownership: strings are the caller's.
#ifndef WEIR_REDACT_PLACEHOLDER_H_
#define WEIR_REDACT_PLACEHOLDER_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/own_mask.h"  // ParsePlaceholder, kTagSize, ...: part of this header
#include "rules/rule.h"

namespace weir {

enum class ValueForm : uint8_t {
  kText,
  kNumber,  // a bare JSON number: its placeholder is written between quotes
  kWide,    // code units of UTF-16 or UTF-32, as bytes, that are not all ASCII; or a number of these
};

// Where placeholders come from. A redactor asks once for each finding.
class PlaceholderSource {
 public:
  virtual ~PlaceholderSource() = default;
  // The placeholder that stands for `value`, the same whenever the same source is asked for the same value
  // and label. Must be of the form that ParsePlaceholder() reads. A source that can fail (a vault that is
  // full) answers with a placeholder all the same, one that is not kept: a secret is never shown for it.
  // It tells its trouble through status().
  virtual std::string PlaceholderFor(const Rule& rule, std::string_view value) = 0;
  // The same where the value's bytes are not a text that can simply be put back: for a source that restores.
  virtual std::string PlaceholderOf(const Rule& rule, std::string_view value, ValueForm form) {
    static_cast<void>(form);
    return PlaceholderFor(rule, value);
  }
  // Told of the masked text as it is written, in order, masks included, for a source that must know where a
  // value stood (a vault: within how many JSON strings). BeginText: another text begins.
  virtual void BeginText() {}
  virtual void Written(std::string_view bytes) { static_cast<void>(bytes); }
  // The first trouble that a source had. A redactor looks at it when it is done: masked, but not OK.
  virtual absl::Status status() const { return absl::OkStatus(); }
};

// The label of a rule in a placeholder: its id, shortened to kMaxLabelSize at a dash, with
// "personal-access-token" as "pat". Only [a-z0-9-].
std::string PlaceholderLabel(const Rule& rule);

// The tag of a value: kTagSize characters of HMAC-SHA-256(key, label, 0, value, counter). A vault that meets
// two values with one tag asks again with the next counter.
std::string PlaceholderTag(std::span<const unsigned char, 32> key, std::string_view label,
                           std::string_view value, uint32_t counter = 0);

// "WEIR_" label "_" tag.
std::string MakePlaceholder(std::string_view label, std::string_view tag);

// Placeholders of one run: keyed by random bytes that are forgotten with it.
// Threads: one thread at a time.
class RunPlaceholders final : public PlaceholderSource {
 public:
  // Internal: the system has no random numbers.
  static absl::StatusOr<RunPlaceholders> Create();
  ~RunPlaceholders() override;  // wipes the key
  RunPlaceholders(const RunPlaceholders&) = default;
  RunPlaceholders& operator=(const RunPlaceholders&) = default;

  std::string PlaceholderFor(const Rule& rule, std::string_view value) override;

 private:
  RunPlaceholders() = default;
  unsigned char key_[32] = {};
};

}  // namespace weir

#endif  // WEIR_REDACT_PLACEHOLDER_H_
