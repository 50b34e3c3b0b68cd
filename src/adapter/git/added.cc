#include "adapter/git/added.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "rules/cat.h"

namespace weir {
namespace {

// Old findings that are remembered of one change. Beyond it more is told than is new, never less.
constexpr size_t kMostOld = 200'000;

using Counts = std::unordered_map<std::string, uint64_t>;

std::string LineKey(std::string_view fingerprint, std::string_view line_hash) {
  return Cat(fingerprint, " ", line_hash);
}

// What the old versions of one path held: of several parents, the most of each.
struct OldOfPath {
  Counts secrets, lines;

  OldOfPath(const std::vector<std::string>& oids, const LookUpOld& look_up) {
    std::unordered_set<std::string_view> seen;
    for (const std::string& oid : oids) {
      if (oid.empty() || !seen.insert(oid).second) continue;
      Counts these_secrets, these_lines;
      for (const OldFinding& old : look_up(oid)) {
        ++these_secrets[old.fingerprint];
        ++these_lines[LineKey(old.fingerprint, old.line_hash)];
      }
      for (auto& [key, count] : these_secrets) secrets[key] = std::max(secrets[key], count);
      for (auto& [key, count] : these_lines) lines[key] = std::max(lines[key], count);
    }
  }
};

bool Take(Counts* counts, const std::string& key) {
  const auto at = counts->find(key);
  if (at == counts->end() || at->second == 0) return false;
  --at->second;
  return true;
}

// Removes the records that `take` says were there; those without a fingerprint cannot be compared.
template <typename TakeOne>
size_t Remove(std::vector<Record>* records, const TakeOne& take) {
  return std::erase_if(
      *records, [&](const Record& record) { return !record.fingerprint.empty() && take(record); });
}

}  // namespace

std::vector<OldFinding> OldFindings(const std::vector<Record>& records) {
  std::vector<OldFinding> out;
  out.reserve(records.size());
  for (const Record& record : records) {
    if (!record.fingerprint.empty()) out.push_back({record.fingerprint, record.line_hash});
  }
  return out;
}

size_t KeepAdded(ChangeSet* change, const LookUpOld& look_up) {
  size_t removed = 0;
  bool any = false;
  Counts pool;
  size_t pooled = 0, looked = 0;
  std::unordered_set<std::string_view> seen;
  std::vector<const ChangeSet::Input*> without;
  for (ChangeSet::Input& input : change->inputs) {
    if (input.records->empty()) {
      without.push_back(&input);
      continue;
    }
    OldOfPath old(input.old_oids, look_up);
    seen.insert(input.old_oids.begin(), input.old_oids.end());
    removed += Remove(input.records, [&](const Record& record) {
      return Take(&old.lines, LineKey(record.fingerprint, record.line_hash)) &&
             Take(&old.secrets, record.fingerprint);
    });
    removed += Remove(input.records,
                      [&](const Record& record) { return Take(&old.secrets, record.fingerprint); });
    for (const auto& [fingerprint, count] : old.secrets) {
      if (count == 0 || pooled >= kMostOld) continue;
      pool[fingerprint] += count;
      ++pooled;
    }
    any |= !input.records->empty();
  }
  if (!any) return removed;

  const auto add = [&](const std::string& oid) {
    if (oid.empty() || !seen.insert(oid).second || ++looked > ChangeSet::kMostOthers) return;
    for (const OldFinding& old : look_up(oid)) {
      if (pooled++ >= kMostOld) return;
      ++pool[old.fingerprint];
    }
  };
  // Nothing was found in the new version, so all that the old one held has gone from there.
  for (const ChangeSet::Input* input : without) {
    for (const std::string& oid : input->old_oids) add(oid);
  }
  for (const std::string& oid : change->other_old_oids) add(oid);
  for (ChangeSet::Input& input : change->inputs) {
    removed += Remove(input.records,
                      [&](const Record& record) { return Take(&pool, record.fingerprint); });
  }
  return removed;
}

}  // namespace weir
