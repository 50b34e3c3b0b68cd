#include "adapter/proxy/routes.h"

#include <algorithm>

#include "adapter/proxy/endpoint.h"
#include "rules/cat.h"

namespace weir {

Routes Routes::Defaults() {
  Routes routes;
  for (std::string_view text : {"/openai=https://api.openai.com", "/anthropic=https://api.anthropic.com",
                                "/gemini=https://generativelanguage.googleapis.com", "/ollama=http://127.0.0.1:11434"}) {
    // These are well-formed.
    static_cast<void>(routes.Add(text));
  }
  routes.by_api_ = true;
  return routes;
}

absl::Status Routes::Add(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) return absl::InvalidArgumentError("a route is PREFIX=URL");
  std::string_view prefix = text.substr(0, equals);
  while (!prefix.empty() && prefix.back() == '/') prefix.remove_suffix(1);
  if (text.empty() || text.front() != '/') return absl::InvalidArgumentError("the prefix of a route begins with /");
  if (prefix.find_first_of("?#% \t\\") != std::string_view::npos || prefix.find("//") != std::string_view::npos) {
    return absl::InvalidArgumentError("the prefix of a route is plain path segments");
  }
  absl::StatusOr<HttpUrl> url = ParseHttpUrl(text.substr(equals + 1));
  if (!url.ok()) return url.status();
  Route route;
  route.prefix = std::string(prefix);
  route.name = prefix.empty() ? "default" : std::string(prefix.substr(1));
  route.url = *std::move(url);
  for (const Route& other : routes_) {
    if (other.prefix == route.prefix) return absl::InvalidArgumentError(Cat("two routes for ", prefix, "/"));
  }
  routes_.push_back(std::move(route));
  return absl::OkStatus();
}

const Route* Routes::Find(std::string_view target, std::string* upstream_target) const {
  const std::string_view path = target.substr(0, target.find('?'));
  const Route* best = nullptr;
  for (const Route& route : routes_) {
    const bool fits = path.starts_with(route.prefix) &&
                      (path.size() == route.prefix.size() || path[route.prefix.size()] == '/');
    if (fits && (best == nullptr || route.prefix.size() > best->prefix.size())) best = &route;
  }
  std::string_view rest = target;
  if (best != nullptr) {
    rest.remove_prefix(best->prefix.size());
  } else if (by_api_) {
    std::string_view name;
    switch (ApiOf(path)) {
      case Api::kOpenAiChat:
      case Api::kOpenAiResponses: name = "openai"; break;
      case Api::kAnthropic: name = "anthropic"; break;
      case Api::kGemini: name = "gemini"; break;
      case Api::kOllama: name = "ollama"; break;
      case Api::kOther: return nullptr;
    }
    const auto at = std::find_if(routes_.begin(), routes_.end(), [&](const Route& r) { return r.name == name; });
    if (at == routes_.end()) return nullptr;
    best = &*at;
  } else {
    return nullptr;
  }
  *upstream_target = best->url.path;
  if (rest.empty() || rest.front() != '/') *upstream_target += '/';
  *upstream_target += rest;
  return best;
}

}  // namespace weir
