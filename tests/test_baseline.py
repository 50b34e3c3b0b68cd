"""weir baseline and weir triage: what is known, what is new, and what a person decides."""

import json
import os
import pty
import re
import select
import subprocess
import termios
import time

from harness import GITHUB, GITLAB, OPENAI, WEIR, WeirTest, environment, sample

FILE = ".weir-baseline"


class BaselineTest(WeirTest):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path(".git"))
        self.write("src/a.env", b"k=" + sample(GITHUB) + b"\n")
        self.write("b.env", b"k=" + sample(GITLAB) + b"\n")

    def new(self, *args, **more):
        run = self.weir("scan", *(args or (".",)), "--baseline", FILE, "--format", "jsonl", **more)
        self.assertIn(run.code, (0, 1), repr(run))
        return sorted((f["path"], f["rule"]) for f in run.findings())

    def lines(self):
        return self.read(FILE).splitlines()


class Baselines(BaselineTest):
    def test_create_then_only_new_ones_are_reported(self):
        run = self.weir("baseline", "create")
        self.assertExit(run, 0)
        self.assertEqual(run.out, b".weir-baseline: 2 known secrets\n")
        self.assertEqual(self.new(), [])
        self.write("c.env", b"k=" + sample(OPENAI) + b"\n")
        self.assertEqual([r for _, r in self.new()], [OPENAI])
        # The same secret in another file is another place to clear.
        self.write("d.env", b"k=" + sample(GITLAB) + b"\n")
        self.assertEqual([r for _, r in self.new()], [OPENAI, GITLAB])
        # From a folder below, and by the settings.
        run = self.weir("scan", ".", "--baseline", "../.weir-baseline", cwd=self.path("src"))
        self.assertExit(run, 0)
        self.write("weir.toml", b"[scan]\nbaseline = \".weir-baseline\"\n")
        self.assertExit(self.weir("scan", ".", cwd=self.path("src")), 0)

    def test_it_is_safe_to_commit(self):
        self.write("p.env", b"password = \"" + b"hunter2-" + b"Xy7\"\n")
        self.assertExit(self.weir("baseline", "create"), 0)
        text = self.read(FILE)
        import hashlib
        for value in (sample(GITHUB), sample(GITLAB), b"hunter2-Xy7"):
            self.assertNotIn(value, text)
            for name in ("md5", "sha1", "sha256", "sha512"):
                self.assertNotIn(hashlib.new(name, value).hexdigest()[:16].encode(), text)
        # Another key, another file.
        run = self.weir("baseline", "create", "--force", env={"WEIR_FINGERPRINT_KEY": "k" * 20})
        self.assertExit(run, 0)
        prints = lambda data: set(re.findall(rb'"fingerprint":"([0-9a-f]+)"', data))
        self.assertEqual(len(prints(text)), 3)
        self.assertFalse(prints(text) & prints(self.read(FILE)))
        self.assertEqual(os.stat(self.path(FILE)).st_mode & 0o777, 0o644)
        # The baseline itself is no finding.
        self.assertExit(self.weir("scan", FILE), 0)

    def test_it_stays_right_when_lines_move(self):
        self.assertExit(self.weir("baseline", "create"), 0)
        before = self.read(FILE)
        self.write("src/a.env", b"# one\n# two\n\n  export TOKEN='" + sample(GITHUB) + b"' # three\n")
        self.assertEqual(self.new(), [])
        self.assertExit(self.weir("baseline", "update"), 0)
        self.assertEqual(self.read(FILE), before)

    def test_one_sorted_line_an_entry(self):
        self.write("z/1", b"k=" + sample(OPENAI) + b"\n")
        self.write("a/1", b"k=" + sample(OPENAI) + b"\nk=" + sample(OPENAI) + b"\n")
        self.assertExit(self.weir("baseline", "create"), 0)
        head, *entries = self.lines()
        self.assertEqual(set(json.loads(head)), {"weir_baseline", "key"})
        paths = [json.loads(e)["path"] for e in entries]
        self.assertEqual(paths, ["a/1", "b.env", "src/a.env", "z/1"])
        self.assertEqual(self.read(FILE).count(b"\n"), 5)

    def test_baselines_of_two_branches_merge(self):
        self.assertExit(self.weir("baseline", "create", "src"), 0)
        one = self.read(FILE)
        self.assertExit(self.weir("baseline", "create", "--force", "b.env"), 0)
        self.write(FILE, one + self.read(FILE))  # as merge=union leaves it
        self.assertEqual(self.new(), [])
        self.assertExit(self.weir("baseline", "update"), 0)
        self.assertEqual(len(self.lines()), 3)
        self.write(FILE, one + b"<<<<<<< ours\n")
        run = self.weir("scan", ".", "--baseline", FILE)
        self.assertOneLine(run, "merge", ":3:")

    def test_diff_and_update(self):
        self.assertExit(self.weir("baseline", "create"), 0)
        run = self.weir("baseline", "diff")
        self.assertExit(run, 0)
        self.assertEqual(run.out, b"0 new secrets, 0 gone, 2 kept\n")
        self.write("b.env", b"k=\n")
        self.write("src/c.env", b"k=" + sample(OPENAI) + b"\n")
        run = self.weir("baseline", "diff")
        self.assertExit(run, 1)
        self.assertRegex(run.out, rb"^\+ src/c.env " + OPENAI.encode() + rb" [0-9a-f]{32}\n- b.env ")
        before = self.read(FILE)
        # What was not looked at is neither gone nor new.
        run = self.weir("baseline", "diff", "src")
        self.assertExit(run, 1)
        self.assertIn(b"1 new secret, 0 gone, 2 kept", run.out)
        self.assertEqual(self.read(FILE), before)
        # Unused entries are told by a scan of everything.
        run = self.weir("scan", ".", "--baseline", FILE)
        self.assertExit(run, 1)
        self.assertIn(b"baseline: .weir-baseline:2 matched nothing", run.err)
        self.assertExit(self.weir("baseline", "update"), 0)
        self.assertEqual(self.new(), [])
        self.assertNotIn(b"b.env", self.read(FILE))

    def test_marks_and_reasons_stay(self):
        self.assertExit(self.weir("baseline", "create"), 0)
        text = self.read(FILE).replace(b'"}\n', b'","mark":"ignore","reason":"because"}\n').replace(
            b'","mark":"ignore","reason":"because"}\n', b'"}\n', 1)
        self.write(FILE, text)
        self.write("b.env", self.read("b.env") + b"k=" + sample(OPENAI) + b"\n")
        self.assertExit(self.weir("baseline", "update"), 0)
        self.assertEqual(self.read(FILE).count(b'"reason":"because"'), text.count(b"because"))
        listed = self.weir("scan", ".", "--baseline", FILE, "--format", "jsonl", "-v").findings()
        self.assertEqual({f["suppressed"]["kind"] for f in listed}, {"baseline"})
        self.assertIn("ignore: because", {f["suppressed"]["reason"] for f in listed})

    def test_what_it_refuses(self):
        self.assertExit(self.weir("baseline", "diff"), 2)
        self.assertExit(self.weir("baseline", "update"), 2)
        self.assertExit(self.weir("scan", ".", "--baseline", FILE), 2)
        self.assertExit(self.weir("baseline", "create"), 0)
        before = self.read(FILE)
        self.assertOneLine(self.weir("baseline", "create"), "there already", "--force")
        other = {"WEIR_FINGERPRINT_KEY": "a key of someone else"}
        for args in (["scan", ".", "--baseline", FILE], ["baseline", "diff"], ["baseline", "update"]):
            self.assertOneLine(self.weir(*args, env=other), "another fingerprint key")
        run = self.weir("baseline", "update", "missing")
        self.assertExit(run, 2)
        self.assertIn(b"nothing was written", run.err)
        self.assertExit(self.weir("baseline", "create", "-o", "x"), 2)
        self.assertOneLine(self.weir("baseline", "create", "-", "--force"), "standard input")
        run = self.weir("baseline", "create", "--force", env={"HOME": "/nonexistent"})
        self.assertOneLine(run, "no fingerprint key that lasts")
        self.assertEqual(self.read(FILE), before)

    def test_hostile_files(self):
        head = b'{"weir_baseline":1,"key":"00"}\n'
        cases = [b"", b"x", b"[" * 100_000, b"{" * 100_000, head + b'{"path":"x"}\n', b'{"weir_baseline":2}\n',
                 head + b'{"path":"x","fingerprint":"' + b"0" * 31 + b'"}\n', head + b'{"path":1}\n',
                 head + b'{"path":"x","fingerprint":"' + b"0" * 32 + b'","until":"x"}\n',
                 head + b'{"path":"' + b"x" * 100_000 + b'"}\n', head + head.replace(b"00", b"11"),
                 b"\xff\xfe\x00", head + b'{"path_base64":"!","fingerprint":"' + b"0" * 32 + b'"}\n']
        for text in cases:
            with self.subTest(text=text[:60]):
                self.write(FILE, text)
                self.assertOneLine(self.weir("scan", ".", "--baseline", FILE), ".weir-baseline")
        run = self.weir("baseline", "create", "--baseline", "link")
        self.assertExit(run, 0)
        os.rename(self.path("link"), self.path("real"))
        os.symlink("real", self.path("link"))
        self.assertExit(self.weir("baseline", "create", "--baseline", "link", "--force"), 2)

    def test_names_that_are_no_text(self):
        self.write(b"n\xff.env", b"k=" + sample(OPENAI) + b"\n")
        self.assertExit(self.weir("baseline", "create"), 0)
        self.assertIn(b"path_base64", self.read(FILE))
        self.assertEqual(self.new(), [])
        self.write("star*.env", b"k=" + sample(OPENAI) + b"\n")
        self.assertExit(self.weir("baseline", "update"), 0)
        self.write("star-other.env", b"k=" + sample(OPENAI) + b"\n")
        self.assertEqual([p for p, _ in self.new()], ["./star-other.env"[2:]])


class Terminal:
    """weir on a pseudo terminal."""

    def __init__(self, test, *args, columns=80, term="xterm"):
        self.main, inner = pty.openpty()
        import fcntl
        import struct
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.before = termios.tcgetattr(inner)
        self.inner = inner
        self.process = subprocess.Popen([WEIR, *args], stdin=inner, stdout=inner, stderr=inner, cwd=test.dir,
                                        env=environment(test.home, TERM=term), start_new_session=True)
        self.seen = b""
        test.addCleanup(self.stop)

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def until(self, text, timeout=60):
        """Reads until `text` shows behind what was waited for before."""
        end = time.monotonic() + timeout
        while text not in self.seen:
            ready, _, _ = select.select([self.main], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise AssertionError(f"no {text!r} in {self.seen!r}")
            self.seen += os.read(self.main, 65536)
        at = self.seen.index(text) + len(text)
        shown, self.seen = self.seen[:at], self.seen[at:]
        return shown

    def keys(self, data):
        os.write(self.main, data)

    def end(self):
        code = self.process.wait(timeout=60)
        rest = self.seen
        while True:
            ready, _, _ = select.select([self.main], [], [], 0.2)
            if not ready:
                break
            rest += os.read(self.main, 65536)
        after = termios.tcgetattr(self.inner)
        os.close(self.main)
        os.close(self.inner)
        assert after == self.before, "the terminal was left changed"
        return code, rest


class TriageTest(BaselineTest):
    PROMPT = b"? help > "

    def setUp(self):
        super().setUp()
        self.write("c.env", b"k=" + sample(OPENAI) + b"\n")

    def test_needs_a_terminal(self):
        self.assertOneLine(self.weir("triage"), "needs a terminal")
        self.assertOneLine(self.weir("triage", stdin=b"ttt"), "needs a terminal")

    def test_decisions_are_written(self):
        self.write("weir.toml", b"# mine\n[scan]\n")
        terminal = Terminal(self, "triage", "--color", "never")
        first = terminal.until(self.PROMPT)
        self.assertIn(b"1 of 3", first)
        self.assertIn(b"b.env:1:3", first)
        self.assertNotIn(b"\x1b", first)
        self.assertNotIn(sample(GITLAB), first)
        terminal.keys(b"f")
        terminal.until(b"reason (empty: back): ")
        terminal.keys(b"\n")  # back
        terminal.until(self.PROMPT)
        terminal.keys(b"f")
        terminal.until(b"back): ")
        terminal.keys(b"made up\n")
        terminal.until(b"written to ./weir.toml:")
        self.assertIn(b"2 of 3", terminal.until(self.PROMPT))
        terminal.keys(b"?")
        terminal.until(b"decide later")
        terminal.until(self.PROMPT)
        terminal.keys(b"i")
        terminal.until(b"back): ")
        terminal.keys(b"rotated \"long\" ago\n")
        terminal.until(self.PROMPT)
        terminal.keys(b"t")
        code, rest = terminal.end()
        self.assertEqual(code, 0, rest)
        self.assertIn(b"1 true, 1 false, 1 ignored, 0 left", rest)
        text = self.read("weir.toml")
        self.assertTrue(text.startswith(b"# mine\n[scan]\n"))
        self.assertIn(b'reason = "false alarm: made up"', text)
        self.assertIn(b'reason = "rotated \\"long\\" ago"', text)
        for value in (sample(GITHUB), sample(GITLAB), sample(OPENAI)):
            self.assertNotIn(value, text)
        run = self.weir("scan", ".", "--format", "jsonl")
        self.assertEqual([f["rule"] for f in run.findings()], [GITHUB])

    def test_lines_fit_eighty_columns(self):
        terminal = Terminal(self, "triage", columns=80, term="dumb")
        shown = terminal.until(self.PROMPT)
        self.assertNotIn(b"\x1b", shown)
        for line in shown.decode().splitlines():
            self.assertLessEqual(len(line), 80, line)
        terminal.keys(b"q")
        code, rest = terminal.end()
        self.assertEqual(code, 0, rest)
        self.assertIn(b"3 left", rest)
        self.assertFalse(os.path.exists(self.path("weir.toml")))

    def test_a_signal_ends_it_and_what_was_decided_stays(self):
        terminal = Terminal(self, "triage")
        terminal.until(self.PROMPT)
        terminal.keys(b"i")
        terminal.until(b"back): ")
        terminal.keys(b"known\n")
        terminal.until(self.PROMPT)
        terminal.process.send_signal(2)
        code, rest = terminal.end()
        self.assertEqual(code, 130, rest)
        self.assertIn(b"known", self.read("weir.toml"))

    def test_a_report(self):
        run = self.weir("scan", "--format", "jsonl", "-o", "found.jsonl", ".")
        self.assertExit(run, 1)
        report = self.read("found.jsonl").splitlines(keepends=True)
        self.write("found.jsonl", report[0] + report[1])
        os.remove(self.path("b.env"))
        terminal = Terminal(self, "triage", "found.jsonl")
        shown = terminal.until(self.PROMPT)
        self.assertIn(b"1 finding of the report not there any more", shown)
        self.assertIn(b"1 of 1", shown)
        self.assertIn(b"c.env", shown)
        terminal.keys(b"s")
        self.assertEqual(terminal.end()[0], 0)
        self.write("bad.jsonl", b"{}\n")
        terminal = Terminal(self, "triage", "bad.jsonl")
        code, rest = terminal.end()
        self.assertEqual(code, 2)
        self.assertIn(b"bad.jsonl:1: it has no path", rest)

    def test_to_the_baseline(self):
        terminal = Terminal(self, "triage", "--to", "baseline")
        for key, reason in ((b"f", b"made up\n"), (b"t", b""), (b"i", b"later\n")):
            terminal.until(self.PROMPT)
            terminal.keys(key)
            if reason:
                terminal.until(b"back): ")
                terminal.keys(reason)
        self.assertEqual(terminal.end()[0], 0)
        entries = [json.loads(line) for line in self.lines()[1:]]
        self.assertEqual([(e["path"], e["mark"], e.get("reason")) for e in entries],
                         [("b.env", "false", "made up"), ("c.env", "true", None), ("src/a.env", "ignore", "later")])
        self.assertEqual(self.new(), [])
        self.assertFalse(os.path.exists(self.path("weir.toml")))
