"""pyproject.toml, constraints.txt and environment.yml (conda, Windows, Binder) agree."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.browser import browsers

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
PROMISED = {"jupyterlab", "torch", "matplotlib", "ipywidgets", "nbval", "pytest"}


def fixed_versions() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.lower().split("==") for line in lines if not line.startswith("#"))


def requirements(*extras: str) -> list[Requirement]:
    lines = PROJECT["dependencies"] + [line for extra in extras for line in EXTRAS[extra]]
    return [Requirement(line) for line in lines]


def test_the_fixed_versions_lie_in_the_ranges():
    fixed = fixed_versions()
    for requirement in requirements(*EXTRAS):
        assert fixed[requirement.name.lower()] in requirement.specifier, requirement


def test_the_fixed_versions_install_on_the_python_of_debian_12():
    for name, fixed in fixed_versions().items():
        try:
            installed, allowed = version(name), metadata(name)["Requires-Python"] or ""
        except PackageNotFoundError:  # for another platform
            continue
        if installed != fixed:  # make versions tries others
            continue
        assert "3.11.2" in SpecifierSet(allowed), f"{name} wants Python {allowed}"


def test_jupyterlab_starts_without_a_parser_of_addresses():
    """jsonschema brings it from 4.25 on; its import is two thirds of JupyterLab's, for nothing."""
    assert "rfc3987-syntax" not in fixed_versions()


def test_every_range_has_a_tested_lower_bound():
    for requirement in requirements():
        (specifier,) = requirement.specifier
        assert specifier.operator == ">=", requirement


def test_a_student_does_not_install_what_only_tests_need():
    assert not {item.name for item in requirements()} & {"pytest", "nbval", "voila", "jupytext"}


def test_conda_takes_the_fixed_torch_and_an_allowed_python():
    packages = dict(re.split("=+", line) for line in CONDA if "=" in line)
    assert packages.pop("pytorch-cpu") == fixed_versions()["torch"]
    assert packages.pop("python") in SpecifierSet(PROJECT["requires-python"])
    assert not packages


def test_conda_installs_all_that_the_course_promises():
    (installed,) = (entry["pip"] for entry in CONDA if isinstance(entry, dict))
    constraints, project = installed
    assert constraints == "-c constraints.txt"
    extras = re.fullmatch(r"-e \.\[([\w,]+)\]", project)[1].split(",")
    assert {requirement.name for requirement in requirements(*extras)} >= PROMISED


def test_what_the_browser_tests_lack_is_said_before_the_first_test(monkeypatch):
    tried = []
    monkeypatch.setattr(browsers, "find", lambda: None)
    monkeypatch.setattr(browsers.shutil, "which", lambda command: None)
    monkeypatch.setattr(browsers, "driver_starts", lambda: True)
    monkeypatch.setattr(browsers, "_is_root_on_debian", lambda: False)
    monkeypatch.setattr(browsers.subprocess, "run", lambda command, **_: tried.append(command))
    with pytest.raises(SystemExit, match="missing here: a browser and npm. Install them"):
        browsers.prepare()
    assert [command[-2:] for command in tried] == [["install", "chromium"]]


def test_a_root_on_debian_gets_what_is_missing(monkeypatch):
    tried = []
    monkeypatch.setattr(browsers, "missing", lambda: {"npm": "npm"} if not tried else {})
    monkeypatch.setattr(browsers, "find", lambda: "chromium")
    monkeypatch.setattr(browsers, "_is_root_on_debian", lambda: True)
    monkeypatch.setattr(browsers.subprocess, "run", lambda command, **_: tried.append(command))
    browsers.prepare()
    assert [command[0] for command in tried] == ["apt-get", "apt-get"]
    assert tried[-1][-1] == "npm"
