"""`iris privacy`: the documents, and people's rights by an operator, beside a server that runs."""

import asyncio
import stat
import zipfile
from pathlib import Path

import httpx
import pytest

from server import privacy_commands
from tests.fakes.iris import LiveIris
from tools.errors import Erased, Misconfigured, NotFound


@pytest.fixture(autouse=True)
def _same_home(monkeypatch: pytest.MonkeyPatch, fresh_home: Path) -> None:
    monkeypatch.setenv("IRIS_HOME", str(fresh_home))
    monkeypatch.setenv("IRIS_PRIVACY__CONTROLLER", "Reconversion SAS")


def test_the_documents_come_from_the_register_and_the_settings() -> None:
    record = asyncio.run(privacy_commands.print_record("fr"))
    assert record.startswith("# Registre des activités de traitement")
    assert "Reconversion SAS" in record
    assert asyncio.run(privacy_commands.print_assessment("en")).startswith("# Data protection impact assessment")


def test_an_operator_exports_and_erases_somebody_whom_a_server_serves(live: LiveIris, tmp_path: Path) -> None:
    made = httpx.post(f"{live.url}/v1/visitors", json={"app": "pk_demo"}).json()
    user_id, headers = made["user_id"], {"Authorization": f"Bearer {made['token']}"}
    httpx.post(f"{live.url}/v1/chat", json={"message": "Je suis boulanger"}, headers=headers, timeout=30)
    file = tmp_path / "export.zip"
    asyncio.run(privacy_commands.export(user_id, file, "fr"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as opened:
        assert "Je suis boulanger" in opened.read("conversations/messages.json").decode()
    with pytest.raises(Misconfigured, match="exists"):
        asyncio.run(privacy_commands.export(user_id, file, "fr"))

    receipt = asyncio.run(privacy_commands.erase(user_id, "fr"))

    assert "EFFACEMENT DE VOS DONNÉES" in receipt
    for _ in range(100):
        code = httpx.get(f"{live.url}/v1/threads", headers=headers).status_code
        if code != 200:
            break
        asyncio.run(asyncio.sleep(0.1))
    assert code in (401, 410)
    with pytest.raises(Erased):
        asyncio.run(privacy_commands.erase(user_id, "fr"))
    with pytest.raises(NotFound):
        asyncio.run(privacy_commands.erase("u_nobody", "fr"))
    missing = tmp_path / "never.zip"
    with pytest.raises(Erased):
        asyncio.run(privacy_commands.export(user_id, missing, "fr"))
    assert not missing.exists()
