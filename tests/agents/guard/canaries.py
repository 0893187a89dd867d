"""Seeded values of every kind of personal data, in sentences, and where to look for them afterwards."""

import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from faker import Faker

CASES = 300
"""Values of each kind."""
EDGE = 7
"""Shorter ones could stand anywhere by chance."""

_SAID = {
    "EMAIL": "Mon adresse est {}, écrivez-moi.",
    "PHONE": "On peut me joindre au {} le soir.",
    "IBAN": "Mon IBAN : {}",
    "NIR": "Numéro de sécurité sociale : {}",
    "SIRET": "J’étais à mon compte, SIRET {}.",
    "CARD": "J’ai payé avec la carte {}.",
    "PERSON": "Je m’appelle {}.",
    "MANAGER": "Ma manager, Mme {}, ne m’a pas aidée.",
    "DATE_OF_BIRTH": "Je suis né le {}.",
    "ADDRESS": "J’habite au {}.",
    "PLATE": "Ma voiture est immatriculée {}.",
    "SIREN": "Mon entreprise : SIREN {}.",
    "URL": "Mon profil : {} pour en savoir plus.",
    "IP": "Je me connecte depuis {} en général.",
}


def values(seed: int = 20261121) -> dict[str, list[str]]:
    """CASES values of each kind."""
    fake = Faker("fr_FR")
    fake.seed_instance(seed)
    surnames = _surnames(random.Random(seed))
    made: dict[str, list[str]] = {
        "EMAIL": [fake.unique.email() for _ in range(CASES)],
        "PHONE": [_own_phone(fake) for _ in range(CASES)],
        "IBAN": [fake.unique.iban() for _ in range(CASES)],
        "NIR": [fake.unique.ssn() for _ in range(CASES)],
        "SIRET": [fake.unique.siret() for _ in range(CASES)],
        "CARD": [fake.unique.credit_card_number("visa16") for _ in range(CASES)],
        "PERSON": [f"{fake.first_name()} {name}" for name in surnames[:CASES]],
        "MANAGER": surnames[CASES:],
        "DATE_OF_BIRTH": [
            fake.unique.date_of_birth(minimum_age=18, maximum_age=66).strftime("%d/%m/%Y") for _ in range(CASES)
        ],
        "ADDRESS": [fake.unique.address().replace("\n", ", ") for _ in range(CASES)],
        "PLATE": [_plate(random.Random(seed + number)) for number in range(CASES)],
        "SIREN": [fake.unique.siren() for _ in range(CASES)],
        "URL": [
            f"linkedin.com/in/{name.lower()}-{number}"
            for number, name in enumerate(_surnames(random.Random(1))[:CASES])
        ],
        "IP": [fake.unique.ipv4_public() for _ in range(CASES)],
    }
    return made


def sentences(made: dict[str, list[str]]) -> Iterator[str]:
    """Paragraphs, each with one value of every kind."""
    for row in zip(*made.values(), strict=True):
        yield " ".join(_SAID[kind].format(value) for kind, value in zip(made, row, strict=True))


def leaked(made: dict[str, list[str]], text: str) -> list[tuple[str, str]]:
    """The values that stand in a text, whatever their spacing, case or accents."""
    folded, compact = f" {_fold(text)} ", _compact(text)
    return [
        (kind, value)
        for kind, found in made.items()
        for value in (*found, *(name.split()[-1] for name in found if kind == "PERSON"))
        if (_compact(value) in compact if _is_number(value) else f" {_fold(value)} " in folded)
    ]


def bytes_at_rest(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file of a folder of state."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()


def in_bytes(made: dict[str, list[str]], data: bytes) -> list[str]:
    """The values of at least EDGE characters that stand in bytes, as UTF-8 or UTF-16."""
    wanted = [value for found in made.values() for value in found if len(value) >= EDGE]
    forms = {form: value for value in wanted for form in (value.encode(), value.encode("utf-16-le"))}
    heads = {form[:EDGE] for form in forms}
    # One pass over the bytes for thousands of values.
    if not any(data[at : at + EDGE] in heads for at in range(len(data) - EDGE + 1)):
        return []
    return [value for form, value in forms.items() if form in data]


def _own_phone(fake: Faker) -> str:
    """A number of a person: those in 08 are of services."""
    while True:
        number: str = fake.unique.phone_number()
        if not _compact(number).removeprefix("+33").removeprefix("0").startswith("8"):
            return number


def _surnames(chance: random.Random) -> list[str]:
    """Twice CASES names that are in no list, as a third of the people's in France are."""
    begins = ("Ker", "Pen", "Tré", "Lan", "Bour", "Mon", "Val", "Gar", "Des", "Cha", "Rou", "Ben", "Dia", "Nko", "Zer")
    middles = ("gue", "vel", "lon", "tra", "mi", "bou", "kha", "sse", "dri", "zou")
    ends = ("nec", "nard", "villet", "cassin", "doux", "mani", "rieux")
    names = [begin + middle + end for begin in begins for middle in middles for end in ends]
    return chance.sample(names, 2 * CASES)


def _plate(chance: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTVWXYZ"
    return (
        f"{''.join(chance.choices(letters, k=2))}-{chance.randrange(1, 999):03}-{''.join(chance.choices(letters, k=2))}"
    )


def _is_number(value: str) -> bool:
    return sum(c.isdigit() for c in value) > len(value) // 2


def _compact(text: str) -> str:
    return re.sub(r"[\s.()-]", "", text).casefold()


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))))
