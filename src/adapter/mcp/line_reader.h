// LineReader: bytes of a pipe as lines, one message each, with a limit.
//
//   LineReader reader(64 << 20);
//   reader.Push(bytes, [&](const McpLine& line) { ... });
//   reader.Finish(take);                      // what stood behind the last line end
//
// A line is given with its end, so that it can be passed on byte for byte. One that is longer than
// the limit is given without its bytes, but with what its envelope says, so that it can be refused
// by its id. The lines are the same however the bytes are cut. Memory: at most the limit and what
// one Push() brings. Threads: one at a time. Ownership: views are valid during the call.
#ifndef WEIR_ADAPTER_MCP_LINE_READER_H_
#define WEIR_ADAPTER_MCP_LINE_READER_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "adapter/mcp/envelope.h"

namespace weir {

inline constexpr size_t kDefaultMaxMessage = size_t{64} << 20;

struct McpLine {
  std::string_view text;                     // without its end
  std::string_view end;                      // "\n", "\r\n", or "" for the last one
  std::string_view whole;                    // both
  bool too_long = false;                     // then all three are empty
  const EnvelopeReader* envelope = nullptr;  // of a line that is too long
};
using TakeLine = std::function<void(const McpLine&)>;

class LineReader {
 public:
  explicit LineReader(size_t max_line) : max_line_(max_line) {}

  void Push(std::string_view bytes, const TakeLine& take);
  void Finish(const TakeLine& take);

 private:
  void Give(std::string_view whole, const TakeLine& take);

  const size_t max_line_;
  std::string held_;
  bool too_long_ = false;
  EnvelopeReader envelope_;  // of the line that is too long
};

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_LINE_READER_H_
