#include "cli/settings.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <optional>
#include <utility>

#include "cli/message.h"
#include "cli/read_file.h"
#include "cli/suggest.h"
#include "cli/values.h"
#include "report/printable.h"
#include "rules/toml.h"
#include "rules/cat.h"
#include "source/open_file.h"
#include "source/unique_fd.h"

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

std::string_view TypeName(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a decimal number";
    case toml::node_type::boolean:
      return "a boolean";
    default:
      return "a date or time";
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
  Reader(std::string_view path, std::string_view bytes, ParsedArgs* args)
      : path_(path), bytes_(bytes), args_(args) {}

  std::vector<Diagnostic> Read() {
    const toml::parse_result parsed = toml::parse(bytes_, std::string(path_));
    if (!parsed) {
      Complain("S001", Cat("not valid TOML: ", parsed.error().description()), "",
               parsed.error().source());
      return std::move(diagnostics_);
    }
    for (const auto& [key, node] : parsed.table()) {
      const std::string_view name = key.str();
      const toml::table* table = node.as_table();
      if (name == "scan" && table != nullptr) {
        for (const auto& [inner, value] : *table) ReadKey(inner, value);
      } else if (name == "scan") {
        Complain("S003", Cat("'scan' is ", TypeName(node), ", not a table"), "write [scan]",
                 key.source());
      } else if (FindSetting(name) != nullptr) {
        Complain("S002", Cat("'", Printable(name), "' stands outside of [scan]"),
                 "put it below a line [scan]", key.source());
      } else {
        Complain("S002", Cat("unknown key '", Printable(name), "'"), "the only table is [scan]",
                 key.source());
      }
    }
    std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.line < b.line; });
    return std::move(diagnostics_);
  }

 private:
  void Complain(std::string code, std::string message, std::string hint,
                const toml::source_region& where) {
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
      std::string_view near;
      for (std::string_view name : known) {
        // Nearest() folds '_' to '-', which keys do not have.
        std::string dashed(name);
        std::replace(dashed.begin(), dashed.end(), '_', '-');
        const std::string_view one[] = {dashed};
        if (near.empty() && !Nearest(key.str(), one).empty()) near = name;
      }
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
    Complain("S003", Cat("'", flag.setting, "' is ", TypeName(node), ", not ", WantedType(flag)),
             "", node.source());
  }

  std::string_view path_;
  std::string_view bytes_;
  ParsedArgs* args_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace

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
                                      ParsedArgs* args) {
  return Reader(path, bytes, args).Read();
}

}  // namespace weir
