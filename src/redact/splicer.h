// Splicer: puts masks into a text. What findings and occurrences have in common, for whole texts and streams.
//
//   Splicer splicer(&masker, log);
//   splicer.Begin();
//   splicer.Add(span, &finding);  splicer.Add(span, nullptr);       // in any order, may overlap
//   RETURN_IF_ERROR(splicer.Splice(bytes, offset, end, values, sink));   // input up to `end`, masked
//
// Overlapping spans become one mask. A span may reach beyond `end`: its mask is written whole, and the next call
// goes on behind it (done()).
// Threads: one at a time.
#ifndef WEIR_REDACT_SPLICER_H_
#define WEIR_REDACT_SPLICER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "redact/json_context.h"
#include "redact/mask_span.h"
#include "redact/masker.h"
#include "redact/remembered.h"

namespace weir {

// Takes what may go on. An error ends the redaction.
using ByteSink = std::function<absl::Status(std::string_view)>;

// One mask, for reports. Views are valid during the call.
struct MaskEvent {
  uint64_t start = 0, end = 0;  // in the input
  const Rule* rule = nullptr;
  const Finding* finding = nullptr;  // null: another occurrence of a found value
  std::string_view mask;             // what was written
  bool wide = false;                 // the mask is in UTF-16 or UTF-32
};
class MaskLog {
 public:
  virtual ~MaskLog() = default;
  virtual void Masked(const MaskEvent& event) = 0;
  // More of a run that a stream had to cut, whose mask was written with its first part. For those who follow offsets.
  virtual void MaskedMore(uint64_t start, uint64_t end) {
    static_cast<void>(start);
    static_cast<void>(end);
  }
};

struct RedactStats {
  uint64_t findings = 0;
  uint64_t occurrences = 0;     // masked beyond the findings
  uint64_t not_remembered = 0;  // values for which there was no room
  std::map<std::string_view, uint64_t> by_rule;  // masks, by rule id
  void Add(const RedactStats& other);
};

class Splicer {
 public:
  // `is_stream`: bytes come in pieces of any size, so what stands before them must be kept in mind.
  Splicer(Masker* masker, MaskLog* log, bool is_stream = false)
      : masker_(masker), log_(log), is_stream_(is_stream) {}

  void Begin();  // another input

  // Notes what the input begins with, once enough of it is there: a JSON document's numbers need care.
  void NoteBeginning(std::string_view bytes);
  bool json() const { return json_; }

  // `span` counts in the bytes that Splice() is given next. `finding` must live until then.
  void Add(const MaskSpan& span, const Finding* finding) { items_.push_back({span, finding}); }

  // Writes the input from done() to `end` (in the input; bytes[0] is at `offset`). Forgets the spans.
  absl::Status Splice(std::string_view bytes, uint64_t offset, uint64_t end,
                      const Remembered& values, const ByteSink& sink);

  uint64_t done() const { return done_; }  // input offset behind the last byte written or masked
  RedactStats* stats() { return &stats_; }
  const RedactStats& stats() const { return stats_; }

 private:
  struct Item {
    MaskSpan span;
    const Finding* finding;
  };

  bool InJsonString(std::string_view before) const;

  Masker* const masker_;
  MaskLog* const log_;
  const bool is_stream_;
  JsonContext context_;  // of a stream, at done_
  std::vector<Item> items_;
  RedactStats stats_;
  uint64_t done_ = 0;
  bool noted_ = false, json_ = false;
  std::string mask_;
};

}  // namespace weir

#endif  // WEIR_REDACT_SPLICER_H_
