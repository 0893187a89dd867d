"""Typography: authors type plain punctuation, people read the one of their language."""

import re

_NARROW = "\u202f"
_NO_BREAK = "\u00a0"
_BEFORE_HIGH = re.compile(r' (?=[?!;](?:[\s"*_)»]|$))')
_BEFORE_COLON = re.compile(r' (?=:(?:[\s"*_)]|$))')


def typeset(text: str, locale: str) -> str:
    """`text` (a message, or the source of a template) with typographic apostrophes and, in French, no-break spaces.

    Templates go through it before they are compiled, so that what a person wrote is never retouched.
    They quote their Jinja strings with double quotes: an apostrophe in a tag would become a letter.
    """
    text = text.replace("'", "’")
    if locale != "fr":
        return text
    text = text.replace("« ", f"«{_NO_BREAK}").replace(" »", f"{_NO_BREAK}»")
    return _BEFORE_COLON.sub(_NO_BREAK, _BEFORE_HIGH.sub(_NARROW, text))
