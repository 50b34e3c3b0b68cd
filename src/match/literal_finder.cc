#include "match/literal_finder.h"

#include <algorithm>
#include <cstring>

namespace weir {
namespace {

constexpr unsigned kFirstBits = 12, kMostBits = 22;

// Not optimised away: what it clears is not read again.
void Wipe(std::string* bytes) {
  volatile char* at = bytes->data();
  for (size_t i = 0; i < bytes->size(); ++i) at[i] = 0;
}

}  // namespace

// The tables come with the first literal: most finders of streams and messages never hold one.
LiteralFinder::LiteralFinder() : bits_(kFirstBits) {}

LiteralFinder::~LiteralFinder() { Wipe(&bytes_); }

uint32_t LiteralFinder::Hash(const char* block) const {
  uint32_t v = 0;
  std::memcpy(&v, block, kBlockBytes);
  return (v * 0x9E3779B1u) >> (32 - bits_);
}

uint32_t LiteralFinder::BucketOf(const char* window) const {
  uint64_t v = 0;
  std::memcpy(&v, window, kWindow);
  return static_cast<uint32_t>((v * 0x9E3779B97F4A7C15u) >> (64 - bits_));
}

size_t LiteralFinder::BucketSize(uint32_t bucket) const {
  size_t size = 0;
  for (uint32_t i = buckets_[bucket]; i != kNone; i = literals_[i].next) ++size;
  return size;
}

void LiteralFinder::Enter(uint32_t index) {
  Literal& literal = literals_[index];
  const char* window = bytes_.data() + literal.at + literal.offset;
  const uint32_t bucket = BucketOf(window);
  literal.next = buckets_[bucket];
  buckets_[bucket] = index;
  for (size_t i = 0; i + kBlockBytes <= kWindow; ++i) {
    uint8_t& shift = shift_[Hash(window + i)];
    shift = std::min<uint8_t>(shift, static_cast<uint8_t>(kWindow - kBlockBytes - i));
  }
}

void LiteralFinder::Grow() {
  ++bits_;
  shift_.assign(size_t{1} << bits_, kWindow - kBlockBytes + 1);
  buckets_.assign(size_t{1} << bits_, kNone);
  for (uint32_t i = 0; i < literals_.size(); ++i) Enter(i);
}

bool LiteralFinder::Add(std::string_view literal, uint32_t id) {
  if (literal.size() < kLeast || literal.size() > kMost) return false;
  if (bytes_.size() + literal.size() > UINT32_MAX || literals_.size() >= kNone - 1) return false;
  if (shift_.empty()) {
    shift_.assign(size_t{1} << bits_, kWindow - kBlockBytes + 1);
    buckets_.assign(size_t{1} << bits_, kNone);
  }
  // Four entries of shift_ a literal: kept sparse, so that most bytes are passed over.
  while (bits_ < kMostBits && literals_.size() * 64 >= size_t{1} << bits_) Grow();

  const size_t windows = literal.size() - kWindow + 1;
  const size_t step = (windows + kMostOffsets - 1) / kMostOffsets;
  size_t best = SIZE_MAX, offset = 0;
  for (size_t at = 0; at < windows && best > 0; at += step) {
    const size_t size = BucketSize(BucketOf(literal.data() + at));
    if (size < best) best = size, offset = at;
  }
  if (best >= kMaxBucket) return false;

  if (bytes_.capacity() - bytes_.size() < literal.size()) {
    // By hand, so that the old copy does not stay behind in freed memory.
    std::string larger;
    larger.reserve(std::max<size_t>(2 * bytes_.capacity(), bytes_.size() + literal.size()) + 4096);
    larger.append(bytes_);
    Wipe(&bytes_);
    bytes_ = std::move(larger);
  }
  const auto index = static_cast<uint32_t>(literals_.size());
  literals_.push_back({static_cast<uint32_t>(bytes_.size()), static_cast<uint32_t>(literal.size()),
                       static_cast<uint32_t>(offset), id, kNone});
  bytes_.append(literal);
  Enter(index);
  starts_[static_cast<unsigned char>(literal[0])] = true;
  by_bytes_.push_back(index);
  longest_ = std::max(longest_, literal.size());
  furthest_ = std::max(furthest_, offset);
  return true;
}

void LiteralFinder::Find(std::string_view text, uint64_t begin, uint64_t end,
                         const Found& found) const {
  if (literals_.empty() || begin >= end || text.size() < kWindow) return;
  // A literal that begins at end - 1 has its window at most furthest_ behind that.
  const uint64_t last =
      std::min<uint64_t>(text.size() - kWindow, end - 1 + furthest_);  // of a window's first byte
  constexpr size_t kLastBlock = kWindow - kBlockBytes;
  const char* const data = text.data();
  for (uint64_t at = begin; at <= last;) {
    const uint8_t shift = shift_[Hash(data + at + kLastBlock)];
    if (shift > 0) {
      at += shift;
      continue;
    }
    for (uint32_t i = buckets_[BucketOf(data + at)]; i != kNone; i = literals_[i].next) {
      const Literal& literal = literals_[i];
      if (at < literal.offset) continue;
      const uint64_t start = at - literal.offset;
      if (start < begin || start >= end || text.size() - start < literal.size) continue;
      if (std::memcmp(data + start, bytes_.data() + literal.at, literal.size) != 0) continue;
      found(start, start + literal.size, literal.id);
    }
    ++at;
  }
}

void LiteralFinder::Prepare() {
  if (sorted_ == by_bytes_.size()) return;
  auto less = [&](uint32_t a, uint32_t b) { return At(literals_[a]) < At(literals_[b]); };
  const auto fresh = by_bytes_.begin() + static_cast<ptrdiff_t>(sorted_);
  std::sort(fresh, by_bytes_.end(), less);
  std::inplace_merge(by_bytes_.begin(), fresh, by_bytes_.end(), less);
  sorted_ = by_bytes_.size();
}

size_t LiteralFinder::LivePrefix(std::string_view text) const {
  if (literals_.empty()) return text.size();
  size_t at = text.size() - std::min(text.size(), longest_ - 1);
  for (; at < text.size(); ++at) {
    if (!starts_[static_cast<unsigned char>(text[at])]) continue;
    const std::string_view tail = text.substr(at);
    // Of the literals that begin with the tail, those longer than it stand last.
    auto place = std::lower_bound(
        by_bytes_.begin(), by_bytes_.end(), tail,
        [&](uint32_t a, std::string_view b) { return At(literals_[a]) < b; });
    while (place != by_bytes_.end() && At(literals_[*place]) == tail) ++place;
    if (place != by_bytes_.end() && At(literals_[*place]).starts_with(tail)) return at;
  }
  return text.size();
}

}  // namespace weir
