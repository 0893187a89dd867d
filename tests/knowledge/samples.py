"""Small packs and passages for the tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from knowledge import Pack, Passage

HEADER = """\
name = "droits"
title = "Droits"
locale = "fr"
version = "2026.11"
licence = "CC-BY-4.0"
description = "Un petit pack."
"""

FRONT = """\
title = "Le CPF"
source = "Service-Public.fr"
url = "https://www.service-public.fr/particuliers/vosdroits/F10705"
checked_on = 2026-11-02
questions = ["Comment utiliser mon CPF ?"]
"""

TEXT = "Le compte personnel de formation se remplit chaque année."


def passage(
    stem: str,
    text: str,
    *,
    pack: str = "droits",
    locale: str = "fr",
    title: str = "",
    questions: tuple[str, ...] = (),
) -> Passage:
    """A passage called "<pack>/<stem>"; its title is its stem unless given."""
    return Passage(
        id=f"{pack}/{stem}",
        pack=pack,
        locale=locale,
        title=title or stem,
        text=text,
        source="Service-Public.fr",
        url="https://www.service-public.fr/",
        checked_on=date(2026, 11, 2),
        questions=questions,
    )


def pack_of(*passages: Passage) -> Pack:
    """A pack that holds `passages`."""
    first = passages[0]
    return Pack(
        name=first.pack,
        title="Droits",
        locale=first.locale,
        version="1",
        licence="MIT",
        description="Un pack.",
        passages=passages,
    )


def small_pack() -> Pack:
    """Three passages in French on three subjects."""
    return pack_of(
        passage(
            "cpf",
            "Le compte personnel de formation (CPF) paie une formation. L’accord de l’employeur est inutile.",
            questions=("Mon employeur doit être d’accord pour mon CPF ?", "Le CPF paie la formation ?"),
        ),
        passage(
            "vae",
            "La VAE donne un diplôme grâce à l’expérience : un jury valide les acquis.",
            questions=("Comment se passe le jury de VAE ?",),
        ),
        passage(
            "demission",
            "Démissionner pour se reconvertir ouvre droit au chômage après cinq ans de travail.",
            questions=("Je peux démissionner de mon travail et toucher le chômage ?",),
        ),
    )


def write_pack(root: Path, *, header: str = HEADER, files: dict[str, str] | None = None, name: str = "droits") -> Path:
    """Writes a pack under `root` and returns its folder; one good passage unless `files` says otherwise."""
    folder = root / name
    folder.mkdir()
    (folder / "pack.toml").write_text(header, encoding="utf-8")
    for file, content in (files if files is not None else {"cpf.md": document()}).items():
        (folder / file).write_text(content, encoding="utf-8")
    return folder


def document(front: str = FRONT, text: str = TEXT) -> str:
    """The file of a passage."""
    return f"+++\n{front}+++\n{text}\n"
