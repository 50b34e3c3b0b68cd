#include "adapter/files/input_scan.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <utility>

#include "report/allow_list.h"
#include "source/own_tree.h"

namespace weir {
namespace {

// A record shows a little of what stands around its finding, and its line hash takes in the line
// from its start. Secrets that stand there must be known, or they would show: findings of the
// windows beside.
constexpr uint64_t kShownBefore = RecordMaker::kLookBack + 512;
constexpr uint64_t kShownBehind = 2048;

// How far before its wanted place a part's border may move to find a line end.
constexpr size_t kBorderSearch = size_t{64} << 10;

constexpr size_t kFirstBytes = 4096;  // what DetectUnits looks at
constexpr size_t kSmallRead = size_t{64} << 10;

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

// An input that went through several windows counts once for each limit it met.
void CountOnce(Coverage* coverage) {
  for (const SkipReason reason :
       {SkipReason::kTimeBudget, SkipReason::kFindingsCap, SkipReason::kViewBudget}) {
    Coverage::Skip& skip = coverage->skipped[static_cast<size_t>(reason)];
    skip.inputs = std::min<uint64_t>(skip.inputs, 1);
  }
}

}  // namespace

InputScan::InputScan(const Scanner& scanner, const RecordMaker& maker,
                     const InputScanOptions& options, Progress* progress)
    : scanner_(scanner), maker_(maker), options_(options), progress_(progress) {}

WindowReader::Limits InputScan::WindowLimits() const {
  WindowReader::Limits limits;
  limits.back = Scanner::kBackContext + kShownBefore + kMaxSpan;
  limits.forward = Scanner::kForwardContext + kShownBehind + kMaxSpan;
  limits.window = std::max<size_t>(options_.window_bytes, limits.back + limits.forward + 4096);
  limits.stop = options_.stop;
  limits.idle_ms = options_.idle_ms;
  return limits;
}

void InputScan::File(OpenedFile file, std::string_view path, Outcome* outcome, PartRunner* parts) {
  if (options_.max_file_size > 0 && file.size > options_.max_file_size) {
    outcome->Skip(SkipReason::kTooLarge, file.size);
    outcome->AddProblem(SkipReason::kTooLarge, path,
                        std::to_string(file.size) + " bytes are more than the limit of " +
                            std::to_string(options_.max_file_size));
    return;
  }
  if (file.size > options_.whole_bytes) {
    Large(file, path, outcome, parts);
  } else {
    Whole(file, path, outcome);
  }
  progress_->Add({.files = 1});
}

// Whether comments in the file that allow a secret are the operator's own word. Asked only where
// something was found.
bool InputScan::IsOwnFile() {
  if (file_ < 0 || maker_.allow() == nullptr || !maker_.allow()->inline_allow()) return false;
  const std::string folder = FolderOfOwnFile(file_);
  if (folder.empty()) return false;
  if (folder != own_folder_) {
    own_ = IsInOwnRepository(folder);
    own_folder_ = folder;
  }
  return own_;
}

void InputScan::Whole(const OpenedFile& file, std::string_view path, Outcome* outcome) {
  const int fd = file_ = file.fd.get();
  // A read that gives all of the known size ends it: no second one to see the end.
  char* data = buffer_.Reserve(std::max<size_t>(kSmallRead, file.size));
  ReadOutcome got;
  do {
    const size_t room = buffer_.capacity() - got.size;
    const ssize_t n = read(fd, data + got.size, room);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) got.error = errno;
    if (n == 0) got.at_end = true;
    if (n > 0) got.size += static_cast<size_t>(n);
    if (got.size == buffer_.capacity() && file.size == 0) {
      // A file of unknown size, as in /proc: longer ones go the way of streams.
      if (got.size >= options_.whole_bytes) break;
      data = buffer_.Reserve(2 * buffer_.capacity());
    }
  } while (got.error == 0 && !got.at_end && (file.size == 0 || got.size < file.size));
  if (file.size == 0 && got.error == 0 && !got.at_end && lseek(fd, 0, SEEK_SET) == 0) {
    Stream(fd, path, outcome, [](Outcome*, bool) { return true; });
    return;
  }

  if (got.size > 0) {
    const std::string_view bytes(data, got.size);
    const absl::Status status = scanner_.Scan({.bytes = bytes}, &result_);
    if (!status.ok()) {
      outcome->Skip(SkipReason::kUnreadable, std::max<uint64_t>(got.size, file.size));
      outcome->AddProblem(SkipReason::kUnreadable, path, MessageOf(status));
      return;
    }
    outcome->coverage.Add(result_.coverage);
    all_ = result_.findings;
    if (options_.json.mode == JsonMode::kOn && !IsJson(bytes)) {
      outcome->coverage.AddSkip(SkipReason::kNotJson, 0);
      outcome->AddProblem(SkipReason::kNotJson, path, "searched as plain text, all fields of it");
    }
    MakeRecords(path, bytes, 0, true, outcome);
  } else if (got.error == 0) {
    ++outcome->coverage.inputs;
  }
  const uint64_t missing = file.size - std::min<uint64_t>(file.size, got.size);
  const uint64_t as_input = got.size == 0 && got.error != 0 ? 1 : 0;
  if (got.error != 0) {
    outcome->Skip(SkipReason::kUnreadable, missing, missing == 0 ? 1 : as_input);
    outcome->AddProblem(SkipReason::kUnreadable, path, SystemMessage(got.error));
  } else if (missing > 0) {
    outcome->Skip(SkipReason::kVanished, missing, 0);
    outcome->AddProblem(
        SkipReason::kVanished, path,
        "Became shorter while it was read: " + std::to_string(missing) + " bytes are missing");
  }
  progress_->Add({.bytes = got.size});
}

// Records for result_.findings, with all_ masked wherever it shows.
void InputScan::MakeRecords(std::string_view path, std::string_view bytes, uint64_t offset,
                            bool whole, Outcome* outcome) {
  PlaceInJson(bytes, offset, whole, options_.json, &result_.findings, &pointers_);
  if (result_.findings.empty()) return;
  if (result_.coverage.findings_not_listed > 0) {
    // What was found behind the last one listed is not known here, so it must not show.
    const Finding& last = result_.findings.back();
    bytes = bytes.substr(0, std::max(last.match_end, last.end) - offset);
  }
  const size_t first = outcome->records.size();
  maker_.Make(path, bytes, offset, result_.findings, all_, &outcome->records, IsOwnFile());
  for (size_t i = 0; i < pointers_.size() && first + i < outcome->records.size(); ++i) {
    outcome->records[first + i].pointer = std::move(pointers_[i]);
  }
}

void InputScan::ToInputOffsets(const WindowReader::Window& window,
                               std::vector<Finding>* findings) const {
  for (Finding& f : *findings) {
    f.start += window.offset;
    f.end += window.offset;
    f.match_start += window.offset;
    f.match_end += window.offset;
    if (!f.trail.empty()) {
      f.dress_start += window.offset;
      f.dress_end += window.offset;
    }
  }
}

// Puts into all_ the findings whose bytes may show in the records of result_.findings (still
// counted from the window's begin).
absl::Status InputScan::AddNeighbours(const WindowReader::Window& window) {
  all_.clear();
  const std::vector<Finding>& own = result_.findings;
  if (own.empty()) return absl::OkStatus();
  uint64_t last_end = 0;
  for (const Finding& f : own) last_end = std::max({last_end, f.end, f.match_end});
  const uint64_t own_begin = window.own_begin, own_end = window.own_end;

  if (own_begin > 0 &&
      std::min(own.front().start, own.front().match_start) < own_begin + kShownBefore) {
    const uint64_t from = own_begin - std::min<uint64_t>(own_begin, kShownBefore + kMaxSpan);
    const absl::Status status = scanner_.ScanWindow(window.bytes, from, own_begin, &neighbours_);
    if (!status.ok()) return status;
    all_ = neighbours_.findings;
  }
  all_.insert(all_.end(), own.begin(), own.end());
  const uint64_t to = std::min<uint64_t>(window.bytes.size(), last_end + kShownBehind);
  if (to > own_end) {
    const absl::Status status = scanner_.ScanWindow(window.bytes, own_end, to, &neighbours_);
    if (!status.ok()) return status;
    all_.insert(all_.end(), neighbours_.findings.begin(), neighbours_.findings.end());
  }
  return absl::OkStatus();
}

// Keeps to the number of findings that are listed for one input.
void InputScan::Limit(Windows* windows, Coverage* coverage) {
  const uint64_t room = scanner_.options().max_findings - windows->listed;
  if (result_.findings.size() > room) {
    const uint64_t more = result_.findings.size() - room;
    coverage->findings_not_listed += more;
    result_.coverage.findings_not_listed += more;  // MakeRecords looks at it
    coverage->AddSkip(SkipReason::kFindingsCap, 0);
    result_.findings.resize(room);
  }
  windows->listed += result_.findings.size();
}

std::optional<Scanner::Deadline> InputScan::DeadlineOf(const Windows& windows) const {
  if (scanner_.options().max_time.count() <= 0) return std::nullopt;
  return windows.started + scanner_.options().max_time;
}

// If the scanner fails the window counts as skipped.
void InputScan::Window(const WindowReader::Window& window, std::string_view path, Windows* windows,
                       Outcome* outcome) {
  const uint64_t size = window.own_end - window.own_begin;
  absl::Status status =
      scanner_.ScanWindow(window.bytes, window.own_begin, window.own_end, &result_,
                          DeadlineOf(*windows));
  if (status.ok()) status = AddNeighbours(window);
  if (!status.ok()) {
    outcome->Skip(SkipReason::kUnreadable, size, 0);
    outcome->AddProblem(SkipReason::kUnreadable, path, MessageOf(status));
    windows->positions.Advance(window.bytes, window.offset, window.offset + window.own_end);
    return;
  }
  outcome->coverage.Add(result_.coverage);
  ToInputOffsets(window, &result_.findings);
  ToInputOffsets(window, &all_);
  if (!windows->early.empty()) {
    std::erase_if(result_.findings, [&](const Finding& f) {
      return std::any_of(windows->early.begin(), windows->early.end(), [&](const Span& span) {
        return span.start == f.start && span.end == f.end && span.rule == f.rule;
      });
    });
    std::erase_if(windows->early,
                  [&](const Span& span) { return span.start < window.offset + window.own_end; });
  }
  Limit(windows, &outcome->coverage);
  windows->positions.Locate(window.bytes, window.offset, result_.findings);
  MakeRecords(path, window.bytes, window.offset, false, outcome);
  windows->positions.Advance(window.bytes, window.offset, window.offset + window.own_end);
  progress_->Add({.bytes = size});
}

// The stream rests: what stands in whole lines is reported now, or a person who watches would wait
// for more input to see it. What later bytes could change is left to the window that will come: a
// block whose end is not there yet, and the line that is being written.
void InputScan::Early(const WindowReader::Window& window, std::string_view path, Windows* windows,
                      Outcome* outcome) {
  const size_t last_line = window.bytes.rfind('\n');
  if (last_line == std::string_view::npos || last_line + 1 <= window.own_begin) return;
  WindowReader::Window lines = window;
  lines.bytes = window.bytes.substr(0, last_line + 1);
  lines.own_end = lines.bytes.size();
  absl::Status status = scanner_.ScanWindow(lines.bytes, lines.own_begin, lines.own_end, &result_);
  if (status.ok()) status = AddNeighbours(lines);
  if (!status.ok()) return;  // the window itself will tell
  ToInputOffsets(window, &result_.findings);
  ToInputOffsets(window, &all_);
  std::erase_if(result_.findings, [&](const Finding& f) {
    return f.reasons.Has(Reason::kBlockTruncated) ||
           std::any_of(windows->early.begin(), windows->early.end(), [&](const Span& span) {
             return span.start == f.start && span.end == f.end && span.rule == f.rule;
           });
  });
  Coverage uncounted;
  Limit(windows, &uncounted);
  for (const Finding& f : result_.findings) windows->early.push_back({f.start, f.end, f.rule});
  windows->positions.Locate(window.bytes, window.offset, result_.findings);
  MakeRecords(path, lines.bytes, lines.offset, false, outcome);
}

void InputScan::ReadWindows(WindowReader* reader, std::string_view path, Windows* windows,
                            Outcome* outcome) {
  WindowReader::Window window;
  while (reader->Next(&window) == WindowReader::Event::kWindow) {
    Window(window, path, windows, outcome);
  }
}

// Counts what a reader did not give of the `expected` bytes.
void InputScan::Ended(const WindowReader& reader, uint64_t expected, std::string_view path,
                      Outcome* outcome) {
  const uint64_t missing = expected - std::min(expected, reader.decided());
  if (reader.error() != 0) {
    outcome->Skip(SkipReason::kUnreadable, missing, missing == 0 ? 1 : 0);
    outcome->AddProblem(SkipReason::kUnreadable, path, SystemMessage(reader.error()));
  } else if (reader.stopped()) {
    outcome->Skip(SkipReason::kUnreadable, missing, missing == 0 ? 1 : 0);
    outcome->incomplete = true;
  } else if (missing > 0) {
    outcome->Skip(SkipReason::kVanished, missing, 0);
    outcome->AddProblem(
        SkipReason::kVanished, path,
        "Became shorter while it was read: " + std::to_string(missing) + " bytes are missing");
  }
}

void InputScan::Large(const OpenedFile& file, std::string_view path, Outcome* outcome,
                      PartRunner* parts) {
  file_ = file.fd.get();
  std::array<char, kFirstBytes> first;
  const ReadOutcome got = ReadUpTo(file.fd.get(), first.data(), first.size(), 0);
  const LineCounter::Units units = DetectUnits(std::string_view(first.data(), got.size));
  Outcome own;
  if (parts != nullptr && file.size > options_.split_bytes) {
    Parts(file, path, units, &own, parts);
  } else {
    WindowReader reader(file.fd.get(), {.begin = 0, .end = file.size, .size = file.size},
                        WindowLimits(), &buffer_);
    Windows windows{units, Positions(units), 0, {}};
    ReadWindows(&reader, path, &windows, &own);
    Ended(reader, file.size, path, &own);
  }
  CountOnce(&own.coverage);
  own.coverage.inputs = 1;
  outcome->Take(&own);
}

void InputScan::Parts(const OpenedFile& file, std::string_view path, LineCounter::Units units,
                      Outcome* outcome, PartRunner* parts) {
  struct Result {
    Outcome outcome;
    uint64_t lines = 0;
  };
  const int fd = file.fd.get();
  // Borders at line ends, so that columns need no second thought; where a line is too long for
  // that, the part before takes it all.
  std::vector<uint64_t> borders = {0};
  {
    std::vector<char> before(kBorderSearch);
    const uint64_t step = std::max<uint64_t>(options_.part_bytes, kBorderSearch) / 2 * 2;
    for (uint64_t at = step; at + kBorderSearch < file.size; at += step) {
      const uint64_t from = at - kBorderSearch;
      const ReadOutcome got =
          ReadUpTo(fd, before.data(), before.size(), static_cast<int64_t>(from));
      const auto start = FindLineStart(std::string_view(before.data(), got.size), from, units);
      if (start.has_value() && *start > borders.back()) borders.push_back(*start);
    }
    borders.push_back(file.size);
  }
  std::vector<std::unique_ptr<Result>> results(borders.size() - 1);
  for (auto& result : results) result = std::make_unique<Result>();
  uint64_t lines = 0;
  const Scanner::Deadline started = std::chrono::steady_clock::now();
  const uint64_t max_findings = scanner_.options().max_findings;
  parts->ForEachPart(
      this, results.size(),
      [&](size_t i, InputScan* scan) {
        Result* result = results[i].get();
        scan->file_ = fd;
        WindowReader reader(fd, {.begin = borders[i], .end = borders[i + 1], .size = file.size},
                            scan->WindowLimits(), &scan->buffer_);
        Windows windows{units, Positions(units, borders[i]), 0, {}, started};
        scan->ReadWindows(&reader, path, &windows, &result->outcome);
        // Of a part that begins behind the end of a file that shrank, nothing is there.
        scan->Ended(reader, borders[i + 1], path, &result->outcome);
        result->lines = windows.positions.Lines();
      },
      [&](size_t i) {
        Result* result = results[i].get();
        for (Record& record : result->outcome.records) {
          record.line += lines;
          record.end_line += lines;
        }
        lines += result->lines;
        const uint64_t room =
            max_findings - std::min<uint64_t>(max_findings, outcome->records.size());
        if (result->outcome.records.size() > room) {
          result->outcome.coverage.findings_not_listed += result->outcome.records.size() - room;
          result->outcome.coverage.AddSkip(SkipReason::kFindingsCap, 0);
          result->outcome.records.erase(
              result->outcome.records.begin() + static_cast<ptrdiff_t>(room),
              result->outcome.records.end());
        }
        // One file that shrank is one problem, though several parts saw it.
        if (outcome->problem_count > 0) {
          result->outcome.problems.clear();
          result->outcome.problem_count = 0;
        }
        outcome->Take(&result->outcome);
        results[i].reset();
      });
}

void InputScan::Stream(int fd, std::string_view path, Outcome* outcome, const Deliver& deliver) {
  file_ = -1;
  // The units are known from the first bytes: they are in the first window, whichever kind it is.
  Windows windows{LineCounter::Units::kBytes, Positions(LineCounter::Units::kBytes), 0, {}};
  bool first = true;
  WindowReader reader(fd, WindowReader::Stream{}, WindowLimits(), &buffer_);
  WindowReader::Window window;
  bool go_on = true;
  uint64_t cap_inputs = 0;
  while (go_on) {
    const WindowReader::Event event = reader.Next(&window);
    if (event == WindowReader::Event::kEnd) break;
    if (first) {
      windows.units = DetectUnits(window.bytes.substr(0, kFirstBytes));
      windows.positions = Positions(windows.units);
      first = event == WindowReader::Event::kIdle && window.bytes.size() < kFirstBytes;
    }
    Outcome some;
    if (event == WindowReader::Event::kWindow) {
      Window(window, path, &windows, &some);
    } else if (windows.units == LineCounter::Units::kBytes) {
      Early(window, path, &windows, &some);
    }
    CountOnce(&some.coverage);
    Coverage::Skip& cap = some.coverage.skipped[static_cast<size_t>(SkipReason::kFindingsCap)];
    if (cap_inputs > 0) cap.inputs = 0;
    cap_inputs += cap.inputs;
    outcome->Take(&some);
    go_on = deliver(outcome, event == WindowReader::Event::kIdle);
  }
  ++outcome->coverage.inputs;
  Ended(reader, 0, path, outcome);
  progress_->Add({.files = 1});
}

}  // namespace weir
