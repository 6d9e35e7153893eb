"""The rules of the code that a machine can check: who imports whom, what no file may contain, what loading costs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = sorted((ROOT / "vizlab").rglob("*.py"))
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))

# Low to high; a module imports only from its own layer or lower ones. `figures` stands apart: see its own test.
LAYERS = (
    ("errors", "catalogue"),
    ("recipes", "shipped", "progress", "randomness", "store", "devices", "decoding", "images", "frames", "uploads", "movies"),
    ("data", "models", "inspection", "backward_rules", "adam", "paints", "vae_codes"),
    ("training",),
    ("library", "model_cards"),
    ("landscapes",),
    (
        "optimizers",
        "doctor",
        "filters",
        "saliency",
        "robustness",
        "style",
        "embeddings",
        "generative",
    ),  # topics: see their own test
    ("jobs",),
    ("snippets", "__main__"),
)
TOPICS = set(LAYERS[6])


@cache
def nodes(path: Path) -> list[ast.AST]:
    """The syntax tree of a file, flat."""
    return list(ast.walk(ast.parse(path.read_text())))


@cache
def imports(path: Path) -> frozenset[str]:
    """Absolute names of everything that a file imports, wherever the import stands."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


def part(path: Path) -> str:
    return path.relative_to(ROOT / "vizlab").parts[0].removesuffix(".py")


def identify(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_library_knows_nothing_of_streamlit_and_pages() -> None:
    assert [identify(path) for path in LIBRARY if roots(path) & {"streamlit", "pages", "tests"}] == []


def test_pages_leave_torch_and_plotly_to_the_library() -> None:
    assert [identify(path) for path in PAGES if roots(path) & {"torch", "plotly", "distributed"}] == []


def test_figures_know_numpy_and_plotly_only() -> None:
    allowed = {"numpy", "plotly", "vizlab", *sys.stdlib_module_names}
    figures = [path for path in LIBRARY if part(path) == "figures"]
    assert len(figures) > 50
    for path in figures:
        assert roots(path) <= allowed, path
        assert all(name.startswith("vizlab.figures") for name in imports(path) if name.startswith("vizlab")), path


def own_modules(path: Path) -> set[str]:
    """The modules and folders right below `vizlab` that a file imports from."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("vizlab.")}


def test_modules_import_from_their_own_layer_or_below() -> None:
    floor = {name: level for level, names in enumerate(LAYERS) for name in names}
    for path in LIBRARY:
        if part(path) not in ("figures", "__init__"):
            assert {name for name in own_modules(path) if floor.get(name, 0) > floor[part(path)]} == set(), path


def test_topics_do_not_import_each_other() -> None:
    for path in LIBRARY:
        if part(path) in TOPICS:
            assert own_modules(path) & TOPICS <= {part(path)}, path


def test_nothing_is_caught_wholesale_and_nothing_unpickled() -> None:
    for path in [*LIBRARY, *PAGES]:
        for node in nodes(path):
            if isinstance(node, ast.ExceptHandler):
                caught = {ast.unparse(part) for part in ast.walk(node.type)} if node.type else {"everything"}
                assert not caught & {"everything", "Exception"}, f"{path}, line {node.lineno} catches {caught}"
            elif isinstance(node, ast.Call):
                assert not any(ast.unparse(word) == "allow_pickle=True" for word in node.keywords), path
                if ast.unparse(node.func) == "torch.load":
                    assert "weights_only=True" in ast.unparse(node), path
        assert "pickle" not in roots(path), path


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty = {"utils.py", "helpers.py", "base.py", "misc.py"}
    assert not [path for path in [*LIBRARY, *PAGES, *TESTS] if path.name in empty]


def test_no_file_names_a_machine() -> None:
    """Paths of one machine and addresses of package registries belong to whoever installs."""
    told = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    wanted = re.compile(r"/(work|farm|root)/|--(extra-)?index-url|find-links")
    texts = [ROOT / name for name in told if name.endswith((".py", ".md", ".toml", ".txt", ".sh", "run", "Dockerfile"))]
    assert len(texts) > 80
    found = [identify(path) for path in texts if path.exists() and wanted.search(path.read_text())]
    assert found in ([], ["tests/test_architecture.py"])


def fresh(code: str) -> str:
    """What a new Python process prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip().split("\n")[-1]


def test_home_and_the_catalogue_need_no_torch() -> None:
    code = f"""
import sys, logging
logging.disable(logging.CRITICAL)
import vizlab, vizlab.catalogue
assert "torch" not in sys.modules, "vizlab.catalogue"
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("{ROOT}/app.py", default_timeout=60).run()
assert app.title[0].value and not app.exception
print(sorted({{"torch", "distributed", "sklearn", "skimage"}} & set(sys.modules)))
"""
    assert fresh(code) == "[]"


def test_figures_need_no_torch() -> None:
    names = [f"vizlab.figures.{path.stem}" for path in (ROOT / "vizlab/figures").glob("*.py") if path.stem != "__init__"]
    assert fresh(f"import sys, {', '.join(names)}; print('torch' in sys.modules)") == "False"


def test_importing_everything_changes_no_setting_of_torch() -> None:
    code = """
import torch
def settings():
    return (torch.get_default_dtype(), torch.is_grad_enabled(), torch.initial_seed(), torch.get_rng_state().sum().item(),
            torch.are_deterministic_algorithms_enabled(), torch.get_default_device())
before = settings()
import vizlab.library, vizlab.training, vizlab.jobs, vizlab.saliency, vizlab.snippets, vizlab.data.samples
print(before == settings())
"""
    assert fresh(code) == "True"


def test_every_folder_is_in_the_map_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    folders = {path.parent.name for path in LIBRARY if path.parent.name != "vizlab"}
    assert not {folder for folder in folders if f"{folder}/" not in readme}
