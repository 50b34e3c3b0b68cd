#include "judge/assigned_value.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "judge/placeholder.h"
#include "judge/randomness.h"
#include "judge/word_set.h"

namespace weir {
namespace {

using Form = Assignment::Form;

// How far beyond the assignment (assignment.h, kMaxLook) the text is looked at. ReachOf() in
// judge.cc counts on 64.
constexpr size_t kMostLine = 64;  // bytes of the line before a name
constexpr size_t kMostBlanks = 16;
constexpr size_t kMostTail = 6;  // digits behind a documentation word

bool IsAlpha(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }
bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }
bool IsBlank(char c) { return c == ' ' || c == '\t'; }
char At(std::string_view text, size_t i) { return i < text.size() ? text[i] : '\n'; }

bool SameText(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return LowerAscii(x) == LowerAscii(y);
         });
}

size_t BehindBlanks(std::string_view text, size_t p) {
  const size_t limit = p + kMostBlanks;
  while (p < limit && IsBlank(At(text, p))) ++p;
  return p;
}

struct Makeup {
  size_t digits = 0, uppers = 0, lowers = 0, symbols = 0, blanks = 0, others = 0;
};
Makeup Look(std::string_view value) {
  Makeup m;
  for (char c : value) {
    const auto b = static_cast<unsigned char>(c);
    if (absl::ascii_isdigit(b)) {
      ++m.digits;
    } else if (absl::ascii_isupper(b)) {
      ++m.uppers;
    } else if (absl::ascii_islower(b)) {
      ++m.lowers;
    } else if (IsBlank(c)) {
      ++m.blanks;
    } else if (b >= 0x80 || b < 0x20) {
      ++m.others;
    } else if (c != '_' && c != '-' && c != '.') {
      ++m.symbols;
    }
  }
  return m;
}

// Values of settings that are no secrets though their name says password: kinds, states,
// algorithms.
constexpr auto kSettings = Words<
    "required optional invalid incorrect wrong missing hidden visible text field input enabled "
    "disabled enable disable basic plain bearer digest oauth oauth2 none true false yes no on off "
    "string number boolean object array integer auto default prompt ask always never sometimes "
    "env environment file stdin vault keyring keychain md5 sha1 sha256 sha512 bcrypt scrypt "
    "argon2 argon2id pbkdf2 crypt sufficient requisite substack include new current old reset "
    "change forgot forgotten confirm repeat login username email private public encrypted "
    "unencrypted cleartext plaintext hash hashed salted kerberos ldap saml local remote session "
    "cookie header query body masked secure insecure unset empty blank generated random manual "
    "automatic inherit trust peer ident reject scram-sha-256 scram-sha-1 cram-md5 digest-md5 xoauth2 gssapi self null nil undefined void "
    "notnull not_null nullable unique varchar nvarchar char bytes bytea binary blob longtext "
    "filter filtered deny allow permit skip ignore keep pass fail failed ok success error "
    "warning info debug trace utf-8 utf8 utf-16 latin1 latin-1 ascii iso-8859-1 iso-8859-15 "
    "cp1252 unicode base64 hex url rsa dsa ecdsa ed25519 aes test unknown n/a several files compat "
    "systemd sss winbind anonymous anonymous@ -anonymous@ anoncvs guest">();

constexpr auto kCharsets = Words<
    "utf-8 utf8 utf_8 utf-16 utf16 utf-16le utf-32 latin1 latin-1 latin_1 ascii us-ascii "
    "iso-8859-1 iso-8859-15 cp1252 cp437 windows-1252 unicode base64 hex binary">();

// Parts of a name that say its value is shown to people.
constexpr auto kLabelParts = Words<
    "label labels msg message messages title text txt hint hints tooltip placeholder caption "
    "heading error errors err i18n lang translation description desc help prompt field button "
    "btn link tab page form menu warning alert notice invalid forgot reset enter">();

bool HasLabelPart(std::string_view key) {
  for (size_t begin = 0; begin < key.size();) {
    size_t end = begin + 1;
    while (end < key.size() && IsAlnum(key[end]) &&
           !(absl::ascii_isupper(static_cast<unsigned char>(key[end])) &&
             absl::ascii_islower(static_cast<unsigned char>(key[end - 1])))) {
      ++end;
    }
    if (kLabelParts.Has(key.substr(begin, end - begin))) return true;
    while (end < key.size() && !IsAlnum(key[end])) ++end;
    begin = end;
  }
  return false;
}

// Marks with which an expression begins where there are no quotes: *p, &x, ^T, @f, !x, <T, (x),
// [x], :sym.
bool OpensCode(char c) {
  return std::string_view("*&^@!<>([:|=,+/\\").find(c) != std::string_view::npos;
}

// A number as programs write it: 0x1F, $1F (Pascal), -7110, 3.5, 1.2.840.113549.
bool IsNumber(std::string_view value) {
  bool hex = false;
  if (value.size() > 2 && value[0] == '0' && (value[1] | 0x20) == 'x') {
    value.remove_prefix(2);
    hex = true;
  } else if (value.size() > 1 && value.size() <= 9 && value[0] == '$') {
    value.remove_prefix(1);
    hex = true;
  } else if (value.size() > 1 && value[0] == '-') {
    value.remove_prefix(1);
  }
  return std::all_of(value.begin(), value.end(), [hex](char c) {
    return hex ? absl::ascii_isxdigit(static_cast<unsigned char>(c)) : IsDigit(c) || c == '.';
  });
}

// 1.2.840.113549.1.9.7: the number of an object in a registry.
bool IsObjectNumber(std::string_view value) {
  return std::count(value.begin(), value.end(), '.') >= 3 && IsNumber(value);
}

// Without quotes: name( name[ name->x name::x name^. name+1, a member of something.
bool IsCode(std::string_view value) {
  size_t i = 0;
  bool member = false;
  while (i < value.size() &&
         (IsAlnum(value[i]) || value[i] == '_' || value[i] == '.' || value[i] == '$')) {
    member =
        member || (value[i] == '.' && i > 0 && IsAlpha(At(value, i + 1)) && !IsDigit(value[i - 1]));
    ++i;
  }
  if (i == 0 || IsDigit(value[0])) return false;
  if (i == value.size()) return member && RandomnessScore(value) < 0.5f;
  const std::string_view rest = value.substr(i);
  for (std::string_view mark : {"(", "[", "->", "::", "?.", "||", "&&", "^.", "+#", ":"}) {
    if (rest.starts_with(mark)) return true;
  }
  // a+1, a=b, a=: words with an operator between them or behind.
  if (rest.size() > 1 && rest[0] == '+' && RandomnessScore(value) < 0) return true;
  return rest == "=" && RandomnessScore(value) < 0.5f;
}

// Letters, digits and _ that begin with a letter: what a name in code is made of.
bool IsIdentifier(std::string_view value) {
  return (IsAlpha(value[0]) || value[0] == '_') &&
         std::all_of(value.begin(), value.end(), [](char c) { return IsAlnum(c) || c == '_'; });
}

// mara@acme.io
bool IsMailAddress(std::string_view value) {
  const size_t at = value.find('@');
  if (at == std::string_view::npos || at == 0 || value.find('@', at + 1) != std::string_view::npos)
    return false;
  const size_t dot = value.rfind('.');
  if (dot == std::string_view::npos || dot < at + 3 || value.size() - dot < 3) return false;
  return std::all_of(value.begin() + static_cast<ptrdiff_t>(dot) + 1, value.end(), IsAlpha) &&
         std::all_of(value.begin(), value.end(), [](char c) {
           return IsAlnum(c) || c == '@' || c == '.' || c == '-' || c == '_' || c == '+';
         });
}

// The word behind the name is "pass" alone: it may mean the password, or to have passed, or a pass
// over code.
bool SaysPassOnly(std::string_view key) {
  const size_t size = key.size();
  if (size < 4) return false;
  std::string_view tail = key.substr(size - 4);
  if (!SameText(tail, "pass")) return false;
  // Whose: db_pass, smtpPass, ROOT_PASS.
  std::string_view head = key.substr(0, size - 4);
  for (std::string_view word :
       {"db",    "database", "user",     "usr",     "admin",      "root",  "smtp",   "mail",
        "email", "ftp",      "ssh",      "sudo",    "sql",        "mysql", "pg",     "postgres",
        "redis", "mongo",    "rabbitmq", "ldap",    "proxy",      "vnc",   "wifi",   "login",
        "auth",  "key",      "keystore", "store",   "truststore", "host",  "server", "account",
        "my",    "web",      "http",     "api",     "master",     "sftp",  "imap",   "pop",
        "jdbc",  "amqp",     "mqtt",     "default", "test",       "old",   "new"}) {
    if (KeyNames(head, word)) return false;
  }
  return true;
}

// What is written between two tags ends where the second begins.
bool ClosesElement(std::string_view text, size_t p) {
  p = BehindBlanks(text, p);
  const std::string_view rest = text.substr(std::min(p, text.size()), 3);
  return rest.starts_with("</") || rest.starts_with("]]>") || rest.starts_with('\n') ||
         rest.starts_with('\r');
}

// A sentence goes on behind a value without quotes: `BAG_SECRET: PKCS-12 bag with`.
bool SentenceFollows(std::string_view text, const Assignment& a) {
  size_t p = BehindBlanks(text, a.value_end);
  if (p == a.value_end || !IsAlpha(At(text, p))) return false;
  const size_t limit = p + 32;
  while (p < limit && (IsAlnum(At(text, p)) || At(text, p) == '_' || At(text, p) == '-')) ++p;
  return At(text, p) != '=' && At(text, p) != ':';
}

// The rest of an expression behind a value without quotes: `a + b`, `a ? b : c`, `a;`.
bool CodeFollows(std::string_view text, const Assignment& a) {
  size_t p = a.value_end;
  if (At(text, p) == ';' || At(text, p) == ')' || At(text, p) == ',') return true;
  p = BehindBlanks(text, p);
  if (p == a.value_end) return false;
  const char c = At(text, p);
  return c == '+' || c == '*' || c == '?' || c == '=' || c == '|' || c == '&' || c == '%' ||
         c == '<';
}

// name in `name("password", "v")`: the arguments of a call that hashes or checks are no pair.
bool IsCheckingCall(std::string_view text, size_t open) {
  size_t begin = open;
  while (begin > 0 && open - begin < 40 && (IsAlnum(text[begin - 1]) || text[begin - 1] == '_'))
    --begin;
  std::string_view name = text.substr(begin, open - begin);
  for (std::string_view part :
       {"ass", "ash", "heck", "erif", "ompare", "rypt", "atch", "qual", "sert"}) {
    if (name.find(part) != std::string_view::npos) return true;
  }
  return false;
}

enum class Beside : uint8_t { kNo, kList, kChecked };

// `"password", "x"`: a row of a table, the arguments of a call, or just two strings of a list.
Beside StandsBeside(std::string_view text, const Assignment& a) {
  const std::string_view between = text.substr(a.key_end, a.value_start - a.key_end);
  const size_t comma = between.find(',');
  if (comma == std::string_view::npos) return Beside::kNo;
  // `k = env("K", "v")`: the comma is that of what is assigned.
  if (between.substr(0, comma).find_first_of("=:") != std::string_view::npos) return Beside::kNo;
  size_t before = a.key_start;
  const size_t limit = before > kMostBlanks ? before - kMostBlanks : 0;
  while (before > limit &&
         (text[before - 1] == '"' || text[before - 1] == '\'' || text[before - 1] == ' ')) {
    --before;
  }
  if (before == 0 || text[before - 1] != '(') return Beside::kList;
  return IsCheckingCall(text, before - 1) ? Beside::kChecked : Beside::kNo;
}

// secret1, admin123, test123456, abc123: a documentation word, and digits that say nothing.
bool IsNumberedWord(std::string_view value) {
  size_t stem = value.size();
  while (stem > 0 && IsDigit(value[stem - 1])) --stem;
  const std::string_view digits = value.substr(stem);
  if (digits.empty() || digits.size() > kMostTail || stem == 0) {
    return stem == 0 && (value == "1234" || value == "12345" || value == "4321");
  }
  // A year or a number of one's own is how people make passwords: only 1, 12 and 123... say
  // nothing.
  bool counts = digits.size() == 1;
  if (!counts) counts = std::string_view("0123456789").find(digits) != std::string_view::npos;
  if (!counts) return false;
  std::string_view word = value.substr(0, stem);
  while (!word.empty() && !IsAlnum(word.back())) word.remove_suffix(1);
  if (word == "abc" || word == "ABC") return true;
  if (word.size() < 3) return false;
  const PlaceholderKind kind = ClassifyPlaceholder(word);
  return kind == PlaceholderKind::kInstruction || kind == PlaceholderKind::kWords ||
         kind == PlaceholderKind::kSequence || kind == PlaceholderKind::kRepeated;
}

// Short tokens are made of a few kinds of characters, with digits among them; long ones may be
// letters alone.
bool CouldBeToken(std::string_view value, size_t digits, float score) {
  constexpr size_t kLeast = 8, kLeastHex = 16, kLeastLetters = 16;
  if (value.size() < kLeast || IsNumber(value)) return false;
  const bool hex = value.size() >= kLeastHex && digits > 0 && digits < value.size() &&
                   std::all_of(value.begin(), value.end(), [](char c) {
                     return absl::ascii_isxdigit(static_cast<unsigned char>(c));
                   });
  if (hex) return true;
  if (digits == 0 ? value.size() < kLeastLetters || score < 0.8f : score < 0.5f) return false;
  return std::all_of(value.begin(), value.end(), [](char c) {
    return IsAlnum(c) || std::string_view("-_.~+/=%:|").find(c) != std::string_view::npos;
  });
}

// Names of secrets in a value of letters alone: the value is a name.
bool IsSecretsName(std::string_view value) {
  for (std::string_view word : {"password", "passwd", "pwd", "passphrase", "secret", "token",
                                "apikey", "api_key", "credential", "credentials"}) {
    if (KeyNames(value, word)) return true;
  }
  return false;
}

// `gcs_key`, `x-api-key`, `madkudu-api-key`: words with separators, of which the last names a secret. What tables,
// settings and documentation put side by side.
bool IsNameOfAKey(std::string_view value) {
  if (value.find_first_of("-_.") == std::string_view::npos) return false;
  for (char c : value) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
          c == '_' || c == '.')) {
      return false;
    }
  }
  const size_t last = value.find_last_of("-_.");
  const std::string_view word = value.substr(last + 1);
  for (std::string_view name : {"key", "keys", "token", "tokens", "secret", "secrets", "password", "id", "name", "base64",
                                "KEY", "TOKEN", "SECRET", "PASSWORD", "ID", "NAME"}) {
    if (word == name) return true;
  }
  return false;
}

constexpr AssignedVerdict Drop(std::string_view step, std::string_view detail) {
  return {.points = 0, .step = step, .detail = detail};
}

constexpr std::string_view kNameInCode = "an unquoted word is a name in code";

// Opening marks of expressions, where a rule's alphabet or a quotation mark cut the closing one
// off.
bool OpensExpression(std::string_view value) {
  for (std::string_view mark : {"$(", "${", "#{", "{{", "<%", "{%", "%(", "$[", "\\("}) {
    if (value.starts_with(mark)) return true;
  }
  return false;
}

}  // namespace

bool IsPasswordHash(std::string_view value) {
  if (value.starts_with('{')) {  // {CRYPT}$6$..., {SSHA}..., {bcrypt}...
    const size_t close = value.find('}');
    if (close == std::string_view::npos || close < 3 || close > 16) return false;
    for (char c : value.substr(1, close - 1)) {
      if (!IsAlnum(c) && c != '-' && c != '.' && c != '_') return false;
    }
    return value.size() > close + 12;
  }
  if (value.starts_with("pbkdf2") || value.starts_with("scrypt:") || value.starts_with("argon2$")) {
    return value.size() > 32;
  }
  if (!value.starts_with('$') || value.size() < 12) return false;
  const size_t end = value.find('$', 1);
  if (end == std::string_view::npos || end < 2 || end > 20) return false;
  for (char c : value.substr(1, end - 1)) {
    if (!IsAlnum(c) && c != '-') return false;
  }
  // Two marks and a short word between them: passwords have that by chance ($a1$...), hashes have a
  // third part or a known number.
  const std::string_view id = value.substr(1, end - 1);
  return id == "1" || id == "5" || id == "6" || id == "y" || id == "7" || id == "apr1" ||
         id.starts_with("2") || id.starts_with("argon2") || id.starts_with("pbkdf2") ||
         id.starts_with("scrypt") || id.starts_with("bcrypt") || id.starts_with("sha");
}

// Password=v;Server=x: fields of a connection string, of which another follows or goes before.
bool InConnectionString(std::string_view text, const Assignment& a) {
  if (a.form != Form::kEquals || a.value_start != a.key_end + 1 || At(text, a.value_end) != ';') return false;
  size_t p = a.value_end + 1;
  while (p < a.value_end + kMostBlanks && (IsAlnum(At(text, p)) || At(text, p) == ' ' || At(text, p) == '_')) ++p;
  if (p > a.value_end + 2 && At(text, p) == '=') return true;
  return a.key_start > 0 && text[a.key_start - 1] == ';';
}

// `User: mara Password: v`, `login=mara password=v`: the line has given another pair before.
bool FollowsPair(std::string_view text, const Assignment& a) {
  if (a.form != Form::kColon && a.form != Form::kEquals) return false;
  const size_t limit = a.key_start > kMostLine ? a.key_start - kMostLine : 0;
  const char mark = a.form == Form::kColon ? ':' : '=';
  bool word = false;  // a word between the pair's mark and this name
  for (size_t p = a.key_start; p > limit; --p) {
    const char c = text[p - 1];
    if (c == mark) return word && p > limit + 1 && IsAlnum(text[p - 2]);
    if (!IsAlnum(c) && std::string_view(" \t,@._-/|").find(c) == std::string_view::npos) return false;
    word = word || IsAlnum(c);
  }
  return false;
}

// `password is v`: said in so many words, not two words side by side.
bool IsSaid(std::string_view text, const Assignment& a) {
  const std::string_view between = text.substr(a.key_end, a.value_start - a.key_end);
  return a.form == Form::kSpace && std::any_of(between.begin(), between.end(), IsAlpha);
}

bool InSettings(std::string_view text, const Assignment& a) {
  if (InConnectionString(text, a)) return true;
  const size_t behind = BehindBlanks(text, a.value_end);
  const char after = At(text, behind);
  const bool ends =
      after == '\n' || after == '\r' || after == '\\' || (after == '#' && behind > a.value_end);
  const bool tight = At(text, a.key_end) == '=' && a.value_start == a.key_end + 1;
  if (a.form == Form::kEquals && tight) {  // K=v, also several on a line of a shell
    if (behind > a.value_end && !ends) {   // of a shell: names are in capitals
      return std::none_of(a.key(text).begin(), a.key(text).end(), [](char c) {
        return absl::ascii_islower(static_cast<unsigned char>(c));
      });
    }
    return ends || after == '<' || after == '"' || after == '\'' || after == '`';
  }
  if (a.form == Form::kFlag || a.form == Form::kQuery || a.form == Form::kXml) return true;
  if (a.form != Form::kColon && a.form != Form::kHeader) return false;
  if (!ends && after != '}') return false;
  const bool wide =
      static_cast<unsigned char>(At(text, a.key_end)) == 0xEF;  // a fullwidth colon has its own gap
  if (!wide && !IsBlank(At(text, a.key_end + 1)) && !IsBlank(At(text, a.key_end + 2))) return false;
  // Nothing but indentation and marks of lists and comments before the name.
  const size_t limit = a.key_start > kMostLine ? a.key_start - kMostLine : 0;
  for (size_t p = a.key_start; p > limit; --p) {
    const char c = text[p - 1];
    if (c == '\n' || c == '{') return true;
    if (after == '}' && c == ',') return true;
    if (!IsBlank(c) && c != '-' && c != '#' && c != '"' && c != '\'' && c != '/' && c != ';')
      return false;
  }
  return limit == 0;
}

NameClass NameClassOf(std::string_view key, bool is_password) {
  if (is_password) return NameClass::kPassword;
  for (std::string_view word : {"secret", "api_key", "apikey"}) {
    if (KeyNames(key, word)) return NameClass::kSecret;
  }
  return NameClass::kToken;
}

AssignedVerdict WeighAssigned(std::string_view text, const Assignment& a, NameClass name) {
  const std::string_view key = a.key(text), value = a.value(text);
  const bool password = name == NameClass::kPassword;
  if (value.empty()) return Drop("length", "there is no value");
  if (SameText(key, value)) return Drop("placeholder", "the value is a name, not a secret");
  if (OpensExpression(value)) return Drop("placeholder", "template");
  if (IsPasswordHash(value)) return Drop("hash", "the value is a password's hash, not a password");
  if (value.starts_with("arn:")) return Drop("reference", "the value is the name of a resource");
  if (kSettings.Has(value)) return Drop("setting", "the value is a word that settings hold");
  if (kCharsets.Has(value)) return Drop("reference", "the value names a character set");
  if (a.form == Form::kSpace && (SameText(key, "pass") || value.front() == '-')) {
    return Drop("prose", "here the word is a verb");
  }
  const Makeup m = Look(value);
  const bool plain = m.digits == 0 && m.symbols == 0 && m.others == 0;  // letters, _ - . and blanks
  const float score = RandomnessScore(value);
  if (IsNameOfAKey(value)) return Drop("placeholder", "the value is the name of a key, not one");
  if (plain && IsSecretsName(value))
    return Drop("placeholder", "the value is a name, not a secret");
  if (IsNumberedWord(value))
    return Drop("placeholder", "a documentation word with digits behind it");

  if (std::any_of(value.begin(), value.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; })) {
    return Drop("control", "control bytes stand in the value");
  }
  if (a.form == Form::kXml && !a.quoted &&
      std::string_view("@:\\").find(value.front()) != std::string_view::npos) {
    return Drop("placeholder", "the name itself is a placeholder in angle brackets");
  }
  if (value.back() == ':' && m.digits == 0)
    return Drop("label", "the value ends as a name of something does");
  if (IsObjectNumber(value)) return Drop("reference", "the value is the number of an object");
  if (value.front() == '/' && m.digits == 0 && score < 0.8f)
    return Drop("reference", "the value is a path");
  const bool settings = !a.quoted && InSettings(text, a);
  const bool pass_only = password && SaysPassOnly(key);
  if (!a.quoted) {
    if (IsCode(value) && !(settings && value.find(':') != std::string_view::npos)) {
      return Drop("reference", "the value is an expression of code");
    }
    if (value.front() == ':' || value.front() == '(' || value.front() == '[' ||
        (!settings && OpensCode(value.front()))) {
      return Drop("reference", "the value is an expression of code");
    }
    if (IsNumber(value) &&
        (!settings || value.size() < 6 || !IsDigit(value.front()) || pass_only)) {
      return Drop("reference", "the value is a number");
    }
    // JSON would put the word in quotes; a program writes a variable so.
    const char behind_key = At(text, a.key_end);
    if ((behind_key == '"' || behind_key == '\'') && m.digits == 0 && IsIdentifier(value)) {
      return Drop("reference", "an unquoted word behind a quoted name is a variable");
    }
    const bool tight = a.value_start <= a.key_end + 1;
    if (!tight && At(text, a.value_end) == ';' &&
        (a.form == Form::kEquals || a.form == Form::kColon)) {
      return Drop("reference", "an unquoted word that ends a statement is code");
    }
    if (m.blanks > 0 && a.form != Form::kXml) return Drop("prose", "the value is a sentence");
    if (a.form == Form::kSpace &&
        (!(m.digits > 0 && (m.lowers + m.uppers + m.symbols) > 0) || pass_only)) {
      return Drop("prose", "the word after it is no password");
    }
    const bool prose =
        a.form == Form::kColon || a.form == Form::kSpace || (a.form == Form::kFlag && plain);
    if (prose && m.symbols == 0 && (score < 0.8f || value.size() < 8) && SentenceFollows(text, a)) {
      return Drop("prose", "a sentence goes on behind it");
    }
    if (a.form == Form::kFlag &&
        (a.value_start > a.key_end + 1 || (plain && m.lowers == 0 && score < 0.8f))) {
      return Drop("help", "a text of help: the flag, and what stands for its value");
    }
    if (a.form == Form::kXml && !ClosesElement(text, a.value_end)) {
      return Drop("placeholder", "the name itself is a placeholder in angle brackets");
    }
    const float likely = IsIdentifier(value) ? 1.5f : 0.8f;
    if (!settings && CodeFollows(text, a) && score < likely && m.symbols == 0 &&
        !(password && m.digits > 0 && IsSaid(text, a))) {
      return Drop("reference", "an expression goes on behind it");
    }
    if (value.ends_with("/tcp") || value.ends_with("/udp"))
      return Drop("reference", "the value is a port");
  }
  const bool spoken = a.form == Form::kCall || a.form == Form::kSpace;
  const bool which = a.form == Form::kFlag && plain;  // --pass=late: which pass of a compiler
  if (pass_only && (spoken || which || (!settings && IsNumber(value)) ||
                    (key.size() > 4 && !settings && plain && score < 1.0f))) {
    return Drop("reference", "its name does not say that it means a password");
  }
  switch (StandsBeside(text, a)) {
    case Beside::kNo:
      break;
    case Beside::kChecked:
      return Drop("list", "both are arguments of a call that hashes or checks");
    case Beside::kList:
      if (!(m.digits > 0 && score > 0.5f)) {
        return Drop("list", "the two stand side by side in a list of strings");
      }
  }
  if (m.blanks > 3) return Drop("prose", "the value is a sentence");
  if (name == NameClass::kToken && !CouldBeToken(value, m.digits, score)) {
    return Drop("randomness", "it reads like words or a name, not like a key");
  }

  int points = 0;
  const bool label = HasLabelPart(key);
  if (label && (plain || m.blanks > 0 || m.digits == 0))
    return Drop("label", "its name says that people read it");
  if (IsMailAddress(value)) points -= 1;
  // Letters beyond ASCII, and no digit: a translation.
  if (m.others > 0 && m.digits == 0) points -= 1;
  if (m.blanks > 0) {
    const bool mixed = m.digits > 0 && score > 0;
    if (!mixed) points -= 1;
    if (a.form == Form::kCall) points -= 1;
  } else if (plain) {
    const bool capitalised =
        m.uppers == 1 && absl::ascii_isupper(static_cast<unsigned char>(value.front()));
    if (!a.quoted && a.form != Form::kXml) {
      // In code without quotes that is a variable. Of a settings file, a password.
      if (settings ? (!password && score < 0.2f)
                   : (score < 0.6f || value.size() < 8 || CodeFollows(text, a))) {
        return Drop("reference", kNameInCode);
      }
      if (score < -0.7f) points -= 1;
      if (a.form == Form::kHeader) points -= 1;
    } else {
      // In quotes a word or a label. People choose words for passwords; machines make keys.
      if (capitalised && score < 0.8f) points -= 1;
      if (a.form == Form::kCall && score < 0.2f) points -= 1;
      if (password ? score < -0.7f : score < 0.2f) points -= 1;
      if (a.form == Form::kXml && score < 0.2f) points -= 1;
    }
  } else if (!a.quoted && m.symbols == 0 && m.others == 0) {
    // A variable or type with a number: arg1, UTF8String.
    if (m.digits <= 2 && score < 0.5f && !settings && IsIdentifier(value) &&
        !(password && (IsSaid(text, a) || (!pass_only && FollowsPair(text, a) && !CodeFollows(text, a))))) {
      return Drop("reference", kNameInCode);
    }
    if (score <= 0 && (a.form == Form::kSpace || a.form == Form::kCall)) points -= 1;
  }
  return {.points = points, .step = {}, .detail = {}};
}

}  // namespace weir
