"""Pure rules of accounts: ids, addresses, passwords, devices. No I/O, no clock."""

import hashlib
import hmac
import re
import unicodedata

from tools.accounts.errors import WeakPassword
from tools.errors import InvalidArguments

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 128
LONGEST_EMAIL = 254

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}@(?:[\w-]+\.)+[\w-]{2,63}")

_STEMS = frozenset(
    "motdepasse monmotdepasse password mypassword passe pass passw passphrase secret admin administrateur "
    "administrator root user utilisateur login connexion welcome bienvenue bonjour hello coucou salut soleil sunshine "
    "princesse princess doudou loulou chouchou nounours jetaime iloveyou amour love mamour monamour toujours forever "
    "famille family maison home vacances summer printemps automne hiver winter spring marseille paris france lyon "
    "liverpool chelsea arsenal football foot baseball basketball superman batman pokemon starwars dragon monkey "
    "shadow master freedom whatever qwerty azerty qwertz letmein ouvretoi ouvremoi trustno changeme changemoi default "
    "test testtest demo guest invite temporaire provisoire internet ordinateur computer samsung google facebook "
    "instagram nicolas julien thomas camille alexandre michael jennifer jordan charlie thibault martin dupont isabelle "
    "iris luna lunairis irisluna cvsite carriere emploi travail pole poleemploi francetravail candidature azertyuiop "
    "qwertyuiop asdfghjkl qsdfghjklm wxcvbn zxcvbnm abcdef abcdefg abcdefgh abcdefghij".split()
)
"""The words behind the commonest passwords, French and English, and what this service would suggest."""
_LEET = str.maketrans("013457@$!", "oieastasi")
_ROWS = (
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
)

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "CrOS", "Linux")


def digest(secret: str) -> bytes:
    """What is stored of a secret with enough entropy of its own: its SHA-256."""
    return hashlib.sha256(secret.encode()).digest()


def plain_email(text: str) -> str:
    """An address as it is compared: NFKC, without spaces around it, in lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def check_email(text: str) -> str:
    """The address as it is compared; raises InvalidArguments when nothing could be sent to it."""
    email = plain_email(text)
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise InvalidArguments("not an e-mail address", field="email")
    return email


def email_hash(pepper: bytes, organisation_id: str, email: str) -> bytes:
    """What an address is found by, within its organisation."""
    return hmac.new(pepper, f"email\0{organisation_id}\0{email}".encode(), "sha256").digest()


def plain_password(text: str) -> str:
    """A password as it is hashed: NFKC, so that an accent typed on another keyboard is the same (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", text)


def check_password(text: str, email: str) -> str:
    """The password as it is hashed; raises WeakPassword.

    Length and guessability only, no composition rule (OWASP ASVS 5.0, 6.2.1, 6.2.4, 6.2.5, 6.2.9, 6.2.11).
    """
    password = plain_password(text)
    if len(password) < SHORTEST_PASSWORD:
        raise _weak("too_short")
    if len(password) > LONGEST_PASSWORD:
        raise _weak("too_long")
    if plain_email(password) in {email, email.partition("@")[0]}:
        raise _weak("same_as_email")
    if _common(password):
        raise _weak("common")
    return password


def _weak(reason: str) -> WeakPassword:
    return WeakPassword(f"password refused: {reason}", field="password", reason=reason)


def _common(password: str) -> bool:
    """Whether it is a common word with ornaments, one piece again and again, or a walk along a row of keys."""
    bare = "".join(c for c in unicodedata.normalize("NFD", password.lower()) if not unicodedata.combining(c))
    words = {re.sub(r"[^a-z]", "", variant) for variant in (bare, bare.translate(_LEET))}
    # A word with years and signs around it, or nothing but digits and signs.
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", bare)
    words |= {re.sub(r"[^a-z]", "", core.translate(_LEET))}
    if words & _STEMS or any(_repeated(word) in _STEMS for word in words) or not core:
        return True
    return len(_repeated(bare)) <= 4 or any(bare in row or bare in row[::-1] for row in _ROWS)


def _repeated(text: str) -> str:
    """The shortest piece that the text is made of (`abab` gives `ab`)."""
    at = (text + text).find(text, 1)
    return text[:at] if text else text


def device_label(user_agent: str | None) -> str:
    """What a person recognises a device by: `Firefox, Windows`; empty when nothing is known."""
    agent = user_agent or ""
    browser = next((name for mark, name in _BROWSERS if f"{mark}/" in agent), "")
    system = next((name for name in _SYSTEMS if name in agent), "").replace("Macintosh", "Mac")
    if not browser:
        browser = re.sub(r"[^\w. -]", "", agent.split("/")[0].split("(")[0]).strip()[:40]
    return ", ".join(part for part in (browser, system) if part)
