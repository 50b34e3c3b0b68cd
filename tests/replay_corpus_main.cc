// A main() for fuzz targets in builds without libFuzzer: runs the target once on every file of a
// corpus folder and once on the empty input, so that each input that ever mattered is a unit test
// of every build.
//
//   shape_fuzz corpus/fuzz/shape_fuzz
//
// Exit: 0 when all inputs ran (a defect crashes, as under the fuzzer), 2 when the folder is
// missing, holds no file, or a file cannot be read: a replay of nothing must not pass for a test.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

bool ReadFile(const std::string& path, std::vector<uint8_t>* out) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                       &std::fclose);
  if (file == nullptr) return false;
  out->clear();
  uint8_t block[65536];
  while (size_t got = std::fread(block, 1, sizeof(block), file.get())) {
    out->insert(out->end(), block, block + got);
  }
  return std::ferror(file.get()) == 0;
}

// The input lies in a block of exactly its size, so that a sanitizer sees a read of one byte too
// many.
void RunOne(const std::vector<uint8_t>& input) {
  std::unique_ptr<uint8_t[]> exact(new uint8_t[input.size()]);
  std::copy(input.begin(), input.end(), exact.get());
  LLVMFuzzerTestOneInput(exact.get(), input.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argc > 0 ? argv[0] : "replay");
    return 2;
  }
  std::vector<std::string> files;
  std::error_code error;
  for (std::filesystem::directory_iterator it(argv[1], error), end; !error && it != end;
       it.increment(error)) {
    std::error_code ignored;
    if (it->is_regular_file(ignored)) files.push_back(it->path().string());
  }
  if (error) {
    std::fprintf(stderr, "cannot list corpus folder '%s': %s\n", argv[1], error.message().c_str());
    return 2;
  }
  if (files.empty()) {
    std::fprintf(stderr, "corpus folder '%s' holds no file: add a few seed inputs\n", argv[1]);
    return 2;
  }
  std::sort(files.begin(), files.end());
  RunOne({});
  std::vector<uint8_t> input;
  for (const std::string& file : files) {
    if (!ReadFile(file, &input)) {
      std::fprintf(stderr, "cannot read '%s'\n", file.c_str());
      return 2;
    }
    RunOne(input);
  }
  std::printf("replayed %zu files and the empty input from %s\n", files.size(), argv[1]);
  return 0;
}
