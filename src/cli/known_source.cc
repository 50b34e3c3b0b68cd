// --known: the user's own values, from files and the environment.
#include <unistd.h>

#include <string>
#include <string_view>
#include <vector>

#include "cli/engine.h"
#include "cli/message.h"
#include "cli/read_file.h"
#include "redact/known_values.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMaxKnownBytes = size_t{16} << 20;
constexpr size_t kMostRefusalsTold = 20;

}  // namespace

bool LoadKnownValues(const ParsedArgs& args, std::vector<KnownLiteral>* literals) {
  constexpr std::string_view kEnvironment = "env:";
  KnownValues known;
  for (const std::string& source : args.Values(FlagId::kKnown)) {
    const size_t before = known.size(), refused = known.refusals().size();
    if (source.starts_with(kEnvironment)) {
      known.AddEnvironment(std::string_view(source).substr(kEnvironment.size()), environ);
    } else {
      const absl::StatusOr<std::string> bytes = ReadFile(source, kMaxKnownBytes, "known values");
      if (!bytes.ok()) {
        PrintError(bytes.status());
        return false;
      }
      known.AddFile(*bytes);
    }
    const auto& refusals = known.refusals();
    if (!args.IsOn(FlagId::kQuiet)) {
      for (size_t i = refused; i < refusals.size(); ++i) {
        if (i == refused + kMostRefusalsTold) {
          PrintNote(Cat("--known ", Printable(source), ": and ", refusals.size() - i, " more"));
          break;
        }
        PrintNote(Cat("--known ", Printable(source), ": ", Printable(refusals[i].name),
                      " is not looked for: ", refusals[i].reason));
      }
    }
    // Nothing new: the same values may have come from another source.
    if (known.size() == before && (before == 0 || refusals.size() > refused)) {
      PrintError(Cat("--known ", Printable(source),
                     ": there is no value in it that can be looked for"));
      return false;
    }
  }
  *literals = known.TakeLiterals();
  return true;
}

}  // namespace weir
