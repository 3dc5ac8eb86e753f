"""The words of CONTRIBUTING.md are those of the code: each names something, and no second word names the same."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDERS: Final = ("caarisma", "treatments", "providers", "matching")
ALLOWED: Final = {  # a name with a word that is not ours -> why it has it
    "NURSE_PRACTITIONER": "a license type has the name that states give it",
    "booking": 'the step that books, as the patient\'s tick says: "book it for me"; what it makes is a Visit',
}


class Entry(NamedTuple):
    words: list[str]
    names: list[str]
    others: list[str]


def glossary() -> list[Entry]:
    section = (ROOT / "CONTRIBUTING.md").read_text().split("\n## Words\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")][2:]
    return [
        Entry(listed_in(word), re.findall(r"`([^`]+)`", names), listed_in(others)) for word, _, names, others in rows
    ]


def listed_in(cell: str) -> list[str]:
    return [word.strip().lower() for word in cell.split(",") if word.strip()]


def product() -> Iterator[tuple[Path, ast.Module]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "settings" not in path.parts:  # these names are Django's and allauth's
                yield path.relative_to(ROOT), ast.parse(path.read_text())


@pytest.fixture(scope="module")
def identifiers() -> dict[str, str]:
    """Each name that is given in the code -> where: of files and folders, classes, functions, arguments, variables."""
    found: dict[str, str] = {}
    for path, module in product():
        for part in (*path.parts[:-1], path.stem):
            found.setdefault(part, str(path))
        for node in ast.walk(module):
            if name := given(node):
                found.setdefault(name, f"{path}:{getattr(node, 'lineno', 1)}")
    return found


def given(node: ast.AST) -> str:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.arg(arg=name):
            return name
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return name
    return ""


def in_words(name: str) -> str:
    """ "PracticeLocation" and "PRACTICE_LOCATION" are " practice location "."""
    return f" {' '.join(re.findall(r'[A-Z]+(?![a-z])|[A-Z]?[a-z]+', name)).lower()} "


def says(name: str, word: str) -> bool:
    """Whether the name has the word, or more than one of it."""
    return f" {word} " in in_words(name) or f" {word}s " in in_words(name)


def test_each_word_is_in_the_name_beside_it(identifiers):
    classes = {node.name for _, module in product() for node in ast.walk(module) if isinstance(node, ast.ClassDef)}
    wrong = []
    for entry in glossary():
        told = all(any(word.replace(" ", "") in flat(name) for name in entry.names) for word in entry.words)
        there = all((ROOT / name).exists() if "/" in name else name in classes for name in entry.names)
        if not (entry.names and told and there):
            wrong.append(entry)

    assert wrong == []


def flat(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.removesuffix(".py").lower().replace("wishes", "wish"))


def test_no_second_word_names_anything(identifiers):
    others = [word for entry in glossary() for word in entry.others]
    used = {
        (word, name, place)
        for name, place in identifiers.items()
        for word in others
        if says(name, word) and name not in ALLOWED
    }

    assert used == set()


def test_each_exception_is_still_one(identifiers):
    others = [word for entry in glossary() for word in entry.others]

    assert [name for name in ALLOWED if name not in identifiers or not any(says(name, word) for word in others)] == []


def test_the_table_says_each_word_once():
    words = [word for entry in glossary() for word in (*entry.words, *entry.others)]

    assert len(words) > 50
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize(
    ("name", "word"),
    [("BookingForm", "booking"), ("list_bookings", "booking"), ("BODY_PARTS", "body part"), ("next_cron_at", "cron")],
)
def test_a_second_word_is_found_in_whatever_way_it_is_written(name, word):
    assert says(name, word)


def test_a_longer_word_is_not_a_second_one():
    assert not says("bank_account", "ban")
