#include "judge/key_role.h"

#include "gtest/gtest.h"

namespace weir {
namespace {

TEST(KeyRole, Table) {
  const struct {
    const char* key;
    const char* word;
    bool want;
  } rows[] = {
      {"password", "password", true},
      {"DB_PASSWORD", "password", true},
      {"db.password", "password", true},
      {"userPassword", "password", true},
      {"PASSWORD_PROD", "password", true},
      {"password2", "password", true},
      {"password_value_b64", "password", true},
      {"client-secret", "client_secret", true},
      {"password_file", "password", false},
      {"passwordHash", "password", false},
      {"PASSWORD_INCORRECT", "password", false},
      {"GL_STENCIL_PASS_DEPTH_FAIL", "pass", false},
      {"CloudWatchAPIKeyAccess", "api_key", false},
      {"/etc/passwd", "passwd", false},
      {"tmp_secret_keyring", "secret", false},
      {"username", "password", false},
      {"nextToken", "token", false},
      {"NextLockToken", "token", false},
      {"page_token", "token", false},
      {"session_token", "token", true},
      {"AWS::SecretsManager::Secret", "secret", false},
      // A word of another alphabet, by its end.
      {"\xD0\x9F\xD0\xB0\xD1\x80\xD0\xBE", "\xD0\xB0\xD1\x80\xD0\xBE", true},
      {"\xD0\xB0\xD1\x80\xD0\xBE_file", "\xD0\xB0\xD1\x80\xD0\xBE", false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(KeyIsFor(row.key, row.word), row.want) << row.key << " for " << row.word;
  }
}

}  // namespace
}  // namespace weir
