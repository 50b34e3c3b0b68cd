// ServeMetrics: what a server has done, for Prometheus (text format 0.0.4).
//
//   metrics.Request("/scan", 200, bytes, seconds);  metrics.Decided(decision);
//   std::string text = metrics.Text(rules);
//
// Labels come from fixed sets only (paths, actions, classes), so what others send cannot make
// series. Threads: safe; counters are atomic.
#ifndef WEIR_ADAPTER_SERVE_METRICS_H_
#define WEIR_ADAPTER_SERVE_METRICS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "guard/text_guard.h"

namespace weir {

class ServeMetrics {
 public:
  static constexpr std::array<std::string_view, 11> kPaths = {
      "/scan",           "/redact",   "/restore", "/beta/litellm_basic_guardrail_api",
      "/v1/moderations", "/v1/check", "/webhook", "/healthz",
      "/metrics",        "icap",      "other"};
  static constexpr std::array<uint32_t, 8> kBounds = {100,    300,     1'000,     3'000,
                                                      10'000, 100'000, 1'000'000, 10'000'000};

  void Request(std::string_view path, int status, uint64_t bytes, uint64_t microseconds);
  void Decided(const std::vector<Decision>& decisions);
  void Failed() { failures_.fetch_add(1, std::memory_order_relaxed); }

  std::string Text(size_t rules) const;

 private:
  struct Path {
    std::atomic<uint64_t> by_hundred[6] = {};  // statuses, by their first digit
    std::atomic<uint64_t> bytes{0}, microseconds{0}, count{0};
    std::atomic<uint64_t> within[kBounds.size()] = {};
  };
  static constexpr size_t kActions = 5, kClasses = 16;
  Path paths_[kPaths.size()];
  std::atomic<uint64_t> decisions_[kActions][kClasses] = {};
  std::atomic<uint64_t> failures_{0};
};

}  // namespace weir

#endif  // WEIR_ADAPTER_SERVE_METRICS_H_
