#include "adapter/agent/opencode_plugin.h"

#include "redact/json_context.h"
#include "rules/cat.h"

namespace weir {
namespace {

// hooks/opencode/weir.js; opencode_plugin_test.cc compares them.
constexpr std::string_view kPlugin = R"js(// weir in opencode: tool calls, their results and messages pass through `weir agent opencode`.
//
// `weir agent install --client opencode` writes this file into ~/.config/opencode/plugins/ with the path of the
// program; copied by hand it looks for weir in PATH. weir reads one JSON message on standard input and answers with
// one: {"action": "allow" | "warn" | "block" | "mask", "reason": ..., "output": ...}.
// If weir cannot be asked, or gives no answer, the step is stopped.
import { spawn } from "node:child_process";

const PROGRAM = "weir";
const ARGUMENTS = ["agent", "opencode"];
const MILLISECONDS = 30000;

function ask(message) {
  return new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, ARGUMENTS, { stdio: ["pipe", "pipe", "ignore"] });
    const pieces = [];
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error("weir did not answer in time; the step was stopped"));
    }, MILLISECONDS);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(new Error(`weir could not be started (${error.code}); the step was stopped`));
    });
    child.stdout.on("data", (piece) => pieces.push(piece));
    child.stdin.on("error", () => {}); // told by "close"
    child.on("close", () => {
      clearTimeout(timer);
      try {
        resolve(JSON.parse(Buffer.concat(pieces).toString("utf8")));
      } catch {
        reject(new Error("weir gave no answer; the step was stopped"));
      }
    });
    child.stdin.end(JSON.stringify(message));
  });
}

// opencode keeps its own references into what it gives to a plugin, so objects are changed where they are.
function become(target, source) {
  for (const [name, value] of Object.entries(source)) {
    const old = target[name];
    const both = old && value && typeof old === "object" && typeof value === "object";
    if (both && Array.isArray(old) === Array.isArray(value)) {
      become(old, value);
    } else if (old !== value) {
      target[name] = value;
    }
  }
}

export const Weir = async ({ directory }) => {
  const look = (hook) => async (input, output) => {
    const about = { tool: input.tool, sessionID: input.sessionID, callID: input.callID };
    const answer = await ask({ opencode: 1, hook, directory, input: about, output });
    if (answer.action === "mask") {
      become(output, answer.output);
    } else if (answer.action === "warn") {
      console.error(answer.reason);
    } else if (answer.action !== "allow") {
      throw new Error(answer.reason ?? "weir stopped this step");
    }
  };
  return {
    "tool.execute.before": look("tool.execute.before"),
    "tool.execute.after": look("tool.execute.after"),
    "chat.message": look("chat.message"),
    "command.execute.before": look("command.execute.before"),
  };
};
)js";

void Replace(std::string* text, std::string_view from, std::string_view to) {
  if (const size_t at = text->find(from); at != text->npos) text->replace(at, from.size(), to);
}

}  // namespace

std::string_view OpencodePluginSource() { return kPlugin; }

std::string OpencodePlugin(std::string_view program, const std::vector<std::string>& more) {
  std::string text(kPlugin);
  std::string arguments = "[\"agent\", \"opencode\"";
  for (const std::string& argument : more) arguments += Cat(", \"", JsonEscape(argument), "\"");
  Replace(&text, "const PROGRAM = \"weir\";", Cat("const PROGRAM = \"", JsonEscape(program), "\";"));
  Replace(&text, "const ARGUMENTS = [\"agent\", \"opencode\"];", Cat("const ARGUMENTS = ", arguments, "];"));
  return text;
}

bool IsOpencodePlugin(std::string_view text) { return text.starts_with("// weir in opencode:"); }

}  // namespace weir
