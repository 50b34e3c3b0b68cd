// Lines of either side: whatever they hold, what goes on from a message is a message, and what was
// not changed is not said to be.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapter/mcp/message_filter.h"
#include "redact/placeholder.h"

namespace {

struct World {
  weir::Scanner scanner{*weir::Ruleset::Default(), {}};
  weir::RunPlaceholders placeholders = *weir::RunPlaceholders::Create();
  weir::Masker masker{{}, &placeholders};
  weir::Policy policy = *weir::Policy::Profile("laptop");
};

bool IsJson(std::string_view text) {
  weir::EnvelopeReader reader;
  reader.Push(text);
  return reader.Finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static World& world = *new World;
  weir::FilterOptions options;
  options.server = "s";
  options.parts.scanner = &world.scanner;
  options.parts.policy = &world.policy;
  options.parts.masker = &world.masker;
  weir::MessageFilter filter(options);
  weir::WaitingRequests waiting;
  weir::Filtered out;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  bool from_client = true;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : line.size());
    filter.Look(from_client ? weir::Side::kClient : weir::Side::kServer, line, &waiting, &out);
    if (!out.answer.empty() && !IsJson(out.answer)) std::abort();
    if (out.forward && out.changed && IsJson(line) && !IsJson(out.text)) std::abort();
    if (out.forward && out.changed && out.text == line) std::abort();
    from_client = !from_client;
  }
  return 0;
}
