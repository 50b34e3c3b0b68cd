#include "adapter/serve/icap_message.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMaxChunkLine = 4096, kMaxTrailer = 64 * 1024, kMaxFields = 256;

absl::Status Wrong(std::string_view what) {
  return absl::InvalidArgumentError(Cat("ICAP: ", what));
}

bool IsTokenChar(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// The next line without its end; false if there is no line end.
bool NextLine(std::string_view* bytes, std::string_view* line) {
  const size_t end = bytes->find('\n');
  if (end == bytes->npos) return false;
  *line = bytes->substr(0, end);
  if (line->ends_with('\r')) line->remove_suffix(1);
  bytes->remove_prefix(end + 1);
  return true;
}

// Fields up to the empty line, which must be the end.
absl::Status ReadFields(std::string_view bytes, HttpHeaders* headers) {
  std::string_view line;
  while (NextLine(&bytes, &line)) {
    if (line.empty())
      return bytes.empty() ? absl::OkStatus() : Wrong("bytes behind the end of a head");
    if (line.find('\0') != line.npos || line.find('\r') != line.npos)
      return Wrong("a control byte in a field");
    if (line[0] == ' ' || line[0] == '\t') {  // a field that goes on
      if (headers->fields().empty()) return Wrong("a head that begins with a blank");
      headers->fields().back().value += Cat(" ", TrimBlanks(line));
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == line.npos || colon == 0 ||
        !std::all_of(line.begin(), line.begin() + static_cast<ptrdiff_t>(colon), IsTokenChar)) {
      return Wrong("a line of a head that is no field");
    }
    if (headers->fields().size() == kMaxFields)
      return absl::ResourceExhaustedError("ICAP: too many fields");
    headers->Add(std::string(line.substr(0, colon)),
                 std::string(TrimBlanks(line.substr(colon + 1))));
  }
  return Wrong("a head without an empty line");
}

bool Number(std::string_view text, uint64_t* value, int base = 10) {
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, *value, base);
  return error == std::errc() && last == end && !text.empty();
}

}  // namespace

absl::StatusOr<IcapHead> ParseIcapHead(std::string_view bytes) {
  if (bytes.size() > kMaxIcapHead)
    return absl::ResourceExhaustedError("ICAP: the head is too large");
  std::string_view line;
  if (!NextLine(&bytes, &line)) return Wrong("no first line");
  IcapHead head;
  const size_t first = line.find(' '), last = line.rfind(' ');
  if (first == line.npos || last == first || line.find('\0') != line.npos)
    return Wrong("the first line has three parts");
  head.method = line.substr(0, first);
  head.uri = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  constexpr std::string_view kProtocol = "ICAP/";
  if (!version.starts_with(kProtocol)) return Wrong("it does not say ICAP/1.0");
  head.version = version.substr(kProtocol.size());
  if (head.uri.find(' ') != std::string::npos || head.method.empty() ||
      !std::all_of(head.method.begin(), head.method.end(), IsTokenChar)) {
    return Wrong("the first line has three parts");
  }
  std::string_view service = head.uri;
  if (const size_t scheme = service.find("://"); scheme != service.npos) {
    service.remove_prefix(scheme + 3);
    service.remove_prefix(std::min(service.find('/'), service.size()));
  }
  while (service.starts_with('/')) service.remove_prefix(1);
  head.service = service.substr(0, service.find_first_of("?#/"));
  if (absl::Status status = ReadFields(bytes, &head.headers); !status.ok()) return status;
  return head;
}

absl::StatusOr<IcapParts> ParseEncapsulated(const IcapHead& head) {
  const std::string* text = head.headers.Find("encapsulated");
  if (text == nullptr || head.headers.Count("encapsulated") != 1)
    return Wrong("one Encapsulated field is needed");
  struct Entry {
    std::string_view name;
    uint64_t offset;
  };
  std::vector<Entry> entries;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view item = TrimBlanks(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const size_t equals = item.find('=');
    Entry entry{item.substr(0, equals), 0};
    if (equals == item.npos || !Number(item.substr(equals + 1), &entry.offset))
      return Wrong("Encapsulated: name=offset is wanted");
    if (entries.size() == 3) return Wrong("Encapsulated: too many parts");
    entries.push_back(entry);
  }
  if (entries.empty() || entries[0].offset != 0) return Wrong("Encapsulated: offsets begin with 0");
  IcapParts parts;
  for (size_t i = 0; i < entries.size(); ++i) {
    const bool is_last = i + 1 == entries.size();
    const std::string_view name = entries[i].name;
    if (is_last) {
      const std::string_view wanted = head.method == "RESPMOD" ? "res-body" : "req-body";
      if (name != "null-body" && name != wanted) return Wrong("Encapsulated: the body comes last");
      parts.has_body = name == wanted;
      break;
    }
    if (entries[i + 1].offset <= entries[i].offset) return Wrong("Encapsulated: offsets must rise");
    const uint64_t size = entries[i + 1].offset - entries[i].offset;
    if (entries[i + 1].offset > kMaxIcapHttpHead)
      return absl::ResourceExhaustedError("ICAP: the HTTP head is too large");
    if (name == "req-hdr" && i == 0) {
      parts.request_head = size;
    } else if (name == "res-hdr" && head.method == "RESPMOD") {
      parts.response_head = size;
    } else {
      return Wrong("Encapsulated: parts that do not go together");
    }
  }
  return parts;
}

absl::StatusOr<std::optional<uint64_t>> ParsePreview(const IcapHead& head) {
  const std::string* text = head.headers.Find("preview");
  if (text == nullptr) return std::optional<uint64_t>();
  uint64_t value = 0;
  if (!Number(*text, &value)) return Wrong("Preview is a number");
  return std::optional<uint64_t>(value);
}

absl::Status ChunkReader::Line(std::string_view line) {
  if (state_ == State::kTrailer) {
    trailer_ += line.size();
    if (trailer_ > kMaxTrailer)
      return absl::ResourceExhaustedError("ICAP: the trailers are too large");
    if (line.empty()) state_ = State::kDone;
    return absl::OkStatus();
  }
  if (state_ == State::kDataEnd) {
    if (!line.empty()) return Wrong("a chunk is longer than it says");
    state_ = State::kSize;
    return absl::OkStatus();
  }
  const size_t semicolon = std::min(line.find(';'), line.size());
  std::string_view extension = line.substr(std::min(semicolon + 1, line.size()));
  const std::string_view digits = TrimBlanks(line.substr(0, semicolon));
  if (digits.size() > 16 || !Number(digits, &left_, 16))
    return Wrong("the size of a chunk is no number");
  if (left_ > max_ - body_.size())
    return absl::ResourceExhaustedError(Cat("the body is larger than ", max_, " bytes"));
  if (left_ > 0) {
    state_ = State::kData;
    return absl::OkStatus();
  }
  while (!extension.empty()) {
    const size_t end = std::min(extension.find(';'), extension.size());
    ieof_ |= TrimBlanks(extension.substr(0, end)) == "ieof";
    extension.remove_prefix(std::min(end + 1, extension.size()));
  }
  state_ = State::kTrailer;
  return absl::OkStatus();
}

absl::Status ChunkReader::Push(std::string_view bytes, size_t* used) {
  *used = 0;
  while (*used < bytes.size() && state_ != State::kDone) {
    const std::string_view rest = bytes.substr(*used);
    if (state_ == State::kData) {
      const size_t size = static_cast<size_t>(std::min<uint64_t>(left_, rest.size()));
      body_ += rest.substr(0, size);
      left_ -= size;
      *used += size;
      if (left_ == 0) state_ = State::kDataEnd;
      continue;
    }
    const size_t end = rest.find('\n');
    const size_t size = end == rest.npos ? rest.size() : end + 1;
    if (line_.size() + size > kMaxChunkLine)
      return absl::ResourceExhaustedError("ICAP: a line between chunks is too long");
    line_ += rest.substr(0, size);
    *used += size;
    if (end == rest.npos) break;
    line_.pop_back();
    if (line_.ends_with('\r')) line_.pop_back();
    absl::Status status = Line(line_);
    line_.clear();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<InnerHead> ParseInnerHead(std::string_view block) {
  InnerHead head;
  std::string_view line;
  if (!NextLine(&block, &line) || line.empty() || line.find('\0') != line.npos ||
      line.find('\r') != line.npos) {
    return Wrong("an HTTP head without a first line");
  }
  head.first_line = line;
  if (absl::Status status = ReadFields(block, &head.headers); !status.ok()) return status;
  return head;
}

std::string SerializeInnerHead(const InnerHead& head) {
  std::string out = Cat(head.first_line, "\r\n");
  for (const HttpField& field : head.headers.fields())
    out += Cat(field.name, ": ", field.value, "\r\n");
  return out + "\r\n";
}

}  // namespace weir
