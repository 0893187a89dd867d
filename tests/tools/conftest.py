"""The ground of the contract suites, here too."""

from tests.contracts.conftest import ground

__all__ = ["ground"]
