// HttpServer: HTTP/1.1 over TCP or a Unix socket, one thread a connection, and back-pressure by waiting.
//
//   StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Listen({.address = "127.0.0.1:8788"});
//   Status status = (*server)->Run([](HttpExchange& exchange) {
//     StatusOr<std::string> body = exchange.ReadBody(64 << 20);
//     if (!body.ok()) return exchange.Refuse(body.status());
//     exchange.Respond(200, {{"content-type", "text/plain"}}, "hello\n");
//   }, StopFlag());                                                  // until the flag is set
//
// A stream:  exchange.Begin(200, fields);  exchange.Write(piece);  ...  exchange.End();
// Write() returns when the client's socket has taken the bytes, so whoever produces is slowed to the client's pace and
// nothing piles up. Its error (the client is gone, or too slow) is the producer's to obey.
//
// Kept by the server: keep-alive and pipelining (answers in order), Expect: 100-continue, HEAD, HTTP/1.0, limits of
// heads (431) and counts, time-outs of slow clients (408), answers to what is no HTTP (400, 501), a lingering close
// so that an answer to a half-read request arrives. A handler that answers nothing gives 500. A request body
// that the handler did not read is read off, up to kMaxDrain, else the connection closes.
// Over max_connections a new one gets 503. On stop: no new requests, `grace` for those under way, then they are cut.
// Threads: the handler runs on many threads at once. Ownership: an exchange lives as long as the handler's call.
// Failure: Listen() and Run() say why they cannot go on; the trouble of one connection ends that connection.
#ifndef WEIR_NET_HTTP_SERVER_H_
#define WEIR_NET_HTTP_SERVER_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "net/connection.h"
#include "net/http_message.h"
#include "net/http_parser.h"

namespace weir {

struct HttpServerOptions {
  // "127.0.0.1:8788", "[::1]:0", or "unix:/path/to/socket". A literal address; port 0: the system chooses.
  std::string address = "127.0.0.1:0";
  bool allow_remote = false;  // else an address that is not loopback is refused
  size_t max_connections = 1024;
  uint32_t max_head = kMaxHttpHead;
  std::chrono::milliseconds head_time{15'000};    // from a request's first byte to the end of its head
  std::chrono::milliseconds idle_time{75'000};    // between requests
  std::chrono::milliseconds body_pause{30'000};   // without a byte of the body
  std::chrono::milliseconds body_time{600'000};   // for all of the body
  std::chrono::milliseconds write_pause{60'000};  // while the client takes nothing
  std::chrono::milliseconds grace{10'000};
};

class HttpExchange {
 public:
  virtual ~HttpExchange() = default;

  virtual const HttpHead& request() const = 0;
  // The number of this connection in this run, and of this request in it: for logs.
  virtual uint64_t connection_id() const = 0;
  virtual uint64_t request_number() const = 0;

  // The whole body. ResourceExhausted beyond `max`; DeadlineExceeded; Unavailable; InvalidArgument.
  virtual absl::StatusOr<std::string> ReadBody(uint64_t max) = 0;
  // The next piece is appended to *piece; false at the end. For bodies that are passed on as they come.
  virtual absl::StatusOr<bool> ReadSome(std::string* piece) = 0;

  // A whole answer. Content-Length is set here.
  virtual absl::Status Respond(int status, HttpHeaders headers, std::string_view body) = 0;
  absl::Status Respond(int status, std::initializer_list<HttpField> fields, std::string_view body);
  // A status of ReadBody() as an answer of plain text: 413, 408, 400.
  absl::Status Refuse(const absl::Status& status);
  static int StatusFor(const absl::Status& status);

  // A streamed answer: chunked, or to the end of the connection for HTTP/1.0. A Content-Length in `headers` is kept
  // and no chunks are written then.
  virtual absl::Status Begin(int status, HttpHeaders headers) = 0;
  virtual absl::Status Write(std::string_view bytes) = 0;
  virtual absl::Status End() = 0;
  // The answer cannot be completed: the connection is cut, so that the client does not take it for whole.
  virtual void Cut() = 0;

  // For PeerWatch of an upstream: tells whether this client is still there.
  virtual PeerWatch Watch() = 0;
  virtual bool begun() const = 0;

  // After the answer the connection is closed.
  virtual void CloseAfter() = 0;
  // The connection itself, for protocols that leave HTTP. The server does nothing more with it.
  virtual Connection* TakeOver() = 0;
};

using HttpHandler = std::function<void(HttpExchange&)>;

class HttpServer {
 public:
  static absl::StatusOr<std::unique_ptr<HttpServer>> Listen(HttpServerOptions options);
  virtual ~HttpServer() = default;
  // "127.0.0.1:41234" or "unix:/path", with the port that was chosen.
  virtual const std::string& address() const = 0;
  // Returns when *stop is set and all connections have ended.
  virtual absl::Status Run(const HttpHandler& handler, const std::atomic<bool>* stop) = 0;
  virtual size_t connections() const = 0;
};

}  // namespace weir

#endif  // WEIR_NET_HTTP_SERVER_H_
