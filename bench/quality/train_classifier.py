#!/usr/bin/env python3
"""Trains the model of src/judge/classifier.h and writes it as C++.

    bench/quality/train_classifier.py --weir build/release/weir --features build/release/bench/weir_features
        --corpus labelled_excerpts.jsonl [--out src/judge/classifier_table.cc]

Needs for training only: Debian's python3-numpy and python3-sklearn. The seed is fixed; the same inputs give the
same table.

What it learns from, all of it values that weir reports with any confidence because of the name they are
assigned to:
  corpus    labelled excerpts (repositories repo-01 to repo-10; the others are never read): secrets and not
  people    the same excerpts with the secret replaced by a password as people make them, of the words of Debian's
            copyright files, digits and marks: the corpus has random letters in their place
  benign    what is found in /usr/include, /usr/lib/python3, /usr/share/perl and /usr/share/doc: none is a secret
Rows of one repository that look alike (same name, same form) share one weight, so that no file decides alone.

How it is judged: cross validation that leaves out one repository at a time. Printed: for each threshold the
precision and recall of what is kept, and the average precision; the table that is written is then trained on all.
"""
import argparse
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import numpy
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import average_precision_score

import measure

SEED = 20261124
TREES, DEPTH = 60, 3
BENIGN = ("/usr/include", "/usr/lib/python3", "/usr/share/perl", "/usr/share/doc")
REASONS = ("assignment", "context-key")
RULES = re.compile(r"(generic-(password|secret|token|api-key|base64-secret|key)|http-authorization|oauth1-.*)\Z")
BENIGN_WEIGHT = 0.5  # of all benign rows together, to all rows of the corpus


def dictionary():
    words = collections.Counter()
    for root, _, names in sorted(os.walk("/usr/share/doc")):
        if "copyright" in names:
            path = os.path.join(root, "copyright")
            if not os.path.islink(path):
                with open(path, errors="replace") as file:
                    words.update(re.findall(r"\b[a-z]{4,9}\b", file.read(20000)))
    return sorted(word for word, count in words.items() if count >= 3)


def human_password(rng, words):
    word = rng.choice(words)
    form = rng.randrange(7)
    if form == 0:
        return word + str(rng.randrange(1, 1000))
    if form == 1:
        return word.capitalize() + str(rng.randrange(1970, 2030)) + rng.choice("!?.#$")
    if form == 2:
        return word.capitalize() + rng.choice("!@#_-") + str(rng.randrange(10, 100))
    if form == 3:
        return word + rng.choice(words)
    if form == 4:
        return word.replace("a", "4").replace("e", "3").replace("o", "0") + rng.choice(("!", "1", "99", ""))
    if form == 5:
        return word + rng.choice("-_.") + rng.choice(words) + str(rng.randrange(10))
    return rng.choice("@!#") + word + str(rng.randrange(100))


def wanted(finding):
    return bool(RULES.match(finding["rule"])) and any(r in finding["reasons"] for r in REASONS)


def reasons_of(finding):
    reasons = finding.get("reasons", [])
    return [r["id"] if isinstance(r, dict) else r for r in reasons]


def features(tool, places):
    done = subprocess.run([tool], input="".join("%s\t%d %d\n" % p for p in places), capture_output=True,
                          check=True, text=True)
    return [[float(x) for x in line.split()] for line in done.stdout.splitlines()]


def scan(weir, path_list):
    with tempfile.NamedTemporaryFile("w", suffix=".list") as listed:
        listed.write("\n".join(path_list))
        listed.flush()
        out = subprocess.run([weir, "scan", "--no-config", "--format", "jsonl", "--min-confidence", "low",
                              "--files-from", listed.name], capture_output=True, check=False).stdout
    for line in out.splitlines():
        finding = json.loads(line)
        finding["reasons"] = reasons_of(finding)
        yield finding


def corpus_rows(args, folder):
    """(label, group, weight key, place) of every value in the excerpts that weir reports."""
    rng = random.Random(SEED)
    words = dictionary()
    texts = {}
    with open(args.corpus, encoding="utf-8") as file:
        for number, row in enumerate(map(json.loads, file)):
            if row["kind"] != "credential" or row["repo"] not in measure.DEV_REPOS:
                continue
            start, end = row["value_start"], row["value_end"]
            if start is None:
                start, end = row["line_start"], row["line_end"]
            positive = row["label"] == "positive"
            texts["%05d" % number] = (row["text"], start, end, positive, row["repo"], False)
            if positive and "Password" in row["category"] and row["value_start"] is not None:
                for copy in range(2):
                    value = human_password(rng, words)
                    text = row["text"][:start] + value + row["text"][end:]
                    texts["%05d-%d" % (number, copy)] = (text, start, start + len(value), True, row["repo"], True)
    for name, entry in texts.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(entry[0])
    rows = []
    for finding in scan(args.weir, [os.path.join(folder, name) for name in sorted(texts)]):
        text, start, end, positive, repo, human = texts[os.path.basename(finding["path"])]
        if not wanted(finding) or not measure.overlaps(finding, measure.byte_span(text, start, end)):
            continue
        line = text[text.rfind("\n", 0, start) + 1:start]
        key = (repo, positive, human, re.sub(r"[0-9]+", "0", line[-24:]))
        rows.append((positive, repo, key, (finding["path"], finding["start"], finding["end"])))
    return rows


def benign_rows(args):
    rows = []
    for root in BENIGN:
        paths = []
        for folder, _, names in sorted(os.walk(root)):
            paths += [os.path.join(folder, name) for name in sorted(names)
                      if not os.path.islink(os.path.join(folder, name))]
        for finding in scan(args.weir, paths):
            if wanted(finding):
                rows.append((False, "benign", ("benign", finding["path"]),
                             (finding["path"], finding["start"], finding["end"])))
    return rows


def model():
    return GradientBoostingClassifier(n_estimators=TREES, max_depth=DEPTH, learning_rate=0.1, subsample=0.7,
                                      min_samples_leaf=8, random_state=SEED)


def report(y, p, weights, title):
    print("%s: %d secrets, %d others, average precision %.4f"
          % (title, y.sum(), len(y) - y.sum(), average_precision_score(y, p, sample_weight=weights)))
    for threshold in (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
        kept = p >= threshold
        print("  p >= %.2f: keeps %.4f of the secrets, %.4f of the others; precision %.4f"
              % (threshold, kept[y == 1].mean(), kept[y == 0].mean(), y[kept].mean() if kept.any() else 1))


def write_table(out, trained, names, origin):
    stage = trained.estimators_[:, 0]
    prior = trained.init_.class_prior_[1]
    base = numpy.log(prior / (1 - prior))
    out.write("// Generated by bench/quality/train_classifier.py; do not edit.\n// %s\n" % origin)
    out.write('#include "judge/classifier_table.h"\n\nnamespace weir {\n\n// clang-format off\n')
    out.write("const Tree kTrees[] = {\n")
    for estimator in stage:
        tree = estimator.tree_
        nodes, leaves = (1 << DEPTH) - 1, 1 << DEPTH
        feature, threshold, score = [0] * nodes, [0.0] * nodes, [0.0] * leaves

        def fill(at, node):
            if at >= nodes:
                score[at - nodes] = tree.value[node][0][0] * trained.learning_rate
                return
            if tree.children_left[node] < 0:  # a leaf above the last questions: both ways lead to it
                fill(2 * at + 1, node)
                fill(2 * at + 2, node)
                return
            feature[at], threshold[at] = tree.feature[node], tree.threshold[node]
            fill(2 * at + 1, tree.children_left[node])
            fill(2 * at + 2, tree.children_right[node])

        fill(0, 0)
        out.write("  {{%s}, {%s}, {%s}},\n" % (
            ",".join(map(str, feature)), ",".join("%.5gf" % t if "." in "%.5g" % t or "e" in "%.5g" % t
                                                  else "%.5g.0f" % t for t in threshold),
            ",".join("%.5ff" % s for s in score)))
    out.write("};\n// clang-format on\n\nconst size_t kTreeCount = %d;\nconst float kBaseScore = %.5ff;\n\n"
              "}  // namespace weir\n" % (len(stage), base))


def feature_names():
    header = os.path.join(os.path.dirname(__file__), "../../src/judge/classifier.h")
    with open(header) as file:
        body = re.search(r"enum class Feature[^{]*\{(.*?)kCount", file.read(), re.S).group(1)
    return re.findall(r"^\s*k(\w+),", body, re.M)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--weir", required=True, help="the program")
    parser.add_argument("--features", required=True, help="the program weir_features")
    parser.add_argument("--corpus", required=True, help="labelled excerpts, JSON lines")
    parser.add_argument("--out", help="write the table here")
    args = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="weir-train-") as folder:
        rows = corpus_rows(args, folder) + benign_rows(args)
        vectors = features(args.features, [row[3] for row in rows])
    names = feature_names()
    kept = [(row, v) for row, v in zip(rows, vectors) if len(v) == len(names)]
    x = numpy.array([v for _, v in kept])
    y = numpy.array([int(row[0]) for row, _ in kept])
    groups = numpy.array([row[1] for row, _ in kept])
    alike = collections.Counter(row[2] for row, _ in kept)
    weights = numpy.array([1.0 / alike[row[2]] ** 0.7 for row, _ in kept])
    benign = groups == "benign"
    weights[benign] *= BENIGN_WEIGHT * weights[~benign].sum() / max(weights[benign].sum(), 1e-9)
    print("%d values: %d secrets, %d others in the corpus, %d in benign trees; %d without a name left out"
          % (len(y), y.sum(), (1 - y)[~benign].sum(), benign.sum(), len(rows) - len(kept)))

    predicted = numpy.zeros(len(y))
    for repo in sorted(set(groups)):
        inside = groups == repo
        if repo == "benign":  # in three parts by path
            parts = numpy.array([hash_of(row[3][0]) % 3 for row, _ in kept])
            folds = [inside & (parts == part) for part in range(3)]
        else:
            folds = [inside]
        for fold in folds:
            if fold.any():
                trained = model().fit(x[~fold], y[~fold], sample_weight=weights[~fold])
                predicted[fold] = trained.predict_proba(x[fold])[:, 1]
    report(y[~benign], predicted[~benign], weights[~benign], "left-out repositories")
    report(y, predicted, weights, "with benign trees")
    trained = model().fit(x, y, sample_weight=weights)
    for importance, name in sorted(zip(trained.feature_importances_, names), reverse=True)[:12]:
        print("  %-12s %.3f" % (name, importance))
    if args.out:
        origin = "%d trees from %d values: %d secrets, %d others, %d of these in benign trees" % (
            TREES, len(y), y.sum(), (1 - y).sum(), benign.sum())
        with open(args.out, "w") as out:
            write_table(out, trained, names, origin)
    return 0


def hash_of(path):
    value = 0
    for byte in path.encode():
        value = (value * 31 + byte) & 0xFFFFFFFF
    return value


if __name__ == "__main__":
    sys.exit(main())
