"""An upstream that does what a test says, byte by byte, and weir proxy before it.

    with Upstream() as upstream:
        upstream.handler = lambda request, connection: connection.respond(200, JSON, b"{}")
        proxy = start_proxy(test, upstream.url)
        status, headers, body = proxy.request("POST", "/v1/chat/completions", b"{}")
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

JSON = {"content-type": "application/json"}
SSE = {"content-type": "text/event-stream", "cache-control": "no-cache"}
NDJSON = {"content-type": "application/x-ndjson"}


class Request:
    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body

    def json(self):
        return json.loads(self.body)


class Connection:
    """The upstream's side of one connection."""

    def __init__(self, sock):
        self.sock = sock
        self.file = sock.makefile("rb")

    def read_request(self):
        line = self.file.readline()
        if not line:
            return None
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers = {}
        while True:
            line = self.file.readline()
            if line in (b"\r\n", b""):
                break
            name, value = line.decode("latin-1").rstrip("\r\n").split(": ", 1)
            headers[name.lower()] = value
        body = self.file.read(int(headers.get("content-length", 0)))
        return Request(method, target, headers, body)

    def send(self, data):
        self.sock.sendall(data)

    def head(self, status, headers):
        lines = [f"HTTP/1.1 {status} X"] + [f"{n}: {v}" for n, v in headers.items()]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n")

    def respond(self, status, headers, body):
        head = [f"HTTP/1.1 {status} X"] + [f"{n}: {v}" for n, v in headers.items()]
        self.send("\r\n".join(head + [f"content-length: {len(body)}"]).encode() + b"\r\n\r\n" + body)

    def begin(self, status=200, headers=None):
        self.head(status, {**(headers or SSE), "transfer-encoding": "chunked"})

    def chunk(self, data):
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def end(self):
        self.send(b"0\r\n\r\n")

    def stream(self, pieces, headers=None, status=200):
        self.begin(status, headers)
        for piece in pieces:
            self.chunk(piece)
        self.end()

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.close()

    def close(self):
        try:
            self.file.close()
        finally:
            self.sock.close()

    def wait_closed(self, timeout=10):
        """True if the other side closed within the time."""
        self.sock.settimeout(timeout)
        try:
            return self.sock.recv(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False


class Upstream:
    def __init__(self):
        self.handler = None
        self.requests = []
        self.errors = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        except OSError:
            pass
        self.listener.close()

    def _accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            threading.Thread(target=self._serve, args=(Connection(sock),), daemon=True).start()

    def _serve(self, connection):
        try:
            while True:
                request = connection.read_request()
                if request is None:
                    return
                self.requests.append(request)
                self.handler(request, connection)
        except (OSError, ValueError):
            pass  # the other side has gone, or this one was closed by its script
        except Exception as error:  # a script that is wrong fails its test
            self.errors.append(error)
        finally:
            try:
                connection.close()
            except OSError:
                pass


class Proxy:
    def __init__(self, process, address, errors):
        self.process, self.errors = process, errors
        self.host, port = address.rsplit(":", 1)
        self.port = int(port)
        self._kept = None

    @property
    def url(self):
        return f"http://{self.host}:{self.port}"

    def connect(self, timeout=30):
        return socket.create_connection((self.host, self.port), timeout=timeout)

    def request(self, method, target, body=b"", headers=None, timeout=60, keep=True):
        """(status, headers as a dict of lower case names, body)"""
        if self._kept is None or not keep:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
            if keep:
                self._kept = connection
        else:
            connection = self._kept
        try:
            connection.request(method, target, body, {"content-type": "application/json", **(headers or {})})
            answer = connection.getresponse()
            data = answer.read()
        except Exception:
            connection.close()
            self._kept = None
            raise
        return answer.status, {n.lower(): v for n, v in answer.getheaders()}, data

    def memory_kib(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1))

    def forget(self):
        """Closes the connection that was kept."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None


def start_proxy(test, upstream_url, *args, env=None, route="/", config=None):
    """A proxy that ends with the test. Its exit status is looked at, too."""
    process = subprocess.Popen(
        [WEIR, "proxy", "--listen", "127.0.0.1:0", "--route", f"{route}={upstream_url}",
         *(["--config", config] if config else ["--no-config"]), *args],
        stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, cwd=test.dir,
        env=environment(test.home, **(env or {})))
    errors = []
    lines, found = [], None
    while not found:
        line = process.stderr.readline().decode()
        lines.append(line)
        found = re.match(r"weir proxy: (\S+) ", line)
        if not line:
            process.wait()
            process.stderr.close()
            raise AssertionError(f"no start: {lines}")
    proxy = Proxy(process, found.group(1), errors)

    def drain():
        try:
            for line in process.stderr:
                errors.append(line.decode())
        except ValueError:
            pass  # closed at the end

    thread = threading.Thread(target=drain, daemon=True)
    thread.start()

    def finish():
        proxy.forget()
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = None
        thread.join(10)
        process.stderr.close()
        test.assertEqual(code, 0, f"the proxy ended with {code}: {errors[-5:]}")

    test.addCleanup(finish)
    return proxy


def sse(*events):
    """Bytes of events: each (type or None, object or str)."""
    out = []
    for kind, data in events:
        if kind:
            out.append(f"event: {kind}\n")
        text = data if isinstance(data, str) else json.dumps(data)
        out.append(f"data: {text}\n\n")
    return "".join(out).encode()


def read_sse(data):
    """[(type or None, data)]; asserts that every event is whole."""
    assert data == b"" or data.endswith(b"\n\n"), data[-80:]
    events = []
    for block in data.decode().split("\n\n")[:-1]:
        kind, payload = None, []
        for line in block.split("\n"):
            if line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: "):
                payload.append(line[6:])
        events.append((kind, "\n".join(payload)))
    return events


def read_sse_json(data):
    return [(kind, text if text == "[DONE]" else json.loads(text)) for kind, text in read_sse(data) if text]
