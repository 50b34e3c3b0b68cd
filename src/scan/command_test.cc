// Command lines and seed phrases, through the whole engine.
#include <gtest/gtest.h>

#include <string>

#include "judge/checksum.h"
#include "scan/scanner.h"

namespace weir {
namespace {

// What is found of a class in a text, as "rule secret".
std::string Found(std::string_view text, Confidence least = Confidence::kMedium) {
  static const auto* ruleset = new std::shared_ptr<const Ruleset>(*Ruleset::Default());
  static const auto* low = new Scanner(*ruleset, {.min_confidence = Confidence::kLow});
  ScanResult result;
  EXPECT_TRUE(low->Scan({text}, &result).ok());
  std::string out;
  for (const Finding& f : result.findings) {
    if (f.confidence < least) continue;
    if (!out.empty()) out += ", ";
    out += std::string(f.rule->id) + " " + std::string(text.substr(f.start, f.end - f.start));
  }
  return out;
}

const std::string kWord = std::string("tQ7vLm") + "2xRw9k";

TEST(Commands, OptionsWithACredential) {
  const std::string user = "command-line-user-password " + kWord, password = "command-line-password " + kWord;
  for (const auto& [line, want] : {
           std::pair("curl -u jan:% https://h.corp/", user),
           std::pair("curl -s --user 'jan:%' https://h.corp/", user),
           std::pair("curl --user=jan:% https://h.corp/", user),
           std::pair("/usr/bin/curl -ujan:% https://h.corp/", user),
           std::pair("smbclient //nas/share -U jan%%", user),
           std::pair("mysql -h db -u root -p% orders", password),
           std::pair("mysqldump -uroot -p'%' --all", password),
           std::pair("sudo sshpass -p % ssh root@h", password),
           std::pair("docker login -u jan -p % registry", password),
           std::pair("docker login -u jan \\\n  -p % registry", password),
           std::pair("RUN cd /x && redis-cli -a % ping", password),
           std::pair("{\"cmd\": \"mongosh -u admin -p % db\"}", password),
           std::pair("sqlcmd -S db -U sa -P % -Q x", password),
       }) {
    std::string text = line;
    text.replace(text.rfind('%'), 1, kWord);
    EXPECT_EQ(Found(text), want) << text;
  }
}

TEST(Commands, PromptsVariablesAndOtherOptionsAreNone) {
  for (std::string_view line : {
           "mysql -u root -p orders", "mysql -u root -p$DB_PASS x", "mysql -u root -p\"${DB_PASS}\" x",
           "mysql -u root -p<password> x", "mkdir -p /var/lib/tQ7vLm2xRw9k", "docker run -p 8080:80 image",
           "docker login -u jan -p \"${{ secrets.PW }}\" r", "sshpass -p {{ password }} ssh x", "ssh -p 2222 host",
           "curl -u $USER:$PASS https://h", "curl -u user:password https://h", "curl -u jan: https://h",
           "curl -u jan:$(cat pw) https://h", "ssh-keygen -t rsa -N \"\" -f key", "patch -p1 < tQ7vLm2xRw9k",
           "mongo -u admin -p --authenticationDatabase admin", "git push -u origin/main:tQ7vLm2xRw9k",
           "mysql x; mkdir -p tQ7vLm2xRw9k", "mysql\nmkdir -ptQ7vLm2xRw9k",
       }) {
    EXPECT_EQ(Found(line), "") << line;
  }
}

std::string Phrase(uint64_t seed) { return FindValidator("bip39")->make("x", seed); }

std::string With(std::string phrase, std::string_view between, bool numbers = false) {
  std::string out;
  int n = 0;
  for (size_t begin = 0; begin < phrase.size();) {
    const size_t end = std::min(phrase.find(' ', begin), phrase.size());
    if (n++ > 0) out += between;
    if (numbers) out += std::to_string(n) + ". ";
    out += phrase.substr(begin, end - begin);
    begin = end + 1;
  }
  return out;
}

TEST(SeedPhrases, AreFoundHoweverTheyAreWritten) {
  for (uint64_t seed = 1; seed < 40; ++seed) {
    const std::string phrase = Phrase(seed);
    EXPECT_EQ(Found("keep " + std::string(seed, '-') + "\n" + phrase + "\n"), "crypto-seed-phrase " + phrase);
    EXPECT_EQ(Found("MNEMONIC=\"" + phrase + "\"\n"), "crypto-seed-phrase " + phrase);
    EXPECT_EQ(Found("my seed phrase " + phrase + " is here\n"), "crypto-seed-phrase " + phrase);
    const std::string array = With(phrase, "\", \"");
    EXPECT_EQ(Found("{\"words\": [\"" + array + "\"]}"), "crypto-seed-phrase " + array);
    const std::string list = With(phrase, "\n", /*numbers=*/true);
    EXPECT_EQ(Found(list + "\n"), "crypto-seed-phrase " + list.substr(3));
  }
}

TEST(SeedPhrases, WithoutTheChecksumTheyAreNone) {
  std::string phrase = Phrase(7);
  const size_t last = phrase.rfind(' ');
  int wrong = 0;
  for (const char* word : {"abandon", "zoo", "wallet", "march", "tiger", "young"}) {
    wrong += Found("the words " + phrase.substr(0, last + 1) + word, Confidence::kMedium).empty() ? 1 : 0;
  }
  EXPECT_GE(wrong, 4);  // one word in sixteen is right by chance
  std::string zoo = "zoo";
  for (int i = 0; i < 10; ++i) zoo += " zoo";
  EXPECT_EQ(Found("seed: " + zoo + " wrong"), "");  // the standard's own
  EXPECT_EQ(Found("seed: " + With(phrase, "; ")), "");
}

}  // namespace
}  // namespace weir
