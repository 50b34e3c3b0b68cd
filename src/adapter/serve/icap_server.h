// IcapServer: ICAP (RFC 3507) for proxies such as squid: requests and answers they carry are looked
// at and masked.
//
//   auto server = IcapServer::Listen({.address = "127.0.0.1:1344"}, parts);
//   Status status = (*server)->Run(StopFlag());                      // until the flag is set
//
// Services: reqmod (REQMOD), respmod (RESPMOD). A clean body is answered with 204 where the client
// allows it, else with the message as it came. A masked one comes back with its length set,
// decoded, and without the fields that were about the old bytes (Content-Encoding, Content-MD5,
// Digest, ETag). A refused one is answered with an HTTP 403 whose JSON has the shape that model
// SDKs expect; one that could not be looked at with 403 as well, or it passes, as Policy::on_error
// says. Previews are read on; with a Content-Length over the bound the answer comes before the
// body. Not looked at: first lines and fields. Bodies are held until they are whole; for answers
// that stream use weir proxy. Threads: one a connection, at most max_connections (more get 503).
// Failure: Listen() and Run() say why they cannot go on; the trouble of one connection ends that
// connection, with the status the RFC has for it.
#ifndef WEIR_ADAPTER_SERVE_ICAP_SERVER_H_
#define WEIR_ADAPTER_SERVE_ICAP_SERVER_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapter/serve/metrics.h"
#include "guard/text_guard.h"

namespace weir {

struct IcapOptions {
  std::string address = "127.0.0.1:1344";  // a literal address; port 0: the system chooses
  bool allow_remote = false;               // else an address that is not loopback is refused
  uint64_t max_body = uint64_t{64} << 20;  // as it comes, and decoded
  size_t max_connections = 256;
  std::chrono::milliseconds head_time{15'000};
  std::chrono::milliseconds idle_time{300'000};  // proxies keep their connections
  std::chrono::milliseconds body_pause{30'000};
  std::chrono::milliseconds write_pause{60'000};
};

class IcapServer {
 public:
  static absl::StatusOr<std::unique_ptr<IcapServer>> Listen(IcapOptions options, GuardParts guard,
                                                            ServeMetrics* metrics);
  virtual ~IcapServer() = default;
  virtual const std::string& address() const = 0;  // with the port that was chosen
  virtual absl::Status Run(const std::atomic<bool>* stop) = 0;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_SERVE_ICAP_SERVER_H_
