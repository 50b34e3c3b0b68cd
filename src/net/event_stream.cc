#include "net/event_stream.h"

#include <algorithm>

#include "rules/cat.h"

namespace weir {
namespace {

absl::Status TooLong(size_t max) {
  return absl::ResourceExhaustedError(Cat("an event of a stream is larger than ", max, " bytes"));
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

void SseEvent::Clear() {
  type.clear();
  data.clear();
  has_data = false;
  lines.clear();
  data_at = 0;
}

absl::Status SseParser::Line(const SseSink& sink) {
  if (!started_) {
    started_ = true;
    if (line_.rfind("\xEF\xBB\xBF", 0) == 0) line_.erase(0, 3);
  }
  if (line_.empty()) {
    if (!any_) return absl::OkStatus();
    absl::Status status = sink(event_);
    event_.Clear();
    size_ = 0;
    any_ = false;
    return status;
  }
  any_ = true;
  size_ += line_.size();
  const size_t colon = line_.find(':');
  const std::string_view name = std::string_view(line_).substr(0, colon);
  std::string_view value;
  if (colon != std::string::npos) value = std::string_view(line_).substr(colon + 1);
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  if (name == "data") {
    if (event_.has_data) {
      event_.data.push_back('\n');
    } else {
      event_.data_at = event_.lines.size();
    }
    event_.data.append(value);
    event_.has_data = true;
  } else {
    if (name == "event" && colon != 0) event_.type = std::string(value);
    event_.lines.push_back(line_);
  }
  line_.clear();
  return absl::OkStatus();
}

absl::Status SseParser::Push(std::string_view bytes, const SseSink& sink) {
  while (!bytes.empty()) {
    if (after_cr_ && bytes.front() == '\n') bytes.remove_prefix(1);
    after_cr_ = false;
    const size_t end = bytes.find_first_of("\r\n");
    const size_t taken = std::min(end, bytes.size());
    if (size_ + line_.size() + taken > max_) return TooLong(max_);
    line_.append(bytes.substr(0, taken));
    if (end == std::string_view::npos) return absl::OkStatus();
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    absl::Status status = Line(sink);
    line_.clear();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SseParser::Finish(const SseSink& sink) {
  if (!line_.empty()) {
    absl::Status status = Line(sink);
    if (!status.ok()) return status;
  }
  line_.clear();
  return Line(sink);
}

void AppendSse(const SseEvent& event, std::string* out) {
  for (size_t i = 0; i <= event.lines.size(); ++i) {
    if (event.has_data && i == event.data_at) {
      std::string_view data = event.data;
      for (;;) {
        const size_t end = data.find('\n');
        out->append("data: ").append(data.substr(0, end)).push_back('\n');
        if (end == std::string_view::npos) break;
        data.remove_prefix(end + 1);
      }
    }
    if (i < event.lines.size()) out->append(event.lines[i]).push_back('\n');
  }
  out->push_back('\n');
}

absl::Status LineParser::Push(std::string_view bytes, const Sink& sink) {
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    const std::string_view part = bytes.substr(0, end);
    if (line_.size() + part.size() > max_) return TooLong(max_);
    line_.append(part);
    if (end == std::string_view::npos) return absl::OkStatus();
    bytes.remove_prefix(end + 1);
    absl::Status status = Finish(sink);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status LineParser::Finish(const Sink& sink) {
  if (!line_.empty() && line_.back() == '\r') line_.pop_back();
  if (line_.empty()) return absl::OkStatus();
  absl::Status status = sink(line_);
  line_.clear();
  return status;
}

absl::Status ArrayParser::Push(std::string_view bytes, const Sink& element, const Sink& between) {
  size_t between_from = 0, i = 0;
  const auto flush_between = [&](size_t to) {
    return to > between_from ? between(bytes.substr(between_from, to - between_from)) : absl::OkStatus();
  };
  while (i < bytes.size()) {
    const char c = bytes[i];
    if (state_ == State::kElement) {
      if (element_.size() >= max_) return TooLong(max_);
      bool ends = false;
      if (in_string_) {
        if (escaped_) {
          escaped_ = false;
        } else if (c == '\\') {
          escaped_ = true;
        } else if (c == '"') {
          in_string_ = false;
        }
      } else if (c == '"') {
        in_string_ = true;
      } else if (c == '{' || c == '[') {
        ++depth_;
      } else if ((c == '}' || c == ']') && depth_ > 0) {
        --depth_;
        ends = depth_ == 0;
      }
      // An element that is no object or array ends at what follows it.
      const bool follows = !in_string_ && depth_ == 0 && !ends && (c == ',' || c == ']' || IsBlank(c));
      if (!follows) {
        element_.push_back(c);
        ++i;
      }
      if (ends || follows) {
        absl::Status status = element(element_);
        element_.clear();
        if (!status.ok()) return status;
        state_ = State::kBetween;
        between_from = i;
      }
      continue;
    }
    if (IsBlank(c)) {
      ++i;
    } else if (state_ == State::kBefore && c == '[') {
      state_ = State::kBetween;
      ++i;
    } else if (state_ == State::kBetween && c == ',') {
      ++i;
    } else if (state_ == State::kBetween && c == ']') {
      state_ = State::kAfter;
      ++i;
    } else if (state_ == State::kBetween) {
      absl::Status status = flush_between(i);
      if (!status.ok()) return status;
      state_ = State::kElement;
    } else {
      return absl::InvalidArgumentError("the stream is no JSON array");
    }
  }
  return state_ == State::kElement ? absl::OkStatus() : flush_between(bytes.size());
}

absl::Status ArrayParser::Finish() const {
  if (state_ == State::kAfter) return absl::OkStatus();
  return absl::InvalidArgumentError("the JSON array has not ended");
}

}  // namespace weir
