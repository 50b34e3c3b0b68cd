#include "redact/vault_key.h"

#include <fcntl.h>
#include <linux/keyctl.h>
#include <sodium/utils.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "os/unique_fd.h"
#include "os/write_fully.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kDigits = 2 * VaultKey::kSize;
constexpr size_t kMostText = 256;  // a key with the blanks people leave around it
constexpr char kVariable[] = "WEIR_VAULT_KEY";
constexpr std::string_view kHowToMake = "; weir vault key makes one";

std::string_view SystemWords(int error) {
  const char* words = strerrordesc_np(error);
  return words == nullptr ? "unknown error" : words;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A buffer that never leaves a key behind.
struct Text {
  char bytes[kMostText];
  size_t size = 0;
  ~Text() { sodium_memzero(bytes, sizeof bytes); }
  std::string_view view() const { return {bytes, size}; }
};

absl::StatusOr<VaultKey> FromFile(const std::string& path) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.ok()) {
    const int error = errno;
    if (error == ENOENT) {
      return absl::NotFoundError(Cat("the file of the vault's key does not exist", kHowToMake));
    }
    if (error == ELOOP) {
      return absl::FailedPreconditionError(
          "the file of the vault's key is a symbolic link; name the file itself");
    }
    return absl::PermissionDeniedError(
        Cat("cannot open the file of the vault's key: ", SystemWords(error)));
  }
  struct stat info;
  if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError("the file of the vault's key is no regular file");
  }
  if (info.st_uid != geteuid() && info.st_uid != 0) {
    return absl::FailedPreconditionError("the file of the vault's key belongs to another user");
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return absl::FailedPreconditionError(
        "the file of the vault's key is open to others; chmod 600 closes it");
  }
  Text text;
  while (text.size < sizeof text.bytes) {
    const ssize_t got = read(file.get(), text.bytes + text.size, sizeof text.bytes - text.size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return absl::UnavailableError(
          Cat("cannot read the file of the vault's key: ", SystemWords(errno)));
    }
    if (got == 0) break;
    text.size += static_cast<size_t>(got);
  }
  return VaultKey::FromText(text.view());
}

absl::StatusOr<VaultKey> FromKeyring(const std::string& name) {
  const long serial = syscall(SYS_request_key, "user", name.c_str(), nullptr, 0);
  if (serial < 0) {
    switch (const int error = errno) {
      case ENOSYS:
      case EPERM:
        return absl::UnavailableError(
            "this system gives no access to kernel keyrings (containers often do not); use file: or "
            "env: for the vault's key");
      case ENOKEY:
        return absl::NotFoundError(
            "no key of that name and of type user is in the keyrings of this session or user; "
            "weir vault key - | keyctl padd user NAME @u puts one there");
      case EKEYEXPIRED:
      case EKEYREVOKED:
        return absl::NotFoundError(Cat("the vault's key in the keyring: ", SystemWords(error)));
      default:
        return absl::UnavailableError(
            Cat("cannot find the vault's key in the keyrings: ", SystemWords(error)));
    }
  }
  Text text;
  const long got = syscall(SYS_keyctl, KEYCTL_READ, serial, text.bytes, sizeof text.bytes);
  if (got < 0) {
    return absl::PermissionDeniedError(
        Cat("cannot read the vault's key from the keyring: ", SystemWords(errno)));
  }
  if (static_cast<size_t>(got) > sizeof text.bytes) {
    return absl::InvalidArgumentError("the vault's key in the keyring is too long");
  }
  text.size = static_cast<size_t>(got);
  return VaultKey::FromText(text.view());
}

absl::StatusOr<VaultKey> FromVariable(const std::string& name) {
  const char* text = std::getenv(name.c_str());
  if (text == nullptr) {
    return absl::NotFoundError("the environment variable of the vault's key is not set");
  }
  return VaultKey::FromText(text);
}

absl::Status WriteKey(int fd, std::string_view text) {
  int failed = WriteFully(fd, text);
  if (failed == 0 && fsync(fd) != 0) failed = errno;
  if (failed == 0) return absl::OkStatus();
  return absl::ResourceExhaustedError(Cat("cannot write the key: ", SystemWords(failed)));
}

}  // namespace

bool RandomBytes(std::span<unsigned char> into) {
  size_t have = 0;
  while (have < into.size()) {
    const ssize_t got = getrandom(into.data() + have, into.size() - have, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    have += static_cast<size_t>(got);
  }
  return true;
}

VaultKey VaultKey::Copy() const {
  VaultKey copy;
  std::memcpy(copy.bytes_, bytes_, kSize);
  return copy;
}

VaultKey::VaultKey(VaultKey&& other) noexcept {
  std::memcpy(bytes_, other.bytes_, kSize);
  sodium_memzero(other.bytes_, kSize);
}

VaultKey& VaultKey::operator=(VaultKey&& other) noexcept {
  if (this != &other) {
    std::memcpy(bytes_, other.bytes_, kSize);
    sodium_memzero(other.bytes_, kSize);
  }
  return *this;
}

VaultKey::~VaultKey() { sodium_memzero(bytes_, kSize); }

absl::StatusOr<VaultKey> VaultKey::FromText(std::string_view hex) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = std::min(hex.find_first_not_of(kBlanks), hex.size());
  hex.remove_prefix(begin);
  while (!hex.empty() && kBlanks.find(hex.back()) != kBlanks.npos) hex.remove_suffix(1);
  VaultKey key;
  bool fits = hex.size() == kDigits;
  for (size_t i = 0; fits && i < kSize; ++i) {
    const int high = HexDigit(hex[2 * i]), low = HexDigit(hex[2 * i + 1]);
    fits = high >= 0 && low >= 0;
    key.bytes_[i] = static_cast<unsigned char>(fits ? high << 4 | low : 0);
  }
  if (!fits) {
    return absl::InvalidArgumentError(
        Cat("the vault's key is not ", kDigits, " hexadecimal digits", kHowToMake));
  }
  return key;
}

absl::StatusOr<VaultKey> VaultKey::Random() {
  VaultKey key;
  if (!RandomBytes(key.bytes_)) {
    return absl::InternalError("making a vault's key: the system gives no random numbers");
  }
  return key;
}

std::string VaultKey::Hex() const {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(kDigits + 1);  // room for a line end, so that no copy is left when one is added
  for (const unsigned char byte : bytes_) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::string VaultKey::DefaultPath() {
  constexpr std::string_view kFile = "/weir/vault.key";
  const char* xdg = std::getenv("XDG_CONFIG_HOME");
  if (xdg != nullptr && xdg[0] == '/') return Cat(xdg, kFile);
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return Cat(home, "/.config", kFile);
  return std::string();
}

absl::StatusOr<VaultKey> VaultKey::Load(std::string_view source) {
  constexpr std::string_view kFile = "file:", kEnv = "env:", kKeyring = "keyring:";
  if (source.find('\0') != source.npos) {
    return absl::InvalidArgumentError("the source of the vault's key holds a NUL byte");
  }
  if (source.empty()) {
    if (std::getenv(kVariable) != nullptr) return FromVariable(kVariable);
    const std::string path = DefaultPath();
    if (path.empty()) {
      return absl::NotFoundError(
          Cat("no vault's key: ", kVariable, " is not set, and without HOME there is no file"));
    }
    return FromFile(path);
  }
  if (source.starts_with(kEnv)) return FromVariable(std::string(source.substr(kEnv.size())));
  if (source.starts_with(kKeyring)) {
    return FromKeyring(std::string(source.substr(kKeyring.size())));
  }
  if (source.starts_with(kFile)) source.remove_prefix(kFile.size());
  return FromFile(std::string(source));
}

absl::Status VaultKey::MakeFile(const std::string& path) {
  if (path == DefaultPath()) {
    const std::string folder = path.substr(0, path.rfind('/'));
    (void)mkdir(folder.substr(0, folder.rfind('/')).c_str(), 0700);
    (void)mkdir(folder.c_str(), 0700);  // the open below tells if one is missing
  }
  absl::StatusOr<VaultKey> key = Random();
  if (!key.ok()) return key.status();
  const UniqueFd file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.ok()) {
    const int error = errno;
    if (error == EEXIST || error == ELOOP) {
      return absl::AlreadyExistsError(
          "the file of the key is there already and is left alone: vaults may need it");
    }
    return absl::PermissionDeniedError(
        Cat("cannot make the file of the key: ", SystemWords(error)));
  }
  std::string text = key->Hex();
  text += '\n';
  const absl::Status status = WriteKey(file.get(), text);
  sodium_memzero(text.data(), text.size());
  if (!status.ok()) (void)unlink(path.c_str());  // half a key opens nothing
  return status;
}

}  // namespace weir
