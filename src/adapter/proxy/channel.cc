#include "adapter/proxy/channel.h"

#include <mutex>
#include <utility>

#include "guard/clean_memo.h"
#include "redact/json_context.h"
#include "redact/vault.h"

namespace weir {
namespace {

class MaybeLock {
 public:
  explicit MaybeLock(std::mutex* mutex) {
    if (mutex != nullptr) lock_ = std::unique_lock<std::mutex>(*mutex);
  }

 private:
  std::unique_lock<std::mutex> lock_;
};

// A text that brings a JsonContext to a depth.
std::string_view Opening(int depth) {
  switch (depth) {
    case 0: return "\n";
    case 1: return "\n{\"";
    case 2: return "\n{\"{\\\"";
    case 3: return "\n{\"{\\\"{\\\\\\\"";
    default: return "\n{\"{\\\"{\\\\\\\"{\\\\\\\\\\\\\\\"";
  }
}

}  // namespace

// Placeholders of the shared source, which follows one text at a time, for one of many that arrive at once: the
// place in this text is kept here and told to it when it is asked.
class Channel::Source final : public PlaceholderSource {
 public:
  explicit Source(const ChannelParts& parts) : parts_(parts) {}
  std::string PlaceholderFor(const Rule& rule, std::string_view value) override {
    return PlaceholderOf(rule, value, ValueForm::kText);
  }
  std::string PlaceholderOf(const Rule& rule, std::string_view value, ValueForm form) override {
    const MaybeLock lock(parts_.guard.mutex);
    parts_.source->BeginText();
    parts_.source->Written(Opening(context_.depth()));
    asked_ = true;
    return parts_.source->PlaceholderOf(rule, value, form);
  }
  void BeginText() override { context_.Reset(); }
  void Written(std::string_view bytes) override { context_.Advance(bytes); }
  absl::Status status() const override {
    const MaybeLock lock(parts_.guard.mutex);
    return parts_.source->status();
  }

  // Before a placeholder is given out, what it stands for lasts.
  absl::Status Settle() {
    if (!asked_) return absl::OkStatus();
    asked_ = false;
    const MaybeLock lock(parts_.guard.mutex);
    absl::Status status = parts_.source->status();
    Vault* const vault = parts_.guard.vault;
    if (status.ok() && vault != nullptr && vault->HasUncommitted()) status = vault->Commit();
    return status;
  }

 private:
  const ChannelParts& parts_;
  JsonContext context_;
  bool asked_ = false;
};

class Channel::Log final : public MaskLog {
 public:
  void Masked(const MaskEvent& event) override {
    masks.push_back({event.start, event.end, std::string(event.mask)});
  }
  void MaskedMore(uint64_t start, uint64_t end) override { masks.push_back({start, end, std::string()}); }
  std::vector<TextMask> masks;
};

Channel::Channel(const ChannelParts& parts, ChannelKind kind, const Place& place, bool restore)
    : parts_(parts),
      kind_(kind),
      place_(place),
      source_(std::make_unique<Source>(parts_)),
      log_(std::make_unique<Log>()),
      masker_(std::make_unique<Masker>(parts.guard.masker->options(), source_.get())),
      masking_(parts.guard) {
  if (restore && kind != ChannelKind::kFixed && parts.guard.vault != nullptr) {
    restorer_.emplace(parts.guard.vault, JsonMode::kAuto);
  }
  Begin();
}

Channel::~Channel() = default;

void Channel::Begin() {
  redactor_.emplace(*parts_.guard.scanner, masker_.get(), log_.get());
  redactor_->set_decide([this](const Finding& finding, std::string_view value) { return Decide(finding, value); });
  if (kind_ == ChannelKind::kJson) arguments_.emplace();
  finished_ = started_ = false;
}

bool Channel::Decide(const Finding& finding, std::string_view value) {
  std::vector<Found> found(1);
  found[0].finding = finding;
  found[0].span = {finding.start, finding.end, finding.rule};
  found[0].value = std::string(value);
  found[0].line = 1;
  masking_.Begin();
  masking_.Decide(place_, "", &found, &decisions_);
  const Abilities can = {.warn = true, .mask = kind_ != ChannelKind::kFixed, .ask = false};
  const Action action = Within(decisions_.back().ruling.action, can);
  if (action == Action::kBlock) blocked_ = true;
  return action >= Action::kMask;
}

absl::Status Channel::Scan(std::string_view plain, bool end, std::string* out) {
  const ByteSink sink = [&](std::string_view bytes) {
    out->append(bytes);
    return absl::OkStatus();
  };
  log_->masks.clear();
  absl::Status status = plain.empty() ? absl::OkStatus() : redactor_->Push(plain, sink);
  if (status.ok() && end) status = redactor_->Finish(sink);
  if (status.ok()) status = source_->Settle();
  if (!status.ok()) return status;
  // Masks that no finding stands behind (known values, runs that were cut) cannot be made in what is signed.
  if (kind_ == ChannelKind::kFixed && !log_->masks.empty()) blocked_ = true;
  if (blocked_) return absl::PermissionDeniedError(ReasonOf(decisions_));
  return absl::OkStatus();
}

absl::Status Channel::Restore(std::string_view text, bool end, std::string* out) {
  if (!restorer_.has_value()) {
    out->append(text);
    return absl::OkStatus();
  }
  const MaybeLock lock(parts_.guard.mutex);
  restorer_->Push(text, out);
  if (end) restorer_->Finish(out);
  return restorer_->status();
}

absl::Status Channel::Go(std::string_view text, bool end, std::string* out) {
  if (blocked_) return absl::PermissionDeniedError(ReasonOf(decisions_));
  released_.clear();
  if (kind_ != ChannelKind::kJson) {
    absl::Status status = Scan(text, end, &released_);
    return status.ok() ? Restore(released_, end, out) : status;
  }
  plain_.clear();
  arguments_->Push(text, &plain_);
  end |= arguments_->complete();
  if (end) arguments_->Finish(&plain_);
  std::string masked;
  absl::Status status = Scan(plain_, end, &masked);
  if (!status.ok()) return status;
  arguments_->Emit(redactor_->done(), log_->masks, &released_);
  status = Restore(released_, end, out);
  if (status.ok() && end) finished_ = true;
  return status;
}

absl::Status Channel::Push(std::string_view text, std::string* out) {
  if (text.empty()) return absl::OkStatus();
  if (finished_) Begin();
  started_ = true;
  return Go(text, /*end=*/false, out);
}

absl::Status Channel::Finish(std::string* out) {
  if (finished_ || !started_) return blocked_ ? Go("", false, out) : absl::OkStatus();
  absl::Status status = Go("", /*end=*/true, out);
  finished_ = true;
  return status;
}

absl::Status ChannelText(const ChannelParts& parts, ChannelKind kind, const Place& place, bool restore,
                         std::string_view text, std::string* out) {
  out->clear();
  if (text.empty()) return absl::OkStatus();
  CleanMemo* const memo = parts.guard.memo;
  // A text that its channel gave out as it was costs a hash when it comes again.
  CleanMemo::Key key;
  const std::string_view context = kind == ChannelKind::kJson    ? std::string_view("\x01json")
                                   : kind == ChannelKind::kFixed ? std::string_view("\x01fixed")
                                   : restore                     ? std::string_view("\x01text+")
                                                                 : std::string_view("\x01text");
  const bool remember = memo != nullptr && !(restore && kind == ChannelKind::kJson);
  if (remember) {
    key = memo->KeyOf(context, text);
    if (memo->Has(key)) {
      out->assign(text);
      return absl::OkStatus();
    }
  }
  Channel channel(parts, kind, place, restore);
  absl::Status status = channel.Push(text, out);
  if (status.ok()) status = channel.Finish(out);
  if (status.ok() && remember && *out == text && channel.decisions().empty()) memo->Add(key);
  return status;
}

}  // namespace weir
