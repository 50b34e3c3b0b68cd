#include "adapter/agent/client.h"

#include <iterator>
#include <string>

namespace weir {
namespace {

constexpr ClientRecord kClients[] = {
    {.client = Client::kClaude,
     .name = "claude",
     .title = "Claude Code",
     .event = "/hook_event_name",
     .tool = "/tool_name",
     .session = "/session_id",
     .folder = "/cwd",
     .metadata = "session_id transcript_path cwd hook_event_name prompt_id permission_mode agent_id agent_type "
                 "effort tool_name tool_use_id source agent_transcript_path model turn_id message_id "
                 "scratchpad_dir notification_type trigger",
     .allow = Say(""),
     .warn = Say(R"({"systemMessage":$R})"),
     .block = Say("", 2, true),
     .unread = Say(R"({"continue":false,"stopReason":$R})", 2, true),
     .unseen = Say(R"({"systemMessage":$R})")},
    {.client = Client::kCursor,
     .name = "cursor",
     .title = "Cursor",
     .event = "/hook_event_name",
     .tool = "/tool_name",
     .session = "/conversation_id",
     .folder = "/cwd",
     .metadata = "conversation_id generation_id model model_id model_params hook_event_name cursor_version "
                 "workspace_roots user_email transcript_path session_id tool_name tool_use_id cwd sandbox "
                 "duration failure_type subagent_id subagent_type parent_conversation_id tool_call_id "
                 "subagent_model git_branch modified_files agent_transcript_path",
     .allow = Say("{}"),
     .warn = Say("{}", 0, true),
     .block = Say("", 2, true),
     .unread = Say("", 2, true),
     .unseen = Say(R"({"permission":"allow","continue":true,"user_message":$R})", 0, true)},
    {.client = Client::kGemini,
     .name = "gemini",
     .title = "Gemini CLI",
     .event = "/hook_event_name",
     .tool = "/tool_name",
     .session = "/session_id",
     .folder = "/cwd",
     .metadata = "session_id transcript_path cwd hook_event_name timestamp tool_name mcp_context "
                 "original_request_name source notification_type trigger",
     .allow = Say("{}"),
     .warn = Say(R"({"systemMessage":$R})"),
     .block = Say(R"({"decision":"deny","reason":$R})"),
     .unread = Say(R"({"decision":"deny","reason":$R})"),
     .unseen = Say(R"({"systemMessage":$R})")},
    {.client = Client::kCodex,
     .name = "codex",
     .title = "Codex CLI",
     .event = "/hook_event_name",
     .tool = "/tool_name",
     .session = "/session_id",
     .folder = "/cwd",
     .metadata = "session_id transcript_path cwd hook_event_name model permission_mode turn_id agent_id "
                 "agent_type tool_name tool_use_id source reason trigger agent_transcript_path",
     .allow = Say(""),
     .warn = Say(R"({"systemMessage":$R})"),
     .block = Say("", 2, true),
     .unread = Say("", 2, true),
     .unseen = Say("", 1, true)},
    {.client = Client::kCopilot,
     .name = "copilot",
     .title = "Copilot CLI",
     .tool = "/toolName",
     .session = "/sessionId",
     .folder = "/cwd",
     .metadata = "sessionId timestamp cwd toolName transcriptPath source trigger",
     .allow = Say("{}"),
     .warn = Say("{}", 0, true),
     .block = Say(R"({"permissionDecision":"deny","permissionDecisionReason":$R})", 2, true),
     .unread = Say(R"({"permissionDecision":"deny","permissionDecisionReason":$R})", 2, true),
     .unseen = Say("{}", 0, true)},
    {.client = Client::kCopilotPascal,
     .title = "Copilot CLI",
     .event = "/hook_event_name",
     .tool = "/tool_name",
     .session = "/session_id",
     .folder = "/cwd",
     .metadata = "session_id timestamp cwd hook_event_name transcript_path tool_name tool_use_id source trigger",
     .allow = Say("{}"),
     .warn = Say(R"({"systemMessage":$R})", 0, true),
     .block = Say(R"({"permissionDecision":"deny","permissionDecisionReason":$R})", 2, true),
     .unread = Say(R"({"permissionDecision":"deny","permissionDecisionReason":$R})", 2, true),
     .unseen = Say(R"({"systemMessage":$R})", 0, true)},
    {.client = Client::kVsCode,
     .name = "vscode",
     .title = "VS Code",
     .event = "/hookEventName",
     .tool = "/tool_name",
     .session = "/sessionId",
     .folder = "/cwd",
     .metadata = "timestamp cwd sessionId hookEventName transcript_path tool_name tool_use_id source agent_id "
                 "agent_type trigger",
     .allow = Say("{}"),
     .warn = Say(R"({"systemMessage":$R})"),
     .block = Say("", 2, true),
     .unread = Say(R"({"continue":false,"stopReason":$R})", 2, true),
     .unseen = Say(R"({"systemMessage":$R})")},
    {.client = Client::kWindsurf,
     .name = "windsurf",
     .title = "Windsurf",
     .event = "/agent_action_name",
     .tool = "/tool_info/mcp_tool_name",
     .session = "/trajectory_id",
     .folder = "/tool_info/cwd",
     .metadata = "agent_action_name trajectory_id execution_id timestamp model_name",
     .allow = Say(""),
     .warn = Say("", 0, true),
     .block = Say("", 2, true),
     .unread = Say("", 2, true),
     .unseen = Say("", 1, true)},
    {.client = Client::kCline,
     .name = "cline",
     .title = "Cline",
     .event = "/hookName",
     .tool = "/preToolUse/toolName",
     .session = "/taskId",
     .folder = "/workspaceRoots/0",
     .metadata = "clineVersion hookName timestamp taskId workspaceRoots userId model",
     .allow = Say(R"({"cancel":false})"),
     .warn = Say(R"({"cancel":false,"contextModification":$R})"),
     .block = Say(R"({"cancel":true,"errorMessage":$R})"),
     .unread = Say(R"({"cancel":true,"errorMessage":$R})"),
     .unseen = Say(R"({"cancel":false,"contextModification":$R})", 0, true)},
    {.client = Client::kClineCli,
     .name = "cline-cli",
     .title = "Cline CLI",
     .event = "/hookName",
     .tool = "/tool_call/name",
     .session = "/taskId",
     .folder = "/workspaceRoots/0",
     .metadata = "clineVersion hookName timestamp taskId workspaceRoots userId model agent_id",
     .allow = Say(R"({"cancel":false})"),
     .warn = Say(R"({"cancel":false,"context":$R})"),
     .block = Say(R"({"cancel":true,"errorMessage":$R})"),
     .unread = Say(R"({"cancel":true,"errorMessage":$R})"),
     .unseen = Say(R"({"cancel":false,"context":$R})", 0, true)},
    {.client = Client::kOpencode,
     .name = "opencode",
     .title = "opencode",
     .event = "/hook",
     .tool = "/input/tool",
     .session = "/input/sessionID",
     .folder = "/directory",
     .metadata = "opencode hook directory input",
     .allow = Say(R"({"action":"allow"})"),
     .warn = Say(R"({"action":"warn","reason":$R})"),
     .block = Say(R"({"action":"block","reason":$R})"),
     .unread = Say(R"({"action":"block","reason":$R})"),
     .unseen = Say(R"({"action":"warn","reason":$R})")},
};

// Events that Claude Code, Codex, VS Code and Copilot's second form call alike.
bool IsClaudeEvent(std::string_view event) {
  for (std::string_view known :
       {"PreToolUse", "PostToolUse", "PostToolUseFailure", "UserPromptSubmit", "PermissionRequest", "Stop",
        "SubagentStart", "SubagentStop", "SessionStart", "SessionEnd", "PreCompact", "Notification"}) {
    if (event == known) return true;
  }
  return false;
}

bool IsGeminiEvent(std::string_view event) {
  for (std::string_view known : {"BeforeTool", "AfterTool", "BeforeAgent", "AfterAgent", "BeforeModel", "AfterModel",
                                 "BeforeToolSelection", "PreCompress"}) {
    if (event == known) return true;
  }
  return false;
}

bool IsClineCliMessage(const MessageIndex& message) {
  for (std::string_view member : {"/tool_call", "/tool_result", "/prompt_submit"}) {
    if (message.Has(member)) return true;
  }
  const std::string name = message.String("/hookName");
  return name.starts_with("agent_") || name == "tool_call" || name == "tool_result" || name == "prompt_submit" ||
         name == "session_shutdown";
}

Client Guess(const MessageIndex& message, Client flag) {
  if (message.Has("/opencode") && message.Has("/hook")) return Client::kOpencode;
  if (message.Has("/agent_action_name")) return Client::kWindsurf;
  if (message.Has("/hookName") || message.Has("/clineVersion")) {
    return IsClineCliMessage(message) ? Client::kClineCli : Client::kCline;
  }
  if (message.Has("/hook_event_name")) {
    const std::string event = message.String("/hook_event_name");
    if (message.Has("/cursor_version")) {
      // Cursor runs Claude Code's hooks as well, by Claude's names.
      return IsClaudeEvent(event) ? Client::kClaude : Client::kCursor;
    }
    if (IsGeminiEvent(event)) return Client::kGemini;
    if (message.Has("/turn_id") && message.Has("/model") && IsClaudeEvent(event)) return Client::kCodex;
    if (message.Has("/timestamp") && flag != Client::kGemini && IsClaudeEvent(event)) return Client::kCopilotPascal;
    if (!event.empty() && event[0] >= 'a' && event[0] <= 'z') return Client::kCursor;
    // What several clients call alike: the flag knows.
    const bool shared = event == "SessionStart" || event == "SessionEnd" || event == "Notification" ||
                        event == "PreCompact" || event == "PostCompact";
    if ((flag == Client::kGemini || flag == Client::kCodex) && (shared || !IsClaudeEvent(event))) return flag;
    return Client::kClaude;
  }
  if (message.Has("/hookEventName")) return Client::kVsCode;
  if (message.Has("/sessionId")) return Client::kCopilot;
  return flag;
}

}  // namespace

std::span<const ClientRecord> AllClients() { return kClients; }

const ClientRecord& GetClient(Client client) {
  for (const ClientRecord& record : kClients) {
    if (record.client == client) return record;
  }
  return kClients[0];  // not reached: every client has a record
}

const ClientRecord* FindClient(std::string_view name) {
  if (name.empty()) return nullptr;
  for (const ClientRecord& record : kClients) {
    if (record.name == name) return &record;
  }
  return nullptr;
}

const ClientRecord& SenderOf(const MessageIndex& message, const ClientRecord& flag) {
  return GetClient(Guess(message, flag.client));
}

std::string EventOf(const MessageIndex& message, const ClientRecord& client, std::string_view named) {
  if (!client.event.empty()) {
    if (std::string event = message.String(client.event); !event.empty()) return event;
  }
  if (client.client == Client::kClineCli) {
    for (std::string_view member : {"tool_call", "tool_result", "prompt_submit"}) {
      if (message.Has("/" + std::string(member))) return std::string(member);
    }
  }
  if (client.client == Client::kCopilot) {
    // Copilot's messages do not name their event. What they hold does.
    if (message.Has("/toolResult")) return "postToolUse";
    if (message.Has("/transformedPrompt")) return "userPromptTransformed";
    if (message.Has("/toolName") && message.Has("/error")) return "postToolUseFailure";
    if (message.Has("/toolName")) return named == "permissionRequest" ? "permissionRequest" : "preToolUse";
    if (named.empty() && message.Has("/prompt")) return "userPromptSubmitted";
  }
  return std::string(named);
}

}  // namespace weir
