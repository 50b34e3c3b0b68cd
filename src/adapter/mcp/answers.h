// What weir itself says in the place of a message that does not pass: the forms that clients and
// servers live on with.
//
//   ToolRefusal("7", /*modern=*/false, "Stopped by weir: ...")   // a result with isError, for the model
//   ErrorAnswer("\"a\"", kStoppedCode, "Stopped by weir: ...")
//
// `id` is the text of the id as it was written; "" gives null. Texts are plain; they are escaped
// here. The error code lies outside of those that JSON-RPC and MCP keep for themselves (-32768 to
// -32000). Threads: pure.
#ifndef WEIR_ADAPTER_MCP_ANSWERS_H_
#define WEIR_ADAPTER_MCP_ANSWERS_H_

#include <span>
#include <string>
#include <string_view>

#include "adapter/mcp/envelope.h"

namespace weir {

inline constexpr int kStoppedCode = -31001;
inline constexpr int kParseErrorCode = -32700;
inline constexpr int kInvalidRequestCode = -32600;
inline constexpr int kUserRejectedCode = -1;  // what a client says when its person refuses sampling

std::string ErrorAnswer(std::string_view id, int code, std::string_view text);

// `content`: further blocks, as JSON without the brackets; may be empty.
std::string ToolRefusal(std::string_view id, bool modern, std::string_view text,
                        std::string_view content = {});

// To a server that asked the person or the model: declined, as a person could.
std::string DeclinedAnswer(std::string_view id, std::string_view method, std::string_view text);

// To whoever asked `method`: what tells it best that there is no answer.
std::string RefusalOf(std::string_view id, std::string_view method, bool modern,
                      std::string_view text);

// The answers of a batch: an array.
std::string JoinBatch(std::span<const std::string> answers);

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_ANSWERS_H_
