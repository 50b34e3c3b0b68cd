#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "adapter/proxy/proxy.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/guard_session.h"
#include "cli/message.h"
#include "cli/signals.h"
#include "cli/values.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr char kDefaultAddress[] = "127.0.0.1:8788";
constexpr uint64_t kLeastBody = uint64_t{1} << 10, kMostBody = uint64_t{1} << 30;

int Fail(const absl::Status& status) {
  PrintError(status);
  return kExitError;
}

absl::StatusOr<Routes> ReadRoutes(const ParsedArgs& args) {
  if (!args.Has(FlagId::kRoute)) return Routes::Defaults();
  Routes routes;
  for (const std::string& text : args.Values(FlagId::kRoute)) {
    absl::Status status = routes.Add(text);
    if (!status.ok()) {
      return absl::Status(status.code(), Cat("--route '", Printable(text), "': ", MessageOf(status)));
    }
  }
  return routes;
}

absl::StatusOr<ProxyOptions> ReadOptions(const ParsedArgs& args) {
  ProxyOptions options;
  if (args.Has(FlagId::kMaxBody)) {
    const std::optional<uint64_t> size = ParseSize(args.Value(FlagId::kMaxBody));
    if (!size.has_value() || *size < kLeastBody || *size > kMostBody) {
      return absl::InvalidArgumentError("--max-body: expected a size from 1K to 1G");
    }
    options.max_body = *size;
  }
  options.client.ca_file = std::string(args.Value(FlagId::kUpstreamCa));
  if (!args.IsOn(FlagId::kQuiet)) options.note = [](std::string_view line) { PrintNote(line); };
  return options;
}

}  // namespace

int RunProxy(ParsedArgs args) {
  GuardSession session;
  if (absl::Status status = OpenGuardSession(&args, {.memo = true}, &session); !status.ok()) return Fail(status);
  absl::StatusOr<Routes> routes = ReadRoutes(args);
  if (!routes.ok()) return Fail(routes.status());
  absl::StatusOr<ProxyOptions> options = ReadOptions(args);
  if (!options.ok()) return Fail(options.status());

  HttpServerOptions server_options;
  server_options.address = args.Has(FlagId::kListen) ? std::string(args.Value(FlagId::kListen)) : kDefaultAddress;
  server_options.allow_remote = args.IsOn(FlagId::kRemote);
  absl::StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Listen(std::move(server_options));
  if (!server.ok()) {
    const bool remote = server.status().message() == "the address can be reached from other machines";
    return Fail(absl::Status(server.status().code(),
                             Cat("--listen: ", MessageOf(server.status()), remote ? "; --remote allows it" : "")));
  }

  const ChannelParts parts = {
      .guard = session.Parts(),
      .source = session.vault != nullptr ? static_cast<PlaceholderSource*>(session.vault.get())
                                         : session.run_placeholders.get()};
  std::string listing;
  bool needs_tls = false;
  for (const Route& route : routes->all()) {
    listing += Cat(listing.empty() ? "" : ", ", route.prefix, "/ to ", route.url.unix_path.empty() ? route.url.tls ? "https://" : "http://" : "unix:",
                   route.url.unix_path.empty() ? route.url.Authority() : route.url.unix_path, route.url.path);
    needs_tls |= route.url.tls;
  }
  Proxy proxy(parts, *std::move(routes), *std::move(options));
  if (needs_tls) {
    if (absl::Status status = proxy.Prepare(); !status.ok()) {
      return Fail(absl::Status(status.code(), Cat("--upstream-ca: ", MessageOf(status))));
    }
  }
  if (!args.IsOn(FlagId::kQuiet)) {
    PrintNote(Printable(Cat("weir proxy: ", (*server)->address(), " (", listing, ")")));
  }
  const HttpHandler handler = [&proxy](HttpExchange& exchange) { proxy.Handle(exchange); };
  absl::Status status = (*server)->Run(handler, StopFlag());
  if (!status.ok()) return Fail(status);
  return kExitClean;
}

}  // namespace weir
