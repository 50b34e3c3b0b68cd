// TreeWalker: every file of a tree, once, in the order of the names' bytes, folder by folder.
//
//   TreeWalker walker(options);
//   walker.Walk(std::move(root_fd), "src", &sink);     // calls sink.OnFile("src/", "a.c") ...
//
// The tree may be hostile and may change meanwhile. Every step goes through the descriptor of the
// folder it starts from and follows no link, so nothing outside the tree is opened; with
// follow_links a link is followed while its whole way stays in the tree, and each folder is entered
// once, which ends loops.
// `.git` folders and what ignore files hide are left out and told to the sink (see ignore_rules.h).
// Limits: any depth (no recursion), paths of any length; at most max_open_folders descriptors for
// folders on the way; memory: the listings of the folders on the way that have names left to visit.
// Failure: told to the sink as a skip with its errno; the walk goes on.
// Threads: one walker a thread; the folders it hands out may be used and let go of on any thread.
#ifndef WEIR_SOURCE_TREE_WALKER_H_
#define WEIR_SOURCE_TREE_WALKER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "os/unique_fd.h"
#include "scan/coverage.h"
#include "source/directory.h"
#include "source/open_file.h"

namespace weir {

// Receives what a walk meets. Each function answers true to go on and false to stop the walk.
class WalkSink {
 public:
  virtual ~WalkSink() = default;
  // A regular file by its type in the listing: `name` in `folder`, whose path is `folder_path` (""
  // or ending in `/`). Not opened: OpenRegular(folder->fd.get(), name) does that. Keep `folder`,
  // copy the rest.
  virtual bool OnFile(const DirectoryRef& folder, std::string_view folder_path,
                      const char* name) = 0;
  // A regular file behind a link, open.
  virtual bool OnLinkedFile(OpenedFile file, std::string_view path) = 0;
  // Not looked at. `bytes` where the size is known. A folder counts as one.
  virtual bool OnSkip(SkipReason reason, std::string_view path, uint64_t bytes, int error) = 0;
};

struct WalkOptions {
  bool no_ignore = false;
  bool follow_links = false;
  std::span<const std::string> exclude = {};  // gitignore-style, always counts
  size_t max_open_folders = 32;               // at least 2
};

class TreeWalker {
 public:
  explicit TreeWalker(const WalkOptions& options);
  ~TreeWalker();
  TreeWalker(const TreeWalker&) = delete;
  TreeWalker& operator=(const TreeWalker&) = delete;

  // `root` is open for reading; `path` is how the operator named it. Returns false if the sink
  // stopped.
  bool Walk(UniqueFd root, const std::string& path, WalkSink* sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// "src" and "src//" give "src/", "." gives "", "/" stays: what stands before the names of a tree.
std::string PathPrefix(std::string_view path);

}  // namespace weir

#endif  // WEIR_SOURCE_TREE_WALKER_H_
