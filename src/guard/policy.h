// Policy: what may pass where. One form for every place in which weir stands in a context's way.
//
//   absl::StatusOr<Policy> policy = Policy::Profile("laptop");
//   Action action = policy->Decide({.adapter = "agent", .direction = Direction::kOut,
//                                   .component = "claude", .part = "prompt"}, *finding.rule, finding.confidence);
//
// In weir.toml:
//
//   [policy]
//   profile = "laptop"               # laptop | ci | gateway
//   on_error = "block"               # or "allow": when weir could not look
//   log = "decisions.jsonl"          # one JSON line a decision (decision_log.h)
//
//   [[policy.entry]]                 # the first entry that fits decides; then the profile
//   adapter = "mcp"                  # each may be missing (anything fits) and may hold * and ?
//   direction = "out"
//   component = "github"
//   part = "arguments"
//   class = "credential"             # a secret class
//   rule = "github-*"                # rule ids
//   confidence = "high"              # at least
//   action = "allow"                 # allow | warn | mask | ask | block | restore
//   reason = "this server is ours"
//
// Direction is seen from this machine's own side: kOut goes to a model, a server or another company; kIn comes
// from there, or from a tool, into a context or to a person.
// restore is allow, and placeholders of the vault are put back in texts that go there. Such an entry names a place
// only: which kinds are never put back is the vault's (--never-restore).
// An adapter that cannot do an action takes the next stricter one it can (`Within`): warn -> mask -> ask -> block.
// Private keys are never let out by a profile (block).
// Threads: const after it is made. Errors: InvalidArgument, with what is wrong and where.
#ifndef WEIR_GUARD_POLICY_H_
#define WEIR_GUARD_POLICY_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/finding.h"
#include "rules/rule.h"

namespace weir {

// From the mildest to the strictest.
enum class Action : uint8_t { kAllow, kWarn, kMask, kAsk, kBlock };
std::string_view Name(Action action);  // "allow", ...
std::optional<Action> ParseAction(std::string_view name);

// What an adapter can do in a place; blocking is always possible.
struct Abilities {
  bool warn = true, mask = true, ask = true;
};
Action Within(Action action, Abilities can);

enum class Direction : uint8_t { kIn, kOut };
std::string_view Name(Direction direction);  // "in", "out"

// Where a text stands. Views live as long as the call.
struct Place {
  std::string_view adapter;    // "agent", "mcp", "proxy", "serve", "transcript"
  Direction direction = Direction::kOut;
  std::string_view component;  // the client, the server's name, the route, the label of a key
  std::string_view part;       // "prompt", "tool-input", "tool-output", "arguments", "result", ...
};

enum class OnError : uint8_t { kBlock, kAllow };

struct PolicyEntry {
  std::string adapter, direction, component, part, secret_class, rule;  // globs; empty = any
  Confidence min_confidence = Confidence::kLow;
  Action action = Action::kBlock;
  bool restore = false;  // placeholders in such a place are put back (action = "restore": allow, and put back)
  std::string reason;
  std::string where;     // "weir.toml:12", for messages
};

struct Ruling {
  Action action = Action::kBlock;
  std::string_view reason;  // of the entry or the profile; lives as long as the policy
};

class Policy {
 public:
  static std::span<const std::string_view> ProfileNames();
  // What a profile says about every place; see policy.cc for the table, and README.md in hooks/ for people.
  static absl::StatusOr<Policy> Profile(std::string_view name);

  void AddEntry(PolicyEntry entry) { entries_.push_back(std::move(entry)); }  // in the order of the file
  Ruling Decide(const Place& place, const Rule& rule, Confidence confidence) const;
  // May placeholders be put back in texts that go there? Only by an entry that says so, or, for kIn to the
  // person's own client, by the profile (laptop: answers of proxy and serve).
  bool MayRestore(const Place& place) const;
  std::string_view profile() const { return profile_; }

  OnError on_error = OnError::kBlock;
  std::string log_path;  // empty: no log

 private:
  std::string profile_;
  std::vector<PolicyEntry> entries_;
  std::vector<std::string> reasons_;  // of the table's rows
};

// * is any bytes, ? is any one. Cost: at most the product of both sizes, which are short.
bool GlobFits(std::string_view glob, std::string_view text);

}  // namespace weir

#endif  // WEIR_GUARD_POLICY_H_
