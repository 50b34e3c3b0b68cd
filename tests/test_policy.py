"""[policy] of weir.toml and --policy-profile, through weir serve."""

import unittest

from harness import GITHUB, GITLAB, WeirTest, sample
from serve_harness import Serve


class PolicyTest(WeirTest):
    def decide(self, serve, text, **place):
        status, answer = serve.json("/scan", {"text": text, **place})
        self.assertEqual(status, 200)
        return answer["action"], [finding["reason"] for finding in answer["findings"]]

    def test_entries_come_first_in_their_order(self):
        self.write("weir.toml", b"""
[policy]
profile = "ci"
log = "decisions.jsonl"

[[policy.entry]]
adapter = "serve"
component = "team-*"
rule = "github-*"
action = "warn"
reason = "known to the team"

[[policy.entry]]
direction = "out"
class = "credential"
part = "prompt"
action = "block"
""")
        github, gitlab = sample(GITHUB).decode(), sample(GITLAB).decode()
        with Serve(self) as serve:
            self.assertIn("policy: profile ci\n", serve.lines)
            self.assertEqual(self.decide(serve, github, component="team-a", part="prompt"),
                             ("warn", ["known to the team"]))
            self.assertEqual(self.decide(serve, github, component="other", part="prompt"),
                             ("block", ["./weir.toml:13"]))
            action, reasons = self.decide(serve, gitlab, component="team-a")
            self.assertEqual(action, "mask")
            self.assertIn("profile ci", reasons[0])
            # What is only warned about stays as it is.
            status, answer = serve.json("/redact", {"text": github, "component": "team-a"})
            self.assertEqual((answer["action"], answer["text"]), ("warn", github))
        self.assertEqual(len(self.read("decisions.jsonl").splitlines()), 4)

    def test_the_command_line_wins(self):
        self.write("weir.toml", b'[policy]\nprofile = "ci"\nlog = "a.jsonl"\n')
        with Serve(self, "--policy-profile", "gateway", "--decision-log", "b.jsonl") as serve:
            _, reasons = self.decide(serve, sample(GITHUB).decode())
            self.assertIn("profile gateway", reasons[0])
        self.assertEqual(len(self.read("b.jsonl").splitlines()), 1)
        with self.assertRaises(FileNotFoundError):
            self.read("a.jsonl")

    def test_allow_entries_count_where_they_name_no_path(self):
        secret = sample(GITHUB).decode()
        self.write("weir.toml", b"""
[[allow]]
rule = "github-personal-access-token"
reason = "made up"
[[allow]]
rule = "gitlab-personal-access-token"
path = "docs/"
reason = "only there"
""")
        with Serve(self) as serve:
            action, reasons = self.decide(serve, secret)
            self.assertEqual(action, "allow")
            self.assertRegex(reasons[0], r"weir\.toml:\d+: made up$")
            self.assertEqual(self.decide(serve, sample(GITLAB).decode())[0], "mask")

    def test_what_is_wrong_is_told_with_its_place(self):
        cases = [
            ('[policy]\nprofil = "ci"', "S002", 2, "did you mean 'profile'?"),
            ('[policy]\nprofile = "laptob"', "S004", 2, "did you mean 'laptop'?"),
            ('[policy]\nprofile = 3', "S003", 2, "not a string"),
            ('[policy]\non_error = "maybe"', "S004", 2, "block and allow"),
            ('policy = 1', "S003", 1, "write [policy]"),
            ('[policy.entry]\naction = "block"', "S003", 1, "two brackets"),
            ('[[policy.entry]]\nadapter = "mpc"\naction = "block"', "S004", 2, "did you mean 'mcp'?"),
            ('[[policy.entry]]\nadaptor = "mcp"\naction = "block"', "S002", 2, "did you mean 'adapter'?"),
            ('[[policy.entry]]\ndirection = "up"\naction = "block"', "S004", 2, "in and out"),
            ('[[policy.entry]]\naction = "bloc"', "S004", 2, "did you mean 'block'?"),
            ('[[policy.entry]]\nclass = "secret"\naction = "block"', "S004", 2, "class"),
            ('[[policy.entry]]\nconfidence = "sure"\naction = "block"', "S004", 2, "high"),
            ('[[policy.entry]]\nadapter = "mcp"', "S007", 1, "add action"),
            ('[[policy.entry]]\nrule = "jwt"\naction = "restore"', "S004", 1, "never_restore"),
        ]
        for text, code, line, words in cases:
            with self.subTest(text):
                self.write("weir.toml", text.encode())
                run = self.weir("serve", "--listen", "127.0.0.1:0", env={"WEIR_SERVE_TOKEN": "0123456789abcdef"})
                self.assertEqual(run.code, 2)
                err = run.err.decode()
                self.assertIn(code, err)
                self.assertIn(f"weir.toml:{line}:", err)
                self.assertIn(words, err)
                # The same settings stop a scan too: a slip is not passed over.
                self.assertEqual(self.weir("scan", ".").code, 2)

    def test_on_error(self):
        # A text for which the time did not suffice was not looked at.
        text = "\n".join(sample(GITHUB, seed).decode() for seed in range(1, 4))
        for setting, status in (("block", 500), ("allow", 200)):
            self.write("weir.toml", f'[policy]\non_error = "{setting}"\n[scan]\nmax_time = "1ms"\n'.encode())
            with Serve(self) as serve:
                big = text + "\n" + "x = y; " * 3_000_000
                got, answer = serve.json("/redact", {"text": big})
                self.assertEqual(got, status, answer if status == 200 else "")
                if status == 200:
                    self.assertIn("error", answer)
                    self.assertEqual(answer["text"], big)


if __name__ == "__main__":
    unittest.main()
