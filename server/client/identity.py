"""Who calls: a visitor of an app, a person whose token the app's backend signs, or a backend with an API key."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from . import calls
from .calls import Call
from .replies import Session

TokenSource = Callable[[], str | Awaitable[str]]
OnSession = Callable[[Session | None], object]


@dataclass(slots=True)
class Visitor:
    """A visitor; without a session, the first call begins one.

    `on_session` is told every new session, to be kept, and None when the session is lost.
    """

    app: str
    session: Session | None = None
    on_session: OnSession | None = None

    @property
    def bearer(self) -> str | None:
        return self.session.token if self.session else None

    def renewal(self) -> Call[Session]:
        """The call that gives a usable session."""
        return calls.visit(self.app) if self.session is None else calls.refresh(self.session.refresh_token)

    def renewed(self, session: Session | None) -> object:
        """Take the new session, or None when Iris refused; returns what `on_session` returned."""
        self.session = session
        return self.on_session(session) if self.on_session else None


@dataclass(slots=True)
class Signed:
    """A person, by a short-lived token that the app's backend signs; `source` is asked again when one is refused."""

    source: TokenSource
    bearer: str | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A bearer that does not change: a token, or an API key that acts for the person `user`."""

    bearer: str
    user: str | None = None


Identity = Visitor | Signed | Fixed


def identify(
    *,
    app: str | None = None,
    session: Session | None = None,
    on_session: OnSession | None = None,
    token: str | TokenSource | None = None,
    api_key: str | None = None,
    user: str | None = None,
) -> Identity:
    """The identity that the arguments describe; raises ValueError unless they describe exactly one."""
    if [app, token, api_key].count(None) != 2:
        raise ValueError("give one of app= (a visitor), token= (a signed person) or api_key= with user=")
    if app is not None:
        return Visitor(app, session, on_session)
    if api_key is not None:
        if not user or not user.isascii() or not user.isprintable():
            raise ValueError("api_key= acts for a person: name them in user=, in printable ASCII")
        return Fixed(api_key, user)
    assert token is not None
    return Fixed(token) if isinstance(token, str) else Signed(token)
