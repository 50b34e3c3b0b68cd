// The head of an HTTP/1.1 message: its first line and its fields, in the order and the letters they came in.
//
//   head.headers.Find("content-type");  head.headers.Set("content-length", "12");  head.headers.Remove("te");
//
// Names compare without case. Values hold no control characters when they come from HttpParser, and are refused
// by IsFieldValue() before they are written. Threads, ownership: plain values.
#ifndef WEIR_NET_HTTP_MESSAGE_H_
#define WEIR_NET_HTTP_MESSAGE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

struct HttpField {
  std::string name, value;
};

class HttpHeaders {
 public:
  // The first one's value; null if there is none.
  const std::string* Find(std::string_view name) const;
  std::string_view Get(std::string_view name) const;  // "" if there is none
  size_t Count(std::string_view name) const;
  // Does a comma-separated field, in all its lines, name `token`?
  bool HasToken(std::string_view name, std::string_view token) const;
  void Add(std::string name, std::string value) { fields_.push_back({std::move(name), std::move(value)}); }
  void Set(std::string_view name, std::string value);  // in the place of the first; others go
  void Remove(std::string_view name);
  const std::vector<HttpField>& fields() const { return fields_; }
  std::vector<HttpField>& fields() { return fields_; }

 private:
  std::vector<HttpField> fields_;
};

struct HttpHead {
  // Of a request:
  std::string method, target;
  // Of an answer:
  int status = 0;
  std::string reason;
  // Of both:
  int minor_version = 1;  // HTTP/1.x
  HttpHeaders headers;

  std::string_view Path() const { return std::string_view(target).substr(0, target.find('?')); }
};

bool EqualFolded(std::string_view a, std::string_view b);  // ASCII letters without case
std::string_view TrimBlanks(std::string_view text);
std::string_view ReasonPhrase(int status);  // "Not Found"; "" for what is not known
// "POST /x HTTP/1.1\r\n...\r\n\r\n"
std::string SerializeRequestHead(const HttpHead& head);
std::string SerializeAnswerHead(const HttpHead& head);
// Takes out what belongs to one connection only: Connection and what it names, Keep-Alive, Transfer-Encoding,
// TE, Trailer, Upgrade, Proxy-Connection, Proxy-Authenticate, Proxy-Authorization.
void RemoveHopByHop(HttpHeaders* headers);

}  // namespace weir

#endif  // WEIR_NET_HTTP_MESSAGE_H_
