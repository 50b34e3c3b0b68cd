#include "report/allow_path.h"

#include <re2/re2.h>

#include <vector>

#include "rules/cat.h"

namespace weir {
namespace {

void AppendQuoted(char c, std::string* out) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out->append("\\x");
  out->push_back(kDigits[byte >> 4]);
  out->push_back(kDigits[byte & 15]);
}

// The class at glob[at] == '['; moves *at behind it. False: it is no class, so `[` is itself.
bool AppendClass(std::string_view glob, size_t* at, std::string* out) {
  size_t i = *at + 1;
  const bool negated = i < glob.size() && (glob[i] == '!' || glob[i] == '^');
  if (negated) ++i;
  std::string body;
  for (bool first = true; i < glob.size() && (first || glob[i] != ']'); first = false) {
    char from = glob[i++];
    if (from == '\\' && i < glob.size()) from = glob[i++];
    char to = from;
    if (i + 1 < glob.size() && glob[i] == '-' && glob[i + 1] != ']') {
      to = glob[i + 1];
      i += 2;
      if (to == '\\' && i < glob.size()) to = glob[i++];
    }
    if (static_cast<unsigned char>(from) > static_cast<unsigned char>(to)) continue;
    AppendQuoted(from, &body);
    body.push_back('-');
    AppendQuoted(to, &body);
  }
  if (i >= glob.size() || body.empty()) return false;
  // Never a slash: it parts names.
  *out += negated ? Cat("[^/", body, "]") : Cat("[", body, "]");
  *at = i + 1;
  return true;
}

std::string Expression(std::string_view glob, bool anchored, bool folder) {
  std::string out = anchored ? "(?s)" : "(?s)(?:.*/)?";
  for (size_t i = 0; i < glob.size();) {
    const bool starts_name = i == 0 || glob[i - 1] == '/';
    if (glob[i] == '*') {
      size_t stars = i;
      while (stars < glob.size() && glob[stars] == '*') ++stars;
      const bool deep = stars - i >= 2 && starts_name;
      if (deep && stars < glob.size() && glob[stars] == '/') {
        out += "(?:.*/)?";
        i = stars + 1;
        continue;
      }
      out += deep && stars == glob.size() ? ".*" : "[^/]*";
      i = stars;
    } else if (glob[i] == '?') {
      out += "[^/]";
      ++i;
    } else if (glob[i] == '[' && AppendClass(glob, &i, &out)) {
      continue;
    } else {
      if (glob[i] == '\\' && i + 1 < glob.size()) ++i;
      AppendQuoted(glob[i++], &out);
    }
  }
  out += folder ? "/.*" : "(?:/.*)?";
  return out;
}

}  // namespace

PathGlob::PathGlob(std::string_view pattern) {
  if (pattern.ends_with('/')) {
    folder_ = true;
    while (pattern.ends_with('/')) pattern.remove_suffix(1);
  }
  anchored_ = pattern.find('/') != pattern.npos;
  outside_ = pattern.starts_with("//");
  while (pattern.starts_with('/')) pattern.remove_prefix(1);
  while (pattern.starts_with("./")) pattern.remove_prefix(2);
  literal_ = pattern.find_first_of("*?[\\") == pattern.npos;
  text_ = pattern;
}

PathGlob::~PathGlob() = default;

bool PathGlob::MatchesLiteral(std::string_view path) const {
  if (text_.empty()) return false;
  for (size_t at = 0;;) {
    const std::string_view rest = path.substr(at);
    if (rest.starts_with(text_)) {
      if (rest.size() == text_.size()) return !folder_;
      if (rest[text_.size()] == '/') return true;
    }
    if (anchored_) return false;
    const size_t slash = path.find('/', at);
    if (slash == path.npos) return false;
    at = slash + 1;
  }
}

bool PathGlob::Matches(std::string_view path) const {
  const bool outside = path.starts_with('/');
  if (outside ? anchored_ && !outside_ : outside_) return false;
  if (outside) path.remove_prefix(1);
  if (literal_) return MatchesLiteral(path);
  std::call_once(once_, [this] {
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    re_ = std::make_unique<re2::RE2>(Expression(text_, anchored_, folder_), options);
  });
  return re_->ok() && re2::RE2::FullMatch(re2::StringPiece(path.data(), path.size()), *re_);
}

std::string RootedPath(std::string_view root, std::string_view folder, std::string_view path) {
  if (path == "-") return std::string(path);
  const std::string whole = path.starts_with('/') ? std::string(path) : Cat(folder, "/", path);
  std::vector<std::string_view> names;
  for (std::string_view rest = whole; !rest.empty();) {
    const size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view name = rest.substr(0, slash);
    rest.remove_prefix(std::min(rest.size(), slash + 1));
    if (name.empty() || name == ".") continue;
    if (name != "..") {
      names.push_back(name);
    } else if (!names.empty()) {
      names.pop_back();
    }
  }
  std::string absolute;
  for (std::string_view name : names) absolute += Cat("/", name);
  while (root.ends_with('/')) root.remove_suffix(1);
  if (root.empty()) return absolute.empty() ? absolute : absolute.substr(1);
  if (absolute.size() > root.size() && absolute.starts_with(root) && absolute[root.size()] == '/') {
    return absolute.substr(root.size() + 1);
  }
  return absolute == root ? std::string() : absolute;
}

std::string QuotedGlob(std::string_view path) {
  // A leading slash ties a name without folders to the root.
  std::string out = path.starts_with('/') || path.find('/') == path.npos ? "/" : "";
  for (char c : path) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

}  // namespace weir
