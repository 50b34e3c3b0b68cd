#include "rules/sample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "rules/charset.h"
#include "rules/shape.h"
#include "rules/walk.h"

namespace weir {
namespace {

constexpr ByteSet kDigits = ByteSet::Range('0', '9');
constexpr ByteSet kLetters = ByteSet::Range('a', 'z') | ByteSet::Range('A', 'Z');
constexpr ByteSet kHexLetters = ByteSet::Range('a', 'f') | ByteSet::Range('A', 'F');
constexpr uint32_t kOpenSpread = 24;
constexpr uint32_t kPlausible = 8;  // a value shorter than this convinces nobody
constexpr size_t kLongRun = 16;

// 0 .. n-1; the bias of the remainder does not matter for n this small.
uint32_t Below(uint32_t n, uint64_t* state) {
  return n == 0 ? 0 : static_cast<uint32_t>(NextRandom(state) % n);
}

unsigned char Pick(const ByteSet& set, uint64_t* state) {
  uint32_t index = Below(static_cast<uint32_t>(set.Count()), state);
  for (int b = 0; b < 256; ++b) {
    if (set.Has(static_cast<unsigned char>(b)) && index-- == 0)
      return static_cast<unsigned char>(b);
  }
  return 0;
}

// True if `c` would be the third equal byte in a row, or the third of an ascending or descending
// row.
bool MakesPattern(std::string_view text, unsigned char c) {
  if (text.size() < 2) return false;
  const int a = static_cast<unsigned char>(text[text.size() - 2]);
  const int b = static_cast<unsigned char>(text[text.size() - 1]);
  return (a == b && b == c) || (b - a == 1 && c - b == 1) || (b - a == -1 && c - b == -1);
}

class Sampler {
 public:
  explicit Sampler(uint64_t* state) : state_(state), lower_hex_(Below(4, state) != 0) {}

  void Add(const Node& node, std::string* out) {
    switch (node.kind) {
      case Node::Kind::kLiteral:
        AddLiteral(node, out);
        break;
      case Node::Kind::kSet:
        AddRun(node.set, 1, out);
        break;
      case Node::Kind::kConcat:
        for (const Node& kid : node.kids) Add(kid, out);
        break;
      case Node::Kind::kAlt:
        Add(node.kids[Below(static_cast<uint32_t>(node.kids.size()), state_)], out);
        break;
      case Node::Kind::kRepeat: {
        const Node& kid = node.kids[0];
        const bool run = kid.kind == Node::Kind::kSet;
        const uint32_t count = Count(node.min, node.max, run && kid.set.Count() > 8);
        if (run) {
          AddRun(kid.set, count, out);
        } else {
          for (uint32_t i = 0; i < count && out->size() <= kMaxSpan; ++i) Add(kid, out);
        }
        break;
      }
    }
  }

 private:
  void AddLiteral(const Node& node, std::string* out) {
    const uint32_t form = node.fold_case ? Below(4, state_) : 3;
    if (form == 0) {
      *out += absl::AsciiStrToLower(node.literal);
    } else if (form == 1) {
      *out += absl::AsciiStrToUpper(node.literal);
    } else {
      *out += node.literal;
    }
  }

  uint32_t Count(uint32_t min, uint32_t max, bool value) {
    if (min == max) return min;
    if (max == kUnbounded) max = min > kUnbounded - 1 - kOpenSpread ? min : min + kOpenSpread;
    if (max <= 256 && Below(8, state_) == 0) return max;
    if (value && min < kPlausible && max >= 2 * kPlausible) min = kPlausible;
    const uint32_t spread = std::min(max - min, std::max(min, kOpenSpread));
    return min + Below(spread + 1, state_);
  }

  void AddRun(const ByteSet& set, uint32_t count, std::string* out) {
    const ByteSet alnum = set & (kDigits | kLetters);
    ByteSet usual = set & Printable();
    if (usual.Empty()) usual = set;
    if (!alnum.Empty()) {
      usual = usual & ~ByteSet::Of("=");  // padding inside a value is legal but never seen
      if (IsHex(set)) {
        usual = usual & ~(lower_hex_ ? ByteSet::Range('A', 'F') : ByteSet::Range('a', 'f'));
      }
    }
    // A set of nearly everything is a password or a host: mostly letters and digits.
    const bool wide = !alnum.Empty() && (set.Count() > 68 || (set.Has('.') && set.Has('-')));
    const size_t begin = out->size();
    for (uint32_t i = 0; i < count; ++i) {
      const bool edge = i == 0 || i + 1 == count;
      const bool plain = !alnum.Empty() && (edge || (wide && Below(16, state_) != 0));
      const ByteSet& from = plain ? (IsHex(set) ? usual : alnum) : usual;
      unsigned char c = Pick(from, state_);
      for (int tries = 0; tries < 8 && from.Count() > 4 && MakesPattern(*out, c); ++tries) {
        c = Pick(from, state_);
      }
      out->push_back(static_cast<char>(c));
    }
    if (count >= kLongRun) {
      MakeHold(set & kDigits, begin, out);
      MakeHold(usual & kLetters, begin, out);
    }
  }

  static bool IsHex(const ByteSet& set) { return set == (kDigits | kHexLetters); }

  // Puts a byte of `wanted` somewhere inside the run that begins at `begin`, if it has none.
  // Another place each time a byte is missing, so digits and letters do not replace each other: the
  // run is long.
  void MakeHold(const ByteSet& wanted, size_t begin, std::string* out) {
    if (wanted.Empty()) return;
    for (size_t i = begin; i < out->size(); ++i) {
      if (wanted.Has((*out)[i])) return;
    }
    const size_t inner = out->size() - begin - 2;
    const size_t at = begin + 1 + Below(static_cast<uint32_t>(inner), state_);
    (*out)[at] = static_cast<char>(Pick(wanted, state_));
  }

  uint64_t* state_;
  bool lower_hex_;
};

double Entropy(std::string_view text) {
  if (text.empty()) return 0;
  size_t counts[256] = {};
  for (char c : text) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (size_t count : counts) {
    if (count == 0) continue;
    const double p = static_cast<double>(count) / static_cast<double>(text.size());
    bits -= p * std::log2(p);
  }
  return bits;
}

std::string RandomRun(const ByteSet& set, uint32_t count, uint64_t* state) {
  return SampleOf(Node::Repeat(Node::Set(set), count, count), state);
}

std::string Password(uint64_t* state) {
  // 16 and more, so that a digit and a letter are sure; one mark that no syntax gives a meaning to.
  std::string value = RandomRun(kDigits | kLetters, 16 + Below(6, state), state);
  value[4 + Below(8, state)] = "-_"[Below(2, state)];
  return value;
}

std::string Url(const RuleDef& def, bool with_password, uint64_t* state) {
  const ByteSet lower = ByteSet::Range('a', 'z');
  std::string url = "https";
  if (!def.schemes.empty()) {
    url = def.schemes[Below(static_cast<uint32_t>(def.schemes.size()), state)];
  }
  url += "://";
  if (with_password) {
    url += RandomRun(lower, 6, state) + ":" + RandomRun(kDigits | kLetters, 18, state) + "@";
  }
  return url + RandomRun(lower, 7, state) + ".internal/" + RandomRun(lower, 5, state);
}

// The first characters of a body, which name the structure inside.
std::string_view BodyStart(std::string_view begin) {
  if (begin.find("OPENSSH") != begin.npos) return "b3BlbnNzaC1rZXktdjEA";
  if (begin.find("PGP") != begin.npos) return "lQ";
  return "MII";
}

std::string Block(const std::string& begin, const std::string& end, uint64_t* state) {
  const ByteSet base64 = *NamedCharset("base64");
  std::string block = begin + "\n";
  if (begin.find("PGP") != begin.npos) block += "\n";
  const uint32_t lines = 12 + Below(8, state);
  for (uint32_t i = 0; i < lines; ++i) {
    const std::string start(i == 0 ? BodyStart(begin) : "");
    const uint32_t width = i + 1 == lines ? 24 + 4 * Below(8, state) : 64;
    block += start + RandomRun(base64, width - static_cast<uint32_t>(start.size()), state) + "\n";
  }
  return block + end;
}

// One small fault in a string.
std::string Spoil(std::string text, uint64_t* state) {
  if (text.empty()) return text;
  const uint32_t size = static_cast<uint32_t>(text.size());
  const uint32_t at = Below(size, state);
  switch (Below(6, state)) {
    case 0:  // one short
      text.erase(at, 1);
      break;
    case 1:  // one long
      text.insert(at, 1, text[at]);
      break;
    case 2: {  // a byte that is in few alphabets
      constexpr std::string_view kStrange = " !#%&*,.;";
      text[at] = kStrange[Below(static_cast<uint32_t>(kStrange.size()), state)];
      break;
    }
    case 3: {  // a wrong letter near the start: the prefix
      const uint32_t near = Below(std::min<uint32_t>(size, 6), state);
      text[near] = static_cast<char>(Pick(kLetters, state));
      break;
    }
    case 4:  // cut off
      text.resize(size - 1 - Below(std::min<uint32_t>(size, 8), state));
      break;
    default:  // one more at the end
      text.push_back(text.back());
      break;
  }
  return text;
}

}  // namespace

uint64_t NextRandom(uint64_t* state) {
  uint64_t z = (*state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

std::string SampleOf(const Node& tree, uint64_t* state) {
  std::string out;
  Sampler(state).Add(tree, &out);
  return out;
}

SampleGenerator::SampleGenerator(const RuleDef& def, uint64_t seed, Fix fix)
    : def_(def), state_(seed), fix_(std::move(fix)) {
  if (def_.shape) walk_ = CompileWalk(*def_.shape);
}

uint64_t SampleGenerator::Next() { return NextRandom(&state_); }

std::string SampleGenerator::Draw() {
  switch (def_.kind) {
    case RuleKind::kUrl:
      return Url(def_, /*with_password=*/true, &state_);
    case RuleKind::kAssignment:
    case RuleKind::kCommand:
    case RuleKind::kPhrase:
      return Password(&state_);
    case RuleKind::kBlock:
      return Block(def_.shape ? SampleOf(*def_.shape, &state_) : "",
                   def_.end ? SampleOf(*def_.end, &state_) : "", &state_);
    case RuleKind::kShape:
    case RuleKind::kValue:
    case RuleKind::kRegex:
      break;
  }
  return def_.shape ? SampleOf(*def_.shape, &state_) : "";
}

std::string SampleGenerator::Positive() {
  std::string best;
  double best_entropy = -1;
  // A payment card in a stripe's shape has a network's number in one draw of ten.
  constexpr int kFixTries = 512, kTries = 32;
  for (int tries = 0, fixes = 0; tries < kTries; ++tries) {
    std::string value = Draw();
    if (fix_) {
      std::string fixed = fix_(def_, value);
      for (; fixed.empty() && fixes < kFixTries; ++fixes) {  // this draw cannot be made valid: another
        value = Draw();
        fixed = fix_(def_, value);
      }
      if (!fixed.empty()) value = std::move(fixed);
    }
    if (def_.min_entropy <= 0) return value;
    // The judge may measure the match or its secret part; both pass.
    double entropy = Entropy(value);
    const WalkResult match = Walk(walk_.program(), value, 0);
    if (match.matched) {
      entropy = std::min(entropy, Entropy(std::string_view(value).substr(
                                      match.secret_begin, match.secret_end - match.secret_begin)));
    }
    if (entropy > best_entropy) {
      best_entropy = entropy;
      best = std::move(value);
    }
    if (best_entropy >= static_cast<double>(def_.min_entropy)) break;
  }
  return best;
}

std::string SampleGenerator::Candidate() {
  switch (def_.kind) {
    case RuleKind::kUrl:
      return Url(def_, /*with_password=*/false, &state_);
    case RuleKind::kAssignment:
    case RuleKind::kCommand:
    case RuleKind::kPhrase:
      return "${" + RandomRun(ByteSet::Range('A', 'Z'), 8, &state_) + "}";
    case RuleKind::kBlock:
      // Only the begin line makes a block: the fault must be there.
      return Spoil(def_.shape ? SampleOf(*def_.shape, &state_) : "", &state_);
    case RuleKind::kShape:
    case RuleKind::kValue:
    case RuleKind::kRegex:
      break;
  }
  return Spoil(Draw(), &state_);
}

std::string SampleGenerator::NearMiss() {
  if (!def_.shape) return Candidate();
  const WalkProgram program = walk_.program();
  std::string weak;
  for (int tries = 0; tries < 64; ++tries) {
    std::string candidate = Candidate();
    if (candidate.empty()) continue;
    size_t first_match = 0;
    while (first_match < candidate.size() && !Walk(program, candidate, first_match).matched) {
      ++first_match;
    }
    if (first_match == candidate.size()) return candidate;
    if (first_match > 0 && weak.empty()) weak = std::move(candidate);
    if (!weak.empty() && tries >= 24) break;
  }
  if (!weak.empty()) return weak;
  // A language of nearly everything: begin with a byte that begins nothing.
  const ByteSet first = FirstBytes(*def_.shape);
  for (int b = 0; b < 256; ++b) {
    const unsigned char c = static_cast<unsigned char>(b);
    if (!first.Has(c)) return std::string(1, static_cast<char>(c)) + Draw();
  }
  return "";
}

}  // namespace weir
