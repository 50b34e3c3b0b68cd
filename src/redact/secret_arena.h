// SecretArena: memory for secrets that live as long as the arena.
//
//   SecretArena arena;
//   std::span<char> room = arena.Allocate(40);
//
// Its pages are wiped before they are given back, are left out of core dumps, and are locked against
// swapping as far as the system lets (a full RLIMIT_MEMLOCK is no error). Nothing is freed one by one.
// Failure: an empty span if the system has no memory. Threads: one at a time.
#ifndef WEIR_REDACT_SECRET_ARENA_H_
#define WEIR_REDACT_SECRET_ARENA_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace weir {

class SecretArena {
 public:
  SecretArena() = default;
  SecretArena(SecretArena&& other) noexcept;
  SecretArena& operator=(SecretArena&& other) noexcept;
  ~SecretArena() { Clear(); }

  std::span<char> Allocate(size_t size);
  // A copy of the bytes; null data if there is no memory.
  std::string_view Keep(std::string_view bytes);
  void Clear();

 private:
  struct Chunk {
    char* data;
    size_t size;
  };
  std::vector<Chunk> chunks_;
  size_t used_ = 0;  // of the last chunk
};

}  // namespace weir

#endif  // WEIR_REDACT_SECRET_ARENA_H_
