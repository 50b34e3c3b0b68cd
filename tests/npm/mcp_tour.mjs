// Every method of MCP, asked by the official client of the official servers; what comes is printed as JSON.
//   node mcp_tour.mjs everything|files|secrets OPTIONS_JSON -- COMMAND ARGS...   or  --http URL
// Run in the folder of node_modules. What differs from run to run (ids, times) is evened out, so that two runs can
// be compared.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import * as types from "@modelcontextprotocol/sdk/types.js";

const [, , tour, optionsText, how, ...rest] = process.argv;
const options = JSON.parse(optionsText);
const steps = [];
const heard = [];

const client = new Client({ name: "tour", version: "1" }, {
  capabilities: { sampling: {}, elicitation: { form: {}, url: {} }, roots: { listChanged: true } },
});
// The last note of progress may come together with the result, and then the client knows it no more, by chance.
client.onerror = (error) => {
  if (!error.message.includes("unknown token")) steps.push({ step: "onerror", error: String(error.message) });
};
client.setRequestHandler(types.CreateMessageRequestSchema, (request) => {
  heard.push({ sampling: request.params.messages });
  return { role: "assistant", model: "mock", content: { type: "text", text: options.sampled ?? "a sampled answer" } };
});
client.setRequestHandler(types.ElicitRequestSchema, (request) => {
  heard.push({ elicitation: request.params.message });
  return { action: "accept", content: { name: options.typed ?? "Ada" } };
});
client.setRequestHandler(types.ListRootsRequestSchema, () => ({ roots: [{ uri: "file:///tmp", name: "tmp" }] }));
client.setNotificationHandler(types.LoggingMessageNotificationSchema, (n) => heard.push({ log: n.params.data }));

async function step(name, run) {
  try {
    steps.push({ step: name, value: await run() });
  } catch (error) {
    steps.push({ step: name, error: `${error.code} ${error.message}` });
  }
}
const call = (name, args, more) => step(`call ${name}`, () => client.callTool({ name, arguments: args }, undefined, more));

async function everything() {
  await step("ping", () => client.ping());
  await step("tools", () => client.listTools());
  await step("prompts", () => client.listPrompts());
  await step("resources", () => client.listResources());
  await step("templates", () => client.listResourceTemplates());
  await step("level", () => client.setLoggingLevel("error"));
  await call("echo", { message: options.message ?? "hello" });
  await call("get-sum", { a: 2, b: 3 });
  await call("get-sum", { a: "no number" });
  await call("no-such-tool", {});
  await call("get-tiny-image", {});
  await call("get-annotated-message", { messageType: "error", includeImage: true });
  await call("get-structured-content", { location: "Chicago" });
  await call("get-resource-links", { count: 3 });
  await call("get-resource-reference", { resourceType: "Text", resourceId: 1 });
  await call("get-resource-reference", { resourceType: "Blob", resourceId: 2 });
  await call("gzip-file-as-resource", { name: "a.gz", data: "data:text/plain,hello", outputType: "resource" });
  const progress = [];
  await call("trigger-long-running-operation", { duration: 1, steps: 4 }, { onprogress: (p) => progress.push(p) });
  await step("progress", () => progress.slice(0, 3));
  await call("get-roots-list", {});
  await call("trigger-elicitation-request", {});
  await call("trigger-sampling-request", { prompt: options.message ?? "say it", maxTokens: 10 });
  await step("cancel", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort("enough"), 200);
    return client.callTool({ name: "trigger-long-running-operation", arguments: { duration: 30, steps: 60 } }, undefined,
      { signal: controller.signal });
  });
  await step("prompt", () => client.getPrompt({ name: "simple-prompt" }));
  await step("args-prompt", () => client.getPrompt({ name: "args-prompt", arguments: { city: options.message ?? "Rome", state: "x" } }));
  await step("resource-prompt", () => client.getPrompt({ name: "resource-prompt", arguments: { resourceType: "Text", resourceId: "1" } }));
  await step("prompt that is missing", () => client.getPrompt({ name: "none" }));
  await step("complete", () => client.complete({
    ref: { type: "ref/prompt", name: "completable-prompt" }, argument: { name: "department", value: "E" } }));
  await step("read", () => client.readResource({ uri: "demo://resource/static/document/features.md" }));
  await step("read a blob", () => client.readResource({ uri: "demo://resource/dynamic/blob/1" }));
  await step("read what is missing", () => client.readResource({ uri: "demo://none" }));
  await step("subscribe", () => client.subscribeResource({ uri: "demo://resource/dynamic/text/1" }));
  await step("unsubscribe", () => client.unsubscribeResource({ uri: "demo://resource/dynamic/text/1" }));
  await step("roots changed", () => client.sendRootsListChanged());
  await step("task", async () => {
    const kinds = [];
    const stream = client.experimental.tasks.callToolStream(
      { name: "simulate-research-query", arguments: { topic: "rivers" } }, types.CallToolResultSchema);
    for await (const message of stream) {
      if (kinds.at(-1) !== message.type) kinds.push(message.type);
      if (message.type === "result") kinds.push(message.result.content?.length > 0);
    }
    return kinds;
  });
  await step("ping at the end", () => client.ping());
}

async function files() {
  const at = (name) => `${options.folder}/${name}`;
  await step("tools", () => client.listTools());
  for (const file of options.read ?? []) {
    await call("read_text_file", { path: at(file) });
    await call("read_media_file", { path: at(file) });
  }
  for (const [file, content] of Object.entries(options.write ?? {})) {
    await call("write_file", { path: at(file), content });
  }
  await call("list_directory", { path: options.folder });
  await call("search_files", { path: options.folder, pattern: "*.txt" });
  await call("read_text_file", { path: "/etc/shadow" });
}

const even = (text) => text
  .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID")
  .replaceAll(/\b[0-9a-f]{32}\b/g, "ID")
  .replaceAll(/UmVzb3VyY2Ug[A-Za-z0-9+\/=]+/g, (blob) => atob(blob))  // "Resource 1: ... created at TIME"
  .replaceAll(/\d{1,2}:\d{2}:\d{2}( [AP]M)?/g, "TIME")
  .replaceAll(/\d{4}-\d{2}-\d{2}TTIME[.\d]*Z?/g, "TIME");

const transport = how === "--http" ? new StreamableHTTPClientTransport(new URL(rest[0]))
  : how === "--sse" ? new SSEClientTransport(new URL(rest[0]))
  : new StdioClientTransport({ command: rest[0], args: rest.slice(1), env: process.env, stderr: "inherit" });
await client.connect(transport);
steps.push({ step: "server", value: client.getServerVersion(), capabilities: client.getServerCapabilities(),
             instructions: client.getInstructions() });
if (tour === "everything") await everything();
if (tour === "files") await files();
if (how === "--http") await step("end of the session", () => transport.terminateSession());
await client.close();
process.stdout.write(even(JSON.stringify({ steps, heard }, null, 1)) + "\n", () => process.exit(0));
