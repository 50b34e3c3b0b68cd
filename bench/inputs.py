"""Gathers what the machine has into benchmark inputs: a tree of source files and single large files.

Inputs are kept in build/bench/inputs and made again only if missing. What the machine lacks is made up by
bench_scan_file's generator, and the name says so. Every choice is by sorted path and a fixed seed: the same
machine gives the same inputs.
"""
import base64
import gzip
import os
import random
import re

MB = 1 << 20
SOURCE = ('.h', '.hpp', '.c', '.cc', '.cpp', '.py', '.pl', '.pm', '.go', '.rs', '.ts', '.js', '.rb', '.sh', '.tcl')
ROOTS = ['/usr/include', '/usr/lib/python3', '/usr/lib/python3.11', '/usr/lib/gcc', '/usr/share', '/usr/lib/node_modules',
         '/usr/lib/git-core', '/usr/local/lib', '/usr/local/go/src']
LARGEST = 1 * MB


def paths(roots, wanted):
    found = []
    for root in roots:
        for folder, folders, names in os.walk(root):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                if wanted(path) and not os.path.islink(path):
                    found.append(path)
    return sorted(set(found))


def read(path):
    try:
        opened = gzip.open(path) if path.endswith('.gz') else open(path, 'rb')
        with opened as f:
            return f.read(LARGEST + 1)
    except (OSError, EOFError):
        return b''


def collect(found, cap, keep=lambda path, data: True, seed=5):
    """File contents in a mixed order, up to `cap` bytes in all."""
    random.Random(seed).shuffle(found)
    total = 0
    for path in found:
        data = read(path)
        if not 0 < len(data) <= LARGEST or not keep(path, data):
            continue
        yield path, data
        total += len(data)
        if total >= cap:
            return


def write(path, parts):
    with open(path, 'wb') as f:
        for part in parts:
            f.write(part)


def is_source(path):
    return path.endswith(SOURCE) and '.min.' not in path


def is_prose(path):
    name = os.path.basename(path).lower()
    return (name.endswith(('.txt', '.md', '.rst', '.txt.gz', '.md.gz')) or
            name.startswith(('readme', 'news', 'copyright', 'todo', 'faq')) and not name.endswith('.html'))


def long_lines(_, data):
    return len(data) / (data.count(b'\n') + 1) > 200


def lock_file(rng, size):
    """What package managers write: a name, a URL and a digest a package."""
    out = []
    total = 0
    while total < size:
        name = ''.join(rng.choice('abcdefghijklmnopqrstuvwxyz-') for _ in range(rng.randint(3, 20))).strip('-') or 'x'
        version = f'{rng.randint(0, 20)}.{rng.randint(0, 30)}.{rng.randint(0, 30)}'
        digest = base64.b64encode(rng.randbytes(64)).decode()
        entry = (f'    "node_modules/{name}": {{\n      "version": "{version}",\n'
                 f'      "resolved": "https://registry.npmjs.org/{name}/-/{name}-{version}.tgz",\n'
                 f'      "integrity": "sha512-{digest}",\n      "license": "MIT"\n    }},\n').encode()
        out.append(entry)
        total += len(entry)
    return out


def hex_dump(rng, size):
    out = []
    for at in range(0, size * 16 // 76, 16):
        data = rng.randbytes(16)
        pairs = ' '.join(data[i:i + 2].hex() for i in range(0, 16, 2))
        shown = ''.join(chr(b) if 32 <= b < 127 else '.' for b in data)
        out.append(f'{at:08x}: {pairs}  {shown}\n'.encode())
    return out


def digests(rng, size):
    return [f'{rng.randbytes(32).hex()}  pool/main/{i % 977}/file_{i}.deb\n'.encode() for i in range(size // 95)]


def log_lines(rng, size):
    out = []
    for i in range(size // 180):
        out.append((f'2026-11-24T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}.{rng.randint(0, 999):03}Z INFO [worker-{i % 16}] '
                    f'GET https://api.example.com/v2/users/{rng.randint(1, 99999)}/items?page={i % 50}&sort=name 200 '
                    f'request_id={rng.randbytes(16).hex()} took={rng.randint(1, 400)}ms\n').encode())
    return out


def gather(folder, generate):
    """Returns {name: path} of files, and the tree. `generate(family, size, path)` makes up what is missing."""
    os.makedirs(folder, exist_ok=True)
    at = lambda name: os.path.join(folder, name)
    if not os.path.exists(at('source')):
        parts = [data if data.endswith(b'\n') else data + b'\n'
                 for _, data in collect(paths(ROOTS, is_source), 64 * MB)]
        if sum(map(len, parts)) < 4 * MB:
            raise SystemExit('bench: this machine has less than 4 MB of source code to measure with')
        write(at('source'), parts)
    if not os.path.exists(at('tree10k')):
        # The same bytes cut at line ends into files of about 10 KB, as in ordinary repositories.
        random_order = random.Random(9)
        with open(at('source'), 'rb') as f:
            lines = f.read().splitlines(keepends=True)
        piece, size, count, goal = [], 0, 0, 10000
        for line in lines:
            piece.append(line)
            size += len(line)
            if size >= goal:
                sub = os.path.join(at('tree10k'), f'{count // 100:03}')
                os.makedirs(sub, exist_ok=True)
                write(os.path.join(sub, f'{count:05}.txt'), piece)
                piece, size, count, goal = [], 0, count + 1, random_order.randint(5000, 15000)
    gathered = {
        'prose': lambda: collect(paths(['/usr/share/doc', '/usr/share', '/usr/lib/python3', '/usr/lib/node_modules'], is_prose), 20 * MB),
        'json': lambda: collect(paths(['/usr'], lambda p: p.endswith('.json')), 20 * MB),
        'minified': lambda: collect(paths(['/usr'], lambda p: p.endswith('.js')), 20 * MB, long_lines),
        'headers': lambda: collect(paths(['/usr/include'], is_source), 20 * MB),
        'html': lambda: collect(paths(['/usr/share'], lambda p: p.endswith('.html')), 20 * MB),
        'changelogs': lambda: collect(paths(['/usr/share/doc'], lambda p: 'changelog' in p.lower()), 20 * MB),
    }
    for name, parts in gathered.items():
        if os.path.exists(at(name)) or os.path.exists(at(name + '_made_up')):
            continue
        parts = [data for _, data in parts()]
        size = sum(map(len, parts))
        if size >= MB // 2:
            # The processor must not learn the input by heart: a megabyte at least.
            write(at(name), parts * max(1, -(-4 * MB // size)))
        elif name in ('prose', 'json', 'minified'):
            generate(name, 8 * MB, at(name + '_made_up'))
    made = {'base64': lambda rng: [base64.b64encode(rng.randbytes(MB * 3 // 4)) + b'\n' for _ in range(16)],
            'lock_file': lambda rng: lock_file(rng, 8 * MB), 'hex_dump': lambda rng: hex_dump(rng, 8 * MB),
            'digests': lambda rng: digests(rng, 8 * MB), 'logs': lambda rng: log_lines(rng, 8 * MB)}
    for name, parts in made.items():
        if not os.path.exists(at(name)):
            write(at(name), parts(random.Random(11)))
    if not os.path.exists(at('urls')):
        with open(at('source'), 'rb') as a:
            text = a.read()
        for extra in ('prose', 'html', 'json'):
            if os.path.exists(at(extra)):
                with open(at(extra), 'rb') as a:
                    text += a.read()
        lines = [line for line in text.splitlines(keepends=True) if b'://' in line and len(line) < 500]
        if lines:
            write(at('urls'), lines * max(1, 4 * MB // sum(map(len, lines))))
    files = {re.sub('_made_up$', ' (made up)', n): at(n) for n in sorted(os.listdir(folder)) if os.path.isfile(at(n))}
    return files, at('tree10k')
