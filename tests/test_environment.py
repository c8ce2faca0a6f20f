"""environment.yml (conda, Windows, Binder) promises what pyproject.toml promises."""

import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from rattler import MatchSpec, Version, VersionSpec

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
SPECS = [MatchSpec(entry) for entry in CONDA if isinstance(entry, str)]
PINS = {
    requirement.name: next(iter(requirement.specifier)).version
    for requirement in map(Requirement, PROJECT["dependencies"])
}
NAMES_ON_PYPI = {"pytorch-cpu": "torch"}
INSTALLERS = {"python", "pip"}  # what conda brings so that the rest can be installed


def name_of(spec: MatchSpec) -> str:
    return spec.name.normalized


def accepts(spec: MatchSpec, version: str) -> bool:
    """Whether conda would take this version of the package for this spec."""
    return VersionSpec(spec.version).matches(Version(version))


@pytest.mark.parametrize("line", PROJECT["dependencies"])
def test_every_dependency_is_pinned_exactly(line):
    (specifier,) = Requirement(line).specifier
    assert specifier.operator == "=="
    assert "*" not in specifier.version


@pytest.mark.parametrize(
    "spec", [spec for spec in SPECS if name_of(spec) not in INSTALLERS], ids=name_of
)
def test_a_conda_package_is_the_version_pinned_for_pip(spec):
    pin = PINS[NAMES_ON_PYPI.get(name_of(spec), name_of(spec))]
    assert accepts(spec, pin)
    for other in (f"{pin}.1", f"{pin}rc1", "0", "9999"):
        assert not accepts(spec, other), f"{spec} would also take {other}"


def test_conda_takes_only_pythons_that_the_project_allows():
    (python,) = (spec for spec in SPECS if name_of(spec) == "python")
    allowed = SpecifierSet(PROJECT["requires-python"])
    versions = [f"{major}.{minor}.0" for major in (2, 3, 4) for minor in range(30)]
    taken = [version for version in versions if accepts(python, version)]
    assert taken
    assert all(version in allowed for version in taken)


def test_torch_comes_from_conda_and_the_rest_from_the_project_itself():
    assert {name_of(spec) for spec in SPECS} == {*INSTALLERS, *NAMES_ON_PYPI}
    assert [entry for entry in CONDA if isinstance(entry, dict)] == [{"pip": ["-e ."]}]
