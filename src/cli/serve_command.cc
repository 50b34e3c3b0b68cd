#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "adapter/serve/endpoints.h"
#include "adapter/serve/http_service.h"
#include "adapter/serve/icap_server.h"
#include "adapter/serve/metrics.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/guard_session.h"
#include "cli/message.h"
#include "cli/read_file.h"
#include "cli/signals.h"
#include "cli/values.h"
#include "net/http_server.h"
#include "os/unique_fd.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

constexpr size_t kLeastToken = 16, kMostToken = 512;
constexpr uint64_t kLeastMaxBody = 1024, kMostMaxBody = uint64_t{1} << 30;
constexpr char kTokenVariable[] = "WEIR_SERVE_TOKEN";

int Fail(const absl::Status& status) {
  PrintError(status);
  return kExitError;
}

absl::StatusOr<std::string> CheckToken(std::string token, std::string_view from) {
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r' || token.back() == ' '))
    token.pop_back();
  if (token.size() < kLeastToken || token.size() > kMostToken ||
      !std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7F; })) {
    return absl::InvalidArgumentError(Cat("the token of ", Printable(from), " must have ",
                                          kLeastToken, " to ", kMostToken,
                                          " printable characters without blanks"));
  }
  return token;
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  struct stat info;
  if (!fd.ok() || fstat(fd.get(), &info) != 0) {
    const int error = errno;
    const std::string message =
        Cat("cannot read the token file '", Printable(path), "': ", SystemMessage(error));
    return error == ENOENT ? absl::NotFoundError(message) : absl::UnavailableError(message);
  }
  if (!S_ISREG(info.st_mode) || info.st_uid != geteuid() || (info.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        Cat("the token file '", Printable(path),
            "' must be a regular file of yours that no one else may read: chmod 600"));
  }
  absl::StatusOr<std::string> bytes = ReadDescriptor(fd.get(), path, 4096, "token file");
  if (!bytes.ok()) return bytes.status();
  return CheckToken(*std::move(bytes), path);
}

absl::StatusOr<std::string> MakeToken(const std::string& path) {
  unsigned char random[32];
  if (getrandom(random, sizeof random, 0) != static_cast<ssize_t>(sizeof random)) {
    return absl::InternalError("the system has no random numbers");
  }
  std::string token;
  for (unsigned char byte : random) {
    token += "0123456789abcdef"[byte >> 4];
    token += "0123456789abcdef"[byte & 15];
  }
  UniqueFd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  const std::string line = Cat(token, "\n");
  if (!fd.ok() || write(fd.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    return absl::UnavailableError(
        Cat("cannot write the token file '", Printable(path), "': ", SystemMessage(errno)));
  }
  return token;
}

// $XDG_RUNTIME_DIR/weir, else ~/.config/weir; made where it is missing.
absl::StatusOr<std::string> TokenFolder() {
  std::string base;
  const char* run = std::getenv("XDG_RUNTIME_DIR");
  const char* home = std::getenv("HOME");
  if (run != nullptr && run[0] == '/') {
    base = run;
  } else if (home != nullptr && home[0] == '/') {
    base = Cat(home, "/.config");
    if (mkdir(base.c_str(), 0700) != 0 && errno != EEXIST) {
      return absl::UnavailableError(
          Cat("cannot make the folder '", Printable(base), "': ", SystemMessage(errno)));
    }
  } else {
    return absl::FailedPreconditionError(
        "no place for a token: set $WEIR_SERVE_TOKEN, or give --token-file");
  }
  std::string folder = Cat(base, "/weir");
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return absl::UnavailableError(
        Cat("cannot make the folder '", Printable(folder), "': ", SystemMessage(errno)));
  }
  return folder;
}

// The token, "" if none is asked for, and in *told where it lies.
absl::StatusOr<std::string> FindToken(const ParsedArgs& args, bool is_unix, std::string* told) {
  if (args.Has(FlagId::kTokenFile)) {
    const std::string path(args.Value(FlagId::kTokenFile));
    *told = Cat("token: in ", Printable(path));
    return ReadToken(path);
  }
  if (const char* token = std::getenv(kTokenVariable); token != nullptr && token[0] != 0) {
    *told = Cat("token: that of $", kTokenVariable);
    return CheckToken(token, Cat("$", kTokenVariable));
  }
  if (is_unix) {
    *told = "token: none, whoever may open the socket may ask";
    return std::string();
  }
  absl::StatusOr<std::string> folder = TokenFolder();
  if (!folder.ok()) return folder.status();
  const std::string path = Cat(*folder, "/serve.token");
  *told = Cat("token: in ", Printable(path));
  absl::StatusOr<std::string> token = ReadToken(path);
  if (token.status().code() == absl::StatusCode::kNotFound) return MakeToken(path);
  return token;
}

}  // namespace

int RunServe(ParsedArgs args) {
  uint64_t max_body = kDefaultMaxBody;
  if (args.Has(FlagId::kMaxBody)) {
    max_body = ParseSize(args.Value(FlagId::kMaxBody)).value_or(0);
    if (max_body < kLeastMaxBody || max_body > kMostMaxBody) {
      return Fail(absl::InvalidArgumentError("--max-body: expected a size from 1K to 1G"));
    }
  }
  GuardSession session;
  if (absl::Status status = OpenGuardSession(&args, {.memo = true}, &session); !status.ok())
    return Fail(status);

  HttpServerOptions http;
  http.address =
      args.Has(FlagId::kListen) ? std::string(args.Value(FlagId::kListen)) : "127.0.0.1:8787";
  http.allow_remote = args.IsOn(FlagId::kRemote);
  std::string told;
  absl::StatusOr<std::string> token = FindToken(args, http.address.starts_with("unix:"), &told);
  if (!token.ok()) return Fail(token.status());

  ServeMetrics metrics;
  ServeParts parts;
  parts.guard = session.Parts();
  parts.metrics = &metrics;
  parts.version = WEIR_VERSION;
  parts.rules = session.engine.ruleset->EnabledCount();
  if (session.vault != nullptr) {
    parts.restore = [&session](std::string_view text, std::string* restored,
                               RestoreCounts* counts) {
      return session.Restore(text, JsonMode::kAuto, restored, counts);
    };
  }
  const ServeEndpoints endpoints(std::move(parts));
  const HttpService service(&endpoints, {.token = *std::move(token), .max_body = max_body});

  absl::StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Listen(std::move(http));
  if (!server.ok()) {
    const std::string_view why = MessageOf(server.status());
    const bool is_remote = why.find("other machines") != why.npos;
    return Fail(absl::Status(server.status().code(),
                             Cat("--listen: ", why, is_remote ? "; --remote allows it" : "")));
  }
  std::unique_ptr<IcapServer> icap;
  if (args.Has(FlagId::kIcap)) {
    IcapOptions options;
    options.address = std::string(args.Value(FlagId::kIcap));
    options.allow_remote = args.IsOn(FlagId::kRemote);
    options.max_body = max_body;
    absl::StatusOr<std::unique_ptr<IcapServer>> made =
        IcapServer::Listen(std::move(options), session.Parts(), &metrics);
    if (!made.ok())
      return Fail(absl::Status(made.status().code(), Cat("--icap: ", MessageOf(made.status()))));
    icap = *std::move(made);
  }
  const std::string& address = (*server)->address();
  if (!args.IsOn(FlagId::kQuiet)) {
    PrintNote(address.starts_with("unix:") ? Cat("listening on ", Printable(address))
                                           : Cat("listening on http://", address));
    if (icap != nullptr) PrintNote(Cat("listening on icap://", icap->address()));
    PrintNote(told);
    PrintNote(Cat("policy: profile ", session.policy->profile()));
  }

  // One of the two ending ends the other.
  std::atomic<bool> stop{false};
  absl::Status icap_status;
  std::thread icap_thread;
  if (icap != nullptr) {
    icap_thread = std::thread([&] {
      icap_status = icap->Run(&stop);
      stop = true;
    });
  }
  std::thread watch([&] {
    while (!stop && !*StopFlag()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop = true;
  });
  absl::Status status =
      (*server)->Run([&](HttpExchange& exchange) { service.Handle(exchange); }, &stop);
  stop = true;
  watch.join();
  if (icap_thread.joinable()) icap_thread.join();
  if (status.ok()) status = icap_status;
  if (session.log != nullptr && status.ok()) status = session.log->status();
  if (!status.ok()) return Fail(status);
  return 0;
}

}  // namespace weir
