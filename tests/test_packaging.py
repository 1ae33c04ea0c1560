"""What people install: the sdist and the wheel hold what the tool needs, and the tool runs from them anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

import pytest

from handoff_cli import __version__
from handoff_cli.rules import RULES

pytestmark = pytest.mark.slow

TOP = Path(__file__).parent.parent
NAME = f"handoff_cli-{__version__}"


def run(*command: str | Path, cwd: Path = TOP) -> str:
    """A program's words, in an environment that leads to nothing but what is installed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**environment, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"},
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder)
    return folder / f"{NAME}.tar.gz"


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the sdist, as by anybody who has only that."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", folder, sdist)
    return folder / f"{NAME}-py3-none-any.whl"


class Installed:
    """An environment of its own, with the dependencies of the one the tests run in and nothing else of it."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=os.name != "nt")
        scripts = folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = scripts / ("python.exe" if os.name == "nt" else "python")
        self.handoff = scripts / ("handoff.exe" if os.name == "nt" else "handoff")
        paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        # A .pth file adds the folder without following the .pth files in it, by which a checkout may be installed there.
        (self.packages / "dependencies.pth").write_text("\n".join(sorted(paths)), encoding="utf-8")

    @property
    def packages(self) -> Path:
        return Path(run(self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())

    def install(self, *what: str | Path) -> None:
        run(sys.executable, "-m", "pip", "--python", self.python, "install", "-q", "--no-deps", *what)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    environment = Installed(tmp_path_factory.mktemp("installed") / "venv")
    environment.install(wheel)
    return environment


def files(folder: str) -> set[str]:
    """The files of this checkout below a folder that git knows or would add."""
    out = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", folder],
        cwd=TOP,
        capture_output=True,
        check=True,
    ).stdout
    return {name for name in out.decode().split("\0") if name and (TOP / name).is_file()}


def test_the_wheel_holds_what_the_tool_needs_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        held = set(opened.namelist())
    info = {name for name in held if name.startswith(f"{NAME}.dist-info/")}
    assert {PurePosixPath(name).name for name in info} == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "LICENSE"}
    wanted = files("handoff_cli")
    assert {"handoff_cli/templates/quote.yaml", "handoff_cli/templates/data-pack/manifest.yaml"} < wanted
    wanted |= {f"handoff_cli/{name}" for name in files("schemas")}
    wanted |= {f"handoff_cli/sample/{name}" for name in files("projects")}
    wanted |= {"handoff_cli/sample/handoff.yaml", "handoff_cli/sample/gitattributes"}
    assert held - info == wanted


def test_the_metadata_say_what_is_needed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        metadata = BytesParser().parsebytes(opened.read(f"{NAME}.dist-info/METADATA"))
        points = opened.read(f"{NAME}.dist-info/entry_points.txt").decode()
    assert (metadata["Name"], metadata["Version"]) == ("handoff-cli", __version__)
    assert (metadata["License-Expression"], metadata["Requires-Python"]) == ("Apache-2.0", ">=3.11")
    assert "handoff = handoff_cli.cli:run" in points
    needed = {need.split(">")[0] for need in metadata.get_all("Requires-Dist", []) if "extra" not in need}
    assert needed == {"gitpython", "jsonschema", "markdown-it-py", "python-calamine", "pyyaml"}


def test_the_sdist_holds_the_checkout(sdist: Path) -> None:
    with tarfile.open(sdist) as opened:
        held = {name.removeprefix(f"{NAME}/") for name in opened.getnames()}
    assert held - {"PKG-INFO"} == files(".")


def test_nothing_tells_where_it_was_built(sdist: Path, wheel: Path) -> None:
    traces = {str(path).encode() for path in (TOP, Path(sys.prefix), sdist.parent, wheel.parent)}
    with zipfile.ZipFile(wheel) as packed:
        contents = {name: packed.read(name) for name in packed.namelist()}
    with tarfile.open(sdist) as opened:
        for member in opened:
            read = opened.extractfile(member)
            contents[member.name] = read.read() if read else b""
            assert (member.uname, member.gname) == ("", ""), "nobody's name on this machine"
    assert not [(name, trace) for name, data in contents.items() for trace in traces if trace in data]


def test_it_runs_where_it_is_installed(installed: Installed, tmp_path: Path) -> None:
    where = run(installed.python, "-c", "import handoff_cli; print(handoff_cli.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.packages)
    assert run(installed.handoff, "--version", cwd=tmp_path) == f"handoff {__version__}\n"
    assert run(installed.python, "-m", "handoff_cli", "--version", cwd=tmp_path) == f"handoff {__version__}\n"


def test_it_explains_a_rule(installed: Installed, tmp_path: Path) -> None:
    rule = next(rule for rule in RULES if rule.name.startswith("quote"))
    shown = run(installed.handoff, "explain", rule.name, cwd=tmp_path)
    assert rule.title in shown
    assert "Fix" in shown


def test_it_begins_a_deal_and_checks_it(installed: Installed, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    run(installed.handoff, "new", "ACME-1042", "--customer", "Acme Ltd", cwd=tmp_path)
    assert "ACME-1042" in run(installed.handoff, "check", "--draft", cwd=tmp_path)


def test_the_story_plays_from_an_empty_folder_and_leaves_it_empty(installed: Installed, tmp_path: Path) -> None:
    shown = run(installed.handoff, "demo", cwd=tmp_path)
    assert "accepted" in shown
    assert "(signed)" in shown
    assert not list(tmp_path.iterdir())


def test_a_checkout_installed_for_work_reads_its_own_files(tmp_path: Path) -> None:
    environment = Installed(tmp_path / "venv")
    environment.install("--no-build-isolation", "-e", TOP)
    script = "from handoff_cli import resources as r; print(r.schemas_folder(), r.sample_folder(), sep='\\n')"
    schemas, sample = map(Path, run(environment.python, "-c", script, cwd=tmp_path).splitlines())
    assert (schemas, sample) == (TOP / "schemas", TOP)
    assert run(environment.handoff, "--version", cwd=tmp_path) == f"handoff {__version__}\n"
