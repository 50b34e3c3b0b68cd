#include "net/resolver.h"

#include <ares.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "rules/cat.h"

namespace weir {
namespace {

struct Answer {
  bool done = false;
  int status = ARES_SUCCESS;
  uint16_t port = 0;
  std::vector<SocketAddress> addresses;
};

void TakeAnswer(void* argument, int status, int /*timeouts*/, ares_addrinfo* result) {
  Answer* const answer = static_cast<Answer*>(argument);
  answer->done = true;
  answer->status = status;
  for (const ares_addrinfo_node* node = result != nullptr ? result->nodes : nullptr; node != nullptr;
       node = node->ai_next) {
    SocketAddress address;
    if (node->ai_addrlen > sizeof address.storage) continue;
    std::memcpy(&address.storage, node->ai_addr, node->ai_addrlen);
    address.size = static_cast<socklen_t>(node->ai_addrlen);
    const uint16_t port = htons(answer->port);
    if (node->ai_family == AF_INET) {
      std::memcpy(reinterpret_cast<char*>(&address.storage) + offsetof(sockaddr_in, sin_port), &port, sizeof port);
    } else if (node->ai_family == AF_INET6) {
      std::memcpy(reinterpret_cast<char*>(&address.storage) + offsetof(sockaddr_in6, sin6_port), &port,
                  sizeof port);
    } else {
      continue;
    }
    answer->addresses.push_back(address);
  }
  if (result != nullptr) ares_freeaddrinfo(result);
}

}  // namespace

absl::StatusOr<std::vector<SocketAddress>> Resolve(const std::string& host, uint16_t port,
                                                   NetDeadline deadline) {
  if (absl::StatusOr<SocketAddress> literal = LiteralAddress(host, port); literal.ok()) {
    return std::vector<SocketAddress>{*literal};
  }
  static std::once_flag once;
  static int started = ARES_SUCCESS;
  std::call_once(once, [] { started = ares_library_init(ARES_LIB_INIT_ALL); });
  ares_channel channel = nullptr;
  if (started != ARES_SUCCESS || ares_init(&channel) != ARES_SUCCESS) {
    return absl::UnavailableError("cannot set up the look-up of names");
  }
  Answer answer;
  answer.port = port;
  ares_addrinfo_hints hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  ares_getaddrinfo(channel, host.c_str(), nullptr, &hints, TakeAnswer, &answer);
  while (!answer.done && NetClock::now() < deadline) {
    ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
    const int bits = ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
    pollfd entries[ARES_GETSOCK_MAXNUM];
    nfds_t count = 0;
    for (int i = 0; i < ARES_GETSOCK_MAXNUM; ++i) {
      const bool reads = ARES_GETSOCK_READABLE(bits, i) != 0, writes = ARES_GETSOCK_WRITABLE(bits, i) != 0;
      if (!reads && !writes) continue;
      const short events = static_cast<short>((reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
      entries[count++] = {.fd = sockets[i], .events = events, .revents = 0};
    }
    timeval most = {.tv_sec = 1, .tv_usec = 0}, wanted = {};
    const timeval* const wait = ares_timeout(channel, &most, &wanted);
    const int wait_ms = static_cast<int>(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1);
    const int ready = poll(entries, count, std::min(wait_ms, MillisecondsUntil(deadline)));
    if (ready <= 0) {
      ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
      continue;
    }
    for (nfds_t i = 0; i < count; ++i) {
      if (entries[i].revents == 0) continue;
      ares_process_fd(channel, (entries[i].revents & ~POLLOUT) != 0 ? entries[i].fd : ARES_SOCKET_BAD,
                      (entries[i].revents & POLLOUT) != 0 ? entries[i].fd : ARES_SOCKET_BAD);
    }
  }
  const bool in_time = answer.done;
  ares_destroy(channel);  // calls TakeAnswer if it was not called yet
  if (!in_time) return absl::DeadlineExceededError("the name was not resolved in time");
  if (!answer.addresses.empty()) return std::move(answer.addresses);
  const std::string why = Cat("the name is not resolved: ", ares_strerror(answer.status));
  if (answer.status == ARES_ENOTFOUND || answer.status == ARES_ENODATA || answer.status == ARES_SUCCESS ||
      answer.status == ARES_EBADNAME) {
    return absl::NotFoundError(why);
  }
  return absl::UnavailableError(why);
}

}  // namespace weir
