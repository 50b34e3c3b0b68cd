// The base64 of resources: what it says, and back.
//
//   if (std::optional<std::string> bytes = DecodeBlob(text)) ... EncodeBlob(masked, text)
//
// Both alphabets, with padding or without, line ends inside. Encoded again in the alphabet and
// padding of the original. Threads: pure.
#ifndef WEIR_ADAPTER_MCP_BLOB_H_
#define WEIR_ADAPTER_MCP_BLOB_H_

#include <optional>
#include <string>
#include <string_view>

namespace weir {

std::optional<std::string> DecodeBlob(std::string_view base64);
std::string EncodeBlob(std::string_view bytes, std::string_view like);

// Does it begin as an image or a sound does? There is no text to read in these, and a byte that is
// changed breaks them.
bool IsMedia(std::string_view bytes);

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_BLOB_H_
