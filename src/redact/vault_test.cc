#include "redact/vault.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "rules/rule.h"

namespace weir {
namespace {

class VaultTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/weir-vault-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
    path_ = folder_ + "/v";
    key_ = std::make_unique<VaultKey>(*VaultKey::Random());
    rule_.id = "some-key";
    rule_.secret_class = SecretClass::kCredential;
  }
  void TearDown() override {
    (void)unlink(path_.c_str());
    EXPECT_EQ(rmdir(folder_.c_str()), 0) << "something was left behind";
  }

  absl::StatusOr<std::unique_ptr<Vault>> Open(VaultOptions options = {.create = true}) {
    return Vault::Open(path_, *key_, std::move(options));
  }
  // The placeholder of a value, committed.
  std::string Put(std::string_view value, VaultOptions options = {.create = true}) {
    absl::StatusOr<std::unique_ptr<Vault>> vault = Open(std::move(options));
    EXPECT_TRUE(vault.ok()) << vault.status();
    if (!vault.ok()) return "";
    const std::string mark = (*vault)->PlaceholderFor(rule_, value);
    EXPECT_TRUE((*vault)->Commit().ok());
    return mark;
  }
  static VaultAnswer Find(const Vault& vault, std::string_view mark) {
    const std::optional<ParsedPlaceholder> parsed = ParsePlaceholder(mark);
    return parsed.has_value() ? vault.Find(*parsed) : VaultAnswer();
  }
  std::string Bytes() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void SetBytes(std::string_view bytes) const {
    std::ofstream file(path_, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  std::string folder_, path_;
  std::unique_ptr<VaultKey> key_;
  Rule rule_;
};

TEST_F(VaultTest, KeepsValuesFromOneOpeningToTheNext) {
  const std::string mark = Put("value-one"), other = Put("value-two");
  EXPECT_NE(mark, other);
  EXPECT_EQ(Put("value-one"), mark);
  absl::StatusOr<std::unique_ptr<Vault>> vault = Open({.read_only = true});
  ASSERT_TRUE(vault.ok()) << vault.status();
  EXPECT_EQ(Find(**vault, mark).value, "value-one");
  EXPECT_EQ(Find(**vault, other).value, "value-two");
  EXPECT_EQ((*vault)->size(), 2u);
  EXPECT_EQ(Bytes().find("value-one"), std::string::npos);
  EXPECT_EQ(Bytes().find("some-key"), std::string::npos);
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_FALSE((*vault)->Commit().ok());
}

TEST_F(VaultTest, EveryDamagedByteIsNoticedOrForgotten) {
  const std::string first = Put("value-one"), second = Put("value-two");
  const std::string whole = Bytes();
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ flip);
      SetBytes(bytes);
      absl::StatusOr<std::unique_ptr<Vault>> vault = Open({.read_only = true});
      if (!vault.ok()) continue;
      // Only the last frame can be taken for a write that was cut off.
      EXPECT_GT((*vault)->torn_bytes(), 0u) << at;
      EXPECT_EQ(Find(**vault, first).value, "value-one");
      EXPECT_EQ(Find(**vault, second).kind, VaultAnswer::Kind::kUnknown);
    }
  }
  for (size_t size = 0; size < whole.size(); ++size) {
    SetBytes(whole.substr(0, size));
    absl::StatusOr<std::unique_ptr<Vault>> vault = Open({.read_only = true});
    EXPECT_EQ(vault.ok(), size >= kVaultHeader) << size;
    if (vault.ok()) {
      EXPECT_NE(Find(**vault, second).kind, VaultAnswer::Kind::kFound);
    }
  }
}

TEST_F(VaultTest, FramesCannotBeMovedRepeatedOrBorrowed) {
  const std::string empty = (Put("value-1"), Bytes());
  Put("value-2");
  const std::string two = Bytes();
  Put("value-3");
  const std::string three = Bytes();
  const std::string frame1 = empty.substr(kVaultHeader), frame2 = two.substr(empty.size()),
                    frame3 = three.substr(two.size()), header = three.substr(0, kVaultHeader);
  for (const std::string& bytes :
       {header + frame2 + frame1 + frame3, header + frame1 + frame3 + frame3,
        header + frame1 + frame2 + frame2 + frame3, header + frame2 + frame3}) {
    SetBytes(bytes);
    EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
  }
  // From before a compaction.
  SetBytes(three);
  absl::StatusOr<std::unique_ptr<Vault>> vault = Open();
  ASSERT_TRUE(vault.ok());
  ASSERT_TRUE((*vault)->Purge(false).ok());
  const std::string compact = Bytes();
  SetBytes(compact.substr(0, kVaultHeader) + frame1 + frame2);
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(VaultTest, AnotherKeyOpensNothing) {
  Put("value-one");
  const VaultKey other = *VaultKey::Random();
  EXPECT_EQ(Vault::Open(path_, other).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(VaultTest, OldValuesGo) {
  const std::string mark = Put("value-one", {.create = true, .now = 1000});
  const auto kind = [&](uint64_t now) {
    VaultOptions options{.read_only = true, .max_age = std::chrono::seconds(100), .now = now};
    absl::StatusOr<std::unique_ptr<Vault>> vault = Open(options);
    return vault.ok() ? Find(**vault, mark).kind : VaultAnswer::Kind::kUnknown;
  };
  EXPECT_EQ(kind(1100), VaultAnswer::Kind::kFound);
  EXPECT_EQ(kind(1101), VaultAnswer::Kind::kExpired);
  EXPECT_EQ(kind(5), VaultAnswer::Kind::kFound);  // a clock that was set back
  // Masked again, it is young again.
  VaultOptions later{.max_age = std::chrono::seconds(100), .now = 1090};
  EXPECT_EQ(Put("value-one", later), mark);
  EXPECT_EQ(kind(1180), VaultAnswer::Kind::kFound);
  later.now = 2000;
  Put("value-two", later);
  EXPECT_EQ(kind(1090), VaultAnswer::Kind::kUnknown);
}

TEST_F(VaultTest, NeverRestoredValuesAreNotKept) {
  VaultOptions never{.create = true, .never_restore = {"credential"}};
  const std::string mark = Put("value-one", never);
  const size_t size = Bytes().size();
  EXPECT_EQ(Put("value-one", never), mark);
  EXPECT_EQ(Bytes().size(), size);
  {
    absl::StatusOr<std::unique_ptr<Vault>> vault = Open({.read_only = true});
    ASSERT_TRUE(vault.ok());
    EXPECT_EQ(Find(**vault, mark).kind, VaultAnswer::Kind::kNever);
    EXPECT_FALSE((*vault)->List()[0].restorable);
  }
  // Allowed later, it has the same placeholder and can be restored.
  EXPECT_EQ(Put("value-one"), mark);
  absl::StatusOr<std::unique_ptr<Vault>> vault = Open({.read_only = true});
  ASSERT_TRUE(vault.ok());
  EXPECT_EQ(Find(**vault, mark).value, "value-one");
}

TEST_F(VaultTest, AFullVaultMasksAndTells) {
  absl::StatusOr<std::unique_ptr<Vault>> vault = Open({.create = true, .max_entries = 2});
  ASSERT_TRUE(vault.ok());
  (*vault)->PlaceholderFor(rule_, "value-1");
  (*vault)->PlaceholderFor(rule_, "value-2");
  EXPECT_TRUE((*vault)->status().ok());
  const std::string mark = (*vault)->PlaceholderFor(rule_, "value-3");
  EXPECT_TRUE(ParsePlaceholder(mark).has_value());
  EXPECT_EQ((*vault)->status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE((*vault)->Commit().ok());
  EXPECT_EQ(Find(**vault, mark).kind, VaultAnswer::Kind::kUnknown);
  EXPECT_EQ((*vault)->size(), 2u);
}

TEST_F(VaultTest, TwoAtOnce) {
  absl::StatusOr<std::unique_ptr<Vault>> a = Open(), b = Open();
  ASSERT_TRUE(a.ok() && b.ok());
  const std::string one = (*a)->PlaceholderFor(rule_, "value-1");
  const std::string two = (*b)->PlaceholderFor(rule_, "value-2");
  EXPECT_EQ((*b)->PlaceholderFor(rule_, "value-1"), one);
  EXPECT_TRUE((*a)->Commit().ok());
  EXPECT_TRUE((*b)->Commit().ok());
  EXPECT_TRUE((*a)->Refresh().ok());
  EXPECT_EQ(Find(**a, two).value, "value-2");
  // One writes the file anew; the other goes on with the new one, and keeps what it had not written yet.
  const std::string three = (*b)->PlaceholderFor(rule_, "value-3");
  ASSERT_TRUE((*a)->Purge(false).ok());
  EXPECT_TRUE((*b)->Commit().ok());
  EXPECT_TRUE((*a)->Refresh().ok());
  for (const std::string& mark : {one, two, three}) {
    EXPECT_EQ(Find(**a, mark).kind, VaultAnswer::Kind::kFound);
    EXPECT_EQ(Find(**b, mark).kind, VaultAnswer::Kind::kFound);
  }
  // Another key than the one it was opened with ends it.
  ASSERT_TRUE((*a)->Rekey(*VaultKey::Random()).ok());
  (*b)->PlaceholderFor(rule_, "value-4");
  EXPECT_EQ((*b)->Commit().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(VaultTest, ManyValuesInFewFrames) {
  absl::StatusOr<std::unique_ptr<Vault>> vault = Open();
  ASSERT_TRUE(vault.ok());
  std::string last;
  for (int i = 0; i < 3000; ++i) {
    last = (*vault)->PlaceholderFor(rule_, "value-" + std::to_string(i) + std::string(1000, 'x'));
  }
  ASSERT_TRUE((*vault)->Commit().ok());
  EXPECT_FALSE((*vault)->HasUncommitted());
  vault = Open({.read_only = true});
  ASSERT_TRUE(vault.ok());
  EXPECT_EQ((*vault)->size(), 3000u);
  EXPECT_EQ(Find(**vault, last).value.size(), 1010u);
}

TEST(VaultKey, Texts) {
  const std::string hex = VaultKey::Random()->Hex();
  EXPECT_EQ(hex.size(), 64u);
  EXPECT_EQ(VaultKey::FromText(" " + hex + "\r\n")->Hex(), hex);
  for (const std::string& bad : {std::string(), hex.substr(1), hex + "0", std::string(64, 'g')}) {
    EXPECT_EQ(VaultKey::FromText(bad).status().code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_FALSE(VaultKey::Load("env:WEIR_NO_SUCH_VARIABLE").ok());
  EXPECT_FALSE(VaultKey::Load("keyring:weir-no-such-key").ok());
  EXPECT_FALSE(VaultKey::Load(std::string_view("a\0b", 3)).ok());
}

}  // namespace
}  // namespace weir
