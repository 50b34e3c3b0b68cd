#include "net/http_server.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <unordered_set>

#include "rules/cat.h"

namespace weir {
namespace {

using std::chrono::milliseconds;

constexpr uint64_t kMaxDrain = 256 * 1024;
constexpr milliseconds kLinger{1'000};
constexpr size_t kReadSize = 16 * 1024;
// Of a thread. Only what is touched takes memory.
constexpr size_t kStackSize = 1024 * 1024;

struct ParsedAddress {
  std::string host, unix_path;
  uint16_t port = 0;
};

absl::StatusOr<ParsedAddress> ParseListen(const std::string& text) {
  ParsedAddress out;
  if (text.rfind("unix:", 0) == 0) {
    out.unix_path = text.substr(5);
    return out;
  }
  const size_t colon = text.rfind(':');
  unsigned port = 0;
  if (colon == std::string::npos) return absl::InvalidArgumentError("an address is HOST:PORT or unix:PATH");
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data() + colon + 1, end, port);
  if (error != std::errc() || last != end || port > 65535) {
    return absl::InvalidArgumentError("the port of an address is a number from 0 to 65535");
  }
  out.port = static_cast<uint16_t>(port);
  out.host = text.substr(0, colon);
  if (out.host.size() > 2 && out.host.front() == '[' && out.host.back() == ']') {
    out.host = out.host.substr(1, out.host.size() - 2);
  }
  if (out.host == "localhost") out.host = "127.0.0.1";
  return out;
}

// One connection and the exchange that is under way on it.
class Session final : public HttpExchange {
 public:
  Session(Socket socket, uint64_t id, const HttpServerOptions& options)
      : connection_(std::move(socket)), id_(id), options_(options), parser_(HttpParser::Kind::kRequest) {}

  void Serve(const HttpHandler& handler, const std::atomic<bool>& stopping) {
    for (;;) {
      parser_ = HttpParser(HttpParser::Kind::kRequest, options_.max_head);
      body_.clear();
      answered_ = begun_ = ended_ = cut_ = chunked_ = probed_ = false;
      close_ = http10_ = head_only_ = continued_ = false;
      ++number_;
      absl::Status status = ReadHead(stopping);
      if (!status.ok()) {
        if (status.code() != absl::StatusCode::kUnavailable) {
          CloseAfter();
          // The connection ends either way.
          static_cast<void>(Refuse(status));
          Linger();
        }
        return;
      }
      const HttpHead& head = parser_.head();
      http10_ = head.minor_version == 0;
      head_only_ = head.method == "HEAD";
      close_ = !parser_.keep_alive();
      body_deadline_ = In(options_.body_time);
      handler(*this);
      if (taken_over_) return;
      if (!answered_ && !cut_) {
        CloseAfter();
        static_cast<void>(Respond(500, {{"content-type", "text/plain"}}, "no answer was made\n"));
      }
      if (begun_ && !ended_) cut_ = true;
      if (cut_) return;
      if (!close_ && !Drain()) close_ = true;
      if (close_ || stopping.load(std::memory_order_relaxed)) return Linger();
    }
  }

  void Abort() { connection_.Abort(); }
  bool idle() const { return idle_.load(std::memory_order_relaxed); }

  const HttpHead& request() const override { return const_cast<Session*>(this)->parser_.head(); }
  uint64_t connection_id() const override { return id_; }
  uint64_t request_number() const override { return number_; }

  absl::StatusOr<std::string> ReadBody(uint64_t max) override {
    if (parser_.content_length().value_or(0) > max) {
      close_ = true;
      return absl::ResourceExhaustedError(Cat("the body is larger than ", max, " bytes"));
    }
    std::string body;
    for (;;) {
      absl::StatusOr<bool> more = ReadSome(&body);
      if (!more.ok()) return more.status();
      if (body.size() > max) {
        close_ = true;
        return absl::ResourceExhaustedError(Cat("the body is larger than ", max, " bytes"));
      }
      if (!*more) return body;
    }
  }

  absl::StatusOr<bool> ReadSome(std::string* piece) override {
    if (!body_.empty()) {
      piece->append(body_);
      body_.clear();
      return true;
    }
    if (parser_.done()) return false;
    if (!continued_ && EqualFolded(parser_.head().headers.Get("expect"), "100-continue")) {
      continued_ = true;
      absl::Status status = connection_.Write("HTTP/1.1 100 Continue\r\n\r\n", options_.write_pause);
      if (!status.ok()) return status;
    }
    const size_t before = piece->size();
    while (piece->size() == before && !parser_.done()) {
      absl::StatusOr<size_t> used = parser_.Push(input_, piece);
      if (!used.ok()) {
        close_ = true;
        return used.status();
      }
      input_.erase(0, *used);
      if (piece->size() != before || parser_.done()) break;
      absl::StatusOr<bool> more = Fill(std::min(In(options_.body_pause), body_deadline_));
      if (!more.ok() || !*more) {
        close_ = true;
        if (!more.ok()) return more.status();
        return absl::UnavailableError("the client ended within its request");
      }
    }
    return !parser_.done() || piece->size() != before;
  }

  absl::Status Respond(int status, HttpHeaders headers, std::string_view body) override {
    if (answered_ || cut_) return absl::FailedPreconditionError("the answer is under way already");
    answered_ = true;
    const bool no_body = status == 204 || status == 304;
    if (!no_body) headers.Set("content-length", std::to_string(body.size()));
    std::string out = Head(status, std::move(headers));
    if (!head_only_ && !no_body) out.append(body);
    absl::Status written = connection_.Write(out, options_.write_pause);
    if (!written.ok()) cut_ = true;
    return written;
  }
  using HttpExchange::Respond;

  absl::Status Begin(int status, HttpHeaders headers) override {
    if (answered_ || cut_) return absl::FailedPreconditionError("the answer is under way already");
    answered_ = begun_ = true;
    const bool has_length = headers.Find("content-length") != nullptr;
    chunked_ = !has_length && !http10_ && !head_only_;
    if (chunked_) headers.Set("transfer-encoding", "chunked");
    if (!has_length && http10_) close_ = true;
    absl::Status written = connection_.Write(Head(status, std::move(headers)), options_.write_pause);
    if (!written.ok()) cut_ = true;
    return written;
  }

  absl::Status Write(std::string_view bytes) override {
    if (cut_) return absl::UnavailableError("the connection is cut");
    if (bytes.empty() || head_only_) return absl::OkStatus();
    absl::Status written;
    if (chunked_) {
      char size[20];
      const auto [end, error] = std::to_chars(size, size + sizeof size, bytes.size(), 16);
      static_cast<void>(error);  // the buffer holds any 64 bits
      out_.assign(size, end).append("\r\n").append(bytes).append("\r\n");
      written = connection_.Write(out_, options_.write_pause);
      if (out_.capacity() > 64 * 1024) std::string().swap(out_);
    } else {
      written = connection_.Write(bytes, options_.write_pause);
    }
    if (!written.ok()) cut_ = true;
    return written;
  }

  absl::Status End() override {
    if (cut_) return absl::UnavailableError("the connection is cut");
    ended_ = true;
    if (!chunked_) return absl::OkStatus();
    absl::Status written = connection_.Write("0\r\n\r\n", options_.write_pause);
    if (!written.ok()) cut_ = true;
    return written;
  }

  void Cut() override {
    cut_ = true;
    connection_.Abort();
  }

  PeerWatch Watch() override {
    return {.fd = connection_.fd(), .on_half_close = [this] { Probe(); }, .half_closed = half_closed_};
  }
  bool begun() const override { return answered_; }
  void CloseAfter() override { close_ = true; }
  Connection* TakeOver() override {
    taken_over_ = true;
    return &connection_;
  }

 private:
  std::string Head(int status, HttpHeaders headers) {
    HttpHead head;
    head.status = status;
    head.headers = std::move(headers);
    if (close_) {
      head.headers.Set("connection", "close");
    } else if (http10_) {
      head.headers.Set("connection", "keep-alive");
    }
    return SerializeAnswerHead(head);
  }

  // Something that means nothing, so that a peer that has gone answers with a reset: an interim answer, or a leading
  // zero of the next chunk's size.
  void Probe() {
    half_closed_ = true;
    if (probed_ || http10_) return;
    probed_ = true;
    if (!answered_) {
      static_cast<void>(connection_.Write("HTTP/1.1 100 Continue\r\n\r\n", milliseconds(100)));
    } else if (chunked_) {
      static_cast<void>(connection_.Write("0", milliseconds(100)));
      // The next chunk's size then has one digit more.
    }
  }

  // False: the client has ended its side.
  absl::StatusOr<bool> Fill(NetDeadline deadline) {
    const size_t before = input_.size();
    input_.resize(before + kReadSize);
    absl::StatusOr<size_t> got = connection_.Read(input_.data() + before, kReadSize, deadline);
    input_.resize(before + (got.ok() ? *got : 0));
    if (!got.ok()) return got.status();
    return *got > 0;
  }

  absl::Status ReadHead(const std::atomic<bool>& stopping) {
    std::optional<NetDeadline> deadline;
    const NetDeadline idle_until = In(options_.idle_time);
    for (;;) {
      if (!input_.empty()) {
        // RFC 9112: an empty line before a request is to be ignored.
        while (input_.rfind("\r\n", 0) == 0) input_.erase(0, 2);
        absl::StatusOr<size_t> used = parser_.Push(input_, &body_);
        if (!used.ok()) return used.status();
        input_.erase(0, *used);
        if (parser_.head_done()) {
          idle_.store(false, std::memory_order_relaxed);
          return absl::OkStatus();
        }
        if (!deadline.has_value()) deadline = In(options_.head_time);
      }
      idle_.store(!deadline.has_value(), std::memory_order_relaxed);
      if (stopping.load(std::memory_order_relaxed) && !deadline.has_value()) {
        return absl::UnavailableError("the server stops");
      }
      if (input_.empty() && input_.capacity() > 2 * kReadSize) std::string().swap(input_);
      absl::StatusOr<bool> more = Fill(deadline.value_or(idle_until));
      if (!more.ok()) {
        // Nobody waits for an answer on an idle connection.
        if (!deadline.has_value()) return absl::UnavailableError("idle");
        return more.status();
      }
      if (!*more) return absl::UnavailableError("the client has ended");
    }
  }

  bool Drain() {
    if (parser_.done()) return true;
    if (!continued_ && EqualFolded(parser_.head().headers.Get("expect"), "100-continue")) return false;
    std::string dropped;
    uint64_t total = 0;
    while (total < kMaxDrain) {
      dropped.clear();
      absl::StatusOr<bool> more = ReadSome(&dropped);
      if (!more.ok()) return false;
      if (!*more) return true;
      total += dropped.size();
    }
    return false;
  }

  // Reads off what the client still sends, so that closing does not reset the connection before it has the answer.
  void Linger() {
    connection_.EndWriting();
    const NetDeadline deadline = In(kLinger);
    char scratch[4096];
    for (uint64_t total = 0; total < 16 * kMaxDrain;) {
      absl::StatusOr<size_t> got = connection_.Read(scratch, sizeof scratch, deadline);
      if (!got.ok() || *got == 0) return;
      total += *got;
    }
  }

  Connection connection_;
  const uint64_t id_;
  const HttpServerOptions& options_;
  HttpParser parser_;
  std::string input_, body_, out_;
  uint64_t number_ = 0;
  NetDeadline body_deadline_;
  std::atomic<bool> idle_{false};
  bool answered_ = false, begun_ = false, ended_ = false, cut_ = false, chunked_ = false, probed_ = false;
  bool close_ = false, http10_ = false, head_only_ = false, continued_ = false, taken_over_ = false;
  bool half_closed_ = false;
};

class Server final : public HttpServer {
 public:
  Server(HttpServerOptions options, Socket listener, std::string address, std::string unix_path)
      : options_(std::move(options)),
        listener_(std::move(listener)),
        address_(std::move(address)),
        unix_path_(std::move(unix_path)) {}
  ~Server() override {
    if (!unix_path_.empty()) UnlinkUnix(unix_path_);
  }

  const std::string& address() const override { return address_; }
  size_t connections() const override {
    std::lock_guard lock(mutex_);
    return sessions_.size() + waiting_.size();
  }

  absl::Status Run(const HttpHandler& handler, const std::atomic<bool>* stop) override {
    handler_ = &handler;
    absl::Status status;
    uint64_t next_id = 0;
    while (!stop->load(std::memory_order_relaxed)) {
      absl::StatusOr<Socket> socket = Accept(listener_, In(milliseconds(200)));
      if (socket.ok()) {
        Take(*std::move(socket), ++next_id);
      } else if (socket.status().code() == absl::StatusCode::kResourceExhausted) {
        // No descriptor is free: those that end will give theirs back.
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, milliseconds(100));
      } else if (socket.status().code() != absl::StatusCode::kDeadlineExceeded) {
        status = socket.status();
        break;
      }
    }
    listener_.Reset();
    Stop();
    return status;
  }

 private:
  struct Waiting {
    Socket socket;
    uint64_t id;
  };

  void Take(Socket socket, uint64_t id) {
    std::unique_lock lock(mutex_);
    if (sessions_.size() + waiting_.size() >= options_.max_connections) {
      lock.unlock();
      static constexpr std::string_view kBusy =
          "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 1\r\nconnection: close\r\n\r\n";
      Connection connection(std::move(socket));
      // Best effort: there is no thread to wait with.
      static_cast<void>(connection.Write(kBusy, milliseconds(0)));
      connection.EndWriting();
      return;
    }
    waiting_.push_back({std::move(socket), id});
    if (free_workers_ >= waiting_.size()) {
      changed_.notify_all();
      return;
    }
    ++workers_;
    lock.unlock();
    if (!StartWorker()) {
      lock.lock();
      --workers_;
      if (workers_ == 0) waiting_.clear();
    }
  }

  bool StartWorker() {
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) return false;
    pthread_t thread;
    const bool started = pthread_attr_setstacksize(&attributes, kStackSize) == 0 &&
                         pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0 &&
                         pthread_create(
                             &thread, &attributes,
                             [](void* self) -> void* {
                               static_cast<Server*>(self)->Work();
                               return nullptr;
                             },
                             this) == 0;
    pthread_attr_destroy(&attributes);
    return started;
  }

  void Work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      ++free_workers_;
      const bool got = changed_.wait_for(lock, std::chrono::seconds(10),
                                         [&] { return !waiting_.empty() || stopping_.load(); });
      --free_workers_;
      if (waiting_.empty()) {
        if (!got || stopping_.load()) break;
        continue;
      }
      Waiting next = std::move(waiting_.front());
      waiting_.pop_front();
      auto session = std::make_unique<Session>(std::move(next.socket), next.id, options_);
      sessions_.insert(session.get());
      lock.unlock();
      session->Serve(*handler_, stopping_);
      lock.lock();
      sessions_.erase(session.get());
      lock.unlock();
      session.reset();
      lock.lock();
      changed_.notify_all();
    }
    // Nothing of *this is touched after the lock is given back at the end of this function.
    if (--workers_ == 0) changed_.notify_all();
  }

  void Stop() {
    std::unique_lock lock(mutex_);
    stopping_.store(true);
    waiting_.clear();
    changed_.notify_all();
    const NetDeadline deadline = In(options_.grace);
    while (workers_ > 0) {
      const bool over = NetClock::now() >= deadline;
      for (Session* session : sessions_) {
        if (over || session->idle()) session->Abort();
      }
      changed_.wait_for(lock, milliseconds(50));
    }
  }

  const HttpServerOptions options_;
  Socket listener_;
  const std::string address_, unix_path_;
  const HttpHandler* handler_ = nullptr;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::unordered_set<Session*> sessions_;
  size_t workers_ = 0, free_workers_ = 0;
};

}  // namespace

absl::Status HttpExchange::Respond(int status, std::initializer_list<HttpField> fields, std::string_view body) {
  HttpHeaders headers;
  for (const HttpField& field : fields) headers.Add(field.name, field.value);
  return Respond(status, std::move(headers), body);
}

int HttpExchange::StatusFor(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kResourceExhausted:
      return status.message() == "the header is too large" || status.message() == "too many header fields" ? 431
                                                                                                           : 413;
    case absl::StatusCode::kDeadlineExceeded: return 408;
    case absl::StatusCode::kUnimplemented: return 501;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kUnavailable: return 400;
    default: return 500;
  }
}

absl::Status HttpExchange::Refuse(const absl::Status& status) {
  return Respond(StatusFor(status), {{"content-type", "text/plain; charset=utf-8"}},
                 Cat(std::string_view(status.message().data(), status.message().size()), "\n"));
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Listen(HttpServerOptions options) {
  absl::StatusOr<ParsedAddress> address = ParseListen(options.address);
  if (!address.ok()) return address.status();
  if (!address->unix_path.empty()) {
    absl::StatusOr<Socket> listener = ListenUnix(address->unix_path);
    if (!listener.ok()) return listener.status();
    std::string name = options.address;
    return std::unique_ptr<HttpServer>(
        new Server(std::move(options), *std::move(listener), std::move(name), address->unix_path));
  }
  absl::StatusOr<SocketAddress> literal = LiteralAddress(address->host, address->port);
  if (!literal.ok()) {
    return absl::InvalidArgumentError("a listener needs a literal address, such as 127.0.0.1 or [::1]");
  }
  if (!options.allow_remote && !IsLoopback(*literal)) {
    return absl::FailedPreconditionError("the address can be reached from other machines");
  }
  absl::StatusOr<Socket> listener = ListenTcp(address->host, address->port);
  if (!listener.ok()) return listener.status();
  absl::StatusOr<uint16_t> port = LocalPort(*listener);
  if (!port.ok()) return port.status();
  const bool is_v6 = address->host.find(':') != std::string::npos;
  std::string name = Cat(is_v6 ? "[" : "", address->host, is_v6 ? "]" : "", ":", *port);
  return std::unique_ptr<HttpServer>(new Server(std::move(options), *std::move(listener), std::move(name), ""));
}

}  // namespace weir
