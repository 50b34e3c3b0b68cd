// One parser for `key = value` in every common syntax, so that no rule carries its own regex for it.
//
//   Assignment a = AssignmentBefore(text, value_start);  // from a value back to its name
//   Assignment b = AssignmentAfter(text, key_end);       // from a key word forward to its value
//
// Read, with k the key and v the value:
//   settings   K=v, K = "v", k: v, k := v, k ?= v, K <- v, "k": "v", 'k' => 'v', :k => 'v',
//              YAML blocks and lists below k, dotted keys,
//              {"name": "k", "value": "v"} in JSON, YAML and XML
//   strings    in strings (\"k\": \"v\"), in entities (&quot;k&quot;), code spans, typographic quotes
//   markup     <k>v</k>, <add key="k" value="v"/>, <key>k</key><string>v</string>, | k | v |
//   commands   --k v, --k=v, -name v, export K=v, setenv K v, .netrc (`password v`), ${K:-v}
//   the web    Header: v, Authorization: Bearer v, ?k=v&, connection strings (K=v;)
//   code       k("v"), setK("v"), set(k, "v"), c["k"] = "v", k: str = "v", const char* k = "v",
//              k = bytes("v"), PHP's serialized form, k = env("K", "v"), k = process.env.K || "v",
//              auth=("user", "v")
//   SQL        SET k = 'v', IDENTIFIED [WITH x] BY 'v', WITH PASSWORD 'v', @k VARCHAR(9) = 'v'
//   sentences  password is "v", password for x: v
//
// No assignment: comparisons, a type without a value, a condition (a ? k : b), parameters, a nested
// object, URLs, times, k.equals("v"), a flag of one letter, a sentence that goes on (password is
// required), and a quotation mark that closes a string around it ("Password: " + x).
//
// Values are given as they stand, placeholders and expressions too: see placeholder.h. Without
// quotes they end at white space, one of , ; ) } ] & " ' ` < (brackets opened in the value belong
// to it: ${X}), at an escaped end of line (\n), in a query at #, in a table at |. A value in quotes
// ends at the closing mark with the same number of backslashes, and with its line. An empty value
// is not found.
//
// Looks at no more than kMaxLook bytes to either side, and not beyond two line ends: a longer value
// ends there, so value_end == key_at + kMaxLook says that it was cut.
//
// Cost: linear in the bytes looked at, no allocation. Threads: pure. Spans are offsets into `text`.
#ifndef WEIR_JUDGE_ASSIGNMENT_H_
#define WEIR_JUDGE_ASSIGNMENT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weir {

inline constexpr size_t kMaxLook = 256;

struct Assignment {
  bool found = false;
  bool quoted = false;                    // the value stands in quotes (plain or escaped)
  size_t key_start = 0, key_end = 0;      // the name, without quotes; may be several words
  size_t value_start = 0, value_end = 0;  // the value, without quotes
  enum class Form : uint8_t {
    kNone,
    kEquals,
    kColon,
    kArrow,
    kXml,
    kFlag,
    kCall,
    kHeader,
    kSpace,
    kTable,
    kQuery
  };
  Form form = Form::kNone;

  std::string_view key(std::string_view text) const {
    return text.substr(key_start, key_end - key_start);
  }
  std::string_view value(std::string_view text) const {
    return text.substr(value_start, value_end - value_start);
  }
};

// The assignment whose value holds the byte at `value_start` (which may stand after a scheme word
// such as Bearer, or inside the value). value_end is where the value ends.
// `open`, where given: whether bytes that come behind the end of the text could change the answer.
Assignment AssignmentBefore(std::string_view text, size_t value_start, bool* open = nullptr);

// The assignment whose key holds or ends at `key_at`, an offset just behind a key word such as
// "passw" in `db_password = "x"` or "pass:".
Assignment AssignmentAfter(std::string_view text, size_t key_at, bool* open = nullptr);

// True if `word` (lower case, from a rule) names this key: case, and the separators - _ . and
// space, are ignored; the word must stand at segment borders of the key: "dd_api_key" names
// "DD-API-KEY" and "my.ddApiKey", "box" does not name "mailbox_key".
bool KeyNames(std::string_view key, std::string_view word);

}  // namespace weir

#endif  // WEIR_JUDGE_ASSIGNMENT_H_
