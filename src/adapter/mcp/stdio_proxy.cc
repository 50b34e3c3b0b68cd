#include "adapter/mcp/stdio_proxy.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "os/unique_fd.h"
#include "redact/json_context.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kReadBytes = size_t{256} << 10;
// After the server's end: what its children may still have to say.
constexpr std::chrono::milliseconds kAfterExit{500};
constexpr std::chrono::milliseconds kLookForExit{200};  // where the system has no pidfd

// Signals reach us only while we wait, so that none comes between the look at the flag and the
// wait.
class SignalsWhileWaiting {
 public:
  SignalsWhileWaiting() {
    sigset_t blocked;
    sigemptyset(&blocked);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&blocked, number);
    pthread_sigmask(SIG_BLOCK, &blocked, &before_);
  }
  ~SignalsWhileWaiting() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsWhileWaiting(const SignalsWhileWaiting&) = delete;
  SignalsWhileWaiting& operator=(const SignalsWhileWaiting&) = delete;
  const sigset_t* while_waiting() const { return &before_; }

 private:
  sigset_t before_;
};

void Poll(std::span<pollfd> entries, int timeout, const sigset_t* mask) {
  const timespec time = {.tv_sec = timeout / 1000, .tv_nsec = (timeout % 1000) * 1'000'000L};
  if (ppoll(entries.data(), entries.size(), timeout < 0 ? nullptr : &time, mask) < 0) {
    for (pollfd& entry : entries) entry.revents = 0;
  }
}

}  // namespace

StdioProxy::StdioProxy(ChildServer* child, MessageFilter* filter, StdioOptions options)
    : child_(child),
      filter_(filter),
      options_(options),
      from_client_(options.max_message),
      from_server_(options.max_message),
      to_client_(options.out),
      to_errors_(options.errors),
      to_server_(std::in_place, child->in()),
      buffer_(kReadBytes, '\0') {
  if (options_.server_stderr == ServerStderr::kRedact) {
    redactor_.emplace(*options_.scanner, options_.masker, nullptr);
  }
}

void StdioProxy::Note(std::string_view line) {
  if (to_errors_.pending() < kMaxPendingBytes)
    to_errors_.Write(Cat("weir: mcp: ", Printable(line), "\n"));
}

void StdioProxy::Take(Side from, const McpLine& line) {
  if (line.too_long) {
    filter_->LookTooLong(from, *line.envelope, &waiting_, &filtered_);
  } else {
    filter_->Look(from, line.text, &waiting_, &filtered_);
  }
  const bool from_client = from == Side::kClient;
  const auto send = [this](bool to_client, std::string_view bytes) {
    if (to_client) {
      to_client_.Write(bytes);
    } else if (to_server_) {
      to_server_->Write(bytes);
    }
  };
  if (filtered_.forward) {
    if (filtered_.changed) {
      filtered_.text += line.too_long ? std::string_view("\n") : line.end;
      send(!from_client, filtered_.text);
    } else {
      send(!from_client, line.whole);
    }
  }
  if (!filtered_.answer.empty()) {
    filtered_.answer += '\n';
    if (from_client) refusals_ += filtered_.answer.size();
    send(from_client, filtered_.answer);
  }
}

bool StdioProxy::Read(int fd, LineReader* reader, Side from) {
  const ssize_t n = read(fd, buffer_.data(), buffer_.size());
  if (n < 0) return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
  if (n == 0) return false;
  reader->Push(std::string_view(buffer_).substr(0, static_cast<size_t>(n)),
               [this, from](const McpLine& line) { Take(from, line); });
  return true;
}

void StdioProxy::ReadErrors() {
  const ssize_t n = read(child_->errors(), buffer_.data(), buffer_.size());
  if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) return;
  const std::string_view bytes =
      std::string_view(buffer_).substr(0, n > 0 ? static_cast<size_t>(n) : 0);
  if (options_.server_stderr == ServerStderr::kPass) to_errors_.Write(bytes);
  if (redactor_) {
    const ByteSink sink = [this](std::string_view masked) {
      to_errors_.Write(masked);
      return absl::OkStatus();
    };
    const absl::Status status = n > 0 ? redactor_->Push(bytes, sink) : redactor_->Finish(sink);
    if (!status.ok()) {
      Note(Cat("a part of the server's standard error is left out: ",
               std::string(status.message())));
      redactor_.emplace(*options_.scanner, options_.masker, nullptr);
    }
  }
  if (n <= 0) {
    server_errors_open_ = false;
    child_->CloseErrors();
  }
}

void StdioProxy::ClientClosed() {
  if (!client_open_) return;
  client_open_ = false;
  from_client_.Finish([this](const McpLine& line) { Take(Side::kClient, line); });
  closed_at_ = Clock::now();
}

void StdioProxy::ServerOutClosed() {
  if (!server_out_open_) return;
  server_out_open_ = false;
  child_->CloseOut();
  from_server_.Finish([this](const McpLine& line) { Take(Side::kServer, line); });
}

void StdioProxy::CloseServerInIfDone() {
  if (!to_server_) return;
  if (to_server_->broken()) {
    // The server reads no more, and the client shall see that as it would without us.
    to_server_.reset();
    child_->CloseIn();
    if (client_open_) {
      client_open_ = false;
      const UniqueFd nothing(open("/dev/null", O_RDONLY | O_CLOEXEC));
      if (nothing.ok()) (void)dup2(nothing.get(), options_.in);
    }
  } else if (!client_open_ && to_server_->pending() == 0) {
    to_server_.reset();
    child_->CloseIn();
  }
}

void StdioProxy::Terminate() {
  if (terminated_) return;
  terminated_ = true;
  client_open_ = false;
  to_server_.reset();
  child_->CloseIn();
  child_->Signal(SIGTERM);
  kill_at_ = Clock::now() + options_.kill_after;
}

int StdioProxy::Timeout() const {
  std::optional<Clock::time_point> due;
  const auto at = [&due](std::optional<Clock::time_point> time) {
    if (time.has_value() && (!due.has_value() || *time < *due)) due = time;
  };
  const Clock::time_point now = Clock::now();
  at(term_at_);
  at(kill_at_);
  if (exited_at_ && to_client_.pending() < kMaxPendingBytes) at(*exited_at_ + kAfterExit);
  if (!exited_at_ && child_->exit_fd() < 0) at(now + kLookForExit);
  if (!due.has_value()) return -1;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*due - now).count() + 1;
  return static_cast<int>(std::clamp<int64_t>(left, 0, 60'000));
}

int StdioProxy::Run() {
  const SignalsWhileWaiting signals;
  for (;;) {
    if (to_client_.pending() == 0) refusals_ = 0;
    if (to_client_.broken()) {
      ClientClosed();
      ServerOutClosed();
    }
    CloseServerInIfDone();
    const Clock::time_point now = Clock::now();
    if (!exited_at_ && child_->Reap().has_value()) exited_at_ = now;
    if (exited_at_) {
      // A child of the server may hold its output open; and what waits for a slow client is not
      // read yet.
      const bool is_over =
          now >= *exited_at_ + kAfterExit && to_client_.pending() < kMaxPendingBytes;
      if (!server_out_open_ || is_over) break;
    }
    if (options_.stop != nullptr && options_.stop->load()) Terminate();
    if (closed_at_ && !terminated_) {
      term_at_ =
          *closed_at_ + (waiting_.from_client.size() > 0 ? options_.patience : options_.quiet);
      if (now >= *term_at_) Terminate();
    }
    if (terminated_) term_at_.reset();
    if (kill_at_ && now >= *kill_at_) {
      child_->Signal(SIGKILL);
      kill_at_ = now + options_.kill_after;
    }

    // A negative descriptor is passed over by poll().
    enum { kIn, kOut, kServerIn, kServerOut, kServerErrors, kErrors, kExit, kCount };
    std::array<pollfd, kCount> entries;
    const auto wait = [&entries](int index, bool wanted, int fd, short events) {
      entries[static_cast<size_t>(index)] = {
          .fd = wanted ? fd : -1, .events = events, .revents = 0};
    };
    wait(kIn,
         client_open_ && to_server_ && to_server_->pending() < kMaxPendingBytes &&
             refusals_ < kMaxPendingBytes,
         options_.in, POLLIN);
    wait(kOut, !to_client_.broken(), to_client_.fd(), to_client_.wants_to_write() ? POLLOUT : 0);
    wait(kServerIn, to_server_.has_value(), to_server_ ? to_server_->fd() : -1,
         to_server_ && to_server_->wants_to_write() ? POLLOUT : 0);
    wait(kServerOut, server_out_open_ && to_client_.pending() < kMaxPendingBytes, child_->out(),
         POLLIN);
    wait(kServerErrors, server_errors_open_ && to_errors_.pending() < kMaxPendingBytes,
         child_->errors(), POLLIN);
    wait(kErrors, to_errors_.wants_to_write(), to_errors_.fd(), POLLOUT);
    wait(kExit, !exited_at_, child_->exit_fd(), POLLIN);
    Poll(entries, Timeout(), signals.while_waiting());

    if ((entries[kOut].revents & POLLERR) != 0) to_client_.Break();
    if (entries[kOut].revents != 0) to_client_.Flush();
    if (to_server_ && (entries[kServerIn].revents & POLLERR) != 0) to_server_->Break();
    if (to_server_ && entries[kServerIn].revents != 0) to_server_->Flush();
    if (entries[kErrors].revents != 0) to_errors_.Flush();
    if (entries[kServerErrors].revents != 0) ReadErrors();
    if (entries[kServerOut].revents != 0) {
      if (closed_at_) closed_at_ = Clock::now();
      if (exited_at_) exited_at_ = Clock::now();
      if (!Read(child_->out(), &from_server_, Side::kServer)) ServerOutClosed();
    }
    if (entries[kIn].revents != 0 && client_open_ &&
        !Read(options_.in, &from_client_, Side::kClient))
      ClientClosed();
  }

  ServerOutClosed();
  if (server_errors_open_) ReadErrors();
  // The rest is the client's to read, unless it or the user has had enough.
  while ((to_client_.wants_to_write() || to_errors_.wants_to_write()) &&
         !(options_.stop != nullptr && options_.stop->load())) {
    std::array<pollfd, 2> entries = {
        pollfd{.fd = to_client_.wants_to_write() ? to_client_.fd() : -1,
               .events = POLLOUT,
               .revents = 0},
        pollfd{.fd = to_errors_.wants_to_write() ? to_errors_.fd() : -1,
               .events = POLLOUT,
               .revents = 0}};
    Poll(entries, -1, signals.while_waiting());
    to_client_.Flush();
    to_errors_.Flush();
  }
  return child_->Reap().value_or(128);
}

}  // namespace weir
