// StdioProxy: stands between an MCP client and the server that it would have started, and passes
// lines both ways.
//
//   StdioProxy proxy(child.get(), &filter, {.max_message = 64 << 20, .stop = StopFlag()});
//   int code = proxy.Run();                    // the server's exit status
//
// One loop over poll(): a line is looked at and passed on as soon as it is there. Where a reader is
// slow, its writer is not read from (back-pressure), in each direction by itself, so that memory
// stays bounded.
//
// The end, as clients of MCP expect it:
// - The client closes our input: what it said is passed on, then the server's input is closed. A
// server that does not
//   end gets SIGTERM, and then SIGKILL: `quiet` after its last word, or `patience` while answers
//   are awaited.
// - A signal to us: the server's input is closed and it gets SIGTERM at once, SIGKILL after
// `kill_after`.
// - The server ends: the rest of its output is passed on, ours is closed, and its exit status is
// ours.
// - The client stops reading: as if it had closed our input.
//
// The server's standard error is passed on, masked (StreamRedactor), masked lines of it as they
// come; weir's own notes go between. If nobody reads ours, the server's waits; notes over
// kMaxPendingBytes are dropped. Threads: one. Ownership: borrows all. Failure: none of its own;
// whatever breaks is one of the ends above.
#ifndef WEIR_ADAPTER_MCP_STDIO_PROXY_H_
#define WEIR_ADAPTER_MCP_STDIO_PROXY_H_

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapter/mcp/child_server.h"
#include "adapter/mcp/line_reader.h"
#include "adapter/mcp/message_filter.h"
#include "adapter/mcp/pipe_writer.h"
#include "redact/stream_redactor.h"

namespace weir {

// As much may wait for a reader before its writer is not read from any more.
inline constexpr size_t kMaxPendingBytes = size_t{1} << 20;

enum class ServerStderr : uint8_t { kRedact, kPass, kDrop };

struct StdioOptions {
  size_t max_message = kDefaultMaxMessage;
  const std::atomic<bool>* stop = nullptr;  // set by a signal
  ServerStderr server_stderr = ServerStderr::kRedact;
  const Scanner* scanner = nullptr;  // for kRedact
  Masker* masker = nullptr;          // likewise; not the filter's, whose texts are others
  std::chrono::milliseconds quiet{5'000}, patience{60'000}, kill_after{1'500};
  int in = 0, out = 1, errors = 2;  // for tests
};

class StdioProxy {
 public:
  StdioProxy(ChildServer* child, MessageFilter* filter, StdioOptions options);

  int Run();
  // A line for people, on standard error.
  void Note(std::string_view line);

 private:
  using Clock = std::chrono::steady_clock;

  void Take(Side from, const McpLine& line);
  bool Read(int fd, LineReader* reader, Side from);  // false: the end
  void ReadErrors();
  void ClientClosed();
  void ServerOutClosed();
  void Terminate();
  void CloseServerInIfDone();
  int Timeout() const;  // milliseconds until something is due; -1 = nothing

  ChildServer* const child_;
  MessageFilter* const filter_;
  const StdioOptions options_;
  LineReader from_client_, from_server_;
  PipeWriter to_client_, to_errors_;
  std::optional<PipeWriter> to_server_;
  std::optional<StreamRedactor> redactor_;
  WaitingRequests waiting_;
  Filtered filtered_;
  std::string buffer_;
  bool client_open_ = true;  // its input to us
  bool server_out_open_ = true, server_errors_open_ = true;
  size_t refusals_ = 0;  // bytes of answers that the client has not read yet
  // Of the server: when it last said something after its input was closed; when it gets the next
  // signal.
  std::optional<Clock::time_point> closed_at_, term_at_, kill_at_, exited_at_;
  bool terminated_ = false;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_STDIO_PROXY_H_
