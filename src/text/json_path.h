// Where in a JSON text does a byte stand? As a JSON Pointer (RFC 6901), with exact offsets in the raw bytes.
//
//   std::vector<JsonPlace> places;
//   if (LocateInJson(text, offsets, &places) == JsonForm::kNone) ...     // it is no JSON: places are empty
//
// It is asked only where something was found, so that clean text costs nothing.
// The text is one document, or JSON Lines: a value a line. What is JSON, and the limits: json_reader.h.
// Threads: pure. Cost: linear in the text, once for all offsets.
#ifndef WEIR_TEXT_JSON_PATH_H_
#define WEIR_TEXT_JSON_PATH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/json_reader.h"

namespace weir {

enum class JsonForm : uint8_t { kNone, kDocument, kLines };

struct JsonPlace {
  bool found = false;   // the offset lies in a value or key of the text
  bool is_key = false;
  // Of the value (or of the member whose key it is). "" is the document itself. Keys as they decode, so bytes
  // from outside.
  std::string pointer;
};

// `offsets` in rising order; *places gets one for each.
JsonForm LocateInJson(std::string_view text, std::span<const uint64_t> offsets, std::vector<JsonPlace>* places);

// Does `pointer` lie at or below a field? A field is a pointer, in which * stands for any one name or index
// ("/messages/*/content"), or a name at any depth ("content").
bool IsInField(std::string_view pointer, std::string_view field);

// The next name of a pointer, as it stands there; *pointer goes on behind it. It must begin with a slash.
std::string_view NextPointerName(std::string_view* pointer);

// Is it `top`, or below it?
inline bool IsAtOrBelow(std::string_view pointer, std::string_view top) {
  return pointer.starts_with(top) && (pointer.size() == top.size() || pointer[top.size()] == '/');
}

}  // namespace weir

#endif  // WEIR_TEXT_JSON_PATH_H_
