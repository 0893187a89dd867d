"""The person: what they said of themselves, as events."""

from tools.profile.errors import ItemTooLong, PrivateMatter, ProfileFull
from tools.profile.facts import Facts
from tools.profile.models import Doubt, Fact, Former, Item, Origin, Profile, Remember, Remembered
from tools.profile.operations import (
    correct_profile_item,
    get_profile,
    remember,
    remove_profile_item,
    save_profile_item,
)
from tools.profile.profiles import Profiles, Saved, Writer
from tools.profile.resume import Imported, LeftOut, read_resume, write_resume
from tools.profile.rules import FACT_FORGOTTEN, FACT_REMEMBERED, facts, profile, standing
from tools.profile.sections import FIELDS, LONGEST_ITEM, MOST_ITEMS, SECTIONS, Section, Values

__all__ = [
    "FACT_FORGOTTEN",
    "FACT_REMEMBERED",
    "FIELDS",
    "LONGEST_ITEM",
    "MOST_ITEMS",
    "SECTIONS",
    "Doubt",
    "Fact",
    "Facts",
    "Former",
    "Imported",
    "Item",
    "ItemTooLong",
    "LeftOut",
    "Origin",
    "PrivateMatter",
    "Profile",
    "ProfileFull",
    "Profiles",
    "Remember",
    "Remembered",
    "Saved",
    "Section",
    "Values",
    "Writer",
    "correct_profile_item",
    "facts",
    "get_profile",
    "profile",
    "read_resume",
    "remember",
    "remove_profile_item",
    "save_profile_item",
    "standing",
    "write_resume",
]
