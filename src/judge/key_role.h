// KeyIsFor: does a name say that its value IS the secret, not something about it?
//
//   KeyIsFor("db_password", "password")         true
//   KeyIsFor("PASSWORD_PROD", "password")       true: tells which one
//   KeyIsFor("password_file", "password")       false: a file
//   KeyIsFor("CloudWatchAPIKeyAccess", "api_key") false
//
// The word must be what the name ends with, but for suffixes that only tell which secret it is (an
// environment, a number) or how it is written (base64, value). KeyNames() (assignment.h) must hold too.
// Cost: linear in the name. Threads: pure.
#ifndef WEIR_JUDGE_KEY_ROLE_H_
#define WEIR_JUDGE_KEY_ROLE_H_

#include <string_view>

namespace weir {

bool KeyIsFor(std::string_view key, std::string_view word);

// Names of values that open nothing, though they are called tokens: places in a list (nextToken, page_token), versions
// (ChangeToken), and what makes a request happen once. And names of types: AWS::SecretsManager::Secret.
bool SaysNoSecret(std::string_view key);

}  // namespace weir

#endif  // WEIR_JUDGE_KEY_ROLE_H_
