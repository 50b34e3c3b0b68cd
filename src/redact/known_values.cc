#include "redact/known_values.h"

#include <fnmatch.h>

#include <algorithm>

#include "redact/json_context.h"
#include "rules/cat.h"

namespace weir {
namespace {

bool IsNameByte(char c, bool first) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (!first && ((c >= '0' && c <= '9') || c == '.' || c == '-'));
}

std::string_view TrimBlanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

struct Pair {
  std::string_view name, value;
};

// NAME=VALUE, with "export" perhaps; name empty if it is none.
Pair SplitPair(std::string_view line) {
  if (line.starts_with("export ")) line = TrimBlanks(line.substr(7));
  size_t at = 0;
  while (at < line.size() && IsNameByte(line[at], at == 0)) ++at;
  const std::string_view name = line.substr(0, at);
  const std::string_view rest = TrimBlanks(line.substr(at));
  if (name.empty() || !rest.starts_with('=')) return {};
  const std::string_view value = TrimBlanks(rest.substr(1));
  // One long word and its padding: base64 in a list of values.
  constexpr size_t kLongName = 20;
  if ((value.empty() || value == "=") && name.size() >= kLongName) return {};
  return {name, value};
}

// The value as a program would read it. `text`: from the value's first byte to the end of the file, so that
// a quoted value may go over several lines; *size: how much of it was read.
std::string ReadValue(std::string_view text, size_t* size) {
  std::string value;
  const size_t line_end = std::min(text.find('\n'), text.size());
  *size = line_end;
  if (text.starts_with('"')) {
    for (size_t at = 1; at < text.size(); ++at) {
      if (text[at] == '"') {
        *size = std::min(text.find('\n', at), text.size());
        return value;
      }
      if (text[at] != '\\' || at + 1 == text.size()) {
        value += text[at];
        continue;
      }
      const char c = text[++at];
      if (c == 'n') {
        value += '\n';
      } else if (c == 'r') {
        value += '\r';
      } else if (c == 't') {
        value += '\t';
      } else if (c == '"' || c == '\\' || c == '$' || c == '`') {
        value += c;
      } else {
        value += '\\';
        value += c;
      }
    }
    value.clear();  // never closed: the quote is part of a value of one line
  } else if (text.starts_with('\'')) {
    const size_t end = text.find('\'', 1);
    if (end != std::string_view::npos) {
      *size = std::min(text.find('\n', end), text.size());
      return std::string(text.substr(1, end - 1));
    }
  }
  std::string_view line = text.substr(0, line_end);
  for (size_t at = 1; at < line.size(); ++at) {
    if (line[at] == '#' && (line[at - 1] == ' ' || line[at - 1] == '\t')) {
      line = line.substr(0, at);
      break;
    }
  }
  return std::string(TrimBlanks(line));
}

// Lines of NAME=VALUE; the first that is neither that nor empty nor a comment makes it a list.
bool ReadEnvFile(std::string_view bytes, KnownValues* into) {
  struct Entry {
    std::string_view name;
    std::string value;
  };
  std::vector<Entry> entries;
  for (size_t at = 0; at < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::string_view line = TrimBlanks(bytes.substr(at, end - at));
    if (line.empty() || line.front() == '#') {
      at = end + 1;
      continue;
    }
    const Pair pair = SplitPair(line);
    if (pair.name.empty()) return false;
    const size_t from = pair.value.empty() ? end : static_cast<size_t>(pair.value.data() - bytes.data());
    size_t size = 0;
    entries.push_back({pair.name, ReadValue(bytes.substr(from), &size)});
    at = from + size + 1;
  }
  for (const Entry& entry : entries) into->Add(entry.name, entry.value);
  return true;
}

std::string Hex(std::string_view value, const char* digits) {
  std::string hex;
  for (const char c : value) {
    hex += digits[static_cast<unsigned char>(c) >> 4];
    hex += digits[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

// What encodeURIComponent leaves as it is; `spaces` as in a form.
std::string Percent(std::string_view value, const char* digits, bool plus) {
  std::string out;
  for (const char c : value) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else if (plus && c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += Hex(std::string_view(&c, 1), digits);
    }
  }
  return out;
}

// The characters that are decided by the value alone when `phase` other bytes stand before it in its
// group of three.
KnownLiteral Base64(std::string_view value, size_t phase, const char* alphabet) {
  std::string padded(phase, '\0');
  padded.append(value);
  std::string out;
  for (size_t at = 0; at < padded.size(); at += 3) {
    uint32_t group = 0;
    for (size_t i = 0; i < 3; ++i) {
      group = group << 8 |
              (at + i < padded.size() ? static_cast<unsigned char>(padded[at + i]) : 0u);
    }
    for (int i = 3; i >= 0; --i) out += alphabet[group >> (6 * i) & 63];
  }
  // Character k holds the bits [6k, 6k + 6).
  const size_t first = (8 * phase + 5) / 6, last = 8 * padded.size() / 6;
  KnownLiteral literal{out.substr(first, last - first), Dress::kBase64};
  literal.partial_before = (8 * phase) % 6 != 0 ? 1 : 0;
  literal.partial_after = (8 * padded.size()) % 6 != 0 ? 1 : 0;
  return literal;
}

constexpr char kLowerHex[] = "0123456789abcdef", kUpperHex[] = "0123456789ABCDEF";
constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kBase64Url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void Wipe(const std::string& bytes) {
  volatile char* at = const_cast<char*>(bytes.data());
  for (size_t i = 0; i < bytes.size(); ++i) at[i] = 0;
}

}  // namespace

KnownValues::~KnownValues() {
  for (const std::string& value : values_) Wipe(value);
}

std::string WhyNotKnown(std::string_view value) {
  int kinds = 0;
  auto holds = [&](auto is) { kinds += std::any_of(value.begin(), value.end(), is) ? 1 : 0; };
  auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  holds(lower);
  holds(upper);
  holds(digit);
  holds([&](char c) { return !lower(c) && !upper(c) && !digit(c); });
  if (value.empty()) return "it is empty";
  if (value.size() < kLeastMixed || (value.size() < kLeastKnown && kinds < 3)) {
    return Cat(value.size(), " bytes are too few: it takes ", kLeastKnown, ", or ", kLeastMixed,
               " of three kinds of characters, or other text would be masked");
  }
  if (value.size() > kMostKnown) {
    return Cat(value.size(), " bytes are too many: at most ", kMostKnown, " are taken");
  }
  if (std::all_of(value.begin(), value.end(), [&](char c) { return c == value[0]; })) {
    return "it is one character again and again";
  }
  return "";
}

void KnownValues::Add(std::string_view name, std::string_view value) {
  std::string why = WhyNotKnown(value);
  if (why.empty() && values_.size() >= kMostValues) why = Cat("more than ", kMostValues, " values");
  if (!why.empty()) {
    refusals_.push_back({std::string(name), std::move(why)});
    return;
  }
  values_.emplace(value);
}

void KnownValues::AddFile(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  if (ReadEnvFile(bytes, this)) return;
  size_t number = 0;
  for (size_t at = 0; at < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', at), bytes.size());
    ++number;
    const std::string_view line = TrimBlanks(bytes.substr(at, end - at));
    if (!line.empty()) Add(Cat("line ", number), line);
    at = end + 1;
  }
}

void KnownValues::AddEnvironment(std::string_view glob, const char* const* environment) {
  const std::string pattern(glob);
  for (const char* const* at = environment; at != nullptr && *at != nullptr; ++at) {
    const std::string_view entry(*at);
    const size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string name(entry.substr(0, equals));
    if (fnmatch(pattern.c_str(), name.c_str(), 0) == 0) Add(name, entry.substr(equals + 1));
  }
}

void AppendForms(std::string_view value, std::vector<KnownLiteral>* literals) {
  std::vector<KnownLiteral> forms;
  auto add = [&](KnownLiteral form) {
    if (form.bytes.size() < LiteralFinder::kLeast || form.bytes.size() > LiteralFinder::kMost) return;
    if (std::any_of(forms.begin(), forms.end(),
                    [&](const KnownLiteral& f) { return f.bytes == form.bytes; })) {
      return;
    }
    forms.push_back(std::move(form));
  };
  add({std::string(value)});
  const std::string json = JsonEscape(value);
  add({json, Dress::kJson});
  std::string slashes;
  for (const char c : json) slashes += c == '/' ? "\\/" : std::string(1, c);
  add({slashes, Dress::kJson});
  add({JsonEscape(json), Dress::kJson});  // a JSON text in a JSON string
  for (const char* digits : {kUpperHex, kLowerHex}) {
    for (const bool plus : {false, true}) add({Percent(value, digits, plus), Dress::kPercent});
    add({Hex(value, digits), Dress::kHex});
  }
  for (size_t phase = 0; phase < 3; ++phase) {
    add(Base64(value, phase, kBase64));
    add(Base64(value, phase, kBase64Url));
  }
  for (KnownLiteral& form : forms) literals->push_back(std::move(form));
}

std::vector<KnownLiteral> KnownValues::TakeLiterals() {
  std::vector<KnownLiteral> literals;
  for (const std::string& value : values_) {
    AppendForms(value, &literals);
    Wipe(value);
  }
  values_.clear();
  return literals;
}

}  // namespace weir
