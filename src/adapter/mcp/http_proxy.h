// McpHttpProxy: stands between an MCP client and a server over HTTP: streamable HTTP of both eras,
// and the older HTTP+SSE transport.
//
//   HttpClient client({...});
//   McpHttpProxy proxy({.upstream = url, .filter = options}, &client);
//   server->Run([&](HttpExchange& exchange) { proxy.Handle(exchange); }, StopFlag());
//
// The client is told http://LISTENER/PATH in place of https://SERVER/PATH: paths and queries stay
// as they are ("/" is the path of the upstream's URL), so the endpoint that an HTTP+SSE server
// names leads back here. Header fields pass, Authorization and Mcp-Session-Id among them, untold
// and unlogged.
//
// POST: the body is a message (message_filter.h); what is stopped is answered with status 200 and a
// JSON-RPC answer, because many clients take a bare 4xx for a server of another era. Mcp-Name and
// Mcp-Param-* follow what becomes of the body (http_fields.h). Answers come as JSON, or as events:
// each event's data is a message; ids, empty events, comments and retry times pass, and an event
// whose message was dropped keeps its id, so that a client can resume. What a server asked and weir
// declined is posted back to it. GET is a stream of the server's messages; DELETE ends the session;
// other methods pass. The paths of OAuth (/.well-known/, /authorize, /token, /register, /revoke)
// pass unread: they carry credentials by nature, between the client and the server that gives them.
//
// Compressed bodies are decoded, and refused if they cannot be. A page of another origin is refused
// (403): a listener of this machine is not for web pages. A client that goes closes the upstream's
// connection, which cancels its call. An upstream that cannot be reached: 502. Limits: max_message
// for a body and for an event; kMaxSessions (the oldest is forgotten). Threads: Handle() on many at
// once. Ownership: borrows the client and what the filter options point to.
#ifndef WEIR_ADAPTER_MCP_HTTP_PROXY_H_
#define WEIR_ADAPTER_MCP_HTTP_PROXY_H_

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "adapter/mcp/message_filter.h"
#include "net/event_stream.h"
#include "net/http_client.h"
#include "net/http_server.h"

namespace weir {

inline constexpr size_t kMaxSessions = 4096;

struct McpHttpOptions {
  HttpUrl upstream;
  FilterOptions filter;  // its note must be safe for threads; schemas is set here
};

class McpHttpProxy {
 public:
  McpHttpProxy(McpHttpOptions options, HttpClient* client);
  void Handle(HttpExchange& exchange);

 private:
  struct Exchange;  // one request under way
  using Waiting = std::shared_ptr<WaitingRequests>;

  Waiting SessionOf(const std::string& id);
  void KeepSession(const std::string& id, const Waiting& waiting);
  void EndSession(const std::string& id);

  bool Receive(Exchange* at);  // false: it was answered
  void Send(Exchange* at);
  void PassAnswer(Exchange* at, HttpCall* call);
  void PassEvents(Exchange* at, HttpCall* call, const std::string& coding);
  absl::Status PassEvent(Exchange* at, SseEvent* event);
  void PostBack(Exchange* at, std::string_view answer);
  std::string UpstreamTarget(const std::string& target) const;

  McpHttpOptions options_;
  HttpClient* const client_;
  SchemaMemory schemas_;
  std::mutex mutex_;                                     // of what follows
  std::list<std::pair<std::string, Waiting>> sessions_;  // the oldest first
  std::unordered_map<std::string, std::list<std::pair<std::string, Waiting>>::iterator> by_id_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_HTTP_PROXY_H_
