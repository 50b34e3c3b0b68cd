#include "guard/policy.h"

#include <array>
#include <iterator>
#include <utility>

#include "rules/cat.h"
#include "rules/nearest.h"

namespace weir {
namespace {

// One line of a profile's table. The first that fits decides. Empty fields fit anything.
struct Row {
  std::string_view profile, adapter, direction, part;
  bool private_key = false;  // of private keys only
  Action action = Action::kBlock;
  std::string_view reason;
};

constexpr std::string_view kNoKeyOut = "private keys never leave";
constexpr std::string_view kPrompt = "a prompt is sent to a company outside";
constexpr std::string_view kToolInput = "a person has to agree to a secret in a tool call";
constexpr std::string_view kIntoContext = "what enters a context stays in it";
constexpr std::string_view kLeaves = "it would leave this machine";
constexpr std::string_view kNobodyToAsk = "there is nobody to ask";
constexpr std::string_view kStored = "it would be stored";

constexpr Row kRows[] = {
    {"", "", "out", "", true, Action::kBlock, kNoKeyOut},

    // A developer's own machine: a person is there to ask.
    {"laptop", "agent", "", "prompt", false, Action::kBlock, kPrompt},
    {"laptop", "agent", "", "tool-input", false, Action::kAsk, kToolInput},
    {"laptop", "agent", "", "file", false, Action::kMask, kIntoContext},
    {"laptop", "agent", "in", "", false, Action::kMask, kIntoContext},
    {"laptop", "agent", "out", "", false, Action::kBlock, kLeaves},
    {"laptop", "mcp", "out", "", false, Action::kBlock, kLeaves},

    // An agent without a person beside it.
    {"ci", "transcript", "", "", false, Action::kMask, kStored},
    {"ci", "serve", "", "", false, Action::kMask, kIntoContext},
    {"ci", "agent", "", "tool-output", false, Action::kMask, kIntoContext},
    {"ci", "", "out", "", false, Action::kBlock, kNobodyToAsk},
    {"ci", "agent", "", "", false, Action::kBlock, kNobodyToAsk},

    // All profiles, where nothing above fits: the proxy, serve, stored sessions, results of tools.
    {"", "transcript", "", "", false, Action::kMask, kStored},
    {"", "", "in", "", false, Action::kMask, kIntoContext},
    {"", "", "out", "", false, Action::kMask, kLeaves},
};

constexpr std::string_view kProfiles[] = {"laptop", "ci", "gateway"};

bool Fits(std::string_view glob, std::string_view text) {
  return glob.empty() || GlobFits(glob, text);
}

bool FitsPlace(const PolicyEntry& entry, const Place& place) {
  return Fits(entry.adapter, place.adapter) && Fits(entry.direction, Name(place.direction)) &&
         Fits(entry.component, place.component) && Fits(entry.part, place.part);
}

}  // namespace

bool GlobFits(std::string_view glob, std::string_view text) {
  size_t g = 0, t = 0, star = std::string_view::npos, back = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      back = t;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++back;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

std::string_view Name(Action action) {
  switch (action) {
    case Action::kAllow:
      return "allow";
    case Action::kWarn:
      return "warn";
    case Action::kMask:
      return "mask";
    case Action::kAsk:
      return "ask";
    case Action::kBlock:
      return "block";
  }
  return "block";
}

std::optional<Action> ParseAction(std::string_view name) {
  for (Action action :
       {Action::kAllow, Action::kWarn, Action::kMask, Action::kAsk, Action::kBlock}) {
    if (Name(action) == name) return action;
  }
  return std::nullopt;
}

std::string_view Name(Direction direction) { return direction == Direction::kIn ? "in" : "out"; }

Action Within(Action action, Abilities can) {
  if (action == Action::kWarn && !can.warn) action = Action::kMask;
  if (action == Action::kMask && !can.mask) action = Action::kAsk;
  if (action == Action::kAsk && !can.ask) action = Action::kBlock;
  return action;
}

std::span<const std::string_view> Policy::ProfileNames() { return kProfiles; }

absl::StatusOr<Policy> Policy::Profile(std::string_view name) {
  for (std::string_view known : kProfiles) {
    if (known != name) continue;
    Policy policy;
    policy.profile_ = std::string(name);
    policy.reasons_.reserve(std::size(kRows));
    for (const Row& row : kRows) {
      policy.reasons_.push_back(Cat("profile ", name, ": ", row.reason));
    }
    return policy;
  }
  const std::string_view near = NearestName(name, kProfiles);
  return absl::InvalidArgumentError(
      Cat("there is no profile of this name; there are laptop, ci and gateway",
          near.empty() ? std::string() : Cat(" (did you mean '", near, "'?)")));
}

Ruling Policy::Decide(const Place& place, const Rule& rule, Confidence confidence) const {
  const std::string_view secret_class = Name(rule.secret_class);
  for (const PolicyEntry& entry : entries_) {
    if (confidence >= entry.min_confidence && FitsPlace(entry, place) &&
        Fits(entry.secret_class, secret_class) && Fits(entry.rule, rule.id)) {
      return {entry.action, entry.reason.empty() ? std::string_view(entry.where) : entry.reason};
    }
  }
  for (size_t i = 0; i < std::size(kRows); ++i) {
    const Row& row = kRows[i];
    if ((row.profile.empty() || row.profile == profile_) &&
        (row.adapter.empty() || row.adapter == place.adapter) &&
        (row.direction.empty() || row.direction == Name(place.direction)) &&
        (row.part.empty() || row.part == place.part) &&
        (!row.private_key || rule.secret_class == SecretClass::kPrivateKey)) {
      return {row.action, reasons_[i]};
    }
  }
  return {Action::kBlock, "no entry fits"};  // not reached: the last two rows fit everything
}

bool Policy::MayRestore(const Place& place) const {
  for (const PolicyEntry& entry : entries_) {
    // What is said about one kind of secret says nothing about placeholders as such.
    const bool general = entry.secret_class.empty() && entry.rule.empty() &&
                         entry.min_confidence == Confidence::kLow;
    if (general && FitsPlace(entry, place)) return entry.restore;
  }
  // On a laptop the reader of an answer is the person whose values they are. A gateway has many.
  return profile_ == "laptop" && place.direction == Direction::kIn &&
         (place.adapter == "proxy" || place.adapter == "serve");
}

}  // namespace weir
