#include "rules/regex_parser.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "rules/cat.h"
#include "rules/regex_class.h"
#include "rules/walk.h"

// A recursive descent over the text: alternatives, sequences, items. What RE2 takes and this does
// not is refused by name, so that a rule never means one thing to the tree and another to RE2,
// which runs the text as it was written. The whole is parsed twice if it has groups: only at the
// end is it known which group is the secret.

namespace weir {
namespace {

constexpr size_t kMaxText = 4096;
constexpr int kMaxNesting = 32;
constexpr size_t kMaxNodes = 4096;
constexpr uint32_t kMaxCount = 1000;  // RE2's bound for one count and for nested counts multiplied
constexpr uint32_t kMaxOpenNesting = 2;  // (a+b)+ is useful, a third level never was

constexpr ByteSet kAny = ByteSet::Range(0, 255);
constexpr ByteSet kNameBytes = ByteSet::Range('a', 'z') | ByteSet::Range('A', 'Z') |
                               ByteSet::Range('0', '9') | ByteSet::Of("_");

bool IsAlpha(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }
bool IsHigh(char c) { return static_cast<unsigned char>(c) >= 0x80; }

bool IsEmpty(const Node& node) { return node.kind == Node::Kind::kConcat && node.kids.empty(); }

bool HasLetter(const std::string& bytes) {
  return std::any_of(bytes.begin(), bytes.end(), IsAlpha);
}

// Whether `next` can be appended to `last` as one literal; fold_case is then that of either with
// letters.
bool Joins(const Node& last, const Node& next) {
  if (last.kind != Node::Kind::kLiteral || next.kind != Node::Kind::kLiteral) return false;
  if (last.secret || next.secret) return false;
  return last.fold_case == next.fold_case || !HasLetter(last.literal) || !HasLetter(next.literal);
}

struct Flags {
  bool fold = false;
  bool dot_nl = false;
};

// A piece of the tree and what the limits need to know about it.
struct Part {
  Node node = Node::Concat({});
  uint32_t count_product = 1;  // of nested counts
  uint32_t open_nesting = 0;   // of nested unbounded counts
  bool has_secret = false;

  void Absorb(const Part& other) {
    count_product = std::max(count_product, other.count_product);
    open_nesting = std::max(open_nesting, other.open_nesting);
    has_secret = has_secret || other.has_secret;
  }
};

class Parser {
 public:
  // `secret` is the number of the capture group that is the secret, counted from 1; 0 = none.
  Parser(std::string_view text, size_t secret, Diagnostic* error)
      : text_(text), secret_(secret), error_(error) {}

  std::optional<ParsedRegex> Parse();
  const std::vector<std::string_view>& captures() const { return captures_; }

 private:
  std::nullopt_t Fail(std::string_view code, size_t offset, size_t length, std::string message,
                      std::string hint = "");
  bool More() const { return pos_ < text_.size(); }
  bool Next(std::string_view s) const { return text_.substr(pos_, s.size()) == s; }
  bool Take(std::string_view s) {
    if (!Next(s)) return false;
    pos_ += s.size();
    return true;
  }

  bool LeadingFlagsAndAnchors(Flags* flags, ParsedRegex* out);
  bool TrailingAnchors(ParsedRegex* out);
  bool FlagLetters(size_t open, Flags* flags);
  std::optional<Part> Alternatives(Flags flags, int depth);
  std::optional<Part> Sequence(Flags flags, int depth);
  std::optional<Part> Atom(Flags flags, int depth);
  std::optional<Part> Group(Flags flags, int depth);
  std::optional<Part> Literal(char c, Flags flags, size_t offset, size_t length);
  std::optional<Part> Count(Part atom, size_t atom_begin);
  bool ParseBraces(size_t open, uint32_t* min, uint32_t* max);
  std::optional<ByteSet> PerlClass() const;
  std::optional<unsigned char> Escape();
  std::optional<ByteSet> Class(Flags flags);
  bool ClassItem(Flags flags, ByteSet* set);
  std::optional<unsigned char> ClassByte(bool fold);

  std::string_view text_;
  size_t pos_ = 0;
  size_t secret_;
  Diagnostic* error_;
  std::vector<std::string_view> captures_;  // names; "" for a group without one
  size_t nodes_ = 0;
  bool top_alternation_ = false;
  ParsedRegex ends_;             // the anchors seen
  size_t anchor_at_ = SIZE_MAX;  // the first of them
};

std::nullopt_t Parser::Fail(std::string_view code, size_t offset, size_t length,
                            std::string message, std::string hint) {
  if (error_ == nullptr) return std::nullopt;
  *error_ = Diagnostic();
  error_->code = code;
  error_->offset = std::min(offset, text_.size());
  error_->length = std::max<size_t>(length, 1);
  error_->message = std::move(message);
  error_->hint = std::move(hint);
  return std::nullopt;
}

std::optional<ParsedRegex> Parser::Parse() {
  if (text_.size() > kMaxText) {
    return Fail("R202", kMaxText, 1, Cat("the regex has more than ", kMaxText, " bytes"));
  }
  Flags flags;
  if (!LeadingFlagsAndAnchors(&flags, &ends_)) return std::nullopt;
  std::optional<Part> part = Alternatives(flags, 0);
  if (!part) return std::nullopt;
  if (More()) {  // only a ) ends the outermost alternatives early
    return Fail("R201", pos_, 1, "a ) without its (", "write \\) for the character itself");
  }
  if (anchor_at_ != SIZE_MAX && top_alternation_) {
    return Fail("R211", anchor_at_, 1, "this anchor belongs to one alternative only",
                "put the alternatives in a group: \\b(?:a|b)\\b");
  }
  const uint32_t shortest = Lengths(part->node).min;
  if (shortest > kMaxSpan) {
    return Fail(
        "R202", 0, text_.size(),
        Cat("the shortest match has ", shortest, " bytes; a finding has at most ", kMaxSpan));
  }
  if (shortest == 0) {
    return Fail("R213", 0, text_.size(), "the regex matches the empty string",
                "require at least one byte");
  }
  ends_.tree = std::move(part->node);
  return std::move(ends_);
}

bool Parser::LeadingFlagsAndAnchors(Flags* flags, ParsedRegex* out) {
  while (true) {
    const size_t begin = pos_;
    if (Take("^") || Take("\\A")) {
      out->text_start = true;
    } else if (Take("\\b")) {
      out->word_start = true;
    } else if (Next("(?")) {
      // (?is) but not (?is:...), which is a group and parsed as one.
      const size_t end = text_.find_first_not_of("is", pos_ + 2);
      if (end == std::string_view::npos || end == pos_ + 2 || text_[end] != ')') return true;
      pos_ += 2;
      if (!FlagLetters(begin, flags)) return false;
      ++pos_;
      continue;
    } else {
      return true;
    }
    anchor_at_ = std::min(anchor_at_, begin);
  }
}

// At `$`, \z or \b. True if nothing but such anchors follows; then all are taken.
bool Parser::TrailingAnchors(ParsedRegex* out) {
  const size_t begin = pos_;
  bool word = false, text = false;
  while (More()) {
    if (Take("$") || Take("\\z")) {
      text = true;
    } else if (Take("\\b")) {
      word = true;
    } else {
      pos_ = begin;
      return false;
    }
  }
  out->word_end = out->word_end || word;
  out->text_end = out->text_end || text;
  anchor_at_ = std::min(anchor_at_, begin);
  return true;
}

// Letters up to `)` or `:`, which is left for the caller.
bool Parser::FlagLetters(size_t open, Flags* flags) {
  for (; More() && text_[pos_] != ')' && text_[pos_] != ':'; ++pos_) {
    switch (text_[pos_]) {
      case 'i':
        flags->fold = true;
        break;
      case 's':
        flags->dot_nl = true;
        break;
      default:
        Fail("R214", open, pos_ + 1 - open, "this kind of group or flag is not supported",
             "use ( ), (?: ), (?P<name> ), and the flags i and s");
        return false;
    }
  }
  if (More()) return true;
  Fail("R201", open, 1, "a ( without its )");
  return false;
}

std::optional<Part> Parser::Alternatives(Flags flags, int depth) {
  Part whole;
  std::vector<Node> branches;
  bool empty_branch = false;
  while (true) {
    std::optional<Part> branch = Sequence(flags, depth);
    if (!branch) return std::nullopt;
    whole.Absorb(*branch);
    if (IsEmpty(branch->node)) {
      empty_branch = true;
    } else {
      branches.push_back(std::move(branch->node));
    }
    if (!Take("|")) break;
    if (depth == 0) top_alternation_ = true;
  }
  if (branches.size() == 1) {
    whole.node = std::move(branches[0]);
  } else if (!branches.empty()) {
    whole.node = Node::Alt(std::move(branches));
  }
  if (empty_branch && !IsEmpty(whole.node)) {
    if (whole.has_secret) {
      return Fail("R215", pos_ == 0 ? 0 : pos_ - 1, 1,
                  "the secret group stands in a part that may be missing",
                  "group with (?: ) what is not the secret");
    }
    whole.node = Node::Repeat(std::move(whole.node), 0, 1);
  }
  return whole;
}

std::optional<Part> Parser::Sequence(Flags flags, int depth) {
  Part whole;
  std::vector<Node> items;
  while (More() && text_[pos_] != '|' && text_[pos_] != ')') {
    const size_t begin = pos_;
    const bool dollar = Next("$") || Next("\\z");
    if (dollar || Next("\\b")) {
      if (depth == 0 && TrailingAnchors(&ends_)) break;
      return Fail(dollar ? "R211" : "R210", begin, Next("$") ? 1 : 2,
                  dollar ? "an anchor that is not at the end of the regex"
                         : "\\b that is not at an end of the regex",
                  "remove it; tokens end where their alphabet ends");
    }
    std::optional<Part> part = Atom(flags, depth);
    if (!part) return std::nullopt;
    part = Count(std::move(*part), begin);
    if (!part) return std::nullopt;
    whole.Absorb(*part);
    if (IsEmpty(part->node)) continue;
    // A group gives a sequence: its items join ours, unless the whole of it is marked.
    std::vector<Node> added;
    if (part->node.kind == Node::Kind::kConcat && !part->node.secret) {
      added = std::move(part->node.kids);
    } else {
      added.push_back(std::move(part->node));
    }
    for (Node& node : added) {
      if (!items.empty() && Joins(items.back(), node)) {
        if (!HasLetter(items.back().literal)) items.back().fold_case = node.fold_case;
        items.back().literal += node.literal;
      } else {
        items.push_back(std::move(node));
      }
    }
  }
  if (items.size() == 1) {
    whole.node = std::move(items[0]);
  } else {
    whole.node = Node::Concat(std::move(items));
  }
  return whole;
}

std::optional<Part> Parser::Literal(char c, Flags flags, size_t offset, size_t length) {
  if (flags.fold && IsHigh(c)) {
    return Fail("R216", offset, length, "(?i) works on ASCII letters only",
                "write the bytes outside of the (?i: ) group");
  }
  Part part;
  part.node = Node::Literal(std::string(1, c), flags.fold && IsAlpha(c));
  return part;
}

std::optional<Part> Parser::Atom(Flags flags, int depth) {
  const size_t begin = pos_;
  if (++nodes_ > kMaxNodes) {
    return Fail("R202", begin, 1, Cat("the regex has more than ", kMaxNodes, " parts"));
  }
  Part part;
  switch (text_[pos_]) {
    case '(':
      return Group(flags, depth);
    case '[': {
      const std::optional<ByteSet> set = Class(flags);
      if (!set) return std::nullopt;
      part.node = NodeOfSet(*set);
      return part;
    }
    case '.':
      ++pos_;
      part.node = Node::Set(flags.dot_nl ? kAny : kAny & ~ByteSet::Of("\n"));
      return part;
    case '^':
      return Fail("R211", begin, 1, "an anchor that is not at the start of the regex",
                  "write \\^ for the character itself");
    case '*':
    case '+':
    case '?':
      return Fail("R205", begin, 1, "a count without anything to count",
                  "write a \\ before it for the character itself");
    case '\\': {
      if (Next("\\A")) {
        return Fail("R211", begin, 2, "an anchor that is not at the start of the regex");
      }
      if (const std::optional<ByteSet> set = PerlClass()) {
        pos_ += 2;
        part.node = NodeOfSet(*set);
        return part;
      }
      const std::optional<unsigned char> byte = Escape();
      if (!byte) return std::nullopt;
      return Literal(static_cast<char>(*byte), flags, begin, pos_ - begin);
    }
    case '{':
      // RE2 takes a { that begins no count as itself; something that looks like one is a mistake.
      if (pos_ + 1 < text_.size() && IsDigit(text_[pos_ + 1])) {
        return Fail("R205", begin, 1, "a count without anything to count",
                    "write \\{ for the character itself");
      }
      [[fallthrough]];
    default:
      ++pos_;
      return Literal(text_[begin], flags, begin, 1);
  }
}

std::optional<Part> Parser::Group(Flags flags, int depth) {
  const size_t open = pos_;
  if (depth + 1 > kMaxNesting) {
    return Fail("R202", open, 1, Cat("groups are nested more than ", kMaxNesting, " deep"));
  }
  size_t capture = 0;
  if (!Next("(?")) {
    ++pos_;
    captures_.emplace_back();
    capture = captures_.size();
  } else if (Next("(?=") || Next("(?!") || Next("(?<=") || Next("(?<!")) {
    return Fail("R207", open, Next("(?<") ? 4 : 3, "look-around is not supported",
                "say what the secret looks like; what stands around it is the engine's business");
  } else if (Next("(?P=") || Next("(?P>")) {
    return Fail("R208", open, 4, "a reference back to a group is not supported");
  } else if (Next("(?<")) {
    return Fail("R214", open, 3, "this way to name a group is not supported",
                "write (?P<name>...)");
  } else if (Take("(?P<")) {
    const size_t name_begin = pos_;
    while (More() && kNameBytes.Has(text_[pos_])) ++pos_;
    const std::string_view name = text_.substr(name_begin, pos_ - name_begin);
    if (name.empty() || !Take(">")) {
      return Fail("R215", open, pos_ - open, "a group name has letters, digits and _ only");
    }
    if (std::find(captures_.begin(), captures_.end(), name) != captures_.end()) {
      return Fail("R215", name_begin, name.size(), "two groups have the same name");
    }
    captures_.push_back(name);
    capture = captures_.size();
  } else {
    pos_ += 2;
    if (!FlagLetters(open, &flags)) return std::nullopt;
    if (text_[pos_] == ')') {
      return Fail("R214", open, pos_ + 1 - open, "flags may stand at the start of the regex only",
                  "write (?i:...) for a part");
    }
    ++pos_;
  }

  std::optional<Part> part = Alternatives(flags, depth + 1);
  if (!part) return std::nullopt;
  if (!Take(")")) {
    return Fail("R201", open, 1, "a ( without its )", "write \\( for the character itself");
  }
  if (capture != 0 && capture == secret_) {
    if (IsEmpty(part->node)) {
      return Fail("R215", open, pos_ - open, "the secret group is empty");
    }
    // A node is marked once; a group in a group of its own keeps the mark on its own node.
    part->node.secret = true;
    part->has_secret = true;
  }
  return part;
}

// {n}, {n,} or {n,m} at the current place; `open` is where its { stands.
bool Parser::ParseBraces(size_t open, uint32_t* min, uint32_t* max) {
  ++pos_;
  bool bad = false;
  const auto number = [&]() -> uint32_t {
    const size_t begin = pos_;
    uint32_t n = 0;
    for (; More() && IsDigit(text_[pos_]); ++pos_) {
      n = std::min<uint32_t>(n * 10 + static_cast<uint32_t>(text_[pos_] - '0'), kMaxCount + 1);
    }
    // RE2 takes a number with leading noughts for plain text.
    if (begin == pos_ || (pos_ - begin > 1 && text_[begin] == '0')) bad = true;
    return n;
  };
  *min = *max = number();
  if (Take(",")) *max = Next("}") ? kUnbounded : number();
  if (bad || !Take("}")) {
    Fail("R206", open, pos_ - open, "not a count",
         "write {n}, {n,} or {n,m}, or \\{ for the brace");
    return false;
  }
  if (*min > kMaxCount || (*max != kUnbounded && *max > kMaxCount)) {
    Fail("R206", open, pos_ - open, Cat("a count over ", kMaxCount),
         "leave the upper end open: {n,}");
    return false;
  }
  if (*max < *min) {
    Fail("R206", open, pos_ - open, "the counts are the wrong way round");
    return false;
  }
  return true;
}

std::optional<Part> Parser::Count(Part atom, size_t atom_begin) {
  if (!More()) return atom;
  const size_t begin = pos_;
  uint32_t min = 1, max = 1;
  bool braces = false;
  if (Take("*")) {
    min = 0;
    max = kUnbounded;
  } else if (Take("+")) {
    max = kUnbounded;
  } else if (Take("?")) {
    min = 0;
  } else if (Next("{") && pos_ + 1 < text_.size() && IsDigit(text_[pos_ + 1])) {
    if (!ParseBraces(begin, &min, &max)) return std::nullopt;
    braces = true;
  } else {
    return atom;
  }
  if (Take("?")) {
    // Lazy: another order of trying, the same strings.
  } else if (Next("+")) {
    return Fail("R205", begin, pos_ + 1 - begin, "a possessive count is not supported",
                "remove the second +; no matcher here ever goes back");
  }
  if (Next("*") || Next("+") || Next("?") ||
      (Next("{") && pos_ + 1 < text_.size() && IsDigit(text_[pos_ + 1]))) {
    return Fail("R205", begin, pos_ + 1 - begin, "a count of a count",
                "put the inner part in (?: )");
  }
  if (begin == atom_begin + 1 && IsHigh(text_[atom_begin])) {
    return Fail("R209", atom_begin, pos_ - atom_begin,
                "this would count one byte of a character that has several",
                "put the character in (?: )");
  }
  if (atom.has_secret && (min != 1 || max != 1)) {
    return Fail("R215", begin, pos_ - begin, "the secret group is optional or repeated",
                "count inside of the group, and group with (?: ) what is not the secret");
  }
  if (braces) {
    const uint32_t times = std::max<uint32_t>(max == kUnbounded ? min : max, 1);
    // Both are at most kMaxCount, so the product fits.
    atom.count_product *= times;
    if (atom.count_product > kMaxCount) {
      return Fail("R206", begin, pos_ - begin, Cat("nested counts multiply to over ", kMaxCount));
    }
  }
  if (max == kUnbounded && ++atom.open_nesting > kMaxOpenNesting) {
    return Fail("R206", begin, pos_ - begin,
                Cat("unbounded counts nested more than ", kMaxOpenNesting, " deep"),
                "give an inner count an upper end");
  }
  if (IsEmpty(atom.node) || max == 0) {
    atom.node = Node::Concat({});
  } else if (min != 1 || max != 1) {
    atom.node = Node::Repeat(std::move(atom.node), min, max);
  }
  return atom;
}

// \d \D \w \W \s \S at the current place.
std::optional<ByteSet> Parser::PerlClass() const {
  if (pos_ + 1 >= text_.size() || text_[pos_] != '\\') return std::nullopt;
  return PerlClassOf(text_[pos_ + 1]);
}

// A backslash and what follows it, as one byte.
std::optional<unsigned char> Parser::Escape() {
  const size_t begin = pos_++;
  if (!More()) {
    return Fail("R203", begin, 1, "a \\ at the end of the regex", "write \\\\ for the character");
  }
  const char c = text_[pos_++];
  if (!IsHigh(c) && !kNameBytes.Has(c)) return static_cast<unsigned char>(c);
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'f':
      return '\f';
    case 'v':
      return '\v';
    case 'x': {
      const bool braces = Take("{");
      uint32_t value = 0;
      size_t digits = 0;
      for (; More() && absl::ascii_isxdigit(static_cast<unsigned char>(text_[pos_])); ++pos_) {
        if (!braces && digits == 2) break;
        const char d = absl::ascii_tolower(static_cast<unsigned char>(text_[pos_]));
        value = std::min<uint32_t>(
            value * 16 + static_cast<uint32_t>(IsDigit(d) ? d - '0' : d - 'a' + 10), 0x110000);
        ++digits;
      }
      if (digits == 0 || (braces ? !Take("}") : digits != 2)) {
        return Fail("R203", begin, pos_ - begin, "\\x without its digits",
                    "write \\x41 or \\x{41}");
      }
      if (value > 0xFF) {
        return Fail("R209", begin, pos_ - begin, "a character that is more than one byte",
                    "write its UTF-8 bytes, for example \\xC3\\xA9");
      }
      return static_cast<unsigned char>(value);
    }
    case 'p':
    case 'P':
      return Fail("R209", begin, 2, "Unicode properties are not supported",
                  "the engine works on bytes; write the ranges");
    case 'C':
      return Fail("R209", begin, 2, "\\C is not supported",
                  "every . is one byte here; (?s) takes line ends in");
    case 'b':
    case 'B':
      return Fail("R210", begin, 2, "a word boundary that is not at an end of the regex",
                  "remove it; tokens end where their alphabet ends");
    default:
      break;
  }
  if (c >= '1' && c <= '9') {
    return Fail("R208", begin, 2, "a reference back to a group is not supported");
  }
  return Fail("R203", begin, 2, "an escape that is not supported",
              c == '0'   ? "write \\x00"
              : c == 'Q' ? "write a \\ before each character of punctuation"
                         : "letters need no \\ before them");
}

// One byte of a class, as the end of a range or alone.
std::optional<unsigned char> Parser::ClassByte(bool fold) {
  const size_t begin = pos_;
  std::optional<unsigned char> byte;
  if (text_[pos_] == '\\') {
    if (PerlClass()) {
      return Fail("R204", begin, 2, "a class is not the end of a range");
    }
    byte = Escape();
    if (!byte) return std::nullopt;
  } else {
    if (IsHigh(text_[pos_])) {
      return Fail("R209", begin, 1, "a character of more than one byte in a class",
                  "write it as an alternative: (?:[a-z]|...), or its bytes as \\xC3");
    }
    byte = static_cast<unsigned char>(text_[pos_++]);
  }
  if (fold && *byte >= 0x80) {
    return Fail("R216", begin, pos_ - begin, "(?i) works on ASCII letters only",
                "write the bytes outside of the (?i: ) group");
  }
  return byte;
}

bool Parser::ClassItem(Flags flags, ByteSet* set) {
  const size_t begin = pos_;
  if (Next("[:")) {
    const size_t end = text_.find(":]", pos_ + 2);
    if (end != std::string_view::npos) {
      std::string_view name = text_.substr(pos_ + 2, end - pos_ - 2);
      const bool negated = name.starts_with('^');
      if (negated) name.remove_prefix(1);
      if (const std::optional<ByteSet> posix = PosixClassOf(name)) {
        const ByteSet set_named = flags.fold ? FoldedSet(*posix) : *posix;
        *set = *set | (negated ? ~set_named : set_named);
        pos_ = end + 2;
        return true;
      }
      Fail("R204", begin, end + 2 - begin, "no class of this name", "for example [[:alnum:]]");
      return false;
    }
  }
  if (const std::optional<ByteSet> perl = PerlClass()) {
    *set = *set | *perl;
    pos_ += 2;
    return true;
  }
  const std::optional<unsigned char> low = ClassByte(flags.fold);
  if (!low) return false;
  std::optional<unsigned char> high = low;
  if (Next("-") && pos_ + 1 < text_.size() && text_[pos_ + 1] != ']') {
    ++pos_;
    high = ClassByte(flags.fold);
    if (!high) return false;
    if (*high < *low) {
      Fail("R204", begin, pos_ - begin, "the range is the wrong way round");
      return false;
    }
  }
  const ByteSet range = ByteSet::Range(*low, *high);
  *set = *set | (flags.fold ? FoldedSet(range) : range);
  return true;
}

std::optional<ByteSet> Parser::Class(Flags flags) {
  const size_t open = pos_++;
  const bool negated = Take("^");
  ByteSet set;
  for (bool first = true; first || !Next("]"); first = false) {
    if (!More()) {
      return Fail("R201", open, 1, "a [ without its ]", "write \\[ for the character itself");
    }
    if (!ClassItem(flags, &set)) return std::nullopt;
  }
  ++pos_;
  if (negated) set = ~set;
  if (set.Empty()) return Fail("R204", open, pos_ - open, "a class that no byte is in");
  return set;
}

}  // namespace

std::optional<ParsedRegex> ParseRegex(std::string_view text, Diagnostic* error) {
  Parser first(text, /*secret=*/0, error);
  std::optional<ParsedRegex> parsed = first.Parse();
  if (!parsed || first.captures().empty()) return parsed;

  const std::vector<std::string_view>& captures = first.captures();
  const auto named = std::find(captures.begin(), captures.end(), "secret");
  size_t secret = 0;
  if (named != captures.end()) {
    secret = static_cast<size_t>(named - captures.begin()) + 1;
  } else if (captures.size() == 1) {
    secret = 1;
  } else {
    return parsed;
  }
  return Parser(text, secret, error).Parse();
}

}  // namespace weir
