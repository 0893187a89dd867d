"""One card of an assessment, by its kind."""

from tools.aube.assessing import Aube
from tools.aube.books import book_of
from tools.aube.card_data import AnyCard
from tools.aube.cards import bridge_card, exposure_card, interests_card, matches_card
from tools.aube.exposing import expose
from tools.aube.models import Assessment
from tools.aube.transparency import explain
from tools.aube.wording import Wording
from tools.errors import NotFound

KINDS = ("interests", "exposure", "matches", "bridge")


class UnknownCard(NotFound):
    """No card of that kind; `details["known"]` are those that there are."""

    code = "unknown_card"
    advice = "Ask for a card of one of the kinds in `known`."


def assessment_card(
    aube: Aube, assessment: Assessment, kind: str, wording: Wording, occupation: str | None = None
) -> AnyCard:
    """A card of an assessment as it stands; `occupation`: the code whose skills are shown, the first of the list by
    default. Raises UnknownCard, and NotFound for an occupation that is not in the list."""
    if kind not in KINDS:
        raise UnknownCard(f"no card {kind!r}", known=list(KINDS))
    told = explain(aube, assessment, wording)
    if kind == "interests":
        return interests_card(told)
    if kind == "exposure":
        known = told.job in aube.atlas.catalogue.occupations
        return exposure_card(told, expose(aube.atlas, told.job, book_of("explain", told.locale)) if known else None)
    if kind == "matches":
        return matches_card(told, {each.code: each.summary for each in aube.matches(assessment, wording)})
    code = occupation or next((each.code for each in told.matches), "")
    if code not in {each.code for each in told.matches}:
        raise NotFound(f"no occupation {code!r} in the list", what="occupation")
    return bridge_card(told, code)
