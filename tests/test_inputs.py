"""Which files are looked at: trees, lists, links, ignore files, special files, encodings."""

import json
import os

from harness import GITHUB, GITLAB, WeirTest, noise, sample


class Trees(WeirTest):
    def paths(self, *args, **more):
        run = self.weir("scan", *args, "--format", "jsonl", **more)
        self.assertIn(run.code, (0, 1), repr(run))
        return [os.path.normpath(f["path"]) for f in run.findings()]

    def test_order_is_that_of_the_arguments_then_of_the_names(self):
        for name in ("b/2", "b/1", "a/x", "c", "b/1.d/z", "B"):
            self.write(name, b"k=" + sample(GITHUB))
        self.assertEqual(self.paths("c", "b", "a"), ["c", "b/1", "b/1.d/z", "b/2", "a/x"])
        everything = self.paths(".")
        self.assertEqual(sorted(everything), sorted(["B", "a/x", "b/1", "b/1.d/z", "b/2", "c"]))
        self.assertEqual(everything, self.paths("."))

    def test_hidden_and_binary_files_are_looked_at(self):
        self.write(".env", b"k=" + sample(GITHUB))
        self.write("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0" + b"\0" * 500 + b" " + sample(GITLAB) + b"\0" * 500)
        self.assertEqual(self.paths("."), [".env", "picture.png"])

    def test_utf16(self):
        secret = sample(GITHUB).decode()
        for name, codec, mark in (("le", "utf-16-le", b"\xff\xfe"), ("be", "utf-16-be", b"\xfe\xff"),
                                  ("le-bare", "utf-16-le", b""), ("be-bare", "utf-16-be", b"")):
            data = mark + ("line one\r\ntoken = \"" + secret + "\"\r\n").encode(codec)
            self.write(name, data)
            run = self.weir("scan", name, "--format", "jsonl")
            self.assertExit(run, 1)
            found = run.findings()[0]
            self.assertEqual(data[found["start"]:found["end"]].decode(codec), secret)
            self.assertEqual(found["trail"], codec.replace("utf-16-", "utf-16"))
            self.assertEqual(found["line"], 2)

    def test_exclude(self):
        for name in ("src/a.c", "vendor/b.c", "src/vendor/c.c", "src/d.min.js"):
            self.write(name, b"k=" + sample(GITHUB))
        self.assertEqual(self.paths(".", "--exclude", "vendor/"), ["src/a.c", "src/d.min.js"])
        self.assertEqual(self.paths(".", "--exclude", "/vendor/", "--exclude", "*.min.js"),
                         ["src/a.c", "src/vendor/c.c"])
        run = self.weir("scan", ".", "--exclude", "vendor/", "--format", "json")
        self.assertGreaterEqual(json.loads(run.out)["coverage"]["skipped"]["ignored"]["inputs"], 1)

    def test_ignore_files(self):
        os.mkdir(self.path(".git"))
        self.write(".gitignore", b"*.log\nbuild/\n")
        for name in ("a.c", "b.log", "build/c"):
            self.write(name, b"k=" + sample(GITHUB))
        self.assertEqual(self.paths("."), ["a.c"])
        self.assertEqual(sorted(self.paths(".", "--no-ignore")), ["a.c", "b.log", "build/c"])
        self.assertEqual(self.paths(".", "--no-ignore", "--ignore"), ["a.c"])
        # A file that is named is looked at.
        self.assertEqual(self.paths("b.log"), ["b.log"])
        run = self.weir("scan", ".")
        self.assertIn(b"ignored", run.out)

    def test_links(self):
        self.write("tree/real", b"k=" + sample(GITHUB))
        self.write("outside", b"k=" + sample(GITLAB))
        os.symlink("real", self.path("tree/inner"))
        os.symlink("../outside", self.path("tree/outer"))
        os.symlink("nowhere", self.path("tree/dead"))
        os.symlink("..", self.path("tree/loop"))
        os.symlink(".", self.path("tree/self"))
        self.assertEqual(self.paths("tree"), ["tree/real"])
        followed = self.weir("scan", "tree", "--follow-links", "--format", "jsonl", timeout=60)
        names = [os.path.normpath(f["path"]) for f in followed.findings()]
        self.assertIn("tree/real", names)
        self.assertIn("tree/inner", names)
        self.assertNotIn("tree/outer", names)
        os.symlink("tree/real", self.path("link"))
        self.assertEqual(self.paths("link"), ["link"])

    def test_special_files_in_a_tree_are_counted_and_not_opened(self):
        os.mkfifo(self.path("pipe"))
        self.write("a", b"k=" + sample(GITHUB))
        run = self.weir("scan", ".", "--format", "json", timeout=30)
        self.assertExit(run, 1)
        self.assertEqual(json.loads(run.out)["coverage"]["skipped"]["not-regular"]["inputs"], 1)

    def test_process_substitution(self):
        read, write = os.pipe()
        os.write(write, b"k=" + sample(GITHUB))
        os.close(write)
        run = self.weir("scan", f"/dev/fd/{read}", pass_fds=(read,))
        os.close(read)
        self.assertExit(run, 1)
        self.assertExit(self.weir("scan", "/dev/stdin", stdin=b"k=" + sample(GITHUB)), 1)

    def test_deep_and_wide_trees(self):
        deep = "/".join(["d"] * 300) + "/f"
        self.write(deep, b"k=" + sample(GITHUB))
        for i in range(500):
            self.write(f"wide/{i}", b"x")
        self.assertEqual(self.paths("."), [deep])

    def test_several_inputs_at_once(self):
        self.write("a", b"k=" + sample(GITHUB))
        self.write("b", noise(1000))
        run = self.weir("scan", "a", "-", "b", "--format", "jsonl", stdin=b"k=" + sample(GITLAB))
        self.assertExit(run, 1)
        self.assertEqual([f["path"] for f in run.findings()], ["a", "-"])


class Lists(WeirTest):
    def setUp(self):
        super().setUp()
        self.write("a", b"k=" + sample(GITHUB))
        self.write("b c", b"k=" + sample(GITHUB))
        self.write("new\nline", b"k=" + sample(GITHUB))
        self.write("other", b"k=" + sample(GITHUB))

    def paths(self, *args, **more):
        run = self.weir("scan", *args, "--format", "jsonl", **more)
        self.assertExit(run, 1)
        return [f["path"] for f in run.findings()]

    def test_lines(self):
        self.write("list", b"a\nb c\n")
        self.assertEqual(self.paths("--files-from", "list"), ["a", "b c"])
        self.assertEqual(self.paths("--files-from", "-", stdin=b"b c\na"), ["b c", "a"])
        self.assertEqual(self.paths("other", "--files-from", "list"), ["other", "a", "b c"])

    def test_null(self):
        for flag in ("--null", "-0"):
            self.assertEqual(self.paths("--files-from", "-", flag, stdin=b"new\nline\0a\0"),
                             ["new\nline", "a"])

    def test_mistakes(self):
        self.assertOneLine(self.weir("scan", "--files-from", "-", stdin=b"a\0b\0"), "--null")
        self.assertOneLine(self.weir("scan", "--files-from", "-", stdin=b"-\n"), "./-")
        self.assertOneLine(self.weir("scan", "--files-from", "missing"), "missing", "No such file")
        self.assertExit(self.weir("scan", "--files-from", "-", stdin=b""), 2)
        gone = self.weir("scan", "--files-from", "-", stdin=b"a\nmissing\n")
        self.assertExit(gone, 2)
        self.assertIn(b"missing", gone.out + gone.err)
        self.assertIn(b"GitHub", gone.out)
