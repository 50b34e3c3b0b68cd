// A tree laid out as the flat program that Walk reads.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "rules/shape.h"
#include "rules/walk.h"
#include "rules/walk_tail.h"

namespace weir {
namespace {

// The set of a part that is always exactly one byte and needs no structure, e.g. ("T" | "E" |
// digit).
std::optional<ByteSet> OneByte(const Node& node) {
  if (node.secret) return std::nullopt;
  switch (node.kind) {
    case Node::Kind::kSet:
      return node.set;
    case Node::Kind::kLiteral:
      if (node.literal.size() != 1) return std::nullopt;
      return FirstBytes(node);
    case Node::Kind::kAlt: {
      ByteSet all;
      for (const Node& kid : node.kids) {
        const std::optional<ByteSet> one = OneByte(kid);
        if (!one) return std::nullopt;
        all = all | *one;
      }
      return all;
    }
    default:
      return std::nullopt;
  }
}

class Compiler {
 public:
  explicit Compiler(WalkCode* code) : code_(code) {}

  void Add(const Node& node) {
    const size_t index = code_->ops.size();
    code_->ops.emplace_back();
    WalkOp op;
    switch (node.kind) {
      case Node::Kind::kLiteral:
        op.kind = node.fold_case ? WalkOp::kFoldLiteral : WalkOp::kLiteral;
        op.at = static_cast<uint32_t>(code_->literals.size());
        op.length = static_cast<uint32_t>(node.literal.size());
        code_->literals += node.fold_case ? absl::AsciiStrToLower(node.literal) : node.literal;
        break;
      case Node::Kind::kSet:
        SetRun(node.set, 1, 1, &op);
        break;
      case Node::Kind::kRepeat:
        if (const std::optional<ByteSet> one = OneByte(node.kids[0])) {
          SetRun(*one, node.min, node.max, &op);
          break;
        }
        op.kind = WalkOp::kRepeat;
        op.min = node.min;
        op.max = node.max;
        Add(node.kids[0]);
        break;
      case Node::Kind::kAlt:
        // The mark on the part itself does not matter: it is kept on the op.
        if (const std::optional<ByteSet> one = OneByte(Unmarked(node))) {
          SetRun(*one, 1, 1, &op);
          break;
        }
        [[fallthrough]];
      case Node::Kind::kConcat:
        op.kind = node.kind == Node::Kind::kAlt ? WalkOp::kAlt : WalkOp::kConcat;
        op.kids = static_cast<uint16_t>(node.kids.size());
        for (const Node& kid : node.kids) Add(kid);
        break;
    }
    op.secret = node.secret ? 1 : 0;
    op.size = static_cast<uint32_t>(code_->ops.size() - index);
    code_->ops[index] = op;
  }

 private:
  static Node Unmarked(const Node& node) {
    Node copy = node;
    copy.secret = false;
    return copy;
  }

  void SetRun(const ByteSet& set, uint32_t min, uint32_t max, WalkOp* op) {
    op->kind = WalkOp::kSetRun;
    op->min = min;
    op->max = max;
    for (size_t i = 0; i < code_->sets.size(); ++i) {
      if (code_->sets[i] == set) {
        op->at = static_cast<uint32_t>(i);
        return;
      }
    }
    op->at = static_cast<uint32_t>(code_->sets.size());
    code_->sets.push_back(set);
  }

  WalkCode* code_;
};

}  // namespace

WalkCode CompileWalk(const Node& tree) {
  WalkCode code;
  Compiler(&code).Add(tree);
  const WalkProgram program = code.program();
  ForEachTailSet(program, [&code](const ByteSet& set) {
    code.tail = code.tail | set;
    return true;
  });
  return code;
}

}  // namespace weir
