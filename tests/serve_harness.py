"""Starts `weir serve` and talks to it.

    with Serve(test, "--icap", "127.0.0.1:0") as serve:
        status, headers, body = serve.post("/scan", b"text", "text/plain")
"""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading

from harness import WEIR, environment

TOKEN = "made-up-for-tests-" * 2


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.unix_path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self.unix_path)


class Serve:
    def __init__(self, test, *args, listen="127.0.0.1:0", token=TOKEN, env=None):
        more = dict(env or {})
        if token is not None:
            more["WEIR_SERVE_TOKEN"] = token
        self.token = token
        self.process = subprocess.Popen(
            [WEIR, "serve", "--listen", listen, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env=environment(test.home, **more), cwd=test.dir)
        test.addCleanup(self.stop)
        self.lines = []
        self.port = self.icap_port = self.unix_path = None
        for line in self.process.stderr:
            text = line.decode()
            self.lines.append(text)
            if match := re.match(r"listening on http://.*:(\d+)$", text):
                self.port = int(match[1])
            elif match := re.match(r"listening on icap://.*:(\d+)$", text):
                self.icap_port = int(match[1])
            elif match := re.match(r"listening on unix:(.*)$", text):
                self.unix_path = match[1]
            elif text.startswith("policy:"):
                break
        test.assertTrue(self.port or self.unix_path, "".join(self.lines))
        # What is told later must not fill the pipe.
        self.reader = threading.Thread(target=lambda: self.lines.extend(l.decode() for l in self.process.stderr))
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """The exit status; ends the process if need be."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.reader.join()
        self.process.stderr.close()
        return self.process.returncode

    def connection(self):
        if self.unix_path:
            return UnixConnection(self.unix_path)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def request(self, method, path, body=None, headers=None, auth=True):
        connection = self.connection()
        fields = dict(headers or {})
        if auth and self.token:
            fields.setdefault("Authorization", "Bearer " + self.token)
        connection.request(method, path, body, fields)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, data

    def post(self, path, body, kind="application/json", **headers):
        return self.request("POST", path, body, {"Content-Type": kind, **headers})

    def json(self, path, message):
        status, _, body = self.post(path, json.dumps(message).encode())
        return status, json.loads(body)


class Icap:
    """One ICAP connection."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.file = self.socket.makefile("rb")

    def close(self):
        self.file.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def head(self):
        """Status and fields; (0, {}) at the end."""
        line = self.file.readline()
        if not line:
            return 0, {}
        fields = {}
        while (field := self.file.readline()) not in (b"\r\n", b""):
            name, _, value = field.decode("latin-1").partition(":")
            fields[name.lower()] = value.strip()
        return int(line.split()[1]), fields

    def chunks(self):
        body = b""
        while size := int(self.file.readline().split(b";")[0], 16):
            body += self.file.read(size)
            assert self.file.readline() == b"\r\n"
        assert self.file.readline() == b"\r\n"
        return body

    def answer(self):
        """(status, fields, {"req-hdr": ...}, body or None)"""
        status, fields = self.head()
        heads, body = {}, None
        parts = [part.strip().split("=") for part in fields.get("encapsulated", "null-body=0").split(",")]
        for (name, begin), (_, end) in zip(parts, parts[1:]):
            heads[name] = self.file.read(int(end) - int(begin))
        if parts[-1][0] != "null-body":
            body = self.chunks()
        return status, fields, heads, body


def chunked(body, size=1000, ieof=False):
    out = b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + size]), body[i:i + size]) for i in range(0, len(body), size))
    return out + (b"0; ieof\r\n\r\n" if ieof else b"0\r\n\r\n")


def http_request(body, *fields):
    lines = [b"POST /v1/chat HTTP/1.1", b"Host: model.example", b"Content-Length: %d" % len(body), *fields]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def reqmod(head, body, allow=True, preview=None):
    """The head of a REQMOD with its HTTP head; the body is the caller's to send."""
    fields = [b"REQMOD icap://127.0.0.1/reqmod ICAP/1.0", b"Host: 127.0.0.1"]
    if allow:
        fields.append(b"Allow: 204")
    if preview is not None:
        fields.append(b"Preview: %d" % preview)
    fields.append(b"Encapsulated: req-hdr=0, %s=%d" % (b"null-body" if body is None else b"req-body", len(head)))
    return b"\r\n".join(fields) + b"\r\n\r\n" + head
