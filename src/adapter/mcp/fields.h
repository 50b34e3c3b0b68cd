// The texts of an MCP message: which of them are looked at, and as what.
//
//   MessageContext context = {.from_client = true, .kind = envelope.kind(), .method = "tools/call"};
//   FieldUse use = UseOf(context, text.pointer, text.key, text.text);
//
// Every text of every message is looked at, whatever its method: a method that is not known today
// is no way around. Left alone is only what a mask would break without keeping anything from
// anybody: what the protocol itself made (ids, cursors, requestState, protocol keys of _meta) and
// the bytes of images and sounds. Inside what tools and people fill freely (arguments,
// structuredContent, input, the answer to an elicitation, logged data, schemas) a member may have
// any name, so there nothing is left alone. Threads: pure. Cost: a few comparisons a text.
#ifndef WEIR_ADAPTER_MCP_FIELDS_H_
#define WEIR_ADAPTER_MCP_FIELDS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapter/mcp/envelope.h"

namespace weir {

// Of this size on, base64 in a media block is taken for an image or a sound; what is shorter is
// read.
inline constexpr size_t kMinMediaBytes = 256;

enum class FieldUse : uint8_t {
  kRead,   // looked at as it is
  kLeave,  // belongs to the protocol, or is a picture or a sound
  kBlob,   // base64 of a resource, wherever it stands: looked at as it decodes
};

struct MessageContext {
  bool from_client = false;
  Envelope::Kind kind = Envelope::Kind::kNone;
  std::string_view method;  // its own, or that of the request which it answers; "" = not known
};

FieldUse UseOf(const MessageContext& context, std::string_view pointer, std::string_view key,
               std::string_view text);

// The part of a policy's place: "arguments", "result", "description", "notification", "sampling",
// "elicitation", "error".
std::string_view PartOf(const MessageContext& context, std::string_view pointer);

// Does only the base64 alphabet stand there (line ends too)?
bool LooksLikeBase64(std::string_view text);

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_FIELDS_H_
