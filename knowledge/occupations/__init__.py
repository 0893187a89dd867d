"""What Iris knows of occupations: a starter set written by hand, replaced by the official files that are imported."""

from knowledge.occupations.atlas import Atlas, Atlases
from knowledge.occupations.building import load_catalogue
from knowledge.occupations.errors import OccupationsError, Wording
from knowledge.occupations.importers import Imported, import_files
from knowledge.occupations.models import (
    RIASEC,
    AiExposure,
    Automation,
    Catalogue,
    Conditions,
    Level,
    MobilityKind,
    Move,
    Occupation,
    Skill,
    Source,
    SourceKind,
    Task,
    Title,
)
from knowledge.occupations.shelf import Manifest, read_manifest

__all__ = [
    "RIASEC",
    "AiExposure",
    "Atlas",
    "Atlases",
    "Automation",
    "Catalogue",
    "Conditions",
    "Imported",
    "Level",
    "Manifest",
    "MobilityKind",
    "Move",
    "Occupation",
    "OccupationsError",
    "Skill",
    "Source",
    "SourceKind",
    "Task",
    "Title",
    "Wording",
    "import_files",
    "load_catalogue",
    "read_manifest",
]
