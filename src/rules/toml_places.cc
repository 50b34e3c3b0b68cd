#include "rules/toml_places.h"

#include <algorithm>

namespace weir {

TomlPlaces::TomlPlaces(std::string_view bytes) {
  for (size_t start = 0; start <= bytes.size();) {
    const size_t end = std::min(bytes.find('\n', start), bytes.size());
    std::string_view line = bytes.substr(start, end - start);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines_.push_back(line);
    start = end + 1;
  }
}

std::string_view TomlPlaces::Line(size_t number) const {
  return number >= 1 && number <= lines_.size() ? lines_[number - 1] : std::string_view();
}

Place TomlPlaces::Of(const toml::source_region& region) const {
  Place place;
  place.line = region.begin.line;
  if (place.line == 0 || region.begin.column == 0) return place;
  // toml++ counts characters, a Diagnostic counts bytes.
  const std::string_view line = Line(place.line);
  const auto byte_of = [&](size_t character) {
    size_t i = 0;
    for (size_t n = 1; n < character && i < line.size(); ++n) {
      ++i;
      while (i < line.size() && (static_cast<unsigned char>(line[i]) & 0xC0u) == 0x80u) ++i;
    }
    return i;
  };
  const size_t begin = byte_of(region.begin.column);
  place.column = begin + 1;
  if (region.end.line == region.begin.line && region.end.column > region.begin.column) {
    place.length = std::max<size_t>(byte_of(region.end.column) - begin, 1);
  }
  return place;
}

Place TomlPlaces::In(const toml::node& node, size_t offset, size_t length) const {
  Place place = Of(node.source());
  const auto* text = node.as_string();
  if (text == nullptr || place.column == 0) return place;
  const std::string_view line = Line(place.line);
  const size_t start = place.column - 1;
  for (std::string_view quote : {"'''", "\"\"\"", "'", "\""}) {
    if (start + quote.size() > line.size() || line.substr(start, quote.size()) != quote) continue;
    if (line.substr(start + quote.size()).substr(0, text->get().size()) != text->get()) continue;
    place.column += quote.size() + std::min(offset, text->get().size());
    place.length = length;
    return place;
  }
  place.length = 1;
  return place;
}

}  // namespace weir
