"""weir mcp over stdio, between a client that is this test and a server that does what a script says."""

import base64
import json
import os
import select
import signal
import subprocess
import sys
import time
import unittest

from harness import GITHUB, WEIR, WeirTest, environment, sample

# Writes down each line it gets, and answers the Nth with the Nth of its lists of lines.
SERVER = r'''
import base64, json, os, signal, sys, time
script = json.load(open(sys.argv[1]))
log = open(sys.argv[1] + ".log", "ab", buffering=0)
def event(text):
    with open(sys.argv[1] + ".events", "a") as file:
        file.write(text + "\n")
def say(lines):
    for line in lines:
        sys.stdout.buffer.write(base64.b64decode(line))
    sys.stdout.buffer.flush()
def on_term(number, frame):
    event("term")
    if not script.get("deaf"):
        os._exit(script.get("term_code", 0))
signal.signal(signal.SIGTERM, on_term)
event("start " + " ".join(sorted(name for name in os.environ if name.startswith("WEIR"))))
sys.stderr.write(script.get("stderr", ""))
sys.stderr.flush()
say(script.get("first", []))
answers = script.get("answers", [])
for n, line in enumerate(sys.stdin.buffer):
    log.write(line)
    if n < len(answers):
        say(answers[n])
    if n == script.get("die_after", -1):
        os._exit(script.get("code", 0))
event("eof")
say(script.get("last", []))
while script.get("stay"):
    time.sleep(0.1)
sys.exit(script.get("code", 0))
'''


def message(**members):
    return json.dumps({"jsonrpc": "2.0", **members}).encode() + b"\n"


def call(number, arguments, name="tool", **params):
    return message(id=number, method="tools/call", params={"name": name, "arguments": arguments, **params})


def result(number, **members):
    return message(id=number, result=members)


def text_result(number, text):
    return result(number, content=[{"type": "text", "text": text}])


class McpTest(WeirTest):
    profile = "gateway"

    def script(self, **parts):
        for name in ("first", "last"):
            if name in parts:
                parts[name] = [base64.b64encode(line).decode() for line in parts[name]]
        if "answers" in parts:
            parts["answers"] = [[base64.b64encode(line).decode() for line in lines] for lines in parts["answers"]]
        path = os.path.join(self.dir, "script.json")
        for name in (path + ".log", path + ".events"):
            if os.path.exists(name):
                os.remove(name)
        with open(path, "w") as file:
            json.dump(parts, file)
        server = os.path.join(self.dir, "server.py")
        with open(server, "w") as file:
            file.write(SERVER)
        return [sys.executable, server, path]

    def got(self):
        """What has reached the server."""
        return self.read("script.json.log")

    def events(self):
        return self.read("script.json.events").decode().split("\n")

    def command(self, server, *flags):
        return [WEIR, "mcp", "--policy-profile", self.profile, *flags, "--", *server]

    def start(self, server, *flags, env=None, **more):
        options = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       env=environment(self.home, **(env or {})), cwd=self.dir)
        options.update(more)
        child = subprocess.Popen(self.command(server, *flags), **options)
        self.addCleanup(self.end, child)
        return child

    def end(self, child):
        if child.poll() is None:
            child.kill()
            child.wait()
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe is None:
                continue
            try:
                pipe.close()
            except BrokenPipeError:
                pass  # what a test could not write

    def line(self, child, timeout=20):
        """The next line that comes out, read byte by byte so that none is taken too many."""
        out = b""
        until = time.monotonic() + timeout
        while not out.endswith(b"\n"):
            ready, _, _ = select.select([child.stdout], [], [], max(0, until - time.monotonic()))
            self.assertTrue(ready, f"no line came, only {out!r}")
            byte = os.read(child.stdout.fileno(), 1)
            if not byte:
                break
            out += byte
        return out

    def run_through(self, client, server, *flags, **more):
        """All of the client's lines at once; what comes back."""
        done = subprocess.run(self.command(server, *flags), input=b"".join(client), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment(self.home), cwd=self.dir, timeout=120, **more)
        return done


class Transparent(McpTest):
    LINES = [
        message(id=1, method="initialize", params={"protocolVersion": "2025-11-25", "capabilities": {}}),
        b'{"jsonrpc":"2.0","method":"notifications/initialized"}\r\n',
        b'  {"id" : 9007199254740993 ,"method":"tools/call","params":{"arguments":{"n":1.0e+2,"u":"\\u00e9"}}}\n',
        b'{"id":"\\u0061","method":"ping","jsonrpc":"2.0"}\n',
        b'\n',
        b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"slow"}}\n',
        b'{"jsonrpc":"2.0","id":5,"method":"no/such/method","params":{"x":[null,true,{"y":"z"}]}}\n',
        b'[{"jsonrpc":"2.0","id":6,"method":"ping"}, {"jsonrpc":"2.0","method":"notifications/progress"}]\n',
        b'{"jsonrpc":"2.0","id":7,"result":{"roots":[{"uri":"file:///x"}]}}\n',
        b'{"a":1,"a":2}\n',
        b'{"jsonrpc":"2.0","id":8,"method":"ping"}',
    ]
    SERVER_LINES = [
        b"listening on stdio\n",
        b'{"result":{"content":[{"type":"text","text":"fine"}],"isError":false},"jsonrpc":"2.0","id":1}\n',
        b'{"jsonrpc":"2.0","id":"x","method":"sampling/createMessage","params":{"messages":[]}}\r\n',
        b'{"not closed\n',
        b'{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}\n',
        b'{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":0.5}}\n',
        b'[]\n',
        b"no end",
    ]

    def test_nothing_found_is_byte_for_byte(self):
        done = self.run_through(self.LINES, self.script(first=self.SERVER_LINES[:3], last=self.SERVER_LINES[3:]))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.got(), b"".join(self.LINES))
        self.assertEqual(done.stdout, b"".join(self.SERVER_LINES))
        self.assertEqual(done.stderr, b"")

    def test_pieces_of_any_size(self):
        token = sample(GITHUB)
        lines = self.LINES[:3] + [call(3, {"a": token.decode()})] + self.LINES[3:]
        for size in (1, 7, 100):
            child = self.start(self.script())
            data = b"".join(lines)
            for at in range(0, len(data), size):
                child.stdin.write(data[at:at + size])
                child.stdin.flush()
            child.stdin.close()
            self.assertEqual(child.wait(30), 0)
            got = self.got()
            self.assertNotIn(token, got)
            self.assertEqual([line for line in got.splitlines(True) if b"WEIR_" not in line], self.LINES)

    def test_each_message_is_passed_on_at_once(self):
        child = self.start(self.script(answers=[[text_result(1, "a")], [text_result(2, "b")]]))
        for number, text in ((1, "a"), (2, "b")):
            child.stdin.write(call(number, {}))
            child.stdin.flush()
            self.assertEqual(self.line(child), text_result(number, text))

    def test_arguments_of_the_server_stay_as_they_are(self):
        words = ["-c", "import sys; print(sys.argv[1:])", "--", "-q", "--name", "x y", "--", "--help"]
        done = self.run_through([], [sys.executable, *words])
        self.assertEqual(done.stdout, b"['--', '-q', '--name', 'x y', '--', '--help']\n")


class Masked(McpTest):
    def both(self, client, server, *flags):
        done = self.run_through([client], self.script(answers=[[server]]), *flags)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.got(), done.stdout

    def test_both_directions(self):
        token = sample(GITHUB).decode()
        got, back = self.both(call(1, {"deep": [{"body": f"see {token}!"}]}), text_result(1, f"it is {token}."))
        self.assertNotIn(token.encode(), got + back)
        sent, answer = json.loads(got), json.loads(back)
        mask = sent["params"]["arguments"]["deep"][0]["body"][4:-1]
        self.assertTrue(mask.startswith("WEIR_github-pat_"), mask)
        # The same value has the same placeholder wherever it passes.
        self.assertEqual(answer["result"]["content"][0]["text"], f"it is {mask}.")

    def test_methods_of_the_server(self):
        token = sample(GITHUB).decode()
        lines = [
            message(method="notifications/message", params={"level": "info", "data": {"t": token}}),
            message(method="notifications/progress", params={"progressToken": 1, "message": token}),
            message(id=1, method="sampling/createMessage", params={"messages": [
                {"role": "user", "content": {"type": "text", "text": token}}], "systemPrompt": token}),
            message(id=2, method="elicitation/create", params={"message": token, "requestedSchema": {}}),
            message(id=9, error={"code": -32603, "message": token, "data": [token]}),
            result(9, tools=[{"name": "a", "description": token, "inputSchema": {"description": token}}]),
            result(9, contents=[{"uri": "x:y", "text": token}]),
            result(9, contents=[{"uri": "x:y", "mimeType": "text/plain",
                                 "blob": base64.b64encode(b"a " + token.encode() + b" b").decode()}]),
            result(9, resources=[{"uri": f"https://u:{token}@host/x", "name": "n"}]),
            result(9, messages=[{"role": "user", "content": {"type": "text", "text": token}}]),
            result(9, structuredContent={"k": token}, content=[{"type": "text", "text": json.dumps({"k": token})}]),
            result(9, resultType="input_required", requestState=token,
                   inputRequests={"k": {"method": "elicitation/create", "params": {"message": token}}}),
            b"stray output: " + token.encode() + b"\n",
        ]
        done = self.run_through([], self.script(first=lines))
        back = done.stdout.splitlines(True)
        self.assertEqual(len(back), len(lines))
        for line, there in zip(lines, back):
            if b"requestState" in line:
                self.assertEqual(json.loads(there)["result"]["requestState"], token)
                there = there.replace(b'"requestState": "' + token.encode(), b"")
            self.assertNotIn(token.encode(), there)
            if b"blob" in line:
                blob = base64.b64decode(json.loads(there)["result"]["contents"][0]["blob"])
                self.assertRegex(blob, rb"^a WEIR_github-pat_[a-z0-9]+ b$")
            else:
                self.assertIn(b"WEIR_", there)
        both = json.loads(back[10])["result"]
        self.assertEqual(json.loads(both["content"][0]["text"]), both["structuredContent"])

    def test_pictures_stay_as_they_are(self):
        data = base64.b64encode(os.urandom(30000)).decode()
        lines = [result(1, content=[{"type": kind, "data": data, "mimeType": f"{kind}/x"}]) for kind in ("image", "audio")]
        lines.append(result(1, contents=[{"uri": "x:y", "mimeType": "image/png",
                                          "blob": base64.b64encode(b"\x89PNG" + os.urandom(3000)).decode()}]))
        self.assertEqual(self.run_through([], self.script(first=lines)).stdout, b"".join(lines))

    def test_a_mask_that_breaks_the_schema(self):
        token = sample(GITHUB).decode()
        schema = {"type": "object", "properties": {"k": {"type": "string", "pattern": "^gh"}}}
        structured = result(2, content=[{"type": "text", "text": json.dumps({"k": token})}],
                            structuredContent={"k": token})
        child = self.start(self.script(answers=[[result(1, tools=[{"name": "t", "outputSchema": schema}])], [structured]]))
        child.stdin.write(message(id=1, method="tools/list"))
        child.stdin.flush()
        self.line(child)
        child.stdin.write(call(2, {}, name="t"))
        child.stdin.flush()
        there = json.loads(self.line(child))["result"]
        self.assertTrue(there["isError"])
        self.assertNotIn("structuredContent", there)
        self.assertIn("WEIR_", there["content"][1]["text"])

    def test_standard_error(self):
        token = sample(GITHUB).decode()
        for how in ("redact", "pass", "drop"):
            done = self.run_through([], self.script(stderr=f"token {token} read\n"), "--server-stderr", how)
            self.assertEqual(token.encode() in done.stderr, how == "pass", done.stderr)
            self.assertEqual(b" read\n" in done.stderr, how != "drop", done.stderr)

    def test_the_log_of_decisions(self):
        token = sample(GITHUB).decode()
        log = os.path.join(self.dir, "decisions.jsonl")
        self.both(call(1, {"a": token}), text_result(1, token), "--decision-log", log, "--name", "files")
        data = self.read("decisions.jsonl")
        self.assertNotIn(token.encode(), data)
        entries = [json.loads(line) for line in data.splitlines()]
        self.assertEqual([(e["adapter"], e["direction"], e["component"], e["part"], e["pointer"]) for e in entries],
                         [("mcp", "out", "files", "arguments", "/params/arguments/a"),
                          ("mcp", "in", "files", "result", "/result/content/0/text")])
        self.assertEqual(entries[0]["fingerprint"], entries[1]["fingerprint"])


class Stopped(McpTest):
    profile = "laptop"

    def test_a_call_with_a_secret_does_not_leave(self):
        token = sample(GITHUB).decode()
        modern = {"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}}
        for params in ({}, modern):
            done = self.run_through([call("q", {"a": token}, **params)], self.script())
            self.assertEqual(self.got(), b"")
            answer = json.loads(done.stdout)
            self.assertEqual(answer["id"], "q")
            self.assertTrue(answer["result"]["isError"])
            self.assertEqual(answer["result"].get("resultType"), "complete" if params else None)
            self.assertIn("GitHub", answer["result"]["content"][0]["text"])
            self.assertNotIn(token, answer["result"]["content"][0]["text"])
            self.assertIn(b"stopped: a GitHub", done.stderr)
            self.assertNotIn(token.encode(), done.stderr)

    def test_other_requests_and_notifications(self):
        token = sample(GITHUB).decode()
        lines = [message(id=1, method="resources/read", params={"uri": f"x://{token}"}),
                 message(method="notifications/x", params={"y": token}),
                 message(id=2, method="ping")]
        done = self.run_through(lines, self.script())
        self.assertEqual(self.got(), lines[2])
        answer = json.loads(done.stdout)
        self.assertEqual(answer["id"], 1)
        self.assertFalse(-32768 <= answer["error"]["code"] <= -32000)

    def test_a_server_that_asks_is_declined(self):
        token = sample(GITHUB).decode()
        self.write("weir.toml", b'[[policy.entry]]\ndirection = "in"\naction = "block"\n')
        asks = [message(id=1, method="elicitation/create", params={"message": token}),
                message(id="s", method="sampling/createMessage", params={"systemPrompt": token}),
                message(id=3, method="elicitation/create", params={"message": "your key?"})]
        child = self.start(self.script(first=asks), "--config", "weir.toml")
        self.assertEqual(self.line(child), asks[2])
        child.stdin.write(message(id=3, result={"action": "accept", "content": {"key": token}}))
        child.stdin.close()
        child.wait(20)
        answers = [json.loads(line) for line in self.got().splitlines()]
        self.assertEqual(answers[0], {"jsonrpc": "2.0", "id": 1, "result": {"action": "decline"}})
        self.assertEqual((answers[1]["id"], answers[1]["error"]["code"]), ("s", -1))
        self.assertEqual(answers[2], {"jsonrpc": "2.0", "id": 3, "result": {"action": "decline"}})

    def test_results_are_stopped_where_the_policy_says_so(self):
        token = sample(GITHUB).decode()
        self.write("weir.toml", b'[[policy.entry]]\ncomponent = "db"\npart = "result"\naction = "block"\n')
        for name, stopped in (("db", True), ("files", False)):
            done = self.run_through([call(1, {})], self.script(answers=[[text_result(1, token)]]), "--name", name,
                                    "--config", "weir.toml")
            self.assertEqual(json.loads(done.stdout)["result"].get("isError", False), stopped)
            self.assertNotIn(token.encode(), done.stdout)

    def test_what_is_no_message(self):
        lines = [b"not json\n", b'{"id":1,"method":"ping","method":"tools/call"}\n', b'{"id":4,"x":NaN}\n',
                 b"[" * 2000 + b"]" * 2000 + b"\n", message(id=2, method="ping")]
        done = self.run_through(lines, self.script())
        self.assertEqual(self.got(), lines[-1])
        self.assertEqual([json.loads(line)["error"]["code"] for line in done.stdout.splitlines()],
                         [-32700, -32600, -32700, -32700])

    def test_a_line_that_is_too_long(self):
        big = "x" * 70000
        child = self.start(self.script(answers=[
            [text_result(2, big), message(method="notifications/message", params={"data": big}),
             message(id="s", method="roots/list", params={"x": big}), text_result(3, "after")]]),
            "--max-message", "64K")
        child.stdin.write(call(1, {"a": big}) + call(2, {}))
        child.stdin.flush()
        answers = [json.loads(self.line(child)) for _ in range(3)]
        self.assertEqual([answer["id"] for answer in answers], [1, 2, 3])
        self.assertTrue(answers[0]["result"]["isError"] and answers[1]["result"]["isError"])
        child.stdin.close()
        child.wait(20)
        sent = [json.loads(line) for line in self.got().splitlines()]
        self.assertEqual([m["id"] for m in sent], [2, "s"])
        self.assertIn("error", sent[1])


class Restored(McpTest):
    profile = "laptop"

    def test_a_server_gets_back_what_it_may_have(self):
        token = sample(GITHUB).decode()
        self.assertExit(self.weir("vault", "key"), 0)
        self.write("weir.toml", b'[[policy.entry]]\nadapter = "mcp"\ndirection = "out"\ncomponent = "github"\n'
                                b'part = "arguments"\naction = "restore"\nreason = "ours"\n')
        flags = ("--vault", "v.vault", "--config", "weir.toml", "--name")
        done = self.run_through([call(1, {})], self.script(answers=[[text_result(1, f"k={token}")]]), *flags, "github")
        mask = json.loads(done.stdout)["result"]["content"][0]["text"][2:]
        self.assertTrue(mask.startswith("WEIR_"), done.stdout)
        arguments = {"a": f"use {mask}", "json": json.dumps({"b": mask})}
        for name, has_it in (("github", True), ("other", False)):
            self.run_through([call(2, arguments)], self.script(), *flags, name)
            sent = json.loads(self.got())["params"]["arguments"]
            value = token if has_it else mask
            self.assertEqual(sent, {"a": f"use {value}", "json": json.dumps({"b": value})})


class Ends(McpTest):
    def test_the_exit_status_is_the_servers(self):
        for code in (0, 3, 77):
            self.assertEqual(self.run_through([], self.script(code=code)).returncode, code)
        done = self.run_through([], ["sh", "-c", "kill -9 $$"])
        self.assertEqual(done.returncode, 128 + 9)

    def test_a_server_that_is_not_there(self):
        done = self.run_through([], ["./no-such-server"])
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stdout, b"")
        self.assertIn(b"cannot start the server './no-such-server'", done.stderr)

    def test_a_server_that_dies_in_a_call(self):
        partial = b'{"jsonrpc":"2.0","id":1,"result":{"content":['
        child = self.start(self.script(answers=[[text_result(0, "x"), partial]], die_after=0, code=5))
        child.stdin.write(call(1, {}))
        child.stdin.flush()
        self.assertEqual(child.stdout.read(), text_result(0, "x") + partial)
        self.assertEqual(child.wait(20), 5)

    def test_the_client_closes_its_end(self):
        child = self.start(self.script(last=[text_result(1, "bye")], code=4))
        child.stdin.close()
        self.assertEqual(child.stdout.read(), text_result(1, "bye"))
        self.assertEqual(child.wait(20), 4)
        self.assertIn("eof", self.events())
        self.assertNotIn("term", self.events())

    def test_a_server_that_stays_is_ended(self):
        for deaf, code in ((False, 0), (True, 128 + 9)):
            child = self.start(self.script(stay=True, deaf=deaf))
            child.stdin.close()
            self.assertEqual(child.wait(30), code)
            self.assertIn("term", self.events())

    def test_signals_are_passed_on(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            child = self.start(self.script(stay=True, term_code=9, answers=[[b"up\n"]]))
            child.stdin.write(call(1, {}))
            child.stdin.flush()
            self.line(child)
            child.send_signal(number)
            self.assertEqual(child.wait(10), 9)

    def test_a_launcher_and_what_it_launched_end_together(self):
        pids = self.path("pids").decode()
        child = self.start(["sh", "-c", f"sleep 300 & echo $! > {pids}; echo up; cat > /dev/null; wait"])
        self.line(child)
        child.send_signal(signal.SIGTERM)
        child.wait(10)
        pid = int(self.read("pids"))
        for _ in range(50):
            try:
                with open(f"/proc/{pid}/stat") as file:
                    if file.read().split()[2] == "Z":
                        return
            except FileNotFoundError:
                return
            time.sleep(0.1)
        self.fail("what the server started is still there")

    def test_a_child_that_keeps_the_output_open(self):
        done = self.run_through([], ["sh", "-c", "echo one; sleep 60 & exit 6"])
        self.assertEqual((done.returncode, done.stdout), (6, b"one\n"))

    def test_a_client_that_stops_reading(self):
        read, write = os.pipe()
        child = self.start(self.script(answers=[[text_result(1, "a")], [text_result(2, "b")]]), stdout=write)
        os.close(write)
        child.stdin.write(call(1, {}))
        child.stdin.flush()
        self.assertEqual(os.read(read, 10), text_result(1, "a")[:10])
        os.close(read)
        self.assertEqual(child.wait(20), 0)
        self.assertIn("eof", self.events())

    def test_a_server_that_does_not_read(self):
        child = self.start([sys.executable, "-c", "import os, time; os.close(0); print('up', flush=True); time.sleep(60)"])
        self.line(child)
        with self.assertRaises(BrokenPipeError):
            for _ in range(200):
                child.stdin.write(call(1, {"a": "x" * 1000}))
                child.stdin.flush()
                time.sleep(0.01)
        child.send_signal(signal.SIGTERM)
        child.wait(10)

    def test_keys_of_weir_stay_here(self):
        self.run_through([], self.script())
        child = self.start(self.script(), env={"WEIR_VAULT_KEY": "k", "WEIR_FINGERPRINT_KEY": "a" * 64, "WEIR_OTHER": "x"})
        child.stdin.close()
        child.wait(20)
        self.assertEqual(self.events()[0], "start WEIR_OTHER")


if __name__ == "__main__":
    unittest.main()
