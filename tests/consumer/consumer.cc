// The C++ API as a user would call it: reads a text from standard input, prints what was found, and checks that
// what is masked comes back. argv[1]: a folder for a vault.
#include <cstdio>
#include <string>

#include "api/weir.hpp"

namespace {

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::string text;
  char piece[4096];
  while (const size_t got = std::fread(piece, 1, sizeof piece, stdin)) text.append(piece, got);

  auto ruleset = weir::Ruleset::Default();
  if (!ruleset.ok()) return Fail(ruleset.status());
  const weir::Scanner scanner(*ruleset);
  weir::ScanResult result;
  if (absl::Status status = scanner.Scan({.bytes = text}, &result); !status.ok()) return Fail(status);
  for (const weir::Finding& f : result.findings) {
    std::printf("%s %lu %lu\n", std::string(f.rule->id).c_str(), static_cast<unsigned long>(f.start),
                static_cast<unsigned long>(f.end));
  }

  auto key = weir::VaultKey::Random();
  if (!key.ok()) return Fail(key.status());
  auto vault = weir::Vault::Open(std::string(argv[1]) + "/cpp.vault", *key, {.create = true});
  if (!vault.ok()) return Fail(vault.status());
  weir::Masker masker({}, vault->get());
  weir::Redactor redactor(scanner, &masker, nullptr);
  std::string masked, restored;
  if (absl::Status status = redactor.RedactWhole(text, &masked); !status.ok()) return Fail(status);
  if (absl::Status status = (*vault)->Commit(); !status.ok()) return Fail(status);
  weir::Restorer restorer(vault->get());
  restorer.Push(masked, &restored);
  restorer.Finish(&restored);
  return restored == text && (masked != text) == !result.findings.empty() ? 0 : 1;
}
