"""What weir scan finds, with which exit status, and what each flag changes."""

import json
import os

from harness import GITHUB, GITLAB, OPENAI, SHAPES, WeirTest, noise, sample, samples

CLEAN = b"int main() { return 0; }\n" * 40


class Verdict(WeirTest):
    def test_clean_found_and_exact_span(self):
        self.write("clean.c", CLEAN)
        run = self.weir("scan", "clean.c")
        self.assertExit(run, 0)
        for rule in SHAPES:
            secret = sample(rule)
            text = b"# a comment\nexport TOKEN=\"" + secret + b"\"\n"
            self.write("a.env", text)
            run = self.weir("scan", "a.env", "--format", "jsonl")
            self.assertExit(run, 1)
            found = run.findings()
            self.assertEqual(len(found), 1, repr(run))
            self.assertEqual(found[0]["rule"], rule)
            self.assertEqual(text[found[0]["start"]:found[0]["end"]], secret)
            self.assertEqual((found[0]["line"], found[0]["column"]), (2, 15))
            self.assertEqual(found[0]["path"], "a.env")
            for field in ("class", "severity", "confidence", "reasons", "fingerprint", "trail"):
                self.assertIn(field, found[0])
            self.assertNotIn("secret", found[0])

    def test_every_occurrence_is_reported(self):
        secrets = samples(GITHUB, 50)
        self.write("many", b"".join(b"k%d=%s\n" % (i, s) for i, s in enumerate(secrets)) * 2)
        run = self.weir("scan", "many", "--format", "jsonl", "--show-secrets")
        self.assertExit(run, 1)
        self.assertEqual([f["secret"].encode() for f in run.findings()], list(secrets) * 2)
        fingerprints = [f["fingerprint"] for f in run.findings()]
        self.assertEqual(fingerprints[:50], fingerprints[50:])
        self.assertEqual(len(set(fingerprints)), 50)

    def test_standard_input(self):
        secret = sample(GITHUB)
        for args in (["scan"], ["scan", "-"]):
            run = self.weir(*args, "--format", "jsonl", stdin=b"token: " + secret + b"\n")
            self.assertExit(run, 1)
            self.assertEqual([(f["path"], f["start"]) for f in run.findings()], [("-", 7)])
            self.assertExit(self.weir(*args, stdin=CLEAN), 0)
            self.assertExit(self.weir(*args, stdin=b""), 0)

    def test_a_file_as_standard_input(self):
        path = self.write("x", sample(GITHUB))
        with open(path, "rb") as file:
            self.assertExit(self.weir("scan", stdin=file), 1)

    def test_without_a_path_and_without_input_the_folder_is_looked_at(self):
        self.write("sub/a.env", b"KEY=" + sample(GITHUB))
        run = self.weir("scan", "--format", "jsonl")  # standard input is /dev/null
        self.assertExit(run, 1)
        self.assertTrue(run.findings()[0]["path"].endswith("sub/a.env"))

    def test_fingerprints_stay_between_runs_and_rest_on_the_key(self):
        self.write("a", b"KEY=" + sample(GITHUB) + b"\n")
        self.write("b", b"\n\n\n  other: '" + sample(GITHUB) + b"'\n")
        def fingerprints(**env):
            run = self.weir("scan", "a", "b", "--format", "jsonl", env=env)
            self.assertExit(run, 1)
            return {f["fingerprint"] for f in run.findings()}
        first = fingerprints()
        self.assertEqual(len(first), 1)
        self.assertEqual(fingerprints(), first)
        self.assertNotEqual(fingerprints(WEIR_FINGERPRINT_KEY="one"), first)
        self.assertEqual(fingerprints(WEIR_FINGERPRINT_KEY="one"), fingerprints(WEIR_FINGERPRINT_KEY="one"))
        key = os.path.join(self.home, ".config/weir/fingerprint.key")
        self.assertEqual(os.stat(key).st_mode & 0o777, 0o600)


class Sameness(WeirTest):
    def plant(self):
        pieces = []
        for i, rule in enumerate(SHAPES * 4):
            pieces.append(noise(20_000 + 4_001 * i, seed=i))
            pieces.append(b"\nkey = \"" + sample(rule, seed=i) + b"\"\n")
        self.write("big.log", b"".join(pieces) * 6)  # over the size at which files are split
        for i in range(60):
            body = noise(3_000, i)
            if i % 3 == 0:
                body += b"t=" + sample(SHAPES[i % len(SHAPES)], seed=i) + b"\n"
            self.write(f"tree/{i % 7}/f{i}.txt", body)

    def test_threads_do_not_change_the_report(self):
        self.plant()
        want = self.weir("scan", ".", "--format", "jsonl", "--threads", "1", "--max-findings", "100000")
        self.assertExit(want, 1)
        self.assertEqual(len(want.findings()), 20 * 6 + 20)
        for threads in (2, 3, 4, 8):
            run = self.weir("scan", ".", "--format", "jsonl", "--threads", str(threads))
            self.assertExit(run, 1)
            self.assertEqual(run.out, want.out, f"threads {threads}")

    def test_every_code_path_gives_the_same(self):
        self.plant()
        with open("/proc/cpuinfo") as file:
            flags = file.read()
        paths = ["portable"]
        paths += ["sse4.2"] if "sse4_2" in flags else []
        paths += ["avx2"] if "avx2" in flags else []
        paths += ["avx512"] if "avx512bw" in flags and "avx512vl" in flags else []
        want = self.weir("scan", ".", "--format", "jsonl")
        for path in paths:
            run = self.weir("scan", ".", "--format", "jsonl", env={"WEIR_CPU": path})
            self.assertExit(run, 1)
            self.assertEqual(run.out, want.out, path)

    def test_an_unknown_code_path_is_an_error(self):
        self.assertOneLine(self.weir("scan", ".", env={"WEIR_CPU": "warp"}), "WEIR_CPU", "portable")

    def test_a_pipe_and_a_file_say_the_same(self):
        self.plant()
        file = self.weir("scan", "big.log", "--format", "jsonl")
        pipe = self.weir("scan", "-", "--format", "jsonl", stdin=self.read("big.log"))
        self.assertExit(pipe, 1)
        self.assertEqual([{**f, "path": "-"} for f in file.findings()], pipe.findings())


class Selection(WeirTest):
    def setUp(self):
        super().setUp()
        self.write("a", b"".join(b"k=%s\n" % sample(rule) for rule in SHAPES))

    def rules(self, *args):
        run = self.weir("scan", "a", "--format", "jsonl", *args)
        self.assertIn(run.code, (0, 1), repr(run))
        return {f["rule"] for f in run.findings()}

    def test_only_and_exclude_rule(self):
        self.assertEqual(self.rules(), set(SHAPES))
        self.assertEqual(self.rules("--only", GITHUB), {GITHUB})
        self.assertEqual(self.rules("--only", f"{GITHUB},{GITLAB}"), {GITHUB, GITLAB})
        self.assertEqual(self.rules("--only", GITHUB, "--only", GITLAB), {GITHUB, GITLAB})
        self.assertEqual(self.rules("--exclude-rule", GITHUB), set(SHAPES) - {GITHUB})
        self.assertEqual(self.rules("--only", f"{GITHUB},{GITLAB}", "--exclude-rule", GITLAB), {GITHUB})

    def test_unknown_rule_ids(self):
        for flag in ("--only", "--exclude-rule"):
            run = self.weir("scan", "a", flag, "github-personal-acess-token")
            self.assertOneLine(run, "github-personal-acess-token", GITHUB)

    def test_no_rule_left_is_an_error(self):
        self.assertOneLine(self.weir("scan", "a", "--only", GITHUB, "--exclude-rule", GITHUB), "rule")

    def test_class_adds_rules_that_are_off(self):
        listing = [json.loads(x) for x in self.weir("rules", "list", "--format", "jsonl").out.splitlines()]
        off = [r for r in listing if not r["enabled"] and r["kind"] == "shape"]
        for rule in off[:3]:
            self.write("b", b"value = " + sample(rule["id"]) + b"\n")
            args = ["scan", "b", "--format", "jsonl", "--min-confidence", "low"]
            without = {f["rule"] for f in self.weir(*args).findings()}
            self.assertNotIn(rule["id"], without)
            with_class = {f["rule"] for f in self.weir(*args, "--class", rule["class"]).findings()}
            by_name = {f["rule"] for f in self.weir(*args, "--only", rule["id"]).findings()}
            self.assertIn(rule["id"], with_class | by_name)

    def test_confidence_levels_nest(self):
        self.write("b", b"pass" b"word = \"hun%ster\"\nkey = \"" + sample(OPENAI) + b"\"\n"
                   b"secret_key: " + sample(GITLAB) + b"\napi_token=changeme\n")
        seen = []
        for level in ("high", "medium", "low"):
            run = self.weir("scan", "b", "--format", "jsonl", "--min-confidence", level)
            seen.append({(f["start"], f["end"]) for f in run.findings()})
        self.assertLessEqual(seen[0], seen[1])
        self.assertLessEqual(seen[1], seen[2])
        default = self.weir("scan", "b", "--format", "jsonl")
        self.assertEqual({(f["start"], f["end"]) for f in default.findings()}, seen[1])

    def test_user_rules(self):
        self.write("acme.toml", b"[[rule]]\nid = \"acme-token\"\nname = \"Acme token\"\n"
                   b"class = \"credential\"\nseverity = \"high\"\nshape = '\"acme_\" alnum{24}'\n"
                   b"description = \"Opens Acme.\"\nrotate = \"Ask Acme.\"\n")
        run = self.weir("rules", "sample", "acme-token", "--rules", "acme.toml")
        self.assertExit(run, 0)
        secret = run.out.strip()
        self.write("b", b"token = \"" + secret + b"\"\nother = \"" + sample(GITHUB) + b"\"\n")
        run = self.weir("scan", "b", "--rules", "acme.toml", "--format", "jsonl")
        self.assertExit(run, 1)
        self.assertEqual([f["rule"] for f in run.findings()], ["acme-token", GITHUB])
        run = self.weir("scan", "b", "--rules", "acme.toml", "--only", "acme-token", "--format", "jsonl")
        self.assertEqual([f["rule"] for f in run.findings()], ["acme-token"])


class Limits(WeirTest):
    def test_max_file_size_skips_and_counts(self):
        self.write("small", b"k=" + sample(GITHUB) + b"\n")
        self.write("large", noise(5_000) + b"\nk=" + sample(GITLAB) + b"\n")
        run = self.weir("scan", ".", "--max-file-size", "1K", "--format", "json")
        self.assertExit(run, 1)
        report = json.loads(run.out)
        self.assertEqual([f["rule"] for f in report["findings"]], [GITHUB])
        self.assertEqual(report["coverage"]["skipped"]["too-large"]["inputs"], 1)

    def test_max_findings_lists_some_and_counts_the_rest(self):
        self.write("a", b"".join(b"k=%s\n" % s for s in samples(GITHUB, 20)))
        run = self.weir("scan", "a", "--max-findings", "5", "--format", "json")
        self.assertExit(run, 1)
        report = json.loads(run.out)
        self.assertEqual(len(report["findings"]), 5)
        self.assertEqual(report["coverage"]["findings_not_listed"], 15)
        self.assertIn(b"15 not listed", self.weir("scan", "a", "--max-findings", "5").out)
        self.assertNotIn(b"not listed", self.weir("scan", "a", "--max-findings", "20").out)

    def test_max_time_is_incomplete(self):
        # Words of assignments in every line: the slowest of ordinary texts.
        self.write("a", b"password: secret_key: api_token=changeme;\n" * 400_000)
        run = self.weir("scan", "a", "--max-time", "1ms", "--threads", "1")
        self.assertExit(run, 2)
        self.assertIn(b"INCOMPLETE", run.out)
        self.assertExit(self.weir("scan", "a", "--max-time", "10m"), 0)


class Talk(WeirTest):
    def test_quiet_prints_findings_alone(self):
        self.write("a", b"k=" + sample(GITHUB) + b"\n")
        self.write("b", CLEAN)
        loud, quiet = self.weir("scan", "a"), self.weir("scan", "a", "-q")
        self.assertExit(quiet, 1)
        self.assertIn(b"GitHub", quiet.out)
        self.assertIn(b"searched", loud.out)
        self.assertNotIn(b"searched", quiet.out)
        self.assertEqual(quiet.err, b"")
        clean = self.weir("scan", "b", "--quiet")
        self.assertExit(clean, 0)
        self.assertEqual((clean.out, clean.err), (b"", b""))

    def test_verbose_gives_reasons(self):
        self.write("a", b"k=" + sample(GITHUB) + b"\n")
        plain, verbose = self.weir("scan", "a"), self.weir("scan", "a", "-v")
        self.assertGreater(len(verbose.out), len(plain.out))
        self.assertIn(b"fingerprint", verbose.out)

    def test_colour(self):
        self.write("a", b"k=" + sample(GITHUB) + b"\n")
        def coloured(*args, **env):
            run = self.weir("scan", "a", *args, env=env)
            self.assertExit(run, 1)
            return b"\x1b[" in run.out
        self.assertFalse(coloured())  # not a terminal
        self.assertTrue(coloured("--color", "always"))
        self.assertTrue(coloured("--color", "always", NO_COLOR="1"))
        self.assertFalse(coloured("--color", "never"))
        self.assertFalse(coloured("--color", "auto", NO_COLOR="1"))

    def test_no_progress_line_where_there_is_no_terminal(self):
        self.write("a", noise(3_000_000))
        for args in ([], ["--progress"], ["--no-progress"]):
            self.assertEqual(self.weir("scan", "a", *args).err, b"")

    def test_explain(self):
        secret = sample(GITHUB)
        text = b"token = \"" + secret + b"\"\nplaceholder = \"" + secret[:4] + b"x" * 36 + b"\"\n"
        self.write("a", text)
        for run in (self.weir("explain", "a"), self.weir("explain", "-", stdin=text),
                    self.weir("explain", stdin=text)):
            self.assertExit(run, 1)
            self.assertIn(b"reported", run.out)
            self.assertIn(GITHUB.encode(), run.out)
            self.assertNotIn(secret[8:], run.out + run.err)
        clean = self.weir("explain", stdin=CLEAN)
        self.assertExit(clean, 0)


class OwnRepository(WeirTest):
    def test_this_repository_holds_no_secret(self):
        root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        folders = [os.path.join(root, name) for name in sorted(os.listdir(root))
                   if name not in (".git", "build", ".cache")]
        # The tests hold pairs of a name and a made-up word for it, which weir.toml allows; nothing else.
        self.assertExit(self.weir("scan", *folders, "--exclude", "*_test.cc"), 0)
        run = self.weir("scan", *folders, "--config", os.path.join(root, "weir.toml"), cwd=root)
        self.assertExit(run, 0)
        self.assertNotIn(b"matched nothing", run.err)
