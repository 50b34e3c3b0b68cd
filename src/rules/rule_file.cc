#include "rules/rule_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "rules/cat.h"
#include "rules/nearest.h"
#include "rules/regex_parser.h"
#include "rules/shape.h"
#include "rules/toml.h"
#include "rules/toml_places.h"

// The way: toml++ gives a tree of values with places. One RuleReader a [[rule]] table takes each
// field by name and type, then settles the kind, then what fields mean together. Every complaint
// goes through FileReader, which turns toml++'s places (lines, characters) into ours (lines,
// bytes).

namespace weir {
namespace {

constexpr size_t kMaxFileBytes = size_t{4} << 20;
constexpr size_t kMaxRules = 10'000;
constexpr size_t kMaxDiagnostics = 100;  // a person fixes the first few and runs again
constexpr size_t kMaxSourceLine = 8192;  // longer lines are not shown
constexpr size_t kMaxIdBytes = 80;
constexpr size_t kMaxNameBytes = 200;
constexpr size_t kMaxProseBytes = 4096;
constexpr size_t kMaxWordBytes = 64;
constexpr size_t kMaxWords = 128;

constexpr std::array<std::string_view, 25> kFields = {
    "id",      "name",           "provider", "class",    "severity",   "shape",
    "value",   "begin",          "end",      "url",      "regex",      "assignment",
    "context", "context_within", "hints",    "checksum", "on_invalid", "min_entropy",
    "enabled", "description",    "rotate",   "reference", "alone", "command", "phrase"};

// Names that other tools use for a field, or that are near in meaning and not in spelling.
struct Synonym {
  std::string_view name, hint;
};
constexpr Synonym kSynonyms[] = {
    {"block", "a block is written as `begin` and `end`"},
    {"entropy", "write `min_entropy`, in bits a character"},
    {"keywords",
     "write `context` for the words that name a value, `hints` for words beside a shape"},
    {"pattern", "write `shape`, or `regex` for a regular expression"},
    {"schemes", "the schemes are the value of `url`"},
    {"title", "write `name`"},
};

constexpr std::array<std::string_view, 2> kOnInvalid = {"drop", "low"};

// The names of an enum whose values are 0 to N-1.
template <typename Enum, size_t N>
std::array<std::string_view, N> Names() {
  std::array<std::string_view, N> names;
  for (size_t i = 0; i < N; ++i) names[i] = Name(static_cast<Enum>(i));
  return names;
}

std::string DidYouMean(std::string_view word, std::span<const std::string_view> names) {
  const std::string_view nearest = NearestName(word, names);
  if (!nearest.empty()) return Cat("did you mean `", nearest, "`?");
  std::string all = "one of ";
  for (size_t i = 0; i < names.size(); ++i) all += Cat(i == 0 ? "" : ", ", names[i]);
  return all;
}

bool IsId(std::string_view id) {
  if (id.empty() || id.size() > kMaxIdBytes || id.front() == '-' || id.back() == '-') return false;
  for (size_t i = 0; i < id.size(); ++i) {
    const bool ok = absl::ascii_islower(static_cast<unsigned char>(id[i])) ||
                    absl::ascii_isdigit(static_cast<unsigned char>(id[i])) || id[i] == '-';
    if (!ok || (id[i] == '-' && id[i - 1] == '-')) return false;
  }
  return true;
}

bool HasControl(std::string_view text, bool lines_allowed) {
  return std::any_of(text.begin(), text.end(), [&](char c) {
    if (lines_allowed && (c == '\n' || c == '\t' || c == '\r')) return false;
    return absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
}

class FileReader {
 public:
  FileReader(std::string_view file_name, std::string_view bytes)
      : file_name_(file_name), bytes_(bytes), places_(bytes) {}

  RuleFile Read();

  // False once so much is wrong that the rest is not worth reading.
  bool Add(Diagnostic diagnostic, Place place);
  bool Error(std::string_view code, std::string message, std::string hint, Place place) {
    Diagnostic d;
    d.code = code;
    d.message = std::move(message);
    d.hint = std::move(hint);
    return Add(std::move(d), place);
  }

  const TomlPlaces& places() const { return places_; }
  std::string_view file_name() const { return file_name_; }
  bool full() const { return out_.diagnostics.size() >= kMaxDiagnostics; }

 private:
  void ReadTable(const toml::table& table);

  std::string_view file_name_, bytes_;
  TomlPlaces places_;
  RuleFile out_;
};

// One [[rule]] table.
class RuleReader {
 public:
  RuleReader(FileReader& file, const toml::table& table) : file_(file), table_(table) {}

  // nullopt if anything is wrong with it; what, has been reported.
  std::optional<RuleDef> Read();

 private:
  const toml::node* Get(std::string_view field) const { return table_.get(field); }
  Place RulePlace() const { return file_.places().Of(table_.source()); }
  Place At(const toml::node& node) const { return file_.places().Of(node.source()); }

  void Fail(std::string_view code, std::string message, std::string hint, Place place) {
    ok_ = false;
    file_.Error(code, std::move(message), std::move(hint), place);
  }

  bool Present(std::string_view field) const { return Get(field) != nullptr; }
  const std::string* String(std::string_view field);
  void Text(std::string_view field, size_t max_bytes, bool lines_allowed, std::string* out);
  void Words(std::string_view field, bool empty_allowed, std::vector<std::string>* out);
  void UnknownFields();
  void Identity();
  void Kind();
  void Tree(std::string_view field, std::string* text, std::optional<Node>* tree);
  void Regex();
  void Schemes();
  void Numbers();
  void Checksum();
  void Commands();
  void ReadAlone();
  void Together();
  void Cost();

  FileReader& file_;
  const toml::table& table_;
  RuleDef def_;
  std::string_view kind_field_;
  bool ok_ = true;
};

// ---------------------------------------------------------------------------------------------------
// FileReader

bool FileReader::Add(Diagnostic d, Place place) {
  if (full()) return false;
  d.file = file_name_;
  d.line = place.line;
  d.column = place.column;
  d.length = std::max<size_t>(place.length, 1);
  if (place.line != 0) {
    const std::string_view line = places_.Line(place.line);
    if (line.size() <= kMaxSourceLine) d.source_line = line;
    if (d.column != 0 && d.column <= line.size()) {
      d.length = std::min(d.length, line.size() - (d.column - 1));
    } else {
      d.length = 1;
    }
  }
  out_.diagnostics.push_back(std::move(d));
  return !full();
}

void FileReader::ReadTable(const toml::table& table) {
  const toml::array* rules = nullptr;
  for (auto&& [key, node] : table) {
    if (key.str() != "rule") {
      constexpr std::array<std::string_view, 1> kTop = {"rule"};
      const std::string_view nearest = NearestName(key.str(), kTop);
      const bool field = std::find(kFields.begin(), kFields.end(), key.str()) != kFields.end();
      Error("R004", Cat("unknown table or field `", key.str(), "`"),
            !nearest.empty() ? "a rule begins with [[rule]]"
            : field          ? "put [[rule]] above the fields of a rule"
                             : "a rule file holds [[rule]] tables only",
            places_.Of(key.source()));
    } else if (node.is_array_of_tables()) {
      rules = node.as_array();
    } else if (node.is_array() && node.as_array()->empty()) {
      continue;  // told below
    } else {
      Error("R005", Cat("`rule` must be an array of tables, not ", TomlTypeName(node)),
            "write [[rule]] with two brackets", places_.Of(node.source()));
    }
  }
  if (rules == nullptr || rules->empty()) {
    if (out_.diagnostics.empty()) {
      Error("R003", "no rules in this file", "a rule begins with a line [[rule]]", {});
    }
    return;
  }
  if (rules->size() > kMaxRules) {
    Error("R002", Cat("more than ", kMaxRules, " rules in one file"),
          "split the file, or load fewer rules", places_.Of((*rules)[kMaxRules].source()));
    return;
  }
  out_.rules.reserve(rules->size());
  for (const toml::node& node : *rules) {
    const toml::table* rule = node.as_table();
    if (rule == nullptr) continue;
    if (std::optional<RuleDef> def = RuleReader(*this, *rule).Read()) {
      out_.rules.push_back(std::move(*def));
    }
    if (full()) break;
  }
}

RuleFile FileReader::Read() {
  if (bytes_.size() > kMaxFileBytes) {
    Error("R002", Cat("the file has ", bytes_.size(), " bytes; the limit is ", kMaxFileBytes),
          "split the file, or load fewer rules", {});
    return std::move(out_);
  }
  if (const std::optional<size_t> line = DeepTomlKey(bytes_)) {
    Error("R001", Cat("not valid here: a key of more than ", kMaxTomlKeyParts, " parts"),
          "a rule file needs no dotted keys", {*line, 0, 1});
    return std::move(out_);
  }

  const toml::parse_result parsed = toml::parse(bytes_, file_name_);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    Error("R001", Cat("not valid TOML: ", error.description()),
          "shapes are easiest in single quotes: shape = '...'", places_.Of(error.source()));
    return std::move(out_);
  }
  ReadTable(parsed.table());
  const bool was_full = full();
  // A table's fields come sorted by name, a person reads from top to bottom.
  std::stable_sort(out_.diagnostics.begin(), out_.diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) {
                     return std::tie(a.line, a.column) < std::tie(b.line, b.column);
                   });
  if (was_full) {
    Diagnostic d;
    d.code = "R002";
    d.message = Cat("more than ", kMaxDiagnostics, " problems; the rest is not shown");
    d.file = file_name_;
    out_.diagnostics.push_back(std::move(d));
  }
  return std::move(out_);
}

// ---------------------------------------------------------------------------------------------------
// RuleReader

const std::string* RuleReader::String(std::string_view field) {
  const toml::node* node = Get(field);
  if (node == nullptr) return nullptr;
  const auto* text = node->as_string();
  if (text == nullptr) {
    Fail("R005", Cat("`", field, "` must be a string, not ", TomlTypeName(*node)), "", At(*node));
    return nullptr;
  }
  return &text->get();
}

void RuleReader::Text(std::string_view field, size_t max_bytes, bool lines_allowed,
                      std::string* out) {
  const std::string* text = String(field);
  if (text == nullptr) return;
  const Place place = At(*Get(field));
  if (text->empty()) {
    Fail("R012", Cat("`", field, "` is empty"), "leave the field out, or fill it", place);
  } else if (text->size() > max_bytes) {
    Fail("R012", Cat("`", field, "` has ", text->size(), " bytes; the limit is ", max_bytes), "",
         place);
  } else if (HasControl(*text, lines_allowed)) {
    Fail("R012", Cat("`", field, "` holds a control character"), "", place);
  } else {
    *out = *text;
  }
}

void RuleReader::Words(std::string_view field, bool empty_allowed, std::vector<std::string>* out) {
  const toml::node* node = Get(field);
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    Fail("R005", Cat("`", field, "` must be an array of strings, not ", TomlTypeName(*node)),
         node->is_string() ? Cat("write ", field, " = [\"...\"]") : "", At(*node));
    return;
  }
  if (array->empty() && !empty_allowed) {
    Fail("R012", Cat("`", field, "` is empty"), "name at least one word", At(*node));
    return;
  }
  if (array->size() > kMaxWords) {
    Fail("R012", Cat("`", field, "` has more than ", kMaxWords, " words"), "", At(*node));
    return;
  }
  for (const toml::node& item : *array) {
    const auto* word = item.as_string();
    if (word == nullptr) {
      Fail("R005", Cat("`", field, "` must hold strings, not ", TomlTypeName(item)), "", At(item));
      continue;
    }
    std::string lower = word->get();
    absl::AsciiStrToLower(&lower);
    if (lower.empty() || lower.size() > kMaxWordBytes || HasControl(lower, false) ||
        absl::ascii_isspace(static_cast<unsigned char>(lower.front())) ||
        absl::ascii_isspace(static_cast<unsigned char>(lower.back()))) {
      Fail("R012",
           Cat("a word of `", field, "` must have 1 to ", kMaxWordBytes,
               " bytes, no control characters and no blanks at its ends"),
           "", At(item));
    } else if (std::find(out->begin(), out->end(), lower) != out->end()) {
      Fail("R012", Cat("`", field, "` names the same word twice"),
           "case does not count, remove one", At(item));
    } else {
      out->push_back(std::move(lower));
    }
  }
}

void RuleReader::UnknownFields() {
  for (auto&& [key, node] : table_) {
    if (std::find(kFields.begin(), kFields.end(), key.str()) != kFields.end()) continue;
    std::string hint = DidYouMean(key.str(), kFields);
    for (const Synonym& synonym : kSynonyms) {
      if (synonym.name == key.str()) hint = synonym.hint;
    }
    Fail("R004", Cat("unknown field `", key.str(), "`"), std::move(hint),
         file_.places().Of(key.source()));
    if (file_.full()) return;
  }
}

void RuleReader::Identity() {
  if (!Present("id")) {
    Fail("R006", "the rule has no `id`", "add id = \"vendor-kind-of-secret\"", RulePlace());
  } else if (const std::string* id = String("id")) {
    if (IsId(*id)) {
      def_.id = *id;
    } else {
      Fail("R008", "an id has 1 to 80 lower-case letters, digits and single dashes between them",
           "for example acme-api-token", At(*Get("id")));
    }
  }
  def_.name = def_.id;
  Text("name", kMaxNameBytes, false, &def_.name);
  Text("provider", kMaxNameBytes, false, &def_.provider);
  Text("description", kMaxProseBytes, true, &def_.description);
  Text("rotate", kMaxProseBytes, true, &def_.rotate);
  Text("reference", kMaxProseBytes, false, &def_.reference);
  if (!def_.reference.empty() && !def_.reference.starts_with("https://") &&
      !def_.reference.starts_with("http://")) {
    Fail("R012", "`reference` is not a web address", "begin it with https://",
         At(*Get("reference")));
  }

  if (const std::string* name = String("class")) {
    if (const auto parsed = ParseSecretClass(*name)) {
      def_.secret_class = *parsed;
    } else {
      Fail("R007", Cat("unknown class `", *name, "`"), DidYouMean(*name, Names<SecretClass, 10>()),
           At(*Get("class")));
    }
  }
  if (const std::string* name = String("severity")) {
    if (const auto parsed = ParseSeverity(*name)) {
      def_.severity = *parsed;
    } else {
      Fail("R007", Cat("unknown severity `", *name, "`"), DidYouMean(*name, Names<Severity, 4>()),
           At(*Get("severity")));
    }
  }

  // Not secrets by themselves, or not credentials at all: looked for when asked.
  def_.enabled =
      def_.secret_class != SecretClass::kCredentialId && def_.secret_class != SecretClass::kPii &&
      def_.secret_class != SecretClass::kFinancial && def_.secret_class != SecretClass::kHealth;
  if (const toml::node* node = Get("enabled")) {
    if (const auto* enabled = node->as_boolean()) {
      def_.enabled = enabled->get();
    } else {
      Fail("R005", Cat("`enabled` must be true or false, not ", TomlTypeName(*node)), "", At(*node));
    }
  }
}

void RuleReader::Tree(std::string_view field, std::string* text, std::optional<Node>* tree) {
  const std::string* written = String(field);
  if (written == nullptr) return;
  Diagnostic error;
  *tree = ParseShape(*written, &error);
  if (!tree->has_value()) {
    ok_ = false;
    const Place place = file_.places().In(*Get(field), error.offset, error.length);
    file_.Add(std::move(error), place);
  }
  *text = *written;
}

void RuleReader::Regex() {
  const std::string* written = String("regex");
  if (written == nullptr) return;
  const toml::node& node = *Get("regex");
  Diagnostic error;
  std::optional<ParsedRegex> parsed = ParseRegex(*written, &error);
  if (!parsed) {
    ok_ = false;
    const Place place = file_.places().In(node, error.offset, error.length);
    file_.Add(std::move(error), place);
    return;
  }
  if (parsed->text_start || parsed->text_end) {
    // Before the first anchor stand only flags, behind the last one nothing.
    const size_t start = std::min(written->find('^'), written->find("\\A"));
    const size_t offset = parsed->text_start ? start : written->size() - 1;
    Fail("R212",
         "an anchor: a secret may stand anywhere in a text, and texts are scanned in pieces",
         "remove ^ and $; \\b at the ends is allowed", file_.places().In(node, offset, 1));
    return;
  }
  def_.shape = std::move(parsed->tree);
  def_.shape_text = *written;
}

// "curl -u *:%": names, an option that scans look for, and a form with one %.
void RuleReader::Commands() {
  const toml::array* array = Get("command")->as_array();
  if (array == nullptr || array->empty() || array->size() > kMaxWords) {
    Fail("R005", Cat("`command` must be an array of 1 to ", kMaxWords, " strings"), "", At(*Get("command")));
    return;
  }
  for (const toml::node& item : *array) {
    const auto* text = item.as_string();
    const std::string command = text == nullptr ? "" : text->get();
    const size_t dash = command.find(" -");
    const std::string_view option = dash == std::string::npos ? "" : std::string_view(command).substr(dash + 2);
    const bool searched = !option.empty() && (std::string_view("pPuUwaAckN").find(option[0]) != std::string_view::npos ||
                                              option.starts_with("-u") || option.starts_with("-p"));
    if (command.size() > kMaxWordBytes || HasControl(command, false) || dash == 0 || !searched ||
        std::count(command.begin(), command.end(), '%') != (command.ends_with("*%%") ? 2 : 1) ||
        command.back() != '%') {
      Fail("R012", "a command is written as its name, an option and the form of the value",
           "for example \"mysql -p%\", \"sshpass -p %\", \"curl -u *:%\"", At(item));
    } else {
      def_.context.push_back(command);
    }
  }
}

void RuleReader::Schemes() {
  Words("url", /*empty_allowed=*/true, &def_.schemes);
  const toml::array* array = Get("url")->as_array();
  if (array == nullptr) return;
  for (const std::string& scheme : def_.schemes) {
    const bool ok = absl::ascii_isalpha(static_cast<unsigned char>(scheme[0])) &&
                    std::all_of(scheme.begin(), scheme.end(), [](char c) {
                      return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '+' ||
                             c == '.' || c == '-' || c == '_';  // SQLAlchemy's dialects
                    });
    if (ok) continue;
    Fail("R012", Cat("`", scheme, "` is not a URL scheme"),
         "write the part before :// , such as postgres", At(*Get("url")));
  }
}

void RuleReader::Kind() {
  struct Form {
    std::string_view field;
    RuleKind kind;
  };
  constexpr Form kForms[] = {{"shape", RuleKind::kShape}, {"value", RuleKind::kValue},
                             {"begin", RuleKind::kBlock}, {"url", RuleKind::kUrl},
                             {"regex", RuleKind::kRegex}, {"assignment", RuleKind::kAssignment},
                             {"command", RuleKind::kCommand}, {"phrase", RuleKind::kPhrase}};
  const Form* form = nullptr;
  for (const Form& candidate : kForms) {
    const toml::node* node = Get(candidate.field);
    if (node == nullptr) continue;
    if (form != nullptr) {
      Fail("R009", Cat("both `", form->field, "` and `", candidate.field, "`"),
           "a rule looks for one thing; write two rules", At(*node));
      return;
    }
    form = &candidate;
  }
  if (form == nullptr) {
    Fail("R009", "the rule does not say what to look for",
         "give one of shape, value, begin, url, regex, assignment, command, phrase", RulePlace());
    return;
  }
  kind_field_ = form->field;
  def_.kind = form->kind;
  switch (form->kind) {
    case RuleKind::kShape:
    case RuleKind::kValue:
      Tree(form->field, &def_.shape_text, &def_.shape);
      break;
    case RuleKind::kBlock:
      Tree("begin", &def_.shape_text, &def_.shape);
      Tree("end", &def_.end_text, &def_.end);
      break;
    case RuleKind::kRegex:
      Regex();
      break;
    case RuleKind::kUrl:
      Schemes();
      break;
    case RuleKind::kAssignment:
      Words("assignment", /*empty_allowed=*/false, &def_.context);
      break;
    case RuleKind::kCommand:
      Commands();
      break;
    case RuleKind::kPhrase:
      if (const std::string* list = String("phrase"); list != nullptr && *list != "bip39-english") {
        Fail("R012", Cat("no list of words is called `", *list, "`"), "there is bip39-english", At(*Get("phrase")));
      } else if (list != nullptr) {
        def_.context.push_back(*list);
      }
      break;
  }
}

void RuleReader::Numbers() {
  if (const toml::node* node = Get("context_within")) {
    const auto* within = node->as_integer();
    if (within == nullptr) {
      Fail("R005", Cat("`context_within` must be an integer, not ", TomlTypeName(*node)), "",
           At(*node));
    } else if (within->get() < 1 || within->get() > 200) {
      Fail("R011", "`context_within` is not between 1 and 200", "it counts bytes before the value",
           At(*node));
    } else {
      def_.context_within = static_cast<uint32_t>(within->get());
    }
  }
  if (const toml::node* node = Get("min_entropy")) {
    const std::optional<double> bits = node->value<double>();  // takes an integer too
    if (!node->is_number() || !bits) {
      Fail("R005", Cat("`min_entropy` must be a number, not ", TomlTypeName(*node)), "", At(*node));
    } else if (!(*bits >= 0 && *bits <= 8)) {  // also false for a NaN
      Fail("R011", "`min_entropy` is not between 0 and 8", "it is in bits a character", At(*node));
    } else {
      def_.min_entropy = static_cast<float>(*bits);
    }
  }
}

void RuleReader::Checksum() {
  if (const std::string* name = String("checksum")) {
    if (IsId(*name)) {
      def_.checksum = *name;
    } else {
      Fail("R012", "`checksum` is not a name", "for example crc32-base62", At(*Get("checksum")));
    }
  }
  const std::string* what = String("on_invalid");
  if (what == nullptr) return;
  if (*what == "drop") {
    def_.on_invalid = OnInvalid::kDrop;
  } else if (*what == "low") {
    def_.on_invalid = OnInvalid::kLow;
  } else {
    Fail("R007", Cat("unknown on_invalid `", *what, "`"), DidYouMean(*what, kOnInvalid),
         At(*Get("on_invalid")));
  }
}

// What a value of a data class is worth that no word names.
void RuleReader::ReadAlone() {
  if (def_.kind == RuleKind::kValue && IsDataClass(def_.secret_class) && def_.context.empty()) {
    def_.alone = Alone::kMedium;
  }
  const std::string* what = String("alone");
  if (what == nullptr) return;
  const auto names = Names<Alone, 4>();
  const auto it = std::find(names.begin(), names.end(), *what);
  if (it == names.end()) {
    Fail("R007", Cat("unknown confidence `", *what, "`"), DidYouMean(*what, names), At(*Get("alone")));
  } else if (def_.kind != RuleKind::kValue || !IsDataClass(def_.secret_class)) {
    Fail("R010", "`alone` says nothing without `value` and a class of pii, financial or health", "",
         At(*Get("alone")));
  } else {
    def_.alone = static_cast<Alone>(it - names.begin());
  }
}

// Fields that say something only beside others.
void RuleReader::Together() {
  if (kind_field_.empty()) return;
  const auto needs = [&](std::string_view field, std::string_view needed, std::string_view hint) {
    if (const toml::node* node = Get(field)) {
      Fail("R010", Cat("`", field, "` says nothing without `", needed, "`"), std::string(hint),
           At(*node));
    }
  };
  if (def_.kind != RuleKind::kBlock) needs("end", "begin", "");
  if (def_.kind != RuleKind::kValue) {
    needs("context", "value", "for words that only raise the confidence write `hints`");
    needs("context_within", "value", "");
  } else {
    Words("context", /*empty_allowed=*/true, &def_.context);
    if (def_.context.empty() && !Present("checksum")) {
      const toml::node* context = Get("context");
      if (context == nullptr || (context->is_array() && context->as_array()->empty())) {
        Fail("R013", "a value without context words and without a checksum would match anything",
             "add context = [\"...\"] with the words that name this value", At(*Get("value")));
      }
    } else if (def_.context.empty()) {
      needs("context_within", "context", "");
    }
  }
  if (!Present("checksum")) needs("on_invalid", "checksum", "");
  ReadAlone();
  Words("hints", /*empty_allowed=*/true, &def_.hints);
}

void RuleReader::Cost() {
  const std::string_view word_field = def_.kind == RuleKind::kAssignment ? "assignment" : "context";
  for (Diagnostic& problem : CheckCost(def_)) {
    if (problem.level == Diagnostic::Level::kError) ok_ = false;
    Place place = RulePlace();
    if (problem.code == "R405") {
      const toml::node* words = Get(word_field);
      const toml::array* array = words == nullptr ? nullptr : words->as_array();
      if (array != nullptr && problem.offset < array->size()) {
        place = At((*array)[problem.offset]);
      }
    } else if (const toml::node* node = Get(kind_field_)) {
      place = file_.places().In(*node, problem.offset, problem.length);
    }
    file_.Add(std::move(problem), place);
  }
}

std::optional<RuleDef> RuleReader::Read() {
  def_.file = file_.file_name();
  def_.line = RulePlace().line;
  UnknownFields();
  Identity();
  Kind();
  Numbers();
  Checksum();
  Together();
  if (ok_) Cost();  // of a whole rule only: half a rule would give complaints that are not true
  if (!ok_) return std::nullopt;
  return std::move(def_);
}

}  // namespace

bool RuleFile::HasErrors() const {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.level == Diagnostic::Level::kError; });
}

RuleFile ParseRuleFile(std::string_view file_name, std::string_view bytes) {
  return FileReader(file_name, bytes).Read();
}

}  // namespace weir
