// SessionText: the secrets of one stored session, and the session without them.
//
//   SessionText session(parts);
//   SessionLook look;
//   RETURN_IF_ERROR(session.Look(bytes, SessionForm::kLines, "claude", &look));
//   if (look.changed) write(look.text);
//
// JSON Lines are looked at as one message, so that a value found in one line is masked in all of them; a line that is
// no JSON (a last one that was cut off, a note) is looked at as plain text. Each line that was JSON stays JSON, and
// no line is added or lost: this is checked before anything is given back (Internal if it were not so).
// Left alone are signatures and encrypted thoughts of models: clients send them back, and they are valid as they are
// only.
// Errors: those of JsonGuard. Threads: one at a time. Memory: about three times the text. Ownership: borrows the
// parts.
#ifndef WEIR_ADAPTER_TRANSCRIPT_SESSION_TEXT_H_
#define WEIR_ADAPTER_TRANSCRIPT_SESSION_TEXT_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "guard/json_guard.h"

namespace weir {

enum class SessionForm : uint8_t { kLines, kDocument, kText };

struct SessionLook {
  bool changed = false;
  std::string text;                          // the masked session, if changed
  std::map<std::string, uint64_t> by_rule;   // places that hold a secret
  uint64_t secrets = 0;                      // their number
};

class SessionText {
 public:
  explicit SessionText(const GuardParts& parts) : json_(parts), text_(parts) {}

  absl::Status Look(std::string_view bytes, SessionForm form, std::string_view client, SessionLook* look);

 private:
  absl::Status Lines(std::string_view bytes, std::string_view client, SessionLook* look);
  absl::Status Document(std::string_view bytes, std::string_view client, std::string* out, SessionLook* look);
  absl::Status Plain(std::string_view bytes, std::string_view client, std::string* out, SessionLook* look);

  JsonGuard json_;
  TextGuard text_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_TRANSCRIPT_SESSION_TEXT_H_
