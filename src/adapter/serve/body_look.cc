#include "adapter/serve/body_look.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "guard/json_guard.h"
#include "rules/cat.h"

namespace weir {
namespace {

bool BeginsLikeJson(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && (text[first] == '{' || text[first] == '[' || text[first] == '"');
}

void Append(std::vector<Decision>* from, std::vector<Decision>* to) {
  std::move(from->begin(), from->end(), std::back_inserter(*to));
}

// False if some line is no JSON; then nothing of *verdict is to be used.
bool LookAtLines(JsonGuard* guard, std::string_view body, const ChooseText& choose,
                 BodyVerdict* verdict, absl::Status* status) {
  uint64_t line_number = 0;
  JsonVerdict one;
  while (!body.empty()) {
    const size_t end = std::min(body.find('\n'), body.size() - 1) + 1;
    const std::string_view line = body.substr(0, end);
    body.remove_prefix(end);
    ++line_number;
    if (line.find_first_not_of(" \t\r\n") == line.npos) {
      verdict->body += line;
      continue;
    }
    *status = guard->Look(line, choose, &one);
    if (status->code() == absl::StatusCode::kInvalidArgument) return false;
    if (!status->ok()) return true;
    verdict->body += one.changed ? std::string_view(one.json) : line;
    verdict->changed |= one.changed;
    for (Decision& decision : one.decisions) decision.line = line_number;
    Append(&one.decisions, &verdict->decisions);
  }
  return true;
}

}  // namespace

absl::Status LookAtBody(const GuardParts& parts, std::string_view body, const Place& place,
                        BodyVerdict* verdict) {
  *verdict = BodyVerdict();
  absl::Status status = absl::InvalidArgumentError("");
  if (BeginsLikeJson(body)) {
    JsonGuard guard(parts);
    const ChooseText choose = [&place](const JsonText&) -> JsonChoice { return {.place = place}; };
    JsonVerdict one;
    status = guard.Look(body, choose, &one);
    if (status.ok()) {
      verdict->changed = one.changed;
      verdict->body = std::move(one.json);
      verdict->decisions = std::move(one.decisions);
    } else if (status.code() == absl::StatusCode::kInvalidArgument &&
               body.find('\n') != body.npos &&
               !LookAtLines(&guard, body, choose, verdict, &status)) {
      *verdict = BodyVerdict();
    }
  }
  if (status.code() == absl::StatusCode::kInvalidArgument) {
    TextGuard guard(parts);
    Verdict one;
    status = guard.Look(body, place, "", &one);
    verdict->changed = one.changed;
    verdict->body = std::move(one.text);
    verdict->decisions = std::move(one.decisions);
  }
  if (!status.ok()) {
    *verdict = BodyVerdict();
    return status;
  }
  for (const Decision& decision : verdict->decisions) {
    verdict->action = std::max(verdict->action, decision.ruling.action);
  }
  return absl::OkStatus();
}

}  // namespace weir
