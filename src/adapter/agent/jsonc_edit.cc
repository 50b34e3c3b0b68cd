#include "adapter/agent/jsonc_edit.h"

#include <algorithm>
#include <utility>

#include "adapter/agent/message_index.h"
#include "redact/json_context.h"
#include "rules/cat.h"

namespace weir {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  absl::Status Run(JsoncNode* root) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    if (!Skip() || !Value(root, 0) || !Skip()) return Bad();
    if (at_ != text_.size()) {
      what_ = "something stands behind the end of the JSON";
      return Bad();
    }
    return absl::OkStatus();
  }

  // Behind blanks and comments from *at on; false in an open comment.
  bool Skip() {
    while (at_ < text_.size()) {
      if (IsBlank(text_[at_])) {
        ++at_;
      } else if (text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.substr(at_, 2) == "/*") {
        const size_t end = text_.find("*/", at_ + 2);
        if (end == text_.npos) return Fail("a comment does not end");
        at_ = end + 2;
      } else {
        break;
      }
    }
    return true;
  }
  void set_at(size_t at) { at_ = at; }
  size_t at() const { return at_; }

 private:
  bool Fail(std::string_view what) {
    if (what_.empty()) what_ = what;
    return false;
  }

  absl::Status Bad() const {
    const auto line = std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n') + 1;
    return absl::InvalidArgumentError(Cat("line ", line, ": ", what_.empty() ? "no JSON value" : what_));
  }

  bool String(std::string_view* raw) {
    const size_t begin = at_ + 1;
    for (size_t p = begin; p < text_.size(); ++p) {
      const char c = text_[p];
      if (c == '\\') {
        ++p;
      } else if (c == '"') {
        *raw = text_.substr(begin, p - begin);
        at_ = p + 1;
        return true;
      } else if (static_cast<unsigned char>(c) < 0x20) {
        break;
      }
    }
    return Fail("a string does not end");
  }

  bool Value(JsoncNode* node, size_t depth) {
    if (at_ >= text_.size()) return Fail("the file ends too early");
    node->begin = at_;
    if (node->start == 0) node->start = at_;
    const char c = text_[at_];
    if (c == '{' || c == '[') {
      if (depth == kMostDepth) return Fail("it is nested too deeply");
      node->kind = c == '{' ? JsoncNode::Kind::kObject : JsoncNode::Kind::kArray;
      return Inside(node, c == '{' ? '}' : ']', depth);
    }
    if (c == '"') {
      node->kind = JsoncNode::Kind::kString;
      std::string_view raw;
      if (!String(&raw)) return false;
      node->end = at_;
      return true;
    }
    size_t p = at_;
    while (p < text_.size() && ((text_[p] >= '0' && text_[p] <= '9') || (text_[p] >= 'a' && text_[p] <= 'z') ||
                                text_[p] == '-' || text_[p] == '+' || text_[p] == '.' || text_[p] == 'E')) {
      ++p;
    }
    const std::string_view word = text_.substr(at_, p - at_);
    const bool number = !word.empty() && (word[0] == '-' || (word[0] >= '0' && word[0] <= '9'));
    if (!number && word != "true" && word != "false" && word != "null") return Fail("no JSON value");
    at_ = node->end = p;
    return true;
  }

  bool Inside(JsoncNode* node, char close, size_t depth) {
    ++at_;
    for (;;) {
      if (!Skip()) return false;
      if (at_ >= text_.size()) return Fail("the file ends too early");
      if (text_[at_] == close) break;
      JsoncNode child;
      if (close == '}') {
        child.start = at_;
        std::string_view raw;
        if (text_[at_] != '"') return Fail("a name in quotes is missing");
        if (!String(&raw)) return false;
        child.key = DecodeJsonString(raw);
        if (!Skip() || at_ >= text_.size() || text_[at_] != ':') return Fail("a colon is missing");
        ++at_;
        if (!Skip()) return false;
      }
      if (!Value(&child, depth + 1)) return false;
      node->children.push_back(std::move(child));
      if (!Skip()) return false;
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
      } else if (at_ >= text_.size() || text_[at_] != close) {
        return Fail("a comma is missing");
      }
    }
    node->end = ++at_;
    return true;
  }

  std::string_view text_, what_;
  size_t at_ = 0;
};

// Where the comma behind a value stands; npos if there is none.
size_t CommaBehind(std::string_view text, size_t at) {
  Parser parser(text);
  parser.set_at(at);
  if (!parser.Skip()) return std::string_view::npos;
  return parser.at() < text.size() && text[parser.at()] == ',' ? parser.at() : std::string_view::npos;
}

// The end of the line if nothing but blanks and comments stands from `at` to there; else `at`.
size_t EndOfRest(std::string_view text, size_t at) {
  size_t p = at;
  for (;;) {
    while (p < text.size() && (text[p] == ' ' || text[p] == '\t')) ++p;
    if (p >= text.size() || text[p] == '\n' || text.substr(p, 2) == "\r\n") return p;
    if (text.substr(p, 2) == "//") {
      const size_t end = std::min(text.find('\n', p), text.size());
      return end > p && text[end - 1] == '\r' ? end - 1 : end;
    }
    const size_t end = text.substr(p, 2) == "/*" ? text.find("*/", p + 2) : text.npos;
    if (end == text.npos || text.substr(p, end - p).find('\n') != text.npos) return at;
    p = end + 2;
  }
}

// Where to begin with taking out text[begin, end): with its line, where it is all that stands there. Else the line's
// end stays, as it may end a comment.
size_t FrontOf(std::string_view text, size_t begin, size_t end) {
  size_t front = begin;
  while (front > 0 && (text[front - 1] == ' ' || text[front - 1] == '\t')) --front;
  const size_t rest = text.find_first_not_of(" \t\r", end);
  if (front == 0 || text[front - 1] != '\n') return front;
  if (rest == text.npos || text[rest] != '\n') return begin;
  --front;
  if (front > 0 && text[front - 1] == '\r') --front;
  return front;
}

// A value of several lines on one line. The only line ends in it are those of the layout.
std::string Joined(std::string_view value) {
  std::string out;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\n') {
      out += value[i];
      continue;
    }
    while (i + 1 < value.size() && value[i + 1] == ' ') ++i;
    if (!out.empty() && out.back() == ',') out += ' ';
  }
  return out;
}

}  // namespace

const JsoncNode* JsoncNode::Member(std::string_view name) const {
  for (size_t i = children.size(); i-- > 0;) {
    if (kind == Kind::kObject && children[i].key == name) return &children[i];
  }
  return nullptr;
}

absl::StatusOr<JsoncEdit> JsoncEdit::Parse(std::string text) {
  if (text.size() > kMostSettings) return absl::ResourceExhaustedError("it is too large for settings");
  JsoncEdit edit;
  edit.text_ = std::move(text);
  if (absl::Status status = edit.Reparse(); !status.ok()) return status;
  return edit;
}

absl::Status JsoncEdit::Reparse() {
  root_ = JsoncNode();
  return Parser(text_).Run(&root_);
}

const JsoncNode* JsoncEdit::Find(std::initializer_list<std::string_view> path) const {
  const JsoncNode* node = &root_;
  for (std::string_view name : path) {
    node = node->Member(name);
    if (node == nullptr) return nullptr;
  }
  return node;
}

std::string JsoncEdit::String(const JsoncNode& node) const {
  if (node.kind != JsoncNode::Kind::kString) return "";
  return DecodeJsonString(std::string_view(text_).substr(node.begin + 1, node.end - node.begin - 2));
}

bool JsoncEdit::OnOneLine(const JsoncNode& node) const {
  if (node.children.empty()) return false;
  const std::string_view text = text_;
  return text.substr(node.begin, node.children.front().start - node.begin).find('\n') == text.npos;
}

std::string JsoncEdit::IndentOfLine(size_t at) const {
  const size_t line = at == 0 ? std::string::npos : text_.rfind('\n', at - 1);
  const size_t begin = line == std::string::npos ? 0 : line + 1;
  const size_t end = std::min(text_.find_first_not_of(" \t", begin), text_.size());
  return text_.substr(begin, end - begin);
}

std::string JsoncEdit::Unit() const {
  // The first member of the document tells how far one level is.
  if (!root_.children.empty()) {
    std::string indent = IndentOfLine(root_.children.front().start);
    if (!indent.empty()) return indent;
  }
  return "  ";
}

absl::Status JsoncEdit::Insert(const JsoncNode& parent, std::string_view key, std::string_view value) {
  const bool compact = OnOneLine(parent);
  const std::string eol = text_.find("\r\n") != std::string::npos ? "\r\n" : "\n";
  const std::string unit = Unit();
  const std::string base = IndentOfLine(parent.begin);
  const std::string indent =
      parent.children.empty() || compact ? Cat(base, unit) : IndentOfLine(parent.children.back().start);
  std::string item = key.empty() ? std::string() : Cat("\"", JsonEscape(key), "\": ");
  if (compact) {
    item += Joined(value);
  } else {
    for (size_t i = 0; i < value.size(); ++i) {
      if (value[i] != '\n') {
        item += value[i];
        continue;
      }
      item += Cat(eol, indent);
      while (value.substr(i + 1, 2) == "  ") {
        item += unit;
        i += 2;
      }
    }
  }
  if (parent.children.empty()) {
    // Comments in an empty object stay in front.
    std::string_view inner = std::string_view(text_).substr(parent.begin + 1, parent.end - parent.begin - 2);
    while (!inner.empty() && IsBlank(inner.back())) inner.remove_suffix(1);
    const size_t from = parent.begin + 1 + inner.size();
    text_.replace(from, parent.end - 1 - from, Cat(eol, indent, item, eol, base));
    return Reparse();
  }
  const JsoncNode& last = parent.children.back();
  const size_t comma = CommaBehind(text_, last.end);
  const size_t behind = comma == std::string::npos ? last.end : comma + 1;
  const size_t at = compact ? behind : EndOfRest(text_, behind);
  const std::string more = compact ? Cat(" ", item) : Cat(eol, indent, item);
  if (comma == std::string::npos) {
    text_.insert(at, at == last.end ? Cat(",", more) : more);
    if (at != last.end) text_.insert(last.end, ",");
  } else {
    // The file ends its lists with a comma, so the new end has one, too.
    text_.insert(at, Cat(more, ","));
  }
  return Reparse();
}

absl::Status JsoncEdit::Remove(const JsoncNode& parent, size_t index) {
  const JsoncNode& node = parent.children[index];
  size_t from = node.start, to = node.end;
  const size_t comma = CommaBehind(text_, node.end);
  if (parent.children.size() == 1) {
    if (comma != std::string::npos) to = comma + 1;
    // Blanks around it go, so that what is left of an object made for it is "{}"; comments stay.
    while (from > parent.begin + 1 && IsBlank(text_[from - 1])) --from;
    size_t end = to;
    while (end < parent.end - 1 && IsBlank(text_[end])) ++end;
    if (end == parent.end - 1 && from == parent.begin + 1) {
      to = end;
    } else {
      from = FrontOf(text_, node.start, to);
    }
    text_.erase(from, to - from);
    return Reparse();
  }
  const size_t front = FrontOf(text_, from, comma == std::string::npos ? to : comma + 1);
  if (comma != std::string::npos) {
    text_.erase(front, comma + 1 - front);
    return Reparse();
  }
  text_.erase(front, to - front);
  // It was the last, so the comma of the one before it has nothing behind it any more.
  const size_t before = CommaBehind(text_, parent.children[index - 1].end);
  if (before != std::string::npos) text_.erase(before, 1);
  return Reparse();
}

}  // namespace weir
