#include "report/excerpt.h"

#include <algorithm>

#include "report/record.h"
#include "report/utf8.h"
#include "text/view.h"

namespace weir {
namespace {

constexpr std::string_view kEllipsis = "\u2026";
// A run at least this long that looks random may be a secret in another form: base64 of it, its
// twin that was not reported, a part of it.
constexpr size_t kLongRun = 16;
// A second appearance of the found value is hidden from this length on; shorter values are words.
constexpr size_t kTwin = 8;

bool IsToken(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
         c == '/' || c == '_' || c == '-' || c == '=';
}

bool LooksRandom(std::string_view run) {
  if (run.size() < kLongRun) return false;
  size_t digits = 0;
  bool upper = false, lower = false;
  for (char c : run) {
    digits += c >= '0' && c <= '9';
    upper |= c >= 'A' && c <= 'Z';
    lower |= c >= 'a' && c <= 'z';
  }
  return digits > 0 && ((upper && lower) || digits * 8 >= run.size());
}

// Appends a piece of the line in which no finding stands. `open_left` and `open_right`: the line
// goes on there beyond what we look at, so a run that touches that end is only a part.
void AppendPiece(std::string piece, std::string_view secret, bool open_left, bool open_right,
                 std::string* out) {
  if (secret.size() >= kTwin) {
    for (size_t at = 0; (at = piece.find(secret, at)) != std::string::npos;
         at += kEllipsis.size()) {
      piece.replace(at, secret.size(), kEllipsis);
    }
  }
  if (open_left) {  // also the rest of a character that was cut in two
    size_t skip = 0;
    while (skip < piece.size() && skip < 3 && (piece[skip] & '\xC0') == '\x80') ++skip;
    piece.erase(0, skip);
  }
  for (size_t i = 0; i < piece.size();) {
    if (!IsToken(piece[i])) {
      out->push_back(piece[i++]);
      continue;
    }
    size_t end = i;
    while (end < piece.size() && IsToken(piece[end])) ++end;
    const bool part = (open_left && i == 0) || (open_right && end == piece.size());
    if (part || LooksRandom(std::string_view(piece).substr(i, end - i))) {
      out->append(kEllipsis);
    } else {
      out->append(piece, i, end - i);
    }
    i = end;
  }
  if (!open_right) return;
  // A character cut in two at the end is left out.
  size_t tail = out->size();
  while (tail > 0 && out->size() - tail < 3 && ((*out)[tail - 1] & '\xC0') == '\x80') --tail;
  if (tail > 0 && ((*out)[tail - 1] & '\xC0') == '\xC0') {
    const Utf8Char last = DecodeUtf8(*out, tail - 1);
    if (!last.valid) out->resize(tail - 1);
  }
  if (!out->ends_with(kEllipsis)) out->append(kEllipsis);
}

class Builder {
 public:
  Builder(std::string_view bytes, uint64_t offset, const Finding& finding,
          std::span<const Finding> all, uint64_t longest, std::string_view secret)
      : bytes_(bytes),
        offset_(offset),
        finding_(finding),
        all_(all),
        longest_(longest),
        secret_(secret),
        dress_(LineDress(finding.trail)),
        unit_(LineUnit(dress_)) {}

  // [begin, end) of the input into *out, findings masked. `open_*`: see AppendPiece.
  void Append(uint64_t begin, uint64_t end, bool open_left, bool open_right, std::string* out) {
    const uint64_t first_start = begin > longest_ ? begin - longest_ : 0;
    auto it = std::lower_bound(all_.begin(), all_.end(), first_start,
                               [](const Finding& f, uint64_t at) { return f.start < at; });
    uint64_t at = begin;
    for (; it != all_.end() && it->start < end; ++it) {
      if (it->end <= at || Same(*it)) continue;
      if (it->start > at) Piece(at, it->start, open_left && at == begin, false, out);
      out->append(Mask(*it));
      at = it->end;
    }
    if (at < end) {
      Piece(at, end, open_left && at == begin, open_right, out);
    } else if (open_right) {
      out->append(kEllipsis);
    }
  }

  // The start of what is shown before the finding: the line's start or `each_side` bytes back.
  uint64_t Begin(size_t each_side, bool* open) const {
    const uint64_t lowest =
        finding_.start > offset_ + each_side ? finding_.start - each_side : offset_;
    uint64_t at = finding_.start;
    while (at >= lowest + unit_ && !LineEnd(at - unit_)) at -= unit_;
    *open = at > 0 && !(at >= offset_ + unit_ && LineEnd(at - unit_));
    return at;
  }

  uint64_t End(size_t each_side, bool* open) const {
    const uint64_t text_end = offset_ + bytes_.size();
    const uint64_t highest =
        text_end - finding_.end > each_side ? finding_.end + each_side : text_end;
    uint64_t at = finding_.end;
    while (at + unit_ <= highest && !LineEnd(at)) at += unit_;
    *open = at + unit_ <= text_end && !LineEnd(at);
    return at;
  }

 private:
  bool Same(const Finding& f) const { return f.start == finding_.start && f.end == finding_.end; }

  bool LineEnd(uint64_t at) const {
    std::string_view unit = bytes_.substr(at - offset_, unit_);
    const bool little = dress_ == Dress::kUtf16Le || dress_ == Dress::kUtf32Le;
    const char low = little ? unit.front() : unit.back();
    if (low != '\n' && low != '\r') return false;
    if (little) {
      unit.remove_prefix(1);
    } else {
      unit.remove_suffix(1);
    }
    return unit.find_first_not_of('\0') == std::string_view::npos;
  }

  std::string Bytes(uint64_t begin, uint64_t end) const {
    return Undressed(bytes_.substr(begin - offset_, end - begin), dress_);
  }

  void Piece(uint64_t begin, uint64_t end, bool open_left, bool open_right,
             std::string* out) const {
    if (open_left) out->append(kEllipsis);
    const size_t before = out->size();
    AppendPiece(Bytes(begin, end), secret_, open_left, open_right, out);
    // One ellipsis is enough where the first run was left out as well.
    if (open_left && std::string_view(*out).substr(before).starts_with(kEllipsis)) {
      out->erase(before, kEllipsis.size());
    }
  }

  std::string Mask(const Finding& f) const {
    // A neighbour may lie partly outside the bytes at hand: then no part of it is looked at.
    const bool here = f.start >= offset_ && f.end <= offset_ + bytes_.size() && f.start <= f.end;
    if (!here || f.rule == nullptr) return std::string(kEllipsis);
    return MaskSecret(*f.rule, ValueOf(f, bytes_, offset_));
  }

  std::string_view bytes_;
  uint64_t offset_;
  const Finding& finding_;
  std::span<const Finding> all_;
  uint64_t longest_;
  std::string_view secret_;
  Dress dress_;
  uint64_t unit_;  // bytes
};

}  // namespace

Dress LineDress(const Trail& trail) {
  return IsWide(trail.outermost()) ? trail.outermost() : Dress::kNone;
}

uint64_t LineUnit(Dress dress) {
  switch (dress) {
    case Dress::kUtf16Le:
    case Dress::kUtf16Be: return 2;
    case Dress::kUtf32Le:
    case Dress::kUtf32Be: return 4;
    default: return 1;
  }
}

std::string Undressed(std::string_view bytes, Dress dress) {
  if (!IsWide(dress)) return std::string(bytes);
  if (LineUnit(dress) == 2) return Utf16ToUtf8(bytes, dress == Dress::kUtf16Be);
  View view;
  DecodeDress(dress, bytes, 0, bytes.size(), SIZE_MAX, &view);
  return std::string(view.bytes());
}

std::string ValueOf(const Finding& finding, std::string_view bytes, uint64_t bytes_offset) {
  std::string value;
  if (!finding.trail.empty() && finding.dress_end > finding.dress_start) {
    const Layer& outer = finding.trail.layer(0);
    const uint64_t begin = finding.dress_start + outer.begin, end = finding.dress_start + outer.end;
    if (begin >= bytes_offset && end <= bytes_offset + bytes.size() &&
        Undress(bytes.substr(begin - bytes_offset, end - begin), finding.trail, finding.value_start,
                finding.value_end, &value)) {
      return value;
    }
  }
  return Undressed(bytes.substr(finding.start - bytes_offset, finding.end - finding.start),
                   LineDress(finding.trail));
}

Excerpt MakeExcerpt(std::string_view bytes, uint64_t bytes_offset, const Finding& finding,
                    std::string_view masked, std::string_view secret, std::span<const Finding> all,
                    uint64_t longest, size_t each_side) {
  Builder builder(bytes, bytes_offset, finding, all, longest, secret);
  Excerpt excerpt;
  bool open = false;
  const uint64_t begin = builder.Begin(each_side, &open);
  builder.Append(begin, finding.start, open, false, &excerpt.text);
  excerpt.mark = excerpt.text.size();
  excerpt.mark_length = masked.size();
  excerpt.text.append(masked);
  const uint64_t end = builder.End(each_side, &open);
  builder.Append(finding.end, end, false, open, &excerpt.text);
  return excerpt;
}

}  // namespace weir
