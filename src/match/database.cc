#include "match/database.h"

#include <hs/hs.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

#include "rules/cat.h"

namespace weir {
namespace {

absl::Status HsError(std::string_view what, hs_error_t code) {
  std::string message = Cat("the matcher failed to ", what, " (Hyperscan error ", int{code}, ")");
  if (code == HS_NOMEM) return absl::ResourceExhaustedError(message);
  return absl::InternalError(message);
}

hs_platform_info_t Platform(CpuTarget target) {
  hs_platform_info_t platform{};  // zero: any x86-64
  if (target == CpuTarget::kAvx2) platform.cpu_features = HS_CPU_FEATURES_AVX2;
  if (target == CpuTarget::kAvx512) {
    platform.cpu_features = HS_CPU_FEATURES_AVX2 | HS_CPU_FEATURES_AVX512;
  }
  return platform;
}

}  // namespace

Database::Database(Database&& other) noexcept
    : db_(std::exchange(other.db_, nullptr)), owned_(std::exchange(other.owned_, false)) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(owned_, other.owned_);
  return *this;
}

Database::~Database() {
  if (owned_) hs_free_database(const_cast<hs_database*>(db_));
}

absl::StatusOr<Database> Database::Compile(std::span<const Expression> expressions,
                                           CpuTarget target) {
  Database result;
  if (expressions.empty()) return result;
  std::vector<const char*> texts;
  std::vector<unsigned> flags, ids;
  for (const Expression& e : expressions) {
    ids.push_back(e.id);
    texts.push_back(e.regex.c_str());
    flags.push_back(HS_FLAG_DOTALL | (e.fold_case ? HS_FLAG_CASELESS : 0));
  }
  hs_platform_info_t platform = Platform(target);
  hs_database_t* db = nullptr;
  hs_compile_error_t* error = nullptr;
  hs_error_t code =
      hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned>(texts.size()),
                       HS_MODE_BLOCK, &platform, &db, &error);
  if (code != HS_SUCCESS) {
    std::string message = "unknown reason";
    int at = -1;
    if (error != nullptr) {
      message = error->message;
      at = error->expression;
      hs_free_compile_error(error);
    }
    return absl::InvalidArgumentError(Cat("cannot compile expression ", at, ": ", message));
  }
  result.db_ = db;
  result.owned_ = true;
  return result;
}

Database Database::InPlace(std::string_view image) {
  Database result;
  if (!image.empty()) result.db_ = reinterpret_cast<const hs_database*>(image.data());
  return result;
}

absl::StatusOr<std::string> Database::Image() const {
  if (db_ == nullptr) return std::string();
  char* serial = nullptr;
  size_t serial_size = 0;
  hs_error_t code = hs_serialize_database(db_, &serial, &serial_size);
  if (code != HS_SUCCESS) return HsError("write out a database", code);
  size_t size = 0;
  code = hs_serialized_database_size(serial, serial_size, &size);
  std::string image;
  if (code == HS_SUCCESS) {
    // Built at a 64-byte border, as it will be used: the offset of the bytecode depends on it.
    void* at = std::aligned_alloc(64, (size + 63) / 64 * 64);
    if (at == nullptr) {
      code = HS_NOMEM;
    } else {
      std::memset(at, 0, (size + 63) / 64 * 64);
      code = hs_deserialize_database_at(serial, serial_size, static_cast<hs_database_t*>(at));
      if (code == HS_SUCCESS) image.assign(static_cast<const char*>(at), size);
      std::free(at);
    }
  }
  std::free(serial);
  if (code != HS_SUCCESS) return HsError("lay out a database", code);
  return image;
}

size_t Database::size() const {
  size_t size = 0;
  if (db_ == nullptr || hs_database_size(db_, &size) != HS_SUCCESS) return 0;
  return size;
}

Scratch::~Scratch() {
  // Freeing what hs_alloc_scratch gave cannot fail unless it is in use, which this thread rules out.
  hs_free_scratch(scratch_);
}

absl::Status Scratch::Prepare(const Database& database) {
  if (database.empty()) return absl::OkStatus();
  if (std::find(prepared_.begin(), prepared_.end(), database.get()) != prepared_.end()) {
    return absl::OkStatus();
  }
  hs_error_t code = hs_alloc_scratch(database.get(), &scratch_);
  if (code != HS_SUCCESS) return HsError("prepare a database", code);
  prepared_.push_back(database.get());
  return absl::OkStatus();
}

namespace {
struct Relay {
  OnMatch on_match;
  void* context;
};
int OnEvent(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) {
  auto* relay = static_cast<Relay*>(context);
  relay->on_match(relay->context, id, to);
  return 0;
}
}  // namespace

absl::Status HsScan(const Database& database, const Scratch& scratch, std::string_view bytes,
                    OnMatch on_match, void* context) {
  if (database.empty() || bytes.empty()) return absl::OkStatus();
  if (bytes.size() > std::numeric_limits<unsigned>::max()) {
    return absl::InternalError("a piece given to the matcher is over 4 GiB");
  }
  Relay relay{on_match, context};
  hs_error_t code = hs_scan(database.get(), bytes.data(), static_cast<unsigned>(bytes.size()), 0,
                            scratch.get(), &OnEvent, &relay);
  if (code != HS_SUCCESS) return HsError("scan", code);
  return absl::OkStatus();
}

}  // namespace weir
