// Walk against RE2. Input: a shape, a newline, a text. At every start both must find the same end,
// where the rule on tails is not in play: a walk may refuse what RE2 matches only if the byte after
// it is one of the program's tail bytes.
#include <re2/re2.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "rules/prefix.h"
#include "rules/shape.h"
#include "rules/walk.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t newline = input.find('\n');
  if (newline == input.npos || newline > 200) return 0;
  const std::string_view text = input.substr(newline + 1);
  const std::optional<weir::Node> tree = weir::ParseShape(input.substr(0, newline), nullptr);
  if (!tree || text.size() > 400) return 0;
  const std::string pattern = "(?s)" + weir::ToRegex(*tree);
  if (pattern.size() > 20000) return 0;  // large counts written out: slow, and nothing new
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_longest_match(true);
  options.set_log_errors(false);
  const RE2 regex(pattern, options);
  if (!regex.ok()) return 0;  // over RE2's memory limit

  const weir::WalkCode code = weir::CompileWalk(*tree);
  const weir::WalkProgram program = code.program();
  for (size_t start = 0; start < text.size(); ++start) {
    const weir::WalkResult result = weir::Walk(program, text, start);
    if (result.overflow) continue;
    re2::StringPiece match;
    const bool want = regex.Match(re2::StringPiece(text.data(), text.size()), start, text.size(),
                                  RE2::ANCHOR_START, &match, 1);
    const size_t end = start + match.size();
    if (result.matched) {
      Require(want && result.end == end);
    } else if (want) {
      Require(end < text.size() && program.tail.Has(text[end]));
    }
    // The text cut inside a match is a live prefix of it.
    if (want && end - start >= 2) {
      const std::string_view cut = text.substr(0, start + (end - start) / 2);
      Require(weir::IsLivePrefix(program, cut, start));
      Require(weir::LivePrefix(program, weir::FirstBytes(*tree), cut) <= start);
    }
  }
  return 0;
}
