"""Limit: what is said when the conversations of a day are used up, and what is answered all the same."""

import re
from collections.abc import Sequence

from babel.numbers import format_currency

from agents.models.guided.cues import plain
from agents.orchestration.spelling import COURTESY, GRAMMAR
from agents.orchestration.state import House
from agents.runs.emitter import message_id
from agents.runs.turn import Turn
from tools.energy import Plan

FEATURE = "conversations"
"""What the teaser is about."""

_LONGEST = 120
"""Characters of a message that is answered all the same: a question about points, buying or privacy is short."""
_ASIDE, _BESIDE = 1, 4
"""Words that say something: in a part of the message that is about something else, and around what it is about."""
_PARTS = re.compile(r"[.!?…:;,\n]+|\s[-–—]\s")
_ELSEWHERE = re.compile(
    r"\b(?:financ\w*|formations?|cpf|vae|bilan|reconver\w*|metiers?|chomage|demission\w*|entretiens?|emplois?|salaires?"
    r"|conseil\w*|refai\w*|ecri[st]\w*|redige\w*|relis\w*|relire|prepare\w*|corrige\w*|aide[rz]? moi a"
    r"|fund\w*|training|courses?|jobs?|careers?|interviews?|resign\w*|advice|write|rewrite|review|prepare)\b"
)

_ENERGY = re.compile(
    r"\b(?:combien (?:\w+ ){0,4}points?|how many (?:\w+ )?points|wie viele punkte|cuantos puntos"
    r"|(?:mes|my|meine|mis) (?:points|punkte|puntos)(?! (?:forts|faibles|de vue|communs|fuertes|debiles))"
    r"|(?:points|luna) d energie|(?:acheter|ajouter|plus|reste) (?:de |des )?points|(?:buy|more|energy) points"
    r"|(?:mon|le|my|mein|mi) (?:solde|balance|guthaben|saldo)(?! de tout compte)|solde d energie|compte d energie"
    r"|(?:recharg|abonn|resili|rembours|refund|factur|subscri|abonnier|suscri)\w*|premium|unlimited"
    r"|acheter (?:un|le) pack|(?:les|quels|des|the|which) packs|quel pack|buy (?:a|the) pack"
    r"|packs? (?:d energie|cafe|croissant|pizza|luna)|energy packs?"
    r"|(?:prix|tarifs?) (?:d iris|de l energie|des points|du pack|des packs)|energy price)\b"
)
_PRIVACY = re.compile(
    r"\b(?:mes donnees|donnees personnelles|vie privee|confidentialite|rgpd|cnil|my data|personal data|privacy|gdpr"
    r"|meine daten|datenschutz|dsgvo|mis datos|privacidad"
    r"|(?:supprim|effac|export|delete|erase|losch|borr)\w* (?:mon|mes|toutes? mes|tout|my|mein|meine|mi|mis)(?: \w+)?"
    r"|ce que (?:tu sais|vous savez|iris sait) (?:de|sur) moi|what you know about me)\b"
)


def always_answered(text: str) -> bool:
    """Whether a message is short and mainly about energy, buying or privacy: no quota stands before those."""
    if len(text.strip()) > _LONGEST:
        return False
    about = False
    for part in map(plain, _PARTS.split(text)):
        rest = _PRIVACY.sub(" ", _ENERGY.sub(" ", part))
        here = rest != part
        if _ELSEWHERE.search(rest) or _telling(rest) > (_BESIDE if here else _ASIDE):
            return False
        about = about or here
    return about


def _telling(part: str) -> int:
    """How many words of a part say something."""
    return sum(word not in GRAMMAR and word not in COURTESY and len(word) > 2 for word in part.split())


def refuse(turn: Turn, house: House) -> None:
    """Say that the day's conversations are used up, what goes on, when it resets; show what would lift the limit."""
    rules = house.prices.tiers["FREE"]
    tiers = {tier for tier, each in house.prices.tiers.items() if each.conversations_a_day is None}
    plans = sorted((plan for plan in house.prices.plans.values() if plan.tier in tiers), key=lambda plan: plan.amount)
    say = house.voice.say
    turn.emitter.say(say("limit.conversations", turn.locale, count=rules.conversations_a_day))
    if plans:
        turn.emitter.annex("iris.card", _teaser(turn, house, plans))
    turn.emitter.end_message()


def _teaser(turn: Turn, house: House, plans: Sequence[Plan]) -> dict[str, object]:
    currency = house.prices.currency
    first = plans[0]
    price = format_currency(first.amount / 100, currency, locale={"en": "en_GB"}.get(turn.locale, turn.locale))
    title = first.title.get(turn.locale) or first.title["fr"]
    data = {
        "feature": FEATURE,
        "tier": first.tier,
        "plans": [
            {
                "id": plan.id,
                "title": plan.title.get(turn.locale) or plan.title["fr"],
                "amount": plan.amount,
                "currency": currency,
            }
            for plan in plans
        ],
        "sandbox": house.sandbox,
    }
    text = house.voice.say("limit.teaser", turn.locale, plan=title, price=price)
    return {"id": message_id("k"), "kind": "teaser", "version": 1, "data": data, "text": text, "actions": []}
