#include "net/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "rules/cat.h"

namespace weir {
namespace {

absl::StatusOr<Socket> NewSocket(int family) {
  Socket socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.ok()) return SocketError(errno, "cannot make a socket");
  if (family != AF_UNIX) {
    // Small writes are whole events: waiting to join them would only delay.
    const int on = 1;
    if (setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
      return SocketError(errno, "cannot set TCP_NODELAY");
    }
  }
  return socket;
}

absl::StatusOr<sockaddr_un> UnixAddress(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return absl::InvalidArgumentError(Cat("a socket's path has 1 to ", sizeof address.sun_path - 1, " bytes"));
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

// sockaddr_storage and its kin may alias by POSIX.
const sockaddr* Generic(const void* address) { return static_cast<const sockaddr*>(address); }

absl::StatusOr<Socket> Connect(int family, const void* address, socklen_t size, NetDeadline deadline) {
  absl::StatusOr<Socket> socket = NewSocket(family);
  if (!socket.ok()) return socket;
  if (connect(socket->get(), Generic(address), size) == 0) return socket;
  if (errno != EINPROGRESS && errno != EINTR && errno != EAGAIN) return SocketError(errno, "cannot connect");
  absl::Status ready = WaitFor(socket->get(), POLLOUT, deadline);
  if (!ready.ok()) return ready;
  int error = 0;
  socklen_t error_size = sizeof error;
  if (getsockopt(socket->get(), SOL_SOCKET, SO_ERROR, &error, &error_size) != 0) error = errno;
  if (error != 0) return SocketError(error, "cannot connect");
  return socket;
}

}  // namespace

absl::Status SocketError(int error, const std::string& doing) {
  const std::string message = Cat(doing, ": ", std::strerror(error));
  switch (error) {
    case ECONNREFUSED:
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case ENOENT:
    case ETIMEDOUT:
      return absl::UnavailableError(message);
    case EADDRINUSE:
    case EADDRNOTAVAIL:
    case EACCES:
      return absl::FailedPreconditionError(message);
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return absl::ResourceExhaustedError(message);
    default:
      return absl::InternalError(message);
  }
}

int MillisecondsUntil(NetDeadline deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - NetClock::now()).count() + 1;
  return static_cast<int>(std::clamp<int64_t>(left, 0, 1 << 30));
}

absl::Status WaitFor(int fd, short events, NetDeadline deadline) {
  for (;;) {
    pollfd entry = {.fd = fd, .events = events, .revents = 0};
    const int count = poll(&entry, 1, MillisecondsUntil(deadline));
    if (count > 0) return absl::OkStatus();
    if (count < 0 && errno != EINTR) return SocketError(errno, "cannot wait for a socket");
    if (NetClock::now() >= deadline) return absl::DeadlineExceededError("the time is over");
  }
}

absl::StatusOr<SocketAddress> LiteralAddress(const std::string& host, uint16_t port) {
  SocketAddress address;
  sockaddr_in v4 = {};
  sockaddr_in6 v6 = {};
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&address.storage, &v4, sizeof v4);
    address.size = sizeof v4;
    return address;
  }
  if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&address.storage, &v6, sizeof v6);
    address.size = sizeof v6;
    return address;
  }
  return absl::InvalidArgumentError("no address of IPv4 or IPv6");
}

bool IsLoopback(const SocketAddress& address) {
  if (address.storage.ss_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address.storage, sizeof v4);
    return (ntohl(v4.sin_addr.s_addr) >> 24) == 127;
  }
  if (address.storage.ss_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address.storage, sizeof v6);
    return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
  }
  return address.storage.ss_family == AF_UNIX;
}

absl::StatusOr<Socket> ListenTcp(const std::string& host, uint16_t port, int backlog) {
  absl::StatusOr<SocketAddress> address = LiteralAddress(host, port);
  if (!address.ok()) {
    return absl::InvalidArgumentError("a listener needs a literal address, such as 127.0.0.1 or ::1");
  }
  absl::StatusOr<Socket> socket = NewSocket(address->storage.ss_family);
  if (!socket.ok()) return socket;
  const int on = 1;
  if (setsockopt(socket->get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0) {
    return SocketError(errno, "cannot set SO_REUSEADDR");
  }
  if (bind(socket->get(), Generic(&address->storage), address->size) != 0 ||
      listen(socket->get(), backlog) != 0) {
    return SocketError(errno, Cat("cannot listen on ", host, " port ", port));
  }
  return socket;
}

absl::StatusOr<Socket> ListenUnix(const std::string& path, int backlog) {
  absl::StatusOr<sockaddr_un> address = UnixAddress(path);
  if (!address.ok()) return address.status();
  absl::StatusOr<Socket> socket = NewSocket(AF_UNIX);
  if (!socket.ok()) return socket;
  struct stat info;
  if (lstat(path.c_str(), &info) == 0) {
    if (!S_ISSOCK(info.st_mode)) {
      return absl::FailedPreconditionError("something that is no socket lies at the socket's path");
    }
    if (ConnectUnix(path, In(std::chrono::seconds(1))).ok()) {
      return absl::FailedPreconditionError("another process listens on the socket");
    }
    if (unlink(path.c_str()) != 0) return SocketError(errno, "cannot remove the old socket");
  }
  // The file must never be there with wider permissions; only the thread that starts the program listens.
  const mode_t mask = umask(0177);
  const bool bound = bind(socket->get(), Generic(&*address), sizeof *address) == 0;
  const int error = errno;
  umask(mask);
  if (!bound) return SocketError(error, "cannot make the socket");
  if (listen(socket->get(), backlog) != 0) return SocketError(errno, "cannot listen on the socket");
  return socket;
}

void UnlinkUnix(const std::string& path) {
  // A file that stays is replaced at the next start.
  if (unlink(path.c_str()) != 0) return;
}

absl::StatusOr<uint16_t> LocalPort(const Socket& socket) {
  SocketAddress address;
  address.size = sizeof address.storage;
  void* const raw = &address.storage;
  if (getsockname(socket.get(), static_cast<sockaddr*>(raw), &address.size) != 0) {
    return SocketError(errno, "cannot ask for the port");
  }
  if (address.storage.ss_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address.storage, sizeof v4);
    return ntohs(v4.sin_port);
  }
  if (address.storage.ss_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address.storage, sizeof v6);
    return ntohs(v6.sin6_port);
  }
  return 0;
}

absl::StatusOr<Socket> Accept(const Socket& listener, NetDeadline deadline) {
  for (;;) {
    absl::Status ready = WaitFor(listener.get(), POLLIN, deadline);
    if (!ready.ok()) return ready;
    Socket socket(accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.ok()) {
      const int on = 1;
      // Fails for Unix sockets, which need none.
      static_cast<void>(setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
      return socket;
    }
    // A connection that was gone again before it was taken.
    if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
    return SocketError(errno, "cannot accept a connection");
  }
}

absl::StatusOr<Socket> ConnectTo(const SocketAddress& address, NetDeadline deadline) {
  return Connect(address.storage.ss_family, &address.storage, address.size, deadline);
}

absl::StatusOr<Socket> ConnectUnix(const std::string& path, NetDeadline deadline) {
  absl::StatusOr<sockaddr_un> address = UnixAddress(path);
  if (!address.ok()) return address.status();
  return Connect(AF_UNIX, &*address, sizeof *address, deadline);
}

}  // namespace weir
