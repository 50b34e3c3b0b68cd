"""weir proxy under load: many streams at once, slow readers, upstreams that die, clients that leave. Events stay whole and
in order, and memory stays flat."""

import json
import random
import socket
import threading
import time

from harness import GITHUB, WeirTest, sample
from proxy_mock import Upstream, read_sse, sse, start_proxy
from test_proxy import ProxyTest

STREAMS = 200
EVENTS = 60


class Load(WeirTest):
    def setUp(self):
        super().setUp()
        self.upstream = Upstream()
        self.addCleanup(self.upstream.stop)
        self.secret = sample(GITHUB).decode()

    def handler(self, request, connection):
        plan = request.json()
        connection.begin()
        for n in range(EVENTS):
            if n == plan["die"]:
                return connection.reset()
            text = f"[{n}] "
            if n % 10 == 3:
                text += self.secret[:15]
            elif n % 10 == 4:
                text = self.secret[15:] + " " + text
            connection.chunk(sse((None, {"choices": [{"index": 0, "delta": {"content": text}}]})))
            if plan["slow"]:
                time.sleep(0.01)
        connection.chunk(sse((None, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}), (None, "[DONE]")))
        connection.end()

    def run_one(self, proxy, seed, wrong):
        chance = random.Random(seed)
        plan = {"die": chance.randrange(EVENTS) if chance.random() < 0.2 else -1, "slow": chance.random() < 0.5}
        leaves = chance.random() < 0.1
        slow_reader = chance.random() < 0.2
        body = json.dumps(plan).encode()
        data = b""
        with proxy.connect(60) as client:
            client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%s"
                           % (len(body), body))
            try:
                while piece := client.recv(256 if slow_reader else 65536):
                    data += piece
                    if slow_reader:
                        time.sleep(0.005)
                    if leaves and len(data) > 2000:
                        return
            except ConnectionError:
                pass
        head, _, rest = data.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            if plan["die"] != 0:
                wrong.append((seed, head[:80]))
            return
        text = b""
        whole = False
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            if not rest and not size:
                break
            length = int(size, 16)
            if length == 0:
                whole = True
                break
            if len(rest) < length:
                break
            text, rest = text + rest[:length], rest[length + 2:]
        if whole != (plan["die"] < 0):
            wrong.append((seed, "whole" if whole else "cut", plan))
        if self.secret[:12].encode() in text or self.secret[-12:].encode() in text:
            wrong.append((seed, "secret"))
        said = ""
        for _, payload in read_sse(text[:text.rfind(b"\n\n") + 2]):
            if payload not in ("", "[DONE]"):
                said += json.loads(payload)["choices"][0]["delta"].get("content", "")
        numbers = [int(word[1:-1]) for word in said.split() if word.startswith("[") and word.endswith("]")]
        if numbers != list(range(len(numbers))) or (whole and len(numbers) != EVENTS):
            wrong.append((seed, numbers))

    def round(self, proxy, first):
        wrong = []
        threads = [threading.Thread(target=self.run_one, args=(proxy, first + n, wrong)) for n in range(STREAMS)]
        for thread in threads:
            thread.start()
        peak = 0
        while any(thread.is_alive() for thread in threads):
            peak = max(peak, proxy.memory_kib())
            time.sleep(0.05)
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        return peak

    def test_many_streams_of_all_kinds(self):
        self.upstream.handler = self.handler
        proxy = start_proxy(self, self.upstream.url, "--max-body", "1M")
        peaks = [self.round(proxy, 1000 * n) for n in range(3)]
        # What the first round needed serves the others.
        self.assertLess(peaks[2], peaks[0] * 1.3 + 4096, peaks)
        self.assertLess(peaks[2], 120 * 1024, peaks)

    def test_connections_over_the_limit_are_told(self):
        self.upstream.handler = self.handler
        proxy = start_proxy(self, self.upstream.url)
        clients = []
        try:
            answer = b""
            for _ in range(1030):
                client = socket.create_connection((proxy.host, proxy.port), timeout=10)
                clients.append(client)
            answer = clients[-1].recv(100)
            self.assertTrue(answer.startswith(b"HTTP/1.1 503 "), answer)
        finally:
            for client in clients:
                client.close()


class SlowReader(ProxyTest):
    def test_slow_reader_holds_the_upstream(self):
        self.start()
        sent = [0]
        filler = " ".join(f"word{i}" for i in range(2000)) + " "
        event = sse((None, {"choices": [{"index": 0, "delta": {"content": filler}}]}))

        def handler(request, connection):
            connection.begin()
            for _ in range(4000):
                connection.chunk(event)
                sent[0] += len(event)
            connection.end()
        self.upstream.handler = handler
        before = self.proxy.memory_kib()
        client = self.proxy.connect()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
        time.sleep(2)
        stalled = sent[0]
        time.sleep(1)
        # The upstream is held, and nothing piles up in the proxy.
        self.assertLess(sent[0] - stalled, 1 << 20)
        self.assertLess(sent[0], 32 << 20)
        self.assertLess(self.proxy.memory_kib() - before, 16 << 10)
        client.close()
