"""What privacy itself keeps about people: their decisions, and the proofs of erasures."""

from tools.actor import UserId
from tools.privacy.consents import Consents
from tools.privacy.register import ExportPart, Kept, KeptFor, PersonalStore, Words


def consents_store(consents: Consents) -> PersonalStore:
    """The stream of a person's consents and objections."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        rows = [
            {
                "purpose": consent.purpose.title.of(locale),
                "words": consent.purpose.text.of(locale),
                "words_version": change.version,
                "given": change.given,
                "at": change.at,
            }
            for consent in await consents.of(user_id)
            for change in consent.history
        ]
        return ExportPart(lists={"consents": rows})

    return PersonalStore(
        name="consents",
        streams=("consents",),
        holds=Words(
            "Vos accords et vos refus, avec leurs dates", "What you agreed to and what you refused, with the dates"
        ),
        purpose=Words(
            "Respecter vos choix et pouvoir montrer qu’ils l’ont été",
            "To respect your choices, and to be able to show that they were",
        ),
        legal_basis="legal_obligation",
        kept_for=KeptFor(
            words=Words("Jusqu’à l’effacement de vos données", "Until your data is erased"),
        ),
        export=export,
        kept=Kept(
            what=Words(
                "Le fait que des choix ont été faits, sous un identifiant qui ne mène plus à personne",
                "The fact that choices were made, under an identifier that leads to nobody any more",
            ),
            why=Words(
                "Le responsable du traitement doit pouvoir prouver le consentement (article 7.1 du RGPD)",
                "The controller must be able to demonstrate consent (GDPR, Article 7(1))",
            ),
        ),
    )


def erasures_store() -> PersonalStore:
    """The proofs of erasures."""

    async def export(user_id: UserId, locale: str) -> ExportPart:
        # While there is somebody to give an export to, there is no erasure.
        return ExportPart()

    return PersonalStore(
        name="erasures",
        tables=("erasures",),
        clear={
            "erasures.asked_by": "person, operator or retention",
            "erasures.counts": "how many rows, by name of store",
        },
        holds=Words(
            "La preuve qu’un effacement a été demandé et fait : identifiant, dates, nombres",
            "The proof that an erasure was asked for and done: identifier, dates, counts",
        ),
        purpose=Words("Prouver que l’effacement a eu lieu", "To prove that the erasure took place"),
        legal_basis="legal_obligation",
        kept_for=KeptFor(words=Words("Sans limite : elle ne nomme personne", "Without limit: it names nobody")),
        export=export,
        kept=Kept(
            what=Words(
                "Cette preuve d’effacement : un identifiant qui ne mène plus à personne, des dates et des nombres",
                "This proof of erasure: an identifier that leads to nobody any more, dates and counts",
            ),
            why=Words(
                "Le responsable du traitement doit pouvoir démontrer qu’il respecte le RGPD (article 5.2)",
                "The controller must be able to demonstrate compliance with the GDPR (Article 5(2))",
            ),
        ),
    )
