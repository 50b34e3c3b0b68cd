// ServeEndpoints: requests of `weir serve` and their answers, without the transport. README.md has
// both for users.
//
//   ServeEndpoints endpoints(parts);
//   ServeAnswer answer = endpoints.Answer({.method = "POST", .path = "/redact", .body = "..."});
//
// Bodies are decoded (gzip, ...) and bounded before they come here; who asks has shown the token.
// An error of a caller is 400 (or 403, 404, 405, 409), with {"error": {"message", "type"}}; a text
// that could not be looked at is 500, or passes with "error" told if Policy::on_error says so. No
// answer holds a value, but those of /restore. Threads: Answer() from any thread. Ownership:
// borrows its parts.
#ifndef WEIR_ADAPTER_SERVE_ENDPOINTS_H_
#define WEIR_ADAPTER_SERVE_ENDPOINTS_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "adapter/serve/metrics.h"
#include "guard/json_guard.h"
#include "guard/text_guard.h"
#include "net/http_message.h"
#include "redact/restore.h"

namespace weir {

struct ServeParts {
  GuardParts guard;
  ServeMetrics* metrics = nullptr;
  // Null: there is no vault.
  std::function<absl::Status(std::string_view text, std::string* restored, RestoreCounts* counts)>
      restore;
  std::string version;
  size_t rules = 0;
};

struct ServeRequest {
  std::string_view method, path, query, content_type, body;
};

struct ServeAnswer {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<HttpField> fields;
};

ServeAnswer ErrorAnswer(int status, std::string_view message);

class ServeEndpoints {
 public:
  explicit ServeEndpoints(ServeParts parts) : parts_(std::move(parts)) {}

  ServeAnswer Answer(const ServeRequest& request) const;
  const ServeParts& parts() const { return parts_; }

 private:
  struct Where;  // of a request, as the policy knows places
  ServeAnswer Scan(const ServeRequest& request, bool masked) const;
  ServeAnswer ScanRaw(const ServeRequest& request, const Where& where, bool masked) const;
  ServeAnswer Restore(const ServeRequest& request) const;
  ServeAnswer LiteLlm(const ServeRequest& request) const;
  ServeAnswer Moderations(const ServeRequest& request) const;
  ServeAnswer Check(const ServeRequest& request) const;
  ServeAnswer Webhook(const ServeRequest& request) const;
  std::string Holdback(std::string_view texts, std::string_view given_back,
                       const std::vector<Decision>& decisions) const;
  // The answer of a failed look; nullopt-like: status 0 where it is to pass.
  ServeAnswer Failure(const absl::Status& status) const;
  absl::Status Look(std::string_view body, const ChooseText& choose, JsonVerdict* verdict) const;
  // nullopt: go on with *verdict, which is empty where what could not be looked at is to pass.
  std::optional<ServeAnswer> LookOrFail(std::string_view body, const ChooseText& choose, JsonVerdict* verdict) const;

  ServeParts parts_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_SERVE_ENDPOINTS_H_
