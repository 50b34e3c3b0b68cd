// The plugin by which opencode asks weir: it has no hooks that run commands.
//
//   write(OpencodePlugin("/usr/bin/weir", {"--policy-profile", "ci"}))
//
// The source is hooks/opencode/weir.js, for those who copy it by hand. Threads: pure.
#ifndef WEIR_ADAPTER_AGENT_OPENCODE_PLUGIN_H_
#define WEIR_ADAPTER_AGENT_OPENCODE_PLUGIN_H_

#include <string>
#include <string_view>
#include <vector>

namespace weir {

std::string_view OpencodePluginSource();
std::string OpencodePlugin(std::string_view program, const std::vector<std::string>& more);
bool IsOpencodePlugin(std::string_view text);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_OPENCODE_PLUGIN_H_
