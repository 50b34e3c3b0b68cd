// weir import FORMAT FILE
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapter/import/import.h"
#include "cli/collect.h"
#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/read_file.h"
#include "cli/scan_paths.h"
#include "cli/settings.h"
#include "cli/suggest.h"
#include "report/allow_path.h"
#include "report/output.h"
#include "report/printable.h"
#include "report/record.h"
#include "report/summary_text.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr std::string_view kFormats[] = {"gitleaks", "gitleaksignore", "gitleaks-report",
                                         "detect-secrets"};

absl::StatusOr<Imported> Import(std::string_view format, const std::string& file,
                                std::string_view bytes, const FingerprintKey& key) {
  if (format == "gitleaks") return ImportGitleaksConfig(file, bytes);
  if (format == "gitleaksignore") return ImportGitleaksIgnore(file, bytes);
  if (format == "gitleaks-report") return ImportGitleaksReport(file, bytes, key);
  return ImportDetectSecrets(file, bytes);
}

// Entries that name a place and not a value: what weir finds there now is what they meant.
bool LookUp(Imported* imported) {
  if (imported->places.empty()) return true;
  ParsedArgs args(CommandId::kScan);
  args.Set(FlagId::kNoConfig, {"true"});
  args.Set(FlagId::kQuiet, {"true"});
  Engine engine;
  if (!LoadEngine(&args, &engine)) return false;
  FileScanOptions options = FileScanOptionsOf(args);
  const OperatorFolders folders = FindOperatorFolders();
  std::set<std::string> files;
  for (const ImportPlace& place : imported->places) {
    struct stat info;
    const std::string path = Cat(folders.root == "/" ? "" : folders.root, "/", place.path);
    if (stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode)) files.insert(path);
  }
  std::multimap<std::pair<std::string, uint64_t>, const Record*> found;
  Collected collected;
  if (!files.empty()) {
    options.paths.assign(files.begin(), files.end());
    if (!Collect(engine, options, /*with_values=*/false, &collected)) return false;
  }
  for (const Record& record : collected.records) {
    found.emplace(std::pair(engine.allow->Rooted(record.path), record.line), &record);
  }
  for (const ImportPlace& place : imported->places) {
    const auto [begin, end] = found.equal_range({place.path, place.line});
    if (begin == end) {
      imported->Note(place.what, Cat("weir finds nothing at ", place.path, ":", place.line));
    }
    for (auto it = begin; it != end; ++it) {
      AllowEntry entry;
      entry.fingerprint = it->second->fingerprint;
      entry.path = QuotedGlob(place.path);
      entry.reason = "ignored in gitleaks";
      imported->allow.push_back(std::move(entry));
    }
  }
  return true;
}

absl::Status WriteNew(const std::string& path, std::string_view text, bool force) {
  struct stat info;
  if (!force && lstat(path.c_str(), &info) == 0) {
    return absl::AlreadyExistsError(
        Cat("'", Printable(path), "' is there already; move it, or replace it with --force"));
  }
  absl::StatusOr<std::unique_ptr<Output>> out = FileOutput(path);
  if (!out.ok()) return out.status();
  absl::Status status = (*out)->Write(text);
  if (status.ok()) status = (*out)->Commit();
  return status;
}

}  // namespace

int RunImport(ParsedArgs args) {
  const std::string& format = args.positionals()[0];
  const std::string& file = args.positionals()[1];
  if (std::find(std::begin(kFormats), std::end(kFormats), format) == std::end(kFormats)) {
    PrintError(Cat("unknown format '", Printable(format),
                   "': expected gitleaks, gitleaksignore, gitleaks-report or detect-secrets",
                   DidYouMean(format, kFormats)));
    return kExitError;
  }
  absl::StatusOr<std::string> bytes = ReadFile(file, kMaxImportBytes, "file");
  if (!bytes.ok()) {
    PrintError(bytes.status());
    return kExitError;
  }
  FingerprintKey key;
  if (format == "gitleaks-report") {
    absl::StatusOr<FingerprintKey> loaded = LoadFingerprintKey();
    if (!loaded.ok() || loaded->is_ephemeral) {
      PrintError(loaded.ok() ? Cat("no fingerprint key that lasts: ", Printable(loaded->problem))
                             : std::string(MessageOf(loaded.status())));
      return kExitError;
    }
    key = *loaded;
  }
  absl::StatusOr<Imported> imported = Import(format, file, *bytes, key);
  if (!imported.ok()) {
    PrintError(imported.status());
    return kExitError;
  }
  if (!LookUp(&*imported)) return kExitError;

  // The same entry twice says no more than once.
  std::set<std::string> seen;
  std::erase_if(imported->allow, [&](const AllowEntry& entry) {
    return !seen.insert(AllowEntryToml(entry)).second;
  });
  std::string folder(args.Value(FlagId::kInto));
  if (!folder.empty() && !folder.ends_with('/')) folder.push_back('/');
  const bool force = args.IsOn(FlagId::kForce);
  std::string out;
  if (imported->rules > 0) {
    const std::string path = Cat(folder, "imported-rules.toml");
    if (absl::Status status = WriteNew(path, imported->rules_toml, force); !status.ok()) {
      PrintError(status);
      return kExitError;
    }
    out += Cat(Printable(path), ": ", Plural(imported->rules, "rule"), ", for --rules\n");
  }
  if (!imported->allow.empty()) {
    const std::string path = Cat(folder, "imported-allow.toml");
    absl::Status status = WriteNew(path, AllowFileText(imported->allow, file), force);
    if (!status.ok()) {
      PrintError(status);
      return kExitError;
    }
    out += Cat(Printable(path), ": ", HumanCount(imported->allow.size()),
               imported->allow.size() == 1 ? " allow entry" : " allow entries", ", for --allow\n");
  }
  if (imported->rules == 0 && imported->allow.empty()) out += "nothing could be carried over\n";
  for (const ImportNote& note : imported->notes) {
    out += Cat("note: ", Printable(note.what), ": ", Printable(note.why), "\n");
  }
  if (imported->note_count > imported->notes.size()) {
    out += Cat("... and ", imported->note_count - imported->notes.size(), " more notes\n");
  }
  return PrintOut(out);
}

}  // namespace weir
