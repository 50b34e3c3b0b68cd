// The other programs of bench/proxy.py: a model API that answers at once, a proxy that copies bytes, and a client that
// measures. All three are made of the transport of weir (src/net), so what differs is the looking.
//   bench_http_peer upstream                       prints its address; answers, or streams if the body says so
//   bench_http_peer copy URL                       prints its address
//   bench_http_peer ask URL HISTORY NEW COUNT      median microseconds of a request with so many bytes of old and new text
//   bench_http_peer rate URL BYTES THREADS SECONDS requests a second
//   bench_http_peer tokens URL COUNT               median microseconds of a token on its way, median bytes held
//   bench_http_peer streams URL STREAMS TOKENS     runs so many streams at once; prints the events received
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "net/event_stream.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "rules/cat.h"

namespace weir {
namespace {

using std::chrono::microseconds;

int64_t NowNs() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

// The number behind "name": in a message of ours.
int64_t NumberOf(std::string_view json, std::string_view name) {
  const size_t at = json.find(Cat("\"", name, "\":"));
  return at == std::string_view::npos ? -1 : std::atoll(json.substr(at + name.size() + 3).data());
}

// Words that nobody has seen before, `salt` being another.
std::string Words(size_t size, uint64_t salt) {
  std::string out;
  for (uint64_t n = 0; out.size() < size; ++n) {
    out += Cat("the worker of step ", (salt * 7919 + n * 31) % 100003, " has read its file and says fine, ");
  }
  out.resize(size);
  return out;
}

std::string Token(int64_t n) { return Cat(n % 9 == 8 ? "\\n" : " ", n % 4 == 0 ? "word" : n % 4 == 1 ? "of" : "answer"); }

void Answer(HttpExchange& exchange) {
  absl::StatusOr<std::string> body = exchange.ReadBody(uint64_t{1} << 30);
  if (!body.ok()) return;
  const int64_t count = NumberOf(*body, "tokens"), pause = NumberOf(*body, "pause_us");
  if (count < 0) {
    static_cast<void>(exchange.Respond(200, {{"content-type", "application/json"}},
                                       "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
                                       "{\"role\":\"assistant\",\"content\":\"fine\"},\"finish_reason\":\"stop\"}]}"));
    return;
  }
  HttpHeaders headers;
  headers.Add("content-type", "text/event-stream");
  if (!exchange.Begin(200, headers).ok()) return;
  int64_t sent = 0;
  for (int64_t n = 0; n < count; ++n) {
    const std::string token = Token(n);
    sent += static_cast<int64_t>(token[0] == '\\' ? token.size() - 1 : token.size());
    const bool last = n + 1 == count;
    std::string event = Cat("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"at\":", NowNs(),
                            ",\"sent\":", sent, ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"", token,
                            "\"},\"finish_reason\":", last ? "\"stop\"" : "null", "}]}\n\n");
    if (last) event += "data: [DONE]\n\n";
    if (!exchange.Write(event).ok()) return;
    if (pause > 0) std::this_thread::sleep_for(microseconds(pause));
  }
  static_cast<void>(exchange.End());
}

void Copy(HttpClient* client, const HttpUrl& url, HttpExchange& exchange) {
  absl::StatusOr<std::string> body = exchange.ReadBody(uint64_t{1} << 30);
  if (!body.ok()) return;
  HttpHead head;
  head.method = exchange.request().method;
  head.target = exchange.request().target;
  head.headers = exchange.request().headers;
  RemoveHopByHop(&head.headers);
  PeerWatch watch = exchange.Watch();
  absl::StatusOr<std::unique_ptr<HttpCall>> call = client->Send(url, std::move(head), *body, &watch);
  if (!call.ok()) return;
  HttpHeaders headers = (*call)->head().headers;
  RemoveHopByHop(&headers);
  if (!exchange.Begin((*call)->head().status, std::move(headers)).ok()) return;
  std::string piece;
  for (;;) {
    piece.clear();
    absl::StatusOr<bool> more = (*call)->ReadSome(&piece, &watch);
    if (!more.ok()) return exchange.Cut();
    if (!*more) break;
    if (!exchange.Write(piece).ok()) return;
  }
  static_cast<void>(exchange.End());
}

int Serve(const HttpHandler& handler) {
  static std::atomic<bool> never{false};
  absl::StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Listen({});
  if (!server.ok()) return 1;
  std::printf("http://%s\n", (*server)->address().c_str());
  std::fflush(stdout);
  return (*server)->Run(handler, &never).ok() ? 0 : 1;
}

HttpHead Post() {
  HttpHead head;
  head.method = "POST";
  head.target = "/v1/chat/completions";
  head.headers.Add("content-type", "application/json");
  return head;
}

// False if there is no answer of 200.
bool Ask(HttpClient* client, const HttpUrl& url, const std::string& body) {
  absl::StatusOr<std::unique_ptr<HttpCall>> call = client->Send(url, Post(), body, nullptr);
  return call.ok() && (*call)->head().status == 200 && (*call)->ReadAll(uint64_t{1} << 30, nullptr).ok();
}

std::string Conversation(size_t history, size_t fresh, uint64_t salt) {
  std::string body = "{\"model\":\"m\",\"messages\":[";
  for (size_t at = 0; at < history; at += 2000) {
    body += Cat("{\"role\":\"", at / 2000 % 2 == 0 ? "user" : "assistant", "\",\"content\":\"", Words(2000, at), "\"},");
  }
  return body + Cat("{\"role\":\"user\",\"content\":\"", Words(fresh, salt), "\"}]}");
}

double Median(std::vector<double>* values) {
  std::sort(values->begin(), values->end());
  return values->empty() ? 0 : (*values)[values->size() / 2];
}

// Counts events; gives each to `visit`.
template <typename Visit>
bool Stream(HttpClient* client, const HttpUrl& url, int64_t tokens, int64_t pause_us, Visit visit) {
  const std::string body = Cat("{\"stream\":true,\"tokens\":", tokens, ",\"pause_us\":", pause_us, "}");
  absl::StatusOr<std::unique_ptr<HttpCall>> call = client->Send(url, Post(), body, nullptr);
  if (!call.ok()) return false;
  SseParser parser(size_t{1} << 20);
  std::string piece;
  bool done = false;
  for (;;) {
    piece.clear();
    absl::StatusOr<bool> more = (*call)->ReadSome(&piece, nullptr);
    if (!more.ok()) return false;
    if (!*more) return done;
    absl::Status status = parser.Push(piece, [&](SseEvent& event) {
      if (event.data == "[DONE]") {
        done = true;
      } else {
        visit(event.data);
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return false;
  }
}

int Run(const std::vector<std::string>& args) {
  if (args.empty()) return 2;
  if (args[0] == "upstream") return Serve(Answer);
  absl::StatusOr<HttpUrl> url = ParseHttpUrl(args.size() > 1 ? args[1] : "");
  if (!url.ok()) return 2;
  HttpClient client({});
  const auto number = [&](size_t i) { return i < args.size() ? std::atoll(args[i].c_str()) : 0; };
  if (args[0] == "copy") return Serve([&](HttpExchange& exchange) { Copy(&client, *url, exchange); });
  if (args[0] == "ask") {
    std::vector<double> times;
    for (int64_t n = 0; n < number(4); ++n) {
      const std::string body =
          Conversation(static_cast<size_t>(number(2)), static_cast<size_t>(number(3)), static_cast<uint64_t>(n + NowNs() % 100000));
      const int64_t start = NowNs();
      if (!Ask(&client, *url, body)) return 1;
      times.push_back(static_cast<double>(NowNs() - start) / 1000);
    }
    std::printf("%.1f\n", Median(&times));
    return 0;
  }
  if (args[0] == "rate") {
    std::atomic<int64_t> count{0};
    std::atomic<bool> stop{false}, failed{false};
    std::vector<std::thread> threads;
    for (int64_t t = 0; t < number(3); ++t) {
      threads.emplace_back([&, t] {
        HttpClient own({});
        // Text that no run before has sent.
        const uint64_t first = static_cast<uint64_t>(NowNs() / 1000 % 1'000'000'000) * 64;
        for (uint64_t n = 0; !stop; ++n) {
          const std::string body =
              Conversation(0, static_cast<size_t>(number(2)), first + n * 64 + static_cast<uint64_t>(t));
          if (!Ask(&own, *url, body)) {
            failed = true;
            return;
          }
          ++count;
        }
      });
    }
    std::this_thread::sleep_for(std::chrono::seconds(number(4)));
    const int64_t done = count;
    stop = true;
    for (std::thread& thread : threads) thread.join();
    std::printf("%.1f\n", static_cast<double>(done) / static_cast<double>(number(4)));
    return failed ? 1 : 0;
  }
  if (args[0] == "tokens") {
    std::vector<double> times, held;
    int64_t received = 0;
    const bool ok = Stream(&client, *url, number(2), 1000, [&](const std::string& json) {
      times.push_back(static_cast<double>(NowNs() - NumberOf(json, "at")) / 1000);
      const size_t from = json.find("\"content\":\"");
      if (from == std::string::npos) return;
      const size_t end = json.find('"', from + 11);
      const std::string text = json.substr(from + 11, end - from - 11);
      received += static_cast<int64_t>(text.size()) - std::count(text.begin(), text.end(), '\\');
      held.push_back(static_cast<double>(NumberOf(json, "sent") - received));
    });
    std::printf("%.1f %.0f %.0f\n", Median(&times), Median(&held), held.empty() ? 0 : held.back());
    return ok ? 0 : 1;
  }
  if (args[0] == "streams") {
    std::atomic<int64_t> events{0}, failed{0};
    std::vector<std::thread> threads;
    for (int64_t t = 0; t < number(2); ++t) {
      threads.emplace_back([&] {
        HttpClient own({});
        if (!Stream(&own, *url, number(3), 5000, [&](const std::string&) { ++events; })) ++failed;
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::printf("%lld %lld\n", static_cast<long long>(events), static_cast<long long>(failed));
    return failed == 0 ? 0 : 1;
  }
  return 2;
}

}  // namespace
}  // namespace weir

int main(int argc, char** argv) { return weir::Run(std::vector<std::string>(argv + 1, argv + argc)); }
