// A tree multiplied out into plain sequences.
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "rules/shape.h"

namespace weir {
namespace {

using Sequence = std::vector<Node>;

// A sequence may not grow without bound either, e.g. a group of two parts counted {5000}.
constexpr size_t kMaxItems = 4096;

bool IsRun(const Node& node) {
  return node.kind == Node::Kind::kSet ||
         (node.kind == Node::Kind::kRepeat && node.kids[0].kind == Node::Kind::kSet);
}

const ByteSet& RunSet(const Node& run) {
  return run.kind == Node::Kind::kSet ? run.set : run.kids[0].set;
}

uint32_t AddCounts(uint32_t a, uint32_t b, uint32_t top) {
  const uint64_t sum = uint64_t{a} + b;
  return sum >= top ? top : static_cast<uint32_t>(sum);
}

void Append(Node item, Sequence* sequence) {
  item.secret = false;
  if (!sequence->empty()) {
    Node& last = sequence->back();
    if (item.kind == Node::Kind::kLiteral && last.kind == Node::Kind::kLiteral &&
        item.fold_case == last.fold_case) {
      last.literal += item.literal;
      return;
    }
    if (IsRun(item) && IsRun(last) && RunSet(item) == RunSet(last)) {
      const ByteSet set = RunSet(item);
      const uint32_t last_max = last.kind == Node::Kind::kSet ? 1 : last.max;
      const uint32_t item_max = item.kind == Node::Kind::kSet ? 1 : item.max;
      const uint32_t last_min = last.kind == Node::Kind::kSet ? 1 : last.min;
      const uint32_t item_min = item.kind == Node::Kind::kSet ? 1 : item.min;
      last = Node::Repeat(Node::Set(set), AddCounts(last_min, item_min, kUnbounded - 1),
                          AddCounts(last_max, item_max, kUnbounded));
      return;
    }
  }
  sequence->push_back(std::move(item));
}

class Expander {
 public:
  explicit Expander(size_t limit) : limit_(limit) {}

  // Every sequence so far, followed by every way through `node`.
  bool Extend(const Node& node, std::vector<Sequence>* sequences) {
    switch (node.kind) {
      case Node::Kind::kLiteral:
      case Node::Kind::kSet:
        return AppendAll(node, sequences);
      case Node::Kind::kConcat:
        for (const Node& kid : node.kids) {
          if (!Extend(kid, sequences)) return false;
        }
        return true;
      case Node::Kind::kAlt: {
        std::vector<Sequence> all;
        for (const Node& kid : node.kids) {
          std::vector<Sequence> branch = *sequences;
          if (!Extend(kid, &branch) || all.size() + branch.size() > limit_) return false;
          for (Sequence& sequence : branch) all.push_back(std::move(sequence));
        }
        *sequences = std::move(all);
        return true;
      }
      case Node::Kind::kRepeat:
        return Repeat(node, sequences);
    }
    return false;
  }

 private:
  bool AppendAll(const Node& item, std::vector<Sequence>* sequences) {
    for (Sequence& sequence : *sequences) {
      Append(item, &sequence);
      if (sequence.size() > kMaxItems || ++work_ > 64 * kMaxItems) return false;
    }
    return true;
  }

  bool Repeat(const Node& node, std::vector<Sequence>* sequences) {
    const Node& kid = node.kids[0];
    if (kid.kind == Node::Kind::kSet) return AppendAll(node, sequences);
    if (kid.kind == Node::Kind::kLiteral && kid.literal.size() == 1) {
      return AppendAll(Node::Repeat(Node::Set(FirstBytes(kid)), node.min, node.max), sequences);
    }
    if (node.max == kUnbounded) return false;
    if (node.max - node.min >= limit_) return false;
    std::vector<Sequence> current = *sequences;
    std::vector<Sequence> all;
    for (uint32_t i = 0;; ++i) {
      if (i >= node.min) {
        if (all.size() + current.size() > limit_) return false;
        all.insert(all.end(), current.begin(), current.end());
      }
      if (i == node.max) break;
      if (!Extend(kid, &current)) return false;
    }
    *sequences = std::move(all);
    return true;
  }

  size_t limit_;
  size_t work_ = 0;
};

}  // namespace

std::optional<std::vector<std::vector<Node>>> ExpandSequences(const Node& node, size_t limit) {
  std::vector<Sequence> sequences(1);
  if (limit == 0 || !Expander(limit).Extend(node, &sequences)) return std::nullopt;
  return sequences;
}

}  // namespace weir
