"""weir git install, uninstall, status: beside other hooks, other managers, and after moves."""

import os
import shutil
import subprocess
import unittest

from git_harness import GitTest
from harness import WEIR


class Install(GitTest):
    def hook(self, repo, name=b"pre-commit"):
        with open(os.path.join(repo.path, b".git/hooks", name), "rb") as file:
            return file.read()

    def put_hook(self, repo, name, text):
        repo.write(b".git/hooks/" + name, text)
        os.chmod(os.path.join(repo.path, b".git/hooks", name), 0o755)

    def bad(self, repo, name="bad"):
        repo.write(name, b"KEY=" + self.secret(1))
        repo.git("add", "-A")

    def test_install_status_uninstall(self):
        repo = self.repo()
        run = repo.weir("git", "status")
        self.assertExit(run, 1)
        self.assertIn(b"pre-commit: none", run.out)
        run = repo.weir("git", "install", "--pre-push", "--commit-msg")
        self.assertExit(run, 0)
        first = self.hook(repo)
        self.assertExit(repo.weir("git", "install"), 0)
        self.assertEqual(self.hook(repo), first, "installing again changes nothing")
        self.assertFalse(os.path.exists(os.path.join(repo.path, b".git/hooks/pre-commit.weir-previous")))
        self.assertExit(repo.weir("git", "status"), 0)
        self.assertEqual(subprocess.run(["sh", "-n"], input=first, check=False).returncode, 0)
        self.bad(repo)
        self.assertEqual(repo.run("commit", "-qm", "x").returncode, 1)
        run = repo.weir("git", "uninstall")
        self.assertExit(run, 0)
        for name in (b"pre-commit", b"pre-push", b"commit-msg", b"pre-merge-commit"):
            self.assertFalse(os.path.exists(os.path.join(repo.path, b".git/hooks", name)))
        self.assertEqual(repo.run("commit", "-qm", "x").returncode, 0)
        self.assertIn(b"no hook of weir", repo.weir("git", "uninstall").out)

    def test_other_hooks_run_first_and_come_back(self):
        repo = self.repo()
        log = os.fsdecode(self.path("log"))
        self.put_hook(repo, b"pre-commit", b"#!/bin/sh\necho commit >> '%s'\n" % log.encode())
        self.put_hook(repo, b"pre-push", b"#!/bin/sh\necho \"push $1\" >> '%s'\ncat >> '%s'\n" % (log.encode(), log.encode()))
        before = self.hook(repo)
        self.assertIn(b"runs first", repo.weir("git", "install", "--pre-push").out)
        repo.write("f", b"x")
        repo.git("add", "-A")
        repo.git("commit", "-qm", "x")
        remote = self.path("remote.git")
        repo.git("init", "-q", "--bare", remote)
        repo.git("remote", "add", "origin", remote)
        repo.write("g", self.secret(1))
        repo.commit("y")
        self.assertEqual(repo.run("push", "-q", "origin", "main").returncode, 1)
        with open(log, encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.assertEqual(lines[0], "commit")
        self.assertIn("push origin", lines[1:])
        self.assertTrue(any(line.startswith("refs/heads/main ") for line in lines), lines)
        self.put_hook(repo, b"pre-commit.weir-previous", b"#!/bin/sh\nexit 7\n")
        repo.write("h", b"x")
        repo.git("add", "-A")
        self.assertEqual(repo.run("commit", "-qm", "x").returncode, 1)
        self.put_hook(repo, b"pre-commit.weir-previous", before)
        self.assertExit(repo.weir("git", "uninstall"), 0)
        self.assertEqual(self.hook(repo), before)

    def test_both_places_taken(self):
        repo = self.repo()
        self.put_hook(repo, b"pre-commit", b"#!/bin/sh\n")
        self.put_hook(repo, b"pre-commit.weir-previous", b"#!/bin/sh\n")
        run = repo.weir("git", "install")
        self.assertExit(run, 2)
        self.assertEqual(self.hook(repo), b"#!/bin/sh\n")

    def test_moved_upgraded_and_gone(self):
        repo = self.repo()
        first = self.path("one/weir")
        self.write("one/weir", b"")
        shutil.copy(WEIR, first)
        subprocess.run([first, "git", "install"], cwd=repo.path, env=repo.env(PATH="/usr/bin:/bin"), check=True,
                       stdout=subprocess.DEVNULL)
        self.bad(repo)
        nowhere = {"PATH": "/usr/bin:/bin"}
        self.assertEqual(repo.run("commit", "-qm", "x", env=nowhere).returncode, 1)
        os.remove(first)
        done = repo.run("commit", "-qm", "x", env=nowhere)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"nothing was looked at", done.stderr)
        self.assertIn(b"rm '", done.stderr)
        os.mkdir(self.path("two"))
        shutil.copy(WEIR, self.path("two/weir"))
        done = repo.run("commit", "-qm", "x", env={"PATH": os.fsdecode(self.path("two")) + ":/usr/bin:/bin"})
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"this commit is stopped", done.stderr)
        # A program of that name in the tree is not taken, whatever PATH says.
        repo.write("weir", b"#!/bin/sh\nexit 0\n")
        os.chmod(os.path.join(repo.path, b"weir"), 0o755)
        for path in (".:/usr/bin:/bin", os.fsdecode(repo.path) + ":/usr/bin:/bin"):
            self.assertEqual(repo.run("commit", "-qm", "x", env={"PATH": path}).returncode, 1)

    def test_quotes_in_names(self):
        repo = self.repo("it's a \"repo\" $(touch x)")
        os.mkdir(self.path("it's"))
        shutil.copy(WEIR, self.path("it's/weir"))
        subprocess.run([self.path("it's/weir"), "git", "install"], cwd=repo.path, env=repo.env(PATH="/usr/bin:/bin"),
                       check=True, stdout=subprocess.DEVNULL)
        self.bad(repo)
        done = repo.run("commit", "-qm", "x", env={"PATH": "/usr/bin:/bin"})
        self.assertIn(b"this commit is stopped", done.stderr)

    def test_hooks_path(self):
        repo = self.repo()
        self.assertExit(repo.weir("git", "install"), 0)
        repo.git("config", "core.hooksPath", "githooks")
        run = repo.weir("git", "status")
        self.assertExit(run, 1)
        self.assertIn(b"hidden", run.out)
        self.assertExit(repo.weir("git", "install"), 0)
        self.assertTrue(os.path.exists(os.path.join(repo.path, b"githooks/pre-commit")))
        self.assertExit(repo.weir("git", "status"), 0)
        self.bad(repo)
        self.assertEqual(repo.run("commit", "-qm", "x").returncode, 1)

    def test_signs_of_other_managers(self):
        repo = self.repo()
        repo.write("lefthook.yml", b"")
        repo.write(".pre-commit-config.yaml", b"")
        run = repo.weir("git", "status")
        self.assertIn(b"lefthook", run.out)
        self.assertIn(b"pre-commit", run.out)
        repo.git("config", "core.hooksPath", ".husky/_")
        run = repo.weir("git", "install")
        self.assertExit(run, 2)
        self.assertIn(b"husky", run.err)
        self.put_hook(repo, b"pre-commit", b"#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n")
        repo.git("config", "--unset", "core.hooksPath")
        self.assertIn(b"pre-commit: of pre-commit\n", repo.weir("git", "status").out)
        repo.write(".pre-commit-config.yaml", b"repos:\n- hooks:\n  - id: weir\n")
        run = repo.weir("git", "status")
        self.assertExit(run, 0)
        self.assertIn(b"whose settings call weir", run.out)

    def test_global(self):
        repo = self.repo()
        run = repo.weir("git", "install", "--global")
        self.assertExit(run, 0)
        self.assertExit(repo.weir("git", "status", "--global"), 0)
        self.put_hook(repo, b"pre-commit", b"#!/bin/sh\necho own-hook >&2\n")
        self.put_hook(repo, b"post-commit", b"#!/bin/sh\necho own-post >&2\n")
        repo.write("f", b"x")
        repo.git("add", "-A")
        done = repo.run("commit", "-qm", "x")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"own-hook", done.stderr)
        self.assertIn(b"own-post", done.stderr)
        self.bad(repo)
        self.assertEqual(repo.run("commit", "-qm", "x").returncode, 1)
        self.assertExit(repo.weir("git", "uninstall", "--global"), 0)
        self.assertEqual(repo.run("config", "--global", "core.hooksPath").stdout, b"")
        self.assertEqual(repo.run("commit", "-qm", "x").returncode, 0)

    def test_linked_work_tree_shares_the_hooks(self):
        repo = self.repo()
        repo.write("f", b"x")
        repo.commit("x")
        repo.git("worktree", "add", "-q", os.fsdecode(self.path("tree")))
        run = self.weir("git", "install", cwd=self.path("tree"))
        self.assertExit(run, 0)
        self.bad(repo)
        self.assertEqual(repo.run("commit", "-qm", "x").returncode, 1)


class PreCommit(GitTest):
    """The real pre-commit framework, with the hooks of this repository."""

    HOOKS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), ".pre-commit-hooks.yaml")

    def test_framework(self):
        self.assertTrue(shutil.which("pre-commit", path="/usr/bin:/bin"), "packages.txt names pre-commit")
        source = self.repo("hooks-repo")
        with open(os.environ.get("WEIR_HOOKS_YAML", self.HOOKS), "rb") as file:
            source.write(".pre-commit-hooks.yaml", file.read())
        source.commit("hooks")
        source.git("tag", "v1")
        repo = self.repo()
        repo.write(".pre-commit-config.yaml", b"repos:\n- repo: %s\n  rev: v1\n  hooks:\n  - id: weir\n  - id: weir-push\n"
                   b"  - id: weir-message\n" % source.path)
        run = lambda *args: subprocess.run(["pre-commit", *args], cwd=repo.path, env=repo.env(), timeout=300,
                                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        done = run("install", "-t", "pre-commit", "-t", "pre-push", "-t", "commit-msg")
        self.assertEqual(done.returncode, 0, done.stdout)
        repo.write("f", b"clean")
        repo.git("add", "-A")
        done = repo.run("commit", "-m", "x")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.bad(repo)
        done = repo.run("commit", "-m", "x")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"this commit is stopped", done.stdout + done.stderr)
        repo.git("reset", "-q", "--hard")
        done = repo.run("commit", "--allow-empty", "-m", "x " + self.secret(2).decode())
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"its message holds", done.stdout + done.stderr)
        self.bad(repo)
        repo.git("commit", "-q", "--no-verify", "-m", "in spite of it")
        done = run("run", "--all-files")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(b"bad:1:5", done.stdout)
        remote = self.path("remote.git")
        repo.git("init", "-q", "--bare", remote)
        repo.git("remote", "add", "origin", remote)
        done = repo.run("push", "-q", "origin", "main")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"this push is stopped", done.stdout + done.stderr)

    def bad(self, repo):
        repo.write("bad", b"KEY=" + self.secret(1))
        repo.git("add", "-A")


if __name__ == "__main__":
    unittest.main()
