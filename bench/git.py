#!/usr/bin/env python3
"""weir git beside git itself, in repositories that are made up here from the text of this machine.

    bench/git.py --weir build/release/weir [--quick] [--folder build/bench]

staged   a commit of 20 changed files among 5,000: `weir git staged` beside `git diff --cached --name-only`.
history  every version of many files, packed: `weir git history --all` beside
         `git cat-file --batch-all-objects --batch > /dev/null`, on the same processors; and its peak memory.
Both check the answer first: planted secrets are found, and nothing else. Exit 1: wrong, or short of a target.
"""
import argparse
import glob
import json
import os
import random
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def environment(home):
    return {'HOME': home, 'PATH': '/usr/bin:/bin', 'GIT_CONFIG_NOSYSTEM': '1', 'GIT_AUTHOR_NAME': 'a',
            'GIT_AUTHOR_EMAIL': 'a@b', 'GIT_COMMITTER_NAME': 'a', 'GIT_COMMITTER_EMAIL': 'a@b'}


def texts(limit):
    """Real text: headers and Python sources of this machine."""
    out, size = [], 0
    for pattern in ('/usr/lib/python3*/**/*.py', '/usr/include/**/*.h', '/usr/share/doc/**/copyright'):
        for path in sorted(glob.glob(pattern, recursive=True)):
            if os.path.isfile(path) and 500 < os.path.getsize(path) < 200_000:
                with open(path, 'rb') as file:
                    out.append(file.read())
                size += len(out[-1])
                if size > limit:
                    return out
    return out


def sample(weir, seed, env):
    done = subprocess.run([weir, 'rules', 'sample', 'github-personal-access-token', '--seed', str(seed)],
                          stdout=subprocess.PIPE, check=True, env=env)
    return done.stdout.strip()


def git(repo, *args, env, **more):
    return subprocess.run(['git', *args], cwd=repo, env=env, check=True, stdout=subprocess.PIPE, **more).stdout


def best_of(commands, rounds, cwd, env, code):
    """Wall time of each command in turn; the best, in seconds, and the median of each."""
    times = [[] for _ in commands]
    for _ in range(rounds):
        for i, (command, expected) in enumerate(zip(commands, code)):
            begin = time.perf_counter()
            done = subprocess.run(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, check=False)
            times[i].append(time.perf_counter() - begin)
            if done.returncode != expected:
                raise SystemExit(f'bench: {command} ended with {done.returncode}, not {expected}')
    return [(min(t), sorted(t)[len(t) // 2]) for t in times]


class Table:
    def __init__(self):
        self.rows = []

    def at_most(self, name, value, target, unit, note=''):
        ok = None if target is None else value <= target
        self.rows.append({'name': name, 'measured': value, 'unit': unit, 'target': target, 'ok': ok})
        print(f'  {name:52} {value:>8.3g} {unit:4} {"" if target is None else f"<= {target:g}":>8} '
              f'{"" if ok is None else "ok" if ok else "SHORT":6} {note}', flush=True)


def staged(weir, folder, env, table, rounds):
    repo = os.path.join(folder, 'staged')
    shutil.rmtree(repo, ignore_errors=True)
    os.makedirs(repo)
    git(repo, 'init', '-q', env=env)
    git(repo, 'config', 'gc.auto', '0', env=env)
    source = texts(60_000_000)
    random.seed(1)
    for i in range(5000):
        path = os.path.join(repo, f'd{i % 50}', f'e{i % 7}', f'file{i}.py')
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(b'# %d\n' % i + source[i % len(source)][:10_000])
    git(repo, 'add', '-A', env=env)
    git(repo, 'commit', '-qm', 'all', env=env)
    git(repo, 'gc', '-q', env=env)
    for i in random.sample(range(5000), 20):
        with open(os.path.join(repo, f'd{i % 50}', f'e{i % 7}', f'file{i}.py'), 'ab') as file:
            file.write(b'changed = %d\n' % i)
    git(repo, 'add', '-A', env=env)
    clean = [weir, 'git', 'staged', '--no-config']
    (theirs, theirs_median), (ours, ours_median) = best_of(
        [['git', 'diff', '--cached', '--name-only'], clean], rounds, repo, env, [0, 0])
    print('a commit of 20 files among 5,000')
    table.at_most('weir git staged / git diff --cached --name-only', ours / theirs, 1.5, 'x',
                  f'{ours * 1e3:.1f} ms / {theirs * 1e3:.1f} ms; median {ours_median * 1e3:.1f} / {theirs_median * 1e3:.1f}')
    table.at_most('and more than it by', (ours - theirs) * 1e3, 15, 'ms')
    with open(os.path.join(repo, 'd0', 'planted'), 'wb') as file:
        file.write(b'KEY=' + sample(weir, 5, env) + b'\n')
    git(repo, 'add', '-A', env=env)
    (found, _), = best_of([clean], max(rounds // 4, 3), repo, env, [1])
    table.at_most('with a secret in it', found * 1e3, None, 'ms')


def history(weir, folder, env, table, quick):
    repo = os.path.join(folder, 'history')
    files, versions = (800, 10) if quick else (4000, 25)
    stamp = os.path.join(repo, f'made-{files}-{versions}')
    planted = 12
    if not os.path.exists(stamp):
        shutil.rmtree(repo, ignore_errors=True)
        os.makedirs(repo)
        git(repo, 'init', '-q', env=env)
        git(repo, 'config', 'gc.auto', '0', env=env)
        source = texts(80_000_000)
        random.seed(2)
        now = [bytearray(source[i % len(source)][:30_000]) for i in range(files)]
        importer = subprocess.Popen(['git', 'fast-import', '--quiet'], cwd=repo, env=env, stdin=subprocess.PIPE)
        write = importer.stdin.write
        plants = dict(zip(random.sample(range(1, versions * 40), planted), range(planted)))
        for commit in range(versions * 40):
            write(b'commit refs/heads/main\ncommitter a <a@b> %d +0000\ndata 8\nmessage\n' % (1_600_000_000 + commit))
            chosen = range(files) if commit == 0 else random.sample(range(files), files // 40)
            for i in chosen:
                text = now[i]
                at = text.find(b'\n', random.randrange(len(text))) + 1
                text[at:at] = b'# changed in %d\n' % commit
                extra = b''
                if commit in plants and i == chosen[0]:
                    extra = b'KEY=' + sample(weir, 100 + plants[commit], env) + b'\n'
                write(b'M 100644 inline d%d/e%d/f%d\ndata %d\n%s%s\n' % (i % 60, i % 9, i, len(text) + len(extra), text, extra))
        importer.stdin.close()
        if importer.wait() != 0:
            raise SystemExit('bench: git fast-import failed')
        git(repo, 'repack', '-adq', '--depth=50', '--window=10', env=env)
        with open(stamp, 'w', encoding='utf-8'):
            pass
    counts = dict(line.split(b': ') for line in git(repo, 'count-objects', '-v', env=env).splitlines())
    cat_file = ['git', 'cat-file', '--batch-all-objects', '--batch']
    ours = [weir, 'git', 'history', '--all', '--no-config', '--only', 'github-personal-access-token']
    report = subprocess.run([*ours, '--format', 'json'], cwd=repo, env=env, stdout=subprocess.PIPE, check=False)
    document = json.loads(report.stdout)
    secrets = {f['fingerprint'] for f in document['findings']}
    if len(secrets) != planted or report.returncode != 1:
        raise SystemExit(f'bench: {len(secrets)} secrets of {planted} were found in the history')
    searched = document['coverage']['searched_bytes']
    everything = [weir, 'git', 'history', '--all', '--no-config']
    state = os.path.join(folder, 'history.state')
    results = best_of([cat_file, everything], 2 if quick else 3, repo, env, [0, 1])
    (theirs, _), (mine, _) = results
    print(f'a history of {int(counts[b"in-pack"]):,} objects, {int(counts[b"size-pack"]) / 1e3:.0f} MB packed, '
          f'{searched / 1e9:.2f} GB of blobs')
    table.at_most('weir git history / git cat-file of all objects', mine / theirs, 2, 'x',
                  f'{mine:.2f} s / {theirs:.2f} s, {searched / mine / 1e6:.0f} MB/s')
    begin = time.perf_counter()
    subprocess.run([*everything, '--state', state], cwd=repo, env=env, stdout=subprocess.DEVNULL, check=False)
    first = time.perf_counter() - begin
    begin = time.perf_counter()
    subprocess.run([*everything, '--state', state], cwd=repo, env=env, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=False)
    table.at_most('again, with what was clean kept', (time.perf_counter() - begin) / first, None, 'x')
    timer = subprocess.run([sys.executable, '-c', '''
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, _, usage = os.wait4(child.pid, 0)
print(usage.ru_maxrss)''', *everything], cwd=repo, env=env, stdout=subprocess.PIPE, check=True)
    table.at_most('peak memory', int(timer.stdout) / 1024, 300, 'MiB')
    os.remove(state)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = os.path.dirname(HERE)
    parser.add_argument('--weir', default=os.path.join(root, 'build/release/weir'))
    parser.add_argument('--folder', default=os.path.join(root, 'build/bench'))
    parser.add_argument('--quick', action='store_true')
    args = parser.parse_args()
    folder = os.path.join(os.path.abspath(args.folder), 'git')
    home = os.path.join(folder, 'home')
    os.makedirs(home, exist_ok=True)
    env, table, weir = environment(home), Table(), os.path.abspath(args.weir)
    staged(weir, folder, env, table, 10 if args.quick else 60)
    history(weir, folder, env, table, args.quick)
    with open(os.path.join(folder, 'results.json'), 'w', encoding='utf-8') as file:
        json.dump(table.rows, file, indent=1)
    return 1 if any(row['ok'] is False for row in table.rows) else 0


if __name__ == '__main__':
    sys.exit(main())
