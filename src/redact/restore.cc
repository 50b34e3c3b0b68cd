#include "redact/restore.h"

#include <sodium/utils.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace weir {
namespace {

using Match = DressedMark::Match;

constexpr char kHex[] = "0123456789ABCDEF";

std::string PercentEncoded(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      const unsigned char byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

std::string HtmlEscaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// ASCII as wide text, but for the zero bytes on its outside, which are those of the placeholder.
std::string Widened(std::string_view value, size_t unit) {
  std::string out;
  out.reserve(value.size() * unit);
  for (const char c : value) {
    if (!out.empty()) out.append(unit - 1, '\0');
    out += c;
  }
  return out;
}

// How many bytes a code unit has, if the text is wide and begins at a letter: 1, 2 or 4; 0 if that is not
// decided yet.
size_t UnitAt(std::string_view text) {
  if (text.size() < 2) return 0;
  if (text[1] != 0) return 1;
  for (size_t i = 2; i < 4; ++i) {
    if (i == text.size()) return 0;
    if (text[i] != 0) return 2;
  }
  return 4;
}

// The placeholder that a text of this width begins with; its size goes up to the last letter.
DressedMark ReadMark(std::string_view text, size_t unit) {
  if (unit == 1) return ReadDressedMark(text);
  char narrow[kMaxDressedMark];
  size_t size = 0;
  bool wide = true;
  for (size_t at = 0; wide && size < sizeof narrow && at < text.size(); at += unit) {
    narrow[size++] = text[at];
    for (size_t i = at + 1; i < std::min(at + unit, text.size()); ++i) wide &= text[i] == 0;
  }
  DressedMark mark = ReadDressedMark({narrow, size});
  if (mark.match == Match::kPartial && !wide) mark.match = Match::kNone;
  if (mark.size > 0) mark.size = (mark.size - 1) * unit + 1;
  return mark;
}

void Wipe(std::string* text) { sodium_memzero(text->data(), text->size()); }

}  // namespace

std::string ValueAtDepth(std::string_view value, int value_depth, int depth) {
  if (value_depth == depth) return std::string(value);
  if (value_depth == 0) return JsonEscape(value, depth);
  std::optional<std::string> plain = JsonUnescape(value, value_depth);
  // What is no JSON after all is better put back as it was than not at all.
  if (!plain.has_value()) return std::string(value);
  std::string out = JsonEscape(*plain, depth);
  Wipe(&*plain);
  return out;
}

Restorer::Restorer(Vault* vault, JsonMode json) : vault_(vault), json_(json) {}
Restorer::~Restorer() = default;

void Restorer::Pass(std::string_view text, std::string* out) {
  if (json_ == JsonMode::kAuto) context_.Advance(text);
  out->append(text);
}

// A placeholder in the text, with the quotes that go with it.
struct Restorer::Found {
  Match match = Match::kNone;
  DressedMark mark;
  size_t unit = 1;
  size_t size = 0;     // bytes of the text, quotes included
  VaultAnswer answer;
};

VaultAnswer Restorer::Ask(const DressedMark& mark) {
  const std::optional<ParsedPlaceholder> placeholder = ParsePlaceholder(mark.canonical());
  if (!placeholder.has_value()) return {};
  VaultAnswer answer = vault_->Find(*placeholder);
  if (answer.kind != VaultAnswer::Kind::kUnknown) return answer;
  absl::Status status = vault_->Refresh();
  if (status.ok()) return vault_->Find(*placeholder);
  if (status_.ok()) status_ = std::move(status);
  return answer;
}

// `text` begins with a letter W, or with a quote that may stand before a number's placeholder.
Restorer::Found Restorer::Look(std::string_view text, bool at_end) {
  Found found;
  const bool quoted = text[0] == '"';
  const std::string_view inner = text.substr(quoted ? 1 : 0);
  if (inner.empty()) {
    found.match = at_end ? Match::kNone : Match::kPartial;
    return found;
  }
  if ((inner[0] | 0x20) != 'w') return found;
  found.unit = UnitAt(inner);
  if (found.unit == 0) {
    found.match = at_end ? Match::kNone : Match::kPartial;
    return found;
  }
  found.mark = ReadMark(inner, found.unit);
  found.match = found.mark.match == Match::kPartial && at_end ? Match::kNone : found.mark.match;
  if (found.match != Match::kFull) return found;
  found.size = found.mark.size;
  found.answer = Ask(found.mark);
  if (!quoted) return found;
  // Anything but a number between two quotes is no matter of this quote.
  const bool number = found.answer.kind == VaultAnswer::Kind::kFound && found.answer.number &&
                      found.mark.wrap == DressedMark::Wrap::kNone && found.unit == 1;
  if (number && found.mark.size == inner.size() && !at_end) {
    found.match = Match::kPartial;
  } else if (number && inner.substr(found.mark.size).starts_with('"')) {
    found.size += 2;
  } else {
    found.match = Match::kNone;
  }
  return found;
}

void Restorer::Replace(std::string_view as_written, const Found& found, std::string* out) {
  const VaultAnswer& answer = found.answer;
  switch (answer.kind) {
    case VaultAnswer::Kind::kUnknown:
      ++counts_.unknown;
      return Pass(as_written, out);
    case VaultAnswer::Kind::kExpired:
      ++counts_.expired;
      return Pass(as_written, out);
    case VaultAnswer::Kind::kNever:
      ++counts_.never;
      return Pass(as_written, out);
    case VaultAnswer::Kind::kFound:
      break;
  }
  ++counts_.restored;
  std::string value;
  if (found.mark.wrap != DressedMark::Wrap::kNone) {
    std::string plain = ValueAtDepth(answer.value, answer.json_depth, 0);
    value = found.mark.wrap == DressedMark::Wrap::kPercent ? PercentEncoded(plain)
                                                           : HtmlEscaped(plain);
    Wipe(&plain);
  } else if (json_ == JsonMode::kOff) {
    value = std::string(answer.value);
  } else {
    value = ValueAtDepth(answer.value, answer.json_depth,
                         json_ == JsonMode::kOn ? 1 : context_.depth());
  }
  if (found.unit > 1) {
    std::string wide = Widened(value, found.unit);
    value.swap(wide);
    Wipe(&wide);
  }
  // The context goes on over the placeholder, as it did when the value was taken out.
  if (json_ == JsonMode::kAuto) context_.Advance(as_written);
  out->append(value);
  Wipe(&value);
}

void Restorer::Run(std::string_view text, bool at_end, std::string* out) {
  const bool numbers = vault_->HasNumbers();
  size_t from = 0;
  for (size_t at = 0; at < text.size();) {
    const bool begins = (text[at] | 0x20) == 'w' || (numbers && text[at] == '"');
    if (!begins) {
      ++at;
      continue;
    }
    const Found found = Look(text.substr(at), at_end);
    if (found.match == Match::kNone) {
      ++at;
      continue;
    }
    Pass(text.substr(from, at - from), out);
    if (found.match == Match::kPartial) {
      held_.assign(text.substr(at));
      return;
    }
    Replace(text.substr(at, found.size), found, out);
    at += found.size;
    from = at;
  }
  Pass(text.substr(from), out);
  held_.clear();
}

void Restorer::Push(std::string_view bytes, std::string* out) {
  while (!bytes.empty() && !held_.empty()) {
    // What is held is short: only as much is joined to it as may decide it, so that a large piece that
    // follows is not copied.
    std::string text = std::exchange(held_, std::string());
    const size_t part = std::min(bytes.size(), 4 * kMaxDressedMark);
    text.append(bytes.substr(0, part));
    bytes.remove_prefix(part);
    Run(text, /*at_end=*/false, out);
  }
  if (!bytes.empty()) Run(bytes, /*at_end=*/false, out);
}

void Restorer::Finish(std::string* out) {
  const std::string text = std::exchange(held_, std::string());
  Run(text, /*at_end=*/true, out);
  context_.Reset();
}

}  // namespace weir
