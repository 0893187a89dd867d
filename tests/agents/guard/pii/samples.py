"""Seeded personal data from Faker, and French sentences to put it in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from faker import Faker

SEED = 20_261

# Faker has no Latin-script names for ar_* nor ta_IN, and none at all for francophone West Africa but what Nigeria and
# Ghana share with it. fr_DZ is the Maghreb in Latin script; China and Japan have romanised names.
GROUPS = {
    "French": ("fr_FR",),
    "Maghreb": ("fr_DZ",),
    "West African": ("yo_NG", "ig_NG", "ha_NG", "tw_GH", "en_NG"),
    "East and South European": ("pl_PL", "ro_RO", "pt_PT", "it_IT", "es_ES", "hr_HR"),
    "Asian": ("vi_VN", "zh_CN", "ja_JP", "en_IN", "id_ID", "en_TH"),
    "Turkish and Caucasian": ("tr_TR", "az_AZ"),
    # Beyond the six: no threshold, reported all the same.
    "East and Southern African": ("sw", "zu_ZA", "en_KE"),
}
ASSERTED = tuple(GROUPS)[:6]

NAME_TEMPLATES = {
    "introduction": "Bonjour, je m'appelle {name} et je cherche une formation de soudeur à Nantes.",
    "lower-case introduction": "salut moi je m'appelle {lower}, j'ai 34 ans et je veux changer de métier",
    "i am": "Bonjour, je suis {name}, conseillère de vente depuis huit ans.",
    "civility": "J'ai rendez-vous demain avec Mme {last} pour parler de mon projet.",
    "civility, full": "Vous pouvez joindre Monsieur {name} à l'agence, il suit mon dossier.",
    "field": "Nom : {last}\nPrénom : {first}\nVille : Toulouse",
    "field, both": "Fiche de renseignements\nNom et prénom : {last} {first}\nPoste visé : aide-soignant",
    "signature": "Je reste à votre disposition pour un entretien.\n\nCordialement,\n{name}",
    "cv header": "{first} {LAST}\nAssistante commerciale\nPermis B, 28 ans\n\nExpérience\n2019 - 2023 : "
    "vendeuse en boulangerie",
    "cv header, capitals": "{FIRST} {LAST}\n45 ans, permis B\nTechnicien de maintenance\n\nFORMATION\nBTS "
    "électrotechnique",
    "role": "Ma manager {name} m'a dit de demander un bilan de compétences.",
    "role, full stop": "Pendant mon stage, mon tuteur était {name}. Il m'a tout appris.",
    "free: with": "J'ai travaillé avec {name} pendant 3 ans dans un entrepôt.",
    "free: subject": "L'année dernière {name} m'a proposé de reprendre son salon.",
    "free: capitals": "Attestation de fin de formation remise à {LAST} {first} le 3 mars.",
    "free: list": "Étaient présents : {name}, le directeur et deux salariées.",
}
"""The hand that wrote the detector wrote these too: real messages are more varied."""

VALUE_TEMPLATES = (
    "{value}",
    "Bonjour, voici : {value}. Merci d'avance pour votre aide",
    "mon contact c'est {value} si besoin",
    "Candidature\n{value}\nExpérience : trois ans de vente",
    "- coordonnées : {value};\n- disponibilité : immédiate",
    "(voir {value})",
)
ADDRESS_TEMPLATES = (
    "J'habite {value}, est-ce que la formation est loin ?",
    "Camille M.\n{value}\nPermis B",
    "Adresse : {value}\nTél : en fin de page",
    "Mon adresse est {value}.",
    "Je vis au {value} avec mes deux enfants",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, and the values in it that must be found."""

    text: str
    values: tuple[str, ...]
    template: str


def names(group: str, count: int) -> Iterator[tuple[str, str]]:
    """First and last names of a group, the locales in turn."""
    fakers = []
    for locale in GROUPS[group]:
        faker = Faker(locale)
        faker.seed_instance(SEED)
        fakers.append((locale, faker))
    for number in range(count):
        locale, faker = fakers[number % len(fakers)]
        if locale in ("zh_CN", "ja_JP"):
            first, last = _romanised(faker.romanized_name(), first_last=locale == "zh_CN" or locale == "ja_JP")
        elif locale == "vi_VN":
            first, last = _vietnamese(faker)
        else:
            first, last = faker.first_name(), faker.last_name()
        yield _clean(first), _clean(last)


def _romanised(name: str, *, first_last: bool) -> tuple[str, str]:
    first, _, last = name.partition(" ")
    return (first, last) if first_last else (last, first)


def _vietnamese(faker: Faker) -> tuple[str, str]:
    # faker.first_name() of this locale answers "John" and "Jane"; name() is right.
    first, _, last = faker.name().partition(" ")
    return first, last


def _clean(name: str) -> str:
    return re.sub(r"[^\w '’-]", "", name.replace("ʻ", "'")).strip()


def name_samples(group: str, count: int, per_name: int) -> Iterator[Sample]:
    """Each of `count` names in `per_name` templates, which change from name to name."""
    templates = list(NAME_TEMPLATES.items())
    for number, (first, last) in enumerate(names(group, count)):
        for step in range(per_name):
            label, template = templates[(number * per_name + step) % len(templates)]
            upper_first, upper_last = first.upper(), last.upper()
            text = template.format(
                name=f"{first} {last}",
                lower=f"{first} {last}".lower(),
                first=first,
                last=last,
                FIRST=upper_first,
                LAST=upper_last,
            )
            written = {"{name}": (first, last), "{lower}": (first.lower(), last.lower()), "{first}": (first,)}
            written |= {"{last}": (last,), "{FIRST}": (upper_first,), "{LAST}": (upper_last,)}
            values = tuple(value for key, found in written.items() if key in template for value in found)
            yield Sample(text, values, label)


def value_samples(kind: str, count: int) -> Iterator[Sample]:
    """`count` seeded values of a kind, each in the next template."""
    faker = Faker("fr_FR")
    faker.seed_instance(SEED)
    templates = ADDRESS_TEMPLATES if kind == "ADDRESS" else VALUE_TEMPLATES
    for number in range(count):
        value = _value(kind, faker, number)
        template = templates[number % len(templates)]
        yield Sample(template.format(value=value), (value,), template)


def _value(kind: str, faker: Faker, number: int) -> str:
    spaced = number % 3 == 1
    match kind:
        case "EMAIL":
            user, domain = faker.user_name(), faker.domain_name(levels=1 + number % 2)
            return (
                f"{user}+cv@{domain}",
                f"{user}@{domain}",
                faker.email(),
                f"{user} (at) {domain.replace('.', ' (point) ')}",
            )[number % 4]
        case "PHONE":
            overseas = f"0{('262', '590', '594', '596', '693', '690')[number % 6]} {faker.numerify('## ## ##')}"
            return overseas if number % 5 == 0 else faker.phone_number()
        case "NIR":
            nir = faker.ssn()
            return f"{nir[0]} {nir[1:3]} {nir[3:5]} {nir[5:7]} {nir[7:10]} {nir[10:13]} {nir[13:]}" if spaced else nir
        case "SIRET":
            return faker.siret() if spaced else faker.siret().replace(" ", "")
        case "IBAN":
            iban = faker.iban()
            return re.sub(r"(.{4})(?!$)", r"\1 ", iban) if spaced else iban
        case "CARD":
            card = faker.credit_card_number()
            return re.sub(r"(.{4})(?!$)", r"\1 ", card) if spaced else card
        case "ADDRESS":
            return faker.address() if number % 2 else faker.address().replace("\n", ", ")
        case _:
            raise ValueError(kind)


PERSONAL_URLS = (
    "linkedin.com/in/{user}", "https://www.linkedin.com/in/{user}/", "github.com/{user}", "https://gitlab.com/{user}",
    "https://{user}.github.io", "www.malt.fr/profile/{user}", "https://www.instagram.com/{user}",
)  # fmt: skip


def url_samples(count: int) -> Iterator[Sample]:
    """Seeded links that lead to a person."""
    faker = Faker("fr_FR")
    faker.seed_instance(SEED)
    for number in range(count):
        value = PERSONAL_URLS[number % len(PERSONAL_URLS)].format(user=faker.user_name())
        template = VALUE_TEMPLATES[number % len(VALUE_TEMPLATES)]
        yield Sample(template.format(value=value), (value,), template)


def birth_samples(count: int) -> Iterator[Sample]:
    """Seeded dates of birth, in figures and in words."""
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    templates = (
        "Née le {}, je vis à Lyon.",
        "né le {} à Oran",
        "Date de naissance : {}\nPermis B",
        "DOB: {}",
        "I was born on {}.",
    )
    faker = Faker("fr_FR")
    faker.seed_instance(SEED)
    for number in range(count):
        day = faker.date_of_birth()
        forms = (day.strftime("%d/%m/%Y"), f"{day.day} {months[day.month - 1]} {day.year}", day.strftime("%d.%m.%y"))
        value = forms[number % len(forms)]
        template = templates[number % len(templates)]
        yield Sample(template.format(value), (value,), template)
