// How far a block reaches: from its begin marker to its end marker, or as far as its body goes.
// Private to the judge room.
//
//   const BlockExtent block = FindBlock(rule, text, start);
//   if (block.begins) use(text.substr(block.body_begin, block.body_end - block.body_begin));
//
// The end is looked for up to kMaxSpan from the start, but not beyond the next begin marker, be it
// of the same rule or any "-----BEGIN": so however dense the markers of a text stand, all its
// blocks together cost no more than a few passes over it. Threads: pure. Allocates nothing.
// Failure: none; a marker of another kind gives begins = false.
#ifndef WEIR_JUDGE_JUDGE_BLOCK_H_
#define WEIR_JUDGE_JUDGE_BLOCK_H_

#include <cstddef>
#include <string_view>

#include "rules/rule.h"

namespace weir {

struct BlockExtent {
  bool begins = false;    // the rule's begin marker stands at `start`
  bool complete = false;  // its end marker was found
  size_t body_begin = 0, body_end = 0;
  size_t end = 0;   // of the whole block
  size_t stop = 0;  // no byte from here on was looked at for the body or the end marker
};

// `rule` is of the kind kBlock.
BlockExtent FindBlock(const Rule& rule, std::string_view text, size_t start);

}  // namespace weir

#endif  // WEIR_JUDGE_JUDGE_BLOCK_H_
