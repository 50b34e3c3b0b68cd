#include "text/compressed.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <string>

namespace weir {
namespace {

constexpr size_t kStep = 16 * 1024;

// Produced bytes: at most `most`, and *more says that there would be others.
std::string Inflate(std::string_view in, bool gzip, size_t most, bool* more) {
  std::string out;
  z_stream stream{};
  if (inflateInit2(&stream, gzip ? 15 + 16 : 15) != Z_OK) return out;
  // zlib takes its input as not const, and does not write to it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  int status = Z_OK;
  while (status == Z_OK && out.size() < most) {
    const size_t before = out.size(), step = std::min(kStep, most - before);
    out.resize(before + step);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(step);
    status = inflate(&stream, Z_NO_FLUSH);
    out.resize(before + step - stream.avail_out);
    if (status == Z_OK && stream.avail_in == 0 && stream.avail_out != 0) break;  // cut short
  }
  *more = status == Z_OK && out.size() >= most;
  inflateEnd(&stream);
  return out;
}

std::string Unzstd(std::string_view in, size_t most, bool* more) {
  std::string out;
  ZSTD_DStream* stream = ZSTD_createDStream();
  if (stream == nullptr) return out;
  constexpr int kMaxWindowLog = 23;
  size_t left = ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, kMaxWindowLog);
  ZSTD_inBuffer input{in.data(), in.size(), 0};
  left = ZSTD_isError(left) != 0 ? left : 1;
  bool full = false;
  while (ZSTD_isError(left) == 0 && left != 0 && out.size() < most) {
    const size_t before = out.size(), step = std::min(kStep, most - before);
    out.resize(before + step);
    ZSTD_outBuffer output{out.data() + before, step, 0};
    left = ZSTD_decompressStream(stream, &output, &input);
    out.resize(before + output.pos);
    full = output.pos == step;
    if (!full && input.pos == input.size) break;
  }
  *more = ZSTD_isError(left) == 0 && left != 0 && full && out.size() >= most;
  ZSTD_freeDStream(stream);
  return out;
}

}  // namespace

void Decompress(Dress dress, std::string_view text, size_t begin, size_t end, View* view) {
  const std::string_view in = text.substr(begin, end - begin);
  const size_t most = std::min(view->room(), kMaxViewBytes);
  bool more = false;
  const std::string out =
      dress == Dress::kZstd ? Unzstd(in, most, &more) : Inflate(in, dress == Dress::kGzip, most, &more);
  view->Atom(out, begin, end - begin);
  if (more) view->Truncate();
}

}  // namespace weir
