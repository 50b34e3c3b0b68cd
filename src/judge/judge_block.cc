// Blocks: private keys between a begin and an end marker. The end may be missing, because a prompt,
// a log or a model's window was cut: the block then reaches as far as its body does.
#include "judge/judge_block.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "judge/case.h"
#include "judge/checksum.h"
#include "judge/own_mask.h"
#include "judge/placeholder.h"

namespace weir {
namespace {

constexpr size_t kLeastBody = 48;  // base64 characters; an Ed25519 key in PKCS#8 has 64

constexpr ByteSet kBase64 = ByteSet::Range('A', 'Z') | ByteSet::Range('a', 'z') |
                            ByteSet::Range('0', '9') | ByteSet::Of("+/=");
// What stands between the base64 lines: line ends, plain or as \n \r \t, indentation, quotes and +
// of strings put together over lines, and header lines ("Proc-Type: 4,ENCRYPTED").
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

// Where a body without an end marker ends: behind the last base64 character of a run of at
// least 16.
size_t TruncatedEnd(std::string_view text, size_t from, size_t limit) {
  size_t end = from, i = from;
  while (i < limit) {
    if (kBase64.Has(text[i])) {
      size_t run = i;
      while (run < limit && kBase64.Has(text[run])) ++run;
      if (run - i >= 16 || (end > from && run < limit &&
                            !absl::ascii_isspace(static_cast<unsigned char>(text[run])))) {
        end = run;
      } else if (end > from && run - i < 16) {
        // A short last line belongs to the body if nothing but the text's end or a line end
        // follows.
        end = run;
        return end;
      }
      i = run;
    } else if (text[i] == ':' && i > 0 && text[i - 1] == '"') {
      return end;  // the string has ended, and another member of a JSON object begins
    } else if (kBetween.Has(text[i])) {
      ++i;
    } else {
      return end;
    }
  }
  return end;
}

// Where the next begin marker stands, of this rule or any "-----BEGIN": no block reaches beyond it.
// `limit` if there is none before.
size_t NextMarker(const Rule& rule, std::string_view text, size_t from, size_t limit) {
  constexpr std::string_view kPem = "-----BEGIN";
  const std::string_view marker = LeadText(rule.walk);
  size_t stop = limit;
  if (!marker.empty() && !marker.starts_with(kPem)) {
    const std::string_view within = text.substr(0, limit);
    for (size_t at = within.find(marker, from); at != std::string_view::npos;
         at = within.find(marker, at + marker.size())) {
      // The literal alone may be short, and no marker.
      if (!Walk(rule.walk, text, at).matched) continue;
      stop = at;
      break;
    }
  }
  return std::min(stop, text.substr(0, stop).find(kPem, from));
}

}  // namespace

BlockExtent FindBlock(const Rule& rule, std::string_view text, size_t start) {
  BlockExtent block;
  const std::string_view marker = LeadText(rule.walk);
  if (text.compare(start, marker.size(), marker) != 0) return block;
  const WalkResult begin = Walk(rule.walk, text, start);
  if (!begin.matched) return block;
  block.begins = true;
  block.body_begin = begin.end;
  const size_t limit = std::max(begin.end, std::min<size_t>(text.size(), start + kMaxSpan));
  block.stop = NextMarker(rule, text, begin.end, limit);

  // The first end marker of this kind.
  const std::string_view lead = LeadText(rule.end_walk);
  const std::string_view within = text.substr(0, block.stop);
  for (size_t at = begin.end; !lead.empty(); at += lead.size()) {
    at = within.find(lead, at);
    if (at == std::string_view::npos) break;
    const WalkResult end = Walk(rule.end_walk, text, at);
    if (!end.matched) continue;
    block.complete = true;
    block.body_end = at;
    block.end = end.end;
    return block;
  }
  block.body_end = block.end = TruncatedEnd(text, begin.end, block.stop);
  return block;
}

void Judge::DecideBlock(Case* c, uint64_t start) const {
  c->Span(start, start, start, start);
  const BlockExtent block = FindBlock(c->rule, c->text, start);
  if (!block.begins) return c->Drop("shape", "the begin marker is of another kind");
  const bool complete = block.complete;
  Finding& f = c->finding;
  f.rule = &c->rule;
  c->Span(start, block.end, start, block.end);
  const std::string_view body = c->text.substr(block.body_begin, block.body_end - block.body_begin);
  if (BodyBytes(body) < kLeastBody) {
    return c->Drop("placeholder", "too little stands between the markers to be a key");
  }
  if (body.find("...") != std::string_view::npos ||
      body.find("\xe2\x80\xa6") != std::string_view::npos || IsTemplate(body) ||
      IsOwnMask(body)) {
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
