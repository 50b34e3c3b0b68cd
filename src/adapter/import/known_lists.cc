// Lists of findings that another scanner's users have accepted: .gitleaksignore, gitleaks' JSON
// reports, detect-secrets' baselines.
#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "adapter/import/bounded_json.h"
#include "adapter/import/import.h"
#include "report/allow_path.h"
#include "report/printable.h"
#include "report/utf8.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMaxLine = 8192;
constexpr size_t kMaxEntries = 200'000;

std::optional<uint64_t> Number(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

bool IsCommit(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

absl::Status TooMany(std::string_view file) {
  return absl::InvalidArgumentError(
      Cat("reading '", Printable(file), "': it has over ", kMaxEntries, " entries"));
}

// A path as git and the tools write it, or "" if it is none that may be looked at.
std::string CleanPath(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  std::string_view rest = path;
  while (rest.starts_with("./")) rest.remove_prefix(2);
  if (rest.empty() || rest.starts_with('/') || rest.size() > kMaxAllowPath / 2) return "";
  for (std::string_view at = rest; !at.empty();) {
    const size_t slash = std::min(at.find('/'), at.size());
    if (at.substr(0, slash) == "..") return "";
    at.remove_prefix(std::min(at.size(), slash + 1));
  }
  if (rest.find('\0') != rest.npos) return "";
  return std::string(rest);
}

std::string ReasonText(std::string_view text) {
  return CutUtf8(ValidUtf8(text), kMaxAllowReason - 8);
}

}  // namespace

absl::StatusOr<Imported> ImportGitleaksIgnore(std::string_view file, std::string_view bytes) {
  if (bytes.size() > kMaxImportConfigBytes) {
    return absl::InvalidArgumentError(
        Cat("reading '", Printable(file), "': it is over ", kMaxImportConfigBytes, " bytes"));
  }
  Imported imported;
  size_t number = 0;
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(bytes.size(), end + 1));
    ++number;
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) {
      line.remove_suffix(1);
    }
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    if (line.empty() || line.front() == '#') continue;
    const std::string what = Cat("line ", number);
    if (line.size() > kMaxLine) {
      imported.Note(what, "too long for a fingerprint of gitleaks");
      continue;
    }
    // [commit:]path:rule:line; a path may hold colons.
    const size_t last = line.rfind(':');
    const size_t before = last == line.npos || last == 0 ? line.npos : line.rfind(':', last - 1);
    const std::optional<uint64_t> at =
        last == line.npos ? std::nullopt : Number(line.substr(last + 1));
    if (before == line.npos || before == 0 || !at.has_value()) {
      imported.Note(what, "not of the form path:rule:line");
      continue;
    }
    std::string_view path = line.substr(0, before);
    if (const size_t colon = path.find(':');
        colon != path.npos && IsCommit(path.substr(0, colon))) {
      imported.Note(what,
                    "it is about a place in an old commit, whose lines the file need not have "
                    "any more");
      continue;
    }
    std::string clean = CleanPath(std::string(path));
    if (clean.empty()) {
      imported.Note(what, "its path leads out of the tree");
      continue;
    }
    if (imported.places.size() == kMaxEntries) return TooMany(file);
    imported.places.push_back({std::move(clean), *at, what});
  }
  return imported;
}

absl::StatusOr<Imported> ImportGitleaksReport(std::string_view file, std::string_view bytes,
                                              const FingerprintKey& key) {
  absl::StatusOr<nlohmann::json> json = ParseBounded(file, bytes, "a gitleaks report");
  if (!json.ok()) return json.status();
  if (!json->is_array()) {
    return absl::InvalidArgumentError(
        Cat("reading '", Printable(file), "' as a gitleaks report: it is no JSON array"));
  }
  if (json->size() > kMaxEntries) return TooMany(file);
  Imported imported;
  size_t number = 0;
  for (const nlohmann::json& one : *json) {
    const std::string what = Cat("finding ", ++number);
    std::string path = CleanPath(StringOf(one, "File"));
    if (path.empty()) {
      imported.Note(what, "it names no file of the tree");
      continue;
    }
    const std::string secret = StringOf(one, "Secret");
    const bool redacted = secret.empty() || secret == "REDACTED" || secret.ends_with("...");
    if (redacted) {
      const auto line = one.find("StartLine");
      if (!StringOf(one, "Commit").empty()) {
        imported.Note(what, "its value is redacted, and its place is in an old commit");
      } else if (line == one.end() || !line->is_number_unsigned()) {
        imported.Note(what, "its value is redacted and it has no line");
      } else {
        imported.places.push_back({std::move(path), line->get<uint64_t>(), what});
      }
      continue;
    }
    AllowEntry entry;
    entry.value_hash = ValueHash(key, secret);
    entry.path = QuotedGlob(path);
    entry.reason = ReasonText(Cat("known to gitleaks as ", StringOf(one, "RuleID")));
    imported.allow.push_back(std::move(entry));
  }
  return imported;
}

absl::StatusOr<Imported> ImportDetectSecrets(std::string_view file, std::string_view bytes) {
  absl::StatusOr<nlohmann::json> json = ParseBounded(file, bytes, "a detect-secrets baseline");
  if (!json.ok()) return json.status();
  const auto results = json->is_object() ? json->find("results") : json->end();
  if (!json->is_object() || results == json->end() || !results->is_object()) {
    return absl::InvalidArgumentError(
        Cat("reading '", Printable(file), "' as a detect-secrets baseline: it has no results"));
  }
  Imported imported;
  for (const auto& [name, list] : results->items()) {
    const std::string path = CleanPath(name);
    if (path.empty() || !list.is_array()) {
      imported.Note(Cat("file ", CutUtf8(ValidUtf8(name), 100)),
                    path.empty() ? "its path leads out of the tree" : "it has no list of secrets");
      continue;
    }
    for (const nlohmann::json& one : list) {
      const std::string type = StringOf(one, "type");
      const std::string what = Cat(CutUtf8(ValidUtf8(path), 100), ": ", CutUtf8(type, 60));
      AllowEntry entry;
      entry.value_hash = Cat("sha1:", StringOf(one, "hashed_secret"));
      if (!CheckValueHash(entry.value_hash).ok()) {
        imported.Note(what, "its hashed_secret is no SHA-1");
        continue;
      }
      const auto is_secret = one.find("is_secret");
      const bool audited = is_secret != one.end() && is_secret->is_boolean();
      if (audited && is_secret->get<bool>()) {
        imported.Note(what, "it was audited as a true secret, so it stays reported");
        continue;
      }
      if (imported.allow.size() == kMaxEntries) return TooMany(file);
      entry.path = QuotedGlob(path);
      entry.reason = ReasonText(Cat(
          audited ? "audited as a false alarm in detect-secrets: " : "known to detect-secrets: ",
          type));
      imported.allow.push_back(std::move(entry));
    }
  }
  return imported;
}

std::string AllowFileText(const std::vector<AllowEntry>& entries, std::string_view origin) {
  std::string out = Cat("# Allow entries made from ", Printable(origin),
                        ". Use them with: weir scan --allow FILE,\n"
                        "# or allow_files = [\"FILE\"] in [scan] of weir.toml.\n");
  for (const AllowEntry& entry : entries) out += Cat("\n", AllowEntryToml(entry));
  return out;
}

}  // namespace weir
