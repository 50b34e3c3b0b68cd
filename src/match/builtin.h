// The built-in catalogue in its compiled form: constant tables and database images, generated from
// rules/*.toml when weir is built (compile_rules_main.cc) and linked into the program.
#ifndef WEIR_MATCH_BUILTIN_H_
#define WEIR_MATCH_BUILTIN_H_

#include <span>
#include <string_view>

#include "match/cpu.h"
#include "match/pack.h"

namespace weir {

const PackView& BuiltinPack();
const PackView& BuiltinDataPack();  // the rules of the data classes

// Images for Database::InPlace. The large ones are generic; the open ones, small and hot, have one a target.
std::string_view BuiltinTokenImage();
std::string_view BuiltinTokenDenseImage();
std::string_view BuiltinTokenPlainImage();
std::string_view BuiltinKeywordImage();
std::string_view BuiltinDataImage();
std::span<const std::string_view> BuiltinOpenImages(CpuTarget target);

}  // namespace weir

#endif  // WEIR_MATCH_BUILTIN_H_
