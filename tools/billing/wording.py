"""How an offer is worded, in four languages: what it is, what it costs, and that it buys nothing by itself."""

from tools.billing.models import Proposal

NB = "\N{NO-BREAK SPACE}"
NNB = "\N{NARROW NO-BREAK SPACE}"

PACK = {
    "fr": f"{{title}}{NNB}: {{points}} points d’énergie pour {{price}}. Rien n’est acheté sans confirmation.",
    "en": "{title}: {points} energy points for {price}. Nothing is bought without a confirmation.",
    "de": "{title}: {points} Energiepunkte für {price}. Ohne Bestätigung wird nichts gekauft.",
    "es": "{title}: {points} puntos de energía por {price}. No se compra nada sin confirmación.",
}
PLAN = {
    "fr": f"{{title}}{NNB}: {{price}} par mois, résiliable à tout moment. Rien n’est acheté sans confirmation.",
    "en": "{title}: {price} a month, cancelled at any time. Nothing is bought without a confirmation.",
    "de": "{title}: {price} im Monat, jederzeit kündbar. Ohne Bestätigung wird nichts gekauft.",
    "es": "{title}: {price} al mes, se cancela en cualquier momento. No se compra nada sin confirmación.",
}
SANDBOX = {
    "fr": "Mode d’essai, aucun argent ne circule.",
    "en": "Sandbox: no money moves.",
    "de": "Testmodus: Es fließt kein Geld.",
    "es": "Modo de prueba: no se mueve dinero.",
}
CONFIRM = {
    "fr": "Confirmer pour {price}",
    "en": "Confirm for {price}",
    "de": "Bestätigen für {price}",
    "es": "Confirmar por {price}",
}
CONFIRM_PLAN = {
    "fr": "Confirmer pour {price} par mois",
    "en": "Confirm for {price} a month",
    "de": "Bestätigen für {price} im Monat",
    "es": "Confirmar por {price} al mes",
}
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


def price(amount: int, currency: str, locale: str) -> str:
    """Cents as people write them: `2,99 €`, `€2.99`."""
    sign = SIGNS.get(currency.upper(), currency.upper())
    whole, cents = divmod(amount, 100)
    if locale == "en":
        return f"{sign}{whole}.{cents:02d}" if len(sign) == 1 else f"{sign}{NB}{whole}.{cents:02d}"
    return f"{whole},{cents:02d}{NB}{sign}"


def described(proposal: Proposal, title: str, locale: str, *, sandbox: bool) -> tuple[str, str]:
    """An offer in full, and the words of its button; a language that is not there is French."""
    spoken = locale if locale in PACK else "fr"
    shown = price(proposal.amount, proposal.currency, spoken)
    words = (PACK if proposal.points else PLAN)[spoken].format(title=title, points=proposal.points, price=shown)
    if sandbox:
        words = f"{words} {SANDBOX[spoken]}"
    return words, (CONFIRM if proposal.points else CONFIRM_PLAN)[spoken].format(price=shown)
