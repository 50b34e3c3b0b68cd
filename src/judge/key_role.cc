#include "judge/key_role.h"

#include <array>

#include "absl/strings/ascii.h"
#include "judge/assignment.h"

namespace weir {
namespace {

// Longest first where one ends with another, so that each strip is as long as it can be.
constexpr std::string_view kHarmlessSuffixes[] = {
    "production", "development", "staging", "prod",   "devel",  "stage", "test",     "local",
    "live",       "primary",     "secondary", "main", "master", "old",   "new",      "current",
    "default",    "value",       "val",     "string", "str",    "text",  "plaintext", "plain",
    "raw",        "clear",       "base64",  "b64",    "encoded", "dev",  "env",      "override",
    "admin",      "root",        "user",    "readonly", "rw",   "ro",    "backup",   "confirm",
    "confirmation", "repeat", "bytes", "data", "header", "hex"};

constexpr size_t kMaxKey = 128;

}  // namespace

bool SaysNoSecret(std::string_view key) {
  if (key.find("::") != std::string_view::npos) return true;
  for (std::string_view name :
       {"next_token", "page_token", "change_token", "lock_token", "continuation_token", "pagination_token",
        "starting_token", "sync_token", "resume_token", "skip_token", "delta_token", "idempotency_token",
        "client_request_token", "cancellation_token", "marker_token", "cursor_token"}) {
    if (KeyNames(key, name)) return true;
  }
  return false;
}

bool KeyIsFor(std::string_view key, std::string_view word) {
  if (key.size() > kMaxKey || key.find('/') != std::string_view::npos) return false;
  if (!KeyNames(key, word) || SaysNoSecret(key)) return false;
  // publicKeyToken, PUBLIC_KEY, primary_key, encrypted_key: the name says that everybody may know it.
  for (std::string_view open : {"public", "publickeytoken", "primary_key", "foreign_key", "encrypted_key", "wrapped_key"}) {
    if (KeyNames(key, open)) return KeyNames(key, "password");
  }
  std::array<char, kMaxKey> squeezed;
  size_t size = 0;
  for (char c : key) {
    auto b = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(b)) squeezed[size++] = absl::ascii_tolower(b);
  }
  std::array<char, kMaxKey> wanted;
  size_t wanted_size = 0;
  for (char c : word) {
    auto b = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(b) && wanted_size < kMaxKey) wanted[wanted_size++] = absl::ascii_tolower(b);
  }
  std::string_view name(squeezed.data(), size);
  const std::string_view tail(wanted.data(), wanted_size);
  if (tail.empty()) return key.ends_with(word);  // a word of another alphabet
  for (int strips = 0; strips < 4; ++strips) {
    if (name.ends_with(tail)) return true;
    // "b64" before the digits that it ends with.
    bool stripped = false;
    for (std::string_view suffix : kHarmlessSuffixes) {
      if (!name.ends_with(suffix)) continue;
      name.remove_suffix(suffix.size());
      stripped = true;
      break;
    }
    if (stripped) continue;
    size_t digits = 0;
    while (digits < name.size() &&
           absl::ascii_isdigit(static_cast<unsigned char>(name[name.size() - 1 - digits]))) {
      ++digits;
    }
    if (digits == 0) return false;
    name.remove_suffix(digits);
  }
  return name.ends_with(tail);
}

}  // namespace weir
