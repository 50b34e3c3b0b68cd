// What gitleaks' expressions need to become weir's: their groups sorted out, the secret's part
// alone.
//
//   GroupedRegex g = SplitGroups("(?i)acme_(key|id)=([a-z0-9]{32})(?:;|$)", /*secret_group=*/2);
//   g.whole     // (?i)acme_(?:key|id)=([a-z0-9]{32})(?:;|$)    one capture group: the secret
//   g.secret    // (?i)[a-z0-9]{32}
//   g.before    // acme_(?:key|id)=
//
// Go's expressions are RE2's, so nothing else differs. Threads: pure. Cost: linear.
#ifndef WEIR_ADAPTER_IMPORT_GO_REGEX_H_
#define WEIR_ADAPTER_IMPORT_GO_REGEX_H_

#include <optional>
#include <string>
#include <string_view>

namespace weir {

struct GroupedRegex {
  std::string whole, secret, before;
  int groups = 0;  // capture groups there were
};

// `secret_group` 0: the first capture group, or the whole match if there is none. nullopt: the
// brackets do not match, or there is no such group.
std::optional<GroupedRegex> SplitGroups(std::string_view regex, int secret_group);

// An expression that matches a whole text in which `regex` matches somewhere.
std::string Anywhere(std::string_view regex);

// The text as an expression that means just it.
std::string Quoted(std::string_view text);

}  // namespace weir

#endif  // WEIR_ADAPTER_IMPORT_GO_REGEX_H_
