// HttpService: ServeEndpoints behind net's HTTP server: tokens, decoding, bounds, counting.
//
//   HttpService service(&endpoints, {.token = token, .max_body = 64 << 20});
//   server->Run([&](HttpExchange& exchange) { service.Handle(exchange); }, StopFlag());
//
// A request without the token gets 401 before its body is read; /healthz needs none. Compressed
// bodies are decoded up to the same bound, or refused (415). Tokens are compared in constant time.
// Threads: Handle() from any. Ownership: borrows the endpoints.
#ifndef WEIR_ADAPTER_SERVE_HTTP_SERVICE_H_
#define WEIR_ADAPTER_SERVE_HTTP_SERVICE_H_

#include <cstdint>
#include <string>

#include "adapter/serve/endpoints.h"
#include "net/http_server.h"

namespace weir {

inline constexpr uint64_t kDefaultMaxBody = uint64_t{64} << 20;

struct HttpServiceOptions {
  std::string token;  // "" = none is asked for
  uint64_t max_body = kDefaultMaxBody;
};

class HttpService {
 public:
  HttpService(const ServeEndpoints* endpoints, HttpServiceOptions options)
      : endpoints_(endpoints), options_(std::move(options)) {}

  void Handle(HttpExchange& exchange) const;

 private:
  ServeAnswer AnswerTo(HttpExchange& exchange, uint64_t* bytes) const;
  bool Allowed(const HttpHeaders& headers) const;

  const ServeEndpoints* const endpoints_;
  const HttpServiceOptions options_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_SERVE_HTTP_SERVICE_H_
