"""weir redact: bytes outside the masks stay, JSON stays JSON, nothing of a secret gets out on any path."""

import base64
import gzip
import json
import os
import random
import re
import select
import signal
import stat
import subprocess
import time
import unittest
import zlib

from harness import ANTHROPIC, GITHUB, GITLAB, OPENAI, SHAPES, WEIR, WeirTest, environment, noise, sample, samples

PLACEHOLDER = re.compile(rb"WEIR_[a-z0-9-]{1,32}_[2-9bcdfghjkmnpqrstvwxyz]{10}")
STYLES = ("placeholder", "fixed", "stars", "hash", "fake")


def password(seed=1):
    letters = random.Random(seed)
    return "".join(letters.choice("abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789")
                   for _ in range(14)).encode() + b"9k"


class RedactTest(WeirTest):
    def redact(self, data, *args, code=0, **more):
        run = self.weir("redact", *args, stdin=data, **more)
        self.assertExit(run, code)
        return run.out

    def assertHides(self, data, secret):
        """Not 8 bytes of the secret in a row."""
        for at in range(len(secret) - 7):
            self.assertNotIn(secret[at:at + 8], data)


class Text(RedactTest):
    def documents(self):
        """Texts of many kinds, with what is secret in each."""
        rnd = random.Random(4)
        tokens = [sample(rule) for rule in SHAPES]
        secret = password(2)
        logs = b"".join(b"2026-01-01 line %d user=%s token=%s\n" % (i, b"u%d" % i, tokens[i % 5])
                        for i in range(50))
        markdown = b"# Notes\n\n```sh\nexport KEY=" + tokens[0] + b"\n```\n* `" + tokens[1] + b"`, and *x*\n"
        code = b"def f():\n    return call('" + tokens[2] + b"', timeout=3)  # " + tokens[3] + b"\n"
        binary = bytes(rnd.randrange(256) for _ in range(3000)) + b"\0" + tokens[4] + b"\0" + bytes(range(256))
        crlf = b"password: \"" + secret + b"\"\r\nagain " + secret + b"\r\nend"
        return [(logs, tokens), (markdown, tokens[:2]), (code, tokens[2:4]), (binary, tokens[4:]), (crlf, [secret])]

    def test_bytes_outside_the_masks_stay(self):
        for data, secrets in self.documents():
            out = self.redact(data)
            # Each mask stands for one of the secrets; put back, the text is the old one.
            marks, rest = PLACEHOLDER.findall(out), PLACEHOLDER.split(out)
            self.assertEqual(len(marks), sum(data.count(s) for s in secrets))
            at, value_of = 0, {}
            for mark, piece in zip(marks, rest):
                self.assertTrue(data.startswith(piece, at))
                at += len(piece)
                value = next(s for s in sorted(secrets, key=len, reverse=True) if data.startswith(s, at))
                at += len(value)
                self.assertEqual(value_of.setdefault(mark, value), value)
            self.assertEqual(data[at:], rest[-1])
            self.assertEqual(len(set(value_of.values())), len(value_of))

    def test_every_style_hides_and_is_idempotent(self):
        for style in STYLES:
            for data, secrets in self.documents():
                out = self.redact(data, "--style", style)
                for secret in secrets:
                    self.assertNotIn(secret, out)
                    if style != "fake":
                        self.assertHides(out, secret)
                self.assertEqual(self.redact(out, "--style", style), out)
                self.assertExit(self.weir("scan", "-", "-q", stdin=out), 0)
        data, secrets = self.documents()[0]
        for style in ("stars", "fake"):
            self.assertEqual(len(self.redact(data, "--style", style)), len(data))
        self.assertEqual(self.redact(data, "--style", "hash"), self.redact(data, "--style", "hash"))
        out = self.redact(data, "--fixed-text", "<gone>")
        self.assertEqual(out.count(b"<gone>"), 50)
        self.assertEqual(self.redact(out, "--fixed-text", "<gone>"), out)

    def test_streamed_is_the_whole(self):
        for data, _ in self.documents():
            run = self.weir("redact", "--style", "hash", "--stream", stdin=data)
            self.assertExit(run, 0)
            self.assertEqual(run.out, self.redact(data, "--style", "hash"))

    def test_clean_text_is_passed_on(self):
        for data in (b"", b"\n", b"no secrets here", noise(5 << 20), bytes(range(256)) * 100):
            for args in ((), ("--stream",)):
                self.assertEqual(self.redact(data, *args), data)

    def test_a_large_file_is_masked_everywhere(self):
        secret = password(7)
        data = b"early " + secret + b"\n" + noise(5 << 20) + b"\npassword: \"" + secret + b"\"\n" + noise(1000)
        self.write("big.log", data)
        run = self.weir("redact", "big.log")
        self.assertExit(run, 0)
        self.assertNotIn(secret, run.out)
        with open(self.path("big.log"), "rb") as file:
            self.assertNotIn(secret, self.redact(file))
        # A pipe cannot know what comes.
        self.assertEqual(self.redact(data).count(secret), 1)

    def test_several_files_are_put_together(self):
        self.write("a", b"one " + sample(GITHUB) + b"\n")
        self.write("b", b"two\n")
        run = self.weir("redact", "a", "b", "-", stdin=b"three\n")
        self.assertExit(run, 0)
        self.assertEqual(PLACEHOLDER.sub(b"M", run.out), b"one M\ntwo\nthree\n")
        self.assertIn(b"masked 1 secret in 3 inputs: 1 github-personal-access-token\n", run.err)


class Json(RedactTest):
    def value(self, rnd, depth, secrets):
        kind = rnd.randrange(9 if depth < 4 else 6)
        if kind == 0:
            return rnd.choice([None, True, False, 1.5, -3, 10 ** 12])
        if kind == 1:
            return rnd.choice(["", "plain words", "quote \" slash / back \\ \n \u20ac \U0001f600", "\u2028"])
        if kind == 2:
            return "token " + rnd.choice(secrets) + " and more"
        if kind == 3:
            return {"password": rnd.choice(secrets)}
        if kind == 4:
            inner = json.dumps({"api_key": rnd.choice(secrets), "n": [1, {"x": "y"}]})
            return rnd.choice([inner, json.dumps(inner), base64.b64encode(inner.encode()).decode()])
        if kind == 5:
            return "-----" + "BEGIN PRIVATE KEY-----\nshort\n"
        if kind == 6:
            return [self.value(rnd, depth + 1, secrets) for _ in range(rnd.randrange(5))]
        return {f"k{i}": self.value(rnd, depth + 1, secrets) for i in range(rnd.randrange(5))}

    def same_outside(self, before, after):
        if type(before) is str and type(after) is str:
            return before == after or "WEIR_" in after
        if type(before) is not type(after):
            return False
        if isinstance(before, dict):
            return before.keys() == after.keys() and all(self.same_outside(before[k], after[k]) for k in before)
        if isinstance(before, list):
            return len(before) == len(after) and all(map(self.same_outside, before, after))
        return before == after

    def test_documents_stay_documents(self):
        rnd = random.Random(11)
        secrets = [sample(rule).decode() for rule in SHAPES] + [password(i).decode() for i in range(3)]
        lines = []
        for i in range(120):
            document = {"id": i, "v": self.value(rnd, 0, secrets), "w": self.value(rnd, 0, secrets)}
            lines.append((document, json.dumps(document, ensure_ascii=rnd.random() < 0.5).encode()))
        data = b"\n".join(line for _, line in lines) + b"\n"
        for args in ((), ("--stream",)):
            out = self.redact(data, *args)
            masked = out.split(b"\n")
            self.assertEqual(masked.pop(), b"")
            self.assertEqual(len(masked), len(lines))
            for (document, line), after in zip(lines, masked):
                self.assertTrue(self.same_outside(document, json.loads(after)), (line, after))
            for rule in SHAPES:
                self.assertNotIn(sample(rule), out)
        for document, line in lines[:30]:
            for style in STYLES:
                json.loads(self.redact(line, "--style", style))

    def test_a_key_in_a_json_string(self):
        block = samples("generic-pem-private-key-pkcs8")[0]
        document = {"key": block.decode(), "other": "stays"}
        for inner in (document, {"text": json.dumps(document)}):
            out = json.loads(self.redact(json.dumps(inner).encode()))
            self.assertEqual(out.keys(), inner.keys())
            self.assertHides(json.dumps(out).encode(), block.split(b"\n")[1])


class Sentinels(RedactTest):
    """Unique secrets in many dresses; no output, file or message shows 8 bytes of one."""

    def dresses(self):
        token = [s for s in samples(GITHUB, 12, 5)]
        out = {
            "plain": (token[0], b"key " + token[0]),
            "env": (token[1], b"export GITHUB_TOKEN='" + token[1] + b"'"),
            "json": (token[2], json.dumps({"a": {"b": token[2].decode()}}).encode()),
            "json in json": (token[3], json.dumps({"a": json.dumps({"b": token[3].decode()})}).encode()),
            "unicode escapes": (token[4], b'{"a":"' + b"".join(b"\\u%04x" % c for c in token[4]) + b'"}'),
            "percent": (token[5], b"https://x.test/?t=" + b"".join(b"%%%02X" % c for c in token[5])),
            "base64": (token[6], b"data: " + base64.b64encode(b'{"token":"' + token[6] + b'"}')),
            "base64url": (token[7], b"data: " + base64.urlsafe_b64encode(b"xx token " + token[7]).rstrip(b"=") + b"."),
            "hex": (token[8], b"hex: " + token[8].hex().encode()),
            "gzip": (token[9], b"z: " + base64.b64encode(gzip.compress(b'{"token":"' + token[9] + b'"}' * 3))),
            "utf-16": (token[10], ("token: " + token[10].decode() + " and some more text").encode("utf-16")),
            "html": (token[11], b"<p>" + b"".join(b"&#%d;" % c for c in token[11]) + b"</p>"),
            "url": (password(20), b"postgres://app:" + password(20) + b"@db.test:5432/x"),
            "password": (password(21), b"password: \"" + password(21) + b"\""),
            "header": (token[0], b"Authorization: Bearer " + token[0]),
        }
        return out

    def shown(self, data, secret):
        forms = [data]
        runs = re.findall(rb"[A-Za-z0-9+/_-]{16,}={0,2}", data)
        for run in runs:
            for phase in range(4):
                piece = run.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")[phase:]
                piece = piece[:len(piece) // 4 * 4]
                forms.append(base64.b64decode(piece))
                try:
                    forms.append(zlib.decompressobj(31).decompress(forms[-1]))
                except zlib.error:
                    pass
        forms += [bytes.fromhex(run.decode()) for run in re.findall(rb"(?:[0-9a-f]{2}){8,}", data)]
        forms.append(data.replace(b"\0", b""))
        forms.append(re.sub(rb"\\+u00(..)", lambda m: bytes.fromhex(m[1].decode()), data))
        forms.append(re.sub(rb"%([0-9A-F]{2})", lambda m: bytes.fromhex(m[1].decode()), data))
        forms.append(re.sub(rb"&#(\d+);", lambda m: bytes([int(m[1])]), data))
        return any(secret[at:at + 8] in form for form in forms for at in range(4, len(secret) - 7))

    def test_the_test_sees_them(self):
        for name, (secret, text) in self.dresses().items():
            self.assertTrue(self.shown(text, secret), name)

    def test_no_dress_gets_through(self):
        for name, (secret, text) in self.dresses().items():
            if name == "utf-16":
                whole = text
            else:
                whole = b"before\n" + text + b"\nafter\n"
            for style in ("placeholder", "stars", "hash", "fixed"):
                out = self.redact(whole, "--style", style)
                self.assertFalse(self.shown(out, secret), (name, style, out))
                if name != "utf-16":
                    self.assertTrue(out.startswith(b"before\n") and out.endswith(b"\nafter\n"), (name, out))

    def test_no_path_shows_them(self):
        dresses = self.dresses()
        plain = [(secret, text) for name, (secret, text) in dresses.items() if name != "utf-16"]
        data = b"\n".join(text for _, text in plain) + b"\n"
        # A stream does not look into other dress.
        plainest = b"\n".join(text for secret, text in plain if secret in text)
        self.write("in.txt", data)
        self.write("known", b"\n".join(secret for secret, _ in plain) + b"\nabc\n")
        self.write("folder/x", b"x")
        os.symlink("in.txt", self.path("link"))
        runs = [
            self.weir("redact", "in.txt"),
            self.weir("redact", "in.txt", "--report", "report.jsonl"),
            self.weir("redact", "in.txt", "--style", "stars", "-q"),
            self.weir("redact", "--known", "known", "in.txt"),
            self.weir("redact", "--known", "known", "--stream", stdin=plainest),
            self.weir("redact", "--known", "in.txt", "missing"),
            self.weir("redact", "--max-time", "1ms", "in.txt"),
            self.weir("redact", "in.txt", "folder", "missing"),
            self.weir("redact", "--in-place", "link"),
            self.weir("redact", "--in-place", "folder"),
            self.weir("redact", "--known", "known", "--only", "no-such-rule", "in.txt"),
            self.weir("redact", "--fixed-text", "a\"b", "in.txt"),
            self.weir("redact", "in.txt", "--report", "folder"),
        ]
        with open("/dev/full", "wb") as full:
            done = subprocess.run([WEIR, "redact", "in.txt"], stdout=full, stderr=subprocess.PIPE,
                                  env=environment(self.home), cwd=self.dir)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(b"masked text", done.stderr)
            self.assertHides(done.stderr, plain[0][0])
        report = self.read("report.jsonl")
        for secret, _ in plain:
            for run in runs:
                self.assertFalse(self.shown(run.out, secret), run)
                self.assertFalse(self.shown(run.err, secret), run)
            self.assertFalse(self.shown(report, secret))
        for line in report.splitlines():
            entry = json.loads(line)
            self.assertEqual(entry["path"], "in.txt")
            self.assertLess(entry["start"], entry["end"])
            self.assertRegex(entry["mask"].encode(), PLACEHOLDER)


class InPlace(RedactTest):
    def test_masks_the_file_and_keeps_its_mode(self):
        secret = sample(GITLAB)
        path = self.write("a.env", b"T=" + secret + b"\n")
        os.chmod(path, 0o640)
        self.write("clean", b"nothing\n")
        before = os.stat(self.path("clean"))
        run = self.weir("redact", "-i", "a.env", "clean")
        self.assertExit(run, 0)
        self.assertEqual(run.out, b"")
        self.assertRegex(self.read("a.env"), rb"^T=" + PLACEHOLDER.pattern + b"\n$")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o640)
        after = os.stat(self.path("clean"))
        self.assertEqual((before.st_ino, before.st_mtime_ns), (after.st_ino, after.st_mtime_ns))
        self.assertEqual(sorted(os.listdir(self.dir)), ["a.env", "clean"])

    def test_what_is_refused_stays_as_it_is(self):
        secret = sample(GITLAB)
        data = b"T=" + secret + b"\n"
        self.write("real", data)
        os.symlink("real", self.path("link"))
        os.mkdir(self.path("folder"))
        os.mkfifo(self.path("fifo"))
        self.write("two", data)
        os.link(self.path("two"), self.path("names"))
        for name in ("link", "folder", "fifo", "names", "missing"):
            run = self.weir("redact", "--in-place", name, timeout=20)
            self.assertOneLineOrTwo(run, name)
        self.assertEqual(self.read("real"), data)
        self.assertEqual(self.read("two"), data)
        for args in (("--in-place",), ("--in-place", "-"), ("--in-place", "--stream", "real")):
            self.assertExit(self.weir("redact", *args), 2)
        # The others are masked all the same.
        self.assertExit(self.weir("redact", "--in-place", "missing", "real"), 2)
        self.assertNotIn(secret, self.read("real"))

    def assertOneLineOrTwo(self, run, name):
        self.assertExit(run, 2)
        self.assertIn(name.encode(), run.err)
        self.assertEqual(run.out, b"")

    def test_a_folder_that_cannot_be_written(self):
        path = self.write("shut/a", b"T=" + sample(GITLAB) + b"\n")
        os.chmod(os.path.dirname(path), 0o555)
        os.chmod(path, 0o644)
        run = self.weir_as_nobody("redact", "--in-place", "shut/a")
        self.assertExit(run, 2)
        self.assertIn(b"ermission denied", run.err)
        self.assertEqual(self.read("shut/a"), b"T=" + sample(GITLAB) + b"\n")


class Live(RedactTest):
    def start(self, *args):
        process = subprocess.Popen([WEIR, "redact", "--stream", *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=environment(self.home), cwd=self.dir)
        self.addCleanup(lambda: (process.kill(), process.wait(), process.stdin.close(), process.stdout.close(),
                                 process.stderr.close()))
        return process

    def arrived(self, process, seconds=10):
        ready, _, _ = select.select([process.stdout], [], [], seconds)
        return os.read(process.stdout.fileno(), 1 << 16) if ready else b""

    def test_what_is_decided_comes_at_once(self):
        process = self.start()
        out = b""
        for i in range(20):
            process.stdin.write(b"line %d of a log that grows, word by word\n" % i)
            process.stdin.flush()
            out += self.arrived(process)
            self.assertIn(b"line %d of a log" % i, out)

    def test_the_beginning_of_a_secret_is_held(self):
        secret = sample(GITHUB)
        process = self.start()
        process.stdin.write(b"the token is " + secret[:30])
        process.stdin.flush()
        out = self.arrived(process)
        self.assertNotIn(secret[:8], out)
        process.stdin.write(secret[30:] + b" and goes on\n")
        process.stdin.flush()
        while b"goes on" not in out:
            more = self.arrived(process)
            self.assertNotEqual(more, b"")
            out += more
        self.assertRegex(out, rb"^the token is " + PLACEHOLDER.pattern + rb" and goes on")

    def test_a_signal_shows_nothing_of_what_is_held(self):
        secret = sample(GITHUB)
        process = self.start()
        process.stdin.write(b"first line of it\nthe token is " + secret[:30])
        process.stdin.flush()
        out = self.arrived(process)
        process.send_signal(signal.SIGTERM)
        rest, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 128 + signal.SIGTERM)
        self.assertHides(out + rest + err, secret)

    def test_a_reader_that_leaves(self):
        for args in (("--stream",), ()):
            process = subprocess.Popen([WEIR, "redact", *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, env=environment(self.home), cwd=self.dir)
            process.stdout.close()
            try:
                process.stdin.write(noise(8 << 20))
                process.stdin.close()
            except BrokenPipeError:
                pass
            self.assertEqual(process.stderr.read(), b"")
            process.stderr.close()
            self.assertEqual(process.wait(timeout=60), 2)

    def test_closed_standard_output(self):
        done = subprocess.run(["/bin/sh", "-c", '"$0" redact >&-', WEIR], input=b"some text\n", stderr=subprocess.PIPE,
                              env=environment(self.home), cwd=self.dir)
        self.assertEqual(done.returncode, 2, done.stderr)


class Known(RedactTest):
    def test_all_forms_are_masked(self):
        value = 'zq"7/kX 4w\\9pL'
        self.write("my.env", b"# mine\nTOKEN='" + value.encode() + b"'\nPORT=80\n")
        forms = {
            "plain": value.encode(),
            "json": json.dumps(value).encode(),
            "json in json": json.dumps(json.dumps(value)).encode(),
            "percent": b"zq%227%2FkX%204w%5C9pL",
            "hex": value.encode().hex().encode(),
            "HEX": value.encode().hex().upper().encode(),
        }
        for before in range(3):
            forms[f"base64 {before}"] = base64.b64encode(b"x" * before + value.encode() + b"yyyy")
            forms[f"base64url {before}"] = base64.urlsafe_b64encode(b"x" * before + value.encode() + b"yyyy")
        for name, form in forms.items():
            for args in ((), ("--stream",)):
                text = b"a(" + form + b")b"
                out = self.redact(text, "--known", "my.env", *args)
                self.assertRegex(out, b"^a\\(.*" + PLACEHOLDER.pattern + b".*\\)b$", name)
                self.assertHides(out, form[4:-4] if name.startswith("base64") else form)
        found = self.weir("scan", "--known", "my.env", "-", "--format", "jsonl", stdin=b"glued" + value.encode() + b"x")
        self.assertExit(found, 1)
        self.assertEqual([f["rule"] for f in found.findings()], ["known-value"])
        self.assertIn(b"PORT is not looked for: 2 bytes", found.err)

    def test_the_environment(self):
        value = password(31)
        run = self.weir("redact", "--known", "env:MY_*", stdin=b"x" + value + b"x",
                        env={"MY_KEY": value.decode(), "MY_N": "7"})
        self.assertExit(run, 0)
        self.assertRegex(run.out, b"^x" + PLACEHOLDER.pattern + b"x$")
        self.assertIn(b"MY_N", run.err)

    def test_a_source_without_values_is_an_error(self):
        self.write("short", b"abc\n")
        for source in ("short", "env:NO_SUCH_*", "missing"):
            run = self.weir("redact", "--known", source, stdin=b"text")
            self.assertExit(run, 2)
            self.assertEqual(run.out, b"")

    def test_thousands(self):
        rnd = random.Random(9)
        values = [("v%d-" % i + "".join(rnd.choice("abcdefgh23456") for _ in range(16))).encode() for i in range(3000)]
        self.write("many", b"\n".join(values))
        start = time.monotonic()
        out = self.redact(b" ".join(values), "--known", "many")
        self.assertEqual(len(PLACEHOLDER.findall(out)), len(values))
        self.assertLess(time.monotonic() - start, 60)


if __name__ == "__main__":
    unittest.main()
