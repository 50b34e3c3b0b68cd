#include "adapter/import/bounded_json.h"

#include "adapter/import/import.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "text/json_reader.h"

namespace weir {
namespace {

constexpr size_t kMaxDepth = 16;  // the files that are read here have five levels at most

}  // namespace

absl::StatusOr<nlohmann::json> ParseBounded(std::string_view file, std::string_view bytes,
                                            std::string_view what) {
  const std::string reading = Cat("reading '", Printable(file), "' as ", what, ": ");
  if (bytes.size() > kMaxImportBytes) {
    return absl::InvalidArgumentError(Cat(reading, "it is over ", kMaxImportBytes, " bytes"));
  }
  if (NestsDeeper(bytes, kMaxDepth)) {
    return absl::InvalidArgumentError(Cat(reading, "it nests deeper than such a file does"));
  }
  nlohmann::json json =
      nlohmann::json::parse(bytes.begin(), bytes.end(), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return absl::InvalidArgumentError(Cat(reading, "it is not JSON"));
  return json;
}

std::string StringOf(const nlohmann::json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto it = object.find(name);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

}  // namespace weir
