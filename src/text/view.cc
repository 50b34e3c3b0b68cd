#include "text/view.h"

#include <algorithm>

#include "text/base64.h"
#include "text/compressed.h"
#include "text/entities.h"
#include "text/escapes.h"
#include "text/hex.h"
#include "text/invisible.h"
#include "text/joined.h"
#include "text/lookalike.h"
#include "text/percent.h"
#include "text/quoted_printable.h"
#include "text/wide.h"

namespace weir {

void View::Add(std::string_view bytes, uint64_t original, uint64_t stride, uint64_t width) {
  if (bytes.empty()) return;
  if (bytes.size() > room()) {
    bytes = bytes.substr(0, room());
    truncated_ = true;
    if (bytes.empty()) return;
  }
  const auto decoded = static_cast<uint32_t>(bytes_.size());
  const auto from = static_cast<uint32_t>(original);
  bytes_.append(bytes);
  if (!pieces_.empty() && stride != 0 && stride != kBase64Stride) {
    const Piece& last = pieces_.back();  // goes on in step
    if (last.stride == stride && last.width == width &&
        uint64_t{last.original} + (decoded - last.decoded) * stride == original) {
      return;
    }
  }
  pieces_.push_back({decoded, from, static_cast<uint32_t>(stride), static_cast<uint32_t>(width)});
}

const View::Piece& View::PieceOf(uint64_t at) const {
  auto piece = std::upper_bound(pieces_.begin(), pieces_.end(), at,
                                [](uint64_t x, const Piece& p) { return x < p.decoded; });
  return *std::prev(piece);  // the first piece begins at 0
}

uint64_t View::OriginalBegin(uint64_t at) const {
  if (pieces_.empty()) return 0;
  if (at >= bytes_.size()) return OriginalEnd(bytes_.size());
  const Piece& p = PieceOf(at);
  const uint64_t into = at - p.decoded;
  if (p.stride == kBase64Stride) return p.original + into * 4 / 3;
  return p.original + into * p.stride;
}

uint64_t View::OriginalEnd(uint64_t at) const {
  if (pieces_.empty()) return 0;
  if (at == 0) return OriginalBegin(0);
  at = std::min<uint64_t>(at, bytes_.size()) - 1;
  const Piece& p = PieceOf(at);
  const uint64_t into = at - p.decoded;
  if (p.stride == kBase64Stride) return p.original + (into * 8 + 7) / 6 + 1;
  return p.original + into * p.stride + p.width;
}

bool View::Verbatim(uint64_t begin, uint64_t end) const {
  if (begin >= end || end > bytes_.size()) return begin == end;
  const Piece& p = PieceOf(begin);
  return p.stride == 1 && p.width == 1 && &PieceOf(end - 1) == &p;
}

void View::Stretch(uint64_t begin, uint64_t end, uint64_t* original_begin, uint64_t* original_end,
                   uint64_t* first) const {
  *original_begin = *original_end = *first = 0;
  if (pieces_.empty() || begin >= end) return;
  const Piece& p = PieceOf(begin);
  *original_end = OriginalEnd(end);
  const uint64_t into = begin - p.decoded;
  if (p.stride == 0) {
    *original_begin = p.original;
    *first = into;
  } else if (p.stride == kBase64Stride) {
    *original_begin = p.original + into / 3 * 4;
    *first = into % 3;
  } else {
    *original_begin = p.original + into * p.stride;
  }
}

void AppendDress(Dress dress, std::string_view text, size_t begin, size_t end, View* view) {
  end = std::min(end, text.size());
  begin = std::min(begin, end);
  switch (dress) {
    case Dress::kNone: view->Copy(text.substr(begin, end - begin), begin); return;
    case Dress::kUtf16Le:
    case Dress::kUtf16Be:
    case Dress::kUtf32Le:
    case Dress::kUtf32Be: return DecodeWide(dress, text, begin, end, view);
    case Dress::kBase64: return DecodeBase64(text, begin, end, view);
    case Dress::kGzip:
    case Dress::kZlib:
    case Dress::kZstd: return Decompress(dress, text, begin, end, view);
    case Dress::kJson:
    case Dress::kEscapes: return DecodeEscapes(text, begin, end, view);
    case Dress::kPercent: return DecodePercent(text, begin, end, view);
    case Dress::kEntities: return DecodeEntities(text, begin, end, view);
    case Dress::kHex: return DecodeHex(text, begin, end, view);
    case Dress::kInvisible: return DropInvisible(text, begin, end, view);
    case Dress::kLookalike: return FoldLookalikes(text, begin, end, view);
    case Dress::kJoined: return DecodeJoined(text, begin, end, view);
    case Dress::kQuotedPrintable: return DecodeQuotedPrintable(text, begin, end, view);
  }
}

void DecodeDress(Dress dress, std::string_view text, size_t begin, size_t end, size_t limit, View* view) {
  view->Start(limit);
  AppendDress(dress, text, begin, end, view);
}

bool Undress(std::string_view dressed, const Trail& trail, uint32_t value_begin, uint32_t value_end,
             std::string* value) {
  if (trail.empty() || value_begin > value_end) return false;
  View view;
  std::string inner(dressed);
  for (size_t i = 0; i < trail.size(); ++i) {
    const Layer& layer = trail.layer(i);
    // The outermost stretch is the one that was given.
    const size_t begin = i == 0 ? 0 : layer.begin, end = i == 0 ? inner.size() : layer.end;
    if (begin > end || end > inner.size()) return false;
    // No layer needs more than what its finding lies in: decompressed data is bounded when it is found.
    DecodeDress(layer.dress, inner, begin, end, kMaxViewBytes, &view);
    inner.assign(view.bytes());
  }
  if (value_end > inner.size()) return false;
  value->assign(inner, value_begin, value_end - value_begin);
  return true;
}

}  // namespace weir
