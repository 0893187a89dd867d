from __future__ import annotations

import pytest

from knowledge.lexical import LIKE, LexicalIndex, Lookalikes, found_words
from knowledge.passages import Passage
from knowledge.words import Tokenizer
from tests.knowledge.samples import passage


def index_of(*passages: Passage) -> LexicalIndex:
    return LexicalIndex(passages, Tokenizer("fr"))


def scores(index: LexicalIndex, query: str) -> list[float]:
    return [float(score) for score in index.scores(index.read(query))]


def test_scores_stay_between_zero_and_one() -> None:
    index = index_of(passage("a", "congé formation congé formation"), passage("b", "chômage"))
    assert all(0 <= score <= 1 for score in scores(index, "congé formation chômage"))


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    common = [passage(f"p{n}", "La formation dure.") for n in range(9)]
    index = index_of(*common, passage("rare", "Le jury délibère."))
    found = scores(index, "formation jury")
    assert found[9] > found[0] > 0


def test_a_word_of_a_question_weighs_more_than_a_word_of_the_text() -> None:
    index = index_of(
        passage("text", "Une alternance."), passage("asked", "Un contrat.", questions=("Une alternance ?",))
    )
    in_text, in_question = scores(index, "alternance")
    assert in_question > in_text > 0


def test_words_that_nobody_knows_lower_the_score() -> None:
    index = index_of(passage("a", "Le jury."), passage("b", "La prime."))
    assert scores(index, "jury Zanzibar")[0] < scores(index, "jury")[0]


def test_a_story_around_the_question_lowers_the_score_less_than_its_length() -> None:
    index = index_of(passage("a", "Le jury délibère."), passage("b", "La prime."))
    short, long = scores(index, "jury")[0], scores(index, "jury " + " ".join("abcdefgh"[n] * 5 for n in range(7)))[0]
    assert short / 8 < long < short


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("le jury du chômage", ("jury",)),
        ("maider au jurry", ("jurry",)),
        ("pole emploi", ("pole", "emploi", "pole emploi")),
        ("rien à voir", ()),
    ],
)
def test_matched_words_are_the_ones_of_the_person(query: str, matched: tuple[str, ...]) -> None:
    index = index_of(passage("a", "France Travail réunit un jury."), passage("b", "La prime."))
    assert found_words(index.read(query), 0) == matched


def test_two_words_run_together_match_both() -> None:
    index = index_of(passage("a", "Le contrat de professionnalisation."), passage("b", "La prime de mobilité."))
    assert scores(index, "contratprofessionnalisation")[0] > 0


def test_an_empty_index_scores_nothing() -> None:
    assert scores(index_of(), "jury") == []


def test_only_the_first_unknown_words_are_looked_at() -> None:
    index = index_of(passage("a", "Le jury."))
    assert len(index.read(" ".join(f"zz{n}zz" for n in range(50)))) == 10


def test_lookalikes_are_near_and_sorted() -> None:
    found = Lookalikes(["formation", "formateur", "prime"]).of("formasion")
    assert found[0][0] == "formation"
    assert all(likeness >= LIKE for _, likeness in found)


def test_short_words_and_numbers_have_no_lookalike() -> None:
    looked = Lookalikes(["cpf", "2026"])
    assert looked.of("cpg") == []
    assert looked.of("2025") == []
