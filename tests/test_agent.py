"""weir agent CLIENT: one message in, one answer out, in the form of each client.

Each case is a message, what the client is told, and the exit status. In messages $S is a secret made up by weir; in
answers $R is the reason (the same sentence wherever it stands, never with the secret in it) and $M is a placeholder.
"""

import json
import os
import re
import time
import unittest

from harness import GITHUB, WeirTest, sample

MASK = r"WEIR_github-pat_[0-9a-z]{10}"


def claude(event, **fields):
    return {"session_id": "s-1", "transcript_path": "/t.jsonl", "cwd": "/nowhere", "permission_mode": "default",
            "hook_event_name": event, **fields}


def cursor(event, **fields):
    return {"conversation_id": "c", "generation_id": "g", "model": "m", "hook_event_name": event,
            "cursor_version": "2.9.0", "workspace_roots": ["/nowhere"], "user_email": None, "transcript_path": None,
            **fields}


def gemini(event, **fields):
    return {"session_id": "s", "transcript_path": "/t.json", "cwd": "/nowhere", "hook_event_name": event,
            "timestamp": "2026-11-22T10:00:00.000Z", **fields}


def codex(event, **fields):
    return {"session_id": "s", "transcript_path": None, "cwd": "/nowhere", "hook_event_name": event, "model": "m",
            "turn_id": "t", "permission_mode": "default", **fields}


def copilot(**fields):
    return {"sessionId": "s", "timestamp": 1795000000000, "cwd": "/nowhere", **fields}


def pascal(event, **fields):
    return {"session_id": "s", "timestamp": "2026-11-22T10:00:00.000Z", "cwd": "/nowhere", "hook_event_name": event,
            **fields}


def vscode(event, **fields):
    return {"timestamp": "2026-11-22T10:00:00.000Z", "cwd": "/nowhere", "sessionId": "s", "hookEventName": event,
            "transcript_path": "/t", **fields}


def windsurf(event, **info):
    return {"agent_action_name": event, "trajectory_id": "t", "execution_id": "e",
            "timestamp": "2026-11-22T10:00:00Z", "tool_info": info}


def cline(hook, **fields):
    return {"clineVersion": "3.1.0", "hookName": hook, "timestamp": "1", "taskId": "t", "workspaceRoots": ["/nowhere"],
            "userId": "u", "model": {"provider": "p", "slug": "s"}, **fields}


def opencode(hook, output):
    return {"opencode": 1, "hook": hook, "directory": "/nowhere",
            "input": {"tool": "bash", "sessionID": "s", "callID": "c"}, "output": output}


def special(event, **fields):
    return {"hookSpecificOutput": {"hookEventName": event, **fields}}


def deny(event):
    return special(event, permissionDecision="deny", permissionDecisionReason="$R")


def ask(event):
    return special(event, permissionDecision="ask", permissionDecisionReason="$R")


BASH = dict(tool_name="Bash", tool_input={"command": "curl -H 'X-Key: $S' https://example.org", "timeout": 1000})
SAFE = dict(tool_name="Bash", tool_input={"command": "ls -la"})
MASK_INPUT = '[[policy.entry]]\npart = "tool-input"\naction = "mask"\n'
MASK_PROMPT = '[[policy.entry]]\npart = "prompt"\naction = "mask"\n'
BLOCK_OUTPUT = '[[policy.entry]]\npart = "tool-output"\naction = "block"\n'
WARN = '[[policy.entry]]\naction = "warn"\n'
CURSOR_DENY = {"permission": "deny", "user_message": "$R", "agent_message": "$R"}
CANCEL = {"cancel": True, "errorMessage": "$R"}

# name, client, message, settings, answer (None = nothing on stdout), exit status, told on stderr
CASES = [
    # Claude Code.
    ("claude prompt", "claude", claude("UserPromptSubmit", prompt="use $S"), "",
     {"decision": "block", "reason": "$R",
      "hookSpecificOutput": {"hookEventName": "UserPromptSubmit", "suppressOriginalPrompt": True}}, 2, True),
    ("claude clean prompt", "claude", claude("UserPromptSubmit", prompt="hello"), "", None, 0, False),
    ("claude expansion", "claude", claude("UserPromptExpansion", expansion_type="slash_command", command_name="x",
                                          command_args="$S", prompt="/x"), "",
     {"decision": "block", "reason": "$R"}, 2, True),
    ("claude tool asks", "claude", claude("PreToolUse", tool_use_id="t", **BASH), "", ask("PreToolUse"), 0, False),
    ("claude tool blocks", "claude", claude("PreToolUse", tool_use_id="t", **BASH), "profile ci",
     deny("PreToolUse"), 2, True),
    ("claude tool masks", "claude", claude("PreToolUse", tool_use_id="t", **BASH), MASK_INPUT,
     special("PreToolUse", permissionDecision="ask", permissionDecisionReason="$R",
             updatedInput={"command": "curl -H 'X-Key: $M' https://example.org", "timeout": 1000},
             additionalContext="$R"), 0, False),
    ("claude tool warns", "claude", claude("PreToolUse", tool_use_id="t", **BASH), WARN,
     {"systemMessage": "$R", **special("PreToolUse", additionalContext="$R")}, 0, False),
    ("claude clean tool", "claude", claude("PreToolUse", tool_use_id="t", **SAFE), "", None, 0, False),
    ("claude write", "claude", claude("PreToolUse", tool_name="Write", tool_use_id="t",
                                      tool_input={"file_path": "/x", "content": "K=$S\n"}), "profile ci",
     deny("PreToolUse"), 2, True),
    ("claude mcp tool", "claude", claude("PreToolUse", tool_name="mcp__a__b", tool_use_id="t",
                                         tool_input={"deep": [{"er": "$S"}]}), "profile ci",
     deny("PreToolUse"), 2, True),
    ("claude read result", "claude",
     claude("PostToolUse", tool_name="Read", tool_use_id="t", tool_input={"file_path": "/x"},
            tool_response={"type": "text", "file": {"filePath": "/x", "content": "é K=$S\n", "numLines": 2,
                                                    "startLine": 1, "totalLines": 2}}), "",
     special("PostToolUse", updatedToolOutput={"type": "text", "file": {
         "filePath": "/x", "content": "é K=$M\n", "numLines": 2, "startLine": 1, "totalLines": 2}},
             additionalContext="$R"), 0, False),
    ("claude bash result", "claude",
     claude("PostToolUse", tool_name="Bash", tool_use_id="t", tool_input={"command": "env"},
            tool_response={"stdout": "A=1\nK=$S\n", "stderr": "", "interrupted": False, "isImage": False}), "",
     special("PostToolUse", updatedToolOutput={"stdout": "A=1\nK=$M\n", "stderr": "", "interrupted": False,
                                               "isImage": False}, additionalContext="$R"), 0, False),
    ("claude mcp result", "claude",
     claude("PostToolUse", tool_name="mcp__a__b", tool_use_id="t", tool_input={},
            tool_response=[{"type": "text", "text": "$S"}]), "",
     special("PostToolUse", updatedToolOutput=[{"type": "text", "text": "$M"}], additionalContext="$R"), 0, False),
    ("claude blocked result is masked too", "claude",
     claude("PostToolUse", tool_name="Bash", tool_use_id="t", tool_input={"command": "env"},
            tool_response={"stdout": "K=$S\n"}), BLOCK_OUTPUT,
     {"decision": "block", "reason": "$R", **special("PostToolUse", updatedToolOutput={"stdout": "K=$M\n"})}, 0, False),
    ("claude input of a result is not looked at again", "claude",
     claude("PostToolUse", tool_name="Bash", tool_use_id="t", tool_input={"command": "echo $S | wc"},
            tool_response={"stdout": "1\n"}), "", None, 0, False),
    ("claude failure", "claude",
     claude("PostToolUseFailure", tool_name="Bash", tool_use_id="t", tool_input={"command": "env"},
            error="Exit code 1\nK=$S"), "",
     {"systemMessage": "$R", **special("PostToolUseFailure", additionalContext="$R")}, 0, False),
    ("claude permission is the question itself", "claude", claude("PermissionRequest", **BASH), "", None, 0, False),
    ("claude permission", "claude", claude("PermissionRequest", **BASH), "profile ci",
     special("PermissionRequest", decision={"behavior": "deny", "message": "$R"}), 0, False),
    ("claude elicitation", "claude",
     claude("ElicitationResult", mcp_server_name="s", action="accept", content={"token": "$S"}), "profile ci",
     special("ElicitationResult", action="decline"), 2, True),
    ("claude elicitation masks", "claude",
     claude("ElicitationResult", mcp_server_name="s", action="accept", content={"token": "$S"}), MASK_INPUT,
     special("ElicitationResult", action="accept", content={"token": "$M"}), 0, False),
    ("claude display", "claude", claude("MessageDisplay", turn_id="t", message_id="m", index=0, final=True,
                                        delta="it is $S"), "",
     special("MessageDisplay", displayContent="it is $M"), 0, False),
    ("claude stop", "claude", claude("Stop", stop_hook_active=False, last_assistant_message="it is $S"), "",
     {"systemMessage": "$R"}, 0, False),
    ("claude compact", "claude", claude("PreCompact", trigger="manual", custom_instructions="keep $S"), "", None, 2,
     True),
    ("claude unknown event", "claude", claude("FutureEvent", future={"text": "$S"}), "profile ci", None, 2, True),
    ("claude unknown field", "claude", claude("UserPromptSubmit", prompt="x", attached="$S"), "profile ci",
     {"decision": "block", "reason": "$R",
      "hookSpecificOutput": {"hookEventName": "UserPromptSubmit", "suppressOriginalPrompt": True}}, 2, True),
    ("claude batch", "claude",
     claude("PostToolBatch", tool_calls=[{"tool_name": "x", "tool_input": {}, "tool_response": "$S"}]), BLOCK_OUTPUT,
     {"decision": "block", "reason": "$R"}, 2, True),

    # Cursor.
    ("cursor prompt", "cursor", cursor("beforeSubmitPrompt", prompt="use $S", attachments=[]), "",
     {"continue": False, "user_message": "$R"}, 0, True),
    ("cursor clean", "cursor", cursor("beforeSubmitPrompt", prompt="use it", attachments=[]), "", {"continue": True}, 0,
     False),
    ("cursor read", "cursor", cursor("beforeReadFile", file_path="/x", content="K=$S\n", attachments=[]), "",
     {"permission": "deny", "user_message": "$R"}, 0, True),
    ("cursor tab read", "cursor", cursor("beforeTabFileRead", file_path="/x", content="K=$S\n"), "",
     {"permission": "deny"}, 0, True),
    ("cursor shell asks", "cursor", cursor("beforeShellExecution", command="echo $S", cwd="/", sandbox=False), "",
     {"permission": "ask", "user_message": "$R", "agent_message": "$R"}, 0, False),
    ("cursor shell blocks", "cursor", cursor("beforeShellExecution", command="echo $S", cwd="/", sandbox=False),
     "profile ci", CURSOR_DENY, 0, True),
    ("cursor mcp", "cursor", cursor("beforeMCPExecution", tool_name="t", tool_input=json.dumps({"key": "$S"}),
                                    url="https://example.org"), "profile ci", CURSOR_DENY, 0, True),
    ("cursor tool leaves asking to the shell event", "cursor",
     cursor("preToolUse", tool_name="Shell", tool_use_id="t", cwd="/", agent_message="",
            tool_input={"command": "echo $S"}), "", {}, 0, False),
    ("cursor tool", "cursor",
     cursor("preToolUse", tool_name="Write", tool_use_id="t", cwd="/", agent_message="",
            tool_input={"file_path": "/x", "content": "$S"}), "", CURSOR_DENY, 0, True),
    ("cursor tool masks", "cursor",
     cursor("preToolUse", tool_name="Write", tool_use_id="t", cwd="/", agent_message="",
            tool_input={"file_path": "/x", "content": "$S"}), MASK_INPUT,
     {"permission": "allow", "updated_input": {"file_path": "/x", "content": "$M"}, "agent_message": "$R"}, 0, False),
    ("cursor mcp result", "cursor",
     cursor("postToolUse", tool_name="MCP:t", tool_use_id="t", cwd="/", tool_input={},
            tool_output=json.dumps({"content": [{"text": "a\n$S"}]}), duration=3), "",
     {"updated_mcp_tool_output": {"content": [{"text": "a\n$M"}]}, "additional_context": "$R"}, 0, False),
    ("cursor other result", "cursor",
     cursor("postToolUse", tool_name="Shell", tool_use_id="t", cwd="/", tool_input={},
            tool_output=json.dumps({"output": "$S"}), duration=3), "", {"additional_context": "$R"}, 0, False),
    ("cursor after shell", "cursor", cursor("afterShellExecution", command="env", output="$S", duration=1), "",
     {}, 0, True),
    ("cursor subagent", "cursor", cursor("subagentStart", subagent_id="s", subagent_type="t", task="use $S"), "",
     {"permission": "deny", "user_message": "$R"}, 0, True),

    # Gemini CLI.
    ("gemini tool", "gemini", gemini("BeforeTool", tool_name="run_shell_command", tool_input={"command": "echo $S"}),
     "", {"decision": "deny", "reason": "$R"}, 0, False),
    ("gemini tool masks", "gemini",
     gemini("BeforeTool", tool_name="write_file", tool_input={"file_path": "/x", "content": "$S"}), MASK_INPUT,
     {"systemMessage": "$R", **special("BeforeTool", tool_input={"file_path": "/x", "content": "$M"})}, 0, False),
    ("gemini result", "gemini",
     gemini("AfterTool", tool_name="read_file", tool_input={"file_path": "/x"},
            tool_response={"llmContent": "A=\"1\"\nK=$S", "returnDisplay": ""}), "",
     {"decision": "deny", "reason": "$R\nA=\"1\"\nK=$M"}, 0, False),
    ("gemini result blocked", "gemini",
     gemini("AfterTool", tool_name="read_file", tool_input={"file_path": "/x"},
            tool_response={"llmContent": "K=$S", "returnDisplay": ""}), BLOCK_OUTPUT,
     {"decision": "deny", "reason": "$R"}, 0, False),
    ("gemini prompt", "gemini", gemini("BeforeAgent", prompt="use $S"), "", {"decision": "deny", "reason": "$R"}, 0,
     False),
    ("gemini model masks the first turn", "gemini",
     gemini("BeforeModel", llm_request={"model": "m", "messages": [{"role": "user", "content": "use $S"}],
                                        "config": {"topK": 1}}), MASK_PROMPT,
     {"systemMessage": "$R",
      **special("BeforeModel", llm_request={"messages": [{"role": "user", "content": "use $M"}]})}, 0, False),
    ("gemini model drops no calls of tools", "gemini",
     gemini("BeforeModel", llm_request={"model": "m", "messages": [
         {"role": "user", "content": "use $S"}, {"role": "model", "content": "ok"}]}), MASK_PROMPT,
     {"decision": "deny", "reason": "$R"}, 0, False),
    ("gemini clean", "gemini", gemini("BeforeAgent", prompt="hello"), "", {}, 0, False),
    ("gemini observes", "gemini", gemini("AfterAgent", prompt="x", prompt_response="it is $S",
                                         stop_hook_active=False), "", {"systemMessage": "$R"}, 0, False),

    # Codex CLI.
    ("codex tool", "codex", codex("PreToolUse", tool_use_id="t", **BASH), "", deny("PreToolUse"), 0, False),
    ("codex tool masks", "codex", codex("PreToolUse", tool_name="Bash", tool_use_id="t",
                                        tool_input={"command": "echo $S"}), MASK_INPUT,
     special("PreToolUse", permissionDecision="allow", updatedInput={"command": "echo $M"}), 0, False),
    ("codex result", "codex", codex("PostToolUse", tool_name="Bash", tool_use_id="t", tool_input={"command": "env"},
                                    tool_response="K=$S\n"), "",
     {"decision": "block", "reason": "$R\nK=$M\n"}, 0, False),
    ("codex result that is no string", "codex",
     codex("PostToolUse", tool_name="x", tool_use_id="t", tool_input={}, tool_response={"out": ["$S"]}), "",
     {"decision": "block", "reason": '$R\n{"out": ["$M"]}'}, 0, False),
    ("codex prompt", "codex", codex("UserPromptSubmit", prompt="use $S"), "", {"decision": "block", "reason": "$R"},
     0, False),
    ("codex permission", "codex", codex("PermissionRequest", **BASH), "profile ci",
     special("PermissionRequest", decision={"behavior": "deny", "message": "$R"}), 0, False),
    ("codex permission is the question itself", "codex", codex("PermissionRequest", **BASH), "", None, 0, False),
    ("codex clean", "codex", codex("PreToolUse", tool_use_id="t", **SAFE), "", None, 0, False),

    # Copilot CLI.
    ("copilot tool asks", "copilot", copilot(toolName="bash", toolArgs={"command": "echo $S"}), "",
     {"permissionDecision": "ask", "permissionDecisionReason": "$R"}, 0, False),
    ("copilot tool blocks", "copilot", copilot(toolName="bash", toolArgs={"command": "echo $S"}), "profile ci",
     {"permissionDecision": "deny", "permissionDecisionReason": "$R"}, 0, True),
    ("copilot tool masks", "copilot", copilot(toolName="bash", toolArgs={"command": "echo $S"}), MASK_INPUT,
     {"modifiedArgs": {"command": "echo $M"}}, 0, True),
    ("copilot arguments in a string", "copilot",
     copilot(toolName="bash", toolArgs=json.dumps({"command": "echo \"$S\""})), MASK_INPUT,
     {"modifiedArgs": {"command": "echo \"$M\""}}, 0, True),
    ("copilot result", "copilot",
     copilot(toolName="view", toolArgs={"path": "/x"},
             toolResult={"resultType": "success", "textResultForLlm": "K=$S"}), "",
     {"modifiedResult": {"resultType": "success", "textResultForLlm": "K=$M"}, "additionalContext": "$R"}, 0, False),
    ("copilot failure", "copilot", copilot(toolName="bash", toolArgs={}, error="K=$S"), "",
     {"additionalContext": "$R"}, 0, False),
    ("copilot prompt that is sent", "copilot", copilot(prompt="use $S", transformedPrompt="use $S"), "",
     {"modifiedTransformedPrompt": "use $M"}, 0, True),
    ("copilot prompt cannot be stopped", "copilot", copilot(prompt="use $S"), "", {}, 0, True),
    ("copilot clean", "copilot", copilot(toolName="bash", toolArgs={"command": "ls"}), "", {}, 0, False),
    ("copilot with the names of claude", "claude",
     pascal("PreToolUse", tool_name="Bash", tool_input={"command": "echo $S"}), "profile ci",
     {"permissionDecision": "deny", "permissionDecisionReason": "$R", **deny("PreToolUse")}, 2, True),

    # VS Code.
    ("vscode tool", "vscode", vscode("PreToolUse", tool_name="runInTerminal", tool_use_id="t",
                                     tool_input={"command": "echo $S"}), "profile ci", deny("PreToolUse"), 2, True),
    ("vscode tool asks", "vscode", vscode("PreToolUse", tool_name="runInTerminal", tool_use_id="t",
                                          tool_input={"command": "echo $S"}), "", ask("PreToolUse"), 0, False),
    ("vscode result", "vscode", vscode("PostToolUse", tool_name="x", tool_use_id="t", tool_input={},
                                       tool_response="K=$S"), "", {"decision": "block", "reason": "$R"}, 0, False),
    ("vscode prompt", "vscode", vscode("UserPromptSubmit", prompt="use $S"), "", None, 2, True),
    ("vscode runs the entry of claude", "claude", vscode("UserPromptSubmit", prompt="use $S"), "", None, 2, True),

    # Windsurf.
    ("windsurf prompt", "windsurf", windsurf("pre_user_prompt", user_prompt="use $S"), "", None, 2, True),
    ("windsurf command", "windsurf", windsurf("pre_run_command", command_line="echo $S", cwd="/"), "", None, 2, True),
    ("windsurf write", "windsurf",
     windsurf("pre_write_code", file_path="/x", edits=[{"old_string": "", "new_string": "$S"}]), "", None, 2, True),
    ("windsurf mcp", "windsurf",
     windsurf("pre_mcp_tool_use", mcp_server_name="s", mcp_tool_name="t", mcp_tool_arguments={"k": "$S"}), "", None, 2,
     True),
    ("windsurf observes", "windsurf",
     windsurf("post_mcp_tool_use", mcp_server_name="s", mcp_tool_name="t", mcp_tool_arguments={}, mcp_result="$S"), "",
     None, 0, True),
    ("windsurf clean", "windsurf", windsurf("pre_run_command", command_line="ls", cwd="/"), "", None, 0, False),

    # Cline.
    ("cline tool", "cline", cline("PreToolUse", preToolUse={"toolName": "write_to_file",
                                                            "parameters": {"content": "$S"}}), "", CANCEL, 0, False),
    ("cline result", "cline",
     cline("PostToolUse", postToolUse={"toolName": "x", "parameters": {}, "result": "$S", "success": True}), "",
     CANCEL, 0, False),
    ("cline prompt", "cline", cline("UserPromptSubmit", userPromptSubmit={"prompt": "$S", "attachments": []}), "",
     CANCEL, 0, False),
    ("cline clean", "cline", cline("TaskStart", taskStart={}), "", {"cancel": False}, 0, False),
    ("cline warns", "cline", cline("UserPromptSubmit", userPromptSubmit={"prompt": "$S", "attachments": []}), WARN,
     {"cancel": False, "contextModification": "$R"}, 0, False),
    ("cline cli tool masks", "cline-cli",
     cline("tool_call", tool_call={"id": "1", "name": "x", "input": {"command": "$S"}}), MASK_INPUT,
     {"cancel": False, "overrideInput": {"command": "$M"}, "context": "$R"}, 0, False),
    ("cline cli tool", "cline-cli",
     cline("tool_call", tool_call={"id": "1", "name": "x", "input": {"command": "$S"}}), "", CANCEL, 0, False),
    ("cline cli prompt", "cline-cli", cline("prompt_submit", prompt_submit={"prompt": "$S"}), "", CANCEL, 0, False),

    # opencode.
    ("opencode tool", "opencode", opencode("tool.execute.before", {"args": {"command": "echo $S"}}), "",
     {"action": "block", "reason": "$R"}, 0, False),
    ("opencode result", "opencode",
     opencode("tool.execute.after", {"title": "t", "output": "K=$S", "metadata": {"output": "K=$S", "exit": 0}}), "",
     {"action": "mask", "reason": "$R",
      "output": {"title": "t", "output": "K=$M", "metadata": {"output": "K=$M", "exit": 0}}}, 0, False),
    ("opencode prompt", "opencode",
     opencode("chat.message", {"message": {"role": "user"}, "parts": [{"type": "text", "text": "$S"}]}), "",
     {"action": "block", "reason": "$R"}, 0, False),
    ("opencode clean", "opencode", opencode("tool.execute.after", {"title": "", "output": "x", "metadata": {}}), "",
     {"action": "allow"}, 0, False),
]


class AgentTest(WeirTest):
    def setUp(self):
        super().setUp()
        self.secret = sample(GITHUB, seed=41).decode()

    def put(self, value):
        if isinstance(value, str):
            return value.replace("$S", self.secret)
        if isinstance(value, list):
            return [self.put(v) for v in value]
        if isinstance(value, dict):
            return {k: self.put(v) for k, v in value.items()}
        return value

    def ask(self, client, message, settings="", *flags, raw=None, **more):
        if settings.startswith("profile "):
            flags = ("--policy-profile", settings.split()[1], *flags)
        elif settings:
            path = self.write("policy.toml", settings.encode())
            flags = ("--config", path, *flags)
        data = raw if raw is not None else json.dumps(self.put(message), ensure_ascii=False).encode()
        return self.weir("agent", client, *flags, stdin=data, **more)

    def same(self, want, got, reasons):
        """want with $R and $M fits got; collects the reasons."""
        if isinstance(want, dict):
            self.assertIsInstance(got, dict)
            self.assertEqual(list(want), list(got))
            for key in want:
                self.same(want[key], got[key], reasons)
        elif isinstance(want, list):
            self.assertEqual(len(want), len(got))
            for one, other in zip(want, got):
                self.same(one, other, reasons)
        elif isinstance(want, str) and ("$R" in want or "$M" in want):
            pattern = re.escape(want).replace(r"\$R", r"(?P<r>weir[ :][^\n]{20,600})").replace(r"\$M", MASK)
            found = re.fullmatch(pattern, got)
            self.assertIsNotNone(found, (want, got))
            if "$R" in want:
                reasons.add(found.group("r"))
        else:
            self.assertEqual(want, got)
            self.assertIs(type(want), type(got))

    def check(self, run, answer, code, told):
        self.assertExit(run, code)
        self.assertNotIn(self.secret.encode(), run.out + run.err)
        reasons = set()
        if answer is None:
            self.assertEqual(run.out, b"", repr(run))
        else:
            self.assertFalse(run.out[-1:].isspace() or run.out[:1].isspace(), repr(run))
            self.same(answer, json.loads(run.out), reasons)
        if told:
            lines = run.err.decode().splitlines()
            self.assertEqual(len(lines), 1, repr(run))
            self.assertTrue(lines[0].startswith("weir"), repr(run))
            reasons.add(lines[0])
        else:
            self.assertEqual(run.err, b"", repr(run))
        self.assertLessEqual(len(reasons), 1, reasons)

    def test_golden(self):
        self.assertEqual(len({case[0] for case in CASES}), len(CASES))
        for name, client, message, settings, answer, code, told in CASES:
            with self.subTest(name):
                self.check(self.ask(client, message, settings), answer, code, told)

    def test_an_answer_is_accepted_the_second_time(self):
        # What was masked once goes on: two entries that both run weir do not disturb each other.
        message = claude("PostToolUse", tool_name="Bash", tool_use_id="t", tool_input={},
                         tool_response={"stdout": "K=$S\n"})
        run = self.ask("claude", message)
        message["tool_response"] = json.loads(run.out)["hookSpecificOutput"]["updatedToolOutput"]
        self.check(self.ask("claude", message), None, 0, False)

    def test_bytes_outside_of_masks_stay(self):
        raw = ('{"hook_event_name":"PostToolUse","session_id":"s", "cwd":"/","tool_name":"x","tool_input":{},'
               '"tool_response": {"b": 1.50, "a":[ "\\u00e9\\/", "%s" ],"a":2e3, "c":null }}' % self.secret).encode()
        run = self.ask("claude", None, raw=raw)
        want = b'"updatedToolOutput":{"b": 1.50, "a":[ "\\u00e9\\/", "WEIR_github-pat_'
        self.assertIn(want, run.out, repr(run))
        self.assertRegex(run.out, rb'WEIR_github-pat_\w{10}" \],"a":2e3, "c":null }')

    def test_the_message_decides_who_asks(self):
        cases = [(case[1], case[2], case[4], case[5], case[6]) for case in CASES
                 if case[3] == "" and case[1] not in ("copilot", "vscode")]
        for flag in ("claude", "cursor", "gemini", "codex", "windsurf", "cline", "opencode"):
            for client, message, answer, code, told in cases[::3]:
                if "hook_event_name" in message and message["hook_event_name"] not in ("PreToolUse", "BeforeTool"):
                    continue  # several clients have events of these names
                with self.subTest(flag=flag, client=client, message=str(message)[:200]):
                    self.check(self.ask(flag, message), answer, code, told)

    # What weir could not look at.

    UNSEEN_BLOCKED = [
        ("claude", {"continue": False, "stopReason": "$R"}, 2, True), ("cursor", None, 2, True), ("gemini", {"decision": "deny", "reason": "$R"}, 0, False),
        ("codex", None, 2, True),
        ("copilot", {"permissionDecision": "deny", "permissionDecisionReason": "$R"}, 2, True),
        ("vscode", {"continue": False, "stopReason": "$R"}, 2, True), ("windsurf", None, 2, True),
        ("cline", CANCEL, 0, False),
        ("cline-cli", CANCEL, 0, False), ("opencode", {"action": "block", "reason": "$R"}, 0, False),
    ]
    UNSEEN_ALLOWED = [
        ("claude", {"systemMessage": "$R"}, 0, False),
        ("cursor", {"permission": "allow", "continue": True, "user_message": "$R"}, 0, True),
        ("gemini", {"systemMessage": "$R"}, 0, False), ("codex", None, 1, True), ("copilot", {}, 0, True),
        ("vscode", {"systemMessage": "$R"}, 0, False), ("windsurf", None, 1, True),
        ("cline", {"cancel": False, "contextModification": "$R"}, 0, True),
        ("cline-cli", {"cancel": False, "context": "$R"}, 0, True),
        ("opencode", {"action": "warn", "reason": "$R"}, 0, False),
    ]

    def test_what_is_no_message(self):
        for raw in (b"", b"x", b'{"hook_event_name":"PreToolUse"', b"[]", b'{"a":"\x01"}', b'{"a":1}{"b":2}',
                    b"{" * 5000, b'{"a":"%s"' % self.secret.encode()):
            for client, answer, code, told in self.UNSEEN_BLOCKED:
                with self.subTest(raw=raw[:40], client=client):
                    self.check(self.ask(client, None, raw=raw), answer, code, told)
        for client, answer, code, told in self.UNSEEN_ALLOWED:
            with self.subTest(client=client):
                self.check(self.ask(client, None, "", "--on-error", "allow", raw=b"x"), answer, code, told)

    def test_on_error_of_the_settings(self):
        settings = '[policy]\non_error = "allow"\n'
        self.check(self.ask("claude", None, settings, raw=b"x"), {"systemMessage": "$R"}, 0, False)

    def test_settings_that_are_wrong(self):
        run = self.ask("claude", claude("UserPromptSubmit", prompt="hello"), "[policy]\nprofile = 3\n")
        self.assertExit(run, 2)
        self.assertIn(b"could not look", run.err)
        # A result cannot be blocked, only replaced: it is withheld in its own shape.
        message = claude("PostToolUse", tool_name="Read", tool_use_id="t", tool_input={},
                         tool_response={"type": "text", "file": {"content": "K=$S", "numLines": 1}})
        run = self.ask("claude", message, "[policy]\nprofile = 3\n")
        self.assertExit(run, 0)
        self.assertNotIn(self.secret.encode(), run.out)
        output = json.loads(run.out)["hookSpecificOutput"]["updatedToolOutput"]
        self.assertEqual(output["type"], "text")
        self.assertEqual(output["file"]["numLines"], 1)
        self.assertIn("withheld", output["file"]["content"])

    def test_too_large(self):
        raw = json.dumps(claude("UserPromptSubmit", prompt="x" * (65 << 20))).encode()
        run = self.ask("claude", None, raw=raw)
        self.assertExit(run, 2)
        self.assertIn(b"64 MiB", run.err)

    def test_a_message_that_does_not_end(self):
        read, write = os.pipe()
        self.addCleanup(os.close, write)
        os.write(write, b'{"hook_event_name":')
        begin = time.monotonic()
        with os.fdopen(read, "rb") as pipe:
            run = self.weir("agent", "windsurf", stdin=pipe)
        self.assertExit(run, 2)
        self.assertIn(b"did not end", run.err)
        self.assertLess(time.monotonic() - begin, 10)

    def test_the_project_cannot_switch_it_off(self):
        os.mkdir(self.path(".git"))
        self.write("weir.toml", b'[scan]\nexclude_rules = ["' + GITHUB.encode() + b'"]\n' + WARN.encode())
        self.check(self.ask("claude", claude("UserPromptSubmit", prompt="use $S")), CASES[0][4], 2, True)
        # The person's own settings count.
        os.makedirs(os.path.join(self.home, ".config/weir"))
        with open(os.path.join(self.home, ".config/weir/weir.toml"), "w") as file:
            file.write(WARN)
        self.check(self.ask("claude", claude("UserPromptSubmit", prompt="use $S")), {"systemMessage": "$R"}, 0, False)

    def test_unknown_client(self):
        self.assertOneLine(self.weir("agent", "clade", stdin=b"{}"), "clade", "claude")
        self.assertOneLine(self.weir("agent", "instal"), "install")

    # Files.

    def test_files_that_are_about_to_be_read(self):
        path = self.write("a.env", b"K=" + self.secret.encode() + b"\n").decode()
        os.symlink(path, self.path("link"))
        block = CASES[0][4]
        self.check(self.ask("windsurf", windsurf("pre_read_code", file_path=path)), None, 2, True)
        self.check(self.ask("windsurf", windsurf("pre_read_code", file_path=self.path("link").decode())), None, 2, True)
        self.check(self.ask("windsurf", windsurf("pre_read_code", file_path=self.dir)), None, 0, False)
        self.check(self.ask("windsurf", windsurf("pre_read_code", file_path=path + ".no")), None, 0, False)
        self.check(self.ask("cursor", cursor("beforeSubmitPrompt", prompt="see", attachments=[
            {"type": "file", "file_path": path}])), {"continue": False, "user_message": "$R"}, 0, True)
        self.check(self.ask("cline", cline("PreToolUse", preToolUse={"toolName": "read_file", "parameters":
                                                                     {"path": path}})), CANCEL, 0, False)
        self.check(self.ask("cline", cline("UserPromptSubmit", userPromptSubmit={"prompt": "see",
                                                                                 "attachments": [path]})),
                   CANCEL, 0, False)
        # Claude Code masks what is read when it comes; a policy may still block the reading.
        read = claude("PreToolUse", tool_name="Read", tool_use_id="t", tool_input={"file_path": path})
        self.check(self.ask("claude", read), None, 0, False)
        self.check(self.ask("claude", read, "profile ci"), deny("PreToolUse"), 2, True)
        # No event tells of files that a prompt names.
        for prompt in (f"see @{path}", f"@{path}#L1-3 and more", f'look at @"{path}"', f"(@{path}).", "read @a.env!"):
            with self.subTest(prompt):
                message = claude("UserPromptSubmit", prompt=prompt)
                message["cwd"] = self.dir
                self.check(self.ask("claude", message), block, 2, True)
                message = gemini("BeforeAgent", prompt=prompt)
                message["cwd"] = self.dir
                self.check(self.ask("gemini", message), {"decision": "deny", "reason": "$R"}, 0, False)
        self.check(self.ask("claude", claude("UserPromptSubmit", prompt="mail me@a.env or @nobody")), None, 0, False)

    def test_files_that_hang(self):
        os.mkfifo(self.path("fifo"))
        for path in (self.path("fifo").decode(), "/dev/zero", "/dev/stdin", "/proc/self/fd/0"):
            with self.subTest(path):
                self.check(self.ask("windsurf", windsurf("pre_read_code", file_path=path)), None, 0, False)

    def test_a_file_that_is_too_large(self):
        path = self.path("big").decode()
        with open(path, "wb") as file:
            file.truncate(3 << 20)
        run = self.ask("windsurf", windsurf("pre_read_code", file_path=path), "", "--max-file-size", "1M")
        self.assertExit(run, 2)
        self.assertIn(b"larger than 1 MiB", run.err)

    def test_a_name_that_is_a_secret(self):
        name = self.secret + ".env"
        path = self.write(name, b"K=" + self.secret.encode() + b"\n").decode()
        run = self.ask("cursor", cursor("beforeSubmitPrompt", prompt="see", attachments=[
            {"type": "file", "file_path": path}]))
        self.check(run, {"continue": False, "user_message": "$R"}, 0, True)

    def test_a_key_that_is_a_secret(self):
        message = claude("PreToolUse", tool_name="mcp__a__b", tool_use_id="t",
                         tool_input={"$S".replace("$S", self.secret): {"x": 1, "y": self.secret}})
        self.check(self.ask("claude", message, "profile ci"), deny("PreToolUse"), 2, True)
        run = self.ask("claude", message, MASK_INPUT)
        self.assertNotIn(self.secret.encode(), run.out + run.err)
        self.assertIn("updatedInput", json.loads(run.out)["hookSpecificOutput"])

    # Other dress.

    def test_shell_commands_as_the_shell_sees_them(self):
        half = len(self.secret) // 2
        first, second = self.secret[:half], self.secret[half:]
        for command in (f"echo '{first}''{second}'", f"echo {first}\\\n{second}", f'echo "{first}""{second}"',
                        "echo $'" + "".join(f"\\x{ord(c):02x}" for c in self.secret) + "'"):
            with self.subTest(command):
                message = claude("PreToolUse", tool_name="Bash", tool_use_id="t", tool_input={"command": command})
                self.check(self.ask("claude", message, "profile ci"), deny("PreToolUse"), 2, True)

    def test_decision_log(self):
        log = self.path("log.jsonl").decode()
        self.ask("claude", claude("UserPromptSubmit", prompt="use $S"), "", "--decision-log", log)
        lines = self.read("log.jsonl").splitlines()
        self.assertEqual(len(lines), 1)
        self.assertNotIn(self.secret.encode(), lines[0])
        line = json.loads(lines[0])
        self.assertEqual((line["adapter"], line["component"], line["part"], line["session"], line["action"]),
                         ("agent", "claude", "prompt", "s-1", "block"))

    def test_placeholders_of_a_vault_stay_the_same(self):
        key = self.path("key").decode()
        self.assertExit(self.weir("vault", "key", key), 0)
        message = claude("PostToolUse", tool_name="Bash", tool_use_id="t", tool_input={},
                         tool_response={"stdout": "K=$S\n"})
        flags = ("--vault", self.path("v").decode(), "--vault-key", "file:" + key)
        outs = [self.ask("claude", message, "", *flags) for _ in range(2)]
        self.assertEqual(outs[0].out, outs[1].out)
        masked = json.loads(outs[0].out)["hookSpecificOutput"]["updatedToolOutput"]["stdout"]
        back = self.weir("restore", *flags, stdin=masked.encode())
        self.assertEqual(back.out, self.put("K=$S\n").encode())
        # What the model says of it later goes to the tool with the value, where a policy says so and only there.
        mark = masked[2:].strip()
        call = claude("PreToolUse", tool_name="Bash", tool_use_id="t", tool_input={"command": f"echo {mark}"})
        self.check(self.ask("claude", call, "", *flags), None, 0, False)
        restore = '[[policy.entry]]\nadapter = "agent"\npart = "tool-input"\naction = "restore"\n'
        run = self.ask("claude", call, restore, *flags)
        self.assertExit(run, 0)
        answer = json.loads(run.out)["hookSpecificOutput"]
        self.assertEqual(answer["updatedInput"], {"command": f"echo {self.secret}"})
        self.assertEqual(answer["permissionDecision"], "ask")
        self.assertNotIn(self.secret, answer["permissionDecisionReason"] + answer["additionalContext"])
        run = self.ask("windsurf", windsurf("pre_run_command", command_line=f"echo {mark}", cwd="/"), restore, *flags)
        self.check(run, None, 0, False)


if __name__ == "__main__":
    unittest.main()
