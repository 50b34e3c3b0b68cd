// Body codings: what Content-Encoding says was done to a body is undone.
//
//   StatusOr<std::string> plain = Decode("gzip", body, 64 << 20);        // several codings: the last is undone first
//   StatusOr<std::unique_ptr<StreamDecoder>> decoder = StreamDecoder::Create("br");     // for answers that stream
//   Status status = (*decoder)->Push(piece, &plain);  status = (*decoder)->Finish();
//
// Codings: identity, gzip and x-gzip, deflate (zlib, or raw as some send it), br, zstd. At most kMaxCodings.
// Bounds: `max` bytes come out, and the windows of zstd and brotli are those of their default limits.
// What follows the end of the compressed data is an error: it would pass unread.
// Failure: Unimplemented (an unknown coding, or too many: 415), ResourceExhausted (beyond `max`: 413),
// InvalidArgument (broken, or cut off: 400). Threads: one at a time for a decoder.
#ifndef WEIR_NET_CODING_H_
#define WEIR_NET_CODING_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace weir {

inline constexpr size_t kMaxCodings = 4;

class StreamDecoder {
 public:
  // Null for "" and "identity".
  static absl::StatusOr<std::unique_ptr<StreamDecoder>> Create(std::string_view content_encoding);
  virtual ~StreamDecoder() = default;
  // Appends to *out, at most until it holds `max` bytes.
  virtual absl::Status Push(std::string_view bytes, uint64_t max, std::string* out) = 0;
  virtual absl::Status Finish() = 0;
};

absl::StatusOr<std::string> Decode(std::string_view content_encoding, std::string body, uint64_t max);

}  // namespace weir

#endif  // WEIR_NET_CODING_H_
