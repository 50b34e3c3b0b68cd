#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapter/redact/redact_input.h"
#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/exit.h"
#include "cli/masker_options.h"
#include "cli/message.h"
#include "cli/open_vault.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "redact/masker.h"
#include "redact/placeholder.h"
#include "report/output.h"
#include "report/printable.h"
#include "report/record.h"
#include "rules/cat.h"
#include "source/argument.h"
#include "source/open_file.h"

namespace weir {
namespace {

// Findings of one window: more than can stand in it.
constexpr uint64_t kMaxFindings = uint64_t{1} << 20;
constexpr size_t kRulesTold = 8;

// The --report file: one object a mask.
class ReportLog final : public MaskLog {
 public:
  explicit ReportLog(std::unique_ptr<Output> out) : out_(std::move(out)) {}
  void SetPath(std::string_view path) { path_ = JsonEscape(Printable(path)); }

  void Masked(const MaskEvent& event) override {
    if (!status_.ok()) return;
    std::string line = Cat("{\"path\":\"", path_, "\",\"rule\":\"", event.rule->id,
                           "\",\"start\":", event.start, ",\"end\":", event.end, ",\"kind\":\"",
                           event.finding != nullptr ? "finding" : "occurrence", "\"");
    if (event.finding != nullptr) {
      line += Cat(",\"confidence\":\"", Name(event.finding->confidence), "\"");
      if (!event.finding->trail.empty()) line += Cat(",\"trail\":\"", Name(event.finding->trail), "\"");
    }
    if (!event.wide) line += Cat(",\"mask\":\"", JsonEscape(ValidUtf8(event.mask)), "\"");
    line += "}\n";
    status_ = out_->Write(line);
  }

  absl::Status Finish() {
    if (status_.ok()) status_ = out_->Commit();
    return status_;
  }

 private:
  std::unique_ptr<Output> out_;
  std::string path_;
  absl::Status status_;
};

std::string Masks(uint64_t count) { return Cat(count, count == 1 ? " secret" : " secrets"); }

// "masked 3 secrets in 1 input: 2 github-personal-access-token, 1 generic-password"
std::string SummaryLine(const RedactStats& stats, uint64_t inputs) {
  uint64_t masks = 0;
  std::vector<std::pair<uint64_t, std::string_view>> rules;
  for (const auto& [rule, count] : stats.by_rule) {
    masks += count;
    rules.emplace_back(count, rule);
  }
  std::sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::string line =
      Cat("masked ", Masks(masks), " in ", inputs, inputs == 1 ? " input" : " inputs");
  for (size_t i = 0; i < rules.size() && i < kRulesTold; ++i) {
    line += Cat(i == 0 ? ": " : ", ", rules[i].first, " ", rules[i].second);
  }
  if (rules.size() > kRulesTold) line += Cat(" and ", rules.size() - kRulesTold, " more rules");
  return line;
}

// A regular file that is read from its start.
bool IsWholeFile(int fd, uint64_t* size) {
  struct stat info;
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0) return false;
  if (lseek(fd, 0, SEEK_CUR) != 0) return false;
  *size = static_cast<uint64_t>(info.st_size);
  return true;
}

class Redaction {
 public:
  Redaction(const ParsedArgs& args, RedactInput* input, ReportLog* log)
      : args_(args), input_(input), log_(log) {}

  // Masks one FILE; false: the run ends.
  bool Take(const std::string& path, Output* out, RunOutcome* outcome) {
    if (log_ != nullptr) log_->SetPath(path);
    InputResult result;
    if (args_.IsOn(FlagId::kInPlace)) {
      result = ReplaceFile(input_, path, settle_);
    } else {
      Argument argument = OpenArgument(path);
      uint64_t size = argument.size;
      if (argument.kind == Argument::Kind::kRefused || argument.kind == Argument::Kind::kTree) {
        PrintError(Cat("cannot redact '", Printable(path), "': ",
                       argument.kind == Argument::Kind::kTree
                           ? std::string("This is a folder; name the files in it")
                           : argument.message));
        outcome->error = true;
        return true;
      }
      MaskedOutput output;
      output.write = [&](std::string_view bytes) { return write_status_ = out->Write(bytes); };
      output.flush = [&] { return write_status_ = out->Flush(); };
      output.settle = settle_;
      const int fd = argument.fd.get();
      if (args_.IsOn(FlagId::kStream)) {
        result = input_->Live(fd, output);
      } else if ((argument.kind == Argument::Kind::kFile && size > 0) || IsWholeFile(fd, &size)) {
        result = input_->File(fd, size, output);
      } else {
        result = input_->Pipe(fd, output);
      }
    }
    stats_.Add(result.stats);
    ++inputs_;
    if (result.stopped) {
      outcome->incomplete = true;
      return false;
    }
    if (!write_status_.ok()) return false;
    if (!result.status.ok()) {
      PrintError(Cat("cannot redact '", Printable(path), "': ", MessageOf(result.status)));
      outcome->error = true;
    }
    return true;
  }

  // Where a vault makes new placeholders last before they are given out.
  void set_settle(std::function<absl::Status()> settle) { settle_ = std::move(settle); }

  const absl::Status& write_status() const { return write_status_; }
  const RedactStats& stats() const { return stats_; }
  uint64_t inputs() const { return inputs_; }

 private:
  const ParsedArgs& args_;
  RedactInput* const input_;
  ReportLog* const log_;
  std::function<absl::Status()> settle_;
  absl::Status write_status_;
  RedactStats stats_;
  uint64_t inputs_ = 0;
};

absl::Status CheckUse(const ParsedArgs& args) {
  if (!args.IsOn(FlagId::kInPlace)) return absl::OkStatus();
  if (args.positionals().empty()) {
    return absl::InvalidArgumentError("--in-place needs at least one FILE");
  }
  if (args.IsOn(FlagId::kStream)) {
    return absl::InvalidArgumentError("--in-place and --stream cannot be given together");
  }
  for (const std::string& path : args.positionals()) {
    if (path == "-") return absl::InvalidArgumentError("--in-place: '-' is no file; write './-'");
  }
  return absl::OkStatus();
}

}  // namespace

int RunRedact(ParsedArgs args) {
  Engine engine;
  if (absl::Status status = CheckUse(args); !status.ok()) {
    PrintError(status);
    return kExitError;
  }
  if (!LoadEngine(&args, &engine)) return kExitError;
  engine.options.max_findings = kMaxFindings;

  absl::StatusOr<MaskerOptions> masker_options = ReadMaskerOptions(args);
  if (!masker_options.ok()) {
    PrintError(masker_options.status());
    return kExitError;
  }
  absl::StatusOr<RunPlaceholders> run_placeholders = RunPlaceholders::Create();
  if (!run_placeholders.ok()) {
    PrintError(run_placeholders.status());
    return kExitError;
  }
  std::unique_ptr<Vault> vault;
  if (args.Has(FlagId::kVault)) {
    if (masker_options->style != MaskStyle::kPlaceholder) {
      PrintError("--vault goes with --style placeholder only: nothing else can be restored");
      return kExitError;
    }
    absl::StatusOr<std::unique_ptr<Vault>> opened = OpenVault(args, VaultUse::kRedact);
    if (!opened.ok()) {
      PrintError(opened.status());
      return kExitError;
    }
    vault = *std::move(opened);
  }
  PlaceholderSource* const source = vault != nullptr
                                        ? static_cast<PlaceholderSource*>(vault.get())
                                        : &*run_placeholders;

  std::unique_ptr<ReportLog> log;
  if (args.Has(FlagId::kMaskReport)) {
    const std::string file(args.Value(FlagId::kMaskReport));
    if (file == "-") {
      PrintError("--report: standard output is taken by the masked text; name a FILE");
      return kExitError;
    }
    absl::StatusOr<std::unique_ptr<Output>> out = FileOutput(file);
    if (!out.ok()) {
      PrintError(out.status());
      return kExitError;
    }
    log = std::make_unique<ReportLog>(*std::move(out));
  }

  const Scanner scanner(engine.ruleset, engine.options);
  Masker masker(*std::move(masker_options), source);
  RedactInputOptions options;
  options.stop = StopFlag();
  options.log = log.get();
  RedactInput input(scanner, &masker, options);

  std::vector<std::string> paths(args.positionals().begin(), args.positionals().end());
  if (paths.empty()) paths.push_back("-");
  const std::unique_ptr<Output> out = StdoutOutput("the masked text");
  Redaction redaction(args, &input, log.get());
  if (vault != nullptr) {
    redaction.set_settle([&] {
      absl::Status status = vault->Commit();
      return status.ok() ? status : VaultError(args, status);
    });
  }
  RunOutcome outcome;
  for (const std::string& path : paths) {
    if (!redaction.Take(path, out.get(), &outcome)) break;
  }
  absl::Status written = redaction.write_status();
  if (written.ok()) written = out->Commit();
  outcome.signal = StopSignal();
  outcome.pipe_closed = written.code() == absl::StatusCode::kCancelled;
  // A reader that left has not had all of the text.
  outcome.incomplete |= outcome.pipe_closed || outcome.signal != 0;
  if (!written.ok() && !outcome.pipe_closed) {
    PrintError(written);
    outcome.error = true;
  }
  if (absl::Status status = masker.status(); !status.ok()) {
    PrintError(status);
    outcome.error = true;
  }
  if (log != nullptr) {
    if (absl::Status status = log->Finish(); !status.ok()) {
      PrintError(status);
      outcome.error = true;
    }
  }
  if (!args.IsOn(FlagId::kQuiet) && !outcome.pipe_closed) {
    PrintNote(SummaryLine(redaction.stats(), redaction.inputs()));
    if (redaction.stats().not_remembered > 0) {
      PrintNote(Cat(redaction.stats().not_remembered,
                    " values are masked only where a rule finds them: too many to remember"));
    }
  }
  return ExitStatus(outcome);
}

}  // namespace weir
