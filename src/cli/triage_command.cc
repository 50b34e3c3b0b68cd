// weir triage: findings one by one, and what a person decides about them.
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "cli/allow_append.h"
#include "cli/baseline_file.h"
#include "cli/collect.h"
#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/read_file.h"
#include "cli/scan_paths.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "nlohmann/json.hpp"
#include "report/output.h"
#include "report/printable.h"
#include "report/summary_text.h"
#include "report/writer.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMaxReportBytes = size_t{64} << 20;
constexpr size_t kMaxReportLine = size_t{256} << 10;

// One key without its Enter. The terminal is changed only while a key is waited for, so that
// whatever ends the program finds it as it was almost always.
class KeyMode {
 public:
  KeyMode() {
    changed_ = tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!changed_) return;
    termios keys = before_;
    keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    changed_ = tcsetattr(STDIN_FILENO, TCSADRAIN, &keys) == 0;
  }
  ~KeyMode() {
    if (changed_) (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  }
  KeyMode(const KeyMode&) = delete;
  KeyMode& operator=(const KeyMode&) = delete;

 private:
  termios before_ = {};
  bool changed_ = false;
};

// nullopt: the input ended, or a signal came.
std::optional<char> ReadByte() {
  for (;;) {
    if (!WaitToRead(STDIN_FILENO)) return std::nullopt;
    char c = 0;
    const ssize_t got = read(STDIN_FILENO, &c, 1);
    if (got == 1) return c;
    if (got < 0 && errno == EINTR) continue;
    return std::nullopt;
  }
}

std::optional<char> ReadKey() {
  const KeyMode mode;
  return ReadByte();
}

// A line as the terminal edits it; longer ones are cut.
std::optional<std::string> ReadLine() {
  std::string line;
  for (;;) {
    const std::optional<char> c = ReadByte();
    if (!c.has_value()) return std::nullopt;
    if (*c == '\n') return line;
    if (line.size() < kMaxAllowReason) line.push_back(*c);
  }
}

void Say(std::string_view text) {
  const std::unique_ptr<Output> out = StdoutOutput();
  if (absl::Status status = out->Write(text); status.ok()) (void)out->Commit();
}

// What a report of weir scan --format jsonl asks about.
struct Asked {
  std::set<std::pair<std::string, std::string>> findings;  // path, fingerprint
  std::set<std::string> paths;
};

absl::StatusOr<Asked> ReadReport(const std::string& file) {
  absl::StatusOr<std::string> bytes = ReadFile(file, kMaxReportBytes, "report");
  if (!bytes.ok()) return bytes.status();
  Asked asked;
  std::string_view rest = *bytes;
  for (size_t number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    if (line.empty()) continue;
    const auto wrong = [&](std::string_view what) {
      return absl::InvalidArgumentError(
          Cat(Printable(file), ":", number, ": ", what,
              "; a report is made with: weir scan --format jsonl -o FILE"));
    };
    if (line.size() > kMaxReportLine) return wrong("the line is too long");
    const nlohmann::json json =
        nlohmann::json::parse(line.begin(), line.end(), nullptr, /*allow_exceptions=*/false);
    const auto text = [&](const char* name) {
      const auto it = json.find(name);
      return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
    };
    if (!json.is_object()) return wrong("not a JSON object");
    std::string path = text("path");
    if (const std::string base64 = text("path_base64"); !base64.empty()) {
      if (!absl::Base64Unescape(base64, &path)) return wrong("'path_base64' is not base64");
    }
    const std::string fingerprint = text("fingerprint");
    if (path.empty() || !CheckFingerprint(fingerprint).ok()) {
      return wrong("it has no path, or no fingerprint");
    }
    if (path == "-") continue;  // standard input of another time
    asked.paths.insert(path);
    asked.findings.emplace(std::move(path), fingerprint);
  }
  if (asked.paths.empty()) {
    return absl::InvalidArgumentError(Cat("'", Printable(file), "' tells of no file"));
  }
  return asked;
}

class Triage {
 public:
  Triage(const ParsedArgs& args, const Engine& engine, Collected found)
      : engine_(engine), found_(std::move(found)), path_(BaselinePath(args)) {
    to_baseline_ = args.Value(FlagId::kTo) == "baseline";
    options_.color =
        WantsColor(args.Value(FlagId::kColor), IsTerminal(STDOUT_FILENO), ReadColorEnvironment());
    options_.width = TerminalWidth(STDOUT_FILENO);
  }

  // Only the findings that a report names.
  void Keep(const Asked& asked) {
    std::erase_if(found_.records, [&](const Record& record) {
      return !asked.findings.contains({record.path, record.fingerprint});
    });
    std::set<std::pair<std::string, std::string>> here;
    for (const Record& record : found_.records) here.emplace(record.path, record.fingerprint);
    const size_t gone = asked.findings.size() - here.size();
    if (gone > 0) Say(Cat(Plural(gone, "finding"), " of the report not there any more\n"));
  }

  int Run() {
    std::erase_if(found_.records, [](const Record& record) {
      return static_cast<bool>(record.suppressed) || record.rule == nullptr ||
             record.fingerprint.empty();
    });
    if (to_baseline_ && !OpenBaseline()) return kExitError;
    const size_t count = found_.records.size();
    bool go_on = true;
    for (size_t i = 0; i < count && go_on; ++i) {
      const Record& record = found_.records[i];
      if (decided_.contains(Key(record))) continue;  // the same secret in the same file
      Show(record, i + 1, count);
      const std::optional<bool> next = Decide(record);
      if (!next.has_value()) return kExitError;  // told
      go_on = *next;
    }
    std::string line = Cat(true_, " true, ", false_, " false, ", ignored_, " ignored, ",
                           count - std::min(count, handled_), " left\n");
    Say(line);
    RunOutcome outcome;
    outcome.signal = StopSignal();
    return ExitStatus(outcome);
  }

 private:
  static std::pair<std::string, std::string> Key(const Record& record) {
    return {record.path, record.fingerprint};
  }

  bool OpenBaseline() {
    struct stat info;
    if (lstat(path_.c_str(), &info) != 0 && errno == ENOENT) {  // a first one is made
      baseline_.key_id = KeyId(found_.key);
      return true;
    }
    absl::StatusOr<Baseline> baseline = ReadBaseline(path_, found_.key);
    if (baseline.ok()) {
      baseline_ = *std::move(baseline);
      return true;
    }
    PrintError(baseline.status());
    return false;
  }

  void Show(const Record& record, size_t number, size_t count) const {
    std::string text;
    const std::unique_ptr<Output> out = StringOutput(&text);
    const std::unique_ptr<Writer> writer = MakeWriter(Format::kText, options_, out.get());
    absl::Status status = writer->Add(record);
    if (status.ok()) status = writer->Flush();
    Say(Cat("\n", number, " of ", count, "\n", text));
  }

  // False: quit. nullopt: what was decided could not be written.
  std::optional<bool> Decide(const Record& record) {
    for (;;) {
      Say("t true  f false alarm  i ignore  s skip  q quit  ? help > ");
      const std::optional<char> key = ReadKey();
      if (!key.has_value() || *key == 'q' || *key == '\x04' || StopSignal() != 0) {
        Say("\n");
        return false;
      }
      switch (*key) {
        case 't':
          Say("t\n");
          ++true_;
          Done(record);
          Say(Cat(
              "  ", Printable(record.rule->rotate), "\n",
              record.rule->reference.empty() ? "" : Cat("  ", Printable(record.rule->reference)),
              "\n"));
          if (to_baseline_ && !Write(record, "true", "")) return std::nullopt;
          return true;
        case 'f':
        case 'i': {
          Say(Cat(*key, "\n  reason (empty: back): "));
          const std::optional<std::string> reason = ReadLine();
          if (!reason.has_value()) {
            Say("\n");
            return false;
          }
          if (!CheckReason(*reason).ok()) continue;
          if (!Write(record, *key == 'f' ? "false" : "ignore", *reason)) return std::nullopt;
          ++(*key == 'f' ? false_ : ignored_);
          Done(record);
          return true;
        }
        case 's':
          Say("s\n");
          decided_.insert(Key(record));
          return true;
        default:
          Say("\n  t  it is a secret: it stays reported, and what to do about it is shown\n"
              "  f  it is none: write down that it is a false alarm, with a reason\n"
              "  i  it is one that needs no action: write that down, with a reason\n"
              "  s  decide later   q  leave; what was decided is written already\n");
      }
    }
  }

  void Done(const Record& record) {
    decided_.insert(Key(record));
    for (const Record& other : found_.records) handled_ += Key(other) == Key(record);
  }

  bool Write(const Record& record, std::string_view mark, std::string_view reason) {
    if (!to_baseline_) {
      AllowEntry entry;
      entry.fingerprint = record.fingerprint;
      entry.reason = mark == "false" ? Cat("false alarm: ", reason) : std::string(reason);
      entry.reason.resize(std::min(entry.reason.size(), kMaxAllowReason));
      absl::StatusOr<std::string> where =
          AppendAllow(entry, Cat(record.path, ":", record.line, ", ", record.rule->id));
      if (!where.ok()) {
        PrintError(where.status());
        return false;
      }
      Say(Cat("  written to ", Printable(*where), "\n"));
      return true;
    }
    BaselineEntry entry;
    entry.path = engine_.allow->Rooted(record.path);
    entry.rule = record.rule->id;
    entry.fingerprint = record.fingerprint;
    entry.mark = mark;
    entry.reason = reason;
    std::erase_if(baseline_.entries, [&](const BaselineEntry& old) {
      return old.path == entry.path && old.fingerprint == entry.fingerprint;
    });
    baseline_.entries.push_back(std::move(entry));
    if (absl::Status status = WriteBaseline(path_, baseline_); !status.ok()) {
      PrintError(status);
      return false;
    }
    Say(Cat("  written to ", Printable(path_), "\n"));
    return true;
  }

  const Engine& engine_;
  Collected found_;
  std::string path_;
  bool to_baseline_ = false;
  WriterOptions options_;
  Baseline baseline_;
  std::set<std::pair<std::string, std::string>> decided_;
  size_t true_ = 0, false_ = 0, ignored_ = 0, handled_ = 0;
};

}  // namespace

int RunTriage(ParsedArgs args) {
  if (!IsTerminal(STDIN_FILENO) || !IsTerminal(STDOUT_FILENO)) {
    PrintError(
        "weir triage asks a person and needs a terminal; in scripts use weir allow, or weir "
        "baseline create");
    return kExitError;
  }
  Engine engine;
  if (!LoadEngine(&args, &engine)) return kExitError;
  FileScanOptions options = FileScanOptionsOf(args);
  std::optional<Asked> asked;
  const std::span<const std::string> names = args.positionals();
  if (names.size() == 1 && names[0].ends_with(".jsonl")) {
    absl::StatusOr<Asked> report = ReadReport(names[0]);
    if (!report.ok()) {
      PrintError(report.status());
      return kExitError;
    }
    asked = *std::move(report);
    // A file that is gone is no trouble here: its findings are gone too.
    for (const std::string& path : asked->paths) {
      if (access(path.c_str(), F_OK) == 0) options.paths.push_back(path);
    }
  } else {
    options.paths.assign(names.begin(), names.end());
    if (options.paths.empty()) options.paths.push_back(".");
    if (std::find(options.paths.begin(), options.paths.end(), "-") != options.paths.end()) {
      PrintError("weir triage reads keys from standard input, so it cannot look at it");
      return kExitError;
    }
  }
  Collected found;
  if (!options.paths.empty() && !Collect(engine, options, /*with_values=*/false, &found)) {
    return kExitError;
  }
  const bool incomplete = !options.paths.empty() && found.summary.incomplete;
  Triage triage(args, engine, std::move(found));
  if (asked.has_value()) triage.Keep(*asked);
  const int status = triage.Run();
  return status == kExitClean && incomplete ? kExitError : status;
}

}  // namespace weir
