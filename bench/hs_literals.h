// A yardstick for matching: a Hyperscan database of literals that never occur in what is scanned.
//
//   Literals literals(1000, text);          // random letters and digits, 8 bytes each, none of
//   them in `text` literals.Scan(text);                    // in blocks of 64 KiB, as the engine
//   works
//
// It is about the least that any scanner for a thousand things must do, in the library that is best
// at it. Built for the machine it runs on. Not thread-safe. Ends the program with a message if
// Hyperscan fails: a benchmark without its yardstick says nothing.
#ifndef WEIR_BENCH_HS_LITERALS_H_
#define WEIR_BENCH_HS_LITERALS_H_

#include <cstddef>
#include <string_view>

struct hs_database;
struct hs_scratch;

namespace weir {

class Literals {
 public:
  Literals(size_t count, std::string_view text);
  ~Literals();
  Literals(const Literals&) = delete;
  Literals& operator=(const Literals&) = delete;

  void Scan(std::string_view text) const;

 private:
  bool Compile(size_t count, unsigned long long seed);

  hs_database* database_ = nullptr;
  hs_scratch* scratch_ = nullptr;
};

}  // namespace weir

#endif  // WEIR_BENCH_HS_LITERALS_H_
