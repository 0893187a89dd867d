"""The cookies of a secure session."""

from fastapi import Response

from tools.accounts import ACCESS_LIFE, REFRESH_LIFE, Session

ACCESS = "__Host-iris_access"
REFRESH = "__Host-iris_refresh"
"""`__Host-`: browsers take them only with Secure, Path=/ and no Domain, so that no other host can plant one.

Over plain HTTP browsers differ even on this machine (httpwg/http-extensions#2605): Chrome and Firefox take Secure
cookies on http://localhost, Safari does not. Without HTTPS, use the tokens.
"""


def set_cookies(response: Response, session: Session) -> None:
    """Give the session to the browser; scripts never see it.

    SameSite=Strict: nothing that Iris serves depends on the cookie at the first navigation, its pages call the API by
    themselves; so there is no reason for the cookie to travel with a request that another site caused.
    """
    for name, value, life in ((ACCESS, session.token, ACCESS_LIFE), (REFRESH, session.refresh_token, REFRESH_LIFE)):
        response.set_cookie(
            name, value, max_age=int(life.total_seconds()), path="/", secure=True, httponly=True, samesite="strict"
        )


def clear_cookies(response: Response) -> None:
    """Take the session away from the browser."""
    for name in (ACCESS, REFRESH):
        response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="strict")
