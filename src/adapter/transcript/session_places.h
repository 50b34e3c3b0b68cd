// Where coding agents keep their sessions, and the session files of a folder.
//
//   for (const SessionRoot& root : DefaultSessionRoots(home)) ...
//   ListSessions(root.path, root.client, &list);
//
// Threads: pure functions.
#ifndef WEIR_ADAPTER_TRANSCRIPT_SESSION_PLACES_H_
#define WEIR_ADAPTER_TRANSCRIPT_SESSION_PLACES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/transcript/session_text.h"

namespace weir {

struct SessionRoot {
  std::string client;
  std::string path;  // a file or a folder that is there
};

struct SessionFile {
  std::string client, path;
  SessionForm form = SessionForm::kText;
};

struct SessionList {
  std::vector<SessionFile> files;       // in the order of their paths
  std::vector<std::string> unreadable;  // "path: why"
  std::vector<std::string> databases;   // sessions in a form that weir does not read
};

// The places that exist. `client`: of this one only; "" = all.
std::vector<SessionRoot> DefaultSessionRoots(const std::string& home, std::string_view client);

// Adds the session files at or below a path. Links below it are not followed; databases are listed apart. A file that
// is named itself is taken whatever it is called.
void ListSessions(const std::string& path, std::string_view client, SessionList* list);

// The client whose place a path lies in, by its folders; "" if it is none that is known.
std::string ClientOfPath(std::string_view path);

}  // namespace weir

#endif  // WEIR_ADAPTER_TRANSCRIPT_SESSION_PLACES_H_
