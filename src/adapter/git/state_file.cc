#include "adapter/git/state_file.h"

#include <fcntl.h>
#include <sodium/crypto_auth_hmacsha256.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "os/unique_fd.h"
#include "report/output.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

constexpr std::string_view kMagic = "weir-clean-1\n";
constexpr size_t kHeader = 13 + 32 + 1 + 8;
constexpr size_t kSeal = crypto_auth_hmacsha256_BYTES;
constexpr size_t kWidest = 32;

int Digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// The bytes of a name in hex; 0 if it is none.
size_t FromHex(std::string_view hex, char* out) {
  if (hex.size() != 40 && hex.size() != 64) return 0;
  for (size_t i = 0; i < hex.size(); i += 2) {
    const int high = Digit(hex[i]), low = Digit(hex[i + 1]);
    if (high < 0 || low < 0) return 0;
    out[i / 2] = static_cast<char>(high * 16 + low);
  }
  return hex.size() / 2;
}

const unsigned char* Unsigned(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}

absl::Status NotUsed(std::string_view why) {
  return absl::FailedPreconditionError(Cat("the state file is not used: ", why));
}

}  // namespace

absl::Status CleanObjects::Parse(std::string_view bytes) {
  if (bytes.size() < kHeader + kSeal || bytes.substr(0, kMagic.size()) != kMagic) {
    return NotUsed("it is no state file of this version");
  }
  const std::string_view sealed = bytes.substr(0, bytes.size() - kSeal);
  if (crypto_auth_hmacsha256_verify(Unsigned(bytes.data() + sealed.size()), Unsigned(sealed.data()),
                                    sealed.size(), key_.bytes) != 0) {
    return NotUsed("it was not written with this fingerprint key, or was changed since");
  }
  if (std::memcmp(sealed.data() + kMagic.size(), digest_.data(), digest_.size()) != 0) {
    return NotUsed("it belongs to other rules or another version");
  }
  const auto width = static_cast<size_t>(Unsigned(sealed.data())[kMagic.size() + 32]);
  uint64_t count = 0;
  for (size_t i = 0; i < 8; ++i) {
    count |= static_cast<uint64_t>(Unsigned(sealed.data())[kMagic.size() + 33 + i]) << (8 * i);
  }
  if ((width != 20 && width != 32) || count > kMostObjects ||
      sealed.size() != kHeader + count * width) {
    return NotUsed("its length does not fit");
  }
  width_ = width;
  known_ = sealed.substr(kHeader);
  return absl::OkStatus();
}

absl::Status CleanObjects::Load(const std::string& path) {
  // Not through a link, and not a device: others may have chosen the name's meaning.
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd.ok() && errno == ENOENT) return absl::NotFoundError("there is no state file yet");
  struct stat info;
  if (!fd.ok() || fstat(fd.get(), &info) != 0) return NotUsed(SystemMessage(errno));
  constexpr size_t kMost = kHeader + kMostObjects * kWidest + kSeal;
  if (!S_ISREG(info.st_mode) || info.st_size < 0 || static_cast<uint64_t>(info.st_size) > kMost) {
    return NotUsed("it is no regular file of a fitting size");
  }
  std::string bytes(static_cast<size_t>(info.st_size), '\0');
  const ReadOutcome got = ReadUpTo(fd.get(), bytes.data(), bytes.size());
  if (got.error != 0) return NotUsed(SystemMessage(got.error));
  return Parse(std::string_view(bytes).substr(0, got.size));
}

bool CleanObjects::Has(std::string_view hex) const {
  char name[kWidest];
  const size_t width = FromHex(hex, name);
  if (width == 0 || width != width_) return false;
  size_t low = 0, high = known_.size() / width;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const int order = std::memcmp(known_.data() + middle * width, name, width);
    if (order == 0) return true;
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}

size_t CleanObjects::size() const {
  return (width_ == 0 ? 0 : known_.size() / width_) +
         (added_width_ == 0 ? 0 : added_.size() / added_width_);
}

void CleanObjects::Add(std::string_view hex) {
  char name[kWidest];
  const size_t width = FromHex(hex, name);
  if (width == 0 || (added_width_ != 0 && added_width_ != width) || size() >= kMostObjects) return;
  added_width_ = width;
  added_.append(name, width);
}

std::string CleanObjects::Bytes() {
  if (added_width_ != 0 && added_width_ != width_) {
    known_.clear();  // of another kind of repository
    width_ = added_width_;
  }
  const size_t width = width_ == 0 ? 20 : width_;
  known_ += added_;
  added_.clear();
  added_width_ = 0;
  std::vector<std::string_view> names;
  names.reserve(known_.size() / width);
  for (size_t at = 0; at + width <= known_.size(); at += width) {
    names.push_back(std::string_view(known_).substr(at, width));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string out(kMagic);
  out.append(reinterpret_cast<const char*>(digest_.data()), digest_.size());
  out.push_back(static_cast<char>(width));
  for (size_t i = 0; i < 8; ++i) out.push_back(static_cast<char>((names.size() >> (8 * i)) & 0xff));
  for (const std::string_view name : names) out.append(name);
  unsigned char seal[kSeal];
  crypto_auth_hmacsha256(seal, Unsigned(out.data()), out.size(), key_.bytes);
  out.append(reinterpret_cast<const char*>(seal), kSeal);
  known_ = out.substr(kHeader, out.size() - kHeader - kSeal);
  width_ = width;
  return out;
}

absl::Status CleanObjects::Save(const std::string& path) {
  absl::StatusOr<std::unique_ptr<Output>> out = FileOutput(path);
  if (!out.ok()) return out.status();
  absl::Status status = (*out)->Write(Bytes());
  if (status.ok()) status = (*out)->Commit();
  return status;
}

}  // namespace weir
