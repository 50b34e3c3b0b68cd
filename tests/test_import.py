"""weir import: what other scanners' files become, what is told, and what hostile files can do."""

import hashlib
import json
import os

from harness import GITHUB, GITLAB, WeirTest, sample

RULES, ALLOW = "imported-rules.toml", "imported-allow.toml"
ACME = b"acme_" + hashlib.md5(b"acme").hexdigest().encode()


class ImportTest(WeirTest):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path(".git"))

    def imports(self, form, text, code=0):
        self.write("theirs", text)
        run = self.weir("import", form, "theirs", "--force")
        self.assertExit(run, code)
        return run.out.decode()

    def rules(self, *args):
        run = self.weir("scan", "src", "--format", "jsonl", *args)
        self.assertIn(run.code, (0, 1), repr(run))
        return [f["rule"] for f in run.findings()]


class Gitleaks(ImportTest):
    CONFIG = rb"""
title = "ours"
[extend]
useDefault = true
[[rules]]
id = "Acme Token"
description = "Acme's token"
regex = '''\b(acme_[a-z0-9]{32})(?:[\x60'"\s;]|\\[nr]|$)'''
keywords = ["acme_"]
entropy = 3.5
tags = ["x"]
[[rules]]
id = "widget"
regex = '''(?i)[\w.-]{0,50}?(?:widget)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|:)[\x60'"\s=]{0,5}([a-f0-9]{32})(?:[\x60'"\s;]|$)'''
keywords = ["widget"]
[[rules]]
id = "plain"
REGEX = 'plain-(aa|bb)-([0-9a-f]{24})'
secretGroup = 2
[[rules]]
id = "ahead"
regex = 'foo(?=bar)'
[[rules]]
id = "files"
path = '\.p12$'
[[rules.allowlists]]
regexes = ['x']
[[allowlists]]
description = "fixtures"
paths = ['''(^|/)fixtures?/''']
[[allowlists]]
condition = "AND"
targetRules = ["Acme Token"]
paths = ['''\.md$''']
stopwords = ["STOPWORD"]
[[allowlists]]
regexTarget = "line"
regexes = ['skip']
commits = ["0123"]
""".replace(b"STOPWORD", ACME[8:14].upper())

    def test_a_configuration(self):
        out = self.imports("gitleaks", self.CONFIG)
        self.assertIn("imported-rules.toml: 3 rules", out)
        for note in ("extend.useDefault", "rule ahead: not taken over: R207", "rule files: it looks at paths only",
                     "its regexes look at the line", "its commits are not taken over", "rule widget: taken over as a value"):
            self.assertIn(note, out)
        self.assertExit(self.weir("rules", "check", RULES), 0)
        key = hashlib.md5(b"1").hexdigest().encode()
        self.write("src/a", b"x = \"" + ACME + b"\"\n")
        self.write("src/b", b"widget_key = \"" + key + b"\"\n")
        self.write("src/c", b"plain-bb-" + key[:24] + b"\n")
        found = self.rules("--rules", RULES)
        self.assertIn("gitleaks-acme-token", found)
        self.assertIn("gitleaks-widget", found)
        self.assertIn("gitleaks-plain", found)
        run = self.weir("scan", "src/c", "--rules", RULES, "--format", "jsonl", "--show-secrets")
        self.assertEqual(run.findings()[0]["secret"].encode(), key[:24])

    def test_allowlists_hide_what_they_did_and_no_more(self):
        self.imports("gitleaks", self.CONFIG)
        more = ("--rules", RULES, "--allow", ALLOW)
        line = b"x = \"" + ACME + b"\"\n"
        self.write("src/fixtures/a", b"k=" + sample(GITHUB) + b"\n")
        self.write("src/afixtures", b"k=" + sample(GITHUB) + b"\n")
        self.write("src/a.md", line)
        self.write("src/a.txt", line)
        self.write("src/b.md", b"k=" + sample(GITLAB) + b"\n")
        run = self.weir("scan", "src", "--format", "jsonl", *more)
        self.assertEqual(sorted(f["path"] for f in run.findings()), ["src/a.txt", "src/afixtures", "src/b.md"])

    def test_files_are_not_replaced(self):
        self.write("theirs", self.CONFIG)
        self.assertExit(self.weir("import", "gitleaks", "theirs"), 0)
        before = self.read(RULES)
        self.assertOneLine(self.weir("import", "gitleaks", "theirs"), "there already")
        self.assertEqual(self.read(RULES), before)
        os.mkdir(self.path("out"))
        self.assertExit(self.weir("import", "gitleaks", "theirs", "--into", "out"), 0)
        self.assertEqual(self.read("out/" + RULES), before)

    def test_ignore_file(self):
        self.write("src/a", b"# one\nk=" + sample(GITHUB) + b"\nk=" + sample(GITLAB) + b"\n")
        out = self.imports("gitleaksignore", b"# ours\n\nsrc/a:some-rule:2\nsrc/a:x:9\n../x:r:1\nnonsense\n"
                           + b"0" * 40 + b":src/a:x:3\n")
        self.assertIn("1 allow entry", out)
        for note in ("line 4: weir finds nothing at src/a:9", "line 5: its path leads out", "line 6: not of the form",
                     "line 7: it is about a place in an old commit"):
            self.assertIn(note, out)
        self.assertEqual(self.rules("--allow", ALLOW), [GITLAB])
        # The place was looked up once: what comes to that line later is another secret.
        self.write("src/a", b"# one\nk=" + sample(GITHUB, 5) + b"\n")
        self.assertEqual(self.rules("--allow", ALLOW), [GITHUB])

    def test_report(self):
        self.write("src/a", b"k=" + sample(GITHUB) + b"\nk=" + sample(GITLAB) + b"\nk=" + sample(GITHUB, 2) + b"\n")
        entry = dict(RuleID="r", File="src/a", StartLine=1, Commit="", Secret=sample(GITHUB).decode())
        report = [entry, dict(entry, StartLine=2, Secret="REDACTED"), dict(entry, StartLine=3, Secret="ghp_...", Commit="0" * 40),
                  dict(entry, File="/etc/passwd")]
        out = self.imports("gitleaks-report", json.dumps(report).encode())
        self.assertIn("2 allow entries", out)
        self.assertIn("finding 3: its value is redacted", out)
        self.assertIn("finding 4: it names no file", out)
        text = self.read(ALLOW)
        self.assertNotIn(sample(GITHUB), text)
        self.assertNotIn(hashlib.sha1(sample(GITHUB)).hexdigest().encode(), text)
        run = self.weir("scan", "src", "--format", "jsonl", "--allow", ALLOW)
        self.assertEqual([f["line"] for f in run.findings()], [3])


class DetectSecrets(ImportTest):
    def test_baseline(self):
        self.write("src/a", b"k=" + sample(GITHUB) + b"\nk=" + sample(GITLAB) + b"\nk=" + sample(GITHUB, 2) + b"\n")
        self.write("src/b", b"k=" + sample(GITHUB) + b"\n")
        sha1 = lambda value: hashlib.sha1(value).hexdigest()
        entry = lambda value, **more: dict(type="T", filename="src/a", hashed_secret=sha1(value), line_number=1, **more)
        baseline = {"version": "1.5.0", "results": {
            "src/a": [entry(sample(GITHUB), is_secret=False), entry(sample(GITLAB)), entry(sample(GITHUB, 2), is_secret=True)],
            "../x": [entry(b"y")], "src/c": [{"type": "T", "hashed_secret": "zz"}, 3]}}
        out = self.imports("detect-secrets", json.dumps(baseline).encode())
        self.assertIn("2 allow entries", out)
        for note in ("audited as a true secret", "its path leads out", "no SHA-1"):
            self.assertIn(note, out)
        run = self.weir("scan", "src", "--format", "jsonl", "--allow", ALLOW)
        self.assertEqual([(f["path"], f["line"]) for f in run.findings()], [("src/a", 3), ("src/b", 1)])


class Hostile(ImportTest):
    def test_they_are_refused_in_one_line(self):
        deep = b"[" * 200_000
        cases = {
            "gitleaks": [b"a." * 8000 + b"a = 1\n", b"[[[", b"\xff\xfe", b"x = " + deep],
            "gitleaks-report": [deep, b"{}", b"nonsense", b""],
            "detect-secrets": [deep, b"[]", b'{"results":[]}', b'{"results":{'],
        }
        for form, texts in cases.items():
            for text in texts:
                with self.subTest(form=form, text=text[:30]):
                    self.write("theirs", text)
                    self.assertOneLine(self.weir("import", form, "theirs"), "theirs")
        self.assertOneLine(self.weir("import", "gitleak", "theirs"), "did you mean 'gitleaks'?")
        self.assertOneLine(self.weir("import", "gitleaks", "missing"), "missing")
        self.assertFalse(os.path.exists(self.path(ALLOW)))

    def test_control_characters_do_not_reach_the_terminal(self):
        out = self.imports("gitleaks", b"[[rules]]\nid = \"a\\u001b[31m\"\nregex = 'foo(?=x)'\n"
                           b"[[rules]]\nid = \"\\u001b\"\nregex = 'x'\n")
        self.assertNotIn("\x1b", out)
        out = self.imports("gitleaksignore", b"\x1b[31m:x\n\x1b]0;x\x07:a:3\n" * 3)
        self.assertNotIn("\x1b", out)
        out = self.imports("detect-secrets", b'{"results":{"a\\u001b":3,"b":[{"type":"\\u001b[2J"}]}}')
        self.assertNotIn("\x1b", out)

    def test_many_and_large_ones_end(self):
        many = b"".join(b"[[rules]]\nid = \"r%d\"\nregex = 'r%d-[a-z]{20}'\n" % (i, i) for i in range(6000))
        self.assertIn("there are too many", self.imports("gitleaks", many))
        out = self.imports("gitleaksignore", b"nonsense\n" * 5000)
        self.assertIn("more notes", out)
        long = b"[[allowlists]]\nstopwords = [" + b",".join(b'"word%d"' % i for i in range(4000)) + b"]\n"
        self.imports("gitleaks", long)
        self.assertExit(self.weir("scan", "theirs", "--allow", ALLOW), 0)
