// Known values: secrets that their owner names, from files and the environment, in all the forms they may
// come in.
//
//   KnownValues known;
//   known.AddFile(".env", bytes);                   // KEY=VALUE lines, or one value a line
//   known.AddEnvironment("*_TOKEN", environ);
//   for (const KnownRefusal& r : known.refusals()) ...   // "DB_PORT: 4 bytes are too few, ..."
//   options.known = known.TakeLiterals();           // RulesetOptions
//
// A value must have kLeastKnown bytes, or kLeastMixed where it holds three kinds of characters (lower case, upper
// case, digits, others): shorter ones stand in too many places that mean something else. It must not be a single
// character again and again, and have at most kMostKnown bytes. Others are refused by name, with the reason;
// a message never holds a value.
// Forms: as it is; as JSON and percent escapes write it, where that differs; hex, lower and upper case; base64
// and base64url, at each of the three alignments it may have within a longer text.
// A file is taken for a .env if each of its lines that is not empty and no comment is NAME=VALUE, perhaps with
// "export" before it. Quotes around a value are taken off; in double quotes \n \r \t \" \\ and \$ are read; an
// unquoted value ends before " #". Anything else is a list of one value a line.
// Threads: one at a time. Limits: kMostValues values.
#ifndef WEIR_REDACT_KNOWN_VALUES_H_
#define WEIR_REDACT_KNOWN_VALUES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "scan/known_literals.h"

namespace weir {

inline constexpr size_t kLeastKnown = 8, kLeastMixed = 6;
inline constexpr size_t kMostKnown = 2048;
inline constexpr size_t kMostValues = 50'000;

struct KnownRefusal {
  std::string name;    // of the variable, or "line 3"
  std::string reason;  // "4 bytes are too few: ..."
};

class KnownValues {
 public:
  ~KnownValues();

  void AddFile(std::string_view bytes);
  // Variables "NAME=VALUE" whose name matches the glob (* and ?).
  void AddEnvironment(std::string_view glob, const char* const* environment);
  void Add(std::string_view name, std::string_view value);

  size_t size() const { return values_.size(); }
  const std::vector<KnownRefusal>& refusals() const { return refusals_; }
  // All forms of all values. Leaves the object empty.
  std::vector<KnownLiteral> TakeLiterals();

 private:
  std::unordered_set<std::string> values_;
  std::vector<KnownRefusal> refusals_;
};

// Why the value is too common to be masked everywhere; "" if it is not.
std::string WhyNotKnown(std::string_view value);

// Appends the forms of one value.
void AppendForms(std::string_view value, std::vector<KnownLiteral>* literals);

}  // namespace weir

#endif  // WEIR_REDACT_KNOWN_VALUES_H_
