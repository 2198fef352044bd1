#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every fallible call fails once: the Nth call of each function, for N = 1, 2, … until a run is untouched.

usage: run.py PROGRAM SHIM [STRIDE]

Runs inside a private keyring (tests/faults/run). Whatever fails, a run must end in success or in one sentence
with exit status 1 or 2: no signal, no hang, no "not found" for a license that is stored, no secret on a stream
that is not its own, and the stored license is the old or the new one. STRIDE tries only every STRIDEth call
beyond the first 100 of a function (malloc); 1 tries all.
"""
import base64
import os
import subprocess
import sys

FUNCTIONS = ["malloc", "read", "write", "open", "dup", "pipe", "fork", "fsync", "rename", "mlock", "sendmsg"]
SECRET = "1vusOokxAVp1tkRGuyxnF23PJcq"
OTHER = "0ujsszwN8NRY24YaXiTIE2VWDTS"
NOT_FOUND = "credentials not found in native keychain\n"
ANSWER = '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"%s"}\n'
TIME_LIMIT = 60
VAULT = {"REPLICATED_KEYRING": "vault"}
PASSPHRASE = "an example passphrase\n"
KUBELET = ('{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1",'
           '"image":"proxy.replicated.com/proxy/my-app/quay.io/my-org/api"}')


def request(secret):
    return '{"ServerURL":"proxy.replicated.com","Username":"LICENSE_ID","Secret":"%s"}' % secret


class Verb:
    """A command line, what it reads, what its success prints (None: anything), whether it changes things."""

    def __init__(self, arguments, stdin="", stdout=None, environment=None, changes=False, gives=False):
        self.arguments = arguments
        self.stdin = stdin
        self.stdout = stdout
        self.environment = environment or {}
        self.changes = changes
        self.gives = gives  # the license is part of a good answer
        key = " < " + stdin.strip() if arguments == ["get"] else ""
        place = "vault: " if self.environment == VAULT and arguments[0] != "vault" else ""
        self.name = (place + " ".join(arguments) + key)[:44]


VERBS = [
    Verb(["version"]),
    Verb(["get"], "proxy.replicated.com\n", ANSWER % SECRET, gives=True),
    Verb(["get"], "example.com\n"),
    Verb(["list"], "", '{"proxy.replicated.com":"LICENSE_ID"}\n'),
    Verb(["store"], request(OTHER), "", changes=True),
    Verb(["erase"], "registry.replicated.com\n", ""),
    Verb(["dockerconfigjson"], gives=True),
    Verb(["dockerconfigjson", "-o", "secret"], gives=True),
    Verb(["login", "--no-check", "--domain", "proxy.replicated.com"], OTHER + "\n", "", changes=True),
    Verb(["login", "--no-check", "--domain", "images.acme.example"], SECRET + "\n", ""),
    Verb(["logout", "registry.replicated.com"]),
    Verb(["status"]),
    Verb(["configure", "--client", "docker"]),
    Verb(["configure", "--client", "docker", "--remove"]),
    Verb(["image", "--app", "my-app", "quay.io/my-org/api:1"],
         stdout="proxy.replicated.com/proxy/my-app/quay.io/my-org/api:1\n"),
    Verb(["values", "--app", "my-app", "--registry", "quay.io"], "image: quay.io/my-org/api:1\n"),
    Verb(["credential-provider"], KUBELET, gives=True),
    Verb(["helm-getter", "", "", "", "replicated://"], gives=True),
    Verb(["terraform-credentials", "get", "proxy.replicated.com"], stdout='{"token":"%s"}\n' % SECRET, gives=True),
    Verb(["configure", "--client", "podman"]),
    Verb(["configure", "--client", "terraform"]),
    Verb(["check", "127.0.0.1:1"], environment={"REPLICATED_DOMAINS": "127.0.0.1:1"}),
    Verb(["help", "get"]),
    Verb(["get"], "proxy.replicated.com\n", ANSWER % SECRET, environment=VAULT, gives=True),
    Verb(["list"], "", '{"proxy.replicated.com":"LICENSE_ID"}\n', environment=VAULT),
    Verb(["store"], request(OTHER), "", environment=VAULT, changes=True),
    Verb(["erase"], "registry.replicated.com\n", "", environment=VAULT),
    Verb(["vault", "init"], PASSPHRASE, environment=VAULT),
    Verb(["vault", "unlock"], PASSPHRASE, environment=VAULT),
    Verb(["vault", "lock"], environment=VAULT),
]
# Argon2id takes its time, on purpose: of these the first calls of malloc are enough.
SLOW = (["vault", "init"], ["vault", "unlock"])


class Driver:
    def __init__(self, program, shim, stride):
        self.program = program
        self.shim = shim
        self.stride = stride
        self.passed = 0
        self.failed = 0
        self.known = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout

    def plain(self, arguments, stdin="", environment=None):
        return subprocess.run([self.program, *arguments], input=stdin, capture_output=True, text=True,
                              env=dict(os.environ, **(environment or {})), timeout=TIME_LIMIT, check=False)

    def reset(self, verb):
        if verb.environment == VAULT:
            self.plain(["vault", "init"], PASSPHRASE, VAULT)
            if self.plain(["list"], "", VAULT).returncode != 0:
                self.plain(["vault", "unlock"], PASSPHRASE, VAULT)
        result = self.plain(["store"], request(SECRET), verb.environment)
        if result.returncode != 0:
            sys.exit("cannot store the license to begin with: " + result.stderr)

    def faulty(self, verb, function, number):
        """One run; returns (result or None on a hang, whether the fault struck)."""
        reader, writer = os.pipe()
        environment = dict(os.environ, LD_PRELOAD=self.shim, FAULT="%s:%d" % (function, number),
                           FAULT_FD=str(writer), REPLICATED_TIMEOUT="3", **verb.environment)
        try:
            result = subprocess.run([self.program, *verb.arguments], input=verb.stdin, capture_output=True, text=True,
                                    env=environment, pass_fds=[writer], timeout=TIME_LIMIT, check=False)
        except subprocess.TimeoutExpired:
            result = None
        os.close(writer)
        struck = os.read(reader, 1) == b"x"
        os.close(reader)
        return result, struck

    def complaint(self, verb, result):
        if result is None:
            return "hangs"
        if result.returncode not in (0, 1, 2):
            return "exit status %d" % result.returncode
        for secret in (SECRET, OTHER):
            encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
            both = result.stderr if verb.gives else result.stderr + result.stdout
            if secret in both or encoded in both:
                return "the license is on a stream"
        if result.returncode == 0 and verb.stdout is not None and result.stdout != verb.stdout:
            return "success with the wrong output %r" % result.stdout[:80]
        if result.returncode != 0 and verb.arguments == ["get"] and "example" not in verb.stdin:
            if result.stdout == NOT_FOUND:
                return "a stored license is not found"
        if result.returncode != 0 and not result.stderr and not result.stdout:
            return "fails without a word"
        if verb.changes:
            left = self.plain(["get"], "proxy.replicated.com\n", verb.environment).stdout
            if left not in (ANSWER % SECRET, ANSWER % OTHER):
                return "the license is lost: %r" % left[:80]
        return None

    def numbers(self, verb):
        number = 0
        while not (verb.arguments in SLOW and number >= 30):
            number += 1 if number < 100 else self.stride
            yield number

    def try_function(self, verb, function):
        """Returns (tried, good endings, sentences)."""
        tried = good = sentences = 0
        for number in self.numbers(verb):
            result, struck = self.faulty(verb, function, number)
            what = self.complaint(verb, result)
            if what:
                self.failed += 1
                print("FAILED %s, %s call %d: %s" % (verb.name, function, number, what))
            if not struck:
                break
            tried += 1
            if not what:
                self.passed += 1
                good += result.returncode == 0
                sentences += result.returncode != 0
            if verb.changes:
                self.reset(verb)
        return tried, good, sentences

    def run(self):
        print("%-44s %-8s %6s %8s %9s" % ("verb", "function", "tried", "success", "sentence"))
        for verb in VERBS:
            if "\n  %s " % verb.arguments[0] not in self.known:
                print("%-44s not in this program" % verb.arguments[0])
                continue
            if verb.gives and verb.stdout is None:
                self.reset(verb)
                verb.stdout = self.plain(verb.arguments, verb.stdin, verb.environment).stdout
            for function in FUNCTIONS:
                self.reset(verb)
                tried, good, sentences = self.try_function(verb, function)
                if tried:
                    print("%-44s %-8s %6d %8d %9d" % (verb.name, function, tried, good, sentences),
                          flush=True)
        print("%d passed, %d failed" % (self.passed, self.failed))
        return 1 if self.failed else 0


if __name__ == "__main__":
    sys.exit(Driver(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1).run())
