// Code, paths and addresses where a secret would stand: os.environ["X"], get_password(),
// /run/secrets/db.
#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "judge/codec.h"
#include "judge/placeholder_parts.h"
#include "judge/randomness.h"

namespace weir {
namespace {

constexpr size_t kNone = std::string_view::npos;

bool IsWordStart(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool IsWord(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// How long the joint between two identifiers is at `at`, 0 if there is none: a.b, a::b, a->b, a?.b.
size_t JointAt(std::string_view text, size_t at) {
  for (std::string_view joint : {"?.", "->", "::", "!.", "."}) {
    const size_t end = at + joint.size();
    if (text.substr(at, joint.size()) == joint && end < text.size() && IsWordStart(text[end])) {
      return joint.size();
    }
  }
  return 0;
}

// How many characters of `text` are a chain of identifiers.
size_t ChainLength(std::string_view text, size_t* links) {
  *links = 0;
  if (text.empty() || !IsWordStart(text[0])) return 0;
  size_t at = 0;
  for (;;) {
    while (at < text.size() && IsWord(text[at])) ++at;
    ++*links;
    const size_t joint = JointAt(text, at);
    if (joint == 0) return at;
    at += joint;
  }
}

// Names by which programs hold what was configured elsewhere.
constexpr std::string_view kHeads[] = {
    "self.",
    "this.",
    "process.env.",
    "import.meta.env.",
    "os.environ",
    "os.getenv",
    "ENV.",
    "env.",
    "config.",
    "cfg.",
    "conf.",
    "settings.",
    "props.",
    "req.",
    "request.",
    "options.",
    "opts.",
    "args.",
    "params.",
    "ctx.",
    "context.",
    "secrets.",
    "vars.",
    "var.",
    "local.",
    "data.",
    "module.",
    "creds.",
    "credentials.",
    "System.getenv",
    "System.getProperty",
    "Rails.application.",
    "app.config.",
    "std::env::",
    "event.",
    "input.",
    "state.",
    "session.",
    "user.",
    "form.",
    "body.",
    "window.",
    "globals.",
    "inputs.",
    "outputs.",
    "parameters.",
    "steps.",
    "matrix.",
    "each.",
    "random_password.",
};

bool HasKnownHead(std::string_view value) {
  for (std::string_view head : kHeads) {
    if (StartsWith(value, head)) return true;
  }
  return false;
}

// What stands between brackets in code: names, strings, numbers, calls.
bool IsArgumentText(std::string_view text) {
  for (char c : text) {
    if (!IsWord(c) && !Contains(" ._-/:,\"'()[]$=#?", c)) return false;
  }
  return text.size() < 12 || RandomnessScore(text) < 1.5f;
}

// What may follow the bracket that closes a call: .get("x"), || "", ?? x, [0].
bool IsContinuation(std::string_view text) {
  for (std::string_view start :
       {".", "?.", "[", "(", " ||", " or ", " ??", "||", "??", " as ", "->", "::", "?", "!"}) {
    if (!StartsWith(text, start)) continue;
    text.remove_prefix(start.size());
    for (char c : text) {
      if (!IsWord(c) && !Contains(" ._-/:,\"'()[]$=#?|>!", c)) return false;
    }
    return text.size() < 12 || RandomnessScore(text) < 1.5f;
  }
  return false;
}

// A call, an index, or a chain from a known head: f(x), cfg["x"], self.api_key.
bool IsCode(std::string_view value) {
  for (std::string_view word : {"await ", "new ", "return ", "lambda ", "not ", "&", "*", "!"}) {
    if (ConsumePrefix(&value, word)) break;
  }
  while (!value.empty() && (value.back() == ';' || value.back() == ',')) value.remove_suffix(1);
  if (value.empty()) return false;
  if (StartsWith(value, "$_") && value.back() == ']') return true;  // PHP: $_ENV['X']
  if (value[0] == '$' || value[0] == '@') value.remove_prefix(1);   // PHP, Perl, Ruby variables
  size_t links = 0;
  const size_t chain = ChainLength(value, &links);
  if (chain < 2) return false;
  if (chain == value.size() && links < 2) return false;  // one name, or a token
  const std::string_view names = value.substr(0, chain);
  const bool head = HasKnownHead(value);
  // Random strings are chains of identifiers now and then; names read as words.
  const bool random = names.size() >= (head ? 12u : 6u) && RandomnessScore(names) > 1.0f;
  if (chain == value.size()) return head && !random;
  size_t open = chain;
  if (value.substr(chain, 2) == "!(") ++open;  // Rust macros
  if (value[open] != '(' && value[open] != '[') return false;
  const size_t close = value.find(value[open] == '(' ? ')' : ']', open);
  if (close == kNone) {  // cut at its quotes or blanks
    return chain >= 3 && !random && (head || Contains("\"'", value.back())) &&
           IsArgumentText(value.substr(open));
  }
  const char last = value.back();
  if ((last == ')' || last == ']') && IsArgumentText(value.substr(open))) return true;
  return !random && IsArgumentText(value.substr(open, close - open)) &&
         IsContinuation(value.substr(close + 1));
}

constexpr std::string_view kTypes[] = {
    "String",
    "str",
    "SecretStr",
    "SecretString",
    "[]byte",
    "[]string",
    "bool",
    "Boolean",
    "int",
    "Integer",
    "float",
    "bytes",
    "ByteString",
    "char",
    "char*",
    "const char*",
    "&str",
    "&'static str",
    "String?",
    "string?",
    "string;",
    "Optional[str]",
    "Option<String>",
    "str | None",
    "string | null",
    "string | undefined",
    "any",
    "unknown",
    "object",
    "TEXT",
    "UUID",
    "NSString",
    "CharSequence",
    "char[]",
    "byte[]",
    "varchar",
    "VARCHAR",
    "nvarchar",
    "std::string",
    "std::string_view",
    "size_t",
};

bool IsTypeName(std::string_view value) {
  for (std::string_view type : kTypes) {
    if (value.size() == type.size() && value[0] == type[0] && value == type) return true;
  }
  for (std::string_view type :
       {"VARCHAR(", "varchar(", "NVARCHAR(", "nvarchar(", "CHAR(", "char("}) {
    if (StartsWith(value, type)) return value.back() == ')';
  }
  return false;
}

bool IsPathText(std::string_view value) {
  for (char c : value) {
    if (!IsWord(c) && !Contains("-./ @~\\:%$", c)) return false;
  }
  return true;
}

constexpr std::string_view kRoots[] = {"/etc/",  "/var/", "/run/",  "/usr/",     "/home/",
                                       "/tmp/",  "/opt/", "/root/", "/mnt/",     "/srv/",
                                       "/dev/",  "/app/", "/data/", "/secrets/", "/Users/",
                                       "/proc/", "/sys/", "/bin/",  "/lib/",     "/workspace/"};

constexpr std::string_view kFileEnds[] = {
    ".pem",  ".key",        ".crt",  ".cer", ".pub",  ".json", ".yml",  ".yaml",
    ".txt",  ".env",        ".conf", ".cfg", ".ini",  ".p12",  ".pfx",  ".jks",
    ".js",   ".ts",         ".py",   ".go",  ".rb",   ".php",  ".html", ".xml",
    ".toml", ".properties", ".sh",   ".md",  ".kdbx", ".gpg",  ".asc"};

bool IsPath(std::string_view value) {
  if (value.size() < 3 || !IsPathText(value)) return false;
  for (std::string_view root : kRoots) {
    if (value[0] == '/' && StartsWith(value, root)) return true;
  }
  if (StartsWith(value, "./") || StartsWith(value, "../") || StartsWith(value, "~/")) return true;
  if (absl::ascii_isalpha(static_cast<unsigned char>(value[0])) && value[1] == ':' &&
      (value[2] == '\\' || value[2] == '/')) {
    return true;
  }
  // Base64 begins with a slash once in 64 times, and holds others: only what reads as words is a
  // path.
  if (value[0] == '/' && RandomnessScore(value) < 0.2f && value.size() >= 6) return true;
  if (!Contains(value, '.')) return false;
  for (std::string_view end : kFileEnds) {
    if (value.ends_with(end) && value.size() > end.size() + 1) return RandomnessScore(value) < 1.2f;
  }
  return false;
}

// Part of a URL that may be a secret: it reads as random, or mixes all kinds of characters.
bool CouldBeToken(std::string_view part) {
  constexpr size_t kLeast = 12;
  if (part.size() < kLeast) return false;
  bool upper = false;
  bool lower = false;
  bool digit = false;
  for (char c : part) {
    const unsigned char byte = static_cast<unsigned char>(c);
    upper = upper || absl::ascii_isupper(byte);
    lower = lower || absl::ascii_islower(byte);
    digit = digit || absl::ascii_isdigit(byte);
  }
  return (upper && lower && digit) || RandomnessScore(part) > 0.2f;
}

// A URL without credentials: no user part, and no part of the path or query that could be a token.
bool IsPlainUrl(std::string_view value) {
  const size_t colon = value.find("://");
  if (colon == kNone || colon < 2 || colon > 16) return false;
  for (char c : value.substr(0, colon)) {
    if (!IsWord(c) && c != '+' && c != '-' && c != '.') return false;
  }
  const std::string_view rest = value.substr(colon + 3);
  if (rest.empty() || Contains(rest, '@')) return false;
  for (size_t at = rest.find_first_of("/?#"); at < rest.size();) {
    const size_t end = std::min(rest.find_first_of("/?#&=;", at + 1), rest.size());
    const std::string_view part = rest.substr(at + 1, end - at - 1);
    if (CouldBeToken(part)) return false;
    at = end;
  }
  return true;
}

// A rule or test that describes a token: tok_[a-z0-9]{24}, key-\w+.
bool IsRegexText(std::string_view value) {
  if (StartsWith(value, "(?i)") || StartsWith(value, "(?:")) return true;
  if (!Contains(value, '[') && !Contains(value, '\\')) return false;
  for (std::string_view mark : {"[a-z", "[A-Z", "[0-9", "\\w+", "\\d+", "\\w{", "\\d{"}) {
    if (Contains(value, mark)) {
      return Contains(value, ']') || Contains(value, '+') || Contains(value, '{') ||
             Contains(value, '*');
    }
  }
  return false;
}

}  // namespace

bool IsSecretAddress(std::string_view value) {
  constexpr std::string_view kSchemes[] = {"op://",
                                           "vault://",
                                           "keyvault://",
                                           "akv://",
                                           "ref+",
                                           "secret://",
                                           "awssm://",
                                           "gcpsm://",
                                           "azkv://",
                                           "doppler://",
                                           "bws://",
                                           "keychain://",
                                           "env://",
                                           "os.environ/",  // LiteLLM
                                           "file://",
                                           "ssm://",
                                           "sm://",
                                           "arn:aws:secretsmanager:",
                                           "arn:aws:ssm:",
                                           "arn:aws-us-gov:secretsmanager:",
                                           "arn:aws-cn:secretsmanager:",
                                           "@Microsoft.KeyVault("};
  if (value.empty()) return false;
  for (std::string_view scheme : kSchemes) {
    if (scheme[0] == value[0] && StartsWith(value, scheme) && value.size() > scheme.size())
      return true;
  }
  if (StartsWith(value, "vault:")) return value.size() > 7 && Contains(value, '/');
  if (StartsWith(value, "projects/")) return Contains(value, "/secrets/");
  return false;
}

bool IsReference(std::string_view value) {
  return IsTypeName(value) || IsCode(value) || IsPath(value) || IsPlainUrl(value) ||
         IsRegexText(value);
}

}  // namespace weir
