"""The official clients of OpenAI, Anthropic and Google through weir proxy: as without it where nothing is found, masked
where something is, and refusals that they understand."""

import base64
import json
import os
import re
import struct
import subprocess
import threading
import time

import npm_packages
from harness import GITHUB, WeirTest, environment, sample
from proxy_mock import JSON, SSE, Upstream, sse, start_proxy

MARK = re.compile(r"WEIR_github-pat_[a-z0-9]+")


class Models:
    """A mock of the three APIs: says back `says`, cut into small pieces where it streams."""

    def __init__(self, says):
        self.says, self.lock = says, threading.Lock()
        self.tries = {}
        self.aborted = threading.Event()

    def pieces(self, text, size=5):
        return [text[i:i + size] for i in range(0, len(text), size)] or [""]

    def __call__(self, request, connection):
        body = request.json()
        path = request.target.split("?")[0]
        model = body.get("model") or path
        if "wrong" in model:
            error = {"error": {"message": "no such model", "type": "invalid_request_error", "code": "model_not_found"}}
            if path.endswith("/messages"):
                error = {"type": "error", "error": {"type": "not_found_error", "message": "no such model"}}
            if "generateContent" in path:
                error = {"error": {"code": 404, "message": "no such model", "status": "NOT_FOUND"}}
            return connection.respond(404, {**JSON, "x-request-id": "r1", "request-id": "r1"}, json.dumps(error).encode())
        if model == "retry":
            with self.lock:
                self.tries[model] = self.tries.get(model, 0) + 1
                if self.tries[model] % 3:
                    return connection.respond(503, {**JSON, "retry-after-ms": "1"}, b'{"error":{"message":"busy"}}')
        if path.endswith("/chat/completions"):
            return self.chat(body, model, connection)
        if path.endswith("/completions"):
            return connection.stream([sse((None, {"id": "c", "object": "text_completion", "choices": [
                {"index": 0, "text": p, "finish_reason": None}]})) for p in self.pieces(self.says)] + [sse((None, "[DONE]"))])
        if path.endswith("/responses"):
            return self.responses(body, connection)
        if path.endswith("/embeddings"):
            vector = base64.b64encode(struct.pack("<3f", 0.5, -1.0, 2.0)).decode()
            return self.give(connection, {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": vector}]})
        if path.endswith("/count_tokens"):
            return self.give(connection, {"input_tokens": 3})
        if path.endswith("/messages"):
            return self.messages(body, connection)
        candidate = lambda text: {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "index": 0}]}
        if path.endswith(":streamGenerateContent"):
            events = [candidate(p) for p in self.pieces(self.says)]
            events[-1]["candidates"][0]["finishReason"] = "STOP"
            return connection.stream([sse((None, e)) for e in events])
        return self.give(connection, candidate(self.says))

    def give(self, connection, answer):
        connection.respond(200, {**JSON, "x-request-id": "r2"}, json.dumps(answer).encode())

    def chat(self, body, model, connection):
        head = {"id": "c1", "created": 1, "model": "m"}
        arguments = json.dumps({"command": self.says, "n": 1})
        if not body.get("stream"):
            return self.give(connection, {**head, "object": "chat.completion", "choices": [
                {"index": 0, "message": {"role": "assistant", "content": self.says, "refusal": None},
                 "finish_reason": "stop", "logprobs": None}]})
        chunk = lambda delta, finish=None: sse((None, {**head, "object": "chat.completion.chunk", "choices": [
            {"index": 0, "delta": delta, "finish_reason": finish}]}))
        if model == "endless":
            connection.begin(200, SSE)
            try:
                while True:
                    connection.chunk(chunk({"content": "word after word "}))
                    time.sleep(0.005)
            except OSError:
                self.aborted.set()
                raise
        call = lambda index, **more: {"tool_calls": [{"index": index, **more}]}
        events = [chunk({"role": "assistant", "content": ""})] + [chunk({"content": p}) for p in self.pieces(self.says)]
        for index in (0, 1):
            events += [chunk(call(index, id=f"call_{index}", type="function", function={"name": "run", "arguments": ""}))]
            events += [chunk(call(index, function={"arguments": p})) for p in self.pieces(arguments, 3)]
        connection.stream(events + [chunk({}, "tool_calls"), sse((None, "[DONE]"))])

    def responses(self, body, connection):
        item = {"type": "message", "id": "i1", "role": "assistant", "status": "completed",
                "content": [{"type": "output_text", "text": self.says, "annotations": [], "logprobs": []}]}
        empty = {**item, "status": "in_progress", "content": []}
        whole = {"id": "r1", "object": "response", "status": "completed", "output": [item], "model": "m", "tools": []}
        if not body.get("stream"):
            return self.give(connection, whole)
        where = {"item_id": "i1", "output_index": 0, "content_index": 0}
        part = {"type": "output_text", "text": "", "annotations": []}
        events = [{"type": "response.created", "response": {**whole, "status": "in_progress", "output": []}},
                  {"type": "response.output_item.added", "output_index": 0, "item": empty},
                  {"type": "response.content_part.added", **where, "part": part}]
        events += [{"type": "response.output_text.delta", **where, "delta": p, "logprobs": []} for p in self.pieces(self.says)]
        events += [{"type": "response.output_text.done", **where, "text": self.says, "logprobs": []},
                   {"type": "response.content_part.done", **where, "part": {**part, "text": self.says}},
                   {"type": "response.output_item.done", "output_index": 0, "item": item},
                   {"type": "response.completed", "response": whole}]
        connection.stream([sse((e["type"], {**e, "sequence_number": n})) for n, e in enumerate(events)])

    def messages(self, body, connection):
        content = [{"type": "thinking", "thinking": "let me see", "signature": "c2ln"}, {"type": "text", "text": self.says},
                   {"type": "tool_use", "id": "toolu_1", "name": "run", "input": {"command": self.says}}]
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": content,
                   "stop_reason": "tool_use", "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 2}}
        if not body.get("stream"):
            return self.give(connection, message)
        events = [{"type": "message_start", "message": {**message, "content": [], "stop_reason": None}}, {"type": "ping"}]
        pieces = [[{"type": "thinking_delta", "thinking": p} for p in self.pieces("let me see")] +
                  [{"type": "signature_delta", "signature": "c2ln"}],
                  [{"type": "text_delta", "text": p} for p in self.pieces(self.says)],
                  [{"type": "input_json_delta", "partial_json": p}
                   for p in [""] + self.pieces(json.dumps({"command": self.says}), 4)]]
        starts = [{"type": "thinking", "thinking": "", "signature": ""}, {"type": "text", "text": ""},
                  {"type": "tool_use", "id": "toolu_1", "name": "run", "input": {}}]
        for index, (start, deltas) in enumerate(zip(starts, pieces)):
            events.append({"type": "content_block_start", "index": index, "content_block": start})
            events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
            events.append({"type": "content_block_stop", "index": index})
        events += [{"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": None},
                    "usage": {"output_tokens": 2}}, {"type": "message_stop"}]
        connection.stream([sse((e["type"], e)) for e in events])


class Sdk(WeirTest):
    @classmethod
    def setUpClass(cls):
        cls.tour_script = npm_packages.script("proxy_tour.mjs")
        cls.addClassCleanup(os.remove, cls.tour_script)

    def setUp(self):
        super().setUp()
        self.upstream = Upstream()
        self.addCleanup(self.upstream.stop)
        self.secret = sample(GITHUB).decode()

    def tour(self, url, **options):
        done = subprocess.run(["node", self.tour_script, url, json.dumps(options)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=npm_packages.folder(), timeout=180,
                              env=environment(self.home, PATH=os.environ["PATH"]))
        self.assertEqual(done.returncode, 0, done.stderr.decode()[-3000:])
        return json.loads(done.stdout)

    def test_everything_is_as_without_weir(self):
        models = self.upstream.handler = Models("Certainly: ünï \u2713, \"quotes\" and \\ 12 numbers.\nDone")
        direct = self.tour(self.upstream.url)
        asked_direct = [(r.method, r.target, r.body) for r in self.upstream.requests]
        self.assertTrue(models.aborted.wait(10))
        models.aborted.clear()
        self.upstream.requests.clear()
        proxy = start_proxy(self, self.upstream.url)
        through = self.tour(proxy.url)
        self.assertEqual(through, direct)
        # An abort of the client reaches the upstream, and the bytes that it got are those of a direct run.
        self.assertTrue(models.aborted.wait(10))
        self.assertEqual([(r.method, r.target, r.body) for r in self.upstream.requests], asked_direct)
        by_name = {step["step"]: step for step in direct}
        self.assertEqual(by_name["openai embeddings"]["value"], [0.5, -1.0, 2.0])
        self.assertEqual(by_name["openai error"]["error"]["status"], 404)
        self.assertEqual(by_name["openai abort"]["value"], 3)
        self.assertFalse([step for step in direct if "error" in step and "error" not in step["step"]], direct)

    def test_secrets_are_masked_both_ways(self):
        self.upstream.handler = Models(f"It is {self.secret}, I think")
        proxy = start_proxy(self, self.upstream.url)
        steps = self.tour(proxy.url, text=f"my key is {self.secret}", key="sk-" + "x" * 20)
        told = json.dumps(steps)
        self.assertNotIn(self.secret, told)
        self.assertFalse([step for step in steps if "error" in step and "error" not in step["step"]], steps)
        asked = b"\n".join(request.body for request in self.upstream.requests)
        self.assertNotIn(self.secret.encode(), asked)
        self.assertEqual(len(set(MARK.findall(told))), 1)
        self.assertEqual(set(MARK.findall(told)), set(MARK.findall(asked.decode())))
        by_name = {step["step"]: step.get("value") for step in steps}
        mark = MARK.search(told).group(0)
        says = f"It is {mark}, I think"
        self.assertEqual(by_name["openai stream"]["choices"][0]["message"]["content"], says)
        self.assertEqual([json.loads(text) for text in by_name["openai stream"]["done"]], [{"command": says, "n": 1}] * 2)
        self.assertEqual(by_name["openai responses stream"]["deltas"], says)
        self.assertEqual(by_name["openai responses stream"]["output"][0]["content"][0]["text"], says)
        self.assertEqual(by_name["anthropic stream"]["deltas"], says)
        self.assertEqual(by_name["anthropic stream"]["content"][2]["input"], {"command": says})
        self.assertEqual(by_name["anthropic message"]["content"][0]["thinking"], "let me see")
        self.assertEqual(by_name["gemini stream"], says)

    def test_refusals_are_understood_and_not_repeated(self):
        self.upstream.handler = Models("fine")
        proxy = start_proxy(self, self.upstream.url, "--policy-profile", "ci")
        steps = self.tour(proxy.url, text=f"my key is {self.secret}")
        self.assertEqual([r for r in self.upstream.requests if self.secret.encode() in r.body], [])
        for step in steps:
            self.assertEqual(step["error"]["status"], 400, step)
            self.assertIn("GitHub", step["message"])
            if step["step"].startswith(("openai", "anthropic")):
                self.assertEqual(step["error"]["class"], "BadRequestError", step)
        self.assertEqual(self.upstream.requests, [])
