"""Decide: the first decision that applies to a turn, from what is urgent to what is general."""

from collections.abc import Callable
from dataclasses import replace

from agents.models.guided.decide.asides import decide_aside
from agents.models.guided.decide.assess import decide_assess, decide_choice
from agents.models.guided.decide.assessing import in_language
from agents.models.guided.decide.controls import addressed, decide_control
from agents.models.guided.decide.data import decide_data
from agents.models.guided.decide.energy import decide_energy
from agents.models.guided.decide.foreign import decide_foreign
from agents.models.guided.decide.general import decide_general, vary
from agents.models.guided.decide.handover import decide_hand_over
from agents.models.guided.decide.limits import decide_limit
from agents.models.guided.decide.lookups import decide_look_up
from agents.models.guided.decide.low import decide_low
from agents.models.guided.decide.memory import decide_remember
from agents.models.guided.decide.occupation import decide_occupation
from agents.models.guided.decide.offers import decide_offer
from agents.models.guided.decide.own_job import decide_own_job
from agents.models.guided.decide.planning import decide_plan
from agents.models.guided.decide.smalltalk import decide_small_talk, decide_urgent
from agents.models.guided.decide.walk import decide_answer, decide_catch, decide_start
from agents.models.guided.decide.work import decide_argument, decide_work, word_outcomes
from agents.models.guided.kit import Kit
from agents.models.guided.language import heard_locale
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene
from agents.models.guided.turn import Turn
from agents.voice import GUIDED_LOCALES

_ORDER: tuple[Callable[[Scene], Reply | None], ...] = (
    decide_urgent,
    decide_occupation,
    decide_argument,
    decide_choice,
    decide_catch,
    decide_limit,
    decide_low,
    decide_own_job,
    decide_data,
    decide_energy,
    decide_plan,
    decide_aside,
    decide_offer,
    decide_assess,
    decide_control,
    decide_remember,
    decide_small_talk,
    decide_work,
    decide_look_up,
    decide_hand_over,
    decide_answer,
    decide_start,
)


def decide(turn: Turn, kit: Kit) -> Reply:
    """What to call, or what to say. Decided again once the calls are done, with what they gave."""
    heard = heard_locale(turn.text, turn.locale, kit.cues)
    if heard != turn.locale:
        turn = replace(turn, locale=heard, focus=replace(turn.focus, locale=heard))
    if turn.locale not in GUIDED_LOCALES:
        reply = decide_foreign(turn, kit)
        return _pending(turn, reply) or replace(reply, calls=())
    scene = Scene(settle(addressed(turn, kit), kit), kit)
    reply = _decided(scene)
    understood, again = in_language(scene, reply)
    if again:
        reply = replace(reply, calls=again)
    elif understood is not scene:
        scene, reply = understood, _decided(understood)
    if pending := _pending(turn, reply):
        return pending
    if scene.turn.outcomes and not reply.calls:
        reply = word_outcomes(scene)
    reply = vary(scene, replace(reply, calls=()))
    if turn.first and not turn.reason:
        reply = replace(reply, text=f"{scene.say('shared.notice')}\n\n{reply.text}")
    return reply


def _decided(scene: Scene) -> Reply:
    return next((reply for reply in (choose(scene) for choose in _ORDER) if reply), None) or decide_general(scene)


def _pending(turn: Turn, reply: Reply) -> Reply | None:
    """The calls that are still to make. The focus stays as it was: the decision is made again after them."""
    calls = tuple(call for call in reply.calls if call.operation not in turn.outcomes)
    return replace(reply, text="", calls=calls, focus=turn.focus) if calls else None


def settle(turn: Turn, kit: Kit) -> Turn:
    """The turn with a place that can be kept: another specialist's waits, an unknown one is forgotten."""
    focus = turn.focus
    known = tuple(place for place in focus.paused if _exists(place.flow, place.step, kit))
    focus = replace(focus, paused=known)
    if place := focus.place:
        if place.flow.startswith("work:"):
            focus = focus if place.flow.removeprefix("work:") in turn.bound else replace(focus, place=None)
        elif not _exists(place.flow, place.step, kit):
            focus = replace(focus, place=None)
        elif not place.flow.startswith(f"{turn.agent}."):
            focus = focus.at(None)
    return replace(turn, focus=focus)


def _exists(flow: str, step: str, kit: Kit) -> bool:
    return flow in kit.flows and kit.flows[flow].step(step) is not None
