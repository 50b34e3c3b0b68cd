#include "redact/secret_arena.h"

#include <sodium/utils.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace weir {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kChunk = 4 * kPage;

}  // namespace

SecretArena::SecretArena(SecretArena&& other) noexcept
    : chunks_(std::exchange(other.chunks_, {})), used_(std::exchange(other.used_, 0)) {}

SecretArena& SecretArena::operator=(SecretArena&& other) noexcept {
  if (this != &other) {
    Clear();
    chunks_ = std::exchange(other.chunks_, {});
    used_ = std::exchange(other.used_, 0);
  }
  return *this;
}

std::span<char> SecretArena::Allocate(size_t size) {
  if (chunks_.empty() || chunks_.back().size - used_ < size) {
    if (size > SIZE_MAX / 2) return {};
    const size_t room = std::max(kChunk, (size + kPage - 1) / kPage * kPage);
    void* data = mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) return {};
    // Both are a second line of defence: the process writes no core file, and swap may be encrypted.
    (void)madvise(data, room, MADV_DONTDUMP);
    (void)mlock(data, room);
    chunks_.push_back({static_cast<char*>(data), room});
    used_ = 0;
  }
  char* const begin = chunks_.back().data + used_;
  used_ += size;
  return {begin, size};
}

std::string_view SecretArena::Keep(std::string_view bytes) {
  const std::span<char> room = Allocate(bytes.size());
  if (room.data() == nullptr) return {};
  if (!bytes.empty()) std::memcpy(room.data(), bytes.data(), bytes.size());
  return {room.data(), room.size()};
}

void SecretArena::Clear() {
  for (const Chunk& chunk : chunks_) {
    sodium_memzero(chunk.data, chunk.size);
    (void)munmap(chunk.data, chunk.size);
  }
  chunks_.clear();
  used_ = 0;
}

}  // namespace weir
