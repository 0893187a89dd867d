"""Logs tell what happened and where, never what a person said."""

import logging
import sys

from pydantic import BaseModel, ValidationError

from server.logs import PrivateFormatter


class Age(BaseModel):
    age: int


def test_the_text_of_an_exception_stays_out_of_the_log() -> None:
    try:
        try:
            Age.model_validate({"age": "je suis séropositif"})
        except ValidationError as error:
            raise RuntimeError("j’habite à Vierzon") from error
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "run r_1 failed", (), sys.exc_info())
    line = PrivateFormatter("%(message)s").format(record)
    assert "run r_1 failed" in line
    assert "RuntimeError" in line
    assert "ValidationError" in line
    assert "test_logs.py" in line
    assert "séropositif" not in line
    assert "Vierzon" not in line
