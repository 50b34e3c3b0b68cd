// Restorer: puts the values of a vault back into a text that is still arriving.
//
//   Restorer restorer(vault.get());
//   std::string out;
//   while (read(&bytes)) { out.clear(); restorer.Push(bytes, &out); write(out); }
//   out.clear(); restorer.Finish(&out); write(out);
//   restorer.counts().unknown                 // placeholders that stay as they are
//
// Held back is only what may still become a placeholder: a "W" at the end of what has arrived, and what
// follows it as long as it reads like one, at most 4 * kMaxDressedMark bytes (and a quote before it, if the
// vault holds numbers). Everything else goes out with the
// Push() that brought it, and the result does not depend on how the text was cut.
//
// A placeholder is known again in the dress it comes back in (dressed_mark.h). Its value is written for the
// place it goes to: inside a JSON string, or one inside a JSON string, with the escapes that keep the JSON
// valid (json_context.h says what is taken for one; JsonMode says otherwise); behind %5F percent-encoded;
// behind &#95; with the characters of HTML escaped. With JsonMode::kAuto, restoring what was masked with
// the same vault gives the text back byte for byte, whatever it is: JSON, code, prose or binary. (But for
// placeholders of this vault that stood in it before it was masked: they are restored too. And for values
// that the vault does not keep: vault.h.) A placeholder that took the place of a bare JSON number gives up
// its quotes with it. In UTF-16 and UTF-32 a placeholder is known by the zero bytes between its letters, and
// its value gets them as well.
//
// Placeholders that the vault never issued, whose values are too old, or are never given back, stay as they
// are and are counted. A vault that another process adds to is read again where a placeholder is unknown.
// Threads: one at a time, as the vault. Ownership: the vault is borrowed. Failure: none of its own;
// status() is that of the vault's reading.
#ifndef WEIR_REDACT_RESTORE_H_
#define WEIR_REDACT_RESTORE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "redact/dressed_mark.h"
#include "redact/json_context.h"
#include "redact/vault.h"

namespace weir {

enum class JsonMode : uint8_t {
  kAuto,  // escapes where a JSON string is seen
  kOn,    // every placeholder stands in a JSON string
  kOff,   // values are put back as they were taken
};

struct RestoreCounts {
  uint64_t restored = 0, unknown = 0, expired = 0, never = 0;
};

class Restorer {
 public:
  explicit Restorer(Vault* vault, JsonMode json = JsonMode::kAuto);
  ~Restorer();
  Restorer(const Restorer&) = delete;
  Restorer& operator=(const Restorer&) = delete;

  // Appends what may go out. The values in *out are the caller's to keep safe.
  void Push(std::string_view bytes, std::string* out);
  // The end of the text; the next Push() begins another one. Counts go on.
  void Finish(std::string* out);

  size_t held_bytes() const { return held_.size(); }
  const RestoreCounts& counts() const { return counts_; }
  const absl::Status& status() const { return status_; }

 private:
  struct Found;
  void Run(std::string_view text, bool at_end, std::string* out);
  void Pass(std::string_view text, std::string* out);
  VaultAnswer Ask(const DressedMark& mark);
  Found Look(std::string_view text, bool at_end);
  void Replace(std::string_view as_written, const Found& found, std::string* out);

  Vault* vault_;
  JsonMode json_;
  JsonContext context_;
  std::string held_;
  RestoreCounts counts_;
  absl::Status status_;
};

// The value as it must be written in a place of this JSON depth.
std::string ValueAtDepth(std::string_view value, int value_depth, int depth);

}  // namespace weir

#endif  // WEIR_REDACT_RESTORE_H_
