#include "cli/message.h"

#include <unistd.h>

#include <cerrno>
#include <string>

#include "os/write_fully.h"
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
  (void)WriteFully(STDERR_FILENO, text);  // there is nobody left to tell
}

void PrintNote(std::string_view line) { PrintBlock(Cat(Printable(line), "\n")); }

void PrintError(std::string_view message) { PrintBlock(Cat("weir: ", Printable(message), "\n")); }

void PrintError(const absl::Status& status) { PrintError(MessageOf(status)); }

}  // namespace weir
