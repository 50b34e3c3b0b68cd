// The shape language: a recursive-descent parser with bounds on length, depth and size.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "rules/charset.h"
#include "rules/diagnostic.h"
#include "rules/shape.h"
#include "rules/walk.h"

namespace weir {
namespace {

constexpr size_t kMaxText = 4096;
constexpr int kMaxDepth = 32;
constexpr size_t kMaxNodes = 4096;
constexpr uint32_t kMaxCount = 65535;

constexpr std::string_view kMacros[] = {"uuid", "uuid-lower", "uuid-upper", "pad",
                                        "jwt",  "host",       "ws",         "nl"};

Node Run(ByteSet set, uint32_t min, uint32_t max) { return Node::Repeat(Node::Set(set), min, max); }
Node Run(std::string_view charset, uint32_t min, uint32_t max) {
  return Run(*NamedCharset(charset), min, max);
}

Node Uuid(std::string_view hex) {
  std::vector<Node> kids;
  for (uint32_t size : {8u, 4u, 4u, 4u, 12u}) {
    if (!kids.empty()) kids.push_back(Node::Literal("-"));
    kids.push_back(Run(hex, size, size));
  }
  return Node::Concat(std::move(kids));
}

std::optional<Node> Macro(std::string_view name) {
  if (name == "uuid") return Uuid("hex");
  if (name == "uuid-lower") return Uuid("hex-lower");
  if (name == "uuid-upper") return Uuid("hex-upper");
  if (name == "pad") return Node::Repeat(Node::Literal("="), 0, 2);
  if (name == "jwt") {
    return Node::Concat({Node::Literal("eyJ"), Run("base64url", 10, kUnbounded),
                         Node::Literal(".eyJ"), Run("base64url", 10, kUnbounded),
                         Node::Literal("."), Run("base64url", 16, kUnbounded)});
  }
  if (name == "host") {
    return Node::Concat(
        {Run("alnum", 1, 1), Run(*NamedCharset("word") | ByteSet::Of(".-"), 1, 100)});
  }
  if (name == "ws") return Run(ByteSet::Of(" \t"), 0, 5);
  if (name == "nl") {
    return Node::Concat({Node::Repeat(Node::Literal("\r"), 0, 1), Node::Literal("\n")});
  }
  return std::nullopt;
}

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

// The known name nearest to a mistyped one, or "".
std::string_view NearestName(std::string_view name, bool macros_too) {
  std::string_view best;
  size_t best_distance = 4;  // four and more edits away is another word
  auto consider = [&](std::string_view known) {
    const size_t distance = EditDistance(name, known);
    if (distance < best_distance && distance < name.size()) {
      best = known;
      best_distance = distance;
    }
  };
  if (name.size() > 32) return best;
  for (const Charset& charset : Charsets()) consider(charset.name);
  if (macros_too) {
    for (std::string_view macro : kMacros) consider(macro);
    consider("secret");
  }
  return best;
}

class Parser {
 public:
  Parser(std::string_view text, Diagnostic* error) : text_(text), error_(error) {}

  std::optional<Node> Parse() {
    if (text_.size() > kMaxText) {
      Fail("R110", 0, 1, absl::StrCat("shape is longer than ", kMaxText, " bytes"),
           "split it into several rules");
      return std::nullopt;
    }
    Skip();
    if (AtEnd()) {
      Fail("R101", 0, 1, "shape is empty", "write at least one literal or charset");
      return std::nullopt;
    }
    std::optional<Node> node = Alternatives(0);
    if (!node) return std::nullopt;
    if (!AtEnd()) {
      if (Peek() == ')') {
        Fail("R114", at_, 1, "')' without its '('", "remove it, or open the group before");
      } else {
        Unexpected();
      }
      return std::nullopt;
    }
    const LengthBounds bounds = Lengths(*node);
    if (bounds.min == 0) {
      Fail("R112", 0, text_.size(), "shape also matches nothing at all",
           "every way through the shape needs at least one byte");
      return std::nullopt;
    }
    if (bounds.min > kMaxSpan) {
      Fail("R113", 0, text_.size(),
           absl::StrCat("shape needs at least ", bounds.min, " bytes, and a finding has at most ",
                        kMaxSpan),
           "lower the counts");
      return std::nullopt;
    }
    return node;
  }

 private:
  bool AtEnd() const { return at_ >= text_.size(); }
  char Peek() const { return AtEnd() ? '\0' : text_[at_]; }

  void Skip() {
    while (!AtEnd() && (Peek() == ' ' || Peek() == '\t' || Peek() == '\n' || Peek() == '\r')) ++at_;
  }

  bool Take(char c) {
    if (AtEnd() || Peek() != c) return false;
    ++at_;
    return true;
  }

  // The first mistake is the one told.
  void Fail(std::string_view code, size_t offset, size_t length, std::string message,
            std::string hint) {
    if (failed_) return;
    failed_ = true;
    if (error_ == nullptr) return;
    error_->level = Diagnostic::Level::kError;
    error_->code = std::string(code);
    error_->message = std::move(message);
    error_->hint = std::move(hint);
    error_->offset = offset;
    error_->length = std::max<size_t>(1, length);
  }

  void Unexpected() {
    if (AtEnd()) {
      Fail("R101", text_.size(), 1, "shape ends where a literal, charset or group should follow",
           "add the missing part");
      return;
    }
    const unsigned char c = static_cast<unsigned char>(Peek());
    if (c == '\'') {
      Fail("R114", at_, 1, "a single quote does not begin a literal", "use double quotes: \"...\"");
    } else if (c == '{' || c == '?') {
      Fail("R103", at_, 1, "a count must follow what it counts",
           "write the literal, charset or group before it");
    } else if (c == '*' || c == '+') {
      Fail("R103", at_, 1, "shapes have no '*' and '+'", "write {0+} or {1+}");
    } else if (absl::ascii_isprint(c)) {
      Fail("R114", at_, 1, absl::StrCat("'", std::string(1, Peek()), "' has no meaning here"),
           "literals stand in double quotes");
    } else {
      Fail("R114", at_, 1, "a byte that is not printable ASCII has no meaning here",
           "write such bytes inside a literal as \\xHH");
    }
  }

  bool CountNode(size_t offset, size_t how_many = 1) {
    nodes_ += how_many;
    if (nodes_ <= kMaxNodes) return true;
    Fail("R109", offset, 1, absl::StrCat("shape has more than ", kMaxNodes, " parts"),
         "split it into several rules");
    return false;
  }

  std::optional<Node> Alternatives(int depth) {
    if (depth > kMaxDepth) {
      Fail("R108", at_, 1, absl::StrCat("groups are nested more than ", kMaxDepth, " deep"),
           "write the inner groups out");
      return std::nullopt;
    }
    std::vector<Node> kids;
    do {
      std::optional<Node> sequence = Sequence(depth);
      if (!sequence) return std::nullopt;
      kids.push_back(std::move(*sequence));
      Skip();
    } while (Take('|'));
    if (!CountNode(at_)) return std::nullopt;
    return Node::Alt(std::move(kids));
  }

  std::optional<Node> Sequence(int depth) {
    std::vector<Node> kids;
    Skip();
    do {
      std::optional<Node> item = Item(depth);
      if (!item) return std::nullopt;
      kids.push_back(std::move(*item));
      Skip();
    } while (!AtEnd() && Peek() != '|' && Peek() != ')');
    if (!CountNode(at_)) return std::nullopt;
    return Node::Concat(std::move(kids));
  }

  std::optional<Node> Item(int depth) {
    const size_t begin = at_;
    const bool had_secret = secret_seen_;
    std::optional<Node> atom = Atom(depth);
    if (!atom) return std::nullopt;
    Skip();
    if (Peek() != '{' && Peek() != '?') return atom;
    const size_t count_at = at_;
    uint32_t min = 0, max = 1;
    if (!Take('?') && !Count(&min, &max)) return std::nullopt;
    if (secret_seen_ && !had_secret) {
      Fail("R111", begin, count_at - begin, "the secret part is counted or optional",
           "put the count inside secret(...)");
      return std::nullopt;
    }
    if (!CountNode(count_at)) return std::nullopt;
    Skip();
    if (Peek() == '{' || Peek() == '?') {
      Fail("R103", at_, 1, "two counts in a row", "put the first one in parentheses, or join them");
      return std::nullopt;
    }
    return Node::Repeat(std::move(*atom), min, max);
  }

  bool Number(uint32_t* value) {
    Skip();
    const size_t begin = at_;
    uint32_t number = 0;
    while (!AtEnd() && absl::ascii_isdigit(static_cast<unsigned char>(Peek()))) {
      if (number <= kMaxCount) number = number * 10 + static_cast<uint32_t>(Peek() - '0');
      ++at_;
    }
    if (at_ == begin) {
      Fail("R103", begin, 1, "a count is missing its number", "write {36}, {20,40} or {16+}");
      return false;
    }
    if (number > kMaxCount) {
      Fail("R103", begin, at_ - begin, absl::StrCat("count is over ", kMaxCount),
           "use an open count such as {16+}");
      return false;
    }
    *value = number;
    Skip();
    return true;
  }

  bool Count(uint32_t* min, uint32_t* max) {
    const size_t begin = at_;
    ++at_;  // {
    if (!Number(min)) return false;
    *max = *min;
    if (Take('+')) {
      *max = kUnbounded;
    } else if (Take(',')) {
      if (!Number(max)) return false;
    }
    Skip();
    if (!Take('}')) {
      Fail("R103", begin, std::max<size_t>(1, at_ - begin), "count is not closed by '}'",
           "write {36}, {20,40} or {16+}");
      return false;
    }
    if (*max == 0) {
      Fail("R103", begin, at_ - begin, "a count of zero matches nothing", "remove the part");
      return false;
    }
    if (*min > *max) {
      Fail("R103", begin, at_ - begin, "the lower count is over the upper one", "swap them");
      return false;
    }
    return true;
  }

  std::optional<Node> Atom(int depth) {
    const size_t begin = at_;
    if (AtEnd()) {
      Unexpected();
      return std::nullopt;
    }
    const char c = Peek();
    if (c == '"' || c == '~') {
      const bool fold = Take('~');
      Skip();
      if (Peek() != '"') {
        Fail("R114", at_, 1, "'~' must stand before a literal in double quotes",
             "write ~\"bearer \"");
        return std::nullopt;
      }
      std::string bytes;
      if (!Quoted(&bytes)) return std::nullopt;
      if (bytes.empty()) {
        Fail("R106", begin, at_ - begin, "literal is empty",
             "remove it, or write what belongs there");
        return std::nullopt;
      }
      if (!CountNode(begin)) return std::nullopt;
      return Node::Literal(std::move(bytes), fold);
    }
    if (c == '[') return SetAtom();
    if (c == '(') return Group(depth);
    if (absl::ascii_isalpha(static_cast<unsigned char>(c))) return Name(depth);
    Unexpected();
    return std::nullopt;
  }

  std::optional<Node> Group(int depth) {
    const size_t begin = at_;
    ++at_;
    Skip();
    if (Take(')')) return Node();  // nothing
    std::optional<Node> node = Alternatives(depth + 1);
    if (!node) return std::nullopt;
    if (!Take(')')) {
      if (AtEnd()) {
        Fail("R114", begin, 1, "'(' is never closed", "add the missing ')'");
      } else {
        Unexpected();
      }
      return std::nullopt;
    }
    return node;
  }

  std::string_view Word() {
    const size_t begin = at_;
    while (!AtEnd() && (absl::ascii_isalnum(static_cast<unsigned char>(Peek())) || Peek() == '-' ||
                        Peek() == '_')) {
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

  void UnknownName(std::string_view name, size_t offset, bool macros_too) {
    const std::string_view nearest = NearestName(name, macros_too);
    std::string shown(name.substr(0, 40));
    if (name.size() > 40) shown += "...";
    Fail("R102", offset, name.size(), absl::StrCat("no charset or macro is called '", shown, "'"),
         nearest.empty() ? "the names are listed in rules/README.md; literals need double quotes"
                         : "did you mean '" + std::string(nearest) + "'?");
  }

  std::optional<Node> Name(int depth) {
    const size_t begin = at_;
    const std::string_view name = Word();
    if (name == "secret") return Secret(begin, depth);
    if (std::optional<ByteSet> set = NamedCharset(name)) {
      if (!CountNode(begin)) return std::nullopt;
      return Node::Set(*set);
    }
    if (std::optional<Node> macro = Macro(name)) {
      if (!CountNode(begin, 10)) return std::nullopt;
      return macro;
    }
    UnknownName(name, begin, /*macros_too=*/true);
    return std::nullopt;
  }

  std::optional<Node> Secret(size_t begin, int depth) {
    Skip();
    if (Peek() != '(') {
      Fail("R111", begin, 6, "secret must be followed by the secret part in parentheses",
           "write secret(alnum{24})");
      return std::nullopt;
    }
    if (secret_seen_) {
      Fail("R111", begin, 6, "a shape has at most one secret part", "mark one part only");
      return std::nullopt;
    }
    secret_seen_ = true;
    std::optional<Node> node = Group(depth);
    if (!node) return std::nullopt;
    if (Lengths(*node).max == 0) {
      Fail("R111", begin, at_ - begin, "the secret part is empty",
           "write the secret's format in it");
      return std::nullopt;
    }
    node->secret = true;
    return node;
  }

  static int HexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  }

  bool Quoted(std::string* bytes) {
    const size_t begin = at_;
    ++at_;  // "
    while (true) {
      if (AtEnd()) {
        Fail("R104", begin, 1, "literal is never closed", "add the missing double quote");
        return false;
      }
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c == '\\') {
        if (!Escape(bytes)) return false;
        continue;
      }
      if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
        Fail("R105", at_, 1, "control byte inside a literal", "write it as \\n, \\t, \\r or \\xHH");
        return false;
      }
      bytes->push_back(c);
      ++at_;
    }
  }

  bool Escape(std::string* bytes) {
    const size_t begin = at_;
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    at_ += 2;
    switch (c) {
      case '"':
      case '\\':
        bytes->push_back(c);
        return true;
      case 'n':
        bytes->push_back('\n');
        return true;
      case 't':
        bytes->push_back('\t');
        return true;
      case 'r':
        bytes->push_back('\r');
        return true;
      case 'x': {
        const int high = at_ < text_.size() ? HexValue(text_[at_]) : -1;
        const int low = at_ + 1 < text_.size() ? HexValue(text_[at_ + 1]) : -1;
        if (high >= 0 && low >= 0) {
          bytes->push_back(static_cast<char>(high * 16 + low));
          at_ += 2;
          return true;
        }
        break;
      }
      default:
        break;
    }
    Fail("R105", begin, 2, "unknown escape in a literal",
         "the escapes are \\\" \\\\ \\n \\t \\r and \\xHH");
    return false;
  }

  std::optional<Node> SetAtom() {
    const size_t begin = at_;
    ++at_;  // [
    bool negated = false;
    ByteSet set;
    std::vector<Node> wide;  // characters beyond ASCII
    for (bool leading = true;; leading = false) {
      Skip();
      if (AtEnd()) {
        Fail("R107", begin, 1, "'[' is never closed", "add the missing ']'");
        return std::nullopt;
      }
      if (Take(']')) break;
      const size_t item_at = at_;
      if (Peek() == '"') {
        if (!SetChars(&set, &wide)) return std::nullopt;
      } else if (absl::ascii_isalpha(static_cast<unsigned char>(Peek()))) {
        const std::string_view name = Word();
        if (name == "not") {
          if (!leading) {
            Fail("R107", item_at, 3, "'not' must come first in a set", "write [not \"...\"]");
            return std::nullopt;
          }
          negated = true;
        } else if (std::optional<ByteSet> named = NamedCharset(name)) {
          set = set | *named;
        } else {
          UnknownName(name, item_at, /*macros_too=*/false);
          return std::nullopt;
        }
      } else {
        Fail("R107", item_at, 1,
             "a set holds characters in double quotes, ranges and charset names",
             "write [\"abc\" \"x\"..\"z\" digit]");
        return std::nullopt;
      }
    }
    if (negated && !wide.empty()) {
      Fail("R107", begin, at_ - begin, "a 'not' set leaves out single bytes only",
           "characters beyond ASCII are never in it: remove them");
      return std::nullopt;
    }
    if (negated) set = Printable() & ~set;
    if (set.Empty() && wide.empty()) {
      Fail("R107", begin, at_ - begin, "set is empty", "name at least one byte");
      return std::nullopt;
    }
    if (!CountNode(begin, 1 + wide.size())) return std::nullopt;
    if (wide.empty()) return Node::Set(set);
    if (!set.Empty()) wide.insert(wide.begin(), Node::Set(set));
    return Node::Alt(std::move(wide));
  }

  // A character of several bytes is an alternative of its own, never a choice between its bytes.
  static bool SplitCharacters(std::string_view text, ByteSet* set, std::vector<Node>* wide) {
    while (!text.empty()) {
      const unsigned char lead = static_cast<unsigned char>(text[0]);
      const size_t size = lead < 0x80    ? 1
                          : lead >= 0xF0 ? 4
                          : lead >= 0xE0 ? 3
                          : lead >= 0xC2 ? 2
                                         : 0;
      if (size == 0 || lead > 0xF4 || size > text.size()) return false;
      for (size_t i = 1; i < size; ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return false;
      }
      if (size == 1) {
        set->Add(lead);
      } else {
        wide->push_back(Node::Literal(std::string(text.substr(0, size))));
      }
      text.remove_prefix(size);
    }
    return true;
  }

  // "chars" or "a".."z".
  bool SetChars(ByteSet* set, std::vector<Node>* wide) {
    const size_t begin = at_;
    std::string first;
    if (!Quoted(&first)) return false;
    if (first.empty()) {
      Fail("R106", begin, at_ - begin, "literal is empty",
           "remove it, or write what belongs there");
      return false;
    }
    const std::string_view written = text_.substr(begin, at_ - begin);
    Skip();
    if (text_.substr(at_, 2) != "..") {
      const bool ascii = std::all_of(written.begin(), written.end(), [](char c) {
        return absl::ascii_isascii(static_cast<unsigned char>(c));
      });
      if (ascii || SplitCharacters(first, set, wide)) {
        if (ascii) *set = *set | ByteSet::Of(first);
        return true;
      }
      Fail("R107", begin, at_ - begin, "set holds bytes that are no UTF-8 characters",
           "write single bytes as \\xHH in quotes of their own");
      return false;
    }
    at_ += 2;
    Skip();
    std::string last;
    if (Peek() != '"' || !Quoted(&last)) {
      Fail("R107", begin, at_ - begin, "range has no upper end", "write \"a\"..\"z\"");
      return false;
    }
    if (first.size() != 1 || last.size() != 1) {
      Fail("R107", begin, at_ - begin, "a range runs from one character to one character",
           "write \"a\"..\"z\"");
      return false;
    }
    const unsigned char low = static_cast<unsigned char>(first[0]);
    const unsigned char high = static_cast<unsigned char>(last[0]);
    if (low > high) {
      Fail("R107", begin, at_ - begin, "range runs backwards", "swap its ends");
      return false;
    }
    *set = *set | ByteSet::Range(low, high);
    return true;
  }

  std::string_view text_;
  Diagnostic* error_;
  size_t at_ = 0;
  size_t nodes_ = 0;
  bool secret_seen_ = false;
  bool failed_ = false;
};

}  // namespace

std::optional<Node> ParseShape(std::string_view text, Diagnostic* error) {
  return Parser(text, error).Parse();
}

}  // namespace weir
