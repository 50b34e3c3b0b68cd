#include "scan/stream_scanner.h"

#include <algorithm>
#include <array>

#include "judge/border.h"
#include "judge/judge.h"
#include "match/flags.h"
#include "match/gate.h"
#include "match/phrase.h"
#include "rules/cat.h"
#include "rules/prefix.h"
#include "scan/line_counter.h"
#include "scan/stream_tables.h"

namespace weir {
namespace {

// Bytes before what is held that a judgement may look at: 256 before a name, a line's beginning, a URL's scheme.
constexpr uint64_t kContext = 1024;
// A run of token characters that is longer is no value; tokens in it are looked for piece by piece.
constexpr uint64_t kLongRun = kMaxValueRun + 64;
constexpr size_t kMaxScheme = 24;
constexpr uint64_t kSlice = 4096;
constexpr size_t kRoomy = 16 * 1024;  // memory that is kept whatever the texts
constexpr uint64_t kBorderLook = 16;  // bytes that StartBorder looks back

enum ByteKind : uint8_t { kAlnum = 1, kWordByte = 2, kWideByte = 4, kOpensEscape = 8, kSmallLetter = 16 };

constexpr std::array<uint8_t, 256> MakeKinds() {
  std::array<uint8_t, 256> kinds{};
  for (unsigned b = 0; b < 256; ++b) {
    const auto c = static_cast<unsigned char>(b);
    if (kWideBytes.Has(c)) kinds[b] |= kWideByte;
    if (kWordBytes.Has(c)) kinds[b] |= kWordByte;
    if (kWordBytes.Has(c) && c != '-' && c != '_') kinds[b] |= kAlnum;
    if (c >= 'a' && c <= 'z') kinds[b] |= kSmallLetter;
    if (c == '\\' || c == '%' || c == 0x1B) kinds[b] |= kOpensEscape;
  }
  return kinds;
}
constexpr std::array<uint8_t, 256> kKinds = MakeKinds();
// Words in a row of which the judge may make a phrase (judge_phrase.cc).
constexpr uint64_t kLeastPhrase = 12, kMostPhrase = 40, kLongestWord = 8;
constexpr ByteSet kSchemeBytes = kWordBytes | ByteSet::Of("+.");

// Something that may be a finding, from `hold` on, and is not decided yet.
struct Open {
  enum Kind : uint8_t { kCandidate, kSettled, kHead, kRun } kind;
  uint16_t node;       // kHead: the rules that may begin at candidate.start
  uint64_t hold;
  uint64_t next_look;  // size of the text from which on it is worth asking again
  Candidate candidate; // kRun: only start and end, of a run that a grouped shape may go on from
};

struct HeadAt {
  uint64_t start;
  uint16_t node;
};

struct Word {
  uint64_t at = 0;  // 0 = none
  uint32_t keyword = 0;
  uint8_t pack = 0;
};

}  // namespace

struct StreamScanner::Impl {
  const Scanner* scanner;
  StreamOptions options;
  const StreamTables* tables;
  bool broad;  // hold as far as anything may reach
  Judge judge;

  // All offsets but those into `buffer` are in the stream.
  std::vector<char> buffer;
  size_t idle = 0;        // pushes in a row that left most of the buffer unused
  uint64_t base = 0;      // of buffer[0]
  uint64_t scanned = 0;   // bytes that went through Look()
  uint64_t known_to = 0;  // known values that begin before are found
  uint64_t released = 0, released_before = 0;
  bool finished = false, failed = false, capped = false;

  std::array<HeadAt, kHeadBytes> heads{};  // beginnings of shapes, while they are that
  size_t head_count = 0;
  std::vector<Open> open;      // sorted by hold; those before open_first are done
  size_t open_first = 0;
  std::vector<Finding> found;  // decided, not yet released; sorted by start
  std::vector<Word> words;     // by open database: of the name that is being read
  bool any_word = false;
  uint16_t word_state = 0;
  uint64_t run_start = 0, segment_start = 0, longest_segment = 0;
  bool in_run = false;
  uint64_t run_limit = 0;      // length from which on the run is looked at in parts
  bool in_letters = false;     // small letters, as words of seed phrases have
  uint64_t letters_start = 0;
  uint64_t row_start = 0, row_end = 0, row_words = 0;  // such words in a row
  uint64_t dash = 0;           // offset + 1 of a dash behind a blank, while it may be an option's
  std::vector<uint32_t> flags_found;
  uint64_t last_escape = 0;    // offset + 1 of the last byte that may open an escape sequence
  std::vector<Finding> fresh;
  ScanResult window;
  LineCounter lines;
  const StreamStep* last_step = nullptr;

  Impl(const Scanner& s, StreamOptions o)
      : scanner(&s),
        options(o),
        tables(&StreamTables::Of(s.ruleset())),
        broad(o.views || tables->broad()),
        judge(tables->set()),
        words(tables->databases()) {}

  std::string_view text() const { return {buffer.data(), buffer.size()}; }
  uint64_t size() const { return base + buffer.size(); }

  void Reset() {
    buffer.clear();
    base = scanned = known_to = released = released_before = 0;
    finished = failed = capped = false;
    head_count = 0;
    open.clear();
    open_first = 0;
    found.clear();
    std::fill(words.begin(), words.end(), Word());
    any_word = in_run = false;
    word_state = 0;
    run_start = segment_start = longest_segment = last_escape = dash = 0;
    in_letters = false;
    letters_start = row_start = row_end = row_words = 0;
    lines = LineCounter();
  }

  // Drops bytes that nothing will look at again.
  void Forget() {
    released_before = released;
    const uint64_t context = broad ? Scanner::kBackContext : kContext;
    uint64_t keep = released;
    for (size_t i = open_first; capped && i < open.size(); ++i) {
      keep = std::min(keep, open[i].candidate.start);
    }
    keep -= std::min(keep, context);
    if (keep >= base + context && keep - base >= buffer.size() / 4) {
      lines.Advance(text(), base, released);
      buffer.erase(buffer.begin(), buffer.begin() + static_cast<ptrdiff_t>(keep - base));
      base = keep;
    }
    // After one large piece, or one long hold, among small ones.
    idle = buffer.capacity() > kRoomy && buffer.size() < buffer.capacity() / 8 ? idle + 1 : 0;
    if (idle >= 64) {
      idle = 0;
      buffer.shrink_to_fit();
      if (found.empty()) found.shrink_to_fit();
      fresh.clear();
      fresh.shrink_to_fit();
      if (open.empty()) open.shrink_to_fit();
    }
  }

  void Append(std::string_view bytes) {
    const size_t wanted = buffer.size() + bytes.size();
    if (wanted > buffer.capacity()) buffer.reserve(std::max(wanted + wanted / 4, size_t{1024}));
    if (bytes.size() == 1) {
      buffer.push_back(bytes[0]);  // a general copy costs more than all the rest
    } else {
      buffer.insert(buffer.end(), bytes.begin(), bytes.end());
    }
  }

  Candidate Local(Candidate c) const {
    c.start -= base;
    if (c.end != 0) c.end -= base;
    if (c.word_end != 0) c.word_end -= base;
    return c;
  }

  void Add(const Open& one) {
    auto at = open.end();
    while (at != open.begin() + static_cast<ptrdiff_t>(open_first) && std::prev(at)->hold > one.hold) --at;
    open.insert(at, one);
  }
  void AddCandidate(const Candidate& candidate, uint64_t hold) {
    Add({Open::kCandidate, 0, hold, 0, candidate});
  }

  // The values and grouped shapes that begin in the run of token characters [begin, end); what they are known
  // by stands before `to`.
  absl::Status MatchRun(uint64_t begin, uint64_t end, uint64_t to) {
    absl::StatusOr<std::unique_ptr<MatchState>> state = tables->Take();
    if (!state.ok()) return state.status();
    const uint64_t stop = std::min(to, size());
    absl::Status status = absl::OkStatus();
    for (uint64_t at = begin; at < stop && status.ok(); at += kBlock) {
      status = MatchBlock(tables->set(), text(), at - base, std::min(at + kBlock, stop) - base, state->get());
      if (!status.ok()) break;
      for (Candidate c : (*state)->candidates) {
        const bool wanted = c.kind == Candidate::kValue ||
                            (c.kind == Candidate::kToken && tables->IsGrouped(c.pack, c.rule));
        if (!wanted || c.start + base < begin || c.start + base >= end) continue;
        c.start += base;
        if (c.end != 0) c.end += base;
        if (c.word_end != 0 || c.kind == Candidate::kValue) c.word_end += base;
        AddCandidate(c, c.start);
      }
    }
    tables->Return(*std::move(state));
    return status;
  }

  // A grouped shape that begins in [begin, end] and could go on behind `to`.
  bool GroupGoesOn(uint64_t begin, uint64_t end, uint64_t to) const {
    const std::string_view seen = text().substr(0, to - base);
    for (const StreamTables::Grouped& g : tables->grouped()) {
      if (end - begin < g.lead) continue;
      bool fits = true;
      for (uint64_t i = end; fits && i < to; ++i) fits = g.alphabet.Has(buffer[i - base]);
      if (!fits) continue;
      const Rule& rule = tables->set().packs[g.ref.pack].view.rules[g.ref.rule];
      if (LivePrefix(rule.walk, rule.first, seen, to - begin) + base <= end) return true;
    }
    return false;
  }

  // The run of token characters [begin, end) ended before the byte `behind`; -1 = the text's end.
  absl::Status EndRun(uint64_t begin, uint64_t end, int behind) {
    const uint64_t segment = std::max(longest_segment, end - segment_start);
    const uint64_t length = end - begin;
    if (behind >= 0 && GroupGoesOn(begin, end, end + 1)) {
      Candidate c{};
      c.start = begin;
      c.end = end;
      Add({Open::kRun, 0, begin, 0, c});
      return absl::OkStatus();
    }
    if (length < tables->least_grouped() && (segment < kWordRun || (segment == length && behind == '('))) {
      return absl::OkStatus();
    }
    return MatchRun(begin, end, end + 1);
  }

  // A name in which assignment words stand ended at `end`. Its value cannot begin before.
  void EndName(uint64_t end, int behind) {
    any_word = false;
    constexpr ByteSet kNever = ByteSet::Of(";),}*&");  // as MayAssign in judge_word.cc
    for (Word& word : words) {
      if (word.at == 0) continue;
      if (behind < 0 || !kNever.Has(static_cast<unsigned char>(behind))) {
        Candidate c{};
        c.kind = Candidate::kWord;
        c.pack = word.pack;
        c.keyword = word.keyword;
        c.start = c.end = word.at;
        AddCandidate(c, end);
      }
      word.at = 0;
    }
  }

  void OnHits(uint16_t state, uint64_t end) {
    for (const StreamTables::WordHit& hit : tables->Hits(state)) {
      Candidate c{};
      c.kind = hit.kind;
      c.pack = hit.pack;
      c.keyword = hit.keyword;
      if (hit.kind == Candidate::kWord) {
        words[hit.database] = {end, hit.keyword, hit.pack};
        any_word = true;
      } else if (hit.kind == Candidate::kPem) {
        c.start = end - 10;
        c.end = end;
        if (text().substr(c.start - base, 10) == "-----BEGIN") AddCandidate(c, c.start);
      } else {
        c.start = end - 3;
        c.end = end;
        const uint64_t scheme = SchemeBefore(c.start);
        if (c.start > base && (kKinds[Byte(c.start - 1)] & kAlnum)) AddCandidate(c, scheme);
      }
    }
  }

  unsigned char Byte(uint64_t at) const { return static_cast<unsigned char>(buffer[at - base]); }

  uint64_t SchemeBefore(uint64_t colon) const {
    uint64_t at = colon;
    while (at > base && colon - at < kMaxScheme && kSchemeBytes.Has(Byte(at - 1))) --at;
    return at;
  }

  // May a token begin at `at`, behind a letter or digit? Only behind an escape sequence.
  bool BeginsBehindEscape(uint64_t at) const {
    if (last_escape == 0 || at - last_escape >= kBorderLook) return false;
    return StartBorder(text(), at - base) != Border::kInside;
  }

  // Looks at the bytes up to `end`, each once. What it keeps from byte to byte is in locals: writes through
  // character pointers could mean any member.
  absl::Status Look(uint64_t end) {
    const StreamTables& t = *tables;
    const char* const bytes = buffer.data() - base;
    const bool flags = t.flags(), phrases = t.phrases();
    uint64_t letters = in_letters ? letters_start : end;  // `end`: none
    const uint64_t long_run = kLongRun + 2 * t.longest_grouped();
    uint16_t state = word_state;
    uint64_t run = in_run ? run_start : end;  // `end`: none
    HeadAt* const live = heads.data();
    size_t count = head_count;
    unsigned before = scanned > 0 ? kKinds[Byte(scanned - 1)] : 0;
    for (uint64_t at = scanned; at < end; ++at) {
      const auto b = static_cast<unsigned char>(bytes[at]);
      const unsigned kind = kKinds[b];
      // Runs of token characters.
      if (kind & kWideByte) {
        if (run == end) {
          run = segment_start = at;
          run_limit = long_run;
          longest_segment = 0;
        } else if (at - run >= run_limit) {
          absl::Status status = MatchRun(run, at, at);
          if (!status.ok()) return status;
          run = at - t.longest_grouped() - kMaxPatternLength;
          run_limit = at - run + std::max<uint64_t>(512, t.longest_grouped());
        }
        if (!(kind & kWordByte)) {
          longest_segment = std::max(longest_segment, at - segment_start);
          segment_start = at + 1;
        }
      } else if (run != end) {
        if (at - run >= kWordRun || t.group_follows().Has(b)) {
          absl::Status status = EndRun(run, at, b);
          if (!status.ok()) return status;
        }
        run = end;
      }
      if (any_word && !(kind & kWordByte)) EndName(at, b);
      // Words of seed phrases.
      if (phrases) {
        if (kind & kSmallLetter) {
          if (letters == end) letters = at;
          if (row_words > 0 && at - letters >= kLongestWord) EndRow();
        } else if (letters != end || row_words > 0) {
          if (letters != end) {
            EndLetters(letters, at);
            letters = end;
          }
          if (row_words > 0 && (at - row_end >= kPhraseGap || !BetweenPhraseWords(bytes[at]))) EndRow();
        }
      }
      // Options of command lines: two bytes behind the dash say whether it is one.
      if (b == '-' && flags && at > base && bytes[at - 1] == ' ') {
        dash = at + 1;
      } else if (dash != 0 && at == dash + 1) {
        OnDash(dash - 1);
        dash = 0;
      }
      // Literals.
      state = t.NextWord(state & StreamTables::kState, b);
      if (state & StreamTables::kEnds) OnHits(state & StreamTables::kState, at + 1);
      // Heads of shapes.
      size_t kept = 0;
      for (size_t i = 0; i < count; ++i) {
        const uint16_t node = t.Next(live[i].node, b);
        if (node == StreamTables::kDead) continue;
        live[kept].start = live[i].start;
        live[kept++].node = node & StreamTables::kState;
        if (node & StreamTables::kEnds) OpenHead(live[i].start, node & StreamTables::kState);
      }
      count = kept;
      if (!(before & kAlnum) || BeginsBehindEscape(at)) {
        const uint16_t node = t.FirstOf(b);
        if (node != StreamTables::kDead) {
          if (count == kHeadBytes) DropEnded(&count);
          live[count++] = {at, static_cast<uint16_t>(node & StreamTables::kState)};
          if (node & StreamTables::kEnds) OpenHead(at, node & StreamTables::kState);
        }
      }
      if (kind & kOpensEscape) last_escape = at + 1;
      before = kind;
    }
    word_state = state & StreamTables::kState;
    in_run = run != end;
    run_start = in_run ? run : 0;
    in_letters = letters != end;
    letters_start = in_letters ? letters : 0;
    head_count = count;
    scanned = end;
    return absl::OkStatus();
  }

  void EndLetters(uint64_t begin, uint64_t end) {
    if (end - begin > kLongestWord || !PhraseWord(text().substr(begin - base, end - begin)).has_value()) return EndRow();
    if (row_words++ == 0) row_start = begin;
    row_end = end;
  }

  // The words of a list that stood in a row ended, and with it what the judge looks at.
  void EndRow() {
    if (row_words >= kLeastPhrase && row_words < kMostPhrase) {
      for (size_t p = 0; p < tables->set().packs.size(); ++p) {
        for (uint16_t rule : tables->set().packs[p].view.phrases) {
          if (!tables->set().enabled[p][rule]) continue;
          Candidate c{};
          c.kind = Candidate::kPhrase;
          c.pack = static_cast<uint8_t>(p);
          c.rule = rule;
          c.keyword = kNoKeyword;
          c.start = row_start;
          Add({Open::kSettled, 0, row_start, 0, c});
        }
      }
    }
    row_words = 0;
  }

  void OnDash(uint64_t at) {
    flags_found.clear();
    FindFlags(tables->set().cpu, text().substr(at - 1 - base, 4), &flags_found);
    if (flags_found.empty()) return;
    for (size_t p = 0; p < tables->set().packs.size(); ++p) {
      if (tables->set().packs[p].view.commands.empty()) continue;
      Candidate c{};
      c.kind = Candidate::kFlag;
      c.pack = static_cast<uint8_t>(p);
      c.keyword = kNoKeyword;
      c.start = at;
      AddCandidate(c, at);
    }
  }

  // A head has at most kHeadBytes bytes, so one that began so long ago has ended.
  void DropEnded(size_t* count) {
    std::copy(heads.begin() + 1, heads.end(), heads.begin());
    --*count;
  }

  void OpenHead(uint64_t start, uint16_t node) {
    Candidate c{};
    c.kind = Candidate::kToken;
    c.start = start;
    Add({Open::kHead, node, start, 0, c});
  }

  bool Settled(const Open& one) const {
    switch (one.kind) {
      case Open::kCandidate: return judge.Settled(text(), Local(one.candidate));
      case Open::kHead:
        for (const StreamTables::RuleRef& ref : tables->Ends(one.node)) {
          Candidate c = Local(one.candidate);
          c.pack = ref.pack;
          c.rule = ref.rule;
          if (!judge.Settled(text(), c)) return false;
        }
        return true;
      case Open::kSettled: return true;
      case Open::kRun: return !GroupGoesOn(one.candidate.start, one.candidate.end, size());
    }
    return true;
  }

  void Decide(const Candidate& candidate) {
    fresh.clear();
    judge.Decide(text(), Local(candidate), &fresh, nullptr);
    for (Finding& f : fresh) Keep(&f);
  }

  void Keep(Finding* f) {
    f->start += base;
    f->end += base;
    f->match_start += base;
    f->match_end += base;
    if (f->confidence < scanner->options().min_confidence) return;
    const auto at = std::upper_bound(found.begin(), found.end(), f->start,
                                     [](uint64_t s, const Finding& g) { return s < g.start; });
    found.insert(at, *f);
  }

  // Decides what can be decided, in order.
  absl::Status Settle(bool final) {
    while (open_first < open.size()) {
      Open& one = open[open_first];
      if (!final) {
        if (size() < one.next_look) break;
        if (!Settled(one)) {
          const uint64_t length = size() - one.candidate.start;
          one.next_look = size() + (one.kind == Open::kHead ? 1 : 4) + (length > 128 ? length / 16 : 0);
          break;
        }
      }
      const Open done = one;
      ++open_first;
      if (done.kind == Open::kRun) {
        absl::Status status = MatchRun(done.candidate.start, done.candidate.end,
                                       done.candidate.end + kMaxPatternLength);
        if (!status.ok()) return status;
      } else if (done.kind == Open::kHead) {
        for (const StreamTables::RuleRef& ref : tables->Ends(done.node)) {
          Candidate c = done.candidate;
          c.pack = ref.pack;
          c.rule = ref.rule;
          Decide(c);
        }
      } else {
        Decide(done.candidate);
      }
    }
    if (open_first == open.size()) {
      open.clear();
      open_first = 0;
    } else if (open_first > 64 && open_first > open.size() / 2) {
      open.erase(open.begin(), open.begin() + static_cast<ptrdiff_t>(open_first));
      open_first = 0;
    }
    return absl::OkStatus();
  }

  // From where on later bytes can still change something.
  uint64_t HoldFrom() const {
    const uint64_t end = size();
    uint64_t hold = end;
    if (head_count > 0) hold = std::min(hold, heads[0].start);
    if (open_first < open.size()) hold = std::min(hold, open[open_first].hold);
    if (in_run) hold = std::min(hold, run_start);
    if (row_words > 0 && row_words < kMostPhrase) hold = std::min(hold, row_start);
    if (in_letters && end - letters_start <= kLongestWord) hold = std::min(hold, letters_start);
    if (dash != 0) hold = std::min(hold, dash - 1);
    hold = std::min(hold, end - tables->PemBytes(word_state));
    if (const uint64_t url = tables->UrlBytes(word_state); url != 0) {
      hold = std::min(hold, SchemeBefore(end - url));
    }
    return hold;
  }

  // Finds the known values that are complete; gives from where on one may be coming.
  uint64_t FindKnown(bool final) {
    const uint64_t from = std::max(known_to, base);
    uint64_t to = size();
    if (!final) to = from + tables->known()->finder().LivePrefix(text().substr(from - base));
    if (to > from) {
      fresh.clear();
      tables->known()->Find(text(), from - base, to - base, &fresh);
      for (Finding& f : fresh) {
        f.dress_start += f.trail.empty() ? 0 : base;
        f.dress_end += f.trail.empty() ? 0 : base;
        Keep(&f);
      }
      known_to = to;
    }
    return to;
  }

  // Releases up to `to`, but no part of findings that hang together and reach beyond it.
  void Release(uint64_t to, StreamStep* step) {
    to = std::max(to, released);
    size_t count = 0;
    for (uint64_t reach = 0; count < found.size() && found[count].start < to;) {
      size_t next = count;
      reach = found[count].end;
      while (next < found.size() && found[next].start < reach) reach = std::max(reach, found[next++].end);
      if (reach > to) {
        to = found[count].start;
        break;
      }
      count = next;
    }
    if (count > 0) {
      const auto last = found.begin() + static_cast<ptrdiff_t>(count);
      step->findings.assign(found.begin(), last);
      found.erase(found.begin(), last);
      if (tables->known() != nullptr) {
        KnownLiterals::DropHeld(scanner->options().min_confidence, &step->findings);
      }
      ResolveOverlaps({scanner->options().min_confidence}, &step->findings, nullptr);
      for (Finding& f : step->findings) lines.Locate(text(), base, &f);
    }
    released = to;
  }

  // The cap is met: all that is held goes on, as a run to be masked.
  void ReleaseMasked(uint64_t to, StreamStep* step) {
    const Rule* rule = found.empty() ? nullptr : found.front().rule;
    if (to > released) step->capped.push_back({released, to, capped, rule});
    std::erase_if(found, [to](const Finding& f) { return f.end <= to; });
    released = to;
    capped = true;
  }

  absl::Status Step(bool final, StreamStep* step) {
    if (broad) return StepBroad(final, step);
    absl::Status status = absl::OkStatus();
    while (status.ok() && scanned < size()) {  // in slices, so that the list of what is open stays short
      status = Look(std::min(scanned + kSlice, size()));
      if (status.ok() && open_first < open.size()) status = Settle(false);
    }
    if (status.ok() && final) {
      if (in_run) status = EndRun(run_start, size(), -1);
      in_run = false;
      if (any_word) EndName(size(), -1);
      if (in_letters) EndLetters(letters_start, size());
      in_letters = false;
      EndRow();
      head_count = 0;
      if (status.ok()) status = Settle(true);
    }
    if (!status.ok()) {
      failed = true;
      return status;
    }
    uint64_t hold = final ? size() : HoldFrom();
    if (tables->known() != nullptr) hold = std::min(hold, FindKnown(final));
    if (capped) {
      // What the masked run may belong to is known at last, or goes on.
      uint64_t mask = hold < released ? size() : released;
      for (const Finding& f : found) {  // sorted: what begins in the run makes it longer
        if (f.start < mask) mask = std::max(mask, f.end);
      }
      if (mask > released) ReleaseMasked(mask, step);
      std::erase_if(found, [this](const Finding& f) { return f.start < released; });
      if (hold >= released) capped = false;
    }
    if (!capped) Release(hold, step);
    if (!final && size() - released > options.max_hold) {
      if (options.on_cap == StreamOptions::OnCap::kFail) {
        failed = true;
        return absl::ResourceExhaustedError(
            Cat("the stream holds ", size() - released, " bytes that may be one secret; the most is ",
                options.max_hold, " (raise max_hold, or let such runs be masked)"));
      }
      ReleaseMasked(size(), step);
    }
    Account(step);
    return absl::OkStatus();
  }

  // For rules that may begin anywhere: as far as a match may reach is held.
  absl::Status StepBroad(bool final, StreamStep* step) {
    uint64_t to = size();
    Coverage skips;
    if (!final) {
      to -= std::min(to, Scanner::kForwardContext);
      if (to < released + kMaxSpan) to = released;
    }
    if (to > released || final) {
      to = std::max(to, released);
      absl::Status status = scanner->ScanWindow(text(), released - base, to - base, &window);
      if (!status.ok()) {
        failed = true;
        return status;
      }
      // The bytes of a window are accounted for below; what was skipped of them is not.
      skips = window.coverage;
      skips.offered_bytes = skips.searched_bytes = 0;
      for (Finding& f : window.findings) {
        if (!options.views && !f.trail.empty()) continue;
        if (f.end + base > to) {
          to = base + f.start;
          break;
        }
        f.start += base;
        f.end += base;
        f.match_start += base;
        f.match_end += base;
        if (!f.trail.empty()) {
          f.dress_start += base;
          f.dress_end += base;
        }
        lines.Locate(text(), base, &f);
        step->findings.push_back(f);
      }
      released = to;
    }
    Account(step);
    step->coverage.searched_bytes -= std::min(step->coverage.searched_bytes, skips.SkippedBytes());
    step->coverage.Add(skips);
    return absl::OkStatus();
  }

  void Account(StreamStep* step) const {
    step->released_to = released;
    step->coverage.offered_bytes = step->coverage.searched_bytes = released - released_before;
  }

  absl::Status Begin(StreamStep* step) {
    step->findings.clear();
    step->capped.clear();
    if (step != last_step || broad) {  // else only what Account() writes is in it
      step->coverage = Coverage();
      last_step = step;
    }
    if (finished || failed) {
      return absl::FailedPreconditionError(
          Cat("the stream ", finished ? "was finished" : "had an error", "; Reset() begins another text"));
    }
    Forget();
    return absl::OkStatus();
  }
};

StreamScanner::StreamScanner(const Scanner& scanner, StreamOptions options)
    : impl_(std::make_unique<Impl>(scanner, options)) {}
StreamScanner::~StreamScanner() = default;
StreamScanner::StreamScanner(StreamScanner&&) noexcept = default;
StreamScanner& StreamScanner::operator=(StreamScanner&&) noexcept = default;

absl::Status StreamScanner::Push(std::string_view bytes, StreamStep* step) {
  absl::Status status = impl_->Begin(step);
  if (!status.ok()) return status;
  impl_->Append(bytes);
  return impl_->Step(false, step);
}

absl::Status StreamScanner::Finish(StreamStep* step) {
  absl::Status status = impl_->Begin(step);
  if (!status.ok()) return status;
  status = impl_->Step(true, step);
  impl_->finished = true;
  return status;
}

void StreamScanner::Reset() { impl_->Reset(); }

std::string_view StreamScanner::Released() const {
  return impl_->text().substr(impl_->released_before - impl_->base, impl_->released - impl_->released_before);
}

std::string_view StreamScanner::Held() const { return impl_->text().substr(impl_->released - impl_->base); }

size_t StreamScanner::StateBytes() const {
  const Impl& i = *impl_;
  return sizeof(StreamScanner) + sizeof(Impl) + i.buffer.capacity() +
         i.open.capacity() * sizeof(Open) + i.words.capacity() * sizeof(Word) +
         (i.found.capacity() + i.fresh.capacity() + i.window.findings.capacity()) * sizeof(Finding);
}

}  // namespace weir
