// Names to addresses, without NSS (a static program has none): /etc/hosts, then DNS as /etc/resolv.conf says.
//
//   StatusOr<std::vector<SocketAddress>> addresses = Resolve("api.example.com", 443, deadline);
//
// Literal addresses are answered at once. In the order of preference (RFC 6724), never empty.
// Failure: NotFound (no such name), DeadlineExceeded, Unavailable (no server answers).
// Threads: safe; each call has its own channel. Cost: a query; callers keep connections instead of names.
#ifndef WEIR_NET_RESOLVER_H_
#define WEIR_NET_RESOLVER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "net/socket.h"

namespace weir {

absl::StatusOr<std::vector<SocketAddress>> Resolve(const std::string& host, uint16_t port, NetDeadline deadline);

}  // namespace weir

#endif  // WEIR_NET_RESOLVER_H_
