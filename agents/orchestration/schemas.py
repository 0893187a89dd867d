"""Schemas: operations as a model reads them, with what they cost and what is on sale."""

from copy import deepcopy
from functools import cache
from typing import Any

from babel.numbers import format_currency
from pydantic import BaseModel

from tools.energy import Catalogue, Pack, Plan
from tools.operation import AnyOperation

FROM_CATALOGUE = "catalogue"
"""`x-from` of an argument that names a pack or a plan: its schema lists them."""


def tool_schema(operation: AnyOperation, prices: Catalogue) -> dict[str, Any]:
    """The operation as an OpenAI function schema, which every provider's adapter reads."""
    action = prices.actions.get(operation.action or "")
    cost = "" if action is None else f" It costs {action.points} points of the person's energy."
    parameters = deepcopy(_parameters(operation.arguments))  # type: ignore[arg-type]
    for field in parameters.get("properties", {}).values():
        if field.get("x-from") == FROM_CATALOGUE:
            field.update(_products(prices))
    return {
        "type": "function",
        "function": {
            "name": operation.name,
            "description": operation.description + cost,
            "parameters": parameters,
        },
    }


# Of the type alone: an operation holds the runtime that made it.
@cache
def _parameters(arguments: type[BaseModel]) -> dict[str, Any]:
    return arguments.model_json_schema()


def _products(prices: Catalogue) -> dict[str, Any]:
    products: list[Pack | Plan] = [*prices.packs.values(), *prices.plans.values()]
    lines = [f"{product.id}: {_label(product, prices.currency, 'en')}" for product in products]
    return {
        "enum": [product.id for product in products],
        "x-labels": {
            locale: {product.id: _label(product, prices.currency, locale) for product in products}
            for locale in ("fr", "en", "de", "es")
        },
        "x-names": {
            locale: {product.id: product.title[locale] for product in products if locale in product.title}
            for locale in ("fr", "en", "de", "es")
        },
        "description": "One of: " + "; ".join(lines),
    }


def _label(product: Pack | Plan, currency: str, locale: str) -> str:
    """As a person reads it (`Café Luna, 25 points, 2,99 €`)."""
    price = format_currency(product.amount / 100, currency, locale={"en": "en_GB"}.get(locale, locale))
    title = product.title.get(locale) or product.title["fr"]
    if isinstance(product, Plan):
        return f"{title}, {price} {_A_MONTH[locale]}"
    return f"{title}, {product.points} {_POINTS[locale]}, {price}"


_A_MONTH = {"fr": "par mois", "en": "a month", "de": "im Monat", "es": "al mes"}
_POINTS = {"fr": "points", "en": "points", "de": "Punkte", "es": "puntos"}
