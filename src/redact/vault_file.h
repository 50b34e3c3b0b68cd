// VaultFile: the file of a vault, opened with care, locked, appended to or replaced as a whole.
//
//   auto file = VaultFile::Open(path, key, VaultFile::Mode::kWrite, now);
//   (*file)->Lock(); (*file)->ReadNew(&arena, take, &again); (*file)->Append(frame); (*file)->Unlock();
//
// The file is a regular one of this user with mode 0600 or less and one name, not a symbolic link, in a
// folder that no other user can change (or one with the sticky bit, such as /tmp). It is made whole beside
// its place and linked there, so nobody ever reads half a header and nothing is overwritten.
// Locks are flock(2): shared to read, exclusive to write, for as long as one call takes; waiting ends with
// Unavailable after kLockSeconds, because the holder may be stopped. Replace() writes a new file beside the
// old one and renames it; who has the old one open notices by its inode and reads the new one.
// Each frame is synced to the disk before Append() returns. A write that fails is cut off again.
// Failure: NotFound, FailedPrecondition (a file or folder that is not safe), Unauthenticated (wrong key),
// DataLoss (damaged), ResourceExhausted (disk full), Unavailable. Messages do not hold the path: the caller
// knows it. Threads: one at a time; processes: any number.
#ifndef WEIR_REDACT_VAULT_FILE_H_
#define WEIR_REDACT_VAULT_FILE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "os/unique_fd.h"
#include "redact/secret_arena.h"
#include "redact/vault_format.h"
#include "redact/vault_key.h"

namespace weir {

class VaultFile {
 public:
  enum class Mode { kRead, kWrite, kCreate };  // kCreate: write, and make it if it is missing
  static constexpr int kLockSeconds = 10;

  static absl::StatusOr<std::unique_ptr<VaultFile>> Open(const std::string& path,
                                                         const VaultKey& key, Mode mode,
                                                         uint64_t now);

  // Exclusive if the file was opened to write, else shared.
  absl::Status Lock();
  void Unlock();

  // True if the file has other bytes than those read; cheap, needs no lock.
  bool MayHaveNews() const;
  // Locked: gives each frame that was not read before to `take`. *again is set, before the first call, if
  // the file is a new one and everything known of it is void.
  absl::Status ReadNew(SecretArena* arena, const std::function<void()>& again,
                       const std::function<absl::Status(std::string_view frame)>& take);

  // Locked, after ReadNew().
  absl::Status Append(std::string_view frame);
  absl::Status Replace(const VaultKey& key, std::span<const std::string> frames);

  const VaultHeader& header() const { return seal_.header(); }
  // Bytes at the end of the file that a write which did not finish has left; the next write cuts them off.
  uint64_t torn_bytes() const { return torn_bytes_; }
  const VaultKey& key() const { return key_; }

 private:
  VaultFile(UniqueFd folder, std::string name, UniqueFd file, VaultSeal seal, VaultKey key, Mode mode);
  absl::Status Reopen();

  UniqueFd folder_;
  std::string name_;
  UniqueFd file_;
  VaultSeal seal_;
  VaultKey key_;
  Mode mode_;
  uint64_t read_to_;  // where the next frame begins
  uint64_t torn_bytes_ = 0;
  bool is_new_ = true;  // nothing read of this inode yet
};

}  // namespace weir

#endif  // WEIR_REDACT_VAULT_FILE_H_
