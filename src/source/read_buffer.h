// ReadBuffer: memory for reading into, kept from file to file. Grows, never clears.
//
//   char* into = buffer.Reserve(size);    // contents up to the old capacity are kept
// One object a thread.
#ifndef WEIR_SOURCE_READ_BUFFER_H_
#define WEIR_SOURCE_READ_BUFFER_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>

namespace weir {

class ReadBuffer {
 public:
  char* Reserve(size_t size) {
    if (size > capacity_) {
      // Twice as much each time, so that a rising row of sizes copies little.
      const size_t grown = std::max(size, 2 * capacity_);
      std::unique_ptr<char[]> bigger(new char[grown]);
      if (capacity_ > 0) memcpy(bigger.get(), data_.get(), capacity_);
      data_ = std::move(bigger);
      capacity_ = grown;
    }
    return data_.get();
  }
  char* data() { return data_.get(); }
  size_t capacity() const { return capacity_; }

 private:
  std::unique_ptr<char[]> data_;
  size_t capacity_ = 0;
};

}  // namespace weir

#endif  // WEIR_SOURCE_READ_BUFFER_H_
