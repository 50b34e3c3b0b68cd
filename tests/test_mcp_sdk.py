"""The official MCP client and servers, through weir mcp: as without it where nothing is found, masked where something is."""

import json
import os
import re
import socket
import subprocess
import threading
import unittest

import npm_packages
from harness import GITHUB, WEIR, WeirTest, environment, sample


class SdkTest(WeirTest):
    @classmethod
    def setUpClass(cls):
        cls.tour_script = npm_packages.script("mcp_tour.mjs")
        cls.addClassCleanup(os.remove, cls.tour_script)

    def server(self, name, *args):
        return ["node", npm_packages.package(f"@modelcontextprotocol/server-{name}") + "/dist/index.js", *args]

    def weir_before(self, command, *flags):
        return [WEIR, "mcp", *flags, "--", *command]

    def environment(self):
        return environment(self.home, PATH=os.environ["PATH"])

    def tour(self, tour, command, how="--", **options):
        done = subprocess.run(["node", self.tour_script, tour, json.dumps(options), how, *command],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=self.environment(), cwd=npm_packages.folder(), timeout=180)
        self.assertEqual(done.returncode, 0, done.stderr.decode()[-3000:])
        self.errors = done.stderr
        return json.loads(done.stdout)

    def steps(self, told):
        return [(step["step"], step) for step in told["steps"]]

    def text_of(self, told, name, nth=0):
        found = [step for step in told["steps"] if step["step"] == name]
        return found[nth]["value"]["content"][0]["text"]


class Everything(SdkTest):
    def test_every_method_is_as_without_weir(self):
        direct = self.tour("everything", self.server("everything"))
        through = self.tour("everything", self.weir_before(self.server("everything")))
        self.assertEqual(through, direct)
        names = [step["step"] for step in direct["steps"]]
        self.assertGreater(len(names), 35)
        errors = {step["step"] for step in direct["steps"] if "error" in step}
        self.assertEqual(errors, {"cancel", "prompt that is missing", "read what is missing"}, direct)

    def test_secrets_are_masked_in_every_method(self):
        token = sample(GITHUB).decode()
        flags = ("--policy-profile", "gateway")
        told = self.tour("everything", self.weir_before(self.server("everything"), *flags),
                         message=token, sampled=token, typed=token)
        heard = json.dumps(told)
        self.assertNotIn(token, heard)
        self.assertIn("WEIR_github-pat_", self.text_of(told, "call echo"))
        self.assertIn("WEIR_github-pat_", self.text_of(told, "call trigger-sampling-request"))
        self.assertIn("WEIR_github-pat_", heard[heard.index("args-prompt"):])

    def test_a_laptop_sends_no_secret(self):
        token = sample(GITHUB).decode()
        told = self.tour("everything", self.weir_before(self.server("everything")), message=token)
        echo = dict(self.steps(told))["call echo"]["value"]
        self.assertTrue(echo["isError"])
        self.assertIn("Stopped by weir", echo["content"][0]["text"])
        prompt = dict(self.steps(told))["args-prompt"]
        self.assertTrue(prompt["error"].startswith("-31001 "), prompt)
        # What follows is not disturbed.
        self.assertEqual(dict(self.steps(told))["ping at the end"]["value"], {})


class OverHttp(SdkTest):
    """The same over HTTP: the server listens, weir listens before it."""

    def listening(self, command, pattern, **env):
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                 env={**self.environment(), **env}, cwd=self.dir)
        self.addCleanup(self.end, child)
        for line in child.stderr:
            found = re.search(pattern, line.decode())
            if found:
                threading.Thread(target=lambda: [None for _ in child.stderr], daemon=True).start()
                return found
        self.fail(f"{command} did not start")

    def end(self, child):
        child.terminate()
        child.wait(30)
        child.stderr.close()

    def both(self, mode, path, *flags):
        """The URLs of the server and of weir before it."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.listening(self.server("everything", mode), r"listening on port|running on port", PORT=str(port))
        direct = f"http://127.0.0.1:{port}{path}"
        there = self.listening([WEIR, "mcp", "--http", direct, "--listen", "127.0.0.1:0", *flags], r"listening on (http://\S+),")
        return direct, there.group(1) + path

    def test_streamable_http_is_as_without_weir(self):
        direct, through = self.both("streamableHttp", "/mcp")
        self.assertEqual(self.tour("everything", [through], "--http"), self.tour("everything", [direct], "--http"))

    def test_the_older_transport_is_as_without_weir(self):
        direct, through = self.both("sse", "/sse")
        self.assertEqual(self.tour("everything", [through], "--sse"), self.tour("everything", [direct], "--sse"))

    def test_secrets_are_masked(self):
        token = sample(GITHUB).decode()
        for mode, path, how in (("streamableHttp", "/mcp", "--http"), ("sse", "/sse", "--sse")):
            _, through = self.both(mode, path, "--policy-profile", "gateway")
            told = self.tour("everything", [through], how, message=token, sampled=token, typed=token)
            self.assertNotIn(token, json.dumps(told))
            self.assertIn("WEIR_github-pat_", self.text_of(told, "call echo"))
            self.assertIn("WEIR_github-pat_", self.text_of(told, "call trigger-sampling-request"))

    def test_a_laptop_sends_no_secret(self):
        token = sample(GITHUB).decode()
        _, through = self.both("streamableHttp", "/mcp")
        told = self.tour("everything", [through], "--http", message=token)
        echo = dict(self.steps(told))["call echo"]["value"]
        self.assertTrue(echo["isError"])
        self.assertEqual(dict(self.steps(told))["ping at the end"]["value"], {})


class Files(SdkTest):
    def test_files_come_masked_and_go_nowhere(self):
        token = sample(GITHUB).decode()
        self.write("plain.txt", b"nothing here\n")
        self.write("env.txt", f"A=1\nGITHUB_TOKEN={token}\n".encode())
        options = dict(folder=self.dir, read=["plain.txt", "env.txt"], write={"new.txt": "fine", "leak.txt": token})
        told = self.tour("files", self.weir_before(self.server("filesystem", self.dir)), **options)
        self.assertNotIn(token, json.dumps(told))
        # The SDK has checked structuredContent against the output schema of each tool.
        self.assertEqual(self.text_of(told, "call read_text_file"), "nothing here\n")
        masked = self.text_of(told, "call read_text_file", 1)
        self.assertRegex(masked, r"^A=1\nGITHUB_TOKEN=WEIR_github-pat_[a-z0-9]+\n$")
        media = [step["value"] for step in told["steps"] if step["step"] == "call read_media_file"]
        self.assertEqual(len(media), 2)
        self.assertEqual(self.read("new.txt"), b"fine")
        self.assertFalse(os.path.exists(self.path("leak.txt")))

    def test_what_was_masked_comes_back_into_files_where_that_is_allowed(self):
        token = sample(GITHUB).decode()
        self.assertExit(self.weir("vault", "key"), 0)
        self.write("env.txt", f"GITHUB_TOKEN={token}\n".encode())
        self.write("weir.toml", b'[[policy.entry]]\ncomponent = "files"\ndirection = "out"\naction = "restore"\n')
        flags = ("--name", "files", "--vault", os.path.join(self.dir, "v.vault"),
                 "--config", os.path.join(self.dir, "weir.toml"))
        server = self.weir_before(self.server("filesystem", self.dir), *flags)
        masked = self.text_of(self.tour("files", server, folder=self.dir, read=["env.txt"]), "call read_text_file")
        self.assertIn("WEIR_", masked)
        told = self.tour("files", server, folder=self.dir, write={"copy.txt": masked})
        self.assertNotIn(token, json.dumps(told))
        self.assertEqual(self.read("copy.txt"), self.read("env.txt"))


if __name__ == "__main__":
    unittest.main()
