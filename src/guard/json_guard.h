// JsonGuard: all texts of one JSON message, looked at in one walk and masked in place.
//
//   JsonGuard guard(parts);                        // as TextGuard
//   JsonVerdict verdict;
//   RETURN_IF_ERROR(guard.Look(body, [&](const JsonText& t) { return place_of(t.pointer); }, &verdict));
//   forward(verdict.changed ? verdict.json : body);
//
// Every string value, and every object key, is offered to `choose` with its JSON Pointer, in the order of the
// text; the answer says whether it is scanned and as part of what place (its views must live until Look returns).
// A string is scanned as it decodes, with the name it is given to as context ("password": "..." is found, and
// {"name": "DB_PASSWORD", "value": "..."}, and {"passwords": ["..."]}; text_scan.h); a string that holds JSON itself
// (arguments of tool calls) is found by the scanner's own views, and stays valid JSON when it is masked.
// A value that is masked in one string is masked in all chosen ones. Names in the pointers of decisions are left
// out where they hold a secret. Numbers are not looked at.
// What is masked is written back with JSON's escapes; every other byte of the message stays as it was: order,
// blanks, numbers, escapes, duplicate keys. Masked keys stay distinct.
// A string may also be looked at without a scan: JsonText::raw and `Replace` serve adapters that restore
// placeholders (set `replace` in the answer).
// Limits: kMaxJsonNesting (text/json_reader.h), 4 GiB; a message that is no JSON is InvalidArgument (with the offset), and the caller decides.
// Threads, ownership, failure: as TextGuard. Cost: one pass over the structure and one scan of each chosen string of
// more than kSmallText bytes; smaller ones are joined, with lines between them that no context reaches over, and are
// looked at by themselves only where something is found in their neighbourhood.
#ifndef WEIR_GUARD_JSON_GUARD_H_
#define WEIR_GUARD_JSON_GUARD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "guard/text_guard.h"

namespace weir {

struct JsonText {
  std::string_view pointer;  // RFC 6901, of the value (or of the member, for a key)
  std::string_view key;      // the member's name, decoded; "" in arrays
  bool is_key = false;
  std::string_view text;     // decoded
  uint64_t raw_start = 0, raw_end = 0;  // in the message, without the quotes
};

struct JsonChoice {
  bool scan = true;
  Place place;
  // Instead of a scan, or before it: the text to be written in place of this one (restored placeholders).
  std::optional<std::string> replace;
};
inline JsonChoice LeaveAlone() { return {.scan = false, .place = {}, .replace = std::nullopt}; }
using ChooseText = std::function<JsonChoice(const JsonText&)>;

struct JsonVerdict {
  Action action = Action::kAllow;
  bool changed = false;
  std::string json;  // the changed message
  std::vector<Decision> decisions;  // with the pointers of their strings
  void Clear();
  std::string Reason(size_t max_listed = 3) const;
};

class JsonGuard {
 public:
  explicit JsonGuard(GuardParts parts);
  ~JsonGuard();
  JsonGuard(const JsonGuard&) = delete;
  JsonGuard& operator=(const JsonGuard&) = delete;

  // Clears *verdict first. A message of JSON Lines is one message a line: call it for each.
  absl::Status Look(std::string_view json, const ChooseText& choose, JsonVerdict* verdict);

 private:
  class Message;
  GuardParts parts_;
  std::unique_ptr<Message> message_;  // its memory is used again
};

}  // namespace weir

#endif  // WEIR_GUARD_JSON_GUARD_H_
