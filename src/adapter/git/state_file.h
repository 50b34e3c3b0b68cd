// CleanObjects: the objects that were looked at under one rule set and held nothing, kept between
// runs.
//
//   CleanObjects clean(digest, key);
//   absl::Status s = clean.Load("weir.state");      // one that does not fit is as good as none
//   if (clean.Has(oid)) ...                         // "this object was clean", and nothing more
//   clean.Add(oid); ... clean.Save("weir.state");
//
// Nothing else is believed: which objects there are, what they hold and where they stand is asked
// of git each time. The file is authenticated with the key of the fingerprints (HMAC-SHA-256), so
// one that came with a repository, was cut, or belongs to another rule set, version or key is not
// used; it may be deleted at any moment. An object's name is a cryptographic hash of its bytes,
// which is what makes this safe. Layout: "weir-clean-1\n", 32 bytes digest, 1 byte size of a name,
// 8 bytes count (little endian), the sorted names, 32 bytes authentication. Memory: 20 or 32 bytes
// an object, at most kMostObjects. Threads: Has() from any; Add() from one at a time, also
// meanwhile.
#ifndef WEIR_ADAPTER_GIT_STATE_FILE_H_
#define WEIR_ADAPTER_GIT_STATE_FILE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "report/record.h"

namespace weir {

class CleanObjects {
 public:
  static constexpr size_t kMostObjects = 3'000'000;
  using Digest = std::array<unsigned char, 32>;

  CleanObjects(const Digest& digest, const FingerprintKey& key) : digest_(digest), key_(key) {}

  // NotFound: there is none. FailedPrecondition: it is not used, and why.
  absl::Status Load(const std::string& path);
  // Of bytes, for Load() and tests.
  absl::Status Parse(std::string_view bytes);

  bool Has(std::string_view hex) const;
  void Add(std::string_view hex);  // of one run, names of one length
  size_t size() const;

  std::string Bytes();
  absl::Status Save(const std::string& path);

 private:
  Digest digest_;
  FingerprintKey key_;
  // Names one after the other, each of so many bytes. What is added is kept apart, so that Has()
  // and Add() may run at the same time.
  size_t width_ = 0, added_width_ = 0;
  std::string known_;  // sorted
  std::string added_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_STATE_FILE_H_
