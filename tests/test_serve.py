"""weir serve: HTTP endpoints, tokens, limits, ICAP."""

import concurrent.futures
import gzip
import json
import os
import socket
import stat
import time
import unittest

from harness import GITHUB, GITLAB, OPENAI, WeirTest, sample
from serve_harness import TOKEN, Icap, Serve, chunked, http_request, reqmod



def private_key():
    body = "".join(sample(GITHUB, seed).decode()[4:36] + "\n" for seed in range(1, 20))
    return "-----BEGIN " + "PRIVATE KEY-----\n" + body + "-----END " + "PRIVATE KEY-----\n"


class HttpTest(WeirTest):
    def test_scan_and_redact_text_and_json(self):
        secret = sample(GITHUB).decode()
        with Serve(self, "--policy-profile", "gateway") as serve:
            status, headers, body = serve.post("/redact", b"use %s now\n\xff" % secret.encode(), "text/plain")
            self.assertEqual(status, 200)
            self.assertRegex(body, rb"^use WEIR_github-pat_\w{10} now\n\xff$")
            self.assertEqual(headers["x-weir-action"], "mask")
            self.assertEqual(headers["cache-control"], "no-store")
            mask = body.split()[1].decode()

            status, answer = serve.json("/scan", {"texts": ["x", "y " + secret], "part": "prompt"})
            self.assertEqual((status, answer["found"], answer["action"]), (200, True, "mask"))
            finding, = answer["findings"]
            self.assertEqual((finding["rule"], finding["pointer"], finding["start"]), (GITHUB, "/texts/1", 2))
            self.assertNotIn("texts", answer)

            message = {"model": "m", "messages": [{"role": "user", "content": [{"text": "é " + secret}]}], "n": 1.50}
            status, answer = serve.json("/redact", {"json": message})
            message["messages"][0]["content"][0]["text"] = "é " + mask  # the same value has the same mask
            self.assertEqual(answer["json"], message)

            status, _, body = serve.post("/redact", b"nothing here", "text/plain")
            self.assertEqual(body, b"nothing here")
            status, _, body = serve.request("GET", "/metrics")
            self.assertIn(b'weir_decisions_total{action="mask",class="credential"} 3', body)
            self.assertIn(b'weir_requests_total{path="/redact",status="2xx"} 3', body)
            self.assertEqual(serve.stop(), 0)
        self.assertNotIn(secret, "".join(serve.lines))

    def test_private_keys_do_not_leave_and_are_masked_on_their_way_in(self):
        with Serve(self, "--policy-profile", "gateway") as serve:
            key = private_key()
            status, headers, body = serve.post("/redact", key.encode(), "text/plain")
            self.assertEqual((status, headers["x-weir-action"]), (403, "block"))
            self.assertNotIn(key.splitlines()[1].encode(), body)
            status, _, body = serve.post("/redact?direction=in", key.encode(), "text/plain")
            self.assertEqual(status, 200)
            self.assertNotIn(key.splitlines()[1].encode(), body)

    def test_tokens(self):
        with Serve(self) as serve:
            for headers in ({}, {"Authorization": "Bearer " + TOKEN[:-1]}, {"Authorization": "Bearer " + TOKEN + "x"},
                            {"Authorization": "Basic " + TOKEN}, {"X-Api-Key": ""}):
                self.assertEqual(serve.request("POST", "/scan", b"x", headers, auth=False)[0], 401, headers)
                self.assertEqual(serve.request("GET", "/metrics", None, headers, auth=False)[0], 401)
            self.assertEqual(serve.request("POST", "/scan", b"x", {"X-Api-Key": TOKEN}, auth=False)[0], 200)
            status, _, body = serve.request("GET", "/healthz", auth=False)
            self.assertEqual((status, json.loads(body)["status"]), (200, "ok"))

    def test_a_token_is_made_and_kept(self):
        run = os.path.join(self.box, "run")
        os.mkdir(run, 0o700)
        tokens = []
        for _ in range(2):
            with Serve(self, token=None, env={"XDG_RUNTIME_DIR": run}) as serve:
                path = os.path.join(run, "weir", "serve.token")
                self.assertIn(f"token: in {path}\n", serve.lines)
                self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
                with open(path, encoding="ascii") as file:
                    tokens.append(file.read().strip())
                self.assertEqual(serve.request("POST", "/scan", b"x")[0], 401)
                self.assertEqual(serve.request("POST", "/scan", b"x", {"X-Api-Key": tokens[-1]})[0], 200)
        self.assertEqual(tokens[0], tokens[1])
        self.assertEqual(len(tokens[0]), 64)
        os.chmod(path, 0o644)
        run = self.weir("serve", "--listen", "127.0.0.1:0", env={"XDG_RUNTIME_DIR": run})
        self.assertEqual(run.code, 2)
        self.assertIn(b"chmod 600", run.err)

    def test_unix_socket(self):
        path = os.path.join(self.box, "weir.sock")
        with Serve(self, listen="unix:" + path, token=None) as serve:
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            status, _, body = serve.post("/scan", sample(GITHUB), "text/plain")
            self.assertEqual((status, json.loads(body)["found"]), (200, True))
        self.assertFalse(os.path.exists(path))

    def test_flags_that_cannot_be(self):
        cases = [
            (["--listen", "0.0.0.0:0"], b"--remote"),
            (["--listen", "127.0.0.1:0", "--icap", "0.0.0.0:0"], b"--remote"),
            (["--listen", "nowhere"], b"--listen"),
            (["--listen", "127.0.0.1:0", "--icap", "unix:/x"], b"--icap"),
            (["--listen", "127.0.0.1:0", "--max-body", "1"], b"--max-body"),
            (["--listen", "127.0.0.1:0", "--token-file", "missing"], b"missing"),
            (["--listen", "127.0.0.1:0", "--policy-profile", "lax"], b"laptop"),
            (["--listen", "127.0.0.1:0", "--style", "stars", "--vault", "v"], b"--vault"),
        ]
        for flags, words in cases:
            run = self.weir("serve", *flags, env={"WEIR_SERVE_TOKEN": TOKEN})
            self.assertEqual(run.code, 2, run)
            self.assertIn(words, run.err)
        run = self.weir("serve", "--listen", "127.0.0.1:0", env={"WEIR_SERVE_TOKEN": "short"})
        self.assertEqual(run.code, 2)

    def test_bodies_that_are_too_large_or_coded(self):
        secret = sample(GITHUB)
        with Serve(self, "--max-body", "1M", "--policy-profile", "gateway") as serve:
            self.assertEqual(serve.post("/scan", b"x" * (1 << 20), "text/plain")[0], 200)
            self.assertEqual(serve.post("/scan", b"x" * ((1 << 20) + 1), "text/plain")[0], 413)
            bomb = gzip.compress(b"\0" * (100 << 20))
            self.assertLess(len(bomb), 1 << 20)
            self.assertEqual(serve.post("/scan", bomb, "text/plain", **{"Content-Encoding": "gzip"})[0], 413)
            status, _, body = serve.post("/redact", gzip.compress(b"a " + secret), "text/plain",
                                         **{"Content-Encoding": "gzip"})
            self.assertEqual(status, 200)
            self.assertRegex(body, rb"^a WEIR_")
            self.assertEqual(serve.post("/scan", b"x", "text/plain", **{"Content-Encoding": "rot13"})[0], 415)
            self.assertEqual(serve.post("/scan", b"x", "text/plain", **{"Content-Encoding": "gzip"})[0], 400)

    def test_bad_requests_end_only_their_own_connection(self):
        with Serve(self) as serve:
            for data in (b"\x16\x03\x01\x00\xff", b"GET\r\n\r\n", b"POST /scan HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                         b"POST /scan HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nshort",
                         b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 100000):
                with socket.create_connection(("127.0.0.1", serve.port), timeout=30) as client:
                    try:
                        client.sendall(data)
                        client.shutdown(socket.SHUT_WR)
                        while client.recv(65536):
                            pass
                    except OSError:
                        pass  # the server may close while we still write
            self.assertEqual(serve.post("/scan", b"x", "text/plain")[0], 200)
            self.assertEqual(serve.stop(), 0)

    def test_many_at_once(self):
        secrets = [sample(rule, seed).decode() for rule in (GITHUB, GITLAB, OPENAI) for seed in range(1, 9)]
        with Serve(self, "--policy-profile", "gateway") as serve:
            def one(i):
                secret = secrets[i % len(secrets)]
                status, answer = serve.json("/redact", {"texts": [f"{i} {secret}", "clean"] * 5})
                assert status == 200, answer
                assert answer["texts"][1] == "clean" and secret not in json.dumps(answer)
                return secret, answer["texts"][0].split()[1]
            with concurrent.futures.ThreadPoolExecutor(16) as pool:
                pairs = set(pool.map(one, range(400)))
            self.assertEqual(len(pairs), len(secrets))  # one mask a secret
            self.assertEqual(serve.stop(), 0)

    def test_vault_restores_where_the_policy_allows_it(self):
        secret = sample(GITHUB).decode()
        self.assertEqual(self.weir("vault", "key").code, 0)
        for profile, allowed in (("laptop", True), ("gateway", False)):
            with Serve(self, "--vault", "v.vault", "--policy-profile", profile) as serve:
                _, answer = serve.json("/redact", {"text": f'say "{secret}"', "direction": "in"})
                masked = answer["text"]
                self.assertNotIn(secret, masked)
                status, answer = serve.json("/restore", {"json": {"a": [masked, "WEIR_github-pat_2222222222"]}})
                self.assertEqual(status, 200 if allowed else 403)
                if allowed:
                    self.assertEqual(answer["json"], {"a": [f'say "{secret}"', "WEIR_github-pat_2222222222"]})
                    self.assertEqual((answer["restored"], answer["unknown"]), (1, 1))
                    status, _, body = serve.post("/restore", masked.encode(), "text/plain")
                    self.assertEqual(body.decode(), f'say "{secret}"')
        with Serve(self) as serve:
            self.assertEqual(serve.json("/restore", {"text": "x"})[0], 409)

    def test_decision_log(self):
        secret = sample(GITHUB).decode()
        with Serve(self, "--decision-log", "log.jsonl") as serve:
            serve.json("/scan", {"text": secret, "component": "team-a", "part": "prompt"})
        line, = self.read("log.jsonl").splitlines()
        entry = json.loads(line)
        self.assertEqual((entry["adapter"], entry["component"], entry["part"], entry["rule"], entry["action"]),
                         ("serve", "team-a", "prompt", GITHUB, "mask"))
        self.assertRegex(entry["fingerprint"], "^[0-9a-f]{32}$")
        self.assertNotIn(secret.encode(), line)


class IcapTest(WeirTest):
    def setUp(self):
        super().setUp()
        self.serve = Serve(self, "--icap", "127.0.0.1:0", "--policy-profile", "gateway", "--max-body", "1M")

    def icap(self):
        icap = Icap(self.serve.icap_port)
        self.addCleanup(icap.close)
        return icap

    def test_options(self):
        icap = self.icap()
        tags = set()
        for service, method in (("reqmod", "REQMOD"), ("respmod", "RESPMOD")):
            icap.send(b"OPTIONS icap://127.0.0.1/%s ICAP/1.0\r\nHost: x\r\n\r\n" % service.encode())
            status, fields, _, _ = icap.answer()
            self.assertEqual((status, fields["methods"], fields["allow"]), (200, method, "204"))
            tags.add(fields["istag"])
            self.assertLessEqual(len(fields["istag"]), 34)
        self.assertEqual(len(tags), 1)

    def test_clean_requests(self):
        icap = self.icap()
        body = b'{"messages":[{"content":"hello"}]}'
        head = http_request(body)
        icap.send(reqmod(head, body) + chunked(body, 7))
        self.assertEqual(icap.answer()[0], 204)
        # Without Allow: 204 the message comes back.
        icap.send(reqmod(head, body, allow=False) + chunked(body, 7))
        status, _, heads, got = icap.answer()
        self.assertEqual((status, heads["req-hdr"], got), (200, head, body))
        # No body.
        icap.send(reqmod(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", None))
        self.assertEqual(icap.answer()[0], 204)
        icap.send(reqmod(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", None, allow=False))
        status, fields, heads, got = icap.answer()
        self.assertEqual((status, got), (200, None))
        self.assertIn("null-body", fields["encapsulated"])

    def test_masked_requests(self):
        icap = self.icap()
        secret = sample(GITHUB)
        body = b'{"a":1.50,"content":"my ' + secret + b' key"}'
        for coded, fields in ((body, ()), (gzip.compress(body), (b"Content-Encoding: gzip", b"ETag: x", b"X-Y: z"))):
            icap.send(reqmod(http_request(coded, *fields), coded) + chunked(coded))
            status, _, heads, got = icap.answer()
            self.assertEqual(status, 200)
            self.assertRegex(got, rb'^\{"a":1\.50,"content":"my WEIR_github-pat_\w{10} key"\}$')
            self.assertIn(b"Content-Length: %d\r\n" % len(got), heads["req-hdr"])
            self.assertNotIn(b"Content-Encoding", heads["req-hdr"])
            self.assertNotIn(b"ETag", heads["req-hdr"])
            self.assertEqual(b"X-Y: z" in heads["req-hdr"], bool(fields))

    def test_previews(self):
        secret = sample(GITHUB)
        for body in (b"short", b"long " * 2000, b"say " + secret, b"long " * 2000 + secret):
            for preview in (0, 10, 100000):
                for allow in (True, False):
                    icap = self.icap()
                    icap.send(reqmod(http_request(body), body, allow=allow, preview=preview))
                    first, rest = body[:preview], body[preview:]
                    icap.send(chunked(first, ieof=not rest))
                    status, fields, heads, got = icap.answer()
                    if rest:
                        self.assertEqual(status, 100)
                        icap.send(chunked(rest))
                        status, fields, heads, got = icap.answer()
                    if secret in body:
                        self.assertEqual(status, 200)
                        self.assertEqual(got[:len(body) - len(secret)], body[:-len(secret)])
                        self.assertIn(b"WEIR_github-pat_", got)
                    elif allow:
                        self.assertEqual(status, 204)
                    else:
                        self.assertEqual((status, got), (200, body))
                    icap.close()

    def test_blocked_requests(self):
        icap = self.icap()
        body = json.dumps({"content": private_key()}).encode()
        icap.send(reqmod(http_request(body), body) + chunked(body))
        status, fields, heads, got = icap.answer()
        self.assertEqual(status, 200)
        self.assertIn("res-hdr=0, res-body=", fields["encapsulated"])
        self.assertTrue(heads["res-hdr"].startswith(b"HTTP/1.1 403 Forbidden\r\n"))
        self.assertIn(b"Content-Length: %d\r\n" % len(got), heads["res-hdr"])
        self.assertEqual(json.loads(got)["error"]["code"], "secret_detected")
        self.assertNotIn(private_key().splitlines()[1].encode(), got)

    def test_answers(self):
        icap = self.icap()
        secret = sample(GITHUB)
        request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        for body in (b"clean", b"<p>" + secret + b"</p>"):
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
            icap.send(b"RESPMOD icap://127.0.0.1/respmod ICAP/1.0\r\nHost: x\r\nEncapsulated: req-hdr=0, res-hdr=%d, "
                      b"res-body=%d\r\n\r\n" % (len(request), len(request) + len(head)) + request + head + chunked(body))
            status, fields, heads, got = icap.answer()
            self.assertEqual((status, list(heads)), (200, ["res-hdr"]))
            self.assertNotIn(secret, got)
            self.assertIn(b"Content-Length: %d\r\n" % len(got), heads["res-hdr"])

    def test_bad_requests(self):
        head = http_request(b"x")
        cases = [
            (b"NONSENSE\r\n\r\n", 400),
            (b"REQMOD icap://h/reqmod ICAP/1.0\r\nHost: h\r\n\r\n", 400),
            (b"REQMOD icap://h/reqmod ICAP/1.0\r\nEncapsulated: req-hdr=0, res-body=5\r\n\r\n", 400),
            (b"REQMOD icap://h/reqmod ICAP/1.0\r\nEncapsulated: req-hdr=0, req-body=900000000\r\n\r\n", 400),
            (b"REQMOD icap://h/other ICAP/1.0\r\nEncapsulated: null-body=0\r\n\r\n", 404),
            (b"REQMOD icap://h/respmod ICAP/1.0\r\nEncapsulated: null-body=0\r\n\r\n", 405),
            (b"FETCH icap://h/reqmod ICAP/1.0\r\nEncapsulated: null-body=0\r\n\r\n", 501),
            (b"REQMOD icap://h/reqmod ICAP/2.0\r\nEncapsulated: null-body=0\r\n\r\n", 505),
            (reqmod(head, b"x") + b"zz\r\n", 400),
            (reqmod(b"no head\r\nat all\r\n\r\n", b"x") + chunked(b"x"), 400),
            (b"X" * 70000, 400),
        ]
        for data, want in cases:
            icap = self.icap()
            icap.send(data)
            status, fields = icap.head()
            self.assertEqual(status, want, data[:80])
            self.assertIn("istag", fields)
            icap.close()
        # Peers that leave in the middle.
        for data in (b"REQMOD icap://h/re", reqmod(head, b"x"), reqmod(head, b"x") + b"5\r\nab"):
            icap = self.icap()
            icap.send(data)
            icap.close()
        icap = self.icap()
        icap.send(reqmod(head, b"x") + chunked(b"x"))
        self.assertEqual(icap.answer()[0], 204)
        self.assertEqual(self.serve.stop(), 0)

    def test_what_is_too_large_does_not_pass(self):
        body = b"x" * ((1 << 20) + 1)
        icap = self.icap()
        icap.send(reqmod(http_request(body), body, preview=0) + b"0\r\n\r\n")
        status, _, heads, _ = icap.answer()  # told by its Content-Length, before it is sent
        self.assertEqual(status, 200)
        self.assertTrue(heads["res-hdr"].startswith(b"HTTP/1.1 403"))
        icap = self.icap()
        try:
            icap.send(reqmod(http_request(body), body) + chunked(body, 65536))
        except OSError:
            pass  # the answer may come before all was sent
        status, fields, heads, _ = icap.answer()
        self.assertEqual((status, fields["connection"]), (200, "close"))
        self.assertTrue(heads["res-hdr"].startswith(b"HTTP/1.1 403"))
        bomb = gzip.compress(b"\0" * (50 << 20))
        icap = self.icap()
        icap.send(reqmod(http_request(bomb, b"Content-Encoding: gzip"), bomb) + chunked(bomb))
        self.assertTrue(icap.answer()[2]["res-hdr"].startswith(b"HTTP/1.1 403"))

    def test_pipelined_and_slow(self):
        icap = self.icap()
        body = b"clean text"
        message = reqmod(http_request(body), body) + chunked(body)
        icap.send(message * 20)
        for _ in range(20):
            self.assertEqual(icap.answer()[0], 204)
        for i in range(0, len(message), 9):
            icap.send(message[i:i + 9])
            time.sleep(0.001)
        self.assertEqual(icap.answer()[0], 204)


if __name__ == "__main__":
    unittest.main()
