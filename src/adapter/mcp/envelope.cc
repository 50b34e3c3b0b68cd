#include "adapter/mcp/envelope.h"

#include <algorithm>
#include <optional>

#include "redact/json_context.h"
#include "text/json_reader.h"

namespace weir {
namespace {

constexpr std::string_view kVersionKey = "io.modelcontextprotocol/protocolVersion";

bool IsScalarByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '+' || c == '.';
}

bool IsNumber(std::string_view raw) {
  const auto digits = [&raw] {
    const size_t n = std::min(raw.find_first_not_of("0123456789"), raw.size());
    raw.remove_prefix(n);
    return n > 0;
  };
  if (raw.starts_with('-')) raw.remove_prefix(1);
  if (raw.size() > 1 && raw[0] == '0' && raw[1] >= '0' && raw[1] <= '9') return false;
  if (!digits()) return false;
  if (raw.starts_with('.')) {
    raw.remove_prefix(1);
    if (!digits()) return false;
  }
  if (raw.starts_with('e') || raw.starts_with('E')) {
    raw.remove_prefix(1);
    if (raw.starts_with('-') || raw.starts_with('+')) raw.remove_prefix(1);
    if (!digits()) return false;
  }
  return raw.empty();
}

// The inside of a JSON string; what cannot be decoded stays as it was written.
std::string Decoded(std::string_view inside) {
  if (inside.find('\\') == inside.npos) return std::string(inside);
  std::optional<std::string> text = JsonUnescape(inside);
  return text.has_value() ? *std::move(text) : std::string(inside);
}

}  // namespace

Envelope::Kind Envelope::kind() const {
  if (!is_object) return Kind::kNone;
  if (has_method) return id.empty() ? Kind::kNotification : Kind::kRequest;
  if (error.there()) return Kind::kError;
  if (result.there()) return Kind::kResult;
  return Kind::kNone;
}

std::string Envelope::IdKey() const {
  if (!id.starts_with('"')) return id;
  return '"' + Decoded(std::string_view(id).substr(1, id.size() - 2));
}

void EnvelopeReader::Push(std::string_view bytes) {
  size_t i = 0;
  while (i < bytes.size() && !bad_) {
    if (in_string_ && !escaped_) {
      // Most of a message is the inside of strings.
      const size_t end = EndOfPlain(bytes, i);
      if (keep_ && end > i) {
        if (token_.size() + (end - i) > kMaxName) {
          too_long_ = true;
        } else {
          token_.append(bytes.substr(i, end - i));
        }
      }
      at_ += end - i;
      i = end;
      if (i == bytes.size()) return;
    }
    Byte(bytes[i]);
    ++i;
    ++at_;
  }
}

void EnvelopeReader::Byte(char c) {
  if (in_string_) {
    if (c == '"' && !escaped_) {
      in_string_ = false;
      EndToken();
      return;
    }
    if (static_cast<unsigned char>(c) < 0x20) {
      bad_ = true;
      return;
    }
    escaped_ = !escaped_ && c == '\\';
    if (keep_) {
      if (token_.size() == kMaxName) {
        too_long_ = true;
      } else {
        token_ += c;
      }
    }
    return;
  }
  if (in_scalar_) {
    if (IsScalarByte(c)) {
      if (token_.size() == kMaxName) {
        too_long_ = true;
      } else {
        token_ += c;
      }
      return;
    }
    in_scalar_ = false;
    EndToken();
  }
  if (!bad_) Structure(c);
}

void EnvelopeReader::Structure(char c) {
  if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return;
  switch (want_) {
    case Want::kColon:
      bad_ = c != ':';
      want_ = Want::kValue;
      return;
    case Want::kCommaOrEnd:
      if (c == ',') {
        want_ = frames_.back().is_array ? Want::kValue : Want::kKey;
      } else if (c == ']' || c == '}') {
        Close(c == ']');
      } else {
        bad_ = true;
      }
      return;
    case Want::kKeyOrEnd:
    case Want::kKey:
      if (c == '"') {
        in_string_ = is_key_ = is_string_ = true;
        escaped_ = too_long_ = false;
        keep_ = role() != Role::kOther;
        token_.clear();
      } else if (c == '}' && want_ == Want::kKeyOrEnd) {
        Close(false);
      } else {
        bad_ = true;
      }
      return;
    case Want::kValueOrEnd:
      if (c == ']') {
        Close(true);
        return;
      }
      [[fallthrough]];
    case Want::kValue:
      BeginValue();
      if (bad_) return;
      if (c == '{' || c == '[') {
        Open(c == '[');
        return;
      }
      is_key_ = is_string_ = escaped_ = too_long_ = false;
      token_start_ = at_;
      token_.clear();
      if (c == '"') {
        in_string_ = is_string_ = true;
        keep_ = member_ != Member::kOther;
      } else if (IsScalarByte(c)) {
        in_scalar_ = keep_ = true;
        token_ += c;
      } else {
        bad_ = true;
      }
      return;
    case Want::kNothing:
      bad_ = true;
      return;
  }
}

// A value of the line itself, or an element of the batch, is a message.
bool EnvelopeReader::AtMessageLevel() const {
  return frames_.empty() || (frames_.size() == 1 && frames_[0].role == Role::kBatch);
}

void EnvelopeReader::BeginValue() {
  if (!AtMessageLevel()) {
    if (frames_.back().is_array) member_ = Member::kOther;
    return;
  }
  member_ = Member::kOther;
  seen_ = 0;
  if (messages_.size() == kMaxBatch) {
    too_many_ = bad_ = true;
    return;
  }
  messages_.emplace_back();
  messages_.back().all = {at_, at_};
}

void EnvelopeReader::Open(bool is_array) {
  if (frames_.size() == kMaxJsonNesting) {
    bad_ = true;
    return;
  }
  Frame frame{is_array, Role::kOther, member_, at_};
  if (frames_.empty() && is_array) {
    frame.role = Role::kBatch;
    is_batch_ = true;
    messages_.clear();
  } else if (AtMessageLevel() && !is_array) {
    frame.role = Role::kMessage;
    messages_.back().is_object = true;
  } else if (!is_array) {
    if (member_ == Member::kParams) frame.role = Role::kParams;
    if (member_ == Member::kResult) frame.role = Role::kResult;
    if (member_ == Member::kMeta) frame.role = Role::kMeta;
  }
  frames_.push_back(frame);
  want_ = is_array ? Want::kValueOrEnd : Want::kKeyOrEnd;
}

void EnvelopeReader::Close(bool is_array) {
  const Frame frame = frames_.back();
  if (frame.is_array != is_array) {
    bad_ = true;
    return;
  }
  frames_.pop_back();
  want_ = frames_.empty() ? Want::kNothing : Want::kCommaOrEnd;
  if (frame.role == Role::kBatch) return;
  if (AtMessageLevel()) {
    messages_.back().all.end = at_ + 1;
  } else {
    EndValue(frame.member, {frame.start, at_ + 1}, true);
  }
}

void EnvelopeReader::EndToken() {
  if (is_key_) {
    EndKey();
    return;
  }
  if (!is_string_ && !IsNumber(token_) && token_ != "true" && token_ != "false" &&
      token_ != "null") {
    bad_ = true;
    return;
  }
  const uint64_t end = is_string_ ? at_ + 1 : at_;
  want_ = frames_.empty() ? Want::kNothing : Want::kCommaOrEnd;
  if (AtMessageLevel()) {
    messages_.back().all.end = end;
  } else {
    EndValue(member_, {token_start_, end}, false);
  }
}

void EnvelopeReader::EndKey() {
  want_ = Want::kColon;
  member_ = Member::kOther;
  if (role() == Role::kOther || too_long_) return;
  member_ = MemberOf(Decoded(token_));
  if (member_ == Member::kOther) return;
  const uint32_t bit = uint32_t{1} << static_cast<int>(member_);
  if ((seen_ & bit) != 0) messages_.back().twice = true;
  seen_ |= bit;
}

EnvelopeReader::Member EnvelopeReader::MemberOf(std::string_view key) const {
  switch (role()) {
    case Role::kMessage:
      if (key == "id") return Member::kId;
      if (key == "method") return Member::kMethod;
      if (key == "params") return Member::kParams;
      if (key == "result") return Member::kResult;
      if (key == "error") return Member::kError;
      break;
    case Role::kParams:
      if (key == "name") return Member::kName;
      if (key == "uri") return Member::kUri;
      if (key == "_meta") return Member::kMeta;
      break;
    case Role::kMeta:
      if (key == kVersionKey) return Member::kVersion;
      break;
    case Role::kResult:
      if (key == "content") return Member::kContent;
      if (key == "structuredContent") return Member::kStructured;
      if (key == "isError") return Member::kIsError;
      if (key == "resultType") return Member::kResultType;
      break;
    case Role::kBatch:
    case Role::kOther:
      break;
  }
  return Member::kOther;
}

void EnvelopeReader::EndValue(Member member, Stretch place, bool is_container) {
  if (member == Member::kOther) return;
  Envelope& message = messages_.back();
  const bool is_null = !is_string_ && !is_container && token_ == "null";
  const auto text = [&]() -> std::string {
    if (is_container || !is_string_ || too_long_) {
      message.broken = true;
      return "";
    }
    return Decoded(token_);
  };
  switch (member) {
    case Member::kId:
      message.id.clear();
      if (is_null) return;
      if (is_container || too_long_ || token_.size() + 2 > kMaxId ||
          (!is_string_ && !IsNumber(token_))) {
        message.broken = true;
      } else if (is_string_) {
        message.id = '"' + token_ + '"';
      } else {
        message.id = token_;
      }
      return;
    case Member::kMethod:
      message.has_method = true;
      message.method = text();
      return;
    case Member::kName:
      message.name = is_string_ && !is_container && !too_long_ ? Decoded(token_) : "";
      return;
    case Member::kUri:
      message.uri = is_string_ && !is_container && !too_long_ ? Decoded(token_) : "";
      return;
    case Member::kVersion:
      message.modern = true;
      return;
    case Member::kParams:
      message.params = place;
      return;
    case Member::kResult:
      message.result = place;
      return;
    case Member::kError:
      message.error = place;
      return;
    case Member::kContent:
      message.content = place;
      return;
    case Member::kStructured:
      message.structured = place;
      return;
    case Member::kIsError:
      message.is_error_result = !is_container && !is_string_ && token_ == "true";
      return;
    case Member::kResultType:
      message.result_type = place;
      return;
    case Member::kMeta:
    case Member::kOther:
      return;
  }
}

bool EnvelopeReader::Finish() {
  if (in_scalar_ && !bad_) {
    in_scalar_ = false;
    EndToken();
  }
  return !bad_ && want_ == Want::kNothing;
}

}  // namespace weir
