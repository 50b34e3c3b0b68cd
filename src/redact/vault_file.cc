#include "redact/vault_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "os/temporary_name.h"
#include "rules/cat.h"

namespace weir {
namespace {

absl::Status SystemError(std::string_view doing, int error) {
  const char* words = strerrordesc_np(error);
  const std::string message = Cat(doing, ": ", words == nullptr ? "unknown error" : words);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::ResourceExhaustedError(message);
    default:
      return absl::UnavailableError(message);
  }
}

absl::Status Unsafe(std::string_view what) {
  return absl::FailedPreconditionError(std::string(what));
}

// Nobody else may put another file in the place of the vault.
absl::Status CheckFolder(int folder) {
  struct stat info;
  if (fstat(folder, &info) != 0) return SystemError("cannot look at the vault's folder", errno);
  if (info.st_uid != geteuid() && info.st_uid != 0) {
    return Unsafe("the vault's folder belongs to another user; put the vault into one of yours");
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (info.st_mode & S_ISVTX) == 0) {
    return Unsafe("other users can write to the vault's folder; put the vault into one of yours");
  }
  return absl::OkStatus();
}

absl::Status CheckFile(const struct stat& info) {
  if (!S_ISREG(info.st_mode)) return Unsafe("the vault is no regular file");
  if (info.st_uid != geteuid()) return Unsafe("the vault belongs to another user");
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Unsafe("the vault is open to others; chmod 600 closes it");
  }
  if (info.st_nlink > 1) return Unsafe("the vault has more than one name (hard links)");
  if (static_cast<uint64_t>(info.st_size) > kMaxVaultFile) {
    return absl::ResourceExhaustedError(
        Cat("the vault has more than ", kMaxVaultFile >> 20, " MiB; weir vault purge makes it smaller"));
  }
  return absl::OkStatus();
}

absl::StatusOr<UniqueFd> OpenChecked(int folder, const std::string& name, bool write) {
  UniqueFd file(openat(folder, name.c_str(),
                      (write ? O_RDWR : O_RDONLY) | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.ok()) {
    if (errno == ELOOP) return Unsafe("the vault is a symbolic link; name the file itself");
    return SystemError("cannot open the vault", errno);
  }
  struct stat info;
  if (fstat(file.get(), &info) != 0) return SystemError("cannot look at the vault", errno);
  if (absl::Status status = CheckFile(info); !status.ok()) return status;
  return file;
}

absl::Status WriteAll(int fd, std::string_view bytes, uint64_t at) {
  while (!bytes.empty()) {
    const ssize_t put = pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return SystemError("cannot write to the vault", put < 0 ? errno : ENOSPC);
    bytes.remove_prefix(static_cast<size_t>(put));
    at += static_cast<uint64_t>(put);
  }
  return absl::OkStatus();
}

// Reads until `size` bytes are there or the file ends.
absl::Status ReadAt(int fd, uint64_t at, uint64_t size, std::string* into) {
  into->resize(size);
  uint64_t have = 0;
  while (have < size) {
    const ssize_t got = pread(fd, into->data() + have, size - have, static_cast<off_t>(at + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("cannot read the vault", errno);
    if (got == 0) break;
    have += static_cast<uint64_t>(got);
  }
  into->resize(have);
  return absl::OkStatus();
}

// Makes a vault without entries, unless one is there.
absl::Status MakeEmpty(int folder, const std::string& name, const VaultKey& key, uint64_t now) {
  VaultHeader header;
  header.created = now;
  if (!RandomBytes(header.salt) || !RandomBytes(header.tag_key)) {
    return absl::InternalError("making a vault: the system gives no random numbers");
  }
  std::string bytes;
  if (absl::StatusOr<VaultSeal> seal = VaultSeal::Create(key, header, &bytes); !seal.ok()) {
    return seal.status();
  }
  const std::string temporary = TemporaryName(Cat(".", name, "."));
  const UniqueFd file(openat(folder, temporary.c_str(),
                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.ok()) return SystemError("cannot make the vault", errno);
  absl::Status status = WriteAll(file.get(), bytes, 0);
  if (status.ok() && fsync(file.get()) != 0) status = SystemError("cannot make the vault", errno);
  // Another process that was faster is no error: its vault is the vault.
  if (status.ok() && renameat2(folder, temporary.c_str(), folder, name.c_str(), RENAME_NOREPLACE) != 0 &&
      errno != EEXIST) {
    // Not every file system knows the flag; a link leaves what is there alone as well.
    if (linkat(folder, temporary.c_str(), folder, name.c_str(), 0) != 0 && errno != EEXIST) {
      status = SystemError("cannot make the vault", errno);
    }
  }
  (void)unlinkat(folder, temporary.c_str(), 0);
  if (status.ok()) (void)fsync(folder);  // some network file systems cannot, and need not
  return status;
}

}  // namespace

VaultFile::VaultFile(UniqueFd folder, std::string name, UniqueFd file, VaultSeal seal, VaultKey key,
                     Mode mode)
    : folder_(std::move(folder)),
      name_(std::move(name)),
      file_(std::move(file)),
      seal_(std::move(seal)),
      key_(std::move(key)),
      mode_(mode),
      read_to_(kVaultHeader) {}

absl::StatusOr<std::unique_ptr<VaultFile>> VaultFile::Open(const std::string& path,
                                                           const VaultKey& key, Mode mode,
                                                           uint64_t now) {
  const size_t slash = path.rfind('/');
  const std::string folder_path = slash == path.npos ? "." : path.substr(0, slash + 1);
  std::string name = slash == path.npos ? path : path.substr(slash + 1);
  if (name.empty() || name == "." || name == ".." || path.find('\0') != path.npos) {
    return absl::InvalidArgumentError("the name of the vault is no file name");
  }
  UniqueFd folder(open(folder_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.ok()) return SystemError("cannot open the vault's folder", errno);
  if (absl::Status status = CheckFolder(folder.get()); !status.ok()) return status;

  absl::StatusOr<UniqueFd> file = OpenChecked(folder.get(), name, mode != Mode::kRead);
  if (file.status().code() == absl::StatusCode::kNotFound && mode == Mode::kCreate) {
    if (absl::Status status = MakeEmpty(folder.get(), name, key, now); !status.ok()) return status;
    // Where it is made by a link, it has two names for a moment.
    for (int tries = 0; tries < 100; ++tries) {
      file = OpenChecked(folder.get(), name, true);
      if (file.ok()) break;
      const timespec pause = {0, 1'000'000};
      nanosleep(&pause, nullptr);
    }
  }
  if (!file.ok()) return file.status();
  std::string bytes;
  if (absl::Status status = ReadAt(file->get(), 0, kVaultHeader, &bytes); !status.ok()) {
    return status;
  }
  absl::StatusOr<VaultSeal> seal = VaultSeal::Open(key, bytes);
  if (!seal.ok()) return seal.status();
  return std::unique_ptr<VaultFile>(new VaultFile(std::move(folder), std::move(name),
                                                  *std::move(file), *std::move(seal), key.Copy(),
                                                  mode));
}

absl::Status VaultFile::Reopen() {
  absl::StatusOr<UniqueFd> file = OpenChecked(folder_.get(), name_, mode_ != Mode::kRead);
  if (!file.ok()) return file.status();
  std::string bytes;
  if (absl::Status status = ReadAt(file->get(), 0, kVaultHeader, &bytes); !status.ok()) {
    return status;
  }
  absl::StatusOr<VaultSeal> seal = VaultSeal::Open(key_, bytes);
  if (!seal.ok()) return seal.status();
  if (seal->header().tag_key != seal_.header().tag_key ||
      seal->header().generation < seal_.header().generation) {
    return absl::AbortedError(
        "another vault, or an old copy, was put in the place of the vault while it was in use");
  }
  file_ = *std::move(file);
  seal_ = *std::move(seal);
  read_to_ = kVaultHeader;
  is_new_ = true;
  return absl::OkStatus();
}

absl::Status VaultFile::Lock() {
  timespec start, now;
  clock_gettime(CLOCK_MONOTONIC, &start);
  const int kind = (mode_ == Mode::kRead ? LOCK_SH : LOCK_EX) | LOCK_NB;
  for (;;) {
    if (flock(file_.get(), kind) == 0) {
      // What was locked must be what the name stands for.
      struct stat held, named;
      if (fstat(file_.get(), &held) != 0) return SystemError("cannot look at the vault", errno);
      if (fstatat(folder_.get(), name_.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0) {
        Unlock();
        return SystemError("the vault is gone", errno);
      }
      if (held.st_ino == named.st_ino && held.st_dev == named.st_dev) return absl::OkStatus();
      Unlock();
      if (absl::Status status = Reopen(); !status.ok()) return status;
      continue;
    }
    if (errno != EWOULDBLOCK && errno != EINTR) return SystemError("cannot lock the vault", errno);
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec - start.tv_sec > kLockSeconds) {
      return absl::UnavailableError(
          Cat("another process has had the vault locked for ", kLockSeconds, " seconds"));
    }
    const timespec pause = {0, 2'000'000};
    nanosleep(&pause, nullptr);
  }
}

void VaultFile::Unlock() { (void)flock(file_.get(), LOCK_UN); }

bool VaultFile::MayHaveNews() const {
  struct stat held, named;
  if (fstat(file_.get(), &held) != 0 ||
      fstatat(folder_.get(), name_.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0) {
    return true;  // the next lock tells
  }
  return is_new_ || held.st_ino != named.st_ino || held.st_dev != named.st_dev ||
         static_cast<uint64_t>(held.st_size) != read_to_ + torn_bytes_;
}

absl::Status VaultFile::ReadNew(SecretArena* arena, const std::function<void()>& again,
                                const std::function<absl::Status(std::string_view)>& take) {
  struct stat info;
  if (fstat(file_.get(), &info) != 0) return SystemError("cannot look at the vault", errno);
  if (absl::Status status = CheckFile(info); !status.ok()) return status;
  if (is_new_) again();
  is_new_ = false;
  const uint64_t size = static_cast<uint64_t>(info.st_size);
  if (size < read_to_) {
    return absl::DataLossError("the vault was cut shorter while it was in use");
  }
  std::string bytes;
  if (absl::Status status = ReadAt(file_.get(), read_to_, size - read_to_, &bytes); !status.ok()) {
    return status;
  }
  std::string_view rest = bytes;
  torn_bytes_ = 0;
  for (;;) {
    std::string_view frame;
    size_t frame_size = 0;
    switch (seal_.Next(rest, arena, &frame, &frame_size)) {
      case VaultSeal::Result::kEnd:
        return absl::OkStatus();
      case VaultSeal::Result::kTorn:
        torn_bytes_ = rest.size();
        return absl::OkStatus();
      case VaultSeal::Result::kNoMemory:
        return absl::ResourceExhaustedError("no memory for the vault");
      case VaultSeal::Result::kDamaged:
        return absl::DataLossError(
            Cat("the vault is damaged at byte ", read_to_,
                ": bring back a copy of it, or move it away and begin a new one"));
      case VaultSeal::Result::kFrame:
        break;
    }
    if (absl::Status status = take(frame); !status.ok()) return status;
    rest.remove_prefix(frame_size);
    read_to_ += frame_size;
  }
}

absl::Status VaultFile::Append(std::string_view frame) {
  if (mode_ == Mode::kRead) return absl::FailedPreconditionError("the vault is open to read only");
  std::string sealed;
  if (absl::Status status = seal_.Seal(frame, &sealed); !status.ok()) return status;
  if (read_to_ + sealed.size() > kMaxVaultFile) {
    return absl::ResourceExhaustedError(
        Cat("the vault would have more than ", kMaxVaultFile >> 20, " MiB; weir vault purge makes room"));
  }
  // What an unfinished write left goes first, so that it never stands behind a shorter frame.
  if (torn_bytes_ != 0 && ftruncate(file_.get(), static_cast<off_t>(read_to_)) != 0) {
    return SystemError("cannot cut off what an unfinished write has left in the vault", errno);
  }
  torn_bytes_ = 0;
  absl::Status status = WriteAll(file_.get(), sealed, read_to_);
  if (status.ok() && fdatasync(file_.get()) != 0) {
    status = SystemError("cannot write to the vault", errno);
  }
  if (!status.ok()) {
    // If this fails too, the next one to read finds a torn end.
    if (ftruncate(file_.get(), static_cast<off_t>(read_to_)) != 0) torn_bytes_ = sealed.size();
    return status;
  }
  seal_.Advance(sealed);
  read_to_ += sealed.size();
  return absl::OkStatus();
}

absl::Status VaultFile::Replace(const VaultKey& key, std::span<const std::string> frames) {
  if (mode_ == Mode::kRead) return absl::FailedPreconditionError("the vault is open to read only");
  VaultHeader header = seal_.header();
  ++header.generation;
  if (!RandomBytes(header.salt)) {
    return absl::InternalError("writing the vault: the system gives no random numbers");
  }
  std::string bytes;
  absl::StatusOr<VaultSeal> seal = VaultSeal::Create(key, header, &bytes);
  if (!seal.ok()) return seal.status();
  for (const std::string& frame : frames) {
    const size_t at = bytes.size();
    if (absl::Status status = seal->Seal(frame, &bytes); !status.ok()) return status;
    seal->Advance(std::string_view(bytes).substr(at));
  }
  const std::string temporary = TemporaryName(Cat(".", name_, "."));
  UniqueFd file(openat(folder_.get(), temporary.c_str(),
                      O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.ok()) return SystemError("cannot write the new vault", errno);
  absl::Status status = WriteAll(file.get(), bytes, 0);
  if (status.ok() && fsync(file.get()) != 0) {
    status = SystemError("cannot write the new vault", errno);
  }
  // Locked before it has its name: nobody else may write to it while this process goes on.
  if (status.ok() && flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    status = SystemError("cannot lock the new vault", errno);
  }
  if (status.ok() &&
      renameat(folder_.get(), temporary.c_str(), folder_.get(), name_.c_str()) != 0) {
    status = SystemError("cannot give the new vault its name", errno);
  }
  if (!status.ok()) {
    (void)unlinkat(folder_.get(), temporary.c_str(), 0);
    return status;
  }
  (void)fsync(folder_.get());  // some network file systems cannot; the file itself is whole
  file_ = std::move(file);
  seal_ = *std::move(seal);
  key_ = key.Copy();
  read_to_ = bytes.size();
  torn_bytes_ = 0;
  is_new_ = false;
  return absl::OkStatus();
}

}  // namespace weir
