#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "report/record.h"
#include "report/test_util.h"

namespace weir {
namespace {

namespace fs = std::filesystem;

// A home folder of the test's own, and the environment as it was afterwards.
class FingerprintKeyTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "weir-key-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    home_ = name;
    for (const char* variable : {"HOME", "XDG_CONFIG_HOME", "WEIR_FINGERPRINT_KEY"}) {
      const char* value = std::getenv(variable);
      if (value != nullptr) before_.emplace_back(variable, value);
      unsetenv(variable);
    }
    setenv("HOME", home_.c_str(), 1);
  }
  void TearDown() override {
    for (const char* variable : {"HOME", "XDG_CONFIG_HOME", "WEIR_FINGERPRINT_KEY"})
      unsetenv(variable);
    for (const auto& [variable, value] : before_) setenv(variable.c_str(), value.c_str(), 1);
    fs::permissions(home_, fs::perms::owner_all);
    fs::remove_all(home_);
  }
  std::string File() const { return home_ + "/.config/weir/fingerprint.key"; }
  static FingerprintKey Load() {
    absl::StatusOr<FingerprintKey> key = LoadFingerprintKey();
    EXPECT_TRUE(key.ok()) << key.status();
    return key.ok() ? *key : FingerprintKey();
  }
  static std::string Print(const FingerprintKey& key) { return Fingerprint(key, "rule", "value"); }
  void Put(const std::string& text) {
    fs::create_directories(fs::path(File()).parent_path());
    std::ofstream(File()) << text;
    fs::permissions(File(), fs::perms::owner_read | fs::perms::owner_write);
  }

  std::string home_;
  std::vector<std::pair<std::string, std::string>> before_;
};

TEST_F(FingerprintKeyTest, IsMadeOnceAndKept) {
  const FingerprintKey first = Load(), second = Load();
  EXPECT_FALSE(first.is_ephemeral);
  EXPECT_EQ(first.problem, "");
  EXPECT_EQ(Print(first), Print(second));
  struct stat info;
  ASSERT_EQ(stat(File().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600u);
  ASSERT_EQ(stat((home_ + "/.config/weir").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0700u);
  size_t files = 0;
  for (const auto& entry : fs::directory_iterator(home_ + "/.config/weir")) {
    (void)entry;
    ++files;
  }
  EXPECT_EQ(files, 1u) << "no temporary file is left";
}

TEST_F(FingerprintKeyTest, TheFilesTextInTheVariableIsTheSameKey) {
  const FingerprintKey from_file = Load();
  std::ifstream file(File());
  std::string text;
  std::getline(file, text);
  ASSERT_EQ(text.size(), 64u);
  setenv("WEIR_FINGERPRINT_KEY", text.c_str(), 1);
  setenv("HOME", "/nonexistent", 1);
  const FingerprintKey from_variable = Load();
  EXPECT_FALSE(from_variable.is_ephemeral);
  EXPECT_EQ(Print(from_file), Print(from_variable));
  setenv("WEIR_FINGERPRINT_KEY", "another text", 1);
  EXPECT_NE(Print(Load()), Print(from_file));
}

TEST_F(FingerprintKeyTest, XdgFolderComesFirst) {
  setenv("XDG_CONFIG_HOME", (home_ + "/xdg").c_str(), 1);
  EXPECT_FALSE(Load().is_ephemeral);
  EXPECT_TRUE(fs::exists(home_ + "/xdg/weir/fingerprint.key"));
  EXPECT_FALSE(fs::exists(File()));
  setenv("XDG_CONFIG_HOME", "relative", 1);
  EXPECT_FALSE(Load().is_ephemeral);
  EXPECT_TRUE(fs::exists(File())) << "a relative XDG_CONFIG_HOME does not count";
}

TEST_F(FingerprintKeyTest, FirstRunsAtTheSameTimeAgree) {
  std::vector<std::string> prints(8);
  std::vector<std::thread> threads;
  for (std::string& print : prints) threads.emplace_back([&print] { print = Print(Load()); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& print : prints) EXPECT_EQ(print, prints[0]);
}

TEST_F(FingerprintKeyTest, NoHomeMeansAKeyOfThisRun) {
  for (const char* home : {"", "relative", "/nonexistent/home", "/dev/null"}) {
    setenv("HOME", home, 1);
    const FingerprintKey first = Load(), second = Load();
    EXPECT_TRUE(first.is_ephemeral) << home;
    EXPECT_NE(first.problem, "") << home;
    EXPECT_NE(Print(first), Print(second)) << home;
  }
  unsetenv("HOME");
  EXPECT_TRUE(Load().is_ephemeral);
}

TEST_F(FingerprintKeyTest, WhatOthersCouldHavePutThereIsNotUsed) {
  Put(Generated(64));
  EXPECT_FALSE(Load().is_ephemeral);
  chmod(File().c_str(), 0622);
  EXPECT_TRUE(Load().is_ephemeral) << "others can write the file";
  chmod(File().c_str(), 0600);
  chmod((home_ + "/.config/weir").c_str(), 0777);
  EXPECT_TRUE(Load().is_ephemeral) << "others can write the folder";
  chmod((home_ + "/.config/weir").c_str(), 0700);
  EXPECT_FALSE(Load().is_ephemeral);

  fs::rename(File(), home_ + "/elsewhere");
  fs::create_symlink(home_ + "/elsewhere", File());
  EXPECT_TRUE(Load().is_ephemeral) << "a link";
  fs::remove(File());
  fs::create_directory(File());
  EXPECT_TRUE(Load().is_ephemeral) << "a folder";
  fs::remove(File());
  ASSERT_EQ(mkfifo(File().c_str(), 0600), 0);
  EXPECT_TRUE(Load().is_ephemeral) << "a FIFO";
}

TEST_F(FingerprintKeyTest, ABrokenFileIsToldAndKept) {
  for (const std::string& text : {std::string(), std::string("short\n"), std::string(5000, 'x')}) {
    Put(text);
    const FingerprintKey key = Load();
    EXPECT_TRUE(key.is_ephemeral);
    EXPECT_NE(key.problem.find("fingerprint.key"), std::string::npos);
    EXPECT_EQ(fs::file_size(File()), text.size());
  }
}

TEST(Fingerprint, DependsOnKeyRuleAndSecretOnly) {
  const std::string print = Fingerprint(TestKey(1), "rule-a", "value");
  EXPECT_EQ(print.size(), 32u);
  EXPECT_EQ(print.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(print, Fingerprint(TestKey(1), "rule-a", "value"));
  EXPECT_NE(print, Fingerprint(TestKey(2), "rule-a", "value"));
  EXPECT_NE(print, Fingerprint(TestKey(1), "rule-b", "value"));
  EXPECT_NE(print, Fingerprint(TestKey(1), "rule-a", "valuf"));
  EXPECT_NE(print, Fingerprint(TestKey(1), "rule-av", "alue"))
      << "the border between the two counts";
}

// RFC 4231, test case 1 (key of 20 bytes 0x0b) cannot be expressed with a 32-byte key; this one is
// HMAC-SHA-256 of "ab" 0x00 "cd" under 32 bytes 0x07, computed with Python's hmac module.
TEST(Fingerprint, IsHmacSha256) {
  EXPECT_EQ(Fingerprint(TestKey(7), "ab", "cd"), "0e1d714abd8de7cf4f9528c32e905adb");
}

}  // namespace
}  // namespace weir
