"""weir transcript scan and wipe: stored sessions of coding agents."""

import fcntl
import json
import os
import stat
import threading
import unittest

from harness import GITHUB, WeirTest, noise, sample, samples


class TranscriptTest(WeirTest):
    def setUp(self):
        super().setUp()
        self.secret = sample(GITHUB, seed=51).decode()

    def session(self, name, *lines):
        data = "".join(json.dumps(line) + "\n" for line in lines).encode()
        return self.write(name, data)

    def lines(self, name):
        return [json.loads(line) for line in self.read(name).splitlines()]

    def test_scan_and_wipe(self):
        raw = (b'{"type":"user","message":{"content":"K=%b\\nnext \\u00e9\\/"},"n":1.50, "z" : null}\n'
               b'\n'
               b'{"type":"assistant","message":{"content":[{"type":"thinking","thinking":"so","signature":"%b"},'
               b'{"type":"tool_use","input":{"command":"echo %b"}}]}}\r\n'
               b'{"toolUseResult":"{\\"stdout\\":\\"%b\\"}","uuid":"7"}\n'
               b'a note %b\n'
               b'{"cut off":"%b') % ((self.secret.encode(),) * 6)
        self.write("s.jsonl", raw)
        os.chmod(self.path("s.jsonl"), 0o640)
        os.utime(self.path("s.jsonl"), ns=(10**18 + 5, 10**18 + 7))
        run = self.weir("transcript", "scan", "s.jsonl")
        self.assertExit(run, 1)
        self.assertIn(b"s.jsonl: 5 secrets: 5 " + GITHUB.encode(), run.out)
        self.assertEqual(self.read("s.jsonl"), raw)
        run = self.weir("transcript", "wipe", "s.jsonl")
        self.assertExit(run, 0)
        self.assertNotIn(self.secret.encode(), run.out + run.err)
        now = self.read("s.jsonl")
        mark = now[now.index(b"WEIR_"):].split(b"\\n")[0]
        # One placeholder for one value, everything else byte for byte; what is signed stays.
        signed = b'"signature":"' + self.secret.encode()
        self.assertEqual(now.replace(mark, self.secret.encode()), raw)
        self.assertEqual(now.count(self.secret.encode()), 1)
        self.assertIn(signed, now)
        info = os.stat(self.path("s.jsonl"))
        self.assertEqual((stat.S_IMODE(info.st_mode), info.st_mtime_ns), (0o640, 10**18 + 7))
        self.assertEqual(os.listdir(self.dir), ["s.jsonl"])
        run = self.weir("transcript", "scan", "s.jsonl")
        self.assertExit(run, 0)
        self.assertExit(self.weir("transcript", "wipe", "s.jsonl"), 0)
        self.assertEqual(self.read("s.jsonl"), now)

    def test_a_value_known_from_one_line_goes_from_all(self):
        value = "qX7" + sample(GITHUB, seed=52).decode()[6:30]
        self.session("s.jsonl", {"text": "before " + value + " stands alone"},
                     {"env": {"DB_PASSWORD": value}}, {"text": value})
        self.assertExit(self.weir("transcript", "wipe", "s.jsonl"), 0)
        self.assertNotIn(value.encode(), self.read("s.jsonl"))
        self.assertEqual(len(self.lines("s.jsonl")), 3)

    def test_documents(self):
        self.write("chat.json", json.dumps([{"role": "user", "content": f"a {self.secret} b"}], indent=1).encode())
        self.write("broken.json", f'[{{"x": "{self.secret}"'.encode())
        self.write("notes.txt", f"K={self.secret}\n".encode())
        self.write("other.bin", self.secret.encode())
        run = self.weir("transcript", "wipe", ".")
        self.assertExit(run, 0)
        self.assertEqual(json.loads(self.read("chat.json"))[0]["content"][:7], "a WEIR_")
        for name in ("broken.json", "notes.txt"):
            self.assertIn(b"WEIR_", self.read(name))
        self.assertEqual(self.read("other.bin"), self.secret.encode())  # no session

    def test_default_places(self):
        places = {".claude/projects/p/a.jsonl": "claude", ".codex/sessions/2026/01/b.jsonl": "codex",
                  ".gemini/tmp/h/chats/c.json": "gemini", ".copilot/session-state/d.jsonl": "copilot",
                  ".cline/data/tasks/1/ui.json": "cline-cli", ".local/share/opencode/storage/part/e.json": "opencode",
                  ".config/Code/User/workspaceStorage/w/chatSessions/f.json": "vscode"}
        other = ".config/Code/User/workspaceStorage/w/state.json"
        for name in [*places, other]:
            path = os.path.join(self.home, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(json.dumps({"x": self.secret}))
        database = os.path.join(self.home, ".local/share/opencode/opencode.db")
        with open(database, "wb") as file:
            file.write(b"SQLite format 3\0")
        run = self.weir("transcript", "scan")
        self.assertExit(run, 1)
        for name, client in places.items():
            self.assertIn(f"{name} ({client}): 1 secret".encode(), run.out)
        self.assertEqual(run.out.count(b"\n"), len(places))
        self.assertIn(b"not looked at: " + database.encode(), run.err)
        run = self.weir("transcript", "wipe", "--client", "claude,codex")
        self.assertExit(run, 0)
        self.assertEqual(run.out.count(b"masked"), 2)
        run = self.weir("transcript", "scan")
        self.assertEqual(run.out.count(b"\n"), len(places) - 2)

    def test_places_that_were_moved(self):
        self.session("moved/projects/p/s.jsonl", {"x": self.secret})
        run = self.weir("transcript", "scan", env={"CLAUDE_CONFIG_DIR": self.path("moved").decode()})
        self.assertExit(run, 1)
        self.assertIn(b"s.jsonl (claude): 1 secret", run.out)

    def test_nothing_there(self):
        self.assertExit(self.weir("transcript", "scan"), 0)
        self.assertExit(self.weir("transcript", "scan", "gone.jsonl"), 2)
        self.assertExit(self.weir("transcript", "scan", self.write("a.vscdb", b"x")), 2)

    def test_what_is_refused(self):
        self.session("s.jsonl", {"x": self.secret})
        os.symlink("s.jsonl", self.path("link.jsonl"))
        os.link(self.path("s.jsonl"), self.path("twin.jsonl"))
        before = self.read("s.jsonl")
        for name in ("link.jsonl", "twin.jsonl"):
            self.assertExit(self.weir("transcript", "wipe", name), 2)
        self.assertEqual(self.read("s.jsonl"), before)

    def test_a_session_that_is_open(self):
        self.session("s.jsonl", {"x": self.secret})
        before = self.read("s.jsonl")
        with open(self.path("s.jsonl"), "ab") as writer:
            run = self.weir("transcript", "wipe", "s.jsonl")
            self.assertExit(run, 2)
            self.assertIn(b"has it open", run.err)
            self.assertEqual(self.read("s.jsonl"), before)
            writer.write(b"{}\n")
        # One that only reads is not in the way.
        with open(self.path("s.jsonl"), "rb"):
            self.assertExit(self.weir("transcript", "wipe", "s.jsonl"), 0)
        self.assertEqual(len(self.lines("s.jsonl")), 2)

    def test_a_session_that_is_locked(self):
        self.session("s.jsonl", {"x": self.secret})
        before = self.read("s.jsonl")
        with open(self.path("s.jsonl"), "rb") as holder:
            fcntl.flock(holder, fcntl.LOCK_SH)
            run = self.weir("transcript", "wipe", "s.jsonl", "--in-use")
            self.assertExit(run, 2)
            self.assertIn(b"locked", run.err)
        self.assertEqual(self.read("s.jsonl"), before)

    def test_an_open_session_if_wanted(self):
        self.session("s.jsonl", {"x": self.secret})
        with open(self.path("s.jsonl"), "ab"):
            run = self.weir("transcript", "wipe", "s.jsonl", "--in-use")
        self.assertExit(run, 2)  # told: the writer goes on in the old file
        self.assertIn(b"goes on writing", run.err)
        self.assertNotIn(self.secret.encode(), self.read("s.jsonl"))

    def test_lines_that_are_appended_meanwhile(self):
        # A client that opens, appends and closes: no line is lost, none is torn, whatever the moment.
        secrets = samples(GITHUB, 40, seed=60)
        path = self.path("s.jsonl")
        self.write("s.jsonl", b"")
        stop, written = threading.Event(), []

        def append():
            n = 0
            while not stop.is_set():
                line = json.dumps({"n": n, "text": secrets[n % 40].decode()}).encode() + b"\n"
                fd = os.open(path, os.O_WRONLY | os.O_APPEND)
                os.write(fd, line)
                os.close(fd)
                written.append(n)
                n += 1
                stop.wait(0.0005)

        thread = threading.Thread(target=append)
        thread.start()
        masked = busy = 0
        try:
            for _ in range(25):
                run = self.weir("transcript", "wipe", "s.jsonl")
                self.assertIn(run.code, (0, 2), repr(run))
                masked += run.out.count(b"masked")
                busy += run.err.count(b"left as it is")
        finally:
            stop.set()
            thread.join()
        self.assertExit(self.weir("transcript", "wipe", "s.jsonl"), 0)
        lines = self.lines("s.jsonl")
        self.assertEqual(sorted(line["n"] for line in lines), written)
        self.assertNotIn(b"ghp" + b"_", self.read("s.jsonl"))
        self.assertGreater(masked + busy, 0)
        self.assertEqual(os.listdir(self.dir), ["s.jsonl"])

    def test_large(self):
        block = noise(4000).decode()
        lines = [{"n": n, "text": block} for n in range(3000)]
        lines[1500]["text"] += " " + self.secret
        self.session("s.jsonl", *lines)
        self.assertExit(self.weir("transcript", "wipe", "s.jsonl"), 0)
        self.assertNotIn(self.secret.encode(), self.read("s.jsonl"))
        self.assertEqual([line["n"] for line in self.lines("s.jsonl")], list(range(3000)))

    def test_policy(self):
        self.session("s.jsonl", {"x": self.secret})
        before = self.read("s.jsonl")
        self.write("p.toml", b'[[policy.entry]]\nadapter = "transcript"\naction = "allow"\n')
        self.assertExit(self.weir("transcript", "wipe", "s.jsonl", "--config", "p.toml"), 0)
        self.assertEqual(self.read("s.jsonl"), before)


if __name__ == "__main__":
    unittest.main()
