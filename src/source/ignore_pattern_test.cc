#include "source/ignore_pattern.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "source/ignore_rules.h"
#include "source/temp_tree_for_test.h"

namespace weir {
namespace {

// What a walk does with one list of patterns: a folder that is ignored is not entered.
bool IgnoredInWalk(const IgnoreList& list, const std::string& path, bool is_folder) {
  for (size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
    if (list.Decide(path.substr(0, slash), true).value_or(false)) return true;
  }
  return list.Decide(path, is_folder).value_or(false);
}

std::string Output(const std::string& command, int* status) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  char buffer[4096];
  for (size_t got; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;) output.append(buffer, got);
  *status = pclose(pipe);
  return output;
}

const std::vector<std::string>& Patterns() {
  static const std::vector<std::string> patterns = {"a",
                                                    "b.o",
                                                    "*.o",
                                                    "*",
                                                    "**",
                                                    "/a",
                                                    "/*",
                                                    "a/",
                                                    "*/",
                                                    "a/b",
                                                    "/a/b",
                                                    "a/*",
                                                    "a/**",
                                                    "**/b",
                                                    "**/b.o",
                                                    "a/**/b",
                                                    "a/**/b.o",
                                                    "**/a/**",
                                                    "*/b",
                                                    "*/*/b",
                                                    "a*",
                                                    "*a",
                                                    "*a*",
                                                    "?",
                                                    "??",
                                                    "a?b",
                                                    "[ab]",
                                                    "[!a]",
                                                    "[^a]*",
                                                    "[a-c].o",
                                                    "[]a]",
                                                    "[a",
                                                    "a[",
                                                    "[a-]",
                                                    "[-a]",
                                                    "[[:alpha:]]",
                                                    "[[:digit:]]x",
                                                    "[[:upper:]]",
                                                    "[[:nope:]]",
                                                    "[![:alpha:]]",
                                                    "\\a",
                                                    "\\*",
                                                    "\\!x",
                                                    "\\#x",
                                                    "#x",
                                                    "!x",
                                                    "a\\",
                                                    "a ",
                                                    "a\\ ",
                                                    "a  b",
                                                    "a**",
                                                    "a**/b",
                                                    "**a",
                                                    "a/**b",
                                                    "a/b**",
                                                    "x**/b",
                                                    "**/",
                                                    "/**",
                                                    "/**/",
                                                    "/**/b",
                                                    "a/**/",
                                                    "a//b",
                                                    "//a",
                                                    "a/*/b",
                                                    "a/?/b",
                                                    "a/[/]b",
                                                    "a[/]b",
                                                    "a?b.o",
                                                    ".*",
                                                    ".[!.]*",
                                                    "[\\]]",
                                                    "[\\-a]",
                                                    "[a\\]",
                                                    "é",
                                                    "?\xC3\xA9",
                                                    "*.tar.gz",
                                                    "***",
                                                    "**.o",
                                                    "a/***/b",
                                                    "***/b",
                                                    "*/**/b",
                                                    "**/**/b",
                                                    "a*/b*",
                                                    "foo/*.o",
                                                    "/foo/**/x",
                                                    "foo/",
                                                    "[a-b][a-b]",
                                                    "[b-a]",
                                                    "!",
                                                    "/",
                                                    "a/b/",
                                                    "*b*/",
                                                    "[z[:digit:]]x",
                                                    "[[:]",
                                                    "[[::]]",
                                                    "\\[a",
                                                    "a\\/b",
                                                    "**\\/b",
                                                    "a/\\*",
                                                    "A",
                                                    "[A-Z]"};
  return patterns;
}

const std::vector<std::string>& Paths() {
  static const std::vector<std::string> paths = {
      "a",         "b",        "c",       "b.o",     "a.o",    "x",     "ab",        "axb",
      "a b",       "a  b",     "!x",      "#x",      "*",      "[a",    "a[",        "]",
      "-",         "1x",       "5",       "Q",       "A",      "é",     "x\xC3\xA9", ".h",
      ".hidden",   "n.tar.gz", "\\",      "d/c/a",   "d/b",    "d/b.o", "d/a/b",     "d/a/c/b",
      "d/x",       "e/f/b",    "e/f/b.o", "e/f/g/b", "e/aa/b", "foo/x", "foo/b.o",   "foo/d/x",
      "foo/d/e/x", "z/a/b/c",  "z/ab/c",  "z/axy/b", "z/x/y/b"};
  return paths;
}

// Every pattern against every path: git is the oracle. The paths are real, so that git knows
// folders.
TEST(IgnorePattern, AgreesWithGit) {
  TempTree tree;
  int status = 0;
  Output("git init -q '" + tree.path() + "' 2>&1", &status);
  ASSERT_EQ(status, 0);
  // Two sets of paths, as "a" cannot be both a file and a folder.
  std::vector<std::pair<std::string, bool>> inputs;
  std::string listing;
  std::set<std::string> folders;
  auto add = [&](const std::string& path) {
    tree.Write(path, "x");
    inputs.emplace_back(path, false);
    for (size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
      if (folders.insert(path.substr(0, slash)).second) {
        inputs.emplace_back(path.substr(0, slash), true);
      }
    }
  };
  for (const std::string& path : Paths()) add(path);
  tree.Folder("w");
  for (const char* path : {"w/a/b", "w/a/b.o", "w/a/c/b", "w/foo/d/x"}) add(path);
  for (const auto& [path, is_folder] : inputs) listing += path + '\0';
  tree.Write(".git/list", listing);

  auto compare = [&](const std::string& text) {
    tree.Write(".gitignore", text);
    const IgnoreList list = IgnoreList::Parse(text);
    int code = 0;
    const std::string ignored = Output("cd '" + tree.path() +
                                           "' && git -c core.excludesFile=/dev/null check-ignore "
                                           "--no-index -z --stdin < .git/list",
                                       &code);
    ASSERT_LE(WEXITSTATUS(code), 1) << text;
    std::set<std::string> expected;
    for (size_t at = 0; at < ignored.size();) {
      const size_t end = ignored.find('\0', at);
      expected.insert(ignored.substr(at, end - at));
      at = end + 1;
    }
    for (const auto& [path, is_folder] : inputs) {
      EXPECT_EQ(IgnoredInWalk(list, path, is_folder), expected.count(path) > 0)
          << "pattern <" << text << "> path <" << path << "> folder " << is_folder;
    }
  };
  for (const std::string& pattern : Patterns()) {
    compare(pattern + "\n");
    if (pattern[0] == '/') continue;
    compare("w/" + pattern + "\n");
  }
  for (const std::string pattern : {"!b", "!a/", "!*.o", "!/d/a", "!d/", "!*/", "! b"}) {
    compare("*\n" + pattern + "\n");
    compare("*.o\nb\n" + pattern + "\n");
    compare("/d/*\r\n" + pattern + "\r\n");
  }
  compare(
      "\xEF\xBB\xBF"
      "b\n");
  compare("b");
}

TEST(IgnorePattern, HostilePatternsAreLinear) {
  std::string pattern, path;
  for (int i = 0; i < 1000; ++i) pattern += "*a";
  pattern += "*b";
  path.assign(4000, 'a');
  const auto parsed = IgnorePattern::Parse(pattern);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_FALSE(parsed->Matches(path, false));
  EXPECT_TRUE(parsed->Matches(path + "b", false));
  EXPECT_FALSE(IgnorePattern::Parse(std::string(IgnorePattern::kMaxPattern + 1, 'a')).has_value());
}

}  // namespace
}  // namespace weir
