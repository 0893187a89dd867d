"""The public face of evals."""

import evals


def test_exported_names_are_sorted_and_exist() -> None:
    assert evals.__all__ == sorted(evals.__all__)
    assert set(evals.__all__) <= set(dir(evals))
