// weir baseline create | update | diff
#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/baseline_file.h"
#include "cli/collect.h"
#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/scan_paths.h"
#include "cli/settings.h"
#include "report/printable.h"
#include "report/summary_text.h"
#include "rules/cat.h"

namespace weir {
namespace {

// What the baseline was asked about, and what was found there.
struct Present {
  std::vector<std::string> folders;  // rooted; "" is the root
  Collected found;
  std::vector<BaselineEntry> entries;  // one a secret and file, sorted
};

bool Covers(const std::vector<std::string>& folders, std::string_view path) {
  return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) {
    if (folder.empty()) return !path.starts_with('/');
    return path == folder ||
           (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
  });
}

BaselineEntry EntryOf(const AllowList& allow, const Record& record) {
  BaselineEntry entry;
  entry.path = allow.Rooted(record.path);
  entry.rule = record.rule == nullptr ? "" : std::string(record.rule->id);
  entry.fingerprint = record.fingerprint;
  return entry;
}

bool Look(const ParsedArgs& args, const Engine& engine, Present* present) {
  FileScanOptions options = FileScanOptionsOf(args);
  options.paths.assign(args.positionals().begin(), args.positionals().end());
  if (options.paths.empty()) options.paths.push_back(FindOperatorFolders().root);
  for (const std::string& path : options.paths) {
    if (path.empty() || path == "-") {
      PrintError("a baseline is made of files: name files or folders, not standard input");
      return false;
    }
    present->folders.push_back(engine.allow->Rooted(path));
  }
  if (!Collect(engine, options, /*with_values=*/true, &present->found)) return false;
  if (present->found.summary.incomplete) {
    PrintError("not everything could be looked at, so nothing was written or compared");
    return false;
  }
  for (const Record& record : present->found.records) {
    if (record.suppressed || record.fingerprint.empty()) continue;
    present->entries.push_back(EntryOf(*engine.allow, record));
  }
  std::sort(present->entries.begin(), present->entries.end());
  const auto last = std::unique(
      present->entries.begin(), present->entries.end(),
      [](const BaselineEntry& a, const BaselineEntry& b) { return a.Key() == b.Key(); });
  present->entries.erase(last, present->entries.end());
  return true;
}

// A finding is known if an entry names its path and its fingerprint, or the hash of its value.
struct Difference {
  std::vector<BaselineEntry> added, gone, kept;
};

absl::StatusOr<Difference> Compare(const Engine& engine, const Present& present,
                                   const std::string& path, const Baseline& baseline) {
  absl::StatusOr<std::shared_ptr<const AllowList>> known =
      AllowList::Create(ToAllowEntries(path, baseline), engine.allow->options());
  if (!known.ok()) return known.status();
  Difference difference;
  std::set<BaselineEntry> added;
  for (const Record& record : present.found.records) {
    if (record.suppressed || record.fingerprint.empty()) continue;
    const Suppression by = (*known)->Find({.path = record.path,
                                           .rule = record.rule->id,
                                           .fingerprint = record.fingerprint,
                                           .value = record.secret,
                                           .key = &present.found.key});
    if (!by) added.insert(EntryOf(*engine.allow, record));
  }
  difference.added.assign(added.begin(), added.end());
  for (size_t i = 0; i < baseline.entries.size(); ++i) {
    const BaselineEntry& entry = baseline.entries[i];
    const bool gone = !(*known)->Used(i) && Covers(present.folders, entry.path);
    (gone ? difference.gone : difference.kept).push_back(entry);
  }
  return difference;
}

int Tell(const absl::Status& status) {
  PrintError(status);
  return kExitError;
}

int Create(const ParsedArgs& args, const Engine& engine, const std::string& path) {
  struct stat info;
  if (!args.IsOn(FlagId::kForce) && lstat(path.c_str(), &info) == 0) {
    PrintError(Cat("'", Printable(path),
                   "' is there already; bring it up to date with 'weir "
                   "baseline update', or replace it with --force"));
    return kExitError;
  }
  Present present;
  if (!Look(args, engine, &present)) return kExitError;
  Baseline baseline;
  baseline.key_id = KeyId(present.found.key);
  baseline.entries = std::move(present.entries);
  const size_t count = baseline.entries.size();
  if (absl::Status status = WriteBaseline(path, std::move(baseline)); !status.ok()) {
    return Tell(status);
  }
  return PrintOut(Cat(Printable(path), ": ", Plural(count, "known secret"), "\n"));
}

std::string Line(char sign, const BaselineEntry& entry) {
  return Cat(sign, " ", Printable(entry.path), " ", Printable(entry.rule), " ",
             entry.fingerprint.empty() ? entry.value_hash : entry.fingerprint, "\n");
}

int UpdateOrDiff(const ParsedArgs& args, const Engine& engine, const std::string& path) {
  absl::StatusOr<FingerprintKey> key = LoadFingerprintKey();
  if (!key.ok()) return Tell(key.status());
  absl::StatusOr<Baseline> baseline = ReadBaseline(path, *key);
  if (!baseline.ok()) return Tell(baseline.status());
  Present present;
  if (!Look(args, engine, &present)) return kExitError;
  absl::StatusOr<Difference> difference = Compare(engine, present, path, *baseline);
  if (!difference.ok()) return Tell(difference.status());
  const std::string counts =
      Cat(Plural(difference->added.size(), "new secret"), ", ", difference->gone.size(), " gone, ",
          difference->kept.size(), " kept\n");
  if (args.command().id == CommandId::kBaselineDiff) {
    std::string out;
    for (const BaselineEntry& entry : difference->added) out += Line('+', entry);
    for (const BaselineEntry& entry : difference->gone) out += Line('-', entry);
    const int printed = PrintOut(out + counts);
    if (printed != kExitClean) return printed;
    RunOutcome outcome;
    outcome.findings = difference->added.size();
    return ExitStatus(outcome);
  }
  Baseline next;
  next.key_id = baseline->key_id;
  next.entries = std::move(difference->kept);
  next.entries.insert(next.entries.end(), difference->added.begin(), difference->added.end());
  if (absl::Status status = WriteBaseline(path, std::move(next)); !status.ok()) {
    return Tell(status);
  }
  return PrintOut(Cat(Printable(path), ": ", counts));
}

}  // namespace

int RunBaseline(ParsedArgs args) {
  Engine engine;
  if (!LoadEngine(&args, &engine)) return kExitError;
  const std::string path = BaselinePath(args);
  if (args.command().id == CommandId::kBaselineCreate) return Create(args, engine, path);
  return UpdateOrDiff(args, engine, path);
}

}  // namespace weir
