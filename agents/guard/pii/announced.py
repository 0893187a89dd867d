"""Names that the text announces: civilities, introductions, fields, signatures, headings, roles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.guard.pii.found import Found, Gender
from agents.guard.pii.lexicon import Lexicon
from agents.guard.pii.names import as_found
from agents.guard.pii.words import PARTICLES, Word, Words

_LONGEST = 5
_ENDS = (
    "cordial respectueu sincer bien amical salutation sentiment consideration regards avance bonne merci cdt cdlt bis "
    "yours"
).split()
"""What a text with a signature has in it: quicker to look for than the signature."""
_SIGNATURE = (
    r"(?:cordialement|respectueusement|sincerement|bien a vous|amicalement|salutations(?: "
    r"(?:distinguees|respectueuses|cordiales|les meilleures))?"
    r"|sentiments(?: (?:distingues|respectueux|les meilleurs))?|consideration(?: distinguee)?"
    r"|regards|sincerely|d'avance|bientot|bonne (?:journee|soiree|reception)"
    r"|merci|avance|bien cdt|cdt|cdlt|bises|bisous|yours)[ \t]{0,3}[,.!]?(?:[ \t]{0,3}\n){1,3}[ "
    r"\t]{0,8}|(?:cordialement|respectueusement|regards)[ ]{0,2},[ ]{1,2}|\bcdl?t,? "
)
_HEADING = 700
"""Characters from the beginning in which a CV says whose it is."""
_STOPS = frozenset(
    """
    et je j' j'ai mais ou donc qui que j'etais j'habite mon ma mes pour dans chez a de en il elle on nous vous
    un une le la les ce c'est c'
    suis ai depuis avec and i from but pas bien sur comme plus merci bonjour svp ici tres au aux du des n est
    sont age agee ne nee d'
    """.split()
)
_NOT_AFTER_CIVILITY = frozenset(
    """
    le la les l' directeur directrice president presidente maire ministre recruteur recruteuse responsable
    chef madame monsieur mademoiselle
    messieurs mesdames vous je et ou en professeur docteur juge avocat prefet proviseur principal inspecteur
    rapporteur bonjour merci tout untel
    """.split()
)
_MASCULINE = frozenset("m mr monsieur mister herr senor".split())
_LOWER_CIVILITIES = frozenset("monsieur mr mme madame mlle mademoiselle".split())
_FEMININE = frozenset("mme mlle madame mademoiselle mrs ms miss frau senora".split())

_TRADES = (
    "manager|manageuse|collegue|chef|cheffe|responsable|directeur|directrice|tuteur|tutrice|patron"
    "|patronne|superieure?|encadrante?"
    "|conseiller|conseillere|referente?|formateur|formatrice|maitre de stage|maitre d'apprentissage"
    "|prof|professeur|recruteur|recruteuse"
    "|n\\+1|coach|mentor|associee?|binome|coordinateur|coordinatrice|assistante?|boss|colleague|supervisor"
)
_FAMILY = (
    "mari|femme|fils|fille|frere|soeur|ami|amie|copain|copine|conjointe?|compagnon|compagne"
    "|epoux|epouse|pere|mere|cousine?|oncle|tante|voisine?|bebe|ex|wife|husband|son|daughter|brother|sister|friend"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """The compiled patterns of this file, matched against folded text of the same length."""

    words: Words
    lexicon: Lexicon
    civility: re.Pattern[str]
    introduction: re.Pattern[str]
    weak_introduction: re.Pattern[str]
    field: re.Pattern[str]
    contact_field: re.Pattern[str]
    signature: re.Pattern[str]
    role: re.Pattern[str]
    kin: re.Pattern[str]
    personal: re.Pattern[str]
    maiden: re.Pattern[str]
    ending: re.Pattern[str]

    def find(self, text: str, folded: str) -> Iterator[Found]:
        """Every announced name in `text`."""
        yield from self._civilities(text, folded)
        yield from self._introductions(text, folded)
        yield from self._fields(text, folded)
        yield from self._signatures(text, folded)
        yield from self._roles(text, folded)
        yield from self._heading(text, folded)

    def _civilities(self, text: str, folded: str) -> Iterator[Found]:
        for match in self.civility.finditer(folded):
            title = match[1].rstrip(".")
            # "m" and "me" are words too: only with their capital are they civilities.
            if title in ("m", "me", "pr", "dr", "miss", "ms") and not text[match.start(1)].isupper():
                continue
            words = self._take(text, folded, match.end(), lower=title in _LOWER_CIVILITIES, common=True)
            if not words or words[0].fold in _NOT_AFTER_CIVILITY or self._is_title(folded, match.end(), words[0]):
                continue
            if all(word.look == "initial" for word in words):
                continue
            # "M.Dupont", but not "M.Sc".
            if match[0].endswith(".") and (not text[match.end()].isupper() or len(words[0].fold) < 3):
                continue
            gender: Gender | None = "m" if title in _MASCULINE else "f" if title in _FEMININE else None
            yield self._found(text, words, "surname", gender, 1.0)

    def _is_title(self, folded: str, start: int, word: Word) -> bool:
        """Whether an article and an ordinary word follow a civility: "Madame la Conseillère"."""
        article = folded[start : word.start]
        return article in ("la ", "le ", "l'") and self.lexicon.is_common(word.fold)

    def _introductions(self, text: str, folded: str) -> Iterator[Found]:
        for match in self.introduction.finditer(folded):
            words = self._take(text, folded, match.end(), lower=True, common=True)
            if words:
                surname = words[0].look != "first" and match[0].startswith("mon nom")
                yield self._found(text, words, "surname" if surname else "first", None, 1.0)
        for match in self.maiden.finditer(folded):
            words = self._take(text, folded, match.end(), lower=False, common=True)
            if words and (words[0].look in ("first", "surname", "unknown") or words[0].fold in self.lexicon.surnames):
                yield self._found(text, words, "surname", None, 1.0)
        for match in self.weak_introduction.finditer(folded):
            words = self._take(text, folded, match.end(), lower=False, common=False)
            if words and (words[0].look == "first" or (len(words) > 1 and self._plausible(words))):
                yield self._found(text, words, "first", None, 0.8)
            elif not words:
                yield from self._lower_first_name(text, folded, match.end())

    def _lower_first_name(self, text: str, folded: str, start: int) -> Iterator[Found]:
        """ "moi c'est karim", "je suis nolwenn le goff": a first name of the list, in lower case."""
        words = self._take(text, folded, start, lower=True, common=False)
        if not words or words[0].look != "first":
            return
        first, last = words[0], words[-1]
        ordinary = first.fold in self.lexicon.common or first.fold in self.lexicon.ambiguous
        # An unknown word is the surname where nothing but the end of a phrase follows it.
        named = last.look in ("first", "surname") or self.ending.match(folded, last.end)
        if len(words) > 1 and named and (not ordinary or last.look == "surname"):
            yield as_found(text, words, 0.8, self.lexicon)
        elif not ordinary and len(first.fold) > 3:
            yield self._found(text, [first], "first", None, 0.7)

    def _fields(self, text: str, folded: str) -> Iterator[Found]:
        for match in self.field.finditer(folded):
            words = self._take(text, folded, match.end(), lower=True, common=True)
            label = match[1]
            alone = "first" if label.startswith(("prenom", "first", "given")) else "surname"
            if words and words[0].fold not in ("prenom", "nom", "adresse"):
                yield self._found(text, words, alone, None, 1.0)
        for match in self.contact_field.finditer(folded):
            words = self._take(text, folded, match.end(), lower=False, common=False)
            if words and (words[0].look == "first" or (len(words) > 1 and self._plausible(words))):
                yield self._found(text, words, "first", None, 0.8)

    def _signatures(self, text: str, folded: str) -> Iterator[Found]:
        for match in self.signature.finditer(folded) if any(end in folded for end in _ENDS) else ():
            words = self._take(text, folded, match.end(), lower=False, common=True)
            if not words:
                yield from self._lower_signature(text, folded, match.end())
            elif self._plausible(words) and re.match(
                r"[ \t]*(?:\Z|[\n,.|(–-])", text[words[-1].end : words[-1].end + 4]
            ):
                yield self._found(text, words, "first", None, 0.9)

    def _lower_signature(self, text: str, folded: str, start: int) -> Iterator[Found]:
        """ "cdt nolwenn", "Cordialement\\nnolwenn le goff": nothing else on the line."""
        for found in self._lower_first_name(text, folded, start):
            if re.match(r"[ \t.]*(?:\Z|\n)", text[found.end : found.end + 8]):
                yield found

    def _roles(self, text: str, folded: str) -> Iterator[Found]:
        for pattern, single in ((self.role, False), (self.kin, True)):
            for match in pattern.finditer(folded):
                words = self._take(text, folded, match.end(), lower=False, common=True)
                if (
                    words
                    and self._plausible(words)
                    and (
                        single
                        or len(words) > 1
                        or (words[0].look in ("first", "unknown") and words[0].fold not in self.lexicon.brands)
                    )
                ):
                    yield self._found(text, words, "first", None, 0.9)
                elif not words:
                    yield from self._lower_first_name(text, folded, match.end())

    def _heading(self, text: str, folded: str) -> Iterator[Found]:
        """The first lines of a CV: one that is nothing but a name."""
        position = 0
        for line in text[:_HEADING].split("\n")[:6]:
            end = position + len(line)
            head = re.match(r"[ \t#*_]{0,8}(?:(?:cv|curriculum vitae)(?: de| :| -)?[ \t]{1,3})?", folded[position:end])
            start = position + (head.end() if head else 0)
            words = self._take(text, folded, start, lower=False, common=True)
            if words:
                stop = words[-1].end
                complete = stop == end or bool(re.match(r"[ \t*_]*(?:\Z|[|,–—•(/-])", text[stop:end]))
                named = any(word.look == "first" for word in words)
                if (
                    complete
                    and 1 < len(words)
                    and words[0].look != "regular"
                    and self._plausible(words)
                    and (named or self.personal.search(folded, 0, _HEADING))
                ):
                    yield self._found(text, words, "first", None, 0.9)
            position = end + 1

    def _is_phrase(self, words: list[Word]) -> bool:
        """Whether words are a brand, a school or the like that is called after a person."""
        written = tuple(part for word in words for part in (*word.joint.split(), word.fold))
        return any(written[: len(phrase)] == phrase for phrase in self.lexicon.phrases.get(written[0], ()))

    def _plausible(self, words: list[Word]) -> bool:
        """Whether words look like a name by themselves: no brand, no acronym, no ordinary word in front."""
        if any(word.look in ("brand", "acronym") for word in words) or self._is_phrase(words):
            return False
        return words[0].look in ("first", "surname", "unknown", "regular")

    def _take(self, text: str, folded: str, start: int, *, lower: bool, common: bool) -> list[Word]:
        """The words of a name from `start`. `lower`: it may lack capitals; `common`: the first may be an "
        "ordinary word."""
        words: list[Word] = []
        position, joint = start, ""
        small = False
        while len(words) < _LONGEST:
            match = self.words.any.match(text, position)
            if match is None:
                break
            end = match.end()
            while end > match.start() and folded[end - 1] in "'-":
                end -= 1
            word = self.words.word(text, folded, match.start(), end, joint)
            capital = text[word.start].isupper()
            if self.words.is_elided(text, word):
                break
            if (
                (words or not capital)
                and word.fold in PARTICLES
                and (
                    self._leads_on(text, end) or (words and small and lower and self._leads_to_name(text, folded, end))
                )
            ):
                joint, position = joint + word.fold, end + 1
                continue
            small = small or (not words and not capital)
            if not self._continues(word, words, capital=capital, small=small and lower, common=common):
                break
            words.append(word)
            joint, position = " ", end
            gap = re.match(r"\.? ?\u00a0?(?=\w)| {2}(?=\w)", text[end : end + 4])
            if gap is None or (gap[0].startswith(".") and word.look != "initial") or not gap[0]:
                break
            position = end + gap.end()
        while words and words[-1].look in ("initial",) and len(words) == 1:
            words.pop()
        return words

    def _leads_on(self, text: str, end: int) -> bool:
        """Whether a particle stands before a word with a capital."""
        after = text[end + 1 : end + 2]
        return text[end : end + 1] == " " and (
            after.isupper() or bool(re.match(r"[^\W\d_]{1,3} [^\W\d_a-z]", text[end + 1 : end + 8]))
        )

    def _leads_to_name(self, text: str, folded: str, end: int) -> bool:
        """Whether a particle in lower case stands before what may be a surname: "le goff"."""
        match = self.words.any.match(text, end + 1) if text[end : end + 1] == " " else None
        if match is None or len(match[0]) < 3 or match[0].lower() in _STOPS:
            return False
        look = self.words.word(text, folded, *match.span()).look
        return look in ("first", "surname") or (look == "unknown" and bool(self.ending.match(folded, match.end())))

    def _continues(self, word: Word, words: list[Word], *, capital: bool, small: bool, common: bool) -> bool:
        if not capital:
            plain = word.fold
            if not small or plain in _STOPS or "'" in plain[:2] or len(plain) < 2:
                return False
            if not words:
                return word.look not in ("common", "regular") or (common and plain in self.lexicon.surnames)
            return word.look in ("first", "surname", "unknown")
        if word.look == "brand":
            return not words and common
        if word.look == "acronym":
            return bool(words) and words[0].upper
        if word.look == "common":
            return (not words and common) or bool(word.joint.strip()) or word.fold in self.lexicon.surnames
        return word.look != "regular" or common or bool(words)

    def _found(self, text: str, words: list[Word], alone: str, gender: Gender | None, score: float) -> Found:
        if len(words) > 1:
            return as_found(text, words, score, self.lexicon, gender)
        word = words[0]
        written = text[word.start : word.end]
        known_first = word.look == "first" and word.fold not in self.lexicon.surnames
        if alone == "first" or (known_first and score < 1):
            gender = gender or self.lexicon.gender(word.fold)
            return Found(
                start=word.start, end=word.end, kind="FIRST_NAME", score=score, gender=gender, first_name=written
            )
        return Found(start=word.start, end=word.end, kind="LAST_NAME", score=score, gender=gender, last_name=written)


def build_announced(words: Words, lexicon: Lexicon) -> Announced:
    """Announced with its patterns compiled."""
    return Announced(
        words=words,
        lexicon=lexicon,
        civility=re.compile(
            r"(?<![\w'])(m\.|mr\.?|monsieur|mme\.?|madame|mlle\.?|mademoiselle|dr\.?|docteur|me|maitre"
            r"|pr\.?|professeur|mrs\.?|ms\.?|miss|mister|m)"
            r"(?:[ \u00a0]|(?<=[a-z]\.))(?:et (?:mme|madame) )?"
        ),
        introduction=re.compile(
            r"(?:m[' ]?appelle|me nomme|me prenomme|mon nom (?:complet )?(?:est|c'est)|mon prenom (?:est"
            r"|c'est)|my name is|my name's|i'm called"
            r"|nomme(?:e)? |prenomme(?:e)? |mon nom ?:|ich heiss?e|me llamo|name is|mi chiamo)[ :]{0,2}(?:donc )?"
        ),
        weak_introduction=re.compile(
            r"(?:moi,? c'? ?est|c'est moi,?|j'?suis|je suis|je me presente,?|presente :|i am|i'm|this is|ici|c'est"
            r"|de la part de|signe|suis donc)[ :]{1,2}"
        ),
        field=re.compile(
            r"(?:\A|[\n|;•,(\t*]|\d\.)[ \t]{0,4}((?:nom(?: (?:et|&|/) prenom)?s?|noms?(?: ?/ ?prenoms?)?"
            r"|nom de (?:naissance|famille|jeune fille)|nom d'usage|nom complet"
            r"|prenoms?(?: (?:et|&|/) noms?)?|prenom/nom|full name|name|first name|last name|surname|given "
            r"name|candidate?|salariee?|beneficiaire"
            r"|titulaire|stagiaire|signataire|patient)e?(?:\(s\))?)[ \t*]{0,3}[:=][ \t*]{0,3}"
        ),
        contact_field=re.compile(
            r"(?:contact|responsable|tuteur|tutrice|manager|manageur|referente?|interlocuteur"
            r"|interlocutrice|recruteur|recruteuse|conseiller|conseillere"
            r"|formateur|formatrice|reference|maitre de stage|encadrant|suivi par|de|from|a|to|cc|auteur"
            r"|redige par|attention de|l'attention d')[ ]{0,2}:[ ]{1,3}"
        ),
        signature=re.compile(_SIGNATURE),
        role=re.compile(
            rf"(?:\b(?:mon|ma|notre|votre|son|sa|leur|my|our|un|une|la|le) (?:ancienn?e? |ex[- ]|nouvel? "
            rf"|nouvelle |future? )?(?:{_TRADES})"
            r"(?: (?:rh|commerciale?|technique|regionale?|general|generale|d'equipe|de stage|de projet"
            r"|pedagogique|direct|directe|hierarchique|d'agence|de magasin)){0,2}"
            r"(?:,? (?:s'appelle|est|etait|c'est|c'etait|nomme|nommee|monsieur|madame|m\.|mme))?,? (?:: )?)"
        ),
        kin=re.compile(
            rf"\b(?:mon|ma|mes|my|notre|son|sa) (?:petite? |grande? |meilleure? |ex[- ])?(?:{_FAMILY}),? "
            rf"(?:s'appelle |est |c'est )?"
        ),
        personal=re.compile(
            r"@[a-z]|\b0[1-9](?:[ .-]?\d\d){4}|\+\d\d|\bans\b|permis b|curriculum|\bnee? le|linkedin\.com/in"
        ),
        maiden=re.compile(r"nee (?<!\w....)(?=[^\W\d_])"),
        ending=re.compile(r"[ \t]{0,3}(?:\Z|[,.;:!?\n()]|et |\d|j'|ag[e]e? |ne?e? le)"),
    )
