// LookAtBody: a body of any kind, looked at and masked as what it is.
//
//   BodyVerdict verdict;
//   RETURN_IF_ERROR(LookAtBody(parts, body, place, &verdict));
//
// A body that reads as one JSON value is looked at string by string (guard/json_guard.h); JSON
// Lines are looked at a line at a time; anything else is one text. What a sender calls it
// (Content-Type) does not count: a body that is called an image is looked at, too. Threads: pure
// but for the parts. Errors: as TextGuard.
#ifndef WEIR_ADAPTER_SERVE_BODY_LOOK_H_
#define WEIR_ADAPTER_SERVE_BODY_LOOK_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "guard/text_guard.h"

namespace weir {

struct BodyVerdict {
  Action action = Action::kAllow;
  bool changed = false;
  std::string body;
  std::vector<Decision> decisions;
};

absl::Status LookAtBody(const GuardParts& parts, std::string_view body, const Place& place,
                        BodyVerdict* verdict);

}  // namespace weir

#endif  // WEIR_ADAPTER_SERVE_BODY_LOOK_H_
