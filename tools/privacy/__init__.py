"""Privacy: consents, export, erasure, retention, and the register of every store of personal data."""

from tools.privacy.consents import EXTERNAL_MODEL, PURPOSES, Consent, Consents, Purpose
from tools.privacy.erasure import Erasure
from tools.privacy.export import Export
from tools.privacy.models import PrivacySettings, Receipt
from tools.privacy.pages import BASES, impact_assessment, receipt_text, record_of_processing
from tools.privacy.personal import consents_store, erasures_store
from tools.privacy.register import (
    Document,
    ExportPart,
    Kept,
    KeptFor,
    PersonalStore,
    Register,
    Row,
    Transient,
    Words,
)
from tools.privacy.retention import Retention

__all__ = [
    "BASES",
    "EXTERNAL_MODEL",
    "PURPOSES",
    "Consent",
    "Consents",
    "Document",
    "Erasure",
    "Export",
    "ExportPart",
    "Kept",
    "KeptFor",
    "PersonalStore",
    "PrivacySettings",
    "Purpose",
    "Receipt",
    "Register",
    "Retention",
    "Row",
    "Transient",
    "Words",
    "consents_store",
    "erasures_store",
    "impact_assessment",
    "receipt_text",
    "record_of_processing",
]
