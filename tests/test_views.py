"""Secrets in other dress, and places in JSON, as the program tells them."""

import base64
import gzip
import json
import unittest

from harness import GITHUB, GITLAB, OPENAI, WeirTest, sample


def wrapped(data, width=76):
    text = base64.b64encode(data)
    return b"\n".join(text[i:i + width] for i in range(0, len(text), width))


class Views(WeirTest):
    def one(self, data, *flags):
        self.write("file", data)
        run = self.weir("scan", "file", "--format", "jsonl", "--show-secrets", *flags)
        self.assertExit(run, 1)
        found = run.findings()
        self.assertEqual(len(found), 1, repr(run))
        return found[0]

    def test_dresses(self):
        token = sample(GITLAB)
        text = b"a line\nv: " + token + b"\nand another\n"
        cases = {
            "base64": b"data: " + base64.b64encode(text) + b"\n",
            "base64 > gzip": b"data: " + base64.b64encode(gzip.compress(text)) + b"\n",
            "base64 > base64": base64.b64encode(b"v: " + base64.b64encode(text)),
            "json": b'{"v": "' + b"".join(b"\\u%04x" % c for c in token) + b'"}',
            "escapes": b"v=$'" + b"".join(b"\\x%02x" % c for c in token) + b"'",
            "percent": b"?v=" + b"".join(b"%%%02X" % c for c in token),
            "entities": b"<p>" + b"".join(b"&#%d;" % c for c in token) + b"</p>",
            "hex": text.hex().encode(),
            "invisible": "\u200b".join(token.decode()).encode(),
            "joined": b'v = "' + token[:9] + b'" + "' + token[9:] + b'"',
            "quoted-printable": b"v=3D" + token[:6] + b"=%02X" % token[6] + token[7:] + b"\n",
        }
        for trail, data in cases.items():
            with self.subTest(trail):
                found = self.one(data)
                self.assertEqual((found["trail"], found["rule"]), (trail, GITLAB))
                self.assertEqual(found["secret"].encode(), token)
                self.assertLess(found["start"], found["end"])

    def test_the_same_secret_has_the_same_fingerprint_in_any_dress(self):
        token = sample(OPENAI)
        plain = self.one(b"v = " + token + b"\n")
        dressed = self.one(wrapped(b"Some words, and more of them, to make the text longer\n" + token + b"\n and so on"))
        self.assertEqual(plain["trail"], "")
        self.assertEqual(dressed["trail"], "base64")
        self.assertEqual(plain["fingerprint"], dressed["fingerprint"])

    def test_no_report_holds_the_secret_or_its_dress(self):
        token = sample(GITLAB)
        encoded = base64.b64encode(b"a line\nv: " + token + b"\nand another\n")
        self.write("file", b"data: " + encoded + b"\n")
        for form in ("text", "json", "jsonl", "sarif"):
            run = self.weir("scan", "file", "--format", form)
            self.assertExit(run, 1)
            self.assertIn(b"base64", run.out)
            for i in range(len(token) - 8):
                self.assertNotIn(token[i:i + 8], run.out + run.err)
            self.assertNotIn(encoded[20:40], run.out + run.err)
        run = self.weir("explain", "file")
        self.assertIn(b"found in: base64", run.out)
        self.assertNotIn(token[:12], run.out)

    def test_off(self):
        self.write("file", base64.b64encode(b"v: " + sample(GITLAB) + b" there"))
        self.assertExit(self.weir("scan", "file", "--views", "off"), 0)
        self.assertExit(self.weir("scan", "file", "--views", "on"), 1)

    def test_a_bound_makes_the_run_incomplete(self):
        self.write("bomb", base64.b64encode(gzip.compress(b"a" * (16 << 20))))
        run = self.weir("scan", "bomb", "--format", "json")
        self.assertExit(run, 2)
        self.assertIn("view-budget", json.dumps(json.loads(run.out)["coverage"]))


class Json(WeirTest):
    def setUp(self):
        super().setUp()
        self.token = sample(GITHUB).decode()
        self.document = {"messages": [{"role": "user", "content": "hello"},
                                      {"role": "tool", "content": [{"text": "see " + self.token}]}]}

    def pointers(self, *flags):
        run = self.weir("scan", "file", "--format", "jsonl", *flags)
        return [f.get("pointer", "") for f in run.findings()]

    def test_pointer(self):
        self.write("file", json.dumps(self.document, indent=1).encode())
        self.assertEqual(self.pointers(), ["/messages/1/content/0/text"])
        self.assertEqual(self.pointers("--json", "off"), [""])
        self.assertEqual(self.pointers("--field", "text"), ["/messages/1/content/0/text"])
        self.assertEqual(self.pointers("--field", "/messages/*/content"), ["/messages/1/content/0/text"])
        self.assertEqual(self.pointers("--field", "role"), [])
        self.assertIn(b"/messages/1/content/0/text", self.weir("scan", "file").out)
        sarif = json.loads(self.weir("scan", "file", "--format", "sarif").out)
        self.assertEqual(sarif["runs"][0]["results"][0]["properties"]["pointer"], "/messages/1/content/0/text")

    def test_lines(self):
        self.write("file", b'{"a": 1}\n' + json.dumps(self.document).encode() + b"\n")
        self.assertEqual(self.pointers(), ["/messages/1/content/0/text"])

    def test_lines_of_a_large_file(self):
        line = json.dumps({"text": "words " * 100}).encode() + b"\n"
        self.write("file", line * 5000 + json.dumps(self.document).encode() + b"\n" + line * 100)
        self.assertEqual(self.pointers(), ["/messages/1/content/0/text"])

    def test_what_is_no_json_is_searched_as_text(self):
        self.write("file", b'{"a": ' + self.token.encode() + b"\n")
        self.assertEqual(self.pointers("--field", "b"), [""])
        run = self.weir("scan", "file", "--json", "on", "--format", "json")
        self.assertExit(run, 1)
        self.assertIn("not-json", json.dumps(json.loads(run.out)))


if __name__ == "__main__":
    unittest.main()
