"""Runs the real binary in a folder of its own.

    class Some(WeirTest):
        def test_x(self):
            self.write("a.env", b"KEY=" + sample(GITHUB))
            run = self.weir("scan", ".", "--format", "jsonl")
            self.assertEqual(run.code, 1)
            run.findings()[0]["rule"]

No test holds a credential: samples come from `weir rules sample`, which makes them up.
"""

import functools
import json
import os
import shutil
import subprocess
import tempfile
import unittest

WEIR = os.path.abspath(os.environ["WEIR"])

GITHUB = "github-personal-access-token"
GITHUB_FINE = "github-fine-grained-personal-access-token"
GITLAB = "gitlab-personal-access-token"
OPENAI = "openai-project-api-key"
ANTHROPIC = "anthropic-api-key"
SHAPES = [GITHUB, GITHUB_FINE, GITLAB, OPENAI, ANTHROPIC]

NOBODY = 65534


class Run:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def findings(self):
        """The objects of a jsonl report."""
        return [json.loads(line) for line in self.out.splitlines()]

    def __repr__(self):
        out, err = (self.out or b"")[:2000], (self.err or b"")[:2000]
        return f"exit {self.code}\nstdout: {out!r}\nstderr: {err!r}"


def environment(home, **more):
    env = {"HOME": home, "PATH": "/usr/bin:/bin", "TERM": "xterm"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    env.update(more)
    return env


@functools.lru_cache(maxsize=None)
def samples(rule, count=1, seed=1):
    """Made-up secrets of a rule, as bytes."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [WEIR, "rules", "sample", rule, "--count", str(count), "--seed", str(seed)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(home), timeout=120)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split(b"\n")
    assert lines.pop() == b""
    assert len(lines) == count
    return tuple(line.replace(b"\\n", b"\n").replace(b"\\\\", b"\\") for line in lines)


def sample(rule, seed=1):
    return samples(rule, 1, seed)[0]


def noise(size, seed=1):
    """Text that looks like a log and holds nothing secret."""
    line = b"2026-01-01 12:00:%02d INFO worker[%d]: request handled in %d us, status 200\n"
    out, i = [], seed
    length = 0
    while length < size:
        out.append(line % (i % 60, i % 1000, i * 7919 % 100000))
        length += len(out[-1])
        i += 1
    return b"".join(out)[:size]


class WeirTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.box = tempfile.mkdtemp(prefix="weir-test-")
        self.addCleanup(self._remove)
        self.home = os.path.join(self.box, "home")
        self.dir = os.path.join(self.box, "work")
        os.mkdir(self.home)
        os.mkdir(self.dir)

    def _remove(self):
        for folder, _, _ in os.walk(self.box):
            try:
                os.chmod(folder, 0o700)
            except OSError:
                pass
        shutil.rmtree(self.box, ignore_errors=True)

    def path(self, name):
        return os.path.join(os.fsencode(self.dir), os.fsencode(name))

    def write(self, name, data):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def weir(self, *args, stdin=None, env=None, cwd=None, timeout=300, **more):
        """stdin: None is /dev/null, bytes are given through a pipe, else an open file."""
        options = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       env=environment(self.home, **(env or {})), cwd=cwd or self.dir, timeout=timeout)
        options.update(more)
        if isinstance(stdin, bytes):
            options["input"] = stdin
        else:
            options["stdin"] = subprocess.DEVNULL if stdin is None else stdin
        done = subprocess.run([WEIR, *args], **options)
        return Run(done.returncode, done.stdout, done.stderr)

    def weir_as_nobody(self, *args, **more):
        """Runs as a user for whom file permissions count: as nobody if the tests run as root."""
        if os.geteuid() != 0:
            return self.weir(*args, **more)
        # The build folder may be closed to others, so the program is copied.
        program = os.path.join(self.box, "weir")
        if not os.path.exists(program):
            shutil.copy(WEIR, program)
        for folder in (self.box, self.dir):
            os.chmod(folder, 0o755)
        os.chown(self.home, NOBODY, NOBODY)
        done = subprocess.run([program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, env=environment(self.home), cwd=self.dir,
                              user=NOBODY, group=NOBODY, extra_groups=[], timeout=300, **more)
        return Run(done.returncode, done.stdout, done.stderr)

    def assertExit(self, run, code):
        self.assertEqual(run.code, code, repr(run))

    def assertOneLine(self, run, *parts):
        """An error of one line on standard error that names each of the parts, and nothing on stdout."""
        self.assertExit(run, 2)
        self.assertEqual(run.out, b"", repr(run))
        self.assertEqual(run.err.count(b"\n"), 1, repr(run))
        self.assertTrue(run.err.startswith(b"weir: "), repr(run))
        for part in parts:
            self.assertIn(part.encode(), run.err)
