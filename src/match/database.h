// Database and Scratch: Hyperscan behind two small owners, with every return checked.
//
//   absl::StatusOr<Database> db = Database::Compile(expressions, CpuTarget::kPortable);
//   Scratch scratch;                                  // one a thread
//   RETURN_IF_ERROR(scratch.Prepare(*db));            // cheap when already prepared for this database
//   absl::Status s = HsScan(*db, scratch, bytes, [&](uint32_t id, uint64_t end) { ... });
//
// A database can be an image used in place: the bytes a compiled database had in memory, embedded in the
// program's read-only data at a 64-byte border. Hyperscan databases hold no pointers, so this works for the
// same library build; the layout is not documented, so the image carries Hyperscan's own checksum and
// version, which hs_alloc_scratch verifies (Prepare), and the caller compiles the expressions anew when that
// fails. Images are only ever the program's own: never loaded from a file or a cache.
//
// Threads: Database is immutable and shared; Scratch belongs to one thread at a time.
// Failure: Internal or ResourceExhausted with Hyperscan's code; InvalidArgument with the expression's number
// from Compile. The callback must not scan with the same Scratch.
#ifndef WEIR_MATCH_DATABASE_H_
#define WEIR_MATCH_DATABASE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "match/cpu.h"
#include "match/plan.h"

struct hs_database;
struct hs_scratch;

namespace weir {

class Database {
 public:
  Database() = default;  // empty: scanning it finds nothing
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  static absl::StatusOr<Database> Compile(std::span<const Expression> expressions, CpuTarget target);
  // `image` must outlive the Database and stand at a 64-byte border.
  static Database InPlace(std::string_view image);

  // The bytes to embed.
  absl::StatusOr<std::string> Image() const;

  bool empty() const { return db_ == nullptr; }
  // Whether this build of the library can read it: magic number and version, not the checksum (Prepare).
  bool Readable() const { return empty() || size() != 0; }
  const hs_database* get() const { return db_; }
  size_t size() const;  // bytes

 private:
  const hs_database* db_ = nullptr;
  bool owned_ = false;
};

class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();
  absl::Status Prepare(const Database& database);
  hs_scratch* get() const { return scratch_; }

 private:
  hs_scratch* scratch_ = nullptr;
  std::vector<const hs_database*> prepared_;
};

// Plain function pointers, not std::function: this is the hottest call there is.
using OnMatch = void (*)(void* context, uint32_t id, uint64_t end);
absl::Status HsScan(const Database& database, const Scratch& scratch, std::string_view bytes,
                    OnMatch on_match, void* context);

}  // namespace weir

#endif  // WEIR_MATCH_DATABASE_H_
