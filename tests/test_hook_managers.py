"""The recipes of hooks/git under the real lefthook and husky, from npm: commits and pushes are stopped and let through."""

import os
import re
import shutil
import subprocess
import unittest

import npm_packages
from git_harness import GitTest, Repo
from harness import WEIR

HOOKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "hooks", "git")


class HookManager(GitTest):
    def start(self):
        repo = self.repo()
        self.remote = Repo(self, self.path("remote.git"), "--bare")
        repo.git("remote", "add", "origin", os.fsdecode(self.remote.path))
        repo.write("base", b"x\n")
        repo.commit("base")
        modules = os.path.join(npm_packages.folder(), "node_modules")
        self.env = {"PATH": os.pathsep.join([os.path.join(modules, ".bin"), os.path.dirname(WEIR), "/usr/bin", "/bin",
                                             os.path.dirname(shutil.which("node"))])}
        return repo

    def manage(self, repo, *command):
        done = subprocess.run(command, cwd=repo.path, env=repo.env(**self.env), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)

    def check(self, repo):
        """A secret in a file, in a message, in what is pushed: each is stopped, and clean ones are not."""
        repo.write("a.env", b"KEY=" + self.secret(1) + b"\n")
        repo.git("add", "-A")
        stopped = repo.run("commit", "-q", "-m", "adds a secret", env=self.env)
        said = stopped.stdout + stopped.stderr
        self.assertNotEqual(stopped.returncode, 0, said)
        self.assertIn(b"a.env:1:5", said)
        self.assertNotIn(self.secret(1), said)
        repo.git("reset", "-q", "--hard")

        repo.write("b.txt", b"clean\n")
        repo.git("add", "-A")
        stopped = repo.run("commit", "-q", "-m", "key " + self.secret(2).decode(), env=self.env)
        self.assertNotEqual(stopped.returncode, 0, stopped.stderr)
        self.assertNotIn(self.secret(2), stopped.stdout + stopped.stderr)
        repo.git("commit", "-q", "-m", "clean", env=self.env)
        repo.git("push", "-q", "origin", "HEAD:refs/heads/clean", env=self.env)

        repo.write("c.env", b"KEY=" + self.secret(3) + b"\n")
        repo.commit("with --no-verify")
        stopped = repo.run("push", "-q", "origin", "HEAD:refs/heads/main", env=self.env)
        self.assertNotEqual(stopped.returncode, 0, stopped.stderr)
        self.assertIn(b"c.env:1:5", stopped.stdout + stopped.stderr)
        refs = self.remote.git("for-each-ref", "--format=%(refname)")
        self.assertEqual(refs, b"refs/heads/clean")

    def test_lefthook(self):
        repo = self.start()
        shutil.copy(os.path.join(HOOKS, "lefthook.yml"), os.path.join(os.fsdecode(repo.path), "lefthook.yml"))
        repo.commit("lefthook.yml")
        self.manage(repo, "lefthook", "install")
        self.check(repo)

    def test_husky(self):
        repo = self.start()
        repo.write("package.json", b"{}\n")
        repo.commit("package.json")
        self.manage(repo, "husky")
        # The lines of husky.md, as a reader would give them to a shell.
        with open(os.path.join(HOOKS, "husky.md"), encoding="utf-8") as file:
            lines = re.findall(r"^    (echo .*)$", file.read(), re.MULTILINE)
        self.assertEqual(len(lines), 3)
        self.manage(repo, "sh", "-e", "-c", "\n".join(lines))
        repo.commit("husky's hooks")
        self.check(repo)
        status = repo.weir("git", "status")
        self.assertExit(status, 0)


if __name__ == "__main__":
    unittest.main()
