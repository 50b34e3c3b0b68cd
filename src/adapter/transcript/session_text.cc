#include "adapter/transcript/session_text.h"

#include <algorithm>
#include <vector>

#include "rules/cat.h"
#include "text/json_reader.h"

namespace weir {
namespace {

bool IsBlank(std::string_view line) { return line.find_first_not_of(" \t\r") == line.npos; }

bool IsJson(std::string_view text) {
  JsonReader reader(text);
  for (;;) {
    const JsonToken token = reader.Next();
    if (token.kind == JsonToken::kBad) return false;
    if (token.kind != JsonToken::kEnd) continue;
    return text.find_first_not_of(" \t\r\n", reader.at()) == text.npos;
  }
}

// What a provider has signed or encrypted, and gets back.
bool IsSealed(std::string_view key) {
  for (std::string_view name : {"signature", "thoughtSignature", "thought_signature", "encrypted_content",
                                "encryptedContent", "reasoning_opaque", "reasoningOpaque"}) {
    if (key == name) return true;
  }
  return false;
}

void Count(const std::vector<Decision>& decisions, SessionLook* look) {
  for (const Decision& decision : decisions) {
    if (decision.rule == nullptr || decision.ruling.action < Action::kMask) continue;
    ++look->by_rule[std::string(decision.rule->id)];
    ++look->secrets;
  }
}

// The lines of a text, without their ends. A line end at the end begins no line.
std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

Place PlaceOf(std::string_view client) { return {"transcript", Direction::kIn, client, "session"}; }

}  // namespace

absl::Status SessionText::Look(std::string_view bytes, SessionForm form, std::string_view client,
                               SessionLook* look) {
  *look = SessionLook();
  if (form == SessionForm::kLines) return Lines(bytes, client, look);
  if (form == SessionForm::kDocument && IsJson(bytes)) {
    absl::Status status = Document(bytes, client, &look->text, look);
    if (status.ok() && look->changed && !IsJson(look->text)) {
      status = absl::InternalError("the masked session is no JSON; it was left as it is");
    }
    return status;
  }
  return Plain(bytes, client, &look->text, look);
}

absl::Status SessionText::Lines(std::string_view bytes, std::string_view client, SessionLook* look) {
  const std::vector<std::string_view> lines = SplitLines(bytes);
  std::vector<bool> is_json;
  std::string all = "[\n";
  for (std::string_view line : lines) {
    is_json.push_back(!IsBlank(line) && IsJson(line));
    all += Cat(is_json.back() ? line : std::string_view("null"), ",\n");
  }
  all += "null]";
  std::string masked;
  if (absl::Status status = Document(all, client, &masked, look); !status.ok()) return status;
  if (masked.empty()) masked = std::move(all);
  const std::vector<std::string_view> out = SplitLines(masked);
  if (out.size() != lines.size() + 2) return absl::InternalError("the masked session has lost a line");

  std::string text, plain;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (is_json[i]) {
      std::string_view line = out[i + 1];
      line.remove_suffix(1);  // the comma
      if (line != lines[i] && !IsJson(line)) {
        return absl::InternalError(Cat("the masked line ", i + 1, " is no JSON; the session was left as it is"));
      }
      text += line;
    } else if (IsBlank(lines[i])) {
      text += lines[i];
    } else {
      plain.clear();
      if (absl::Status status = Plain(lines[i], client, &plain, look); !status.ok()) return status;
      text += plain.empty() ? lines[i] : std::string_view(plain);
    }
    text += '\n';
  }
  if (!bytes.ends_with('\n') && !text.empty()) text.pop_back();
  if (look->changed) look->text = std::move(text);
  return absl::OkStatus();
}

absl::Status SessionText::Document(std::string_view bytes, std::string_view client, std::string* out,
                                   SessionLook* look) {
  JsonVerdict verdict;
  absl::Status status = json_.Look(
      bytes,
      [&](const JsonText& text) {
        if (!text.is_key && IsSealed(text.key)) return LeaveAlone();
        JsonChoice choice;
        choice.place = PlaceOf(client);
        return choice;
      },
      &verdict);
  if (!status.ok()) return status;
  Count(verdict.decisions, look);
  if (verdict.changed) {
    look->changed = true;
    *out = std::move(verdict.json);
  }
  return absl::OkStatus();
}

absl::Status SessionText::Plain(std::string_view bytes, std::string_view client, std::string* out,
                                SessionLook* look) {
  Verdict verdict;
  if (absl::Status status = text_.Look(bytes, PlaceOf(client), "", &verdict); !status.ok()) return status;
  Count(verdict.decisions, look);
  if (verdict.changed) {
    look->changed = true;
    *out = std::move(verdict.text);
  }
  return absl::OkStatus();
}

}  // namespace weir
