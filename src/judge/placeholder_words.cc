// Documentation words: YOUR_API_KEY, replace_me, my-secret-token, dein-passwort, changeme.
//
// The value is cut into segments at everything that is no letter or digit, at case changes and between
// letters and digits; a word counts when it fills a segment, or when a segment splits completely into
// words (yourapikey). Chance substrings do not count: a random string of 40 characters holds some
// three-letter word more often than not.
//
// Words have strengths. A loud word (your, placeholder) marks the value if known words make up half of
// it; a quiet one (test, my, insert) only if all of it is known words. Nouns alone (password, api_key,
// admin, postgres) are the name of the thing, or everyone's default: placeholders too.
#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "absl/strings/ascii.h"
#include "judge/placeholder_parts.h"
#include "judge/randomness.h"

namespace weir {
namespace {

constexpr size_t kNone = std::string_view::npos;

enum Strength : uint8_t { kFiller, kNoun, kQuiet, kLoud };

struct Word {
  std::string_view text;
  Strength strength;
};

// Sorted by text: looked up by halving.
constexpr auto kVocabulary = [] {
  std::array words = {
      // Say openly that the value is to be replaced, in the languages that documentation is written in.
      Word{"your", kLoud}, Word{"yours", kLoud}, Word{"placeholder", kLoud}, Word{"replace", kLoud},
      Word{"replaceme", kLoud}, Word{"changeme", kLoud}, Word{"changeit", kLoud}, Word{"redacted", kLoud},
      Word{"example", kLoud}, Word{"examples", kLoud}, Word{"dummy", kLoud}, Word{"fixme", kLoud},
      Word{"dein", kLoud}, Word{"deine", kLoud}, Word{"deinen", kLoud}, Word{"ihr", kLoud},
      Word{"votre", kLoud}, Word{"ton", kQuiet}, Word{"tu", kQuiet}, Word{"sua", kQuiet},
      Word{"seu", kQuiet}, Word{"tuo", kQuiet}, Word{"aqui", kLoud}, Word{"ici", kQuiet},
      Word{"hier", kQuiet}, Word{"uw", kQuiet}, Word{"jouw", kLoud}, Word{"twoj", kLoud},
      Word{"beispiel", kLoud}, Word{"exemple", kLoud}, Word{"ejemplo", kLoud}, Word{"esempio", kLoud},
      // Mark a placeholder if there is nothing else beside them.
      Word{"my", kQuiet}, Word{"here", kQuiet}, Word{"insert", kQuiet}, Word{"enter", kQuiet},
      Word{"put", kQuiet}, Word{"paste", kQuiet}, Word{"add", kQuiet}, Word{"set", kQuiet},
      Word{"change", kQuiet}, Word{"fill", kQuiet}, Word{"fillin", kQuiet}, Word{"update", kQuiet},
      Word{"edit", kQuiet}, Word{"me", kFiller}, Word{"todo", kQuiet}, Word{"tbd", kQuiet},
      Word{"test", kQuiet}, Word{"testing", kQuiet}, Word{"tests", kQuiet}, Word{"tester", kQuiet},
      Word{"fake", kQuiet}, Word{"mock", kQuiet}, Word{"stub", kQuiet}, Word{"sample", kQuiet},
      Word{"demo", kQuiet}, Word{"invalid", kQuiet}, Word{"expired", kQuiet}, Word{"revoked", kQuiet},
      Word{"removed", kQuiet}, Word{"hidden", kQuiet}, Word{"masked", kQuiet}, Word{"omitted", kQuiet},
      Word{"censored", kQuiet}, Word{"none", kQuiet}, Word{"null", kQuiet}, Word{"nil", kQuiet},
      Word{"undefined", kQuiet}, Word{"na", kQuiet}, Word{"empty", kQuiet}, Word{"missing", kQuiet},
      Word{"unset", kQuiet}, Word{"blank", kQuiet}, Word{"true", kQuiet}, Word{"false", kQuiet},
      Word{"string", kQuiet}, Word{"text", kQuiet}, Word{"boolean", kQuiet}, Word{"number", kQuiet},
      Word{"foo", kQuiet}, Word{"bar", kQuiet}, Word{"baz", kQuiet}, Word{"foobar", kQuiet},
      Word{"xxx", kQuiet}, Word{"yyy", kQuiet}, Word{"zzz", kQuiet},
      Word{"somesecret", kQuiet}, Word{"some", kQuiet}, Word{"any", kQuiet}, Word{"goes", kQuiet},
      Word{"generate", kQuiet}, Word{"generated", kQuiet}, Word{"use", kQuiet}, Word{"real", kFiller},
      Word{"actual", kFiller}, Word{"not", kFiller}, Word{"supersecret", kQuiet},
      Word{"topsecret", kQuiet}, Word{"insecure", kQuiet}, Word{"unsafe", kQuiet},
      Word{"required", kQuiet}, Word{"optional", kQuiet}, Word{"unknown", kQuiet},
      // Names of the thing, and accounts and passwords that everyone has.
      Word{"api", kNoun}, Word{"apikey", kNoun}, Word{"key", kNoun}, Word{"keys", kNoun},
      Word{"token", kNoun}, Word{"tokens", kNoun}, Word{"secret", kNoun}, Word{"secrets", kNoun},
      Word{"password", kNoun}, Word{"passwords", kNoun}, Word{"passwd", kNoun}, Word{"pass", kNoun},
      Word{"passphrase", kNoun}, Word{"passcode", kNoun}, Word{"pwd", kNoun}, Word{"pw", kNoun},
      Word{"pin", kNoun}, Word{"user", kNoun}, Word{"username", kNoun}, Word{"login", kNoun},
      Word{"account", kNoun}, Word{"admin", kNoun}, Word{"administrator", kNoun}, Word{"root", kNoun},
      Word{"guest", kNoun}, Word{"postgres", kNoun}, Word{"postgresql", kNoun}, Word{"mysql", kNoun},
      Word{"mariadb", kNoun}, Word{"mongo", kNoun}, Word{"mongodb", kNoun}, Word{"redis", kNoun},
      Word{"rabbitmq", kNoun}, Word{"elastic", kNoun}, Word{"minio", kNoun}, Word{"minioadmin", kNoun},
      Word{"oracle", kNoun}, Word{"client", kNoun}, Word{"access", kNoun}, Word{"auth", kNoun},
      Word{"authorization", kNoun}, Word{"authentication", kNoun}, Word{"authorized", kNoun},
      Word{"bearer", kNoun}, Word{"basic", kNoun}, Word{"credential", kNoun}, Word{"credentials", kNoun},
      Word{"cred", kNoun}, Word{"creds", kNoun}, Word{"private", kNoun}, Word{"public", kNoun},
      Word{"signing", kNoun}, Word{"encryption", kNoun}, Word{"certificate", kNoun},
      Word{"cert", kNoun}, Word{"webhook", kNoun}, Word{"session", kNoun}, Word{"cookie", kNoun},
      Word{"refresh", kNoun}, Word{"jwt", kNoun}, Word{"oauth", kNoun}, Word{"pat", kNoun},
      Word{"dsn", kNoun}, Word{"hash", kNoun}, Word{"salt", kNoun}, Word{"signature", kNoun},
      Word{"passwort", kNoun}, Word{"kennwort", kNoun}, Word{"schluessel", kNoun}, Word{"cle", kNoun},
      Word{"clave", kNoun}, Word{"senha", kNoun}, Word{"contrasena", kNoun}, Word{"chave", kNoun},
      Word{"motdepasse", kNoun}, Word{"wachtwoord", kNoun}, Word{"haslo", kNoun}, Word{"parola", kNoun},
      Word{"value", kNoun}, Word{"default", kNoun}, Word{"url", kNoun}, Word{"uri", kNoun},
      Word{"header", kNoun}, Word{"id", kNoun}, Word{"sid", kNoun}, Word{"uid", kNoun},
      Word{"uuid", kNoun}, Word{"guid", kNoun}, Word{"code", kNoun}, Word{"field", kNoun},
      Word{"param", kNoun}, Word{"arn", kNoun},
      // Stand between the others.
      Word{"a", kFiller}, Word{"an", kFiller}, Word{"the", kFiller}, Word{"this", kFiller},
      Word{"that", kFiller}, Word{"it", kFiller}, Word{"is", kFiller}, Word{"in", kFiller},
      Word{"to", kFiller}, Word{"of", kFiller}, Word{"for", kFiller}, Word{"from", kFiller},
      Word{"with", kFiller}, Word{"and", kFiller}, Word{"or", kFiller}, Word{"by", kFiller},
      Word{"on", kFiller}, Word{"at", kFiller}, Word{"own", kFiller}, Word{"new", kFiller},
      Word{"valid", kFiller}, Word{"long", kFiller}, Word{"random", kFiller}, Word{"secure", kFiller},
      Word{"strong", kFiller}, Word{"prod", kFiller}, Word{"production", kFiller}, Word{"dev", kFiller},
      Word{"development", kFiller}, Word{"staging", kFiller}, Word{"local", kFiller},
      Word{"localhost", kFiller}, Word{"live", kFiller}, Word{"app", kFiller},
      Word{"application", kFiller}, Word{"db", kFiller}, Word{"database", kFiller},
      Word{"server", kFiller}, Word{"service", kFiller}, Word{"bot", kFiller}, Word{"project", kFiller},
      Word{"name", kFiller}, Word{"file", kFiller}, Word{"env", kFiller}, Word{"config", kFiller},
      Word{"super", kQuiet}, Word{"data", kFiller}, Word{"info", kFiller}, Word{"type", kFiller},
      Word{"x", kFiller}, Word{"il", kFiller}, Word{"la", kFiller}, Word{"de", kFiller},
      Word{"el", kFiller}, Word{"personal", kFiller}, Word{"company", kFiller}, Word{"org", kFiller},
      Word{"organization", kFiller}, Word{"domain", kFiller}, Word{"host", kFiller},
      Word{"github", kFiller}, Word{"gitlab", kFiller}, Word{"openai", kFiller}, Word{"aws", kFiller},
      Word{"azure", kFiller}, Word{"google", kFiller}, Word{"slack", kFiller}, Word{"stripe", kFiller},
      Word{"docker", kFiller}, Word{"npm", kFiller}, Word{"telegram", kFiller}, Word{"discord", kFiller},
      Word{"firebase", kFiller}, Word{"twilio", kFiller}, Word{"sendgrid", kFiller},
      Word{"anthropic", kFiller}, Word{"claude", kFiller}, Word{"gemini", kFiller},
      Word{"huggingface", kFiller}, Word{"cloudflare", kFiller}, Word{"datadog", kFiller},
      Word{"sentry", kFiller}, Word{"smtp", kFiller}, Word{"email", kFiller}, Word{"mail", kFiller},
      Word{"ssh", kFiller}, Word{"tls", kFiller}, Word{"ssl", kFiller}, Word{"pem", kFiller},
      // Length notes: 32 hex digits.
      Word{"char", kQuiet}, Word{"chars", kQuiet}, Word{"character", kQuiet}, Word{"characters", kQuiet},
      Word{"digit", kQuiet}, Word{"digits", kQuiet}, Word{"hex", kQuiet}, Word{"bytes", kQuiet},
      Word{"bit", kQuiet}, Word{"bits", kQuiet}, Word{"alphanumeric", kQuiet}, Word{"base", kFiller},
      Word{"letters", kQuiet}, Word{"hexadecimal", kQuiet}, Word{"encoded", kFiller},
      Word{"minimum", kFiller}, Word{"least", kFiller},
  };
  std::sort(words.begin(), words.end(), [](const Word& a, const Word& b) { return a.text < b.text; });
  return words;
}();

constexpr size_t kLongestWord = 16;

static_assert(std::adjacent_find(kVocabulary.begin(), kVocabulary.end(),
                                 [](const Word& a, const Word& b) { return a.text == b.text; }) ==
              kVocabulary.end());

// -1 if the word is not known. `text` is in lower case.
int Lookup(std::string_view text) {
  if (text.size() > kLongestWord) return -1;
  const auto it =
      std::lower_bound(kVocabulary.begin(), kVocabulary.end(), text,
                       [](const Word& word, std::string_view other) { return word.text < other; });
  return it != kVocabulary.end() && it->text == text ? it->strength : -1;
}

// A run of letters without a border, split into known words; its strongest word, or -1.
// Words of one letter do not count inside a run; those of two only beside longer ones.
int SplitRun(std::string_view run) {
  constexpr size_t kLongestRun = 40;
  if (run.size() < 4 || run.size() > kLongestRun) return -1;
  std::array<int8_t, kLongestRun + 1> best;  // strongest way to reach here, -1 = none
  best.fill(-1);
  best[0] = 0;
  for (size_t end = 2; end <= run.size(); ++end) {
    for (size_t size = 2; size <= std::min(end, kLongestWord); ++size) {
      if (best[end - size] < 0) continue;
      const int strength = Lookup(run.substr(end - size, size));
      if (strength < 0) continue;
      best[end] = std::max({best[end], best[end - size], static_cast<int8_t>(strength)});
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

// Takes the next segment off the front. Letters end at a case change: fooBar, and HTTPServer before the
// last capital.
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
    "あなたの", "トークン", "パスワード", "ここに", "你的", "您的", "密钥", "密码", "令牌",
    "ваш", "Ваш", "пароль", "Пароль", "токен", "비밀번호", "토큰", "schlüssel", "Schlüssel",
    "contraseña", "clé", "hasło",
};

// Long and unmistakable: these may stand anywhere, a chance hit is one in billions.
constexpr std::string_view kAnywhere[] = {"placeholder", "redacted", "changeme", "replaceme", "replace_me",
                                          "replace-me", "example", "notreal", "not-a-real", "not_a_real",
                                          "yourtoken", "dummykey", "fakekey"};

bool HasFolded(std::string_view value, std::string_view lower) {
  const auto equal = [](char a, char b) {
    return absl::ascii_tolower(static_cast<unsigned char>(a)) == b;
  };
  return std::search(value.begin(), value.end(), lower.begin(), lower.end(), equal) != value.end();
}

struct Tally {
  size_t characters = 0;      // letters and digits
  size_t known = 0;           // of these in known words
  size_t digits = 0;
  size_t words = 0;           // segments of letters
  size_t long_words = 0;      // of three letters and more
  size_t wordlike = 0;        // segments that may stand in a name: 3 to 16 letters, or known
  size_t symbols = 0;         // punctuation that names do not have
  bool loud = false, quiet = false, noun = false, length_note = false;
  bool loud_first = false;
};

constexpr size_t kMaxValue = 256;  // longer values are not documentation words

bool IsNamePunctuation(char c) {
  return std::string_view("-_./ :,<>[](){}\"'`;\\").find(c) != kNone;
}

bool IsLengthUnit(std::string_view lower) {
  return lower == "char" || lower == "chars" || lower == "character" || lower == "characters" ||
         lower == "digit" || lower == "digits" || lower == "hex" || lower == "bytes" || lower == "bits" ||
         lower == "bit";
}

Tally Count(std::string_view value) {
  Tally tally;
  std::array<char, kMaxValue> lower;
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
    tally.wordlike += (word.size() >= 3 && word.size() <= 16) || strength >= 0 ? 1 : 0;
  }
  return tally;
}

}  // namespace

Wording JudgeWords(std::string_view value) {
  for (std::string_view word : kForeign) {
    if (value.find(word) != kNone) return Wording::kInstruction;
  }
  if (value.size() > kMaxValue || value.size() < 2) return Wording::kNone;
  if (value == "n/a" || value == "N/A") return Wording::kInstruction;
  for (std::string_view word : kAnywhere) {
    if (HasFolded(value, word)) return Wording::kInstruction;
  }
  const Tally tally = Count(value);
  if (tally.words == 0) return Wording::kNone;
  const bool all_known =
      tally.known + (tally.length_note ? tally.digits : 0) == tally.characters && tally.symbols == 0;
  if (all_known) {
    if (tally.loud || tally.quiet) return Wording::kInstruction;
    // Names of the thing; fillers alone (app, server) say nothing.
    if (tally.noun) {
      return tally.words <= 4 ? Wording::kInstruction : Wording::kWords;
    }
  }
  // A loud word with names between that nobody can list: YOUR_ACME_API_KEY. What is left over must look
  // like words too.
  if (tally.loud && tally.digits * 4 <= tally.characters && tally.symbols <= 2 &&
      tally.wordlike == tally.words &&
      (tally.known * 2 >= tally.characters || (tally.loud_first && RandomnessScore(value) < 0.8f))) {
    return Wording::kInstruction;
  }
  // Only words: three and more. Passphrases are that too, so the caller decides what it means.
  if (tally.long_words >= 3 && tally.wordlike == tally.words && tally.digits == 0 && tally.symbols == 0 &&
      tally.words * 3 <= tally.characters && RandomnessScore(value) < -0.2f) {
    return Wording::kWords;
  }
  return Wording::kNone;
}

}  // namespace weir
