"""The client on the real server: whatever is cut, the whole answer arrives, once."""

import pytest

from server.client import IrisClient, RunFinished, SyncIrisClient, TextDelta
from tests.fakes.iris import LiveIris


def test_an_answer_and_the_history_say_the_same(live: LiveIris) -> None:
    with SyncIrisClient(live.url, app="pk_demo") as client:
        run = client.chat("Qu’est-ce que le CPF ?")
        events = list(run)
        assert isinstance(events[-1], RunFinished)
        said = "".join(event.text for event in events if isinstance(event, TextDelta))
        history = client.history(str(run.thread_id))
    assert said == "".join(message.content for message in history if message.role == "assistant")


@pytest.mark.parametrize("cut", [1, 2, 5, 9])
async def test_a_run_left_and_followed_again_is_whole(live: LiveIris, cut: int) -> None:
    async with IrisClient(live.url, app="pk_demo") as client:
        run = client.chat("Je suis aide-soignante et je veux changer de métier")
        seen = []
        async for event in run:
            seen.append(event)
            if len(seen) == cut:
                break
        after, run_id = run.last_id, str(run.run_id)
        await run.aclose()
        rest = [event async for event in client.follow(run_id, after=after)]
        whole = [event async for event in client.follow(run_id)]
    assert [*seen, *rest] == whole
