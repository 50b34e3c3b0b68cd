// The official clients of three model APIs, each asking for everything it is used for; what they make of the answers
// is printed as JSON.
//   node proxy_tour.mjs BASE_URL OPTIONS_JSON
// Run in the folder of node_modules.
import OpenAI from "openai";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";

const [, , base, optionsText] = process.argv;
const { text = "hello", key = "test-key" } = JSON.parse(optionsText);
const steps = [];

async function step(name, run) {
  try {
    steps.push({ step: name, value: await run() });
  } catch (error) {
    const told = { class: error.constructor.name, status: error.status ?? null, code: error.code ?? null };
    steps.push({ step: name, error: told, message: String(error.message) });
  }
}

async function collect(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

const tools = [{ type: "function", function: { name: "run", parameters: { type: "object", properties: {} } } }];
const openai = new OpenAI({ apiKey: key, baseURL: `${base}/v1`, maxRetries: 2 });
const messages = [{ role: "user", content: text }];

await step("openai chat", async () => {
  const { data, response } = await openai.chat.completions.create({ model: "m", messages }).withResponse();
  return { data, type: response.headers.get("content-type") };
});
await step("openai stream", async () => {
  const stream = openai.chat.completions.stream({ model: "m", messages, tools });
  const done = [];
  stream.on("tool_calls.function.arguments.done", (event) => done.push(event.arguments));
  const completion = await stream.finalChatCompletion();
  return { choices: completion.choices, done };
});
await step("openai responses", async () => (await openai.responses.create({ model: "m", input: text })).output_text);
await step("openai responses stream", async () => {
  const stream = openai.responses.stream({ model: "m", input: text });
  let deltas = "";
  stream.on("response.output_text.delta", (event) => { deltas += event.delta; });
  const final = await stream.finalResponse();
  return { deltas, output: final.output };
});
await step("openai embeddings", async () =>
  (await openai.embeddings.create({ model: "m", input: text })).data[0].embedding);
await step("openai completions", async () =>
  (await collect(await openai.completions.create({ model: "m", prompt: text, stream: true })))
    .map((event) => event.choices[0].text).join(""));
await step("openai error", () => openai.chat.completions.create({ model: "wrong", messages }));
await step("openai retry", async () => (await openai.chat.completions.create({ model: "retry", messages })).id);
await step("openai abort", async () => {
  const stream = await openai.chat.completions.create({ model: "endless", messages, stream: true });
  let events = 0;
  for await (const event of stream) {
    if (event.choices[0].delta.content) ++events;
    if (events >= 3) break;  // which aborts the request
  }
  return events;
});

const anthropic = new Anthropic({ apiKey: key, baseURL: base, maxRetries: 2 });
const ask = { model: "m", max_tokens: 64, messages };
await step("anthropic message", () => anthropic.messages.create(ask));
await step("anthropic count", () => anthropic.messages.countTokens({ model: "m", messages }));
await step("anthropic stream", async () => {
  const stream = anthropic.messages.stream(ask);
  let deltas = "", json = "";
  stream.on("text", (delta) => { deltas += delta; });
  stream.on("inputJson", (delta) => { json += delta; });
  const message = await stream.finalMessage();
  return { deltas, json, content: message.content, stop: message.stop_reason };
});
await step("anthropic error", () => anthropic.messages.create({ ...ask, model: "wrong" }));

const google = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: base } });
await step("gemini content", async () => {
  const answer = await google.models.generateContent({ model: "m", contents: text });
  return { text: answer.text, calls: answer.functionCalls ?? null };
});
await step("gemini stream", async () =>
  (await collect(await google.models.generateContentStream({ model: "m", contents: text })))
    .map((chunk) => chunk.text ?? "").join(""));
await step("gemini error", () => google.models.generateContent({ model: "wrong", contents: text }));

console.log(JSON.stringify(steps));
