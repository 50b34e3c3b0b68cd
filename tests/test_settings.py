"""weir.toml: where it is taken from, and where never."""

import os

from harness import GITHUB, GITLAB, NOBODY, WeirTest, sample


class Settings(WeirTest):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path(".git"))
        self.write("a", b"k=" + sample(GITHUB) + b"\nk=" + sample(GITLAB) + b"\n")

    def only(self, rule):
        return f"[scan]\nonly = [\"{rule}\"]\nformat = \"jsonl\"\n".encode()

    def rules(self, run):
        self.assertExit(run, 1)
        return [f["rule"] for f in run.findings()]

    def test_of_the_own_repository(self):
        self.write("weir.toml", self.only(GITHUB))
        run = self.weir("scan", "a")
        self.assertEqual(self.rules(run), [GITHUB])
        self.assertEqual(run.err, b"settings: ./weir.toml\n")
        self.assertEqual(self.weir("scan", "a", "--quiet").err, b"")
        os.makedirs(self.path("sub/dir"))
        below = self.weir("scan", "../../a", cwd=self.path("sub/dir"))
        self.assertEqual(self.rules(below), [GITHUB])
        self.assertEqual(below.err, b"settings: " + self.path("weir.toml") + b"\n")

    def test_the_command_line_wins(self):
        self.write("weir.toml", self.only(GITHUB) + b"threads = 2\nexclude = [\"a\"]\n")
        run = self.weir("scan", ".", "--only", GITLAB, "--exclude", "zzz")
        self.assertEqual(self.rules(run), [GITLAB])

    def test_without(self):
        self.write("weir.toml", self.only(GITHUB))
        run = self.weir("scan", "a", "--no-config", "--format", "jsonl")
        self.assertEqual(self.rules(run), [GITHUB, GITLAB])
        self.assertEqual(run.err, b"")

    def test_named(self):
        self.write("conf/mine.toml", b"[scan]\nformat = \"jsonl\"\nrules = [\"acme.toml\"]\nonly = [\"acme\"]\n")
        self.write("conf/acme.toml", b"[[rule]]\nid = \"acme\"\nname = \"Acme\"\nclass = \"credential\"\n"
                   b"severity = \"low\"\nshape = '\"acme_\" alnum{24}'\ndescription = \"Opens Acme.\"\n"
                   b"rotate = \"Ask Acme.\"\n")
        secret = self.weir("rules", "sample", "acme", "--rules", "conf/acme.toml").out.strip()
        self.write("b", b"k = \"" + secret + b"\"\n")
        run = self.weir("scan", "b", "--config", "conf/mine.toml")
        self.assertEqual(self.rules(run), ["acme"])
        self.assertEqual(run.err, b"settings: conf/mine.toml\n")
        self.assertOneLine(self.weir("scan", "b", "--config", "missing.toml"), "missing.toml", "No such file")

    def test_a_scanned_path_cannot_turn_the_looking_off(self):
        hostile = b"[scan]\nonly = [\"" + GITLAB.encode() + b"\"]\nexclude = [\"*\"]\n"
        self.write("theirs/weir.toml", hostile)
        os.mkdir(self.path("theirs/.git"))
        self.write("theirs/a", b"k=" + sample(GITHUB))
        run = self.weir("scan", "theirs", "--format", "jsonl")
        self.assertEqual(self.rules(run), [GITHUB])
        self.assertEqual(run.err, b"")

    def test_files_that_are_not_trusted(self):
        self.write("weir.toml", self.only(GITHUB))
        os.chmod(self.path("weir.toml"), 0o666)
        run = self.weir("scan", "a", "--format", "jsonl")
        self.assertEqual(self.rules(run), [GITHUB, GITLAB])
        self.assertIn(b"not used: others can write it", run.err)
        if os.geteuid() == 0:
            os.chmod(self.path("weir.toml"), 0o644)
            os.chown(self.path("weir.toml"), NOBODY, NOBODY)
            run = self.weir("scan", "a", "--format", "jsonl")
            self.assertEqual(self.rules(run), [GITHUB, GITLAB])
            self.assertIn(b"not used: it belongs to another user", run.err)
        os.rename(self.path("weir.toml"), self.path("other.toml"))
        os.symlink("other.toml", self.path("weir.toml"))
        run = self.weir("scan", "a", "--format", "jsonl")
        self.assertEqual(self.rules(run), [GITHUB, GITLAB])
        self.assertIn(b"not used: it is a symbolic link", run.err)

    def test_mistakes_are_shown_as_a_compiler_does(self):
        self.write("weir.toml", b"[scan]\nformat = \"json\"\nmin_confidense = \"high\"\n")
        run = self.weir("scan", "a")
        self.assertExit(run, 2)
        text = run.err.decode()
        self.assertIn("error S002: unknown key 'min_confidense' in [scan]", text)
        self.assertIn("--> ./weir.toml:3:1", text)
        self.assertIn("did you mean 'min_confidence'?", text)
        self.write("weir.toml", b"[scan]\nformat = \"xml\"\n")
        self.assertIn(b"error S004: unknown format 'xml'", self.weir("scan", "a").err)
        self.write("weir.toml", b"[scan\n")
        self.assertExit(self.weir("scan", "a"), 2)
        self.write("weir.toml", b"#" * 2_000_000)
        self.assertExit(self.weir("scan", "a"), 2)
        self.write("weir.toml", b"a." * 8_000 + b"a = 1\n")
        self.assertExit(self.weir("scan", "a"), 2)
        self.assertExit(self.weir("scan", "a", "--no-config"), 1)
