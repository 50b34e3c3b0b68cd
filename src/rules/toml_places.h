// TomlPlaces: where in the bytes of a TOML file a value of toml++ stands.
//
//   TomlPlaces places(bytes);                     // borrows the bytes
//   Place place = places.In(*node, 6, 5);         // five bytes at offset 6 of a string value
//   diagnostic.source_line = places.Line(place.line);
//
// toml++ counts lines and characters; a Place counts lines and bytes, both from 1.
// Cost: one pass over the bytes at construction, then linear in the line asked for. Threads: const
// methods.
#ifndef WEIR_RULES_TOML_PLACES_H_
#define WEIR_RULES_TOML_PLACES_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "rules/toml.h"

namespace weir {

// A byte range on one line; line or column 0 = unknown.
struct Place {
  size_t line = 0, column = 0, length = 1;
};

class TomlPlaces {
 public:
  explicit TomlPlaces(std::string_view bytes);

  // Without its line end; "" for a number out of range.
  std::string_view Line(size_t number) const;

  // A region of more than one line has length 1.
  Place Of(const toml::source_region& region) const;

  // The `length` bytes at `offset` into a string value, where the value is written as it reads on
  // one line; else the start of the value.
  Place In(const toml::node& node, size_t offset, size_t length) const;

 private:
  std::vector<std::string_view> lines_;
};

}  // namespace weir

#endif  // WEIR_RULES_TOML_PLACES_H_
