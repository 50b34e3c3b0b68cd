#!/usr/bin/env python3
"""Measures how well weir finds secrets, and how often it cries wolf. Needs nothing but Python 3.

  bench/quality/measure.py --weir build/release/weir                     samples, near misses, traps
  bench/quality/measure.py --weir ... --corpus labelled_excerpts.jsonl   and a labelled corpus
  bench/quality/measure.py --weir ... --benign /usr/include --benign /usr/share/doc
  bench/quality/measure.py ... --json report.json --list                 figures for machines, and what went wrong

Four measurements:
  samples   generated secrets of every rule that is on, each in the surroundings that its kind allows
            (surroundings.py): recall by rule. Near misses are the same secrets made too short, too long or
            given a wrong beginning: none may be found by the same rule with high confidence.
            Rules whose secret is found in every surrounding are complete; the JSON lists the others.
  traps     strings that look like secrets and are none (traps.py): none may be found.
  corpus    labelled excerpts, one JSON object a line: a row counts as found if a finding overlaps the
            value, or the labelled line where no value is given. Whole repositories are held out:
            tune on the dev ones, judge by the others. The corpus is read where it lies, never copied
            into this repository.
  benign    trees without secrets: findings in 10 MB.

Secrets are not printed: --list shows where, and the value masked, unless --show is given. Exit status:
0 measured, 1 a measurement is worse than the --baseline file, 2 something could not be run.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

import surroundings
import traps

DEV_REPOS = frozenset("repo-%02d" % n for n in range(1, 11))
MOST_LISTED = 400


def masked(value, show):
    if show:
        return value
    return value[:2] + "*" * min(max(len(value) - 2, 0), 20) + "(%d)" % len(value)


class Weir:
    """Runs the program on texts, each in a file of its own, so that no text is another's context."""

    def __init__(self, path, confidence):
        self.path = path
        self.confidence = confidence

    def run(self, *args, **kwargs):
        done = subprocess.run([self.path, *args], capture_output=True, check=False, **kwargs)
        if done.returncode not in (0, 1):
            sys.exit("%s %s: exit status %d: %s" % (self.path, args[0], done.returncode,
                                                    done.stderr.decode(errors="replace")[:500]))
        return done.stdout

    def rules(self):
        return [json.loads(line) for line in self.run("rules", "list", "--format", "jsonl").splitlines()]

    def samples(self, rule_id, count):
        out = self.run("rules", "sample", rule_id, "--count", str(count)).decode()
        return [line.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")
                for line in out.splitlines()]

    def scan_texts(self, texts):
        """The findings of each text, in order: lists of dictionaries."""
        with tempfile.TemporaryDirectory(prefix="weir-quality-") as folder:
            names = []
            for number, text in enumerate(texts):
                name = os.path.join(folder, "%07d" % number)
                with open(name, "wb") as file:
                    file.write(text.encode("utf-8", "surrogateescape"))
                names.append(name)
            listed = os.path.join(folder, "list")
            with open(listed, "w") as file:
                file.write("\n".join(names))
            out = self.run("scan", "--no-config", "--format", "jsonl", "--min-confidence", self.confidence,
                           "--files-from", listed)
            found = [[] for _ in texts]
            for line in out.splitlines():
                finding = json.loads(line)
                found[int(os.path.basename(finding["path"]))].append(finding)
            return found


def byte_span(text, start, end):
    before = len(text[:start].encode("utf-8", "surrogateescape"))
    return before, before + len(text[start:end].encode("utf-8", "surrogateescape"))


def overlaps(finding, span):
    return finding["start"] < span[1] and span[0] < finding["end"]


# ---- samples

def measure_samples(weir, count, only):
    rules = [r for r in weir.rules() if r["enabled"] and (not only or r["id"] in only)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        drawn = list(pool.map(lambda r: weir.samples(r["id"], count), rules))
    cases = []
    for rule, samples in zip(rules, drawn):
        for sample in samples:
            for name, text, at in surroundings.dress(rule, sample):
                cases.append((rule["id"], name, text, byte_span(text, at, at + len(sample)), True))
            for name, text in surroundings.near_misses(rule, sample):
                cases.append((rule["id"], name, text, None, False))
    found = weir.scan_texts([c[2] for c in cases])
    by_rule = collections.defaultdict(lambda: [0, 0, 0])  # cases, found, found by that rule
    by_surrounding = collections.defaultdict(lambda: [0, 0])
    near = alarms = 0
    missed, false_alarms = [], []
    for (rule_id, name, text, span, wanted), findings in zip(cases, found):
        if not wanted:
            near += 1
            if any(f["rule"] == rule_id and f["confidence"] == "high" for f in findings):
                alarms += 1
                false_alarms.append((rule_id, name, text))
            continue
        hits = [f for f in findings if overlaps(f, span)]
        row = by_rule[rule_id]
        row[0] += 1
        row[1] += bool(hits)
        row[2] += any(f["rule"] == rule_id for f in hits)
        by_surrounding[name][0] += 1
        by_surrounding[name][1] += bool(hits)
        if not hits:
            missed.append((rule_id, name, text))
    total = sum(r[0] for r in by_rule.values())
    hit = sum(r[1] for r in by_rule.values())
    return {
        "rules": len(rules), "cases": total, "found": hit,
        "found_by_that_rule": sum(r[2] for r in by_rule.values()),
        "recall": hit / max(total, 1),
        "rules_complete": sum(r[0] == r[1] for r in by_rule.values()),
        "near_misses": near, "near_misses_high": alarms,
        "by_surrounding": {k: {"cases": v[0], "found": v[1]} for k, v in sorted(by_surrounding.items())},
        "incomplete": {k: {"cases": v[0], "found": v[1], "by_that_rule": v[2]}
                       for k, v in sorted(by_rule.items()) if v[1] < v[0]},
    }, missed, false_alarms


# ---- traps

def measure_traps(weir):
    cases = list(traps.all_traps())
    found = weir.scan_texts([text for _, text in cases])
    by_kind = collections.defaultdict(lambda: [0, 0])
    alarms = []
    for (kind, text), findings in zip(cases, found):
        by_kind[kind][0] += 1
        if findings:
            by_kind[kind][1] += 1
            alarms.append((findings[0]["rule"], kind, text))
    return {"traps": len(cases), "found": len(alarms),
            "by_kind": {k: {"traps": v[0], "found": v[1]} for k, v in sorted(by_kind.items())}}, alarms


# ---- corpus

class Score:
    def __init__(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def add(self, positive, hit):
        if positive:
            self.tp += hit
            self.fn += not hit
        else:
            self.fp += hit
            self.tn += not hit

    def figures(self):
        precision = self.tp / max(self.tp + self.fp, 1)
        recall = self.tp / max(self.tp + self.fn, 1)
        return {"positives": self.tp + self.fn, "others": self.fp + self.tn, "tp": self.tp, "fp": self.fp,
                "fn": self.fn, "precision": precision, "recall": recall,
                "f1": 2 * precision * recall / max(precision + recall, 1e-9)}


def measure_corpus(weir, path):
    with open(path, encoding="utf-8") as file:
        rows = [r for r in map(json.loads, file) if r["kind"] == "credential"]
    found = weir.scan_texts([r["text"] for r in rows])
    scores = collections.defaultdict(Score)
    missed, alarms = [], []
    for row, findings in zip(rows, found):
        start, end = row["value_start"], row["value_end"]
        if start is None:
            start, end = row["line_start"], row["line_end"]
        span = byte_span(row["text"], start, end)
        hits = [f for f in findings if overlaps(f, span)]
        positive = row["label"] == "positive"
        held_out = row["repo"] not in DEV_REPOS
        for key in ("all", "held out" if held_out else "dev", "repo:" + row["repo"],
                    "category:" + row["category"]):
            scores[key].add(positive, bool(hits))
        if positive != bool(hits):
            entry = (row["repo"], row["category"] + "/" + row["label"] +
                     ("/" + hits[0]["rule"] if hits else ""), row["text"][start:end], row, hits)
            (missed if positive else alarms).append(entry)
    return {key: score.figures() for key, score in sorted(scores.items())}, missed, alarms


# ---- benign trees

def measure_benign(weir, paths):
    result, listed = {}, []
    for path in paths:
        out = json.loads(weir.run("scan", "--no-config", "--format", "json", "--min-confidence",
                                  weir.confidence, path))
        size = out["coverage"]["searched_bytes"]
        by_rule = collections.Counter(f["rule"] for f in out["findings"])
        result[path] = {"bytes": size, "found": len(out["findings"]),
                        "per_10_mb": len(out["findings"]) * 1e7 / max(size, 1), "by_rule": by_rule}
        for finding in out["findings"]:
            with open(finding["path"], "rb") as file:
                file.seek(max(finding["start"] - 60, 0))
                text = file.read(finding["end"] - finding["start"] + 100)
            listed.append((finding["rule"], "%s:%d" % (finding["path"], finding["line"]),
                           text.decode(errors="replace")))
    return result, listed


# ---- report

def print_figures(report):
    if "samples" in report:
        s = report["samples"]
        print("samples: %d rules, %d cases, recall %.4f, by the rule itself %.4f; %d of %d rules complete; "
              "near misses at high confidence %d of %d"
              % (s["rules"], s["cases"], s["recall"], s["found_by_that_rule"] / max(s["cases"], 1),
                 s["rules_complete"], s["rules"], s["near_misses_high"], s["near_misses"]))
        for name, row in s["by_surrounding"].items():
            print("  %-24s %6d %8.4f" % (name, row["cases"], row["found"] / row["cases"]))
    if "traps" in report:
        t = report["traps"]
        print("traps: %d, found %d" % (t["traps"], t["found"]))
        for name, row in t["by_kind"].items():
            if row["found"]:
                print("  %-24s %d of %d" % (name, row["found"], row["traps"]))
    if "corpus" in report:
        print("corpus:                          positive  other     tp    fp    fn  precision recall    F1")
        for key, f in report["corpus"].items():
            print("  %-30s %8d %6d %6d %5d %5d     %6.3f %6.3f %6.3f"
                  % (key + (" *" if key.startswith("repo:") and key[5:] not in DEV_REPOS else ""),
                     f["positives"], f["others"], f["tp"], f["fp"], f["fn"], f["precision"], f["recall"],
                     f["f1"]))
        print("  * held out")
    for path, row in report.get("benign", {}).items():
        print("benign: %-40s %9.1f MB, found %4d, %6.2f in 10 MB"
              % (path, row["bytes"] / 1e6, row["found"], row["per_10_mb"]))


def print_list(title, entries, show):
    if not entries:
        return
    print("\n%s (%d)" % (title, len(entries)))
    for entry in entries[:MOST_LISTED]:
        text = entry[2] if show else masked(entry[2], False)
        print("  %-34s %-40s %r" % (entry[0], entry[1], text[:200]))


def worse_than(baseline, report):
    """What is worse than in the committed figures: recall on samples, near misses and traps."""
    worse = []
    for key, better in (("recall", 1), ("near_misses_high", -1)):
        if (report["samples"][key] - baseline["samples"][key]) * better < -1e-9:
            worse.append("samples.%s: %s, was %s" % (key, report["samples"][key], baseline["samples"][key]))
    if report["traps"]["found"] > baseline["traps"]["found"]:
        worse.append("traps.found: %d, was %d" % (report["traps"]["found"], baseline["traps"]["found"]))
    return worse


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--weir", required=True, help="the program")
    parser.add_argument("--count", type=int, default=2, help="samples of a rule (default 2)")
    parser.add_argument("--confidence", default="medium", help="least confidence (default medium)")
    parser.add_argument("--rule", action="append", help="samples of this rule only; may be repeated")
    parser.add_argument("--skip-samples", action="store_true")
    parser.add_argument("--corpus", help="labelled excerpts, JSON lines")
    parser.add_argument("--benign", action="append", default=[], help="a tree without secrets; may be repeated")
    parser.add_argument("--json", help="write the figures here")
    parser.add_argument("--baseline", help="figures of before: exit with 1 if these are worse")
    parser.add_argument("--list", action="store_true", help="list misses and false alarms")
    parser.add_argument("--held-out", action="store_true", help="list those of held-out repositories too")
    parser.add_argument("--show", action="store_true", help="do not mask values in lists")
    args = parser.parse_args()

    weir = Weir(args.weir, args.confidence)
    report, lists = {}, []
    if not args.skip_samples:
        report["samples"], missed, near = measure_samples(weir, args.count, args.rule)
        lists += [("samples missed", missed), ("near misses found with high confidence", near)]
        report["traps"], alarms = measure_traps(weir)
        lists += [("traps found", alarms)]
    if args.corpus:
        report["corpus"], missed, alarms = measure_corpus(weir, args.corpus)
        if not args.held_out:
            missed = [e for e in missed if e[0] in DEV_REPOS]
            alarms = [e for e in alarms if e[0] in DEV_REPOS]
        lists += [("corpus missed", missed), ("corpus false alarms", alarms)]
    if args.benign:
        report["benign"], found = measure_benign(weir, args.benign)
        lists += [("found in benign trees", found)]
    print_figures(report)
    if args.list:
        for title, entries in lists:
            print_list(title, entries, args.show)
    if args.json:
        with open(args.json, "w") as file:
            json.dump(report, file, indent=1, sort_keys=True)
            file.write("\n")
    if args.baseline:
        with open(args.baseline) as file:
            worse = worse_than(json.load(file), report)
        for line in worse:
            print("worse: " + line)
        return 1 if worse else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
