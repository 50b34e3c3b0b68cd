// Findings of a JSON text get the place they have in it, and those outside the wanted fields are left out.
//
//   std::vector<std::string> pointers;
//   const bool json = PlaceInJson(bytes, offset, /*whole=*/true, options, &findings, &pointers);
//
// A whole text is a document or JSON Lines; of a part of a text (a window), each finding's line is looked at. What
// is no JSON keeps all its findings, with empty pointers: nothing is left out because it could not be read.
// Pointers are made of keys, so they come from outside and go through Printable(); a name in them that is or may
// be a secret is shown as "…".
// Threads: pure. Cost: one walk over the text, and only where something was found.
#ifndef WEIR_ADAPTER_FILES_JSON_PLACES_H_
#define WEIR_ADAPTER_FILES_JSON_PLACES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "judge/finding.h"

namespace weir {

enum class JsonMode : uint8_t { kAuto, kOn, kOff };

struct JsonOptions {
  JsonMode mode = JsonMode::kAuto;
  std::vector<std::string> fields;  // empty: all; see IsInField in text/json_path.h
};

// `findings` are sorted and count from `offset`, that of bytes[0]; *pointers gets one for each that stays.
// False: the text, or the line of some finding, is no JSON.
bool PlaceInJson(std::string_view bytes, uint64_t offset, bool whole, const JsonOptions& options,
                 std::vector<Finding>* findings, std::vector<std::string>* pointers);

// Is the text a JSON document or JSON Lines?
bool IsJson(std::string_view text);

}  // namespace weir

#endif  // WEIR_ADAPTER_FILES_JSON_PLACES_H_
