// Texts made up for benchmarks: ordinary ones of several kinds, and hostile ones that try to make a
// scan slow.
//
//   BenchmarkTexts texts(*ruleset, catalogue);            // catalogue: definitions, for samples
//   std::string text = texts.Make("source", 1 << 20);     // the same on every machine
//
// Every text has the size asked for, to the byte, and says nothing that is a secret, except
// "tokens", which is nothing but valid ones. The hostile families and why they hurt:
//   prefix        the beginning of a token, again and again: each is an attempt that fails late
//   assignments   password=1 password=1: the key/value parser is called for each
//   schemes       "://" after "://": an attempt to read a URL for each
//   pem           "-----BEGIN" after "-----BEGIN": a begin marker whose end is looked for each time
//   letters       one letter: a run as long as the text
//   equals        = only, and values that hold many
//   quotes        quotes in quotes in quotes, with escapes
//   soup          words that rules look for before random values: no two alike, so nothing can be
//   remembered tokens        valid tokens, back to back: a finding every few dozen bytes
// Threads: Make is const and pure.
#ifndef WEIR_SCAN_BENCHMARK_TEXTS_H_
#define WEIR_SCAN_BENCHMARK_TEXTS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judge/make_valid.h"
#include "rules/rule.h"
#include "rules/sample.h"

namespace weir {

class BenchmarkTexts {
 public:
  static constexpr std::string_view kOrdinary[] = {"source", "prose", "json", "minified", "base64"};
  static constexpr std::string_view kHostile[] = {
      "prefix", "assignments", "schemes", "pem", "letters", "equals", "quotes", "soup", "tokens"};

  explicit BenchmarkTexts(std::span<const RuleDef> catalogue) : catalogue_(catalogue) {}

  // "" for an unknown family.
  std::string Make(std::string_view family, size_t size) const {
    uint64_t state = 1;
    std::string out;
    out.reserve(size + kMostAtOnce);
    if (family == "tokens") return Tokens(size);
    while (out.size() < size) {
      if (family == "source")
        Source(&state, &out);
      else if (family == "prose")
        Sentence(&state, &out);
      else if (family == "json")
        Object(&state, &out);
      else if (family == "minified")
        Minified(&state, &out);
      else if (family == "base64")
        Base64(&state, &out);
      else if (family == "prefix")
        out +=
            "ghp"
            "_1 sk-"
            "proj-2 AKI"
            "A3 xox"
            "b-4 ";
      else if (family == "assignments")
        out += "password=1 ";
      else if (family == "schemes")
        out += "://";
      else if (family == "pem")
        out += "-----BEGIN ";
      else if (family == "letters")
        out += 'a';
      else if (family == "equals")
        out +=
            "==key= =\"= =pa"
            "ss=word==;";
      else if (family == "quotes")
        out +=
            "pass"
            "word='\\\"'\"\\'`\"'";
      else if (family == "soup")
        Soup(&state, &out);
      else
        return "";
    }
    out.resize(size);
    return out;
  }

 private:
  static constexpr size_t kMostAtOnce = 4096;

  static uint64_t Below(uint64_t* state, uint64_t n) { return NextRandom(state) % n; }

  static std::string_view Word(uint64_t* state) {
    static constexpr std::string_view kWords[] = {
        "the",    "of",    "and",     "buffer", "to",      "in",      "length",  "is",
        "node",   "that",  "for",     "a",      "index",   "with",    "list",    "this",
        "value",  "state", "handle",  "parse",  "item",    "be",      "request", "response",
        "user",   "token", "number",  "size",   "map",     "config",  "default", "option",
        "stream", "not",   "type",    "name",   "error",   "message", "file",    "path",
        "return", "key",   "context", "result", "update",  "count",   "first",   "public",
        "system", "which", "water",   "river",  "between", "stone",   "window",  "because",
        "example"};
    return kWords[Below(state, std::size(kWords))];
  }

  static void Random(uint64_t* state, std::string_view alphabet, size_t count, std::string* out) {
    for (size_t i = 0; i < count; ++i) *out += alphabet[Below(state, alphabet.size())];
  }
  static constexpr std::string_view kHex = "0123456789abcdef";
  static constexpr std::string_view kAlnum =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  static void Identifier(uint64_t* state, std::string* out) {
    const uint64_t words = 1 + Below(state, 3) + (Below(state, 8) == 0 ? 2 : 0);
    for (uint64_t i = 0; i < words; ++i) {
      if (i > 0) *out += '_';
      *out += Word(state);
    }
  }

  static void Source(uint64_t* state, std::string* out) {
    out->append(2 * Below(state, 5), ' ');
    switch (Below(state, 7)) {
      case 0:
        *out += "// ";
        Sentence(state, out);
        return;
      case 1:
        *out += "}\n\n";
        return;
      case 2:
        *out += "if (";
        Identifier(state, out);
        *out += " != nullptr) {\n";
        return;
      case 3:
        *out += "#define ";
        Identifier(state, out);
        *out += " 0x";
        Random(state, kHex, 8, out);
        break;
      case 4:
        *out += "return ";
        Identifier(state, out);
        *out += "(";
        Identifier(state, out);
        *out += ");";
        break;
      default:
        *out += "auto ";
        Identifier(state, out);
        *out += " = ";
        Identifier(state, out);
        *out += "->";
        Identifier(state, out);
        *out += "(\"";
        *out += Word(state);
        *out += "\", ";
        *out += std::to_string(Below(state, 4096));
        *out += ");";
    }
    *out += '\n';
  }

  static void Sentence(uint64_t* state, std::string* out) {
    const uint64_t words = 6 + Below(state, 12);
    for (uint64_t i = 0; i < words; ++i) {
      if (i > 0) *out += Below(state, 9) == 0 ? ", " : " ";
      *out += Word(state);
    }
    *out += Below(state, 40) == 0 ? " (see https://example.org/a/b.html).\n" : ".\n";
  }

  static void Object(uint64_t* state, std::string* out) {
    *out += "{\"id\": " + std::to_string(Below(state, 100000)) + ", \"name\": \"";
    *out += Word(state);
    *out += ' ';
    *out += Word(state);
    *out += "\", \"tags\": [\"";
    *out += Word(state);
    *out += "\", \"";
    *out += Word(state);
    *out += "\"], \"url\": \"https://example.org/item/" + std::to_string(Below(state, 1000));
    *out += "\", \"ratio\": 0." + std::to_string(Below(state, 100000));
    if (Below(state, 6) == 0) {
      *out += ", \"digest\": \"";
      Random(state, kHex, 40, out);
      *out += '"';
    }
    *out += ", \"active\": true},\n";
  }

  static void Minified(uint64_t* state, std::string* out) {
    static constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
    *out += "function ";
    Random(state, kLetters, 1, out);
    *out += "(e,t){var n=e.";
    *out += Word(state);
    *out += ",r=t[";
    *out += '"';
    *out += Word(state);
    *out += "\"];if(n&&!r)return ";
    Random(state, kLetters, 2, out);
    *out += "(";
    *out += "\"";
    *out += Word(state);
    *out += "\",{";
    *out += Word(state);
    *out += ":!0,";
    *out += Word(state);
    *out += ":n=>n+" + std::to_string(Below(state, 99)) + "});for(;r--;)n[r]=e}";
  }

  static void Base64(uint64_t* state, std::string* out) {
    Random(state, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 1024, out);
    if (out->size() % (1 << 20) == 0) *out += '\n';
  }

  void Soup(uint64_t* state, std::string* out) const {
    const RuleDef& def = catalogue_[Below(state, catalogue_.size())];
    const auto& words = def.context.empty() ? def.hints : def.context;
    *out += words.empty() ? std::string(Word(state)) : words[Below(state, words.size())];
    static constexpr std::string_view kJoins[] = {"=", ": ", " ", "_key=\"", "-token: '", "://"};
    *out += kJoins[Below(state, std::size(kJoins))];
    Random(state, Below(state, 2) == 0 ? kHex : kAlnum, 1 + Below(state, 44), out);
    *out += "\"' \n"[Below(state, 4)];
  }

  // Lines of valid tokens of the rules that are known by themselves.
  std::string Tokens(size_t size) const {
    std::string out;
    std::vector<SampleGenerator> generators;
    for (const RuleDef& def : catalogue_) {
      if (def.kind == RuleKind::kShape && def.enabled) generators.emplace_back(def, 3, MakeValid);
    }
    for (size_t i = 0, idle = 0; out.size() < size && idle < generators.size(); ++i) {
      const std::string token = generators[i % generators.size()].Positive();
      if (token.empty() || token.size() > 200) {
        ++idle;
        continue;
      }
      idle = 0;
      out += token + "\n";
    }
    out.resize(size, '\n');
    return out;
  }

  std::span<const RuleDef> catalogue_;
};

}  // namespace weir

#endif  // WEIR_SCAN_BENCHMARK_TEXTS_H_
