// HttpClient: requests to servers, over connections that are kept and used again.
//
//   HttpClient client({.ca_file = "", ...});
//   StatusOr<HttpUrl> url = ParseHttpUrl("https://api.example.com/v1");
//   StatusOr<std::unique_ptr<HttpCall>> call = client.Send(*url, head, body, &watch);   // its head has come
//   while (true) { piece.clear(); StatusOr<bool> more = (*call)->ReadSome(&piece, &watch); ... }
//
// The head is written as it is given, with Host and Content-Length set here. A connection that was kept is
// looked at before it is used; if it breaks before the request was taken, the request goes out on another one,
// once. Interim answers (1xx) are dropped. Redirects are the caller's.
// A call that is let go before its end closes its connection, so that the server stops its work.
// Failure: NotFound (no such host), Unavailable (refused, reset, broke off), DeadlineExceeded,
// Unauthenticated (TLS), Cancelled (the watched client has gone), InvalidArgument (the answer is no HTTP).
// Threads: HttpClient is shared; a call belongs to one thread. Ownership: a call must not outlive its client.
#ifndef WEIR_NET_HTTP_CLIENT_H_
#define WEIR_NET_HTTP_CLIENT_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "net/connection.h"
#include "net/http_message.h"

namespace weir {

struct HttpUrl {
  bool tls = false;
  std::string host;       // without brackets
  uint16_t port = 0;
  std::string unix_path;  // http+unix:/path/to/socket
  std::string path;       // "" or "/v1": no slash at its end
  std::string Authority() const;  // for Host: "api.example.com", "[::1]:8080"
};
// http://, https://, or http+unix:PATH. No user, no query, no fragment.
absl::StatusOr<HttpUrl> ParseHttpUrl(std::string_view text);

struct HttpClientOptions {
  std::string ca_file;
  std::chrono::milliseconds connect_time{10'000};   // name, connection and TLS
  std::chrono::milliseconds write_pause{60'000};
  std::chrono::milliseconds answer_time{600'000};   // until the answer's head
  std::chrono::milliseconds body_pause{300'000};    // between bytes of its body
  std::chrono::milliseconds keep_time{30'000};      // of an idle connection
  size_t max_idle = 64;                             // connections kept for one server
};

class HttpCall {
 public:
  virtual ~HttpCall() = default;
  virtual HttpHead& head() = 0;
  // The next piece is appended; false at the end of the body. Unavailable where it broke off.
  virtual absl::StatusOr<bool> ReadSome(std::string* piece, PeerWatch* watch) = 0;
  // All of it. ResourceExhausted beyond `max`.
  absl::StatusOr<std::string> ReadAll(uint64_t max, PeerWatch* watch);
};

class HttpClient {
 public:
  explicit HttpClient(HttpClientOptions options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Reads the certificates now, so that a bad ca_file is told at the start. Else they are read at first use.
  absl::Status Prepare();
  absl::StatusOr<std::unique_ptr<HttpCall>> Send(const HttpUrl& url, HttpHead request, std::string_view body,
                                                 PeerWatch* watch);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weir

#endif  // WEIR_NET_HTTP_CLIENT_H_
