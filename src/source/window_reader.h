// WindowReader: an input of any length as windows that overlap enough for Scanner::ScanWindow.
//
//   WindowReader reader(fd, WindowReader::Stream{}, limits, &buffer);
//   for (;;) {
//     WindowReader::Window window;
//     const auto event = reader.Next(&window);
//     if (event != WindowReader::Event::kWindow) break;
//     scanner.ScanWindow(window.bytes, window.own_begin, window.own_end, &result);
//   }
//
// The windows' own ranges follow one another without a gap, and around each stand `back` and
// `forward` bytes, or the input's true ends. A window begins at an even offset (a multiple of 64),
// so that code units of UTF-16 keep their place. A stream that has nothing to read for a moment
// gives kIdle with what is there so far: a look at a text whose end is not known yet, after which
// the same bytes come again in a kWindow. Memory: limits.window bytes of the buffer, whatever the
// input. Threads: one object a thread. Failure: kEnd after the last bytes that could be read; then
// error() and stopped() say why it ended.
#ifndef WEIR_SOURCE_WINDOW_READER_H_
#define WEIR_SOURCE_WINDOW_READER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "source/read_buffer.h"

namespace weir {

class WindowReader {
 public:
  struct Limits {
    size_t window = size_t{2} << 20;  // bytes; at least back + forward + 1024
    size_t back = 0, forward = 0;     // context
    const std::atomic<bool>* stop = nullptr;
    int idle_ms = 100;  // a stream is idle after this long
  };
  struct Stream {};  // read from where the descriptor stands to the end
  // A part of a file that can be read at any place: own [begin, end) of `size` bytes.
  struct Part {
    uint64_t begin = 0, end = 0, size = 0;
  };
  struct Window {
    std::string_view bytes;             // valid until the next call
    uint64_t offset = 0;                // of bytes[0] in the input
    size_t own_begin = 0, own_end = 0;  // in bytes
  };
  enum class Event : uint8_t { kWindow, kIdle, kEnd };

  WindowReader(int fd, Stream, const Limits& limits, ReadBuffer* buffer);
  WindowReader(int fd, const Part& part, const Limits& limits, ReadBuffer* buffer);

  Event Next(Window* window);

  // Where the own ranges given so far end: at kEnd, all that could be read.
  uint64_t decided() const { return decided_; }
  int error() const { return error_; }       // errno of a failed read, or 0
  bool stopped() const { return stopped_; }  // *limits.stop was set

 private:
  enum class Fill : uint8_t { kMore, kEnd, kIdle };
  Fill ReadMore();
  Fill WaitForInput();
  Window Make(uint64_t own_end) const;

  const int fd_;
  const Limits limits_;
  const bool stream_;
  const uint64_t own_limit_;   // end of the part; of a stream: no limit
  const uint64_t read_limit_;  // and with the context behind it
  char* const data_;
  uint64_t offset_ = 0;  // of data_[0] in the input
  size_t size_ = 0;      // bytes in data_
  uint64_t decided_ = 0;
  uint64_t seen_idle_ = 0;  // end of what the last kIdle showed
  bool at_end_ = false;
  bool stopped_ = false;
  int error_ = 0;
};

}  // namespace weir

#endif  // WEIR_SOURCE_WINDOW_READER_H_
