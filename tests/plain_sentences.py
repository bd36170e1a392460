"""Looking through modules for sentences that people read and that no translation would reach."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
GETTEXT |= {"npgettext", "npgettext_lazy"}
TOLD_BY = {"success", "error", "info", "warning"}  # messages.success(request, "…")
REFUSALS = {"ValidationError", "ActionRefused", "UnreadableFile", "NotAPicture", "Explanation", "Step"}
SAYS_FIRST = REFUSALS | {"helper_with_button", "send_mail", "EmailMessage", "add_error"}
SPOKEN_KEYWORDS = {"label", "help_text", "empty_label", "verbose_name", "verbose_name_plural", "subject", "choices"}
SPOKEN_KEYWORDS |= {"error_messages", "labels", "help_texts"}
CHOICES = {"TextChoices", "IntegerChoices", "Choices"}
TWO_WORDS = re.compile(r"[^\W\d_]{2,}[,;:’'.]? [^\W\d_“]+")


def plain_sentences(text: str) -> list[tuple[int, str]]:
    """Line and words of each sentence of a module's code that stands where people read it, outside gettext."""
    return [(node.lineno, _said(node)) for node in plain_nodes(ast.parse(text))]


def plain_nodes(tree: ast.AST) -> list[ast.expr]:
    found = {id(node): node for place in _spoken_places(tree) for node in _sentences(place)}
    return sorted(found.values(), key=lambda node: node.lineno)


def _spoken_places(tree: ast.AST) -> Iterator[ast.expr]:
    """What stands where a person will read it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            whose = getattr(node.func.value, "id", "") if isinstance(node.func, ast.Attribute) else ""
            if name in SAYS_FIRST or (whose == "messages" and name in TOLD_BY):
                yield from node.args
            yield from (keyword.value for keyword in node.keywords if keyword.arg in SPOKEN_KEYWORDS)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
                if name in SPOKEN_KEYWORDS:
                    yield node.value
        elif isinstance(node, ast.ClassDef) and CHOICES & set(map(_called, node.bases)):
            yield from (line.value for line in node.body if isinstance(line, ast.Assign))


def _called(base: ast.expr) -> str:
    return getattr(base, "attr", getattr(base, "id", ""))


def _sentences(node: ast.AST) -> Iterator[ast.expr]:
    """The sentences in an expression, but none of those that a call of its own takes."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        if TWO_WORDS.search(_said(node)):
            yield node
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _sentences(value)
    elif isinstance(node, ast.List | ast.Tuple | ast.BinOp | ast.IfExp | ast.BoolOp):
        for inside in ast.iter_child_nodes(node):
            yield from _sentences(inside)


def _said(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return str(getattr(node, "value", ""))


def modules(root: Path, rooms: list[str]) -> list[Path]:
    """The modules of these rooms, without what the database's history is made of."""
    found = (path for room in rooms for path in (root / room).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)
