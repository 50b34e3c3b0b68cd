#include "guard/json_guard.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "guard/clean_memo.h"
#include "guard/text_masking.h"
#include "guard/text_scan.h"
#include "redact/json_context.h"
#include "rules/cat.h"
#include "text/json_reader.h"
#include "text/view.h"

namespace weir {
namespace {

constexpr size_t kSmallText = 512;
constexpr size_t kMostJoined = size_t{64} << 10;
// More than the judge and the matcher look back for words (match/matcher.h: kMaxLookBack).
constexpr size_t kGap = 160;
// Names under which a value stands that is named by its neighbour: {"name": "DB_PASSWORD", "value":
// "..."}.
constexpr std::string_view kValueNames[] = {"value",   "Value",       "val",
                                            "default", "secretValue", "stringValue"};
constexpr std::string_view kNameNames[] = {"name", "Name", "key", "Key", "variable", "env"};

bool IsOneOf(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

absl::Status NoJson(size_t at) {
  return absl::InvalidArgumentError(
      Cat("the message is no JSON: what stands at byte ", at, " does not belong there"));
}

}  // namespace

void JsonVerdict::Clear() {
  action = Action::kAllow;
  changed = false;
  json.clear();
  decisions.clear();
}

std::string JsonVerdict::Reason(size_t max_listed) const { return ReasonOf(decisions, max_listed); }

class JsonGuard::Message {
 public:
  explicit Message(const GuardParts& parts)
      : parts_(parts), scan_(*parts.scanner, *parts.masker), masking_(parts) {}

  absl::Status Read(std::string_view json, const ChooseText& choose);
  absl::Status Scan();
  absl::Status Rewrite(std::string_view json, JsonVerdict* verdict);

 private:
  // Bytes of the message itself, or of arena_.
  struct Slice {
    bool in_arena = false;
    size_t begin = 0, size = 0;
  };
  struct Item {
    uint64_t raw_start = 0, raw_end = 0;
    Place place;
    Slice pointer, name, text;
    bool escaped = false, is_key = false, scan = false, replaced = false, dirty = false;
  };
  // What an open array or object knows of its members.
  struct Level {
    std::string key;      // of the member that is read
    std::string sibling;  // the text of the member "name"
  };

  Slice Keep(std::string_view bytes) {
    const Slice slice{.in_arena = true, .begin = arena_.size(), .size = bytes.size()};
    arena_ += bytes;
    return slice;
  }
  std::string_view Bytes(const Slice& slice) const {
    return (slice.in_arena ? std::string_view(arena_) : json_).substr(slice.begin, slice.size);
  }
  void Offer(const JsonReader& reader, const JsonToken& token, const ChooseText& choose);
  void ScanJoined(std::vector<size_t>* joined, std::vector<size_t>* alone);
  absl::Status ScanAlone(Item* item);
  void Add(const Item& item, std::string_view masked, std::vector<TextEdit>* edits,
           JsonVerdict* verdict);
  std::string DistinctKey(std::string_view key, std::string_view mask);

  GuardParts parts_;
  TextScan scan_;
  TextMasking masking_;
  std::string_view json_;
  std::string arena_;
  std::vector<Item> items_;
  std::vector<Level> levels_;
  std::vector<std::vector<Found>> found_;  // of the items that are dirty, in their order
  std::unordered_map<std::string, std::string> keys_;  // masked keys, and what each stands for
  View view_;
  std::string document_;
  uint64_t copied_ = 0;  // bytes of the message that are in the verdict
};

absl::Status JsonGuard::Message::Read(std::string_view json, const ChooseText& choose) {
  json_ = json;
  arena_.clear();
  items_.clear();
  found_.clear();
  keys_.clear();
  if (json.size() > UINT32_MAX)
    return absl::ResourceExhaustedError("the message is larger than 4 GiB");
  JsonReader reader(json, json.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  if (levels_.empty()) levels_.resize(1);
  levels_[0] = Level();
  for (;;) {
    const JsonToken token = reader.Next();
    switch (token.kind) {
      case JsonToken::kBad:
        return NoJson(reader.at());
      case JsonToken::kEnd: {
        size_t at = reader.at();
        while (at < json.size() && IsSpace(json[at])) ++at;
        return at == json.size() ? absl::OkStatus() : NoJson(at);
      }
      case JsonToken::kOpen: {
        const size_t depth = reader.depth();
        if (levels_.size() <= depth) levels_.resize(depth + 1);
        Level& level = levels_[depth];
        // The values of an array stand under the array's name: {"passwords": ["..."]}.
        level.key = json[token.begin] == '[' ? levels_[depth - 1].key : std::string();
        if (level.key.ends_with('s')) level.key.pop_back();
        level.sibling.clear();
        break;
      }
      case JsonToken::kKey:
      case JsonToken::kString:
        Offer(reader, token, choose);
        break;
      case JsonToken::kClose:
      case JsonToken::kScalar:
        break;
    }
  }
}

void JsonGuard::Message::Offer(const JsonReader& reader, const JsonToken& token,
                               const ChooseText& choose) {
  std::string_view text = json_.substr(token.begin, token.end - token.begin);
  if (token.escaped) {
    DecodeDress(Dress::kJson, json_, token.begin, token.end, text.size() + 1, &view_);
    text = view_.bytes();
  }
  Level& level = levels_[reader.depth()];
  const bool is_key = token.kind == JsonToken::kKey;
  if (is_key) {
    level.key = text;
  } else if (reader.in_object() && IsOneOf(level.key, kNameNames)) {
    level.sibling = text.substr(0, TextScan::kMostNamed);
  }
  const std::string_view key =
      reader.in_object() ? std::string_view(level.key) : std::string_view();
  JsonChoice choice = choose({.pointer = reader.pointer(),
                              .key = key,
                              .is_key = is_key,
                              .text = text,
                              .raw_start = token.begin,
                              .raw_end = token.end});
  if (!choice.scan && !choice.replace.has_value()) return;
  Item& item = items_.emplace_back();
  item.raw_start = token.begin;
  item.raw_end = token.end;
  item.place = choice.place;
  item.escaped = token.escaped;
  item.is_key = is_key;
  item.scan = choice.scan;
  item.replaced = choice.replace.has_value();
  item.pointer = Keep(reader.pointer());
  if (!is_key) {
    const bool by_sibling =
        reader.in_object() && !level.sibling.empty() && IsOneOf(level.key, kValueNames);
    item.name = Keep(by_sibling ? level.sibling : level.key);
  }
  if (item.replaced) {
    item.text = Keep(*choice.replace);
  } else if (item.escaped) {
    item.text = Keep(text);
  } else {
    item.text = {.in_arena = false, .begin = token.begin, .size = token.end - token.begin};
  }
}

absl::Status JsonGuard::Message::Scan() {
  std::vector<size_t> joined, alone;
  size_t joined_bytes = 0;
  for (size_t i = 0; i < items_.size(); ++i) {
    const Item& item = items_[i];
    if (!item.scan || item.text.size == 0) continue;
    if (parts_.memo != nullptr &&
        parts_.memo->Has(parts_.memo->KeyOf(Bytes(item.name), Bytes(item.text))))
      continue;
    if (item.text.size > kSmallText) {
      alone.push_back(i);
      continue;
    }
    joined.push_back(i);
    joined_bytes += item.text.size + kGap;
    if (joined_bytes > kMostJoined) {
      ScanJoined(&joined, &alone);
      joined_bytes = 0;
    }
  }
  ScanJoined(&joined, &alone);
  std::sort(alone.begin(), alone.end());
  for (size_t i : alone) {
    if (absl::Status status = ScanAlone(&items_[i]); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Looks at small texts together. Those that may hold something go to *alone.
void JsonGuard::Message::ScanJoined(std::vector<size_t>* joined, std::vector<size_t>* alone) {
  constexpr size_t kFewest = 2;
  bool clean = false;
  if (joined->size() >= kFewest) {
    document_.clear();
    for (size_t i : *joined) {
      const Item& item = items_[i];
      TextScan::NamedValue where;
      document_ += Bytes(item.text);
      document_.append(kGap, '\n');
      if (TextScan::AppendNamed(Bytes(item.text), Bytes(item.name), &document_, &where)) {
        document_.append(kGap, '\n');
      }
    }
    clean = scan_.IsClean(document_);
  }
  if (!clean && joined->size() > 8) {
    // Something is in some of them: the halves tell where, at the cost of a few more looks.
    std::vector<size_t> second(joined->begin() + static_cast<ptrdiff_t>(joined->size() / 2),
                               joined->end());
    joined->resize(joined->size() / 2);
    ScanJoined(joined, alone);
    ScanJoined(&second, alone);
    joined->clear();
    return;
  }
  for (size_t i : *joined) {
    if (!clean) {
      alone->push_back(i);
    } else if (parts_.memo != nullptr) {
      parts_.memo->Add(parts_.memo->KeyOf(Bytes(items_[i].name), Bytes(items_[i].text)));
    }
  }
  joined->clear();
}

absl::Status JsonGuard::Message::ScanAlone(Item* item) {
  std::vector<Found> found;
  absl::Status status = scan_.Scan(Bytes(item->text), Bytes(item->name), &found);
  if (!status.ok()) return status;
  if (found.empty()) {
    if (parts_.memo != nullptr)
      parts_.memo->Add(parts_.memo->KeyOf(Bytes(item->name), Bytes(item->text)));
    return absl::OkStatus();
  }
  item->dirty = true;
  found_.push_back(std::move(found));
  return absl::OkStatus();
}

absl::Status JsonGuard::Message::Rewrite(std::string_view json, JsonVerdict* verdict) {
  bool replaced = false;
  for (const Item& item : items_) replaced |= item.replaced;
  if (found_.empty() && !replaced) return absl::OkStatus();

  masking_.Begin();
  std::vector<size_t> firsts;
  size_t next = 0;
  for (const Item& item : items_) {
    if (!item.dirty) continue;
    firsts.push_back(verdict->decisions.size());
    masking_.Decide(item.place, masking_.SafePointer(Bytes(item.pointer), &scan_), &found_[next++],
                    &verdict->decisions);
  }
  if (!masking_.AnyToMask() && !replaced) return absl::OkStatus();

  const std::vector<Found> none;
  std::vector<TextEdit> edits;
  std::string masked;
  copied_ = 0;
  next = 0;
  for (const Item& item : items_) {
    edits.clear();
    masked.clear();
    const size_t here = item.dirty ? next++ : SIZE_MAX;
    if (item.scan && masking_.AnyToMask()) {
      absl::Status status = masking_.Mask(
          Bytes(item.text), item.place, Bytes(item.pointer), item.dirty ? found_[here] : none,
          item.dirty ? firsts[here] : 0, &scan_, &edits, &verdict->decisions, &masked);
      if (!status.ok()) return status;
    }
    if (!edits.empty() || item.replaced) Add(item, masked, &edits, verdict);
  }
  if (copied_ > 0) {
    verdict->json += json.substr(copied_);
    verdict->changed = true;
  }
  return masking_.Settle();
}

// Writes what stands before the string, and the string.
void JsonGuard::Message::Add(const Item& item, std::string_view masked,
                             std::vector<TextEdit>* edits, JsonVerdict* verdict) {
  std::string& out = verdict->json;
  out += json_.substr(copied_, item.raw_start - copied_);
  const std::string_view text = Bytes(item.text);
  if (item.replaced) {
    out += JsonEscape(edits->empty() ? text : masked);
  } else if (item.is_key) {
    out += JsonEscape(DistinctKey(text, masked));
  } else {
    uint64_t at = item.raw_start;
    if (item.escaped) {
      DecodeDress(Dress::kJson, json_, item.raw_start, item.raw_end,
                  item.raw_end - item.raw_start + 1, &view_);
    }
    for (const TextEdit& edit : *edits) {
      const uint64_t begin =
          item.escaped ? view_.OriginalBegin(edit.start) : item.raw_start + edit.start;
      const uint64_t end = item.escaped ? view_.OriginalEnd(edit.end) : item.raw_start + edit.end;
      out += json_.substr(at, begin - at);
      out += JsonEscape(edit.mask);
      at = end;
    }
    out += json_.substr(at, item.raw_end - at);
  }
  copied_ = item.raw_end;
}

// Two keys that one mask stands for would be one member.
std::string JsonGuard::Message::DistinctKey(std::string_view key, std::string_view mask) {
  std::string distinct(mask);
  for (size_t n = 2;; ++n) {
    const auto [at, added] = keys_.try_emplace(distinct, key);
    if (added || at->second == key) return distinct;
    distinct = Cat(mask, "-", n);
  }
}

JsonGuard::JsonGuard(GuardParts parts) : parts_(parts) {}
JsonGuard::~JsonGuard() = default;

absl::Status JsonGuard::Look(std::string_view json, const ChooseText& choose,
                             JsonVerdict* verdict) {
  verdict->Clear();
  if (message_ == nullptr) message_ = std::make_unique<Message>(parts_);
  absl::Status status = message_->Read(json, choose);
  if (status.ok()) status = message_->Scan();
  if (status.ok()) status = message_->Rewrite(json, verdict);
  if (!status.ok()) {
    verdict->Clear();
    return status;
  }
  for (const Decision& decision : verdict->decisions) {
    verdict->action = std::max(verdict->action, decision.ruling.action);
  }
  return absl::OkStatus();
}

}  // namespace weir
