#include "net/http_message.h"

#include <algorithm>

#include "rules/cat.h"

namespace weir {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

void AppendFields(const HttpHeaders& headers, std::string* out) {
  for (const HttpField& field : headers.fields()) {
    out->append(field.name).append(": ").append(field.value).append("\r\n");
  }
  out->append("\r\n");
}

// Calls visit(token) for each part between commas.
template <typename Visit>
void ForEachToken(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    const std::string_view token = TrimBlanks(list.substr(0, comma));
    if (!token.empty()) visit(token);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

}  // namespace

bool EqualFolded(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string_view TrimBlanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

const std::string* HttpHeaders::Find(std::string_view name) const {
  for (const HttpField& field : fields_) {
    if (EqualFolded(field.name, name)) return &field.value;
  }
  return nullptr;
}

std::string_view HttpHeaders::Get(std::string_view name) const {
  const std::string* const value = Find(name);
  return value != nullptr ? std::string_view(*value) : std::string_view();
}

size_t HttpHeaders::Count(std::string_view name) const {
  return static_cast<size_t>(std::count_if(fields_.begin(), fields_.end(), [&](const HttpField& field) {
    return EqualFolded(field.name, name);
  }));
}

bool HttpHeaders::HasToken(std::string_view name, std::string_view token) const {
  bool found = false;
  for (const HttpField& field : fields_) {
    if (!EqualFolded(field.name, name)) continue;
    ForEachToken(field.value, [&](std::string_view part) { found |= EqualFolded(part, token); });
  }
  return found;
}

void HttpHeaders::Set(std::string_view name, std::string value) {
  const auto first = std::find_if(fields_.begin(), fields_.end(),
                                  [&](const HttpField& field) { return EqualFolded(field.name, name); });
  if (first == fields_.end()) return Add(std::string(name), std::move(value));
  first->value = std::move(value);
  fields_.erase(std::remove_if(first + 1, fields_.end(),
                               [&](const HttpField& field) { return EqualFolded(field.name, name); }),
                fields_.end());
}

void HttpHeaders::Remove(std::string_view name) {
  fields_.erase(std::remove_if(fields_.begin(), fields_.end(),
                               [&](const HttpField& field) { return EqualFolded(field.name, name); }),
                fields_.end());
}

void RemoveHopByHop(HttpHeaders* headers) {
  std::vector<std::string> named;
  for (const HttpField& field : headers->fields()) {
    if (!EqualFolded(field.name, "connection")) continue;
    ForEachToken(field.value, [&](std::string_view token) { named.emplace_back(token); });
  }
  for (const std::string& name : named) {
    // A peer must not have its message's framing or address taken away by naming it here.
    if (EqualFolded(name, "content-length") || EqualFolded(name, "host")) continue;
    headers->Remove(name);
  }
  for (const char* name : {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade",
                           "proxy-connection", "proxy-authenticate", "proxy-authorization"}) {
    headers->Remove(name);
  }
}

std::string SerializeRequestHead(const HttpHead& head) {
  std::string out = Cat(head.method, " ", head.target, " HTTP/1.1\r\n");
  AppendFields(head.headers, &out);
  return out;
}

std::string SerializeAnswerHead(const HttpHead& head) {
  std::string out = Cat("HTTP/1.1 ", head.status, " ",
                        head.reason.empty() ? ReasonPhrase(head.status) : std::string_view(head.reason), "\r\n");
  AppendFields(head.headers, &out);
  return out;
}

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "";
  }
}

}  // namespace weir
