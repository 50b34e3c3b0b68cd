// Paths of allow entries and baselines: patterns as in .gitignore, and paths seen from one root.
//
//   PathGlob glob("docs/**/*.md");
//   glob.Matches("docs/a/b.md");                        // true
//   RootedPath("/repo", "/repo/src", "../docs/x.md")    // "docs/x.md"
//   RootedPath("/repo", "/repo", "/etc/x")              // "/etc/x": outside of the root
//
// A pattern with a `/` before its end begins at the root, any other counts at every depth. It
// stands for a file of that name, or for all that lies in a folder of that name; with a `/` at its
// end for the latter only. `*` and `?` stay within a name, `**` is any number of folders, `[a-z]`
// and `[!a-z]` are one character, a backslash takes the next character as it is. A path outside of
// the root is matched only by patterns that count at every depth, and by one that begins with two
// slashes. Cost: linear in the path. Threads: const after construction.
#ifndef WEIR_REPORT_ALLOW_PATH_H_
#define WEIR_REPORT_ALLOW_PATH_H_

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace weir {

class PathGlob {
 public:
  explicit PathGlob(std::string_view pattern);
  ~PathGlob();
  PathGlob(PathGlob&&) = delete;

  // `path` as RootedPath() gives it.
  bool Matches(std::string_view path) const;

 private:
  bool MatchesLiteral(std::string_view path) const;

  std::string text_;  // the literal, or the pattern without its slashes at both ends
  bool literal_ = true, anchored_ = false, folder_ = false, outside_ = false;
  mutable std::once_flag once_;  // most runs ask no pattern anything
  mutable std::unique_ptr<re2::RE2> re_;
};

// `path` as it was given where `folder` (absolute) was the current folder, seen from `root`
// (absolute): without `.`, `..` and double slashes; by text alone, links are not looked at.
std::string RootedPath(std::string_view root, std::string_view folder, std::string_view path);

// The pattern that stands for exactly this path: what must be quoted is.
std::string QuotedGlob(std::string_view path);

}  // namespace weir

#endif  // WEIR_REPORT_ALLOW_PATH_H_
