#include "scan/stream_tables.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/ascii.h"
#include "match/gate.h"
#include "rules/prefix.h"
#include "scan/ruleset_impl.h"

namespace weir {
namespace {

constexpr size_t kMaxHeads = 256;  // of one rule

// All bytes that a match can hold.
ByteSet AlphabetOf(const WalkProgram& walk) {
  ByteSet all;
  for (uint32_t i = 0; i < walk.op_count; ++i) {
    const WalkOp& op = walk.ops[i];
    if (op.kind == WalkOp::kSetRun) all = all | walk.sets[op.at];
    if (op.kind != WalkOp::kLiteral && op.kind != WalkOp::kFoldLiteral) continue;
    for (uint32_t c = 0; c < op.length; ++c) {
      const auto b = static_cast<unsigned char>(walk.literals[op.at + c]);
      all.Add(b);
      if (op.kind == WalkOp::kFoldLiteral && absl::ascii_isalpha(b)) all.Add(b ^ 0x20);
    }
  }
  return all;
}

// Token characters that every match begins with, as far as the top of the shape shows.
uint32_t LeadOf(const WalkProgram& walk) {
  uint32_t lead = 0;
  uint32_t at = 0, end = walk.op_count;
  if (walk.ops[0].kind == WalkOp::kConcat) at = 1;
  for (; at < end; at += walk.ops[at].size) {
    const WalkOp& op = walk.ops[at];
    if (op.kind != WalkOp::kSetRun || !walk.sets[op.at].SubsetOf(kWideBytes)) break;
    lead += op.min;
  }
  return lead;
}

size_t RunLengthOf(std::string_view text, const ByteSet& set) {
  size_t n = 0;
  while (n < text.size() && set.Has(text[n])) ++n;
  return n;
}

// Nothing but token characters, and no literal: says no more than that a run begins.
bool IsOnlyAlphabet(const Head& head) {
  constexpr int kMany = 10;
  for (uint32_t i = 0; i < head.size; ++i) {
    if (head.sets[i].Count() < kMany || !head.sets[i].SubsetOf(kWideBytes)) return false;
  }
  return head.size == kHeadBytes;
}

}  // namespace

struct StreamTables::HeadOf {
  Head head;
  RuleRef ref;
};

const StreamTables& StreamTables::Of(const Ruleset& ruleset) {
  const Ruleset::Impl& impl = ruleset.impl();
  std::call_once(impl.stream_once,
                 [&] { impl.stream_tables = std::make_shared<const StreamTables>(ruleset); });
  return *impl.stream_tables;
}

StreamTables::StreamTables(const Ruleset& ruleset) : set_(ruleset.impl().set), known_(ruleset.known()) {
  broad_ = ruleset.impl().regexes != nullptr;
  for (const MatchPack& pack : set_.packs) broad_ = broad_ || !pack.data.empty();
  for (size_t p = 0; p < set_.packs.size(); ++p) AddRules(set_.packs[p], static_cast<uint8_t>(p));
  BuildHeads();
  BuildWords();
  heads_ = {};
}

void StreamTables::AddRules(const MatchPack& pack, uint8_t number) {
  const PackView& view = pack.view;
  flags_ = flags_ || !view.commands.empty();
  for (uint16_t rule : view.phrases) phrases_ = phrases_ || set_.enabled[number][rule];
  is_grouped_.emplace_back(view.rules.size(), false);
  std::vector<bool> at_pem(view.rules.size(), false), at_url = at_pem;
  for (const UrlShape& url : view.url_shapes) {
    // The scheme is held while it is a run of token characters; else its head must hold it.
    at_url[url.rule] = at_url[url.rule] || RunLengthOf(url.before, kWideBytes) == url.before.size();
  }
  for (uint16_t rule : view.blocks) at_pem[rule] = true;
  std::vector<Head> heads;
  for (size_t r = 0; r < view.rules.size(); ++r) {
    const Rule& rule = view.rules[r];
    if (!set_.enabled[number][r] || at_pem[r] || at_url[r]) continue;
    if (rule.kind != RuleKind::kShape && rule.kind != RuleKind::kBlock) continue;
    const RuleRef ref{number, static_cast<uint16_t>(r)};
    if (!HeadsOf(rule.walk, kMaxHeads, &heads)) {
      broad_ = true;
      continue;
    }
    if (std::any_of(heads.begin(), heads.end(), IsOnlyAlphabet)) {
      grouped_.push_back({ref, AlphabetOf(rule.walk), LeadOf(rule.walk)});
      is_grouped_[number][r] = true;
      group_follows_ = group_follows_ | (grouped_.back().alphabet & ~kWideBytes);
      longest_grouped_ =
          std::max<uint64_t>(longest_grouped_, std::min<uint64_t>(rule.max_length, kMaxSpan));
      least_grouped_ = std::min<uint64_t>(least_grouped_, rule.min_length);
      continue;
    }
    for (const Head& head : heads) heads_.push_back({head, ref});
  }
}

void StreamTables::BuildHeads() {
  // Bytes that no head tells apart are one class.
  std::vector<ByteSet> sets;
  for (const HeadOf& h : heads_) {
    for (uint32_t i = 0; i < h.head.size; ++i) {
      if (std::find(sets.begin(), sets.end(), h.head.sets[i]) == sets.end()) sets.push_back(h.head.sets[i]);
    }
  }
  std::map<std::vector<bool>, uint8_t> classes;
  std::vector<unsigned char> sample;
  for (unsigned b = 0; b < 256; ++b) {
    std::vector<bool> in;
    for (const ByteSet& set : sets) in.push_back(set.Has(static_cast<unsigned char>(b)));
    const auto [at, fresh] = classes.emplace(std::move(in), static_cast<uint8_t>(sample.size()));
    if (fresh) sample.push_back(static_cast<unsigned char>(b));
    head_class_[b] = at->second;
  }
  head_classes_ = sample.size();

  using Members = std::vector<uint32_t>;  // indexes of heads that begin with what led to the node
  std::vector<Members> nodes(2);
  std::vector<uint32_t> depth = {0, 0};
  std::map<std::pair<uint32_t, Members>, uint16_t> known;
  for (uint32_t i = 0; i < heads_.size(); ++i) nodes[kRoot].push_back(i);
  for (size_t node = 0; node < nodes.size(); ++node) {
    head_next_.resize((node + 1) * head_classes_, kDead);
    head_begin_.push_back(static_cast<uint32_t>(head_rules_.size()));
    if (node == kDead) continue;
    const uint32_t at = depth[node];
    for (uint32_t i : nodes[node]) {
      if (heads_[i].head.size != at) continue;
      const auto first = head_rules_.begin() + head_begin_.back();
      if (std::find(first, head_rules_.end(), heads_[i].ref) == head_rules_.end()) {
        head_rules_.push_back(heads_[i].ref);
      }
    }
    for (size_t c = 0; c < head_classes_; ++c) {
      Members next;
      for (uint32_t i : nodes[node]) {
        if (heads_[i].head.size > at && heads_[i].head.sets[at].Has(sample[c])) next.push_back(i);
      }
      if (next.empty()) continue;
      const auto [found, fresh] =
          known.emplace(std::pair(at + 1, next), static_cast<uint16_t>(nodes.size()));
      if (fresh) {
        if (nodes.size() == kState) {
          broad_ = true;
          return;
        }
        nodes.push_back(std::move(next));
        depth.push_back(at + 1);
      }
      head_next_[node * head_classes_ + c] = found->second;
    }
  }
  head_begin_.push_back(static_cast<uint32_t>(head_rules_.size()));
  for (uint16_t& next : head_next_) {
    if (head_begin_[next] != head_begin_[next + 1u]) next |= kEnds;
  }
  for (unsigned b = 0; b < 256; ++b) head_first_[b] = Next(kRoot, static_cast<unsigned char>(b));
}

void StreamTables::BuildWords() {
  struct Literal {
    std::string text;  // in lower case: all are looked for in any case
    WordHit hit;
  };
  std::vector<Literal> literals;
  for (size_t p = 0; p < set_.packs.size(); ++p) {
    const auto pack = static_cast<uint8_t>(p);
    const PackView& view = set_.packs[p].view;
    literals.push_back({"-----begin", {Candidate::kPem, pack, 0, kNoKeyword}});
    literals.push_back({"://", {Candidate::kUrl, pack, 0, kNoKeyword}});
    for (uint32_t i = 0; i < view.words.size(); ++i) {
      const auto database = static_cast<uint8_t>(p * 16 + (kOpenFixed + i) / kOpenLiterals);
      databases_ = std::max<size_t>(databases_, database + 1u);
      literals.push_back({absl::AsciiStrToLower(absl::string_view(view.words[i].data(), view.words[i].size())),
                          {Candidate::kWord, pack, database, i}});
    }
  }
  std::array<bool, 256> used{};
  for (const Literal& literal : literals) {
    for (char c : literal.text) used[static_cast<unsigned char>(c)] = true;
  }
  word_classes_ = 1;
  for (unsigned b = 0; b < 256; ++b) {
    if (used[b]) word_class_[b] = static_cast<uint8_t>(word_classes_++);
  }
  for (unsigned b = 'A'; b <= 'Z'; ++b) word_class_[b] = word_class_[b | 0x20];

  // Aho and Corasick: a trie, then for each state what it falls back to.
  std::vector<std::vector<WordHit>> hits(1);
  word_next_.assign(word_classes_, 0);
  word_pem_.assign(1, 0);
  word_url_.assign(1, 0);
  for (const Literal& literal : literals) {
    uint16_t state = 0;
    for (size_t i = 0; i < literal.text.size(); ++i) {
      const size_t c = word_class_[static_cast<unsigned char>(literal.text[i])];
      if (word_next_[state * word_classes_ + c] == 0) {
        word_next_[state * word_classes_ + c] = static_cast<uint16_t>(hits.size());
        hits.emplace_back();
        word_next_.resize(hits.size() * word_classes_, 0);
        word_pem_.push_back(0);
        word_url_.push_back(0);
      }
      state = word_next_[state * word_classes_ + c];
      if (literal.hit.kind == Candidate::kPem) word_pem_[state] = static_cast<uint8_t>(i + 1);
      if (literal.hit.kind == Candidate::kUrl) word_url_[state] = static_cast<uint8_t>(i + 1);
    }
    hits[state].push_back(literal.hit);
  }
  std::vector<uint16_t> fall(hits.size(), 0), order = {0};
  for (size_t i = 0; i < order.size(); ++i) {
    const uint16_t state = order[i];
    for (size_t c = 0; c < word_classes_; ++c) {
      uint16_t& next = word_next_[state * word_classes_ + c];
      const uint16_t back = state == 0 ? uint16_t{0} : word_next_[fall[state] * word_classes_ + c];
      if (next == 0 || (state != 0 && next == back)) {
        next = back;
        continue;
      }
      fall[next] = back;
      hits[next].insert(hits[next].end(), hits[back].begin(), hits[back].end());
      word_pem_[next] = std::max(word_pem_[next], word_pem_[back]);
      word_url_[next] = std::max(word_url_[next], word_url_[back]);
      order.push_back(next);
    }
  }
  for (const std::vector<WordHit>& list : hits) {
    word_begin_.push_back(static_cast<uint32_t>(word_hits_.size()));
    word_hits_.insert(word_hits_.end(), list.begin(), list.end());
  }
  word_begin_.push_back(static_cast<uint32_t>(word_hits_.size()));
  if (hits.size() > kState) broad_ = true;
  for (uint16_t& next : word_next_) {
    if (!hits[next].empty()) next |= kEnds;
  }
}

absl::StatusOr<std::unique_ptr<MatchState>> StreamTables::Take() const {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<MatchState> state = std::move(idle_.back());
      idle_.pop_back();
      return state;
    }
  }
  auto state = std::make_unique<MatchState>();
  absl::Status status = PrepareState(set_, state.get());
  if (!status.ok()) return status;
  return state;
}

void StreamTables::Return(std::unique_ptr<MatchState> state) const {
  std::lock_guard<std::mutex> lock(mutex_);
  idle_.push_back(std::move(state));
}

}  // namespace weir
