#include "adapter/files/json_places.h"

#include <algorithm>

#include "text/json_path.h"

namespace weir {
namespace {

constexpr std::string_view kHidden = "\u2026";

// A name that may be a secret no rule named.
bool MayBeSecret(std::string_view name) {
  constexpr size_t kLong = 16;
  if (name.size() < kLong) return false;
  auto is = [&](char first, char last) {
    return std::any_of(name.begin(), name.end(), [&](char c) { return c >= first && c <= last; });
  };
  return is('0', '9') && (is('a', 'z') || is('A', 'Z'));
}

// The pointer as it may be shown. `keys`: pointers whose last name is a finding.
std::string Shown(std::string_view pointer, const std::vector<std::string>& keys) {
  std::string shown;
  for (size_t at = 0; at < pointer.size();) {
    const size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    const std::string_view name = pointer.substr(at + 1, end - at - 1);
    const bool found = std::find(keys.begin(), keys.end(), pointer.substr(0, end)) != keys.end();
    shown += '/';
    shown += found || MayBeSecret(name) ? kHidden : name;
    at = end;
  }
  return shown;
}

// The places in the line of the one offset, if that is JSON and all of it is in sight.
JsonPlace InLine(std::string_view bytes, uint64_t at, bool from_start) {
  const size_t before = at == 0 ? std::string_view::npos : bytes.rfind('\n', at - 1);
  if (before == std::string_view::npos && !from_start) return {};
  const size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const size_t end = std::min(bytes.find('\n', at), bytes.size());
  const uint64_t in_line = at - begin;
  std::vector<JsonPlace> places;
  if (LocateInJson(bytes.substr(begin, end - begin), {&in_line, 1}, &places) == JsonForm::kNone) return {};
  return places[0];
}

}  // namespace

bool PlaceInJson(std::string_view bytes, uint64_t offset, bool whole, const JsonOptions& options,
                 std::vector<Finding>* findings, std::vector<std::string>* pointers) {
  pointers->assign(findings->size(), std::string());
  if (options.mode == JsonMode::kOff || findings->empty()) return true;
  std::vector<JsonPlace> places;
  bool json = true;
  if (whole) {
    std::vector<uint64_t> offsets;
    for (const Finding& f : *findings) offsets.push_back(f.start - offset);
    json = LocateInJson(bytes, offsets, &places) != JsonForm::kNone;
    if (!json) return false;
  } else {
    for (const Finding& f : *findings) {
      places.push_back(InLine(bytes, f.start - offset, offset == 0));
      json &= places.back().found;
    }
  }
  std::vector<std::string> keys;
  for (const JsonPlace& place : places) {
    if (place.is_key) keys.push_back(place.pointer);
  }
  size_t kept = 0;
  for (size_t i = 0; i < places.size(); ++i) {
    const JsonPlace& place = places[i];
    const bool wanted = options.fields.empty() || !place.found ||
                        std::any_of(options.fields.begin(), options.fields.end(), [&](const std::string& field) {
                          return IsInField(place.pointer, field);
                        });
    if (!wanted) continue;
    (*findings)[kept] = (*findings)[i];
    (*pointers)[kept++] = Shown(place.pointer, keys);
  }
  findings->resize(kept);
  pointers->resize(kept);
  return json;
}

bool IsJson(std::string_view text) {
  std::vector<JsonPlace> places;
  return LocateInJson(text, {}, &places) != JsonForm::kNone;
}

}  // namespace weir
