#include "adapter/files/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace weir {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr int64_t kFirstNs = 1'000'000'000;
constexpr int64_t kEveryNs = 100'000'000;

std::string Size(double bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  size_t unit = 0;
  while (bytes >= 1000 && unit + 1 < std::size(kUnits)) {
    bytes /= 1024;
    ++unit;
  }
  char text[32];
  snprintf(text, sizeof text, unit == 0 || bytes >= 100 ? "%.0f %s" : "%.1f %s", bytes,
           kUnits[unit]);
  return text;
}

std::string Grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string Counted(uint64_t number, const char* one, const char* many) {
  return Grouped(number) + " " + (number == 1 ? one : many);
}

std::string TimeLeft(double seconds) {
  const auto whole = static_cast<uint64_t>(seconds + 0.5);
  if (whole < 120) return std::to_string(whole) + " s left";
  if (whole < 7200) return std::to_string(whole / 60) + " min left";
  return std::to_string(whole / 3600) + " h left";
}

size_t TerminalWidth(int fd) {
  winsize size = {};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

// A progress line that cannot be written is no reason to end a run.
void WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = write(fd, text.data(), text.size());
    if (put <= 0) return;
    text.remove_prefix(static_cast<size_t>(put));
  }
}

constexpr std::string_view kErase = "\r\x1b[K";

}  // namespace

std::string ProgressLine(const ProgressCount& count, uint64_t total_bytes, nanoseconds elapsed,
                         size_t width) {
  const double seconds = std::max(std::chrono::duration<double>(elapsed).count(), 1e-9);
  const double rate = static_cast<double>(count.bytes) / seconds;
  std::string line = Size(static_cast<double>(count.bytes));
  line += "  " + Counted(count.files, "file", "files");
  line += "  " + Counted(count.findings, "finding", "findings");
  line += "  " + Size(rate) + "/s";
  if (total_bytes > count.bytes && rate > 0) {
    line += "  " + TimeLeft(static_cast<double>(total_bytes - count.bytes) / rate);
  }
  if (line.size() > width) line.resize(width);
  return line;
}

Progress::Progress(int fd, uint64_t total_bytes)
    : fd_(fd), total_bytes_(total_bytes), start_(steady_clock::now()), next_draw_ns_(kFirstNs) {}

Progress::~Progress() { Pause(); }

void Progress::Add(const ProgressCount& more) {
  if (fd_ < 0) return;
  bytes_.fetch_add(more.bytes, std::memory_order_relaxed);
  files_.fetch_add(more.files, std::memory_order_relaxed);
  findings_.fetch_add(more.findings, std::memory_order_relaxed);
  const nanoseconds elapsed = steady_clock::now() - start_;
  int64_t due = next_draw_ns_.load(std::memory_order_relaxed);
  // Of several threads one draws.
  if (elapsed.count() < due ||
      !next_draw_ns_.compare_exchange_strong(due, elapsed.count() + kEveryNs)) {
    return;
  }
  Draw(elapsed);
}

void Progress::Draw(nanoseconds elapsed) {
  const ProgressCount count = {.bytes = bytes_.load(std::memory_order_relaxed),
                               .files = files_.load(std::memory_order_relaxed),
                               .findings = findings_.load(std::memory_order_relaxed)};
  const size_t width = TerminalWidth(fd_);
  std::string text(kErase);
  // One column stays free: a full line would wrap on some terminals.
  text += ProgressLine(count, total_bytes_, elapsed, width - 1);
  std::lock_guard<std::mutex> lock(mutex_);
  WriteAll(fd_, text);
  shown_ = true;
}

void Progress::Pause() {
  if (fd_ < 0) return;
  std::lock_guard<std::mutex> lock(mutex_);
  if (!shown_) return;
  WriteAll(fd_, kErase);
  shown_ = false;
}

}  // namespace weir
