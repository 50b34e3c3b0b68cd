// ICAP messages (RFC 3507): the head, what it says is encapsulated, and chunked bodies. No sockets.
//
//   absl::StatusOr<IcapHead> head = ParseIcapHead(bytes);          // up to and with its empty line
//   absl::StatusOr<IcapParts> parts = ParseEncapsulated(*head);    // where the HTTP heads and the
//   body lie ChunkReader chunks(max); RETURN_IF_ERROR(chunks.Push(bytes, &used));   chunks.done()
//   chunks.ieof()  chunks.body()
//
// Encapsulated lists must be those the RFC allows for the method, with offsets that rise from 0;
// header blocks together have at most kMaxIcapHttpHead bytes. Chunk sizes are hex digits and
// nothing but extensions behind ";"; after the last chunk trailers are read and left out. Failure:
// InvalidArgument; ResourceExhausted (heads, lines or a body beyond their bounds). Threads: plain
// values, one at a time. Cost: linear.
#ifndef WEIR_ADAPTER_SERVE_ICAP_MESSAGE_H_
#define WEIR_ADAPTER_SERVE_ICAP_MESSAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "net/http_message.h"

namespace weir {

inline constexpr size_t kMaxIcapHead = 64 * 1024;
inline constexpr size_t kMaxIcapHttpHead = 256 * 1024;

struct IcapHead {
  std::string method, uri, service;  // service: "reqmod", of icap://host/reqmod?x
  std::string version;               // "1.0"
  HttpHeaders headers;
};
absl::StatusOr<IcapHead> ParseIcapHead(std::string_view bytes);

struct IcapParts {
  // Bytes of each header block; 0 where there is none.
  size_t request_head = 0, response_head = 0;
  bool has_body = false;
  size_t heads() const { return request_head + response_head; }
};
// For REQMOD and RESPMOD; for OPTIONS nothing need be said.
absl::StatusOr<IcapParts> ParseEncapsulated(const IcapHead& head);

// Body bytes in a preview; nullopt if there is no preview.
absl::StatusOr<std::optional<uint64_t>> ParsePreview(const IcapHead& head);

class ChunkReader {
 public:
  explicit ChunkReader(uint64_t max) : max_(max) {}
  // *used: bytes that belong to the body; behind its end nothing is used.
  absl::Status Push(std::string_view bytes, size_t* used);
  bool done() const { return state_ == State::kDone; }
  bool ieof() const { return ieof_; }
  const std::string& body() const { return body_; }
  std::string TakeBody() { return std::move(body_); }
  // After a preview more of the same body follows.
  void Continue() { state_ = State::kSize; }

 private:
  enum class State : uint8_t { kSize, kData, kDataEnd, kTrailer, kDone };
  absl::Status Line(std::string_view line);

  const uint64_t max_;
  State state_ = State::kSize;
  uint64_t left_ = 0;
  bool ieof_ = false;
  size_t trailer_ = 0;
  std::string line_, body_;
};

// An HTTP head as it stands in an ICAP message, without its body's framing.
struct InnerHead {
  std::string first_line;
  HttpHeaders headers;
};
absl::StatusOr<InnerHead> ParseInnerHead(std::string_view block);
std::string SerializeInnerHead(const InnerHead& head);

}  // namespace weir

#endif  // WEIR_ADAPTER_SERVE_ICAP_MESSAGE_H_
