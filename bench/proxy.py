#!/usr/bin/env python3
"""weir proxy beside a proxy that copies bytes with the same transport: what looking costs.

    bench/proxy.py --weir build/release/weir --bin build/release/bench [--rounds 5]

In each round both proxies are asked in turn, over the same upstream. Figures are medians over the rounds. Exit 1: a target
of the table is missed.
"""
import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time


def start(command, pattern, stream):
    process = subprocess.Popen(command, stdout=subprocess.PIPE if stream == 'out' else subprocess.DEVNULL,
                               stderr=subprocess.PIPE if stream == 'err' else subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    line = (process.stdout if stream == 'out' else process.stderr).readline().decode()
    found = re.search(pattern, line)
    if not found:
        sys.exit(f'no start: {command} said {line!r}')
    return process, found.group(1)


def memory_mib(process, field='VmRSS'):
    with open(f'/proc/{process.pid}/status') as file:
        return int(re.search(field + r':\s+(\d+) kB', file.read()).group(1)) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--weir', default='build/release/weir')
    parser.add_argument('--bin', default='build/release/bench', help='the folder of bench_http_peer')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--quick', action='store_true')
    args = parser.parse_args()
    if args.quick:
        args.rounds = 2
    peer = os.path.join(args.bin, 'bench_http_peer')
    processes = []

    def ask(*words):
        done = subprocess.run([peer, *map(str, words)], stdout=subprocess.PIPE, timeout=300)
        if done.returncode != 0:
            sys.exit(f'failed: {words}')
        return [float(word) for word in done.stdout.split()]

    with tempfile.TemporaryDirectory() as home:
        os.environ['HOME'] = home
        try:
            upstream, url = start([peer, 'upstream'], r'(http\S+)', 'out')
            processes.append(upstream)
            copy, copy_url = start([peer, 'copy', url], r'(http\S+)', 'out')
            processes.append(copy)
            weir, address = start([os.path.abspath(args.weir), 'proxy', '--no-config', '--listen', '127.0.0.1:0',
                                   '--route', f'/={url}'], r'weir proxy: (\S+) ', 'err')
            processes.append(weir)
            weir_url = 'http://' + address
            figures = {}

            def both(name, *words):
                for key, where in (('copy', copy_url), ('weir', weir_url)):
                    figures.setdefault((name, key), []).append(ask(words[0], where, *words[1:]))

            for _ in range(args.rounds):
                both('new 100 KB', 'ask', 0, 100_000, 60)
                both('old 100 KB, new 2 KB', 'ask', 100_000, 2_000, 60)
                both('rate 4 KB', 'rate', 4_000, 4, 2)
                both('token', 'tokens', 500)

            def median(name, key, index=0):
                return statistics.median(values[index] for values in figures[(name, key)])

            before = memory_mib(weir)
            streams = subprocess.Popen([peer, 'streams', weir_url, '200', '600'], stdout=subprocess.DEVNULL)
            peak = 0.0
            while streams.poll() is None:
                peak = max(peak, memory_mib(weir))
                time.sleep(0.1)
            missed = streams.returncode != 0
            rows = []
            for name, limit in (('new 100 KB', 1000), ('old 100 KB, new 2 KB', 200), ('token', 100)):
                added = median(name, 'weir') - median(name, 'copy')
                missed |= added > limit
                rows.append((f'added to {name}', f'{added:.0f} us', f'at most {limit} us',
                             f"{median(name, 'copy'):.0f} us copied"))
            ratio = median('rate 4 KB', 'weir') / median('rate 4 KB', 'copy')
            missed |= ratio < 0.7
            rows.append(('requests/s at 4 KB', f'{ratio:.2f} of copying', 'at least 0.70', f"{median('rate 4 KB', 'copy'):.0f}/s copied"))
            rows.append(('text held, median', f"{median('token', 'weir', 1):.0f} bytes", '', f"{median('token', 'weir', 2):.0f} at the end"))
            missed |= peak > 50
            rows.append(('memory, 200 streams', f'{peak:.1f} MiB', 'at most 50 MiB', f'{before:.1f} MiB before'))
            for row in rows:
                print('%-32s %16s   %-16s %s' % row)
            sys.exit(1 if missed else 0)
        finally:
            for process in processes:
                process.terminate()
                process.wait()


if __name__ == '__main__':
    main()
