#include "cli/signals.h"

#include <poll.h>

#include <cerrno>
#include <csignal>

namespace weir {
namespace {

// Lock-free atomics are safe in a signal handler.
std::atomic<bool> stop{false};
std::atomic<int> stop_signal{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void OnSignal(int number) {
  int none = 0;
  stop_signal.compare_exchange_strong(none, number);
  stop.store(true);
}

}  // namespace

void InstallSignalHandlers() {
  struct sigaction action = {};
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);
  sigaction(SIGXFSZ, &action, nullptr);  // a file over the limit of its size: likewise
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESETHAND;  // the second one takes its usual course
  for (int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction old = {};
    if (sigaction(number, nullptr, &old) == 0 && old.sa_handler == SIG_IGN) continue;
    sigaction(number, &action, nullptr);
  }
}

const std::atomic<bool>* StopFlag() { return &stop; }
int StopSignal() { return stop_signal.load(); }

bool WaitToRead(int fd) {
  sigset_t ours, before;
  sigemptyset(&ours);
  for (int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ours, number);
  pthread_sigmask(SIG_BLOCK, &ours, &before);
  // Blocked but while ppoll() waits: what came before is delivered there, and ends it.
  pollfd wait = {fd, POLLIN, 0};
  while (StopSignal() == 0 && ppoll(&wait, 1, nullptr, &before) < 0 && errno == EINTR) {
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return StopSignal() == 0;
}

}  // namespace weir
