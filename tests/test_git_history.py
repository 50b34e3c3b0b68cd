"""weir git history: a grid of histories. What has to be found is computed from the objects themselves."""

import json
import os
import unittest

from git_harness import GitTest, Repo


def utf16(data):
    return b"\xff\xfe" + data.decode().encode("utf-16-le")


class History(GitTest):
    COUNT = 12

    def tree_secrets(self, repo, commit):
        """The planted secrets that a commit's files hold."""
        held = set()
        for entry in repo.git("ls-tree", "-r", "-z", commit).split(b"\0"):
            if not entry or entry.split(b" ")[1] != b"blob":
                continue
            data = repo.run("cat-file", "blob", entry.split(b" ")[2].split(b"\t")[0].decode()).stdout
            held |= self.secrets_in(data)
        return held

    def secrets_in(self, data):
        plain = data + data.replace(b"\0", b"")
        return {self.secret(i) for i in range(1, self.COUNT + 1) if self.secret(i) in plain}

    def check(self, repo, *args):
        """All secrets of the reachable objects are reported, each with a commit that adds it."""
        revs = list(args) or ["HEAD"]
        expected = set()
        for line in repo.git("rev-list", "--objects", *revs).split(b"\n"):
            oid = line.split(b" ")[0].decode()
            if oid and repo.git("cat-file", "-t", oid) != b"tree":
                expected |= self.secrets_in(repo.run("cat-file", repo.git("cat-file", "-t", oid).decode(), oid).stdout)
        run = self.history(repo, *args)
        self.assertEqual(self.found(run), expected, repr(run))
        self.assertExit(run, 1 if expected else 0)
        for record in self.records(run):
            commit = record.get("commit", {}).get("id")
            if commit is None or record["path"].startswith(("commit ", "tag ")):
                continue
            parents = repo.git("rev-list", "--parents", "-n", "1", commit).decode().split()[1:]
            added = self.tree_secrets(repo, commit)
            for parent in parents:
                added -= self.tree_secrets(repo, parent)
            self.assertIn(record["secret"].encode(), added, record)
            self.assertEqual(record["commit"]["author"], "Ann")
            self.assertTrue(record["commit"]["date"].endswith("+00:00"))
        return run

    def test_linear(self):
        repo = self.repo()
        repo.write("keep.txt", b"nothing\n")
        repo.commit("first")
        repo.write("a.env", b"KEY=" + self.secret(1) + b"\n")
        first = repo.commit("adds one")
        for i in range(5):
            repo.write("a.env", b"# %d\nKEY=" % i + self.secret(1) + b"\n")
            repo.commit(f"edit {i}")
        repo.write("a.env", b"KEY=" + self.secret(2) + b"\n")
        second = repo.commit("another in its place")
        os.remove(os.path.join(repo.path, b"a.env"))
        repo.commit("removed")
        run = self.check(repo)
        told = {r["secret"].encode(): r["commit"]["id"] for r in self.records(run)}
        self.assertEqual(told, {self.secret(1): first, self.secret(2): second})
        self.assertEqual(len(self.records(run)), 2, "each is told once, however often its file was edited")

    def test_reports_name_the_commit(self):
        repo = self.repo()
        repo.write("keep.txt", b"nothing\n")
        repo.commit("first")
        repo.write("a.env", b"KEY=" + self.secret(1) + b"\n")
        adds = repo.commit("adds one")
        os.remove(os.path.join(repo.path, b"a.env"))
        repo.commit("removed")
        sarif = json.loads(repo.weir("git", "history", "--format", "sarif").out)["runs"][0]["results"]
        self.assertEqual([r["properties"]["commit"] for r in sarif], [adds])
        self.assertIn(f"Added by commit {adds[:12]}.", sarif[0]["message"]["text"])
        self.assertNotIn("Ann", json.dumps(sarif))
        gitlab = json.loads(repo.weir("git", "history", "--format", "gitlab", env={"CI_COMMIT_SHA": "ab" * 20}).out)
        self.assertEqual([v["location"]["commit"]["sha"] for v in gitlab["vulnerabilities"]], [adds])

    def test_first_commit_and_an_orphan(self):
        repo = self.repo()
        repo.write("a", self.secret(1))
        repo.commit("first")
        repo.git("checkout", "-q", "--orphan", "other")
        repo.write("b", self.secret(2))
        repo.commit("second root")
        self.check(repo)
        self.check(repo, "--all")

    def test_merge_evil_merge_and_octopus(self):
        repo = self.repo()
        repo.write("base", b"x\n")
        repo.commit("base")
        for i in (1, 2, 3):
            repo.git("checkout", "-q", "-b", f"side{i}", "main")
            repo.write(f"side{i}", self.secret(i) + b"\n")
            repo.commit(f"side {i}")
        repo.git("checkout", "-q", "main")
        repo.write("main", b"y\n")
        repo.commit("on main")
        repo.git("merge", "-q", "--no-edit", "side1")
        repo.git("merge", "-q", "--no-commit", "side2")
        repo.write("base", b"x\n" + self.secret(4) + b"\n")
        evil = repo.commit("merge that adds")
        repo.git("branch", "side4", "main~1")
        repo.git("merge", "-q", "--no-edit", "side3", "side4")
        repo.git("checkout", "-q", "-b", "o1", "main")
        repo.write("o1", self.secret(5))
        repo.commit("o1")
        repo.git("checkout", "-q", "-b", "o2", "main")
        repo.write("o2", self.secret(6))
        repo.commit("o2")
        repo.git("checkout", "-q", "main")
        repo.write("o3", b"z")
        repo.commit("o3")
        repo.git("merge", "-q", "--no-commit", "o1", "o2")
        repo.write("in-octopus", self.secret(7))
        octopus = repo.commit("octopus that adds")
        run = self.check(repo)
        told = {r["secret"].encode(): r["commit"]["id"] for r in self.records(run)}
        self.assertEqual(told[self.secret(4)], evil)
        self.assertEqual(told[self.secret(7)], octopus)
        self.assertEqual(len(told), 7)

    def test_conflict_resolved_by_adding(self):
        repo = self.repo()
        repo.write("f", b"1\n")
        repo.commit("base")
        repo.git("checkout", "-q", "-b", "side")
        repo.write("f", b"2\n")
        repo.commit("side")
        repo.git("checkout", "-q", "main")
        repo.write("f", b"3\n")
        repo.commit("main")
        self.assertNotEqual(repo.run("merge", "side").returncode, 0)
        repo.write("f", b"23\n" + self.secret(1) + b"\n")
        repo.commit("resolved")
        self.check(repo)

    def test_stash_notes_tags_and_messages(self):
        repo = self.repo()
        repo.write("f", b"1\n")
        repo.commit("a message with " + self.secret(1).decode())
        repo.write("f", b"KEY=" + self.secret(2))
        repo.git("stash", "-q")
        repo.write("untracked", b"KEY=" + self.secret(3))
        repo.git("stash", "-q", "-u")
        repo.git("notes", "add", "-m", "note " + self.secret(4).decode())
        repo.git("tag", "-a", "v1", "-m", "tag " + self.secret(5).decode())
        blob = repo.git("hash-object", "-w", "--stdin", stdin=b"tagged blob " + self.secret(6)).decode()
        repo.git("tag", "on-a-blob", blob)
        self.assertEqual(self.found(self.history(repo)), {self.secret(1)})
        self.assertEqual(self.found(self.history(repo, "--no-messages")), set())
        self.assertEqual(self.found(self.history(repo, "--stash")) - {self.secret(1)}, {self.secret(2), self.secret(3)})
        self.assertEqual(self.found(self.history(repo, "--notes")), {self.secret(4)})
        self.assertEqual(self.found(self.history(repo, "v1")), {self.secret(1), self.secret(5)})
        everything = self.history(repo, "--all")
        self.assertEqual(self.found(everything), {self.secret(i) for i in range(1, 7)})
        message = [r for r in self.records(everything) if r["secret"].encode() == self.secret(1)][0]
        self.assertEqual(message["line"], 1, "lines of a message count from its first")
        for form in ("text", "json", "jsonl", "sarif", "github", "gitlab", "junit"):
            run = repo.weir("git", "history", "--all", "--verbose", "--format", form)
            for i in range(1, 7):
                self.assertNotIn(self.secret(i)[4:], run.out + run.err, form)

    def test_an_older_stash(self):
        repo = self.repo()
        repo.write("f", b"1\n")
        repo.commit("base")
        for i in (1, 2, 3):
            repo.write("f", b"KEY=" + self.secret(i))
            repo.git("stash", "-q")
        self.assertEqual(self.found(self.history(repo, "--stash")), {self.secret(i) for i in (1, 2, 3)})

    def test_amended_reset_and_unreachable(self):
        repo = self.repo()
        repo.write("f", b"1\n")
        repo.commit("base")
        repo.write("f", b"KEY=" + self.secret(1))
        repo.commit("mistake")
        repo.write("f", b"2\n")
        repo.commit("corrected", "--amend")
        repo.write("g", b"KEY=" + self.secret(2))
        repo.commit("pushed by force over")
        repo.git("reset", "-q", "--hard", "HEAD~1")
        repo.git("hash-object", "-w", "--stdin", stdin=b"KEY=" + self.secret(3))
        self.assertEqual(self.found(self.history(repo)), set())
        self.assertEqual(self.found(self.history(repo, "--all")), set())
        self.check(repo, "--reflog")
        self.assertEqual(self.found(self.history(repo, "--reflog")), {self.secret(1), self.secret(2)})
        self.assertEqual(self.found(self.history(repo, "--unreachable")),
                         {self.secret(1), self.secret(2), self.secret(3)})
        repo.git("reflog", "expire", "--expire=now", "--all")
        self.assertEqual(self.found(self.history(repo, "--reflog")), set())
        self.assertEqual(len(self.found(self.history(repo, "--unreachable"))), 3)

    def test_rename_split_copy(self):
        repo = self.repo()
        body = b"\n".join(b"line %d" % i for i in range(50))
        repo.write("old", body + b"\n" + self.secret(1) + b"\n" + self.secret(2))
        first = repo.commit("both")
        repo.git("mv", "old", "new")
        repo.write("new", b"changed\n" + body + b"\n" + self.secret(1) + b"\n" + self.secret(2))
        repo.commit("renamed and edited")
        repo.write("one", self.secret(1))
        repo.write("two", self.secret(2))
        os.remove(os.path.join(repo.path, b"new"))
        repo.commit("split")
        repo.git("mv", "one", "three")
        repo.commit("renamed only")
        run = self.check(repo)
        self.assertEqual([r["commit"]["id"] for r in self.records(run)], [first, first])

    def test_forms_of_content(self):
        repo = self.repo()
        repo.write(".gitattributes", b"* -diff -text binary\nsecret.* export-ignore\n")
        repo.write("binary", b"\0\1\2" * 1000 + b" KEY=" + self.secret(1) + b"\n\0")
        repo.write("crlf", b"a\r\nKEY=" + self.secret(2) + b"\r\n")
        repo.write("utf16", utf16(b"first line of the file\r\nKEY=" + self.secret(3) + b"\r\n"))
        repo.write("secret.txt", self.secret(4))
        repo.write(b"name \xff\xfe \n with a line end", self.secret(5))
        repo.write("no-end", b"x\n" * 100 + self.secret(6))
        os.symlink(b"target-" + self.secret(7), os.path.join(repo.path, b"link"))
        repo.write("large", b"filler line of a large file\n" * 800_000 + b"KEY=" + self.secret(8) + b"\n")
        repo.write("mode.sh", b"echo " + self.secret(9))
        repo.commit("all")
        os.chmod(os.path.join(repo.path, b"mode.sh"), 0o755)
        repo.commit("mode only")
        run = self.check(repo)
        self.assertEqual(len(self.records(run)), 9)
        paths = {r["secret"].encode(): r for r in self.records(run)}
        self.assertEqual(paths[self.secret(8)]["line"], 800_001)
        self.assertIn("path_base64", paths[self.secret(5)])

    def test_replace_refs_and_grafts_hide_nothing(self):
        repo = self.repo()
        repo.write("f", self.secret(1))
        bad = repo.commit("bad")
        repo.write("f", b"clean")
        top = repo.commit("clean")
        clean = repo.git("commit-tree", "-m", "innocent", repo.git("rev-parse", f"{top}^{{tree}}").decode()).decode()
        repo.git("replace", bad, clean)
        self.assertEqual(self.found(self.history(repo)), {self.secret(1)})
        repo.git("replace", "-d", bad)
        repo.write(".git/info/grafts", top.encode() + b"\n")
        self.assertEqual(self.found(self.history(repo)), {self.secret(1)})

    def test_packed_alternates_sha256_worktree(self):
        repo = self.repo("packed")
        for i in range(1, 5):
            repo.write("f", b"x\n" * 500 + self.secret(i))
            repo.commit(f"{i}")
        repo.git("gc", "-q", "--aggressive", "--prune=now")
        self.check(repo)
        borrower = self.repo("borrower")
        borrower.write(".git/objects/info/alternates", os.path.join(repo.path, b".git/objects") + b"\n")
        borrower.write("own", self.secret(9))
        borrower.commit("own")
        self.assertEqual(self.found(self.history(borrower)), {self.secret(9)},
                         "objects of another store that nothing here reaches are not reported")
        long = self.repo("sha256", "--object-format=sha256")
        long.write("f", self.secret(1))
        long.commit("one")
        self.check(long)
        repo.git("worktree", "add", "-q", os.fsdecode(self.path("tree")), "HEAD~1")
        tree = Repo.__new__(Repo)
        tree.test, tree.path, tree.clock = self, self.path("tree"), repo.clock
        self.assertEqual(self.found(self.history(tree)), {self.secret(i) for i in (1, 2, 3)})
        bare = self.path("bare.git")
        repo.git("clone", "-q", "--bare", ".", bare)
        run = self.weir("git", "history", "--repo", bare, "--format", "jsonl", "--show-secrets")
        self.assertEqual(len(self.found(run)), 4, repr(run))

    def test_range_and_since(self):
        repo = self.repo()
        repo.write("f", b"top\n" + self.secret(1) + b"\n")
        base = repo.commit("old")
        repo.write("f", b"top changed\n" + self.secret(1) + b"\n")
        repo.commit("touches its file")
        repo.clock += 100_000
        repo.write("f", b"top changed\n" + self.secret(1) + b"\n" + self.secret(2) + b"\n")
        repo.commit("adds one")
        run = self.history(repo, "--range", f"{base}..HEAD")
        self.assertEqual(self.found(run), {self.secret(2)}, repr(run))
        self.assertEqual(self.found(self.history(repo, "HEAD", f"^{base}")), {self.secret(2)})
        self.assertEqual(self.found(self.history(repo, "--since", f"@{repo.clock - 90_000}")), {self.secret(2)})
        self.assertEqual(self.found(self.history(repo, "--since", "@1700000000")), {self.secret(1), self.secret(2)})
        self.assertExit(self.history(repo, "--range", "HEAD..HEAD"), 2)  # nothing was looked at
        for bad in ("--range=--output=x", "nowhere", "--range=a..b"):
            run = self.history(repo, bad)
            self.assertExit(run, 2)
            self.assertEqual(run.out, b"")
        self.assertFalse(os.path.exists(os.path.join(repo.path, b"x")))

    def test_shallow_is_not_clean(self):
        repo = self.repo()
        repo.write("f", self.secret(1))
        repo.commit("1")
        repo.write("f", b"clean")
        repo.commit("2")
        repo.git("clone", "-q", "--depth=1", "--no-local", ".", self.path("shallow"))
        run = self.weir("git", "history", "--repo", self.path("shallow"))
        self.assertExit(run, 2)
        self.assertIn(b"shallow", run.err)

    def test_missing_objects_are_not_clean_and_never_fetched(self):
        repo = self.repo()
        repo.git("config", "uploadpack.allowFilter", "true")
        repo.write("f", self.secret(1))
        repo.commit("1")
        clone = self.path("partial")
        repo.git("clone", "-q", "--filter=blob:none", "--no-checkout", b"file://" + repo.path, clone)
        run = self.weir("git", "history", "--repo", clone)
        self.assertExit(run, 2)
        done = repo.run("-C", clone, "rev-list", "--objects", "--all", "--missing=print")
        self.assertIn(b"?", done.stdout, "the object is still missing")

    def test_broken_store_is_not_clean(self):
        repo = self.repo()
        repo.write("f", b"x" * 1000 + self.secret(1))
        repo.commit("1")
        oid = repo.git("rev-parse", "HEAD:f").decode()
        path = os.path.join(repo.path, b".git/objects", oid[:2].encode(), oid[2:].encode())
        os.chmod(path, 0o644)
        with open(path, "r+b") as file:
            file.truncate(30)
        run = self.history(repo)
        self.assertExit(run, 2)
        self.assertNotIn(b"no secrets", run.out)
        self.assertExit(self.weir("git", "history"), 2)  # no repository at all

    def test_threads_give_the_same(self):
        repo = self.repo()
        for i in range(1, 9):
            for j in range(40):
                repo.write(f"d{j}/f", b"line %d %d\n" % (i, j) + (self.secret(i) if j == i else b""))
            repo.commit(f"{i}")
        runs = [self.history(repo, "-j", str(n)) for n in (1, 2, 7)]
        self.assertEqual(len(self.records(runs[0])), 8)
        for run in runs[1:]:
            self.assertEqual(run.out, runs[0].out)
        for _ in range(5):
            self.assertEqual(self.history(repo, "-j", "3").out, runs[0].out)

    def test_state_file(self):
        repo = self.repo()
        for i in range(20):
            repo.write(f"f{i}", b"clean %d\n" % i)
        repo.write("bad", self.secret(1))
        repo.commit("1")
        state = self.path("state")
        first = self.history(repo, "--state", state)
        second = self.history(repo, "--state", state)
        self.assertEqual(first.out, second.out, "what was found is found again")
        self.assertIn(b"21 objects were clean", second.err)
        repo.write("new", self.secret(2))
        repo.commit("2")
        self.assertEqual(self.found(self.history(repo, "--state", state)), {self.secret(1), self.secret(2)})
        with open(state, "r+b") as file:  # one that was tampered with is not believed
            file.seek(100)
            byte = file.read(1)
            file.seek(100)
            file.write(bytes([byte[0] ^ 1]))
        run = self.history(repo, "--state", state)
        self.assertIn(b"not used", run.err)
        self.assertEqual(self.found(run), {self.secret(1), self.secret(2)})
        run = self.history(repo, "--state", state, "--min-confidence", "low")
        self.assertIn(b"other rules", run.err)


if __name__ == "__main__":
    unittest.main()
