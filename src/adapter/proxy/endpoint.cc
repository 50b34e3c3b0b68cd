#include "adapter/proxy/endpoint.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "redact/json_context.h"
#include "rules/cat.h"

namespace weir {
namespace {

bool Ends(std::string_view path, std::string_view end) { return path.ends_with(end); }
bool Has(std::string_view path, std::string_view part) { return path.find(part) != std::string_view::npos; }

template <size_t n>
bool IsOneOf(std::string_view word, const std::string_view (&words)[n]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// Objects whose members are somebody's own data, not the protocol's: nothing in them is left alone by its name.
constexpr std::string_view kFree[] = {"input",    "arguments", "args",     "response", "parameters", "input_schema",
                                      "metadata", "schema",    "variables", "env",     "properties", "action",
                                      "partial_json"};

// Is the member `pointer` names inside of free data? The last name is its own.
bool InFreeData(std::string_view pointer) {
  const size_t last = pointer.rfind('/');
  std::string_view rest = last == std::string_view::npos ? std::string_view() : pointer.substr(0, last);
  // "input" and "response" at the top are the protocol's own: items of a request, the response of an event.
  bool first = true;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view name = rest.substr(0, slash);
    rest.remove_prefix(slash);
    const bool top = first && (name == "input" || name == "response");
    first = false;
    if (!top && IsOneOf(name, kFree)) return true;
  }
  return false;
}

// Names that stand for ids, choices and opaque bytes wherever the protocols have them.
constexpr std::string_view kOpaqueNames[] = {
    "id", "type", "role", "object", "model", "status", "finish_reason", "finishReason", "stop_reason",
    "call_id", "tool_call_id", "tool_use_id", "item_id", "file_id", "response_id", "request_id", "responseId",
    "previous_response_id", "conversation_id", "batch_id", "organization", "obfuscation", "system_fingerprint",
    "service_tier", "signature", "encrypted_content", "encrypted_stdout", "encrypted_index", "thoughtSignature",
    "thought_signature", "partial_image_b64", "b64_json", "embedding", "modelVersion", "mimeType", "mime_type",
    "media_type", "created_at", "done_reason", "reasoning_effort", "effort", "encoding_format", "detail",
    "requestState", "container_id", "session_id", "prompt_cache_key"};

// What is addressed to the provider itself, so that it can call another server.
constexpr std::string_view kProviderCredentials[] = {"authorization_token", "authorization"};

bool IsBase64(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
         c == '=' || c == '-' || c == '_' || c == '\n' || c == '\r';
}

// A string that can be nothing but encoded bytes. Short ones are looked at: a key may be of the same letters.
bool IsBinary(std::string_view text) {
  constexpr size_t kLeast = 128;
  return text.size() >= kLeast && std::all_of(text.begin(), text.end(), IsBase64);
}

bool IsTextType(std::string_view type) {
  return type.starts_with("text/") || Has(type, "json") || Has(type, "xml") || Has(type, "yaml") || Has(type, "csv") ||
         Has(type, "svg") || Has(type, "notebook") || Has(type, "javascript");
}

// data:image/png;base64,... of a type that is no text. What is text is left to the scanner, which reads base64.
bool IsBinaryDataUri(std::string_view text) {
  if (!text.starts_with("data:")) return false;
  const size_t comma = text.substr(0, 256).find(',');
  if (comma == std::string_view::npos) return false;
  const std::string_view head = text.substr(5, comma - 5);
  return Ends(head, ";base64") && !IsTextType(head) && IsBinary(text.substr(comma + 1));
}

constexpr std::string_view kBinaryNames[] = {"data", "file_data", "bytes", "result", "image", "blob", "audio"};

}  // namespace

std::string_view Name(Api api) {
  switch (api) {
    case Api::kOther: return "other";
    case Api::kOpenAiChat: return "openai-chat";
    case Api::kOpenAiResponses: return "openai-responses";
    case Api::kAnthropic: return "anthropic";
    case Api::kGemini: return "gemini";
    case Api::kOllama: return "ollama";
  }
  return "other";
}

Api ApiOf(std::string_view path) {
  path = path.substr(0, path.find('?'));
  if (Ends(path, "/messages") || Has(path, "/messages/")) return Api::kAnthropic;
  if (Ends(path, "/responses") || Has(path, "/responses/")) return Api::kOpenAiResponses;
  if (Ends(path, "/chat/completions") || Ends(path, "/completions") || Ends(path, "/embeddings") ||
      Ends(path, "/moderations")) {
    return Has(path, "/api/embeddings") ? Api::kOllama : Api::kOpenAiChat;
  }
  for (std::string_view call : {":generateContent", ":streamGenerateContent", ":countTokens", ":embedContent",
                                ":batchEmbedContents", ":predict", ":batchGenerateContent"}) {
    if (Ends(path, call)) return Api::kGemini;
  }
  if (Has(path, "/api/")) return Api::kOllama;
  if (Has(path, "/v1beta/") || Has(path, "/v1alpha/")) return Api::kGemini;
  if (Has(path, "/v1/")) return Api::kOpenAiChat;
  return Api::kOther;
}

std::string RefusalBody(Api api, int status, std::string_view code, std::string_view message,
                        std::string_view request_id) {
  const std::string text = JsonEscape(message);
  switch (api) {
    case Api::kAnthropic: {
      std::string_view type = "invalid_request_error";
      if (status == 403) type = "permission_error";
      if (status == 404) type = "not_found_error";
      if (status == 413) type = "request_too_large";
      if (status == 504) type = "timeout_error";
      if (status == 500 || status == 502 || status == 503) type = "api_error";
      return Cat("{\"type\":\"error\",\"error\":{\"type\":\"", type, "\",\"message\":\"", text,
                 "\",\"details\":{\"error_code\":\"", code, "\"}},\"request_id\":\"", request_id, "\"}");
    }
    case Api::kGemini: {
      std::string_view name = "INVALID_ARGUMENT";
      if (status == 403) name = "PERMISSION_DENIED";
      if (status == 404) name = "NOT_FOUND";
      if (status >= 500) name = status == 504 ? "DEADLINE_EXCEEDED" : status == 500 ? "INTERNAL" : "UNAVAILABLE";
      return Cat("{\"error\":{\"code\":", status, ",\"message\":\"", text, "\",\"status\":\"", name, "\"}}");
    }
    case Api::kOllama:
      return Cat("{\"error\":\"", text, "\"}");
    case Api::kOther:
    case Api::kOpenAiChat:
    case Api::kOpenAiResponses:
      break;
  }
  return Cat("{\"error\":{\"message\":\"", text, "\",\"type\":\"",
             status >= 500 ? "server_error" : "invalid_request_error", "\",\"param\":null,\"code\":\"", code, "\"}}");
}

StreamErrorEvent StreamError(Api api, std::string_view code, std::string_view message, int64_t sequence) {
  const std::string text = JsonEscape(message);
  switch (api) {
    case Api::kAnthropic:
      return {"error",
              Cat("{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"", text,
                  "\",\"details\":{\"error_code\":\"", code, "\"}}}")};
    case Api::kOpenAiResponses:
      return {"error", Cat("{\"type\":\"error\",\"code\":\"", code, "\",\"message\":\"", text,
                           "\",\"param\":null,\"sequence_number\":", sequence, "}")};
    case Api::kGemini:
      return {"", Cat("{\"error\":{\"code\":400,\"message\":\"", text, "\",\"status\":\"INVALID_ARGUMENT\"}}")};
    case Api::kOllama:
      return {"", Cat("{\"error\":\"", text, "\"}")};
    case Api::kOther:
    case Api::kOpenAiChat:
      break;
  }
  return {"", Cat("{\"error\":{\"message\":\"", text, "\",\"type\":\"server_error\",\"param\":null,\"code\":\"", code,
                  "\"}}")};
}

StringUse UseOf(std::string_view pointer, std::string_view key, std::string_view text) {
  // Bytes under a name for bytes; /images/0 of Ollama, /data/0/embedding/3.
  if (key.empty()) {
    const size_t last = pointer.rfind('/');
    std::string_view parent = last == std::string_view::npos ? std::string_view() : pointer.substr(0, last);
    parent = parent.substr(parent.rfind('/') + 1);
    if ((parent == "images" && IsBinary(text)) || parent == "embedding") return StringUse::kOpaque;
    return IsBinaryDataUri(text) ? StringUse::kOpaque : StringUse::kText;
  }
  if (IsBinaryDataUri(text)) return StringUse::kOpaque;
  const bool free = InFreeData(pointer);
  // Of Anthropic, where it has a signature beside it.
  if (!free && key == "thinking" && (Has(pointer, "content") || Has(pointer, "delta"))) return StringUse::kSigned;
  if (!free && IsOneOf(key, kOpaqueNames)) return StringUse::kOpaque;
  if (!free && IsOneOf(key, kBinaryNames) && IsBinary(text)) return StringUse::kOpaque;
  if (!free && IsOneOf(key, kProviderCredentials) && (Has(pointer, "mcp_servers/") || Has(pointer, "tools/"))) {
    return StringUse::kOpaque;
  }
  if (Has(pointer, "/tools/") && Has(pointer, "/headers/") && !Has(pointer, "/input") && !Has(pointer, "/parameters")) {
    return StringUse::kOpaque;
  }
  return StringUse::kText;
}

}  // namespace weir
