// CleanMemo: texts that were found clean before, so that a conversation's history costs a hash and not a scan.
//
//   CleanMemo memo(1 << 20);                          // one for each ruleset and its options
//   CleanMemo::Key key = memo.KeyOf(context, text);      // context: the name it is given to
//   if (memo.Has(key)) ...                               // was looked at by these rules and is clean
//   memo.Add(key);
//
// A key is XXH3 of 128 bits with a secret that this process drew at random, so nobody outside can make two texts meet;
// texts and values are not kept. In memory only. Bounded: the half that was not asked for lately goes when it is full.
// Threads: safe, sharded locks. Cost: 0.1 ns a byte.
#ifndef WEIR_GUARD_CLEAN_MEMO_H_
#define WEIR_GUARD_CLEAN_MEMO_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace weir {

class CleanMemo {
 public:
  struct Key {
    uint64_t low = 0, high = 0;
  };
  explicit CleanMemo(size_t max_entries = size_t{1} << 18);
  ~CleanMemo();

  Key KeyOf(std::string_view context, std::string_view text) const;
  bool Has(Key key) const;
  void Add(Key key);

 private:
  struct Shard;
  std::unique_ptr<Shard[]> shards_;
  unsigned char secret_[192];
};

}  // namespace weir

#endif  // WEIR_GUARD_CLEAN_MEMO_H_
