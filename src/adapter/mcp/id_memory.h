// IdMemory: which request an answer belongs to. One for each direction.
//
//   IdMemory asked;
//   asked.Add(envelope.IdKey(), {.method = "tools/call", .name = "read_file"});
//   if (std::optional<AskedRequest> request = asked.Take(envelope.IdKey())) ...
//
// An answer to an unknown id is looked at like any other; it is only that nothing is known of its
// tool. Limits: max_size; the oldest is forgotten first. A second request with the id of one that
// waits takes its place. Threads: safe, because answers over HTTP come by other exchanges than
// their requests.
#ifndef WEIR_ADAPTER_MCP_ID_MEMORY_H_
#define WEIR_ADAPTER_MCP_ID_MEMORY_H_

#include <cstddef>
#include <iterator>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace weir {

inline constexpr size_t kMaxWaitingIds = 16384;

struct AskedRequest {
  std::string method;
  std::string name;     // of the tool or prompt
  bool modern = false;  // its result has to say resultType
};

class IdMemory {
 public:
  explicit IdMemory(size_t max_size = kMaxWaitingIds) : max_size_(max_size) {}

  void Add(std::string key, AskedRequest request) {
    const std::lock_guard<std::mutex> lock(mutex_);
    Remove(key);
    if (order_.size() == max_size_) {
      by_key_.erase(order_.front().first);
      order_.pop_front();
    }
    order_.emplace_back(key, std::move(request));
    by_key_.emplace(std::move(key), std::prev(order_.end()));
  }

  std::optional<AskedRequest> Take(const std::string& key) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return Remove(key);
  }

  size_t size() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return order_.size();
  }

 private:
  using Order = std::list<std::pair<std::string, AskedRequest>>;

  std::optional<AskedRequest> Remove(const std::string& key) {
    const auto it = by_key_.find(key);
    if (it == by_key_.end()) return std::nullopt;
    AskedRequest request = std::move(it->second->second);
    order_.erase(it->second);
    by_key_.erase(it);
    return request;
  }

  const size_t max_size_;
  mutable std::mutex mutex_;
  Order order_;
  std::unordered_map<std::string, Order::iterator> by_key_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_ID_MEMORY_H_
