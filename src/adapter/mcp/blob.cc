#include "adapter/mcp/blob.h"

#include <sodium/utils.h>

namespace weir {
namespace {

bool IsUrlSafe(std::string_view text) { return text.find_first_of("-_") != text.npos; }

bool IsPadded(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text.ends_with('=');
}

int Variant(bool is_url_safe, bool is_padded) {
  if (is_url_safe) {
    return is_padded ? sodium_base64_VARIANT_URLSAFE : sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  }
  return is_padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
}

}  // namespace

std::optional<std::string> DecodeBlob(std::string_view base64) {
  std::string bytes(base64.size() / 4 * 3 + 3, '\0');
  size_t size = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                       base64.data(), base64.size(), "\r\n", &size, &end,
                                       Variant(IsUrlSafe(base64), IsPadded(base64)));
  if (failed != 0 || end != base64.data() + base64.size()) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

std::string EncodeBlob(std::string_view bytes, std::string_view like) {
  // Where the original needed no padding, it says nothing of whether there is one.
  const bool is_padded = IsPadded(like) || like.size() % 4 == 0;
  const int variant = Variant(IsUrlSafe(like), is_padded);
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  out.pop_back();  // the end of a C string
  return out;
}

bool IsMedia(std::string_view bytes) {
  for (std::string_view magic :
       {"\x89PNG", "\xFF\xD8\xFF", "GIF87a", "GIF89a", "RIFF", "OggS", "ID3", "fLaC"}) {
    if (bytes.starts_with(magic)) return true;
  }
  return bytes.size() > 12 && bytes.substr(4, 4) == "ftyp";
}

}  // namespace weir
