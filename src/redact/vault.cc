#include "redact/vault.h"

#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/utils.h>
#include <time.h>

#include <algorithm>
#include <utility>

#include "redact/json_context.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kFrameTarget = size_t{1} << 20;  // entries are gathered into frames of about this size
constexpr uint32_t kMostCollisions = 64;
constexpr uint64_t kFewestStale = 1000;  // fewer are not worth writing the file anew

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// A string that held values. Wiped, as far as a string can be.
struct Frame {
  std::string bytes;
  ~Frame() { sodium_memzero(bytes.data(), bytes.size()); }
};

// What is hashed into the tag: a value with escapes, or a number, is another value than the same bytes
// without.
std::string TagInput(const VaultEntry& entry) {
  std::string input(entry.value);
  if (entry.number) input.append("\0number", 7);
  if (entry.json_depth > 0) input += Cat(std::string_view("\0json", 5), entry.json_depth);
  return input;
}

}  // namespace

Vault::Vault(std::unique_ptr<VaultFile> file, VaultOptions options)
    : file_(std::move(file)), options_(std::move(options)) {}

Vault::~Vault() = default;

absl::StatusOr<std::unique_ptr<Vault>> Vault::Open(const std::string& path, const VaultKey& key,
                                                   VaultOptions options) {
  const VaultFile::Mode mode = options.read_only ? VaultFile::Mode::kRead
                               : options.create  ? VaultFile::Mode::kCreate
                                                 : VaultFile::Mode::kWrite;
  const uint64_t now = options.now != 0 ? options.now : static_cast<uint64_t>(time(nullptr));
  absl::StatusOr<std::unique_ptr<VaultFile>> file = VaultFile::Open(path, key, mode, now);
  if (!file.ok()) return file.status();
  std::unique_ptr<Vault> vault(new Vault(*std::move(file), std::move(options)));
  if (absl::Status status = vault->Refresh(); !status.ok()) return status;
  return vault;
}

uint64_t Vault::Now() const {
  return options_.now != 0 ? options_.now : static_cast<uint64_t>(time(nullptr));
}

bool Vault::Expired(const VaultEntry& entry) const {
  const uint64_t max_age = static_cast<uint64_t>(options_.max_age.count());
  const uint64_t now = Now();
  // A clock that was set back makes entries young, not old.
  return max_age != 0 && now > entry.issued && now - entry.issued > max_age;
}

bool Vault::IsNever(std::string_view rule_id, SecretClass secret_class) const {
  return std::any_of(
      options_.never_restore.begin(), options_.never_restore.end(),
      [&](const std::string& name) { return name == rule_id || name == Name(secret_class); });
}

std::string Vault::Digest(const VaultEntry& entry) const {
  const auto& key = file_->header().tag_key;
  const std::string_view use("digest\0", 7);
  const char form[] = {static_cast<char>(entry.json_depth), static_cast<char>(entry.number ? 1 : 0)};
  unsigned char digest[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_state state;
  // These cannot fail: their results are always zero.
  (void)crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  (void)crypto_auth_hmacsha256_update(&state, Bytes(use), use.size());
  (void)crypto_auth_hmacsha256_update(&state, Bytes(std::string_view(form, sizeof form)),
                                      sizeof form);
  (void)crypto_auth_hmacsha256_update(&state, Bytes(entry.value), entry.value.size());
  (void)crypto_auth_hmacsha256_final(&state, digest);
  sodium_memzero(&state, sizeof state);
  return std::string(reinterpret_cast<const char*>(digest), sizeof digest);
}

// One value? Either may be kept as a digest only, which stands for its form as well.
bool Vault::Same(const VaultEntry& a, const VaultEntry& b) const {
  if (a.restorable != b.restorable) {
    return a.restorable ? Digest(a) == b.value : a.value == Digest(b);
  }
  return a.value == b.value && a.json_depth == b.json_depth && a.number == b.number;
}

void Vault::Fail(absl::Status status) {
  if (status_.ok()) status_ = std::move(status);
}

std::string Vault::PlaceholderFor(const Rule& rule, std::string_view value) {
  return PlaceholderOf(rule, value, ValueForm::kText);
}

std::string Vault::PlaceholderOf(const Rule& rule, std::string_view value, ValueForm form) {
  const std::string label = PlaceholderLabel(rule);
  VaultEntry entry;
  entry.secret_class = rule.secret_class;
  entry.issued = Now();
  entry.rule_id = rule.id;
  entry.value = value;
  entry.number = form == ValueForm::kNumber;
  // Kept without its escapes where they say nothing by themselves: then the value has one placeholder
  // wherever it stands.
  std::optional<std::string> plain;
  if (form == ValueForm::kText && context_.depth() > 0 && NeedsJsonEscape(value)) {
    entry.json_depth = context_.depth();
    plain = JsonUnescape(value, entry.json_depth);
    if (plain.has_value() && JsonEscape(*plain, entry.json_depth) == value) {
      entry.value = *plain;
      entry.json_depth = 0;
    }
  }

  std::string input = TagInput(entry);
  const std::span<const unsigned char, 32> tag_key(file_->header().tag_key);
  std::string placeholder;
  auto found = entries_.end();
  for (uint32_t counter = 0;; ++counter) {
    placeholder = MakePlaceholder(label, PlaceholderTag(tag_key, label, input, counter));
    found = entries_.find(placeholder);
    if (found == entries_.end() || Same(found->second, entry)) break;
    if (counter == kMostCollisions) {
      Fail(absl::InternalError("the vault has too many values with one placeholder"));
      return placeholder;
    }
  }
  sodium_memzero(input.data(), input.size());

  entry.restorable = form != ValueForm::kWide && !IsNever(rule.id, rule.secret_class);
  if (found != entries_.end() ? IsFresh(found->second, entry) : !HasRoomFor(entry)) {
    if (plain.has_value()) sodium_memzero(plain->data(), plain->size());
    return placeholder;
  }
  std::string digest;
  if (!entry.restorable) {
    digest = Digest(entry);
    entry.value = digest;
    entry.json_depth = 0;
    entry.number = false;
  }
  const std::optional<ParsedPlaceholder> parsed = ParsePlaceholder(placeholder);
  if (parsed.has_value()) {
    entry.label = parsed->label;
    entry.tag = parsed->tag;
  }
  const VaultEntry kept = Kept(entry);
  if (plain.has_value()) sodium_memzero(plain->data(), plain->size());
  if (!parsed.has_value() || kept.value.data() == nullptr) {
    Fail(absl::ResourceExhaustedError("no memory for the vault"));
    return placeholder;
  }
  // Not there twice: what has no room in the file yet has been noted with its first entry.
  if (found == entries_.end() || std::find(pending_.begin(), pending_.end(), placeholder) == pending_.end()) {
    pending_.push_back(placeholder);
  }
  has_numbers_ |= kept.number;
  entries_.insert_or_assign(placeholder, kept);
  return placeholder;
}

// Is the entry that is there as good as the new one? It is written again before it is old, at most four
// times in its life.
bool Vault::IsFresh(const VaultEntry& there, const VaultEntry& entry) const {
  if (there.restorable != entry.restorable) return false;
  const uint64_t max_age = static_cast<uint64_t>(options_.max_age.count());
  return max_age == 0 || entry.issued <= there.issued || entry.issued - there.issued <= max_age / 4;
}

bool Vault::HasRoomFor(const VaultEntry& entry) {
  if (entries_.size() >= options_.max_entries) {
    Fail(absl::ResourceExhaustedError(
        Cat("the vault is full: it holds ", entries_.size(),
            " values; weir vault purge makes room, another vault or a larger limit does too")));
  } else if (entry.value.size() > kMaxVaultValue) {
    Fail(absl::ResourceExhaustedError(
        Cat("a value has more than ", kMaxVaultValue >> 20, " MiB, which the vault does not keep")));
  }
  return status_.ok();
}

VaultEntry Vault::Kept(const VaultEntry& entry) {
  VaultEntry kept = entry;
  kept.label = arena_.Keep(entry.label);
  kept.tag = arena_.Keep(entry.tag);
  kept.rule_id = arena_.Keep(entry.rule_id);
  kept.value = arena_.Keep(entry.value);
  return kept;
}

VaultAnswer Vault::Find(const ParsedPlaceholder& placeholder) const {
  VaultAnswer answer;
  const auto found = entries_.find(MakePlaceholder(placeholder.label, placeholder.tag));
  if (found == entries_.end()) return answer;
  const VaultEntry& entry = found->second;
  if (!entry.restorable || IsNever(entry.rule_id, entry.secret_class)) {
    answer.kind = VaultAnswer::Kind::kNever;
  } else if (Expired(entry)) {
    answer.kind = VaultAnswer::Kind::kExpired;
  } else {
    answer.kind = VaultAnswer::Kind::kFound;
    answer.value = entry.value;
    answer.json_depth = entry.json_depth;
    answer.number = entry.number;
  }
  return answer;
}

absl::Status Vault::Refresh() {
  if (!file_->MayHaveNews()) return absl::OkStatus();
  if (absl::Status status = file_->Lock(); !status.ok()) return status;
  const absl::Status status = ReadLocked();
  file_->Unlock();
  return status;
}

// Brings in what the file has and memory has not. What memory has and the file has not stays in pending_.
absl::Status Vault::ReadLocked() {
  std::unordered_map<std::string, VaultEntry> waiting;
  SecretArena old;
  for (const std::string& name : pending_) waiting.emplace(name, entries_.find(name)->second);
  const auto take = [&](const VaultEntry& entry) {
    if (entry.json_depth > kMaxJsonDepth) return;  // not written by this version
    std::string name = MakePlaceholder(entry.label, entry.tag);
    if (const auto mine = waiting.find(name); mine != waiting.end()) {
      if (!Same(mine->second, entry)) conflict_ = name;
      ++stale_;
      return;  // what is to be written replaces it
    }
    has_numbers_ |= entry.number;
    const auto [at, is_new] = entries_.insert_or_assign(std::move(name), entry);
    if (!is_new) ++stale_;
  };
  const auto again = [&] {
    // Views into the old arena are copied before it goes.
    old = std::exchange(arena_, SecretArena());
    entries_.clear();
    stale_ = 0;
    for (auto& [name, entry] : waiting) {
      entry = Kept(entry);
      entries_.emplace(name, entry);
    }
  };
  return file_->ReadNew(&arena_, again,
                        [&](std::string_view frame) { return ReadEntries(frame, take); });
}

absl::Status Vault::Commit() {
  if (options_.read_only) return absl::FailedPreconditionError("the vault is open to read only");
  if (pending_.empty()) return absl::OkStatus();
  if (absl::Status status = file_->Lock(); !status.ok()) return status;
  absl::Status status = ReadLocked();
  if (status.ok() && !conflict_.empty()) {
    status = absl::AbortedError("another process has given a placeholder to another value; run again");
  }
  if (status.ok()) {
    const bool any_expired =
        options_.max_age.count() != 0 &&
        std::any_of(entries_.begin(), entries_.end(),
                    [this](const auto& item) { return Expired(item.second); });
    const bool mostly_stale = stale_ > kFewestStale && stale_ > entries_.size();
    status = any_expired || mostly_stale ? RewriteLocked(file_->key()) : WriteLocked();
  }
  file_->Unlock();
  return status;
}

absl::Status Vault::WriteLocked() {
  if (entries_.size() > options_.max_entries) {
    return absl::ResourceExhaustedError(
        Cat("the vault is full: with what other processes put in it would hold ", entries_.size(),
            " values"));
  }
  // As many frames as it takes; what was written is no longer pending, even if a later frame fails.
  size_t done = 0;
  absl::Status status;
  while (status.ok() && done < pending_.size()) {
    Frame frame;
    size_t end = done, size = 0;
    for (; end < pending_.size() && size < kFrameTarget; ++end) {
      size += EntrySize(entries_.find(pending_[end])->second);
    }
    frame.bytes.reserve(size);  // so that it does not leave copies of itself behind as it grows
    for (size_t i = done; i < end; ++i) {
      AppendEntry(entries_.find(pending_[i])->second, &frame.bytes);
    }
    status = file_->Append(frame.bytes);
    if (status.ok()) done = end;
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<ptrdiff_t>(done));
  return status;
}

absl::Status Vault::RewriteLocked(const VaultKey& key) {
  std::vector<std::string> names;
  for (auto item = entries_.begin(); item != entries_.end();) {
    if (Expired(item->second)) {
      item = entries_.erase(item);
    } else {
      names.push_back(item->first);
      ++item;
    }
  }
  std::sort(names.begin(), names.end());  // the same entries make the same file, but for what is random
  if (names.size() > options_.max_entries) {
    return absl::ResourceExhaustedError(Cat("the vault is full: it would hold ", names.size(), " values"));
  }
  std::vector<std::string> frames;
  for (size_t done = 0; done < names.size();) {
    size_t end = done, size = 0;
    for (; end < names.size() && size < kFrameTarget; ++end) {
      size += EntrySize(entries_.find(names[end])->second);
    }
    std::string& frame = frames.emplace_back();
    frame.reserve(size);
    for (; done < end; ++done) AppendEntry(entries_.find(names[done])->second, &frame);
  }
  const absl::Status status = file_->Replace(key, frames);
  for (std::string& frame : frames) sodium_memzero(frame.data(), frame.size());
  if (!status.ok()) return status;
  pending_.clear();
  stale_ = 0;
  return status;
}

std::vector<VaultListing> Vault::List() const {
  std::vector<VaultListing> list;
  list.reserve(entries_.size());
  for (const auto& [name, entry] : entries_) {
    list.push_back({.placeholder = name,
                    .rule_id = std::string(entry.rule_id),
                    .secret_class = entry.secret_class,
                    .issued = entry.issued,
                    .value_size = entry.restorable ? entry.value.size() : 0,
                    .restorable = entry.restorable && !IsNever(entry.rule_id, entry.secret_class),
                    .expired = Expired(entry)});
  }
  std::sort(list.begin(), list.end(), [](const VaultListing& a, const VaultListing& b) {
    return a.placeholder < b.placeholder;
  });
  return list;
}

absl::StatusOr<uint64_t> Vault::Purge(bool all) {
  if (options_.read_only) return absl::FailedPreconditionError("the vault is open to read only");
  if (absl::Status status = file_->Lock(); !status.ok()) return status;
  absl::Status status = ReadLocked();
  const size_t before = entries_.size();
  if (status.ok()) {
    if (all) {
      entries_.clear();
      pending_.clear();
    }
    status = RewriteLocked(file_->key());
  }
  file_->Unlock();
  if (!status.ok()) return status;
  return before - entries_.size();
}

absl::Status Vault::Rekey(const VaultKey& key) {
  if (options_.read_only) return absl::FailedPreconditionError("the vault is open to read only");
  if (absl::Status status = file_->Lock(); !status.ok()) return status;
  absl::Status status = ReadLocked();
  if (status.ok()) status = RewriteLocked(key);
  file_->Unlock();
  return status;
}

}  // namespace weir
