#include "redact/placeholder.h"

#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/utils.h>
#include <sys/random.h>

#include <cerrno>

#include "rules/cat.h"

namespace weir {
namespace {

void Update(crypto_auth_hmacsha256_state* state, std::string_view bytes) {
  crypto_auth_hmacsha256_update(state, reinterpret_cast<const unsigned char*>(bytes.data()),
                                bytes.size());
}

}  // namespace

std::string PlaceholderLabel(const Rule& rule) {
  constexpr std::string_view kLong = "personal-access-token", kShort = "pat";
  std::string label;
  for (const char c : rule.id) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    label += fits ? c : '-';
  }
  if (const size_t at = label.find(kLong); at != std::string::npos) {
    label.replace(at, kLong.size(), kShort);
  }
  if (label.size() > kMaxLabelSize) {
    const size_t dash = label.rfind('-', kMaxLabelSize);
    label.resize(dash == std::string::npos || dash < 4 ? kMaxLabelSize : dash);
  }
  if (label.empty()) label = "secret";
  return label;
}

std::string PlaceholderTag(std::span<const unsigned char, 32> key, std::string_view label,
                           std::string_view value, uint32_t counter) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  Update(&state, label);
  Update(&state, std::string_view("\0", 1));
  Update(&state, value);
  const char number[4] = {static_cast<char>(counter), static_cast<char>(counter >> 8),
                          static_cast<char>(counter >> 16), static_cast<char>(counter >> 24)};
  if (counter != 0) Update(&state, std::string_view(number, sizeof number));
  unsigned char hash[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_final(&state, hash);
  uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) bits = bits << 8 | hash[i];
  sodium_memzero(&state, sizeof state);
  // 28^10 is under 2^49, so the remainder favours no character by more than 2^-15.
  std::string tag(kTagSize, ' ');
  for (char& c : tag) {
    c = kTagAlphabet[bits % kTagAlphabet.size()];
    bits /= kTagAlphabet.size();
  }
  return tag;
}

std::string MakePlaceholder(std::string_view label, std::string_view tag) {
  return Cat(kPlaceholderMark, label, "_", tag);
}

absl::StatusOr<RunPlaceholders> RunPlaceholders::Create() {
  RunPlaceholders source;
  size_t have = 0;
  while (have < sizeof source.key_) {
    const ssize_t got = getrandom(source.key_ + have, sizeof source.key_ - have, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      return absl::InternalError("no random numbers for the key of the placeholders");
    }
    have += static_cast<size_t>(got);
  }
  return source;
}

RunPlaceholders::~RunPlaceholders() { sodium_memzero(key_, sizeof key_); }

std::string RunPlaceholders::PlaceholderFor(const Rule& rule, std::string_view value) {
  const std::string label = PlaceholderLabel(rule);
  return MakePlaceholder(label, PlaceholderTag(key_, label, value));
}

}  // namespace weir
