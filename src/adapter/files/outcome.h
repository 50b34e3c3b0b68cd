// Outcome: what the scan of some inputs gave, on its way to the writer.
//
// A plain value; belongs to one thread at a time.
#ifndef WEIR_ADAPTER_FILES_OUTCOME_H_
#define WEIR_ADAPTER_FILES_OUTCOME_H_

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/record.h"
#include "report/writer.h"
#include "scan/coverage.h"

namespace weir {

struct Outcome {
  // Problems kept of one run; more are counted.
  static constexpr size_t kMaxProblems = 1000;

  std::vector<Record> records;
  std::vector<Problem> problems;
  uint64_t problem_count = 0;
  Coverage coverage;
  bool incomplete = false;  // beyond what the coverage says

  void AddProblem(SkipReason reason, std::string_view path, std::string message) {
    ++problem_count;
    if (problems.size() < kMaxProblems) {
      problems.push_back({reason, std::string(path), std::move(message)});
    }
  }
  // An input, or `bytes` of it, that was offered and not searched.
  void Skip(SkipReason reason, uint64_t bytes, uint64_t inputs = 1) {
    coverage.offered_bytes += bytes;
    coverage.AddSkip(reason, bytes, inputs);
  }
  // Adds what `other` holds behind what is here, and leaves it empty.
  void Take(Outcome* other) {
    if (records.empty()) {
      records.swap(other->records);
    } else {
      records.insert(records.end(), std::make_move_iterator(other->records.begin()),
                     std::make_move_iterator(other->records.end()));
    }
    other->records.clear();
    for (Problem& problem : other->problems) {
      if (problems.size() < kMaxProblems) problems.push_back(std::move(problem));
    }
    other->problems.clear();
    problem_count += std::exchange(other->problem_count, 0);
    coverage.Add(std::exchange(other->coverage, Coverage()));
    incomplete |= std::exchange(other->incomplete, false);
  }
};

}  // namespace weir

#endif  // WEIR_ADAPTER_FILES_OUTCOME_H_
