// The floor of a tree: opens, reads to the end and closes every file, and does nothing with the
// bytes.
//
//   bench_read_tree --list FILE     the files named in FILE, one a line: no walk
//   bench_read_tree DIR             walks DIR first, as a scanner must
//
// Prints files and bytes. Exit 1: a file could not be read (the comparison would be void).
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr size_t kBuffer = 256 * 1024;
constexpr int kMaxDepth = 64;
char buffer[kBuffer];

struct Sum {
  uint64_t files = 0, bytes = 0;
  bool failed = false;
};

// A short read ends the file: no second call to be told so.
void ReadOne(int folder, const char* name, Sum* sum) {
  const int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) {
    sum->failed = true;
    return;
  }
  ssize_t n;
  do {
    n = read(fd, buffer, kBuffer);
    if (n > 0) sum->bytes += static_cast<uint64_t>(n);
    if (n < 0) sum->failed = true;
  } while (n == static_cast<ssize_t>(kBuffer));
  close(fd);
  ++sum->files;
}

void Walk(int folder, int depth, Sum* sum) {
  DIR* dir = fdopendir(folder);
  if (dir == nullptr || depth > kMaxDepth) {
    sum->failed = true;
    return;
  }
  while (dirent* entry = readdir(dir)) {
    if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0) continue;
    if (entry->d_type == DT_DIR) {
      const int sub =
          openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
      if (sub < 0) {
        sum->failed = true;
        continue;
      }
      Walk(sub, depth + 1, sum);
    } else if (entry->d_type == DT_REG) {
      ReadOne(folder, entry->d_name, sum);
    }
  }
  closedir(dir);
}

}  // namespace

int main(int argc, char** argv) {
  Sum sum;
  if (argc == 3 && std::strcmp(argv[1], "--list") == 0) {
    FILE* list = std::fopen(argv[2], "r");
    if (list == nullptr) return 1;
    std::string names;
    for (size_t n; (n = std::fread(buffer, 1, kBuffer, list)) > 0;) names.append(buffer, n);
    std::fclose(list);
    for (size_t at = 0; at < names.size();) {
      const size_t end = names.find('\n', at);
      if (end == std::string::npos) break;
      names[end] = '\0';
      ReadOne(AT_FDCWD, names.data() + at, &sum);
      at = end + 1;
    }
  } else if (argc == 2) {
    const int folder = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return 1;
    Walk(folder, 0, &sum);
  } else {
    std::fputs("usage: bench_read_tree --list FILE | DIR\n", stderr);
    return 2;
  }
  std::printf("{\"files\": %llu, \"bytes\": %llu}\n", static_cast<unsigned long long>(sum.files),
              static_cast<unsigned long long>(sum.bytes));
  return sum.failed ? 1 : 0;
}
