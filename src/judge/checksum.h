// Offline validation: what a value says about itself, without any network.
//
//   const Validator* v = FindValidator("crc32-base62");
//   switch (v->check(value)) { case Validity::kValid: ...
//
// One table of small pure functions, by name; a rule names its validator in `checksum`. `make` builds a
// valid value out of a shaped one (for samples) where that is possible.
// Vendors keep honouring tokens from before their checksum, and some forms are only known in part:
// kInvalid lowers a finding, it does not prove that the value is dead.
// `make` keeps the literals of the front and, where the form has a fixed length, the length; jwt, sentry,
// pypi, fernet and pem may come out longer or shorter than the text that was drawn.
// Sources of each algorithm stand beside it in checksum*.cc. Threads: pure. Never allocates more than a
// few KiB; a value over 64 KiB is kUnknown.
#ifndef WEIR_JUDGE_CHECKSUM_H_
#define WEIR_JUDGE_CHECKSUM_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace weir {

enum class Validity : uint8_t {
  kUnknown,   // this value cannot be checked (an older form without a checksum)
  kValid,
  kInvalid,
};

struct Validator {
  std::string_view name;       // "crc32-base62", "jwt", ...
  std::string_view what;       // one line for `weir rules show`
  bool structure;              // true: decodes as a structure; false: check digits
  Validity (*check)(std::string_view value);
  // Returns `shaped` with its check part made valid (check() of it is kValid), or "" where it cannot.
  // May be null.
  std::string (*make)(std::string_view shaped, uint64_t seed);
};

const Validator* FindValidator(std::string_view name);  // nullptr if there is none of that name
std::span<const Validator> AllValidators();

}  // namespace weir

#endif  // WEIR_JUDGE_CHECKSUM_H_
