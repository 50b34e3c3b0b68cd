// A tree written out again: as an RE2 / Hyperscan expression and in the shape language.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "rules/charset.h"
#include "rules/shape.h"

namespace weir {
namespace {

std::string HexByte(unsigned char b) {
  static constexpr char kHex[] = "0123456789abcdef";
  return {'\\', 'x', kHex[b >> 4], kHex[b & 15]};
}

// ---- Regex ----

std::string RegexByte(unsigned char b) {
  if (absl::ascii_isalnum(b) || b == '_' || b == '-') return std::string(1, static_cast<char>(b));
  return HexByte(b);
}

void AppendRegexSet(const ByteSet& set, std::string* out) {
  out->push_back('[');
  for (int b = 0; b < 256; ++b) {
    if (!set.Has(static_cast<unsigned char>(b))) continue;
    int last = b;
    while (last < 255 && set.Has(static_cast<unsigned char>(last + 1))) ++last;
    // '-' is written as a byte in a class, where it could be read as a range.
    auto put = [out](int byte) {
      *out += byte == '-' ? HexByte('-') : RegexByte(static_cast<unsigned char>(byte));
    };
    put(b);
    if (last > b + 1) out->push_back('-');
    if (last > b) put(last);
    b = last;
  }
  out->push_back(']');
}

class RegexWriter {
 public:
  RegexWriter(bool capture_secret, std::string* out) : capture_secret_(capture_secret), out_(out) {}

  // `budget`: the largest count that may still be written at this depth.
  void Write(const Node& node, uint32_t budget) {
    const bool capture = node.secret && capture_secret_;
    if (capture) out_->push_back('(');
    switch (node.kind) {
      case Node::Kind::kLiteral:
        Literal(node);
        break;
      case Node::Kind::kSet:
        AppendRegexSet(node.set, out_);
        break;
      case Node::Kind::kRepeat:
        Repeat(node, budget);
        break;
      case Node::Kind::kConcat:
        for (const Node& kid : node.kids) {
          // An alternative of a sequence is already in a group of its own.
          Write(kid, budget);
        }
        break;
      case Node::Kind::kAlt:
        *out_ += "(?:";
        for (size_t i = 0; i < node.kids.size(); ++i) {
          if (i > 0) out_->push_back('|');
          Write(node.kids[i], budget);
        }
        out_->push_back(')');
        break;
    }
    if (capture) out_->push_back(')');
  }

 private:
  void Literal(const Node& node) {
    if (!node.fold_case) {
      for (char c : node.literal) *out_ += RegexByte(static_cast<unsigned char>(c));
      return;
    }
    // In Latin-1 mode (?i) would also fold letters above ASCII, which a shape does not.
    const bool ascii = std::all_of(node.literal.begin(), node.literal.end(), [](char c) {
      return absl::ascii_isascii(static_cast<unsigned char>(c));
    });
    if (ascii) *out_ += "(?i:";
    for (char c : node.literal) {
      const unsigned char b = static_cast<unsigned char>(c);
      if (!ascii && absl::ascii_isalpha(b)) {
        absl::StrAppend(out_, "[", std::string(1, absl::ascii_toupper(b)),
                        std::string(1, absl::ascii_tolower(b)), "]");
      } else {
        *out_ += RegexByte(b);
      }
    }
    if (ascii) out_->push_back(')');
  }

  void Repeat(const Node& node, uint32_t budget) {
    budget = std::max<uint32_t>(budget, 1);
    const Node& kid = node.kids[0];
    uint32_t min = node.min, max = node.max;
    // Written as pieces of at most `budget`: first what must be there, then what may.
    while (min > budget) {
      Piece(kid, budget, budget, budget);
      min -= budget;
      if (max != kUnbounded) max -= budget;
    }
    if (max == kUnbounded) {
      Piece(kid, min, kUnbounded, budget);
      return;
    }
    const uint32_t first = std::min(max, budget);
    Piece(kid, min, first, budget);
    for (uint32_t rest = max - first; rest > 0;) {
      const uint32_t size = std::min(rest, budget);
      Piece(kid, 0, size, budget);
      rest -= size;
    }
  }

  void Piece(const Node& kid, uint32_t min, uint32_t max, uint32_t budget) {
    if (max == 0) return;
    const uint32_t most = std::max<uint32_t>(1, max == kUnbounded ? min : max);
    const bool bare = kid.kind == Node::Kind::kSet || (kid.kind == Node::Kind::kLiteral &&
                                                       kid.literal.size() == 1 && !kid.fold_case);
    if (!bare) *out_ += "(?:";
    Write(kid, budget / most);
    if (!bare) out_->push_back(')');
    if (min == 0 && max == 1) {
      out_->push_back('?');
    } else if (max == kUnbounded && min <= 1) {
      out_->push_back(min == 0 ? '*' : '+');
    } else if (max == kUnbounded) {
      absl::StrAppend(out_, "{", min, ",}");
    } else if (min != max) {
      absl::StrAppend(out_, "{", min, ",", max, "}");
    } else if (min != 1) {
      absl::StrAppend(out_, "{", min, "}");
    }
  }

  bool capture_secret_;
  std::string* out_;
};

// ---- Shape language ----

void AppendQuotedByte(unsigned char b, std::string* out) {
  switch (b) {
    case '"':
      *out += "\\\"";
      return;
    case '\\':
      *out += "\\\\";
      return;
    case '\n':
      *out += "\\n";
      return;
    case '\t':
      *out += "\\t";
      return;
    case '\r':
      *out += "\\r";
      return;
    default:
      if (absl::ascii_isprint(b)) {
        out->push_back(static_cast<char>(b));
      } else {
        *out += HexByte(b);
      }
  }
}

// The inside of [ ]: ranges of four and more, then the rest as one string.
std::string SetInside(const ByteSet& set) {
  std::string ranges, single;
  for (int b = 0; b < 256; ++b) {
    if (!set.Has(static_cast<unsigned char>(b))) continue;
    int last = b;
    while (last < 255 && set.Has(static_cast<unsigned char>(last + 1))) ++last;
    if (last - b >= 3) {
      if (!ranges.empty()) ranges.push_back(' ');
      ranges.push_back('"');
      AppendQuotedByte(static_cast<unsigned char>(b), &ranges);
      ranges += "\"..\"";
      AppendQuotedByte(static_cast<unsigned char>(last), &ranges);
      ranges.push_back('"');
    } else {
      for (int one = b; one <= last; ++one)
        AppendQuotedByte(static_cast<unsigned char>(one), &single);
    }
    b = last;
  }
  if (single.empty()) return ranges;
  return absl::StrCat(ranges, ranges.empty() ? "" : " ", "\"", single, "\"");
}

void AppendSet(const ByteSet& set, std::string* out) {
  for (const Charset& charset : Charsets()) {
    if (charset.set == set) {
      *out += charset.name;
      return;
    }
  }
  const ByteSet rest = Printable() & ~set;
  if (set.SubsetOf(Printable()) && rest.Count() < 24) {
    absl::StrAppend(out, "[not ", SetInside(rest), "]");
    return;
  }
  absl::StrAppend(out, "[", SetInside(set), "]");
}

// Where the text stands decides which kinds need parentheses.
enum class Place { kAlternative, kItem, kCounted };

void AppendShape(const Node& node, Place place, std::string* out) {
  if (node.secret) {
    *out += "secret(";
    place = Place::kAlternative;
  }
  const bool nothing = node.kind == Node::Kind::kConcat && node.kids.empty();
  const bool group =
      !node.secret && (nothing || (node.kind == Node::Kind::kAlt && place != Place::kAlternative) ||
                       (node.kind == Node::Kind::kConcat && place != Place::kAlternative) ||
                       (node.kind == Node::Kind::kRepeat && place == Place::kCounted));
  if (group) out->push_back('(');
  switch (node.kind) {
    case Node::Kind::kLiteral:
      if (node.fold_case) out->push_back('~');
      out->push_back('"');
      for (char c : node.literal) AppendQuotedByte(static_cast<unsigned char>(c), out);
      out->push_back('"');
      break;
    case Node::Kind::kSet:
      AppendSet(node.set, out);
      break;
    case Node::Kind::kRepeat:
      AppendShape(node.kids[0], Place::kCounted, out);
      if (node.min == 0 && node.max == 1) {
        out->push_back('?');
      } else if (node.max == kUnbounded) {
        absl::StrAppend(out, "{", node.min, "+}");
      } else if (node.min == node.max) {
        absl::StrAppend(out, "{", node.min, "}");
      } else {
        absl::StrAppend(out, "{", node.min, ",", node.max, "}");
      }
      break;
    case Node::Kind::kConcat:
      for (size_t i = 0; i < node.kids.size(); ++i) {
        if (i > 0) out->push_back(' ');
        AppendShape(node.kids[i], Place::kItem, out);
      }
      break;
    case Node::Kind::kAlt:
      for (size_t i = 0; i < node.kids.size(); ++i) {
        if (i > 0) *out += " | ";
        AppendShape(node.kids[i], Place::kAlternative, out);
      }
      break;
  }
  if (group) out->push_back(')');
  if (node.secret) out->push_back(')');
}

}  // namespace

std::string ToRegex(const Node& node, bool capture_secret, uint32_t largest_count) {
  std::string out;
  RegexWriter(capture_secret, &out).Write(node, largest_count);
  return out;
}

std::string ToShapeText(const Node& node) {
  std::string out;
  AppendShape(node, Place::kAlternative, &out);
  return out;
}

}  // namespace weir
