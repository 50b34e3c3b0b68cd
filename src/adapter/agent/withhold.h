// Withhold: a message in which one field keeps its shape and says nothing.
//
//   Withhold(message, "/tool_response", "[withheld]", &out)   // {"stdout":"...","code":0} -> {"stdout":"[withheld]","code":0}
//
// Every string at or below `pointer` becomes `notice`, but for those under names whose strings are no content but
// say what kind of thing this is ("type", "mode"): clients drop a result of another shape and show the first one.
// False if the text is no JSON. Threads: pure. Cost: linear.
#ifndef WEIR_ADAPTER_AGENT_WITHHOLD_H_
#define WEIR_ADAPTER_AGENT_WITHHOLD_H_

#include <string>
#include <string_view>

namespace weir {

bool Withhold(std::string_view message, std::string_view pointer, std::string_view notice, std::string* out);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_WITHHOLD_H_
