"""What passes for an address, and for a password."""

import pytest

from tests.tools.accounts.conftest import EMAIL
from tools.accounts.errors import WeakPassword
from tools.accounts.rules import check_email, check_password
from tools.errors import InvalidArguments


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("court", "too_short"),
        ("x" * 129, "too_long"),
        ("motdepasse123", "common"),
        ("P@ssw0rd2024!", "common"),
        ("Soleil-2024!", "common"),
        ("azertyuiop", "common"),
        ("1234567890", "common"),
        ("2024-11-20!", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("abcabcabcabc", "common"),
        ("password password", "common"),
        (EMAIL, "same_as_email"),
        (EMAIL.upper(), "same_as_email"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str, reason: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_password(password, EMAIL)
    assert refused.value.details == {"field": "password", "reason": reason}
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password",
    ["cheval batterie agrafe", "x7$kQ!pv92", "les mots doux du soir", "😀" * 4 + "douze-lunes", "y" + "k" * 127 + ""],
)
def test_any_characters_make_a_password(password: str) -> None:
    assert check_password(password, EMAIL) == password


def test_the_same_text_typed_otherwise_is_the_same_password() -> None:
    assert check_password("e\u0301tonnant voyage", EMAIL) == "étonnant voyage"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "camille",
        "a@b",
        "a b@example.org",
        "a@exa mple.org",
        "a@example.org\nBcc: x@y.fr",
        "a" * 65 + "@b.fr",
        "a@b@c.fr",
    ],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(InvalidArguments) as refused:
        check_email(email)
    assert refused.value.details == {"field": "email"}


@pytest.mark.parametrize("email", [" Camille@Example.ORG ", "ｃamille@example.org"])
def test_an_address_is_compared_in_one_form(email: str) -> None:
    assert check_email(email) == EMAIL


@pytest.mark.parametrize("email", ["zoe+cv@sous.domaine.example.fr", "o'neil@exemple.bzh", "x@münchen.de"])
def test_addresses_that_people_have_are_taken(email: str) -> None:
    assert check_email(email) == email
