// StreamRewriter: the messages of one streaming answer on their way to the client.
//
//   StreamRewriter rewriter(parts, options);
//   RETURN_IF_ERROR(rewriter.Take("response.output_text.delta", json, &out));   // out: what the client gets instead
//   RETURN_IF_ERROR(rewriter.End(&out));                                        // the stream ended as it should
//
// Every logical string has a channel (channel.h). A piece of it is replaced by what its channel lets go; what is
// held comes with a later piece, or in a message of our own before the one that ends the string. A message whose
// only purpose was a piece of which nothing may go yet is left out where the API knows no empty pieces (Anthropic,
// Responses). Whole copies of a string (Responses: done and completed events) give what its pieces gave. Strings
// that are no pieces of a channel are looked at message by message (JsonGuard).
//
// What kind of stream it is, is told by each message itself, so gateways and compatible servers need no setting:
// choices (OpenAI chat, completions), response.* (Responses), content_block_* (Anthropic), candidates (Gemini),
// message or response with done (Ollama).
// Log probabilities repeat the text token by token, so they are taken out of streams. Numbers of events stay in order: ours take
// those of messages that were left out, and what follows is moved up only where there is none.
// Thinking under a signature passes unchanged or ends the stream.
// Errors: PermissionDenied (policy: block; the reason is fit for clients), others: could not look. Nothing of the
// message has been put into *out then.
// Threads: one at a time. Limits: kMaxChannels.
#ifndef WEIR_ADAPTER_PROXY_STREAM_REWRITER_H_
#define WEIR_ADAPTER_PROXY_STREAM_REWRITER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "adapter/proxy/channel.h"
#include "adapter/proxy/endpoint.h"
#include "adapter/proxy/json_tape.h"
#include "adapter/proxy/message_guard.h"

namespace weir {

struct StreamOptionsOfRoute {
  std::string_view component;  // the route's name; must live as long
  Api api = Api::kOther;       // of the request, for errors
};

struct OutMessage {
  std::string type, json;  // type: of the SSE event; "" = none
  bool own = false;        // not one that came
};

class StreamRewriter {
 public:
  static constexpr size_t kMaxChannels = 4096;

  StreamRewriter(const ChannelParts& parts, const StreamOptionsOfRoute& options);

  // Clears *out first. Messages in order; the one that came is there unless it is left out.
  absl::Status Take(std::string_view type, std::string_view json, std::vector<OutMessage>* out);
  // Lets go of what is held, as messages. Clears *out first.
  absl::Status End(std::vector<OutMessage>* out);

  // For an error event of ours.
  int64_t next_sequence() const { return last_sequence_ + 1; }
  Api api() const { return seen_ != Api::kOther ? seen_ : options_.api; }

 private:
  using Node = JsonTape::Node;
  struct Piece {  // a string of the message, and what takes its place
    uint64_t begin = 0;
    bool changed = false;
    std::string text;
  };
  struct RawEdit {  // something that is no string
    uint64_t begin = 0, end = 0;
    std::string text;
  };
  // Where a channel's rest goes when it ends.
  struct Stream {
    std::unique_ptr<Channel> channel;
    Api api = Api::kOther;
    std::string group;               // what ends together
    std::string before, after;       // of a message of our own: before + text + after
    std::string type;                // its SSE type
    bool numbered = false;           // `before` has its sequence number in the place of "#SEQ#"
  };

  Place PlaceOf(std::string_view part) const;
  absl::Status Open(const std::string& key, ChannelKind kind, std::string_view part, Stream** stream);
  // Pushes a piece into its channel. *held: all of it is held.
  absl::Status PushPiece(Stream* stream, const Node& text, bool* nothing);
  // Ends channels of a group (prefix of `group`). Rests go to the piece of this message, or to messages before it.
  absl::Status Close(std::string_view group, std::vector<OutMessage>* out);
  absl::Status Copy(const Node& text, ChannelKind kind, std::string_view part);
  absl::Status CopyStrings(const Node* node, std::string_view key);

  absl::Status Chat(std::vector<OutMessage>* out);
  absl::Status Responses(std::string_view type, std::vector<OutMessage>* out, bool* drop);
  absl::Status Anthropic(std::string_view type, std::vector<OutMessage>* out, bool* drop);
  absl::Status Gemini(std::vector<OutMessage>* out);
  absl::Status Ollama(std::vector<OutMessage>* out);
  // All other strings of the message, and the pieces put in.
  absl::Status Finish(std::string* json);

  const ChannelParts parts_;
  const StreamOptionsOfRoute options_;
  JsonTape tape_;
  MessageGuard guard_;
  std::map<std::string, Stream> streams_;
  std::vector<Piece> pieces_;
  std::map<const Channel*, size_t> last_piece_;  // of this message
  std::vector<RawEdit> edits_;
  std::string edited_;
  int64_t last_sequence_ = -1;
  Api seen_ = Api::kOther;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_PROXY_STREAM_REWRITER_H_
