#!/usr/bin/env python3
"""The whole-program benchmark: weir beside yardsticks, on what this machine has. See README.md.

    bench/run.py --weir build/release/weir --programs build/release/bench [--quick]

Checks first that the answers are right, then measures. Prints a table with the target of each figure, and
writes build/bench/results.json. Exit 1: an answer was wrong, or a figure is short of its target.
"""
import argparse
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import time

import inputs

HERE = os.path.dirname(os.path.abspath(__file__))
MB = 1 << 20
PLANTS = 40


def run(command, **kwargs):
    return subprocess.run(command, stdout=subprocess.PIPE, check=False, **kwargs)


def cores_given(rounds=8, seconds=0.1):
    """How many cores two busy processes get together: on a shared machine not always two."""
    best = 0.0
    for _ in range(rounds):
        begin = time.monotonic()
        children = []
        for _ in range(2):
            child = os.fork()
            if child == 0:
                while time.process_time() < seconds:
                    pass
                os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        best = max(best, 2 * seconds / (time.monotonic() - begin))
    return best


class Bench:
    def __init__(self, weir, programs, folder, quick):
        self.weir = weir
        self.program = lambda name: os.path.join(programs, 'bench_' + name)
        self.folder = folder
        self.quick = quick
        self.rows = []

    def row(self, name, measured, target, ratio, unit='', at_most=False, note=''):
        """`ratio`: measured to target, so that 1 and more is reached. target None: for the record."""
        ok = None if target is None else measured <= target if at_most else measured >= target
        self.rows.append({'name': name, 'measured': measured, 'unit': unit, 'target': target, 'at_most': at_most,
                          'ok': ok, 'ratio': ratio, 'note': note})
        limit = '' if target is None else ('<= ' if at_most else '>= ') + f'{target:g}'
        says = '' if ok is None else 'ok' if ok else 'SHORT'
        shown = f'{measured:.3g}' if measured < 1000 else f'{measured:.0f}'
        print(f'  {name:44} {shown:>8} {unit:6} {limit:>9} {says:6} {note}', flush=True)

    def at_least(self, name, measured, target, unit='', note=''):
        self.row(name, measured, target, None if target is None else measured / target, unit, False, note)

    def at_most(self, name, measured, target, unit='', note=''):
        self.row(name, measured, target, None if target is None else target / measured, unit, True, note)

    def rounds(self, full, quick):
        return quick if self.quick else full

    # --- tools

    def scan_file(self, *args):
        done = run([self.program('scan_file'), *args])
        if done.returncode != 0:
            raise SystemExit(f'bench: scan_file failed on {args}')
        return [json.loads(line) for line in done.stdout.splitlines()]

    def spawn(self, rounds, programs, *flags):
        """Runs the programs in turn. Returns, for each, its runs: (wall us, user us, system us, KiB)."""
        command = [self.program('spawn_timer'), '--rounds', str(rounds), *flags]
        for program in programs:
            command += ['--', *program]
        done = run(command)
        if done.returncode != 0:
            raise SystemExit(f'bench: spawn_timer failed: {command}')
        results = [json.loads(line) for line in done.stdout.splitlines()]
        for program, result in zip(programs, results):
            if result['exit'] not in (0, 1):
                raise SystemExit(f'bench: exit {result["exit"]} from {program}')
        return [result['runs'] for result in results]

    def findings(self, *args):
        done = run([self.weir, 'scan', '--format', 'jsonl', '--quiet', '--no-config', '--no-ignore', *args])
        if done.returncode not in (0, 1):
            raise SystemExit(f'bench: weir scan {args} ended with {done.returncode}')
        return [json.loads(line) for line in done.stdout.splitlines()]

    # --- answers

    def shapes(self):
        listed = run([self.weir, 'rules', 'list', '--format', 'jsonl']).stdout
        rules = [json.loads(line) for line in listed.splitlines()]
        return [r['id'] for r in rules if r['kind'] == 'shape' and r['enabled']]

    def check(self, source):
        """Plants secrets between the lines of the source: exactly those must come on top."""
        rng = random.Random(3)
        rules = rng.sample(sorted(self.shapes()), PLANTS)
        with open(source, 'rb') as f:
            text = f.read(16 * MB)
        clean = os.path.join(self.folder, 'clean')
        planted = os.path.join(self.folder, 'planted')
        ends = [i for i in (text.find(b'\n\n', rng.randrange(len(text) - MB)) for _ in rules) if i >= 0]
        cuts = sorted(i + 1 for i in ends)
        want, out, last = {}, bytearray(), 0
        moves = []
        for rule, cut in zip(rules, cuts):
            out += text[last:cut]
            made = run([self.weir, 'rules', 'sample', rule, '--seed', '5']).stdout.rstrip(b'\n')
            want[(len(out), len(out) + len(made))] = rule
            out += made + b'\n'
            moves.append((cut, len(made) + 1))
            last = cut
        out += text[last:]
        inputs.write(clean, [text])
        inputs.write(planted, [out])
        move = lambda at: at + sum(size for cut, size in moves if cut <= at)
        before = {(move(f['start']), move(f['end'])) for f in self.findings(clean)}
        got = {(f['start'], f['end']) for f in self.findings(planted)}
        # A rule may keep a part of its match as the secret: then the finding lies inside what was planted.
        inside = lambda span, f: span[0] <= f[0] and f[1] <= span[1]
        missed = [rule for span, rule in want.items() if not any(inside(span, f) for f in got)]
        extra = [f for f in got if f not in before and not any(inside(span, f) for span in want)]
        lost = [f for f in before if f not in got]
        print(f'answers: {len(want)} secrets planted, {len(want) - len(missed)} found; '
              f'{len(before)} other findings before, {len(extra)} more after, {len(lost)} lost')
        for rule in missed:
            print(f'  MISSED: {rule}')
        os.remove(clean)
        os.remove(planted)
        return not missed and not extra and not lost

    # --- figures

    def engine(self, files):
        print('\nengine in memory, one thread, processor time; ratio to 1,000 literals that never occur')
        targets = {'source': 1.5, 'prose': 1.2, 'json': 1.0, 'minified': 1.1, 'base64': 2.0}
        order = sorted(files, key=lambda n: (n.split()[0] not in targets, n))
        for name in order:
            r = self.scan_file('--rounds', str(self.rounds(15, 3)), files[name])[0]
            ratio = r['literals_s'] / r['scan_s']
            kind = name.split()[0]
            self.at_least(name, r['bytes'] / r['scan_s'] / 1e9, targets.get(kind), 'GB/s',
                          f'{r["bytes"] / 1e6:.1f} MB, {r["findings"]} findings')
            self.at_least(f'{name} / literals', ratio, 0.4 if kind == 'source' else None, 'x')
        for name in order:
            if name.split()[0] in ('source', 'prose', 'json'):
                r = self.scan_file('--rounds', str(self.rounds(25, 5)), '--messages', files[name])[0]
                self.at_most(f'1.3 KB messages of {name}', r['scan_s'] / r['parts'] * 1e6, 2.0, 'us',
                             f'mean {r["bytes"] / r["parts"]:.0f} bytes')

    HOSTILE = {'soup': 0.02, 'tokens': 0.02, 'quotes': 0.1, 'equals': 0.1, 'prefix': 0.1, 'assignments': 0.1,
               'schemes': 0.1, 'pem': 0.1, 'letters': 0.1}
    REPEATED = ['awssecretaccesskey=1', 'AIDA=7', 'cloudconvert_key=1"', 'key: "a1b2', 'https://u:p@h/',
                'eyJ', 'sk-', 'xoxb-', '-----BEGIN RSA PRIVATE KEY-----\\n', '{"password":"x",', 'token token token=',
                'https://hooks.slack.com/services/']

    def hostile(self):
        print('\nhostile input in memory; x2 is the time for 2 MiB to that for 1 MiB')
        families = {**self.HOSTILE, **{'repeat:' + seed: 0.1 for seed in self.REPEATED}}
        names = [f'@{family}:{size}' for family in families for size in (MB, 2 * MB)]
        results = self.scan_file('--rounds', str(self.rounds(9, 3)), *names)
        for i, (family, target) in enumerate(families.items()):
            one, two = results[2 * i], results[2 * i + 1]
            self.at_least(family, one['bytes'] / one['scan_s'] / 1e9, target, 'GB/s', f'{one["findings"]} findings')
            self.at_most(f'{family} x2', two['scan_s'] / one['scan_s'], 2.3, 'x')

    def sweep(self):
        """Every rule's own beginning, and the words it looks for, as a storm of their own."""
        print('\nstorms of every rule: its beginning and its words, repeated, and with random letters between')
        listed = run([self.weir, 'rules', 'list', '--format', 'jsonl']).stdout
        seeds = set()
        for rule in map(json.loads, listed.splitlines()):
            sample = run([self.weir, 'rules', 'sample', rule['id'], '--seed', '2']).stdout.split(b'\n')[0]
            sample = sample.decode('ascii', 'ignore')
            if rule['kind'] in ('shape', 'url', 'block'):
                seeds.update(sample[:n] for n in (4, 8, 14, 30) if len(sample) >= n)
            for word in rule['context'][:2]:
                seeds.update((word + '=1', word + '="', word + ': ' + sample[:40] + '"'))
        for family, target in (('repeat', 0.1), ('vary', 0.02)):
            names = sorted(seeds)
            results = self.scan_file('--alone', '--rounds', '2', *(f'@{family}:{seed}:{128 * 1024}' for seed in names))
            speed = sorted((r['bytes'] / r['scan_s'] / 1e9, name) for r, name in zip(results, names))
            # Not the words themselves: some look like secrets. The length and the first letters tell which.
            worst = ', '.join(f'{name[:12]!r}({len(name)}) {s:.3f}' for s, name in speed[:5])
            self.at_least(f'{family}: worst of {len(names)}', speed[0][0], target, 'GB/s', worst)
            self.at_least(f'{family}: one in a hundred', speed[len(speed) // 100][0], None, 'GB/s')

    def whole(self, source, tree):
        weir = [self.weir, 'scan', '--quiet', '--no-config', '--no-ignore']
        best = lambda runs, of: min(of(r) for r in runs)
        wall = lambda r: r[0] / 1e6
        cpu = lambda r: (r[1] + r[2]) / 1e6
        user = lambda r: r[1] / 1e6
        size = os.path.getsize(source)

        print('\nwhole program: large file and pipe')
        large, pipe = (self.spawn(self.rounds(9, 3), [[*weir, '--threads', '1', source]]),
                      self.spawn(self.rounds(9, 3), [weir], '--pipe', source))
        self.at_least('large file, 1 thread', size / best(large[0], wall) / 1e9, None, 'GB/s', f'user {best(large[0], user):.3f} s')
        self.at_least('pipe', size / best(pipe[0], wall) / 1e9, None, 'GB/s', f'user {best(pipe[0], user):.3f} s')
        if shutil.which('rg'):
            listed = os.path.join(self.folder, 'literals')
            rng = random.Random(17)
            letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
            with open(listed, 'w', encoding='ascii') as f:
                f.writelines(''.join(rng.choice(letters) for _ in range(8)) + '\n' for _ in range(200))
            rg = [shutil.which('rg'), '-c', '-a', '-F', '-f', listed, '--no-mmap', '-j1', source]
            a, b = self.spawn(self.rounds(11, 3), [[*weir, '--threads', '1', source], rg])
            self.at_least('ripgrep, 200 literals / weir, processor', best(b, cpu) / best(a, cpu), 3.0, 'x',
                          f'{best(b, cpu):.3f} s / {best(a, cpu):.3f} s; user {best(b, user) / best(a, user):.2f}x, '
                          f'wall {best(b, wall) / best(a, wall):.2f}x')
        else:
            print('  ripgrep is not installed: no comparison')

        print('\nwhole program: tree of files of about 10 KB, warm')
        listed = os.path.join(self.folder, 'paths')
        names = sorted(os.path.join(d, n) for d, _, ns in os.walk(tree) for n in ns)
        with open(listed, 'w', encoding='utf-8') as f:
            f.writelines(name + '\n' for name in names)
        one, two, floor, walk = self.spawn(self.rounds(15, 3), [
            [*weir, '--threads', '1', tree], [*weir, '--threads', '2', tree],
            [self.program('read_tree'), '--list', listed], [self.program('read_tree'), tree]])
        self.at_most('weir / open, read, close; 1 thread', best(one, wall) / best(floor, wall), 1.3, 'x',
                     f'{len(names)} files, {best(one, wall):.3f} s / {best(floor, wall):.3f} s; user {best(one, user):.3f} s')
        self.at_most('the same with 2 threads', best(two, wall) / best(floor, wall), None, 'x')
        self.at_most('weir / open, read, close and the walk; 1 thread', best(one, wall) / best(walk, wall), None, 'x')
        self.at_most('its scanning alone, a file', (best(one, user) - best(walk, user)) / len(names) * 1e6, None, 'us',
                     f'the floor is {best(floor, wall) / len(names) * 1e6:.1f} us a file')
        if os.cpu_count() > 1:
            cores = cores_given()
            self.at_least('2 threads / 1', best(one, wall) / best(two, wall), 1.8 if cores >= 1.9 else None, 'x',
                          f'{best(two, wall):.3f} s; processor time of 2 / 1 {best(two, cpu) / best(one, cpu):.2f}'
                          + ('; void' if cores < 1.9 else '') + f'; two busy loops get {cores:.2f} cores here')
        self.at_least('files a second, 1 thread', len(names) / best(one, wall), None, '/s')

        print('\nwhole program: cold start, 2 KB on stdin; over an empty static program')
        with open(source, 'rb') as f:
            text = f.read(2048)
        clean, dirty = os.path.join(self.folder, 'stdin_clean'), os.path.join(self.folder, 'stdin_dirty')
        token = run([self.weir, 'rules', 'sample', 'github-personal-access-token', '--seed', '9']).stdout
        inputs.write(clean, [text])
        inputs.write(dirty, [text[:1000], b'\nkey = "', token.strip(), b'"\n', text[1000:1900]])
        found = run([*weir, '--format', 'jsonl'], stdin=open(dirty, 'rb')).stdout.count(b'\n')
        if found != 1 or self.findings(clean):
            raise SystemExit(f'bench: the small inputs give {found} findings, not 1')
        for name, stdin, limit in (('clean', clean, 0.5), ('with a finding', dirty, 1.0)):
            empty, start = self.spawn(self.rounds(300, 40), [[self.program('empty')], weir], '--stdin', stdin)
            p10 = [statistics.quantiles([r[0] for r in runs], n=10)[0] / 1000 for runs in (empty, start)]
            median = [statistics.median(r[0] for r in runs) / 1000 for runs in (empty, start)]
            self.at_most(f'cold start, {name} (p10)', p10[1] - p10[0], limit, 'ms',
                         f'{p10[1]:.2f} - {p10[0]:.2f}; median {median[1] - median[0]:.2f}')

        print('\npeak memory')
        tree_two = self.spawn(3, [[*weir, '--threads', '2', tree]])[0]
        long_pipe = self.spawn(1, [weir], '--pipe', source, '--repeat', str(self.rounds(16, 2)))[0]
        self.at_most('tree, 2 threads', max(r[3] for r in tree_two) / 1024, 40, 'MiB')
        self.at_most('pipe', long_pipe[0][3] / 1024, 24, 'MiB', f'{size * self.rounds(16, 2) / 1e9:.1f} GB through it')
        self.at_most('large file, 1 thread', max(r[3] for r in large[0]) / 1024, None, 'MiB')


    def redact(self, source):
        print('\nmasking: weir redact from a pipe, and the first byte of --stream')
        scan = [self.weir, 'scan', '--quiet', '--no-config', '--no-ignore']
        redact = [self.weir, 'redact', '--quiet', '--no-config']
        clean = os.path.join(self.folder, 'redact_clean')
        done = run([*redact, source])
        if done.returncode != 0:
            raise SystemExit(f'bench: weir redact ended with {done.returncode}')
        inputs.write(clean, [done.stdout])
        if run([*redact, clean]).stdout != done.stdout:
            raise SystemExit('bench: a masked text is masked once more')
        size = len(done.stdout)
        a, b = self.spawn(self.rounds(9, 3), [scan, redact], '--pipe', clean)
        wall = [min(r[0] for r in runs) / 1e6 for runs in (a, b)]
        self.at_least('redact / scan, clean text from a pipe', wall[0] / wall[1], 0.8, 'x',
                      f'{size / wall[1] / 1e9:.2f} GB/s')
        self.at_most('redact, peak memory', max(r[3] for r in b) / 1024, 32, 'MiB')
        # A warm program that waits: from the write of a line to its first byte out.
        process = subprocess.Popen([*redact, '--stream'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        taken = []
        for i in range(self.rounds(2000, 100)):
            begin = time.perf_counter()
            os.write(process.stdin.fileno(), b'line %d of a log that grows\n' % i)
            os.read(process.stdout.fileno(), 65536)
            taken.append((time.perf_counter() - begin) * 1000)
        process.stdin.close()
        process.stdout.read()
        if process.wait() != 0:
            raise SystemExit('bench: weir redact --stream failed')
        self.at_most('first byte of --stream (median)', statistics.median(taken), 1.0, 'ms',
                     f'99 in 100: {statistics.quantiles(taken, n=100)[98]:.3f} ms')
        known = os.path.join(self.folder, 'known_values')
        rng = random.Random(3)
        inputs.write(known, [(''.join(rng.choice('abcdefghjkmnpqrstuvwxyz23456789') for _ in range(24)) + '\n').encode()
                             for _ in range(5000)])
        start, = self.spawn(self.rounds(20, 3), [[*redact, '--known', known]])
        self.at_most('start with 5,000 known values', min(r[0] for r in start) / 1000, None, 'ms')
        a, b = self.spawn(self.rounds(5, 3), [redact, [*redact, '--known', known]], '--pipe', clean)
        self.at_least('redact with 5,000 known values / without', min(r[0] for r in a) / min(r[0] for r in b), None, 'x')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = os.path.dirname(HERE)
    parser.add_argument('--weir', default=os.path.join(root, 'build/release/weir'))
    parser.add_argument('--programs', default=os.path.join(root, 'build/release/bench'))
    parser.add_argument('--folder', default=os.path.join(root, 'build/bench'))
    parser.add_argument('--quick', action='store_true', help='few rounds: to see that it runs')
    parser.add_argument('--only', choices=['engine', 'hostile', 'whole', 'redact'])
    args = parser.parse_args()
    folder = os.path.abspath(args.folder)
    bench = Bench(os.path.abspath(args.weir), os.path.abspath(args.programs), folder, args.quick)
    for needed in (bench.weir, bench.program('scan_file'), bench.program('spawn_timer')):
        if not os.access(needed, os.X_OK):
            raise SystemExit(f'bench: {needed} is missing; build it with ./dev bench')

    def generate(family, size, path):
        done = run([bench.program('scan_file'), '--print', f'@{family}:{size}'])
        if done.returncode != 0:
            raise SystemExit(f'bench: cannot make up {family}')
        inputs.write(path, [done.stdout])

    files, tree = inputs.gather(os.path.join(folder, 'inputs'), generate)
    with open('/proc/cpuinfo', encoding='utf-8') as f:
        model = next((line.split(':', 1)[1].strip() for line in f if line.startswith('model name')), 'unknown')
    machine = {'processor': model, 'cores': os.cpu_count(), 'kernel': platform.release(), 'load': os.getloadavg()[0],
               'weir': run([bench.weir, 'version']).stdout.decode().splitlines()[0]}
    print('machine: ' + ', '.join(f'{k} {v}' for k, v in machine.items()))
    print('inputs:  ' + ', '.join(f'{n} {os.path.getsize(p) / 1e6:.1f} MB' for n, p in files.items()))
    right = bench.check(files['source'])
    if args.only in (None, 'engine'):
        bench.engine(files)
    if args.only in (None, 'hostile'):
        bench.hostile()
        bench.sweep()
    if args.only in (None, 'whole'):
        bench.whole(files['source'], tree)
    if args.only in (None, 'redact'):
        bench.redact(files['source'])

    short = [r['name'] for r in bench.rows if r['ok'] is False]
    with open(os.path.join(folder, 'results.json'), 'w', encoding='utf-8') as f:
        json.dump({'machine': machine, 'answers_right': right, 'figures': bench.rows}, f, indent=1)
    print(f'\n{sum(r["ok"] is True for r in bench.rows)} targets reached, {len(short)} short'
          + (': ' + ', '.join(short) if short else ''))
    return 0 if right and not short else 1


if __name__ == '__main__':
    sys.exit(main())
