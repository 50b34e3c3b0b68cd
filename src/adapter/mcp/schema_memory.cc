#include "adapter/mcp/schema_memory.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"
#include "rules/cat.h"
#include "text/json_reader.h"

namespace weir {
namespace {

using Json = nlohmann::json;

constexpr int kMaxLevels = 64;
constexpr int kMaxSteps = 100'000;  // schemas that refer to each other could go round for ever

// Parsing is not recursive; what would be is bounded here.
Json Parse(std::string_view text) {
  if (NestsDeeper(text, kMaxLevels)) return Json(Json::value_t::discarded);
  return Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
}

std::vector<std::string> NamesOf(std::string_view pointer) {
  std::vector<std::string> names;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const size_t end = std::min(pointer.find('/'), pointer.size());
    std::string name;
    for (size_t i = 0; i < end; ++i) {
      if (pointer[i] == '~' && i + 1 < end) {
        name += pointer[++i] == '0' ? '~' : '/';
      } else {
        name += pointer[i];
      }
    }
    names.push_back(std::move(name));
    pointer.remove_prefix(end);
  }
  return names;
}

const Json* Member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto it = object.find(name);
  return it == object.end() ? nullptr : &*it;
}

// What stands there, or nullptr.
const Json* At(const Json& root, const std::vector<std::string>& names) {
  const Json* at = &root;
  for (const std::string& name : names) {
    if (at->is_object()) {
      const auto it = at->find(name);
      if (it == at->end()) return nullptr;
      at = &*it;
    } else if (at->is_array()) {
      if (name.empty() || name.size() > 9 || name.find_first_not_of("0123456789") != name.npos)
        return nullptr;
      const size_t index = static_cast<size_t>(std::stoul(name));
      if (index >= at->size()) return nullptr;
      at = &(*at)[index];
    } else {
      return nullptr;
    }
  }
  return at;
}

size_t CodePoints(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool Matches(const std::string& pattern, const std::string& text) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  const RE2 expression(pattern, options);
  return expression.ok() && RE2::PartialMatch(text, expression);
}

bool FitsFormat(const std::string& format, const std::string& text) {
  // A mask stands in a URL as well as what it took the place of, if the URL itself is still there.
  if (format == "uri" || format == "iri") return text.find("://") != text.npos;
  if (format == "uri-reference" || format == "iri-reference" || format == "uri-template" ||
      format == "password" || format == "regex" || format == "binary") {
    return true;
  }
  return false;
}

class Check {
 public:
  Check(const Json& root, const std::vector<std::string>& names, const std::string& text)
      : root_(root), names_(names), text_(text) {}

  bool Fits(const Json& schema, size_t step, int level) {
    if (schema.is_boolean()) return schema.get<bool>();
    if (!schema.is_object() || level > kMaxLevels || ++steps_ > kMaxSteps) return false;
    if (Member(schema, "not") != nullptr || Member(schema, "$dynamicRef") != nullptr) return false;
    if (const Json* ref = Member(schema, "$ref")) {
      const Json* target = Target(*ref);
      if (target == nullptr || !Fits(*target, step, level + 1)) return false;
    }
    if (const Json* all = Member(schema, "allOf")) {
      for (const Json& one : *all) {
        if (!Fits(one, step, level + 1)) return false;
      }
    }
    for (const char* name : {"anyOf", "oneOf"}) {
      const Json* some = Member(schema, name);
      if (some == nullptr) continue;
      if (std::none_of(some->begin(), some->end(),
                       [&](const Json& one) { return Fits(one, step, level + 1); })) {
        return false;
      }
    }
    for (const char* name : {"if", "then", "else"}) {
      const Json* one = Member(schema, name);
      if (one != nullptr && !Fits(*one, step, level + 1)) return false;
    }
    return step == names_.size() ? TextFits(schema) : BelowFits(schema, step, level);
  }

 private:
  const Json* Target(const Json& ref) const {
    if (!ref.is_string()) return nullptr;
    const std::string& to = ref.get_ref<const std::string&>();
    if (!to.starts_with('#') || (to.size() > 1 && to[1] != '/')) return nullptr;
    return At(root_, NamesOf(std::string_view(to).substr(1)));
  }

  bool TextFits(const Json& schema) const {
    if (const Json* value = Member(schema, "const"); value != nullptr && *value != text_)
      return false;
    if (const Json* values = Member(schema, "enum")) {
      if (std::none_of(values->begin(), values->end(),
                       [&](const Json& one) { return one == text_; }))
        return false;
    }
    if (const Json* type = Member(schema, "type")) {
      const bool is_text =
          *type == "string" ||
          (type->is_array() && std::find(type->begin(), type->end(), "string") != type->end());
      if (!is_text) return false;
    }
    if (const Json* pattern = Member(schema, "pattern")) {
      if (!pattern->is_string() || !Matches(pattern->get<std::string>(), text_)) return false;
    }
    if (const Json* format = Member(schema, "format")) {
      if (!format->is_string() || !FitsFormat(format->get<std::string>(), text_)) return false;
    }
    if (const Json* most = Member(schema, "maxLength")) {
      if (!most->is_number() || static_cast<double>(CodePoints(text_)) > most->get<double>())
        return false;
    }
    if (const Json* least = Member(schema, "minLength")) {
      if (!least->is_number() || static_cast<double>(CodePoints(text_)) < least->get<double>())
        return false;
    }
    return true;
  }

  bool BelowFits(const Json& schema, size_t step, int level) {
    const std::string& name = names_[step];
    bool known = false;
    if (const Json* properties = Member(schema, "properties");
        properties != nullptr && properties->is_object()) {
      const auto it = properties->find(name);
      if (it != properties->end()) {
        known = true;
        if (!Fits(*it, step + 1, level + 1)) return false;
      }
    }
    if (const Json* patterns = Member(schema, "patternProperties");
        patterns != nullptr && patterns->is_object()) {
      // Which of them apply does not matter if the text fits them all.
      for (const auto& [pattern, one] : patterns->items()) {
        if (!Fits(one, step + 1, level + 1)) return false;
      }
    }
    const bool is_index = !name.empty() && name.find_first_not_of("0123456789") == name.npos;
    for (const char* list : {"prefixItems", "items"}) {
      const Json* items = Member(schema, list);
      if (items == nullptr || !is_index) continue;
      if (items->is_array()) {
        for (const Json& one : *items) {
          if (!Fits(one, step + 1, level + 1)) return false;
        }
      } else if (!Fits(*items, step + 1, level + 1)) {
        return false;
      }
    }
    for (const char* more : {"additionalProperties", "unevaluatedProperties"}) {
      const Json* one = Member(schema, more);
      if (known || one == nullptr || !one->is_object()) continue;
      if (!Fits(*one, step + 1, level + 1)) return false;
    }
    return true;
  }

  const Json& root_;
  const std::vector<std::string>& names_;
  const std::string& text_;
  int steps_ = 0;
};

}  // namespace

void SchemaMemory::Learn(std::string_view message) {
  if (message.find("outputSchema") == message.npos) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (message.size() > kMaxSchemaBytes) {
    overflowed_ = true;
    return;
  }
  const Json json = Parse(message);
  const Json* result = Member(json, "result");
  const Json* tools = result != nullptr ? Member(*result, "tools") : nullptr;
  if (json.is_discarded()) overflowed_ = true;
  if (tools == nullptr || !tools->is_array()) return;
  for (const Json& tool : *tools) {
    const Json* name = Member(tool, "name");
    const Json* schema = Member(tool, "outputSchema");
    if (name == nullptr || !name->is_string()) continue;
    const std::string key = name->get<std::string>();
    if (const auto it = by_tool_.find(key); it != by_tool_.end()) {
      bytes_ -= it->second.size();
      by_tool_.erase(it);
    }
    if (schema == nullptr) continue;
    std::string text = schema->dump(-1, ' ', false, Json::error_handler_t::replace);
    if (by_tool_.size() == kMaxSchemas || bytes_ + text.size() > kMaxSchemaBytes) {
      overflowed_ = true;
      continue;
    }
    bytes_ += text.size();
    by_tool_.emplace(key, std::move(text));
  }
}

bool SchemaMemory::Accepts(const std::string& tool, std::string_view structured,
                           std::span<const std::string> pointers) const {
  std::string text_of_schema;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto it = by_tool_.find(tool);
    if (it == by_tool_.end()) return !overflowed_;
    text_of_schema = it->second;
  }
  const Json schema = Parse(text_of_schema);
  const Json value = Parse(structured);
  if (schema.is_discarded() || value.is_discarded()) return false;
  for (const std::string& pointer : pointers) {
    const std::vector<std::string> names = NamesOf(pointer);
    const Json* text = At(value, names);
    if (text == nullptr || !text->is_string()) return false;
    if (!Check(schema, names, text->get_ref<const std::string&>()).Fits(schema, 0, 0)) return false;
  }
  return true;
}

size_t SchemaMemory::size() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return by_tool_.size();
}

}  // namespace weir
