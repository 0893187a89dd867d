"""`iris billing`: what waits is shown, tried again, dismissed; the docs name what Stripe is to send."""

import asyncio
import re
from pathlib import Path

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from server import billing_commands
from server.main import app
from server.privacy_commands import opened
from tools.billing.rules import WORKED_ON
from tools.errors import NotFound
from tools.storage.schema import inbox


def test_what_is_parked_is_shown_tried_again_and_dismissed(monkeypatch: pytest.MonkeyPatch, fresh_home: Path) -> None:
    monkeypatch.setenv("IRIS_HOME", str(fresh_home))
    assert asyncio.run(billing_commands.parked()) == "nothing waits"

    async def park() -> None:
        async with opened() as iris:
            now = iris.clock.now()
            row = {"event_id": "evt_1", "type": "invoice.voided", "object_id": "in_1", "livemode": False}
            row |= {"sent_at": now, "received_at": now, "due_at": now, "state": "parked", "reason": "unknown_type"}
            await iris.database.write(lambda c: c.execute(insert(inbox).values(**row, attempts=3)) and None)

    asyncio.run(park())
    told = asyncio.run(billing_commands.parked())
    assert told.endswith("evt_1  invoice.voided in_1  unknown_type  (3 attempts)")
    assert asyncio.run(billing_commands.replay("evt_1")) == (False, "evt_1 is parked: unknown_type")
    assert CliRunner().invoke(app, ["billing", "dismiss", "evt_1"]).output == "evt_1 is dismissed\n"
    assert asyncio.run(billing_commands.parked()) == "nothing waits"
    with pytest.raises(NotFound):
        asyncio.run(billing_commands.dismiss("evt_1"))


def test_the_docs_name_every_type_that_stripe_is_to_send() -> None:
    text = (Path(__file__).parents[2] / "docs" / "energy.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^[a-z_]+(?:\.[a-z_]+)+$", text, re.MULTILINE))
    assert listed == WORKED_ON
