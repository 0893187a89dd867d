"""The books: everything that is stored is checked, and what does not add up is told."""

from tools.billing import Billing
from tools.energy import Ledger
from tools.events import BrokenChain
from tools.events.sealing import Sealer
from tools.events.verification import verify


async def faults(energy: Ledger, sealer: Sealer, billing: Billing | None = None) -> list[str]:
    """What does not hold: of energy, of billing (where there is one), of chains and seals; empty: all is well.

    It reads everything, the events in pages, and may run beside a server.
    """
    found = await energy.violations()
    if billing is not None:
        found += await billing.violations()
    try:
        await verify(sealer.database, sealer.signer, sealer.copy)
    except BrokenChain as broken:
        found.append(f"events: {broken}")
    return found
