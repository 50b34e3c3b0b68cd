#include "hs_literals.h"

#include <hs/hs.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace weir {
namespace {

constexpr size_t kLength = 8;
constexpr size_t kStep = 64 * 1024;

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "hs_literals: %s\n", what);
  std::exit(2);
}

int Count(unsigned, unsigned long long, unsigned long long, unsigned, void* context) {
  ++*static_cast<uint64_t*>(context);
  return 0;
}

uint64_t ScanAll(const hs_database* database, hs_scratch* scratch, std::string_view text) {
  uint64_t hits = 0;
  for (size_t at = 0; at < text.size(); at += kStep) {
    const auto size = static_cast<unsigned>(std::min(kStep, text.size() - at));
    if (hs_scan(database, text.data() + at, size, 0, scratch, &Count, &hits) != HS_SUCCESS) {
      Die("hs_scan failed");
    }
  }
  return hits;
}

}  // namespace

bool Literals::Compile(size_t count, unsigned long long seed) {
  std::vector<std::string> texts(count);
  uint64_t state = seed;
  for (std::string& text : texts) {
    for (size_t i = 0; i < kLength; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      text += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"[(state >> 33) % 62];
    }
  }
  std::vector<const char*> pointers;
  std::vector<unsigned> flags(count, 0), ids;
  for (const std::string& text : texts) {
    ids.push_back(static_cast<unsigned>(pointers.size()));
    pointers.push_back(text.c_str());
  }
  hs_compile_error_t* error = nullptr;
  return hs_compile_multi(pointers.data(), flags.data(), ids.data(), static_cast<unsigned>(count),
                          HS_MODE_BLOCK, nullptr, &database_, &error) == HS_SUCCESS;
}

Literals::Literals(size_t count, std::string_view text) {
  for (unsigned long long seed = 1; seed < 20; ++seed) {
    if (!Compile(count, seed) || hs_alloc_scratch(database_, &scratch_) != HS_SUCCESS) break;
    if (ScanAll(database_, scratch_, text) == 0) return;
    hs_free_database(database_);
    database_ = nullptr;
  }
  Die("no set of literals could be made that does not occur");
}

Literals::~Literals() {
  hs_free_scratch(scratch_);
  hs_free_database(database_);
}

void Literals::Scan(std::string_view text) const {
  if (ScanAll(database_, scratch_, text) != 0) Die("a literal occurred that should not");
}

}  // namespace weir
