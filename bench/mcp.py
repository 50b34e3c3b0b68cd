#!/usr/bin/env python3
"""What `weir mcp` adds to a message on its way to a server and back, beside a proxy that only copies bytes.

    bench/mcp.py --weir build/release/weir --copy build/release/bench/bench_copy_pipe [--quick]

The server is cat, so a message passes twice: there as a call, back as what the server says. Each size is measured
with texts that were not seen before (new) and with one that comes again and again (seen: recognised by its hash). Both
proxies take turns, one message at a time, so that the machine is in the same state for both. Medians of the round
trip. The answers are compared with what was sent. Exit 1: wrong, or over a target: 0.2 ms added to a message of
4 KB, 1 ms to one of 100 KB, both ways together.
"""
import argparse
import glob
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time

SIZES = (200, 4_000, 100_000, 1_000_000)
TARGETS = {4_000: 0.2e-3, 100_000: 1e-3}


def prose(limit):
    """Real text: sources and headers of this machine."""
    out = []
    for pattern in ('/usr/include/**/*.h', '/usr/lib/python3*/**/*.py'):
        for path in sorted(glob.glob(pattern, recursive=True)):
            with open(path, 'rb') as file:
                out.append(file.read().decode('utf-8', 'replace'))
            if sum(map(len, out)) > limit:
                return ''.join(out)
    return ''.join(out)


class Proxy:
    def __init__(self, command, home):
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, bufsize=0,
                                      env={'HOME': home, 'PATH': '/usr/bin:/bin'}, cwd=home)

    def round_trip(self, line):
        begin = time.perf_counter()
        to, back = self.child.stdin.fileno(), self.child.stdout.fileno()
        sent, got, size = 0, [], 0
        while size < len(line):
            if sent < len(line):
                # No more than pipes take, so that neither side waits for the other.
                sent += os.write(to, line[sent:sent + 32_768])
                if sent < len(line) and sent - size < 65_536:
                    continue
            piece = os.read(back, 1 << 20)
            if not piece:
                sys.exit('a proxy ended')
            got.append(piece)
            size += len(piece)
        return time.perf_counter() - begin, b''.join(got)

    def large_round_trip(self, line):
        """For messages larger than the pipes: a thread writes."""
        begin = time.perf_counter()
        writer = threading.Thread(target=write_all, args=(self.child.stdin.fileno(), line))
        writer.start()
        got, size = [], 0
        while size < len(line):
            piece = os.read(self.child.stdout.fileno(), 1 << 20)
            if not piece:
                sys.exit('a proxy ended')
            got.append(piece)
            size += len(piece)
        taken = time.perf_counter() - begin
        writer.join()
        return taken, b''.join(got)


def write_all(fd, data):
    while data:
        data = data[os.write(fd, data):]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--weir', default='build/release/weir')
    parser.add_argument('--copy', default='build/release/bench/bench_copy_pipe')
    parser.add_argument('--quick', action='store_true')
    options = parser.parse_args()
    text = prose(8_000_000)
    rng = random.Random(1)
    failed = False
    with tempfile.TemporaryDirectory() as home:
        weir = Proxy([os.path.abspath(options.weir), 'mcp', '--no-config', '--', 'cat'], home)
        copy = Proxy([os.path.abspath(options.copy), 'cat'], home)
        print('bytes     text   copied     weir       added')
        for size in SIZES:
            for kind in ('new', 'seen'):
                times = {'weir': [], 'copy': []}
                count = max(20, min(600, 20_000_000 // size)) // (5 if options.quick else 1)
                at = rng.randrange(len(text) - size)
                for n in range(count):
                    if kind == 'new':
                        at = rng.randrange(len(text) - size)
                    line = json.dumps({'jsonrpc': '2.0', 'id': n, 'method': 'tools/call', 'params': {
                        'name': 'tool', 'arguments': {'path': '/tmp/x', 'content': text[at:at + size]}}}).encode() + b'\n'
                    trip = Proxy.round_trip if len(line) <= 60_000 else Proxy.large_round_trip
                    for name, proxy in (('weir', weir), ('copy', copy)) if n % 2 else (('copy', copy), ('weir', weir)):
                        taken, back = trip(proxy, line)
                        if back != line:
                            # Sources hold examples of secrets; those lines count no more than others.
                            if name == 'copy' or b'weir' not in back:
                                print(f'WRONG: what came back through {name} is not what was sent')
                                failed = True
                            continue
                        times[name].append(taken)
                through, plain = statistics.median(times['weir']), statistics.median(times['copy'])
                added = through - plain
                target = TARGETS.get(size)
                verdict = '' if target is None else f'  target {target * 1e3:.1f} ms' + ('' if added <= target else '  MISSED')
                failed |= target is not None and added > target
                print(f'{size:8}  {kind:5}  {plain * 1e3:7.3f}  {through * 1e3:7.3f} ms  {added * 1e3:+7.3f} ms{verdict}',
                      flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
