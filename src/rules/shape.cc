#include "rules/shape.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"

namespace weir {
namespace {

// Sums and products of lengths stop at the top instead of wrapping round.
uint32_t Saturate(uint64_t value, uint32_t top) {
  return value >= top ? top : static_cast<uint32_t>(value);
}

constexpr uint32_t kLargestMin = kUnbounded - 1;  // a minimum is always a real number

ByteSet EndBytes(const Node& node, bool first) {
  switch (node.kind) {
    case Node::Kind::kLiteral: {
      ByteSet set;
      if (node.literal.empty()) return set;
      const char c = first ? node.literal.front() : node.literal.back();
      set.Add(static_cast<unsigned char>(c));
      if (node.fold_case) {
        set.Add(static_cast<unsigned char>(absl::ascii_tolower(static_cast<unsigned char>(c))));
        set.Add(static_cast<unsigned char>(absl::ascii_toupper(static_cast<unsigned char>(c))));
      }
      return set;
    }
    case Node::Kind::kSet:
      return node.set;
    case Node::Kind::kRepeat:
      return node.max == 0 ? ByteSet{} : EndBytes(node.kids[0], first);
    case Node::Kind::kAlt: {
      ByteSet set;
      for (const Node& kid : node.kids) set = set | EndBytes(kid, first);
      return set;
    }
    case Node::Kind::kConcat: {
      ByteSet set;
      for (size_t i = 0; i < node.kids.size(); ++i) {
        const Node& kid = node.kids[first ? i : node.kids.size() - 1 - i];
        set = set | EndBytes(kid, first);
        if (Lengths(kid).min > 0) break;
      }
      return set;
    }
  }
  return {};
}

}  // namespace

bool operator==(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.secret != b.secret) return false;
  switch (a.kind) {
    case Node::Kind::kLiteral:
      return a.literal == b.literal && a.fold_case == b.fold_case;
    case Node::Kind::kSet:
      return a.set == b.set;
    case Node::Kind::kRepeat:
      return a.min == b.min && a.max == b.max && a.kids == b.kids;
    case Node::Kind::kConcat:
    case Node::Kind::kAlt:
      return a.kids == b.kids;
  }
  return false;
}

Node Node::Literal(std::string bytes, bool fold_case) {
  Node node;
  if (bytes.empty()) return node;  // nothing: an empty kConcat
  node.kind = Kind::kLiteral;
  node.fold_case = fold_case && std::any_of(bytes.begin(), bytes.end(),
                                            [](unsigned char c) { return absl::ascii_isalpha(c); });
  node.literal = std::move(bytes);
  return node;
}

Node Node::Set(ByteSet set) {
  Node node;
  node.kind = Kind::kSet;
  node.set = set;
  return node;
}

Node Node::Repeat(Node kid, uint32_t min, uint32_t max) {
  if (min == 1 && max == 1) return kid;
  const bool nothing = kid.kind == Kind::kConcat && kid.kids.empty();
  if (max == 0 || nothing) return Node();
  Node node;
  node.kind = Kind::kRepeat;
  node.min = min;
  node.max = max;
  node.kids.push_back(std::move(kid));
  return node;
}

Node Node::Concat(std::vector<Node> kids) {
  std::vector<Node> flat;
  flat.reserve(kids.size());
  auto add = [&flat](Node&& kid) {
    if (kid.kind == Kind::kLiteral && !kid.secret && !flat.empty()) {
      Node& last = flat.back();
      if (last.kind == Kind::kLiteral && !last.secret && last.fold_case == kid.fold_case) {
        last.literal += kid.literal;
        return;
      }
    }
    flat.push_back(std::move(kid));
  };
  for (Node& kid : kids) {
    if (kid.kind == Kind::kConcat && !kid.secret) {
      for (Node& grandkid : kid.kids) add(std::move(grandkid));
    } else {
      add(std::move(kid));
    }
  }
  if (flat.size() == 1) return std::move(flat[0]);
  Node node;
  node.kids = std::move(flat);
  return node;
}

Node Node::Alt(std::vector<Node> kids) {
  std::vector<Node> flat;
  flat.reserve(kids.size());
  for (Node& kid : kids) {
    if (kid.kind == Kind::kAlt && !kid.secret) {
      for (Node& grandkid : kid.kids) flat.push_back(std::move(grandkid));
    } else {
      flat.push_back(std::move(kid));
    }
  }
  if (flat.size() == 1) return std::move(flat[0]);
  Node node;
  node.kind = flat.empty() ? Kind::kConcat : Kind::kAlt;
  node.kids = std::move(flat);
  return node;
}

LengthBounds Lengths(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kLiteral: {
      const uint32_t size = Saturate(node.literal.size(), kLargestMin);
      return {size, size};
    }
    case Node::Kind::kSet:
      return {1, 1};
    case Node::Kind::kRepeat: {
      const LengthBounds kid = Lengths(node.kids[0]);
      LengthBounds bounds;
      bounds.min = Saturate(uint64_t{kid.min} * node.min, kLargestMin);
      if (kid.max == 0 || node.max == 0) {
        bounds.max = 0;
      } else if (kid.max == kUnbounded || node.max == kUnbounded) {
        bounds.max = kUnbounded;
      } else {
        bounds.max = Saturate(uint64_t{kid.max} * node.max, kUnbounded);
      }
      return bounds;
    }
    case Node::Kind::kConcat: {
      uint64_t min = 0, max = 0;
      for (const Node& kid : node.kids) {
        const LengthBounds bounds = Lengths(kid);
        min = Saturate(min + bounds.min, kLargestMin);
        max = Saturate(max + bounds.max, kUnbounded);  // kUnbounded absorbs
      }
      return {static_cast<uint32_t>(min), static_cast<uint32_t>(max)};
    }
    case Node::Kind::kAlt: {
      LengthBounds bounds{kUnbounded, 0};
      for (const Node& kid : node.kids) {
        const LengthBounds one = Lengths(kid);
        bounds.min = std::min(bounds.min, one.min);
        bounds.max = std::max(bounds.max, one.max);
      }
      if (node.kids.empty()) bounds.min = 0;
      return bounds;
    }
  }
  return {};
}

ByteSet FirstBytes(const Node& node) { return EndBytes(node, /*first=*/true); }
ByteSet LastBytes(const Node& node) { return EndBytes(node, /*first=*/false); }

}  // namespace weir
