"""Other languages: what guided mode can do in those it does not speak."""

from collections.abc import Mapping
from dataclasses import replace

from agents.models.guided.cues import holds, plain
from agents.models.guided.decide.lookups import dated, extract
from agents.models.guided.kit import Kit
from agents.models.guided.reply import Call, Reply
from agents.models.guided.scene import paragraphs
from agents.models.guided.turn import Turn

_LONGEST_QUESTION = 400
_BALANCE = ("mein guthaben", "das guthaben", "wie viele punkte", "mi saldo", "el saldo", "cuantos puntos")
_DISTRESS = ("suizid", "selbstmord", "umbringen", "sterben", "suicidio", "suicidarme", "matarme", "morir", "suicide")


def decide_foreign(turn: Turn, kit: Kit) -> Reply:
    """In German or Spanish: where help is, a passage in French for a question, else what this mode speaks."""
    reply = _in_short(turn, kit)
    if reply.text != turn.said:
        return reply
    again = kit.voice.say("guided.again", turn.locale)
    return replace(reply, text=again if turn.said != again else kit.voice.say("guided.limits", turn.locale))


def _in_short(turn: Turn, kit: Kit) -> Reply:
    say = kit.voice.say
    if any(cue in plain(turn.text) for cue in _DISTRESS):
        return Reply(key="distress", text=say("guided.distress", turn.locale), focus=turn.focus)
    if holds(plain(turn.text), _BALANCE) and "get_energy" in turn.bound:
        return _balance(turn, kit)
    if "?" in turn.text and "look_up" in turn.bound:
        return _looked_up(turn, kit)
    return Reply(key="limits", text=say("guided.limits", turn.locale), focus=replace(turn.focus, said="limits"))


def _balance(turn: Turn, kit: Kit) -> Reply:
    done = turn.outcomes.get("get_energy")
    available = done.result.get("available", 0) if done else 0
    text = kit.voice.say("guided.balance", turn.locale, available=available)
    if done and done.error:
        text = kit.voice.say(f"errors.{done.error}", turn.locale)
    return Reply(key="balance", text=text, calls=(Call(operation="get_energy"),), focus=turn.focus)


def _looked_up(turn: Turn, kit: Kit) -> Reply:
    say, locale = kit.voice.say, turn.locale
    calls = (Call(operation="look_up", arguments={"question": turn.text[:_LONGEST_QUESTION]}),)
    done = turn.outcomes.get("look_up")
    passages = done.result.get("passages") if done and done.result.get("found") else None
    if not isinstance(passages, list) or not passages or not isinstance(passages[0], Mapping):
        return Reply(key="not_found", text=say("guided.not_found", locale), calls=calls, focus=turn.focus)
    top = passages[0]
    source = say("guided.source", locale, source=top.get("source", ""), date=dated(top.get("checked_on"), locale))
    text = paragraphs(say("guided.found", locale), extract(str(top.get("text", ""))), source)
    return Reply(key="found", text=text, calls=calls, focus=turn.focus)
