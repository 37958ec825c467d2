"""Build sdist and wheel from the commit, and install and run the wheel on every supported Python that is found.

    python scripts/check_package.py            # leaves both in dist/

Interpreters are looked for on the PATH (``python3.10`` …) and in pyenv's folder. Also holds that the wheel is built
from the sdist, has what the package needs at run time and nothing else, and that both are of one version.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
VERSIONS = ("3.10", "3.11", "3.12", "3.13")
PAGE = ROOT / "tests/fixtures/post/stocks-and-promo/page.md"


def main() -> None:
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        commit = scratch / "commit"
        _run("git", "-C", ROOT, "worktree", "prune")
        _run("git", "clone", "--quiet", ROOT, commit)
        builder = _environment(Path(sys.executable), scratch / "builder")
        _run(builder, "-m", "pip", "install", "--quiet", "--upgrade", "pip", "build")
        shutil.rmtree(ROOT / "dist", ignore_errors=True)
        _run(builder, "-m", "build", "--outdir", ROOT / "dist", commit)  # the wheel is built from the sdist
        (wheel,) = (ROOT / "dist").glob("*.whl")
        (source,) = (ROOT / "dist").glob("*.tar.gz")
        version = _check_contents(wheel, source)
        found = {name: python for name in VERSIONS if (python := _interpreter(name))}
        for name, python in found.items():
            _check_installed(_environment(python, scratch / name), wheel, version)
            print(f"Python {name}: {wheel.name} installs and runs")
        print(f"not found here: {', '.join(sorted(set(VERSIONS) - found.keys())) or 'none'}")


def _check_contents(wheel: Path, source: Path) -> str:
    """The version of both."""
    version = wheel.name.split("-")[1]
    names = zipfile.ZipFile(wheel).namelist()
    for needed in ("sinaextract/py.typed", "sinaextract/article/record.schema.json", "sinaextract/cli/command.py"):
        assert needed in names, f"{needed} is not in {wheel.name}"
    strange = [name for name in names if not name.startswith(("sinaextract/", f"sinaextract-{version}.dist-info/"))]
    assert not strange, f"{wheel.name} holds {strange}"
    with tarfile.open(source) as archive:
        inside = archive.getnames()
    top = f"sinaextract-{version}"
    for needed in (
        "src/sinaextract/cli/command.py",
        "tests/cli/test_command.py",
        "README.md",
        "README.zh-CN.md",
        "docs/fields.md",
        "LICENSE",
    ):
        assert f"{top}/{needed}" in inside, f"{needed} is not in {source.name}"
    return version


def _check_installed(python: Path, wheel: Path, version: str) -> None:
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    command = python.with_name("sinaextract")
    assert _run(command, "--version").strip() == f"sinaextract, version {version}"
    shown = _run(command, PAGE)
    assert shown.startswith("---\ntitle: "), shown[:200]
    assert shown == PAGE.with_name("expected.md").read_text("utf-8").replace("input: page.md", f"input: {PAGE}")
    library = "import sys, sinaextract; print(sinaextract.extract_file(sys.argv[1]).title, sinaextract.__version__)"
    assert _run(python, "-c", library, PAGE).strip().endswith(version)
    _run(python, "-m", "pip", "check")


def _interpreter(version: str) -> Path | None:
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    on_path = shutil.which(f"python{version}")
    for candidate in [*sorted(pyenv.glob(f"{version}.*/bin/python")), *([Path(on_path)] if on_path else [])]:
        done = subprocess.run([candidate, "--version"], capture_output=True, text=True)  # pyenv's may be a mere shim
        if done.stdout.startswith(f"Python {version}."):
            return candidate
    return None


def _environment(python: Path, folder: Path) -> Path:
    """The interpreter of a new empty environment."""
    if python == Path(sys.executable):
        venv.create(folder, with_pip=True)
    else:
        _run(python, "-m", "venv", folder)
    return folder / "bin" / "python"


def _run(*command: str | Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, env=environment, cwd="/")
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
