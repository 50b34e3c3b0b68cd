"""The recipes in hooks/, with the programs they are for, or, for Python frameworks that Debian does not have, with
stand-ins for the base classes they name (what those promise is written down in each stand-in)."""

import contextlib
import dataclasses
import http.client
import http.server
import importlib.util
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import types
import unittest

from harness import GITHUB, WeirTest, environment, sample
from proxy_mock import start_proxy
from serve_harness import TOKEN, Serve

HOOKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "hooks")


def recipe(name):
    with open(os.path.join(HOOKS, name), encoding="utf-8") as file:
        return file.read()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Echo:
    """An HTTP server that keeps what it got and answers with a given body."""

    def __init__(self, test):
        echo = self
        self.requests, self.answer = [], b"{}"

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                echo.requests.append(self.rfile.read(int(self.headers.get("content-length", 0))))
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(echo.answer)))
                self.end_headers()
                self.wfile.write(echo.answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        test.addCleanup(thread.join)
        test.addCleanup(self.server.server_close)
        test.addCleanup(self.server.shutdown)


class ProgramTest(WeirTest):
    def start(self, args, port, **more):
        """Starts a program and waits until it listens."""
        log = open(self.path("program.log"), "wb")
        process = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.dir,
                                   env=environment(self.home, PATH="/usr/sbin:/usr/bin:/sbin:/bin", **more))

        def stop():
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            log.close()
        self.addCleanup(stop)
        for _ in range(300):
            self.assertIsNone(process.poll(), self.read("program.log").decode(errors="replace")[-2000:])
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return process
            time.sleep(0.1)
        self.fail(self.read("program.log").decode(errors="replace")[-2000:])

    def post(self, port, target, body, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", target, body, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, data


class MaskedBothWays:
    """What every proxy in the path must do. self.send(body) posts to the upstream through it."""

    def check(self, upstream, send, blocks=True):
        secret, other = sample(GITHUB, 1), sample(GITHUB, 2)
        body = json.dumps({"messages": [{"content": "use " + secret.decode()}], "n": 1.5}).encode()
        upstream.answer = b'{"text": "got ' + other + b'"}'
        status, data = send(body)
        self.assertEqual(status, 200, data)
        sent = upstream.requests.pop()
        self.assertNotIn(secret, sent)
        self.assertRegex(json.loads(sent)["messages"][0]["content"], r"^use WEIR_github-pat_\w{10}$")
        self.assertNotIn(other, data)
        self.assertRegex(json.loads(data)["text"], r"^got WEIR_github-pat_\w{10}$")
        # What holds nothing passes as it is.
        upstream.answer = b'{"text" :  "fine"}'
        status, data = send(b'{"messages" :  [1.50]}')
        self.assertEqual((status, data), (200, upstream.answer))
        self.assertEqual(upstream.requests.pop(), b'{"messages" :  [1.50]}')
        if blocks:
            key = "-----BEGIN " + "PRIVATE KEY-----\n" + "".join(
                sample(GITHUB, n).decode()[4:36] + "\n" for n in range(9)) + "-----END " + "PRIVATE KEY-----\n"
            status, data = send(json.dumps({"messages": [key]}).encode())
            self.assertEqual(status, 403)
            self.assertEqual(json.loads(data)["error"]["code"], "secret_detected")
            self.assertEqual(upstream.requests, [])


class SquidTest(ProgramTest, MaskedBothWays):
    def test_squid(self):
        echo = Echo(self)
        serve = Serve(self, "--icap", "127.0.0.1:0", "--policy-profile", "gateway")
        text = recipe("squid/weir-icap.conf").replace("127.0.0.1:1344", f"127.0.0.1:{serve.icap_port}")
        hosts = re.search(r"^acl weir_hosts .*$", text, re.MULTILINE)[0]
        text = text.replace(hosts, "acl weir_hosts dst 127.0.0.1")
        self.write("weir-icap.conf", text.encode())
        port = free_port()
        # As root squid becomes another user, who must be able to write here.
        for folder in (self.box, self.dir):
            os.chmod(folder, 0o777)
        self.write("squid.conf", f"""
http_port 127.0.0.1:{port}
http_access allow all
cache deny all
access_log none
cache_log {self.dir}/cache.log
pid_filename none
coredump_dir {self.dir}
shutdown_lifetime 1 second
visible_hostname weir-test
pinger_enable off
include {self.dir}/weir-icap.conf
""".encode())
        self.start(["squid", "-N", "-f", os.path.join(self.dir, "squid.conf")], port)
        target = f"http://127.0.0.1:{echo.port}/v1/chat/completions"
        self.check(echo, lambda body: self.post(port, target, body))
        # Without weir nothing passes.
        serve.stop()
        status, _ = self.post(port, target, b"{}")
        self.assertGreaterEqual(status, 500)
        self.assertEqual(echo.requests, [])


class MitmproxyTest(ProgramTest, MaskedBothWays):
    def test_mitmproxy(self):
        echo = Echo(self)
        serve = Serve(self, "--policy-profile", "gateway")
        port = free_port()
        self.start(["mitmdump", "-q", "--listen-host", "127.0.0.1", "-p", str(port),
                    "-s", os.path.join(HOOKS, "mitmproxy", "weir_mitmproxy.py"),
                    "--set", f"weir_url=http://127.0.0.1:{serve.port}", "--set", "weir_hosts=127.0.0.1",
                    "--set", f"confdir={self.home}/mitm"],
                   port, WEIR_SERVE_TOKEN=TOKEN, PYTHONDONTWRITEBYTECODE="1")
        target = f"http://127.0.0.1:{echo.port}/v1/chat/completions"
        self.check(echo, lambda body: self.post(port, target, body))
        serve.stop()
        status, _ = self.post(port, target, b"{}")
        self.assertEqual(status, 502)
        self.assertEqual(echo.requests, [])


class BeforeTheProxy(ProgramTest, MaskedBothWays):
    def run_through(self, args, config, port):
        echo = Echo(self)
        proxy = start_proxy(self, f"http://127.0.0.1:{echo.port}", "--policy-profile", "gateway")
        self.write("recipe.conf", config.replace("127.0.0.1:8788", f"127.0.0.1:{proxy.port}")
                   .replace("127.0.0.1:8080", f"127.0.0.1:{port}").encode())
        self.start(args, port)
        self.secret_is_masked(echo, port)

    def secret_is_masked(self, echo, port):
        secret, other = sample(GITHUB, 1), sample(GITHUB, 2)
        echo.answer = json.dumps({"id": "x", "object": "chat.completion", "choices": [
            {"index": 0, "message": {"role": "assistant", "content": "got " + other.decode()},
             "finish_reason": "stop"}]}).encode()
        body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "use " + secret.decode()}]}).encode()
        status, data = self.post(port, "/v1/chat/completions", body)
        self.assertEqual(status, 200, data)
        sent = echo.requests.pop()
        self.assertNotIn(secret, sent)
        self.assertIn(b"use WEIR_github-pat_", sent)
        self.assertNotIn(other, data)
        self.assertIn(b"got WEIR_github-pat_", data)


class HaproxyTest(BeforeTheProxy):
    def test_haproxy(self):
        self.run_through(["haproxy", "-db", "-f", os.path.join(self.dir, "recipe.conf")],
                         recipe("haproxy/haproxy.cfg"), free_port())


class NginxTest(BeforeTheProxy):
    def test_nginx(self):
        folder = self.dir
        self.write("nginx.conf", f"""
daemon off;
{"user root;" if os.geteuid() == 0 else ""}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/recipe.conf;
}}
""".encode())
        self.run_through(["nginx", "-p", folder, "-e", folder + "/error.log", "-c", folder + "/nginx.conf"],
                         recipe("nginx/weir.conf"), free_port())


class LiteLlmTest(WeirTest):
    def test_config(self):
        text = recipe("litellm/config.yaml")
        base = re.search(r"api_base: http://127\.0\.0\.1:(\d+)$", text, re.MULTILINE)
        self.assertEqual(base[1], "8787")  # where weir serve listens without --listen
        self.assertNotRegex(text, r"(?m)^\s+(skip_if|strip_patterns|max_text_chars|fire_and_forget)")
        header = re.search(r"^\s+(X-Api-Key): os\.environ/WEIR_SERVE_TOKEN$", text, re.MULTILINE)[1]
        # The request as its documentation shows it, all members that may be null being null.
        secret = sample(GITHUB).decode()
        message = {"input_type": "request", "litellm_call_id": "c-1", "litellm_trace_id": "t-1", "texts": ["a " + secret],
                   "structured_messages": [{"role": "user", "content": "a " + secret}], "images": None, "tools": None,
                   "tool_calls": None, "model": "m", "request_data": {"user_api_key_alias": "ci"},
                   "request_headers": {"user-agent": "x"}, "litellm_version": "1.9",
                   "additional_provider_specific_params": {}}
        with Serve(self, "--policy-profile", "gateway", "--decision-log", "log") as serve:
            status, _, body = serve.request("POST", "/beta/litellm_basic_guardrail_api", json.dumps(message),
                                            {header: TOKEN, "Content-Type": "application/json"}, auth=False)
        answer = json.loads(body)
        self.assertEqual((status, answer["action"], len(answer["texts"])), (200, "GUARDRAIL_INTERVENED", 1))
        self.assertNotIn(secret, body.decode())
        self.assertEqual(json.loads(self.read("log"))["component"], "ci")


class FrameworkTest(WeirTest):
    def setUp(self):
        super().setUp()
        self.serve = Serve(self, "--policy-profile", "gateway")
        self.url = f"http://127.0.0.1:{self.serve.port}"
        os.environ["WEIR_SERVE_TOKEN"] = TOKEN
        self.addCleanup(os.environ.pop, "WEIR_SERVE_TOKEN")
        self.secret = sample(GITHUB).decode()

    def load(self, name, **modules):
        """The recipe, with stand-ins for what it imports."""
        for module, members in modules.items():
            module = module.replace("__", ".")
            parts = module.split(".")
            for i in range(1, len(parts) + 1):
                parent = ".".join(parts[:i])
                if parent not in sys.modules:
                    sys.modules[parent] = types.ModuleType(parent)
                    self.addCleanup(sys.modules.pop, parent)
            vars(sys.modules[module]).update(members)
        path = os.path.join(HOOKS, name)
        for folder in (os.path.join(HOOKS, "python"),):
            sys.path.insert(0, folder)
            self.addCleanup(sys.path.remove, folder)
        spec = importlib.util.spec_from_file_location("recipe", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def test_langchain(self):
        @dataclasses.dataclass
        class Document:  # langchain_core.documents.Document: keyword arguments, page_content, metadata, id
            page_content: str
            metadata: dict = dataclasses.field(default_factory=dict)
            id: str = None
        module = self.load("langchain/weir_langchain.py",
                           langchain_core__documents={"Document": Document, "BaseDocumentTransformer": object})
        weir = module.Weir(self.url)
        before = [Document("clean", {"page": 1}, "1"),
                  Document("use " + self.secret, {"source": self.secret, "list": ["x", self.secret]}, "2")]
        copies = [dataclasses.replace(d) for d in before]
        after = module.SecretMasker(weir).transform_documents(before)
        self.assertEqual(before, copies)
        self.assertEqual(after[0], before[0])
        self.assertNotIn(self.secret, repr(after))
        self.assertRegex(after[1].page_content, r"^use WEIR_github-pat_\w{10}$")
        self.assertEqual(after[1].metadata["secrets_redacted"], 3)
        self.assertEqual(after[1].metadata["secret_rules"], [GITHUB])
        self.assertEqual(module.SecretMasker(weir).transform_documents([]), [])
        self.serve.stop()
        from weir_client import WeirError
        with self.assertRaises(WeirError):
            module.SecretMasker(weir).transform_documents(before)

    def test_llamaindex(self):
        class Component:  # pydantic: fields are keyword arguments
            def __init__(self, **fields):
                for name, value in fields.items():
                    setattr(self, name, value)

        class TextNode:
            def __init__(self, text, metadata):
                self.text, self.metadata = text, metadata

            def get_content(self):
                return self.text

            def set_content(self, text):
                self.text = text
        module = self.load("llamaindex/weir_llamaindex.py",
                           llama_index__core__schema={"TransformComponent": Component},
                           llama_index__core__postprocessor__types={"BaseNodePostprocessor": Component})
        nodes = [TextNode("clean", {}), TextNode("use " + self.secret, {"a": self.secret})]
        after = module.SecretMasker(url=self.url)(nodes)
        self.assertIn(self.secret, nodes[1].text)
        self.assertNotIn(self.secret, after[1].text + after[1].metadata["a"])
        self.assertEqual((after[0].text, after[1].metadata["secrets_redacted"]), ("clean", 2))
        scored = [types.SimpleNamespace(node=n, score=i) for i, n in enumerate(nodes)]
        found = module.SecretPostprocessor(url=self.url)._postprocess_nodes(scored)
        self.assertEqual([f.score for f in found], [0, 1])
        self.assertNotIn(self.secret, found[1].node.text)
        self.assertIn(self.secret, scored[1].node.text)

    def test_haystack(self):
        @dataclasses.dataclass
        class Document:  # haystack.Document: an empty id is made from the content
            id: str = ""
            content: str = None
            meta: dict = dataclasses.field(default_factory=dict)

        def component(cls):
            return cls
        component.output_types = lambda **types: lambda method: method
        module = self.load("haystack/weir_haystack.py", haystack={"Document": Document, "component": component})
        before = [Document("1", "clean"), Document("2", "use " + self.secret, {"n": 1}), Document("3", None)]
        after = module.SecretMasker(url=self.url).run(before)["documents"]
        self.assertEqual(after[0], before[0])
        self.assertEqual(after[2], before[2])
        self.assertEqual((after[1].id, after[1].meta), ("", {"n": 1, "secrets_redacted": 1}))
        self.assertNotIn(self.secret, after[1].content)
        self.assertIn(self.secret, before[1].content)


if __name__ == "__main__":
    unittest.main()
