"""What accounts refuse: credentials, passwords, links."""

from tools.errors import Gone, InvalidArguments, IrisError, Unauthenticated


class WrongCredentials(Unauthenticated):
    """The address and the password do not go together; which of the two is wrong is never said."""

    code = "wrong_credentials"
    advice = "Check the address and the password, or ask for a new password with POST /auth/password/forgot."


class WeakPassword(InvalidArguments):
    """The password is too easy to guess; `details["reason"]`: too_short, too_long, common, same_as_email."""

    code = "weak_password"
    advice = "Choose 10 to 128 characters that nobody would guess; any characters will do."


class LinkInvalid(Gone):
    """The link was used, replaced by a newer one, has expired, or never existed: all look the same."""

    code = "link_invalid"
    advice = "Ask for a new link."


class LetterNotSent(IrisError):
    """The mail server refused the letter or did not answer; it is tried again."""
