#include "adapter/serve/icap_server.h"

#include <sodium/randombytes.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>
#include <utility>

#include "adapter/serve/body_look.h"
#include "adapter/serve/icap_message.h"
#include "adapter/serve/json_member.h"
#include "guard/quoted_json.h"
#include "net/coding.h"
#include "net/connection.h"
#include "net/socket.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kReadSize = 64 * 1024;

std::string Hex(uint64_t value) {
  char digits[16];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value, 16);
  return error == std::errc() ? std::string(digits, end) : std::string();
}

std::string Chunked(std::string_view body) {
  return body.empty() ? std::string("0\r\n\r\n")
                      : Cat(Hex(body.size()), "\r\n", body, "\r\n0\r\n\r\n");
}

int StatusOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kDeadlineExceeded:
      return 408;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kResourceExhausted:
      return 400;
    default:
      return 500;
  }
}

std::string_view Phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 404:
      return "ICAP Service Not Found";
    case 405:
      return "Method Not Allowed For Service";
    case 408:
      return "Request Timeout";
    case 501:
      return "Method Not Implemented";
    case 503:
      return "Service Overloaded";
    case 505:
      return "ICAP Version Not Supported";
    default:
      return status == 200 ? "OK" : "Server Error";
  }
}

struct Shared {
  IcapOptions options;
  GuardParts guard;
  ServeMetrics* metrics;
  std::string istag;
};

class IcapSession {
 public:
  IcapSession(Connection* connection, const Shared* shared)
      : connection_(connection), shared_(*shared) {}

  void Serve(const std::atomic<bool>& stopping) {
    while (!stopping && One()) {
    }
  }

  void Overloaded() {
    static_cast<void>(Send(Head(503) + "Encapsulated: null-body=0\r\nConnection: close\r\n\r\n"));
  }

 private:
  bool One() {
    absl::StatusOr<IcapHead> head = ReadHead();
    if (!head.ok()) {
      // An idle connection, or a peer that has gone, needs no answer.
      if (!buffer_.empty() || head.status().code() == absl::StatusCode::kInvalidArgument)
        Refuse(StatusOf(head.status()));
      return false;
    }
    if (head->version != "1.0") return Refuse(505);
    const bool is_reqmod = head->service == "reqmod", is_respmod = head->service == "respmod";
    if (head->method != "OPTIONS" && head->method != "REQMOD" && head->method != "RESPMOD")
      return Refuse(501);
    if (!is_reqmod && !is_respmod) return Refuse(404);
    if (head->method == "OPTIONS") return Options(is_reqmod);
    if ((head->method == "REQMOD") != is_reqmod) return Refuse(405);
    const auto start = std::chrono::steady_clock::now();
    bytes_ = 0;
    const int status = Modify(*head);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - start);
    shared_.metrics->Request("icap", status, bytes_, static_cast<uint64_t>(took.count()));
    return status == 200 || status == 204
               ? !closing_ && !head->headers.HasToken("connection", "close")
               : false;
  }

  std::string Head(int status) const {
    return Cat("ICAP/1.0 ", status, " ", Phrase(status), "\r\nISTag: \"", shared_.istag,
               "\"\r\nServer: weir\r\n");
  }
  bool Send(std::string_view bytes) {
    return connection_->Write(bytes, shared_.options.write_pause).ok();
  }
  bool Refuse(int status) {
    Send(Head(status) + "Encapsulated: null-body=0\r\nConnection: close\r\n\r\n");
    connection_->EndWriting();
    return false;
  }

  // Appends what comes to buffer_.
  absl::Status More(NetDeadline deadline) {
    const size_t size = buffer_.size();
    buffer_.resize(size + kReadSize);
    absl::StatusOr<size_t> got = connection_->Read(buffer_.data() + size, kReadSize, deadline);
    buffer_.resize(size + (got.ok() ? *got : 0));
    if (!got.ok()) return got.status();
    return *got == 0 ? absl::UnavailableError("the peer has ended the connection")
                     : absl::OkStatus();
  }

  absl::StatusOr<IcapHead> ReadHead() {
    NetDeadline deadline =
        In(buffer_.empty() ? shared_.options.idle_time : shared_.options.head_time);
    bool begun = !buffer_.empty();
    for (;;) {
      while (buffer_.starts_with("\r\n")) buffer_.erase(0, 2);
      const size_t end = buffer_.find("\r\n\r\n");
      if (end != buffer_.npos) {
        absl::StatusOr<IcapHead> head = ParseIcapHead(std::string_view(buffer_).substr(0, end + 4));
        if (head.ok()) buffer_.erase(0, end + 4);
        return head;
      }
      if (buffer_.size() > kMaxIcapHead)
        return absl::ResourceExhaustedError("ICAP: the head is too large");
      if (absl::Status status = More(deadline); !status.ok()) return status;
      if (!begun) deadline = In(shared_.options.head_time);
      begun = true;
    }
  }

  bool Options(bool is_reqmod) {
    return Send(Head(200) +
                Cat("Methods: ", is_reqmod ? "REQMOD" : "RESPMOD",
                    "\r\nService: weir\r\nMax-Connections: ", shared_.options.max_connections,
                    "\r\nOptions-TTL: 3600\r\nAllow: 204\r\nPreview: 0\r\nTransfer-Preview: *\r\n"
                    "Encapsulated: null-body=0\r\n\r\n"));
  }

  absl::Status ReadChunks(ChunkReader* chunks) {
    for (;;) {
      size_t used = 0;
      absl::Status status = chunks->Push(buffer_, &used);
      buffer_.erase(0, used);
      if (!status.ok() || chunks->done()) return status;
      status = More(In(shared_.options.body_pause));
      if (!status.ok()) return status;
    }
  }

  // The ICAP status that was sent; 0 where the connection is to end.
  int Modify(const IcapHead& head) {
    absl::StatusOr<IcapParts> parts = ParseEncapsulated(head);
    absl::StatusOr<std::optional<uint64_t>> preview = ParsePreview(head);
    if (!parts.ok() || !preview.ok()) {
      Refuse(400);
      return 400;
    }
    while (buffer_.size() < parts->heads()) {
      if (absl::Status status = More(In(shared_.options.head_time)); !status.ok()) {
        const int code = StatusOf(status);
        if (code != 500) Refuse(code);
        return code;
      }
    }
    const std::string heads = buffer_.substr(0, parts->heads());
    buffer_.erase(0, parts->heads());
    const bool is_request = head.method == "REQMOD";
    const std::string_view block = is_request
                                       ? std::string_view(heads).substr(0, parts->request_head)
                                       : std::string_view(heads).substr(parts->request_head);
    InnerHead inner;
    if (!block.empty()) {
      absl::StatusOr<InnerHead> read = ParseInnerHead(block);
      if (!read.ok()) {
        Refuse(400);
        return 400;
      }
      inner = *std::move(read);
    }
    const bool may_204 = head.headers.HasToken("allow", "204");
    if (!parts->has_body)
      return Unchanged(is_request, block, std::nullopt, may_204 || preview->has_value());

    ChunkReader chunks(shared_.options.max_body);
    if (preview->has_value()) {
      if (absl::Status status = ReadChunks(&chunks); !status.ok()) return BodyTrouble(status);
      if (!chunks.ieof()) {
        uint64_t declared = 0;
        const std::string_view length = inner.headers.Get("content-length");
        const auto [end, error] =
            std::from_chars(length.data(), length.data() + length.size(), declared);
        if (error == std::errc() && end == length.data() + length.size() &&
            declared > shared_.options.max_body) {
          const absl::Status status = absl::ResourceExhaustedError(
              Cat("the body is larger than ", shared_.options.max_body, " bytes"));
          // In a preview 204 is allowed: the client then goes on with the message as it is.
          return Failed(status, is_request, block, std::nullopt, true);
        }
        if (!Send("ICAP/1.0 100 Continue\r\n\r\n")) return 0;
        chunks.Continue();
      }
    }
    if (!chunks.ieof() || !preview->has_value()) {
      if (absl::Status status = ReadChunks(&chunks); !status.ok()) return BodyTrouble(status);
    }
    const std::string body = chunks.TakeBody();
    bytes_ = body.size();
    return Decide(is_request, block, std::move(inner), body, may_204);
  }

  // A body that is too large, or no chunks: what follows cannot be told from the next request.
  int BodyTrouble(const absl::Status& status) {
    closing_ = true;
    if (status.code() == absl::StatusCode::kResourceExhausted) {
      shared_.metrics->Failed();
      Refused(
          Cat("This could not be looked at, so it does not pass: ", std::string(status.message())));
      connection_->EndWriting();
      return 200;
    }
    const int code = StatusOf(status);
    if (code != 500) Refuse(code);
    return code;
  }

  int Decide(bool is_request, std::string_view block, InnerHead inner, const std::string& body,
             bool may_204) {
    absl::StatusOr<std::string> plain =
        Decode(inner.headers.Get("content-encoding"), body, shared_.options.max_body);
    if (!plain.ok()) return Failed(plain.status(), is_request, block, body, may_204);
    const Place place{.adapter = "serve",
                      .direction = is_request ? Direction::kOut : Direction::kIn,
                      .component = "icap",
                      .part = is_request ? "request" : "response"};
    BodyVerdict verdict;
    if (absl::Status status = LookAtBody(shared_.guard, *plain, place, &verdict); !status.ok()) {
      return Failed(status, is_request, block, body, may_204);
    }
    shared_.metrics->Decided(verdict.decisions);
    if (verdict.action >= Action::kAsk) {
      return Refused(Cat("Blocked by weir: it holds ", ReasonOf(verdict.decisions)));
    }
    if (!verdict.changed) return Unchanged(is_request, block, body, may_204);
    for (std::string_view name : {"content-encoding", "content-md5", "digest", "content-digest",
                                  "repr-digest", "etag", "transfer-encoding"}) {
      inner.headers.Remove(name);
    }
    inner.headers.Set("Content-Length", std::to_string(verdict.body.size()));
    return Message(is_request, SerializeInnerHead(inner), verdict.body);
  }

  int Failed(const absl::Status& status, bool is_request, std::string_view block,
             std::optional<std::string> body, bool may_204) {
    shared_.metrics->Failed();
    if (shared_.guard.policy->on_error == OnError::kAllow)
      return Unchanged(is_request, block, std::move(body), may_204);
    return Refused(
        Cat("This could not be looked at, so it does not pass: ", std::string(status.message())));
  }

  int Unchanged(bool is_request, std::string_view block, std::optional<std::string> body,
                bool may_204) {
    if (may_204) return Send(Head(204) + "Encapsulated: null-body=0\r\n\r\n") ? 204 : 0;
    return Message(is_request, block, std::move(body));
  }

  int Message(bool is_request, std::string_view block, const std::optional<std::string>& body) {
    std::string out = Head(200) + "Encapsulated: ";
    if (!block.empty()) out += Cat(is_request ? "req-hdr" : "res-hdr", "=0, ");
    out += Cat(!body.has_value() ? "null-body"
               : is_request      ? "req-body"
                                 : "res-body",
               "=", block.size(), "\r\n\r\n", block);
    if (body.has_value()) out += Chunked(*body);
    return Send(out) ? 200 : 0;
  }

  // An HTTP answer in the place of the message.
  int Refused(std::string_view reason) {
    const std::string body =
        Cat("{\"error\":{\"message\":", QuotedJson(reason),
            ",\"type\":\"invalid_request_error\",\"code\":\"secret_detected\"}}\n");
    const std::string block = Cat(
        "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: ", body.size(),
        "\r\nCache-Control: no-store\r\nX-Should-Retry: false\r\n\r\n");
    const std::string out =
        Cat(Head(200), "Encapsulated: res-hdr=0, res-body=", block.size(), "\r\n",
            closing_ ? "Connection: close\r\n" : "", "\r\n", block, Chunked(body));
    return Send(out) ? 200 : 0;
  }

  Connection* const connection_;
  const Shared& shared_;
  std::string buffer_;
  uint64_t bytes_ = 0;
  bool closing_ = false;
};

class Server final : public IcapServer {
 public:
  Server(Socket listener, std::string address, Shared shared)
      : listener_(std::move(listener)), address_(std::move(address)), shared_(std::move(shared)) {}

  const std::string& address() const override { return address_; }

  absl::Status Run(const std::atomic<bool>* stop) override {
    absl::Status status;
    while (!*stop) {
      absl::StatusOr<Socket> client = Accept(listener_, In(std::chrono::milliseconds(200)));
      if (!client.ok()) {
        if (client.status().code() == absl::StatusCode::kInternal) {
          status = client.status();
          break;
        }
        continue;
      }
      auto connection = std::make_shared<Connection>(*std::move(client));
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (open_.size() >= shared_.options.max_connections) {
          IcapSession(connection.get(), &shared_).Overloaded();
          continue;
        }
        open_.insert(connection.get());
      }
      std::thread([this, connection] {
        IcapSession(connection.get(), &shared_).Serve(stopping_);
        const std::lock_guard<std::mutex> lock(mutex_);
        open_.erase(connection.get());
        changed_.notify_all();
      }).detach();
    }
    stopping_ = true;
    std::unique_lock<std::mutex> lock(mutex_);
    // Those under way get a moment; those that wait for a request do not need it.
    changed_.wait_for(lock, std::chrono::milliseconds(500), [this] { return open_.empty(); });
    for (Connection* connection : open_) connection->Abort();
    changed_.wait(lock, [this] { return open_.empty(); });
    return status;
  }

 private:
  const Socket listener_;
  const std::string address_;
  const Shared shared_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::unordered_set<Connection*> open_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<IcapServer>> IcapServer::Listen(IcapOptions options,
                                                               GuardParts guard,
                                                               ServeMetrics* metrics) {
  const size_t colon = options.address.rfind(':');
  unsigned port = 0;
  const char* const end = options.address.data() + options.address.size();
  if (colon == std::string::npos)
    return absl::InvalidArgumentError("an address of ICAP is HOST:PORT");
  const auto [last, error] = std::from_chars(options.address.data() + colon + 1, end, port);
  if (error != std::errc() || last != end || port > 65535) {
    return absl::InvalidArgumentError("the port of an address is a number from 0 to 65535");
  }
  std::string host = options.address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  absl::StatusOr<SocketAddress> address = LiteralAddress(host, static_cast<uint16_t>(port));
  if (!address.ok()) return address.status();
  if (!options.allow_remote && !IsLoopback(*address)) {
    return absl::InvalidArgumentError("other machines can reach this address; --remote allows it");
  }
  absl::StatusOr<Socket> listener = ListenTcp(host, static_cast<uint16_t>(port));
  if (!listener.ok()) return listener.status();
  absl::StatusOr<uint16_t> chosen = LocalPort(*listener);
  if (!chosen.ok()) return chosen.status();
  Shared shared{std::move(options), guard, metrics,
                Cat("weir-", Hex((uint64_t{randombytes_random()} << 32) | randombytes_random()))};
  std::string name = Cat(host.find(':') == host.npos ? host : Cat("[", host, "]"), ":", *chosen);
  return std::unique_ptr<IcapServer>(
      new Server(*std::move(listener), std::move(name), std::move(shared)));
}

}  // namespace weir
