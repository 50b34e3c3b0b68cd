#include "cli/settings.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <iterator>
#include <optional>
#include <utility>

#include "cli/message.h"
#include "cli/policy_settings.h"
#include "cli/read_file.h"
#include "cli/values.h"
#include "os/unique_fd.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "rules/nearest.h"
#include "rules/toml.h"
#include "source/open_file.h"

namespace weir {
namespace {

constexpr std::string_view kFileName = "weir.toml";

// The folder whose weir.toml counts: the nearest folder at or above `folder` that holds .git, or
// `folder`.
std::string RepositoryRoot(const std::string& folder) {
  std::string at = folder;
  for (;;) {
    struct stat info;
    if (lstat(Cat(at == "/" ? "" : at, "/.git").c_str(), &info) == 0) return at;
    if (at == "/" || at.empty()) return folder;
    const size_t slash = at.rfind('/');
    at.resize(std::max<size_t>(slash, 1));
  }
}

std::string_view WantedType(const Flag& flag) {
  if (flag.list) return "an array of strings";
  switch (flag.kind) {
    case ValueKind::kSwitch:
      return "true or false";
    case ValueKind::kCount:
      return "an integer";
    case ValueKind::kSize:
      return "an integer or a string such as \"10M\"";
    default:
      return "a string";
  }
}

class Reader {
 public:
  Reader(std::string_view path, std::string_view bytes, ParsedArgs* args,
         std::vector<AllowEntry>* allow, PolicySettings* policy = nullptr)
      : path_(path), bytes_(bytes), args_(args), allow_(allow), policy_(policy) {}

  std::vector<Diagnostic> Read() {
    if (const std::optional<size_t> line = DeepTomlKey(bytes_)) {
      toml::source_region where;
      where.begin.line = where.end.line = static_cast<toml::source_index>(*line);
      where.begin.column = where.end.column = 1;
      Complain("S001", Cat("a key of more than ", kMaxTomlKeyParts, " parts"), "", where);
      return std::move(diagnostics_);
    }
    const toml::parse_result parsed = toml::parse(bytes_, std::string(path_));
    if (!parsed) {
      Complain("S001", Cat("not valid TOML: ", parsed.error().description()), "",
               parsed.error().source());
      return std::move(diagnostics_);
    }
    for (const auto& [key, node] : parsed.table()) Table(key, node);
    std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.line < b.line; });
    return std::move(diagnostics_);
  }

 private:
  void Table(const toml::key& key, const toml::node& node) {
    const std::string_view name = key.str();
    if (name == "allow") {
      ReadAllow(key, node);
    } else if (args_ == nullptr) {
      Complain("S002", Cat("unknown key '", Printable(name), "'"),
               "a file of allow entries holds [[allow]] tables only", key.source());
    } else if (name == "policy") {
      const toml::table* policy = node.as_table();
      if (policy == nullptr) {
        Complain("S003", Cat("'policy' is ", TomlTypeName(node), ", not a table"), "write [policy]", key.source());
        return;
      }
      PolicySettings unused;
      ReadPolicy(path_, *policy, policy_ != nullptr ? policy_ : &unused,
                 [this](std::string code, std::string message, std::string hint, const toml::source_region& where) {
                   Complain(std::move(code), std::move(message), std::move(hint), where);
                 });
    } else if (const toml::table* table = node.as_table(); name == "scan" && table != nullptr) {
      for (const auto& [inner, value] : *table) ReadKey(inner, value);
    } else if (name == "scan") {
      Complain("S003", Cat("'scan' is ", TomlTypeName(node), ", not a table"), "write [scan]",
               key.source());
    } else if (FindSetting(name) != nullptr) {
      Complain("S002", Cat("'", Printable(name), "' stands outside of [scan]"),
               "put it below a line [scan]", key.source());
    } else {
      Complain("S002", Cat("unknown key '", Printable(name), "'"),
               "there are the tables [scan] and [policy], and there are [[allow]] tables", key.source());
    }
  }

  void ReadAllow(const toml::key& key, const toml::node& node) {
    const toml::array* array = node.as_array();
    if (array == nullptr) {
      Complain("S003", Cat("'allow' is ", TomlTypeName(node), ", not an array of tables"),
               "write [[allow]] with two brackets", key.source());
      return;
    }
    for (const toml::node& item : *array) {
      const toml::table* table = item.as_table();
      if (table == nullptr) {
        Complain("S003", Cat("an allow entry is ", TomlTypeName(item), ", not a table"),
                 "write [[allow]]", item.source());
        continue;
      }
      ReadEntry(*table);
    }
  }

  void ReadEntry(const toml::table& table) {
    AllowEntry entry;
    entry.file = path_;
    entry.line = table.source().begin.line;
    const size_t before = diagnostics_.size();
    for (const auto& [key, node] : table) AllowField(key, node, &entry);
    if (entry.reason.empty() && diagnostics_.size() == before) {
      Complain("S005", "an allow entry without a reason",
               "add reason = \"...\": whoever reads the file next will ask", table.source());
    }
    if (entry.SaysNothing() && diagnostics_.size() == before) {
      Complain("S006", "an allow entry that says nothing about a finding",
               "give at least one of fingerprint, rule, path, path_regex, value_hash and regex",
               table.source());
    }
    if (diagnostics_.size() == before && allow_ != nullptr) allow_->push_back(std::move(entry));
  }

  void AllowField(const toml::key& key, const toml::node& node, AllowEntry* entry) {
    static constexpr std::string_view kFields[] = {"fingerprint", "rule",  "path",   "path_regex",
                                                   "value_hash",  "regex", "reason", "expires"};
    const std::string_view name = key.str();
    if (std::find(std::begin(kFields), std::end(kFields), name) == std::end(kFields)) {
      const std::string_view near = NearestName(name, kFields);
      Complain("S002", Cat("unknown key '", Printable(name), "' in [[allow]]"),
               near.empty()
                   ? "the keys are fingerprint, rule, path, path_regex, value_hash, regex, "
                     "reason and expires"
                   : Cat("did you mean '", near, "'?"),
               key.source());
      return;
    }
    if (name == "expires") {
      ReadExpires(node, entry);
      return;
    }
    const auto* value = node.as_string();
    if (value == nullptr) {
      Complain("S003", Cat("'", name, "' is ", TomlTypeName(node), ", not a string"), "",
               node.source());
      return;
    }
    const std::string& text = value->get();
    absl::Status status;
    if (name == "fingerprint") {
      status = CheckFingerprint(text);
      entry->fingerprint = text;
    } else if (name == "rule") {
      if (text.empty()) status = absl::InvalidArgumentError("an empty rule names nothing");
      entry->rule = text;
    } else if (name == "path") {
      if (text.find_first_not_of('/') == text.npos || text.size() > kMaxAllowPath) {
        status = absl::InvalidArgumentError(
            Cat("a path is a pattern as in .gitignore, of at most ", kMaxAllowPath, " bytes"));
      }
      entry->path = text;
    } else if (name == "value_hash") {
      status = CheckValueHash(text);
      entry->value_hash = text;
    } else if (name == "regex" || name == "path_regex") {
      status = CheckAllowRegex(text);
      (name == "regex" ? entry->regex : entry->path_regex) = text;
    } else {
      status = CheckReason(text);
      entry->reason = text;
    }
    if (!status.ok()) Complain("S004", std::string(MessageOf(status)), "", node.source());
  }

  void ReadExpires(const toml::node& node, AllowEntry* entry) {
    if (const auto* date = node.as_date()) {
      const toml::date& day = date->get();
      std::string text = Cat(10000 + day.year, "-", 100 + day.month, "-", 100 + day.day);
      text.erase(10, 1).erase(6, 1).erase(0, 1);  // the digits that kept the zeros
      entry->expires = ParseDate(text);
    } else if (const auto* text = node.as_string()) {
      entry->expires = ParseDate(text->get());
    }
    if (!entry->expires.has_value()) {
      Complain("S004", "'expires' is no date of the calendar", "write expires = 2026-12-31",
               node.source());
    }
  }

  void Complain(std::string code, std::string message, std::string hint,
                const toml::source_region& where) {
    constexpr size_t kMost = 100;  // a person fixes the first few and runs again
    if (diagnostics_.size() >= kMost) return;
    Diagnostic d;
    d.code = std::move(code);
    d.message = std::move(message);
    d.hint = std::move(hint);
    d.file = std::string(path_);
    d.line = where.begin.line;
    d.column = where.begin.column;
    if (where.end.line == where.begin.line && where.end.column > where.begin.column) {
      d.length = where.end.column - where.begin.column;
    }
    std::string_view rest = bytes_;
    for (size_t n = 1; n < d.line; ++n) {
      rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
    }
    d.source_line = std::string(rest.substr(0, rest.find('\n')));
    if (d.source_line.ends_with('\r')) d.source_line.pop_back();
    diagnostics_.push_back(std::move(d));
  }

  void ReadKey(const toml::key& key, const toml::node& node) {
    const Flag* flag = FindSetting(key.str());
    if (flag == nullptr) {
      std::vector<std::string_view> known;
      for (const Flag& f : AllFlags()) {
        if (!f.setting.empty()) known.push_back(f.setting);
      }
      const std::string_view near = NearestName(key.str(), known);
      Complain("S002", Cat("unknown key '", Printable(key.str()), "' in [scan]"),
               near.empty() ? std::string("weir help scan names the keys")
                            : Cat("did you mean '", near, "'?"),
               key.source());
      return;
    }
    std::vector<std::string> values;
    if (flag->list) {
      const toml::array* array = node.as_array();
      if (array == nullptr) return WrongType(*flag, node);
      for (const toml::node& item : *array) {
        const auto* text = item.as_string();
        if (text == nullptr) return WrongType(*flag, item);
        if (!Check(*flag, text->get(), item)) return;
        values.push_back(Rooted(*flag, text->get()));
      }
      if (values.empty()) return;
    } else {
      std::optional<std::string> text = Text(*flag, node);
      if (!text.has_value()) return WrongType(*flag, node);
      if (!Check(*flag, *text, node)) return;
      values.push_back(Rooted(*flag, *text));
    }
    args_->SetDefault(flag->id, std::move(values));
  }

  // The value as the command line would write it; nullopt if it has the wrong type.
  static std::optional<std::string> Text(const Flag& flag, const toml::node& node) {
    if (flag.kind == ValueKind::kSwitch) {
      const auto* value = node.as_boolean();
      if (value == nullptr) return std::nullopt;
      return value->get() ? "true" : "false";
    }
    if (flag.kind == ValueKind::kCount || flag.kind == ValueKind::kSize) {
      if (const auto* number = node.as_integer()) return Cat(number->get());
    }
    const auto* text = node.as_string();
    if (text == nullptr || flag.kind == ValueKind::kCount) return std::nullopt;
    return text->get();
  }

  // Files that a settings file names lie beside it.
  std::string Rooted(const Flag& flag, const std::string& value) const {
    if (flag.kind != ValueKind::kFile || value.starts_with('/')) return value;
    const size_t slash = path_.rfind('/');
    return slash == path_.npos ? value : Cat(path_.substr(0, slash + 1), value);
  }

  bool Check(const Flag& flag, std::string_view value, const toml::node& node) {
    const absl::Status status = CheckValue(flag, value);
    if (!status.ok()) Complain("S004", std::string(MessageOf(status)), "", node.source());
    return status.ok();
  }

  void WrongType(const Flag& flag, const toml::node& node) {
    Complain("S003",
             Cat("'", flag.setting, "' is ", TomlTypeName(node), ", not ", WantedType(flag)), "",
             node.source());
  }

  std::string_view path_;
  std::string_view bytes_;
  ParsedArgs* args_;  // null: allow entries only
  std::vector<AllowEntry>* allow_;
  PolicySettings* policy_ = nullptr;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace

OperatorFolders FindOperatorFolders() {
  OperatorFolders folders;
  char folder[PATH_MAX];
  if (getcwd(folder, sizeof(folder)) == nullptr || folder[0] != '/') return folders;
  folders.current = folder;
  folders.root = RepositoryRoot(folder);
  return folders;
}

absl::StatusOr<SettingsFile> FindSettings() {
  SettingsFile settings;
  char folder[PATH_MAX];
  // A working directory that is gone, or out of reach, holds no settings.
  if (getcwd(folder, sizeof(folder)) == nullptr || folder[0] != '/') return settings;
  const std::string root = RepositoryRoot(folder);
  const std::string path = Cat(root == "/" ? "" : root, "/", kFileName);
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!fd.ok() && (errno == ENOENT || errno == ENOTDIR)) return settings;
  settings.path = root == folder ? Cat("./", kFileName) : path;
  if (!fd.ok()) {
    if (errno == ELOOP) {
      settings.distrust = "it is a symbolic link";
      return settings;
    }
    return absl::UnavailableError(Cat("cannot read settings '", Printable(settings.path),
                                      "': ", SystemMessage(errno), " (--no-config does without)"));
  }
  struct stat info;
  if (fstat(fd.get(), &info) != 0) {
    return absl::UnavailableError(
        Cat("cannot read settings '", Printable(settings.path), "': ", SystemMessage(errno)));
  }
  if (!S_ISREG(info.st_mode)) {
    settings.distrust = "it is not a regular file";
  } else if (info.st_uid != geteuid()) {
    settings.distrust = "it belongs to another user";
  } else if ((info.st_mode & S_IWOTH) != 0) {
    settings.distrust = "others can write it";
  }
  if (!settings.distrust.empty()) return settings;
  absl::StatusOr<std::string> bytes =
      ReadDescriptor(fd.get(), settings.path, kMaxSettingsBytes, "settings");
  if (!bytes.ok()) return bytes.status();
  settings.bytes = *std::move(bytes);
  return settings;
}

std::vector<Diagnostic> ApplySettings(std::string_view path, std::string_view bytes,
                                      ParsedArgs* args, std::vector<AllowEntry>* allow,
                                      PolicySettings* policy) {
  return Reader(path, bytes, args, allow, policy).Read();
}

std::vector<Diagnostic> ReadAllowFile(std::string_view path, std::string_view bytes,
                                      std::vector<AllowEntry>* allow) {
  return Reader(path, bytes, nullptr, allow).Read();
}

}  // namespace weir
