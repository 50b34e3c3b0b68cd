// Event streams: text/event-stream (SSE), JSON a line (NDJSON), and a JSON array that arrives element by element.
//
//   SseParser parser(4 << 20);
//   Status status = parser.Push(bytes, [&](const SseEvent& event) { ... return OkStatus(); });   // each as it completes
//   status = parser.Finish(sink);                                         // an event without its blank line
//   AppendSse(event, &out);                                               // the same event again
//
// An SSE event keeps all its lines, in order: fields that are not known and comments are passed on. A block of
// comments alone is an event with no data. Lines may end with LF, CRLF or CR, cut anywhere; a BOM at the start
// is dropped. Several data lines are joined with LF, as the standard has it, and written again as one line for
// each. Pieces of a JSON array are told apart by brackets and strings only; what is in them is not checked here.
// Limits: an event, line or element of more than `max` bytes is ResourceExhausted.
// Threads: one at a time. Cost: linear; each byte is copied once.
#ifndef WEIR_NET_EVENT_STREAM_H_
#define WEIR_NET_EVENT_STREAM_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace weir {

struct SseEvent {
  std::string type;      // of the last "event" field; "" = none
  std::string data;      // of all "data" fields
  bool has_data = false;
  // The other lines as they came, without their ends: "event: x", "id: 7", ": comment". Data stands at data_at.
  std::vector<std::string> lines;
  size_t data_at = 0;    // lines[0, data_at) stand before the data

  void Clear();
};
using SseSink = std::function<absl::Status(SseEvent&)>;

class SseParser {
 public:
  explicit SseParser(size_t max_event) : max_(max_event) {}
  absl::Status Push(std::string_view bytes, const SseSink& sink);
  // Gives the event that has begun, if there is one: by the standard it is incomplete; some clients take it.
  absl::Status Finish(const SseSink& sink);

 private:
  absl::Status Line(const SseSink& sink);

  const size_t max_;
  std::string line_;
  SseEvent event_;
  size_t size_ = 0;
  bool any_ = false, after_cr_ = false, started_ = false;
};

void AppendSse(const SseEvent& event, std::string* out);

// Lines without their ends; empty ones are left out.
class LineParser {
 public:
  explicit LineParser(size_t max_line) : max_(max_line) {}
  using Sink = std::function<absl::Status(std::string_view)>;
  absl::Status Push(std::string_view bytes, const Sink& sink);
  absl::Status Finish(const Sink& sink);

 private:
  const size_t max_;
  std::string line_;
};

// "[{...}\n,{...}]": elements go to `element`; brackets, commas and blanks around them to `between`, in order.
class ArrayParser {
 public:
  explicit ArrayParser(size_t max_element) : max_(max_element) {}
  using Sink = std::function<absl::Status(std::string_view)>;
  absl::Status Push(std::string_view bytes, const Sink& element, const Sink& between);
  // InvalidArgument where the array has not ended.
  absl::Status Finish() const;

 private:
  enum class State { kBefore, kBetween, kElement, kAfter };
  const size_t max_;
  State state_ = State::kBefore;
  std::string element_;
  size_t depth_ = 0;
  bool in_string_ = false, escaped_ = false;
};

}  // namespace weir

#endif  // WEIR_NET_EVENT_STREAM_H_
