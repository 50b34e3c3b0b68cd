#!/usr/bin/env python3
"""weir agent: from exec to the answer, for a hook event of 4 KB, beside a static program that does nothing.

    bench/agent.py --weir build/release/weir --bin build/release/bench [--rounds 400]

Both are started in turn by bench_spawn_timer, with the event as standard input, in one run. Each event is answered
once first and the answer is looked at. Exit 1: wrong, or more than 2 ms behind the empty program at the median.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

TARGET_MS = 2.0
EVENT_BYTES = 4096


def text(size):
    """Lines of a shell session that hold nothing secret."""
    line = 'drwxr-xr-x  2 user user   4096 2026-01-%02d 12:%02d src/module_%d/file_%d.cc: status ok, %d lines\n'
    out = ''
    n = 0
    while len(out) < size:
        out += line % (n % 28 + 1, n % 60, n, n * 7 % 97, n * 131 % 1999)
        n += 1
    return out[:size]


def event(kind, secret):
    base = {'session_id': 's', 'transcript_path': '/t', 'cwd': '/', 'permission_mode': 'default'}
    body = text(EVENT_BYTES - 400)
    if secret:
        half = body.index('\n', len(body) // 2) + 1
        body = body[:half] + 'TOKEN=' + secret + '\n' + body[half:]
    if kind == 'prompt':
        base.update(hook_event_name='UserPromptSubmit', prompt=body)
    elif kind == 'input':
        base.update(hook_event_name='PreToolUse', tool_name='Write', tool_use_id='t',
                    tool_input={'file_path': '/x', 'content': body})
    else:
        base.update(hook_event_name='PostToolUse', tool_name='Bash', tool_use_id='t', tool_input={'command': 'ls'},
                    tool_response={'stdout': body, 'stderr': '', 'interrupted': False})
    data = json.dumps(base).encode()
    assert abs(len(data) - EVENT_BYTES) < 400, len(data)
    return data


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--weir', default='build/release/weir')
    parser.add_argument('--bin', default='build/release/bench', help='folder of bench_empty and bench_spawn_timer')
    parser.add_argument('--rounds', type=int, default=400)
    parser.add_argument('--quick', action='store_true')
    args = parser.parse_args()
    if args.quick:
        args.rounds = 100
    weir = os.path.abspath(args.weir)
    good = True
    with tempfile.TemporaryDirectory() as home:
        env = {'HOME': home, 'PATH': '/usr/bin:/bin'}
        secret = subprocess.run([weir, 'rules', 'sample', 'github-personal-access-token', '--seed', '9'], env=env,
                                stdout=subprocess.PIPE, check=True).stdout.decode().strip()
        for name, kind, holds in (('clean prompt', 'prompt', False), ('clean tool input', 'input', False),
                                  ('clean tool output', 'output', False), ('secret in tool output', 'output', True)):
            data = event(kind, secret if holds else None)
            path = os.path.join(home, 'event.json')
            with open(path, 'wb') as file:
                file.write(data)
            done = subprocess.run([weir, 'agent', 'claude'], env=env, input=data, stdout=subprocess.PIPE, check=True)
            if holds != bool(re.search(rb'WEIR_github-pat_', done.stdout)) or secret.encode() in done.stdout:
                print(f'{name}: WRONG ANSWER: {done.stdout[:200]!r}')
                good = False
                continue
            timed = subprocess.run([os.path.join(args.bin, 'bench_spawn_timer'), '--rounds', str(args.rounds),
                                    '--stdin', path, '--', weir, 'agent', 'claude', '--',
                                    os.path.join(args.bin, 'bench_empty')],
                                   env=env, stdout=subprocess.PIPE, check=True)
            hook, empty = [json.loads(line) for line in timed.stdout.splitlines()]
            hook_ms, empty_ms = (statistics.median(run[0] for run in one['runs']) / 1000 for one in (hook, empty))
            more = hook_ms - empty_ms
            verdict = 'ok' if more <= TARGET_MS else 'SHORT'
            good &= more <= TARGET_MS
            print(f'{name:24} {len(data):5} bytes: {hook_ms:.2f} ms, empty program {empty_ms:.2f} ms, '
                  f'+{more:.2f} ms (target +{TARGET_MS} ms) {verdict}; peak {max(run[3] for run in hook["runs"]) / 1024:.1f} MiB')
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
