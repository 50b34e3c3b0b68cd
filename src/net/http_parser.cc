#include "net/http_parser.h"

#define BOOST_BEAST_USE_STD_STRING_VIEW 0
#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <limits>

#include "rules/cat.h"

namespace weir {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using ErrorCode = beast::error_code;

std::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

// What both kinds of Beast's parser have in common, for us.
class AnyParser {
 public:
  virtual ~AnyParser() = default;
  virtual size_t Put(std::string_view bytes, ErrorCode* error) = 0;
  virtual void PutEnd(ErrorCode* error) = 0;
  virtual void Skip() = 0;
  virtual bool HeadDone() const = 0;
  virtual bool Done() const = 0;
  virtual bool KeepAlive() const = 0;
  virtual bool Chunked() const = 0;
  virtual bool NeedsEnd() const = 0;
  virtual std::optional<uint64_t> Length() const = 0;

  HttpHead head;
  std::string* body = nullptr;
  bool too_many_fields = false;
  bool in_trailer = false;
};

template <bool is_request>
class Parser final : public AnyParser, public http::basic_parser<is_request> {
  using Base = http::basic_parser<is_request>;

 public:
  explicit Parser(uint32_t max_head) {
    Base::eager(true);
    Base::header_limit(max_head);
    // Bounds of bodies are kept by whoever reads them.
    Base::body_limit(std::numeric_limits<std::uint64_t>::max());
  }
  size_t Put(std::string_view bytes, ErrorCode* error) override {
    return Base::put(boost::asio::const_buffer(bytes.data(), bytes.size()), *error);
  }
  void PutEnd(ErrorCode* error) override { Base::put_eof(*error); }
  void Skip() override { Base::skip(true); }
  bool HeadDone() const override { return Base::is_header_done(); }
  bool Done() const override { return Base::is_done(); }
  bool KeepAlive() const override { return Base::keep_alive(); }
  bool Chunked() const override { return Base::chunked(); }
  bool NeedsEnd() const override { return Base::need_eof(); }
  std::optional<uint64_t> Length() const override {
    const auto length = Base::content_length();
    return length.has_value() ? std::optional<uint64_t>(*length) : std::nullopt;
  }

 private:
  void on_request_impl(http::verb, beast::string_view method, beast::string_view target, int version,
                       ErrorCode&) override {
    head.method = std::string(View(method));
    head.target = std::string(View(target));
    head.minor_version = version % 10;
  }
  void on_response_impl(int code, beast::string_view reason, int version, ErrorCode&) override {
    head.status = code;
    head.reason = std::string(View(reason));
    head.minor_version = version % 10;
  }
  void on_field_impl(http::field, beast::string_view name, beast::string_view value, ErrorCode&) override {
    if (in_trailer) return;
    too_many_fields |= head.headers.fields().size() >= kMaxHttpFields;
    if (!too_many_fields) head.headers.Add(std::string(View(name)), std::string(View(value)));
  }
  void on_header_impl(ErrorCode&) override { in_trailer = true; }
  void on_body_init_impl(boost::optional<std::uint64_t> const&, ErrorCode&) override {}
  size_t on_body_impl(beast::string_view bytes, ErrorCode&) override {
    body->append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, ErrorCode&) override {}
  size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, ErrorCode&) override {
    body->append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_finish_impl(ErrorCode&) override {}
};

std::unique_ptr<AnyParser> MakeParser(HttpParser::Kind kind, uint32_t max_head) {
  if (kind == HttpParser::Kind::kRequest) return std::make_unique<Parser<true>>(max_head);
  return std::make_unique<Parser<false>>(max_head);
}

bool HasControl(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

}  // namespace

struct HttpParser::Impl {
  std::unique_ptr<AnyParser> parser;
  Kind kind;
  bool checked = false;
  bool no_body = false;

  absl::Status CheckHead() const {
    const HttpHead& head = parser->head;
    if (parser->too_many_fields) return absl::ResourceExhaustedError("too many header fields");
    for (const HttpField& field : head.headers.fields()) {
      if (HasControl(field.value)) return absl::InvalidArgumentError("a header field holds a control character");
    }
    if (kind == Kind::kRequest) {
      if (HasControl(head.target)) return absl::InvalidArgumentError("the target holds a control character");
      if (head.headers.Count("host") > 1) return absl::InvalidArgumentError("more than one Host");
    }
    const size_t codings = head.headers.Count("transfer-encoding");
    if (codings > 0) {
      if (codings > 1 || !EqualFolded(TrimBlanks(head.headers.Get("transfer-encoding")), "chunked")) {
        return absl::UnimplementedError("a transfer coding other than chunked");
      }
      if (head.headers.Find("content-length") != nullptr) {
        return absl::InvalidArgumentError("both Content-Length and Transfer-Encoding");
      }
      if (head.minor_version == 0) return absl::InvalidArgumentError("Transfer-Encoding in HTTP/1.0");
    }
    if (head.headers.Count("content-length") > 1) return absl::InvalidArgumentError("two lengths");
    return absl::OkStatus();
  }
};

HttpParser::HttpParser(Kind kind, uint32_t max_head) : impl_(std::make_unique<Impl>()) {
  impl_->kind = kind;
  impl_->parser = MakeParser(kind, max_head);
}
HttpParser::~HttpParser() = default;
HttpParser::HttpParser(HttpParser&&) noexcept = default;
HttpParser& HttpParser::operator=(HttpParser&&) noexcept = default;

void HttpParser::ExpectNoBody() {
  impl_->no_body = true;
  impl_->parser->Skip();
}

absl::StatusOr<size_t> HttpParser::Push(std::string_view bytes, std::string* body) {
  AnyParser& parser = *impl_->parser;
  parser.body = body;
  size_t used = 0;
  while (!parser.Done() && used < bytes.size()) {
    ErrorCode error;
    const size_t taken = parser.Put(bytes.substr(used), &error);
    used += taken;
    if (parser.HeadDone() && !impl_->checked) {
      impl_->checked = true;
      absl::Status status = impl_->CheckHead();
      if (!status.ok()) return status;
    }
    if (error == http::error::need_more) break;
    if (error == http::error::header_limit) return absl::ResourceExhaustedError("the header is too large");
    if (error) return absl::InvalidArgumentError(Cat("this is no HTTP/1.1: ", error.message()));
    if (taken == 0) break;
  }
  return used;
}

absl::Status HttpParser::Finish() {
  AnyParser& parser = *impl_->parser;
  if (parser.Done()) return absl::OkStatus();
  std::string none;
  parser.body = &none;
  ErrorCode error;
  parser.PutEnd(&error);
  if (error || !parser.Done()) return absl::UnavailableError("the connection ended within a message");
  return absl::OkStatus();
}

bool HttpParser::head_done() const { return impl_->parser->HeadDone(); }
bool HttpParser::done() const { return impl_->parser->Done(); }
HttpHead& HttpParser::head() { return impl_->parser->head; }
bool HttpParser::keep_alive() const {
  return impl_->parser->KeepAlive() && (impl_->no_body || !impl_->parser->NeedsEnd());
}
std::optional<uint64_t> HttpParser::content_length() const { return impl_->parser->Length(); }
bool HttpParser::chunked() const { return impl_->parser->Chunked(); }

}  // namespace weir
