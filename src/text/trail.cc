#include "text/trail.h"

namespace weir {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, kDressCount> kNames = {
    "",     "utf-16le", "utf-16be", "utf-32le", "utf-32be", "base64",    "gzip",      "zlib",   "zstd",
    "json", "escapes", "percent", "entities", "hex",    "invisible", "lookalike", "joined", "quoted-printable",
};
static_assert(!kNames.back().empty(), "kNames must name every Dress");

}  // namespace

std::string_view Name(Dress dress) {
  const auto i = static_cast<size_t>(dress);
  return i < kNames.size() ? kNames[i] : std::string_view();
}

std::string Name(const Trail& trail) {
  std::string name;
  for (size_t i = 0; i < trail.size(); ++i) {
    if (i > 0) name += " > ";
    name += Name(trail[i]);
  }
  return name;
}

}  // namespace weir
