"""A class has a name that no other has, and a function is called what it does."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("caarisma", "treatments", "providers", "matching")
DJANGOS = {"Meta", "Migration", "Command"}  # what Django itself looks for
TWICE: dict[str, str] = {}  # name -> why two classes have it; at most five
HOOKS = ("__", "clean", "validate")  # what Python and Django call by their own names


def modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def test_no_two_classes_have_one_name():
    places = defaultdict(list)
    for path, module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef) and node.name not in DJANGOS:
                places[node.name].append(f"{path}:{node.lineno}")

    twice = {name: found for name, found in places.items() if len(found) > 1}

    assert {name: found for name, found in twice.items() if name not in TWICE} == {}
    assert TWICE.keys() <= twice.keys(), "a reason for what is not so any more"
    assert len(TWICE) <= 5


def test_what_only_looks_and_raises_is_called_require():
    wrong = [
        f"{path}:{node.lineno} {node.name}"
        for path, module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and is_guard(node) and not has_right_name(node)
    ]

    assert wrong == []


def has_right_name(guard: ast.FunctionDef) -> bool:
    return guard.name.lstrip("_").startswith("require_") or guard.name.startswith(HOOKS)


def is_guard(function: ast.FunctionDef) -> bool:
    """Raises, returns nothing, and does nothing but look: no call for its own sake, and nothing assigned to others."""
    inside = list(ast.walk(function))
    raised = [node for node in inside if isinstance(node, ast.Raise)]
    return (
        any(node.exc and ast.unparse(node.exc) != "NotImplementedError" for node in raised)
        and not any(isinstance(node, ast.Return) and node.value is not None for node in inside)
        and not any(isinstance(node, ast.Yield | ast.YieldFrom | ast.Delete | ast.With) for node in inside)
        and not any(isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) for node in inside)
        and not any(isinstance(node, ast.Call) and ast.unparse(node.func).endswith("run") for node in inside)
        and not any(isinstance(node, ast.Attribute | ast.Subscript) and is_set(node) for node in inside)
    )


def is_set(node: ast.Attribute | ast.Subscript) -> bool:
    return isinstance(node.ctx, ast.Store)
