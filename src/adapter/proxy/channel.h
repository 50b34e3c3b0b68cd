// Channel: one logical string of an answer that streams (a choice's text, the arguments of one tool call), looked at
// and decided while it arrives.
//
//   Channel channel(parts, ChannelKind::kText, place, /*restore=*/true);
//   RETURN_IF_ERROR(channel.Push(delta, &out));        // out: what may go to the client now, maybe nothing
//   RETURN_IF_ERROR(channel.Finish(&out));             // the rest
//
//   kText    prose: new secrets are masked, placeholders put back
//   kJson    JSON text in fragments: the same within its strings, and it stays JSON; its end is known at its last
//            bracket, so nothing is held behind that
//   kFixed   text that is signed (thinking): it passes as it is, or not at all
//
// What comes out does not depend on how the text was cut, so a copy of the whole text (ChannelText) gives what the
// pieces gave. A secret is decided by the policy; where it says block, Push returns PermissionDenied, and no byte of
// it was given out. ResourceExhausted and the like: the text could not be looked at, and nothing more comes out.
// Threads: one at a time; channels of several threads share their parts. Memory: StreamScanner's.
#ifndef WEIR_ADAPTER_PROXY_CHANNEL_H_
#define WEIR_ADAPTER_PROXY_CHANNEL_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "adapter/proxy/json_unescape.h"
#include "guard/text_guard.h"
#include "guard/text_masking.h"
#include "redact/restore.h"
#include "redact/stream_redactor.h"

namespace weir {

enum class ChannelKind { kText, kJson, kFixed };

struct ChannelParts {
  GuardParts guard;
  PlaceholderSource* source = nullptr;  // of guard.masker
};

class Channel {
 public:
  Channel(const ChannelParts& parts, ChannelKind kind, const Place& place, bool restore);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // Both append to *out.
  absl::Status Push(std::string_view text, std::string* out);
  absl::Status Finish(std::string* out);
  ChannelKind kind() const { return kind_; }
  bool finished() const { return finished_; }
  const std::vector<Decision>& decisions() const { return decisions_; }

 private:
  class Source;
  class Log;

  void Begin();
  bool Decide(const Finding& finding, std::string_view value);
  absl::Status Go(std::string_view text, bool end, std::string* out);
  absl::Status Scan(std::string_view plain, bool end, std::string* out);
  absl::Status Restore(std::string_view text, bool end, std::string* out);

  const ChannelParts parts_;
  const ChannelKind kind_;
  const Place place_;
  std::unique_ptr<Source> source_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<Masker> masker_;
  std::optional<StreamRedactor> redactor_;
  std::optional<ArgumentText> arguments_;
  std::optional<Restorer> restorer_;
  TextMasking masking_;
  std::vector<Decision> decisions_;
  std::string plain_, released_;
  bool blocked_ = false, finished_ = false, started_ = false;
};

// A whole text as its channel would give it.
absl::Status ChannelText(const ChannelParts& parts, ChannelKind kind, const Place& place, bool restore,
                         std::string_view text, std::string* out);

}  // namespace weir

#endif  // WEIR_ADAPTER_PROXY_CHANNEL_H_
