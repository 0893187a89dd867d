"""A conversation with Iris, in pieces of text: what the Streamlit page shows."""

from collections.abc import Callable, Iterator

from server.client import Card, Sources, SyncIrisClient, TextDelta


def pieces(iris: SyncIrisClient, message: str, thread_id: str | None, begun: Callable[[str], None]) -> Iterator[str]:
    """The answer in Markdown, as it comes. `begun` is told the thread, to be given with the next message."""
    run = iris.chat(message, thread_id=thread_id)
    for event in run:
        if isinstance(event, TextDelta):
            yield event.text
        elif isinstance(event, Card):
            yield f"\n\n{event.text}\n\n"
        elif isinstance(event, Sources):
            listed = [f"- [{source.title}]({source.url}), {source.checked_on}" for source in event.items if source.url]
            yield "\n".join(["", *listed, "", ""])
    if run.thread_id:
        begun(run.thread_id)
