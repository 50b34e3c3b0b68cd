// One stored session, looked at or masked in place, while its client may be writing to it.
//
//   SessionWiper wiper(parts);
//   SessionResult result = wiper.Scan(file);
//   SessionResult result = wiper.Wipe(file, {});
//
// Wipe: the masked session is written beside the old one, with its owner, mode and times (clients sort sessions by
// them), and takes its place when it is complete and on the disk. Before that it is made sure that nobody has locked
// the file, no other process has it open for writing (as far as /proc tells), and that it is what was read: if not,
// it stays as it is (kBusy). What a client appends in the moment of the change goes into the old file, which nobody
// would read again: it is carried over, masked like the rest.
// Refused (kError): a symbolic link, a file with several names, what is larger than kMostSession.
// Threads: one at a time. Ownership: borrows the parts.
#ifndef WEIR_ADAPTER_TRANSCRIPT_SESSION_FILE_H_
#define WEIR_ADAPTER_TRANSCRIPT_SESSION_FILE_H_

#include <cstdint>
#include <string>

#include "adapter/transcript/session_places.h"
#include "adapter/transcript/session_text.h"

namespace weir {

inline constexpr uint64_t kMostSession = uint64_t{1} << 30;

struct SessionResult {
  enum class Kind : uint8_t { kClean, kFound, kMasked, kBusy, kError };
  Kind kind = Kind::kClean;
  SessionLook look;     // its text is gone
  uint64_t bytes = 0;   // looked at
  std::string message;  // kBusy, kError: why; kMasked: "" or what else is to be known
};

struct WipeOptions {
  bool in_use = false;  // also where a process has it open
};

class SessionWiper {
 public:
  explicit SessionWiper(const GuardParts& parts) : text_(parts) {}

  SessionResult Scan(const SessionFile& file);
  SessionResult Wipe(const SessionFile& file, const WipeOptions& options);

 private:
  SessionText text_;
};

// Processes, other than this one, that have the file open for writing: "1234 (node)"; "" if none is seen.
std::string WritersOf(uint64_t device, uint64_t inode);

}  // namespace weir

#endif  // WEIR_ADAPTER_TRANSCRIPT_SESSION_FILE_H_
