// Members of a JSON object as they stand, without a tree.
//
//   std::optional<std::string_view> texts = RawMember(body, "texts");      // ["a", "b"], whatever
//   it is std::optional<std::string> type = StringMember(body, "input_type");    // decoded for
//   (std::string_view item : RawItems(*texts)) ...
//
// The text has been read as JSON before (JsonGuard does); of a text that is none nothing is found.
// Of a name that stands there twice the last counts, as most readers have it. Views are of the text
// that was given. Threads: pure. Cost: one pass over the text.
#ifndef WEIR_ADAPTER_SERVE_JSON_MEMBER_H_
#define WEIR_ADAPTER_SERVE_JSON_MEMBER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

std::optional<std::string_view> RawMember(std::string_view object, std::string_view name);
// "request", "json" is the member json of the member request.
std::optional<std::string_view> RawMember(std::string_view object, std::string_view name,
                                          std::string_view inner);
// nullopt where it is missing or no string.
std::optional<std::string> StringMember(std::string_view object, std::string_view name);
// The raw string (with its quotes) decoded; nullopt if it is no string.
std::optional<std::string> StringOfRaw(std::string_view raw);
// The items of an array; empty if it is none.
std::vector<std::string_view> RawItems(std::string_view array);

}  // namespace weir

#endif  // WEIR_ADAPTER_SERVE_JSON_MEMBER_H_
