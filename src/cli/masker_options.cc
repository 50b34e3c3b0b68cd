#include "cli/masker_options.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "cli/message.h"
#include "report/printable.h"
#include "report/record.h"
#include "rules/cat.h"

namespace weir {

absl::StatusOr<MaskerOptions> ReadMaskerOptions(const ParsedArgs& args) {
  MaskerOptions options;
  if (args.Has(FlagId::kStyle)) {
    options.style = ParseMaskStyle(args.Value(FlagId::kStyle)).value_or(MaskStyle::kPlaceholder);
  }
  if (args.Has(FlagId::kFixedText)) {
    if (args.Has(FlagId::kStyle) && options.style != MaskStyle::kFixed) {
      return absl::InvalidArgumentError("--fixed-text goes with --style fixed only");
    }
    options.style = MaskStyle::kFixed;
    options.fixed_text = std::string(args.Value(FlagId::kFixedText));
    if (absl::Status status = CheckFixedText(options.fixed_text); !status.ok()) return status;
  }
  if (options.style == MaskStyle::kHash || options.style == MaskStyle::kFake) {
    absl::StatusOr<FingerprintKey> key = LoadFingerprintKey();
    if (!key.ok()) return key.status();
    if (key->is_ephemeral && options.style == MaskStyle::kHash && !args.IsOn(FlagId::kQuiet)) {
      PrintNote(Cat("hashes are good for this run only: ", Printable(key->problem)));
    }
    std::copy(std::begin(key->bytes), std::end(key->bytes), std::begin(options.key));
  }
  return options;
}

}  // namespace weir
