#include <string>

#include "cli/allow_append.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/read_file.h"
#include "report/allow.h"
#include "report/printable.h"
#include "report/record.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMaxValueBytes = size_t{64} << 10;

int Refuse(std::string_view message) {
  PrintError(Cat(message, " (see 'weir allow -h')"));
  return kExitError;
}

}  // namespace

int RunAllow(ParsedArgs args) {
  AllowEntry entry;
  entry.reason = std::string(args.Value(FlagId::kReason));
  if (absl::Status status = CheckReason(entry.reason); !status.ok()) {
    return Refuse(args.Has(FlagId::kReason) ? MessageOf(status)
                                            : std::string_view("an entry needs a --reason"));
  }
  if (args.Has(FlagId::kExpires)) {
    entry.expires = ParseDate(args.Value(FlagId::kExpires));
    if (!entry.expires.has_value()) return Refuse("--expires is a date such as 2026-12-31");
    if (*entry.expires < TodayUtc()) return Refuse("--expires is a day that has passed");
  }
  entry.path = std::string(args.Value(FlagId::kAllowPath));
  if (entry.path.size() > kMaxAllowPath ||
      (args.Has(FlagId::kAllowPath) && entry.path.find_first_not_of('/') == std::string::npos)) {
    return Refuse("--path is a pattern as in .gitignore");
  }

  const std::string& what = args.positionals()[0];
  if (what == "-") {
    absl::StatusOr<std::string> value = ReadFile("-", kMaxValueBytes, "the secret");
    if (!value.ok()) {
      PrintError(value.status());
      return kExitError;
    }
    while (value->ends_with('\n') || value->ends_with('\r')) value->pop_back();
    if (value->empty()) return Refuse("standard input holds no value");
    absl::StatusOr<FingerprintKey> key = LoadFingerprintKey();
    if (!key.ok() || key->is_ephemeral) {
      PrintError(key.ok() ? Cat("no fingerprint key that lasts: ", Printable(key->problem))
                          : std::string(MessageOf(key.status())));
      return kExitError;
    }
    entry.value_hash = ValueHash(*key, *value);
  } else if (absl::Status status = CheckFingerprint(what); !status.ok()) {
    return Refuse(MessageOf(status));
  } else {
    entry.fingerprint = what;
  }
  absl::StatusOr<std::string> where = AppendAllow(entry, "");
  if (!where.ok()) {
    PrintError(where.status());
    return kExitError;
  }
  return PrintOut(Cat("allowed: ", Printable(*where), "\n"));
}

}  // namespace weir
