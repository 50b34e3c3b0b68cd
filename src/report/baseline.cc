#include "report/baseline.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "nlohmann/json.hpp"
#include "report/allow_list.h"
#include "report/allow_path.h"
#include "report/printable.h"
#include "report/utf8.h"
#include "rules/cat.h"

namespace weir {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMaxLine = size_t{64} << 10;
constexpr int kMaxDepth = 4;

// nlohmann's parser needs memory in proportion to the depth only, but no entry nests.
bool TooDeep(std::string_view line) {
  int depth = 0;
  for (char c : line) {
    if (c == '{' || c == '[') {
      if (++depth > kMaxDepth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

class Reader {
 public:
  explicit Reader(std::string_view file) : file_(file) {}

  absl::StatusOr<Baseline> Read(std::string_view bytes) {
    while (!bytes.empty()) {
      const size_t end = std::min(bytes.find('\n'), bytes.size());
      std::string_view line = bytes.substr(0, end);
      bytes.remove_prefix(std::min(bytes.size(), end + 1));
      ++line_;
      while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
      if (line.empty()) continue;
      if (absl::Status status = Line(line); !status.ok()) return status;
    }
    if (!has_head_) {
      line_ = 1;
      return Wrong(
          "the first line of a baseline is {\"weir_baseline\":1,\"key\":...}; make one "
          "with: weir baseline create");
    }
    return std::move(baseline_);
  }

 private:
  absl::Status Wrong(std::string_view what) const {
    return absl::InvalidArgumentError(Cat(Printable(file_), ":", line_, ": ", what));
  }

  absl::Status Line(std::string_view line) {
    for (std::string_view conflict : {"<<<<<<<", "=======", ">>>>>>>", "|||||||"}) {
      if (line.starts_with(conflict)) {
        return Wrong(
            "a merge left its mark here; keep the lines of both sides and take the marks "
            "out (*.weir-baseline merge=union in .gitattributes does it)");
      }
    }
    if (line.size() > kMaxLine || TooDeep(line)) return Wrong("this is no line of a baseline");
    const Json json = Json::parse(line.begin(), line.end(), nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) return Wrong("not a JSON object");
    return json.contains("weir_baseline") ? Head(json) : Entry(json);
  }

  absl::Status Head(const Json& json) {
    const Json& version = json["weir_baseline"];
    if (!version.is_number_integer() || version != 1) {
      return Wrong("a baseline of a version that this weir does not know");
    }
    std::string key;
    for (const auto& [name, value] : json.items()) {
      if (name == "weir_baseline") continue;
      if (name != "key" || !value.is_string())
        return Wrong("the head has \"key\" and nothing else");
      key = value.get<std::string>();
    }
    if (has_head_ && key != baseline_.key_id) {
      return Wrong(
          "baselines of two keys stand in this file; make it anew with the key that all "
          "share: weir baseline create --force");
    }
    has_head_ = true;
    baseline_.key_id = std::move(key);
    return absl::OkStatus();
  }

  absl::Status Entry(const Json& json) {
    if (!has_head_) return Wrong("the head is missing: {\"weir_baseline\":1,\"key\":...}");
    if (baseline_.entries.size() == kMaxAllowEntries) return Wrong("too many entries");
    BaselineEntry entry;
    entry.line = line_;
    for (const auto& [name, value] : json.items()) {
      std::string* field = name == "path"          ? &entry.path
                           : name == "path_base64" ? &entry.path
                           : name == "rule"        ? &entry.rule
                           : name == "fingerprint" ? &entry.fingerprint
                           : name == "value_hash"  ? &entry.value_hash
                           : name == "mark"        ? &entry.mark
                           : name == "reason"      ? &entry.reason
                                                   : nullptr;
      if (field == nullptr || !value.is_string()) {
        return Wrong(
            Cat("'", Printable(CutUtf8(name, 60)), "' is no field of an entry, or not a string"));
      }
      *field = value.get<std::string>();
      if (name == "path_base64") {
        std::string raw;
        if (!absl::Base64Unescape(*field, &raw)) return Wrong("'path_base64' is not base64");
        *field = std::move(raw);
      }
    }
    if (entry.path.empty()) return Wrong("an entry needs a 'path'");
    if (entry.fingerprint.empty() == entry.value_hash.empty()) {
      return Wrong("an entry needs a 'fingerprint' or a 'value_hash'");
    }
    const absl::Status status = entry.value_hash.empty() ? CheckFingerprint(entry.fingerprint)
                                                         : CheckValueHash(entry.value_hash);
    if (!status.ok()) return Wrong(std::string(status.message()));
    if (!entry.mark.empty() && entry.mark != "true" && entry.mark != "false" &&
        entry.mark != "ignore") {
      return Wrong("'mark' is \"true\", \"false\" or \"ignore\"");
    }
    baseline_.entries.push_back(std::move(entry));
    return absl::OkStatus();
  }

  std::string_view file_;
  size_t line_ = 0;
  bool has_head_ = false;
  Baseline baseline_;
};

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
}

}  // namespace

absl::StatusOr<Baseline> ParseBaseline(std::string_view file, std::string_view bytes) {
  if (bytes.size() > kMaxBaselineBytes) {
    return absl::InvalidArgumentError(
        Cat(Printable(file), ": over ", kMaxBaselineBytes, " bytes are no baseline"));
  }
  return Reader(file).Read(bytes);
}

absl::Status CheckBaselineKey(std::string_view file, const Baseline& baseline,
                              std::string_view key_id) {
  if (baseline.key_id == key_id) return absl::OkStatus();
  return absl::FailedPreconditionError(
      Cat("baseline '", Printable(file),
          "' was made with another fingerprint key, so none of it would be known again: give "
          "WEIR_FINGERPRINT_KEY the text of the key it was made with (its "
          "~/.config/weir/fingerprint.key), or make it anew with: weir baseline create --force"));
}

std::string BaselineText(Baseline baseline) {
  // Of doubles the one that says more stays.
  std::stable_sort(baseline.entries.begin(), baseline.entries.end(),
                   [](const BaselineEntry& a, const BaselineEntry& b) {
                     if (a.Key() != b.Key()) return a.Key() < b.Key();
                     return std::tie(a.mark, a.reason) > std::tie(b.mark, b.reason);
                   });
  const auto last = std::unique(
      baseline.entries.begin(), baseline.entries.end(),
      [](const BaselineEntry& a, const BaselineEntry& b) { return a.Key() == b.Key(); });
  baseline.entries.erase(last, baseline.entries.end());

  Json head;
  head["weir_baseline"] = 1;
  head["key"] = baseline.key_id;
  std::string out = Cat(Dump(head), "\n");
  for (const BaselineEntry& entry : baseline.entries) {
    Json json;
    if (IsValidUtf8(entry.path)) {
      json["path"] = entry.path;
    } else {
      json["path_base64"] =
          absl::Base64Escape(absl::string_view(entry.path.data(), entry.path.size()));
    }
    if (!entry.rule.empty()) json["rule"] = entry.rule;
    if (!entry.fingerprint.empty()) json["fingerprint"] = entry.fingerprint;
    if (!entry.value_hash.empty()) json["value_hash"] = entry.value_hash;
    if (!entry.mark.empty()) json["mark"] = entry.mark;
    if (!entry.reason.empty()) json["reason"] = ValidUtf8(entry.reason);
    out += Cat(Dump(json), "\n");
  }
  return out;
}

std::vector<AllowEntry> ToAllowEntries(std::string_view file, const Baseline& baseline) {
  std::vector<AllowEntry> entries;
  entries.reserve(baseline.entries.size());
  for (const BaselineEntry& known : baseline.entries) {
    AllowEntry entry;
    entry.fingerprint = known.fingerprint;
    entry.value_hash = known.value_hash;
    // The fingerprint holds the rule already; a value hash does not, and is told with another
    // tool's names.
    entry.path = QuotedGlob(known.path);
    entry.reason = known.reason;
    if (!known.mark.empty()) {
      entry.reason = Cat(known.mark, known.reason.empty() ? "" : ": ", known.reason);
    }
    entry.file = file;
    entry.line = known.line;
    entry.from_baseline = true;
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace weir
