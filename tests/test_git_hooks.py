"""The hooks as git runs them: real commits, merges and pushes."""

import os
import shutil
import subprocess
import unittest

from git_harness import GitTest, Repo
from harness import WEIR


class Staged(GitTest):
    def start(self):
        repo = self.repo()
        repo.write("base", b"x\n")
        repo.commit("base")
        return repo

    def stage(self, repo, name, data):
        repo.write(name, data)
        repo.git("add", "-A")

    def test_only_what_the_commit_adds(self):
        repo = self.start()
        self.assertEqual(self.found(self.staged(repo)), set())
        repo.write("unstaged", self.secret(9))
        self.assertEqual(self.found(self.staged(repo)), set())
        os.remove(os.path.join(repo.path, b"unstaged"))
        self.stage(repo, "old", b"a\n" + self.secret(1) + b"\n")
        self.assertEqual(self.found(self.staged(repo)), {self.secret(1)})
        repo.commit("old")
        self.stage(repo, "old", b"a changed\n" + self.secret(1) + b"\n")
        run = self.staged(repo)
        self.assertExit(run, 0)
        self.stage(repo, "old", b"# comment before\nKEY=" + self.secret(1) + b" " + self.secret(2) + b"\n")
        self.assertEqual(self.found(self.staged(repo)), {self.secret(2)})
        self.stage(repo, "old", self.secret(1) + b"\n" + self.secret(1) + b"\n")
        self.assertEqual(len(self.records(self.staged(repo))), 1, "a second copy is one more")
        repo.git("reset", "-q", "--hard")
        repo.git("mv", "old", "new")
        self.stage(repo, "new", b"moved\n" + self.secret(1) + b"\n" + self.secret(3) + b"\n")
        self.assertEqual(self.found(self.staged(repo)), {self.secret(3)})
        repo.git("reset", "-q", "--hard")
        os.chmod(os.path.join(repo.path, b"old"), 0o755)
        repo.git("add", "-A")
        self.assertExit(self.staged(repo), 0)

    def test_the_index_counts_not_the_file(self):
        repo = self.start()
        self.stage(repo, "f", self.secret(1))
        repo.write("f", b"clean")
        self.assertEqual(self.found(self.staged(repo)), {self.secret(1)})
        self.stage(repo, "f", b"clean")
        repo.write("f", self.secret(1))
        self.assertExit(self.staged(repo), 0)

    def test_secrets_of_many_lines(self):
        repo = self.start()
        key = self.pem()
        lines = key.split(b"\n")
        repo.write("key", b"\n".join(lines[:1] + lines[3:]) + b"\n")
        self.stage(repo, "key", b"intro\n" + key + b"\n")
        self.assertExit(self.staged(repo), 1)

    def pem(self):
        run = self.weir("rules", "sample", "rsa-private-key")
        if run.code != 0:
            listing = self.weir("rules", "list", "--format", "jsonl")
            name = [r["id"] for r in self.records(listing) if r["class"] == "private-key"][0]
            run = self.weir("rules", "sample", name)
        return run.out.strip().replace(b"\\n", b"\n")

    def test_first_commit_and_odd_repositories(self):
        for name, init in (("plain", []), ("long", ["--object-format=sha256"])):
            repo = self.repo(name, *init)
            self.assertExit(self.staged(repo), 0)
            self.stage(repo, b"odd \xff name\n", self.secret(1))
            self.stage(repo, "utf16", b"\xff\xfe" + ("KEY=" + self.secret(2).decode() + "\r\n").encode("utf-16-le"))
            os.symlink(b"to-" + self.secret(3), os.path.join(repo.path, b"link"))
            repo.write(".gitattributes", b"* binary -diff\n")
            repo.git("add", "-A")
            repo.git("update-index", "--index-version=4")
            self.assertEqual(self.found(self.staged(repo)), {self.secret(1), self.secret(2), self.secret(3)})
            repo.commit("1")
            self.assertExit(self.staged(repo), 0)
        repo.git("worktree", "add", "-q", os.fsdecode(self.path("tree")))
        tree = Repo.__new__(Repo)
        tree.test, tree.path, tree.clock = self, self.path("tree"), repo.clock
        self.stage(tree, "f", self.secret(4))
        self.assertEqual(self.found(self.staged(tree)), {self.secret(4)})
        self.assertExit(self.staged(repo), 0)

    def test_submodule_conflict_and_intent_to_add(self):
        repo = self.start()
        head = repo.git("rev-parse", "HEAD").decode()
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},sub")
        run = self.weir("git", "staged", "--format", "json", cwd=repo.path)
        self.assertExit(run, 0)
        self.assertIn(b"submodule", run.out)
        repo.git("reset", "-q", "--hard")
        repo.write("later", self.secret(1))
        repo.git("add", "-N", "later")
        self.assertExit(self.staged(repo), 0)
        repo.git("rm", "-q", "--cached", "later")
        os.remove(os.path.join(repo.path, b"later"))
        repo.git("checkout", "-q", "-b", "side")
        repo.write("base", b"side\n")
        repo.commit("side")
        repo.git("checkout", "-q", "main")
        repo.write("base", b"main\n")
        repo.commit("main")
        repo.run("merge", "side")
        self.assertExit(self.staged(repo), 2)

    def test_lfs_pointer_is_told(self):
        repo = self.start()
        self.stage(repo, "model.bin", b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0123456789abcdef" * 4 +
                   b"\nsize 12345\n")
        run = self.weir("git", "staged", "--format", "json", cwd=repo.path)
        self.assertExit(run, 0)
        self.assertIn(b"LFS", run.out)

    def test_large_blob(self):
        repo = self.start()
        self.stage(repo, "large", b"filler of a large file\n" * 900_000 + self.secret(1) + b"\n")
        self.assertEqual(self.found(self.staged(repo)), {self.secret(1)})
        repo.commit("large")
        self.stage(repo, "large", b"changed filler of a large file\n" * 900_000 + self.secret(1) + b"\n" + self.secret(2))
        self.assertEqual(self.found(self.staged(repo)), {self.secret(2)})

    def test_failure_to_look(self):
        run = self.weir("git", "staged")
        self.assertExit(run, 2)
        run = self.weir("git", "staged", "--on-error", "allow")
        self.assertExit(run, 0)
        self.assertIn(b"UNCHECKED", run.err)
        repo = self.start()
        self.stage(repo, "f", self.secret(1))
        oid = repo.git("rev-parse", ":f").decode()
        os.remove(os.path.join(repo.path, b".git/objects", oid[:2].encode(), oid[2:].encode()))
        self.assertExit(self.staged(repo), 2)
        self.assertExit(self.staged(repo, "--on-error=allow"), 0)
        repo.git("read-tree", "HEAD")
        self.stage(repo, "g", self.secret(2))
        self.assertExit(self.staged(repo, "--on-error=allow"), 1)
        self.assertExit(repo.weir("git", "staged", env={"PATH": "."}), 2)

    def test_other_owner(self):
        repo = self.start()
        repo.write("f", self.secret(1))
        repo.commit("one")
        run = self.weir_as_nobody("git", "history", "--repo", os.fsdecode(repo.path))
        if os.geteuid() != 0:  # then nobody else is at hand, and the repository is one's own
            self.assertExit(run, 1)
            return
        self.assertExit(run, 2)
        self.assertIn(b"safe.directory", run.err)
        self.assertNotIn(b"no secrets", run.out)

    def test_comment_that_allows(self):
        repo = self.start()
        self.stage(repo, "f", b"KEY=" + self.secret(1) + b"  # weir:allow a sample of the manual\n")
        self.assertExit(self.staged(repo), 0)
        self.assertExit(self.staged(repo, "--inline-allow", "off"), 1)


class Hooks(GitTest):
    def start(self, *flags):
        repo = self.repo()
        self.assertExit(repo.weir("git", "install", *flags), 0)
        repo.write("base", b"x\n")
        repo.commit("base")
        return repo

    def stopped(self, done, *parts):
        self.assertEqual(done.returncode, 1, done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)
        self.assertLessEqual(len(done.stderr.splitlines()), 24)
        for line in done.stderr.decode().splitlines():
            self.assertLessEqual(len(line), 80, line)
        self.assertNotIn(b"\x1b", done.stderr)
        for i in range(1, 10):
            self.assertNotIn(self.secret(i)[4:], done.stderr)

    def test_commit_in_every_way(self):
        repo = self.start()
        head = repo.git("rev-parse", "HEAD")
        repo.write("a", b"KEY=" + self.secret(1) + b"\n")
        repo.git("add", "a")
        self.stopped(repo.run("commit", "-qm", "x"), b"a:1:5: GitHub personal access token", b"Take it out",
                     b"Rotate it", b"weir allow ", b"weir:allow")
        repo.git("rm", "-q", "--cached", "a")
        repo.write("base", b"x\n" + self.secret(2))
        self.assertEqual(repo.run("commit", "-qm", "x", "--allow-empty").returncode, 0)
        self.stopped(repo.run("commit", "-aqm", "x"), b"base:2:1")
        self.stopped(repo.run("commit", "-qm", "x", "base"), b"base:2:1")
        self.stopped(repo.run("commit", "-q", "--amend", "-a", "--no-edit"), b"base:2:1")
        self.assertNotEqual(head, repo.git("rev-parse", "HEAD"))
        repo.write("base", b"y\n")
        done = repo.run("commit", "-aqm", "clean")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""), "nothing to say is not said")

    def test_many_findings_fit_on_a_screen(self):
        repo = self.start()
        for i in range(1, 10):
            repo.write(f"a very long folder name {i}/" + "x" * 120, b"y" * 300 + b" " + self.secret(i) + b"\n")
        repo.git("add", "-A")
        self.stopped(repo.run("commit", "-qm", "x"), b"adds 9 secrets", b"and 6 more")

    def test_merges(self):
        repo = self.start()
        repo.git("checkout", "-q", "-b", "side")
        repo.write("side", self.secret(1))
        repo.commit("side has one")
        repo.git("checkout", "-q", "main")
        repo.write("main", b"1")
        repo.commit("main")
        done = repo.run("merge", "-q", "--no-edit", "side")
        self.assertEqual(done.returncode, 0, done.stderr)  # what the side already has is not what the merge adds
        repo.git("checkout", "-q", "-b", "other", "HEAD~1")
        repo.write("other", b"2")
        repo.commit("other")
        repo.git("checkout", "-q", "main")
        repo.git("merge", "-q", "--no-commit", "other")
        repo.write("main", b"1 " + self.secret(2))
        repo.git("add", "-A")
        self.stopped(repo.run("commit", "-qm", "evil"), b"main:1:3", b"adds 1 secret")

    def test_message(self):
        repo = self.start("--commit-msg")
        self.stopped(repo.run("commit", "-q", "--allow-empty", "-m", "a\n\n# b " + self.secret(1).decode()),
                     b"message:3:5")
        editor = self.path("editor")
        self.write("editor", b"#!/bin/sh\n{ echo good; echo '# %s'; cat \"$1\"; } > \"$1.new\" && mv \"$1.new\" \"$1\"\n" % self.secret(1))
        os.chmod(editor, 0o755)
        done = repo.run("commit", "-q", "--allow-empty", env={"GIT_EDITOR": os.fsdecode(editor)})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(repo.git("log", "-1", "--format=%B"), b"good")
        # What commit -v shows of the removal of a secret is no part of the message.
        repo.write("f", self.secret(2))
        repo.commit("has one")
        repo.write("f", b"gone")
        done = repo.run("commit", "-v", "-aq", env={"GIT_EDITOR": os.fsdecode(editor)})
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_push(self):
        repo = self.start("--pre-push")
        remote = self.path("remote.git")
        repo.git("init", "-q", "--bare", remote)
        repo.git("remote", "add", "origin", remote)
        repo.git("push", "-q", "origin", "main")
        repo.write("f", b"KEY=" + self.secret(1))
        repo.commit("mistake")
        repo.write("f", b"gone")
        repo.commit("removed again")
        self.stopped(repo.run("push", "-q", "origin", "main"), b"in commit", b"mistake")
        self.stopped(repo.run("push", "-q", "origin", "HEAD:refs/heads/new"), b"f:1:5")
        self.stopped(repo.run("push", "-q", "origin", "main~2:main", "main:other"), b"f:1:5")
        self.stopped(repo.run("push", "-q", remote, "main"), b"f:1:5")
        repo.git("push", "-q", "--no-verify", "origin", "main")
        repo.write("g", b"more")
        repo.commit("more")
        self.assertEqual(repo.run("push", "-q", "origin", "main", "main:other").returncode, 0)
        self.assertEqual(repo.run("push", "-q", "origin", ":other").returncode, 0)
        repo.git("tag", "-a", "v1", "-m", "tag " + self.secret(2).decode())
        self.stopped(repo.run("push", "-q", "origin", "v1"), b"tag ")
        repo.git("reset", "-q", "--hard", "HEAD~1")
        repo.write("h", b"forced")
        repo.commit("forced")
        self.assertEqual(repo.run("push", "-q", "--force", "origin", "main").returncode, 0)

    def test_receive(self):
        server = self.repo("server.git", "--bare")
        self.assertExit(server.weir("git", "install", "--pre-receive"), 0)
        repo = self.repo()
        repo.git("remote", "add", "origin", server.path)
        repo.write("a", b"x")
        repo.commit("a")
        self.assertEqual(repo.run("push", "-q", "origin", "main").returncode, 0)
        repo.git("checkout", "-q", "-b", "bad")
        repo.write("f", b"KEY=" + self.secret(1) + b" # weir:allow says the pusher\n")
        repo.commit("mistake")
        repo.git("checkout", "-q", "-b", "worse", "main")
        repo.write("g", b"KEY=" + self.secret(2))
        repo.commit("another")
        done = repo.run("push", "origin", "main", "bad", "worse")
        self.assertNotEqual(done.returncode, 0)
        for part in (b"refs/heads/bad is refused", b"refs/heads/worse is refused", b"f:1:5", b"g:1:5", b"mistake"):
            self.assertIn(part, done.stderr)
        self.assertEqual(server.git("for-each-ref", "--format=%(refname)"), b"refs/heads/main")
        self.assertEqual(repo.run("push", "-q", "origin", "main", ":gone").returncode != 2, True)
        repo.git("reset", "-q", "--hard", "main")
        repo.write("g", b"clean")
        repo.commit("clean")
        self.assertEqual(repo.run("push", "-q", "origin", "worse").returncode, 0)

    def test_the_framework_s_environment(self):
        repo = self.start()
        repo.write("f", self.secret(1))
        repo.commit("all files")
        env = {"PRE_COMMIT": "1"}
        self.assertExit(self.staged(repo), 0)
        self.assertEqual(self.found(self.staged(repo, env=env)), {self.secret(1)})
        env = {"PRE_COMMIT": "1", "PRE_COMMIT_REMOTE_NAME": "origin", "PRE_COMMIT_FROM_REF": "HEAD~1",
               "PRE_COMMIT_TO_REF": "HEAD", "PRE_COMMIT_REMOTE_URL": "x"}
        self.assertExit(repo.weir("git", "push", env=env), 1)
        del env["PRE_COMMIT_FROM_REF"], env["PRE_COMMIT_TO_REF"]
        self.assertExit(repo.weir("git", "push", env=env), 1)

    def test_bad_input(self):
        repo = self.start()
        self.assertExit(repo.weir("git", "push", "origin", stdin=self.open_bytes(b"--upload-pack=x y z\n")), 2)
        self.assertExit(repo.weir("git", "receive", stdin=self.open_bytes(b"garbage\n")), 2)
        zero, one = b"0" * 40, b"1" * 40
        self.assertExit(repo.weir("git", "receive", stdin=self.open_bytes(zero + b" " + one + b" refs/heads/x\n")), 2)

    def open_bytes(self, data):
        path = self.write("../stdin", data)
        file = open(path, "rb")
        self.addCleanup(file.close)
        return file


class Built(GitTest):
    """hooks/git/built.sh, with a cmake that copies the program in place of building it."""

    def setUp(self):
        super().setUp()
        self.clone = os.fsdecode(self.path("clone"))
        script = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "hooks", "git", "built.sh")
        os.makedirs(os.path.join(self.clone, "hooks", "git"))
        self.script = shutil.copy(script, os.path.join(self.clone, "hooks", "git"))
        os.makedirs(os.fsdecode(self.path("bin")))

    def cmake(self, text):
        self.write("bin/cmake", b"#!/bin/sh\n" + text)
        os.chmod(os.fsdecode(self.path("bin/cmake")), 0o755)

    def hook(self, repo):
        env = repo.env()
        env["PATH"] = os.fsdecode(self.path("bin")) + ":" + env["PATH"]
        return subprocess.run([self.script, "git", "staged"], cwd=repo.path, env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)

    def test_built_once_then_run(self):
        self.cmake(b"echo x >> calls; mkdir -p build/release; cp '" + WEIR.encode() + b"' build/release/weir\n")
        repo = self.repo()
        repo.write("f", self.secret(1))
        repo.git("add", "-A")
        self.assertEqual(self.hook(repo).returncode, 1)
        self.assertEqual(self.hook(repo).returncode, 1)
        with open(os.path.join(self.clone, "calls")) as calls:
            self.assertEqual(len(calls.readlines()), 2)  # one to configure, one to build

    def test_a_build_that_fails_stops_the_commit(self):
        self.cmake(b"echo no compiler; exit 1\n")
        run = self.hook(self.repo())
        self.assertEqual(run.returncode, 2)
        self.assertIn(b"no compiler", run.stderr)
        self.assertIn(b"dev setup", run.stderr)


if __name__ == "__main__":
    unittest.main()
