#include "text/entities.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "text/token_bytes.h"
#include "text/utf8.h"

namespace weir {
namespace {

struct Named {
  std::string_view name;
  char as;
};
constexpr Named kNamed[] = {
    {"amp", '&'},   {"lt", '<'},     {"gt", '>'},       {"quot", '"'},   {"apos", '\''},  {"nbsp", ' '},
    {"colon", ':'}, {"equals", '='}, {"lowbar", '_'},   {"sol", '/'},    {"plus", '+'},   {"hyphen", '-'},
    {"dash", '-'},  {"period", '.'}, {"commat", '@'},   {"num", '#'},    {"semi", ';'},   {"excl", '!'},
    {"dollar", '$'}, {"percnt", '%'}, {"UnderBar", '_'}, {"bsol", '\\'},  {"comma", ','},  {"ast", '*'},
    {"Tab", '\t'},  {"NewLine", '\n'}, {"lpar", '('},   {"rpar", ')'},   {"AMP", '&'},    {"QUOT", '"'},
    {"LT", '<'},    {"GT", '>'},     {"quest", '?'},    {"Hat", '^'},    {"grave", '`'},  {"lbrace", '{'},
    {"rbrace", '}'}, {"lcub", '{'},  {"rcub", '}'},     {"lsqb", '['},   {"rsqb", ']'},   {"verbar", '|'},
};
constexpr size_t kLongestName = 8;
constexpr size_t kMostDigits = 8;

// The reference at `at`; its length, or 0.
size_t Parse(std::string_view text, size_t at, size_t end, uint32_t* code) {
  if (at + 3 >= end || text[at] != '&') return 0;
  if (text[at + 1] == '#') {
    const bool hex = text[at + 2] == 'x' || text[at + 2] == 'X';
    size_t p = at + (hex ? 3 : 2);
    const size_t first = p;
    uint64_t value = 0;
    while (p < end && p - first < kMostDigits) {
      const int v = HexValue(text[p]);
      if (v < 0 || (!hex && v > 9)) break;
      value = value * (hex ? 16 : 10) + static_cast<uint64_t>(v);
      ++p;
    }
    if (p == first || p >= end || text[p] != ';' || value > 0x10FFFF || value == 0) return 0;
    *code = static_cast<uint32_t>(value);
    return p + 1 - at;
  }
  const size_t semicolon = text.substr(0, std::min(end, at + 2 + kLongestName)).find(';', at + 1);
  if (semicolon == std::string_view::npos) return 0;
  const std::string_view name = text.substr(at + 1, semicolon - at - 1);
  for (const Named& named : kNamed) {
    if (named.name == name) {
      *code = static_cast<unsigned char>(named.as);
      return semicolon + 1 - at;
    }
  }
  return 0;
}

}  // namespace

void DecodeEntities(std::string_view text, size_t begin, size_t end, View* view) {
  size_t at = begin;
  std::string utf8;
  while (at < end && !view->truncated()) {
    const size_t sign = std::min(text.find('&', at), end);
    if (sign > at) view->Copy(text.substr(at, sign - at), at);
    at = sign;
    if (at >= end) return;
    uint32_t code = 0;
    const size_t length = Parse(text, at, end, &code);
    if (length == 0) {
      view->Copy(text.substr(at, 1), at);
      ++at;
      continue;
    }
    utf8.clear();
    AppendUtf8(code, &utf8);
    view->Add(utf8, at, utf8.size() == 1 ? length : 0, length);
    at += length;
  }
}

bool EntityMatters(std::string_view text, size_t at) {
  uint32_t code = 0;
  const size_t length = Parse(text, at, text.size(), &code);
  if (length == 0 || code <= 0x20 || code >= 0x7F) return false;
  const size_t behind = at + length;
  // A quote or an ampersand matters beside a key or value; < and > are markup, which ends a token anyway.
  if (code == '<' || code == '>') return false;
  const bool before = TokenAt(text, at - 1) || (at > 0 && (text[at - 1] == ':' || text[at - 1] == ';'));
  const bool after = TokenAt(text, behind) || text.substr(behind, 1) == "&" || text.substr(behind, 1) == ":";
  return before && after;
}

}  // namespace weir
