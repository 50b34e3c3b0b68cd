// What kind of API a request is for, told by its path, and what follows from that: the form of a refusal, and which
// strings of a message are no text.
//
//   const Endpoint endpoint = EndpointOf("/v1/chat/completions");
//   Refusal refusal = MakeRefusal(endpoint.api, 400, "secret_detected", "weir: ...");
//   StreamError(api, ...) is the same within a stream that has begun.
//
// Prefixes differ between gateways, so the end of the path counts. Threads: pure.
#ifndef WEIR_ADAPTER_PROXY_ENDPOINT_H_
#define WEIR_ADAPTER_PROXY_ENDPOINT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

enum class Api : uint8_t { kOther, kOpenAiChat, kOpenAiResponses, kAnthropic, kGemini, kOllama };
std::string_view Name(Api api);

Api ApiOf(std::string_view path);

// The body of a refusal in the words that the SDKs of this API read. `message` is printable ASCII.
std::string RefusalBody(Api api, int status, std::string_view code, std::string_view message,
                        std::string_view request_id);

// An error as an event of a stream: its type (SSE) and data. `sequence` is for those that number their events.
struct StreamErrorEvent {
  std::string type, json;
};
StreamErrorEvent StreamError(Api api, std::string_view code, std::string_view message, int64_t sequence);

// Strings of requests and answers that are no text, by their place. `pointer` as JsonGuard has it.
enum class StringUse : uint8_t {
  kText,      // to be looked at
  kOpaque,    // signed, encrypted, binary, vectors, ids: left alone
  kSigned,    // text under a signature: looked at, cannot be changed
};
StringUse UseOf(std::string_view pointer, std::string_view key, std::string_view text);

}  // namespace weir

#endif  // WEIR_ADAPTER_PROXY_ENDPOINT_H_
