"""Checkpoints are scratch: in memory for one execution, exported at an interrupt, imported when it resumes."""

from langgraph.checkpoint.memory import InMemorySaver


class ExecutionSaver(InMemorySaver):
    """LangGraph's in-memory saver, which can give one execution's checkpoints as bytes and take them back."""

    def export(self, execution_id: str) -> bytes:
        """Everything about one execution. The bytes come back only through sealed storage: they are trusted."""
        checkpoints = [
            [namespace, checkpoint_id, saved]
            for namespace, saved_by_id in self.storage[execution_id].items()
            for checkpoint_id, saved in saved_by_id.items()
        ]
        writes = [[list(key), list(kept.items())] for key, kept in self.writes.items() if key[0] == execution_id]
        blobs = [[list(key), value] for key, value in self.blobs.items() if key[0] == execution_id]
        return self.serde.dumps_typed([checkpoints, writes, blobs])[1]

    def restore(self, execution_id: str, exported: bytes) -> None:
        """Put an exported execution back."""
        checkpoints, writes, blobs = self.serde.loads_typed(("msgpack", exported))
        for namespace, checkpoint_id, (checkpoint, metadata, parent) in checkpoints:
            self.storage[execution_id][namespace][checkpoint_id] = (tuple(checkpoint), tuple(metadata), parent)
        for key, kept in writes:
            for (task, index), (task_id, channel, typed, path) in kept:
                self.writes[tuple(key)][(task, index)] = (task_id, channel, tuple(typed), path)
        for key, typed in blobs:
            self.blobs[tuple(key)] = tuple(typed)
