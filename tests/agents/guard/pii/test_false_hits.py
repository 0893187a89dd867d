"""What is masked that is nobody's: job offers (synthetic), official advice, the texts of the ROME."""

import os
from pathlib import Path

import pytest

from agents.guard.pii import Detector
from tests.agents.guard.pii.measures import false_hits, passages
from tests.agents.guard.pii.offers import offers, rome_texts

PACKS = Path(__file__).parents[4] / "knowledge" / "packs"


@pytest.fixture
def reference() -> Path:
    folder = os.environ.get("IRIS_REFERENCE_DATA")  # noqa: TID251
    if not folder:
        pytest.skip("IRIS_REFERENCE_DATA is unset: the ROME files are not here")
    return Path(folder)


def test_offers_have_at_most_one_false_hit_in_2000_words(detector: Detector, reference: Path) -> None:
    texts = list(offers(reference))
    assert len(texts) == 150
    assert texts == list(offers(reference))
    assert false_hits(detector, texts)[0] <= 0.5


def test_texts_of_the_rome_have_at_most_one_false_hit_in_2000_words(detector: Detector, reference: Path) -> None:
    assert false_hits(detector, rome_texts(reference))[0] <= 0.5


def test_official_advice_has_at_most_one_false_hit_in_2000_words(detector: Detector) -> None:
    assert false_hits(detector, passages(PACKS))[0] <= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "J'ai travaillé chez Pierre Fabre puis chez Yves Rocher.",
        "Bac pro au Lycée Jean Moulin, stage à l'hôpital Ambroise Paré.",
        "Vendeuse chez Leroy Merlin, puis Michel et Augustin et Louis Vuitton.",
        "Je suis Infirmière depuis dix ans, je suis Data Analyst maintenant.",
        "Nous sommes 12 place de marché, 15 route commerciale, version 1.2.3.4.",
        "Une ambiance estivale.Sourire exigé, en toute confiance.Nous vous attendons.",
        "Appelez le 3949, le 116 117 ou le 0 800 123 456.",
        "Je vis à Lyon et je cherche à Saint-Étienne ou à Aix-en-Provence.",
        "Plus d'informations sur https://www.francetravail.fr/candidat et moncompteformation.gouv.fr/espace.",
        "Madame, Monsieur, je vous écris au sujet de la Prime Participation.",
        "Poste du 01/02/2026 au 30/11/2026, de 06-2019 à 08-2020, budget 120 000 000 €.",
        "Candidature au poste de Responsable Qualité, Chef de Projet Digital.",
        "L'entretien dure 45 minutes, référence 123456789, code APE 4711D.",
        "class Foo: std::vector<int> a; 12:30:45",
    ],
)
def test_nothing_is_masked_here(detector: Detector, text: str) -> None:
    assert [text[found.start : found.end] for found in detector.find(text)] == []
