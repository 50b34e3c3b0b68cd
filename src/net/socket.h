// Sockets: listening, connecting and waiting, always with a deadline.
//
//   StatusOr<Socket> listener = ListenTcp("127.0.0.1", 8788);      // port 0: the system chooses, LocalPort() says
//   StatusOr<Socket> client = Accept(*listener, deadline);
//   Status status = WaitFor(client->get(), POLLIN, deadline);
//
// All sockets are non-blocking and close-on-exec; whoever waits says until when.
// A Unix socket is made with permissions 0600. A socket file that nobody listens on is replaced; anything else
// that lies there is left alone and is an error. The file goes when the listener does (UnlinkUnix).
// Failure: DeadlineExceeded; Unavailable (the peer refused, reset or closed); InvalidArgument; Internal.
// Threads: a Socket is a plain value. Ownership: it closes its descriptor.
#ifndef WEIR_NET_SOCKET_H_
#define WEIR_NET_SOCKET_H_

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "os/unique_fd.h"

namespace weir {

using NetClock = std::chrono::steady_clock;
using NetDeadline = NetClock::time_point;
inline NetDeadline In(std::chrono::milliseconds time) { return NetClock::now() + time; }

// Closing one loses what the peer has not acknowledged; no caller could do more about it.
using Socket = UniqueFd;

struct SocketAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;
};

// "127.0.0.1", "::1" or any other literal address.
absl::StatusOr<SocketAddress> LiteralAddress(const std::string& host, uint16_t port);
bool IsLoopback(const SocketAddress& address);

absl::StatusOr<Socket> ListenTcp(const std::string& host, uint16_t port, int backlog = 512);
absl::StatusOr<Socket> ListenUnix(const std::string& path, int backlog = 512);
// Removes the file of a listener of ours.
void UnlinkUnix(const std::string& path);
absl::StatusOr<uint16_t> LocalPort(const Socket& socket);

// The next connection. DeadlineExceeded if none comes.
absl::StatusOr<Socket> Accept(const Socket& listener, NetDeadline deadline);
absl::StatusOr<Socket> ConnectTo(const SocketAddress& address, NetDeadline deadline);
absl::StatusOr<Socket> ConnectUnix(const std::string& path, NetDeadline deadline);

// Until one of the events (POLLIN, POLLOUT) or an error or hang-up is there, which reading or writing then tells.
absl::Status WaitFor(int fd, short events, NetDeadline deadline);
// For poll(): rounded up, never negative.
int MillisecondsUntil(NetDeadline deadline);
// "Connection refused" and the like, as a status of the right kind.
absl::Status SocketError(int error, const std::string& doing);

}  // namespace weir

#endif  // WEIR_NET_SOCKET_H_
