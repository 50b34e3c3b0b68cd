#include "adapter/serve/http_service.h"

#include <sodium/utils.h>

#include <chrono>
#include <string_view>
#include <utility>

#include "net/coding.h"
#include "rules/cat.h"

namespace weir {

bool HttpService::Allowed(const HttpHeaders& headers) const {
  if (options_.token.empty()) return true;
  std::string_view given = headers.Get("authorization");
  constexpr std::string_view kBearer = "Bearer ";
  if (given.size() > kBearer.size() && EqualFolded(given.substr(0, kBearer.size()), kBearer)) {
    given.remove_prefix(kBearer.size());
  } else {
    given = headers.Get("x-api-key");
  }
  given = TrimBlanks(given);
  return given.size() == options_.token.size() &&
         sodium_memcmp(given.data(), options_.token.data(), given.size()) == 0;
}

ServeAnswer HttpService::AnswerTo(HttpExchange& exchange, uint64_t* bytes) const {
  const HttpHead& head = exchange.request();
  const std::string_view path = head.Path();
  if (path != "/healthz" && !Allowed(head.headers)) {
    ServeAnswer answer =
        ErrorAnswer(401, "a token is needed: Authorization: Bearer TOKEN (see --token-file)");
    answer.fields.push_back({"www-authenticate", "Bearer"});
    return answer;
  }
  absl::StatusOr<std::string> body = exchange.ReadBody(options_.max_body);
  if (body.ok()) {
    *bytes = body->size();
    body = Decode(head.headers.Get("content-encoding"), *std::move(body), options_.max_body);
  }
  if (!body.ok()) {
    const absl::StatusCode code = body.status().code();
    const int status =
        code == absl::StatusCode::kUnimplemented ? 415 : HttpExchange::StatusFor(body.status());
    return ErrorAnswer(status, {body.status().message().data(), body.status().message().size()});
  }
  ServeRequest request;
  request.method = head.method;
  request.path = path;
  request.query =
      std::string_view(head.target).substr(std::min(path.size() + 1, head.target.size()));
  request.content_type = head.headers.Get("content-type");
  request.body = *body;
  return endpoints_->Answer(request);
}

void HttpService::Handle(HttpExchange& exchange) const {
  const auto start = std::chrono::steady_clock::now();
  uint64_t bytes = 0;
  ServeAnswer answer = AnswerTo(exchange, &bytes);
  HttpHeaders headers;
  headers.Add("content-type", answer.content_type);
  headers.Add("cache-control", "no-store");
  headers.Add("x-content-type-options", "nosniff");
  for (HttpField& field : answer.fields) headers.Add(std::move(field.name), std::move(field.value));
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - start);
  endpoints_->parts().metrics->Request(exchange.request().Path(), answer.status, bytes,
                                       static_cast<uint64_t>(took.count()));
  // A client that has gone needs no answer, and nobody else is told of it.
  static_cast<void>(exchange.Respond(answer.status, std::move(headers), answer.body));
}

}  // namespace weir
