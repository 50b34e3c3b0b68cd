// IgnorePattern: one line of a .gitignore file, with git's meaning.
//
//   auto p = IgnorePattern::Parse("/build/**/*.o");
//   p->Matches("build/a/b.o", /*is_folder=*/false);   // path relative to the pattern's own folder
//
// `*` `?` `[..]` `**`, leading and trailing `/`, `!`, `#`, backslash escapes and trailing blanks
// mean what gitignore(5) says; a test compares with `git check-ignore`. Cost: at most pattern
// length x path length, on any input (no backtracking). Limits: a pattern over kMaxPattern bytes is
// refused by Parse(). Threads: immutable. Ownership: owns its text.
#ifndef WEIR_SOURCE_IGNORE_PATTERN_H_
#define WEIR_SOURCE_IGNORE_PATTERN_H_

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

class IgnorePattern {
 public:
  static constexpr size_t kMaxPattern = 4096;

  // One line without its end. nullopt: a comment, a blank line, one that can match nothing.
  static std::optional<IgnorePattern> Parse(std::string_view line);

  // `path` is relative to the folder of the pattern, without a leading `/`.
  bool Matches(std::string_view path, bool is_folder) const;
  bool negated() const { return negated_; }  // `!pattern`: takes back an earlier one

 private:
  struct Token {
    enum class Kind : uint8_t {
      kByte,      // this byte
      kAny,       // ?
      kClass,     // [..]: index into classes_
      kStar,      // *: bytes of one name
      kDeepStar,  // ** at the end of a path: everything
      kFolders,   // **/: nothing, or whole folders
    };
    Kind kind;
    uint16_t value = 0;
  };

  bool Compile(std::string_view glob);
  bool CompileClass(std::string_view glob, size_t* at);
  bool Glob(std::string_view text) const;

  bool negated_ = false;
  bool folders_only_ = false;
  bool name_only_ = false;  // no slash in the pattern: looks at the last name of the path
  bool literal_ = false;    // no wildcard: text_ is the whole name or path
  bool suffix_ = false;     // `*` and then no wildcard: text_ is the end of the name
  std::string text_;
  std::vector<Token> tokens_;
  std::vector<std::bitset<256>> classes_;
};

}  // namespace weir

#endif  // WEIR_SOURCE_IGNORE_PATTERN_H_
