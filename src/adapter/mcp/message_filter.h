// MessageFilter: one MCP message (or batch, or line that is neither) on its way, looked at, and
// what comes of it.
//
//   MessageFilter filter(options);
//   Filtered out;
//   filter.Look(Side::kClient, line, &waiting, &out);
//   if (out.forward) send(out.changed ? out.text : line);   // to the other side
//   if (!out.answer.empty()) send_back(out.answer);         // to the side it came from
//
// It knows messages and nothing of what carries them: the stdio proxy and the HTTP proxy share it.
// A message with nothing found is passed on byte for byte. One with findings is masked in place or
// stopped, as the policy says for its direction, its part (fields.h) and its class; what is stopped
// is answered in a form that the client's model, the client or the server can live on with
// (answers.h). `ask` is `block` here: the one who would have to be asked sits behind the client.
//
// Special cases, and why:
// - initialize and server/discover are masked where others would be stopped: a made-up error would
// change what the
//   client thinks of the server's protocol.
// - A masked structuredContent that its tool's output schema refuses would make the client throw:
// the result is
//   sent as text with isError, without structuredContent.
// - A blob of a resource is looked at as it decodes, and encoded again.
// - Placeholders in what goes to a server are put back where the policy says so for this server
// (action "restore")
//   and there is a vault. What was put back is looked at again: the policy has the last word.
// - A client's line that is no JSON is refused; a server's is looked at as text (some print to
// their output).
//
// Failure: where weir could not look, Policy::on_error decides: stopped, or passed on as it was;
// both are told. Threads: one at a time. Ownership: borrows all of its options point to.
#ifndef WEIR_ADAPTER_MCP_MESSAGE_FILTER_H_
#define WEIR_ADAPTER_MCP_MESSAGE_FILTER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "adapter/mcp/envelope.h"
#include "adapter/mcp/fields.h"
#include "adapter/mcp/id_memory.h"
#include "adapter/mcp/schema_memory.h"
#include "guard/json_guard.h"
#include "guard/text_guard.h"

namespace weir {

enum class Side : uint8_t { kClient, kServer };

// Requests that wait for their answers. Over HTTP each exchange has its own.
struct WaitingRequests {
  IdMemory from_client, from_server;
};

struct Filtered {
  bool forward = true;
  bool changed = false;
  std::string text;    // what goes on instead, if changed; without a line end
  std::string answer;  // to the side it came from; "" = none
  Envelope first;      // of the message, or of the first one of a batch
  bool is_batch = false;
  void Clear() { *this = Filtered(); }
};

struct FilterOptions {
  std::string server;  // its name: the component of the policy's places
  GuardParts parts;
  // Puts values back for placeholders; empty where there is no vault. *restored is how many.
  std::function<absl::Status(std::string_view text, std::string* plain, uint64_t* restored)>
      restore;
  std::function<void(std::string_view)> note;  // one line for people; may be empty
  SchemaMemory* schemas =
      nullptr;             // shared by the filters of one server; null: the filter has its own
  size_t max_message = 0;  // for messages about lines that are too long
};

struct FilterCounts {
  uint64_t messages = 0, masked = 0, stopped = 0, restored = 0, unread = 0;
};

class MessageFilter {
 public:
  explicit MessageFilter(FilterOptions options);

  void Look(Side from, std::string_view line, WaitingRequests* waiting, Filtered* out);
  // A line over the limit, of which only the envelope is known: never passed on.
  void LookTooLong(Side from, const EnvelopeReader& envelope, WaitingRequests* waiting,
                   Filtered* out);
  // A value that stands outside of a message (a header): false if it may not pass, else masked or
  // restored in place.
  bool LookAtHeader(std::string_view name, std::string* value);

  const FilterCounts& counts() const { return counts_; }

 private:
  struct One {  // what became of one message
    bool forward = true, changed = false;
    std::string text, answer;
  };
  One LookAtOne(Side from, std::string_view text, const Envelope& envelope,
                WaitingRequests* waiting);
  // Not OK: it could not be looked at.
  absl::Status Walk(Side from, std::string_view text, const MessageContext& context,
                    JsonVerdict* verdict);
  One Stop(Side from, const Envelope& envelope, const std::optional<AskedRequest>& asked,
           std::string_view why);
  void LookAtJunk(Side from, std::string_view line, Filtered* out);
  bool FitsSchema(const Envelope& before, std::string_view structured, const std::string& masked,
                  const AskedRequest& asked, std::string* as_text);
  // The text with its placeholders put back, if this place may have them and there are any.
  absl::Status Restore(std::string_view text, const Place& place,
                       std::optional<std::string>* plain);
  void Tell(std::string_view line);
  std::string Where(Side from, const Envelope& envelope,
                    const std::optional<AskedRequest>& asked) const;

  FilterOptions options_;
  JsonGuard guard_;
  TextGuard text_guard_;
  Verdict text_verdict_;
  JsonVerdict verdict_, more_;
  EnvelopeReader reader_;
  SchemaMemory own_schemas_;
  SchemaMemory* const schemas_;
  FilterCounts counts_;
  uint64_t told_ = 0;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_MESSAGE_FILTER_H_
