// Routes: which upstream a request goes to.
//
//   Routes routes = Routes::Defaults();                            // or of --route, each "PREFIX=URL"
//   RETURN_IF_ERROR(routes.Add("/openai=https://api.openai.com"));
//   const Route* route = routes.Find(path, &rest);                 // rest: the path without the prefix
//
// The longest prefix that fits whole segments wins; "/" fits everything. A route's name, for the policy
// (component) and messages, is its prefix without slashes, "default" for "/".
// Without any route of the operator's own there are the well-known ones: /openai, /anthropic, /gemini and
// /ollama, and paths without a prefix go where their API is at home (endpoint.h).
// Threads: const after it is made. Errors: InvalidArgument with what is wrong.
#ifndef WEIR_ADAPTER_PROXY_ROUTES_H_
#define WEIR_ADAPTER_PROXY_ROUTES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "net/http_client.h"

namespace weir {

struct Route {
  std::string prefix;  // "" or "/openai"
  std::string name;
  HttpUrl url;
};

class Routes {
 public:
  static Routes Defaults();
  absl::Status Add(std::string_view text);
  // *path becomes what is asked of the upstream, its own path before it. Null: no route.
  const Route* Find(std::string_view target, std::string* upstream_target) const;
  const std::vector<Route>& all() const { return routes_; }

 private:
  std::vector<Route> routes_;
  bool by_api_ = false;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_PROXY_ROUTES_H_
