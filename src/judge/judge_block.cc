// Blocks: private keys between a begin and an end marker. The end may be missing, because a prompt, a log or a
// model's window was cut: the block then reaches as far as its body does.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "judge/case.h"
#include "judge/checksum.h"
#include "judge/placeholder.h"

namespace weir {
namespace {

constexpr size_t kLeastBody = 48;  // base64 characters; an Ed25519 key in PKCS#8 has 64

constexpr ByteSet kBase64 = ByteSet::Range('A', 'Z') | ByteSet::Range('a', 'z') |
                            ByteSet::Range('0', '9') | ByteSet::Of("+/=");
// What stands between the base64 lines: line ends, plain or as \n \r \t, indentation, quotes and + of strings
// put together over lines, and header lines ("Proc-Type: 4,ENCRYPTED").
constexpr ByteSet kBetween = ByteSet::Of("\r\n\t \\\"',:;-+>|.");

// The marker's fixed beginning, by which to look for it.
std::string_view LeadText(const WalkProgram& walk) {
  for (uint32_t at = 0; at < walk.op_count; ++at) {
    const WalkOp& op = walk.ops[at];
    if (op.kind == WalkOp::kLiteral) return {walk.literals + op.at, op.length};
    if (op.kind != WalkOp::kConcat) return {};
  }
  return {};
}

// Base64 characters in lines of a body. Words of header lines count too: they are few.
size_t BodyBytes(std::string_view body) {
  return static_cast<size_t>(
      std::count_if(body.begin(), body.end(), [](char c) { return kBase64.Has(c); }));
}

// Where a body without an end marker ends: behind the last base64 character of a run of at least 16.
size_t TruncatedEnd(std::string_view text, size_t from, size_t limit) {
  size_t end = from, i = from;
  while (i < limit) {
    if (kBase64.Has(text[i])) {
      size_t run = i;
      while (run < limit && kBase64.Has(text[run])) ++run;
      if (run - i >= 16 || (end > from && run < limit && !absl::ascii_isspace(static_cast<unsigned char>(text[run])))) {
        end = run;
      } else if (end > from && run - i < 16) {
        // A short last line belongs to the body if nothing but the text's end or a line end follows.
        end = run;
        return end;
      }
      i = run;
    } else if (kBetween.Has(text[i])) {
      ++i;
    } else {
      return end;
    }
  }
  return end;
}

}  // namespace

void Judge::DecideBlock(Case* c, uint64_t start) const {
  c->Span(start, start, start, start);
  const std::string_view marker = LeadText(c->rule.walk);
  if (c->text.compare(start, marker.size(), marker) != 0) {
    return c->Drop("shape", "the begin marker is of another kind");
  }
  const WalkResult begin = Walk(c->rule.walk, c->text, start);
  if (!begin.matched) return c->Drop("shape", "the begin marker is of another kind");
  const size_t limit = std::min<size_t>(c->text.size(), start + kMaxSpan);
  const std::string_view lead = LeadText(c->rule.end_walk);

  // The first end marker of this kind, but not beyond another begin marker.
  size_t stop = limit;
  if (size_t next = c->text.substr(0, limit).find("-----BEGIN", begin.end);
      next != std::string_view::npos) {
    stop = next;
  }
  size_t body_end = 0, match_end = 0;
  for (size_t at = begin.end; !lead.empty();) {
    at = c->text.substr(0, stop).find(lead, at);
    if (at == std::string_view::npos) break;
    WalkResult end = Walk(c->rule.end_walk, c->text, at);
    if (end.matched) {
      body_end = at;
      match_end = end.end;
      break;
    }
    at += lead.size();
  }
  const bool complete = match_end != 0;
  Finding& f = c->finding;
  f.rule = &c->rule;
  if (!complete) {
    body_end = match_end = TruncatedEnd(c->text, begin.end, stop);
    if (match_end == begin.end) match_end = body_end = begin.end;
  }
  c->Span(start, match_end, start, match_end);
  const std::string_view body = c->text.substr(begin.end, body_end - begin.end);
  if (BodyBytes(body) < kLeastBody) {
    return c->Drop("placeholder", "too little stands between the markers to be a key");
  }
  if (body.find("...") != std::string_view::npos || body.find("\xe2\x80\xa6") != std::string_view::npos ||
      IsTemplate(body)) {
    f.reasons.Add(Reason::kPlaceholder);
    return c->Drop("placeholder", "the body is left out or filled in later");
  }
  f.reasons.Add(Reason::kShape);
  f.reasons.Add(complete ? Reason::kBlockComplete : Reason::kBlockTruncated);
  if (c->rule.user) f.reasons.Add(Reason::kUserRule);
  int points = complete ? 4 : 3;
  if (const Validator* v = FindValidator(c->rule.checksum); v != nullptr) {
    const Validity validity = v->check(c->secret());
    if (validity == Validity::kValid) {
      f.reasons.Add(Reason::kStructureValid);
      points += 2;
    } else if (validity == Validity::kInvalid) {
      f.reasons.Add(Reason::kStructureInvalid);
      if (c->rule.on_invalid == OnInvalid::kDrop) {
        return c->Drop("structure", "the body does not decode as a key");
      }
      points -= 2;
    }
  }
  f.confidence = Weigh(points);
  c->findings->push_back(f);
}

}  // namespace weir
