// DecisionLog: every decision as one JSON line, for those who must answer for what passed.
//
//   auto log = DecisionLog::Open(policy.log_path);
//   (*log)->Write(place, decision, value);
//
//   {"time":"2026-11-24T20:07:33.120Z","adapter":"agent","direction":"out","component":"claude","part":"prompt",
//    "session":"...","pointer":"/prompt","rule":"github-pat","class":"credential","confidence":"high",
//    "fingerprint":"<32 hex>","action":"block","reason":"profile laptop"}
//
// The fingerprint is that of reports (report/record.h): keyed, equal for equal values. Never the value. With
// "fingerprint_key":"run" it is good for this run only, because no key could be kept.
// What comes from outside (component, session, pointer) is cut at 512 bytes and written as ASCII JSON.
// The file: opened for append, 0600, created if missing, never through a link; one write() a line, so lines of several
// processes do not mix. Threads: safe. Failure: the first one is kept in status(); the caller tells it.
// Open: PermissionDenied, NotFound, FailedPrecondition (a link, a folder, a file that others can write).
#ifndef WEIR_GUARD_DECISION_LOG_H_
#define WEIR_GUARD_DECISION_LOG_H_

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "guard/policy.h"
#include "guard/text_guard.h"
#include "report/record.h"

namespace weir {

class DecisionLog {
 public:
  // The key is loaded at the first decision.
  static absl::StatusOr<std::unique_ptr<DecisionLog>> Open(const std::string& path);
  ~DecisionLog();

  void set_session(std::string session);  // of all decisions that follow; "" = none
  void Write(const Place& place, const Decision& decision, std::string_view value);
  absl::Status status() const;

 private:
  explicit DecisionLog(int fd) : fd_(fd) {}
  void Fail(absl::Status status);

  const int fd_;
  mutable std::mutex mutex_;
  std::string session_;
  std::optional<FingerprintKey> key_;
  absl::Status status_;
};

}  // namespace weir

#endif  // WEIR_GUARD_DECISION_LOG_H_
