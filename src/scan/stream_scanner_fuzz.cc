// However a text is cut, a stream finds what Scan finds in the whole, releases the text byte for byte, and never
// before a finding in it is told. The first bytes of the input say how it is cut.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "scan/stream_scanner.h"

namespace {

void Require(bool holds) {
  if (!holds) abort();
}

const weir::Scanner& TheScanner() {
  static const weir::Scanner* scanner = [] {
    auto ruleset = weir::Ruleset::Default();
    Require(ruleset.ok());
    weir::ScanOptions options;
    options.views = false;
    options.min_confidence = weir::Confidence::kLow;
    options.max_findings = UINT64_MAX >> 1;  // a stream counts none out
    return new weir::Scanner(*ruleset, options);
  }();
  return *scanner;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kCuts = 4;
  if (size < kCuts || size > (64 << 10)) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + kCuts, size - kCuts);
  weir::ScanResult whole;
  Require(TheScanner().Scan({.bytes = text}, &whole).ok());

  static weir::StreamScanner* stream = new weir::StreamScanner(TheScanner());
  weir::StreamStep step;
  stream->Reset();
  std::string out;
  size_t seen = 0;
  auto take = [&](const absl::Status& status) {
    Require(status.ok());
    const uint64_t before = out.size();
    out += stream->Released();
    Require(out.size() == step.released_to && step.capped.empty());
    for (const weir::Finding& f : step.findings) {
      Require(f.start >= before && f.end <= out.size());
      Require(seen < whole.findings.size());
      const weir::Finding& w = whole.findings[seen++];
      Require(f.start == w.start && f.end == w.end && f.rule == w.rule && f.confidence == w.confidence &&
              f.reasons.bits() == w.reasons.bits());
    }
  };
  // The lengths of the pieces, again and again; a zero is a piece of 1 KiB.
  size_t at = 0;
  for (size_t i = 0; at < text.size(); ++i) {
    const size_t length = data[i % kCuts] == 0 ? 1024 : data[i % kCuts];
    const size_t piece = std::min(length, text.size() - at);
    take(stream->Push(text.substr(at, piece), &step));
    at += piece;
  }
  take(stream->Finish(&step));
  Require(out == text && seen == whole.findings.size());
  return 0;
}
