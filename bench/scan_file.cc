// The whole engine on bytes in memory, beside a database of literals, on one thread.
//
//   bench_scan_file [--rounds N] [--messages] [--alone] INPUT...
//   bench_scan_file --print INPUT...                    only prints the text
//
// INPUT is a file, or @FAMILY:SIZE for a text made up by scan/benchmark_texts.h (@soup:1048576), or
// @repeat:TEXT:SIZE for TEXT again and again, or @vary:TEXT:SIZE for TEXT with a few random letters
// and a separator behind it each time, so that nothing repeats. Prints one JSON line an input:
// bytes, findings, and the best of N rounds of Scanner::Scan and of 1,000 literals that do not
// occur, in processor seconds of the thread, taken in turn so that both see the same machine. With
// --messages the input is cut into messages of 200 B to 4 KB, 1.3 KB on average, at random places,
// and the time is that of scanning each.
// --alone leaves the literals out: for a profiler.
// The findings of every round are compared with those of the first: a wrong answer has no speed.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hs_literals.h"
#include "scan/benchmark_texts.h"
#include "scan/catalogue_for_test.h"
#include "scan/scanner.h"

namespace weir {
namespace {

constexpr size_t kLiterals = 1000;
constexpr size_t kMessages = 4096;
constexpr double kLeastMessage = 200, kMostMessage = 4096;

double ThreadSeconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

[[noreturn]] void Die(std::string_view what, std::string_view on) {
  std::fprintf(stderr, "bench_scan_file: %.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(on.size()), on.data());
  std::exit(2);
}

std::string Read(const char* path) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stat info;
  if (fd < 0 || fstat(fd, &info) != 0) Die("cannot read", path);
  std::string bytes(static_cast<size_t>(info.st_size), '\0');
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t n = read(fd, bytes.data() + done, bytes.size() - done);
    if (n <= 0) Die("cannot read", path);
    done += static_cast<size_t>(n);
  }
  close(fd);
  return bytes;
}

std::string Input(const BenchmarkTexts& texts, std::string_view name) {
  if (!name.starts_with('@')) return Read(std::string(name).c_str());
  const size_t colon = name.rfind(':');
  if (colon == std::string_view::npos) Die("no size", name);
  const size_t size = std::strtoull(std::string(name.substr(colon + 1)).c_str(), nullptr, 10);
  const std::string_view family = name.substr(1, colon - 1);
  std::string text;
  if (family.starts_with("repeat:") && family.size() > 7) {
    while (text.size() < size) text += family.substr(7);
    text.resize(size);
  } else if (family.starts_with("vary:")) {
    uint64_t state = 1;
    while (text.size() < size) {
      text += family.substr(5);
      for (uint64_t n = 1 + NextRandom(&state) % 6; n > 0; --n) {
        text +=
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"[NextRandom(&state) %
                                                                             62];
      }
      text += " \n\"',;"[NextRandom(&state) % 6];
    }
    text.resize(size);
  } else {
    text = texts.Make(family, size);
  }
  if (text.empty()) Die("unknown family", name);
  return text;
}

std::vector<std::string_view> Cut(std::string_view text) {
  std::vector<std::string_view> messages;
  uint64_t state = 1;
  for (size_t i = 0; i < kMessages; ++i) {
    // Uniform in the logarithm: mean 1.29 KB.
    const double share = static_cast<double>(NextRandom(&state) >> 11) * 0x1p-53;
    const auto size =
        static_cast<size_t>(kLeastMessage * std::pow(kMostMessage / kLeastMessage, share));
    if (text.size() < size) Die("too small for messages", "");
    messages.push_back(text.substr(NextRandom(&state) % (text.size() - size + 1), size));
  }
  return messages;
}

uint64_t ScanAll(const Scanner& scanner, const std::vector<std::string_view>& parts,
                 ScanResult* result) {
  uint64_t findings = 0;
  for (std::string_view part : parts) {
    if (absl::Status status = scanner.Scan({.bytes = part}, result); !status.ok()) {
      Die("scan failed", std::string(status.message()));
    }
    findings += result->findings.size() + result->coverage.findings_not_listed;
    if (!result->coverage.Balanced()) Die("coverage does not add up", "");
  }
  return findings;
}

void Measure(const Scanner& scanner, std::string_view name, const std::string& text, int rounds,
             bool messages, bool alone) {
  const std::vector<std::string_view> parts =
      messages ? Cut(text) : std::vector<std::string_view>{text};
  std::optional<Literals> literals;
  if (!alone) literals.emplace(kLiterals, text);
  ScanResult result;
  const uint64_t findings = ScanAll(scanner, parts, &result);
  double scan = std::numeric_limits<double>::max(), yardstick = scan;
  for (int i = 0; i < rounds; ++i) {
    const double a = ThreadSeconds();
    const uint64_t again = ScanAll(scanner, parts, &result);
    const double b = ThreadSeconds();
    for (std::string_view part : parts) {
      if (literals) literals->Scan(part);
    }
    const double c = ThreadSeconds();
    if (again != findings) Die("two scans of the same bytes differ", name);
    scan = std::min(scan, b - a);
    yardstick = std::min(yardstick, c - b);
  }
  size_t bytes = 0;
  for (std::string_view part : parts) bytes += part.size();
  std::printf(
      "{\"bytes\": %zu, \"parts\": %zu, \"findings\": %llu, \"scan_s\": %.9f, \"literals_s\": "
      "%.9f}\n",
      bytes, parts.size(), static_cast<unsigned long long>(findings), scan, yardstick);
  std::fflush(stdout);
}

int Main(int argc, char** argv) {
  int rounds = 15;
  bool messages = false, alone = false, print = false;
  std::vector<std::string_view> inputs;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "--rounds" && i + 1 < argc)
      rounds = std::atoi(argv[++i]);
    else if (arg == "--messages")
      messages = true;
    else if (arg == "--alone")
      alone = true;
    else if (arg == "--print")
      print = true;
    else
      inputs.push_back(arg);
  }
  const std::vector<RuleDef> catalogue = LoadCatalogueForTest();
  const BenchmarkTexts texts(catalogue);
  for (std::string_view input : inputs) {
    if (!print) break;
    const std::string text = Input(texts, input);
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) Die("cannot print", input);
  }
  if (print) return std::fflush(stdout) == 0 ? 0 : 2;
  absl::StatusOr<std::shared_ptr<const Ruleset>> ruleset = Ruleset::Default();
  if (!ruleset.ok()) Die("no rules", std::string(ruleset.status().message()));
  const Scanner scanner(*ruleset);
  for (std::string_view input : inputs) {
    Measure(scanner, input, Input(texts, input), rounds, messages, alone);
  }
  return 0;
}

}  // namespace
}  // namespace weir

int main(int argc, char** argv) { return weir::Main(argc, argv); }
