// PipeWriter: bytes to a descriptor that somebody may be slow to read, without ever waiting for
// him.
//
//   PipeWriter out(STDOUT_FILENO);
//   out.Write(message);          // written at once as far as it goes; the rest is kept
//   if (out.wants_to_write()) { poll(out.fd(), POLLOUT); out.Flush(); }
//   if (out.broken()) ...        // the reader went away; what was kept is dropped
//
// The descriptor's own flags are not touched, since others (a shell, the parent) may hold the same
// one: a pipe is opened anew through /proc, a socket is asked not to wait, and where neither is
// possible it is written in pieces that a pipe takes whole when poll() says that it is ready.
// Limits: none of its own; the caller stops reading where pending() is large. Threads: one.
#ifndef WEIR_ADAPTER_MCP_PIPE_WRITER_H_
#define WEIR_ADAPTER_MCP_PIPE_WRITER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "os/unique_fd.h"

namespace weir {

class PipeWriter {
 public:
  // `fd` stays the caller's.
  explicit PipeWriter(int fd);

  void Write(std::string_view bytes);
  void Flush();

  int fd() const { return fd_; }
  size_t pending() const { return kept_.size() - done_; }
  bool wants_to_write() const { return !broken_ && pending() > 0; }
  bool broken() const { return broken_; }
  void Break();  // nothing more is written

 private:
  enum class Kind { kNonBlocking, kSocket, kOther };
  // Bytes written; 0: not now.
  size_t Some(std::string_view bytes);

  UniqueFd own_;  // the pipe, opened anew
  int fd_;
  Kind kind_ = Kind::kOther;
  bool broken_ = false;
  std::string kept_;
  size_t done_ = 0;  // of kept_
};

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_PIPE_WRITER_H_
