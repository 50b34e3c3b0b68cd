#include "adapter/git/added.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace weir {
namespace {

// A version of a file: letters are secrets; a digit behind one is its line.
std::vector<Record> Version(std::string_view text) {
  std::vector<Record> records;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    Record& record = records.emplace_back();
    record.fingerprint = text[i] == '?' ? "" : std::string(1, text[i]);
    record.line_hash = std::string(1, text[i + 1]);
  }
  return records;
}

std::string Show(const std::vector<Record>& records) {
  std::string out;
  for (const Record& record : records) {
    out += record.fingerprint.empty() ? "?" : record.fingerprint;
    out += record.line_hash;
  }
  return out;
}

struct File {
  std::string now;
  std::vector<std::string> before;  // one a parent; "" = not there
};
struct Case {
  const char* what;
  std::vector<File> files;
  std::vector<std::string> others;
  std::vector<std::string> expected;
};

TEST(KeepAdded, TellsOnlyOfWhatIsNew) {
  const std::vector<Case> cases = {
      {"a new file", {{"a1b2", {""}}}, {}, {"a1b2"}},
      {"nothing changed about the secret", {{"a1", {"a1"}}}, {}, {""}},
      {"its line was touched", {{"a2", {"a1"}}}, {}, {""}},
      {"one more beside the old one", {{"a1b2", {"a1"}}}, {}, {"b2"}},
      {"a second copy, the old line is known", {{"a7a1", {"a1"}}}, {}, {"a7"}},
      {"another in its place", {{"b1", {"a1"}}}, {}, {"b1"}},
      {"renamed", {{"a1", {""}}}, {"a1"}, {""}},
      {"renamed and one more", {{"a1b2", {""}}}, {"a1"}, {"b2"}},
      {"moved from a file that is still there", {{"a1", {""}}, {"", {"a1"}}}, {}, {"", ""}},
      {"copied to another file", {{"a1", {""}}, {"a1", {"a1"}}}, {}, {"a1", ""}},
      {"one old file split in two", {{"a1", {""}}, {"b1", {""}}}, {"a1b2"}, {"", ""}},
      {"a merge that takes what one side has", {{"a1b2", {"a1", "b2"}}}, {}, {""}},
      {"a merge that adds", {{"a1b2c3", {"a1", "b2"}}}, {}, {"c3"}},
      {"both sides have it, the merge doubles it", {{"a1a2", {"a1", "a1"}}}, {}, {"a2"}},
      {"cannot be compared", {{"?1", {"?1"}}}, {}, {"?1"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    std::map<std::string, std::vector<OldFinding>> old;
    const LookUpOld look_up = [&](const std::string& oid) -> const std::vector<OldFinding>& {
      return old[oid] = OldFindings(Version(oid));
    };
    std::vector<std::vector<Record>> records;
    for (const File& file : c.files) records.push_back(Version(file.now));
    ChangeSet change;
    for (size_t i = 0; i < c.files.size(); ++i) {
      change.inputs.push_back({&records[i], c.files[i].before});
    }
    change.other_old_oids = c.others;
    size_t before = 0, after = 0;
    for (const auto& r : records) before += r.size();
    const size_t removed = KeepAdded(&change, look_up);
    for (size_t i = 0; i < records.size(); ++i) {
      EXPECT_EQ(Show(records[i]), c.expected[i]) << "file " << i;
      after += records[i].size();
    }
    EXPECT_EQ(removed, before - after);
  }
}

TEST(KeepAdded, AsksForNothingIfNothingWasFound) {
  std::vector<Record> none;
  ChangeSet change;
  change.inputs.push_back({&none, {"x"}});
  change.other_old_oids = {"y"};
  const std::vector<OldFinding> empty;
  size_t asked = 0;
  EXPECT_EQ(KeepAdded(&change,
                      [&](const std::string&) -> const std::vector<OldFinding>& {
                        ++asked;
                        return empty;
                      }),
            0u);
  EXPECT_EQ(asked, 0u);
}

}  // namespace
}  // namespace weir
