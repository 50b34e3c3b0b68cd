// Shadows: settings of a client that keep its hooks from running, although they are installed.
//
//   for (const std::string& line : FindShadows(Client::kClaude, places)) print line
//
// Files that are missing or cannot be read say nothing. Threads: pure.
#ifndef WEIR_ADAPTER_AGENT_SHADOWS_H_
#define WEIR_ADAPTER_AGENT_SHADOWS_H_

#include <string>
#include <vector>

#include "adapter/agent/client_files.h"

namespace weir {

std::vector<std::string> FindShadows(Client client, const Places& places);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_SHADOWS_H_
