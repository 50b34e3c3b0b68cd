// IgnoreRules: the ignore files that hold where a walk stands, and the operator's own excludes.
//
//   IgnoreRules rules(exclude);
//   rules.Enter(folder_fd, "src/", has);          // the folder's own .gitignore, .weirignore
//   if (rules.Ignored("src/a.o", /*is_folder=*/false)) ...
//   rules.Leave(mark);                            // back to where Mark() stood
//
// Ignore files are believed only in the operator's own tree, or a stranger's repository could hide
// what it likes: the tree's root, `.git` and the ignore file must belong to the effective user, and
// the file must be a regular file of at most kMaxIgnoreFile bytes. Anything else is as if it were
// not there, so that more is scanned, never less. `.gitignore` and `.git/info/exclude` count inside
// a repository only,
// `.weirignore` everywhere. Order of belief, strongest first: .weirignore before .gitignore in one
// folder, inner folders before outer ones, later lines before earlier ones, .git/info/exclude last.
// The excludes always count and no ignore file can take them back. Paths: relative to the tree's
// root, parts joined by `/`. Threads: one object a walk.
#ifndef WEIR_SOURCE_IGNORE_RULES_H_
#define WEIR_SOURCE_IGNORE_RULES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "source/ignore_pattern.h"

namespace weir {

// The patterns of one ignore file.
class IgnoreList {
 public:
  static IgnoreList Parse(std::string_view text);
  static IgnoreList FromPatterns(std::span<const std::string> patterns);

  // true: ignored; false: taken back by a `!` line; nullopt: nothing here speaks of it.
  std::optional<bool> Decide(std::string_view path, bool is_folder) const;
  bool empty() const { return patterns_.empty(); }

 private:
  std::vector<IgnorePattern> patterns_;
};

class IgnoreRules {
 public:
  static constexpr size_t kMaxIgnoreFile = size_t{1} << 20;
  static constexpr size_t kMaxScopes = 1000;  // ignore files that hold at one place

  // Which of the names that matter a folder's listing showed.
  struct Has {
    bool git = false, gitignore = false, weirignore = false;
  };

  // `shown_root`: the tree as the operator wrote it, for excludes such as "src/gen".
  IgnoreRules(std::span<const std::string> exclude, std::string_view shown_root);

  // Where the root lies inside a repository: the ignore files of the folders above it. `root_path`
  // is the root as it can be opened. Without effect unless the root is the operator's own.
  void EnterAbove(int root_fd, const std::string& root_path);
  // Enters a folder: `base` is its path relative to the root, "" or ending in `/`. At the root
  // first.
  void Enter(int folder_fd, std::string_view base, Has has);

  size_t Mark() const { return scopes_.size(); }
  void Leave(size_t mark) { scopes_.resize(mark); }

  bool Ignored(std::string_view path, bool is_folder) const;
  bool trusted() const { return trusted_; }

 private:
  enum class Kind : uint8_t { kGit, kWeir, kBorder };  // kBorder: a repository begins here
  struct Scope {
    Kind kind;
    bool in_repository;
    size_t base_size;   // of the folder's path, inside the root
    std::string above;  // or: the way from the folder down to the root, with a `/` at its end
    IgnoreList list;
  };
  void Add(Kind kind, int folder_fd, const char* name, std::string_view base, std::string above);
  bool Believed(int fd) const;
  bool Excluded(std::string_view path, bool is_folder) const;

  IgnoreList exclude_;
  std::string shown_root_;
  bool trusted_ = false;
  std::vector<Scope> scopes_;
};

// The path as excludes see it: without `./` and leading slashes.
std::string_view WithoutLeadingDots(std::string_view path);

}  // namespace weir

#endif  // WEIR_SOURCE_IGNORE_RULES_H_
