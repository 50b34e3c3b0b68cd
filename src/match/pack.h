// PackView: a rule set prepared for matching, as plain tables that borrow. There are at most two in a
// Ruleset: the built-in one (constant data generated when weir is built) and the user's (made at start).
//
// Which rule is looked for how (plan.h decides, rule by rule):
//   tokens    shapes that must hold a long run: a pattern in the token database, which sees only what the
//             gate lets through
//   open      shapes that need not: a pattern in an open database, which sees every byte
//   urls      shapes that begin with a scheme, and kUrl rules: tried where "://" stands
//   values    kValue rules: tried on each long run of fitting length and alphabet; then the keyword
//             database says which of the rules' words stand before it
//   blocks    kBlock rules that begin with "-----BEGIN": tried where that stands
//   words     kAssignment rules: tried where one of their words stands
//   commands  kCommand rules: asked where an option stands that may have a credential (flags.h)
//   phrases   kPhrase rules: tried where words of their list stand (phrase.h)
//   data      kValue rules of a data class: a pattern in the data database, which sees every byte and is there
//             only where one of them is on
//   regexes   a user's kRegex rules: their own database, then RE2
#ifndef WEIR_MATCH_PACK_H_
#define WEIR_MATCH_PACK_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "rules/byte_set.h"
#include "rules/rule.h"

namespace weir {

// One Hyperscan pattern of fixed length: where it ends at e, a match of the rule may begin at e - length.
struct TokenPattern {
  uint16_t rule = 0;
  uint16_t length = 0;
  uint16_t back = 0;  // data only: and up to so many bytes before that, as far as they may begin the rule
};

// A shape tried at "://": `before` must stand right before and `after` right behind it, and `inside` somewhere in
// the URL, that is before the first of kUrlEnd. Where the host is open, `inside` spares most walks.
struct UrlShape {
  uint16_t rule = 0;
  std::string_view before;  // "https"
  std::string_view after;   // "hooks.slack.com/services/"; may be empty
  std::string_view inside;  // ".webhook.office.com/"; may be empty; begins with . / or @ where `after` is empty
};

// Bytes that end a URL in running text.
inline constexpr ByteSet kUrlEnd = ByteSet::Range(0, 0x20) | ByteSet::Of("\"'`<>\\^|{}");

// What bytes a run holds, one bit a category. A value fits where categories(run) is a subset of these.
enum ValueCategory : uint8_t {
  kCatDigit = 1, kCatHexLower = 2, kCatLower = 4, kCatHexUpper = 8, kCatUpper = 16,
  kCatDash = 32, kCatUnderscore = 64, kCatPlusSlash = 128,
};

struct ValueEntry {
  uint16_t rule = 0;
  uint8_t categories = 0;   // allowed
  bool wide = false;        // lies in a wide run (holds + or /), else in a word run
  bool keyless = false;     // needs no word: its validator alone identifies it
  uint16_t min = 0, max = 0;  // length of the run, bytes; max kMaxValueRun = no bound
};
inline constexpr uint16_t kMaxValueRun = 1024;  // longer runs are looked at as tokens only

// The first ids of the open databases; words and patterns follow. Ids count through all of a pack's.
enum OpenId : uint32_t { kOpenPem = 0, kOpenUrl = 1, kOpenFixed = 2 };

struct PackView {
  std::span<const Rule> rules;
  // Rule::enabled of each, 0 or 1: so that a start need not touch the rules themselves.
  std::span<const uint8_t> enabled;
  std::span<const TokenPattern> tokens;       // by id in the token database
  std::span<const TokenPattern> open;         // by id - kOpenFixed - words.size() in the open databases
  std::span<const std::string_view> words;    // by id - kOpenFixed in the open databases
  std::span<const std::string_view> keywords; // by id in the keyword database
  std::span<const uint32_t> keyword_begin;    // keywords.size() + 1: into keyword_rules
  std::span<const uint16_t> keyword_rules;
  std::span<const ValueEntry> values;         // sorted by rule
  std::span<const uint32_t> value_begin;      // rules.size() + 1: into values
  // By length of a run, 0 .. kMaxValueRun: one value of each kind (alphabet, wide) whose length fits, and
  // every keyless one, as indexes into `values`. Says quickly whether a run is worth a look.
  std::span<const uint32_t> kind_begin;       // kMaxValueRun + 2
  std::span<const uint16_t> kind_list;
  // Sorted by the first byte of `after`; those without one, whose host is open, come last.
  std::span<const UrlShape> url_shapes;
  std::span<const uint16_t> url_begin;        // 258: by first byte, then the open ones, then the end
  // Second bytes of the open ones' `inside`, whose first byte is one of . / @ : few places of a URL have both.
  ByteSet url_inside_second;
  std::span<const uint16_t> urls, blocks, assignments, regexes;  // rules by kind
  std::span<const uint16_t> commands;         // rules of command lines
  std::span<const uint16_t> phrases;          // rules of seed phrases
  std::span<const TokenPattern> data;         // by id in the data database
};

}  // namespace weir

#endif  // WEIR_MATCH_PACK_H_
