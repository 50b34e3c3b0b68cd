"""weir proxy between a client and an upstream that are both this test: whole messages, refusals, and streams cut
everywhere."""

import gzip
import json
import re
import socket
import threading
import time
import unittest
import zlib

from harness import GITHUB, WeirTest, sample
from proxy_mock import JSON, NDJSON, SSE, Upstream, read_sse, read_sse_json, sse, start_proxy

MARK = re.compile(r"WEIR_github-pat_[a-z0-9]+")


class ProxyTest(WeirTest):
    def setUp(self):
        super().setUp()
        self.upstream = Upstream()
        self.addCleanup(self.upstream.stop)
        self.secret = sample(GITHUB).decode()
        self.addCleanup(lambda: self.assertEqual(self.upstream.errors, []))

    def start(self, *args, **more):
        self.proxy = start_proxy(self, self.upstream.url, *args, **more)
        return self.proxy

    def answer(self, body=b"{}", status=200, headers=None):
        self.upstream.handler = lambda request, connection: connection.respond(status, headers or JSON, body)

    def post(self, path, message, headers=None):
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        return self.proxy.request("POST", path, body, headers)


class Requests(ProxyTest):
    def test_clean_bytes_pass_as_they_are(self):
        self.start()
        body = b'{ "model":"m",\n "messages": [{"role":"user","content":"caf\\u00e9 \\/ \xc3\xa9"}], "n":1.50e0,"n":2}'
        answer = b'{"choices":[ {"message":{"content":"fine \\u2713"}} ]}'
        self.answer(answer, headers={**JSON, "x-request-id": "abc", "openai-version": "1"})
        status, headers, got = self.post("/v1/chat/completions?a=b%20c", body, {"authorization": "Bearer " + self.secret})
        self.assertEqual((status, got), (200, answer))
        self.assertEqual(headers["x-request-id"], "abc")
        request = self.upstream.requests[0]
        self.assertEqual(request.body, body)
        self.assertEqual(request.target, "/v1/chat/completions?a=b%20c")
        self.assertEqual(request.headers["authorization"], "Bearer " + self.secret)
        self.assertEqual(request.headers["accept-encoding"], "identity")

    def test_every_api_is_masked(self):
        self.start()
        self.answer()
        text = f"my key is {self.secret} ok"
        messages = {
            "/v1/chat/completions": {"messages": [{"role": "user", "content": [{"type": "text", "text": text}]}]},
            "/v1/responses": {"input": [{"type": "function_call_output", "call_id": "c", "output": text}]},
            "/v1/completions": {"prompt": text},
            "/v1/embeddings": {"input": ["a", text]},
            "/v1/messages": {"messages": [{"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "t", "content": text}]}]},
            "/v1/messages/count_tokens": {"system": text, "messages": []},
            "/v1beta/models/g:generateContent": {"contents": [{"parts": [{"functionResponse": {
                "name": "f", "response": {"id": text}}}]}]},
            "/api/chat": {"messages": [{"role": "user", "content": text}]},
            "/anything/at/all": {"x": {"y": text}},
        }
        marks = set()
        for path, message in messages.items():
            self.upstream.requests.clear()
            status, _, _ = self.post(path, message)
            self.assertEqual(status, 200, path)
            body = self.upstream.requests[0].body.decode()
            self.assertNotIn(self.secret, body, path)
            marks.update(MARK.findall(body))
            # All but the value is what was sent.
            self.assertEqual(json.loads(MARK.sub(self.secret, body)), message, path)
        # One value has one placeholder in all of them.
        self.assertEqual(len(marks), 1)

    def test_history_is_masked_alike_and_bytes_stay(self):
        self.start()
        self.answer()
        turns = [{"role": "user", "content": f"use {self.secret}"}]
        bodies = []
        for i in range(3):
            self.post("/v1/chat/completions", {"model": "m", "messages": turns})
            bodies.append(self.upstream.requests[-1].body)
            turns = turns + [{"role": "assistant", "content": f"done {i}"}, {"role": "user", "content": f"more {i}"}]
        # The prefix of a longer conversation is that of the shorter one: prompt caches hit.
        for before, after in zip(bodies, bodies[1:]):
            self.assertEqual(after[:len(before) - 2], before[:-2])

    def test_tool_arguments_stay_json(self):
        self.start()
        self.answer()
        arguments = json.dumps({"cmd": f'export K="{self.secret}"\n', "n": 1})
        message = {"messages": [{"role": "assistant", "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": "sh", "arguments": arguments}}]}]}
        self.post("/v1/chat/completions", message)
        sent = self.upstream.requests[0].json()["messages"][0]["tool_calls"][0]["function"]["arguments"]
        command = json.loads(sent)["cmd"]
        self.assertRegex(command, r'^export K="WEIR_github-pat_[a-z0-9]+"\n$')

    def test_opaque_fields_are_left_alone(self):
        self.start()
        self.answer(json.dumps({"data": [{"embedding": "A" * 40 + self.secret}], "usage": {}}).encode())
        message = {"messages": [{"role": "assistant", "content": [
            {"type": "thinking", "thinking": "hm", "signature": self.secret},
            {"type": "tool_use", "id": "toolu_" + self.secret, "name": "n", "input": {}}]}],
            "mcp_servers": [{"url": "u", "authorization_token": self.secret}]}
        self.post("/v1/messages", message)
        self.assertEqual(self.upstream.requests[0].json(), message)
        _, _, body = self.post("/v1/embeddings", {"input": "x"})
        self.assertIn(self.secret, body.decode())

    def test_signed_thinking_is_refused_not_changed(self):
        self.start()
        self.answer()
        message = {"messages": [{"role": "assistant", "content": [
            {"type": "thinking", "thinking": f"key {self.secret}", "signature": "s"}]}]}
        status, headers, body = self.post("/v1/messages", message)
        self.assertEqual(status, 400)
        self.assertEqual(self.upstream.requests, [])
        self.assertEqual(json.loads(body)["type"], "error")
        self.assertNotIn(self.secret, body.decode())

    def test_refusals_have_each_apis_form(self):
        self.start("--policy-profile", "ci")
        self.answer()
        text = f"key {self.secret}"
        status, headers, body = self.post("/v1/chat/completions", {"messages": [{"content": text}]})
        self.assertEqual((status, headers["x-should-retry"]), (400, "false"))
        error = json.loads(body)["error"]
        self.assertEqual((error["type"], error["code"], error["param"]), ("invalid_request_error", "secret_detected", None))
        self.assertIn("/messages/0/content", error["message"])
        status, headers, body = self.post("/v1/messages", {"messages": [{"content": text}]})
        self.assertEqual(status, 400)
        answer = json.loads(body)
        self.assertEqual((answer["type"], answer["error"]["type"]), ("error", "invalid_request_error"))
        self.assertEqual(answer["request_id"], headers["request-id"])
        status, _, body = self.post("/v1beta/models/g:generateContent", {"contents": [{"parts": [{"text": text}]}]})
        self.assertEqual(json.loads(body)["error"]["status"], "INVALID_ARGUMENT")
        status, _, body = self.post("/api/chat", {"messages": [{"content": text}]})
        self.assertIsInstance(json.loads(body)["error"], str)
        self.assertEqual(self.upstream.requests, [])

    def test_codings(self):
        self.start()
        self.answer()
        body = json.dumps({"input": f"key {self.secret}"}).encode()
        deflate = zlib.compressobj(wbits=-15)
        codings = {"gzip": gzip.compress(body), "deflate": zlib.compress(body),
                   "Deflate": deflate.compress(body) + deflate.flush(),
                   "gzip, gzip": gzip.compress(gzip.compress(body))}
        for coding, data in codings.items():
            self.upstream.requests.clear()
            status, _, _ = self.post("/v1/responses", data, {"content-encoding": coding})
            self.assertEqual(status, 200, coding)
            request = self.upstream.requests[0]
            self.assertNotIn("content-encoding", request.headers)
            self.assertRegex(request.json()["input"], MARK)
        for coding, data, expected in (("compress", body, 415), ("gzip", body, 400), ("gzip", gzip.compress(body)[:-9], 400),
                                       ("gzip", gzip.compress(b"x" * (65 << 20)), 413)):
            self.upstream.requests.clear()
            status, _, answer = self.post("/v1/responses", data, {"content-encoding": coding})
            self.assertEqual(status, expected, coding)
            self.assertEqual(self.upstream.requests, [])
            self.assertIn("message", json.loads(answer)["error"])

    def test_upgrade_is_refused(self):
        self.start()
        with self.proxy.connect() as client:
            client.sendall(b"GET /v1/responses HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
                           b"sec-websocket-key: AAAA\r\nsec-websocket-version: 13\r\n\r\n")
            self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 426 "))

    def test_answers_are_masked(self):
        self.start()
        self.answer(json.dumps({"choices": [{"message": {"content": f"it is {self.secret}", "tool_calls": [
            {"id": "c", "function": {"name": "f", "arguments": json.dumps({"k": self.secret})}}]},
            "logprobs": {"content": [{"token": self.secret[:9]}]}}]}).encode())
        _, _, body = self.post("/v1/chat/completions", {"messages": []})
        choice = json.loads(body)["choices"][0]
        self.assertRegex(choice["message"]["content"], r"^it is WEIR_github-pat_[a-z0-9]+$")
        self.assertRegex(json.loads(choice["message"]["tool_calls"][0]["function"]["arguments"])["k"], MARK)
        self.assertIsNone(choice["logprobs"])

    def test_a_coded_answer_is_read(self):
        self.start()
        self.answer(gzip.compress(json.dumps({"x": self.secret}).encode()), headers={**JSON, "content-encoding": "gzip"})
        status, headers, body = self.post("/v1/chat/completions", {})
        self.assertNotIn("content-encoding", headers)
        self.assertRegex(json.loads(body)["x"], MARK)
        self.answer(b"\x00" * 10, headers={**JSON, "content-encoding": "unknown"})
        status, _, _ = self.post("/v1/chat/completions", {})
        self.assertEqual(status, 502)

    def test_vault_restores_for_the_client(self):
        self.start("--vault", self.path("chat.vault").decode(), env={"WEIR_VAULT_KEY": "ab" * 32})
        seen = {}

        def handler(request, connection):
            mark = MARK.search(request.body.decode()).group(0)
            seen["mark"] = mark
            if b'"stream": true' in request.body:
                pieces = [f'{{"command": "use {mark[:12]}', mark[12:], ' now"}']
                events = [(None, {"choices": [{"index": 0, "delta": {"content": f"I use {mark[:9]}"}}]}),
                          (None, {"choices": [{"index": 0, "delta": {"content": f"{mark[9:]} then"}}]})]
                events += [(None, {"choices": [{"index": 0, "delta": {"tool_calls": [
                    {"index": 0, "function": {"arguments": piece}}]}}]}) for piece in pieces]
                events += [(None, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}), (None, "[DONE]")]
                connection.stream([sse(event) for event in events])
            else:
                connection.respond(200, JSON, json.dumps({"choices": [{"message": {"content": f"I use {mark}"}}]}).encode())

        self.upstream.handler = handler
        message = {"messages": [{"role": "user", "content": f"take {self.secret}"}], "stream": False}
        _, _, body = self.post("/v1/chat/completions", message)
        self.assertEqual(json.loads(body)["choices"][0]["message"]["content"], f"I use {self.secret}")
        _, _, body = self.post("/v1/chat/completions", {**message, "stream": True})
        text, arguments = "", ""
        for _, event in read_sse_json(body):
            if event == "[DONE]":
                continue
            delta = event["choices"][0]["delta"]
            text += delta.get("content", "")
            for call in delta.get("tool_calls", []):
                arguments += call["function"]["arguments"]
        self.assertEqual(text, f"I use {self.secret} then")
        self.assertEqual(json.loads(arguments), {"command": f"use {self.secret} now"})


def chat(field, is_json=False):
    def make(pieces):
        def event(piece):
            if field == "arguments":
                delta = {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}
            else:
                delta = {field: piece}
            return (None, {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                           "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        return [event(p) for p in pieces] + [
            (None, {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                    "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}), (None, "[DONE]")]

    def read(test, events):
        test.assertEqual(events[-1][1], "[DONE]")
        test.assertEqual(events[-2][1]["choices"][0]["finish_reason"], "stop")
        text = ""
        for _, event in events[:-1]:
            delta = event["choices"][0]["delta"]
            text += (delta.get("tool_calls", [{"function": {"arguments": ""}}])[0]["function"]["arguments"]
                     if field == "arguments" else delta.get(field, ""))
        return [text]
    return "/v1/chat/completions", make, read, is_json


def anthropic(kind, field, is_json=False):
    def make(pieces):
        block = {"text_delta": {"type": "text", "text": ""},
                 "input_json_delta": {"type": "tool_use", "id": "t", "name": "n", "input": {}}}[kind]
        events = [("message_start", {"type": "message_start", "message": {"id": "msg_1", "content": []}}),
                  ("content_block_start", {"type": "content_block_start", "index": 0, "content_block": block}),
                  ("ping", {"type": "ping"})]
        events += [("content_block_delta", {"type": "content_block_delta", "index": 0,
                                            "delta": {"type": kind, field: piece}}) for piece in pieces]
        return events + [("content_block_stop", {"type": "content_block_stop", "index": 0}),
                         ("message_delta", {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}),
                         ("message_stop", {"type": "message_stop"})]

    def read(test, events):
        kinds = [kind for kind, _ in events]
        test.assertEqual(kinds[-3:], ["content_block_stop", "message_delta", "message_stop"])
        test.assertEqual(kinds[:3], ["message_start", "content_block_start", "ping"])
        text = ""
        for event_kind, event in events:
            test.assertEqual(event_kind, event["type"])
            if event_kind == "content_block_delta":
                test.assertNotEqual(event["delta"][field], "")
                text += event["delta"][field]
        return [text]
    return "/v1/messages", make, read, is_json


def responses(base, done_field, item_field, is_json=False):
    def make(pieces):
        whole = "".join(pieces)
        number = iter(range(1000))
        where = {"item_id": "i1", "output_index": 0, "content_index": 0}
        item = {"type": "message", "id": "i1", "content": [{"type": "output_text", "text": whole, "annotations": []}]}
        if item_field != "text":
            item = {"type": "function_call", "id": "i1", "call_id": "c", "name": "f", item_field: whole}

        def event(kind, **members):
            return (kind, {"type": kind, "sequence_number": next(number), **members})
        events = [event("response.created", response={"id": "r", "output": []})]
        events += [event(base + ".delta", **where, delta=piece, logprobs=[]) for piece in pieces]
        return events + [
            event(base + ".done", **where, **{done_field: whole}),
            event("response.content_part.done", **where, part={"type": "output_text", "text": whole}),
            event("response.output_item.done", output_index=0, item=item),
            event("response.completed", response={"id": "r", "output": [item]})]

    def read(test, events):
        numbers = [event["sequence_number"] for _, event in events]
        test.assertEqual(numbers, sorted(set(numbers)))
        texts = ["", None, None, None, None]
        for kind, event in events:
            test.assertEqual(kind, event["type"])
            if kind == base + ".delta":
                test.assertNotEqual(event["delta"], "")
                texts[0] += event["delta"]
            elif kind == base + ".done":
                texts[1] = event[done_field]
            elif kind == "response.content_part.done":
                texts[2] = event["part"]["text"]
            elif kind in ("response.output_item.done", "response.completed"):
                item = event["item"] if "item" in event else event["response"]["output"][0]
                text = item[item_field] if item_field != "text" else item["content"][0]["text"]
                texts[3 if "item" in event else 4] = text
        test.assertEqual(events[-1][0], "response.completed")
        # content_part has the text under "text", which is no JSON text.
        if is_json:
            del texts[2]
        return texts
    return "/v1/responses", make, read, is_json


def gemini():
    def make(pieces):
        events = [(None, {"candidates": [{"content": {"role": "model", "parts": [{"text": piece}]}, "index": 0}],
                          "modelVersion": "g"}) for piece in pieces]
        events[-1][1]["candidates"][0]["finishReason"] = "STOP"
        return events

    def read(test, events):
        test.assertEqual(events[-1][1]["candidates"][0]["finishReason"], "STOP")
        return ["".join(part["text"] for _, event in events for part in event["candidates"][0]["content"]["parts"])]
    return "/v1beta/models/g:streamGenerateContent?alt=sse", make, read, False


CHANNELS = {
    "chat content": chat("content"),
    "chat refusal": chat("refusal"),
    "chat reasoning": chat("reasoning_content"),
    "chat arguments": chat("arguments", True),
    "anthropic text": anthropic("text_delta", "text"),
    "anthropic arguments": anthropic("input_json_delta", "partial_json", True),
    "responses text": responses("response.output_text", "text", "text"),
    "responses arguments": responses("response.function_call_arguments", "arguments", "arguments", True),
    "responses custom": responses("response.custom_tool_call_input", "input", "input"),
    "gemini": gemini(),
}


class EveryCut(ProxyTest):
    """A secret in each channel, cut at every place: nothing of it reaches the client, and all else does."""

    def stream(self, path, pieces_of_bytes, headers=SSE):
        self.upstream.handler = lambda request, connection: connection.stream(pieces_of_bytes, headers)
        status, got_headers, body = self.post(path, {"stream": True})
        self.assertEqual(status, 200)
        return body

    def check(self, channel, pieces):
        path, make, read, is_json = CHANNELS[channel]
        whole = "".join(pieces)
        body = self.stream(path, [sse(event) for event in make(pieces)])
        texts = read(self, read_sse_json(body))
        self.assertNotIn(self.secret, body.decode())
        for text in texts:
            found = MARK.findall(text)
            if is_json:
                self.assertEqual(json.loads(text.replace(found[0], self.secret)), json.loads(whole))
            self.assertEqual(len(found), 1, (channel, pieces, text))
            self.assertEqual(json.loads(text.replace(found[0], self.secret)) if is_json else
                             text.replace(found[0], self.secret), json.loads(whole) if is_json else whole)

    def test_two_pieces(self):
        self.start()
        for channel, (_, _, _, is_json) in CHANNELS.items():
            with self.subTest(channel):
                before, after = ('{"command": "echo ', ' \\"done\\"", "n": 2}') if is_json else ("The key ", " is it.\n")
                for cut in range(len(self.secret) + 1):
                    self.check(channel, [before + self.secret[:cut], self.secret[cut:] + after])

    def test_byte_by_byte(self):
        self.start()
        for channel, (_, _, _, is_json) in CHANNELS.items():
            with self.subTest(channel):
                whole = json.dumps({"command": f"echo {self.secret} \n", "é": 1}) if is_json else f"It is {self.secret}"
                self.check(channel, list(whole))

    def test_escapes_in_arguments(self):
        self.start()
        for channel in ("chat arguments", "anthropic arguments", "responses arguments"):
            hidden = "".join(f"\\u{ord(c):04x}" if i % 3 == 0 else c for i, c in enumerate(self.secret))
            whole = '{"cmd": "a\\/b\\n' + hidden + '\\n", "x": [1, true]}'
            for size in (1, 2, 5, 7, 1000):
                path, make, read, _ = CHANNELS[channel]
                pieces = [whole[i:i + size] for i in range(0, len(whole), size)]
                for text in read(self, read_sse_json(self.stream(path, [sse(e) for e in make(pieces)]))):
                    value = json.loads(text)
                    self.assertRegex(value["cmd"], r"^a/b\nWEIR_github-pat_[a-z0-9]+\n$")
                    self.assertIn("a\\/b\\n", text)
                    self.assertEqual(value["x"], [1, True])

    def test_clean_streams_say_the_same(self):
        self.start()
        for channel, (path, make, read, is_json) in CHANNELS.items():
            text = json.dumps({"a": "Some words, and 12 numbers: ünï \u2713 \"q\" \\ /"}) if is_json else \
                "Some words, and 12 numbers: ünï \u2713 \"q\" \\ / end"
            for size in (1, 3, 8, 1000):
                pieces = [text[i:i + size] for i in range(0, len(text), size)]
                with self.subTest(channel=channel, size=size):
                    got = read(self, read_sse_json(self.stream(path, [sse(e) for e in make(pieces)])))
                    self.assertEqual(got, [text] * len(got))

    def test_cuts_of_the_transport(self):
        """The bytes of the stream themselves, cut anywhere."""
        self.start()
        path, make, read, _ = CHANNELS["chat content"]
        data = b"".join(sse(e) for e in make(["The key ", self.secret[:11], self.secret[11:], " is it."]))
        data = data.replace(b"\n\n", b"\r\n\r\n", 1)
        for size in (1, 2, 3, 17, 100):
            texts = read(self, read_sse_json(self.stream(path, [data[i:i + size] for i in range(0, len(data), size)])))
            self.assertRegex(texts[0], r"^The key WEIR_github-pat_[a-z0-9]+ is it.$")

    def test_ndjson(self):
        self.start()
        for cut in range(len(self.secret) + 1):
            pieces = ["a ", self.secret[:cut], self.secret[cut:], " b"]
            lines = [json.dumps({"model": "l", "created_at": "t", "message": {"role": "assistant", "content": p},
                                 "done": False}).encode() + b"\n" for p in pieces]
            lines.append(b'{"model":"l","created_at":"t","message":{"role":"assistant","content":""},"done":true}\n')
            got = [json.loads(line) for line in self.stream("/api/chat", lines, NDJSON).splitlines()]
            self.assertRegex("".join(m["message"]["content"] for m in got), r"^a WEIR_github-pat_[a-z0-9]+ b$")
            self.assertEqual([m["done"] for m in got].index(True), len(got) - 1)

    def test_gemini_array(self):
        self.start()
        for cut in range(0, len(self.secret) + 1, 3):
            elements = [{"candidates": [{"content": {"parts": [{"text": p}]}}]}
                        for p in ("a ", self.secret[:cut], self.secret[cut:])]
            data = json.dumps(elements, indent=1).encode()
            body = self.stream("/v1beta/models/g:streamGenerateContent", [data[:50], data[50:]], JSON)
            text = "".join(e["candidates"][0]["content"]["parts"][0]["text"] for e in json.loads(body))
            self.assertRegex(text, r"^a WEIR_github-pat_[a-z0-9]+$")

    def test_thinking_passes_or_ends_the_stream(self):
        self.start()

        def events(text):
            return [("message_start", {"type": "message_start", "message": {"id": "m"}}),
                    ("content_block_start", {"type": "content_block_start", "index": 0,
                                             "content_block": {"type": "thinking", "thinking": ""}})] + [
                ("content_block_delta", {"type": "content_block_delta", "index": 0,
                                         "delta": {"type": "thinking_delta", "thinking": p}}) for p in text] + [
                ("content_block_delta", {"type": "content_block_delta", "index": 0,
                                         "delta": {"type": "signature_delta", "signature": "c2ln" * 50}}),
                ("content_block_stop", {"type": "content_block_stop", "index": 0}),
                ("message_stop", {"type": "message_stop"})]
        got = read_sse_json(self.stream("/v1/messages", [sse(e) for e in events(["I th", "ink of it"])]))
        deltas = [e["delta"] for k, e in got if k == "content_block_delta"]
        self.assertEqual("".join(d.get("thinking", "") for d in deltas), "I think of it")
        self.assertEqual(deltas[-1]["signature"], "c2ln" * 50)
        for cut in range(1, len(self.secret), 5):
            body = self.stream("/v1/messages", [sse(e) for e in events(["k ", self.secret[:cut], self.secret[cut:] + " z"])])
            got = read_sse_json(body)
            self.assertEqual(got[-1][0], "error")
            self.assertNotIn(self.secret[:6], body.decode())

    def test_block_by_policy_ends_the_stream(self):
        config = self.write("weir.toml", b'[[policy.entry]]\nadapter = "proxy"\ndirection = "in"\naction = "block"\n')
        self.start(config=config.decode())
        path, make, read, _ = CHANNELS["chat content"]
        body = self.stream(path, [sse(e) for e in make(["The key ", self.secret, " is it."])])
        events = read_sse(body)
        self.assertIn("secret_detected", events[-1][1])
        self.assertNotIn(self.secret[:6], body.decode())
        path, make, read, _ = CHANNELS["responses text"]
        body = self.stream(path, [sse(e) for e in make(["The key ", self.secret, " is it."])])
        kind, last = read_sse_json(body)[-1]
        self.assertEqual((kind, last["type"], last["code"]), ("error", "error", "secret_detected"))


class Transport(ProxyTest):
    def test_upstream_errors_pass(self):
        self.start()
        self.answer(b'{"error":{"message":"slow down"}}', 429, {**JSON, "retry-after": "1"})
        status, headers, body = self.post("/v1/chat/completions", {})
        self.assertEqual((status, headers["retry-after"]), (429, "1"))
        self.assertEqual(body, b'{"error":{"message":"slow down"}}')

    def test_upstream_that_is_away(self):
        self.upstream.stop()
        self.start()
        status, headers, body = self.post("/v1/messages", {})
        self.assertEqual(status, 502)
        self.assertNotIn("x-should-retry", headers)
        self.assertEqual(json.loads(body)["error"]["type"], "api_error")

    def test_upstream_resets_midstream(self):
        self.start()
        path, make, _, _ = CHANNELS["chat content"]
        events = [sse(e) for e in make(["Some words and ", self.secret[:20]])]

        def handler(request, connection):
            connection.begin()
            for event in events[:2]:
                connection.chunk(event)
            time.sleep(0.05)
            connection.reset()
        self.upstream.handler = handler
        with self.proxy.connect() as client:
            client.sendall(b"POST " + path.encode() + b" HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
            data = b""
            try:
                while piece := client.recv(65536):
                    data += piece
            except ConnectionError:
                pass
        self.assertIn(b"Some words", data)
        self.assertNotIn(b"0\r\n\r\n", data)
        self.assertNotIn(self.secret[:8].encode(), data)

    def test_client_that_leaves_ends_the_upstream(self):
        self.start()
        closed = []
        began = threading.Event()

        def handler(request, connection):
            if b"stream" in request.body:
                connection.begin()
                connection.chunk(sse((None, {"choices": [{"index": 0, "delta": {"content": "hello and more "}}]})))
            began.set()
            closed.append(connection.wait_closed())
            connection.close()
        self.upstream.handler = handler
        for body in (b'{"stream": true}', b'{"x": 1}'):
            began.clear()
            closed.clear()
            client = self.proxy.connect()
            client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
            self.assertTrue(began.wait(10))
            if b"stream" in body:
                client.recv(100)
            client.close()
            deadline = time.time() + 10
            while not closed and time.time() < deadline:
                time.sleep(0.02)
            self.assertEqual(closed, [True], body)

    def test_client_that_only_ends_its_side_gets_its_answer(self):
        self.start()

        def handler(request, connection):
            time.sleep(0.3)
            connection.stream([sse((None, {"choices": [{"index": 0, "delta": {"content": "hello there "},
                                                        "finish_reason": "stop"}]})), sse((None, "[DONE]"))])
        self.upstream.handler = handler
        with self.proxy.connect() as client:
            client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
            client.shutdown(socket.SHUT_WR)
            data = b""
            while piece := client.recv(65536):
                data += piece
        self.assertIn(b"hello there", data)
        self.assertTrue(data.endswith(b"0\r\n\r\n"))

    def test_pipelined_requests_are_answered_in_order(self):
        self.start()
        self.upstream.handler = lambda request, connection: connection.respond(200, JSON, request.body)
        with self.proxy.connect() as client:
            bodies = [json.dumps({"n": i}).encode() for i in range(20)]
            client.sendall(b"".join(b"POST /v1/x HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n%s" % (len(b), b)
                                    for b in bodies))
            data = b""
            while data.count(b"{") < 20:
                data += client.recv(65536)
        self.assertEqual(re.findall(rb'\{"n": \d+\}', data), bodies)

    def test_what_is_no_http(self):
        self.start()
        self.answer()
        for wrong, expected in ((b"hello\r\n\r\n", b"400"), (b"GET / HTTP/1.1\r\nhost: x\r\na: " + b"b" * 70000, b"431"),
                                (b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n", b"400"),
                                (b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip\r\n\r\n", b"501"),
                                (b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n", b"413"),
                                (b"CONNECT a:1 HTTP/1.1\r\nhost: x\r\n\r\n", b"405")):
            with self.proxy.connect() as client:
                client.sendall(wrong)
                self.assertEqual(client.recv(4096).split(b" ")[1], expected, wrong[:60])
        self.assertEqual(self.upstream.requests, [])

    def test_chunked_request_and_expect(self):
        self.start()
        self.answer()
        with self.proxy.connect() as client:
            client.sendall(b"POST /v1/x HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nexpect: 100-continue\r\n\r\n")
            self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 100 "))
            body = json.dumps({"t": f"key {self.secret}"}).encode()
            for byte in body:
                client.sendall(b"1\r\n%c\r\n" % byte)
            client.sendall(b"0\r\n\r\n")
            self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 200 "))
        self.assertRegex(self.upstream.requests[0].json()["t"], MARK)


if __name__ == "__main__":
    unittest.main()
