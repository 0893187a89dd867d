"""The price lists: the figures of the product, and mistakes that stop the start with their line."""

from pathlib import Path

import pytest

from tools.energy import CatalogueError, load_catalogue
from tools.energy.catalogue import GAUGE, LUNA
from tools.energy.models import Tier
from tools.energy.pricing import required_pack

LOCALES = {"fr", "en", "de", "es"}


@pytest.mark.parametrize(
    ("action", "points", "operations"),
    [
        ("quick_advice", 5, {"advise"}),
        ("spot_correction", 5, {"correct_text"}),
        ("format_letter", 8, {"format_letter"}),
        ("analyze_offer", 10, {"analyze_offer", "analyze_transition"}),
        ("optimize_cv", 12, {"write_cv"}),
        ("write_letter", 15, {"write_letter"}),
        ("analyze_cv", 25, {"analyze_cv"}),
        ("mirror_match", 30, {"mirror_match"}),
        ("plan_application", 35, {"plan_application"}),
        ("simulate_interview", 40, {"simulate_interview"}),
        ("audit_profile", 45, {"audit_profile"}),
        ("plan_career_change", 50, {"plan_career_change"}),
    ],
)
def test_an_action_has_its_price_and_its_operations(action: str, points: int, operations: set[str]) -> None:
    for path in (LUNA, GAUGE):
        line = load_catalogue(path).actions[action]
        assert (line.points, set(line.operations)) == (points, operations)


@pytest.mark.parametrize(
    ("pack", "amount", "points", "first"),
    [("cafe_luna", 299, 25, 3), ("croissant_luna", 699, 65, 0), ("pizza_luna", 1299, 135, 0), ("luna", 2499, 300, 0)],
)
def test_a_pack_has_its_price_and_its_points(pack: str, amount: int, points: int, first: int) -> None:
    found = load_catalogue().packs[pack]
    assert (found.amount, found.points, found.first_bonus) == (amount, points, first)


@pytest.mark.parametrize(
    ("plan", "amount", "tier"), [("premium", 999, "PREMIUM"), ("luna_unlimited", 2999, "UNLIMITED")]
)
def test_a_plan_has_its_price_and_its_tier(plan: str, amount: int, tier: str) -> None:
    found = load_catalogue().plans[plan]
    assert (found.amount, found.tier) == (amount, tier)


@pytest.mark.parametrize(
    ("tier", "conversations", "included", "everything", "features"),
    [
        ("FREE", 5, {"letters": 3, "journal": 20}, False, {"basic_templates"}),
        (
            "PREMIUM",
            None,
            {"letters": 50, "cv_analyses": 10, "interviews": 10, "journal": None},
            False,
            {"basic_templates", "premium_templates", "journal_analytics", "rich_context"},
        ),
        (
            "UNLIMITED",
            None,
            {},
            True,
            {"basic_templates", "premium_templates", "journal_analytics", "rich_context", "everything"},
        ),
        (
            "ENTERPRISE",
            None,
            {},
            True,
            {
                *{"basic_templates", "premium_templates", "journal_analytics", "rich_context", "everything"},
                *{"api_keys", "analytics"},
            },
        ),
    ],
)
def test_a_tier_allows_what_the_product_says(
    tier: Tier, conversations: int | None, included: dict[str, int | None], everything: bool, features: set[str]
) -> None:
    for path in (LUNA, GAUGE):
        rules = load_catalogue(path).tiers[tier]
        assert rules.conversations_a_day == conversations
        assert dict(rules.included) == included
        assert rules.all_included is everything
        assert rules.features == features


def test_the_rest_of_the_figures_are_the_products() -> None:
    catalogue = load_catalogue()
    assert (catalogue.name, catalogue.currency, catalogue.confirm_from) == ("luna", "EUR", 10)
    assert (catalogue.welcome_points, catalogue.welcome_days, catalogue.bonus_days) == (30, 365, 365)
    # What was paid for never goes away.
    assert catalogue.purchase_days is None


def test_the_gauge_is_filled_by_each_of_its_packs() -> None:
    gauge = load_catalogue(GAUGE)
    assert (gauge.name, gauge.currency) == ("gauge", "EUR")
    assert {pack.id: (pack.amount, pack.points) for pack in gauge.packs.values()} == {
        "cafe": (299, 100),
        "petit_dejeuner": (599, 100),
        "repas": (999, 100),
    }
    assert {plan.id: plan.tier for plan in gauge.plans.values()} == {"unlimited": "UNLIMITED"}
    assert required_pack(gauge, 50) == "cafe"


@pytest.mark.parametrize("path", [LUNA, GAUGE])
def test_everything_is_named_in_every_language(path: Path) -> None:
    catalogue = load_catalogue(path)
    titles = [each.title for each in catalogue.actions.values()]
    titles += [each.title for each in catalogue.packs.values()]
    titles += [each.title for each in catalogue.plans.values()]
    assert all(set(title) == LOCALES for title in titles)
    assert all(set(texts) == LOCALES for texts in [*catalogue.features.values(), *catalogue.quotas.values()])


@pytest.mark.parametrize(
    ("shortfall", "pack"), [(1, "cafe_luna"), (25, "cafe_luna"), (26, "croissant_luna"), (300, "luna"), (301, "luna")]
)
def test_the_cheapest_pack_that_covers_is_required_and_the_largest_when_none_does(shortfall: int, pack: str) -> None:
    assert required_pack(load_catalogue(), shortfall) == pack


@pytest.mark.parametrize(
    ("good", "bad", "at", "says"),
    [
        ('points = 5\noperations = ["advise"]', 'points = 0\noperations = ["advise"]', "points = 0", "greater than 0"),
        ("points = 8", "points = -8", "points = -8", "greater than 0"),
        ("points = 8", "points = 8.5", "points = 8.5", "valid integer"),
        ("points = 8", 'points = "8"', 'points = "8"', "valid integer"),
        ("points = 8", "points = 10000000", "points = 10000000", "less than or equal"),
        ("amount = 299", "amount = 0", "amount = 0", "greater than 0"),
        ("amount = 299", "amount = 2.99", "amount = 2.99", "valid integer"),
        ("amount = 299\n", "", "[packs.cafe_luna]", "required"),
        ('quota = "letters"', 'quota = "postcards"', 'quota = "postcards"', "no quota 'postcards'"),
        ('operations = ["format_letter"]', "operations = []", "operations = []", "at least 1"),
        ('operations = ["format_letter"]\n', "", "[actions.format_letter]", "required"),
        ('operations = ["format_letter"]', 'operations = ["advise"]', 'operations = ["advise"]', "two prices"),
        ("[plans.premium]", "[plans.luna]", "[plans.luna]", "is a pack already"),
        ('tier = "PREMIUM"', 'tier = "FREE"', 'tier = "FREE"', "nobody pays"),
        ('tier = "PREMIUM"', 'tier = "GOLD"', 'tier = "GOLD"', "Input should be"),
        ("[tiers.ENTERPRISE]", "[tiers.GOLD]", "[tiers.GOLD]", "Input should be"),
        ("letters = 3, journal", "cards = 3, journal", "included = { cards", "no quota 'cards'"),
        ("letters = 3, journal", "letters = -3, journal", "included = { letters = -3", "greater than or equal"),
        ('"basic_templates"]', '"magic"]', 'features = ["magic"]', "no feature 'magic'"),
        ("[packs.croissant_luna]", "[packs.cafe_luna]", "[packs.cafe_luna]", "Cannot declare"),
        ("confirm_from = 10", "confirm_from = 0", "confirm_from = 0", "greater than 0"),
        ('currency = "EUR"', 'currency = "euros"', 'currency = "euros"', "pattern"),
        ('name = "luna"', 'nom = "luna"', 'nom = "luna"', ""),
        ("[purchase]", "[purchase]\nday = 4", "day = 4", "Extra inputs"),
        ("[welcome]\npoints = 30", "[welcome]\npoints = ", "points = ", "Invalid value"),
        ('de = "Schneller Rat", ', "", 'fr = "Conseil rapide"', "required"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, good: str, bad: str, at: str, says: str) -> None:
    text = LUNA.read_text(encoding="utf-8")
    assert good in text
    spoiled = text.replace(good, bad, 1)
    path = tmp_path / "prices.toml"
    path.write_text(spoiled, encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(path)
    where, line, message = str(refused.value).split(":", 2)
    assert where == str(path)
    lines = spoiled.splitlines()
    # A table that comes twice is wrong the second time.
    wanted = [number for number, each in enumerate(lines, 1) if at in each]
    if at == 'nom = "luna"':
        # What is missing has no line, nor a table around it.
        assert int(line) in (1, *wanted)
    else:
        assert int(line) == (wanted[-1] if "Cannot declare" in message else wanted[0])
    assert says in message


def test_a_tier_that_is_missing_is_named(tmp_path: Path) -> None:
    text = LUNA.read_text(encoding="utf-8")
    path = tmp_path / "prices.toml"
    path.write_text(text[: text.index("[tiers.ENTERPRISE]")], encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"prices\.toml:\d+: tiers: the tier ENTERPRISE is missing"):
        load_catalogue(path)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"none\.toml:1: "):
        load_catalogue(tmp_path / "none.toml")
    cut = tmp_path / "cut.toml"
    cut.write_text('name = "luna"\n[packs.cafe', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"cut\.toml:2: "):
        load_catalogue(cut)
    wrong = tmp_path / "wrong.toml"
    wrong.write_bytes(b"name = '\xff'")
    with pytest.raises(CatalogueError, match=r"wrong\.toml:1: "):
        load_catalogue(wrong)


def test_a_list_extends_one_beside_it_and_each_has_its_own_lines(tmp_path: Path) -> None:
    (tmp_path / "catalogue.toml").write_text(
        LUNA.read_text(encoding="utf-8").replace("points = 8", "points = 0"), encoding="utf-8"
    )
    own = tmp_path / "own.toml"
    own.write_text(GAUGE.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"catalogue\.toml:\d+: actions\.format_letter\.points"):
        load_catalogue(own)
    (tmp_path / "catalogue.toml").write_text(LUNA.read_text(encoding="utf-8"), encoding="utf-8")
    own.write_text(GAUGE.read_text(encoding="utf-8").replace("points = 100", "points = -1"), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"own\.toml:9: packs\.cafe\.points"):
        load_catalogue(own)


@pytest.mark.parametrize("extends", ["none.toml", "own.toml", "other.toml", ".."])
def test_a_list_extends_no_list_that_is_missing_or_extends_another(tmp_path: Path, extends: str) -> None:
    (tmp_path / "other.toml").write_text('extends = "own.toml"\n', encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(f'name = "x"\nextends = "{extends}"\n', encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"(own\.toml:2|other\.toml:1): extends"):
        load_catalogue(own)
