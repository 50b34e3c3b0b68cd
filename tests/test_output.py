"""Report formats: they parse, hold what they promise, never a secret, and nothing hostile gets through."""

import base64
import json
import os

import jsonschema

from harness import GITHUB, GITLAB, SHAPES, WeirTest, sample, samples

FORMATS = ("text", "json", "jsonl", "sarif", "gitlab", "github", "junit")

HOSTILE_NAMES = [
    b"esc\x1b[31mred\x1b]52;c;eA==\x07.txt",
    b"new\nline ::set-output name=x::y.txt",
    b"not\xff\xfeutf8.txt",
    "bidi\u202etxt.exe".encode(),
    b"quote\"and\\back<script>'.txt",
    b"tab\tand\rreturn",
    b"c1\xc2\x9b31m",
    b"-rf",
    b" leading and trailing ",
]


def bad_bytes(data, colour=False):
    """Control characters that must not reach a terminal, C1 and bidi ones included."""
    text = data.decode("utf-8")
    if colour:
        import re
        text = re.sub("\x1b\\[[0-9;]*m", "", text)
    return [c for c in text if c != "\n" and (ord(c) < 32 or 0x7f <= ord(c) < 0xa0
                                              or 0x202a <= ord(c) <= 0x202e or 0x2066 <= ord(c) <= 0x2069)]


class Formats(WeirTest):
    def setUp(self):
        super().setUp()
        for i, rule in enumerate(SHAPES):
            self.write(f"src/{i}.env", b"# first\nK=\"" + sample(rule) + b"\" # \xe2\x82\xac\n")
        self.write("src/clean", b"nothing\n")

    def test_json(self):
        run = self.weir("scan", ".", "--format", "json")
        self.assertExit(run, 1)
        report = json.loads(run.out)
        jsonl = self.weir("scan", ".", "--format", "jsonl").findings()
        self.assertEqual(report["findings"], jsonl)
        coverage = report["coverage"]
        skipped = sum(s["bytes"] for s in coverage["skipped"].values())
        self.assertEqual(coverage["offered_bytes"], coverage["searched_bytes"] + skipped)
        self.assertEqual(coverage["inputs"], len(SHAPES) + 1)
        self.assertFalse(report["incomplete"])

    def test_sarif_has_the_shape_code_scanning_reads(self):
        run = self.weir("scan", ".", "--format", "sarif")
        self.assertExit(run, 1)
        report = json.loads(run.out)
        here = os.path.dirname(os.path.abspath(__file__))
        with open(os.path.join(here, "sarif_subset.schema.json"), "rb") as file:
            jsonschema.validate(report, json.load(file))
        rules = report["runs"][0]["tool"]["driver"]["rules"]
        results = report["runs"][0]["results"]
        self.assertEqual(len(results), len(SHAPES))
        self.assertEqual({r["ruleId"] for r in results}, set(SHAPES))
        for result in results:
            if "ruleIndex" in result:
                self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])
            self.assertIn("primaryLocationLineHash", result["partialFingerprints"])

    def test_sarif_and_json_of_a_clean_run(self):
        for form in ("json", "sarif"):
            run = self.weir("scan", "src/clean", "--format", form)
            self.assertExit(run, 0)
            json.loads(run.out)
        self.assertEqual(self.weir("scan", "src/clean", "--format", "jsonl").out, b"")

    def test_text_names_place_rule_and_next_step(self):
        out = self.weir("scan", ".").out.decode()
        self.assertIn("src/0.env:2:4:", out)
        self.assertIn(GITHUB, out)
        self.assertIn("next:", out)
        self.assertIn(f"{len(SHAPES)} secrets in {len(SHAPES)} files", out)

    def test_a_minified_line_is_cut_around_the_find(self):
        self.write("min.js", b"a" * 50_000 + b";k=\"" + sample(GITHUB) + b"\";" + b"b" * 50_000)
        run = self.weir("scan", "min.js")
        self.assertExit(run, 1)
        self.assertLess(len(run.out), 2_000)


class NoSecretLeaves(WeirTest):
    """Sentinels: no 8 bytes of a secret, nor its usual encodings, in anything weir writes."""

    def setUp(self):
        super().setUp()
        self.secrets = [s for i, rule in enumerate(SHAPES) for s in samples(rule, 2, 100 + i)]
        lines = [b"k%d = \"%s\"\n" % (i, s) for i, s in enumerate(self.secrets)]
        # Two on one line, one without quotes, one in a URL, one as UTF-16.
        lines.append(b"both: %s and %s.\n" % (self.secrets[0], self.secrets[2]))
        lines.append(b"https://user:%s@example.com/x?k=%s\n" % (self.secrets[3], self.secrets[1]))
        self.write("a", b"".join(lines))
        self.write("b", ("k = \"" + self.secrets[4].decode() + "\"\n").encode("utf-16"))
        self.write("one-line", b" ".join(self.secrets))

    def check(self, what, data):
        for secret in self.secrets:
            for at in range(4, len(secret) - 7):
                self.assertNotIn(secret[at:at + 8], data, what)
            self.assertNotIn(base64.b64encode(secret)[:-4], data, what)
            self.assertNotIn(secret.hex().encode(), data, what)
            self.assertNotIn(secret[4:].decode().encode("utf-16-le")[:32], data, what)

    def test_in_any_format_and_loudness(self):
        for form in FORMATS:
            for loud in ([], ["-q"], ["-v"], ["-q", "-v"]):
                for colour in ("always", "never"):
                    args = ["scan", ".", "--format", form, "--color", colour,
                            "--min-confidence", "low", *loud]
                    run = self.weir(*args)
                    self.assertExit(run, 1)
                    self.check(args, run.out + run.err)
                    if colour == "never":
                        self.assertExit(self.weir(*args, "-o", "../report"), 1)
                        with open(os.path.join(self.box, "report"), "rb") as file:
                            self.check(args, file.read())

    def test_in_explain_and_in_errors(self):
        for name in ("a", "b", "one-line"):
            run = self.weir("explain", name, "--min-confidence", "low")
            self.assertExit(run, 1)
            self.check(("explain", name), run.out + run.err)
        run = self.weir("scan", "a", "missing", "--max-findings", "1", "-v")
        self.assertExit(run, 2)
        self.check("incomplete", run.out + run.err)
        # A file of secrets given where something else was meant.
        for args in (["rules", "check", "a"], ["scan", "--rules", "a"], ["scan", "--config", "a"]):
            self.assertExit(self.weir(*args), 2)

    def test_show_secrets_changes_neither_count_nor_identity(self):
        args = ["scan", "a", "--format", "jsonl"]
        masked, shown = self.weir(*args).findings(), self.weir(*args, "--show-secrets").findings()
        for finding in shown:
            secret = finding.pop("secret").encode()
            self.assertEqual(self.read("a")[finding["start"]:finding["end"]], secret)
        self.assertEqual(masked, shown)
        self.assertEqual(self.weir(*args, "--show-secrets", "--no-show-secrets").findings(), masked)
        sarif = self.weir("scan", "a", "--format", "sarif", "--show-secrets")
        self.check("sarif", sarif.out)


class HostileBytes(WeirTest):
    def test_names(self):
        for name in HOSTILE_NAMES:
            self.write(b"t/" + name, b"k=" + sample(GITHUB))
        for form in FORMATS:
            for more in ([], ["-v"], ["--color", "always"]):
                run = self.weir("scan", "t", "--format", form, *more)
                self.assertExit(run, 1)
                self.assertEqual(bad_bytes(run.out, "always" in more), [], (form, more))
                self.assertEqual(bad_bytes(run.err), [], (form, more))
        jsonl = self.weir("scan", "t", "--format", "jsonl")
        self.assertEqual(jsonl.out.count(b"\n"), len(HOSTILE_NAMES))
        self.assertEqual(len(jsonl.findings()), len(HOSTILE_NAMES))
        self.assertEqual(len(json.loads(self.weir("scan", "t", "--format", "json").out)["findings"]),
                         len(HOSTILE_NAMES))
        sarif = json.loads(self.weir("scan", "t", "--format", "sarif").out)
        self.assertEqual(len(sarif["runs"][0]["results"]), len(HOSTILE_NAMES))
        # The bytes of a name that is no text are still told, exactly.
        raw = {base64.b64decode(f["path_base64"]) for f in jsonl.findings() if "path_base64" in f}
        self.assertEqual(raw, {b"t/not\xff\xfeutf8.txt"})

    def test_names_in_messages(self):
        for name in HOSTILE_NAMES:
            if name.startswith(b"-"):
                continue
            run = self.weir("scan", os.fsdecode(b"missing/" + name))
            self.assertExit(run, 2)
            self.assertEqual(bad_bytes(run.out + run.err), [])

    def test_content_around_a_find(self):
        evil = b"\x1b]0;title\x07\x1b[2J\xc2\x9b31m\xe2\x80\xae\x00\x7f\r"
        self.write("a", evil + b" k=\"" + sample(GITHUB) + b"\" " + evil + b"\n")
        for form in FORMATS:
            run = self.weir("scan", "a", "--format", form, "-v")
            self.assertExit(run, 1)
            self.assertEqual(bad_bytes(run.out), [], form)
        self.assertEqual(bad_bytes(self.weir("explain", "a").out), [])
        self.assertEqual(bad_bytes(self.weir("scan", "a", "--show-secrets").out), [])
