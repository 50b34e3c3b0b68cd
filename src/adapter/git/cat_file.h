// CatFile: objects by name, from one `git cat-file --batch` child.
//
//   absl::StatusOr<CatFile> objects = CatFile::Start(git);
//   std::string bytes;
//   absl::StatusOr<ObjectHeader> header = objects->Get("HEAD^{commit}", kLimit, &bytes);
//
// Names must hold no line end. Threads: one object a thread.
#ifndef WEIR_ADAPTER_GIT_CAT_FILE_H_
#define WEIR_ADAPTER_GIT_CAT_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapter/git/git_process.h"
#include "adapter/git/pipe_reader.h"

namespace weir {

struct ObjectHeader {
  enum class Type : uint8_t { kMissing, kBlob, kTree, kCommit, kTag };
  std::string oid;  // as git told it; of a missing object, the name it was asked by
  Type type = Type::kMissing;
  uint64_t size = 0;
};

// "<oid> <type> <size>", "<name> missing", "<name> ambiguous", "<name> submodule", "<name>
// excluded".
absl::StatusOr<ObjectHeader> ParseObjectHeader(std::string_view line);

class CatFile {
 public:
  static absl::StatusOr<std::unique_ptr<CatFile>> Start(const Git& git);

  // One object, its bytes in *bytes if there are no more than `limit`; else *bytes is empty and the
  // header tells the size.
  absl::StatusOr<ObjectHeader> Get(std::string_view name, uint64_t limit, std::string* bytes);

 private:
  explicit CatFile(std::unique_ptr<GitProcess> child)
      : child_(std::move(child)), reader_(child_->out()) {}
  absl::Status Ended();

  std::unique_ptr<GitProcess> child_;
  PipeReader reader_;
  std::string line_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_CAT_FILE_H_
