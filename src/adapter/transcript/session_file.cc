#include "adapter/transcript/session_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "os/file_state.h"
#include "os/temporary_name.h"
#include "os/unique_fd.h"
#include "os/write_fully.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

using Kind = SessionResult::Kind;

// How often, and how long apart, the old file is asked for what was appended to it meanwhile.
constexpr int kTailLooks = 50;
constexpr int kTailPause = 10;  // ms

SessionResult Failed(Kind kind, std::string message) {
  SessionResult result;
  result.kind = kind;
  result.message = std::move(message);
  return result;
}

SessionResult Failed(std::string_view doing, int error) {
  return Failed(Kind::kError, Cat(doing, ": ", SystemMessage(error)));
}

// A session, open and read.
struct Opened {
  UniqueFd folder, fd;
  std::string name, bytes;
  struct stat info = {};
};

// False: *result says why.
bool Open(const std::string& path, Opened* session, SessionResult* result) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  session->name = slash == std::string::npos ? path : path.substr(slash + 1);
  session->folder = UniqueFd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!session->folder.ok()) {
    *result = Failed("opening its folder", errno);
    return false;
  }
  OpenedFile file = OpenRegular(session->folder.get(), session->name.c_str());
  if (!file.ok()) {
    *result = file.error == ELOOP ? Failed(Kind::kError, "it is a symbolic link; name the file it stands for")
                                  : Failed("opening it", file.error);
    return false;
  }
  session->fd = std::move(file.fd);
  if (fstat(session->fd.get(), &session->info) != 0) {
    *result = Failed("looking at it", errno);
    return false;
  }
  const auto size = static_cast<uint64_t>(session->info.st_size);
  if (size > kMostSession) {
    *result = Failed(Kind::kError, Cat("it is larger than ", kMostSession >> 20, " MiB"));
    return false;
  }
  session->bytes.resize(size);
  const ReadOutcome got = ReadUpTo(session->fd.get(), session->bytes.data(), size);
  if (got.error != 0) {
    *result = Failed("reading it", got.error);
    return false;
  }
  session->bytes.resize(got.size);
  return true;
}

// Somebody who locks his session is writing to it. The lock is ours until the file is closed.
bool IsLocked(int fd) {
  if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return true;
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

// The masked session beside the old one, with its owner and mode; -1 and *error if that fails.
UniqueFd WriteBeside(const Opened& session, const std::string& name, std::string_view text, std::string* error) {
  UniqueFd fd(openat(session.folder.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_APPEND,
                     0600));
  if (!fd.ok()) {
    *error = Cat("making a file beside it: ", SystemMessage(errno));
    return fd;
  }
  struct stat now;
  if (const int failed = WriteFully(fd.get(), text); failed != 0) {
    *error = Cat("writing the masked session: ", SystemMessage(failed));
  } else if (fstat(fd.get(), &now) != 0 ||
             ((now.st_uid != session.info.st_uid || now.st_gid != session.info.st_gid) &&
              fchown(fd.get(), session.info.st_uid, session.info.st_gid) != 0) ||
             fchmod(fd.get(), session.info.st_mode & 07777) != 0) {
    *error = Cat("giving the new file the owner and mode of the old one: ", SystemMessage(errno));
  } else if (fsync(fd.get()) != 0) {
    *error = Cat("writing the masked session: ", SystemMessage(errno));
  }
  if (!error->empty()) {
    (void)unlinkat(session.folder.get(), name.c_str(), 0);
    return UniqueFd();
  }
  return fd;
}

void KeepTimes(int fd, const struct stat& info) {
  const struct timespec times[2] = {info.st_atim, info.st_mtim};
  (void)futimens(fd, times);  // a file system without times is no reason to fail
}

// What was appended to the old file since it was read, carried over into the new one. Returns what is to be told.
std::string CarryTail(const Opened& session, const SessionFile& file, int fresh, SessionText* text) {
  auto done = static_cast<uint64_t>(session.bytes.size());
  std::string told;
  for (int look = 0; look < kTailLooks; ++look) {
    // Who writes is asked before the size: what is written between the two is then seen.
    const bool quiet = WritersOf(session.info.st_dev, session.info.st_ino).empty();
    struct stat now;
    if (fstat(session.fd.get(), &now) != 0) return "the old file cannot be looked at any more";
    const auto size = static_cast<uint64_t>(now.st_size);
    if (size > done) {
      std::string tail(size - done, '\0');
      const ReadOutcome got = ReadUpTo(session.fd.get(), tail.data(), tail.size(), static_cast<int64_t>(done));
      tail.resize(got.size);
      done += got.size;
      SessionLook masked;
      const absl::Status status = text->Look(tail, file.form, file.client, &masked);
      // Not looked at is not lost: it stays as it was, and is told.
      if (!status.ok()) told = "lines that were appended meanwhile could not be looked at; run again";
      if (WriteFully(fresh, status.ok() && masked.changed ? masked.text : tail) != 0) {
        return "lines that were appended meanwhile could not be carried over";
      }
      continue;
    }
    if (quiet) return told;
    poll(nullptr, 0, kTailPause);
  }
  return Cat("a program that opened it meanwhile goes on writing into the old file: ",
             WritersOf(session.info.st_dev, session.info.st_ino));
}

// Opens it and looks at all of it. False: *result says why not.
bool Read(const SessionFile& file, SessionText* text, Opened* session, SessionResult* result) {
  if (!Open(file.path, session, result)) return false;
  if (absl::Status status = text->Look(session->bytes, file.form, file.client, &result->look); !status.ok()) {
    *result = Failed(Kind::kError, std::string(status.message()));
    return false;
  }
  result->bytes = session->bytes.size();
  return true;
}

}  // namespace

SessionResult SessionWiper::Scan(const SessionFile& file) {
  Opened session;
  SessionResult result;
  if (!Read(file, &text_, &session, &result)) return result;
  result.look.text.clear();
  if (result.look.secrets > 0) result.kind = Kind::kFound;
  return result;
}

SessionResult SessionWiper::Wipe(const SessionFile& file, const WipeOptions& options) {
  Opened session;
  SessionResult result;
  if (!Read(file, &text_, &session, &result)) return result;
  if (!result.look.changed) return result;
  if (session.info.st_nlink > 1) {
    return Failed(Kind::kError, Cat("it has ", session.info.st_nlink, " names (hard links), and the others would keep ",
                                    "the secrets"));
  }
  if (IsLocked(session.fd.get())) return Failed(Kind::kBusy, "a program has locked it");
  if (!options.in_use) {
    const std::string writer = WritersOf(session.info.st_dev, session.info.st_ino);
    if (!writer.empty()) return Failed(Kind::kBusy, Cat("process ", writer, " has it open; end it, or see --in-use"));
  }
  std::string error;
  const std::string temporary = TemporaryName(".weir-");
  const UniqueFd fresh = WriteBeside(session, temporary, result.look.text, &error);
  if (!fresh.ok()) return Failed(Kind::kError, std::move(error));
  const auto give_up = [&](Kind kind, std::string message) {
    (void)unlinkat(session.folder.get(), temporary.c_str(), 0);
    return Failed(kind, std::move(message));
  };
  struct stat now;
  if (fstatat(session.folder.get(), session.name.c_str(), &now, AT_SYMLINK_NOFOLLOW) != 0 ||
      !IsSameState(now, session.info) || session.bytes.size() != static_cast<uint64_t>(session.info.st_size)) {
    return give_up(Kind::kBusy, "it is being written to; run again");
  }
  KeepTimes(fresh.get(), session.info);
  if (renameat(session.folder.get(), temporary.c_str(), session.folder.get(), session.name.c_str()) != 0) {
    return give_up(Kind::kError, Cat("giving the masked session its name: ", SystemMessage(errno)));
  }
  (void)fsync(session.folder.get());  // some network file systems cannot; the file itself is whole
  result.message = CarryTail(session, file, fresh.get(), &text_);
  result.look.text.clear();
  result.kind = Kind::kMasked;
  return result;
}

}  // namespace weir
