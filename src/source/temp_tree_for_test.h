// TempTree: a folder for one test, removed with all that is in it, however deep.
#ifndef WEIR_SOURCE_TEMP_TREE_FOR_TEST_H_
#define WEIR_SOURCE_TEMP_TREE_FOR_TEST_H_

#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "os/unique_fd.h"

namespace weir {

class TempTree {
 public:
  TempTree() {
    // In memory where there is such a place: deep trees are slow on a disk.
    const char* base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");
    std::string pattern = std::string(base == nullptr ? "/tmp" : base) + "/weir-test-XXXXXX";
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    path_ = pattern;
  }
  ~TempTree() {
    // By the system's tool: it removes trees deeper than PATH_MAX.
    EXPECT_EQ(
        system(("chmod -R u+rwX '" + path_ + "' 2>/dev/null; rm -rf '" + path_ + "'").c_str()), 0);
  }
  TempTree(const TempTree&) = delete;
  TempTree& operator=(const TempTree&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

  // Makes the folders on the way too.
  void Write(std::string_view name, std::string_view bytes) const {
    Folder(name.substr(0, name.rfind('/') == name.npos ? 0 : name.rfind('/')));
    UniqueFd fd(open((*this / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    ASSERT_TRUE(fd.ok()) << name;
    for (size_t at = 0; at < bytes.size();) {
      const ssize_t put = write(fd.get(), bytes.data() + at, bytes.size() - at);
      ASSERT_GT(put, 0);
      at += static_cast<size_t>(put);
    }
  }
  void Folder(std::string_view name) const {
    for (size_t slash = 0; slash != name.npos && !name.empty();) {
      slash = name.find('/', slash + 1);
      mkdir((*this / name.substr(0, slash)).c_str(), 0700);
    }
  }
  void Link(const std::string& target, std::string_view name) const {
    ASSERT_EQ(symlink(target.c_str(), (*this / name).c_str()), 0);
  }

 private:
  std::string path_;
};

}  // namespace weir

#endif  // WEIR_SOURCE_TEMP_TREE_FOR_TEST_H_
