#include "match/matcher.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "match/flags.h"
#include "match/phrase.h"

namespace weir {
namespace {

constexpr std::array<uint8_t, 256> MakeCategories() {
  std::array<uint8_t, 256> table{};
  for (unsigned b = '0'; b <= '9'; ++b) table[b] = kCatDigit;
  for (unsigned b = 'a'; b <= 'z'; ++b) table[b] = b <= 'f' ? kCatHexLower : kCatLower;
  for (unsigned b = 'A'; b <= 'Z'; ++b) table[b] = b <= 'F' ? kCatHexUpper : kCatUpper;
  table['-'] = kCatDash;
  table['_'] = kCatUnderscore;
  table['+'] = table['/'] = kCatPlusSlash;
  return table;
}
constexpr std::array<uint8_t, 256> kCategories = MakeCategories();

constexpr uint8_t kAnyLower = kCatHexLower | kCatLower;
constexpr uint8_t kAnyUpper = kCatHexUpper | kCatUpper;

uint8_t CategoriesOf(std::string_view run) {
  uint8_t all = 0;
  for (char c : run) all |= kCategories[static_cast<unsigned char>(c)];
  return all;
}

// Machine-made values of 20 characters and more hold a digit, or change case as often as chance does
// (once in four). A cheap first look: Judge::PlausibleValue is the real one.
bool MayBeRandom(std::string_view run, uint8_t categories) {
  if (categories & kCatDigit) return true;
  if (!(categories & kAnyLower) || !(categories & kAnyUpper)) return false;
  size_t rises = 0;
  for (size_t i = 1; i < run.size(); ++i) {
    rises += (kCategories[static_cast<unsigned char>(run[i - 1])] & kAnyLower) &&
             (kCategories[static_cast<unsigned char>(run[i])] & kAnyUpper);
  }
  return rises * 12 >= run.size();
}

// Collects the pieces of a block that the token database is to see.
class PieceBuilder {
 public:
  PieceBuilder(std::string_view block, uint64_t block_at, MatchState* state)
      : block_(block), block_at_(block_at), state_(state), out_(state->pieces.data()) {
    state_->index.clear();
  }

  void Add(Run run) {
    uint32_t begin = run.begin > kGateBackContext
                         ? run.begin - static_cast<uint32_t>(kGateBackContext) : 0;
    auto end = static_cast<uint32_t>(
        std::min<size_t>(run.end + kGateForwardContext, block_.size()));
    if (begin <= done_ && !state_->index.empty()) {
      if (end <= done_) return;
      begin = done_;  // goes on where the last piece ended
    } else {
      if (used_ > 0) out_[used_++] = '\0';
      state_->index.push_back({static_cast<uint32_t>(used_), block_at_ + begin});
    }
    Copy(begin, end);
    used_ += end - begin;
    done_ = end;
  }

  // For a block that is nearly all runs: copying would cost more than it saves.
  void AddWhole() {
    state_->index.push_back({0, block_at_});
    whole_ = true;
  }

  bool whole() const { return whole_; }
  std::string_view pieces() const {
    return whole_ ? block_ : std::string_view(out_, used_);
  }

 private:
  // Pieces are some tens of bytes: steps of a fixed size spare the branches of a general copy. What is copied
  // beyond the end is overwritten by the next piece.
  void Copy(uint32_t begin, uint32_t end) {
    constexpr uint32_t kStep = 32;
    const char* from = block_.data() + begin;
    char* to = out_ + used_;
    if (block_.size() - end < kStep) {
      std::memcpy(to, from, end - begin);
      return;
    }
    for (uint32_t done = 0; done < end - begin; done += kStep) std::memcpy(to + done, from + done, kStep);
  }

  std::string_view block_;
  uint64_t block_at_;
  MatchState* state_;
  char* out_;
  size_t used_ = 0;
  uint32_t done_ = 0;  // offset in the block up to which bytes are taken
  bool whole_ = false;
};

// A piece is at least kWordRun bytes of the block, so separators add less than a twentieth.
constexpr size_t kPiecesCapacity = kGateBlock + kGateBlock / kWordRun + 128;

// Runs in a block from which on the whole block is scanned: measured, copying a run costs as much as scanning
// about 150 bytes.
constexpr size_t kDenseRuns = 400;

// Bytes from which on it pays to see whether there is a - or _ at all: long base64.
constexpr size_t kPlainCheck = 4096;

bool AllLettersAndDigits(std::string_view bytes) {
  constexpr uint8_t kMarks = kCatDash | kCatUnderscore | kCatPlusSlash;
  return std::all_of(bytes.begin(), bytes.end(), [](char b) {
    const uint8_t category = kCategories[static_cast<unsigned char>(b)];
    return category != 0 && (category & kMarks) == 0;
  });
}

struct TokenContext {
  std::string_view text;
  const MatchSet* set;
  const MatchPack* pack;
  uint8_t pack_number;
  MatchState* state;
};

void OnToken(void* context, uint32_t id, uint64_t end) {
  auto* c = static_cast<TokenContext*>(context);
  if (id >= c->pack->view.tokens.size()) return;  // the dummy literal (plan.cc)
  const TokenPattern& pattern = c->pack->view.tokens[id];
  if (!c->set->enabled[c->pack_number][pattern.rule]) return;
  uint64_t at = end - pattern.length;
  const auto& index = c->state->index;
  auto piece = std::upper_bound(index.begin(), index.end(), at,
                                [](uint64_t x, const MatchState::Piece& p) { return x < p.at; });
  --piece;  // the first piece stands at 0
  uint64_t start = piece->from + (at - piece->at);
  // In the middle of a name, and too far from anything that could be an escape sequence: no border (border.h).
  if (start >= 6 && AllLettersAndDigits(c->text.substr(start - 6, 6))) return;
  c->state->candidates.push_back(
      {Candidate::kToken, c->pack_number, pattern.rule, kNoKeyword, start, 0, 0});
}

struct OpenContext {
  const MatchSet* set;
  const MatchPack* pack;
  uint8_t pack_number;
  uint64_t from;   // offset in the text of the scanned bytes
  uint64_t fresh;  // matches that end at or before this were given by the block before
  MatchState* state;
  std::string_view bytes;     // that are scanned
  uint64_t last_word = 0;     // where the last word ended; 0 = none yet
  size_t last_word_at = 0;    // its candidate
};

bool AllWordBytes(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char b) { return kWordBytes.Has(b); });
}

void OnOpen(void* context, uint32_t id, uint64_t end) {
  auto* c = static_cast<OpenContext*>(context);
  const uint64_t at = c->from + end;
  if (at <= c->fresh) return;
  auto& out = c->state->candidates;
  if (id == kOpenUrl) {
    // A scheme ends in a letter or digit; without one there is nothing to ask.
    const uint64_t colon = end - 3;
    if (colon == 0 || (kCategories[static_cast<unsigned char>(c->bytes[colon - 1])] &
                       ~(kCatDash | kCatUnderscore | kCatPlusSlash)) == 0) {
      return;
    }
    out.push_back({Candidate::kUrl, c->pack_number, 0, kNoKeyword, at - 3, at, 0});
  } else if (id == kOpenPem) {
    out.push_back({Candidate::kPem, c->pack_number, 0, kNoKeyword, at - 10, at, 0});
  } else if (id - kOpenFixed < c->pack->view.words.size()) {
    // Words of one unbroken name ("pass" in "passpass") are one question: the last one asks it.
    if (c->last_word != 0 && c->last_word <= at && c->last_word_at < out.size() &&
        AllWordBytes(c->bytes.substr(c->last_word - c->from, at - c->last_word))) {
      out[c->last_word_at].start = out[c->last_word_at].end = at;
      out[c->last_word_at].keyword = id - kOpenFixed;
    } else {
      c->last_word_at = out.size();
      out.push_back({Candidate::kWord, c->pack_number, 0, id - kOpenFixed, at, at, 0});
    }
    c->last_word = at;
  } else {
    const TokenPattern& pattern =
        c->pack->view.open[id - kOpenFixed - c->pack->view.words.size()];
    if (!c->set->enabled[c->pack_number][pattern.rule]) return;
    out.push_back(
        {Candidate::kToken, c->pack_number, pattern.rule, kNoKeyword, at - pattern.length, 0, 0});
  }
}

struct DataContext {
  std::string_view text;
  const MatchSet* set;
  const MatchPack* pack;
  uint8_t pack_number;
  uint64_t from, fresh;  // as in OpenContext
  MatchState* state;
};

void OnData(void* context, uint32_t id, uint64_t end) {
  auto* c = static_cast<DataContext*>(context);
  const uint64_t at = c->from + end;
  if (at <= c->fresh) return;
  const TokenPattern& pattern = c->pack->view.data[id];
  if (!c->set->enabled[c->pack_number][pattern.rule]) return;
  uint64_t start = at - pattern.length;
  if (pattern.back != 0) {
    const ByteSet& first = c->pack->view.rules[pattern.rule].first;
    const uint64_t least = start - std::min<uint64_t>(start, pattern.back);
    while (start > least && first.Has(c->text[start - 1])) --start;
  }
  c->state->candidates.push_back(
      {Candidate::kData, c->pack_number, pattern.rule, kNoKeyword, start, 0, 0});
}

// As what a run is tried: a hex digest of 40 bytes and more is a word run and a wide run in one.
enum RunKind : uint8_t { kAsWord = 1, kAsWide = 2 };

bool Fits(const ValueEntry& entry, uint8_t kinds, uint8_t categories, uint64_t length) {
  return (kinds & (entry.wide ? kAsWide : kAsWord)) != 0 && (categories & ~entry.categories) == 0 && entry.min <= length &&
         length <= entry.max;
}

// A run that fits some kValue rule, and the words found before it.
struct ValueContext {
  const MatchSet* set;
  const PackView* view;
  uint8_t pack_number;
  uint8_t categories;
  uint8_t kinds;
  uint64_t look_from, line, begin, end;  // line: where the value's line begins, as far as is looked
  size_t given;
  MatchState* state;
};
constexpr size_t kMaxGivenPerRun = 64;  // pairs of rule and word; more say nothing new about one value

void OnKeyword(void* context, uint32_t id, uint64_t end) {
  auto* c = static_cast<ValueContext*>(context);
  const PackView& view = *c->view;
  for (uint32_t i = view.keyword_begin[id]; i < view.keyword_begin[id + 1]; ++i) {
    const uint16_t rule = view.keyword_rules[i];
    if (!c->set->enabled[c->pack_number][rule]) continue;
    // On another line, and too far to stand near: neither the value's name nor beside it.
    const uint64_t at = c->look_from + end;
    if (at <= c->line && c->begin - at > view.rules[rule].context_within) continue;
    for (uint32_t v = view.value_begin[rule]; v < view.value_begin[rule + 1]; ++v) {
      if (!Fits(view.values[v], c->kinds, c->categories, c->end - c->begin)) continue;
      if (c->given++ < kMaxGivenPerRun) {
        c->state->candidates.push_back({Candidate::kValue, c->pack_number, rule, id, c->begin,
                                        c->end, c->look_from + end});
      }
      break;
    }
  }
}

// Whether a word run is a stretch of a longer run of encoded data, as far as the block shows it.
enum class Blob : uint8_t { kNo, kYes, kUnseen };

class ValueFinder {
 public:
  ValueFinder(const MatchSet& set, std::string_view text, uint64_t own_begin, MatchState* state)
      : set_(set), text_(text), own_begin_(own_begin), state_(state) {}

  absl::Status Try(uint64_t begin, uint64_t end, uint8_t kinds, bool touches_end, Blob blob) {
    const size_t least = (kinds & kAsWord) != 0 ? kWordRun : kWideRun;
    if (blob == Blob::kYes) return absl::OkStatus();
    if (begin < own_begin_ && own_begin_ - begin >= least) return absl::OkStatus();
    if (touches_end) {
      const ByteSet& set = (kinds & kAsWord) != 0 ? kWordBytes : kWideBytes;
      while (end < text_.size() && end - begin <= kMaxValueRun && set.Has(text_[end])) ++end;
    }
    const uint64_t length = end - begin;
    if (length > kMaxValueRun) return absl::OkStatus();
    if (end < text_.size() && text_[end] == '(') return absl::OkStatus();  // a function's name
    std::string_view run = text_.substr(begin, length);
    uint8_t categories = 0;
    bool counted = false;
    for (size_t p = 0; p < set_.packs.size(); ++p) {
      const PackView& view = set_.packs[p].view;
      if (view.values.empty()) continue;
      const uint32_t first = view.kind_begin[length], last = view.kind_begin[length + 1];
      if (first == last) continue;
      if (!counted) {
        categories = CategoriesOf(run);
        if (!MayBeRandom(run, categories)) return absl::OkStatus();
        counted = true;
      }
      bool needs_word = false;
      for (uint32_t i = first; i < last; ++i) {
        const ValueEntry& entry = view.values[view.kind_list[i]];
        if (!Fits(entry, kinds, categories, length)) continue;
        if (!entry.keyless) {
          needs_word = true;
        } else if (set_.enabled[p][entry.rule]) {
          state_->candidates.push_back({Candidate::kValue, static_cast<uint8_t>(p), entry.rule,
                                        kNoKeyword, begin, end, begin});
        }
      }
      if (!needs_word) continue;
      if (blob == Blob::kUnseen) blob = InBlob(begin, end) ? Blob::kYes : Blob::kNo;
      if (blob == Blob::kYes) continue;
      if (set_.plausible != nullptr && !set_.plausible(run)) continue;
      const uint64_t look = std::min<uint64_t>(begin, kMaxLookBack);
      const size_t newline = text_.substr(begin - look, look).rfind('\n');
      const uint64_t line =
          newline == std::string_view::npos ? begin - look : begin - look + newline + 1;
      ValueContext c{&set_, &view, static_cast<uint8_t>(p), categories, kinds, begin - look,
                     line,  begin, end, 0, state_};
      const Database& keywords = set_.packs[p].keyword;
      absl::Status status = state_->scratch.Prepare(keywords);
      if (!status.ok()) return status;
      status = HsScan(keywords, state_->scratch, text_.substr(c.look_from, look), &OnKeyword, &c);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  // Is the word run a stretch between two + or / of base64? Looks kBlobRun bytes to either side at most, from
  // the run itself, so that the answer does not depend on where blocks begin.
  bool InBlob(uint64_t begin, uint64_t end) const {
    auto splits = [](char c) { return c == '+' || c == '/'; };
    const bool before = begin > 0 && splits(text_[begin - 1]);
    const bool after = end < text_.size() && splits(text_[end]);
    if (!before && !after) return false;
    uint64_t from = begin, to = end;
    while (from > 0 && end - from < kBlobRun && kWideBytes.Has(text_[from - 1])) --from;
    while (to < text_.size() && to - from < kBlobRun && kWideBytes.Has(text_[to])) ++to;
    return to - from >= kBlobRun;
  }

  const MatchSet& set_;
  std::string_view text_;
  uint64_t own_begin_;
  MatchState* state_;
};

}  // namespace

absl::Status PrepareState(const MatchSet& set, MatchState* state) {
  if (state->runs == nullptr) state->runs = std::make_unique<GateRuns>();
  state->pieces.resize(kPiecesCapacity);
  for (const MatchPack& pack : set.packs) {
    // The other databases wait until a text first needs them: most never do.
    absl::Status status = state->scratch.Prepare(pack.token);
    if (!status.ok()) return status;
    for (const Database& open : pack.open) {
      status = state->scratch.Prepare(open);
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status WarmState(const MatchSet& set, MatchState* state) {
  for (const MatchPack& pack : set.packs) {
    for (const Database* database : {&pack.token_dense, &pack.token_plain, &pack.keyword, &pack.data}) {
      if (database->empty()) continue;
      absl::Status status = state->scratch.Prepare(*database);
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

namespace {

// Appends the candidates of text[begin, end).
absl::Status MatchRange(const MatchSet& set, std::string_view text, uint64_t begin, uint64_t end,
                        MatchState* state) {
  const uint64_t from = begin - std::min<uint64_t>(begin, kBlockOverlap);
  const std::string_view block = text.substr(from, end - from);
  GateRuns& runs = *state->runs;
  FindRuns(set.cpu, block, &runs);

  // Tokens: word runs and wide runs, merged by where they begin.
  PieceBuilder builder(block, from, state);
  const auto words = runs.words(), wides = runs.wides();
  if (words.size() + wides.size() > kDenseRuns) builder.AddWhole();
  for (size_t w = 0, x = 0; !builder.whole() && (w < words.size() || x < wides.size());) {
    if (x == wides.size() || (w < words.size() && words[w].begin < wides[x].begin)) {
      builder.Add(words[w++]);
    } else {
      builder.Add(wides[x++]);
    }
  }
  for (size_t p = 0; p < set.packs.size(); ++p) {
    const MatchPack& pack = set.packs[p];
    auto number = static_cast<uint8_t>(p);
    TokenContext tokens{text, &set, &pack, number, state};
    const std::string_view pieces = builder.pieces();
    const bool plain = pieces.size() >= kPlainCheck && !pack.token_plain.empty() &&
                       pieces.find('_') == std::string_view::npos &&
                       pieces.find('-') == std::string_view::npos;
    const Database& token = plain ? pack.token_plain : builder.whole() ? pack.token_dense : pack.token;
    absl::Status status = state->scratch.Prepare(token);
    if (!status.ok()) return status;
    status = HsScan(token, state->scratch, pieces, &OnToken, &tokens);
    if (!status.ok()) return status;
    for (const Database& database : pack.open) {
      OpenContext open{&set, &pack, number, from, from == begin ? 0 : begin, state, block};
      status = HsScan(database, state->scratch, block, &OnOpen, &open);
      if (!status.ok()) return status;
    }
    if (!pack.view.commands.empty()) {
      FindFlags(set.cpu, block, &state->flags);
      for (uint32_t at : state->flags) {
        if (from + at + 2 < begin) continue;  // given by the block before, which saw two bytes behind it
        state->candidates.push_back({Candidate::kFlag, number, 0, kNoKeyword, from + at, 0, 0});
      }
    }
    if (!pack.view.phrases.empty()) {
      FindPhrases(block, runs.small_letters(), &state->flags);
      for (uint32_t at : state->flags) {
        if (from + at + 2 * kShortestPhrase < begin) continue;  // given by the block before
        for (uint16_t rule : pack.view.phrases) {
          if (!set.enabled[number][rule]) continue;
          state->candidates.push_back({Candidate::kPhrase, number, rule, kNoKeyword, from + at, 0, 0});
        }
      }
    }
    if (!pack.data.empty()) {
      status = state->scratch.Prepare(pack.data);
      if (!status.ok()) return status;
      DataContext data{text, &set, &pack, number, from, from == begin ? 0 : begin, state};
      status = HsScan(pack.data, state->scratch, block, &OnData, &data);
      if (!status.ok()) return status;
    }
  }

  ValueFinder finder(set, text, begin, state);
  // A run that is both kinds, and not cut by the block, is tried once for both.
  auto both = [&](Run word, Run wide) {
    return word.begin == wide.begin && word.end == wide.end && from + word.begin >= begin &&
           word.end < block.size();
  };
  size_t around = 0;  // the wide run that holds the word run, or the next one
  for (Run run : words) {
    if (run.wordy) continue;  // MayBeRandom() would say no
    while (around < wides.size() && wides[around].end <= run.begin) ++around;
    Blob blob = Blob::kNo;
    uint8_t kinds = kAsWord;
    if (around < wides.size() && wides[around].begin <= run.begin) {
      const Run wide = wides[around];
      const bool whole = wide.begin > 0 && wide.end < block.size();
      blob = wide.end - wide.begin >= kBlobRun && wide.end - wide.begin > run.end - run.begin
                 ? Blob::kYes : whole ? Blob::kNo : Blob::kUnseen;
      if (both(run, wide)) kinds = kAsWord | kAsWide;
    } else if (run.begin < kWideRun || block.size() - run.end < kWideRun) {
      blob = Blob::kUnseen;  // a wide run may be cut by the block's border
    }
    absl::Status status = finder.Try(from + run.begin, from + run.end, kinds,
                                     run.end == block.size(), blob);
    if (!status.ok()) return status;
  }
  size_t word = 0;
  for (Run run : wides) {
    if (run.wordy) continue;
    while (word < words.size() && words[word].begin < run.begin) ++word;
    if (word < words.size() && both(words[word], run)) continue;
    absl::Status status = finder.Try(from + run.begin, from + run.end, kAsWide,
                                     run.end == block.size(), Blob::kNo);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// The smallest period of the bytes, if they have one of at most kMaxPeriod; else 0. Ordinary text is found out
// by a look at its first 4 KiB.
constexpr size_t kMaxPeriod = 4096;
size_t PeriodOf(std::string_view bytes) {
  constexpr size_t kNeedle = 24;
  if (bytes.size() < 4 * kMaxPeriod) return 0;
  const void* again = memmem(bytes.data() + 1, kMaxPeriod + kNeedle - 1, bytes.data(), kNeedle);
  if (again == nullptr) return 0;
  const auto period = static_cast<size_t>(static_cast<const char*>(again) - bytes.data());
  return std::memcmp(bytes.data(), bytes.data() + period, bytes.size() - period) == 0 ? period : 0;
}

}  // namespace

absl::Status MatchBlock(const MatchSet& set, std::string_view text, uint64_t begin, uint64_t end,
                        MatchState* state) {
  state->candidates.clear();
  // What surrounds a range that its candidates may depend on: patterns and borders before it, runs behind it.
  constexpr uint64_t kBefore = 1024, kBehind = 4096;
  const size_t period = PeriodOf(text.substr(begin, end - begin));
  state->period = period;
  if (period != 0) {
    // One stretch of whole periods stands for all that follow: a storm costs a tenth. Range by range this gives
    // what scanning each would.
    const uint64_t stretch = (kBefore + period - 1) / period * period;
    const uint64_t first = begin + kBefore;
    const uint64_t times = (end - kBehind - first) / stretch;
    if (end > first + kBehind + 2 * stretch && times > 1) {
      absl::Status status = MatchRange(set, text, begin, first, state);
      if (!status.ok()) return status;
      const size_t from = state->candidates.size();
      status = MatchRange(set, text, first, first + stretch, state);
      if (!status.ok()) return status;
      const size_t to = state->candidates.size();
      for (uint64_t i = 1; i < times; ++i) {
        for (size_t c = from; c < to; ++c) {
          Candidate again = state->candidates[c];
          again.start += i * stretch;
          again.end += again.end != 0 ? i * stretch : 0;
          again.word_end += again.word_end != 0 ? i * stretch : 0;
          state->candidates.push_back(again);
        }
      }
      return MatchRange(set, text, first + times * stretch, end, state);
    }
  }
  return MatchRange(set, text, begin, end, state);
}

}  // namespace weir
