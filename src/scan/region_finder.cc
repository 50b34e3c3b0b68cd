#include "scan/region_finder.h"

#include <algorithm>

#include "match/matcher.h"
#include "rules/walk.h"
#include "text/base64.h"
#include "text/escapes.h"
#include "text/hex.h"
#include "text/joined.h"
#include "text/token_bytes.h"

namespace weir {
namespace {

// Context of a trigger: a name and a token before and behind it. A token that goes on is taken to its end.
constexpr uint64_t kBefore = 192, kBehind = 320, kLongToken = 4096;
// Context of base64 and hex: the name that it is given to, and what closes it.
constexpr uint64_t kLead = 96, kTail = 16;

GateCpu GateOf(CpuTarget cpu) {
  switch (cpu) {
    case CpuTarget::kPortable: return GateCpu::kPortable;
    case CpuTarget::kSse42: return GateCpu::kSse42;
    case CpuTarget::kAvx2: return GateCpu::kAvx2;
    case CpuTarget::kAvx512: return GateCpu::kAvx512;
  }
  return GateCpu::kPortable;
}

// Behind a byte that no token holds, so that none is cut: looks 64 bytes back.
uint64_t TokenBegin(std::string_view text, uint64_t at, uint64_t least) {
  const uint64_t stop = at - std::min<uint64_t>(at - least, 64);
  uint64_t p = at;
  while (p > stop && (IsTokenByte(text[p - 1]) || text[p - 1] == '\\' || text[p - 1] == '%' ||
                      static_cast<unsigned char>(text[p - 1]) >= 0x80)) {
    --p;
  }
  return p;
}

// Base64 that is cut into runs.
bool GoesOn(char c) { return c == '+' || c == '/'; }

uint64_t TokenEnd(std::string_view text, uint64_t at, uint64_t limit) {
  const uint64_t stop = std::min(limit, at + kLongToken);
  while (at < stop && (IsTokenByte(text[at]) || text[at] == '\\' || text[at] == '%' ||
                       static_cast<unsigned char>(text[at]) >= 0x80)) {
    ++at;
  }
  return at;
}

}  // namespace

void RegionFinder::Begin(std::string_view text, uint64_t begin, uint64_t end) {
  text_ = text.substr(0, end);
  begin_ = begin;
  end_ = end;
  covered_ = begin;
  hex_to_ = 0;
  open_.fill({});
  regions_.clear();
}

void RegionFinder::AddEncoded(Dress dress, uint64_t begin, uint64_t end) {
  uint64_t lead = begin;
  while (lead > begin_ && begin - lead < kLead && text_[lead - 1] != '\n') --lead;
  // Basic authentication is read as it stands: its rule knows the dress.
  if (text_.substr(lead, begin - lead).ends_with("Basic ")) lead = begin;
  uint64_t tail = end;
  while (tail < end_ && tail - end < kTail && text_[tail] != '\n') ++tail;
  regions_.push_back({dress, begin, end, lead, tail});
}

bool RegionFinder::TryEncoded(uint64_t at) {
  if (StartsPlainHexText(text_, at)) {
    const uint64_t end = HexEnd(text_, at, end_);
    if (end == end_ || !IsBase64(text_[end])) {
      AddEncoded(Dress::kHex, at, end);
      covered_ = end;
      return true;
    }
  }
  if (!StartsBase64Text(text_, at)) return false;
  // Compressed data is read from its begin only: that bounds what a window must see.
  const uint64_t limit = StartsCompressed(text_, at) ? std::min(end_, at + kMaxSpan) : end_;
  const uint64_t end = Base64End(text_, at, limit);
  if (end - at < kMinBase64) return false;
  AddEncoded(Dress::kBase64, at, end);
  covered_ = end;
  return true;
}

void RegionFinder::TryRun(uint64_t begin, uint64_t end) {
  // Lines that were wrapped: a token may go on behind, or before, the line's end.
  if (end < end_ && (text_[end] == '\n' || text_[end] == '\r') && WrapJoint(text_, end) > 0) {
    triggers_.push_back({end, Dress::kJoined, 0});
  }
  if (begin > begin_) {
    uint64_t p = begin;
    while (p > begin_ && begin - p < 40 && (text_[p - 1] == ' ' || text_[p - 1] == '\t')) --p;
    if (p > begin_ && text_[p - 1] == '\n') {
      --p;
      if (p > begin_ && text_[p - 1] == '\r') --p;
      if (WrapJoint(text_, p) > 0) triggers_.push_back({p, Dress::kJoined, 0});
    }
  }
  if (begin < covered_) return;
  // A short run of the narrower alphabet may stand within one of the wider.
  while (begin > covered_ && end - begin < 2 * kWideRun && IsBase64(text_[begin - 1])) --begin;
  if (begin == begin_ && begin_ > 0 && IsBase64(text_[begin - 1])) {
    // Met in the middle.
    for (uint64_t shift = 0; shift < 4; ++shift) {
      if (TryEncoded(begin + shift)) return;
    }
    return;
  }
  // The letter of an escaped line's end is no part of it.
  const bool escaped = begin > begin_ && text_[begin - 1] == '\\';
  if (TryEncoded(begin + (escaped ? 1 : 0))) return;
  covered_ = std::max(covered_, begin + 1);
}

void RegionFinder::Near(Dress dress, uint64_t at) {
  Open& open = open_[static_cast<size_t>(dress)];
  if (at < open.end && open.end - at > kBehind / 2 && open.end != open.begin) return;
  uint64_t begin = TokenBegin(text_, at - std::min<uint64_t>(at - begin_, kBefore), begin_);
  const uint64_t end = TokenEnd(text_, std::min(end_, at + kBehind), end_);
  if (open.begin != open.end && begin <= open.end) {
    open.end = std::max(open.end, end);
    return;
  }
  Close(dress);
  // An escape sequence is not begun in its middle.
  for (int i = 0; i < 64 && begin > begin_ && text_[begin - 1] == '\\'; ++i) --begin;
  open = {begin, end};
}

void RegionFinder::Close(Dress dress) {
  Open& open = open_[static_cast<size_t>(dress)];
  if (open.begin == open.end) return;
  const Dress worn =
      dress == Dress::kEscapes && AllJsonEscapes(text_, open.begin, open.end) ? Dress::kJson : dress;
  regions_.push_back({worn, open.begin, open.end, open.begin, open.end});
  open = {};
}

void RegionFinder::Block(CpuTarget cpu, uint64_t from, uint64_t begin, uint64_t stop,
                         const GateRuns& runs) {
  triggers_.clear();
  const auto words = runs.words(), wides = runs.wides();
  for (size_t w = 0, x = 0; w < words.size() || x < wides.size();) {
    const Run run = x == wides.size() || (w < words.size() && words[w].begin < wides[x].begin) ? words[w++]
                                                                                             : wides[x++];
    // Seen with the block before: it was long enough to be found there.
    if (run.begin == 0 && from > begin_) continue;
    if (from + run.end <= begin) continue;
    const uint64_t run_begin = std::max(from + run.begin, begin_), run_end = from + run.end;
    // What is encoded, and half of a token, holds a digit or a capital behind a small letter.
    if (run.wordy && !(run_begin > begin_ && GoesOn(text_[run_begin - 1])) && !(run_end < end_ && GoesOn(text_[run_end]))) {
      continue;
    }
    TryRun(run_begin, run_end);
  }
  const size_t wraps = triggers_.size();
  FindTriggers(GateOf(cpu), text_, begin, stop, &hex_to_, &triggers_);
  if (wraps > 0) {
    std::sort(triggers_.begin(), triggers_.end(), [](const Trigger& a, const Trigger& b) { return a.at < b.at; });
  }
  for (const Trigger& t : triggers_) {
    if (t.dress == Dress::kHex) {
      AddEncoded(Dress::kHex, t.at, t.end);
    } else {
      Near(t.dress, t.at);
    }
  }
}

void RegionFinder::Finish() {
  for (size_t i = 0; i < open_.size(); ++i) Close(static_cast<Dress>(i));
}

}  // namespace weir
