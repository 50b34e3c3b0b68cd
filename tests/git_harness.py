"""Repositories for the tests of `weir git`: made anew for each test, with nothing of the user's configuration.

    class Some(GitTest):
        def test_x(self):
            repo = self.repo()
            repo.write("a.env", b"KEY=" + self.secret(1)); repo.commit("one")
            self.assertEqual(self.found(self.history(repo)), {self.secret(1)})
"""

import base64
import json
import os
import subprocess

from harness import GITHUB, WEIR, WeirTest, environment, sample


class Repo:
    def __init__(self, test, path, *init):
        self.test, self.path, self.clock = test, os.fsencode(path), 1_700_000_000
        os.makedirs(self.path, exist_ok=True)
        self.git("init", "-q", *init)

    def env(self, **more):
        who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
               for what, value in (("NAME", "Ann"), ("EMAIL", "ann@example.org"),
                                   ("DATE", f"{self.clock} +0000"))}
        env = environment(self.test.home, GIT_CONFIG_NOSYSTEM="1", **who)
        env["PATH"] = os.path.dirname(WEIR) + ":" + env["PATH"]
        env.update(more)
        return env

    def run(self, *args, stdin=b"", env=None, **more):
        self.clock += 60
        return subprocess.run(["git", "-c", "init.defaultBranch=main", *args], cwd=self.path, input=stdin,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.env(**(env or {})),
                              timeout=300, **more)

    def git(self, *args, **more):
        done = self.run(*args, **more)
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        return done.stdout.strip()

    def write(self, name, data):
        path = os.path.join(self.path, os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)

    def commit(self, message="change", *args):
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "--allow-empty", "-m", message, *args)
        return self.git("rev-parse", "HEAD").decode()

    def weir(self, *args, stdin=None, env=None, **more):
        options = dict(cwd=self.path, env=self.env(**(env or {})), timeout=300)
        if stdin is not None:
            options["stdin"] = stdin
        options.update(more)
        env = options.pop("env")
        # Run through the harness, which adds what sanitizers need.
        return self.test.weir(*args, env=env, **{k: v for k, v in options.items()})


class GitTest(WeirTest):
    def repo(self, name="repo", *init):
        return Repo(self, self.path(name), *init)

    @staticmethod
    def secret(i):
        return sample(GITHUB, i)

    def records(self, run):
        return [json.loads(line) for line in run.out.splitlines()]

    def found(self, run):
        """The secrets of a jsonl report that was made with --show-secrets."""
        out = set()
        for record in self.records(run):
            out.add(base64.b64decode(record["secret_base64"]) if "secret_base64" in record
                    else record["secret"].encode())
        return out

    def history(self, repo, *args, **more):
        return repo.weir("git", "history", "--format", "jsonl", "--show-secrets", *args, **more)

    def staged(self, repo, *args, **more):
        return repo.weir("git", "staged", "--format", "jsonl", "--show-secrets", *args, **more)
