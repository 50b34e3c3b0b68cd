#include "adapter/mcp/line_reader.h"

namespace weir {

void LineReader::Push(std::string_view bytes, const TakeLine& take) {
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    const bool has_end = end != bytes.npos;
    const std::string_view part = bytes.substr(0, has_end ? end + 1 : bytes.size());
    bytes.remove_prefix(part.size());
    if (!too_long_ && held_.size() + part.size() - (has_end ? 1 : 0) > max_line_) {
      too_long_ = true;
      envelope_.Reset();
      envelope_.Push(held_);
      held_ = std::string();
    }
    if (too_long_) {
      envelope_.Push(part);
    } else if (!has_end || !held_.empty()) {
      held_ += part;
    }
    if (has_end) Give(part, take);
  }
}

void LineReader::Finish(const TakeLine& take) {
  if (too_long_ || !held_.empty()) Give({}, take);
}

void LineReader::Give(std::string_view whole, const TakeLine& take) {
  McpLine line;
  if (too_long_) {
    too_long_ = false;
    envelope_.Finish();
    line.too_long = true;
    line.envelope = &envelope_;
    take(line);
    return;
  }
  std::string kept;
  if (!held_.empty()) {
    kept.swap(held_);
    whole = kept;
  }
  const size_t end_size = whole.ends_with("\r\n") ? 2 : whole.ends_with('\n') ? 1 : 0;
  line.whole = whole;
  line.text = whole.substr(0, whole.size() - end_size);
  line.end = whole.substr(line.text.size());
  take(line);
}

}  // namespace weir
