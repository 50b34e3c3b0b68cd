// Expressions that some tool fills in later: shells, templates, CI variables, format strings.
//
// An opening mark alone is not enough, because passwords contain `${` and `<%` by chance: the
// expression must close, or run to the end of a value that it begins (rules often stop before a
// brace).
#include <algorithm>
#include <array>
#include <string_view>

#include "absl/strings/ascii.h"
#include "judge/codec.h"
#include "judge/placeholder_parts.h"
#include "judge/randomness.h"

namespace weir {
namespace {

constexpr size_t kNone = std::string_view::npos;

bool IsWordStart(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool IsWord(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

bool IsIdentifier(std::string_view text) {
  if (text.empty() || !IsWordStart(text[0])) return false;
  for (char c : text) {
    if (!IsWord(c)) return false;
  }
  return true;
}

// A name as people write names, not a random token that happens to be an identifier.
bool IsPlainName(std::string_view text) {
  return IsIdentifier(text) && (text.size() < 12 || RandomnessScore(text) < 1.5f);
}

bool HasUpper(std::string_view text) {
  for (char c : text) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c))) return true;
  }
  return false;
}

// How far behind an opening mark its end is looked for: keeps hostile text linear.
constexpr size_t kMaxExpression = 256;

// What may stand between marks that passwords hold by chance: names, paths, defaults, strings,
// calls.
bool IsExpressionText(std::string_view text) {
  bool letter = false;
  for (char c : text) {
    if (!IsWord(c) && !Contains(" ._-:?/'\"()[]|,=$!+*\n\t", c)) return false;
    letter = letter || absl::ascii_isalpha(static_cast<unsigned char>(c));
  }
  return letter && (text.size() < 12 || RandomnessScore(text) < 1.5f);
}

// Between marks that are never there by chance: anything that can be printed and has a letter.
bool IsPrintable(std::string_view text) {
  bool letter = false;
  for (char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (byte < ' ' && c != '\n' && c != '\t' && c != '\r') return false;
    letter = letter || absl::ascii_isalpha(byte);
  }
  return letter;
}

struct Mark {
  std::string_view open, close;
  bool strong;  // both marks are of two characters or more
};

constexpr Mark kMarks[] = {
    {"${{", "}}", true},   {"{{", "}}", true}, {"<%", "%>", true},  {"{%", "%}", true},
    {"${", "}", false},    {"$(", ")", false}, {"#{", "}", false},  {"$[ ", " ]", true},
    {"$ENV{", "}", false}, {"{$", "}", false}, {"\\(", ")", false}, {"@@", "@@", false},
    {"<< ", " >>", true},  {"[[", "]]", true}, {"%{", "}", false},
};

// Bytes that an expression may begin with.
constexpr std::array<bool, 256> kOpens = [] {
  std::array<bool, 256> opens{};
  for (const Mark& mark : kMarks) opens[static_cast<unsigned char>(mark.open[0])] = true;
  return opens;
}();

// The expression that begins at `at`, or 0.
size_t ExpressionAt(std::string_view value, size_t at) {
  for (const Mark& mark : kMarks) {
    if (value.substr(at, mark.open.size()) != mark.open) continue;
    const size_t inside = at + mark.open.size();
    std::string_view text = value.substr(std::min(inside, value.size()), kMaxExpression);
    size_t close = text.find(mark.close);
    text = text.substr(0, close);
    if (close != kNone) close += inside;
    if (text.empty()) continue;
    const char first = text[0];
    if (close != kNone) {
      if (mark.strong ? !IsPrintable(text) : !IsExpressionText(text)) continue;
      if (!mark.strong && !IsWordStart(first) && first != '$' && first != '(' && first != '.')
        continue;
      // `${kJ}` in a generated password of 20 marks is one in 10,000: what stands inside must be
      // three letters, or reach a border of the value.
      const size_t end = close + mark.close.size();
      if (mark.strong || at == 0 || end == value.size() || text.size() >= 3) return end - at;
      continue;
    }
    // Cut by the rule's alphabet: the value begins with the mark and goes on as an expression does.
    if (at != 0 || !IsExpressionText(text)) continue;
    if (mark.strong ? first == ' ' || first == '=' || first == '-' || IsPlainName(text)
                    : IsPlainName(text.substr(0, text.find_first_of(":.-? (")))) {
      return value.size();
    }
  }
  // %(name)s of Python, with or without the conversion letter.
  if (value.substr(at, 2) == "%(") {
    size_t close = value.substr(at, kMaxExpression).find(')');
    if (close != kNone) close += at;
    if (close != kNone && IsIdentifier(value.substr(at + 2, close - at - 2))) {
      const bool letter = close + 1 < value.size() && Contains("sdr", value[close + 1]);
      return close + (letter ? 2 : 1) - at;
    }
  }
  return 0;
}

// `%NAME%` and its like: the whole value between two equal marks.
bool IsWrapped(std::string_view value, std::string_view open, std::string_view close) {
  if (value.size() <= open.size() + close.size() || !StartsWith(value, open)) return false;
  if (!value.ends_with(close)) return false;
  value.remove_prefix(open.size());
  value.remove_suffix(close.size());
  for (char c : value) {
    if (!IsWord(c) && c != '.' && c != '-' && c != ' ') return false;
  }
  const bool letter = std::any_of(value.begin(), value.end(), absl::ascii_isalpha);
  return letter && IsWordStart(value[0]) && (value.size() < 12 || RandomnessScore(value) < 1.5f);
}

// <your-api-key>, [INSERT TOKEN HERE], {client secret}, <40-char-hex>: words in brackets.
bool IsBracketed(std::string_view value) {
  if (value.size() < 3) return false;
  const char open = value.front();
  const char close = value.back();
  const bool pair = (open == '<' && close == '>') || (open == '[' && close == ']') ||
                    (open == '{' && close == '}') || (open == '(' && close == ')');
  if (!pair) return false;
  const std::string_view inside = value.substr(1, value.size() - 2);
  size_t letters = 0;
  for (char c : inside) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalpha(byte) || byte >= 0x80) {
      ++letters;
    } else if (!IsWord(c) && !Contains(" -.:|/'()", c)) {
      return false;
    }
  }
  if (inside == "0" || inside == "1") return open == '{';  // {0} of format strings
  if (letters < 2 && inside.size() > 2) return false;
  return inside.size() < 8 ? letters > 0 : RandomnessScore(inside) < 1.2f;
}

// A digit between letters is how passwords are made ($uperS3cret), except in names with
// underscores.
bool IsVariableName(std::string_view text) {
  if (text.size() > 64 || !IsPlainName(text)) return false;
  if (Contains(text, '_')) return true;
  const size_t digit = text.find_first_of("0123456789");
  return digit == kNone || text.find_first_not_of("0123456789", digit) == kNone;
}

// $NAME, or several with marks between them: $USER:$PW.
bool IsVariables(std::string_view value) {
  while (!value.empty()) {
    if (value[0] != '$') return false;
    size_t end = 1;
    while (end < value.size() && IsWord(value[end])) ++end;
    if (!IsVariableName(value.substr(1, end - 1))) return false;
    if (end < value.size() && !Contains(":/@-.,; ", value[end])) return false;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return true;
}

// The whole value is one reference by its first mark.
bool IsWholeName(std::string_view value) {
  if (value.size() < 2) return false;
  const std::string_view rest = value.substr(1);
  switch (value[0]) {
    case '$':
      if (StartsWith(rest, "env:") || StartsWith(rest, "Env:")) return true;
      return IsVariables(value);
    case '%':  // printf conversions
      return value == "%s" || value == "%d" || value == "%v" || value == "%@" || value == "%q" ||
             IsWrapped(value, "%", "%");
    case ':':
      return IsPlainName(rest) && !HasUpper(rest) && rest.size() >= 2 && rest.size() <= 32;
    case '&':
      return value.back() == ';' && IsPlainName(rest.substr(0, rest.size() - 1));
    case '!':
      return StartsWith(value, "!Ref ") || StartsWith(value, "!Sub ") ||
             StartsWith(value, "!GetAtt ") || StartsWith(value, "!ImportValue ") ||
             StartsWith(value, "!vault") || StartsWith(value, "!secret ") ||
             StartsWith(value, "!reference ") || IsWrapped(value, "!", "!");
    case '@':
      return IsWrapped(value, "@", "@");
    case '#':
      return IsWrapped(value, "#", "#");
    case '_':
      return value.size() > 4 && IsWrapped(value, "__", "__");
    case '`':
      return value.size() > 2 && value.back() == '`' &&
             IsExpressionText(value.substr(1, value.size() - 2));
    case '~':
      return IsWrapped(value, "~", "~");
    default:
      return false;
  }
}

// Ciphertext in the dress of a value: not the secret itself.
bool IsSealed(std::string_view value) {
  return StartsWith(value, "ENC[") || StartsWith(value, "ENC(") || StartsWith(value, "{cipher}") ||
         StartsWith(value, "DEC::") || StartsWith(value, "$ANSIBLE_VAULT");
}

}  // namespace

Expression FindExpression(std::string_view value) {
  if (value.empty()) return {};
  if (IsSealed(value) || IsWholeName(value) || IsBracketed(value)) return {0, value.size()};
  for (size_t at = 0; at + 1 < value.size(); ++at) {
    if (!kOpens[static_cast<unsigned char>(value[at])]) continue;
    if (const size_t size = ExpressionAt(value, at); size != 0) return {at, size};
  }
  // "Bearer %s", "pwd=%s": a conversion after a word and a mark.
  if (value.size() > 2 && (value.ends_with("%s") || value.ends_with("{}"))) {
    const char before = value[value.size() - 3];
    if (Contains(" =:\"'", before)) return {value.size() - 2, 2};
  }
  return {};
}

}  // namespace weir
