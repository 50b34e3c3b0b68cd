#include "net/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <climits>
#include <mutex>
#include <utility>

#include "net/tls_start.h"
#include "rules/cat.h"

namespace weir {
namespace {

struct ContextDelete {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct SslDelete {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

// The oldest of OpenSSL's errors of this thread, and an empty queue.
std::string TakeError() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no reason given";
  const char* const reason = ERR_reason_error_string(code);
  return reason != nullptr ? std::string(reason) : Cat("error ", code);
}

bool IsAddress(const std::string& host) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1 || inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

void StartOpenssl() {
  static std::once_flag once;
  std::call_once(once, [] {
    AskProcessorForOpenssl();
    OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  });
}

}  // namespace

struct TlsSession::Impl {
  std::unique_ptr<SSL, SslDelete> ssl;
};
TlsSession::TlsSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsSession::~TlsSession() = default;

absl::StatusOr<size_t> TlsSession::Read(char* buffer, size_t size, short* events) {
  SSL* const ssl = impl_->ssl.get();
  ERR_clear_error();
  const int got = SSL_read(ssl, buffer, static_cast<int>(std::min<size_t>(size, INT_MAX)));
  *events = 0;
  if (got > 0) return static_cast<size_t>(got);
  switch (SSL_get_error(ssl, got)) {
    case SSL_ERROR_WANT_READ:
      *events = POLLIN;
      return 0;
    case SSL_ERROR_WANT_WRITE:
      *events = POLLOUT;
      return 0;
    case SSL_ERROR_ZERO_RETURN:
      return 0;
    default:
      // An end without close_notify could be a cut made by anyone on the way.
      return absl::UnavailableError(Cat("TLS reading broke off: ", TakeError()));
  }
}

absl::StatusOr<size_t> TlsSession::Write(std::string_view bytes, short* events) {
  SSL* const ssl = impl_->ssl.get();
  ERR_clear_error();
  const int put = SSL_write(ssl, bytes.data(), static_cast<int>(std::min<size_t>(bytes.size(), INT_MAX)));
  *events = 0;
  if (put > 0) return static_cast<size_t>(put);
  switch (SSL_get_error(ssl, put)) {
    case SSL_ERROR_WANT_READ:
      *events = POLLIN;
      return 0;
    case SSL_ERROR_WANT_WRITE:
      *events = POLLOUT;
      return 0;
    default:
      return absl::UnavailableError(Cat("TLS writing broke off: ", TakeError()));
  }
}

bool TlsSession::HasPending() const { return SSL_pending(impl_->ssl.get()) > 0; }

void TlsSession::SayGoodbye() {
  ERR_clear_error();
  // A peer that has gone cannot be told.
  static_cast<void>(SSL_shutdown(impl_->ssl.get()));
  ERR_clear_error();
}

struct TlsClient::Impl {
  std::unique_ptr<SSL_CTX, ContextDelete> context;
};
TlsClient::TlsClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsClient::~TlsClient() = default;

absl::StatusOr<std::unique_ptr<TlsClient>> TlsClient::Create(const TlsOptions& options) {
  StartOpenssl();
  ERR_clear_error();
  auto impl = std::make_unique<Impl>();
  impl->context.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* const context = impl->context.get();
  if (context == nullptr) return absl::InternalError(Cat("cannot set up TLS: ", TakeError()));
  static constexpr unsigned char kAlpn[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_alpn_protos(context, kAlpn, sizeof kAlpn) != 0 ||
      SSL_CTX_set_default_verify_paths(context) != 1) {
    return absl::InternalError(Cat("cannot set up TLS: ", TakeError()));
  }
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (!options.ca_file.empty() &&
      SSL_CTX_load_verify_file(context, options.ca_file.c_str()) != 1) {
    return absl::FailedPreconditionError(
        Cat("cannot read certificates of authorities from the file: ", TakeError()));
  }
  return std::unique_ptr<TlsClient>(new TlsClient(std::move(impl)));
}

absl::StatusOr<std::unique_ptr<TlsSession>> TlsClient::Handshake(int fd, const std::string& host,
                                                                 NetDeadline deadline) const {
  ERR_clear_error();
  auto impl = std::make_unique<TlsSession::Impl>();
  impl->ssl.reset(SSL_new(impl_->context.get()));
  SSL* const ssl = impl->ssl.get();
  if (ssl == nullptr || SSL_set_fd(ssl, fd) != 1) {
    return absl::InternalError(Cat("cannot begin TLS: ", TakeError()));
  }
  if (IsAddress(host)) {
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) != 1) {
      return absl::InternalError(Cat("cannot begin TLS: ", TakeError()));
    }
  } else {
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // SSL_set_tlsext_host_name, whose macro holds a cast.
    if (SSL_set1_host(ssl, host.c_str()) != 1 ||
        SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str())) !=
            1) {
      return absl::InternalError(Cat("cannot begin TLS: ", TakeError()));
    }
  }
  for (;;) {
    ERR_clear_error();
    const int done = SSL_connect(ssl);
    if (done == 1) break;
    short events = 0;
    switch (SSL_get_error(ssl, done)) {
      case SSL_ERROR_WANT_READ:
        events = POLLIN;
        break;
      case SSL_ERROR_WANT_WRITE:
        events = POLLOUT;
        break;
      default: {
        const long verdict = SSL_get_verify_result(ssl);
        if (verdict != X509_V_OK) {
          ERR_clear_error();
          return absl::UnauthenticatedError(
              Cat("the certificate is not accepted: ", X509_verify_cert_error_string(verdict)));
        }
        return absl::UnavailableError(Cat("the TLS handshake failed: ", TakeError()));
      }
    }
    absl::Status ready = WaitFor(fd, events, deadline);
    if (!ready.ok()) return ready;
  }
  return std::unique_ptr<TlsSession>(new TlsSession(std::move(impl)));
}

}  // namespace weir
