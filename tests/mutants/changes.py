# SPDX-License-Identifier: MIT
"""Small changes to C code, by rule. changes_of(PATH, TEXT) lists them all; each has lines before and after.

The rules know only as much of C as this tree's style needs: one statement a line, a tab a level, `{` of a function in
the first column. A change that does not compile is no change.
"""
import difflib
import re

# What the end of the process does as well: memory without a secret, and descriptors.
RELEASES = re.compile(r"^(close|fclose|free|closedir|va_\w+|cJSON_Delete|gcry_free|g_free|g_clear_\w+"
                      r"|g_\w+_(free|unref)|sd_\w+_unref|curl_\w*(cleanup|free_all)|yaml_\w+_delete|g_assert\w*)$")
# No descriptor of ours is 0: startup.c opens 0 to 2 before anything else.
DESCRIPTOR = re.compile(r"\b(fd|folder|old|lock)$")
COMPARISONS = {" < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > "}
# Flags that are 0.
ZERO = {"O_RDONLY", "BPF_LD", "BPF_W", "BPF_K"}
OPENING, CLOSING = "([{", ")]}"


class Change:
    def __init__(self, path, text, start, end, by, rule):
        self.path, self.rule = path, rule
        self.changed = text[:start] + by + text[end:]
        self.line = text.count("\n", 0, start) + 1
        # The line before the function or the table that it is in.
        self.block = text.count("\n", 0, max(text.rfind("\n}", 0, start), text.rfind("\n\n", 0, start), 0)) + 1
        self.last_line = text.count("\n", 0, end) + 1
        before, after = text.splitlines(), self.changed.splitlines()
        self.diff = list(difflib.unified_diff(before, after, path, path, lineterm="", n=2))
        self.before = tuple(line[1:].strip() for line in self.diff[2:] if line.startswith("-"))
        self.after = tuple(line[1:].strip() for line in self.diff[2:] if line.startswith("+"))

    def key(self):
        return self.path, self.before, self.after


def without_texts(text):
    """The same length, with blanks for comments, strings, characters and lines of the preprocessor."""
    pattern = r"/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])+'|^#(?:\\\n|[^\n])*"
    return re.sub(pattern, lambda match: re.sub(r"[^\n]", "_" if match[0][0] in "\"'" else " ", match[0]), text,
                  flags=re.S | re.M)


def closing_of(code, at):
    """Where the bracket at `at` is closed."""
    depth = 0
    for i in range(at, len(code)):
        depth += (code[i] in OPENING) - (code[i] in CLOSING)
        if depth == 0:
            return i
    return -1


def operand_start(code, at):
    depth = 0
    for i in range(at - 1, -1, -1):
        depth += (code[i] in CLOSING) - (code[i] in OPENING)
        if depth < 0 or (depth == 0 and (code[i] in ",;?:{}" or code[i - 1:i + 1] in ("&&", "||"))):
            return i + 1
        if depth == 0 and (re.match(r"[^=!<>]= ", code[i - 1:i + 2]) or re.match(r"return\b", code[i - 5:i + 2])):
            return i + 1
    return 0


def operand_end(code, at):
    depth = 0
    for i in range(at, len(code)):
        depth += (code[i] in OPENING) - (code[i] in CLOSING)
        if depth < 0 or (depth == 0 and (code[i] in ",;?:" or code[i:i + 2] in ("&&", "||"))):
            return i
    return len(code)


def negated(code):
    for match in re.finditer(r"\b(?:if|while) \(", code):
        end = closing_of(code, match.end() - 1)
        yield match.end(), end, "!(", ")"


def changes_of(path, text):
    code = without_texts(text)
    found = []

    def add(start, end, by, rule):
        found.append(Change(path, text, start, end, by, rule))

    for start, end, before, after in negated(code):
        add(start, end, before + text[start:end] + after, "negate")
    for match in re.finditer(r"return [^;]*? (==|!=) |(==|!=) [^;,()]* \? ", code):
        group = 1 if match[1] else 2
        add(match.start(group), match.end(group), "!=" if match[group] == "==" else "==", "negate")
    for match in re.finditer(r"\s*(?:&&|\|\|)\s+", code):
        # Of a condition that no caller may break.
        if code[code.rfind("\n", 0, match.start()) + 1:].lstrip().startswith("g_assert("):
            continue
        left, right = operand_start(code, match.start()), operand_end(code, match.end())
        left += len(code[left:]) - len(code[left:].lstrip())
        right = len(code[:right].rstrip())
        add(match.start(), right, "", "half")
        add(left, match.end(), "", "half")
    for match in re.finditer(r"^(\t+)((?:\(void\))?([a-z]\w*)\()", code, flags=re.M):
        end = closing_of(code, match.end() - 1)
        if end < 0 or code[end + 1:end + 3] != ";\n" or RELEASES.match(match[3]):
            continue
        add(match.end(1), end + 2, ";", "call")
    for match in re.finditer(r"^\t+(g_auto\(Secret\)) ", code, flags=re.M):
        add(match.start(1), match.end(1), "Secret", "wipe")
    for match in re.finditer(r"^(?:static )?(bool|int) \w+\([^;{]*\)\n{\n", code, flags=re.M):
        add(match.end(), match.end(), "\treturn %s;\n" % ("true" if match[1] == "bool" else "0"), "return")
    for match in re.finditer(r" (?:<=?|>=?) (0\b)?", code):
        if not (match[1] and DESCRIPTOR.search(code, 0, match.start())):
            add(match.start(), match.end() - len(match[1] or ""), COMPARISONS[match[0].rstrip("0")], "compare")
    for match in re.finditer(r" \| ([A-Z]\w+)", code):
        if match[1] in ZERO:
            continue
        add(match.start(), match.end(), "", "flag")
    for match in re.finditer(r"\b([A-Z]\w+) \|\s", code):
        if match[1] in ZERO:
            continue
        add(match.start(), match.end(), "", "flag")
    return list({change.changed: change for change in found}.values())
