#include "adapter/serve/metrics.h"

#include <algorithm>

#include "rules/cat.h"

namespace weir {
namespace {

uint64_t Of(const std::atomic<uint64_t>& counter) {
  return counter.load(std::memory_order_relaxed);
}

std::string Seconds(uint64_t microseconds) {
  std::string fraction = std::to_string(1'000'000 + microseconds % 1'000'000);
  return Cat(microseconds / 1'000'000, ".", std::string_view(fraction).substr(1));
}

void Head(std::string_view name, std::string_view type, std::string_view help, std::string* out) {
  *out += Cat("# HELP ", name, " ", help, "\n# TYPE ", name, " ", type, "\n");
}

}  // namespace

void ServeMetrics::Request(std::string_view path, int status, uint64_t bytes,
                           uint64_t microseconds) {
  size_t index = 0;
  while (index + 1 < kPaths.size() && kPaths[index] != path) ++index;
  Path& p = paths_[index];
  p.by_hundred[std::clamp(status / 100, 0, 5)].fetch_add(1, std::memory_order_relaxed);
  p.bytes.fetch_add(bytes, std::memory_order_relaxed);
  p.microseconds.fetch_add(microseconds, std::memory_order_relaxed);
  p.count.fetch_add(1, std::memory_order_relaxed);
  for (size_t i = 0; i < kBounds.size(); ++i) {
    if (microseconds <= kBounds[i]) p.within[i].fetch_add(1, std::memory_order_relaxed);
  }
}

void ServeMetrics::Decided(const std::vector<Decision>& decisions) {
  for (const Decision& decision : decisions) {
    const auto action = std::min<size_t>(static_cast<size_t>(decision.ruling.action), kActions - 1);
    const auto kind =
        std::min<size_t>(static_cast<size_t>(decision.rule->secret_class), kClasses - 1);
    decisions_[action][kind].fetch_add(1, std::memory_order_relaxed);
  }
}

std::string ServeMetrics::Text(size_t rules) const {
  std::string out;
  Head("weir_rules", "gauge", "Rules that take part.", &out);
  out += Cat("weir_rules ", rules, "\n");
  Head("weir_requests_total", "counter", "Requests, by path and first digit of the status.", &out);
  for (size_t i = 0; i < kPaths.size(); ++i) {
    for (size_t digit = 1; digit < 6; ++digit) {
      const uint64_t count = Of(paths_[i].by_hundred[digit]);
      if (count > 0) {
        out += Cat("weir_requests_total{path=\"", kPaths[i], "\",status=\"", digit, "xx\"} ", count,
                   "\n");
      }
    }
  }
  Head("weir_request_bytes_total", "counter", "Bytes of bodies, as they came.", &out);
  for (size_t i = 0; i < kPaths.size(); ++i) {
    if (Of(paths_[i].count) > 0) {
      out += Cat("weir_request_bytes_total{path=\"", kPaths[i], "\"} ", Of(paths_[i].bytes), "\n");
    }
  }
  Head("weir_request_seconds", "histogram", "From the whole request to the answer.", &out);
  for (size_t i = 0; i < kPaths.size(); ++i) {
    const Path& path = paths_[i];
    if (Of(path.count) == 0) continue;
    for (size_t b = 0; b < kBounds.size(); ++b) {
      out += Cat("weir_request_seconds_bucket{path=\"", kPaths[i], "\",le=\"", Seconds(kBounds[b]),
                 "\"} ", Of(path.within[b]), "\n");
    }
    out += Cat("weir_request_seconds_bucket{path=\"", kPaths[i], "\",le=\"+Inf\"} ", Of(path.count),
               "\n");
    out += Cat("weir_request_seconds_sum{path=\"", kPaths[i], "\"} ",
               Seconds(Of(path.microseconds)), "\n");
    out += Cat("weir_request_seconds_count{path=\"", kPaths[i], "\"} ", Of(path.count), "\n");
  }
  Head("weir_decisions_total", "counter", "What was found, by action and class.", &out);
  for (size_t action = 0; action < kActions; ++action) {
    for (size_t kind = 0; kind < kClasses; ++kind) {
      const uint64_t count = Of(decisions_[action][kind]);
      if (count > 0) {
        out += Cat("weir_decisions_total{action=\"", Name(static_cast<Action>(action)),
                   "\",class=\"", Name(static_cast<SecretClass>(kind)), "\"} ", count, "\n");
      }
    }
  }
  Head("weir_failures_total", "counter", "Texts that could not be looked at.", &out);
  out += Cat("weir_failures_total ", Of(failures_), "\n");
  return out;
}

}  // namespace weir
