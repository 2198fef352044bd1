#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Changes the code in small ways, and looks whether a test notices (make mutants).

usage: mutants.py [--list]

MUTANTS=200 is the size of the sample (0: all), SEED=7 which one, FILES='keyring/ helper/main.c' where from (beginnings
of paths), ONLY='tests/unit/' by which tests, and JOBS=2 how many are tested side by side. LIMIT=300 ends the tests of
one change after about that many seconds: it counts as living then, so that a large sample comes to an end. --list only
prints the changes.

The first run learns which lines each test reaches, and how long it takes: build/mutants/map.json. Every job has a copy
of the tree, which is changed, built with sanitizers and tested by the tests that reach the line, until one fails.
A change that lives is printed as a diff, unless tests/mutants/equivalent lists it.
"""
import collections
import concurrent.futures
import glob
import hashlib
import json
import os
import pathlib
import queue
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import changes  # noqa: E402

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WORK = os.path.join(TOP, "build", "mutants")
MAP = os.path.join(WORK, "map.json")
EQUIVALENT = os.path.join(TOP, "tests", "mutants", "equivalent")
MAKE = os.environ.get("MAKE") or "make"
# Below the tree. tests/hostile/environment.t takes a build for a developer's by its name.
COVERAGE, BUILD = "build-coverage", "build-dev"
# As `make coverage` builds, and as `make check` does, without its warnings.
COVERED = ["FORTIFY=", "CFLAGS=-O0 -g --coverage -fprofile-update=atomic -DRUN_EXIT_HANDLERS"]
CHANGED = ["DEV=1", "WARNINGS=", "CFLAGS=-O1"]
# The source text and how it is built are not what a person sees, and killed.t needs a thousand calls.
LEFT_OUT = ("tests/static/", "tests/valgrind/", "tests/packaging/", "tests/clients/killed.t")
# Nothing else renders a chart. The other clients need services, which copies of one test cannot share.
WITH_HELM = ["tests/real-clients/%s.test" % client for client in
             ("chart", "global", "helm", "helm-getter", "replicated", "terraform", "values")]
# A change may make a test slow; then it is noticed.
PATIENCE, PATIENCE_FACTOR = 30, 4


# ---- tests, and the lines that they reach ----

def all_tests():
    units = [path[:-2] for path in glob.glob("tests/unit/test-*.c", root_dir=TOP)]
    scripts = [path for path in glob.glob("tests/*/*.t", root_dir=TOP) if not path.startswith(LEFT_OUT)]
    return sorted(units) + sorted(scripts) + WITH_HELM


def is_unit(test):
    return test.startswith("tests/unit/")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def test_digest(test):
    return digest(os.path.join(TOP, test + ".c" if is_unit(test) else test))


def sources():
    return sorted(glob.glob("helper/**/*.c", root_dir=TOP, recursive=True) + glob.glob("keyring/*.c", root_dir=TOP))


def end_what_is_left(folder):
    """What has left the session of a test, as a password manager that does not end: it names the folder of that test."""
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if any(folder.encode() in (process / told).read_bytes() for told in ("cmdline", "environ")):
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:
            continue  # It has ended, or belongs to another user.


def run_test(tree, folder_of_build, settings, test, limit, to_its_end=False):
    """Whether it passes. A failed test leaves its files; those of a mutant are of no use."""
    build = os.path.join(tree, folder_of_build)
    program = os.path.join(build, test) if is_unit(test) else os.path.join(tree, test)
    # For a test that calls make itself.
    flags = " ".join(setting.replace(" ", "\\ ") for setting in settings)
    with tempfile.TemporaryDirectory(prefix="mutant.", ignore_cleanup_errors=True) as folder:
        # As /tmp is: some tests have other users.
        os.chmod(folder, 0o1777)
        environment = dict(os.environ, BUILD=build, TMPDIR=folder, MAKEFLAGS=flags)
        # As tests/check does: leaks are found by the unit tests, also of blocks that GLib would keep in slices.
        environment["G_SLICE"] = "always-malloc"
        if not is_unit(test):
            environment["ASAN_OPTIONS"] = "detect_leaks=0"
        with open(os.path.join(folder, "tap"), "wb") as tap:
            process = subprocess.Popen([program], cwd=tree, env=environment, stdin=subprocess.DEVNULL, stdout=tap,
                                       stderr=subprocess.DEVNULL, start_new_session=True)
            try:
                return passes(process, tap.name, limit, to_its_end)
            finally:
                end_what_is_left(folder)


def passes(process, tap, limit, to_its_end):
    """What comes after the first failure is waited for only where it counts which lines it reaches."""
    ends = time.monotonic() + limit
    while True:
        try:
            return process.wait(0.2) == 0
        except subprocess.TimeoutExpired:
            with open(tap, "rb") as so_far:
                failed = not to_its_end and re.search(rb"^not ok", so_far.read(), re.MULTILINE)
            if time.monotonic() < ends and not failed:
                continue
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return False


def make(tree, build, settings, *targets):
    command = [MAKE, "-s", "-C", tree, "BUILD=" + build, *settings, *targets]
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "FILES")}
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace")


def must_make(*arguments):
    result = make(*arguments)
    if result.returncode != 0:
        sys.exit(result.stdout + "mutants: the tree does not build without a change")


def counts_below(folder):
    return glob.glob(os.path.join(folder, "**", "*.gcda"), recursive=True)


def reached_lines(tree):
    """{file: lines that were run}, from what the processes wrote down when they ended."""
    reached, known = collections.defaultdict(set), collections.defaultdict(set)
    counts = counts_below(os.path.join(tree, COVERAGE))
    if not counts:
        return {}, {}
    output = subprocess.run(["gcov", "--json-format", "--stdout", *counts], cwd=tree, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True, check=False).stdout
    for document in output.splitlines():
        for file in json.loads(document)["files"] if document.startswith("{") else []:
            for line in file["lines"]:
                known[file["file"]].add(line["line_number"])
                if line["count"]:
                    reached[file["file"]].add(line["line_number"])
    return reached, known


def of_ours(lines):
    return {path: sorted(numbers) for path, numbers in lines.items() if path.startswith(("helper/", "keyring/"))}


def write_map(known_map):
    with open(MAP + ".new", "w", encoding="utf-8") as file:
        json.dump(known_map, file)
    os.replace(MAP + ".new", MAP)


def learn_one(tree, test):
    for path in counts_below(os.path.join(tree, COVERAGE)):
        os.remove(path)
    started = time.monotonic()
    passed = run_test(tree, COVERAGE, COVERED, test, 900, to_its_end=True)
    return passed, time.monotonic() - started, *reached_lines(tree)


def learn(known_map, tests, trees):
    """Adds to the map what is new or has changed. Each job in its own tree, since a build has one set of counts."""
    for tree in trees:
        must_make(tree, COVERAGE, COVERED, "all", "tests")
    for i, (test, learned) in enumerate(in_trees(trees, tests, learn_one)):
        passed, seconds, reached, known = learned
        for path, lines in of_ours(known).items():
            known_map["code"][path] = sorted(set(lines) | set(known_map["code"].get(path, [])))
        known_map["tests"][test] = {"digest": test_digest(test), "seconds": seconds, "passed": passed,
                                    "reached": of_ours(reached)}
        print("%3d/%d %6.1f s  %s%s" % (i + 1, len(tests), seconds, test, "" if passed else " FAILS"), flush=True)
        write_map(known_map)


def read_map(trees):
    known_map = {"sources": {path: digest(os.path.join(TOP, path)) for path in sources()}, "code": {}, "tests": {}}
    if os.path.exists(MAP):
        with open(MAP, encoding="utf-8") as file:
            known_map = json.load(file)
    tests = all_tests()
    new = [test for test in tests if known_map["tests"].get(test, {}).get("digest") != test_digest(test)]
    if new:
        print("learning which lines %d tests reach ..." % len(new), flush=True)
        learn(known_map, new, trees)
    known_map["tests"] = {test: known_map["tests"][test] for test in tests}
    return known_map


def reaching(change, lines, known_map):
    """Those that reach one of the lines, or any where that is None; first what is quick, or is about this file."""
    wanted = tuple((os.environ.get("ONLY") or "tests/").split())
    tests = []
    for test, facts in known_map["tests"].items():
        reached = facts["reached"].get(change.path, [])
        if test.startswith(wanted) and reached and (lines is None or lines & set(reached)):
            share = len(reached) / sum(len(numbers) for numbers in facts["reached"].values())
            tests.append((facts["seconds"] / share, test))
    return [test for _, test in sorted(tests)]


def tests_for(change, known_map):
    """In the order of reaching(). A file that changed since the map was made is reached by what reached any line of it."""
    same = known_map["sources"].get(change.path) == digest(os.path.join(TOP, change.path))
    code = known_map["code"].get(change.path, [])
    # gcov counts a statement at one of its lines.
    lines = set(range(change.line, change.last_line + 1)) & set(code)
    if not lines:
        lines = {max((line for line in code if change.block < line <= change.line), default=0)}
        # A table is no statement: it is reached with its file.
        same = same and lines != {0}
    if change.rule == "return":
        lines |= {line for line in code if change.line - 6 < line < change.line}
    tests = reaching(change, lines if same else None, known_map)
    if not tests:
        # A process that ends there by _exit(2), or runs another program, has written down nothing.
        tests = reaching(change, {line for line in code if change.line - 6 < line < change.line}, known_map)
    return tests or reaching(change, None, known_map)


# ---- one change ----

def try_again(tree, known_map):
    """A build that counts lines opens files and takes time, which some tests notice: what counts is this one."""
    for test, facts in known_map["tests"].items():
        if not facts["passed"] and "failed_again" not in facts:
            facts["passed"] = run_test(tree, BUILD, CHANGED, test, 900)
            facts["failed_again"] = not facts["passed"]
    write_map(known_map)


def in_trees(trees, things, work):
    """(thing, work(tree, thing)) as they are done, each tree having one of them at a time."""
    idle = queue.Queue()
    for tree in trees:
        idle.put(tree)

    def one(thing):
        tree = idle.get()
        try:
            return work(tree, thing)
        finally:
            idle.put(tree)

    with concurrent.futures.ThreadPoolExecutor(len(trees)) as pool:
        begun = {pool.submit(one, thing): thing for thing in things}
        for done in concurrent.futures.as_completed(begun):
            yield begun[done], done.result()


def make_tree(number):
    tree = os.path.join(WORK, "tree-%d" % number)
    os.makedirs(tree, exist_ok=True)
    # Files that are the same keep their time, so that little is built anew.
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=TOP, stdout=subprocess.PIPE,
                            text=True, check=True).stdout.splitlines()
    for path in listed:
        source, target = os.path.join(TOP, path), os.path.join(tree, path)
        if not os.path.exists(source) or (os.path.exists(target) and digest(source) == digest(target)):
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy(source, target)
    for path in glob.glob("**/*.[cht]", root_dir=tree, recursive=True):
        if not path.startswith("build") and path not in listed:
            os.remove(os.path.join(tree, path))
    must_make(tree, BUILD, CHANGED, "all", "tests")
    return tree


class Judge:
    def __init__(self, known_map):
        self.known_map = known_map
        self.killers = collections.defaultdict(collections.Counter)

    @staticmethod
    def kinds(change):
        """What is likely to be noticed by the same tests: its file, and what it calls, as with a wipe."""
        called = re.match(r"(?:\(void\))?(\w+)\(", change.before[0]) if change.before else None
        if change.rule == "call" and called:
            return [change.path, called[1]]
        return [change.path, "wipe"] if change.rule == "wipe" else [change.path]

    def in_order(self, change):
        """First what has noticed most in its time."""
        killers = sum((self.killers[kind] for kind in self.kinds(change)), collections.Counter())
        tests = self.known_map["tests"]
        return sorted(tests_for(change, self.known_map), key=lambda test: -killers[test] / (1 + tests[test]["seconds"]))

    def judge(self, tree, change):
        """("killed", test) | ("lived", how many tests) | ("unreached", None) | ("uncompiled", None)"""
        tests = [test for test in self.in_order(change) if self.known_map["tests"][test]["passed"]]
        if not tests:
            return "unreached", None
        target = os.path.join(tree, change.path)
        with open(target, "w", encoding="utf-8") as file:
            file.write(change.changed)
        made, spent, most = set(), 0, float(os.environ.get("LIMIT") or "inf")
        try:
            for count, test in enumerate(tests):
                if spent > most:
                    return "lived", "%d of %d" % (count, len(tests))
                spent += self.known_map["tests"][test]["seconds"]
                # A unit test, which is the quickest, does not need the program.
                product = BUILD + "/" + test if is_unit(test) else "all"
                if product not in made and make(tree, BUILD, CHANGED, product).returncode != 0:
                    return "uncompiled", None
                made.add(product)
                limit = PATIENCE + PATIENCE_FACTOR * self.known_map["tests"][test]["seconds"]
                if not run_test(tree, BUILD, CHANGED, test, limit):
                    for kind in self.kinds(change):
                        self.killers[kind][test] += 1
                    return "killed", test
            return "lived", len(tests)
        finally:
            shutil.copy(os.path.join(TOP, change.path), target)


# ---- which changes, and what became of them ----

def read_equivalent():
    """{key: reason}. A paragraph a change: the path, lines with - and +, and the reason."""
    listed = {}
    with open(EQUIVALENT, encoding="utf-8") as file:
        paragraphs = file.read().split("\n\n")
    for paragraph in paragraphs:
        lines = [line for line in paragraph.splitlines() if line and not line.startswith("#")]
        if not lines:
            continue
        before = tuple(line[1:].strip() for line in lines if line.startswith("-"))
        after = tuple(line[1:].strip() for line in lines if line.startswith("+"))
        reason = " ".join(line for line in lines[1:] if line[0] not in "-+")
        listed[lines[0], before, after] = reason
    return listed


def all_changes(files):
    found = []
    for path in sources():
        if not files or path.startswith(tuple(files)):
            with open(os.path.join(TOP, path), encoding="utf-8") as file:
                found += changes.changes_of(path, file.read())
    return found


def check_equivalent():
    known = {change.key() for change in all_changes([])}
    bad = 0
    for key, reason in read_equivalent().items():
        if key not in known:
            print("not a change of today's code: %s: %s" % (key[0], " ".join(key[1])))
            bad += 1
        if not reason:
            print("no reason: %s: %s" % (key[0], " ".join(key[1])))
            bad += 1
    return bad


def report(results):
    by_file = collections.defaultdict(collections.Counter)
    total = collections.Counter()
    for change, outcome, _ in results:
        by_file[change.path][outcome] += 1
        total[outcome] += 1
    print("\n%-44s %7s %7s %10s" % ("file", "killed", "lived", "equivalent"))
    for path, counts in [*sorted(by_file.items()), ("all", total)]:
        lived = counts["lived"] + counts["unreached"]
        print("%-44s %7d %7d %10d" % (path, counts["killed"], lived, counts["equivalent"]))
    noticed, lived = total["killed"], total["lived"] + total["unreached"]
    print("\n%d changes, of which %d do not compile; %d of %d are noticed (%.1f %%), %d are reached by no test" %
          (len(results), total["uncompiled"], noticed, noticed + lived, 100 * noticed / max(1, noticed + lived),
           total["unreached"]))
    return lived


def main():
    os.chdir(TOP)
    if sys.argv[1:] == ["--check-equivalent"]:
        return 1 if check_equivalent() else 0
    found = all_changes(os.environ.get("FILES", "").split())
    if sys.argv[1:] == ["--list"]:
        for change in found:
            print("\n".join(change.diff))
        return 0
    os.makedirs(WORK, exist_ok=True)
    seed, size = int(os.environ.get("SEED") or time.time()), int(os.environ.get("MUTANTS") or 100)
    if 0 < size < len(found):
        found = random.Random(seed).sample(found, size)
    trees = [make_tree(number) for number in range(int(os.environ.get("JOBS") or 1))]
    known_map, equivalent, results = read_map(trees), read_equivalent(), []
    try_again(trees[0], known_map)
    judge = Judge(known_map)

    def one(tree, change):
        return ("equivalent", None) if change.key() in equivalent else judge.judge(tree, change)

    failing = [test for test, facts in known_map["tests"].items() if not facts["passed"]]
    if failing:
        print("not used, since they fail without a change: " + " ".join(failing))
    print("%d changes, SEED=%d" % (len(found), seed), flush=True)
    for change, (outcome, detail) in in_trees(trees, found, one):
        results.append((change, outcome, detail))
        print("%-10s %s:%d: %s%s" % (outcome, change.path, change.line, change.rule,
                                     " (%s)" % detail if detail else ""))
        if outcome in ("lived", "unreached"):
            print("\n".join(change.diff[2:]))
        sys.stdout.flush()
    return 1 if report(results) else 0


if __name__ == "__main__":
    sys.exit(main())
