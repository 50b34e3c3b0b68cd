// The border of the C API: every function catches everything, checks every pointer, and turns a Status into a
// code and a sentence of this thread.
#include "api/weir.h"

#include <sodium/utils.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/weir.hpp"
#include "rules/cat.h"

namespace {

std::string& LastError() {
  thread_local std::string text;
  return text;
}

weir_code CodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return WEIR_OK;
    case absl::StatusCode::kInvalidArgument:
      return WEIR_INVALID_ARGUMENT;
    case absl::StatusCode::kNotFound:
      return WEIR_NOT_FOUND;
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
      return WEIR_REFUSED;
    case absl::StatusCode::kUnauthenticated:
      return WEIR_WRONG_KEY;
    case absl::StatusCode::kDataLoss:
      return WEIR_DAMAGED;
    case absl::StatusCode::kResourceExhausted:
      return WEIR_LIMIT;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kAborted:
      return WEIR_UNAVAILABLE;
    default:
      return WEIR_INTERNAL;
  }
}

// Runs `body`, which returns a Status; nothing is thrown out of it.
template <typename Body>
weir_code Guard(const Body& body) noexcept {
  try {
    const absl::Status status = body();
    if (status.ok()) return WEIR_OK;
    LastError().assign(status.message().data(), status.message().size());
    return CodeOf(status);
  } catch (const std::bad_alloc&) {
    try {
      LastError() = "out of memory";
    } catch (...) {
      LastError().clear();
    }
    return WEIR_LIMIT;
  } catch (...) {
    // No library's words: they may quote what was read.
    try {
      LastError() = "an internal error";
    } catch (...) {
      LastError().clear();
    }
    return WEIR_INTERNAL;
  }
}

absl::Status NullArgument() { return absl::InvalidArgumentError("a NULL pointer where none may be"); }

bool BadBytes(const char* bytes, size_t size) { return bytes == nullptr && size > 0; }

std::vector<std::string> SplitIds(const char* list) {
  std::vector<std::string> ids;
  std::string_view rest = list == nullptr ? "" : list;
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    if (comma > 0) ids.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return ids;
}

void Wipe(std::string* text) { sodium_memzero(text->data(), text->size()); }

}  // namespace

struct weir_scanner {
  std::shared_ptr<const weir::Scanner> scanner;
};

struct weir_result {
  std::shared_ptr<const weir::Scanner> scanner;
  weir::ScanResult result;
  std::vector<std::string> strings;  // five a finding
};

struct weir_buffer {
  std::string bytes;
  ~weir_buffer() { Wipe(&bytes); }
};

struct weir_vault {
  std::shared_ptr<weir::Vault> vault;
};

namespace {

// Where placeholders come from: a vault, or a key of this handle alone.
class Source {
 public:
  absl::Status Init(const weir_vault* vault) {
    if (vault != nullptr) {
      vault_ = vault->vault;
      return absl::OkStatus();
    }
    absl::StatusOr<weir::RunPlaceholders> run = weir::RunPlaceholders::Create();
    if (!run.ok()) return run.status();
    run_ = std::make_unique<weir::RunPlaceholders>(*std::move(run));
    return absl::OkStatus();
  }
  weir::PlaceholderSource* get() const {
    return vault_ != nullptr ? static_cast<weir::PlaceholderSource*>(vault_.get()) : run_.get();
  }
  // Makes placeholders last; nothing masked may go out before.
  absl::Status Settle() const {
    if (vault_ == nullptr) return absl::OkStatus();
    absl::Status status = vault_->Commit();
    return status.ok() ? vault_->status() : status;
  }

 private:
  std::shared_ptr<weir::Vault> vault_;
  std::unique_ptr<weir::RunPlaceholders> run_;
};

}  // namespace

struct weir_redactor {
  std::shared_ptr<const weir::Scanner> scanner;
  Source source;
  std::unique_ptr<weir::Masker> masker;
  std::unique_ptr<weir::Redactor> redactor;
};

struct weir_stream {
  std::shared_ptr<const weir::Scanner> scanner;
  Source source;
  std::unique_ptr<weir::Masker> masker;
  std::unique_ptr<weir::StreamRedactor> redactor;
  std::string out;
  bool over = false;
};

struct weir_restorer {
  std::shared_ptr<weir::Vault> vault;
  std::unique_ptr<weir::Restorer> restorer;
  std::string out;
  ~weir_restorer() { Wipe(&out); }
};

extern "C" {

int32_t weir_abi_version(void) { return WEIR_ABI_VERSION; }
const char* weir_version(void) { return WEIR_VERSION; }
const char* weir_last_error(void) { return LastError().c_str(); }

void weir_scanner_options_init(weir_scanner_options* options) {
  if (options == nullptr) return;
  std::memset(options, 0, sizeof *options);
  options->struct_size = sizeof *options;
  options->min_confidence = WEIR_MEDIUM;
}

weir_code weir_scanner_new(const weir_scanner_options* options, weir_scanner** out) {
  return Guard([&]() -> absl::Status {
    if (out == nullptr) return NullArgument();
    *out = nullptr;
    weir_scanner_options given;
    weir_scanner_options_init(&given);
    if (options != nullptr) {
      // Of an older caller's structure the members are taken that it has.
      if (options->struct_size < sizeof(size_t) || options->struct_size > 4096) {
        return absl::InvalidArgumentError("weir_scanner_options: struct_size is not set");
      }
      std::memcpy(&given, options, std::min(sizeof given, options->struct_size));
    }
    if (given.min_confidence < WEIR_LOW || given.min_confidence > WEIR_HIGH) {
      return absl::InvalidArgumentError("weir_scanner_options: min_confidence is none of the three");
    }
    weir::RulesetOptions rules;
    if (given.rules != nullptr) {
      weir::RuleFile file = weir::ParseRuleFile("rules", given.rules);
      if (file.HasErrors()) {
        return absl::InvalidArgumentError(weir::RenderDiagnostics(file.diagnostics));
      }
      rules.user_rules = std::move(file.rules);
    }
    rules.only = SplitIds(given.only);
    rules.exclude = SplitIds(given.exclude);
    if (given.known_count > 0) {
      if (given.known == nullptr) return NullArgument();
      weir::KnownValues known;
      for (size_t i = 0; i < given.known_count; ++i) {
        if (given.known[i] == nullptr) return NullArgument();
        known.Add(weir::Cat("value ", i + 1), given.known[i]);
      }
      if (!known.refusals().empty()) {
        const weir::KnownRefusal& first = known.refusals().front();
        return absl::InvalidArgumentError(weir::Cat("known ", first.name, ": ", first.reason));
      }
      rules.known = known.TakeLiterals();
    }
    absl::StatusOr<std::shared_ptr<const weir::Ruleset>> ruleset =
        weir::Ruleset::Create(std::move(rules));
    if (!ruleset.ok()) return ruleset.status();
    weir::ScanOptions scan;
    scan.min_confidence = static_cast<weir::Confidence>(given.min_confidence);
    scan.max_time = std::chrono::milliseconds(given.max_time_ms);
    if (given.max_findings > 0) scan.max_findings = given.max_findings;
    auto handle = std::make_unique<weir_scanner>();
    handle->scanner = std::make_shared<weir::Scanner>(*std::move(ruleset), scan);
    *out = handle.release();
    return absl::OkStatus();
  });
}

void weir_scanner_free(weir_scanner* scanner) { delete scanner; }

weir_code weir_scan(const weir_scanner* scanner, const char* bytes, size_t size,
                    weir_result** out) {
  return Guard([&]() -> absl::Status {
    if (out == nullptr) return NullArgument();
    *out = nullptr;
    if (scanner == nullptr || BadBytes(bytes, size)) return NullArgument();
    auto handle = std::make_unique<weir_result>();
    handle->scanner = scanner->scanner;
    absl::Status status =
        scanner->scanner->Scan({.bytes = std::string_view(bytes, size)}, &handle->result);
    if (!status.ok()) return status;
    for (const weir::Finding& f : handle->result.findings) {
      handle->strings.emplace_back(f.rule->id);
      handle->strings.emplace_back(f.rule->name);
      handle->strings.emplace_back(weir::Name(f.rule->secret_class));
      handle->strings.emplace_back(weir::Name(f.rule->severity));
      handle->strings.emplace_back(weir::Name(f.trail));
    }
    *out = handle.release();
    return absl::OkStatus();
  });
}

size_t weir_result_count(const weir_result* result) {
  return result == nullptr ? 0 : result->result.findings.size();
}

weir_code weir_result_finding(const weir_result* result, size_t index, weir_finding* finding) {
  return Guard([&]() -> absl::Status {
    if (result == nullptr || finding == nullptr) return NullArgument();
    const size_t room = finding->struct_size;
    if (room < sizeof(size_t) || room > 4096) {
      return absl::InvalidArgumentError("weir_finding: struct_size is not set");
    }
    if (index >= result->result.findings.size()) {
      return absl::InvalidArgumentError("there is no finding with this index");
    }
    const weir::Finding& f = result->result.findings[index];
    const std::string* strings = &result->strings[5 * index];
    weir_finding whole = {};
    whole.struct_size = room;
    whole.start = f.start;
    whole.end = f.end;
    whole.line = f.line;
    whole.column = f.column;
    whole.confidence = static_cast<int32_t>(f.confidence);
    whole.rule = strings[0].c_str();
    whole.name = strings[1].c_str();
    whole.secret_class = strings[2].c_str();
    whole.severity = strings[3].c_str();
    whole.trail = strings[4].c_str();
    std::memcpy(finding, &whole, std::min(sizeof whole, room));
    return absl::OkStatus();
  });
}

int32_t weir_result_incomplete(const weir_result* result) {
  if (result == nullptr) return 1;
  const weir::Coverage& coverage = result->result.coverage;
  return coverage.Incomplete() || coverage.findings_not_listed > 0 ? 1 : 0;
}

void weir_result_free(weir_result* result) { delete result; }

const char* weir_buffer_data(const weir_buffer* buffer) {
  return buffer == nullptr ? "" : buffer->bytes.c_str();
}
size_t weir_buffer_size(const weir_buffer* buffer) {
  return buffer == nullptr ? 0 : buffer->bytes.size();
}
void weir_buffer_free(weir_buffer* buffer) { delete buffer; }

weir_code weir_redactor_new(const weir_scanner* scanner, weir_vault* vault, weir_redactor** out) {
  return Guard([&]() -> absl::Status {
    if (out == nullptr) return NullArgument();
    *out = nullptr;
    if (scanner == nullptr) return NullArgument();
    auto handle = std::make_unique<weir_redactor>();
    handle->scanner = scanner->scanner;
    if (absl::Status status = handle->source.Init(vault); !status.ok()) return status;
    handle->masker = std::make_unique<weir::Masker>(weir::MaskerOptions(), handle->source.get());
    handle->redactor =
        std::make_unique<weir::Redactor>(*handle->scanner, handle->masker.get(), nullptr);
    *out = handle.release();
    return absl::OkStatus();
  });
}

weir_code weir_redact(weir_redactor* redactor, const char* bytes, size_t size, weir_buffer** out) {
  return Guard([&]() -> absl::Status {
    if (out == nullptr) return NullArgument();
    *out = nullptr;
    if (redactor == nullptr || BadBytes(bytes, size)) return NullArgument();
    auto buffer = std::make_unique<weir_buffer>();
    absl::Status status =
        redactor->redactor->RedactWhole(std::string_view(bytes, size), &buffer->bytes);
    if (status.ok()) status = redactor->source.Settle();
    if (!status.ok()) return status;
    *out = buffer.release();
    return absl::OkStatus();
  });
}

void weir_redactor_free(weir_redactor* redactor) { delete redactor; }

weir_code weir_stream_new(const weir_scanner* scanner, weir_vault* vault, weir_stream** out) {
  return Guard([&]() -> absl::Status {
    if (out == nullptr) return NullArgument();
    *out = nullptr;
    if (scanner == nullptr) return NullArgument();
    auto handle = std::make_unique<weir_stream>();
    handle->scanner = scanner->scanner;
    if (absl::Status status = handle->source.Init(vault); !status.ok()) return status;
    handle->masker = std::make_unique<weir::Masker>(weir::MaskerOptions(), handle->source.get());
    handle->redactor =
        std::make_unique<weir::StreamRedactor>(*handle->scanner, handle->masker.get(), nullptr);
    *out = handle.release();
    return absl::OkStatus();
  });
}

}  // extern "C"

namespace {

absl::Status StreamStep(weir_stream* stream, const std::string_view* bytes, const char** out,
                        size_t* out_size) {
  if (out == nullptr || out_size == nullptr) return NullArgument();
  *out = "";
  *out_size = 0;
  if (stream == nullptr) return NullArgument();
  if (stream->over) return absl::FailedPreconditionError("the stream has ended, or has failed before");
  stream->over = true;  // unless all goes well
  stream->out.clear();
  const auto sink = [stream](std::string_view part) {
    stream->out.append(part);
    return absl::OkStatus();
  };
  absl::Status status = bytes != nullptr ? stream->redactor->Push(*bytes, sink)
                                         : stream->redactor->Finish(sink);
  if (status.ok()) status = stream->source.Settle();
  if (!status.ok()) {
    stream->out.clear();
    return status;
  }
  stream->over = bytes == nullptr;
  *out = stream->out.c_str();
  *out_size = stream->out.size();
  return absl::OkStatus();
}

absl::Status RestoreStep(weir_restorer* restorer, const std::string_view* bytes, const char** out,
                         size_t* out_size) {
  if (out == nullptr || out_size == nullptr) return NullArgument();
  *out = "";
  *out_size = 0;
  if (restorer == nullptr) return NullArgument();
  Wipe(&restorer->out);
  restorer->out.clear();
  if (bytes != nullptr) {
    restorer->restorer->Push(*bytes, &restorer->out);
  } else {
    restorer->restorer->Finish(&restorer->out);
  }
  *out = restorer->out.c_str();
  *out_size = restorer->out.size();
  return restorer->restorer->status();
}

absl::Status CopyCounts(const weir::RestoreCounts& from, weir_restore_counts* counts) {
  const size_t room = counts->struct_size;
  if (room < sizeof(size_t) || room > 4096) {
    return absl::InvalidArgumentError("weir_restore_counts: struct_size is not set");
  }
  const weir_restore_counts whole = {room, from.restored, from.unknown, from.expired, from.never};
  std::memcpy(counts, &whole, std::min(sizeof whole, room));
  return absl::OkStatus();
}

absl::Status CheckJsonMode(int32_t mode) {
  if (mode >= WEIR_JSON_AUTO && mode <= WEIR_JSON_OFF) return absl::OkStatus();
  return absl::InvalidArgumentError("json_mode is none of the three");
}

weir::JsonMode Mode(int32_t mode) {
  return mode == WEIR_JSON_ON    ? weir::JsonMode::kOn
         : mode == WEIR_JSON_OFF ? weir::JsonMode::kOff
                                 : weir::JsonMode::kAuto;
}

}  // namespace

extern "C" {

weir_code weir_stream_push(weir_stream* stream, const char* bytes, size_t size, const char** out,
                           size_t* out_size) {
  return Guard([&]() -> absl::Status {
    if (BadBytes(bytes, size)) return NullArgument();
    const std::string_view view(bytes, size);
    return StreamStep(stream, &view, out, out_size);
  });
}

weir_code weir_stream_finish(weir_stream* stream, const char** out, size_t* out_size) {
  return Guard([&] { return StreamStep(stream, nullptr, out, out_size); });
}

void weir_stream_free(weir_stream* stream) { delete stream; }

weir_code weir_vault_open(const char* path, const char* key_source, uint32_t flags,
                          uint64_t max_age_seconds, weir_vault** out) {
  return Guard([&]() -> absl::Status {
    if (out == nullptr) return NullArgument();
    *out = nullptr;
    if (path == nullptr) return NullArgument();
    constexpr uint64_t kMostSeconds = uint64_t{1} << 40;
    if ((flags & ~uint32_t{WEIR_VAULT_CREATE | WEIR_VAULT_READ_ONLY}) != 0) {
      return absl::InvalidArgumentError("weir_vault_open: unknown flags");
    }
    absl::StatusOr<weir::VaultKey> key = weir::VaultKey::Load(key_source == nullptr ? "" : key_source);
    if (!key.ok()) return key.status();
    weir::VaultOptions options;
    options.create = (flags & WEIR_VAULT_CREATE) != 0;
    options.read_only = (flags & WEIR_VAULT_READ_ONLY) != 0;
    options.max_age =
        std::chrono::seconds(static_cast<int64_t>(std::min(max_age_seconds, kMostSeconds)));
    absl::StatusOr<std::unique_ptr<weir::Vault>> vault =
        weir::Vault::Open(path, *key, std::move(options));
    if (!vault.ok()) return vault.status();
    auto handle = std::make_unique<weir_vault>();
    handle->vault = *std::move(vault);
    *out = handle.release();
    return absl::OkStatus();
  });
}

weir_code weir_vault_make_key(const char* path) {
  return Guard([&] { return path == nullptr ? NullArgument() : weir::VaultKey::MakeFile(path); });
}

uint64_t weir_vault_size(const weir_vault* vault) {
  return vault == nullptr ? 0 : vault->vault->size();
}

void weir_vault_free(weir_vault* vault) { delete vault; }

weir_code weir_restore(weir_vault* vault, int32_t json_mode, const char* bytes, size_t size,
                       weir_restore_counts* counts, weir_buffer** out) {
  return Guard([&]() -> absl::Status {
    if (out == nullptr) return NullArgument();
    *out = nullptr;
    if (vault == nullptr || BadBytes(bytes, size)) return NullArgument();
    if (absl::Status status = CheckJsonMode(json_mode); !status.ok()) return status;
    weir::Restorer restorer(vault->vault.get(), Mode(json_mode));
    auto buffer = std::make_unique<weir_buffer>();
    restorer.Push(std::string_view(bytes, size), &buffer->bytes);
    restorer.Finish(&buffer->bytes);
    if (!restorer.status().ok()) return restorer.status();
    if (counts != nullptr) {
      if (absl::Status status = CopyCounts(restorer.counts(), counts); !status.ok()) return status;
    }
    *out = buffer.release();
    return absl::OkStatus();
  });
}

weir_code weir_restorer_new(weir_vault* vault, int32_t json_mode, weir_restorer** out) {
  return Guard([&]() -> absl::Status {
    if (out == nullptr) return NullArgument();
    *out = nullptr;
    if (vault == nullptr) return NullArgument();
    if (absl::Status status = CheckJsonMode(json_mode); !status.ok()) return status;
    auto handle = std::make_unique<weir_restorer>();
    handle->vault = vault->vault;
    handle->restorer = std::make_unique<weir::Restorer>(handle->vault.get(), Mode(json_mode));
    *out = handle.release();
    return absl::OkStatus();
  });
}

weir_code weir_restorer_push(weir_restorer* restorer, const char* bytes, size_t size,
                             const char** out, size_t* out_size) {
  return Guard([&]() -> absl::Status {
    if (BadBytes(bytes, size)) return NullArgument();
    const std::string_view view(bytes, size);
    return RestoreStep(restorer, &view, out, out_size);
  });
}

weir_code weir_restorer_finish(weir_restorer* restorer, const char** out, size_t* out_size) {
  return Guard([&] { return RestoreStep(restorer, nullptr, out, out_size); });
}

weir_code weir_restorer_counts(const weir_restorer* restorer, weir_restore_counts* counts) {
  return Guard([&]() -> absl::Status {
    if (restorer == nullptr || counts == nullptr) return NullArgument();
    return CopyCounts(restorer->restorer->counts(), counts);
  });
}

void weir_restorer_free(weir_restorer* restorer) { delete restorer; }

}  // extern "C"
