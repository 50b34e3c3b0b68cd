#include "judge/assignment_parser.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "judge/word_set.h"

namespace weir::assignment_internal {
namespace {

using Form = Assignment::Form;

constexpr size_t kMaxName = 96;     // bytes of a key
constexpr size_t kMaxTag = 128;     // bytes of an XML tag
constexpr size_t kMaxEscapes = 15;  // backslashes before a quote: four levels of JSON in JSON

enum : uint8_t { kWord = 1, kKey = 2, kBlank = 4, kEnd = 8, kDigit = 16, kLetter = 32 };

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    uint8_t bits = 0;
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (digit) bits |= kDigit;
    if (letter || c >= 0x80) bits |= kLetter;
    if (digit || letter || c == '_' || c >= 0x80) bits |= kWord | kKey;
    if (c == '-' || c == '.') bits |= kKey;
    if (c == ' ' || c == '\t') bits |= kBlank;
    // What ends a value that is not in quotes.
    if (c <= ' ' || c == ',' || c == ';' || c == ')' || c == '}' || c == ']' || c == '&' ||
        c == '"' || c == '\'' || c == '`' || c == '<') {
      bits |= kEnd;
    }
    classes[c] = bits;
  }
  return classes;
}
constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

bool Is(unsigned char c, unsigned bits) { return (kClasses[c] & bits) != 0; }

constexpr WordSet kSchemes({"bearer", "basic", "token", "apikey", "bot", "ssws", "splunk", "geniekey",
                            "api-token", "jwt", "oauth", "digest", "key", "pat", "api-key", "ntlm",
                            "negotiate"});
// Schemes that are common words: only behind a key that speaks of authorization.
constexpr WordSet kVagueSchemes({"token", "apikey", "bot", "digest", "key", "oauth", "jwt", "pat",
                                 "api-key"});

constexpr WordSet kLinks({"is",  "was",       "are",     "to",      "by",    "as",     "set",
                          "now", "currently", "still",   "lautet",  "ist",   "est",    "es",
                          "son", "equals",    "becomes", "changed", "reset", "just",   "simply",
                          "has", "been",      "will",    "be",      "this",  "follows"});

constexpr WordSet kWeak({"value",
                         "string",
                         "str",
                         "val",
                         "content",
                         "default",
                         "text",
                         "char",
                         "varchar",
                         "nvarchar",
                         "stringvalue",
                         "string_value",
                         "parametervalue",
                         "settingvalue",
                         "td",
                         "dd",
                         "code",
                         "span",
                         "pre",
                         "data",
                         "plaintext",
                         "defaultvalue",
                         "default_value",
                         "param-value",
                         "env-entry-value",
                         "bytes",
                         "v"});

constexpr WordSet kTypes({"str",          "string",       "bytes",        "bytearray", "byte",
                          "int",          "integer",      "bool",         "boolean",   "char",
                          "any",          "object",       "number",       "float",     "double",
                          "optional",     "union",        "list",         "dict",      "array",
                          "secretstr",    "securestring", "secretstring", "undefined", "never",
                          "unknown",      "varchar",      "nvarchar",     "text",      "uuid",
                          "charsequence", "void",         "map",          "option",    "cow",
                          "vec",          "cstring",      "nsstring",     "literal",   "record",
                          "promise",      "nil",          "int32",        "int64",     "u8",
                          "rune",         "wchar_t",      "uint8_t",      "std",       "typing"});
// Types that may stand between a key and `=` without a colon (Go, SQL).
constexpr WordSet kTypesBehind({"string", "str", "byte", "char", "varchar", "nvarchar", "text",
                                "varchar2"});

constexpr WordSet kNameAttributes(
    {"name",         "key",           "id",          "property",   "variable",       "k",
     "field",        "param",         "var",         "env",        "option",         "parameter",
     "parameterkey", "parametername", "settingname", "param-name", "env-entry-name", "envname",
     "propertyname", "attribute"});

// What stands before an expression in code: `if password: x` assigns nothing.
constexpr WordSet kStatements({"if",      "elif",      "elsif",  "else",     "while",  "case",
                               "lambda",  "in",        "not",    "and",      "or",     "except",
                               "with",    "class",     "return", "when",     "unless", "until",
                               "def",     "func",      "fn",     "function", "switch", "match",
                               "default", "yield",     "import", "from",     "assert", "goto",
                               "typeof",  "instanceof"});

// Words that go on in a sentence about a secret and are none.
constexpr WordSet kProse(
    {"required", "invalid",  "incorrect", "wrong",    "missing",   "empty",   "not",
     "never",    "too",      "set",       "stored",   "encrypted", "hashed",  "expired",
     "valid",    "optional", "needed",    "used",     "the",       "a",       "an",
     "your",     "in",       "on",        "at",       "same",      "correct", "reset",
     "changed",  "sent",     "generated", "now",      "been",      "being",   "managed",
     "rotated",  "hidden",   "masked",    "must",     "should",    "can",     "may",
     "will",     "see",      "is",        "are",      "was",       "has",     "have",
     "be",       "to",       "for",       "of",       "if",        "it",      "this",
     "that",     "these",    "those",     "and",      "or",        "as",      "by",
     "with",     "from",     "please",    "enter",    "use",       "cannot",  "does",
     "do",       "we",       "you",       "i",        "they",      "any",     "only",
     "at least", "minimum",  "maximum",   "when",     "what",      "which",   "there",
     "no",       "none",     "available", "provided", "displayed", "shown",   "given",
     "case",     "between",  "longer",    "shorter",  "also",      "where",   "how"});

// Calls around a value that hand it on: their name is not its name.
constexpr WordSet kWrappers({"string",
                             "str",
                             "bytes",
                             "bytearray",
                             "from",
                             "fromhex",
                             "unhexlify",
                             "b64decode",
                             "atob",
                             "btoa",
                             "securestring",
                             "secretstring",
                             "secretstr",
                             "some",
                             "ok",
                             "just",
                             "uri",
                             "url",
                             "quote",
                             "encode",
                             "decode",
                             "format",
                             "sprintf",
                             "trim",
                             "print",
                             "encodeuricomponent",
                             "base64encode",
                             "base64decode",
                             "u8",
                             "byte",
                             "utf8",
                             "hex",
                             "tobytes",
                             "strdup",
                             "of",
                             "valueof",
                             "secretkeyspec",
                             "parse",
                             "literal",
                             "raw",
                             "escape",
                             "unescape",
                             "urlencode",
                             "sensitive",
                             "value",
                             "env_default",
                             "b64encode"});
// Calls that ask for a value or compare one.
constexpr WordSet kAskers(
    {"get",      "read",     "ask",          "prompt",     "fetch",    "find",    "load",
     "check",    "validate", "verify",       "is",         "has",      "lookup",  "equals",
     "contains", "include",  "includes",     "startswith", "endswith", "match",   "matches",
     "compare",  "eq",       "resolve",      "input",      "getenv",   "getpass", "print",
     "println",  "printf",   "log",          "error",      "warn",     "info",    "debug",
     "require",  "import",   "include_once", "test",       "describe", "it",      "assert",
     "expect",   "remove",   "delete",       "replace",    "split",    "join",    "echo",
     "raise",    "throw",    "validates",    "filter",     "show",     "hide",    "describes",
     "forgot",   "query",    "label"});

// Commands that take a name and a value.
constexpr WordSet kSetters({"setenv", "set", "env", "arg", "export", "putenv", "config", "setx",
                            "add", "put", "let", "define", "#define", "declare", "store", "write",
                            "add-generic"});
// Words on the same line that say: this is a .netrc.
constexpr WordSet kNetrc({"machine", "login", "account", "default"});

// Second parts of a name: "secret key" is one.
constexpr WordSet kQualifiers({"api",      "secret",  "access",     "private", "auth",
                               "client",   "signing", "encryption", "master",  "app",
                               "shared",   "refresh", "service",    "user",    "db",
                               "database", "admin",   "root",       "login",   "bearer",
                               "account",  "storage", "session",    "webhook"});

bool IsPunctuation(const Window& w, size_t i) {
  // Quotes, colons and brackets outside ASCII: no letters, though their bytes are above 0x7F.
  const unsigned char a = w.At(i), b = w.At(i + 1);
  if (a == 0xE2) return b == 0x80;                            // quotes, dashes
  if (a == 0xE3) return b == 0x80;                            // 「」、。
  if (a == 0xEF) return b == 0xBC || b == 0xBB || b == 0xBD;  // ：＝, the byte order mark
  if (a == 0xC2) return b == 0xA0 || b == 0xAB || b == 0xBB;  // no-break space, « »
  return false;
}

struct Quote {
  size_t begin = 0, end = 0;  // of the mark with its backslashes
  size_t escapes = 0;
  char mark = 0;  // 0: none; 'w' for a wide one, closed by `close`
  std::string_view close;
};

struct WidePair {
  std::string_view open, close;
};
constexpr WidePair kWidePairs[] = {
    {"\xE2\x80\x9C", "\xE2\x80\x9D"}, {"\xE2\x80\x9E", "\xE2\x80\x9C"},
    {"\xE2\x80\x98", "\xE2\x80\x99"}, {"\xC2\xAB", "\xC2\xBB"},
    {"\xE3\x80\x8C", "\xE3\x80\x8D"}, {"&quot;", "&quot;"},
    {"&#34;", "&#34;"},                 {"&#39;", "&#39;"},
    {"&#x27;", "&#x27;"},               {"\\u0022", "\\u0022"},
};

bool IsQuoteMark(unsigned char c) { return c == '"' || c == '\'' || c == '`'; }

// A quote that begins at `at`, plain or behind backslashes.
bool QuoteAt(const Window& w, size_t at, Quote* quote) {
  size_t p = at;
  while (w.At(p) == '\\' && p - at < kMaxEscapes) ++p;
  const unsigned char c = w.At(p);
  if (IsQuoteMark(c)) {
    *quote = {
        .begin = at, .end = p + 1, .escapes = p - at, .mark = static_cast<char>(c), .close = {}};
    return true;
  }
  const unsigned char first = w.At(at);
  if (first < 0xC2 && first != '&' && first != '\\') return false;
  for (const WidePair& pair : kWidePairs) {
    if (at + pair.open.size() <= w.high && w.text.substr(at, pair.open.size()) == pair.open) {
      *quote = {.begin = at,
                .end = at + pair.open.size(),
                .escapes = 0,
                .mark = 'w',
                .close = pair.close};
      return true;
    }
  }
  return false;
}

size_t SkipBlank(const Window& w, size_t p) {
  while (Is(w.At(p), kBlank)) ++p;
  return p;
}

size_t SkipSpace(const Window& w, size_t p) {  // over line ends too: the window allows two
  while (Is(w.At(p), kBlank) || w.At(p) == '\n' || w.At(p) == '\r') ++p;
  return p;
}

size_t SkipBlankBack(const Window& w, size_t p) {
  while (p > w.low && Is(w.At(p - 1), kBlank)) --p;
  return p;
}

size_t WordEnd(const Window& w, size_t p) {
  while (Is(w.At(p), kWord)) ++p;
  return p;
}

size_t WordStart(const Window& w, size_t p) {
  while (p > w.low && Is(w.At(p - 1), kWord)) --p;
  return p;
}

bool AtLineStart(const Window& w, size_t p) {
  return p == 0 || (p > w.low && (w.At(p - 1) == '\n' || w.At(p - 1) == '\r'));
}

// The end of a quoted value that begins at `p`. A mark closes if it stands behind as many
// backslashes as the opening one did, not counting those that are escaped themselves; a mark behind
// fewer belongs to the string around, and ends this one as well.
size_t QuotedEnd(const Window& w, const Quote& quote, size_t p) {
  if (quote.mark == 'w') {
    for (; p < w.high && w.At(p) != '\n'; ++p) {
      if (w.text.substr(p, quote.close.size()) == quote.close) return p;
    }
    return p;
  }
  size_t slashes = 0;
  const size_t period = 2 * (quote.escapes + 1);
  for (; p < w.high; ++p) {
    const unsigned char c = w.At(p);
    if (c == '\\') {
      ++slashes;
      continue;
    }
    if (c == static_cast<unsigned char>(quote.mark)) {
      const size_t own = slashes % period;
      if (own <= quote.escapes) return p - own;
    }
    if (c == '\n' && quote.mark != '`') return p - (w.At(p - 1) == '\r' ? 1 : 0);
    slashes = 0;
  }
  return p;
}

// The end of a value without quotes.
size_t BareEnd(const Window& w, Form form, size_t p) {
  int depth = 0;
  for (; p < w.high; ++p) {
    const unsigned char c = w.At(p);
    if (c == '\\') {
      const unsigned char next = w.At(p + 1);
      if (next == 'n' || next == 'r' || next == 't' || next == 'u' || next == '0' || next == '\\' ||
          next == '"' || next == '\'') {
        break;
      }
    }
    if (c == '|' && form == Form::kTable) break;
    if (c == '#' && form == Form::kQuery) break;
    if (c == '{' || c == '(' || c == '[') ++depth;
    if (!Is(c, kEnd)) continue;
    // Brackets that opened in the value belong to it: ${X}, {{ x }}, ENC(abc).
    if ((c == '}' || c == ')' || c == ']') && depth > 0) {
      --depth;
      continue;
    }
    if (c == ' ' && depth >= 2 && w.At(p + 1) != 0) continue;  // {{ x }}
    break;
  }
  return p;
}

class Parser {
 public:
  Parser(const Window& window, size_t key_at, Assignment* out)
      : w_(window), key_at_(key_at), out_(*out) {}

  bool Run() {
    if (!FindName()) return false;
    size_t p = end_;
    if (!CloseName(&p)) return false;
    return Tag(p) || Sibling(p) || Operator(p);
  }

 private:
  // Sets start_ and end_ to the unquoted name around key_at_.
  bool FindName() {
    if (key_at_ <= w_.low || !IsKeyByte(w_, key_at_ - 1)) return false;
    end_ = key_at_;
    const size_t right = std::min(w_.high, key_at_ + kMaxName);
    while (end_ < right && IsKeyByte(w_, end_)) ++end_;
    start_ = key_at_;
    const size_t left = key_at_ > w_.low + kMaxName ? key_at_ - kMaxName : w_.low;
    while (start_ > left && IsKeyByte(w_, start_ - 1)) --start_;
    constexpr std::string_view kEscapedQuote = "u0022";
    if (w_.At(start_ - 1) == '\\' && w_.Sub(start_, end_).starts_with(kEscapedQuote)) {
      start_ += kEscapedQuote.size();
    }
    while (end_ > key_at_ && (w_.At(end_ - 1) == '-' || w_.At(end_ - 1) == '.')) --end_;
    bool letter = false;
    size_t dashes = 0;
    while (start_ < end_ && (w_.At(start_) == '-' || w_.At(start_) == '.')) {
      dashes += w_.At(start_) == '-';
      ++start_;
    }
    if (start_ >= key_at_) return false;
    for (size_t i = start_; i < end_ && !letter; ++i) letter = Is(w_.At(i), kLetter);
    if (!letter) return false;  // 12:30
    const unsigned char before = w_.At(start_ - dashes - 1);
    dash_ = dashes > 0 && dashes <= 2 &&
            (start_ - dashes == 0 || Is(before, kEnd) || before == '[' || before == '(');
    return true;
  }

  // Steps *p over what may follow a name before its operator: a closing quote, a bracket, `?`.
  bool CloseName(size_t* p) {
    Quote quote;
    if (CloseWideName(p)) {
      quoted_key_ = true;
    } else if (QuoteAt(w_, *p, &quote)) {
      if (quote.mark == 'w' || !FindOpening(quote)) return false;
      quoted_key_ = true;
      *p = quote.end;
    } else if (start_ > w_.low && w_.At(*p) == ' ' && IsQuoteMark(w_.At(start_ - 1))) {
      LongName(p);
    }
    const unsigned char c = w_.At(*p);
    if (c == ']') {
      if (quoted_key_ || w_.At(start_ - 1) == '[') ++*p;
    } else if (c == '[') {
      size_t q = *p + 1;
      while (q - *p < 32 && (Is(w_.At(q), kKey) || IsQuoteMark(w_.At(q)))) ++q;
      if (w_.At(q) == ']') *p = q + 1;
    } else if ((c == '?' || c == '!') && w_.At(*p + 1) == ':') {
      ++*p;
    } else if (c == '*' && w_.At(*p + 1) == '*') {
      *p += 2;  // **Password**: x
    }
    return true;
  }

  // A name in typographic quotes or in entities: &quot;password&quot;
  bool CloseWideName(size_t* p) {
    const unsigned char c = w_.At(*p);
    if (c < 0xC2 && c != '&' && c != '\\') return false;
    for (const WidePair& pair : kWidePairs) {
      const size_t size = pair.open.size();
      if (start_ < w_.low + size || *p + pair.close.size() > w_.high) continue;
      if (w_.text.substr(*p, pair.close.size()) != pair.close) continue;
      if (w_.text.substr(start_ - size, size) != pair.open) continue;
      opening_ = start_ - size;
      *p += pair.close.size();
      return true;
    }
    return false;
  }

  // The opening mark of a quoted name: directly before it, or a few words back ("my db password").
  bool FindOpening(const Quote& close) {
    const size_t limit = end_ > w_.low + 64 ? end_ - 64 : w_.low;
    size_t p = start_;
    while (p > limit) {
      const unsigned char c = w_.At(p - 1);
      if (c == static_cast<unsigned char>(close.mark)) {
        size_t slashes = 0;
        while (slashes < kMaxEscapes && w_.At(p - 2 - slashes) == '\\') ++slashes;
        if (slashes != close.escapes) return false;
        opening_ = p - 1 - slashes;
        while (w_.At(p) == '-' && p + 1 < end_) ++p;  // "--password"
        start_ = p;
        return true;
      }
      if (c == '\n' || c == '=' || c == '{' || c == '}' || c == '<' || c == '>' || c == ';' ||
          IsQuoteMark(c)) {
        return false;
      }
      --p;
    }
    return false;
  }

  // "password for the x" : the closing mark stands some words on.
  void LongName(size_t* p) {
    const unsigned char mark = w_.At(start_ - 1);
    for (size_t q = *p; q < std::min(w_.high, *p + 48); ++q) {
      const unsigned char c = w_.At(q);
      if (c == mark) {
        const unsigned char next = w_.At(SkipBlank(w_, q + 1));
        if (next != ':' && next != '=' && next != ']') return;
        end_ = q;
        *p = q + 1;
        opening_ = start_ - 1;
        quoted_key_ = true;
        return;
      }
      if (!Is(c, kKey) && c != ' ' && c != '/' && c != '(' && c != ')') return;
    }
  }

  size_t NameFront() const { return quoted_key_ ? opening_ : start_; }

  // The last byte before the name that is not blank; 0 at the start.
  unsigned char Before() const {
    const size_t p = SkipBlankBack(w_, NameFront());
    return p > w_.low ? w_.At(p - 1) : 0;
  }

  std::string_view WordBefore() const {
    size_t p = SkipBlankBack(w_, NameFront());
    if (p == NameFront()) return {};
    size_t q = WordStart(w_, p);
    if (q > w_.low && w_.At(q - 1) == '-') {  // set -x K v
      while (q > w_.low && w_.At(q - 1) == '-') --q;
      p = SkipBlankBack(w_, q);
      q = WordStart(w_, p);
    }
    if (q > w_.low && w_.At(q - 1) == '#') --q;
    return w_.Sub(q, p);
  }

  // <k>v</k>, <k value="v"/>, and a name in one element with its value in the next.
  bool Tag(size_t p) {
    if (quoted_key_) return false;
    if (w_.At(p) == '<') {
      if (w_.At(p + 1) != '/' || w_.At(start_ - 1) == '/') return false;
      const size_t close = TagEnd(p);
      if (close == 0) return false;
      const size_t next = SkipSpace(w_, close);
      if (w_.At(next) != '<' || w_.At(next + 1) == '/') return false;
      const size_t name_end = WordOrDashEnd(next + 1);
      if (!IsWeakKey(w_.Sub(next + 1, name_end))) return false;
      const size_t inside = TagEnd(next);
      return inside != 0 && Element(inside);
    }
    size_t open = start_;
    if (w_.At(open - 1) == ':') open = WordStart(w_, open - 1);
    if (open <= w_.low || w_.At(open - 1) != '<') return false;
    const unsigned char c = w_.At(p);
    if (c != '>' && !Is(c, kBlank)) return false;
    const size_t inside = TagEnd(open - 1);
    if (inside == 0) return false;
    if (w_.At(inside - 2) == '/') return AttributeValue(p, inside);
    return Element(inside);
  }

  size_t WordOrDashEnd(size_t p) const {
    while (Is(w_.At(p), kKey) || w_.At(p) == ':') ++p;
    return p;
  }

  // Behind the `>` of the tag that begins at `p`, or 0.
  size_t TagEnd(size_t p) const {
    for (size_t q = p + 1; q < std::min(w_.high, p + kMaxTag); ++q) {
      const unsigned char c = w_.At(q);
      if (c == '>') return q + 1;
      if (c == '<') return 0;
    }
    return 0;
  }

  bool Element(size_t p) {
    p = SkipSpace(w_, p);
    constexpr std::string_view kCdata = "<![CDATA[";
    if (w_.text.substr(p, kCdata.size()) == kCdata && p + kCdata.size() <= w_.high) {
      p += kCdata.size();
      size_t end = p;
      while (end < w_.high && w_.At(end) != ']' && w_.At(end) != '\n') ++end;
      return Accept(Form::kXml, p, end, false);
    }
    size_t end = p;
    while (end < w_.high && w_.At(end) != '<' && w_.At(end) != '\n' && w_.At(end) != '\r') ++end;
    while (end > p && Is(w_.At(end - 1), kBlank)) --end;
    return Accept(Form::kXml, p, end, false);
  }

  // value="v" among the attributes of the tag [p, tag_end).
  bool AttributeValue(size_t p, size_t tag_end) {
    for (; p < tag_end; ++p) {
      if (!Is(w_.At(p), kBlank)) continue;
      const size_t name = SkipBlank(w_, p), name_end = WordOrDashEnd(name);
      if (!IsWeakKey(w_.Sub(name, name_end)) || w_.At(name_end) != '=') continue;
      return Value(Form::kXml, name_end + 1);
    }
    return false;
  }

  // name="K" value="V", {"name": "K", "value": "V"}, and in YAML over two lines.
  bool Sibling(size_t p) {
    size_t q = SkipSpace(w_, p);
    if (w_.At(q) == ',' || w_.At(q) == ';') q = SkipSpace(w_, q + 1);
    if (q == p) return false;
    if (w_.At(q) == ':') ++q;  // :value =>
    Quote quote;
    const bool quoted = QuoteAt(w_, q, &quote);
    if (quoted) q = quote.end;
    const size_t word_end = WordOrDashEnd(q);
    if (word_end == q) return false;
    size_t after = word_end;
    // `value:` reads its colon as part of a name with a namespace.
    while (after > q && w_.At(after - 1) == ':') --after;
    if (!IsWeakKey(w_.Sub(q, after))) return false;
    if (!InNameAttribute()) return false;
    if (quoted && QuoteAt(w_, after, &quote)) after = quote.end;
    after = SkipBlank(w_, after);
    const unsigned char c = w_.At(after);
    if (c == '=' && w_.At(after + 1) == '>') return Value(Form::kArrow, after + 2);
    if (c == '=') return Value(Form::kXml, after + 1);
    if (c == ':') return Value(Form::kColon, after + 1);
    return false;
  }

  bool InNameAttribute() const {
    size_t p = SkipBlankBack(w_, NameFront());
    if (p <= w_.low) return false;
    if (w_.At(p - 1) == '>' && p - 1 > w_.low && w_.At(p - 2) == '=') --p;  // :name => "K"
    if (w_.At(p - 1) != '=' && w_.At(p - 1) != ':' && w_.At(p - 1) != '>') return false;
    p = SkipBlankBack(w_, p - 1);
    if (p > w_.low && IsQuoteMark(w_.At(p - 1))) --p;
    while (p > w_.low && w_.At(p - 1) == '\\') --p;
    size_t q = p;
    while (q > w_.low && Is(w_.At(q - 1), kKey)) --q;
    while (q < p && w_.At(q) == '-') ++q;
    return kNameAttributes.Has(w_.Sub(q, p));
  }

  bool Operator(size_t p) {
    const size_t at = SkipBlank(w_, p);
    const bool blank = at > p;
    const unsigned char c = w_.At(at), next = w_.At(at + 1);
    switch (c) {
      case '=':
        if (next == '=' || next == '~') return false;
        if (next == '>') return Arrow(at + 2);
        return Equals(at + 1);
      case ':':
        if (next == ':') return false;
        if (next == '=') return Equals(at + 2);
        if (next == '-' && w_.At(start_ - 1) == '{') return Value(Form::kEquals, at + 2);
        return Colon(at, at + 1, blank);
      case 0xEF:
        if (next != 0xBC) return false;
        if (w_.At(at + 2) == 0x9A) return Colon(at, at + 3, true);
        return w_.At(at + 2) == 0x9D && Equals(at + 3);
      case '?':
      case '+':
      case '.':
      case '|':
      case '&':
      case '^':
        if (next == '=' && w_.At(at + 2) != '=') return Equals(at + 2);
        if (next == c && w_.At(at + 2) == '=' && w_.At(at + 3) != '=') return Equals(at + 3);
        return c == '|' && next != '|' && Table(at + 1);
      case '<':
        if (next == '-' && !quoted_key_) return Value(Form::kArrow, at + 2);
        return next == '<' && w_.At(at + 2) == '-' && Value(Form::kArrow, at + 3);
      case '-': {
        if (next != '>') return blank && next != ' ' && Spaced(at);
        Quote quote;
        const size_t value = SkipBlank(w_, at + 2);
        return QuoteAt(w_, value, &quote) && Value(Form::kArrow, value);
      }
      case ',':
        return Pair(at + 1);
      case ';':
        return quoted_key_ && Serialized(at + 1);
      case '(':
        return !blank && Call(at + 1);
      case 0:
      case '\n':
      case '\r':
        return false;
      default:
        return blank && Spaced(at);
    }
  }

  bool Equals(size_t p) {
    if (dash_) return Value(Form::kFlag, p);
    const unsigned char before = quoted_key_ ? 0 : w_.At(start_ - 1);
    if (before == '?' || before == '&') return Value(Form::kQuery, p);
    return Value(Form::kEquals, p);
  }

  bool Arrow(size_t p) {
    Quote quote;
    const size_t value = SkipSpace(w_, p);
    // Without any quotes `password => x` is a function of password, except where the key is a
    // symbol.
    if (!quoted_key_ && w_.At(start_ - 1) != ':' && !QuoteAt(w_, value, &quote)) return false;
    return Value(Form::kArrow, value);
  }

  bool Colon(size_t colon, size_t p, bool blank) {
    if (Before() == '?') return false;  // a ? b : c
    const unsigned char before = w_.At(start_ - 1);
    if (!quoted_key_ && before == ':' && w_.At(start_ - 2) == ':') return false;
    if (w_.At(p) == '/' && w_.At(p + 1) == '/') return false;  // a URL
    const bool tight = !blank && p == colon + 1 && !Is(w_.At(p), kBlank) && w_.At(p) != '\n';
    Quote quote;
    if (w_.At(p) == '*' && w_.At(p + 1) == '*') p += 2;  // **Password:** x
    size_t value = SkipBlank(w_, p);
    if (tight && !quoted_key_ && !QuoteAt(w_, value, &quote)) {
      // user:pass in a URL, path:line in a log, a CSS selector.
      if ((before == '/' || before == '@') && start_ - 1 > w_.low && !Is(w_.At(start_ - 2), kBlank))
        return false;
      const unsigned char follows = w_.At(SkipBlank(w_, WordOrDashEnd(value)));
      if (follows == '{') return false;
    }
    Form form = IsHeader() ? Form::kHeader : Form::kColon;
    if (dash_) form = Form::kFlag;

    const unsigned char c = w_.At(value);
    if ((c == '|' || c == '>') && !tight) {  // a YAML block: the value is the next line
      size_t q = value + 1;
      while (w_.At(q) == '-' || w_.At(q) == '+' || Is(w_.At(q), kDigit)) ++q;
      q = SkipBlank(w_, q);
      if (w_.At(q) == '\n' || w_.At(q) == '\r')
        return Value(form, SkipSpace(w_, q), /*crossed=*/true);
    }
    size_t annotated = 0;
    const bool quoted = QuoteAt(w_, value, &quote);
    if (!quoted && Annotation(value, &annotated)) {
      return annotated != 0 && Value(Form::kEquals, annotated);
    }
    if (c == '&' && !tight) {  // a YAML anchor
      const size_t end = WordOrDashEnd(value + 1);
      if (end > value + 1 && Is(w_.At(end), kBlank)) value = SkipBlank(w_, end);
    }
    if (!QuoteAt(w_, value, &quote)) {
      if (!quoted_key_ && kStatements.Has(WordBefore())) return false;
      if (Is(w_.At(value), kLetter)) {
        const std::string_view word = w_.Sub(value, WordEnd(w_, value));
        const unsigned char behind = w_.At(value + word.size());
        if ((behind == 0 || Is(behind, kEnd) || behind == '.') && kProse.Has(word) && !quoted_key_)
          return false;
      }
    }
    return Value(form, value);
  }

  // `k: type = v`. True if a type stands at `p`; *value is where the value begins, or 0.
  bool Annotation(size_t p, size_t* value) const {
    size_t q = p;
    while (w_.At(q) == '&' || w_.At(q) == '*' || w_.At(q) == '[' || (w_.At(q) == ']' && q > p)) ++q;
    if (w_.At(q) == '\'') q = SkipBlank(w_, WordEnd(w_, q + 1));  // a Rust lifetime
    const size_t name = q;
    q = WordEnd(w_, q);
    if (q == name) return false;
    const bool known = kTypes.Has(w_.Sub(name, q));
    // The rest of a type: Optional[str], Map<String, String>, string | null, models.Secret.
    const size_t limit = std::min(w_.high, q + 48);
    size_t type_end = q;
    while (type_end < limit) {
      const unsigned char c = w_.At(type_end);
      if (!Is(c, kWord) && c != '.' && c != '[' && c != ']' && c != '<' && c != '>' && c != '|' &&
          c != ' ' && c != '?' && c != '*' && !(c == ',' && w_.At(q) != ',')) {
        break;
      }
      ++type_end;
    }
    const unsigned char c = w_.At(type_end), next = w_.At(type_end + 1);
    if (c == '=' && next != '=' && next != '>') {
      Quote quote;
      const bool quoted = QuoteAt(w_, SkipBlank(w_, type_end + 1), &quote);
      // `k: a = b` and `k: T="b"`, but not `k: a=b`.
      if (quoted || known || (Is(w_.At(type_end - 1), kBlank) && Is(next, kBlank))) {
        *value = type_end + 1;
        return true;
      }
    }
    if (!known) return false;
    const unsigned char behind = w_.At(q);
    return behind == 0 || Is(behind, kEnd) || behind == '[' || behind == '|' || behind == '?' ||
           behind == '(' || behind == '=' || behind == '.' || behind == ':';
  }

  bool IsHeader() const {
    if (quoted_key_) return false;
    const std::string_view key = w_.Sub(start_, end_);
    if (key.size() > 2 && (key[0] == 'X' || key[0] == 'x') && key[1] == '-') return true;
    static constexpr WordSet kHeaders({"authorization", "cookie", "set-cookie", "proxy-authorize",
                                       "private-token", "api-key", "job-token"});
    if (kHeaders.Has(key)) return true;
    size_t p = start_;  // curl -H "K: v"
    if (p > w_.low && IsQuoteMark(w_.At(p - 1))) --p;
    p = SkipBlankBack(w_, p);
    return p > w_.low + 1 && w_.At(p - 1) == 'H' && w_.At(p - 2) == '-';
  }

  // | k | v |
  bool Table(size_t p) {
    size_t front = NameFront();
    while (front > w_.low && w_.At(front - 1) == '*') --front;
    front = SkipBlankBack(w_, front);
    if (front <= w_.low || w_.At(front - 1) != '|') return false;
    p = SkipBlank(w_, p);
    Quote quote;
    if (QuoteAt(w_, p, &quote)) return Value(Form::kTable, p);
    const size_t end = BareEnd(w_, Form::kTable, p);
    const unsigned char behind = w_.At(SkipBlank(w_, end));
    if (behind != '|' && behind != '\n' && behind != 0) return false;
    return Accept(Form::kTable, p, end, false);
  }

  // set(k, "v"), ("k", "v"), "k","v" in a table of values.
  bool Pair(size_t p) {
    if (!quoted_key_) return false;
    const size_t value = SkipSpace(w_, p);
    Quote quote;
    if (!QuoteAt(w_, value, &quote) && !StringPrefix(value, &quote)) return false;
    const size_t front = SkipBlankBack(w_, opening_);
    if (AtLineStart(w_, front)) return Value(Form::kTable, value);
    const unsigned char before = w_.At(front - 1);
    if (before == '(' || before == '[' || before == '{') return Value(Form::kCall, value);
    if (before != ',') return false;
    // A further argument: the one before must not be a string, or this is a list of strings.
    const size_t other = SkipBlankBack(w_, front - 1);
    return other > w_.low && Is(w_.At(other - 1), kWord) && Value(Form::kCall, value);
  }

  // s:8:"password";s:4:"v" as PHP serializes.
  bool Serialized(size_t p) {
    if (w_.At(p) != 's' || w_.At(p + 1) != ':') return false;
    size_t q = p + 2;
    while (Is(w_.At(q), kDigit)) ++q;
    if (q == p + 2 || w_.At(q) != ':') return false;
    Quote quote;
    return QuoteAt(w_, q + 1, &quote) && QuotedValue(Form::kColon, quote);
  }

  // k("v")
  bool Call(size_t p) {
    if (quoted_key_) return false;
    size_t name = end_;
    while (name > start_ && w_.At(name - 1) != '.') --name;
    if (name >= key_at_) return false;  // k.method("v") says nothing of k
    const std::string_view callee = w_.Sub(name, end_);
    if (IsWrapper(callee)) return false;
    size_t verb = 0;
    while (verb < callee.size() && (verb == 0 || callee[verb] < 'A' || callee[verb] > 'Z') &&
           callee[verb] != '_')
      ++verb;
    if (kAskers.Has(callee) || (verb < callee.size() && kAskers.Has(callee.substr(0, verb))))
      return false;
    const size_t value = SkipSpace(w_, p);
    Quote quote;
    if (!QuoteAt(w_, value, &quote) && !StringPrefix(value, &quote)) return false;
    const size_t start = start_;
    start_ = name;
    if (Value(Form::kCall, value)) return true;
    start_ = start;
    return false;
  }

  // createSecretKey("v"), to_bytes("v"): makes of its argument what is assigned.
  static bool IsMaker(std::string_view callee) {
    static constexpr WordSet kMakers({"create", "make", "to", "from", "parse", "decode", "build",
                                      "import", "encode", "wrap", "new", "as"});
    size_t verb = 0;
    while (verb < callee.size() && (callee[verb] < 'A' || callee[verb] > 'Z') &&
           callee[verb] != '_') {
      ++verb;
    }
    return verb < callee.size() && kMakers.Has(callee.substr(0, verb));
  }

  static bool IsWrapper(std::string_view callee) { return kWrappers.Has(callee); }

  // Only blanks between name and value: flags, .netrc, setenv, SQL, and sentences.
  bool Spaced(size_t at) {
    Quote quote;
    if (dash_) {
      if (end_ - start_ < 2 || w_.At(at) == '-' || w_.At(at) == '|' || w_.At(at) == '>')
        return false;
      return Value(Form::kFlag, at);
    }
    if (quoted_key_) {
      // `password` is "x": a name in a code span.
      if (!Is(w_.At(at), kLetter)) return false;
    } else if (QuoteAt(w_, at, &quote) || StringPrefix(at, &quote)) {
      return !kStatements.Has(w_.Sub(start_, end_)) && Value(Form::kSpace, at);
    }
    // Words between: is, set to, by.
    size_t p = at, value = at;
    for (int links = 0; links < 4; ++links) {
      const size_t word_end = WordEnd(w_, p);
      const std::string_view word = w_.Sub(p, word_end);
      if (links == 0 && kTypesBehind.Has(word)) return TypeBehind(word_end);
      if (!kLinks.Has(word)) break;
      size_t q = SkipBlank(w_, word_end);
      if (q == word_end && w_.At(q) == ':') q = SkipBlank(w_, q + 1);
      if (q == word_end) break;
      p = value = q;
    }
    if (value > at) {
      if (QuoteAt(w_, value, &quote) || StringPrefix(value, &quote))
        return Value(Form::kSpace, value);
      return SaysSecret(value, 4) && Value(Form::kSpace, value);
    }
    if (quoted_key_) return SeveralWords(at);
    if (kSetters.Has(WordBefore())) return SingleWord(at) && Value(Form::kSpace, at);
    if (NetrcBefore()) return Value(Form::kSpace, at);
    if (AtLineStart(w_, SkipBlankBack(w_, start_)) && w_.At(start_ - 1) != '-' && LastOnLine(at) &&
        SaysSecret(at, 6)) {
      return Value(Form::kSpace, at);
    }
    return SeveralWords(at);
  }

  bool TypeBehind(size_t p) {
    if (w_.At(p) == '(') {  // varchar(50)
      ++p;
      while (Is(w_.At(p), kWord)) ++p;
      if (w_.At(p) != ')') return false;
      ++p;
    }
    p = SkipBlank(w_, p);
    if (w_.At(p) == '=' && w_.At(p + 1) != '=') return Value(Form::kEquals, p + 1);
    const size_t word_end = WordEnd(w_, p);
    static constexpr WordSet kDefault({"default"});
    return kDefault.Has(w_.Sub(p, word_end)) && Value(Form::kEquals, word_end);
  }

  // "password for admin: x", "secret access key = x": up to three more words, then the operator.
  bool SeveralWords(size_t p) {
    if (quoted_key_ || kStatements.Has(WordBefore()) || kStatements.Has(w_.Sub(start_, end_)))
      return false;
    for (int words = 0; words < 3; ++words) {
      const size_t word_end = WordOrDashEnd(p);
      size_t end = word_end;
      while (end > p && w_.At(end - 1) == ':') --end;
      if (end == p) return false;
      const std::string_view word = w_.Sub(p, end);
      static constexpr WordSet kCode({"if",   "then",       "else",   "and",  "or",    "not",
                                      "in",   "is",         "return", "when", "while", "await",
                                      "as",   "instanceof", "typeof", "new",  "do",    "be",
                                      "must", "should",     "can",    "will", "are",   "was",
                                      "has",  "this",       "that",   "end"});
      if (kCode.Has(word)) return false;
      const size_t at = SkipBlank(w_, end);
      const unsigned char c = w_.At(at), next = w_.At(at + 1);
      if (c == ':' && Is(next, kBlank)) {
        const size_t value = SkipBlank(w_, at + 1);
        const std::string_view first = w_.Sub(value, WordEnd(w_, value));
        if (kProse.Has(first) || kTypes.Has(first)) return false;
        end_ = end;
        return Value(Form::kColon, value);
      }
      if (c == '=' && next != '=' && next != '>' && at > end &&
          kQualifiers.Has(w_.Sub(start_, end_)) && words == 0) {
        end_ = end;
        return Value(Form::kEquals, at + 1);
      }
      if (at == end || !Is(c, kLetter)) return false;
      p = at;
    }
    return false;
  }

  // True if a single word stands at `p` up to the end of the line or command.
  bool SingleWord(size_t p) const {
    const size_t q = SkipBlank(w_, BareEnd(w_, Form::kSpace, p));
    const unsigned char c = w_.At(q);
    return c == 0 || c == '\n' || c == '\r' || c == ';' || c == '&' || c == '#' || c == '"' ||
           c == '\'' || c == '\\';
  }

  bool LastOnLine(size_t p) const {
    const size_t q = SkipBlank(w_, BareEnd(w_, Form::kSpace, p));
    return w_.At(q) == 0 || w_.At(q) == '\n' || w_.At(q) == '\r';
  }

  bool NetrcBefore() const {
    // login NAME password X, or on lines of their own.
    size_t p = SkipSpaceBack(start_);
    for (int words = 0; words < 4 && p > w_.low; ++words) {
      size_t q = p;
      while (q > w_.low && w_.At(q - 1) > ' ') --q;
      if (kNetrc.Has(w_.Sub(q, p))) return words == 1 || words == 3;
      p = SkipSpaceBack(q);
    }
    return false;
  }

  size_t SkipSpaceBack(size_t p) const {
    while (p > w_.low && w_.At(p - 1) <= ' ' && w_.At(p - 1) != 0) --p;
    return p;
  }

  // A bare word in a sentence is believed only if it does not look like one.
  bool SaysSecret(size_t p, size_t least) const {
    const size_t end = BareEnd(w_, Form::kSpace, p);
    bool letter = false, digit = false, symbol = false, inner = false;
    for (size_t i = p; i < end; ++i) {
      const unsigned char c = w_.At(i);
      if (Is(c, kLetter)) {
        letter = true;
        inner = inner || symbol;
      } else if (Is(c, kDigit)) {
        digit = true;
      } else if (c == '!' || c == '@' || c == '#' || c == '$' || c == '%' || c == '^' || c == '*' ||
                 c == '+' || c == '~') {
        symbol = true;
      }
    }
    return end - p >= least && letter && (digit || inner);
  }

  // A letter or two, or a call that hands its argument on, before the quote of a value.
  bool StringPrefix(size_t p, Quote* quote) const {
    for (size_t n = 1; n <= 3; ++n) {
      const unsigned char c = w_.At(p + n - 1);
      const unsigned char lower = c | 0x20;
      const bool prefix = lower == 'f' || lower == 'r' || lower == 'b' || lower == 'u' ||
                          lower == 'l' || lower == 's' || lower == 'n' || lower == 'e' ||
                          lower == 'x' || c == '8' || c == '@' || c == '$';
      if (!prefix) return false;
      if (IsQuoteMark(w_.At(p + n)) && QuoteAt(w_, p + n, quote)) return true;
    }
    return false;
  }

  // Parses the value at `p`. `crossed`: line ends were crossed on purpose.
  bool Value(Form form, size_t p, bool crossed = false) {
    const size_t blank = SkipBlank(w_, p);
    size_t at = SkipSpace(w_, p);
    bool new_line = at != blank && !crossed;
    if (form == Form::kQuery && at != p) return false;
    Quote quote;
    size_t stripped = 0;
    if (new_line && (form == Form::kColon || form == Form::kHeader) && w_.At(at) == '-' &&
        w_.At(at + 1) == ' ') {
      return ListItem(form, SkipBlank(w_, at + 1));
    }
    // Brackets and calls around a quoted value.
    for (int depth = 0; depth < 4; ++depth) {
      if (QuoteAt(w_, at, &quote) || StringPrefix(at, &quote)) return QuotedValue(form, quote);
      size_t q = at;
      if (w_.At(q) == '(' || (w_.At(q) == '[' && w_.At(q + 1) != ']')) {
        q = SkipSpace(w_, q + 1);
      } else {
        if (w_.At(q) == '[') q += 2;  // []byte("v")
        while (Is(w_.At(q), kKey) || (w_.At(q) == ':' && w_.At(q + 1) == ':') ||
               (w_.At(q) == ':' && q > at && w_.At(q - 1) == ':')) {
          ++q;
        }
        if (q == at || w_.At(q - 1) == ']') break;
        if (Is(w_.At(q), kBlank)) {
          static constexpr WordSet kNew({"new", "await", "not"});
          if (!kNew.Has(w_.Sub(at, q))) break;
          q = SkipBlank(w_, q);
        } else if (w_.At(q) == '(' || w_.At(q) == '!') {
          size_t name = q;
          while (name > at && w_.At(name - 1) != '.' && w_.At(name - 1) != ':' &&
                 w_.At(name - 1) != ']') {
            --name;
          }
          if (!IsWrapper(w_.Sub(name, q)) && !IsMaker(w_.Sub(name, q))) break;
          if (w_.At(q) == '!') ++q;
          if (w_.At(q) == '(') ++q;
        } else {
          break;
        }
      }
      if (!QuoteAt(w_, q, &quote) && !StringPrefix(q, &quote) && !Is(w_.At(q), kLetter)) break;
      at = q;
      ++stripped;
    }
    if (new_line) return false;  // a nested block, or the next statement
    return BareValue(form, blank == at || crossed ? at : stripped > 0 ? blank : at);
  }

  // The first item of a YAML list: quoted, behind Bearer, or a lone word that looks like no word.
  bool ListItem(Form form, size_t p) {
    Quote quote;
    if (QuoteAt(w_, p, &quote)) return QuotedValue(form, quote);
    Form scheme = form;
    if (SkipScheme(p, w_.high, &scheme) == p && (!LastOnLine(p) || !SaysSecret(p, 6))) return false;
    return BareValue(form, p);
  }

  bool QuotedValue(Form form, Quote quote) {
    size_t begin = quote.end;
    // Three quotes open a long string.
    if (quote.escapes == 0 && w_.At(begin) == static_cast<unsigned char>(quote.mark) &&
        w_.At(begin + 1) == static_cast<unsigned char>(quote.mark) && quote.mark != 'w') {
      begin += 2;
      if (w_.At(begin) == '\n') ++begin;
    } else if (quote.mark == '`' && w_.At(begin) == '`') {
      ++begin;  // a code span of two marks
    }
    const size_t end = QuotedEnd(w_, quote, begin);
    const size_t inner = SkipScheme(begin, end, &form);
    return Accept(form, inner, end, true);
  }

  bool BareValue(Form form, size_t p) {
    const unsigned char c = w_.At(p);
    if (c == '{' && w_.At(p + 1) != '{') return false;  // a nested object
    if (c == '[' || c == '(') return false;
    if (c == '-' && form == Form::kFlag) return false;
    size_t end = BareEnd(w_, form, p);
    const size_t inner = SkipScheme(p, w_.high, &form);
    if (inner != p) {
      p = inner;
      end = BareEnd(w_, form, p);
    }
    if (form == Form::kSpace) {  // the end of a sentence is not part of the value
      while (end > p && (w_.At(end - 1) == '.' || w_.At(end - 1) == ':' || w_.At(end - 1) == '?'))
        --end;
    }
    return Accept(form, p, end, false);
  }

  // Behind the word Bearer and its like, if the value [p, end) begins with one.
  size_t SkipScheme(size_t p, size_t end, Form* form) const {
    if (!Is(w_.At(p), kLetter)) return p;
    size_t q = p;
    while (q < end && q - p <= 16 && (Is(w_.At(q), kWord) || w_.At(q) == '-')) ++q;
    if (w_.At(q) != ' ' || q >= end) return p;
    const std::string_view word = w_.Sub(p, q);
    if (!kSchemes.Has(word)) return p;
    if (kVagueSchemes.Has(word) && !KeyNames(w_.Sub(start_, end_), "authorization") &&
        !KeyNames(w_.Sub(start_, end_), "auth")) {
      return p;
    }
    q = SkipBlank(w_, q);
    Quote quote;
    if (q >= end || w_.At(q) == 0 || Is(w_.At(q), kEnd) || QuoteAt(w_, q, &quote)) return p;
    *form = Form::kHeader;
    return q;
  }

  bool Accept(Form form, size_t begin, size_t end, bool quoted) {
    if (end <= begin || end > w_.high) return false;
    out_ = {.found = true,
            .quoted = quoted,
            .key_start = start_,
            .key_end = end_,
            .value_start = begin,
            .value_end = end,
            .form = form};
    JoinQualifier();
    if (form == Form::kColon && !quoted_key_) JoinPhrase();
    return true;
  }

  // "root password for the console: x" : up to four words from the line's beginning are one name.
  void JoinPhrase() {
    size_t p = out_.key_start;
    if (p <= w_.low + 1 || w_.At(p - 1) != ' ' || !Is(w_.At(p - 2), kWord)) return;
    if (kLinks.Has(w_.Sub(out_.key_start, out_.key_end))) return;
    for (int words = 0; words < 4; ++words) {
      const size_t start = WordStart(w_, p - 1);
      if (kStatements.Has(w_.Sub(start, p - 1))) return;
      p = start;
      if (p > w_.low + 1 && w_.At(p - 1) == ' ' && Is(w_.At(p - 2), kWord)) continue;
      // The words must be all there is, but for indentation, a bullet or an opening quote.
      size_t line = p;
      for (int n = 0; n < 40 && line > w_.low; ++n) {
        const unsigned char c = w_.At(line - 1);
        if (c == '\n' || IsQuoteMark(c)) break;
        if (!Is(c, kBlank) && c != '-' && c != '*' && c != '#' && c != '>' && c != '/' && c != '|')
          return;
        --line;
      }
      if (line == 0 || AtLineStart(w_, line) || IsQuoteMark(w_.At(line - 1))) out_.key_start = p;
      return;
    }
  }

  // "secret key = x": the word before belongs to the name.
  void JoinQualifier() {
    if (quoted_key_ || out_.form == Form::kXml || out_.form == Form::kFlag) return;
    for (int words = 0; words < 2; ++words) {
      const size_t p = out_.key_start;
      if (p <= w_.low + 1 || w_.At(p - 1) != ' ') return;
      const size_t q = WordStart(w_, p - 1);
      if (q + 1 >= p || !kQualifiers.Has(w_.Sub(q, p - 1))) return;
      if (q > w_.low && (IsKeyByte(w_, q - 1) || w_.At(q - 1) == '$' || w_.At(q - 1) == '<'))
        return;
      out_.key_start = q;
    }
  }

  const Window& w_;
  const size_t key_at_;
  Assignment& out_;
  size_t start_ = 0, end_ = 0;  // the name
  size_t opening_ = 0;          // its opening quote, if quoted_key_
  bool quoted_key_ = false;
  bool dash_ = false;  // -name or --name
};

}  // namespace

bool IsKeyByte(const Window& window, size_t i) {
  const unsigned char c = window.At(i);
  if (c < 0x80) return Is(c, kKey);
  size_t lead = i;
  while (lead > window.low && i - lead < 3 && (window.At(lead) & 0xC0) == 0x80) --lead;
  return !IsPunctuation(window, lead);
}

size_t SkipQuoteBack(const Window& window, size_t p) {
  if (p <= window.low) return p;
  if (IsQuoteMark(window.At(p - 1))) {
    --p;
    while (p > window.low && window.At(p - 1) == '\\') --p;
    return p;
  }
  const unsigned char last = window.At(p - 1);
  if (last < 0x80 && last != ';' && last != '2') return p;
  for (const WidePair& pair : kWidePairs) {
    const size_t size = pair.close.size();
    if (p >= window.low + size && window.text.substr(p - size, size) == pair.close) return p - size;
  }
  return p;
}

bool IsScheme(std::string_view word) { return kSchemes.Has(word); }
bool IsLink(std::string_view word) { return kLinks.Has(word); }
bool IsWeakKey(std::string_view key) { return kWeak.Has(key) || kTypes.Has(key); }

bool ParseFrom(const Window& window, size_t key_at, Assignment* out) {
  return Parser(window, key_at, out).Run();
}

}  // namespace weir::assignment_internal
