"""The error tree: every refusal has a status, a stable code and an advice.

IrisError                     500 internal
├── BadRequest                400 bad_request
│   └── InvalidArguments      422 invalid_arguments
│       ├── IdempotencyMismatch   422 idempotency_mismatch
│       └── NotSaid           422 not_said
├── Unauthenticated           401 unauthenticated
├── PaymentRequired           402 payment_required
├── Forbidden                 403 forbidden
│   ├── MissingScope          403 missing_scope
│   ├── TaintedTurn           403 tainted_turn
│   │   └── SuspectMessage    403 suspect_message
│   └── ConfirmationRequired  403 confirmation_required
├── NotFound                  404 not_found
│   └── UnknownAgent          404 unknown_agent
├── Conflict                  409 conflict
│   ├── RunConflict           409 run_conflict
│   ├── StaleStream           409 stale_stream
│   ├── ConversationFull      409 conversation_full
│   ├── InvalidResume         409 invalid_resume
│   └── ExportInProgress      409 export_in_progress
├── Gone                      410 gone
│   ├── LogExpired            410 log_expired
│   └── Erased                410 erased
├── TooLarge                  413 too_large
│   └── MessageTooLong        413 message_too_long
├── TooManyRequests           429 rate_limited
├── Unavailable               503 unavailable
│   ├── ModelUnavailable      503 model_unavailable
│   ├── GuardUnavailable      503 guard_unavailable
│   └── StorageFull           507 storage_full
└── Misconfigured             500 misconfigured (start refused)
    ├── UnknownModel          500 unknown_model
    └── DatabaseUnreadable    500 database_unreadable
"""

from typing import ClassVar


class IrisError(Exception):
    """A refusal that is expected; the message is for the log, `code` for machines, `advice` for who can act."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    advice: ClassVar[str] = "Try again in a moment."

    def __init__(self, message: str = "", **details: object) -> None:
        super().__init__(message or self.code)
        self.details = details


class BadRequest(IrisError):
    """The request cannot be read."""

    status = 400
    code = "bad_request"
    advice = "Correct the request and send it again."


class InvalidArguments(BadRequest):
    """The request is readable and says something that is not allowed; `details["field"]` names it."""

    status = 422
    code = "invalid_arguments"


class IdempotencyMismatch(InvalidArguments):
    """The same idempotency key came with another body."""

    code = "idempotency_mismatch"
    advice = "Use a new Idempotency-Key for a new request."


class NotSaid(InvalidArguments):
    """What should be kept as the person's words is not what the person said."""

    code = "not_said"
    advice = "Use the person's own words, or ask them."


class Unauthenticated(IrisError):
    """No token, or one that is wrong or expired."""

    status = 401
    code = "unauthenticated"
    advice = "Get a token from POST /v1/visitors and send it as Authorization: Bearer."


class PaymentRequired(IrisError):
    """Something must be paid first."""

    status = 402
    code = "payment_required"


class Forbidden(IrisError):
    """The caller is known and may not do this."""

    status = 403
    code = "forbidden"
    advice = "Ask for the right to do this, or do something else."


class MissingScope(Forbidden):
    """The actor lacks the scope that the operation declares."""

    code = "missing_scope"


class TaintedTurn(Forbidden):
    """The turn read untrusted content, so that nothing may be written, spent or paid without a fresh confirmation."""

    code = "tainted_turn"
    advice = "Ask the person to confirm, or only read."


class SuspectMessage(TaintedTurn):
    """The message itself looks like an order to the machine: it is answered, and nothing more."""

    code = "suspect_message"
    advice = "Ask the person to say it in other words, or only read."


class ConfirmationRequired(Forbidden):
    """The person must confirm before this runs."""

    code = "confirmation_required"
    advice = "Show what will happen and ask the person."


class NotFound(IrisError):
    """It does not exist, or belongs to somebody else: the two look the same."""

    status = 404
    code = "not_found"
    advice = "Check the identifier."


class UnknownAgent(NotFound):
    """No specialist has this name."""

    code = "unknown_agent"
    advice = "Choose one of the names that GET /v1/agents lists."


class Conflict(IrisError):
    """The state does not allow it now."""

    status = 409
    code = "conflict"


class RunConflict(Conflict):
    """The thread already has an active run; `details["run_id"]` names it."""

    code = "run_conflict"
    advice = "Wait for the active run to end, or cancel it."


class StaleStream(Conflict):
    """Somebody appended to the stream first."""

    code = "stale_stream"
    advice = "Read the stream again and decide again."


class InvalidResume(Conflict):
    """The answers do not cover exactly the open interrupts of the thread."""

    code = "invalid_resume"
    advice = "Answer every open interrupt of the thread, once."


class ExportInProgress(Conflict):
    """An export of the person's data is running already."""

    code = "export_in_progress"
    advice = "Wait for the export that is running."


class ConversationFull(Conflict):
    """A conversation names more people and numbers than one may hold."""

    code = "conversation_full"
    advice = "Begin a new conversation."


class Gone(IrisError):
    """It existed and is no more."""

    status = 410
    code = "gone"


class LogExpired(Gone):
    """The log of this run is no longer kept; the messages are in the thread's history."""

    code = "log_expired"
    advice = "Read GET /v1/threads/{id}/messages."


class Erased(Gone):
    """The person's key was destroyed: nothing of theirs can be read any more."""

    code = "erased"


class TooLarge(IrisError):
    """The request is larger than what is accepted."""

    status = 413
    code = "too_large"
    advice = "Send less at once."


class MessageTooLong(TooLarge):
    """A message of more than `details["limit"]` characters."""

    code = "message_too_long"
    advice = "Shorten the message, or send it in several parts."


class TooManyRequests(IrisError):
    """A limit is reached; `details["retry_after"]` is in seconds."""

    status = 429
    code = "rate_limited"


class Unavailable(IrisError):
    """A part that is needed does not answer."""

    status = 503
    code = "unavailable"


class ModelUnavailable(Unavailable):
    """No model of the chain answered."""

    code = "model_unavailable"


class GuardUnavailable(Unavailable):
    """The protection of personal data did not do its work: nothing goes on without it."""

    code = "guard_unavailable"
    advice = "Try again in a moment; the message was not sent to any model."


class StorageFull(Unavailable):
    """The disk is full: the write was refused, what was stored before is intact."""

    status = 507
    code = "storage_full"
    advice = "Free some disk space; nothing that was saved is lost."


class Misconfigured(IrisError):
    """The settings do not allow a start; the message says which one and what to do."""

    code = "misconfigured"
    advice = "Correct what is named and start again; `iris doctor` lists all that is weak."


class UnknownModel(Misconfigured):
    """A model name that no provider answers to."""

    code = "unknown_model"
    advice = "Use guided, google_genai:<model>, openai:<model> or python:<module>:<factory>."


class DatabaseUnreadable(Misconfigured):
    """The database file is not a database, is corrupt, or belongs to a newer version."""

    code = "database_unreadable"
    advice = "Restore a backup, or move the file away to start empty."
