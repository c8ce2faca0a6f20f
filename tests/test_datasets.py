"""The data are what scikit-learn ships, split without leaks, and the same for the same seed."""

import gzip

import numpy as np
import pytest
import sklearn.datasets
import torch

from lesson_utils import datasets, tables

MAKERS = [
    datasets.digits, datasets.iris, datasets.tumours, datasets.two_moons,
    datasets.xor, datasets.temperature, datasets.polynomial,
]  # fmt: skip


def test_tables_equal_those_of_scikit_learn():
    inputs, labels = tables.digits()
    oracle = sklearn.datasets.load_digits()
    np.testing.assert_allclose(inputs * 16, oracle.data)
    np.testing.assert_array_equal(labels, oracle.target)
    inputs, labels = tables.iris()
    oracle = sklearn.datasets.load_iris()
    np.testing.assert_allclose(inputs, oracle.data, rtol=1e-6)
    np.testing.assert_array_equal(labels, oracle.target)
    inputs, labels = tables.tumours()
    oracle = sklearn.datasets.load_breast_cancer()
    np.testing.assert_allclose(
        inputs.numpy() * [3.5, 4.3] + [14, 19], oracle.data[:, :2], rtol=1e-5, atol=1e-5
    )
    malignant = list(oracle.target_names).index("malignant")
    np.testing.assert_array_equal(labels == 1, oracle.target == malignant)


@pytest.mark.parametrize("maker", MAKERS)
def test_the_same_seed_gives_the_same_data_and_the_test_set_is_sealed(maker):
    first, again, other = maker(3), maker(3), maker(4)
    assert torch.equal(first.train_inputs, again.train_inputs)
    assert torch.equal(first.train_labels, again.train_labels)
    assert not torch.equal(first.train_inputs, other.train_inputs)
    assert torch.equal(first.test_inputs, other.test_inputs)
    assert first.train_inputs.dtype == torch.float32
    assert first.train_labels.dtype == (torch.int64 if first.classes else torch.float32)


@pytest.mark.parametrize(
    ("maker", "total"), [(lambda s: datasets.digits(s, train_size=800), 1797), (datasets.iris, 150)]
)
def test_the_parts_of_real_data_share_no_example(maker, total):
    data = maker(1)
    parts = [data.train_inputs, data.validation_inputs, data.test_inputs]
    assert sum(map(len, parts)) == total
    table = sorted(map(tuple, torch.cat(parts).tolist()))
    whole = tables.digits if data.name == "digits" else tables.iris
    assert table == sorted(map(tuple, whole()[0].tolist()))


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_wrong_labels_are_wrong_and_as_many_as_said(share):
    right, wrong = (datasets.digits(0, wrong_labels=s) for s in (0.0, share))
    assert torch.equal(right.train_inputs, wrong.train_inputs)
    assert (right.train_labels != wrong.train_labels).sum() == round(200 * share)
    assert torch.equal(right.validation_labels, wrong.validation_labels)
    assert wrong.train_labels.min() >= 0
    assert wrong.train_labels.max() <= 9


def test_health_falls_to_both_sides_of_37():
    data = datasets.temperature(0, train_size=5000)
    warmth, healthy = data.train_inputs[:, 0], data.train_labels.float()
    middle = healthy[warmth.abs() < 0.5].mean()
    assert middle > 0.8
    assert healthy[warmth > 2.5].mean() < 0.1
    assert healthy[warmth < -2.5].mean() < 0.1


def test_polynomial_labels_are_the_cubic_with_its_noise():
    data = datasets.polynomial(0, train_size=5000, noise=0.3)
    errors = data.train_labels - datasets.cubic(data.train_inputs[:, 0])
    assert errors.mean().abs() < 0.02
    assert errors.std() == pytest.approx(0.3, abs=0.02)


CUT = gzip.compress(b"1,2,3\n" * 99, mtime=0)[:-9]  # a time would name the case anew each run


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b broken", CUT])
def test_a_truncated_file_is_named_with_its_cure(content, tmp_path, monkeypatch):
    folder = tmp_path / "datasets" / "data"
    folder.mkdir(parents=True)
    (folder / "digits.csv.gz").write_bytes(content)

    class Package:
        submodule_search_locations = (str(tmp_path),)

    monkeypatch.setattr(tables.importlib.util, "find_spec", lambda name: Package)
    with pytest.raises(OSError, match="digits.csv.gz.*force-reinstall"):
        tables._rows("digits.csv.gz", 1797)
    (folder / "iris.csv").write_bytes(b"150,4,a,b,c\n" + b"5.1,3.5,1.4,0.2,0\n" * 149 + b"5.9,3.0")
    with pytest.raises(OSError, match="iris.csv.*force-reinstall"):
        tables._rows("iris.csv", 151, skip=1)
