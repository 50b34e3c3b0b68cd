"""Allow entries and comments: what they hide, what they never hide, and that all of it is told."""

import json
import os
import re

from harness import GITHUB, GITLAB, NOBODY, OPENAI, WeirTest, sample


class AllowTest(WeirTest):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path(".git"))

    def found(self, *args, code=None, **more):
        run = self.weir("scan", *args, "--format", "jsonl", **more)
        self.assertIn(run.code, (0, 1) if code is None else (code,), repr(run))
        return run.findings()

    def rules(self, *args, **more):
        return sorted(f["rule"] for f in self.found(*args, **more))


class Entries(AllowTest):
    def setUp(self):
        super().setUp()
        self.write("src/a.env", b"k=" + sample(GITHUB) + b" k=" + sample(GITHUB, 2) + b"\n")
        self.write("src/b.env", b"k=" + sample(GITLAB) + b"\n")

    def allow(self, *fields):
        self.write("weir.toml", b"[[allow]]\nreason = \"tests\"\n" + b"\n".join(fields) + b"\n")

    def fingerprint(self, path, n=0):
        self.weir("scan", path)
        return self.found(path, "--no-config")[n]["fingerprint"].encode()

    def test_each_field_speaks_of_what_it_names(self):
        first = self.fingerprint("src/a.env")
        cases = [
            ((b'fingerprint = "%s"' % first,), [GITHUB, GITLAB]),
            ((b'rule = "%s"' % GITHUB.encode(),), [GITLAB]),
            ((b'path = "src/a.env"',), [GITLAB]),
            ((b'path = "*.env"',), []),
            ((b'path = "src/"',), []),
            ((b'path_regex = "src/a.*"',), [GITLAB]),
            ((b'path_regex = "a"',), [GITHUB, GITHUB, GITLAB]),
            ((b"regex = 'ghp_.*'",), [GITLAB]),
            ((b"regex = 'ghp_'",), [GITHUB, GITHUB, GITLAB]),
            ((b'rule = "%s"' % GITHUB.encode(), b'path = "src/b.env"'), [GITHUB, GITHUB, GITLAB]),
            ((b'rule = "%s"' % GITLAB.encode(), b'path = "b.env"'), [GITHUB, GITHUB]),
        ]
        for fields, left in cases:
            with self.subTest(fields=fields):
                self.allow(*fields)
                self.assertEqual(self.rules("."), left)
                self.assertEqual(self.rules("src/a.env", "src/b.env"), left)
                self.assertEqual(self.rules(".", cwd=self.path("src")), left)
                self.assertEqual(self.weir("scan", ".", "-q").code, 1 if left else 0)

    def test_a_different_secret_on_the_same_line_is_found(self):
        first = self.fingerprint("src/a.env")
        self.allow(b'fingerprint = "%s"' % first)
        left = self.found("src/a.env")
        self.assertEqual(len(left), 1)
        self.assertNotEqual(left[0]["fingerprint"].encode(), first)

    def test_value_hashes(self):
        import hashlib
        value = sample(GITLAB)
        for hashed in (b"sha1:" + hashlib.sha1(value).hexdigest().encode(),
                       b"sha256:" + hashlib.sha256(value).hexdigest().encode()):
            self.allow(b'value_hash = "%s"' % hashed)
            self.assertEqual(self.rules("."), [GITHUB, GITHUB])
        os.remove(self.path("weir.toml"))
        run = self.weir("allow", "-", "--reason", "a sample", stdin=value + b"\n")
        self.assertExit(run, 0)
        text = self.read("weir.toml")
        self.assertNotIn(value, text)
        self.assertRegex(text, rb'value_hash = "weir1:[0-9a-f]{32}"')
        self.assertNotIn(hashlib.sha256(value).hexdigest().encode()[:16], text)
        self.assertEqual(self.rules("."), [GITHUB, GITHUB])
        # Without the key the hash says nothing.
        self.assertEqual(self.rules(".", env={"WEIR_FINGERPRINT_KEY": "another key, long enough"}),
                         [GITHUB, GITHUB, GITLAB])

    def test_expiry_and_what_is_not_used(self):
        self.write("weir.toml", b"[scan]\nthreads = 2\n"
                   b"[[allow]]\nrule = \"%s\"\nreason = \"r1\"\nexpires = 2020-01-31\n"
                   b"[[allow]]\nrule = \"no-such-rule\"\nreason = \"r2\"\n"
                   b"[[allow]]\nrule = \"%s\"\nreason = \"r3\"\nexpires = \"2999-12-31\"\n"
                   % (GITHUB.encode(), GITLAB.encode()))
        run = self.weir("scan", ".")
        self.assertExit(run, 1)
        self.assertIn(b"./weir.toml:3 has expired", run.err)
        self.assertIn(b"./weir.toml:7 matched nothing", run.err)
        self.assertNotIn(b":10", run.err)
        self.assertIn(b"2 secrets in 1 file \xc2\xb7 1 allowed", run.out)
        # Of a part of the tree it cannot be said that an entry is of no use.
        self.assertNotIn(b"matched nothing", self.weir("scan", "src/b.env").err)
        self.assertEqual(self.weir("scan", ".", "-q").err, b"")
        report = json.loads(self.weir("scan", ".", "--format", "json").out)
        self.assertEqual(report["suppressed_count"], 1)
        self.assertEqual([f["rule"] for f in report["suppressed"]], [GITLAB])
        self.assertEqual(report["suppressed"][0]["suppressed"],
                         {"kind": "allow", "by": "./weir.toml:10", "reason": "r3"})
        self.assertEqual([n["line"] for n in report["allow"]["expired"]], [3])
        self.assertEqual([n["line"] for n in report["allow"]["unused"]], [7])

    def test_what_is_allowed_is_listed(self):
        self.allow(b'rule = "%s"' % GITLAB.encode())
        self.assertNotIn(b"b.env", self.weir("scan", ".").out)
        self.assertIn(b"b.env:1:3: allowed: " + GITLAB.encode(), self.weir("scan", ".", "-v").out)
        listed = self.found(".", "-v")
        self.assertEqual([("suppressed" in f) for f in listed], [False, False, True])
        sarif = json.loads(self.weir("scan", ".", "--format", "sarif").out)
        kinds = [[s["kind"] for s in r.get("suppressions", [])] for r in sarif["runs"][0]["results"]]
        self.assertEqual(kinds, [[], [], ["external"]])

    def test_mistakes(self):
        cases = [
            (b"[[allow]]\nrule = \"x\"\n", "S005"),
            (b"[[allow]]\nreason = \"x\"\n", "S006"),
            (b"[[allow]]\nreason = \"  \"\nrule = \"x\"\n", "S004"),
            (b"[[allow]]\nreason = \"x\"\nrul = \"x\"\n", "did you mean 'rule'?"),
            (b"[[allow]]\nreason = \"x\"\nregex = \"(\"\n", "not an RE2 expression"),
            (b"[[allow]]\nreason = \"x\"\nfingerprint = \"abc\"\n", "S004"),
            (b"[[allow]]\nreason = \"x\"\nvalue_hash = \"md5:00\"\n", "S004"),
            (b"[[allow]]\nreason = \"x\"\nrule = 3\n", "an integer, not a string"),
            (b"[[allow]]\nreason = \"x\"\nrule = \"a\"\nexpires = \"2026-02-30\"\n", "no date"),
            (b"[allow]\nreason = \"x\"\n", "two brackets"),
            (b"allow = [1]\n", "an integer, not a table"),
        ]
        for text, want in cases:
            with self.subTest(text=text):
                self.write("weir.toml", text)
                run = self.weir("scan", ".")
                self.assertExit(run, 2)
                self.assertEqual(run.out, b"")
                self.assertIn(want.encode(), run.err)
                self.assertIn(b"--> ./weir.toml:", run.err)

    def test_entries_count_under_the_rules_of_settings_only(self):
        hostile = b"[[allow]]\npath = \"*\"\nreason = \"x\"\n"
        self.write("theirs/weir.toml", hostile)
        os.mkdir(self.path("theirs/.git"))
        self.write("theirs/a", b"k=" + sample(GITHUB))
        self.assertEqual(self.rules("theirs"), [GITHUB])
        self.write("weir.toml", hostile)
        self.assertEqual(self.rules("theirs"), [])
        os.chmod(self.path("weir.toml"), 0o666)
        self.assertEqual(self.rules("theirs"), [GITHUB])

    def test_a_file_of_entries(self):
        self.write("more.toml", b"[[allow]]\nrule = \"%s\"\nreason = \"x\"\n" % GITHUB.encode())
        self.assertEqual(self.rules(".", "--allow", "more.toml"), [GITLAB])
        self.write("weir.toml", b"[scan]\nallow_files = [\"more.toml\"]\n")
        self.assertEqual(self.rules("."), [GITLAB])
        self.write("more.toml", b"[scan]\nonly = [\"x\"]\n")
        self.assertExit(self.weir("scan", "."), 2)

    def test_standard_input_has_no_path(self):
        self.allow(b'path = "*"')
        run = self.weir("scan", "-", "--format", "jsonl", stdin=b"k=" + sample(GITHUB) + b"\n")
        self.assertEqual([f["rule"] for f in run.findings()], [GITHUB])


class Command(AllowTest):
    def setUp(self):
        super().setUp()
        self.write("a", b"k=" + sample(GITHUB) + b"\n")

    def test_it_adds_an_entry_and_touches_nothing_else(self):
        before = b"# mine\n[scan]\nthreads = 1 # two\n\n[[allow]]\nrule = \"x\"\nreason = \"y\""
        self.write("weir.toml", before)
        os.chmod(self.path("weir.toml"), 0o640)
        fingerprint = self.found("a", code=1)[0]["fingerprint"]
        run = self.weir("allow", fingerprint, "--reason", "a \"quote\", a \\ and \x01", "--expires",
                        "2999-01-01", "--path", "a*")
        self.assertExit(run, 0)
        self.assertTrue(self.read("weir.toml").startswith(before + b"\n"))
        self.assertEqual(os.stat(self.path("weir.toml")).st_mode & 0o777, 0o640)
        self.assertEqual(run.out, b"allowed: ./weir.toml:9\n")
        listed = self.found("a", "-v", code=0)
        self.assertEqual(listed[0]["suppressed"]["reason"], "a \"quote\", a \\ and \x01")
        self.assertEqual(listed[0]["suppressed"]["by"], "./weir.toml:9")

    def test_from_a_folder_below(self):
        os.makedirs(self.path("sub/dir"))
        fingerprint = self.found("a", code=1)[0]["fingerprint"]
        self.assertExit(self.weir("allow", fingerprint, "--reason", "r", cwd=self.path("sub/dir")), 0)
        self.assertTrue(os.path.exists(self.path("weir.toml")))
        self.found("a", code=0)

    def test_what_it_refuses(self):
        good = "0" * 32
        self.assertOneLine(self.weir("allow", good), "--reason")
        self.assertOneLine(self.weir("allow", "xyz", "--reason", "r"), "fingerprint")
        self.assertOneLine(self.weir("allow", good, "--reason", "r", "--expires", "2020-01-01"), "passed")
        self.assertOneLine(self.weir("allow", good, "--reason", "r", "--expires", "soon"), "date")
        self.assertFalse(os.path.exists(self.path("weir.toml")))
        self.write("weir.toml", b"allow = []\n")
        self.assertOneLine(self.weir("allow", good, "--reason", "r"), "list on one line")
        self.assertEqual(self.read("weir.toml"), b"allow = []\n")
        os.remove(self.path("weir.toml"))
        os.symlink("elsewhere", self.path("weir.toml"))
        self.assertOneLine(self.weir("allow", good, "--reason", "r"), "symbolic link")
        self.assertFalse(os.path.exists(self.path("elsewhere")))


class Comments(AllowTest):
    MARKS = [b"# weir:allow made up", b"// gitleaks:allow", b"# betterleaks:allow", b"# trufflehog:ignore",
             b"# pragma: allowlist secret", b"/* pragma: whitelist secret */", b"# ggignore"]

    def line(self, mark, seed=1):
        return b"key = \"" + sample(GITHUB, seed) + b"\" " + mark + b"\n"

    def test_each_mark(self):
        for mark in self.MARKS:
            with self.subTest(mark=mark):
                self.write("a.py", self.line(mark) + self.line(b"", 2))
                self.assertEqual([f["line"] for f in self.found("a.py")], [2])
                self.assertEqual([f["line"] for f in self.found("a.py", "--inline-allow", "off")], [1, 2])
                self.write("weir.toml", b"[scan]\ninline_allow = \"off\"\n")
                self.assertEqual([f["line"] for f in self.found("a.py")], [1, 2])
                os.remove(self.path("weir.toml"))

    def test_the_line_before(self):
        for mark in (b"# weir:allow-next-line made up", b"# pragma: allowlist nextline secret"):
            self.write("a.py", mark + b"\n" + self.line(b"") + self.line(b"", 2))
            self.assertEqual([f["line"] for f in self.found("a.py")], [3])

    def test_what_is_no_mark(self):
        for mark in (b"# weir:allow", b"# weir:allow -->", b"# weir:allow 12", b"# xweir:allow why not",
                     b"# weir:allowed it is", b"# nosec", b"# noqa", b"# pragma: allowlist nextline secret",
                     b"# weir:allow-next-line made up"):
            with self.subTest(mark=mark):
                self.write("a.py", self.line(mark))
                self.assertEqual([f["line"] for f in self.found("a.py")], [1])
        run = self.weir("scan", "a.py")
        self.write("a.py", self.line(b"# weir:allow"))
        run = self.weir("scan", "a.py")
        self.assertIn(b"gives no reason", run.err)

    def test_reports_tell_them(self):
        self.write("a.py", self.line(b"/* weir:allow it's a sample */"))
        report = json.loads(self.weir("scan", ".", "--format", "json").out)
        self.assertEqual(report["findings"], [])
        self.assertEqual(report["suppressed"][0]["suppressed"],
                         {"kind": "inline", "by": "weir:allow", "reason": "it's a sample"})
        self.assertEqual(report["allow"]["comments"], {"weir:allow": 1})
        self.assertIn(b"1 allowed", self.weir("scan", ".").out)
        sarif = json.loads(self.weir("scan", ".", "--format", "sarif").out)
        self.assertEqual(sarif["runs"][0]["results"][0]["suppressions"][0]["kind"], "inSource")

    def test_never_in_what_others_wrote(self):
        text = self.line(b"# gitleaks:allow")
        run = self.weir("scan", "-", "--format", "jsonl", stdin=text)
        self.assertEqual(len(run.findings()), 1, "standard input")
        self.write("a.py", text)
        with open(self.path("a.py"), "rb") as file:
            run = self.weir("scan", "-", "--format", "jsonl", stdin=file)
        self.assertEqual(len(run.findings()), 1, "a file as standard input")
        os.rmdir(self.path(".git"))
        self.assertEqual(len(self.found("a.py")), 1, "outside of a repository")
        self.assertEqual(len(self.found(".")), 1, "outside of a repository")
        os.mkdir(self.path(".git"))
        self.assertEqual(self.found("."), [])
        if os.geteuid() == 0:
            os.chown(self.path("a.py"), NOBODY, NOBODY)
            self.assertEqual(len(self.found(".")), 1, "a file of another user")
            os.chown(self.path("a.py"), 0, 0)
            os.chown(self.path(".git"), NOBODY, NOBODY)
            self.assertEqual(len(self.found(".")), 1, "a repository of another user")

    def test_a_long_line_has_no_comments(self):
        self.write("a.js", b"x;" * 2000 + self.line(b"// gitleaks:allow"))
        self.assertEqual(len(self.found("a.js")), 1)

    def test_a_secret_in_the_reason_is_not_told(self):
        other = sample(OPENAI)
        self.write("a.py", self.line(b"# weir:allow as " + other + b" was"))
        for form in ("text", "json", "jsonl", "sarif", "junit"):
            run = self.weir("scan", ".", "-v", "--format", form)
            self.assertExit(run, 0)
            for at in range(len(other) - 12):
                self.assertNotIn(other[at:at + 12], run.out.replace(b"sk-proj-", b""), form)

    def test_a_mark_inside_of_the_secret_is_none(self):
        self.write("a.py", b"password = \"" + b"gitleaks:allow" + b"-Xk9#qP2z\"\n")
        self.assertEqual(len(self.found("a.py")), len(self.found("a.py", "--inline-allow", "off")))

    def test_large_files_and_threads(self):
        filler = b"nothing to see on this line of text\n" * 120_000
        text = filler + self.line(b"# weir:allow made up") + self.line(b"", 2) + filler
        self.write("big.txt", text * 3)
        for threads in ("1", "4"):
            lines = [f["line"] for f in self.found("big.txt", "-j", threads)]
            self.assertEqual(lines, [120_002 + i * 240_002 for i in range(3)])


class CiFormats(AllowTest):
    NAME = b"a,b:%\n::error::x<&\"'\x1b[31m.env"

    def setUp(self):
        super().setUp()
        self.write(self.NAME, b"k=" + sample(GITHUB) + b"\nk=" + sample(GITLAB) + b" # gitleaks:allow\n")

    def test_junit(self):
        import xml.etree.ElementTree as tree
        run = self.weir("scan", ".", "--format", "junit")
        self.assertExit(run, 1)
        suites = tree.fromstring(run.out)
        self.assertEqual((suites.get("tests"), suites.get("failures"), suites.get("errors")), ("2", "1", "0"))
        cases = suites.findall("./testsuite/testcase")
        self.assertEqual([c.find("failure") is not None for c in cases], [True, False])
        self.assertEqual([c.find("skipped") is not None for c in cases], [False, True])
        self.assertEqual(cases[0].get("line"), "1")
        self.write("clean/x", b"nothing\n")
        suites = tree.fromstring(self.weir("scan", "clean", "--format", "junit").out)
        self.assertEqual(suites.get("tests"), "1")
        run = self.weir("scan", "missing", "--format", "junit")
        self.assertExit(run, 2)
        self.assertGreaterEqual(int(tree.fromstring(run.out).get("errors")), 1)

    def test_github_commands_cannot_be_made_by_a_name(self):
        run = self.weir("scan", ".", "--format", "github")
        self.assertExit(run, 1)
        lines = run.out.decode().splitlines()
        self.assertEqual(len(lines), 2, lines)
        match = re.fullmatch(r"::error file=([^,:]*),line=1,endLine=1,col=3,endColumn=43,title=([^,:]*)::(.*)",
                             lines[0])
        self.assertIsNotNone(match, lines[0])
        self.assertIn("a%2Cb%3A%25", match[1])
        self.assertNotIn("\x1b", run.out.decode())
        self.assertTrue(lines[1].startswith("::notice title=weir::1 secret"))
        run = self.weir("scan", "missing", "--format", "github")
        self.assertExit(run, 2)
        self.assertIn(b"::error title=weir::INCOMPLETE", run.out)

    def test_gitlab(self):
        run = self.weir("scan", ".", "--format", "gitlab")
        self.assertExit(run, 1)
        report = json.loads(run.out)
        self.assertRegex(report["version"], r"^\d+\.\d+\.\d+$")
        (one,) = report["vulnerabilities"]
        self.assertRegex(one["id"], r"^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
        self.assertEqual(one["location"]["file"], self.NAME.decode())
        self.assertEqual(one["location"]["start_line"], 1)
        self.assertEqual(one["identifiers"][0]["value"], GITHUB)
        self.assertIn(one["severity"], ("Critical", "High", "Medium", "Low"))
        scan = report["scan"]
        self.assertEqual((scan["status"], scan["type"]), ("success", "secret_detection"))
        for name in ("start_time", "end_time"):
            self.assertRegex(scan[name], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")
        for tool in ("analyzer", "scanner"):
            for field in ("id", "name", "version"):
                self.assertTrue(scan[tool][field])
            self.assertTrue(scan[tool]["vendor"]["name"])
        again = json.loads(self.weir("scan", ".", "--format", "gitlab", env={"CI_COMMIT_SHA": "ab" * 20}).out)
        self.assertEqual(again["vulnerabilities"][0]["id"], one["id"])
        self.assertEqual(again["vulnerabilities"][0]["location"]["commit"]["sha"], "ab" * 20)
        self.write(self.NAME, b"\n\n" + self.read(self.NAME))
        moved = json.loads(self.weir("scan", ".", "--format", "gitlab").out)["vulnerabilities"][0]
        self.assertEqual(moved["id"], one["id"])
        self.assertEqual(moved["location"]["start_line"], 3)
        run = self.weir("scan", "missing", "--format", "gitlab")
        self.assertEqual(json.loads(run.out)["scan"]["status"], "failure")
