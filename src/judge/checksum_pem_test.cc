#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "judge/checksum.h"
#include "judge/codec.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr std::string_view kLabels[] = {
    "RSA PRIVATE KEY",     "PRIVATE KEY",           "EC PRIVATE KEY",       "DSA PRIVATE KEY",
    "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PGP PRIVATE KEY BLOCK"};

Validity Check(std::string_view block) { return FindValidator("pem")->check(block); }

std::string Begin(std::string_view label) { return Cat("-----", "BEGIN ", label, "-----"); }
std::string End(std::string_view label) { return Cat("-----", "END ", label, "-----"); }

std::string Made(std::string_view label) {
  return FindValidator("pem")->make(Cat(Begin(label), "\nx\n", End(label)), 5);
}

std::string Replaced(std::string text, std::string_view what, std::string_view with) {
  std::string out;
  for (size_t at = 0;;) {
    const size_t next = text.find(what, at);
    out += text.substr(at, next - at);
    if (next == std::string::npos) return out;
    out += with;
    at = next + what.size();
  }
}

TEST(Pem, MadeBlocksAreValidInEveryDress) {
  for (std::string_view label : kLabels) {
    const std::string block = Made(label);
    ASSERT_FALSE(block.empty()) << label;
    EXPECT_EQ(Check(block), Validity::kValid) << label;
    for (std::string_view line_end :
         {"\r\n", "\\n", "\\r\\n", "\\\\n", "\n    ", "\\n\" +\n  \"", "\\\n"}) {
      EXPECT_EQ(Check(Replaced(block, "\n", line_end)), Validity::kValid)
          << label << " with " << EncodeHex(line_end);
    }
  }
}

TEST(Pem, OneLineWithBlanks) {
  std::string block = Made("PRIVATE KEY");
  EXPECT_EQ(Check(Replaced(block, "\n", " ")), Validity::kValid);
}

TEST(Pem, TruncatedIsUnknownUnlessItDoesNotBeginAsAKey) {
  for (std::string_view label : kLabels) {
    const std::string block = Made(label);
    for (size_t size = block.find('\n') + 1; size < block.size() - 30; size += 37) {
      EXPECT_EQ(Check(block.substr(0, size)), Validity::kUnknown) << label << " " << size;
    }
  }
  EXPECT_EQ(Check(Cat(Begin("PRIVATE KEY"), "\n", EncodeBase64(std::string(90, 'k')))),
            Validity::kInvalid);
}

TEST(Pem, DrawingsAreInvalid) {
  const std::string label = "PRIVATE KEY";
  EXPECT_EQ(Check(Cat(Begin(label), "\nMIIE\n", End(label))), Validity::kInvalid);
  EXPECT_EQ(Check(Cat(Begin(label), "\nMIIE...\n", End(label))), Validity::kInvalid);
  EXPECT_EQ(Check(Cat(Begin(label), "\n", End(label))), Validity::kInvalid);
  EXPECT_EQ(Check(Cat(Begin(label), "\n", EncodeBase64(std::string(900, 'k')), "\n", End(label))),
            Validity::kInvalid);
}

TEST(Pem, HeadersOfOldEncryptionAreRead) {
  const std::string label = "RSA PRIVATE KEY";
  std::string body;
  for (int i = 0; i < 12; ++i)
    body += EncodeBase64(std::string(48, static_cast<char>('a' + i))) + "\n";
  const std::string plain = Cat(Begin(label), "\n", body, End(label));
  const std::string encrypted = Cat(
      Begin(label), "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF\n\n", body, End(label));
  EXPECT_EQ(Check(plain), Validity::kInvalid);
  EXPECT_EQ(Check(encrypted), Validity::kValid);
}

TEST(Pem, ArmourSumIsChecked) {
  const std::string block = Made("PGP PRIVATE KEY BLOCK");
  const size_t sum = block.find("\n=") + 2;
  std::string wrong = block;
  wrong[sum] = wrong[sum] == 'A' ? 'B' : 'A';
  EXPECT_EQ(Check(wrong), Validity::kInvalid);
  std::string without = block;
  without.erase(sum - 1, 6);
  EXPECT_EQ(Check(without), Validity::kValid);
}

}  // namespace
}  // namespace weir
