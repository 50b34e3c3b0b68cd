#include "guard/decision_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "report/printable.h"
#include "report/utf8.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMostOutside = 512;  // bytes of a text from outside

std::string Time() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  tm parts{};
  gmtime_r(&now.tv_sec, &parts);
  auto digits = [](long value, int width) {
    std::string text = std::to_string(value);
    while (text.size() < static_cast<size_t>(width)) text.insert(text.begin(), '0');
    return text;
  };
  return Cat(digits(parts.tm_year + 1900, 4), "-", digits(parts.tm_mon + 1, 2), "-",
             digits(parts.tm_mday, 2), "T", digits(parts.tm_hour, 2), ":", digits(parts.tm_min, 2),
             ":", digits(parts.tm_sec, 2), ".", digits(now.tv_nsec / 1'000'000, 3), "Z");
}

void AppendEscape(uint32_t unit, std::string* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  *out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) *out += kHex[(unit >> shift) & 15];
}

// A JSON string in ASCII, with its quotes.
std::string Quoted(std::string_view text) {
  std::string out = "\"";
  text = text.substr(0, kMostOutside);
  for (size_t i = 0; i < text.size();) {
    const Utf8Char c = DecodeUtf8(text, i);
    i += c.length;
    if (c.code == '"' || c.code == '\\') {
      out += '\\';
      out += static_cast<char>(c.code);
    } else if (c.code >= 0x20 && c.code < 0x7F) {
      out += static_cast<char>(c.code);
    } else if (c.code < 0x10000) {
      AppendEscape(c.code, &out);
    } else {
      AppendEscape(0xD800 + ((c.code - 0x10000) >> 10), &out);
      AppendEscape(0xDC00 + ((c.code - 0x10000) & 0x3FF), &out);
    }
  }
  return out + '"';
}

absl::Status OpenError(const std::string& path, std::string_view what, int error) {
  const std::string message = Cat("decision log '", Printable(path), "': ", what);
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(message);
    default:
      return absl::FailedPreconditionError(message);
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<DecisionLog>> DecisionLog::Open(const std::string& path) {
  // O_NONBLOCK: a FIFO without a reader must not make us wait.
  const int fd =
      open(path.c_str(),
           O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
  if (fd < 0) {
    const int error = errno;
    return OpenError(
        path,
        error == ELOOP ? "it is a symbolic link; name the file itself" : strerrordesc_np(error),
        error);
  }
  std::unique_ptr<DecisionLog> log(new DecisionLog(fd));
  struct stat info;
  if (fstat(fd, &info) != 0) return OpenError(path, strerrordesc_np(errno), errno);
  if (!S_ISREG(info.st_mode)) return OpenError(path, "it is not a regular file", 0);
  if ((info.st_mode & S_IWOTH) != 0)
    return OpenError(path, "others can write it; chmod o-w it first", 0);
  return log;
}

DecisionLog::~DecisionLog() { close(fd_); }

void DecisionLog::set_session(std::string session) {
  const std::lock_guard<std::mutex> lock(mutex_);
  session_ = std::move(session);
}

absl::Status DecisionLog::status() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return status_;
}

void DecisionLog::Fail(absl::Status status) {
  if (status_.ok()) status_ = std::move(status);
}

void DecisionLog::Write(const Place& place, const Decision& decision, std::string_view value) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!key_.has_value()) {
    absl::StatusOr<FingerprintKey> key = LoadFingerprintKey();
    if (!key.ok()) return Fail(key.status());
    key_ = *std::move(key);
  }
  std::string line =
      Cat("{\"time\":\"", Time(), "\",\"adapter\":", Quoted(place.adapter), ",\"direction\":\"",
          Name(place.direction), "\",\"component\":", Quoted(place.component),
          ",\"part\":", Quoted(place.part));
  if (!session_.empty()) line += Cat(",\"session\":", Quoted(session_));
  line += Cat(",\"pointer\":", Quoted(decision.pointer), ",\"line\":", decision.line);
  if (decision.rule != nullptr) {
    line +=
        Cat(",\"rule\":", Quoted(decision.rule->id), ",\"class\":\"",
            Name(decision.rule->secret_class), "\",\"confidence\":\"", Name(decision.confidence),
            "\",\"fingerprint\":\"", Fingerprint(*key_, decision.rule->id, value), "\"");
    if (key_->is_ephemeral) line += ",\"fingerprint_key\":\"run\"";
  }
  line += Cat(",\"action\":\"", Name(decision.ruling.action), "\",\"reason\":",
              Quoted(decision.allowed_by.empty() ? decision.ruling.reason
                                                 : std::string_view(decision.allowed_by)),
              "}\n");
  ssize_t written;
  do {
    written = write(fd_, line.data(), line.size());
  } while (written < 0 && errno == EINTR);
  if (written == static_cast<ssize_t>(line.size())) return;
  Fail(absl::UnavailableError(
      Cat("writing the decision log: ",
          written < 0 ? strerrordesc_np(errno) : "the line was cut off; is the disk full?")));
}

}  // namespace weir
