// EnvelopeReader: what a line of JSON-RPC says about itself (which message, which id, which
// method), while the line is still arriving, in bounded memory.
//
//   EnvelopeReader reader;
//   reader.Push(bytes);                       // in pieces of any size
//   if (reader.Finish()) for (const Envelope& e : reader.messages()) ... e.kind(), e.method, e.id
//
// It is asked twice: about every message before its texts are looked at (so the answer of a request
// is known again by its id), and about lines that are too long to be kept, so that even these can
// be answered by their id, which servers like to write last.
//
// A batch (an array of messages, protocol 2025-03-26) gives one envelope for each of its elements.
// What is no object is a message of kind kNone. Where a member stands twice, the last one counts,
// as in JSON.parse, and `twice` is set: not every reader takes the last one. Ids are kept as they
// were written, so `1`, `"1"` and 18446744073709551616 stay what they are.
//
// Limits: kMaxId bytes of an id, kMaxName of a method or a name (longer ones count as missing,
// `broken` is set), kMaxBatch messages, kMaxJsonNesting. Cost: linear, one pass; strings are
// skipped by word. Threads: one at a time. Failure: Finish() is false for what is no JSON.
#ifndef WEIR_ADAPTER_MCP_ENVELOPE_H_
#define WEIR_ADAPTER_MCP_ENVELOPE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

inline constexpr size_t kMaxId = 1024;
inline constexpr size_t kMaxName = 4096;
inline constexpr size_t kMaxBatch = 1000;

struct Stretch {
  uint64_t start = 0, end = 0;  // in the line; equal: it is not there
  bool there() const { return end > start; }
};

struct Envelope {
  enum class Kind : uint8_t { kNone, kRequest, kNotification, kResult, kError };
  Stretch all;
  bool is_object = false;
  std::string id;  // as it was written; "" if there is none, or null
  bool has_method = false;
  std::string method;            // decoded
  std::string name, uri;         // params.name and params.uri, decoded
  bool modern = false;           // params._meta names a protocol version (2026-07-28 and later)
  bool is_error_result = false;  // result.isError
  bool twice = false;            // a member that says what the message is stands twice
  bool broken = false;           // an id that is no string or number, or something beyond its limit
  Stretch params, result, error;
  Stretch content, structured, result_type;  // of the result: values, with their quotes or brackets

  Kind kind() const;
  // Equal for equal ids, however they are escaped.
  std::string IdKey() const;
};

class EnvelopeReader {
 public:
  void Push(std::string_view bytes);
  // The line is over. True if it was one JSON value (white space around it does not matter).
  bool Finish();
  void Reset() { *this = EnvelopeReader(); }

  bool is_batch() const { return is_batch_; }
  bool too_many() const { return too_many_; }  // over kMaxBatch
  // Of what was read so far: after a Finish() that is false, only to answer by the id.
  const std::vector<Envelope>& messages() const { return messages_; }

 private:
  enum class Role : uint8_t { kBatch, kMessage, kParams, kMeta, kResult, kOther };
  enum class Member : uint8_t {
    kOther,
    kId,
    kMethod,
    kParams,
    kResult,
    kError,
    kName,
    kUri,
    kMeta,
    kVersion,
    kContent,
    kStructured,
    kIsError,
    kResultType
  };
  enum class Want : uint8_t { kValue, kValueOrEnd, kKey, kKeyOrEnd, kColon, kCommaOrEnd, kNothing };
  struct Frame {
    bool is_array = false;
    Role role = Role::kOther;
    Member member = Member::kOther;  // of this container in its parent
    uint64_t start = 0;
  };

  void Byte(char c);
  void Structure(char c);
  void Open(bool is_array);
  void Close(bool is_array);
  void BeginValue();
  void EndToken();
  void EndKey();
  void EndValue(Member member, Stretch place, bool is_container);
  Member MemberOf(std::string_view key) const;
  bool AtMessageLevel() const;
  Role role() const { return frames_.empty() ? Role::kBatch : frames_.back().role; }

  std::vector<Frame> frames_;
  std::vector<Envelope> messages_;
  Want want_ = Want::kValue;
  Member member_ = Member::kOther;  // of the value that comes next
  bool in_string_ = false, in_scalar_ = false, escaped_ = false;
  bool is_key_ = false, is_string_ = false, keep_ = false, too_long_ = false;
  bool bad_ = false, is_batch_ = false, too_many_ = false;
  uint32_t seen_ = 0;  // members of the message that stood already
  uint64_t at_ = 0, token_start_ = 0;
  std::string token_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_ENVELOPE_H_
