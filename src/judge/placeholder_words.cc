// Documentation words: YOUR_API_KEY, replace_me, my-secret-token, dein-passwort, changeme.
//
// The value is cut into segments at everything that is no letter or digit, at case changes and
// between letters and digits; a word counts when it fills a segment, or when a segment splits
// completely into words (yourapikey). Chance substrings do not count: a random string of 40
// characters holds some three-letter word more often than not.
//
// Words have strengths. A loud word (your, placeholder) marks the value if known words make up half
// of it; a quiet one (test, my, insert) only if all of it is known words. Nouns alone (password,
// api_key, admin, postgres) are the name of the thing, or everyone's default: placeholders too.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string_view>

#include "absl/strings/ascii.h"
#include "judge/placeholder_parts.h"
#include "judge/randomness.h"

namespace weir {
namespace {

constexpr size_t kNone = std::string_view::npos;

enum Strength : uint8_t { kFiller, kNoun, kQuiet, kLoud };

// Say openly that the value is to be replaced, in the languages that documentation is written in.
constexpr std::string_view kLoudWords =
    "your yours placeholder replace replaceme changeme changeit redacted example examples "
    "dummy fixme dein deine deinen ihr votre aqui jouw twoj beispiel exemple ejemplo esempio";
// Mark a placeholder if there is nothing else beside them; among them notes of length (32 hex
// digits).
constexpr std::string_view kQuietWords =
    "ton tu sua seu tuo ici hier uw my here insert enter put paste add set change fill fillin "
    "update edit todo tbd test testing tests tester fake mock stub sample demo invalid "
    "expired revoked removed hidden masked omitted censored none null nil undefined na empty "
    "missing unset blank true false string text boolean number foo bar baz foobar xxx yyy zzz "
    "somesecret some any goes generate generated use supersecret topsecret insecure unsafe "
    "required optional unknown super char chars character characters digit digits hex bytes "
    "bit bits alphanumeric letters hexadecimal";
// Names of the thing, and accounts and passwords that everyone has.
constexpr std::string_view kNounWords =
    "api apikey key keys token tokens secret secrets password passwords passwd pass "
    "passphrase passcode pwd pw pin user username login account admin administrator root "
    "guest postgres postgresql mysql mariadb mongo mongodb redis rabbitmq elastic minio "
    "minioadmin oracle client access auth authorization authentication authorized bearer "
    "basic credential credentials cred creds private public signing encryption certificate "
    "cert webhook session cookie refresh jwt oauth pat dsn hash salt signature passwort "
    "kennwort schluessel cle clave senha contrasena chave motdepasse wachtwoord haslo parola "
    "value default url uri header id sid uid uuid guid code field param arn";
// Stand between the others.
constexpr std::string_view kFillerWords =
    "me real actual not a an the this that it is in to of for from with and or by on at own "
    "new valid long random secure strong prod production dev development staging local "
    "localhost live app application db database server service bot project name file env "
    "config data info type x il la de el personal company org organization domain host github "
    "gitlab openai aws azure google slack stripe docker npm telegram discord firebase twilio "
    "sendgrid anthropic claude gemini huggingface cloudflare datadog sentry smtp email mail "
    "ssh tls ssl pem base encoded minimum least";

struct Word {
  std::string_view text;
  Strength strength = kFiller;
};

constexpr size_t CountWords(std::string_view list) {
  return static_cast<size_t>(std::count(list.begin(), list.end(), ' ')) + 1;
}

constexpr auto kVocabulary = [] {
  std::array<Word, CountWords(kLoudWords) + CountWords(kQuietWords) + CountWords(kNounWords) +
                       CountWords(kFillerWords)>
      words;
  size_t count = 0;
  const auto add = [&](std::string_view list, Strength strength) {
    while (!list.empty()) {
      const size_t end = std::min(list.find(' '), list.size());
      words[count++] = {list.substr(0, end), strength};
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  };
  add(kLoudWords, kLoud);
  add(kQuietWords, kQuiet);
  add(kNounWords, kNoun);
  add(kFillerWords, kFiller);
  std::sort(words.begin(), words.end(),
            [](const Word& a, const Word& b) { return a.text < b.text; });
  return words;
}();

constexpr size_t kLongestWord = 16;

static_assert(std::adjacent_find(kVocabulary.begin(), kVocabulary.end(),
                                 [](const Word& a, const Word& b) { return a.text == b.text; }) ==
              kVocabulary.end());

// Which lengths words with a first letter have, one bit each: most look-ups end here.
constexpr std::array<uint32_t, 26> kLengths = [] {
  std::array<uint32_t, 26> lengths{};
  for (const Word& word : kVocabulary) {
    lengths[static_cast<size_t>(word.text[0] - 'a')] |= uint32_t{1} << word.text.size();
  }
  return lengths;
}();

// A word in two numbers, the rest of them zero.
struct Packed {
  uint64_t head = 0, tail = 0;
  constexpr bool operator==(const Packed&) const = default;
};

constexpr Packed Pack(std::string_view word) {
  Packed packed;
  for (size_t i = 0; i < word.size(); ++i) {
    const uint64_t byte = static_cast<unsigned char>(word[i]);
    (i < 8 ? packed.head : packed.tail) |= byte << (8 * (i % 8));
  }
  return packed;
}

// The same for a text of which kLongestWord bytes can be read.
Packed PackInPlace(std::string_view text) {
  if constexpr (std::endian::native != std::endian::little) return Pack(text);
  Packed packed;
  memcpy(&packed.head, text.data(), 8);
  memcpy(&packed.tail, text.data() + 8, 8);
  const size_t size = text.size();
  const auto mask = [](size_t bytes) {
    return bytes >= 8 ? ~0ull : (uint64_t{1} << 8 * bytes) - 1;
  };
  packed.head &= mask(size);
  packed.tail &= size > 8 ? mask(size - 8) : 0;
  return packed;
}

// The words by hash; where a place is taken, the next one serves. A third full: most look-ups of
// words that are not there end at the first place.
constexpr size_t kSlots = 2048;
static_assert(kVocabulary.size() * 3 < kSlots * 2);

constexpr size_t SlotOf(const Packed& word) {
  uint64_t mixed = (word.head ^ (word.tail * 31)) * 0x9E3779B97F4A7C15;
  return static_cast<size_t>(mixed >> 53);
}
static_assert(uint64_t{1} << (64 - 53) == kSlots);

struct Slot {
  Packed word;
  int8_t strength = -1;
};

constexpr std::array<Slot, kSlots> kTable = [] {
  std::array<Slot, kSlots> table{};
  for (const Word& word : kVocabulary) {
    const Packed packed = Pack(word.text);
    size_t at = SlotOf(packed);
    while (table[at].strength >= 0) at = (at + 1) % kSlots;
    table[at] = {packed, static_cast<int8_t>(word.strength)};
  }
  return table;
}();

// -1 if the word is not known. `text` is in lower case, letters only, and kLongestWord bytes from
// its begin on can be read.
int Lookup(std::string_view text) {
  if (text.size() > kLongestWord) return -1;
  if ((kLengths[static_cast<size_t>(text[0] - 'a')] >> text.size() & 1) == 0) return -1;
  const Packed word = PackInPlace(text);
  for (size_t at = SlotOf(word); kTable[at].strength >= 0; at = (at + 1) % kSlots) {
    if (kTable[at].word == word) return kTable[at].strength;
  }
  return -1;
}

// A run of letters without a border, split into known words; its strongest word, or -1.
// Words of one letter do not count inside a run; those of two only beside longer ones.
int SplitRun(std::string_view run) {
  constexpr size_t kLongestRun = 40;
  if (run.size() < 4 || run.size() > kLongestRun) return -1;
  std::array<int8_t, kLongestRun + 1> best;  // strongest way to reach here, -1 = none
  best.fill(-1);
  best[0] = 0;
  for (size_t start = 0; start < run.size(); ++start) {
    if (best[start] < 0) continue;
    for (size_t size = 2; size <= std::min(run.size() - start, kLongestWord); ++size) {
      const int strength = Lookup(run.substr(start, size));
      if (strength < 0) continue;
      int8_t& reached = best[start + size];
      reached = std::max({reached, best[start], static_cast<int8_t>(strength)});
    }
  }
  return best[run.size()];
}

enum class Type : uint8_t { kLetters, kDigits, kOther };

struct Segment {
  std::string_view text;
  Type type;
};

Type TypeOf(char c) {
  const unsigned char byte = static_cast<unsigned char>(c);
  if (absl::ascii_isalpha(byte)) return Type::kLetters;
  return absl::ascii_isdigit(byte) ? Type::kDigits : Type::kOther;
}

bool IsUpper(char c) { return absl::ascii_isupper(static_cast<unsigned char>(c)); }

// Takes the next segment off the front. Letters end at a case change: fooBar, and HTTPServer before
// the last capital.
Segment NextSegment(std::string_view* rest) {
  const Type type = TypeOf((*rest)[0]);
  size_t size = 1;
  while (size < rest->size() && TypeOf((*rest)[size]) == type) {
    if (type == Type::kLetters) {
      const bool upper = IsUpper((*rest)[size]);
      if (upper && !IsUpper((*rest)[size - 1])) break;
      if (!upper && IsUpper((*rest)[size - 1]) && size > 1) {
        --size;
        break;
      }
    }
    ++size;
  }
  const Segment segment{rest->substr(0, size), type};
  rest->remove_prefix(size);
  return segment;
}

// Non-ASCII marks. The words of scripts without segments are looked for as they stand.
constexpr std::string_view kForeign[] = {
    "あなたの", "トークン", "パスワード", "ここに",    "你的",       "您的",   "密钥",
    "密码",     "令牌",     "ваш",        "Ваш",       "пароль",     "Пароль", "токен",
    "비밀번호", "토큰",     "schlüssel",  "Schlüssel", "contraseña", "clé",    "hasło",
};

// Long and unmistakable: these may stand anywhere, a chance hit is one in billions.
constexpr std::string_view kAnywhere[] = {
    "placeholder", "redacted",   "changeme",   "replaceme", "replace_me", "replace-me", "example",
    "notreal",     "not-a-real", "not_a_real", "yourtoken", "dummykey",   "fakekey"};

bool IsFolded(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    if (absl::ascii_tolower(static_cast<unsigned char>(text[i])) != lower[i]) return false;
  }
  return true;
}

// Bytes as letters, 1 to 26 in either case; 0 = none.
constexpr std::array<uint8_t, 256> kLetters = [] {
  std::array<uint8_t, 256> letters{};
  for (uint8_t i = 0; i < 26; ++i) {
    letters['a' + i] = letters['A' + i] = static_cast<uint8_t>(i + 1);
  }
  return letters;
}();

// By the first letter the second ones of kAnywhere, one bit each: these decide for almost every
// position.
constexpr std::array<uint32_t, 27> kStartsAnywhere = [] {
  std::array<uint32_t, 27> starts{};
  for (std::string_view word : kAnywhere) {
    starts[kLetters[static_cast<unsigned char>(word[0])]] |=
        uint32_t{1} << kLetters[static_cast<unsigned char>(word[1])];
  }
  return starts;
}();

bool HasUnmistakable(std::string_view value) {
  size_t letter = kLetters[static_cast<unsigned char>(value[0])];
  for (size_t at = 0; at + 1 < value.size(); ++at) {
    const uint32_t seconds = kStartsAnywhere[letter];
    letter = kLetters[static_cast<unsigned char>(value[at + 1])];
    if ((seconds >> letter & 1) == 0) continue;
    for (std::string_view word : kAnywhere) {
      if (IsFolded(value.substr(at), word)) return true;
    }
  }
  return false;
}

bool HasForeign(std::string_view value) {
  const bool ascii = std::all_of(value.begin(), value.end(), [](char c) {
    return absl::ascii_isascii(static_cast<unsigned char>(c));
  });
  return !ascii && std::any_of(std::begin(kForeign), std::end(kForeign),
                               [&](std::string_view word) { return value.find(word) != kNone; });
}

struct Tally {
  size_t characters = 0;  // letters and digits
  size_t known = 0;       // of these in known words
  size_t digits = 0;
  size_t words = 0;       // segments of letters
  size_t long_words = 0;  // of three letters and more
  size_t symbols = 0;     // punctuation that names do not have
  bool loud = false, quiet = false, noun = false, length_note = false;
  bool loud_first = false;
  bool broken = false;  // a segment is no word and not like one: the value cannot be documentation
};

constexpr size_t kMaxValue = 256;  // longer values are not documentation words

bool IsNamePunctuation(char c) {
  return std::string_view("-_./ :,<>[](){}\"'`;\\").find(c) != kNone;
}

bool IsLengthUnit(std::string_view lower) {
  return lower == "char" || lower == "chars" || lower == "character" || lower == "characters" ||
         lower == "digit" || lower == "digits" || lower == "hex" || lower == "bytes" ||
         lower == "bits" || lower == "bit";
}

// Stops where `broken` is found, which is soon in a random value.
Tally Count(std::string_view value) {
  Tally tally;
  std::array<char, kMaxValue + kLongestWord> lower{};
  std::string_view rest = value;
  while (!rest.empty()) {
    const Segment segment = NextSegment(&rest);
    if (segment.type == Type::kOther) {
      for (char c : segment.text) tally.symbols += IsNamePunctuation(c) ? 0 : 1;
      continue;
    }
    tally.characters += segment.text.size();
    if (segment.type == Type::kDigits) {
      tally.digits += segment.text.size();
      continue;
    }
    for (size_t i = 0; i < segment.text.size(); ++i) {
      lower[i] = absl::ascii_tolower(static_cast<unsigned char>(segment.text[i]));
    }
    const std::string_view word(lower.data(), segment.text.size());
    int strength = Lookup(word);
    if (strength < 0) strength = SplitRun(word);
    if (strength >= 0) tally.known += word.size();
    tally.loud = tally.loud || strength == kLoud;
    tally.loud_first = tally.loud_first || (strength == kLoud && tally.words == 0);
    tally.quiet = tally.quiet || strength == kQuiet;
    tally.noun = tally.noun || strength == kNoun;
    tally.length_note = tally.length_note || IsLengthUnit(word);
    ++tally.words;
    tally.long_words += word.size() >= 3 ? 1 : 0;
    if (strength < 0 && (word.size() < 3 || word.size() > 16)) {
      tally.broken = true;
      break;
    }
  }
  return tally;
}

}  // namespace

Wording JudgeWords(std::string_view value) {
  if (HasForeign(value)) return Wording::kInstruction;
  if (value.size() > kMaxValue || value.size() < 2) return Wording::kNone;
  if (value == "n/a" || value == "N/A") return Wording::kInstruction;
  if (HasUnmistakable(value)) return Wording::kInstruction;
  const Tally tally = Count(value);
  // A segment that may stand in a name has 3 to 16 letters, or is known.
  if (tally.words == 0 || tally.broken) return Wording::kNone;
  const bool all_known = tally.known + (tally.length_note ? tally.digits : 0) == tally.characters &&
                         tally.symbols == 0;
  if (all_known) {
    if (tally.loud || tally.quiet) return Wording::kInstruction;
    // Names of the thing; fillers alone (app, server) say nothing.
    if (tally.noun) {
      return tally.words <= 4 ? Wording::kInstruction : Wording::kWords;
    }
  }
  // A loud word with names between that nobody can list: YOUR_ACME_API_KEY. What is left over must
  // look like words too.
  if (tally.loud && tally.digits * 4 <= tally.characters && tally.symbols <= 2 &&
      (tally.known * 2 >= tally.characters ||
       (tally.loud_first && RandomnessScore(value) < 0.8f))) {
    return Wording::kInstruction;
  }
  // Only words: three and more. Passphrases are that too, so the caller decides what it means.
  if (tally.long_words >= 3 && tally.digits == 0 && tally.symbols == 0 &&
      tally.words * 3 <= tally.characters && RandomnessScore(value) < -0.2f) {
    return Wording::kWords;
  }
  return Wording::kNone;
}

}  // namespace weir
