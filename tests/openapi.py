"""Write docs/openapi.json anew: `python -m tests.openapi`, when a change of the API is meant."""

import json
import tempfile
from pathlib import Path

from agents.runtime import build_runtime
from agents.settings import RuntimeSettings
from server.app import create_app

TARGET = Path(__file__).parents[1] / "docs" / "openapi.json"


def main() -> None:
    """Overwrite the committed document."""
    with tempfile.TemporaryDirectory() as home:
        app = create_app(build_runtime(RuntimeSettings(home=Path(home))))
        document = json.dumps(app.openapi(), indent=1, ensure_ascii=False, sort_keys=True)
        TARGET.write_text(document + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
