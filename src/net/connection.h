// Connection: one byte stream to a peer, plain or in TLS, with deadlines.
//
//   Connection client(std::move(socket));
//   StatusOr<size_t> n = client.Read(buffer, sizeof buffer, deadline);      // 0: the peer has ended its side
//   Status status = client.Write(bytes, deadline);                          // all of them
//
// While one connection is waited on, another may be watched: a proxy that waits for its upstream learns at once
// that its client has gone (Cancelled).
//
//   PeerWatch watch{.fd = client.fd(), .on_half_close = [&] { send something harmless }};
//   upstream.Read(buffer, size, deadline, &watch);
//
// A peer that only ends its sending side may still be reading; TCP cannot tell it from one that has gone until
// something is sent to it. So on_half_close is asked once, and the connection counts as gone when an error
// comes back.
// Failure: DeadlineExceeded, Unavailable (reset, or TLS broke off), Cancelled (the watched peer has gone).
// Threads: one at a time; Abort() from any. Ownership: owns its socket and TLS state.
#ifndef WEIR_NET_CONNECTION_H_
#define WEIR_NET_CONNECTION_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "net/socket.h"

namespace weir {

struct PeerWatch {
  int fd = -1;
  std::function<void()> on_half_close;
  bool half_closed = false;
};

class TlsSession;

class Connection {
 public:
  explicit Connection(Socket socket);
  Connection(Socket socket, std::unique_ptr<TlsSession> tls);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  absl::StatusOr<size_t> Read(char* buffer, size_t size, NetDeadline deadline, PeerWatch* watch = nullptr);
  // The deadline is for the progress of each piece that the socket takes, `patience` again each time.
  absl::Status Write(std::string_view bytes, std::chrono::milliseconds patience, PeerWatch* watch = nullptr);

  // Is there anything to read (or an end) right now? For connections that were kept.
  bool HasInput() const;
  // Ends the sending side; reading goes on.
  void EndWriting();
  // Ends both sides at once; a thread that waits here comes back.
  void Abort();
  int fd() const { return socket_.get(); }

 private:
  absl::Status Wait(short events, NetDeadline deadline, PeerWatch* watch);

  Socket socket_;
  std::unique_ptr<TlsSession> tls_;
};

}  // namespace weir

#endif  // WEIR_NET_CONNECTION_H_
