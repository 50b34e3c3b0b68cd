#include "judge/classifier.h"

#include <algorithm>
#include <bitset>
#include <cmath>

#include "absl/strings/ascii.h"
#include "judge/assigned_value.h"
#include "judge/classifier_table.h"
#include "judge/randomness.h"
#include "judge/word_set.h"

namespace weir {
namespace {

bool IsAlpha(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }
bool IsUpper(char c) { return absl::ascii_isupper(static_cast<unsigned char>(c)); }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }
bool IsAlnum(char c) { return IsAlpha(c) || IsDigit(c); }

// What a name ends with. The numbers are those the model was trained with.
enum KeyKind : int {
  kOtherName,
  kPasswordName,
  kSecretName,
  kKeyName,
  kTokenName,
  kAuthName,
  kSessionName
};

constexpr auto kPasswords =
    Words<"password passwd passwort pwd pass passphrase passcode senha pw passwords pswd">();
constexpr auto kSecrets = Words<"secret secrets credential credentials">();
constexpr auto kKeys = Words<"key keys apikey psk nkey">();
constexpr auto kTokens = Words<"token tokens jwt apitoken">();
constexpr auto kAuths = Words<"auth authorization bearer basic signature">();
constexpr auto kSessions = Words<"session sessionid sid cookie phpsessid jsessionid">();
constexpr auto kTestWords = Words<
    "test tests testing tester example examples sample samples fake dummy mock mocks stub demo foo "
    "bar "
    "expected invalid wrong bad fixture placeholder todo">();
constexpr auto kSecretWords = Words<
    "password passwd pass pwd secret token key keys api user admin test example your my name value "
    "auth login id credentials">();

// The parts of a name: by separators, and where a capital follows a small letter. Calls f with
// each.
template <typename F>
size_t Parts(std::string_view name, F f) {
  size_t count = 0;
  for (size_t begin = 0; begin < name.size();) {
    if (!IsAlnum(name[begin])) {
      ++begin;
      continue;
    }
    size_t end = begin + 1;
    while (end < name.size() && IsAlnum(name[end]) &&
           IsDigit(name[end]) == IsDigit(name[end - 1]) &&
           !(IsUpper(name[end]) && !IsUpper(name[end - 1]))) {
      ++end;
    }
    f(name.substr(begin, end - begin));
    ++count;
    begin = end;
  }
  return count;
}

int KindOf(std::string_view part) {
  if (kPasswords.Has(part)) return kPasswordName;
  if (kSecrets.Has(part)) return kSecretName;
  if (kKeys.Has(part)) return kKeyName;
  if (kTokens.Has(part)) return kTokenName;
  if (kAuths.Has(part)) return kAuthName;
  return kSessions.Has(part) ? kSessionName : kOtherName;
}

int CharKind(char c) {
  if (IsDigit(c)) return 0;
  if (IsUpper(c)) return 1;
  if (IsAlpha(c)) return 2;
  return static_cast<unsigned char>(c) >= 0x80 ? 4 : 3;
}

bool IsUuid(std::string_view value) {
  if (value.size() != 36) return false;
  for (size_t i = 0; i < value.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? value[i] != '-' : !absl::ascii_isxdigit(static_cast<unsigned char>(value[i])))
      return false;
  }
  return true;
}

class Vector {
 public:
  void Set(Feature f, float value) { v_[static_cast<size_t>(f)] = value; }
  void Set(Feature f, size_t value) { Set(f, static_cast<float>(value)); }
  void Set(Feature f, bool value) { Set(f, value ? 1.0f : 0.0f); }
  const FeatureVector& get() const { return v_; }

 private:
  FeatureVector v_{};
};

void LookAtValue(std::string_view value, Vector* v) {
  size_t digits = 0, uppers = 0, lowers = 0, blanks = 0, foreign = 0, changes = 0, hex = 0;
  size_t letter_run = 0, letter_begin = 0, letters = 0, digit_run = 0, digits_now = 0;
  std::bitset<256> seen;
  int before = -1;
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const int kind = CharKind(c);
    digits += kind == 0;
    uppers += kind == 1;
    lowers += kind == 2;
    foreign += kind == 4;
    blanks += c == ' ' || c == '\t';
    hex += absl::ascii_isxdigit(static_cast<unsigned char>(c));
    seen.set(static_cast<unsigned char>(c));
    changes += before >= 0 && kind != before;
    before = kind;
    letters = kind == 1 || kind == 2 ? letters + 1 : 0;
    digits_now = kind == 0 ? digits_now + 1 : 0;
    digit_run = std::max(digit_run, digits_now);
    if (letters > letter_run) {
      letter_run = letters;
      letter_begin = i + 1 - letters;
    }
  }
  const float size = static_cast<float>(std::max<size_t>(value.size(), 1));
  auto share = [size](size_t n) { return static_cast<float>(n) / size; };
  v->Set(Feature::kLength, std::min<size_t>(value.size(), 128));
  v->Set(Feature::kRandomness, RandomnessScore(value));
  v->Set(Feature::kWordness,
         letter_run < 6 ? 4.0f : RandomnessScore(value.substr(letter_begin, letter_run)));
  v->Set(Feature::kEntropy, ShannonEntropy(value));
  v->Set(Feature::kDigits, share(digits));
  v->Set(Feature::kUppers, share(uppers));
  v->Set(Feature::kLowers, share(lowers));
  v->Set(Feature::kSymbols, share(value.size() - digits - uppers - lowers - foreign - blanks));
  v->Set(Feature::kBlanks, blanks);
  v->Set(Feature::kForeign, share(foreign));
  v->Set(Feature::kChanges, share(changes));
  v->Set(Feature::kDistinct, share(seen.count()));
  v->Set(Feature::kLetterRun, letter_run);
  v->Set(Feature::kDigitRun, digit_run);
  v->Set(Feature::kTailDigits, digits_now);
  v->Set(Feature::kHex, hex == value.size());
  v->Set(Feature::kUuid, IsUuid(value));
  v->Set(Feature::kCapitalised, uppers == 1 && !value.empty() && IsUpper(value[0]));
  bool holds = false;
  v->Set(Feature::kNameParts,
         Parts(value, [&](std::string_view part) { holds = holds || kSecretWords.Has(part); }));
  v->Set(Feature::kHoldsKey, holds);
}

void LookAtName(std::string_view key, Vector* v) {
  int kind = kOtherName;
  bool test = false;
  const size_t parts = Parts(key, [&](std::string_view part) {
    if (const int k = KindOf(part); k != kOtherName) kind = k;
    test = test || kTestWords.Has(part);
  });
  v->Set(Feature::kKeyKind, static_cast<float>(kind));
  v->Set(Feature::kKeyLength, std::min<size_t>(key.size(), 64));
  v->Set(Feature::kKeyParts, parts);
  v->Set(Feature::kKeyUpper,
         std::none_of(key.begin(), key.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
  v->Set(Feature::kKeyTest, test);
}

void LookAround(std::string_view text, const Assignment& a, size_t end, Vector* v) {
  size_t begin = a.key_start;
  const size_t limit = begin > kFeatureReach ? begin - kFeatureReach : 0;
  while (begin > limit && text[begin - 1] != '\n') --begin;
  const std::string_view before = text.substr(begin, a.key_start - begin);
  bool test = false;
  Parts(before, [&](std::string_view part) { test = test || kTestWords.Has(part); });
  v->Set(Feature::kLineTest, test);
  const size_t first = before.find_first_not_of(" \t");
  const std::string_view opening =
      first == std::string_view::npos ? std::string_view() : before.substr(first);
  v->Set(Feature::kComment, opening.starts_with("//") || opening.starts_with("#") ||
                                opening.starts_with("*") || opening.starts_with(";"));
  v->Set(Feature::kLead, before.size());
  const char after = end < text.size() ? text[end] : '\n';
  constexpr std::string_view kAfter = "\n;,\"'`)<& \\";
  const size_t at = kAfter.find(after == '\r' ? '\n' : after);
  v->Set(Feature::kAfter, at == std::string_view::npos ? kAfter.size() : at);
}

}  // namespace

FeatureVector FeaturesOf(std::string_view text, const Assignment& a, size_t begin, size_t end) {
  Vector v;
  LookAtValue(text.substr(begin, end - begin), &v);
  LookAtName(a.key(text), &v);
  LookAround(text, a, end, &v);
  v.Set(Feature::kQuoted, a.quoted);
  v.Set(Feature::kForm, static_cast<float>(a.form));
  v.Set(Feature::kSettings, !a.quoted && InSettings(text, a));
  return v.get();
}

float SecretProbability(const FeatureVector& features) {
  float score = kBaseScore;
  for (size_t t = 0; t < kTreeCount; ++t) {
    const Tree& tree = kTrees[t];
    size_t node = 0;
    for (size_t depth = 0; depth < kTreeDepth; ++depth) {
      node = 2 * node + (features[tree.feature[node]] <= tree.threshold[node] ? 1 : 2);
    }
    score += tree.score[node - kTreeNodes];
  }
  return 1.0f / (1.0f + std::exp(-score));
}

}  // namespace weir
