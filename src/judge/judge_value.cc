// Values that only their surroundings identify: a run of the right form, and one of the rule's words in the
// name it is assigned to, or near before it.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "judge/assigned_value.h"
#include "judge/assignment.h"
#include "judge/case.h"
#include "judge/key_role.h"
#include "judge/randomness.h"

namespace weir {
namespace {

bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

// A name with one of these may hold any vendor's value; a name without says it holds something else.
constexpr std::string_view kSecretNames[] = {"key",   "token", "secret",     "password",      "passwd",
                                             "pass",  "pwd",   "auth",       "authorization", "credential",
                                             "apikey", "api",  "credentials", "bearer",       "value",
                                             "default"};

bool NamesASecret(std::string_view key) {
  for (std::string_view word : kSecretNames) {
    if (KeyNames(key, word)) return true;
  }
  return false;
}

// A PEM block that everybody may read.
bool IsPublicBlock(std::string_view value) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  if (!value.starts_with(kBegin)) return false;
  const std::string_view label = value.substr(kBegin.size(), value.find("-----", kBegin.size()) - kBegin.size());
  return label.find("PRIVATE") == std::string_view::npos;
}

// True if what begins at `at` stands in the path or fragment of a URL: token: https://acme.io/docs#NameOfAToken.
bool InAddress(std::string_view value, size_t at) {
  if (at == 0 || (value[at - 1] != '/' && value[at - 1] != '#' && value[at - 1] != '-')) return false;
  const size_t scheme = value.substr(0, at).find("://");
  return scheme != std::string_view::npos && scheme > 1 && scheme < 12 &&
         value.substr(scheme + 3, at - scheme - 3).find('@') == std::string_view::npos;
}

// Letters and hardly a digit, without quotes: in code that is a name, unless it looks like nothing but chance.
bool IsName(std::string_view text, std::string_view run, const Assignment& a) {
  if (a.quoted || InSettings(text, a) || a.form == Assignment::Form::kHeader || a.form == Assignment::Form::kQuery) return false;
  const auto digits = std::count_if(run.begin(), run.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits <= 2 && RandomnessScore(run) < 0.5f;
}

// Could the value of a name that says no more than "key" be a secret? Mostly such a key is that of a map: a name, a
// digest of what it stands for, a UUID.
bool IsKeyLike(std::string_view run) {
  constexpr size_t kLeastDigest = 40;
  if (RandomnessScore(run) < 0.8f) return false;
  const bool hex = std::all_of(run.begin(), run.end(), [](char c) {
    return absl::ascii_isxdigit(static_cast<unsigned char>(c)) || c == '-';
  });
  return !hex || (run.size() < kLeastDigest && run.find('-') == std::string_view::npos);
}

// Generic rules have words so common that only the name itself will do.
bool KeyOnly(const Rule& rule) { return rule.context_within == 0 || rule.provider == "Generic"; }

}  // namespace

bool PlausibleValue(std::string_view run) { return RandomnessScore(run) >= -0.5f; }

void Judge::DecideValue(Case* c, const Candidate& candidate) const {
  const uint64_t start = candidate.start;
  c->Span(start, candidate.end, start, candidate.end);
  const WalkResult walk = Walk(c->rule.walk, c->text, start);
  if (!walk.matched || walk.end < candidate.end) {
    return c->Drop("shape", "the value does not fit the format");
  }
  c->Span(start, walk.end, walk.secret_begin, walk.secret_end);
  Finding& f = c->finding;
  f.rule = &c->rule;
  f.reasons.Add(Reason::kShape);
  if (c->rule.user) f.reasons.Add(Reason::kUserRule);

  int points = 0;
  Assignment likely_of;  // of a generic rule: what the classifier is asked about
  if (candidate.keyword != kNoKeyword) {
    const std::string_view word = set_.packs[candidate.pack].view.keywords[candidate.keyword];
    const Assignment a = c->memo != nullptr ? c->memo->Before(c->text, start)
                                            : AssignmentBefore(c->text, start);
    // The parser looks no further than kMaxLook: a value that long was cut, not ended.
    const bool assigned = a.found && a.value_start <= start &&
                          (walk.end <= a.value_end || a.value_end >= start + kMaxLook);
    if (assigned) f.reasons.Add(Reason::kAssignment);
    if (assigned && a.quoted) f.reasons.Add(Reason::kQuoted);
    const bool key_only = KeyOnly(c->rule);
    if (assigned && SaysNoSecret(a.key(c->text))) {
      return c->Drop("context", "its name says that it opens nothing");
    }
    if (key_only && assigned && a.value_start < start && IsPasswordHash(a.value(c->text))) {
      return c->Drop("hash", "it is a part of a password's hash");
    }
    if (key_only && assigned && IsPublicBlock(a.value(c->text))) {
      return c->Drop("reference", "it is a part of a public key or a certificate");
    }
    if (key_only && assigned && InAddress(a.value(c->text), start - a.value_start)) {
      return c->Drop("reference", "it is a part of the path of an address");
    }
    if (assigned && (key_only ? KeyIsFor(a.key(c->text), word) : KeyNames(a.key(c->text), word))) {
      if (key_only && IsName(c->text, c->text.substr(start, walk.end - start), a)) {
        return c->Drop("reference", "an unquoted word is a name in code");
      }
      const std::string_view run = c->secret();
      if (key_only && std::all_of(run.begin(), run.end(), [](char ch) { return ch >= '0' && ch <= '9'; })) {
        return c->Drop("reference", "the value is a number");
      }
      const bool mere_key = key_only && word == "key";
      if (mere_key && !IsKeyLike(run)) {
        return c->Drop("randomness", "only what is long and random is the value of a mere key");
      }
      f.reasons.Add(Reason::kContextKey);
      points = mere_key ? 2 : 3;
      if (key_only && !c->rule.user) likely_of = a;
    } else if (key_only) {
      return c->Drop("context", "the name it is assigned to holds none of the rule's words");
    } else {
      if (start - candidate.word_end > c->rule.context_within) {
        return c->Drop("context", "the rule's word stands too far before it");
      }
      const size_t word_start = WordStart(c->text, candidate.word_end, word);
      const bool whole = word_start != std::string_view::npos &&
                         (word.size() >= 6 || ((word_start == 0 || !IsAlnum(c->text[word_start - 1])) &&
                                               !IsAlnum(c->text[candidate.word_end])));
      if (!whole) return c->Drop("context", "the rule's word is only a part of another word");
      if (assigned && !NamesASecret(a.key(c->text))) {
        return c->Drop("context", "it is assigned to a name that means something else");
      }
      f.reasons.Add(Reason::kContextNear);
      points = 2;
    }
  } else {
    points = 1;  // the validator must carry it
  }

  SelfEvidence self;
  self.memo = c->memo;
  std::string_view step, detail;
  if (!SelfCheck::Run(c->secret(), c->secret(), 0, c->rule, &f, &self, &step, &detail)) {
    return c->Drop(step, detail);
  }
  points += self.points;
  if (candidate.keyword == kNoKeyword && !self.checksum_valid) {
    return c->Drop("structure", "it does not have the structure that alone would identify it");
  }
  const float score = RandomnessScore(c->secret());
  if (score > 0) {
    f.reasons.Add(Reason::kRandom);
  } else if (!self.checksum_valid) {
    if (!PlausibleValue(c->secret())) {
      return c->Drop("randomness", "it reads like words or a name, not like a key");
    }
    f.reasons.Add(Reason::kNotRandom);
    points -= 1;
  }
  if (likely_of.found) points += LikelihoodPoints(c->text, likely_of, f.start, f.end, points, &f);
  f.confidence = Weigh(points);
  c->findings->push_back(f);
}

}  // namespace weir
