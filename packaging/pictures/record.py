#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""record.py INPUT OUT.svg COMMAND...: runs shell commands one after the other and draws what a terminal showed.

A command that begins with "!" runs on a pseudo terminal and is given the text of the file INPUT where it asks; the
others write into a pipe, and are drawn with the colours they have there. Only colours are understood, no movement.
"""
import html
import os
import pty
import re
import select
import subprocess
import sys

COLUMNS = 110
CHARACTER, LINE = 7.83, 17  # of the 13 px font below
COLOURS = {"31": "#f47067", "32": "#57ab5a", "33": "#c69026", "34": "#539bf5", "90": "#768390", "2": "#768390"}


def on_terminal(command, answer):
    pid, master = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm"
        os.execvp("sh", ["sh", "-c", command])
    shown, answered = b"", False
    while True:
        ready, _, _ = select.select([master], [], [], 60)
        try:
            more = os.read(master, 4096) if ready else b""
        except OSError:
            more = b""
        if not more:
            break
        shown += more
        if not answered and shown.rstrip(b"\r\n").endswith(b": "):
            os.write(master, answer + b"\n")
            answered = True
    os.waitpid(pid, 0)
    return shown.decode()


def in_pipe(command):
    run = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return run.stdout


def wrap(line):
    """Breaks at the last space before the width of the terminal, and indents what follows like the line itself. Escape
    sequences take no room."""
    cells = re.findall(r"(?:\x1b\[[0-9;]*m)*(?:[^\x1b]|$)", line)
    text = re.sub(r"\x1b\[[0-9;]*m", "", line)
    indent = " " * (len(text) - len(text.lstrip(" ")))
    pieces = []
    while len(cells) > COLUMNS:
        spaces = [i for i in range(len(indent) + 1, COLUMNS + 1) if cells[i].endswith(" ")]
        end = spaces[-1] if spaces else COLUMNS
        pieces.append("".join(cells[:end]))
        cells = list(indent) + cells[end + (1 if spaces else 0):]
    return pieces + ["".join(cells)]


def spans(line):
    """One line of text with SGR sequences as tspans."""
    out, style = "", ""
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        code = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if code:
            codes = code[1].split(";")
            fill = next((COLOURS[c] for c in codes if c in COLOURS), None)
            style = (' fill="%s"' % fill if fill else "") + (' font-weight="bold"' if "1" in codes else "")
        elif part:
            out += "<tspan%s>%s</tspan>" % (style, html.escape(part))
    return out


def draw(lines):
    width, height = COLUMNS * CHARACTER + 32, len(lines) * LINE + 56
    yield '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">' % ((width, height) * 2)
    yield '<rect width="100%" height="100%" rx="8" fill="#22272e"/>'
    for x, colour in ((20, "#f47067"), (40, "#c69026"), (60, "#57ab5a")):
        yield '<circle cx="%d" cy="18" r="6" fill="%s"/>' % (x, colour)
    yield ('<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13" fill="#adbac7" '
           'xml:space="preserve">')
    for number, line in enumerate(lines):
        yield '<text x="16" y="%d">%s</text>' % (50 + number * LINE, spans(line))
    yield "</g>\n</svg>"


def main():
    with open(sys.argv[1], "rb") as file:
        answer = file.read()
    # Where this run keeps its things, as a person's machine would show it.
    places = [pair.split("=") for pair in os.environ.get("SHOWN_AS", "").split(":") if pair]
    lines = []
    for command in sys.argv[3:]:
        shown = command.lstrip("!")
        lines.append("\x1b[32m$\x1b[0m \x1b[1m%s\x1b[0m" % shown)
        text = on_terminal(shown, answer) if command.startswith("!") else in_pipe(shown)
        for real, name in places:
            text = text.replace(real, name)
        for line in text.replace("\r\n", "\n").rstrip("\n").split("\n"):
            # Progress is written over, and over.
            lines.extend(wrap(line.split("\r")[-1].replace("\x1b[K", "")))
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write("\n".join(draw(lines)) + "\n")


if __name__ == "__main__":
    main()
