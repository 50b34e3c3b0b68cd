// HttpParser: one HTTP/1.x message out of bytes that arrive in pieces of any size.
//
//   HttpParser parser(HttpParser::Kind::kRequest, limits);
//   while (!parser.done()) {
//     StatusOr<size_t> used = parser.Push(bytes, &body);      // body bytes are appended; 0: more is needed
//     ...                                                     // what was not used stands before the next piece
//   }
//   parser.head();  parser.keep_alive();
//
// The bytes of a head must be offered together until it is complete (Push uses none of an incomplete head);
// a body is taken as it comes. What comes behind the message is left alone: pipelined requests.
// Strict where two readers could disagree about where a message ends: Content-Length with Transfer-Encoding,
// two lengths, any coding but "chunked", folded lines, blanks before a colon are all refused.
// Trailers are read and dropped. Interim answers (1xx) are messages of their own.
// Failure: InvalidArgument (no HTTP), ResourceExhausted (head too large), Unimplemented (a transfer coding).
// Threads: one at a time. Nothing of Boost is seen here: http_parser.cc alone includes it.
#ifndef WEIR_NET_HTTP_PARSER_H_
#define WEIR_NET_HTTP_PARSER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "net/http_message.h"

namespace weir {

inline constexpr uint32_t kMaxHttpHead = 64 * 1024;
inline constexpr size_t kMaxHttpFields = 256;

class HttpParser {
 public:
  enum class Kind { kRequest, kAnswer };
  explicit HttpParser(Kind kind, uint32_t max_head = kMaxHttpHead);
  ~HttpParser();
  HttpParser(HttpParser&&) noexcept;
  HttpParser& operator=(HttpParser&&) noexcept;

  // The answer to HEAD has no body, whatever its head says.
  void ExpectNoBody();
  absl::StatusOr<size_t> Push(std::string_view bytes, std::string* body);
  // The peer ended its side. OK only where the message may end so.
  absl::Status Finish();

  bool head_done() const;
  bool done() const;
  HttpHead& head();
  // May another message follow on the same connection?
  bool keep_alive() const;
  std::optional<uint64_t> content_length() const;  // as declared
  bool chunked() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weir

#endif  // WEIR_NET_HTTP_PARSER_H_
