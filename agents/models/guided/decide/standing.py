"""While a list stands: why this one, what it asks, what it pays, why not another, none of them."""

from agents.models.guided.decide.assess import named_rank, show, tell_idea
from agents.models.guided.decide.assessing import ask
from agents.models.guided.decide.occupation import look_after
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.flows import Flow
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_BRIEF = 14
_PAY = "pay"


def asks_of_an_idea(scene: Scene) -> bool:
    """Whether the message asks something of an occupation of the list, or of the interests that made it."""
    says = scene.cues.says
    if not scene.focus.ideas or len(scene.plain.split()) > _BRIEF:
        return False
    about = scene.is_question or any(says(scene.plain, name) for name in ("telling", "pay", "skills_for"))
    return says(scene.plain, "interests") or (about and named_rank(scene) > 0)


def decide_standing(scene: Scene, flow: Flow) -> Reply | None:
    """The answer to what is asked of the list; None for anything else."""
    says, asking = scene.cues.says, scene.flow == flow and scene.step is not None
    rank, told = named_rank(scene), _told(scene)
    item = scene.focus.place.answers.get("item") if asking and scene.focus.place else ""
    if says(scene.plain, "pay") and (item != _PAY or scene.is_question):
        title = scene.focus.ideas[(rank or told) - 1] if rank or told else ""
        text = scene.say(f"{flow.id}.pay_unknown", scene.times("aside:pay"), title=title)
        return scene.reply("aside:pay", paragraphs(text, resume_line(scene)), offer=scene.focus.offer)
    if not scene.focus.ideas:
        return _before(scene, flow) if asking else None
    if says(scene.plain, "interests"):
        return ask(scene, lambda result: scene.say(f"{flow.id}.interests_shown"), results=True)
    if says(scene.plain, "disliked") and not asking:
        text = scene.say(f"{flow.id}.disliked", scene.times("aside:disliked"))
        return scene.reply("aside:disliked", text, offer=scene.focus.offer)
    if says(scene.plain, "skills_for") and (rank or told):
        return tell_idea(scene, rank or told)
    if scene.cues.begins(scene.plain, "why_not") and not rank and not says(scene.plain, "aiming"):
        return look_after(scene, scene.say(f"{flow.id}.why_not"))
    return tell_idea(scene, rank) if rank and asks_of_an_idea(scene) else None


def _before(scene: Scene, flow: Flow) -> Reply | None:
    """What is asked of a list that is not there yet: it is shown as it stands."""
    if scene.cues.begins(scene.plain, "why_not") or scene.cues.says(scene.plain, "interests"):
        text = scene.say(f"{flow.id}.no_list_yet")
        return scene.reply("aside:no_list_yet", paragraphs(text, resume_line(scene)))
    ordinals = (cue for name in ("first", "second", "third") for cue in scene.cues.lists[name] if " " in cue)
    named = any(f" {cue} " in f" {scene.plain} " for cue in ordinals)
    asks = scene.is_question or scene.cues.says(scene.plain, "telling") or scene.cues.says(scene.plain, "skills_for")
    return show(scene, flow) if named and asks else None


def _told(scene: Scene) -> int:
    """The occupation that was told last, else the one that is aimed for; 0 when there is none."""
    told, ideas = scene.focus.said.removeprefix("idea:"), scene.focus.ideas
    if told.isdecimal() and int(told) <= len(ideas):
        return int(told)
    return ideas.index(scene.focus.target) + 1 if scene.focus.target in ideas else 0
