// Placeholders: strings that look like credentials and are not.
//
//   PlaceholderKind k = ClassifyPlaceholder("ghp_yourTokenHere");    // kInstruction
//
// Looks at the value alone: documentation words that fill the value or a whole segment of it, masks
// (xxxx, ****, ....), template expressions (${X}, {{ x }}, %X%, <%= %>), repeated characters or blocks,
// counting runs, keyboard walks, published sample values (kept as hashes, not as text), code look-ups.
// `prefix_length` bytes at the front are the rule's own fixed prefix and are not judged (the "test" of
// sk_test_ is no placeholder word).
// Asked in this order, the first answer counts: published sample, a secret manager's address, template,
// mask, ellipsis, code, instruction, repeat, sequence, words. Code, paths and URLs are asked only where
// prefix_length is 0. A value that begins with -----BEGIN is judged as a block: an ellipsis or template
// inside, or next to nothing between its markers (kInstruction).
// A random string of 8 to 100 characters is taken for a placeholder less than once in 10,000. Weak but
// real passwords (hunter2, Summer2024!) are kNone; default ones (admin, postgres, changeme) are not.
// Cost: linear in the value, 0.2 to 0.5 us for a token of 12 to 40 bytes, no allocation; of a value
// the first 4 KiB are looked at. Threads: pure. A checksum that is valid beats all but
// kPublishedSample: the caller decides.
#ifndef WEIR_JUDGE_PLACEHOLDER_H_
#define WEIR_JUDGE_PLACEHOLDER_H_

#include <cstdint>
#include <string_view>

namespace weir {

enum class PlaceholderKind : uint8_t {
  kNone,
  kMask,             // xxxxxxxx, ****, ....
  kInstruction,      // your-api-key, changeme, REPLACE_ME, insert-token-here
  kTemplate,         // ${X}, {{ x }}, $(cmd), %X%, <%= x %>, #{x}
  kRepeated,         // one character or block again and again
  kSequence,         // 0123456789abcdef, qwertyuiop
  kEllipsis,         // abc...xyz
  kPublishedSample,  // a vendor's printed example
  kReference,        // os.environ["X"], process.env.X, vault:secret/x, a path, a call
  kWords,            // only dictionary-like words: my-super-secret-value
  kOwnMask,          // what weir itself put in a secret's place (own_mask.h)
};
std::string_view Name(PlaceholderKind kind);  // "mask", "instruction", ...

PlaceholderKind ClassifyPlaceholder(std::string_view value, size_t prefix_length = 0);

// True if the value is, or holds, an expression that is filled in later.
bool IsTemplate(std::string_view value);

}  // namespace weir

#endif  // WEIR_JUDGE_PLACEHOLDER_H_
