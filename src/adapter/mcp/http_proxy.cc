#include "adapter/mcp/http_proxy.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "adapter/mcp/answers.h"
#include "adapter/mcp/http_fields.h"
#include "net/coding.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr std::string_view kSession = "mcp-session-id";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kEndpoint =
    "endpoint ";  // before a target that serves as the name of a session

std::string_view MediaType(const HttpHeaders& headers) {
  const std::string_view type = headers.Get("content-type");
  return TrimBlanks(type.substr(0, std::min(type.find(';'), type.size())));
}

bool IsOAuth(std::string_view path) {
  return path.starts_with("/.well-known/") || path == "/authorize" || path == "/token" ||
         path == "/register" || path == "/revoke";
}

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

// Two answers to one batch are one array.
std::string Joined(std::string_view body, std::string_view answers) {
  const auto inside = [](std::string_view text) {
    text = TrimBlanks(text);
    return text.starts_with('[') && text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
  };
  const std::string_view first = inside(body), second = inside(answers);
  return Cat("[", first, first.empty() || second.empty() ? "" : ",", second, "]");
}

}  // namespace

struct McpHttpProxy::Exchange {
  Exchange(HttpExchange& exchange, FilterOptions options)
      : http(exchange), watch(exchange.Watch()), filter(std::move(options)) {}

  HttpExchange& http;
  PeerWatch watch;
  MessageFilter filter;
  Waiting waiting;
  HttpHead head;  // as it goes upstream
  std::string body;
  std::string id;       // of the first message: for errors of our own
  std::string post_to;  // the endpoint that an HTTP+SSE server named; "" = the request's own target
  std::string answers;  // to those of a batch that were stopped
  bool is_unread = false;  // passes as it is
};

McpHttpProxy::McpHttpProxy(McpHttpOptions options, HttpClient* client)
    : options_(std::move(options)), client_(client) {
  options_.filter.schemas = &schemas_;
}

McpHttpProxy::Waiting McpHttpProxy::SessionOf(const std::string& id) {
  if (id.empty()) return std::make_shared<WaitingRequests>();
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto it = by_id_.find(id);
  return it != by_id_.end() ? it->second->second : std::make_shared<WaitingRequests>();
}

void McpHttpProxy::KeepSession(const std::string& id, const Waiting& waiting) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (id.empty() || by_id_.contains(id)) return;
  if (sessions_.size() == kMaxSessions) {
    by_id_.erase(sessions_.front().first);
    sessions_.pop_front();
  }
  sessions_.emplace_back(id, waiting);
  by_id_.emplace(id, std::prev(sessions_.end()));
}

void McpHttpProxy::EndSession(const std::string& id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto it = by_id_.find(id);
  if (it == by_id_.end()) return;
  sessions_.erase(it->second);
  by_id_.erase(it);
}

std::string McpHttpProxy::UpstreamTarget(const std::string& target) const {
  const std::string path = options_.upstream.path.empty() ? "/" : options_.upstream.path;
  if (target == "/") return path;
  return target.starts_with("/?") ? path + target.substr(1) : target;
}

void McpHttpProxy::Handle(HttpExchange& exchange) {
  const HttpHead& request = exchange.request();
  if (!IsLocalOrigin(request.headers.Get("origin"))) {
    // The client of a page may be gone already: nobody to tell of a failure.
    (void)exchange.Respond(
        403, {{"content-type", std::string(kJson)}},
        ErrorAnswer("", kStoppedCode, "weir: pages of other origins may not use this listener"));
    return;
  }
  Exchange at(exchange, options_.filter);
  // The older transport has no field for its session: it stands in the target.
  std::string session(request.headers.Get(kSession));
  if (session.empty() && request.method == "POST") session = Cat(kEndpoint, request.target);
  at.waiting = SessionOf(session);
  at.head = request;
  at.head.target = UpstreamTarget(request.target);
  at.is_unread = IsOAuth(at.head.Path());
  RemoveHopByHop(&at.head.headers);
  for (const char* name : {"host", "content-length", "content-encoding", "expect"})
    at.head.headers.Remove(name);
  at.head.headers.Set("accept-encoding", "identity");
  if (Receive(&at)) Send(&at);
}

bool McpHttpProxy::Receive(Exchange* at) {
  absl::StatusOr<std::string> body = at->http.ReadBody(options_.filter.max_message);
  if (body.ok())
    body = Decode(at->http.request().headers.Get("content-encoding"), *std::move(body),
                  options_.filter.max_message);
  if (!body.ok()) {
    const int status = body.status().code() == absl::StatusCode::kUnimplemented
                           ? 415
                           : HttpExchange::StatusFor(body.status());
    (void)at->http.Respond(
        status, {{"content-type", std::string(kJson)}},
        ErrorAnswer("", kInvalidRequestCode, Cat("weir: ", MessageOf(body.status()))));
    return false;
  }
  at->body = *std::move(body);
  if (at->is_unread) return true;

  TextChanges changes;
  Filtered filtered;
  if (!at->body.empty()) {
    at->filter.Look(Side::kClient, at->body, at->waiting.get(), &filtered);
    at->id = filtered.first.id;
    if (!filtered.forward) {
      const bool is_malformed = filtered.first.kind() == Envelope::Kind::kNone;
      // A notification that was stopped is taken, as far as the client can tell.
      const int status = filtered.answer.empty() ? 202 : is_malformed ? 400 : 200;
      (void)at->http.Respond(status, {{"content-type", std::string(kJson)}}, filtered.answer);
      return false;
    }
    at->answers = std::move(filtered.answer);
    if (filtered.changed) {
      changes = ChangesOf(at->body, filtered.text);
      at->body = std::move(filtered.text);
    }
  }
  if (!RewriteMirrored(changes, &at->filter, &at->head.headers)) {
    const std::string why =
        "Stopped by weir, a scanner for secrets: a header field of the request holds a secret.";
    (void)at->http.Respond(
        200, {{"content-type", std::string(kJson)}},
        RefusalOf(filtered.first.id, filtered.first.method, filtered.first.modern, why));
    return false;
  }
  return true;
}

void McpHttpProxy::Send(Exchange* at) {
  HttpHead head = at->head;
  absl::StatusOr<std::unique_ptr<HttpCall>> call =
      client_->Send(options_.upstream, std::move(head), at->body, &at->watch);
  if (!call.ok()) {
    if (call.status().code() == absl::StatusCode::kCancelled) return at->http.Cut();
    const int status = call.status().code() == absl::StatusCode::kDeadlineExceeded ? 504 : 502;
    (void)at->http.Respond(
        status, {{"content-type", std::string(kJson)}},
        ErrorAnswer(at->id, kStoppedCode,
                    Cat("weir: the server cannot be reached: ", MessageOf(call.status()))));
    return;
  }
  const std::string session((*call)->head().headers.Get(kSession));
  if (!session.empty()) KeepSession(session, at->waiting);
  if (at->http.request().method == "DELETE")
    EndSession(std::string(at->http.request().headers.Get(kSession)));
  PassAnswer(at, call->get());
}

void McpHttpProxy::PassAnswer(Exchange* at, HttpCall* call) {
  HttpHead& head = call->head();
  const std::string coding(head.headers.Get("content-encoding"));
  RemoveHopByHop(&head.headers);
  for (const char* name : {"content-length", "content-encoding"}) head.headers.Remove(name);
  if (EqualFolded(MediaType(head.headers), "text/event-stream")) {
    PassEvents(at, call, coding);
    return;
  }
  absl::StatusOr<std::string> body = call->ReadAll(options_.filter.max_message, &at->watch);
  if (body.ok()) body = Decode(coding, *std::move(body), options_.filter.max_message);
  if (!body.ok()) {
    if (body.status().code() == absl::StatusCode::kCancelled) return at->http.Cut();
    (void)at->http.Respond(
        at->id.empty() ? 502 : 200, {{"content-type", std::string(kJson)}},
        ErrorAnswer(at->id, kStoppedCode,
                    Cat("weir: the server's answer cannot be read, so it is not passed on: ",
                        MessageOf(body.status()))));
    return;
  }
  int status = head.status;
  if (!at->is_unread && !body->empty()) {
    Filtered filtered;
    at->filter.Look(Side::kServer, *body, at->waiting.get(), &filtered);
    if (!filtered.answer.empty()) PostBack(at, filtered.answer);
    if (!filtered.forward) {
      body = std::string();
    } else if (filtered.changed) {
      body = std::move(filtered.text);
    }
  }
  if (!at->answers.empty()) {
    body = Joined(*body, at->answers);
    status = 200;
    head.headers.Set("content-type", std::string(kJson));
  }
  (void)at->http.Respond(status, head.headers, *body);
}

void McpHttpProxy::PassEvents(Exchange* at, HttpCall* call, const std::string& coding) {
  absl::StatusOr<std::unique_ptr<StreamDecoder>> decoder = StreamDecoder::Create(coding);
  if (!decoder.ok()) {
    (void)at->http.Respond(
        502, {{"content-type", std::string(kJson)}},
        ErrorAnswer(at->id, kStoppedCode, Cat("weir: ", MessageOf(decoder.status()))));
    return;
  }
  if (!at->http.Begin(call->head().status, call->head().headers).ok()) return;
  SseParser parser(options_.filter.max_message);
  const SseSink sink = [this, at](SseEvent& event) { return PassEvent(at, &event); };
  std::string piece, plain;
  for (;;) {
    piece.clear();
    absl::StatusOr<bool> more = call->ReadSome(&piece, &at->watch);
    absl::Status status = more.status();
    if (status.ok() && *decoder != nullptr) {
      plain.clear();
      status = (*decoder)->Push(piece, options_.filter.max_message, &plain);
      if (status.ok() && !*more) status = (*decoder)->Finish();
    }
    if (status.ok()) status = parser.Push(*decoder != nullptr ? plain : piece, sink);
    if (status.ok() && !*more) status = parser.Finish(sink);
    if (!status.ok()) {
      if (status.code() != absl::StatusCode::kCancelled && options_.filter.note) {
        options_.filter.note(Cat("the server's stream was cut: ", MessageOf(status)));
      }
      return at->http.Cut();
    }
    if (!*more) break;
  }
  if (!at->answers.empty()) {
    SseEvent event;
    event.type = "message";
    event.lines = {"event: message"};
    event.data_at = 1;
    event.has_data = true;
    event.data = at->answers;
    std::string out;
    AppendSse(event, &out);
    if (!at->http.Write(out).ok()) return;
  }
  (void)at->http.End();
}

absl::Status McpHttpProxy::PassEvent(Exchange* at, SseEvent* event) {
  std::string out;
  if (event->has_data && event->type == "endpoint") {
    // Where to post to, of the older transport: the path leads here, whatever host stands before
    // it.
    const size_t scheme = event->data.find("://");
    if (scheme != event->data.npos) {
      const size_t path = event->data.find('/', scheme + 3);
      event->data = path != event->data.npos ? event->data.substr(path) : "/";
    }
    at->post_to = event->data;
    KeepSession(Cat(kEndpoint, event->data), at->waiting);
  } else if (event->has_data && !event->data.empty()) {
    Filtered filtered;
    at->filter.Look(Side::kServer, event->data, at->waiting.get(), &filtered);
    if (!filtered.answer.empty()) PostBack(at, filtered.answer);
    if (!filtered.forward) {
      event->has_data = false;
      event->data.clear();
      if (event->lines.empty()) return absl::OkStatus();
    } else if (filtered.changed) {
      event->data = std::move(filtered.text);
    }
  }
  AppendSse(*event, &out);
  return at->http.Write(out);
}

void McpHttpProxy::PostBack(Exchange* at, std::string_view answer) {
  HttpHead head = at->head;
  head.method = "POST";
  if (!at->post_to.empty()) head.target = at->post_to;
  head.headers.Set("content-type", std::string(kJson));
  head.headers.Set("accept", "application/json, text/event-stream");
  for (const char* name : {"last-event-id", "mcp-method", "mcp-name"}) head.headers.Remove(name);
  absl::StatusOr<std::unique_ptr<HttpCall>> call =
      client_->Send(options_.upstream, std::move(head), answer, &at->watch);
  absl::Status status = call.status();
  if (status.ok()) status = (*call)->ReadAll(options_.filter.max_message, &at->watch).status();
  if (!status.ok() && options_.filter.note) {
    options_.filter.note(
        Cat("the server was not told that its request was declined: ", MessageOf(status)));
  }
}

}  // namespace weir
