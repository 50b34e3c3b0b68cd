"""The canary grid: everything in a repository that names a program is set to one that writes a file. After each command
no file is there, and the planted secret was found."""

import os
import unittest

from git_harness import GitTest

# Keys of git's configuration whose value is, or may be, run as a program. {} stands for the program.
KEYS = """
core.fsmonitor core.editor core.pager core.sshCommand core.gitProxy core.askPass core.alternateRefsCommand
core.hooksPath=HOOKS sequence.editor gpg.program gpg.openpgp.program gpg.x509.program gpg.ssh.program
gpg.ssh.defaultKeyCommand diff.external diff.canary.command diff.canary.textconv merge.canary.driver
filter.canary.clean filter.canary.smudge filter.canary.process filter.canary.required=true
difftool.canary.cmd difftool.canary.path mergetool.canary.cmd mergetool.canary.path diff.tool=canary merge.tool=canary
credential.helper=!{} credential.https://example.org.helper=!{} http.proxy=ext::{} uploadpack.packObjectsHook
remote.origin.uploadpack remote.origin.receivepack remote.origin.vcs=canary remote.origin.proxy=ext::{}
remote.origin.url=ext::{} remote.origin.promisor=true remote.origin.partialclonefilter=blob:none
pager.cat-file pager.rev-list pager.diff-tree pager.diff-index pager.diff pager.log pager.config pager.rev-parse
alias.cat-file=!{} alias.rev-list=!{} alias.diff-index=!{} alias.diff-tree=!{} alias.rev-parse=!{} alias.config=!{}
sendemail.smtpserver sendemail.toCmd sendemail.ccCmd sendemail.sendmailCmd imap.tunnel instaweb.httpd
browser.canary.cmd browser.canary.path web.browser=canary man.canary.cmd man.canary.path man.viewer=canary
interactive.diffFilter add.interactive.useBuiltin=false trailer.sign.command trailer.sign.cmd
receive.procReceiveRefs=refs submodule.sub.update=!{} tar.canary.command=cat guitool.canary.cmd
extensions.partialClone=origin extensions.worktreeConfig=true log.showSignature=true commit.gpgSign=true tag.gpgSign=true
log.mailmap=true diff.submodule=log diff.ignoreSubmodules=none status.submoduleSummary=true
protocol.ext.allow=always protocol.file.allow=always protocol.allow=always fetch.recurseSubmodules=true
core.untrackedCache=true core.preloadIndex=true index.recordEndOfIndexEntries=true feature.manyFiles=true
""".split()

HOOKS = ["pre-commit", "post-index-change", "reference-transaction", "post-checkout", "fsmonitor-watchman", "pre-push",
         "pre-receive", "commit-msg", "post-commit", "pre-auto-gc"]


class Canary(GitTest):
    def setUp(self):
        super().setUp()
        self.ran = self.path("ran")
        os.mkdir(self.ran)

    def program(self, name):
        """A program that leaves a file, and passes on what it is given so that nobody notices."""
        path = self.write("bin/" + name, b"#!/bin/sh\n: > %s/\"$(echo '%s' | tr / _)-$$\"\ncat\n" % (self.ran, name.encode()))
        os.chmod(path, 0o755)
        return os.fsdecode(path)

    def plant(self):
        repo = self.repo()
        repo.write("sub/f.txt", b"before\n")
        repo.write("f.txt", b"KEY=" + self.secret(1) + b"\n")
        repo.commit("one")
        repo.write("f.txt", b"KEY=" + self.secret(1) + b"\nKEY=" + self.secret(2) + b"\n")
        repo.git("add", "-A")
        return repo

    def arm(self, repo, style="config"):
        lines = []
        for i, key in enumerate(KEYS):
            name, _, value = key.partition("=")
            program = self.program(f"{i}-{name.replace('/', '_').replace(':', '_')}")
            value = (value or "{}").replace("{}", program)
            if value == "HOOKS":
                value = os.path.join(os.fsdecode(repo.path), ".git/hooks")
            section, _, variable = name.rpartition(".")
            first, _, rest = section.partition(".")
            lines.append(f'[{first} "{rest}"]' if rest else f"[{first}]")
            lines.append(f'\t{variable} = "{value}"')
        config = "\n".join(lines) + "\n[diff \"canary\"]\n\tcachetextconv = true\n"
        if style == "config":
            with open(os.path.join(repo.path, b".git/config"), "a") as file:
                file.write(config)
        else:
            self.write("included", config.encode())
            with open(os.path.join(repo.path, b".git/config"), "a") as file:
                file.write(f'[include]\n\tpath = {os.fsdecode(self.path("included"))}\n')
        repo.write(".gitattributes", b"* filter=canary diff=canary merge=canary -text ident working-tree-encoding=UTF-16\n")
        repo.write(".git/info/attributes", b"* filter=canary diff=canary merge=canary\n")
        repo.write(".gitmodules", b"[submodule \"sub\"]\n\tpath = sub\n\turl = ext::sh\n\tupdate = !sh\n")
        for hook in HOOKS:
            path = os.path.join(repo.path, b".git/hooks", hook.encode())
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(b"#!/bin/sh\n: > %s/hook-%s\n" % (self.ran, hook.encode()))
            os.chmod(path, 0o755)
        # Programs in the tree itself, which a relative PATH would find.
        for name in ("git", "cat", "sh", "ssh", "git-remote-ext", "git-remote-canary", "weir"):
            repo.write(name, b"#!/bin/sh\n: > %s/tree-%s\n" % (self.ran, name.encode()))
            os.chmod(os.path.join(repo.path, name.encode()), 0o755)

    def commands(self, repo):
        zero, head = "0" * 40, self.head
        path = f".::{os.fsdecode(repo.path)}:/usr/bin:/bin"
        env = {"PATH": path}
        self.write("push", f"refs/heads/main {head} refs/heads/main {zero}\n".encode())
        self.write("receive", f"{zero} {head} refs/heads/new\n".encode())
        yield "staged", self.staged(repo, env=env), {self.secret(2)}
        yield "history", self.history(repo, env=env), {self.secret(1)}
        yield "all", self.history(repo, "--all", "--reflog", "--stash", "--notes", env=env), {self.secret(1)}
        yield "unreachable", self.history(repo, "--unreachable", env=env), {self.secret(1), self.secret(2)}
        yield "repo", self.weir("git", "history", "--format", "jsonl", "--show-secrets", "--repo", repo.path,
                                "--since", "2001-01-01"), {self.secret(1)}
        with open(self.path("push"), "rb") as lines:
            yield "push", repo.weir("git", "push", "origin", "ext::x", "--format", "jsonl", "--show-secrets",
                                    stdin=lines, env=env), {self.secret(1)}
        self.write("message", self.secret(3))
        yield "message", repo.weir("git", "message", self.path("message"), "--format", "jsonl", "--show-secrets",
                                   env=env), {self.secret(3)}

    def check(self, style):
        repo = self.plant()
        self.head = repo.git("rev-parse", "HEAD").decode()
        self.arm(repo, style)
        for name, run, expected in self.commands(repo):
            with self.subTest(name):
                self.assertEqual(self.found(run), expected, repr(run))
                self.assertEqual(os.listdir(self.ran), [])
        # status, which asks for the folder of the hooks, runs nothing either.
        repo.weir("git", "status")
        self.assertEqual(os.listdir(self.ran), [])

    def test_the_grid_is_armed(self):
        """That the traps work: git itself, used carelessly, springs some of them."""
        repo = self.plant()
        self.arm(repo)
        repo.run("diff", "--cached", "--ext-diff", "--textconv")
        repo.run("status")
        self.assertGreaterEqual(len(os.listdir(self.ran)), 2, os.listdir(self.ran))

    def test_configuration(self):
        self.check("config")

    def test_included_configuration(self):
        self.check("include")

    def test_partial_clone_fetches_nothing(self):
        repo = self.plant()
        repo.commit("two")
        self.head = repo.git("rev-parse", "HEAD").decode()
        oid = repo.git("rev-parse", "HEAD:f.txt").decode()
        self.arm(repo)
        os.remove(os.path.join(repo.path, b".git/objects", oid[:2].encode(), oid[2:].encode()))
        for run in (self.history(repo), self.history(repo, "--unreachable")):
            self.assertIn(self.secret(1), self.found(run))
        self.assertExit(self.history(repo), 2)
        self.assertEqual(os.listdir(self.ran), [])

    def test_bare_repository_inside_a_tree(self):
        outer = self.repo("outer")
        outer.write("f", b"KEY=" + self.secret(1))
        outer.commit("1")
        outer.git("init", "-q", "--bare", "inner.git")
        with open(os.path.join(outer.path, b"inner.git/config"), "a") as file:
            file.write(f'[core]\n\tfsmonitor = "{self.program("inner")}"\n\tpager = "{self.program("inner2")}"\n')
        run = self.weir("git", "history", cwd=os.path.join(outer.path, b"inner.git"))
        self.assertExit(run, 2)  # it holds nothing, and that is no clean history
        self.assertEqual(os.listdir(self.ran), [])


if __name__ == "__main__":
    unittest.main()
