// The catalogue as definitions (with trees), its samples, and surroundings to put them in. For tests only.
#ifndef WEIR_SCAN_CATALOGUE_FOR_TEST_H_
#define WEIR_SCAN_CATALOGUE_FOR_TEST_H_

#include <dirent.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "judge/make_valid.h"
#include "rules/rule_file.h"
#include "rules/sample.h"

namespace weir {

inline std::vector<RuleDef> LoadCatalogueForTest() {
  const std::string folder = std::string(WEIR_SOURCE_DIR) + "/rules";
  std::vector<std::string> names;
  if (DIR* dir = opendir(folder.c_str()); dir != nullptr) {
    while (dirent* entry = readdir(dir)) {
      std::string name = entry->d_name;
      if (name.ends_with(".toml")) names.push_back(name);
    }
    closedir(dir);
  }
  std::sort(names.begin(), names.end());
  std::vector<RuleDef> all;
  for (const std::string& name : names) {
    std::ifstream in(folder + "/" + name, std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    RuleFile file = ParseRuleFile(name, bytes.str());
    for (RuleDef& def : file.rules) all.push_back(std::move(def));
  }
  return all;
}

// A text in which the sample is found, in the plainest way its kind allows, and where the sample stands.
struct Planted {
  std::string text;
  size_t at;
};
inline Planted PlantForTest(const RuleDef& def, const std::string& sample) {
  std::string before;
  if (def.kind == RuleKind::kCommand) {
    std::string line = def.context[0];
    const size_t star = line.find('*');
    if (star != std::string::npos) line.replace(star, 1, "name");
    const size_t at = line.rfind('%');
    return {line.replace(at, 1, sample) + " x\n", at};
  }
  switch (def.kind) {
    case RuleKind::kValue:
      before = def.context.empty() ? "" : def.context[0] + " = \"";
      break;
    case RuleKind::kAssignment: before = def.context[0] + " = \""; break;
    default: before = "see ";
  }
  std::replace(before.begin(), before.end() - (before.size() > 4 ? 4 : 0), ' ', '_');
  return {before + sample + (before.ends_with("\"") ? "\"" : "") + "\n", before.size()};
}

}  // namespace weir

#endif  // WEIR_SCAN_CATALOGUE_FOR_TEST_H_
