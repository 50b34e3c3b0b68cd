#include "adapter/proxy/proxy.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "adapter/proxy/message_guard.h"
#include "adapter/proxy/stream_rewriter.h"
#include "net/coding.h"
#include "net/event_stream.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr std::string_view kDetected = "secret_detected", kNotLooked = "not_scanned", kNoUpstream = "upstream_failed";
constexpr std::string_view kPromptPart = "prompt", kAnswerPart = "answer";
// A comment or field of an SSE event that may hold something.
constexpr size_t kLongLine = 16;

enum class Framing { kWhole, kSse, kLines, kArray, kBytes };

std::string_view MessageOf(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

std::string_view MediaType(const HttpHeaders& headers) {
  const std::string_view value = headers.Get("content-type");
  return TrimBlanks(value.substr(0, value.find(';')));
}

bool LooksLikeJson(std::string_view body) {
  const size_t first = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && (body[first] == '{' || body[first] == '[');
}

// Types whose bytes hold no text for anybody.
bool IsBinaryType(std::string_view type) {
  return type.starts_with("audio/") || type.starts_with("video/") ||
         (type.starts_with("image/") && type.find("svg") == std::string_view::npos);
}

Framing FramingOf(const HttpHead& answer, std::string_view path) {
  const std::string_view type = MediaType(answer.headers);
  if (EqualFolded(type, "text/event-stream")) return Framing::kSse;
  if (EqualFolded(type, "application/x-ndjson") || EqualFolded(type, "application/jsonl") ||
      EqualFolded(type, "application/x-jsonlines")) {
    return Framing::kLines;
  }
  if (path.ends_with(":streamGenerateContent") && answer.status == 200) return Framing::kArray;
  if (IsBinaryType(type)) return Framing::kBytes;
  return Framing::kWhole;
}

}  // namespace

// One request and its answer.
class Proxy::Transaction {
 public:
  Transaction(Proxy* proxy, HttpExchange* exchange) : proxy_(*proxy), exchange_(*exchange) {}

  void Run() {
    const HttpHead& request = exchange_.request();
    std::string_view target = request.target;
    // The absolute form, as it is sent to forward proxies, names a host that does not count here.
    if (target.starts_with("http://") || target.starts_with("https://")) {
      const size_t slash = target.find('/', target.find("://") + 3);
      target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }
    api_ = ApiOf(target.substr(0, target.find('?')));
    if (target.empty() || target.front() != '/' || request.method == "CONNECT" || request.method == "TRACE") {
      return Refuse(405, "invalid_request", "weir proxy is a reverse proxy; it serves paths of its routes only");
    }
    if (target == "/weir/health") {
      // A client that has gone has no use for it.
      static_cast<void>(exchange_.Respond(200, {{"content-type", "application/json"}}, "{\"status\":\"ok\"}\n"));
      return;
    }
    if (request.headers.Find("upgrade") != nullptr && request.headers.HasToken("connection", "upgrade")) {
      exchange_.CloseAfter();
      return Refuse(426, "upgrade_refused", "weir proxy speaks HTTP/1.1 only; use streaming over HTTP");
    }
    std::string upstream_target;
    route_ = proxy_.routes_.Find(target, &upstream_target);
    if (route_ == nullptr) return Refuse(404, "no_route", "no route of weir proxy fits this path");
    path_ = std::string(target.substr(0, target.find('?')));
    api_ = ApiOf(upstream_target.substr(0, upstream_target.find('?')));

    std::string body;
    if (!TakeBody(&body)) return;
    bool changed = false;
    if (!body.empty() && !LookAtRequest(&body, &changed)) return;

    HttpHead head;
    head.method = request.method;
    head.target = std::move(upstream_target);
    head.headers = request.headers;
    RemoveHopByHop(&head.headers);
    for (std::string_view name : {"expect", "content-encoding", "accept-encoding", "content-length"}) {
      head.headers.Remove(name);
    }
    if (changed) {
      for (std::string_view name : {"content-md5", "digest", "content-digest", "repr-digest"}) {
        head.headers.Remove(name);
      }
      if (head.headers.Get("authorization").starts_with("AWS4-")) {
        return Refuse(400, kDetected,
                      "weir: the request holds a secret, and cannot be masked because it is signed (AWS Signature V4)");
      }
    }
    head.headers.Add("Accept-Encoding", "identity");
    watch_ = exchange_.Watch();
    absl::StatusOr<std::unique_ptr<HttpCall>> call =
        proxy_.client_.Send(route_->url, std::move(head), body, &watch_);
    if (!call.ok()) return UpstreamFailed(call.status());
    std::string().swap(body);
    Answer(call->get());
  }

 private:
  // False: refused.
  bool TakeBody(std::string* body) {
    absl::StatusOr<std::string> read = exchange_.ReadBody(proxy_.options_.max_body);
    absl::Status status = read.status();
    if (status.ok()) {
      const std::string coding(exchange_.request().headers.Get("content-encoding"));
      if (exchange_.request().headers.Count("content-encoding") > 1) {
        status = absl::UnimplementedError("more than one Content-Encoding line");
      } else {
        read = Decode(coding, *std::move(read), proxy_.options_.max_body);
        status = read.status();
      }
      if (status.code() == absl::StatusCode::kUnimplemented) {
        Refuse(415, "unsupported_encoding", Cat("weir: ", MessageOf(status)));
        return false;
      }
    }
    if (!status.ok()) {
      exchange_.CloseAfter();
      Refuse(HttpExchange::StatusFor(status), "bad_body", Cat("weir: ", MessageOf(status)));
      return false;
    }
    *body = *std::move(read);
    return true;
  }

  absl::Status Look(MessageGuard* guard, const HttpHeaders& headers, std::string* body, std::string_view part) const {
    const std::string_view type = MediaType(headers);
    if (type.ends_with("jsonl") || type.ends_with("ndjson")) return LookAtLines(guard, body, part);
    if (LooksLikeJson(*body)) {
      absl::Status status = guard->Look(body, part, {});
      // What is no JSON after all is text.
      if (status.code() != absl::StatusCode::kInvalidArgument) return status;
    }
    return guard->LookAtText(body, part);
  }

  absl::Status LookAtLines(MessageGuard* guard, std::string* body, std::string_view part) const {
    std::string out, line;
    bool changed = false;
    for (size_t at = 0; at < body->size();) {
      const size_t end = std::min(body->find('\n', at), body->size());
      line.assign(*body, at, end - at);
      if (!line.empty()) {
        absl::Status status = LooksLikeJson(line) ? guard->Look(&line, part, {}) : guard->LookAtText(&line, part);
        if (status.code() == absl::StatusCode::kInvalidArgument) status = guard->LookAtText(&line, part);
        if (!status.ok()) return status;
        changed |= guard->changed();
      }
      out += line;
      if (end < body->size()) out += '\n';
      at = end + 1;
    }
    if (changed) *body = std::move(out);
    return absl::OkStatus();
  }

  bool LookAtRequest(std::string* body, bool* changed) {
    MessageGuard guard(proxy_.parts_.guard, Direction::kOut, route_->name);
    std::string looked = *body;
    absl::Status status = Look(&guard, exchange_.request().headers, &looked, kPromptPart);
    if (status.ok()) {
      *changed = looked != *body;
      if (*changed) Note(Cat("masked ", guard.decisions(), " secrets in a request"));
      *body = std::move(looked);
      return true;
    }
    if (status.code() == absl::StatusCode::kPermissionDenied) {
      Refuse(400, kDetected, Cat("weir: this request was not sent, it holds ", MessageOf(status)));
      return false;
    }
    if (proxy_.parts_.guard.policy->on_error == OnError::kAllow) {
      Note(Cat("a request was let through UNSCANNED: ", MessageOf(status)));
      return true;
    }
    Refuse(400, kNotLooked, Cat("weir: this request was not sent, it could not be scanned: ", MessageOf(status)));
    return false;
  }

  void Answer(HttpCall* call) {
    HttpHead& head = call->head();
    if (head.status == 101) return UpstreamFailed(absl::InvalidArgumentError("the upstream changed protocols"));
    const std::string coding(head.headers.Get("content-encoding"));
    const Framing framing = FramingOf(head, path_);
    HttpHeaders headers = head.headers;
    RemoveHopByHop(&headers);
    if (exchange_.request().method == "HEAD" || head.status == 204 || head.status == 304) {
      // The client may have gone.
      static_cast<void>(exchange_.Begin(head.status, std::move(headers)));
      static_cast<void>(exchange_.End());
      return;
    }
    headers.Remove("content-length");
    if (framing == Framing::kBytes) return Copy(call, std::move(headers));
    absl::StatusOr<std::unique_ptr<StreamDecoder>> decoder = StreamDecoder::Create(coding);
    if (!decoder.ok()) return UpstreamFailed(decoder.status());
    headers.Remove("content-encoding");
    if (framing == Framing::kWhole) return Whole(call, std::move(headers), coding);
    Stream(call, std::move(headers), framing, decoder->get());
  }

  void Copy(HttpCall* call, HttpHeaders headers) {
    if (const std::string* const length = call->head().headers.Find("content-length"); length != nullptr) {
      headers.Set("content-length", *length);
    }
    if (!exchange_.Begin(call->head().status, std::move(headers)).ok()) return;
    std::string piece;
    for (;;) {
      piece.clear();
      absl::StatusOr<bool> more = call->ReadSome(&piece, &watch_);
      if (!more.ok()) return exchange_.Cut();
      if (!*more) break;
      if (!exchange_.Write(piece).ok()) return;
    }
    static_cast<void>(exchange_.End());
  }

  void Whole(HttpCall* call, HttpHeaders headers, const std::string& coding) {
    const int status_code = call->head().status;
    absl::StatusOr<std::string> body = call->ReadAll(proxy_.options_.max_body, &watch_);
    if (body.ok()) body = Decode(coding, *std::move(body), proxy_.options_.max_body);
    if (!body.ok()) return UpstreamFailed(body.status());
    if (!body->empty()) {
      MessageGuard guard(proxy_.parts_.guard, Direction::kIn, route_->name);
      std::string looked = *body;
      absl::Status status = Look(&guard, call->head().headers, &looked, kAnswerPart);
      if (status.ok()) {
        if (guard.decisions() > 0) Note(Cat("found ", guard.decisions(), " secrets in an answer"));
        *body = std::move(looked);
      } else if (status.code() == absl::StatusCode::kPermissionDenied) {
        return Refuse(400, kDetected, Cat("weir: the answer was stopped, it holds ", MessageOf(status)));
      } else if (proxy_.parts_.guard.policy->on_error == OnError::kAllow) {
        Note(Cat("an answer was let through UNSCANNED: ", MessageOf(status)));
      } else {
        return Refuse(400, kNotLooked, Cat("weir: the answer was stopped, it could not be scanned: ", MessageOf(status)));
      }
    }
    // A client that has gone needs no answer.
    static_cast<void>(exchange_.Respond(status_code, std::move(headers), *body));
  }

  // Puts the messages of a stream into the client's framing.
  void Write(const std::vector<OutMessage>& messages, SseEvent* event, Framing framing) {
    for (const OutMessage& message : messages) {
      if (framing == Framing::kSse) {
        if (!message.own && event != nullptr) {
          event->data = message.json;
          AppendSse(*event, &out_);
          continue;
        }
        if (!message.type.empty()) out_ += Cat("event: ", message.type, "\n");
        out_ += Cat("data: ", message.json, "\n\n");
      } else if (framing == Framing::kLines) {
        out_ += message.json;
        out_ += '\n';
      } else {
        out_ += elements_++ == 0 ? "[" : ",\n";
        out_ += message.json;
      }
    }
  }

  absl::Status TakeEvent(StreamRewriter* rewriter, MessageGuard* guard, SseEvent& event) {
    for (std::string& line : event.lines) {
      if (line.size() < kLongLine || line.starts_with("event:")) continue;
      absl::Status status = guard->LookAtText(&line, "event");
      if (!status.ok()) return status;
    }
    if (!event.has_data) {
      AppendSse(event, &out_);
      return absl::OkStatus();
    }
    if (event.data == "[DONE]") {
      absl::Status status = rewriter->End(&messages_);
      if (!status.ok()) return status;
      Write(messages_, nullptr, Framing::kSse);
      AppendSse(event, &out_);
      return absl::OkStatus();
    }
    absl::Status status = rewriter->Take(event.type, event.data, &messages_);
    if (status.ok()) Write(messages_, &event, Framing::kSse);
    if (status.code() != absl::StatusCode::kInvalidArgument) return status;
    status = guard->LookAtText(&event.data, "event");
    if (status.ok()) AppendSse(event, &out_);
    return status;
  }

  absl::Status TakeMessage(StreamRewriter* rewriter, std::string_view json, Framing framing) {
    absl::Status status = rewriter->Take("", json, &messages_);
    if (status.ok()) Write(messages_, nullptr, framing);
    return status;
  }

  void Stream(HttpCall* call, HttpHeaders headers, Framing framing, StreamDecoder* decoder) {
    StreamRewriter rewriter(proxy_.parts_, {.component = route_->name, .api = api_});
    const size_t max = proxy_.options_.max_event;
    SseParser sse(max);
    LineParser lines(max);
    ArrayParser array(max);
    MessageGuard guard(proxy_.parts_.guard, Direction::kIn, route_->name);
    const SseSink on_event = [&](SseEvent& event) { return TakeEvent(&rewriter, &guard, event); };
    const auto on_message = [&](std::string_view json) { return TakeMessage(&rewriter, json, framing); };
    const auto between = [](std::string_view) { return absl::OkStatus(); };
    const auto push = [&](std::string_view bytes) {
      if (framing == Framing::kSse) return sse.Push(bytes, on_event);
      if (framing == Framing::kLines) return lines.Push(bytes, on_message);
      return array.Push(bytes, on_message, between);
    };
    const auto finish = [&]() -> absl::Status {
      absl::Status status;
      if (decoder != nullptr) status = decoder->Finish();
      if (status.ok() && framing == Framing::kSse) status = sse.Finish(on_event);
      if (status.ok() && framing == Framing::kLines) status = lines.Finish(on_message);
      if (status.ok() && framing == Framing::kArray) status = array.Finish();
      if (status.ok()) status = rewriter.End(&messages_);
      if (!status.ok()) return status;
      Write(messages_, nullptr, framing);
      if (framing == Framing::kArray) out_ += elements_ == 0 ? "[]" : "]";
      return absl::OkStatus();
    };

    if (!exchange_.Begin(call->head().status, std::move(headers)).ok()) return;
    std::string piece, plain;
    absl::Status status;
    for (bool more = true; more && status.ok();) {
      piece.clear();
      absl::StatusOr<bool> read = call->ReadSome(&piece, &watch_);
      // What is held was not decided, so it goes no further.
      if (!read.ok()) return exchange_.Cut();
      more = *read;
      std::string_view bytes = piece;
      if (decoder != nullptr && more) {
        plain.clear();
        status = decoder->Push(piece, uint64_t{max} * 4, &plain);
        bytes = plain;
      }
      if (status.ok()) status = more ? push(bytes) : finish();
      if (!out_.empty()) {
        if (!exchange_.Write(out_).ok()) return;
        out_.clear();
        if (out_.capacity() > 256 * 1024) std::string().swap(out_);
      }
    }
    if (!status.ok()) {
      const bool denied = status.code() == absl::StatusCode::kPermissionDenied;
      const std::string message = denied ? Cat("weir: the answer was stopped, it holds ", MessageOf(status))
                                         : Cat("weir: the answer was stopped, it could not be scanned: ", MessageOf(status));
      Note(message);
      const StreamErrorEvent error = StreamError(rewriter.api(), denied ? kDetected : kNotLooked,
                                                 Printable(message), rewriter.next_sequence());
      Write({{.type = error.type, .json = error.json, .own = true}}, nullptr, framing);
      if (framing == Framing::kArray) out_ += "]";
      if (!exchange_.Write(out_).ok()) return;
    }
    // A client that has gone has no use for the end.
    static_cast<void>(exchange_.End());
  }

  void UpstreamFailed(const absl::Status& status) {
    if (status.code() == absl::StatusCode::kCancelled) return exchange_.Cut();
    Note(Cat("upstream: ", MessageOf(status)));
    if (exchange_.begun()) return exchange_.Cut();
    const int code = status.code() == absl::StatusCode::kDeadlineExceeded ? 504 : 502;
    Refuse(code, kNoUpstream, Cat("weir proxy: ", MessageOf(status)));
  }

  void Refuse(int status, std::string_view code, const std::string& message) {
    const std::string id = Cat("req_weir_", exchange_.connection_id(), "_", exchange_.request_number());
    const std::string text = Printable(message);
    HttpHeaders headers;
    headers.Add("content-type", "application/json");
    // What would go wrong again must not be sent again; a server that is away may come back.
    if (status < 500) headers.Add("x-should-retry", "false");
    headers.Add("x-request-id", id);
    headers.Add("request-id", id);
    if (status == 426) headers.Add("upgrade", "HTTP/1.1");
    if (status < 500) Note(Cat("refused (", status, "): ", message));
    // A client that has gone is not told.
    static_cast<void>(exchange_.Respond(status, std::move(headers), RefusalBody(api_, status, code, text, id)));
  }

  void Note(std::string_view what) const {
    if (!proxy_.options_.note) return;
    proxy_.options_.note(Printable(Cat("proxy ", route_ != nullptr ? std::string_view(route_->name) : "-", " ", path_,
                                       ": ", what)));
  }

  Proxy& proxy_;
  HttpExchange& exchange_;
  Api api_ = Api::kOther;
  const Route* route_ = nullptr;
  std::string path_;
  PeerWatch watch_;
  std::vector<OutMessage> messages_;
  std::string out_;
  size_t elements_ = 0;
};

Proxy::Proxy(const ChannelParts& parts, Routes routes, ProxyOptions options)
    : parts_(parts), routes_(std::move(routes)), options_(std::move(options)), client_(options_.client) {}
Proxy::~Proxy() = default;

void Proxy::Handle(HttpExchange& exchange) { Transaction(this, &exchange).Run(); }

}  // namespace weir
