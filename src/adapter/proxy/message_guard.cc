#include "adapter/proxy/message_guard.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "adapter/proxy/endpoint.h"
#include "adapter/proxy/json_tape.h"
#include "redact/restore.h"
#include "redact/vault.h"
#include "report/utf8.h"

namespace weir {
namespace {

// A shorter key of an object is no secret.
constexpr size_t kLeastKey = 12;
constexpr std::string_view kThinking = "thinking";

std::string_view LastName(std::string_view pointer) { return pointer.substr(pointer.rfind('/') + 1); }

// Takes out every "logprobs" that is not empty.
void DropLogprobs(std::string* json) {
  JsonTape tape;
  if (!tape.Parse(*json)) return;
  std::vector<const JsonTape::Node*> found, open = {tape.root()};
  while (!open.empty()) {
    const JsonTape::Node* const node = open.back();
    open.pop_back();
    for (const JsonTape::Node* child = tape.First(node); child != nullptr; child = tape.Next(node, child)) {
      if (node->is_object() && tape.Key(*child) == "logprobs") {
        if (!tape.IsNull(child)) found.push_back(child);
      } else {
        open.push_back(child);
      }
    }
  }
  std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) { return a->begin > b->begin; });
  for (const JsonTape::Node* node : found) {
    json->replace(node->begin, node->end - node->begin, node->is_array() ? "[]" : "null");
  }
}

}  // namespace

MessageGuard::MessageGuard(const GuardParts& parts, Direction direction, std::string_view component)
    : parts_(parts), direction_(direction), component_(component), guard_(parts) {}

Place MessageGuard::PlaceOf(std::string_view part) const {
  return {.adapter = "proxy", .direction = direction_, .component = component_, .part = part};
}

absl::Status MessageGuard::CheckBlocked() const {
  std::vector<Decision> blocked;
  for (const Decision& decision : verdict_.decisions) {
    const bool is_signed = UseOf(decision.pointer, LastName(decision.pointer), "") == StringUse::kSigned;
    const Abilities can = {.warn = true, .mask = !is_signed, .ask = false};
    if (Within(decision.ruling.action, can) == Action::kBlock) blocked.push_back(decision);
  }
  return blocked.empty() ? absl::OkStatus() : absl::PermissionDeniedError(ReasonOf(blocked));
}

absl::Status MessageGuard::Look(std::string* json, std::string_view part, const Override& override_choice) {
  changed_ = false;
  const ChooseText choose = [&](const JsonText& text) -> JsonChoice {
    if (override_choice) {
      std::optional<JsonChoice> choice = override_choice(text);
      if (choice.has_value()) return *std::move(choice);
    }
    if (text.is_key) {
      if (text.text.size() < kLeastKey) return LeaveAlone();
      return {.scan = true, .place = PlaceOf(part), .replace = std::nullopt};
    }
    switch (UseOf(text.pointer, text.key, text.text)) {
      case StringUse::kOpaque: return LeaveAlone();
      case StringUse::kSigned: return {.scan = true, .place = PlaceOf(kThinking), .replace = std::nullopt};
      case StringUse::kText: break;
    }
    return {.scan = true, .place = PlaceOf(part), .replace = std::nullopt};
  };
  absl::Status status = guard_.Look(*json, choose, &verdict_);
  if (status.ok()) status = CheckBlocked();
  if (!status.ok()) return status;
  if (verdict_.changed) {
    *json = std::move(verdict_.json);
    changed_ = true;
    const bool masked = std::any_of(verdict_.decisions.begin(), verdict_.decisions.end(),
                                    [](const Decision& decision) { return !decision.mask.empty(); });
    if (masked && direction_ == Direction::kIn) DropLogprobs(json);
  }
  return Restore(json, part);
}

absl::Status MessageGuard::Restore(std::string* json, std::string_view part) {
  if (parts_.vault == nullptr || !parts_.policy->MayRestore(PlaceOf(part))) return absl::OkStatus();
  if (json->find("WEIR") == std::string::npos) return absl::OkStatus();
  absl::Status restored;
  JsonVerdict verdict;
  const ChooseText choose = [&](const JsonText& text) -> JsonChoice {
    if (text.is_key || text.text.find("WEIR") == std::string_view::npos ||
        UseOf(text.pointer, text.key, text.text) != StringUse::kText) {
      return LeaveAlone();
    }
    std::unique_lock<std::mutex> lock;
    if (parts_.mutex != nullptr) lock = std::unique_lock<std::mutex>(*parts_.mutex);
    Restorer restorer(parts_.vault, JsonMode::kAuto);
    std::string out;
    restorer.Push(text.text, &out);
    restorer.Finish(&out);
    if (!restorer.status().ok()) restored = restorer.status();
    if (restorer.counts().restored == 0) return LeaveAlone();
    return {.scan = false, .place = {}, .replace = std::move(out)};
  };
  absl::Status status = guard_.Look(*json, choose, &verdict);
  if (!status.ok()) return status;
  if (!restored.ok()) return restored;
  if (verdict.changed) {
    *json = std::move(verdict.json);
    changed_ = true;
  }
  return absl::OkStatus();
}

absl::Status MessageGuard::LookAtText(std::string* body, std::string_view part) {
  changed_ = false;
  verdict_.Clear();
  TextGuard guard(parts_);
  Verdict verdict;
  absl::Status status = guard.Look(*body, PlaceOf(part), "", &verdict);
  if (!status.ok()) return status;
  verdict_.decisions = verdict.decisions;
  status = CheckBlocked();
  if (!status.ok()) return status;
  if (!verdict.changed) return absl::OkStatus();
  // A mask would break what is not text (a PDF in an upload).
  if (!IsValidUtf8(*body)) {
    return absl::PermissionDeniedError(verdict.Reason() + ", in a body that is no text and cannot be masked");
  }
  *body = std::move(verdict.text);
  changed_ = true;
  return absl::OkStatus();
}

}  // namespace weir
