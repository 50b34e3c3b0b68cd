// How secrets are masked, from --style and --fixed-text.
//
//   absl::StatusOr<MaskerOptions> options = ReadMaskerOptions(args);
//
// Says on standard error, unless --quiet, when hashes are good for this run only. Failure:
// InvalidArgument, flags that do not go together; what LoadFingerprintKey() says.
#ifndef WEIR_CLI_MASKER_OPTIONS_H_
#define WEIR_CLI_MASKER_OPTIONS_H_

#include "absl/status/statusor.h"
#include "cli/args.h"
#include "redact/masker.h"

namespace weir {

absl::StatusOr<MaskerOptions> ReadMaskerOptions(const ParsedArgs& args);

}  // namespace weir

#endif  // WEIR_CLI_MASKER_OPTIONS_H_
