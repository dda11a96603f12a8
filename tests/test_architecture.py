"""How the code is laid out, held by the build rather than by memory."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from geo_asb.cli import VERBS

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("geo_asb", "dashboard", "nap")
MODULES = sorted(path for name in PACKAGES for path in (REPOSITORY / name).rglob("*.py"))
LONGEST_FUNCTION_LINES = 80


def _name(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def _words() -> str:
    pages = [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def _tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - the developer's own git
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        text=True,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout: the list of the project's own files is unknown")
    files = (REPOSITORY / name for name in listed.stdout.split("\0") if name)
    return [path for path in files if path.exists()]


def test_imports_point_down(capsys, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    outcome = lint_imports(no_cache=True, no_logo=True)
    assert outcome == 0, capsys.readouterr().out


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_lists_its_public_face_in_order(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    listed = [_string_list(node) for node in tree.body if _assigns_all(node)]
    if path.name == "__init__.py" and not listed:
        assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)
        return
    assert listed, "no __all__"
    assert listed[0] == sorted(listed[0], key=_constants_classes_verbs)


def _assigns_all(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
    )


def _string_list(node: ast.stmt) -> list[str]:
    assert isinstance(node, ast.Assign)
    return list(ast.literal_eval(node.value))


def _constants_classes_verbs(name: str) -> tuple[int, str]:
    if name.isupper():
        return 0, name
    return (1, name) if name[0].isupper() else (2, name)


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_function_is_over_eighty_lines(path):
    long = [
        f"{node.name} at line {node.lineno}"
        for node in _functions(ast.parse(path.read_text(encoding="utf-8")))
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION_LINES
    ]
    assert long == []


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_every_setting_is_in_the_docs():
    code = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    settings = set(re.findall(r"\b(?:GEO_ASB_[A-Z_]*[A-Z]|DATABASE_URL)\b", code))
    words = _words()
    assert {setting for setting in settings if setting not in words} == set()


def test_every_verb_is_in_the_docs():
    words = _words()
    assert [verb.name for verb in VERBS if f"geo-asb {verb.name}" not in words] == []


def test_no_file_names_a_folder_of_somebodys_machine():
    pattern = re.compile("(?<![a-z.])/(?:" + "|".join(["work", "root", "home", "Users"]) + r")/\w")
    found = []
    for path in _tracked_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{_name(path)}: {hit[0]}" for hit in pattern.finditer(text)]
    assert found == []
