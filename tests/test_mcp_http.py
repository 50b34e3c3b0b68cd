"""weir mcp --http between a client and a server that are both this test, byte by byte."""

import base64
import gzip
import http.client
import http.server
import json
import os
import queue
import signal
import subprocess
import threading
import unittest

from harness import GITHUB, WEIR, WeirTest, environment, sample

MODERN = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}


class Upstream(http.server.ThreadingHTTPServer):
    """Answers each request with the next of `answers`: (status, headers, body or list of pieces)."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.requests = queue.Queue(), queue.Queue()
        self.gone = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server_port}/mcp"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.put((self.command, self.path, dict(self.headers), body))
        status, headers, answer = self.server.answers.get(timeout=20)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if isinstance(answer, bytes):
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for piece in answer:
                if callable(piece):
                    piece()
                    continue
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.server.gone.set()
            self.close_connection = True

    do_GET = do_POST = do_DELETE = do_OPTIONS = any


def message(**members):
    return json.dumps({"jsonrpc": "2.0", **members}).encode()


def call(number, arguments, **params):
    return message(id=number, method="tools/call", params={"name": "tool", "arguments": arguments, **params})


def event(data, **fields):
    lines = [f"{name}: {value}".encode() for name, value in fields.items()]
    return b"\n".join(lines + [b"data: " + data]) + b"\n\n"


class McpHttpTest(WeirTest):
    def setUp(self):
        super().setUp()
        self.upstream = Upstream()
        self.addCleanup(self.upstream.server_close)
        self.addCleanup(self.upstream.shutdown)

    def start(self, *flags, url=None, profile="gateway"):
        child = subprocess.Popen(
            [WEIR, "mcp", "--http", url or self.upstream.url(), "--listen", "127.0.0.1:0", "--name", "s",
             "--policy-profile", profile, *flags],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(self.home),
            cwd=self.dir)

        def end():
            child.send_signal(signal.SIGTERM)
            self.assertEqual(child.wait(30), 0)
            child.stderr.close()
        self.addCleanup(end)
        for line in child.stderr:
            if b"listening on" in line:
                break
        self.address = line.split(b"http://")[1].split(b",")[0].decode()
        threading.Thread(target=lambda: [None for _ in child.stderr], daemon=True).start()

    def open(self, method, body=b"", path="/mcp", **headers):
        there = http.client.HTTPConnection(self.address, timeout=20)
        self.addCleanup(there.close)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if body:
            headers.setdefault("Content-Type", "application/json")
        there.request(method, path, body or None, headers)
        return there.getresponse()

    def answer(self, body, status=200, kind="application/json", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.upstream.answers.put((status, {"Content-Type": kind, **headers} if kind else headers, body))

    def sent(self):
        return self.upstream.requests.get(timeout=10)

    def nothing_sent(self):
        self.assertTrue(self.upstream.requests.empty())


class Passes(McpHttpTest):
    def test_nothing_found_is_byte_for_byte(self):
        self.start()
        body = b'  {"id" : 1.0,"method":"tools/call" , "params":{"name":"a","arguments":{"u":"\\u00e9"}} }\r\n'
        back = b'{"result":{"content":[] },"jsonrpc":"2.0","id":1.0}'
        self.answer(back, Mcp_Session_Id="abc", X_Other="1")
        response = self.open("POST", body, Authorization="Bearer xyz", Accept="application/json, text/event-stream",
                             MCP_Protocol_Version="2025-11-25")
        self.assertEqual((response.status, response.read()), (200, back))
        self.assertEqual((response.headers["mcp-session-id"], response.headers["x-other"]), ("abc", "1"))
        method, path, headers, got = self.sent()
        self.assertEqual((method, path, got), ("POST", "/mcp", body))
        self.assertEqual(headers["Authorization"], "Bearer xyz")
        self.assertEqual(headers["MCP-Protocol-Version"], "2025-11-25")
        self.assertEqual({name.lower(): value for name, value in headers.items()}["host"],
                         self.upstream.url().split("/")[2])

    def test_other_methods_and_statuses(self):
        self.start()
        for method, status, body in (("DELETE", 200, b""), ("GET", 405, b"no stream"), ("OPTIONS", 204, b""),
                                     ("POST", 404, message(id=1, error={"code": -32601, "message": "no"})),
                                     ("POST", 401, b"")):
            self.answer(body, status, WWW_Authenticate='Bearer resource_metadata="x"')
            response = self.open(method, message(id=1, method="x") if method == "POST" else b"", Mcp_Session_Id="abc")
            self.assertEqual((response.status, response.read()), (status, body))
            self.assertIn("resource_metadata", response.headers["www-authenticate"])
            self.assertEqual(self.sent()[2]["Mcp-Session-Id"], "abc")

    def test_notifications_are_taken(self):
        self.start()
        self.answer(b"", 202, kind=None)
        response = self.open("POST", message(method="notifications/initialized"))
        self.assertEqual((response.status, response.read()), (202, b""))

    def test_events(self):
        self.start()
        pieces = [b"retry: 500\n", event(b"", id="0"), b": keep alive\n\n",
                  event(message(method="notifications/progress", params={"progress": 1}), event="message", id="1"),
                  event(message(id=1, result={"content": []}), id="2")]
        self.answer(pieces, kind="text/event-stream")
        response = self.open("POST", call(1, {}), Last_Event_ID="9")
        self.assertEqual(response.headers["content-type"], "text/event-stream")
        self.assertEqual(response.read(), b"".join(pieces))
        self.assertEqual(self.sent()[2]["Last-Event-ID"], "9")

    def test_an_event_is_passed_on_at_once(self):
        self.start()
        wait = threading.Event()
        first = event(message(method="notifications/progress", params={}))
        self.answer([first, wait.wait, event(message(id=1, result={}))], kind="text/event-stream")
        response = self.open("POST", call(1, {}))
        self.assertEqual(response.read(len(first)), first)
        wait.set()
        response.read()

    def test_the_endpoint_of_the_older_transport_leads_here(self):
        self.start()
        for named in (self.upstream.url().replace("/mcp", "/messages?s=1"), "/messages?s=1"):
            self.answer([event(named.encode(), event="endpoint")], kind="text/event-stream")
            self.assertEqual(self.open("GET", path="/sse").read(), event(b"/messages?s=1", event="endpoint"))
        self.assertEqual(self.sent()[1], "/sse")

    def test_credentials_of_oauth_are_no_business_of_weirs(self):
        self.start(profile="laptop")
        token = sample(GITHUB)
        self.answer(b'{"access_token":"' + token + b'"}')
        body = b"grant_type=authorization_code&code=" + token
        response = self.open("POST", body, path="/token", Content_Type="application/x-www-form-urlencoded")
        self.assertIn(token, response.read())
        self.assertEqual(self.sent()[3], body)


class Masks(McpHttpTest):
    def setUp(self):
        super().setUp()
        self.token = sample(GITHUB).decode()

    def test_bodies_and_events(self):
        self.start()
        self.answer(message(id=1, result={"content": [{"type": "text", "text": self.token}]}))
        response = self.open("POST", call(1, {"a": self.token}))
        back, got = response.read().decode(), self.sent()[3].decode()
        self.assertNotIn(self.token, back + got)
        self.assertEqual(json.loads(got)["params"]["arguments"]["a"], json.loads(back)["result"]["content"][0]["text"])
        for coding in ("gzip", "identity"):
            body = event(message(method="notifications/message", params={"data": self.token}), id="7")
            body = gzip.compress(body) if coding == "gzip" else body
            self.answer([body[at:at + 3] for at in range(0, len(body), 3)], kind="text/event-stream", Content_Encoding=coding)
            back = self.open("GET").read()
            self.assertNotIn(self.token.encode(), back)
            self.assertTrue(back.startswith(b"id: 7\ndata: "), back)
            self.assertEqual(json.loads(back.split(b"data: ")[1])["params"]["data"][:5], "WEIR_")

    def test_fields_follow_the_body(self):
        self.start()
        wrapped = "=?base64?" + base64.b64encode(f"caf\u00e9 {self.token}".encode()).decode() + "?="
        arguments = {"repo": self.token, "note": f"caf\u00e9 {self.token}", "plain": "x"}
        self.answer(message(id=1, result={"content": []}))
        self.open("POST", call(1, arguments, _meta=MODERN), MCP_Protocol_Version="2026-07-28", Mcp_Method="tools/call",
                  Mcp_Name="tool", Mcp_Param_Repo=self.token, Mcp_Param_Note=wrapped, Mcp_Param_Plain="x").read()
        _, _, headers, body = self.sent()
        self.assertNotIn(self.token, json.dumps(headers) + body.decode())
        sent = json.loads(body)["params"]["arguments"]
        self.assertEqual(headers["Mcp-Param-Repo"], sent["repo"])
        note = headers["Mcp-Param-Note"]
        self.assertEqual(base64.b64decode(note[len("=?base64?"):-2]).decode(), sent["note"])
        self.assertEqual((headers["Mcp-Param-Plain"], headers["Mcp-Name"]), ("x", "tool"))
        uri = f"x://{self.token}"
        self.answer(message(id=2, result={"contents": []}))
        self.open("POST", message(id=2, method="resources/read", params={"uri": uri, "_meta": MODERN}), Mcp_Name=uri).read()
        _, _, headers, body = self.sent()
        self.assertEqual(headers["Mcp-Name"], json.loads(body)["params"]["uri"])
        self.assertNotIn(self.token, headers["Mcp-Name"])

    def test_compressed_requests(self):
        self.start()
        self.answer(message(id=1, result={}))
        self.open("POST", gzip.compress(call(1, {"a": self.token})), Content_Encoding="gzip").read()
        _, _, headers, body = self.sent()
        self.assertNotIn("Content-Encoding", headers)
        self.assertTrue(json.loads(body)["params"]["arguments"]["a"].startswith("WEIR_"))
        self.assertEqual(self.open("POST", call(1, {}), Content_Encoding="lzma").status, 415)
        self.nothing_sent()

    def test_a_batch_in_which_one_is_stopped(self):
        self.start(profile="laptop")
        batch = b"[" + call(1, {"a": self.token}) + b"," + message(id=2, method="ping") + b"]"
        self.answer(message(id=2, result={}))
        back = json.loads(self.open("POST", batch).read())
        self.assertEqual(sorted(m["id"] for m in back), [1, 2])
        self.assertEqual([m["id"] for m in json.loads(self.sent()[3])], [2])
        self.answer([event(message(id=2, result={}))], kind="text/event-stream")
        events = self.open("POST", batch).read().split(b"\n\n")
        self.assertEqual(json.loads(events[1].split(b"data: ")[1])[0]["id"], 1)


class Stops(McpHttpTest):
    def setUp(self):
        super().setUp()
        self.token = sample(GITHUB).decode()

    def test_a_call_is_answered_with_200(self):
        self.start(profile="laptop")
        for params in ({}, {"_meta": MODERN}):
            response = self.open("POST", call("q", {"a": self.token}, **params))
            self.assertEqual((response.status, response.headers["content-type"]), (200, "application/json"))
            answer = json.loads(response.read())
            self.assertEqual((answer["id"], answer["result"]["isError"]), ("q", True))
        response = self.open("POST", message(id=1, method="prompts/get", params={"arguments": {"a": self.token}}))
        self.assertEqual((response.status, json.loads(response.read())["error"]["code"]), (200, -31001))
        self.assertEqual(self.open("POST", message(method="notifications/x", params={"a": self.token})).status, 202)
        response = self.open("POST", call(1, {}), Mcp_Param_Other=self.token)
        self.assertTrue(json.loads(response.read())["result"]["isError"])
        self.nothing_sent()

    def test_what_is_no_message(self):
        self.start()
        response = self.open("POST", b"no json")
        self.assertEqual((response.status, json.loads(response.read())["error"]["code"]), (400, -32700))
        self.assertEqual(self.open("POST", call(1, {}), Origin="https://evil.example").status, 403)
        self.nothing_sent()
        self.answer(message(id=1, result={}))
        self.assertEqual(self.open("POST", call(1, {}), Origin="http://localhost:3000").status, 200)

    def test_limits(self):
        self.start("--max-message", "64K")
        self.assertEqual(self.open("POST", call(1, {"a": "x" * 70000})).status, 413)
        self.nothing_sent()
        self.answer(message(id=1, result={"a": "x" * 70000}))
        response = self.open("POST", call(1, {}))
        self.assertIn("error", json.loads(response.read()))
        self.answer([event(message(id=1, result={"a": "x" * 70000}))], kind="text/event-stream")
        with self.assertRaises((http.client.IncompleteRead, ConnectionError)):
            self.open("POST", call(1, {})).read()

    def test_a_server_that_asks_is_declined_and_told(self):
        self.write("weir.toml", b'[[policy.entry]]\ndirection = "in"\naction = "block"\n')
        self.start("--config", "weir.toml")
        asks = event(message(id=5, method="elicitation/create", params={"message": self.token}), id="3")
        told = event(message(method="notifications/message", params={"data": self.token}), id="4")
        done = event(message(id=1, result={"content": []}), id="5")
        self.answer([asks, told, done], kind="text/event-stream")
        self.answer(b"", 202, kind=None)
        back = self.open("POST", call(1, {}), Mcp_Session_Id="abc").read()
        # What was dropped has left its id, so that the client can resume behind it.
        self.assertEqual(back, b"id: 3\n\nid: 4\n\n" + done)
        self.sent()
        method, _, headers, body = self.sent()
        self.assertEqual((method, headers["Mcp-Session-Id"]), ("POST", "abc"))
        self.assertEqual(json.loads(body), {"jsonrpc": "2.0", "id": 5, "result": {"action": "decline"}})

    def test_a_server_that_is_not_there(self):
        self.start(url="http://127.0.0.1:1/mcp")
        response = self.open("POST", call(3, {}))
        self.assertEqual(response.status, 502)
        self.assertEqual(json.loads(response.read())["id"], 3)

    def test_a_stream_that_breaks_off(self):
        self.start()

        def break_off():
            raise OSError
        whole = event(message(method="notifications/progress", params={}))
        self.answer([whole, break_off], kind="text/event-stream")
        response = self.open("POST", call(1, {}))
        self.assertEqual(response.read(len(whole)), whole)
        with self.assertRaises((http.client.IncompleteRead, ConnectionError)):
            response.read()

    def test_a_client_that_goes_cancels_the_call(self):
        self.start()
        first = event(message(method="notifications/progress", params={}))

        def wait():
            for _ in range(100):
                if self.upstream.gone.wait(0.05):
                    return
        self.answer([first] + [wait, first] * 200, kind="text/event-stream")
        there = http.client.HTTPConnection(self.address, timeout=20)
        there.request("POST", "/mcp", call(1, {}), {"Content-Type": "application/json"})
        response = there.getresponse()
        self.assertEqual(response.read(len(first)), first)
        response.close()
        there.close()
        self.assertTrue(self.upstream.gone.wait(20))


class Use(WeirTest):
    def test_what_does_not_go_together(self):
        for arguments, part in ((["--http", "http://x", "--", "cat"], "one of them"), ([], "name a server"),
                                (["--listen", "127.0.0.1:0", "--", "cat"], "--listen goes with --http"),
                                (["--http", "ftp://x"], "--http"), (["--max-message", "1K", "--", "cat"], "64K"),
                                (["--http", "http://x", "--listen", "0.0.0.0:0"], "--remote")):
            self.assertOneLine(self.weir("mcp", "--no-config", *arguments), part)


if __name__ == "__main__":
    unittest.main()
