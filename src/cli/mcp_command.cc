#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/mcp/child_server.h"
#include "adapter/mcp/http_proxy.h"
#include "adapter/mcp/message_filter.h"
#include "adapter/mcp/stdio_proxy.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/guard_session.h"
#include "cli/message.h"
#include "cli/signals.h"
#include "cli/values.h"
#include "redact/placeholder.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr char kDefaultAddress[] = "127.0.0.1:8789";
constexpr uint64_t kLeastMaxMessage = uint64_t{64} << 10, kMostMaxMessage = uint64_t{1} << 30;

std::string_view BaseName(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == path.npos ? path : path.substr(slash + 1);
}

absl::StatusOr<size_t> MaxMessage(const ParsedArgs& args) {
  if (!args.Has(FlagId::kMaxMessage)) return kDefaultMaxMessage;
  const std::optional<uint64_t> size = ParseSize(args.Value(FlagId::kMaxMessage));
  if (!size.has_value() || *size < kLeastMaxMessage || *size > kMostMaxMessage) {
    return absl::InvalidArgumentError("--max-message: expected a size from 64K to 1G");
  }
  return static_cast<size_t>(*size);
}

// The keys of weir itself, which no server needs.
std::vector<std::string> HiddenVariables(const ParsedArgs& args) {
  std::vector<std::string> names = {"WEIR_VAULT_KEY", "WEIR_FINGERPRINT_KEY", "WEIR_SERVE_TOKEN"};
  constexpr std::string_view kEnv = "env:";
  const std::string_view key = args.Value(FlagId::kVaultKey);
  if (key.starts_with(kEnv)) names.emplace_back(key.substr(kEnv.size()));
  return names;
}

ServerStderr StderrMode(std::string_view how) {
  if (how == "pass") return ServerStderr::kPass;
  return how == "drop" ? ServerStderr::kDrop : ServerStderr::kRedact;
}

FilterOptions OptionsOfFilter(std::string_view server, size_t max_message, GuardSession* session) {
  FilterOptions options;
  options.server = server;
  options.parts = session->Parts();
  options.max_message = max_message;
  if (session->vault != nullptr) {
    options.restore = [session](std::string_view text, std::string* plain, uint64_t* restored) {
      RestoreCounts counts;
      absl::Status status = session->Restore(text, JsonMode::kAuto, plain, &counts);
      *restored = counts.restored;
      return status;
    };
  }
  return options;
}

int Fail(const absl::Status& status) {
  PrintError(status);
  return kExitError;
}

int RunStdio(const ParsedArgs& args, GuardSession* session, size_t max_message) {
  const std::string server(args.Has(FlagId::kServerName) ? args.Value(FlagId::kServerName)
                                                         : BaseName(args.positionals()[0]));
  // Of its own, so that what a stream of log lines holds does not mix with the messages.
  absl::StatusOr<RunPlaceholders> placeholders = RunPlaceholders::Create();
  if (!placeholders.ok()) return Fail(placeholders.status());
  Masker stderr_masker(session->masker->options(), &*placeholders);

  StdioProxy* noting = nullptr;
  FilterOptions filter_options = OptionsOfFilter(server, max_message, session);
  if (!args.IsOn(FlagId::kQuiet)) {
    filter_options.note = [&noting](std::string_view line) {
      if (noting != nullptr) noting->Note(line);
    };
  }
  MessageFilter filter(std::move(filter_options));
  absl::StatusOr<std::unique_ptr<ChildServer>> child =
      ChildServer::Start(args.positionals(), HiddenVariables(args));
  if (!child.ok()) return Fail(child.status());
  StdioOptions options;
  options.max_message = max_message;
  options.stop = StopFlag();
  options.server_stderr = StderrMode(args.Value(FlagId::kServerStderr));
  options.scanner = session->scanner.get();
  options.masker = &stderr_masker;
  StdioProxy proxy(child->get(), &filter, options);
  noting = &proxy;
  return proxy.Run();
}

int RunHttp(const ParsedArgs& args, GuardSession* session, size_t max_message) {
  absl::StatusOr<HttpUrl> url = ParseHttpUrl(args.Value(FlagId::kServerUrl));
  if (!url.ok())
    return Fail(absl::Status(url.status().code(), Cat("--http: ", MessageOf(url.status()))));
  const std::string host = url->unix_path.empty() ? url->Authority() : url->unix_path;
  const std::string server(
      args.Has(FlagId::kServerName) ? std::string(args.Value(FlagId::kServerName)) : host);

  HttpClientOptions client_options;
  client_options.ca_file = std::string(args.Value(FlagId::kUpstreamCa));
  // A stream of a server may be silent for as long as it has nothing to tell.
  client_options.body_pause = std::chrono::hours(24);
  client_options.answer_time = std::chrono::hours(1);
  HttpClient client(client_options);
  if (url->tls) {
    if (absl::Status status = client.Prepare(); !status.ok()) {
      return Fail(absl::Status(status.code(), Cat("--upstream-ca: ", MessageOf(status))));
    }
  }
  HttpServerOptions server_options;
  server_options.address =
      args.Has(FlagId::kListen) ? std::string(args.Value(FlagId::kListen)) : kDefaultAddress;
  server_options.allow_remote = args.IsOn(FlagId::kRemote);
  absl::StatusOr<std::unique_ptr<HttpServer>> listener =
      HttpServer::Listen(std::move(server_options));
  if (!listener.ok()) {
    const bool is_remote =
        MessageOf(listener.status()) == "the address can be reached from other machines";
    return Fail(absl::Status(
        listener.status().code(),
        Cat("--listen: ", MessageOf(listener.status()), is_remote ? "; --remote allows it" : "")));
  }
  McpHttpOptions options = {.upstream = *url,
                            .filter = OptionsOfFilter(server, max_message, session)};
  if (!args.IsOn(FlagId::kQuiet)) {
    options.filter.note = [](std::string_view line) { PrintNote(Cat("weir: mcp: ", line)); };
    const std::string at((*listener)->address());
    PrintNote(Cat("listening on ", at.starts_with("unix:") ? "" : "http://", at,
                  ", for the server at ", Printable(args.Value(FlagId::kServerUrl))));
  }
  McpHttpProxy proxy(std::move(options), &client);
  const absl::Status status =
      (*listener)->Run([&proxy](HttpExchange& exchange) { proxy.Handle(exchange); }, StopFlag());
  return status.ok() ? kExitClean : Fail(status);
}

// What does not go together.
absl::Status CheckUse(const ParsedArgs& args) {
  const bool http = args.Has(FlagId::kServerUrl);
  if (http == !args.positionals().empty()) {
    return absl::InvalidArgumentError(http ? "--http takes the place of a COMMAND: give one of them"
                                           : "name a server: weir mcp -- COMMAND [ARG...], or weir "
                                             "mcp --http URL (see 'weir mcp -h')");
  }
  for (const FlagId flag : {FlagId::kListen, FlagId::kRemote, FlagId::kUpstreamCa}) {
    if (!http && args.Has(flag))
      return absl::InvalidArgumentError(
          Cat("--", GetFlag(flag).long_name, " goes with --http only"));
  }
  if (http && args.Has(FlagId::kServerStderr)) {
    return absl::InvalidArgumentError("--server-stderr goes with a COMMAND only");
  }
  return absl::OkStatus();
}

}  // namespace

int RunMcp(ParsedArgs args) {
  if (absl::Status status = CheckUse(args); !status.ok()) return Fail(status);
  const absl::StatusOr<size_t> max_message = MaxMessage(args);
  if (!max_message.ok()) return Fail(max_message.status());
  GuardSession session;
  if (absl::Status status = OpenGuardSession(&args, {.memo = true}, &session); !status.ok())
    return Fail(status);
  return args.Has(FlagId::kServerUrl) ? RunHttp(args, &session, *max_message)
                                      : RunStdio(args, &session, *max_message);
}

}  // namespace weir
