"""The rules that route first: words and pairs of words, weighed by what each specialist says it handles. Pure.

Multinomial logistic regression on the examples and cues of each AgentSpec, fitted when the router is built: nothing
is stored, a new specialist only has to be there. Words that mean alike also count as one (FAMILIES). On short texts,
linear models over words and pairs of words are hard to beat (Wang and Manning, "Baselines and Bigrams", ACL 2012),
and each score can show the words behind it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.orchestration.spelling import GRAMMAR, Repairs, plain_words, says_what, sound, without_courtesy
from agents.spec import AgentName, AgentSpec
from knowledge.words import ACRONYMS
from tools.errors import UnknownAgent

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

OFFICES = frozenset("evolution orientation insertion regional departemental municipal administration".split())
"""What makes an office or a profession of the advice that is asked for (« un conseil en évolution »)."""
MARGIN = 0.25
"""By how much the best score (0..1) passes the second when the rules decide alone."""
WORD, PAIR, GRAMMAR_WORD, ACRONYM = 1.0, 1.0, 0.1, 2.0
"""What counts a word, a pair of neighbours, a word of grammar ("de", "the"), an acronym ("CPF")."""
SHARED = 0.9
"""What a word loses when every agent's texts have it as often; nothing when one agent alone has it."""
EXAMPLE, CUE = 1.0, 1.0
"""What an example and a cue weigh when the router learns."""
STEM = 8
"""Letters kept of the sound of a word, so that "accompagnement" and "accompagner" meet."""
ROUNDS, RATE, INERTIA, DECAY = 8, 0.06, 0.8, 0.1
"""How the weights are learnt: steps, their size, what they keep of the last one, and the pull of weights towards 0.

Few small steps on purpose: more of them are surer, yet wrong more often on texts that were left out.
"""
CURVATURE = 0.2
"""The bend of softmax: chance times its complement, 0.25 at most."""
SHOWN = 4
"""Matched words shown with a score."""
FAMILY = 0.4
"""What counts a family of words."""
FAMILIES = (
    "mail lettre courrier message texte mot lignes paragraphe phrase brouillon sms whatsapp inmail manuscrit missive "
    "blabla baratin letter carta correo brief text",
    "ecrire rediger reformuler formuler tourner repondre envoyer corriger write draft escribir schreiben",
    "peur trouille trac angoisse stress panique anxieux flipper apprehender petoche terrifie trembler boule gorge "
    "paralyse cogiter ruminer scared nervous anxious angst miedo nervioso nervos",
    "decourage deprime triste nul nulle moral confiance espoir craquer epuise demotive imposture illegitime honte "
    "pleurer blase cafard lessive rince vide flemme courage discouraged tired confidence mut animo desanimado",
    "payer financer financement toucher verser indemnite allocation remunere rembourser cotiser cout gratuit bourse "
    "subvention pay paid benefits cost free zahlt bezahlt kostet gratis pagar",
    "droit droits legal loi obliger interdit autorise recours contester preavis licencie vire radie statut titulaire "
    "allowed rights entitled recht derecho",
    "dossier demarche papiers formulaire inscription certificat attestation equivalence reconnu valider sejour "
    "caf cpam urssaf mairie guichet",
    "metier profession emploi voie carriere secteur domaine branche filiere debouche occupation career beruf oficio",
    "avenir futur remplacer disparaitre exister machine robot automatique automatise logiciel ia algorithme chatgpt "
    "condamne menace replace future zukunft futuro",
    "aimer adorer detester plaire attirer tenter passion rever interesser envie vocation doue like love enjoy gusta",
    "fils fille enfant gosse bebe mari femme epouse conjoint compagne copain mere pere maman papa parents frere soeur "
    "niece neveu proche ami entourage husband wife kids family mann frau kinder marido hijos familia",
    "organiser planning objectif etape rappel routine plan but priorite tenir rythme resolution goals ziele metas",
    "cv curriculum pdf word page document fichier modele colonne police couleur typo canva gabarit linkedin resume",
    "rubrique accroche titre intitule photo loisirs permis date experience mission competence langue niveau benevolat "
    "interim stage trou blanc mettre marquer noter indiquer mentionner enlever garder cacher",
    "appli application connecter connexion compte ecran bug bouton identifiant abonnement donnees iris app account",
)
"""Words that mean alike: a word that no text of the agents has still counts by its family."""


class Score(NamedTuple):
    """How much a message is an agent's (0..1, all agents sum to 1), and the words that say so, strongest first."""

    agent: AgentName
    score: float
    matched: tuple[str, ...]


class Decision(NamedTuple):
    """The agent that takes the message, its score, and its margin over the second (both 0..1)."""

    agent: AgentName
    score: float
    margin: float
    matched: tuple[str, ...]


class LexicalRouter:
    """Scores messages against what each specialist handles; the same message always gets the same answer.

    `fallback` takes what looks like nobody's: raises UnknownAgent when it is not among `specs`.
    """

    def __init__(
        self, specs: Iterable[AgentSpec], *, fallback: AgentName = AgentName("guide"), margin: float = MARGIN
    ) -> None:
        known = sorted(specs, key=lambda spec: spec.name)
        self._agents = tuple(spec.name for spec in known)
        if fallback not in self._agents:
            raise UnknownAgent(f"the fallback {fallback!r} is not among {self._agents!r}", agent=fallback)
        self._fallback = fallback
        self._margin = margin
        self._asks = [(spec.name, tuple(plain_words(ask))) for spec in known for ask in spec.handles.asks]
        self._asks.sort(key=lambda ask: -len(ask[1]))
        said = [_Said(text, place, weight) for place, spec in enumerate(known) for text, weight in _claims(spec)]
        lines = [without_courtesy(plain_words(line.text)) for line in said]
        self._repairs = Repairs(word for line in (*lines, *map(str.split, FAMILIES)) for word in line)
        rows = [_traits(line) for line in lines]
        self._places = {key: place for place, key in enumerate(dict.fromkeys(t.key for row in rows for t in row))}
        texts = _Texts(
            traits=np.array([self._places[trait.key] for row in rows for trait in row], dtype=np.intp),
            values=np.array([trait.value for row in rows for trait in row]),
            starts=np.cumsum([0, *(len(row) for row in rows)])[:-1],
            labels=np.array([line.agent for line in said], dtype=np.intp),
            weights=np.array([line.weight for line in said]),
        )
        self._own = _own(texts, len(known), len(self._places))
        self._weights = _fit(texts, self._own, len(known))

    def score(self, message: str) -> list[Score]:
        """Every agent, best first; equal scores and no matched word when nothing in the message is known."""
        traits = _traits([self._repairs.mended(word) for word in without_courtesy(plain_words(message))])
        known = [place for place, trait in enumerate(traits) if trait.key in self._places]
        values = self._values(traits)[known]
        traits = [traits[place] for place in known]
        parts = self._weights[:, [self._places[trait.key] for trait in traits]] * values
        chances = _shares(parts.sum(axis=1))
        scores = [
            Score(agent, float(chances[row]), _matched(traits, parts[row])) for row, agent in enumerate(self._agents)
        ]
        return sorted(scores, key=lambda score: -score.score)

    def decide(self, message: str) -> Decision | None:
        """The agent that takes the message, or None when two are too close to say.

        None too for a greeting, thanks or an answer ("oui", "je sais pas"): they belong to whoever spoke last.
        """
        words = plain_words(message)
        if not says_what(words):
            return None
        return self._asked(words) or self._weighed(message)

    def _asked(self, words: list[str]) -> Decision | None:
        """Whose work is asked for in so many words; the one that the rest of the message is clearly for, if another."""
        for agent, ask in self._asks:
            for start in range(len(words) - len(ask) + 1):
                end = start + len(ask)
                if tuple(words[start:end]) == ask and OFFICES.isdisjoint(words[end : end + 2]):
                    rest = [*words[:start], *words[end:]]
                    about = self._weighed(" ".join(rest)) if says_what(rest) else None
                    return about or Decision(agent, 1.0, 1.0, (" ".join(ask),))
        return None

    def _weighed(self, message: str) -> Decision | None:
        first, second = (*self.score(message), Score(self._fallback, 0.0, ()))[:2]
        margin = first.score - second.score
        if margin < self._margin or not first.matched:
            return None
        return Decision(first.agent, first.score, margin, first.matched)

    def best(self, message: str) -> Score:
        """The best score whatever its margin; the fallback's when nothing in the message is known."""
        scores = self.score(message)
        if any(score.matched for score in scores):
            return scores[0]
        return next(score for score in scores if score.agent == self._fallback)

    def _values(self, traits: Sequence["_Trait"]) -> Floats:
        """What each trait counts in a message that has these."""
        known = (self._places.get(trait.key) for trait in traits)
        own = [1.0 if place is None else self._own[place] for place in known]
        values: Floats = np.array([trait.value for trait in traits]) * own
        return values / _loudness(np.sum(values**2))


class _Trait(NamedTuple):
    """A word, a pair of neighbours or a family: how it is compared, how it reads, what it counts."""

    key: str
    text: str
    value: float


class _Said(NamedTuple):
    """A text that the router learns from: whose it is, what it weighs."""

    text: str
    agent: int
    weight: float


class _Texts(NamedTuple):
    """What the router learns from, flat: the traits of all texts one after the other, and where each text starts."""

    traits: Places
    values: Floats
    starts: Places
    labels: Places
    weights: Floats


def _claims(spec: AgentSpec) -> Iterator[tuple[str, float]]:
    yield from ((text, EXAMPLE) for text in spec.handles.examples)
    yield from ((text, CUE) for text in spec.handles.cues)


def _traits(words: Sequence[str]) -> list[_Trait]:
    """The distinct words, pairs and families of `words`."""
    singles = [_single(word) for word in words]
    found = {single.key: single for single in singles}
    for single in singles:
        for family in _FAMILIES.get(single.key, ()):
            found.setdefault(family, _Trait(family, single.text, FAMILY))
    for left, right in pairwise(singles):
        key = f"{left.key} {right.key}"
        found[key] = _Trait(key, f"{left.text} {right.text}", PAIR)
    return list(found.values())


@lru_cache(maxsize=20_000)
def _single(word: str) -> _Trait:
    return _Trait(sound(word)[:STEM], word, _worth(word))


def _families() -> dict[str, tuple[str, ...]]:
    """The families of each word, both as they are compared."""
    found: dict[str, tuple[str, ...]] = {}
    for number, family in enumerate(FAMILIES):
        for key in {_single(word).key for word in family.split()}:
            found[key] = (*found.get(key, ()), f"~{number}")
    return found


def _worth(word: str) -> float:
    if word in GRAMMAR:
        return GRAMMAR_WORD
    return ACRONYM if word in ACRONYMS else WORD


def _own(texts: _Texts, agents: int, width: int) -> Floats:
    """For each trait, from 1 (one agent alone says it) down to 1 - SHARED (all say it as often), by entropy."""
    owners = np.repeat(texts.labels, np.diff(texts.starts, append=len(texts.traits)))
    said = np.bincount(owners * width + texts.traits, minlength=agents * width).reshape(agents, width)
    rates = said / said.sum(axis=1, keepdims=True)
    rates = rates / rates.sum(axis=0)
    entropy = -(rates * np.log(np.where(rates > 0, rates, 1.0))).sum(axis=0)
    own: Floats = 1 - SHARED * entropy / np.log(max(agents, 2))
    return own


def _loudness(squares: Floats | np.float64) -> Floats:
    """By what the values of a text are divided, from the sum of their squares: half of its length is taken out."""
    loudness: Floats = np.maximum(squares, 1.0) ** 0.25
    return loudness


def _matched(traits: Sequence[_Trait], parts: Floats) -> tuple[str, ...]:
    order = np.argsort(-parts, kind="stable")
    return tuple(dict.fromkeys(traits[place].text for place in order if parts[place] > 0))[:SHOWN]


def _shares(scores: Floats) -> Floats:
    """Softmax over the agents, the first axis."""
    powers = np.exp(scores - scores.max(axis=0))
    shares: Floats = powers / powers.sum(axis=0)
    return shares


def _fit(texts: _Texts, own: Floats, agents: int) -> Floats:
    """Weights, agents by traits, by accelerated gradient (Nesterov, 1983); every agent counts the same in all.

    Each trait moves by its own curvature, so that a word said once learns as fast as a frequent one.
    """
    count, width = len(texts.starts), len(own)
    rows = np.repeat(np.arange(count), np.diff(texts.starts, append=len(texts.traits)))
    values = texts.values * own[texts.traits]
    values /= _loudness(np.add.reduceat(values**2, texts.starts))[rows]
    truth = np.eye(agents)[:, texts.labels]
    shares = truth @ texts.weights
    balance = texts.weights * (shares.mean() / shares)[texts.labels]
    pace = RATE / (np.bincount(texts.traits, CURVATURE * balance[rows] * values**2, width) + DECAY)
    found, step = np.zeros((2, agents, width))
    for _ in range(ROUNDS):
        ahead = found + INERTIA * step
        scores = [np.bincount(rows, values * line.take(texts.traits), count) for line in ahead]
        errors = balance * (_shares(np.array(scores)) - truth)
        slope = [np.bincount(texts.traits, values * line.take(rows), width) for line in errors]
        step = INERTIA * step - pace * (np.array(slope) + DECAY * ahead)
        found = found + step
    return found


_FAMILIES = _families()
