#include "net/connection.h"

#include <algorithm>
#include <cerrno>

#include "net/tls.h"

namespace weir {

Connection::Connection(Socket socket) : socket_(std::move(socket)) {}
Connection::Connection(Socket socket, std::unique_ptr<TlsSession> tls)
    : socket_(std::move(socket)), tls_(std::move(tls)) {}
Connection::~Connection() = default;

absl::Status Connection::Wait(short events, NetDeadline deadline, PeerWatch* watch) {
  for (;;) {
    pollfd entries[2] = {{.fd = fd(), .events = events, .revents = 0}, {.fd = -1, .events = 0, .revents = 0}};
    if (watch != nullptr) {
      entries[1].fd = watch->fd;
      entries[1].events = watch->half_closed ? short{0} : short{POLLRDHUP};
    }
    const int count = poll(entries, watch != nullptr ? 2 : 1, MillisecondsUntil(deadline));
    if (count < 0 && errno != EINTR) return SocketError(errno, "cannot wait for a socket");
    if (count > 0 && entries[1].revents != 0) {
      if ((entries[1].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) {
        return absl::CancelledError("the other side has gone");
      }
      watch->half_closed = true;
      if (watch->on_half_close) watch->on_half_close();
    }
    if (count > 0 && entries[0].revents != 0) return absl::OkStatus();
    if (NetClock::now() >= deadline) return absl::DeadlineExceededError("the time is over");
  }
}

absl::StatusOr<size_t> Connection::Read(char* buffer, size_t size, NetDeadline deadline, PeerWatch* watch) {
  for (;;) {
    short events = POLLIN;
    if (tls_ != nullptr) {
      absl::StatusOr<size_t> got = tls_->Read(buffer, size, &events);
      if (!got.ok() || *got > 0 || events == 0) return got;
    } else {
      const ssize_t got = recv(fd(), buffer, size, 0);
      if (got >= 0) return static_cast<size_t>(got);
      if (errno == EINTR) continue;
      if (errno != EAGAIN && errno != EWOULDBLOCK) return SocketError(errno, "reading broke off");
    }
    absl::Status ready = Wait(events, deadline, watch);
    if (!ready.ok()) return ready;
  }
}

absl::Status Connection::Write(std::string_view bytes, std::chrono::milliseconds patience, PeerWatch* watch) {
  while (!bytes.empty()) {
    short events = POLLOUT;
    size_t taken = 0;
    if (tls_ != nullptr) {
      absl::StatusOr<size_t> put = tls_->Write(bytes, &events);
      if (!put.ok()) return put.status();
      taken = *put;
    } else {
      const ssize_t put = send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return SocketError(errno, "writing broke off");
      taken = static_cast<size_t>(std::max<ssize_t>(put, 0));
    }
    bytes.remove_prefix(taken);
    if (taken > 0) continue;
    absl::Status ready = Wait(events, In(patience), watch);
    if (!ready.ok()) return ready;
  }
  return absl::OkStatus();
}

bool Connection::HasInput() const {
  if (tls_ != nullptr && tls_->HasPending()) return true;
  pollfd entry = {.fd = fd(), .events = POLLIN | POLLRDHUP, .revents = 0};
  return poll(&entry, 1, 0) != 0;
}

// Both fail where the peer has gone, which is what they are for.
void Connection::EndWriting() {
  if (tls_ != nullptr) tls_->SayGoodbye();
  static_cast<void>(shutdown(fd(), SHUT_WR));
}
void Connection::Abort() { static_cast<void>(shutdown(fd(), SHUT_RDWR)); }

}  // namespace weir
