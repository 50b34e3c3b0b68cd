"""weir mcp with readers and servers that are slow, and with much to pass: nothing is lost, and memory stays small."""

import os
import signal
import subprocess
import sys
import time
import unittest

import test_mcp
from harness import GITHUB, noise, sample


class Pressure(test_mcp.McpTest):
    def memory(self, child):
        with open(f"/proc/{child.pid}/status") as file:
            for line in file:
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) / 1024
        return 0

    def test_a_slow_reader_slows_the_server(self):
        # The server would write 200 MB; the client reads little by little and then all of the rest.
        line = test_mcp.text_result(1, noise(4000).decode()[:4000])
        count = 200_000_000 // len(line)
        server = f"import sys\nline = {line!r}\nfor _ in range({count}): sys.stdout.buffer.write(line)\n"
        child = self.start([sys.executable, "-c", server], stderr=subprocess.DEVNULL)
        most, total, whole = 0, 0, b""
        for _ in range(20):
            time.sleep(0.05)
            piece = os.read(child.stdout.fileno(), 10_000)
            total += len(piece)
            most = max(most, self.memory(child))
        while piece := os.read(child.stdout.fileno(), 1 << 20):
            self.assertEqual(piece, (line * (len(piece) // len(line) + 2))[total % len(line):][:len(piece)])
            total += len(piece)
            most = max(most, self.memory(child))
        self.assertEqual(total, len(line) * count)
        self.assertEqual(child.wait(20), 0)
        self.assertLess(most, 80)

    def test_a_slow_server_slows_the_client(self):
        child = self.start([sys.executable, "-c", "import time; time.sleep(60)"])
        os.set_blocking(child.stdin.fileno(), False)
        line, rest, taken = test_mcp.call(1, {"a": noise(50_000).decode()}), b"", 0
        until = time.monotonic() + 2
        while time.monotonic() < until:
            rest = rest or line
            try:
                written = os.write(child.stdin.fileno(), rest)
            except BlockingIOError:
                time.sleep(0.01)
                continue
            taken, rest = taken + written, rest[written:]
        self.assertLess(taken, 8 << 20)
        child.send_signal(signal.SIGTERM)
        child.wait(10)

    def test_nobody_reads_standard_error(self):
        token = sample(GITHUB).decode()
        child = self.start(self.script(answers=[[test_mcp.text_result(n, token)] for n in range(3000)]))
        for n in range(3000):
            child.stdin.write(test_mcp.call(n, {}))
            child.stdin.flush()
            self.assertNotIn(token.encode(), self.line(child))

    def test_messages_of_many_megabytes(self):
        for size in (1 << 20, 12 << 20):
            line = test_mcp.text_result(1, noise(size).decode())
            path = self.path("big")
            with open(path, "wb") as file:
                file.write(line)
            done = self.run_through([], ["cat", path])
            self.assertEqual(done.stdout, line)


if __name__ == "__main__":
    unittest.main()
