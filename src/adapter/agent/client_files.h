// Client files: where each client keeps the settings that name its hooks, and what an entry of weir looks like there.
//
//   const ClientFiles* files = FilesOf(Client::kClaude);
//   std::string path = SettingsPath(*files, Scope::kUser, places);      // "" = the client has none in this scope
//   std::string entry = HookEntry(*files, event, command, fail_closed);  // JSON laid out with two blanks
//
// Threads: pure functions and constant data.
#ifndef WEIR_ADAPTER_AGENT_CLIENT_FILES_H_
#define WEIR_ADAPTER_AGENT_CLIENT_FILES_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/agent/event_table.h"

namespace weir {

enum class Scope : uint8_t { kUser, kProject };

// How a client's file is laid out.
enum class Layout : uint8_t {
  kGroups,   // "hooks": { EVENT: [ {"matcher": .., "hooks": [ ENTRY ]} ] }
  kFlat,     // "hooks": { EVENT: [ ENTRY ] }
  kScripts,  // one executable file an event, in a folder
  kPlugin,   // one JavaScript file
};

struct ClientFiles {
  Client client = Client::kClaude;
  Client events = Client::kClaude;  // whose events are written there
  Layout layout = Layout::kGroups;
  // Variable that moves the user's folder, the folder below the home, and the file in it.
  std::string_view variable = {}, user_folder = {}, user_file = {};
  std::string_view project_file = {};  // below the root of the project
  std::string_view version = {};       // a member "version" of this value has to be there
  bool owned = false;                  // the file is of weir alone
  // A setting by which a failing hook blocks; empty = the client has none.
  std::string_view closed = {};
  std::string_view also = {};          // what else a person has to do, after an installation
};

// Where things are on this machine.
struct Places {
  std::string home;     // absolute
  std::string project;  // the root of the project
};

std::span<const ClientFiles> AllClientFiles();
const ClientFiles* FilesOf(Client client);

std::string SettingsPath(const ClientFiles& files, Scope scope, const Places& places);
// Is there a sign that the client is used here?
bool IsUsed(const ClientFiles& files, Scope scope, const Places& places);

// The names of the events that are installed, with their rows.
std::vector<const AgentEvent*> InstalledEvents(const ClientFiles& files);
// For kScripts: the name of the event's file.
std::string_view ScriptName(const AgentEvent& event);

// A command line for a shell: the program, "agent", the client, the event where its messages do not name it.
std::string HookCommand(const ClientFiles& files, const AgentEvent& event, std::string_view program,
                        std::string_view more);
// Is this a command line of weir's hooks? Whatever the path of the program and the flags behind it.
bool IsHookCommand(std::string_view command);

std::string HookEntry(const ClientFiles& files, const AgentEvent& event, std::string_view command,
                      bool fail_closed);
std::string HookScript(std::string_view command);

// A word for sh: as it is, or in single quotes.
std::string ShellWord(std::string_view word);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_CLIENT_FILES_H_
