"""Bad input and bad luck: a clear error, nothing lost, and never a false "clean"."""

import json
import os
import resource
import signal
import subprocess
import time

from harness import GITHUB, GITLAB, WEIR, WeirTest, environment, noise, sample, samples


class Use(WeirTest):
    def test_unknown_names_are_one_line_with_the_nearest(self):
        for args, parts in (
                (["scna"], ["scna", "'scan'"]),
                (["scan", "--fromat", "json"], ["--fromat", "'--format'"]),
                (["scan", "--format", "sariff"], ["sariff", "'sarif'"]),
                (["scan", "--min-confidence", "hihg"], ["hihg", "'high'"]),
                (["scan", "--color", "sometimes"], ["sometimes", "auto, always or never"]),
                (["scan", "--class", "pi"], ["'pii'"]),
                (["scan", "--threads", "many"], ["many", "--threads"]),
                (["scan", "--max-file-size", "big"], ["big", "10M"]),
                (["scan", "--max-time", "5"], ["--max-time", "10s"]),
                (["scan", "--max-findings", "0"], ["--max-findings"]),
                (["scan", "--output"], ["--output", "needs a value"]),
                (["rules", "shwo", "x"], ["'rules show'"]),
                (["rules", "show", "github-personal-acces-token"], [GITHUB]),
                (["rules", "sample", "github-personal-acces-token"], [GITHUB]),
                (["rules", "show"], ["needs an argument"]),
                (["rules"], ["list, show, check, sample"]),
                (["help", "scna"], ["'scan'"]),
                (["completion", "bsh"], ["'bash'"]),
                (["explain", "a", "b"], ["too much"]),
                ([], ["no command"])):
            with self.subTest(args=args):
                self.assertOneLine(self.weir(*args), *parts)

    def test_no_argument_can_send_a_control_byte_to_the_terminal(self):
        evil = "\x1b]52;c;eA==\x07\x1b[2J\u202e"
        self.write("a", b"x")
        for args in (["scan", evil], ["scan", "--" + evil], ["scan", "--format", evil],
                     ["scan", "--only", evil], ["scan", "--rules", evil], ["scan", "--config", evil],
                     ["scan", "a", "-o", evil + "/x"], ["scan", "--files-from", evil], [evil],
                     ["explain", evil], ["rules", "show", evil], ["rules", "check", evil], ["help", evil]):
            with self.subTest(args=args):
                run = self.weir(*args)
                self.assertExit(run, 2)
                for byte in run.out + run.err:
                    self.assertTrue(byte == 10 or byte >= 32 and byte != 127, repr(run))
                self.assertNotIn("\u202e".encode(), run.out + run.err)

    def test_nothing_to_look_at_is_not_clean(self):
        os.mkdir(self.path("empty"))
        run = self.weir("scan", "empty")
        self.assertExit(run, 2)
        self.assertIn(b"nothing was looked at", run.err)
        self.write("a", b"x")
        self.assertExit(self.weir("scan", ".", "--exclude", "*"), 2)
        self.assertExit(self.weir("scan", ""), 2)


class Files(WeirTest):
    def test_missing_and_unreadable(self):
        self.write("good", b"k=" + sample(GITHUB))
        self.write("bad", b"k=" + sample(GITLAB))
        self.write("closed/x", b"k=" + sample(GITLAB))
        os.chmod(self.path("good"), 0o644)
        os.chmod(self.path("bad"), 0)
        os.chmod(self.path("closed"), 0)
        run = self.weir_as_nobody("scan", "good", "bad", "closed", "missing", "--format", "jsonl")
        self.assertExit(run, 2)
        self.assertEqual([f["path"] for f in run.findings()], ["good"])  # what was found is told
        self.assertIn(b"'bad': Permission denied", run.err)
        self.assertIn(b"'closed': Permission denied", run.err)
        self.assertIn(b"'missing': No such file or directory", run.err)
        tree = self.weir_as_nobody("scan", ".", "--format", "json")
        self.assertExit(tree, 2)
        report = json.loads(tree.out)
        self.assertEqual(report["coverage"]["skipped"]["unreadable"]["inputs"], 2)
        text = self.weir_as_nobody("scan", ".")
        self.assertExit(text, 2)
        self.assertIn(b"INCOMPLETE", text.out)
        self.assertIn(b"INCOMPLETE", self.weir_as_nobody("scan", ".", "--quiet").out)

    def test_zero_bytes_and_invalid_utf8(self):
        self.write("empty", b"")
        self.assertExit(self.weir("scan", "empty"), 0)
        data = bytes(range(256)) * 20 + b"\xc3\x28\xf5\xff \xed\xa0\x80 k=\"" + sample(GITHUB) + b"\" \xff"
        self.write("binary", data)
        run = self.weir("scan", "binary", "--format", "jsonl")
        self.assertExit(run, 1)
        found = run.findings()[0]
        self.assertEqual(data[found["start"]:found["end"]], sample(GITHUB))
        self.weir("scan", "binary").out.decode("utf-8")  # the text report is UTF-8 whatever is looked at

    def test_a_fifo_or_a_device_as_a_path_is_refused(self):
        os.mkfifo(self.path("pipe"))
        for path in ("pipe", "/dev/zero"):
            self.assertExit(self.weir("scan", path, timeout=30), 2)

    def test_deleted_working_folder(self):
        gone = os.path.join(self.box, "gone")
        self.write("a", b"k=" + sample(GITHUB))

        def enter():
            os.mkdir(gone)
            os.chdir(gone)
            os.rmdir(gone)

        def run(*args, **more):
            done = subprocess.run([WEIR, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  env=environment(self.home), preexec_fn=enter, timeout=60, **more)
            return done.returncode, done.stdout, done.stderr

        code, out, err = run("scan", stdin=subprocess.DEVNULL)
        self.assertEqual(code, 2, (out, err))
        self.assertTrue(err)
        self.assertEqual(run("scan", input=b"nothing here\n")[0], 0)
        self.assertEqual(run("scan", self.path("a"), stdin=subprocess.DEVNULL)[0], 1)

    def test_rule_files(self):
        self.write("a", b"x")
        broken = (b"[[rule]]\nid = \"acme\"\nname = \"Acme\"\nclass = \"credential\"\nseverity = \"high\"\n"
                  b"shape = 'alnum{32'\n")
        self.write("broken.toml", broken)
        for args in (["rules", "check", "broken.toml"], ["scan", "a", "--rules", "broken.toml"]):
            run = self.weir(*args)
            self.assertExit(run, 2)
            text = run.err.decode()
            self.assertRegex(text, r"error R\d\d\d: ")
            self.assertIn("--> broken.toml:6:", text)
            self.assertIn("shape = 'alnum{32'", text)
            self.assertRegex(text, r"(?m)^ +\| +\^")
        self.assertOneLine(self.weir("scan", "a", "--rules", "missing.toml"), "missing.toml", "No such file")
        self.write("folder/x", b"")
        self.assertOneLine(self.weir("scan", "a", "--rules", "folder"), "folder")
        for name, text in (("not.toml", b"]["), ("binary.toml", bytes(range(256))), ("deep.toml", b"[" * 5000),
                           ("odd.toml", b"[=\n"), ("huge.toml", b"#" * (5 << 20))):
            self.write(name, text)
            run = self.weir("scan", "a", "--rules", name)
            self.assertExit(run, 2)
            self.assertTrue(run.err)
            self.assertNotIn(b"\x1b", run.err)
            self.assertExit(self.weir("rules", "check", name), 2)
        self.write("empty.toml", b"")
        self.assertExit(self.weir("rules", "check", "empty.toml"), 2)


class Output(WeirTest):
    def many(self, count=3000):
        self.write("many", b"".join(b"k = \"%s\"\n" % s for s in samples(GITHUB, count)))

    def test_closed_pipe_is_quiet(self):
        self.many()
        for form in ("text", "json", "jsonl", "sarif"):
            process = subprocess.Popen([WEIR, "scan", "many", "--format", form], cwd=self.dir,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, env=environment(self.home))
            process.stdout.close()
            err = process.stderr.read()
            process.stderr.close()
            # A SARIF report begins with all rules: the reader is gone before anything is looked at.
            self.assertEqual(process.wait(timeout=60), 2 if form == "sarif" else 1, (form, err))
            self.assertEqual(err, b"", form)
        process = subprocess.Popen([WEIR, "rules", "list", "--format", "jsonl"], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(self.home))
        process.stdout.close()
        self.assertEqual(process.stderr.read(), b"")
        process.stderr.close()
        self.assertEqual(process.wait(timeout=60), 0)

    def test_full_disk(self):
        self.many()
        for args in (["-o", "/dev/full"], ["--format", "json", "-o", "/dev/full"]):
            run = self.weir("scan", "many", *args)
            self.assertExit(run, 2)
            self.assertIn(b"No space left", run.err)
        with open("/dev/full", "wb") as full:
            for args in (["scan", "many"], ["rules", "list"], ["help"], ["man"], ["explain", "many"]):
                run = self.weir(*args, stdout=full)
                self.assertEqual(run.code, 2, (args, run.err))
                self.assertIn(b"No space left", run.err)

    def test_no_half_report_is_left(self):
        self.many()
        os.mkdir(self.path("out"))
        self.write("out/report.json", b"the old one")

        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (16384, 16384))

        run = self.weir("scan", "many", "--format", "json", "-o", "out/report.json", preexec_fn=small_files)
        self.assertExit(run, 2)
        self.assertIn(b"File too large", run.err)
        self.assertEqual(os.listdir(self.path("out")), [b"report.json"])
        self.assertEqual(self.read("out/report.json"), b"the old one")

    def test_output_file(self):
        self.many(10)
        run = self.weir("scan", "many", "--format", "json", "-o", "report.json")
        self.assertExit(run, 1)
        self.assertEqual(run.out, b"")
        self.assertEqual(len(json.loads(self.read("report.json"))["findings"]), 10)
        self.assertEqual(os.stat(self.path("report.json")).st_mode & 0o777, 0o600)
        same = self.weir("scan", "many", "--format", "jsonl", "-o", "-")
        self.assertEqual(len(same.findings()), 10)
        os.symlink("report.json", self.path("link"))
        os.mkdir(self.path("folder"))
        for bad in ("link", "folder", "no/such/folder/x"):
            refused = self.weir("scan", "many", "-o", bad)
            self.assertExit(refused, 2)
            self.assertTrue(refused.err.startswith(b"weir: "), repr(refused))

    def test_closed_standard_streams(self):
        self.many(3)
        for fd in (0, 1, 2):
            run = subprocess.run([WEIR, "scan", "many"], cwd=self.dir, env=environment(self.home),
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 preexec_fn=lambda fd=fd: os.close(fd), timeout=60)
            self.assertEqual(run.returncode, 2 if fd == 1 else 1, (fd, run))


class Signals(WeirTest):
    def test_a_run_that_is_stopped_finishes_its_report(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = subprocess.Popen([WEIR, "scan", "-", "--format", "json"], cwd=self.dir,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, env=environment(self.home))
            process.stdin.write(b"k = \"" + sample(GITHUB) + b"\"\n" + noise(9_000_000))
            process.stdin.flush()
            time.sleep(1.0)  # the pipe stays open: the program waits for more
            process.send_signal(number)
            out = process.stdout.read()
            self.assertEqual(process.wait(timeout=30), 128 + number, process.stderr.read())
            report = json.loads(out)
            self.assertTrue(report["incomplete"])
            self.assertEqual(len(report["findings"]), 1)
            for stream in (process.stdin, process.stdout, process.stderr):
                stream.close()

    def test_no_temporary_file_is_left_by_a_signal(self):
        process = subprocess.Popen([WEIR, "scan", "-", "-o", "report"], cwd=self.dir,
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=environment(self.home))
        process.stdin.write(b"x" * 100)
        process.stdin.flush()
        time.sleep(0.7)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=30), 143)
        process.stdin.close()
        self.assertLessEqual(set(os.listdir(self.dir)), {"report"})
