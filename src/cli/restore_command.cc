#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/open_vault.h"
#include "cli/signals.h"
#include "redact/restore.h"
#include "report/output.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "sodium/utils.h"
#include "source/argument.h"
#include "source/open_file.h"

namespace weir {
namespace {

constexpr size_t kPiece = 64 * 1024;

JsonMode ReadJsonMode(std::string_view name) {
  return name == "on" ? JsonMode::kOn : name == "off" ? JsonMode::kOff : JsonMode::kAuto;
}

absl::Status CannotRestore(std::string_view path, std::string_view why) {
  return absl::UnavailableError(Cat("cannot restore '", Printable(path), "': ", why));
}

// One input, to its end. `input_failed` tells an input that could not be read from an output that could not
// be written.
absl::Status RestoreInput(const std::string& path, bool stream, Restorer* restorer, Output* out,
                          bool* input_failed) {
  *input_failed = true;
  Argument argument = OpenArgument(path);
  if (argument.kind == Argument::Kind::kRefused) return CannotRestore(path, argument.message);
  if (argument.kind == Argument::Kind::kTree) return CannotRestore(path, "it is a folder");
  std::vector<char> piece(kPiece);
  std::string text;
  absl::Status status;
  for (bool at_end = false; !at_end && status.ok();) {
    if (StopSignal() != 0) break;
    const ssize_t got = read(argument.fd.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      status = CannotRestore(path, SystemMessage(errno));
      break;
    }
    text.clear();
    at_end = got == 0;
    if (at_end) {
      restorer->Finish(&text);
    } else {
      restorer->Push({piece.data(), static_cast<size_t>(got)}, &text);
    }
    status = out->Write(text);
    if (status.ok() && stream) status = out->Flush();
    if (!status.ok()) *input_failed = false;
  }
  sodium_memzero(text.data(), text.size());
  return status;
}

std::string Count(uint64_t number, std::string_view what) {
  return Cat(number, " ", what, number == 1 ? "" : "s");
}

void TellCounts(const RestoreCounts& counts) {
  std::string line = Cat("restored ", Count(counts.restored, "placeholder"));
  if (counts.unknown > 0) line += Cat("; ", counts.unknown, " unknown to the vault left as they are");
  if (counts.expired > 0) line += Cat("; ", counts.expired, " too old left as they are");
  if (counts.never > 0) line += Cat("; ", counts.never, " that are never restored left as they are");
  PrintNote(line);
}

}  // namespace

int RunRestore(ParsedArgs args) {
  std::vector<AllowEntry> allow;
  if (!LoadSettings(&args, &allow)) return kExitError;
  absl::StatusOr<std::unique_ptr<Vault>> vault = OpenVault(args, VaultUse::kRestore);
  if (!vault.ok()) {
    PrintError(vault.status());
    return kExitError;
  }
  std::unique_ptr<Output> out;
  const std::string file(args.Value(FlagId::kRestoreOutput));
  if (file.empty() || file == "-") {
    out = StdoutOutput("the restored text");
  } else {
    absl::StatusOr<std::unique_ptr<Output>> opened = FileOutput(file);
    if (!opened.ok()) {
      PrintError(opened.status());
      return kExitError;
    }
    out = *std::move(opened);
  }

  std::vector<std::string> paths(args.positionals().begin(), args.positionals().end());
  if (paths.empty()) paths.push_back("-");
  Restorer restorer(vault->get(), ReadJsonMode(args.Value(FlagId::kRestoreJson)));
  RunOutcome outcome;
  absl::Status written;
  for (const std::string& path : paths) {
    bool input_failed = false;
    const absl::Status status =
        RestoreInput(path, args.IsOn(FlagId::kRestoreStream), &restorer, out.get(), &input_failed);
    if (!status.ok() && !input_failed) {
      written = status;
      break;
    }
    if (!status.ok()) {
      PrintError(status);
      outcome.error = true;
      break;
    }
    if (StopSignal() != 0) break;
  }
  outcome.signal = StopSignal();
  // A file that is not whole must not take the place of one that may be; a pipe has had its part anyway.
  const bool whole = !outcome.error && outcome.signal == 0;
  if (written.ok()) written = whole ? out->Commit() : out->Flush();
  outcome.pipe_closed = written.code() == absl::StatusCode::kCancelled;
  outcome.incomplete = outcome.signal != 0 || outcome.pipe_closed;
  if (!written.ok() && !outcome.pipe_closed) {
    PrintError(written);
    outcome.error = true;
  }
  if (!restorer.status().ok()) {
    PrintError(VaultError(args, restorer.status()));
    outcome.error = true;
  }
  if (!args.IsOn(FlagId::kQuiet) && !outcome.pipe_closed) TellCounts(restorer.counts());
  return ExitStatus(outcome);
}

}  // namespace weir
