// CommitObject: who made a commit (or tag) and when, from the object's bytes.
//
//   CommitObject commit = ParseCommitObject(bytes);   // author "Ann", email "a@b", date
//   "2026-01-31T12:00:00+01:00"
//
// Anything may stand in such an object: what cannot be read is left empty. Threads: pure. Cost:
// linear in the header.
#ifndef WEIR_ADAPTER_GIT_COMMIT_OBJECT_H_
#define WEIR_ADAPTER_GIT_COMMIT_OBJECT_H_

#include <string>
#include <string_view>

namespace weir {

struct CommitObject {
  std::string author, email;  // raw bytes, at most 256 each
  std::string date;           // ISO 8601 with the author's offset; "" if it makes no sense
  std::string subject;        // the message's first line, at most 256 bytes
};

CommitObject ParseCommitObject(std::string_view bytes);

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_COMMIT_OBJECT_H_
