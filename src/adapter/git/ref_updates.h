// RefUpdates: what a push would change, as git tells its hooks, and which commits that brings.
//
//   pre-push      "<local ref> <local oid> <remote ref> <remote oid>"    ParsePush()
//   pre-receive   "<old oid> <new oid> <ref>"                            ParseReceive()
//
// A line that cannot be read is an error, never left out: what is not understood may not pass.
// Threads: pure.
#ifndef WEIR_ADAPTER_GIT_REF_UPDATES_H_
#define WEIR_ADAPTER_GIT_REF_UPDATES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapter/git/attribution.h"
#include "adapter/git/git_process.h"

namespace weir {

struct RefUpdate {
  std::string ref;               // the remote's name for it
  std::string old_oid, new_oid;  // "" = there is none: created, deleted
};

inline constexpr size_t kMaxUpdateBytes = size_t{64} << 20;

absl::StatusOr<std::vector<RefUpdate>> ParsePush(std::string_view text);
absl::StatusOr<std::vector<RefUpdate>> ParseReceive(std::string_view text);

// What the remote does not have yet: what the updates reach, without what its old values reach (as
// far as they are known here) and without its remote-tracking branches. A remote that is only a URL
// has none of those.
absl::StatusOr<RevWalk> PushWalk(const Git& git, const std::vector<RefUpdate>& updates,
                                 std::string_view remote);
// What one update brings to this repository.
RevWalk ReceiveWalk(const RefUpdate& update);

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_REF_UPDATES_H_
