// MessageGuard: one whole JSON message of a model API: a request, an answer, or what of a stream's event is no piece
// of a channel.
//
//   MessageGuard guard(parts, Direction::kOut, "openai");
//   RETURN_IF_ERROR(guard.Look(&body, "prompt", {}));         // masked in place, placeholders put back where allowed
//
// Every text is looked at but those of UseOf(): ids, signatures, vectors, encrypted and binary parts. Strings under
// a signature pass unchanged, or the message is refused. Where something was masked in an answer, its log
// probabilities, which repeat it token by token, go.
// Errors: PermissionDenied (policy: block; the message says what and where, fit for clients), InvalidArgument (no JSON),
// others: could not look. *json is not to be used then.
// Threads: one at a time. Ownership: borrows the parts and the component's name.
#ifndef WEIR_ADAPTER_PROXY_MESSAGE_GUARD_H_
#define WEIR_ADAPTER_PROXY_MESSAGE_GUARD_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "guard/json_guard.h"

namespace weir {

class MessageGuard {
 public:
  // May answer for a string before the rules of UseOf() do.
  using Override = std::function<std::optional<JsonChoice>(const JsonText&)>;

  MessageGuard(const GuardParts& parts, Direction direction, std::string_view component);

  absl::Status Look(std::string* json, std::string_view part, const Override& override_choice);
  // Of the last message.
  bool changed() const { return changed_; }
  size_t decisions() const { return verdict_.decisions.size(); }
  // A body that is no JSON: text, or something with text in it.
  absl::Status LookAtText(std::string* body, std::string_view part);

 private:
  Place PlaceOf(std::string_view part) const;
  absl::Status CheckBlocked() const;
  absl::Status Restore(std::string* json, std::string_view part);

  const GuardParts parts_;
  const Direction direction_;
  const std::string_view component_;
  JsonGuard guard_;
  JsonVerdict verdict_;
  bool changed_ = false;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_PROXY_MESSAGE_GUARD_H_
