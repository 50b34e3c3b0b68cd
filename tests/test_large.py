"""Sizes that only the release build looks at in good time, and what that may cost."""

import os
import re
import resource
import subprocess
import sys
import time

from harness import GITHUB, GITLAB, OPENAI, WEIR, WeirTest, environment, noise, sample


class Large(WeirTest):
    def test_five_gigabytes(self):
        # Sparse, with secrets across 2^32 and at both ends.
        places = {100: GITHUB, (1 << 32) - 5: GITLAB, (5 << 30) - 400: OPENAI}
        path = self.write("big", b"")
        with open(path, "r+b") as file:
            file.truncate(5 << 30)
            for place, rule in places.items():
                file.seek(place - 5)
                file.write(b"\nk=\"\n"[:4] + b" " + sample(rule) + b" \n")
        start = time.monotonic()
        run = self.weir("scan", "big", "--format", "jsonl")
        self.assertExit(run, 1)
        self.assertEqual([(f["start"], f["rule"]) for f in run.findings()], list(places.items()))
        self.assertLess(time.monotonic() - start, 120)

    def test_a_long_pipe_is_masked_in_bounded_memory(self):
        secret = sample(GITHUB)
        data = noise(6 << 20) + b"\n" + secret + b"\n" + noise(6 << 20, 5) + b"\n" + secret + b"\n" + noise(100)
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (256 << 20, 256 << 20))
        run = self.weir("redact", stdin=data, preexec_fn=limit)
        self.assertExit(run, 0)
        marks = re.findall(rb"WEIR_github-pat_[0-9a-z]+", run.out)
        self.assertEqual(len(marks), 2)
        self.assertEqual(run.out.replace(marks[0], secret), data)

    def test_a_line_of_200_megabytes(self):
        half = (b"abcdefgh,jklmnop " * 65536)[:1 << 20] * 100
        data = half + b" k=\"" + sample(GITHUB) + b"\" " + half
        self.write("line", data)
        for run in (self.weir("scan", "line", "--format", "jsonl"),
                    self.weir("scan", "-", "--format", "jsonl", stdin=data)):
            self.assertExit(run, 1)
            found = run.findings()
            self.assertEqual([(f["start"], f["line"]) for f in found], [(len(half) + 4, 1)])
            self.assertEqual(found[0]["column"], len(half) + 5)
        text = self.weir("scan", "line")
        self.assertLess(len(text.out), 2_000)

    def peak_kib(self, *args, blocks=0):
        # Started by a small process: a child begins with the peak of the one it was forked from.
        measure = ("import os, subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL); "
                   "_, status, usage = os.wait4(p.pid, 0); print(status, usage.ru_maxrss)")
        process = subprocess.Popen([sys.executable, "-c", measure, WEIR, *args], cwd=self.dir,
                                   env=environment(self.home), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        block = noise(1 << 20)
        for _ in range(blocks):
            process.stdin.write(block)
        out, _ = process.communicate()
        status, peak = map(int, out.split())
        self.assertEqual(status, 0)
        return peak

    def test_memory_is_bounded(self):
        for i in range(400):
            self.write(f"tree/{i}", noise(10_000, i))
        self.write("tree/large", noise(60_000_000))
        self.assertLess(self.peak_kib("scan", "tree", "--threads", "2"), 40 * 1024)
        self.assertLess(self.peak_kib("scan", "-", blocks=300), 24 * 1024)

    def test_few_descriptors_and_no_core(self):
        for i in range(300):
            self.write(f"t/{i % 20}/{i}", b"k=" + sample(GITHUB) if i % 50 == 0 else noise(2000, i))
        run = self.weir("scan", "t", "--format", "jsonl", "--threads", "8",
                        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32)))
        self.assertExit(run, 1)
        self.assertEqual(len(run.findings()), 6)
