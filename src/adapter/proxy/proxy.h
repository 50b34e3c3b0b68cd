// Proxy: a model API's client on one side, its server on the other, and no secret between them that the policy does
// not let through.
//
//   Proxy proxy(parts, std::move(routes), options);
//   server->Run([&](HttpExchange& exchange) { proxy.Handle(exchange); }, StopFlag());
//
// A request's body is taken as a whole, its codings undone, looked at (MessageGuard) and sent on; an answer
// likewise, or message by message if it streams (StreamRewriter; SSE, JSON lines, Gemini's array). What was not
// changed goes on byte for byte. Headers go on as they are, but for those of one connection; credentials in them
// are addressed to the upstream, are not looked at and not logged. Answers are asked for without a coding.
// WebSocket upgrades are refused (426), so that clients fall back to streams over HTTP.
// A client that goes away ends the request at the upstream; an upstream that breaks off is a broken answer for the
// client, never a shortened one that looks whole.
// If weir could not look: Policy::on_error. "block" refuses; "allow" lets requests and whole answers pass, told
// by `note`. A stream whose text could not be looked at ends in any case.
// Threads: Handle() from any number at once. Ownership: borrows what `parts` holds.
#ifndef WEIR_ADAPTER_PROXY_PROXY_H_
#define WEIR_ADAPTER_PROXY_PROXY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "adapter/proxy/channel.h"
#include "adapter/proxy/endpoint.h"
#include "adapter/proxy/routes.h"
#include "net/http_client.h"
#include "net/http_server.h"

namespace weir {

struct ProxyOptions {
  uint64_t max_body = uint64_t{64} << 20;   // of a request or a whole answer, decoded
  size_t max_event = size_t{16} << 20;      // of one message of a stream
  HttpClientOptions client;
  // One line a time for the operator: what was masked, refused, or could not be looked at. Printable, no values.
  std::function<void(std::string_view)> note;
};

class Proxy {
 public:
  Proxy(const ChannelParts& parts, Routes routes, ProxyOptions options);
  ~Proxy();

  // Reads certificates now.
  absl::Status Prepare() { return client_.Prepare(); }
  void Handle(HttpExchange& exchange);

 private:
  class Transaction;
  const ChannelParts parts_;
  const Routes routes_;
  const ProxyOptions options_;
  HttpClient client_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_PROXY_PROXY_H_
