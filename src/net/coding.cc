#include "net/coding.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <vector>

#include "net/http_message.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kPiece = 32 * 1024;
// 8 MiB, what RFC 9659 lets a sender of Content-Encoding: zstd use.
constexpr int kZstdWindowLog = 23;

absl::Status TooLarge(uint64_t max) {
  return absl::ResourceExhaustedError(Cat("the decoded body is larger than ", max, " bytes"));
}
absl::Status Broken(std::string_view coding) {
  return absl::InvalidArgumentError(Cat("the body is not valid ", coding));
}
absl::Status Behind(std::string_view coding) {
  return absl::InvalidArgumentError(Cat("bytes follow the end of the ", coding, " body"));
}

class ZlibDecoder final : public StreamDecoder {
 public:
  explicit ZlibDecoder(bool gzip) : gzip_(gzip) {}
  ~ZlibDecoder() override {
    if (started_) inflateEnd(&stream_);
  }

  absl::Status Push(std::string_view bytes, uint64_t max, std::string* out) override {
    if (bytes.empty()) return absl::OkStatus();
    if (!started_) {
      // Some send "deflate" without zlib's two bytes, whose first has 8 in its low half and which are a multiple of 31.
      int window = gzip_ ? 15 + 16 : 15;
      if (!gzip_) {
        first_.append(bytes);
        if (first_.size() < 2) return absl::OkStatus();
        const unsigned head = static_cast<unsigned char>(first_[0]) * 256u + static_cast<unsigned char>(first_[1]);
        if ((static_cast<unsigned char>(first_[0]) & 15) != 8 || head % 31 != 0) window = -15;
        bytes = first_;
      }
      if (inflateInit2(&stream_, window) != Z_OK) return absl::InternalError("zlib cannot start");
      started_ = true;
    }
    std::array<unsigned char, kPiece> piece;
    // zlib's interface is older than const.
    stream_.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<unsigned>(bytes.size());
    while (stream_.avail_in > 0 || full_) {
      if (done_) {
        // gzip allows several members, one behind the other.
        if (!gzip_ || inflateReset(&stream_) != Z_OK) return Behind("deflate");
        done_ = false;
      }
      stream_.next_out = piece.data();
      stream_.avail_out = piece.size();
      const int result = inflate(&stream_, Z_NO_FLUSH);
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return Broken(gzip_ ? "gzip" : "deflate");
      const size_t got = piece.size() - stream_.avail_out;
      if (out->size() + got > max) return TooLarge(max);
      out->append(reinterpret_cast<const char*>(piece.data()), got);
      done_ = result == Z_STREAM_END;
      full_ = !done_ && stream_.avail_out == 0;
      if (result == Z_BUF_ERROR && got == 0) break;
    }
    return absl::OkStatus();
  }
  absl::Status Finish() override { return done_ ? absl::OkStatus() : Broken(gzip_ ? "gzip" : "deflate"); }

 private:
  const bool gzip_;
  z_stream stream_ = {};
  std::string first_;
  bool started_ = false, done_ = false, full_ = false;
};

class BrotliDecoder final : public StreamDecoder {
 public:
  BrotliDecoder() : state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {}
  ~BrotliDecoder() override { BrotliDecoderDestroyInstance(state_); }

  absl::Status Push(std::string_view bytes, uint64_t max, std::string* out) override {
    if (state_ == nullptr) return absl::ResourceExhaustedError("no memory for brotli");
    const unsigned char* in = reinterpret_cast<const unsigned char*>(bytes.data());
    size_t left = bytes.size();
    std::array<unsigned char, kPiece> piece;
    for (;;) {
      if (done_) return left == 0 ? absl::OkStatus() : Behind("br");
      unsigned char* to = piece.data();
      size_t room = piece.size();
      const BrotliDecoderResult result = BrotliDecoderDecompressStream(state_, &left, &in, &room, &to, nullptr);
      if (result == BROTLI_DECODER_RESULT_ERROR) return Broken("br");
      const size_t got = piece.size() - room;
      if (out->size() + got > max) return TooLarge(max);
      out->append(reinterpret_cast<const char*>(piece.data()), got);
      done_ = result == BROTLI_DECODER_RESULT_SUCCESS;
      if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return absl::OkStatus();
    }
  }
  absl::Status Finish() override { return done_ ? absl::OkStatus() : Broken("br"); }

 private:
  BrotliDecoderState* const state_;
  bool done_ = false;
};

class ZstdDecoder final : public StreamDecoder {
 public:
  ZstdDecoder() : stream_(ZSTD_createDStream()) {
    ready_ = stream_ != nullptr &&
             ZSTD_isError(ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kZstdWindowLog)) == 0;
  }
  ~ZstdDecoder() override { ZSTD_freeDStream(stream_); }

  absl::Status Push(std::string_view bytes, uint64_t max, std::string* out) override {
    if (!ready_) return absl::ResourceExhaustedError("no memory for zstd");
    ZSTD_inBuffer in = {bytes.data(), bytes.size(), 0};
    std::array<char, kPiece> piece;
    bool full = false;
    while (in.pos < in.size || full) {
      ZSTD_outBuffer to = {piece.data(), piece.size(), 0};
      // Several frames may follow one another; what is no frame is an error of the next call.
      const size_t left = ZSTD_decompressStream(stream_, &to, &in);
      if (ZSTD_isError(left) != 0) return Broken("zstd");
      if (out->size() + to.pos > max) return TooLarge(max);
      out->append(piece.data(), to.pos);
      done_ = left == 0;
      full = !done_ && to.pos == to.size;
    }
    return absl::OkStatus();
  }
  absl::Status Finish() override { return done_ ? absl::OkStatus() : Broken("zstd"); }

 private:
  ZSTD_DStream* const stream_;
  bool ready_ = false, done_ = false;
};

// One behind the other, in the order in which they are undone.
class Chain final : public StreamDecoder {
 public:
  explicit Chain(std::vector<std::unique_ptr<StreamDecoder>> parts) : parts_(std::move(parts)) {}
  absl::Status Push(std::string_view bytes, uint64_t max, std::string* out) override {
    std::string from(bytes);
    for (size_t i = 0; i + 1 < parts_.size(); ++i) {
      std::string to;
      absl::Status status = parts_[i]->Push(from, max, &to);
      if (!status.ok()) return status;
      from = std::move(to);
    }
    return parts_.back()->Push(from, max, out);
  }
  absl::Status Finish() override {
    for (const auto& part : parts_) {
      absl::Status status = part->Finish();
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  std::vector<std::unique_ptr<StreamDecoder>> parts_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<StreamDecoder>> StreamDecoder::Create(std::string_view content_encoding) {
  std::vector<std::unique_ptr<StreamDecoder>> parts;
  while (!content_encoding.empty()) {
    const size_t comma = content_encoding.rfind(',');
    const std::string_view coding =
        TrimBlanks(comma == std::string_view::npos ? content_encoding : content_encoding.substr(comma + 1));
    content_encoding = comma == std::string_view::npos ? std::string_view() : content_encoding.substr(0, comma);
    if (coding.empty() || EqualFolded(coding, "identity")) continue;
    if (parts.size() == kMaxCodings) return absl::UnimplementedError("too many content codings");
    if (EqualFolded(coding, "gzip") || EqualFolded(coding, "x-gzip")) {
      parts.push_back(std::make_unique<ZlibDecoder>(/*gzip=*/true));
    } else if (EqualFolded(coding, "deflate")) {
      parts.push_back(std::make_unique<ZlibDecoder>(/*gzip=*/false));
    } else if (EqualFolded(coding, "br")) {
      parts.push_back(std::make_unique<BrotliDecoder>());
    } else if (EqualFolded(coding, "zstd")) {
      parts.push_back(std::make_unique<ZstdDecoder>());
    } else {
      return absl::UnimplementedError("a content coding that is not known here; gzip, deflate, br and zstd are");
    }
  }
  if (parts.empty()) return std::unique_ptr<StreamDecoder>();
  if (parts.size() == 1) return std::move(parts.front());
  return std::unique_ptr<StreamDecoder>(new Chain(std::move(parts)));
}

absl::StatusOr<std::string> Decode(std::string_view content_encoding, std::string body, uint64_t max) {
  absl::StatusOr<std::unique_ptr<StreamDecoder>> decoder = StreamDecoder::Create(content_encoding);
  if (!decoder.ok()) return decoder.status();
  if (*decoder == nullptr) return body;
  std::string out;
  absl::Status status = (*decoder)->Push(body, max, &out);
  if (status.ok()) status = (*decoder)->Finish();
  if (!status.ok()) return status;
  return out;
}

}  // namespace weir
