// The key of the fingerprints and the fingerprint itself. Plain system calls: a first finding in a
// short run must not wait for a library to set itself up.
#include <fcntl.h>
#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "os/unique_fd.h"
#include "report/printable.h"
#include "report/record.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr char kFolder[] = "weir";
constexpr char kFile[] = "fingerprint.key";
constexpr size_t kFewestBytes = 16;  // a shorter text is no key but a slip
constexpr size_t kMostBytes = 4096;

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && std::strchr(" \t\r\n", text.back()) != nullptr) text.remove_suffix(1);
  return text;
}

void KeyFromText(std::string_view text, FingerprintKey* key) {
  static_assert(sizeof key->bytes == crypto_hash_sha256_BYTES);
  text = Trimmed(text);
  crypto_hash_sha256(key->bytes, reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

bool RandomBytes(unsigned char* into, size_t size) {
  while (size > 0) {
    const ssize_t got = getrandom(into, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into += got;
    size -= static_cast<size_t>(got);
  }
  return true;
}

std::string Hex(const unsigned char* bytes, size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * size);
  for (size_t i = 0; i < size; ++i) {
    out.push_back(kDigits[bytes[i] >> 4]);
    out.push_back(kDigits[bytes[i] & 15]);
  }
  return out;
}

std::string Problem(std::string_view what, std::string_view path, int error) {
  std::string out = Cat(what, " ", Printable(path));
  if (error != 0) out += Cat(": ", strerrordesc_np(error));
  return out;
}

bool Trusted(const struct stat& info) {
  return (info.st_uid == geteuid() || info.st_uid == 0) &&
         (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

// The folder of configuration files; "" if the environment names none.
std::string ConfigHome() {
  const char* xdg = std::getenv("XDG_CONFIG_HOME");
  if (xdg != nullptr && xdg[0] == '/') return xdg;
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return Cat(home, "/.config");
  return std::string();
}

// Opens config_home/weir, made where it is missing. -1 and *problem on failure.
int OpenFolder(const std::string& config_home, std::string* problem) {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  const std::string folder = Cat(config_home, "/", kFolder);
  int fd = open(folder.c_str(), kFlags);
  if (fd < 0 && errno == ENOENT) {
    // The home folder itself is never made: where it is missing there is no user to remember for.
    if (mkdir(folder.c_str(), 0700) != 0 && errno == ENOENT) {
      if (mkdir(config_home.c_str(), 0700) == 0 || errno == EEXIST) {
        (void)mkdir(folder.c_str(), 0700);  // open below tells if this failed
      }
    }
    fd = open(folder.c_str(), kFlags);
  }
  if (fd < 0) {
    *problem = Problem("cannot open the folder", folder, errno);
    return -1;
  }
  struct stat info;
  if (fstat(fd, &info) != 0 || !Trusted(info)) {
    *problem = Problem("other users can write to the folder", folder, 0);
    close(fd);
    return -1;
  }
  return fd;
}

enum class ReadKey { kRead, kMissing, kUnusable };

ReadKey ReadKeyFile(int folder, const std::string& path, FingerprintKey* key,
                    std::string* problem) {
  // O_NONBLOCK: a FIFO put in its place must not make us wait.
  const UniqueFd file(openat(folder, kFile, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.ok()) {
    if (errno == ENOENT) return ReadKey::kMissing;
    *problem = Problem("cannot open", path, errno);
    return ReadKey::kUnusable;
  }
  struct stat info;
  if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode) || !Trusted(info)) {
    *problem = Problem("not a regular file that only its owner can write:", path, 0);
    return ReadKey::kUnusable;
  }
  char text[kMostBytes];
  size_t size = 0;
  while (size < sizeof text) {
    const ssize_t got = read(file.get(), text + size, sizeof text - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      *problem = Problem("cannot read", path, errno);
      return ReadKey::kUnusable;
    }
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  const std::string_view trimmed = Trimmed(std::string_view(text, size));
  const bool fits = trimmed.size() >= kFewestBytes && size < sizeof text;
  if (fits) KeyFromText(trimmed, key);
  sodium_memzero(text, sizeof text);
  if (!fits) {
    *problem = Cat(Printable(path), " holds no key (", kFewestBytes, " to ", kMostBytes - 1,
                   " bytes); remove it and a new one is made");
    return ReadKey::kUnusable;
  }
  return ReadKey::kRead;
}

// Writes a whole key file under another name and gives it its name only if that is still free: two
// first runs at the same time end with one key, and a reader never sees half a file.
bool MakeKeyFile(int folder, const std::string& path, std::string* problem) {
  unsigned char random[40];
  if (!RandomBytes(random, sizeof random)) {
    *problem = Problem("no random numbers for", path, errno);
    return false;
  }
  std::string text = Cat(Hex(random, 32), "\n");
  const std::string temporary = Cat(".", kFile, ".", Hex(random + 32, 8));
  sodium_memzero(random, sizeof random);
  bool made = false;
  {
    const UniqueFd file(openat(folder, temporary.c_str(),
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.ok()) {
      *problem = Problem("cannot make", path, errno);
      sodium_memzero(text.data(), text.size());
      return false;
    }
    const ssize_t put = write(file.get(), text.data(), text.size());
    made = put == static_cast<ssize_t>(text.size()) && fsync(file.get()) == 0;
    if (!made) *problem = Problem("cannot write", path, put < 0 ? errno : ENOSPC);
  }
  sodium_memzero(text.data(), text.size());
  if (made && linkat(folder, temporary.c_str(), folder, kFile, 0) != 0 && errno != EEXIST) {
    *problem = Problem("cannot make", path, errno);
    made = false;
  }
  (void)unlinkat(folder, temporary.c_str(), 0);  // a left-over is harmless and holds no used key
  return made;
}

// True if the key of the file is in *key.
bool KeyFromFile(FingerprintKey* key, std::string* problem) {
  const std::string config_home = ConfigHome();
  if (config_home.empty()) {
    *problem = "neither HOME nor XDG_CONFIG_HOME is an absolute path";
    return false;
  }
  const UniqueFd folder(OpenFolder(config_home, problem));
  if (!folder.ok()) return false;
  const std::string path = Cat(config_home, "/", kFolder, "/", kFile);
  ReadKey read = ReadKeyFile(folder.get(), path, key, problem);
  if (read == ReadKey::kMissing && MakeKeyFile(folder.get(), path, problem)) {
    read = ReadKeyFile(folder.get(), path, key, problem);
    if (read == ReadKey::kMissing) *problem = Problem("it was removed again:", path, 0);
  }
  return read == ReadKey::kRead;
}

}  // namespace

absl::StatusOr<FingerprintKey> LoadFingerprintKey() {
  FingerprintKey key;
  const char* text = std::getenv("WEIR_FINGERPRINT_KEY");
  if (text != nullptr && !Trimmed(text).empty()) {
    KeyFromText(text, &key);
    return key;
  }
  if (KeyFromFile(&key, &key.problem)) {
    key.problem.clear();
    return key;
  }
  key.is_ephemeral = true;
  if (!RandomBytes(key.bytes, sizeof key.bytes)) {
    return absl::InternalError(Cat("making a fingerprint key: the system gives no random numbers: ",
                                   strerrordesc_np(errno)));
  }
  return key;
}

std::string Fingerprint(const FingerprintKey& key, std::string_view rule_id,
                        std::string_view secret) {
  constexpr size_t kShown = 16;
  static_assert(sizeof key.bytes == crypto_auth_hmacsha256_KEYBYTES);
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  crypto_auth_hmacsha256_state state;
  unsigned char digest[crypto_auth_hmacsha256_BYTES];
  // These cannot fail: their results are always zero.
  (void)crypto_auth_hmacsha256_init(&state, key.bytes, sizeof key.bytes);
  (void)crypto_auth_hmacsha256_update(&state, bytes(rule_id), rule_id.size());
  (void)crypto_auth_hmacsha256_update(&state, bytes(std::string_view("\0", 1)), 1);
  (void)crypto_auth_hmacsha256_update(&state, bytes(secret), secret.size());
  (void)crypto_auth_hmacsha256_final(&state, digest);
  sodium_memzero(&state, sizeof state);
  return Hex(digest, kShown);
}

}  // namespace weir
