// Batch: some inputs of a run, in order, as one piece of work for one thread.
//
// Filled by the walking thread, used by one worker. Reused: Clear() keeps the memory.
#ifndef WEIR_ADAPTER_FILES_BATCH_H_
#define WEIR_ADAPTER_FILES_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapter/files/outcome.h"
#include "source/directory.h"
#include "source/open_file.h"

namespace weir {

class Batch {
 public:
  struct Folder {
    DirectoryRef folder;
    std::string path;  // "" or ending in `/`
  };
  struct Entry {
    enum class Kind : uint8_t { kName, kOpen, kProblem };
    Kind kind;
    uint32_t index;  // of the folder, the open file or the problem
    uint32_t name;   // offset in names
  };

  void AddName(const DirectoryRef& folder, std::string_view folder_path, std::string_view name) {
    if (folders.empty() || folders.back().folder != folder) {
      folders.push_back({folder, std::string(folder_path)});
    }
    AddEntry(Entry::Kind::kName, folders.size() - 1, name);
  }
  void AddOpen(OpenedFile file, std::string_view path) {
    open.push_back(std::move(file));
    AddEntry(Entry::Kind::kOpen, open.size() - 1, path);
  }
  void AddProblem(SkipReason reason, std::string_view path, std::string message) {
    problems.push_back({reason, std::string(path), std::move(message)});
    AddEntry(Entry::Kind::kProblem, problems.size() - 1, {});
  }

  bool empty() const { return entries.empty() && !counted; }
  size_t descriptors() const { return folders.size() + open.size(); }
  const char* name(const Entry& entry) const { return names.data() + entry.name; }

  void Clear() {
    entries.clear();
    names.clear();
    folders.clear();
    open.clear();
    problems.clear();
    skipped = Outcome();
    counted = false;
  }

  uint64_t ticket = 0;
  std::vector<Entry> entries;
  std::string names;  // each with a zero byte
  std::vector<Folder> folders;
  std::vector<OpenedFile> open;
  std::vector<Problem> problems;
  Outcome skipped;       // what needs no work, only counting
  bool counted = false;  // skipped holds something

 private:
  void AddEntry(Entry::Kind kind, size_t index, std::string_view name) {
    entries.push_back({kind, static_cast<uint32_t>(index), static_cast<uint32_t>(names.size())});
    names.append(name);
    names.push_back('\0');
  }
};

}  // namespace weir

#endif  // WEIR_ADAPTER_FILES_BATCH_H_
