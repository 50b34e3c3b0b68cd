"""weir restore and weir vault: what is masked with a vault comes back, and nothing else does."""

import json
import os
import random
import select
import signal
import stat
import subprocess
import time

from harness import ANTHROPIC, GITHUB, GITLAB, OPENAI, WEIR, WeirTest, environment, noise, sample, samples


class VaultTest(WeirTest):
    def setUp(self):
        super().setUp()
        run = self.weir("vault", "key")
        self.assertExit(run, 0)
        self.key = os.path.join(self.home, ".config", "weir", "vault.key")

    def redact(self, text, *args, vault="v", code=0, **more):
        run = self.weir("redact", "-q", "--vault", vault, *args, stdin=text, **more)
        self.assertExit(run, code)
        return run.out

    def restore(self, text, *args, vault="v", code=0, **more):
        run = self.weir("restore", "--vault", vault, *args, stdin=text, **more)
        self.assertExit(run, code)
        return run.out


class RoundTrip(VaultTest):
    def texts(self):
        rng = random.Random(4)
        github, openai = samples(GITHUB, 4), samples(OPENAI, 4)
        odd = "pa\"ss\\wö\trd9Qz"
        yield b""
        yield b"nothing here, With a W at the end: W"
        yield noise(200_000) + b" " + github[0] + b"\n" + noise(2_500_000) + b" " + openai[0] + b" and " + github[0]
        for i in range(4):
            document = {"user": "x", "token": github[i].decode(), "nested": json.dumps({"api_key": openai[i].decode()}),
                        "list": ["password: " + odd, {"password": odd + str(i)}], "n": rng.random()}
            yield json.dumps(document).encode()
            yield json.dumps(document, indent=2, ensure_ascii=False).encode()
            yield b"".join(json.dumps({"line": n, "k": github[n % 4].decode()}).encode() + b"\n" for n in range(50))
        yield b"# Title\n\n`" + github[1] + b"` and **" + openai[1] + b"**\n\n```py\nkey = '" + github[2] + b"'\n```\n"
        yield bytes(rng.randrange(256) for _ in range(5000)) + github[0] + bytes(rng.randrange(256) for _ in range(5000))
        yield ("token = " + github[3].decode() + "\r\n").encode("utf-16")
        yield ("token = " + github[3].decode() + "\r\n").encode("utf-16-be")

    def test_whole(self):
        for text in self.texts():
            masked = self.redact(text)
            for rule in (GITHUB, OPENAI):
                for secret in samples(rule, 4):
                    self.assertTrue(secret not in masked, (rule, len(text)))
            self.assertTrue(self.restore(masked) == text, text[:200])
            # Stable: the same text has the same mask.
            self.assertTrue(self.redact(text) == masked)

    def test_stream(self):
        for text in self.texts():
            masked = self.redact(text, "--stream")
            self.assertTrue(self.restore(masked, "--stream") == text, text[:200])

    def test_json_stays_json_where_the_value_goes(self):
        awkward = 'a"b\\c' + sample(GITHUB).decode()[4:20]
        masked = self.redact(("password='" + awkward + "'\n").encode())
        mark = masked[masked.index(b"WEIR_"):].split(b"'")[0].decode()
        answer = json.dumps({"tool": "login", "arguments": json.dumps({"password": mark})}).encode()
        back = json.loads(self.restore(answer))
        value = json.loads(back["arguments"])["password"]
        self.assertIn(value, awkward)
        self.assertGreater(len(value), 4)
        upper = self.restore(mark.upper().replace("_", "\\_").encode())
        self.assertEqual(upper.decode(), value)

    def test_files_and_output(self):
        text = b"k=" + sample(GITLAB) + b"\n"
        self.write("m", self.redact(text))
        run = self.weir("restore", "--vault", "v", "m", "m", "-o", "m")
        self.assertExit(run, 0)
        self.assertEqual((run.out, self.read("m")), (b"", text + text))
        self.assertEqual(stat.S_IMODE(os.stat(self.path("m")).st_mode), 0o600)
        self.assertIn(b"restored 2 placeholders", run.err)
        os.symlink(self.path("m"), self.path("link"))
        self.assertExit(self.weir("restore", "--vault", "v", "m", "-o", "link"), 2)

    def test_full_output(self):
        masked = self.redact(b"k=" + sample(GITLAB) + b"\n")
        with open("/dev/full", "wb") as full:
            run = self.weir("restore", "--vault", "v", stdin=masked, stdout=full)
            self.assertExit(run, 2)
            self.assertNotIn(sample(GITLAB), run.err)
        with open("/dev/full", "wb") as full:
            self.assertExit(self.weir("redact", "--vault", "v", stdin=sample(GITLAB), stdout=full), 2)

    def test_planted_ones_stay(self):
        self.redact(b"k=" + sample(GITHUB))
        planted = b"WEIR_github-pat_2222222222 weir_x_bcdfghjkmn WEIR_github-pat_"
        run = self.weir("restore", "--vault", "v", stdin=planted)
        self.assertExit(run, 0)
        self.assertEqual(run.out, planted)
        self.assertIn(b"2 unknown", run.err)
        # What another vault has issued is unknown here.
        other = self.redact(b"k=" + sample(GITHUB), vault="w")
        self.assertEqual(self.restore(other), other)
        self.assertEqual(self.restore(other, vault="w"), b"k=" + sample(GITHUB))

    def test_never_restore(self):
        text = b"t=" + sample(GITHUB) + b"\n"
        pem = b"-----BEGIN RSA " + b"PRIVATE KEY-----\n" + b"".join(
            bytes(random.Random(i).choices(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", k=64))
            + b"\n" for i in range(24)) + b"-----END RSA " + b"PRIVATE KEY-----\n"
        masked = self.redact(text + pem)
        self.assertNotIn(b"BEGIN", masked)
        run = self.weir("restore", "--vault", "v", stdin=masked)
        self.assertTrue(run.out.startswith(text))
        self.assertIn(b"WEIR_", run.out)
        self.assertIn(b"never restored", run.err)
        self.assertEqual(self.restore(masked, "--never-restore", "credential,private-key"), masked)
        self.assertEqual(self.restore(self.redact(text + pem, "--never-restore", "none"), "--never-restore", "none"),
                         text + pem)
        run = self.weir("restore", "--vault", "v", "--never-restore", "nonsense", stdin=b"")
        self.assertOneLine(run, "nonsense")
        self.write("weir.toml", b'[scan]\nnever_restore = ["credential"]\n')
        self.assertEqual(self.restore(self.redact(text, vault="w"), vault="w").count(b"WEIR_"), 1)

    def test_expired(self):
        text = b"t=" + sample(GITHUB) + b"\n"
        masked = self.redact(text)
        time.sleep(2.1)
        run = self.weir("restore", "--vault", "v", "--vault-max-age", "1s", stdin=masked)
        self.assertEqual(run.out, masked)
        self.assertIn(b"too old", run.err)
        self.assertEqual(self.restore(masked, "--vault-max-age", "1h"), text)
        before = os.path.getsize(self.path("v"))
        self.redact(b"t=" + sample(GITLAB), "--vault-max-age", "1s")  # purges what is old
        self.assertEqual(self.restore(masked), masked)
        self.assertLess(os.path.getsize(self.path("v")), before + 40)


class Vault(VaultTest):
    def test_key(self):
        run = self.weir("vault", "key")
        self.assertExit(run, 2)  # there is one
        self.assertEqual(stat.S_IMODE(os.stat(self.key).st_mode), 0o600)
        masked = self.redact(b"t=" + sample(GITHUB))
        self.assertExit(self.weir("vault", "key", "other"), 0)
        run = self.weir("restore", "--vault", "v", "--vault-key", "file:other", stdin=masked)
        self.assertOneLine(run, "key does not open")
        printed = self.weir("vault", "key", "-").out.strip().decode()
        self.assertRegex(printed, r"\A[0-9a-f]{64}\Z")
        with open(self.key) as file:
            key = file.read().strip()
        os.rename(self.key, self.key + ".old")
        self.assertOneLine(self.weir("restore", "--vault", "v", stdin=masked), "weir vault key")
        for args, env in ((["--vault-key", "env:K"], {"K": key}), ([], {"WEIR_VAULT_KEY": key})):
            self.assertEqual(self.restore(masked, *args, env=env), b"t=" + sample(GITHUB))
        for bad in ("", "abc", key + "0", "z" * 64):
            run = self.weir("restore", "--vault", "v", env={"WEIR_VAULT_KEY": bad}, stdin=masked)
            self.assertExit(run, 2)
            self.assertNotIn(key.encode(), run.err)
        run = self.weir("restore", "--vault", "v", "--vault-key", "keyring:weir-no-such-key", stdin=masked)
        self.assertOneLine(run, "key")  # not there, or no keyrings here
        self.assertOneLine(self.weir("restore", stdin=masked), "--vault")

    def test_what_is_not_safe_is_refused(self):
        masked = self.redact(b"t=" + sample(GITHUB))
        for name in ("v", self.key):
            os.chmod(self.path(name) if name == "v" else name, 0o640)
            self.assertOneLine(self.weir("restore", "--vault", "v", stdin=masked), "open to others")
            self.assertExit(self.weir("redact", "--vault", "v", stdin=b"x"), 2)
            os.chmod(self.path(name) if name == "v" else name, 0o600)
        os.symlink(self.path("v"), self.path("l"))
        self.assertOneLine(self.weir("restore", "--vault", "l", stdin=masked), "symbolic link")
        self.assertOneLine(self.weir("restore", "--vault", "l", "--vault-key", "l", stdin=masked), "symbolic link")
        os.unlink(self.path("l"))
        os.link(self.path("v"), self.path("l"))
        self.assertOneLine(self.weir("restore", "--vault", "l", stdin=masked), "more than one name")
        os.unlink(self.path("l"))
        os.mkfifo(self.path("f"), 0o600)
        self.assertOneLine(self.weir("restore", "--vault", "f", stdin=masked), "regular")
        os.mkdir(self.path("open"))
        os.chmod(self.path("open"), 0o777)
        self.assertOneLine(self.weir("redact", "--vault", "open/v", stdin=b"x"), "folder")
        self.assertEqual(os.listdir(self.path("open")), [])
        self.assertOneLine(self.weir("restore", "--vault", "none", stdin=b"x"), "none")
        self.assertEqual(self.restore(masked), b"t=" + sample(GITHUB))

    def test_damage(self):
        """Never a crash, never a wrong value, and never a value of a damaged place."""
        secrets = [sample(GITHUB), sample(GITLAB)]
        masked = b"".join(self.redact(b"t=" + s + b"\n") for s in secrets)  # two frames
        whole = self.read("v")
        texts = {masked, b"t=" + secrets[0] + b"\n" + masked[masked.index(b"\n") + 1:]}
        # vault_test.cc does this with every byte; here is what the program makes of it.
        for at in range(0, len(whole), 11):
            damaged = bytearray(whole)
            damaged[at] ^= 1 << (at % 8)
            with open(self.path("v"), "wb") as file:
                file.write(damaged)
            run = self.weir("restore", "--vault", "v", stdin=masked)
            self.assertIn(run.code, (0, 2), at)
            if run.code == 0:
                self.assertIn(run.out, texts, at)
            else:
                self.assertEqual(run.out, b"", at)
        for size in range(0, len(whole), 37):
            with open(self.path("v"), "wb") as file:
                file.write(whole[:size])
            run = self.weir("restore", "--vault", "v", stdin=masked)
            self.assertIn(run.code, (0, 2), size)
            self.assertIn(run.out, texts | {b""}, size)

    def test_torn_end_is_told_and_mended(self):
        first = self.redact(b"t=" + sample(GITHUB))
        size = os.path.getsize(self.path("v"))
        self.redact(b"t=" + sample(GITLAB))
        os.truncate(self.path("v"), os.path.getsize(self.path("v")) - 3)
        run = self.weir("restore", "--vault", "v", stdin=first)
        self.assertExit(run, 0)
        self.assertEqual(run.out, b"t=" + sample(GITHUB))
        self.assertIn(b"cut off", run.err)
        os.truncate(self.path("v"), size)
        with open(self.path("v"), "ab") as file:
            file.write(bytes(100))  # grown, but the data never came
        masked = self.redact(b"t=" + sample(GITLAB))
        self.assertEqual(self.restore(first + masked), b"t=" + sample(GITHUB) + b"t=" + sample(GITLAB))

    def test_two_at_once(self):
        texts = [b"".join(b"k%d=%s\n" % (i, s) for i, s in enumerate(samples(rule, 60)))
                 for rule in (GITHUB, GITLAB, GITHUB, ANTHROPIC)]
        for i, text in enumerate(texts):
            self.write(f"t{i}", text)
        running = [subprocess.Popen([WEIR, "redact", "-q", "--vault", "v", f"t{i}"], cwd=self.dir,
                                    env=environment(self.home), stdout=subprocess.PIPE) for i in range(len(texts))]
        masked = [p.communicate(timeout=60)[0] for p in running]
        self.assertEqual([p.returncode for p in running], [0] * len(texts))
        self.assertEqual(masked[0], masked[2])
        for m, text in zip(masked, texts):
            self.assertEqual(self.restore(m), text)
        self.assertEqual(self.weir("vault", "list", "--vault", "v").out.count(b"\n"), 180)

    def test_killed_at_any_time(self):
        """Whatever was given out can be restored."""
        secrets = samples(GITHUB, 200)
        text = b"".join(b"k=%s\n" % s for s in secrets)
        for round_ in range(6):
            vault = f"v{round_}"
            process = subprocess.Popen([WEIR, "redact", "-q", "--stream", "--vault", vault], cwd=self.dir,
                                       env=environment(self.home), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for i in range(0, len(text), 500):
                process.stdin.write(text[i:i + 500])
                process.stdin.flush()
                if i > 1500 * round_ + 1000:
                    break
            time.sleep(0.002 * round_)
            process.send_signal(signal.SIGKILL)
            out = process.stdout.read()
            process.stdout.close()
            try:
                process.stdin.close()
            except BrokenPipeError:
                pass
            process.wait(timeout=60)
            if os.path.exists(self.path(vault)):
                restored = self.restore(out, vault=vault)
                self.assertTrue(text.startswith(restored), (round_, restored[-100:]))
                self.assertEqual(self.restore(self.redact(text, vault=vault), vault=vault), text)
            else:
                self.assertEqual(out, b"")

    def test_full(self):
        text = b"".join(b"k=%s\n" % s for s in samples(GITHUB, 3))
        run = self.weir("redact", "--vault", "v", "--vault-max-entries", "2", stdin=text)
        self.assertExit(run, 2)
        self.assertIn(b"full", run.err)
        self.assertNotIn(samples(GITHUB, 3)[2], run.out)
        self.assertEqual(self.restore(run.out).count(b"WEIR_"), 1)

    def test_list_purge_rekey(self):
        masked = self.redact(b"t=" + sample(GITHUB))
        listed = self.weir("vault", "list", "--vault", "v")
        self.assertExit(listed, 0)
        self.assertIn(masked[2:], listed.out)
        self.assertIn(GITHUB.encode(), listed.out)
        self.assertNotIn(sample(GITHUB)[4:], listed.out + self.read("v"))
        self.assertExit(self.weir("vault", "key", "new"), 0)
        run = self.weir("vault", "rekey", "--vault", "v", "--new-key", "new")
        self.assertExit(run, 0)
        self.assertExit(self.weir("restore", "--vault", "v", stdin=masked), 2)
        self.assertEqual(self.restore(masked, "--vault-key", "new"), b"t=" + sample(GITHUB))
        self.assertEqual(self.redact(b"t=" + sample(GITHUB), "--vault-key", "new"), masked)
        self.assertExit(self.weir("vault", "purge", "--vault", "v", "--vault-key", "new", "--all"), 0)
        self.assertEqual(self.restore(masked, "--vault-key", "new"), masked)
        self.assertExit(self.weir("vault", "purge", "--vault", "v"), 2)
        self.assertExit(self.weir("vault", "rekey", "--vault", "v"), 2)

    def test_other_styles_have_no_vault(self):
        self.assertOneLine(self.weir("redact", "--vault", "v", "--style", "stars", stdin=b"x"), "--style")


class Live(VaultTest):
    def test_latency(self):
        masked = self.redact(b"t=" + sample(GITHUB) + b"\n")
        process = subprocess.Popen([WEIR, "restore", "-q", "--vault", "v", "--stream"], cwd=self.dir,
                                   env=environment(self.home), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            for piece, want in ((b"Now the", b"Now the"), (b" W", b" "), (b"ord ", b"Word "),
                                (masked[:12], masked[:2]), (masked[12:], sample(GITHUB) + b"\n")):
                process.stdin.write(piece)
                process.stdin.flush()
                got = b""
                while len(got) < len(want):
                    ready, _, _ = select.select([process.stdout], [], [], 20)
                    self.assertTrue(ready, (piece, got))
                    got += os.read(process.stdout.fileno(), 4096)
                self.assertEqual(got, want)
            # What another process masks meanwhile is known here at once.
            later = self.redact(b"u=" + sample(GITLAB) + b"\n")
            process.stdin.write(later)
            process.stdin.close()
            self.assertEqual(process.stdout.read(), b"u=" + sample(GITLAB) + b"\n")
            self.assertEqual(process.wait(timeout=60), 0)
        finally:
            process.kill()
            process.stdout.close()
            process.wait()
