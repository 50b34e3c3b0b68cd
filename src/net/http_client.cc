#include "net/http_client.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <vector>

#include "net/http_parser.h"
#include "net/resolver.h"
#include "net/tls.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kReadSize = 16 * 1024;
constexpr int kMaxInterim = 16;

absl::Status Told(const absl::Status& status, const std::string& doing) {
  return absl::Status(status.code(), Cat(doing, ": ", std::string(status.message())));
}

}  // namespace

std::string HttpUrl::Authority() const {
  if (!unix_path.empty()) return "localhost";
  const bool v6 = host.find(':') != std::string::npos;
  std::string out = Cat(v6 ? "[" : "", host, v6 ? "]" : "");
  if (port != (tls ? 443 : 80)) out += Cat(":", port);
  return out;
}

absl::StatusOr<HttpUrl> ParseHttpUrl(std::string_view text) {
  HttpUrl url;
  const std::string_view whole = text;
  if (text.rfind("http+unix:", 0) == 0) {
    url.unix_path = std::string(text.substr(10));
    if (url.unix_path.empty()) return absl::InvalidArgumentError("http+unix: needs the path of a socket");
    return url;
  }
  if (text.rfind("https://", 0) == 0) {
    url.tls = true;
    text.remove_prefix(8);
  } else if (text.rfind("http://", 0) == 0) {
    text.remove_prefix(7);
  } else {
    return absl::InvalidArgumentError("a URL begins with http:// or https://");
  }
  if (whole.find_first_of("?#@ \t\r\n\\") != std::string_view::npos) {
    return absl::InvalidArgumentError("the URL of an upstream has no user, query or fragment");
  }
  const size_t slash = text.find('/');
  std::string_view authority = text.substr(0, slash);
  if (slash != std::string_view::npos) url.path = std::string(text.substr(slash));
  while (!url.path.empty() && url.path.back() == '/') url.path.pop_back();
  std::string_view port;
  if (!authority.empty() && authority.front() == '[') {
    const size_t close = authority.find(']');
    if (close == std::string_view::npos) return absl::InvalidArgumentError("a bracket is open in the URL");
    url.host = std::string(authority.substr(1, close - 1));
    authority.remove_prefix(close + 1);
    if (!authority.empty()) {
      if (authority.front() != ':') return absl::InvalidArgumentError("the URL's port is no number");
      port = authority.substr(1);
    }
  } else {
    const size_t colon = authority.find(':');
    url.host = std::string(authority.substr(0, colon));
    if (colon != std::string_view::npos) port = authority.substr(colon + 1);
  }
  if (url.host.empty() || url.host.size() > 253) return absl::InvalidArgumentError("the URL names no host");
  url.port = url.tls ? 443 : 80;
  if (!port.empty()) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc() || end != port.data() + port.size() || number == 0 || number > 65535) {
      return absl::InvalidArgumentError("the URL's port is a number from 1 to 65535");
    }
    url.port = static_cast<uint16_t>(number);
  }
  return url;
}

absl::StatusOr<std::string> HttpCall::ReadAll(uint64_t max, PeerWatch* watch) {
  std::string body;
  for (;;) {
    absl::StatusOr<bool> more = ReadSome(&body, watch);
    if (!more.ok()) return more.status();
    if (body.size() > max) return absl::ResourceExhaustedError(Cat("the answer is larger than ", max, " bytes"));
    if (!*more) return body;
  }
}

struct HttpClient::Impl {
  struct Kept {
    std::unique_ptr<Connection> connection;
    NetDeadline until;
  };

  explicit Impl(HttpClientOptions given) : options(std::move(given)) {}

  static std::string KeyOf(const HttpUrl& url) {
    return Cat(url.tls ? "s" : "p", url.unix_path, "|", url.host, "|", url.port);
  }

  std::unique_ptr<Connection> TakeKept(const std::string& key) {
    for (;;) {
      Kept kept;
      {
        std::lock_guard lock(mutex);
        std::vector<Kept>& list = idle[key];
        if (list.empty()) return nullptr;
        kept = std::move(list.back());
        list.pop_back();
      }
      // Input on an idle connection is its end, or something nobody asked for.
      if (kept.until > NetClock::now() && !kept.connection->HasInput()) return std::move(kept.connection);
    }
  }

  void Keep(const std::string& key, std::unique_ptr<Connection> connection) {
    std::vector<Kept> old;  // closed outside of the lock
    {
      std::lock_guard lock(mutex);
      std::vector<Kept>& list = idle[key];
      list.push_back({std::move(connection), In(options.keep_time)});
      const NetDeadline now = NetClock::now();
      while (list.size() > options.max_idle || (!list.empty() && list.front().until <= now)) {
        old.push_back(std::move(list.front()));
        list.erase(list.begin());
      }
    }
  }

  absl::StatusOr<const TlsClient*> Tls() {
    std::lock_guard lock(mutex);
    if (tls == nullptr) {
      absl::StatusOr<std::unique_ptr<TlsClient>> made = TlsClient::Create({.ca_file = options.ca_file});
      if (!made.ok()) return made.status();
      tls = *std::move(made);
    }
    return tls.get();
  }

  absl::StatusOr<std::unique_ptr<Connection>> Connect(const HttpUrl& url) {
    const NetDeadline deadline = In(options.connect_time);
    if (!url.unix_path.empty()) {
      absl::StatusOr<Socket> socket = ConnectUnix(url.unix_path, deadline);
      if (!socket.ok()) return socket.status();
      return std::make_unique<Connection>(*std::move(socket));
    }
    absl::StatusOr<std::vector<SocketAddress>> addresses = Resolve(url.host, url.port, deadline);
    if (!addresses.ok()) return addresses.status();
    absl::Status last = absl::UnavailableError("no address");
    for (size_t i = 0; i < addresses->size(); ++i) {
      // An address that does not answer must not take the others' time.
      const auto left = deadline - NetClock::now();
      const NetDeadline until =
          NetClock::now() + (i + 1 < addresses->size() ? left / 2 : left);
      absl::StatusOr<Socket> socket = ConnectTo((*addresses)[i], until);
      if (!socket.ok()) {
        last = socket.status();
        continue;
      }
      if (!url.tls) return std::make_unique<Connection>(*std::move(socket));
      absl::StatusOr<const TlsClient*> client = Tls();
      if (!client.ok()) return client.status();
      absl::StatusOr<std::unique_ptr<TlsSession>> session = (*client)->Handshake(socket->get(), url.host, deadline);
      if (!session.ok()) return session.status();
      return std::make_unique<Connection>(*std::move(socket), *std::move(session));
    }
    return last;
  }

  const HttpClientOptions options;
  std::mutex mutex;
  std::map<std::string, std::vector<Kept>> idle;
  std::unique_ptr<TlsClient> tls;
};

namespace {

template <typename Impl>
class Call final : public HttpCall {
 public:
  Call(Impl* client, std::string key, std::unique_ptr<Connection> connection, bool head_only)
      : client_(client),
        key_(std::move(key)),
        connection_(std::move(connection)),
        head_only_(head_only),
        parser_(HttpParser::Kind::kAnswer) {}

  HttpHead& head() override { return parser_.head(); }

  // *nothing_came: the connection ended before any byte of an answer.
  absl::Status ReadHead(PeerWatch* watch, bool* nothing_came) {
    *nothing_came = true;
    const NetDeadline deadline = In(client_->options.answer_time);
    for (int interim = 0; interim <= kMaxInterim; ++interim) {
      parser_ = HttpParser(HttpParser::Kind::kAnswer);
      if (head_only_) parser_.ExpectNoBody();
      while (!parser_.head_done()) {
        absl::StatusOr<size_t> used = parser_.Push(input_, &body_);
        if (!used.ok()) return used.status();
        input_.erase(0, *used);
        if (parser_.head_done()) break;
        absl::StatusOr<bool> more = Fill(deadline, watch);
        if (!more.ok()) return more.status();
        if (!*more) return absl::UnavailableError("the server closed the connection without an answer");
        *nothing_came = false;
      }
      const int status = parser_.head().status;
      if (status >= 200 || status == 101) {
        Settle();
        return absl::OkStatus();
      }
    }
    return absl::InvalidArgumentError("too many interim answers");
  }

  absl::StatusOr<bool> ReadSome(std::string* piece, PeerWatch* watch) override {
    if (!body_.empty()) {
      piece->append(body_);
      body_.clear();
      return true;
    }
    const size_t before = piece->size();
    while (!parser_.done()) {
      absl::StatusOr<size_t> used = parser_.Push(input_, piece);
      if (!used.ok()) return used.status();
      input_.erase(0, *used);
      if (parser_.done() || piece->size() != before) break;
      absl::StatusOr<bool> more = Fill(In(client_->options.body_pause), watch);
      if (!more.ok()) return more.status();
      if (!*more) {
        absl::Status ended = parser_.Finish();
        if (!ended.ok()) return ended;
      }
    }
    Settle();
    return piece->size() != before;
  }

 private:
  absl::StatusOr<bool> Fill(NetDeadline deadline, PeerWatch* watch) {
    const size_t before = input_.size();
    input_.resize(before + kReadSize);
    absl::StatusOr<size_t> got = connection_->Read(input_.data() + before, kReadSize, deadline, watch);
    input_.resize(before + (got.ok() ? *got : 0));
    if (!got.ok()) return got.status();
    return *got > 0;
  }

  // Gives the connection back once the answer is whole.
  void Settle() {
    if (!parser_.done() || connection_ == nullptr) return;
    if (parser_.keep_alive() && input_.empty()) {
      client_->Keep(key_, std::move(connection_));
    } else {
      connection_.reset();
    }
  }

  Impl* const client_;
  const std::string key_;
  std::unique_ptr<Connection> connection_;
  const bool head_only_;
  HttpParser parser_;
  std::string input_, body_;
};

}  // namespace

HttpClient::HttpClient(HttpClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
HttpClient::~HttpClient() = default;

absl::Status HttpClient::Prepare() { return impl_->Tls().status(); }

absl::StatusOr<std::unique_ptr<HttpCall>> HttpClient::Send(const HttpUrl& url, HttpHead request,
                                                           std::string_view body, PeerWatch* watch) {
  const std::string key = Impl::KeyOf(url);
  request.headers.Set("host", url.Authority());
  if (!body.empty() || (request.method != "GET" && request.method != "HEAD")) {
    request.headers.Set("content-length", std::to_string(body.size()));
  } else {
    request.headers.Remove("content-length");
  }
  std::string bytes = SerializeRequestHead(request);
  // One write for what is small.
  const bool joined = body.size() <= 64 * 1024;
  if (joined) bytes.append(body);
  const bool repeatable = request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";

  for (bool may_use_kept = true;;) {
    std::unique_ptr<Connection> connection = may_use_kept ? impl_->TakeKept(key) : nullptr;
    const bool kept = connection != nullptr;
    if (!kept) {
      absl::StatusOr<std::unique_ptr<Connection>> made = impl_->Connect(url);
      if (!made.ok()) return Told(made.status(), Cat("cannot reach ", url.Authority()));
      connection = *std::move(made);
    }
    absl::Status written = connection->Write(bytes, impl_->options.write_pause, watch);
    if (written.ok() && !joined) written = connection->Write(body, impl_->options.write_pause, watch);
    if (written.code() == absl::StatusCode::kCancelled) return written;
    auto call =
        std::make_unique<Call<Impl>>(impl_.get(), key, std::move(connection), request.method == "HEAD");
    bool nothing_came = true;
    // A server may answer (413) and close before it has read the whole request.
    absl::Status status = call->ReadHead(watch, &nothing_came);
    if (status.ok()) return std::unique_ptr<HttpCall>(std::move(call));
    if (status.code() == absl::StatusCode::kCancelled) return status;
    if (kept && nothing_came && status.code() == absl::StatusCode::kUnavailable && (!written.ok() || repeatable)) {
      may_use_kept = false;
      continue;
    }
    return Told(written.ok() ? status : written, Cat("no answer from ", url.Authority()));
  }
}

}  // namespace weir
