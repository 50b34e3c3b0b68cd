// Microsoft's identifiable keys.
//
// microsoft-his          a signature before the last six characters, then Marvin32 of all bytes
// before it,
//                        low byte first. Published specification and the vendor's own test keys;
//                        the seeds of the rarer keys are from the published source only.
// microsoft-cask-legacy  the JQQJ layout of 2024. Two public fixtures.
// microsoft-cask         the QJJQ layout of 2025: fixed letters and a time; no check digits.
// Specification. entra-client-secret    Marvin32 in base 66. Vendor source. azure-devops-pat the
// older 52-character tokens. Vendor source only.
#include <array>
#include <string>
#include <string_view>

#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "judge/digest.h"
#include "rules/cat.h"

namespace weir {
namespace {

Validity Is(bool valid) { return valid ? Validity::kValid : Validity::kInvalid; }

struct HisKey {
  std::string_view signature;
  size_t bytes;  // 0 = any
  uint64_t seed;
};

constexpr HisKey kHisKeys[] = {
    {"+ASt", 64, MarvinSeed("Default0")},  // storage
    {"ACDb", 64, MarvinSeed("MastRW00")},  // Cosmos DB
    {"ACDb", 64, MarvinSeed("MastRO00")},
    {"ACDb", 64, MarvinSeed("SystRW00")},
    {"ACDb", 64, MarvinSeed("SystRO00")},
    {"ACDb", 64, MarvinSeed("SysAll00")},
    {"ACDb", 64, MarvinSeed("Resour00")},
    {"ACDb", 64, MarvinSeed("Encryp00")},
    {"+ABa", 64, MarvinSeed("AbAcct00")},  // Batch
    {"+AMC", 64, MarvinSeed("Classic0")},  // ML Studio classic
    {"APIM", 64, MarvinSeed("Tenant00")},  // API Management
    {"APIM", 64, MarvinSeed("IoTHub00")},
    {"APIM", 64, MarvinSeed("Gatewy00")},
    {"APIM", 64, MarvinSeed("GitKey00")},
    {"AzCa", 32, MarvinSeed("Access00")},  // Cache for Redis
    {"+ARm", 32, MarvinSeed("Send0000")},  // Relay
    {"+ARm", 32, MarvinSeed("Listen00")},
    {"+ARm", 32, MarvinSeed("Manage00")},
    {"+ARm", 32, MarvinSeed("Unknown0")},
    {"+AEh", 32, MarvinSeed("Send0000")},  // Event Hubs
    {"+AEh", 32, MarvinSeed("Listen00")},
    {"+AEh", 32, MarvinSeed("Manage00")},
    {"+AEh", 32, MarvinSeed("System00")},
    {"+AEh", 32, MarvinSeed("Unknown0")},
    {"+ASb", 32, MarvinSeed("Send0000")},  // Service Bus
    {"+ASb", 32, MarvinSeed("Listen00")},
    {"+ASb", 32, MarvinSeed("Manage00")},
    {"+ASb", 32, MarvinSeed("System00")},
    {"+ASb", 32, MarvinSeed("Unknown0")},
    {"AIoT", 32, MarvinSeed("IoTHub00")},
    {"AIoT", 32, MarvinSeed("DpsKey00")},
    {"AIoT", 32, MarvinSeed("Device00")},
    {"AZEG", 32, MarvinSeed("Default0")},  // Event Grid
    {"AzFu", 40, MarvinSeed("Functi00")},  // Functions
    {"AzFu", 40, MarvinSeed("Master00")},
    {"AzFu", 40, MarvinSeed("System00")},
    {"AzSe", 39, MarvinSeed("Query000")},  // AI Search
    {"AzSe", 39, MarvinSeed("PAdmin00")},
    {"+ACR", 39, MarvinSeed("ACRDflt0")},  // Container Registry
    {"+SQL", 0, MarvinSeed("UsrPwd00")},
};

constexpr size_t kHisTail = 6;  // encoded characters that hold the checksum

std::string_view Unpadded(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  return text;
}

std::string_view HisSignature(std::string_view value) {
  const std::string_view text = Unpadded(value);
  if (text.size() < kHisTail + 4 + 24 || text.size() > 128) return {};
  return text.substr(text.size() - kHisTail - 4, 4);
}

// Cache for Redis keys may have had + and / rewritten after the checksum was placed.
std::string RedisRewrite(std::string text) {
  for (char& c : text) {
    if (c == '+') c = 'P';
    if (c == '/') c = 'F';
  }
  return text;
}

}  // namespace

Validity CheckMicrosoftHis(std::string_view value) {
  const std::string_view signature = HisSignature(value);
  std::string bytes;
  if (signature.empty() || !DecodeBase64(value, &bytes)) return Validity::kUnknown;
  bool known = false;
  const std::string_view summed(bytes.data(), bytes.size() - 4);
  for (const HisKey& key : kHisKeys) {
    if (key.signature != signature || (key.bytes != 0 && key.bytes != bytes.size())) continue;
    known = true;
    const std::string sum = LittleEndian32(Marvin32(summed, key.seed));
    if (sum == std::string_view(bytes).substr(bytes.size() - 4)) return Validity::kValid;
    if (signature != "AzCa") continue;
    const std::string again = RedisRewrite(EncodeBase64Like(Cat(summed, sum), value));
    if (again == value) return Validity::kValid;
  }
  return known ? Validity::kInvalid : Validity::kUnknown;
}

std::string MakeMicrosoftHis(std::string_view shaped, uint64_t) {
  const std::string_view signature = HisSignature(shaped);
  std::string bytes;
  if (signature.empty() || !DecodeBase64(shaped, &bytes)) return "";
  for (const HisKey& key : kHisKeys) {
    if (key.signature != signature || (key.bytes != 0 && key.bytes != bytes.size())) continue;
    // The bits between the signature and the checksum are zero: 2 for 32 and 64 bytes, 4 for 39, 0
    // for 40.
    const size_t signature_bits = (Unpadded(shaped).size() - kHisTail) * 6;
    const size_t loose = (bytes.size() - 4) * 8 - signature_bits;
    char& before = bytes[bytes.size() - 5];
    before = static_cast<char>(static_cast<unsigned char>(before) & (0xFFu << loose));
    bytes.resize(bytes.size() - 4);
    return EncodeBase64Like(Cat(bytes, LittleEndian32(Marvin32(bytes, key.seed))), shaped);
  }
  return "";
}

// ---- CASK ----

namespace {

struct CaskLayout {
  size_t mark;  // where QJJQ stands
  size_t size;  // of the whole key without optional data
  char kind;    // the size letter
};
constexpr CaskLayout kCaskLayouts[] = {{44, 64, 'B'}, {88, 108, 'C'}};

bool Between(char c, char first, char last) { return c >= first && c <= last; }

// The value of a base64url character, or 64.
unsigned Base64Digit(char c) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const size_t at = kDigits.find(c);
  return at == std::string_view::npos ? 64 : static_cast<unsigned>(at);
}

bool CaskTime(std::string_view time) {  // year month day hour minute second
  return Base64Digit(time[0]) < 64 && Between(time[1], 'A', 'L') && Base64Digit(time[2]) < 31 &&
         Between(time[3], 'A', 'X') && Base64Digit(time[4]) < 60 && Base64Digit(time[5]) < 60;
}

const CaskLayout* FindCask(std::string_view value) {
  for (const CaskLayout& layout : kCaskLayouts) {
    if (value.size() >= layout.size && value.substr(layout.mark, 4) == "QJJQ") return &layout;
  }
  return nullptr;
}

}  // namespace

Validity CheckMicrosoftCask(std::string_view value) {
  const CaskLayout* layout = FindCask(value);
  if (layout == nullptr) return Validity::kUnknown;
  const std::string_view marks = value.substr(layout->mark + 4);  // from the reserved A on
  if (!Between(marks[2], 'A', 'K')) return Validity::kInvalid;
  const size_t optional = static_cast<size_t>(marks[2] - 'A') * 4;
  if (value.size() != layout->size + optional) return Validity::kInvalid;
  const std::string_view pad = layout->kind == 'B' ? "A" : "AA";
  return Is(value.substr(layout->mark - pad.size(), pad.size()) == pad && marks[0] == 'A' &&
            marks[1] == layout->kind && value.substr(value.size() - 8, 2) == "AA" &&
            CaskTime(value.substr(value.size() - 6)));
}

std::string MakeMicrosoftCask(std::string_view shaped, uint64_t seed) {
  const CaskLayout* layout = FindCask(shaped);
  if (layout == nullptr || (shaped.size() - layout->size) % 4 != 0) return "";
  const size_t blocks = (shaped.size() - layout->size) / 4;
  if (blocks > 10) return "";
  Chance chance(seed);
  std::string out(shaped);
  const size_t pad = layout->kind == 'B' ? 1 : 2;
  out.replace(layout->mark - pad, pad, pad, 'A');
  out[layout->mark + 4] = 'A';
  out[layout->mark + 5] = layout->kind;
  out[layout->mark + 6] = static_cast<char>('A' + static_cast<int>(blocks));
  const std::string time = {'B',
                            chance.Of("ABCDEFGHIJKL"),
                            chance.Of("ABCDEFGHIJKLMNOPQRSTUVWXYZab"),
                            chance.Of("ABCDEFGHIJKLMNOPQRSTUVWX"),
                            chance.Of("ABCDEFGHIJKLMNOPQRST"),
                            chance.Of("ABCDEFGHIJKLMNOPQRST")};
  out.replace(out.size() - 8, 8, Cat("AA", time));
  return out;
}

// ---- CASK of 2024 ----

namespace {

constexpr size_t kLegacySummed = 80;  // characters; 60 bytes

bool LegacyForm(std::string_view value) {
  if (value.size() == 88 && value.substr(86) == "==") value.remove_suffix(2);
  return (value.size() == 84 || value.size() == 86) && value.substr(52, 4) == "JQQJ" &&
         value[56] == '9' && IsAlnum(value.substr(0, kLegacySummed));
}

// Six characters; a key carries four or six of them.
std::string LegacySum(std::string_view value, bool base62) {
  std::string bytes;
  if (!DecodeBase64(value.substr(0, kLegacySummed), &bytes)) return "";
  const std::string sum = LittleEndian32(Marvin32(bytes, MarvinSeed("Default0")));
  if (!base62) return EncodeBase64Like(sum, "");
  uint64_t number = 0;
  std::string digits;
  for (char c : sum) number = number << 8 | static_cast<unsigned char>(c);
  for (char c : sum) {  // leading zero bytes become leading zeros, as in base58
    if (c != 0) break;
    digits.push_back('0');
  }
  std::string text = EncodeNumber(number, kBase62, 6);
  text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
  digits += text;
  digits.resize(6, '0');
  return digits;
}

}  // namespace

Validity CheckMicrosoftCaskLegacy(std::string_view value) {
  if (!LegacyForm(value)) return Validity::kUnknown;
  const std::string_view tail = value.substr(kLegacySummed, value.size() == 84 ? 4 : 6);
  for (const bool base62 : {true, false}) {
    if (std::string_view(LegacySum(value, base62)).substr(0, tail.size()) == tail) {
      return Validity::kValid;
    }
  }
  // Keys made until May 2024 used another seed.
  if (value[58] == 'A' && value[59] <= 'E') return Validity::kUnknown;
  return Validity::kInvalid;
}

std::string MakeMicrosoftCaskLegacy(std::string_view shaped, uint64_t) {
  if (!LegacyForm(shaped)) return "";
  const size_t tail = shaped.size() == 84 ? 4 : 6;
  std::string out(shaped);
  out.replace(kLegacySummed, tail, LegacySum(shaped, true).substr(0, tail));
  return out;
}

// ---- Entra ----

namespace {
constexpr std::string_view kBase66 =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";

std::string EntraTail(std::string_view head) {
  return EncodeNumber(Marvin32(head, MarvinSeed("AadPwd00")), kBase66, 6).substr(0, 3);
}

bool EntraForm(std::string_view value) { return value.size() == 40 && value.substr(3, 3) == "8Q~"; }
}  // namespace

Validity CheckEntraClientSecret(std::string_view value) {
  if (!EntraForm(value)) return Validity::kUnknown;  // 7Q~ secrets carry no checksum
  return Is(EntraTail(value.substr(0, 37)) == value.substr(37));
}

std::string MakeEntraClientSecret(std::string_view shaped, uint64_t) {
  if (!EntraForm(shaped)) return "";
  return Cat(shaped.substr(0, 37), EntraTail(shaped.substr(0, 37)));
}

// ---- Azure DevOps ----

namespace {

constexpr uint32_t kUserMask = 0xE0B9692D;
constexpr uint32_t kApplicationMask = 0x1019F92E;
// Where the four bytes of the sum stand, low byte first.
constexpr size_t kSumAt[] = {22, 8, 7, 2};

uint32_t DevopsCrc(std::string_view b) {
  std::string data;
  data.append(b.substr(0, 2))
      .append(b.substr(3, 4))
      .append(b.substr(9, 13))
      .append(b.substr(23, 9));
  return Crc32(data);
}

}  // namespace

Validity CheckAzureDevopsPat(std::string_view value) {
  if (value.size() == 84) return CheckMicrosoftCaskLegacy(value);
  std::string b;
  if (value.size() != 52 || !DecodeBase32(value, &b) || b.size() != 32) return Validity::kUnknown;
  uint32_t stored = 0;
  for (size_t i = 4; i-- > 0;) stored = stored << 8 | static_cast<unsigned char>(b[kSumAt[i]]);
  const uint32_t mask = DevopsCrc(b) ^ stored;
  return Is(mask == kUserMask || mask == kApplicationMask);
}

std::string MakeAzureDevopsPat(std::string_view shaped, uint64_t) {
  if (shaped.size() == 84) return MakeMicrosoftCaskLegacy(shaped, 0);
  std::string b;
  if (shaped.size() != 52 || !DecodeBase32(shaped, &b) || b.size() != 32) return "";
  const std::string sum = LittleEndian32(DevopsCrc(b) ^ kUserMask);
  for (size_t i = 0; i < 4; ++i) b[kSumAt[i]] = sum[i];
  std::string out = EncodeBase32(b);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace weir
