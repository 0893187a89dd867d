"""In general: how a specialist opens, what it says when nothing more precise applies, and not saying it twice."""

from dataclasses import replace

from agents.models.guided.cues import plain
from agents.models.guided.decide.menu import listed, own_menu, wide_menu
from agents.models.guided.decide.walk import begin, is_nonsense
from agents.models.guided.reply import Call, Reply
from agents.models.guided.scene import Scene, paragraphs

_KNOWS_NOBODY = "guide"


def open_talk(scene: Scene) -> Reply:
    """The first words of a specialist: its name, and its first question or its menu."""
    agent = scene.turn.agent if scene.has(f"{scene.turn.agent}.hello") else _KNOWS_NOBODY
    flow = next((flow for flow in scene.flows(agent) if flow.default and flow.id not in scene.focus.done), None)
    hello = scene.say(f"{agent}.hello", scene.times("hello"))
    if flow:
        begun = begin(Scene(replace(scene.turn, text=""), scene.kit), flow)
        return begun if flow.id in {place.flow for place in scene.focus.paused} else _greeted(scene, begun, hello)
    offer = own_menu(scene) or wide_menu(scene)
    return scene.reply("hello", paragraphs(hello, _target(scene), listed(scene, offer)), offer=tuple(offer))


def decide_general(scene: Scene) -> Reply:
    """What a specialist answers to a message that nothing else recognised."""
    if is_nonsense(scene):
        return _unclear(scene)
    agent = scene.turn.agent
    flow = next((flow for flow in scene.flows(agent) if flow.default), None)
    if flow and flow.id not in scene.focus.done:
        return begin(scene, flow)
    if flow:
        return _after(scene)
    noted, calls = _noted_job(scene)
    key = "menu" if scene.is_new_here else "lost"
    name = f"{agent}.menu" if key == "menu" and scene.has(f"{agent}.menu") else "shared.lost"
    offer = own_menu(scene) if scene.times(key) % 2 == 0 else wide_menu(scene)
    text = paragraphs(noted, scene.say(name, scene.times(key)), listed(scene, offer or wide_menu(scene)))
    return scene.reply(key, text, calls=calls, offer=tuple(offer or wide_menu(scene)))


def _noted_job(scene: Scene) -> tuple[str, tuple[Call, ...]]:
    reading = scene.kit.readers["job"](scene.turn.text, scene.turn.locale)
    if not reading:
        return "", ()
    fact = scene.say("shared.job_fact", job=reading["value"])
    return scene.say("shared.job_noted", job=reading["value"]), scene.call("remember", kind="job", fact=fact)


def vary(scene: Scene, reply: Reply) -> Reply:
    """`reply`, or the choices when it would say again word for word what was just said."""
    before = plain(scene.turn.said)
    quotes = reply.key.startswith(("found:", "rest:"))
    said_again = before.endswith(plain(reply.text))
    if not (said_again or (scene.turn.repeated and not quotes)):
        return reply
    if scene.flow and scene.flow.operation and scene.focus.place:
        # In the middle of a question, that question is said with other words rather than a menu.
        text = paragraphs(scene.say("shared.help_in_flow"), scene.question(scene.focus.place))
        if not before.endswith(plain(text)):
            return replace(reply, text=text)
    offer = wide_menu(scene)
    # « Je viens de le dire » is for a source that was quoted just before, and for nothing else.
    for rank in range(0 if quotes else 1, 4):
        text = paragraphs(scene.say("shared.again", rank), listed(scene, offer))
        if not before.endswith(plain(text)):
            break
    return replace(reply, text=text, focus=replace(reply.focus, offer=tuple(offer)))


def _greeted(scene: Scene, begun: Reply, hello: str) -> Reply:
    place = begun.focus.place
    return replace(begun, text=paragraphs(hello, _target(scene), scene.question(place))) if place else begun


def _target(scene: Scene) -> str:
    return scene.say("shared.target", target=scene.focus.target) if scene.focus.target else ""


def _unclear(scene: Scene) -> Reply:
    offer = own_menu(scene) if scene.times("unclear") % 2 == 0 else wide_menu(scene)
    offer = offer or wide_menu(scene)
    text = paragraphs(scene.say("shared.nonsense", scene.times("unclear")), listed(scene, offer))
    return scene.reply("unclear", text, offer=tuple(offer))


def _after(scene: Scene) -> Reply:
    offer = wide_menu(scene) if scene.times("after") % 2 == 0 else own_menu(scene) or wide_menu(scene)
    text = paragraphs(scene.say(scene.own("after"), scene.focus.menus), listed(scene, offer))
    return scene.reply("after", text, offer=tuple(offer))
