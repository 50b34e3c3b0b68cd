#include "adapter/redact/redact_input.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>

#include "redact/stream_redactor.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

constexpr size_t kLiveRead = size_t{64} << 10;

absl::Status ReadError(int error) {
  return absl::UnavailableError(Cat("reading failed: ", SystemMessage(error)));
}

// Passes on at once, or, where placeholders must be made to last first, when all of a step is there.
class StepOutput {
 public:
  explicit StepOutput(const MaskedOutput& output) : output_(output) {}
  ByteSink sink() {
    if (!output_.settle) return output_.write;
    return [this](std::string_view bytes) {
      held_.append(bytes);
      return absl::OkStatus();
    };
  }
  absl::Status EndStep() {
    if (!output_.settle || held_.empty()) return absl::OkStatus();
    absl::Status status = output_.settle();
    if (status.ok()) status = output_.write(held_);
    held_.clear();
    return status;
  }

 private:
  const MaskedOutput& output_;
  std::string held_;
};

}  // namespace

RedactInput::RedactInput(const Scanner& scanner, Masker* masker, const RedactInputOptions& options)
    : scanner_(scanner),
      masker_(masker),
      options_(options),
      redactor_(scanner, masker, options.log) {}

WindowReader::Limits RedactInput::WindowLimits() const {
  WindowReader::Limits limits;
  // An occurrence of a value may begin at the very end of a window's own part.
  limits.back = Scanner::kBackContext + kMaxSpan;
  limits.forward = std::max<size_t>(Scanner::kForwardContext + kMaxSpan, LiteralFinder::kMost + 1024);
  limits.window = std::max<size_t>(options_.window_bytes, limits.back + limits.forward + 4096);
  limits.stop = options_.stop;
  return limits;
}

std::optional<Scanner::Deadline> RedactInput::DeadlineFrom(Scanner::Deadline started) const {
  if (scanner_.options().max_time.count() <= 0) return std::nullopt;
  return started + scanner_.options().max_time;
}

InputResult RedactInput::Windows(WindowReader* reader, uint64_t expected,
                                 Scanner::Deadline started, const MaskedOutput& output) {
  InputResult result;
  StepOutput step(output);
  const ByteSink sink = step.sink();
  for (;;) {
    WindowReader::Window window;
    const WindowReader::Event event = reader->Next(&window);
    if (event == WindowReader::Event::kEnd) break;
    if (event == WindowReader::Event::kIdle) continue;
    result.status = redactor_.Window(window.bytes, window.offset, window.own_begin, window.own_end,
                                     sink, DeadlineFrom(started));
    if (result.status.ok()) result.status = step.EndStep();
    if (!result.status.ok()) break;
    result.bytes += window.own_end - window.own_begin;
  }
  result.stats = redactor_.stats();
  result.stopped = reader->stopped();
  if (!result.status.ok()) return result;
  if (reader->error() != 0) {
    result.status = ReadError(reader->error());
  } else if (!result.stopped && expected > reader->decided()) {
    result.status = absl::UnavailableError(
        Cat("it became shorter while it was read: ", expected - reader->decided(), " bytes are missing"));
  }
  return result;
}

InputResult RedactInput::File(int fd, uint64_t size, const MaskedOutput& output) {
  const Scanner::Deadline started = std::chrono::steady_clock::now();
  const WindowReader::Part part{.begin = 0, .end = size, .size = size};
  redactor_.Begin();
  if (size > options_.window_bytes) {
    WindowReader reader(fd, part, WindowLimits(), &buffer_);
    WindowReader::Window window;
    while (reader.Next(&window) == WindowReader::Event::kWindow) {
      InputResult result;
      result.status = redactor_.Learn(window.bytes, window.offset, window.own_begin,
                                      window.own_end, DeadlineFrom(started));
      if (!result.status.ok()) return result;
    }
    InputResult result;
    result.stopped = reader.stopped();
    if (reader.error() != 0) result.status = ReadError(reader.error());
    if (result.stopped || !result.status.ok()) return result;
  }
  WindowReader reader(fd, part, WindowLimits(), &buffer_);
  return Windows(&reader, size, started, output);
}

InputResult RedactInput::Pipe(int fd, const MaskedOutput& output) {
  redactor_.Begin();
  WindowReader reader(fd, WindowReader::Stream{}, WindowLimits(), &buffer_);
  return Windows(&reader, 0, std::chrono::steady_clock::now(), output);
}

InputResult RedactInput::Live(int fd, const MaskedOutput& output) {
  InputResult result;
  StreamRedactor redactor(scanner_, masker_, options_.log, options_.stream);
  StepOutput step(output);
  const ByteSink sink = step.sink();
  char* const data = buffer_.Reserve(kLiveRead);
  for (bool at_end = false; !at_end;) {
    if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
      // What is held is not decided: it may be the beginning of a secret, and stays here.
      result.stopped = true;
      break;
    }
    const ssize_t got = read(fd, data, kLiveRead);
    if (got < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) {  // someone made the descriptor non-blocking
        pollfd wanted = {.fd = fd, .events = POLLIN, .revents = 0};
        (void)poll(&wanted, 1, -1);
        continue;
      }
      result.status = ReadError(errno);
      break;
    }
    at_end = got == 0;
    result.bytes += static_cast<uint64_t>(got);
    result.status = at_end ? redactor.Finish(sink)
                           : redactor.Push(std::string_view(data, static_cast<size_t>(got)), sink);
    if (result.status.ok()) result.status = step.EndStep();
    if (result.status.ok()) result.status = output.flush();
    if (!result.status.ok()) break;
  }
  result.stats = redactor.stats();
  return result;
}

}  // namespace weir
