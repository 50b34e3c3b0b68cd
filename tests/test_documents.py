"""Help, the man page and the completions: they exist, agree and work."""

import re
import subprocess
import os

from harness import GITHUB, WEIR, WeirTest, environment

# As `weir -h` lists them.
COMMANDS = re.findall(r"^  ([a-z]+(?: [a-z]+)?)  ", subprocess.run(
    [WEIR, "-h"], stdout=subprocess.PIPE, check=True).stdout.decode(), re.MULTILINE)
assert {"scan", "rules sample", "redact", "git staged", "man"} <= set(COMMANDS)


class Help(WeirTest):
    def flags(self, text):
        return set(re.findall(rb"(?<![\w-])--[a-z][a-z-]+", text))

    def test_short_and_long(self):
        for command in COMMANDS:
            brief = self.weir(*command.split(), "-h")
            full = self.weir(*command.split(), "--help")
            same = self.weir("help", *command.split())
            for run in (brief, full, same):
                self.assertExit(run, 0)
                self.assertEqual(run.err, b"")
            self.assertEqual(full.out, same.out)
            self.assertLessEqual(max(map(len, brief.out.splitlines())), 79)
            self.assertLess(len(brief.out), len(full.out))
            self.assertLessEqual(self.flags(brief.out) - {b"--help"}, self.flags(full.out))
        for args in (["-h"], ["--help"], ["help"], ["rules", "-h"], ["help", "rules"]):
            run = self.weir(*args)
            self.assertExit(run, 0)
            self.assertTrue(run.out)

    def test_every_flag_of_the_help_is_taken(self):
        self.write("a", b"nothing\n")
        values = {b"FILE": None, b"FORMAT": "text", b"ID": GITHUB, b"NAME": "pii",
                  b"LEVEL": "high", b"GLOB": "x", b"N": "3", b"SIZE": "1M", b"TIME": "1m", b"S": "3", b"SOURCE": "env:WEIR_TEST_KNOWN*",
                  b"FIELD": "/a"}
        # The last word of a help line that names choices is one of them.
        choices = {"--color": "never", "--inline-allow": "on", "--views": "on", "--json": "auto"}
        brief = self.weir("scan", "-h").out
        seen = 0
        for line in brief.splitlines():
            match = re.match(rb"  (?:-\w, |    )--([a-z-]+)(?: ([A-Z]+))?  +\S", line)
            if not match or match[1] == b"help":
                continue
            flag, value = "--" + match[1].decode(), match[2]
            seen += 1
            if value == b"FILE" or flag == "--null":
                continue  # test_inputs, test_output and test_settings try these
            args = ["scan", "a", flag] + ([choices.get(flag) or values[value]] if value else [])
            self.assertExit(self.weir(*args, env={"WEIR_TEST_KNOWN": "a-value-of-my-own-1"}), 0)
        self.assertGreaterEqual(seen, 22)

    def test_version(self):
        for args in (["version"], ["--version"], ["-V"]):
            run = self.weir(*args)
            self.assertExit(run, 0)
            self.assertRegex(run.out, rb"\Aweir \d+\.\d+\.\d+\n\d+ built-in rules")


class Man(WeirTest):
    def test_page(self):
        page = self.weir("man")
        self.assertExit(page, 0)
        text = page.out.decode("ascii")
        sections = re.findall(r"(?m)^\.SH (.+)$", text)
        self.assertEqual(sections, ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "EXIT STATUS",
                                    "ENVIRONMENT", "FILES", "EXAMPLES"])
        for line in text.splitlines():
            if line.startswith((".", "'")):
                self.assertRegex(line, r"^\.(TH|SH|SS|TP|PP|B|br|nh|ad)\b")
            self.assertEqual(re.sub(r"\\[-e&]", "", line).count("\\"), 0, line)
        for flag in set(re.findall(rb"--[a-z][a-z-]+", self.weir("help", "scan").out)):
            self.assertIn(flag.decode().replace("-", "\\-"), text)


class Completion(WeirTest):
    def complete(self, *words):
        script = ("source <(weir completion bash)\nCOMP_WORDS=(\"$@\")\nCOMP_CWORD=$(($# - 1))\n_weir\n"
                  "printf '%s\\n' \"${COMPREPLY[@]}\"\n")
        env = environment(self.home)
        env["PATH"] = os.path.dirname(WEIR) + ":" + env["PATH"]
        done = subprocess.run(["bash", "-c", script, "bash", "weir", *words], env=env, cwd=self.dir,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout.decode().split()

    def test_bash(self):
        self.write("some-file", b"")
        self.assertEqual(self.complete("sc"), ["scan"])
        self.assertEqual(self.complete("rules", "sh"), ["show"])
        self.assertEqual(self.complete("scan", "--fo"), ["--format", "--follow-links"])
        self.assertEqual(self.complete("scan", "--format", ""), ["text", "json", "jsonl", "sarif", "gitlab", "github", "junit"])
        self.assertEqual(self.complete("scan", "--format", "=", "js"), ["json", "jsonl"])
        self.assertEqual(self.complete("scan", "--format", "="), ["text", "json", "jsonl", "sarif", "gitlab", "github", "junit"])
        self.assertEqual(self.complete("scan", "--output", "some"), ["some-file"])
        self.assertEqual(self.complete("scan", "some"), ["some-file"])
        self.assertEqual(self.complete("rules", "list", "--format", ""), ["text", "jsonl", "markdown"])
        self.assertEqual(self.complete("completion", "z"), ["zsh"])
        self.assertIn(GITHUB, self.complete("rules", "show", "github-p"))
        self.assertIn(GITHUB, self.complete("scan", "--only", "github-p"))

    def test_every_flag_is_in_every_script(self):
        for shell in ("bash", "zsh", "fish"):
            run = self.weir("completion", shell)
            self.assertExit(run, 0)
            for command in COMMANDS:
                for flag in set(re.findall(rb"--([a-z][a-z-]+)", self.weir(*command.split(), "-h").out)):
                    needle = b"-l " + flag if shell == "fish" else b"--" + flag
                    self.assertIn(needle, run.out, (shell, command))
