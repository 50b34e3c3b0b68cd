// ObjectStream: the objects of a walk, one after the other, as git reads them from its packs.
//
//   ObjectStream stream(git, options);
//   absl::Status s = stream.Start();
//   ObjectStream::Object object;
//   while (*stream.Next(&object)) ...
//   s = stream.Finish();
//
// A thread of its own passes the names that `git rev-list` lists on to `git cat-file --batch`;
// nothing is kept of either. Objects that `skip` knows are not read; names of missing ones are
// collected. Threads: Next() from one.
#ifndef WEIR_ADAPTER_GIT_OBJECT_STREAM_H_
#define WEIR_ADAPTER_GIT_OBJECT_STREAM_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapter/git/attribution.h"
#include "adapter/git/cat_file.h"
#include "adapter/git/git_process.h"
#include "adapter/git/pipe_reader.h"
#include "adapter/git/state_file.h"

namespace weir {

class ObjectStream {
 public:
  struct Options {
    bool messages = true;
    bool unreachable = false;
    uint64_t max_bytes = 0;  // larger objects come without their bytes
    const CleanObjects* skip = nullptr;
  };
  struct Object {
    ObjectHeader header;
    std::string path;   // one of those a blob has; "" if none is known
    std::string bytes;  // if there are no more than max_bytes
  };

  ObjectStream(const Git& git, const RevWalk& walk, const Options& options)
      : git_(git), walk_(walk), options_(options) {}
  ~ObjectStream();

  absl::Status Start();
  absl::StatusOr<bool> Next(Object* object);
  // After Next() gave false, or to end early: not OK if any of the children failed.
  absl::Status Finish();
  void Stop();

  // After Finish().
  const std::vector<std::string>& missing() const { return missing_; }
  uint64_t missing_count() const { return missing_count_; }
  uint64_t skipped() const { return skipped_; }

 private:
  absl::Status Feed();
  absl::Status FeedFrom(GitProcess* list, bool check);
  absl::Status List(const std::vector<std::string>& options);

  const Git& git_;
  const RevWalk& walk_;
  const Options options_;
  std::unique_ptr<GitProcess> child_;
  std::unique_ptr<PipeReader> reader_;
  std::thread feeder_;
  absl::Status fed_;
  std::atomic<bool> stop_{false};
  std::string line_;
  std::vector<std::string> missing_;  // at most 100
  uint64_t missing_count_ = 0, skipped_ = 0;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_OBJECT_STREAM_H_
