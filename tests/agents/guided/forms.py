"""Which form of address a French text uses, what is quoted aside."""

import re

QUOTED = re.compile(r"«[^»]*»|^>.*$|\[[^\]]*\]\([^)]*\)", re.MULTILINE)
VOUS = re.compile(
    r"\b(?<!rendez-)(?:vous|votre|vos|vôtres?)\b|\b(?!chez\b|assez\b|nez\b|rendez\b)[a-zàâçéèêëîïôûù]{2,}ez\b",
    re.IGNORECASE,
)
TU = re.compile(r"\b(?:tu|te|toi|ton|ta|tes|tiens?|tienne)\b|\bt’", re.IGNORECASE)


def forms(text: str) -> set[str]:
    """`{"vous"}`, `{"tu"}`, both or none."""
    bare = QUOTED.sub("", text)
    return {name for name, pattern in (("vous", VOUS), ("tu", TU)) if pattern.search(bare)}
