#include "source/ignore_pattern.h"

#include <algorithm>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/ascii.h"
#include "source/text_util.h"

namespace weir {
namespace {

bool IsSpecial(char c) { return c == '*' || c == '?' || c == '[' || c == '\\'; }

size_t LiteralLength(std::string_view glob) {
  return static_cast<size_t>(std::find_if(glob.begin(), glob.end(), IsSpecial) - glob.begin());
}

// Blanks at the end do not count, unless a backslash stands before them.
std::string_view WithoutTrailingBlanks(std::string_view line) {
  size_t keep = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size()) {
      keep = ++i + 1;
    } else if (line[i] != ' ') {
      keep = i + 1;
    }
  }
  return line.substr(0, keep);
}

bool AddNamedClass(std::string_view name, std::bitset<256>* set) {
  bool (*is)(unsigned char) = nullptr;
  if (name == "alnum") is = absl::ascii_isalnum;
  if (name == "alpha") is = absl::ascii_isalpha;
  if (name == "blank") is = absl::ascii_isblank;
  if (name == "cntrl") is = absl::ascii_iscntrl;
  if (name == "digit") is = absl::ascii_isdigit;
  if (name == "graph") is = absl::ascii_isgraph;
  if (name == "lower") is = absl::ascii_islower;
  if (name == "print") is = absl::ascii_isprint;
  if (name == "punct") is = absl::ascii_ispunct;
  if (name == "space") is = absl::ascii_isspace;
  if (name == "upper") is = absl::ascii_isupper;
  if (name == "xdigit") is = absl::ascii_isxdigit;
  if (is == nullptr) return false;
  for (unsigned c = 0; c < 256; ++c) {
    if (is(static_cast<unsigned char>(c))) set->set(c);
  }
  return true;
}

}  // namespace

std::optional<IgnorePattern> IgnorePattern::Parse(std::string_view line) {
  ConsumeSuffix(&line, "\r");
  if (line.starts_with('#')) return std::nullopt;
  line = WithoutTrailingBlanks(line);
  IgnorePattern pattern;
  if (ConsumePrefix(&line, "!")) pattern.negated_ = true;
  if (ConsumeSuffix(&line, "/")) pattern.folders_only_ = true;
  if (line.empty() || line.size() > kMaxPattern) return std::nullopt;
  pattern.name_only_ = line.find('/') == std::string_view::npos;
  if (!pattern.name_only_) ConsumePrefix(&line, "/");
  pattern.literal_ = LiteralLength(line) == line.size();
  pattern.suffix_ =
      pattern.name_only_ && line[0] == '*' && LiteralLength(line.substr(1)) + 1 == line.size();
  pattern.text_ = line.substr(pattern.suffix_ ? 1 : 0);
  if (!pattern.literal_ && !pattern.suffix_ && !pattern.Compile(line)) return std::nullopt;
  return pattern;
}

bool IgnorePattern::Compile(std::string_view glob) {
  const size_t first_special = LiteralLength(glob);
  size_t at = 0;
  while (at < glob.size()) {
    const char c = glob[at];
    if (c == '\\') {
      if (at + 1 == glob.size()) return false;  // nothing to escape: matches nothing
      tokens_.push_back({Token::Kind::kByte, static_cast<unsigned char>(glob[at + 1])});
      at += 2;
    } else if (c == '?') {
      tokens_.push_back({Token::Kind::kAny});
      ++at;
    } else if (c == '[') {
      if (!CompileClass(glob, &at)) return false;
    } else if (c == '*') {
      const size_t begin = at;
      while (at < glob.size() && glob[at] == '*') ++at;
      // `**` spans folders only where it is a whole part of the path. git compares the text before
      // the first wildcard on its own, so a `**` that is the first wildcard counts as the start of
      // a part.
      const bool part_begin = begin == 0 || glob[begin - 1] == '/' || begin == first_special;
      const bool deep = !name_only_ && at - begin >= 2 && part_begin;
      if (deep && at == glob.size()) {
        tokens_.push_back({Token::Kind::kDeepStar});
      } else if (deep && glob[at] == '/') {
        tokens_.push_back({Token::Kind::kFolders});
        ++at;
      } else if (deep && glob[at] == '\\' && at + 1 < glob.size() && glob[at + 1] == '/') {
        tokens_.push_back({Token::Kind::kDeepStar});
      } else {
        tokens_.push_back({Token::Kind::kStar});
      }
    } else {
      tokens_.push_back({Token::Kind::kByte, static_cast<unsigned char>(c)});
      ++at;
    }
  }
  return true;
}

// At `[`: moves behind the `]`. False if the class is not closed or names an unknown class.
bool IgnorePattern::CompileClass(std::string_view glob, size_t* at) {
  size_t i = *at + 1;
  auto byte = [&](size_t index) { return static_cast<unsigned char>(glob[index]); };
  std::bitset<256> set;
  bool inverted = false;
  if (i < glob.size() && (glob[i] == '!' || glob[i] == '^')) {
    inverted = true;
    ++i;
  }
  int previous = -1;  // the byte a `-` would begin its range with
  for (bool first = true;; first = false) {
    if (i >= glob.size()) return false;
    unsigned char c = byte(i);
    if (c == ']' && !first) break;
    if (c == '-' && previous >= 0 && i + 1 < glob.size() && glob[i + 1] != ']') {
      unsigned char high = byte(++i);
      if (high == '\\') {
        if (++i >= glob.size()) return false;
        high = byte(i);
      }
      for (int b = previous; b <= high; ++b) set.set(static_cast<size_t>(b));
      previous = -1;
      ++i;
      continue;
    }
    if (c == '[' && i + 1 < glob.size() && glob[i + 1] == ':') {
      const size_t close = glob.find(']', i + 2);
      if (close == std::string_view::npos) return false;
      if (close >= i + 3 && glob[close - 1] == ':') {
        if (!AddNamedClass(glob.substr(i + 2, close - 1 - (i + 2)), &set)) return false;
        previous = -1;
        i = close + 1;
        continue;
      }
    }
    if (c == '\\') {
      if (++i >= glob.size()) return false;
      c = byte(i);
    }
    set.set(c);
    previous = c;
    ++i;
  }
  if (inverted) set.flip();
  set.reset('/');  // no class matches the border of a part
  tokens_.push_back({Token::Kind::kClass, static_cast<uint16_t>(classes_.size())});
  classes_.push_back(set);
  *at = i + 1;
  return true;
}

bool IgnorePattern::Matches(std::string_view path, bool is_folder) const {
  if (folders_only_ && !is_folder) return false;
  if (name_only_) {
    const size_t slash = path.rfind('/');
    if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  }
  if (literal_) return path == text_;
  if (suffix_) return path.ends_with(text_);
  return Glob(path);
}

// All the places in the pattern where the text read so far may have led, kept as a set: linear,
// whatever the pattern. live[i] means that tokens_[0, i) have matched.
bool IgnorePattern::Glob(std::string_view text) const {
  const size_t count = tokens_.size();
  absl::InlinedVector<uint8_t, 128> live(count + 1, 0), next(count + 1, 0);
  // Tokens that may match nothing lead on at once.
  auto enter = [&](auto& states, size_t i) {
    for (;; ++i) {
      states[i] = 1;
      if (i == count) return;
      const Token::Kind kind = tokens_[i].kind;
      if (kind != Token::Kind::kStar && kind != Token::Kind::kDeepStar &&
          kind != Token::Kind::kFolders) {
        return;
      }
    }
  };
  // Inside `**/` a state of its own is needed: "some bytes read, no slash yet" may not lead on.
  absl::InlinedVector<uint8_t, 128> inside(count + 1, 0), next_inside(count + 1, 0);
  enter(live, 0);
  for (const char c : text) {
    std::fill(next.begin(), next.end(), uint8_t{0});
    std::fill(next_inside.begin(), next_inside.end(), uint8_t{0});
    bool any = false;
    for (size_t i = 0; i < count; ++i) {
      if (live[i] == 0 && inside[i] == 0) continue;
      const Token& token = tokens_[i];
      const auto byte = static_cast<unsigned char>(c);
      switch (token.kind) {
        case Token::Kind::kByte:
          if (byte != token.value) continue;
          enter(next, i + 1);
          break;
        case Token::Kind::kAny:
          if (c == '/') continue;
          enter(next, i + 1);
          break;
        case Token::Kind::kClass:
          if (!classes_[token.value].test(byte)) continue;
          enter(next, i + 1);
          break;
        case Token::Kind::kStar:
          if (c == '/') continue;
          enter(next, i);
          break;
        case Token::Kind::kDeepStar:
          enter(next, i);
          break;
        case Token::Kind::kFolders:
          if (c == '/') {
            enter(next, i);  // a folder is complete: the rest may begin, or another folder
          } else {
            next_inside[i] = 1;
          }
          break;
      }
      any = true;
    }
    if (!any) return false;
    std::swap(live, next);
    std::swap(inside, next_inside);
  }
  return live[count] != 0;
}

}  // namespace weir
