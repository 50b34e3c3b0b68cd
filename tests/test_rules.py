"""weir rules: the catalogue as people and programs read it."""

import json
import pathlib
import re

from harness import GITHUB, WeirTest, samples

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Rules(WeirTest):
    def listing(self):
        run = self.weir("rules", "list", "--format", "jsonl")
        self.assertExit(run, 0)
        return [json.loads(line) for line in run.out.splitlines()]

    def test_list(self):
        rules = self.listing()
        ids = [r["id"] for r in rules]
        self.assertGreaterEqual(len(ids), 150)
        self.assertEqual(len(set(ids)), len(ids))
        self.assertIn(GITHUB, ids)
        text = self.weir("rules", "list")
        self.assertExit(text, 0)
        lines = text.out.decode().splitlines()
        self.assertEqual(lines[0].split(), ["id", "class", "severity", "kind", "name"])
        self.assertEqual([line.split()[0].lstrip("-") for line in lines[1:]], ids)
        off = [line.split()[0][1:] for line in lines[1:] if line.startswith("-")]
        self.assertEqual(off, [r["id"] for r in rules if not r["enabled"]])

    def test_table(self):
        run = self.weir("rules", "list", "--format", "markdown")
        self.assertExit(run, 0)
        self.assertEqual(run.out, (ROOT / "rules" / "TABLE.md").read_bytes(),
                         "make it anew: weir rules list --format markdown > rules/TABLE.md")
        rules = self.listing()
        rows = re.findall(r"^\| `([a-z0-9-]+)` \|.*\| (on|off) \|$", run.out.decode(), re.MULTILINE)
        self.assertEqual(sorted(rows), sorted((r["id"], "on" if r["enabled"] else "off") for r in rules))
        one = self.weir("rules", "show", GITHUB, "--format", "markdown")
        self.assertExit(one, 0)
        self.assertIn(b"| all | 1 | 1 |", one.out)

    def test_table_of_hostile_names(self):
        self.write("acme.toml", b"[[rule]]\nid = \"acme\"\nname = \"A | B `c` <i>\"\nprovider = \"*\"\n"
                   b"shape = '\"acme_\" alnum{24}'\n")
        run = self.weir("rules", "list", "--rules", "acme.toml", "--format", "markdown")
        self.assertExit(run, 0)
        self.assertIn(b"| `acme` | A \\| B \\`c\\` \\<i> | \\* | high | shape |  | on |\n", run.out)

    def test_readme_says_how_many(self):
        readme = (ROOT / "README.md").read_text()
        said = re.findall(r"([0-9],[0-9]{3}) rules", readme)
        self.assertTrue(said)
        for number in said:
            self.assertEqual(int(number.replace(",", "")), len(self.listing()), "README.md")

    def test_facts_of_every_rule(self):
        for rule in self.listing():
            with self.subTest(rule["id"]):
                self.assertRegex(rule["id"], r"\A[a-z0-9]+(-[a-z0-9]+)*\Z")
                self.assertIn(rule["severity"], ("low", "medium", "high", "critical"))
                for field in ("name", "provider", "class", "kind", "description", "rotate"):
                    self.assertTrue(rule[field], field)

    def test_show(self):
        run = self.weir("rules", "show", GITHUB)
        self.assertExit(run, 0)
        for word in (GITHUB, "severity", "rotate", "shape", "checksum", "sample"):
            self.assertIn(word.encode(), run.out)
        run = self.weir("rules", "show", GITHUB, "--format", "jsonl")
        self.assertEqual(json.loads(run.out), next(r for r in self.listing() if r["id"] == GITHUB))

    def test_every_rule_has_a_page_and_a_sample(self):
        ids = [r["id"] for r in self.listing()]
        run = self.weir("rules", "show", *ids)
        self.assertExit(run, 0)
        self.assertEqual(run.out.count(b"\nsample "), len(ids))

    def test_sample(self):
        first, again, other = (self.weir("rules", "sample", GITHUB, "--count", "5", "--seed", s).out
                               for s in ("7", "7", "8"))
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)
        self.assertEqual(len(set(first.split())), 5)
        self.assertEqual(self.weir("rules", "sample", GITHUB, "-n", "2").out.count(b"\n"), 2)
        block = next(r["id"] for r in self.listing() if r["kind"] == "block")
        run = self.weir("rules", "sample", block)
        self.assertEqual(run.out.count(b"\n"), 1)
        self.assertIn(b"\\n", run.out)
        self.assertIn(b"\n", samples(block)[0])

    def test_the_built_in_rules_find_their_samples(self):
        run = self.weir("rules", "check")
        self.assertExit(run, 0)
        self.assertIn(b" 0 with a problem", run.out)
        self.assertEqual(run.err, b"")

    def test_check_of_files(self):
        good = (b"[[rule]]\nid = \"acme\"\nname = \"Acme\"\nclass = \"credential\"\nseverity = \"high\"\n"
                b"shape = '\"acme_\" alnum{24}'\ndescription = \"Opens Acme.\"\nrotate = \"Ask Acme.\"\n")
        self.write("good.toml", good)
        run = self.weir("rules", "check", "good.toml")
        self.assertExit(run, 0)
        self.assertIn(b"1 rule, 0 errors", run.out)
        twice = self.weir("rules", "check", "good.toml", "good.toml")
        self.assertExit(twice, 2)
        self.assertIn(b"R301", twice.err)
        self.write("slow.toml", good.replace(b"'\"acme_\" alnum{24}'", b"'alnum{32}'"))
        slow = self.weir("rules", "check", "slow.toml")
        self.assertExit(slow, 2)
        self.assertRegex(slow.err, rb"R4\d\d")
        self.assertExit(self.weir("rules", "check", "missing.toml"), 2)

    def test_golden_diagnostic(self):
        self.write("acme.toml", b"[[rule]]\nid = \"acme\"\nname = \"Acme\"\nclass = \"credential\"\n"
                   b"severty = \"high\"\nshape = '\"acme_\" alnum{24}'\n")
        run = self.weir("rules", "check", "acme.toml")
        self.assertExit(run, 2)
        text = run.err.decode()
        self.assertIn("--> acme.toml:5:1", text)
        self.assertIn("5 | severty = \"high\"", text)
        self.assertIn("severity", text)
        self.assertRegex(text, r"error R\d\d\d: .*severty")
