// SchemaMemory: the output schemas that a server declared for its tools, to know whether a mask may
// stand in a result.
//
//   SchemaMemory schemas;
//   schemas.Learn(tools_list_result);                            // as the client got it
//   schemas.Accepts("get_user", structured_content, {"/email"})  // texts that were masked
//
// Clients check structuredContent against the schema and throw where it does not fit, so a masked
// text that breaks pattern, format, enum, const, minLength or maxLength must not be sent; the
// caller then sends the result as text. It is a check of the masked texts only, not of the whole:
// the rest was the server's and stays as it was. Where it cannot tell (a $ref that leads elsewhere,
// `not`, a pattern that RE2 does not know, a name of a member that was masked), the answer is no.
// Limits: kMaxSchemas tools, kMaxSchemaBytes in all, 64 levels; a tool beyond them accepts no mask.
// Threads: safe.
#ifndef WEIR_ADAPTER_MCP_SCHEMA_MEMORY_H_
#define WEIR_ADAPTER_MCP_SCHEMA_MEMORY_H_

#include <cstddef>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace weir {

inline constexpr size_t kMaxSchemas = 4096;
inline constexpr size_t kMaxSchemaBytes = size_t{8} << 20;

class SchemaMemory {
 public:
  // `message`: a result of tools/list, whole. What is no such thing teaches nothing.
  void Learn(std::string_view message);

  // `structured`: the structuredContent as it would be sent. `pointers` lead into it.
  bool Accepts(const std::string& tool, std::string_view structured,
               std::span<const std::string> pointers) const;

  size_t size() const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::string> by_tool_;  // its outputSchema as JSON
  size_t bytes_ = 0;
  bool overflowed_ = false;  // a tool that is not known may have a schema
};

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_SCHEMA_MEMORY_H_
