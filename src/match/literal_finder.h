// LiteralFinder: where do any of these exact strings stand in a text? For strings that are known: a user's own
// values, and values that were found before.
//
//   LiteralFinder finder;
//   finder.Add(value, /*id=*/7);                      // as often as you like, also between searches
//   finder.Find(text, begin, end, [&](uint64_t start, uint64_t stop, uint32_t id) { ... });
//
// How: Wu-Manber. The search looks at the last bytes of a window of kWindow and moves on as far as no literal
// can hold them there, up to four bytes at a time. Each literal is entered under the window within it that is
// rarest among the others', so that values with a common prefix do not share one bucket; a literal that
// would share its bucket with kMaxBucket others in every place is refused.
// Limits: literals of kLeast to kMost bytes. Cost: on text without them 0.3 to 1 ns a byte, whatever their number
// (up to some 100,000: then the tables leave the cache); in the worst case kMaxBucket comparisons of kMost
// bytes at each byte. Memory: the literals, and about 64 bytes for each.
// Threads: Find() and LivePrefix() are const and may run together; Add() and Prepare() must not run beside them.
#ifndef WEIR_MATCH_LITERAL_FINDER_H_
#define WEIR_MATCH_LITERAL_FINDER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

class LiteralFinder {
 public:
  static constexpr size_t kLeast = 6;
  static constexpr size_t kMost = 8 * 1024;
  static constexpr size_t kMaxBucket = 32;

  LiteralFinder();
  ~LiteralFinder();  // wipes the literals
  LiteralFinder(LiteralFinder&&) = default;
  LiteralFinder& operator=(LiteralFinder&&) = default;

  // False: too short, too long, or refused (see above). The same literal twice is found twice.
  bool Add(std::string_view literal, uint32_t id);

  bool empty() const { return literals_.empty(); }
  size_t size() const { return literals_.size(); }
  size_t longest() const { return longest_; }
  std::string_view literal(size_t index) const { return At(literals_[index]); }

  // Calls found(start, stop, id) for each literal that begins in text[begin, end), in no certain order; what
  // follows end is looked at as far as the literals reach.
  using Found = std::function<void(uint64_t start, uint64_t stop, uint32_t id)>;
  void Find(std::string_view text, uint64_t begin, uint64_t end, const Found& found) const;

  // Before LivePrefix(), once literals were added.
  void Prepare();
  // The earliest place from which the rest of the text is the beginning of a literal that is not complete yet;
  // text.size() if there is none. What a stream holds; give it only what has not been released yet.
  // Cost: a few nanoseconds a byte of the last longest() ones.
  size_t LivePrefix(std::string_view text) const;

 private:
  static constexpr size_t kWindow = 6;   // = kLeast: bytes of a literal that decide where it is entered
  static constexpr size_t kBlockBytes = 3;
  static constexpr size_t kMostOffsets = 64;  // windows of a literal that are tried for the rarest

  struct Literal {
    uint32_t at, size;   // in bytes_
    uint32_t offset;     // of its window
    uint32_t id;
    uint32_t next;       // with the same bucket; kNone at the end
  };
  static constexpr uint32_t kNone = UINT32_MAX;

  std::string_view At(const Literal& l) const { return {bytes_.data() + l.at, l.size}; }
  uint32_t Hash(const char* block) const;      // of kBlockBytes
  uint32_t BucketOf(const char* window) const;  // of kWindow bytes
  void Enter(uint32_t index);
  size_t BucketSize(uint32_t bucket) const;
  void Grow();

  std::string bytes_;
  std::vector<Literal> literals_;
  std::vector<uint8_t> shift_;      // by Hash: how far the window may move; 0 = look into the bucket
  std::vector<uint32_t> buckets_;   // by BucketOf: the first literal there
  std::vector<uint32_t> by_bytes_;  // literals in the order of their bytes, but for those added since
  size_t sorted_ = 0;               // of by_bytes_
  bool starts_[256] = {};           // bytes that begin a literal
  unsigned bits_ = 0;
  size_t longest_ = 0, furthest_ = 0;  // furthest_: the largest offset of a window
};

}  // namespace weir

#endif  // WEIR_MATCH_LITERAL_FINDER_H_
