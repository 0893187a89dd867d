"""A store of files, and a person who has some."""

import pytest

from tests.contracts.conftest import Ground, ground
from tools.actor import Actor, AppId, OrganisationId, UserId
from tools.files import Files

__all__ = ["ground"]


def actor_of(user_id: UserId) -> Actor:
    """The person, with the scopes of everybody."""
    scopes = frozenset({"files:read", "files:write"})
    return Actor(user_id=user_id, organisation_id=OrganisationId("o"), app_id=AppId("a"), scopes=scopes)


@pytest.fixture
def files(ground: Ground) -> Files:
    """The store, on each database."""
    return Files(ground.database, ground.keys, ground.clock)


@pytest.fixture
def nadia(ground: Ground) -> Actor:
    """A person."""
    return actor_of(ground.user_id)
