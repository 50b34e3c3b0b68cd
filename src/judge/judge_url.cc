// What may stand at "://": a shape that begins with its scheme (a webhook), or credentials in the user part.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "judge/border.h"
#include "judge/case.h"
#include "judge/randomness.h"

namespace weir {
namespace {

constexpr size_t kMaxScheme = 24, kMaxAuthority = 512, kMaxHost = 253, kMaxUrl = 512;

constexpr ByteSet kSchemeBytes = ByteSet::Range('a', 'z') | ByteSet::Range('A', 'Z') |
                                 ByteSet::Range('0', '9') | ByteSet::Of("+.-_");
// Ends the authority, or could not stand in it.
constexpr ByteSet kAuthorityEnd = ByteSet::Of("/?# \t\r\n\"'`<>\\^|") | ByteSet::Range(0, 0x1F);
constexpr ByteSet kHostBytes = ByteSet::Range('a', 'z') | ByteSet::Range('A', 'Z') |
                               ByteSet::Range('0', '9') | ByteSet::Of(".-_:[]%,");

bool EqualFold(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() &&
         std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) {
           return absl::ascii_tolower(static_cast<unsigned char>(x)) == y;
         });
}

bool EndsWithFold(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && EqualFold(text.substr(text.size() - lower.size()), lower);
}

// Hosts that documentation and local development use: what opens them is no secret to speak of.
bool IsSampleHost(std::string_view host) {
  std::string_view name = host.substr(0, host.find(':'));
  for (std::string_view whole : {"localhost", "127.0.0.1", "0.0.0.0", "host", "hostname", "server",
                                 "example.com", "example.org", "example.net", "host.docker.internal"}) {
    if (EqualFold(name, whole)) return true;
  }
  for (std::string_view tail : {".example.com", ".example.org", ".example.net", ".example", ".test",
                                ".invalid", ".localhost"}) {
    if (EndsWithFold(name, tail)) return true;
  }
  return false;
}

}  // namespace

void Judge::DecideUrl(std::string_view text, const Candidate& candidate,
                      std::vector<Finding>* findings, Trace* trace,
                      DecisionMemo* memo) const {
  const PackView& view = set_.packs[candidate.pack].view;
  const size_t colon = candidate.start, behind = candidate.start + 3;
  size_t scheme = colon;
  while (scheme > 0 && colon - scheme < kMaxScheme && kSchemeBytes.Has(text[scheme - 1])) --scheme;
  while (scheme < colon && !absl::ascii_isalpha(static_cast<unsigned char>(text[scheme]))) ++scheme;
  if (scheme == colon) return;

  auto try_shape = [&](const UrlShape& shape) {
    if (!set_.enabled[candidate.pack][shape.rule] || colon < shape.before.size()) return;
    const size_t start = colon - shape.before.size();
    if (text.compare(start, shape.before.size(), shape.before) != 0) return;
    Case c{text, view.rules[shape.rule], findings, trace};
    if (memo != nullptr && c.rule.max_length > kMaxUrl) memo->Spoil();
    DecideToken(&c, start);
  };
  if (behind < text.size()) {
    const auto first = static_cast<unsigned char>(text[behind]);
    for (size_t i = view.url_begin[first]; i < view.url_begin[first + 1u]; ++i) {
      const UrlShape& shape = view.url_shapes[i];
      if (text.compare(behind, shape.after.size(), shape.after) == 0) try_shape(shape);
    }
  }
  // Shapes with an open host: only where the URL holds what they must hold.
  const std::span<const UrlShape> open =
      view.url_shapes.subspan(view.url_begin[256], view.url_begin[257] - view.url_begin[256]);
  if (!open.empty()) {
    uint64_t tried = 0;  // by index, each once
    for (size_t i = 0; i < open.size() && i < 64; ++i) {
      if (open[i].inside.empty()) tried |= uint64_t{1} << i, try_shape(open[i]);
    }
    const size_t last = std::min<size_t>(text.size(), behind + kMaxUrl);
    for (size_t at = behind; at + 1 < last && !kUrlEnd.Has(text[at]); ++at) {
      if ((text[at] != '.' && text[at] != '/' && text[at] != '@') ||
          !view.url_inside_second.Has(text[at + 1])) {
        continue;
      }
      for (size_t i = 0; i < open.size() && i < 64; ++i) {
        if ((tried >> i) & 1 || text.compare(at, open[i].inside.size(), open[i].inside) != 0) continue;
        tried |= uint64_t{1} << i;
        try_shape(open[i]);
      }
    }
  }

  // Most URLs have no user part.
  const size_t limit = std::min<size_t>(text.size(), behind + kMaxAuthority);
  size_t at = behind;
  while (at < limit && text[at] != '@' && !kAuthorityEnd.Has(text[at])) ++at;
  if (at == limit || text[at] != '@') return;

  bool specific = false;
  const std::string_view name = text.substr(scheme, colon - scheme);
  for (bool any_scheme : {false, true}) {  // a rule that names the scheme goes before one that takes any
    if (any_scheme && specific) break;
    for (uint16_t number : view.urls) {
      const Rule& rule = view.rules[number];
      if (!set_.enabled[candidate.pack][number] || rule.schemes.empty() != any_scheme) continue;
      for (std::string_view wanted : rule.schemes) {
        if (!EndsWithFold(name, wanted)) continue;  // "jdbc:postgresql", "git+https"
        const size_t before = name.size() - wanted.size();
        if (before > 0 && absl::ascii_isalnum(static_cast<unsigned char>(name[before - 1]))) continue;
        specific = true;
        Case c{text, rule, findings, trace};
        DecideUserinfo(&c, scheme, behind);
        break;
      }
      if (any_scheme) {
        Case c{text, rule, findings, trace};
        DecideUserinfo(&c, scheme, behind);
      }
    }
  }
}

void Judge::DecideUserinfo(Case* c, uint64_t scheme, uint64_t behind) const {
  const std::string_view text = c->text;
  const size_t limit = std::min<size_t>(text.size(), behind + kMaxAuthority);
  size_t at = std::string_view::npos, end = behind;
  for (; end < limit && !kAuthorityEnd.Has(text[end]); ++end) {
    if (text[end] == '@') at = end;  // the last one: passwords hold @ unencoded more often than hosts do
  }
  if (at == std::string_view::npos) return;
  const std::string_view userinfo = text.substr(behind, at - behind);
  const size_t colon = userinfo.find(':');
  if (colon == std::string_view::npos || colon + 1 == userinfo.size()) return;
  size_t host_end = at + 1;
  while (host_end < text.size() && host_end - at <= kMaxHost && kHostBytes.Has(text[host_end])) {
    ++host_end;
  }
  const std::string_view user = userinfo.substr(0, colon);
  const std::string_view host = text.substr(at + 1, host_end - at - 1);
  c->Span(scheme, host_end, behind + colon + 1, at);
  Finding& f = c->finding;
  f.rule = &c->rule;
  f.reasons.Add(Reason::kUrlUserinfo);
  if (c->rule.user) f.reasons.Add(Reason::kUserRule);
  if (host.empty() || !(absl::ascii_isalnum(static_cast<unsigned char>(host[0])) || host[0] == '[' || host[0] == '_')) {
    return c->Drop("shape", "no host follows the user part");
  }
  const std::string_view password = c->secret();
  SelfEvidence self;
  std::string_view step, detail;
  if (!SelfCheck::Run(password, password, 0, c->rule, &f, &self, &step, &detail)) {
    return c->Drop(step, detail);
  }
  int points = 2 + self.points;
  const float score = RandomnessScore(password);
  if (score > 0 && password.size() >= 8) {
    f.reasons.Add(Reason::kRandom);
    points += 1;
  }
  if (IsSampleHost(host)) {
    f.reasons.Add(Reason::kTestMark);
    points -= 1;
    // A domain of documentation (RFC 2606) is no place at all.
    if (host.find("example") != std::string_view::npos) points -= 1;
  }
  if (password == user || password.size() < 3) {
    f.reasons.Add(Reason::kPlaceholder);
    points -= 2;
  }
  f.confidence = Weigh(points);
  c->findings->push_back(f);
}

}  // namespace weir
