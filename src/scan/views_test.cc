// Secrets in other dress: found at their exact place, with the dresses they wear, wherever windows are cut.
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"
#include "match/cpu.h"
#include "scan/catalogue_for_test.h"
#include "scan/scanner.h"
#include "text/view.h"

namespace weir {
namespace {

std::string Base64Of(std::string_view bytes, bool url = false, bool pad = true) {
  const std::string_view digits = url ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                                      : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) out += digits[bits >> (held - 6) & 63];
  }
  if (held > 0) out += digits[bits << (6 - held) & 63];
  while (pad && out.size() % 4 != 0) out += '=';
  return out;
}

std::string Wrapped(std::string_view text, size_t width, std::string_view end) {
  std::string out;
  for (size_t at = 0; at < text.size(); at += width) {
    if (at > 0) out += end;
    out += text.substr(at, width);
  }
  return out;
}

std::string Deflated(std::string_view text, bool gzip) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, gzip ? 31 : 15, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 5));
  return out;
}

// Each byte through printf's eyes.
std::string Each(std::string_view text, const char* format, std::string_view between = "") {
  std::string out;
  char buffer[32];
  for (char c : text) {
    if (!out.empty()) out += between;
    snprintf(buffer, sizeof buffer, format, static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += buffer;
  }
  return out;
}

std::string Wide(std::string_view text, int unit, bool big) {
  std::string out;
  for (char c : text) {
    std::string one(static_cast<size_t>(unit), '\0');
    one[big ? static_cast<size_t>(unit) - 1 : 0] = c;
    out += one;
  }
  return out;
}

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == '/') {
      out += "\\/";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string Code(uint32_t code) {
  std::string out;
  if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 63));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 63));
    out += static_cast<char>(0x80 | (code >> 6 & 63));
  }
  return out + static_cast<char>(0x80 | (code & 63));
}

// `what` in the middle of the token and after each of some letters.
std::string Between(std::string_view text, std::string_view what) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (i + 1 < text.size() && (i % 7 == 3 || i == 0)) out += what;
  }
  return out;
}

std::string MapEach(std::string_view text, const std::function<std::string(char)>& of) {
  std::string out;
  for (char c : text) out += of(c);
  return out;
}

struct DressCase {
  const char* name;
  const char* trail;
  std::function<std::string(const std::string&)> wear;
};

const std::vector<DressCase>& Dresses() {
  static const auto* all = new std::vector<DressCase>{
      {"base64", "base64", [](const std::string& s) { return "data: " + Base64Of("see " + s + " there") + "\n"; }},
      {"base64url", "base64", [](const std::string& s) { return "x=" + Base64Of(s + "\n", true, false) + "\n"; }},
      {"base64 shifted", "base64", [](const std::string& s) { return Base64Of("a\n" + s + "\n"); }},
      {"base64 wrapped", "base64",
       [](const std::string& s) {
         return "body\n\n" + Wrapped(Base64Of("Some words of a mail, and a list\n" + s + "\nand others follow\n"),
                                     76, "\r\n") + "\r\n\r\nbye\r\n";
       }},
      {"base64 indented", "base64",
       [](const std::string& s) {
         return "data:\n    " + Wrapped(Base64Of("Some words of a mail, and a list\n" + s + "\nand others\n"), 64,
                                        "\n    ") + "\n";
       }},
      {"data URL", "base64",
       [](const std::string& s) { return "<a href=\"data:text/plain;base64," + Base64Of("key " + s) + "\">"; }},
      {"gzip", "base64 > gzip",
       [](const std::string& s) { return "payload=" + Base64Of(Deflated("the value\n" + s + "\n", true)) + ";"; }},
      {"zlib", "base64 > zlib",
       [](const std::string& s) { return "payload=" + Base64Of(Deflated("the value\n" + s + "\n", false)); }},
      {"zstd", "base64 > zstd",
       [](const std::string& s) { return "payload=" + Base64Of(Zstd("the value\n" + s + "\n")); }},
      {"base64 twice", "base64 > base64",
       [](const std::string& s) { return Base64Of("v: " + Base64Of("see " + s + " there") + "\n"); }},
      {"powershell", "base64 > utf-16le",
       [](const std::string& s) { return "-enc " + Base64Of(Wide("echo " + s + " done", 2, false)); }},
      {"base64 > json", "base64 > json",
       [](const std::string& s) { return Base64Of("{\"v\":\"" + Each(s, "\\u%04x") + "\"}"); }},
      {"json > base64", "json > base64",
       [](const std::string& s) {
         std::string b = Base64Of("one " + s + "\n");
         return "{\"m\":\"" + Each(b.substr(0, 8), "\\u%04x") + b.substr(8) + "\"}";
       }},
      {"\\u", "json", [](const std::string& s) { return "{\"v\": \"" + Each(s, "\\u%04X") + "\"}"; }},
      {"\\u once", "json",
       [](const std::string& s) {
         return "{\"v\": \"" + s.substr(0, 2) + Each(s.substr(2, 1), "\\u%04X") + s.substr(3) + "\"}";
       }},
      {"\\u{}", "escapes", [](const std::string& s) { return "v = \"" + Each(s, "\\u{%x}") + "\""; }},
      {"\\U", "escapes", [](const std::string& s) { return "v = \"" + Each(s, "\\U%08x") + "\""; }},
      {"\\x", "escapes", [](const std::string& s) { return "v = $'" + Each(s, "\\x%02x") + "'"; }},
      {"octal", "escapes", [](const std::string& s) { return "v = \"" + Each(s, "\\%03o") + "\""; }},
      {"percent", "percent", [](const std::string& s) { return "http://h.example/?q=" + Each(s, "%%%02X") + "&x=1"; }},
      {"decimal entities", "entities", [](const std::string& s) { return "<p>" + Each(s, "&#%u;") + "</p>"; }},
      {"hex entities", "entities", [](const std::string& s) { return "<p>" + Each(s, "&#x%X;") + "</p>"; }},
      {"hex", "hex", [](const std::string& s) { return "blob " + Each("k " + s + "\n", "%02x") + " end"; }},
      {"HEX", "hex", [](const std::string& s) { return "blob " + Each("k " + s + "\n", "%02X") + " end"; }},
      {"hex colons", "hex", [](const std::string& s) { return "blob " + Each(s, "%02x", ":") + "\n"; }},
      {"hex spaces", "hex", [](const std::string& s) { return "blob\n" + Each(s, "%02x", " ") + "\n"; }},
      {"hex bytes", "hex", [](const std::string& s) { return "char k[] = {" + Each(s, "0x%02x", ", ") + "};"; }},
      {"zero width", "invisible", [](const std::string& s) { return "v " + Between(s, Code(0x200B)) + " w"; }},
      {"joiner", "invisible", [](const std::string& s) { return "v " + Between(s, Code(0x200D)) + " w"; }},
      {"soft hyphen", "invisible", [](const std::string& s) { return "v " + Between(s, Code(0xAD)) + " w"; }},
      {"bidi", "invisible", [](const std::string& s) { return "v " + Between(s, Code(0x202E)) + " w"; }},
      {"variation", "invisible", [](const std::string& s) { return "v " + Between(s, Code(0xFE0F)) + " w"; }},
      {"byte order mark", "invisible", [](const std::string& s) { return "v " + Between(s, Code(0xFEFF)) + " w"; }},
      {"two invisible", "invisible",
       [](const std::string& s) { return "v " + Between(s, Code(0x2060) + Code(0xE0100)) + " w"; }},
      {"tags", "invisible",
       [](const std::string& s) {
         return "v " + MapEach(s, [](char c) { return Code(0xE0000u + static_cast<unsigned char>(c)); }) + " w";
       }},
      {"fullwidth", "lookalike",
       [](const std::string& s) {
         return "v " + MapEach(s, [](char c) { return Code(0xFF01u + static_cast<unsigned char>(c) - '!'); }) + " w";
       }},
      {"mathematical", "lookalike",
       [](const std::string& s) {
         return "v " + MapEach(s, [](char c) {
                  if (c >= 'a' && c <= 'z') return Code(0x1D41Au + static_cast<unsigned>(c - 'a'));
                  if (c >= 'A' && c <= 'Z') return Code(0x1D400u + static_cast<unsigned>(c - 'A'));
                  if (c >= '0' && c <= '9') return Code(0x1D7CEu + static_cast<unsigned>(c - '0'));
                  return std::string(1, c);
                }) + " w";
       }},
      {"joined +", "joined",
       [](const std::string& s) { return "v = \"" + s.substr(0, 9) + "\" + \"" + s.substr(9) + "\";"; }},
      {"joined lines", "joined",
       [](const std::string& s) {
         return "v = '" + s.substr(0, 9) + "' +\n      '" + s.substr(9, 5) + "' +\n      '" + s.substr(14) + "';";
       }},
      {"joined .", "joined",
       [](const std::string& s) { return "$k = '" + s.substr(0, 9) + "' . '" + s.substr(9) + "';"; }},
      {"joined &", "joined",
       [](const std::string& s) { return "v = \"" + s.substr(0, 9) + "\" & _\n   \"" + s.substr(9) + "\""; }},
      {"adjacent", "joined",
       [](const std::string& s) { return "v = (\"" + s.substr(0, 9) + "\"\n     \"" + s.substr(9) + "\")"; }},
      {"shell quotes", "joined",
       [](const std::string& s) { return "v=\"" + s.substr(0, 9) + "\"'" + s.substr(9) + "'"; }},
      {"continuation", "joined",
       [](const std::string& s) { return "v=" + s.substr(0, 9) + "\\\n" + s.substr(9) + "\n"; }},
      {"yaml continuation", "joined",
       [](const std::string& s) { return "v: \"" + s.substr(0, 9) + "\\\n    " + s.substr(9) + "\"\n"; }},
      {"quoted-printable", "quoted-printable",
       [](const std::string& s) {
         return "v=3D" + s.substr(0, 4) + Each(s.substr(4, 1), "=%02X") + s.substr(5) + "=20\n";
       }},
      {"utf-16le", "utf-16le", [](const std::string& s) { return Wide("key is " + s + "\n", 2, false); }},
      {"utf-16be", "utf-16be", [](const std::string& s) { return Wide("key is " + s + "\n", 2, true); }},
      {"utf-32le", "utf-32le", [](const std::string& s) { return Wide("key is " + s + "\n", 4, false); }},
      {"utf-32be", "utf-32be", [](const std::string& s) { return Wide("key is " + s + "\n", 4, true); }},
      {"utf-16 > base64", "utf-16le > base64",
       [](const std::string& s) { return Wide("key is " + Base64Of("so: " + s) + "\n", 2, false); }},
      {"percent > json", "percent > json",
       [](const std::string& s) { return Each("{\"m\":\"" + Each(s, "\\u%04x") + "\"}", "%%%02X"); }},
      {"json in json", "json > json > json",
       [](const std::string& s) {
         return "{\"m\":" + JsonString("{\"n\":" + JsonString(Each(s, "\\u%04x")) + "}") + "}";
       }},
      {"yaml in base64 in json", "json > base64 > gzip > base64",
       [](const std::string& s) {
         const std::string b = Base64Of(Deflated("data:\n  v: " + Base64Of("x " + s + " y") + "\n", true));
         return "{\"m\":\"" + Each(b.substr(0, 4), "\\u%04x") + b.substr(4) + "\"}";
       }},
  };
  return *all;
}

struct Planted1 {
  std::string id, value;
};
// A value of each of some rules of self-identifying tokens that are found alone.
const std::vector<Planted1>& Tokens() {
  static const auto* all = new std::vector<Planted1>([] {
    std::vector<Planted1> tokens;
    Scanner scanner(*Ruleset::Default());
    for (const RuleDef& def : LoadCatalogueForTest()) {
      if (!def.enabled || def.kind != RuleKind::kShape) continue;
      SampleGenerator generator(def, 31, MakeValid);
      const std::string value = generator.Positive();
      const bool plain = value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
                         std::string::npos;
      if (!plain || value.size() < 24 || value.size() > 200) continue;
      ScanResult alone;
      EXPECT_TRUE(scanner.Scan({"key is " + value + " there\n"}, &alone).ok());
      if (alone.findings.size() != 1 || alone.findings[0].start != 7 ||
          alone.findings[0].end != 7 + value.size()) {
        continue;
      }
      tokens.push_back({std::string(alone.findings[0].rule->id), value});
    }
    return tokens;
  }());
  return *all;
}

std::string ValueIn(std::string_view text, const Finding& f) {
  std::string value;
  if (f.trail.empty()) return std::string(text.substr(f.start, f.end - f.start));
  const uint64_t begin = f.dress_start + f.trail.layer(0).begin, end = f.dress_start + f.trail.layer(0).end;
  if (end > text.size()) return "outside";
  if (!Undress(text.substr(begin, end - begin), f.trail, f.value_start, f.value_end, &value)) return "not undressed";
  return value;
}

TEST(Views, EveryDressOfManyTokens) {
  Scanner scanner(*Ruleset::Default());
  ASSERT_GT(Tokens().size(), 60u);
  for (const DressCase& dress : Dresses()) {
    int found = 0, right_trail = 0, total = 0;
    std::string missed;
    for (const Planted1& token : Tokens()) {
      const bool wide = std::string_view(dress.trail).starts_with("utf");
      const std::string text = (wide ? "" : "first line\n") + dress.wear(token.value);
      ScanResult result;
      ASSERT_TRUE(scanner.Scan({text}, &result).ok());
      ++total;
      bool got = false;
      for (const Finding& f : result.findings) {
        // A rule of the catalogue may know a token's base64 by itself.
        if (f.rule->id.ends_with("-base64") && f.trail.empty()) {
          got = true;
          ++right_trail;
        }
        if (f.rule->id != token.id || ValueIn(text, f) != token.value) continue;
        got = true;
        right_trail += Name(f.trail) == dress.trail;
        EXPECT_LE(f.dress_start, f.start);
        EXPECT_GE(f.dress_end, f.end);
      }
      found += got;
      if (!got) missed += " " + token.id;
    }
    EXPECT_EQ(found, total) << dress.name << ":" << missed;
    EXPECT_EQ(right_trail, found) << dress.name;
  }
}

using Key = std::tuple<uint64_t, uint64_t, std::string, std::string>;
std::set<Key> Keys(const std::vector<Finding>& findings, uint64_t shift = 0) {
  std::set<Key> keys;
  for (const Finding& f : findings) {
    keys.insert({f.start + shift, f.end + shift, std::string(f.rule->id), Name(f.trail)});
  }
  return keys;
}

// Every dress of some token, with words between.
std::string MixedDresses(unsigned seed, size_t size) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < size) {
    const DressCase& dress = Dresses()[random() % Dresses().size()];
    // Text of two bytes a character cannot stand in the middle of another: its alignment would hang on the cut.
    if (std::string_view(dress.trail).starts_with("utf")) continue;
    text += dress.wear(Tokens()[random() % Tokens().size()].value) + "\n";
    for (size_t words = random() % 40; words > 0; --words) text += "some words that fill a line. ";
    text += "\n\n";
  }
  return text;
}

TEST(Views, ShiftingTheTextShiftsTheFindings) {
  Scanner scanner(*Ruleset::Default());
  const std::string text = MixedDresses(1, 150 * 1024);
  ScanResult whole;
  ASSERT_TRUE(scanner.Scan({"\n" + text}, &whole).ok());
  EXPECT_GT(whole.findings.size(), 80u);
  EXPECT_FALSE(whole.coverage.Incomplete());
  for (size_t shift : {1, 3, 63, 64, 777, 65500}) {
    ScanResult moved;
    ASSERT_TRUE(scanner.Scan({std::string(shift, ' ') + "\n" + text}, &moved).ok());
    EXPECT_EQ(Keys(moved.findings), Keys(whole.findings, shift)) << shift;
  }
}

TEST(Views, WindowsTogetherFindWhatTheWholeFinds) {
  Scanner scanner(*Ruleset::Default());
  std::string text = MixedDresses(2, 300 * 1024);
  // Longer than what a window sees: base64 on one line and on many.
  std::string inner;
  for (const Planted1& token : Tokens()) inner += "and in the middle of it: " + token.value + "\n" + std::string(400, 'x') + "\n";
  text += "\nlong=" + Base64Of(inner) + "\n\n" + Wrapped(Base64Of(inner), 76, "\n") + "\n\n";
  text += MixedDresses(3, 100 * 1024);
  ScanResult result;
  ASSERT_TRUE(scanner.Scan({text}, &result).ok());
  const std::set<Key> whole = Keys(result.findings);
  EXPECT_GT(whole.size(), 2 * Tokens().size());
  std::mt19937 random(5);
  for (int round = 0; round < 6; ++round) {
    std::set<Key> parts;
    for (uint64_t at = 0; at < text.size();) {
      const uint64_t stop = std::min<uint64_t>(text.size(), at + 1 + random() % (round < 3 ? 100000 : 20000));
      const uint64_t from = at - std::min<uint64_t>(at, Scanner::kBackContext);
      const uint64_t to = std::min<uint64_t>(text.size(), stop + Scanner::kForwardContext);
      ScanResult part;
      ASSERT_TRUE(
          scanner.ScanWindow(std::string_view(text).substr(from, to - from), at - from, stop - from, &part).ok());
      for (const Key& k : Keys(part.findings, from)) EXPECT_TRUE(parts.insert(k).second);
      at = stop;
    }
    std::vector<Key> lost, more;
    std::set_difference(whole.begin(), whole.end(), parts.begin(), parts.end(), std::back_inserter(lost));
    std::set_difference(parts.begin(), parts.end(), whole.begin(), whole.end(), std::back_inserter(more));
    EXPECT_TRUE(lost.empty() && more.empty()) << lost.size() << " lost, " << more.size() << " more, round " << round;
    for (const Key& k : lost) ADD_FAILURE() << "lost " << std::get<0>(k) << " " << std::get<2>(k) << " " << std::get<3>(k);
    for (const Key& k : more) ADD_FAILURE() << "more " << std::get<0>(k) << " " << std::get<2>(k) << " " << std::get<3>(k);
    if (HasFailure()) break;
  }
}

TEST(Views, EveryCpuPathGivesTheSame) {
  const std::string text = MixedDresses(4, 60 * 1024);
  std::set<Key> want;
  int paths = 0;
  for (CpuTarget target : {CpuTarget::kPortable, CpuTarget::kSse42, CpuTarget::kAvx2, CpuTarget::kAvx512}) {
    if (!Supported(target)) continue;
    setenv("WEIR_CPU", std::string(Name(target)).c_str(), 1);
    auto ruleset = Ruleset::Default();
    unsetenv("WEIR_CPU");
    ASSERT_TRUE(ruleset.ok());
    Scanner scanner(*ruleset);
    ScanResult result;
    ASSERT_TRUE(scanner.Scan({text}, &result).ok());
    if (paths++ == 0) want = Keys(result.findings);
    EXPECT_EQ(Keys(result.findings), want) << Name(target);
  }
  EXPECT_FALSE(want.empty());
}

TEST(Views, OffMeansOff) {
  Scanner scanner(*Ruleset::Default(), {.views = false});
  ScanResult result;
  ASSERT_TRUE(scanner.Scan({"data: " + Base64Of("see " + Tokens()[0].value + " there") + "\n"}, &result).ok());
  EXPECT_TRUE(result.findings.empty());
}

// A plain finding is told once, as what it is.
TEST(Views, ThePlainBytesComeFirst) {
  Scanner scanner(*Ruleset::Default());
  const std::string& token = Tokens()[0].value;
  for (const std::string& text : {"{\"v\": \"" + token + "\", \"w\": \"\\u0041\\u0042\"}\n",
                                  "http://h.example/?a=b%2Fc&v=" + token + "&w=%3D\n",
                                  "<p>a&amp;b v=" + token + "&#65;</p>\n"}) {
    ScanResult result;
    ASSERT_TRUE(scanner.Scan({text}, &result).ok());
    ASSERT_EQ(result.findings.size(), 1u) << text.substr(0, 8);
    EXPECT_EQ(Name(result.findings[0].trail), "");
    EXPECT_EQ(result.findings[0].start, text.find(token));
  }
}

TEST(Views, TheNameBesideEncodedTextIsItsContext) {
  Scanner scanner(*Ruleset::Default());
  int in_dress = 0;
  for (const RuleDef& def : LoadCatalogueForTest()) {
    if (!def.enabled || def.kind != RuleKind::kValue || def.context.empty()) continue;
    SampleGenerator generator(def, 3, MakeValid);
    const std::string value = generator.Positive();
    ScanResult alone, dressed;
    std::string name = def.context[0];
    for (char& c : name) c = c == ' ' ? '_' : c;
    ASSERT_TRUE(scanner.Scan({"  " + name + ": " + value + "\n"}, &alone).ok());
    if (alone.findings.size() != 1 || alone.findings[0].rule->id != def.id || value.size() < 20) continue;
    const std::string text = "  " + name + ": " + Base64Of(value) + "\n";
    ASSERT_TRUE(scanner.Scan({text}, &dressed).ok());
    // As its rule's value, or the encoded one as that of a rule that takes it as it stands.
    bool got = false;
    for (const Finding& f : dressed.findings) {
      got |= f.trail.empty() ? f.end + 3 >= text.size() : f.rule->id == def.id && ValueIn(text, f) == value;
    }
    EXPECT_TRUE(got) << def.id;
    in_dress += !dressed.findings.empty() && !dressed.findings[0].trail.empty();
  }
  EXPECT_GT(in_dress, 30);
}

TEST(Views, ABoundThatIsMetIsTold) {
  Scanner scanner(*Ruleset::Default());
  // A bomb: more than the budget comes out.
  ScanResult bomb;
  ASSERT_TRUE(scanner.Scan({Base64Of(Deflated(std::string(20 << 20, 'a'), true))}, &bomb).ok());
  EXPECT_TRUE(bomb.coverage.Incomplete());
  EXPECT_TRUE(bomb.coverage.Balanced());
  EXPECT_GT(bomb.coverage.skipped[static_cast<size_t>(SkipReason::kViewBudget)].inputs, 0u);
  // Too deep.
  std::string nested = "see " + Tokens()[0].value + " there";
  std::vector<std::string> depths;
  for (size_t i = 0; i < kMaxTrail + 2; ++i) depths.push_back(nested = Base64Of("v: " + nested + "\n"));
  for (size_t i = 0; i < depths.size(); ++i) {
    ScanResult result;
    ASSERT_TRUE(scanner.Scan({depths[i]}, &result).ok());
    EXPECT_EQ(result.findings.size(), i < kMaxTrail ? 1u : 0u) << i;
    EXPECT_EQ(result.coverage.Incomplete(), i >= kMaxTrail) << i;
    if (i < kMaxTrail) {
      EXPECT_EQ(result.findings[0].trail.size(), i + 1);
      EXPECT_EQ(ValueIn(depths[i], result.findings[0]), Tokens()[0].value);
    }
  }
}

}  // namespace
}  // namespace weir
