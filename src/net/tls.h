// TLS to a server: the certificate is checked against its name and the system's authorities, always.
//
//   StatusOr<unique_ptr<TlsClient>> tls = TlsClient::Create({.ca_file = ""});        // one a process
//   StatusOr<unique_ptr<TlsSession>> session = (*tls)->Handshake(socket.get(), "api.example.com", deadline);
//
// ca_file: a PEM bundle that counts besides the system's (of a company's own authority). The system's is that of
// SSL_CERT_FILE and SSL_CERT_DIR, or /etc/ssl/certs. TLS 1.2 and newer; ALPN says http/1.1; no renegotiation.
// OpenSSL reads no configuration file here, and nothing of it runs before the first Create() (tls_start.h).
// Failure: Unavailable (broke off), DeadlineExceeded, Unauthenticated (what is wrong with the certificate),
// FailedPrecondition (a bundle that cannot be read).
// Threads: TlsClient is const and shared; a session belongs to one thread. Ownership: the socket is borrowed.
#ifndef WEIR_NET_TLS_H_
#define WEIR_NET_TLS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "net/socket.h"

namespace weir {

class TlsSession {
 public:
  ~TlsSession();
  // 0 with *events == 0: the peer has ended. 0 with *events: wait for these, then again.
  absl::StatusOr<size_t> Read(char* buffer, size_t size, short* events);
  absl::StatusOr<size_t> Write(std::string_view bytes, short* events);
  bool HasPending() const;
  void SayGoodbye();

 private:
  friend class TlsClient;
  struct Impl;
  explicit TlsSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct TlsOptions {
  std::string ca_file;
};

class TlsClient {
 public:
  static absl::StatusOr<std::unique_ptr<TlsClient>> Create(const TlsOptions& options);
  ~TlsClient();
  absl::StatusOr<std::unique_ptr<TlsSession>> Handshake(int fd, const std::string& host,
                                                        NetDeadline deadline) const;

 private:
  struct Impl;
  explicit TlsClient(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace weir

#endif  // WEIR_NET_TLS_H_
