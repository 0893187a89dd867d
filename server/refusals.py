"""What HTTP itself refuses, before Iris reads what was asked."""

from tools.errors import BadRequest, Forbidden


class OriginRefused(Forbidden):
    """A page calls whose origin is none of the app's."""

    code = "origin_refused"
    advice = "Add the origin with `iris app origins`, or call from a page of the app."


class CsrfRefused(Forbidden):
    """A write came with a cookie, and not from a page that says so itself."""

    code = "csrf"
    advice = "Send the header X-Iris-CSRF: 1, from a page of Iris or of the app."


class RequestTooSlow(BadRequest):
    """The body did not come in time."""

    status = 408
    code = "request_timeout"
    advice = "Send it again, over a faster connection."


class UnsupportedMedia(BadRequest):
    """The body is of a type that the route does not take; `details["accepted"]` lists those it takes."""

    status = 415
    code = "unsupported_media_type"
    advice = "Send JSON, with Content-Type: application/json."


class UnknownHost(BadRequest):
    """The Host header names a server that Iris does not know to be itself."""

    status = 421
    code = "unknown_host"
    advice = "Use one of the names in IRIS_ALLOWED_HOSTS, or add this one."
