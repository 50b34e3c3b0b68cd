// The header fields of MCP over HTTP that repeat what stands in the body: Mcp-Name and Mcp-Param-*.
//
//   std::string value = DecodeMirrored(field);            // "=?base64?...?=" as what it says
//   field = EncodeMirrored("caf\u00e9");
//   TextChanges changes = ChangesOf(body, filtered.text); // what became of each text
//   RewriteMirrored(changes, &filter, &head.headers);     // false: a field holds what may not pass
//
// A server compares them with the body, so a text that was masked or put back there has to be the
// same here. A field that repeats nothing is looked at by itself. Threads: pure.
#ifndef WEIR_ADAPTER_MCP_HTTP_FIELDS_H_
#define WEIR_ADAPTER_MCP_HTTP_FIELDS_H_

#include <map>
#include <string>
#include <string_view>

#include "adapter/mcp/message_filter.h"
#include "net/http_message.h"

namespace weir {

std::string DecodeMirrored(std::string_view field);
std::string EncodeMirrored(std::string_view value, bool as_base64);

using TextChanges = std::map<std::string, std::string>;
TextChanges ChangesOf(std::string_view before, std::string_view after);

bool RewriteMirrored(const TextChanges& changes, MessageFilter* filter, HttpHeaders* headers);

// The address of a page that may talk to a listener on this machine: one of this machine. "" is no
// page.
bool IsLocalOrigin(std::string_view origin);

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_HTTP_FIELDS_H_
