#include "cli/message.h"

#include <unistd.h>

#include <cerrno>
#include <string>

#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

thread_local std::string* captured = nullptr;

}  // namespace

void CaptureMessages(std::string* into) { captured = into; }

void PrintBlock(std::string_view text) {
  if (captured != nullptr) {
    captured->append(text);
    return;
  }
  while (!text.empty()) {
    const ssize_t wrote = write(STDERR_FILENO, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return;
    text.remove_prefix(static_cast<size_t>(wrote));
  }
}

void PrintNote(std::string_view line) { PrintBlock(Cat(Printable(line), "\n")); }

void PrintError(std::string_view message) { PrintBlock(Cat("weir: ", Printable(message), "\n")); }

void PrintError(const absl::Status& status) { PrintError(MessageOf(status)); }

}  // namespace weir
