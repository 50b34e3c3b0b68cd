#include "guard/clean_memo.h"

#include <sodium/randombytes.h>
#include <xxhash.h>

#include <algorithm>
#include <mutex>
#include <unordered_set>
#include <utility>

namespace weir {
namespace {

constexpr size_t kShards = 16;  // a power of two

struct Mix {
  size_t operator()(const std::pair<uint64_t, uint64_t>& key) const {
    return static_cast<size_t>(key.first ^ (key.second >> 7));
  }
};
using Keys = std::unordered_set<std::pair<uint64_t, uint64_t>, Mix>;

}  // namespace

// Two generations: what is asked for moves to the young one; when that is full it becomes the old
// one, and the old one goes. So at most `most` keys are held in each.
struct CleanMemo::Shard {
  std::mutex mutex;
  size_t most = 0;
  Keys young, old;

  void Put(std::pair<uint64_t, uint64_t> key) {
    if (young.size() >= most) {
      old = std::move(young);
      young = Keys();
    }
    young.insert(key);
  }
};

CleanMemo::CleanMemo(size_t max_entries) : shards_(std::make_unique<Shard[]>(kShards)) {
  for (size_t i = 0; i < kShards; ++i)
    shards_[i].most = std::max<size_t>(max_entries / kShards / 2, 1);
  static_assert(sizeof secret_ >= XXH3_SECRET_SIZE_MIN);
  randombytes_buf(secret_, sizeof secret_);
}

CleanMemo::~CleanMemo() = default;

CleanMemo::Key CleanMemo::KeyOf(std::string_view context, std::string_view text) const {
  const XXH128_hash_t of_text =
      XXH3_128bits_withSecret(text.data(), text.size(), secret_, sizeof secret_);
  if (context.empty()) return {of_text.low64, of_text.high64};
  // The hash of the context is the seed of nothing: both hashes are mixed by a third, so that
  // neither a part of the context moved into the text nor their order goes unseen.
  const XXH128_hash_t of_context =
      XXH3_128bits_withSecret(context.data(), context.size(), secret_, sizeof secret_);
  const uint64_t both[4] = {of_context.low64, of_context.high64, of_text.low64, of_text.high64};
  const XXH128_hash_t hash = XXH3_128bits_withSecret(both, sizeof both, secret_, sizeof secret_);
  return {hash.low64, hash.high64};
}

bool CleanMemo::Has(Key key) const {
  Shard& shard = shards_[key.low % kShards];
  const std::pair<uint64_t, uint64_t> pair{key.low, key.high};
  const std::lock_guard<std::mutex> lock(shard.mutex);
  if (shard.young.contains(pair)) return true;
  const auto found = shard.old.find(pair);
  if (found == shard.old.end()) return false;
  shard.old.erase(found);
  shard.Put(pair);
  return true;
}

void CleanMemo::Add(Key key) {
  Shard& shard = shards_[key.low % kShards];
  const std::lock_guard<std::mutex> lock(shard.mutex);
  shard.Put({key.low, key.high});
}

}  // namespace weir
