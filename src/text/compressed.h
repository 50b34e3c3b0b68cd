// Gzip, zlib and zstd data, as found within base64 and hex.
//
// All of the produced bytes belong to all of the compressed ones: one atom. Damaged or cut data gives what
// could be read of it. Produces at most what the view has room for (then truncated()), so a bomb costs no more
// than that. Threads: pure. Memory: the library's window (zlib 40 KiB, zstd up to 8 MiB; larger is refused).
#ifndef WEIR_TEXT_COMPRESSED_H_
#define WEIR_TEXT_COMPRESSED_H_

#include <cstddef>
#include <string_view>

#include "text/view.h"

namespace weir {

void Decompress(Dress dress, std::string_view text, size_t begin, size_t end, View* view);

}  // namespace weir

#endif  // WEIR_TEXT_COMPRESSED_H_
