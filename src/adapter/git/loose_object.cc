#include "adapter/git/loose_object.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <climits>
#include <cstdlib>

#include "adapter/git/raw_diff.h"
#include "os/unique_fd.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

constexpr size_t kHeaderBytes = 32;  // "blob ", digits, a zero byte

bool IsFolder(const char* path) {
  struct stat info;
  return lstat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool IsThere(const char* path) {
  struct stat info;
  return lstat(path, &info) == 0;
}

// Inflates as much as fits; the number of bytes, or -1. `ended`: it was all.
int64_t Inflate(z_stream* stream, char* into, size_t size, bool* ended) {
  stream->next_out = reinterpret_cast<Bytef*>(into);
  stream->avail_out = static_cast<uInt>(size);
  const int result = inflate(stream, Z_FINISH);
  *ended = result == Z_STREAM_END;
  if (result != Z_STREAM_END && result != Z_BUF_ERROR && result != Z_OK) return -1;
  return static_cast<int64_t>(size - stream->avail_out);
}

}  // namespace

LooseObjects LooseObjects::Here() {
  LooseObjects here;
  for (const char* name : {"GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"}) {
    if (std::getenv(name) != nullptr) return here;
  }
  if (const char* dir = std::getenv("GIT_DIR"); dir != nullptr && std::string_view(dir) != ".git") {
    char folder[PATH_MAX];
    if (getcwd(folder, sizeof folder) == nullptr || Cat(folder, "/.git") != dir) return here;
  }
  here.usable_ = IsFolder(".git") && IsFolder(".git/objects") && !IsThere(".git/commondir");
  return here;
}

bool LooseObjects::IsMerging() const { return IsThere(".git/MERGE_HEAD"); }

bool LooseObjects::Blob(std::string_view oid, uint64_t limit, std::string* bytes) const {
  if (!usable_ || !IsObjectName(oid)) return false;
  const std::string path = Cat(".git/objects/", oid.substr(0, 2), "/", oid.substr(2));
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  struct stat info;
  if (!fd.ok() || fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0 ||
      static_cast<uint64_t>(info.st_size) > limit + 4096) {
    return false;
  }
  std::string file(static_cast<size_t>(info.st_size), '\0');
  const ReadOutcome got = ReadUpTo(fd.get(), file.data(), file.size());
  return got.error == 0 && got.size == file.size() && InflateBlob(file, limit, bytes);
}

bool InflateBlob(std::string_view file, uint64_t limit, std::string* bytes) {
  bytes->clear();
  if (file.size() > UINT_MAX) return false;
  z_stream stream = {};
  if (inflateInit(&stream) != Z_OK) return false;
  struct End {
    z_stream* stream;
    ~End() { inflateEnd(stream); }
  } end{&stream};
  // zlib does not write to its input.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file.data()));
  stream.avail_in = static_cast<uInt>(file.size());
  char head[kHeaderBytes];
  bool ended = false;
  const int64_t first = Inflate(&stream, head, sizeof head, &ended);
  if (first < 0) return false;
  const std::string_view start(head, static_cast<size_t>(first));
  const size_t zero = start.find('\0');
  if (!start.starts_with("blob ") || zero == start.npos) return false;
  uint64_t size = 0;
  const auto [at, error] = std::from_chars(start.data() + 5, start.data() + zero, size);
  if (error != std::errc() || at != start.data() + zero || size > limit || size >= UINT_MAX)
    return false;
  const std::string_view rest = start.substr(zero + 1);
  if (rest.size() > size) return false;
  // One byte more than it says, so that a longer one is noticed.
  bytes->resize(static_cast<size_t>(size) + 1);
  std::copy(rest.begin(), rest.end(), bytes->begin());
  int64_t more = 0;
  if (!ended) {
    more = Inflate(&stream, bytes->data() + rest.size(), bytes->size() - rest.size(), &ended);
    if (more < 0) return false;
  }
  if (!ended || rest.size() + static_cast<uint64_t>(more) != size) return false;
  bytes->resize(static_cast<size_t>(size));
  return true;
}

}  // namespace weir
