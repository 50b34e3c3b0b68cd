// [policy] of weir.toml, from its table to PolicySettings. Part of settings.cc, which tells the
// diagnostics.
#ifndef WEIR_CLI_POLICY_SETTINGS_H_
#define WEIR_CLI_POLICY_SETTINGS_H_

#include <functional>
#include <string>
#include <string_view>

#include "cli/settings.h"
#include "rules/toml.h"

namespace weir {

inline constexpr size_t kMaxPolicyEntries = 10'000;

// Code, message, hint, place.
using TellWrong =
    std::function<void(std::string, std::string, std::string, const toml::source_region&)>;

// `path`: of the settings file, beside which the log lies.
void ReadPolicy(std::string_view path, const toml::table& table, PolicySettings* policy,
                const TellWrong& tell);

}  // namespace weir

#endif  // WEIR_CLI_POLICY_SETTINGS_H_
