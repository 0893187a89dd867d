"""Who pays and for what: customers, products, prices."""

from tests.fakes.stripe.books import Books, filtered
from tests.fakes.stripe.payments import method_of
from tests.fakes.stripe.wire import PAGES, Obj, Refused, money, need, one_of, route


def price_of(books: Books, item: Obj) -> Obj:
    """The price that a line names, or a new one of its `price_data`."""
    if "price" in item:
        return books.get("price", item["price"], "price")
    data = need(item, "price_data")
    cents, currency = money(data, "unit_amount")
    if "product_data" in data:
        product = _product(books, data["product_data"])
    else:
        product = books.get("product", need(data, "product"), "product")
    recurring = data.get("recurring")
    return _new_price(books, cents, currency, product, recurring)


def _product(books: Books, params: Obj) -> Obj:
    made = {
        "id": books.name("prod"),
        "object": "product",
        "active": True,
        "created": books.now(),
        "description": params.get("description"),
        "images": [],
        "livemode": books.livemode,
        "metadata": dict(params.get("metadata", {})),
        "name": need(params, "name"),
    }
    return books.add(made)


def _new_price(books: Books, cents: int, currency: str, product: Obj, recurring: Obj | None) -> Obj:
    if recurring is not None:
        one_of(recurring, "interval", ("month",))
    return books.add(
        {
            "id": books.name("price"),
            "object": "price",
            "active": True,
            "created": books.now(),
            "currency": currency,
            "livemode": books.livemode,
            "lookup_key": None,
            "metadata": {},
            "product": product["id"],
            "recurring": None if recurring is None else {"interval": "month", "interval_count": 1},
            "type": "one_time" if recurring is None else "recurring",
            "unit_amount": cents,
        }
    )


def _price(books: Books, params: Obj) -> Obj:
    made = price_of(books, {"price_data": params})
    made.update(lookup_key=params.get("lookup_key"), metadata=dict(params.get("metadata", {})))
    return made


def _customer(books: Books, params: Obj) -> Obj:
    made = books.add(
        {
            "id": books.name("cus"),
            "object": "customer",
            "address": None,
            "balance": 0,
            "created": books.now(),
            "currency": None,
            "default_source": None,
            "delinquent": False,
            "description": params.get("description"),
            "email": params.get("email"),
            "invoice_settings": {"default_payment_method": None},
            "livemode": books.livemode,
            "metadata": dict(params.get("metadata", {})),
            "name": params.get("name"),
            "phone": None,
            "preferred_locales": params.get("preferred_locales", []),
            "shipping": None,
        }
    )
    _default_method(books, made, params)
    books.emit("customer.created", made)
    return made


def _default_method(books: Books, customer: Obj, params: Obj) -> None:
    given = params.get("invoice_settings", {}).get("default_payment_method") or params.get("payment_method")
    if given is not None:
        method = method_of(books, given)
        method["customer"] = customer["id"]
        customer["invoice_settings"]["default_payment_method"] = method["id"]


def _change_customer(books: Books, params: Obj, name: str) -> Obj:
    customer = present(books, name)
    customer["metadata"] |= params.get("metadata", {})
    customer.update({key: params[key] for key in ("email", "name", "description") if key in params})
    _default_method(books, customer, params)
    books.emit("customer.updated", customer)
    return customer


def present(books: Books, name: str) -> Obj:
    """A customer that is not deleted."""
    customer = books.get("customer", name)
    if customer.get("deleted"):
        raise Refused(f"No such customer: '{name}'", status=404, code="resource_missing", param="id")
    return customer


ROUTES = (
    route(
        "POST",
        "/v1/customers",
        _customer,
        "email name description metadata.* preferred_locales[] payment_method invoice_settings.default_payment_method",
    ),
    route(
        "GET",
        "/v1/customers",
        lambda books, params: filtered(books, "customer", "/v1/customers", params, email="email"),
        f"email {PAGES}",
    ),
    route("GET", "/v1/customers/{id}", lambda books, _, name: books.get("customer", name)),
    route(
        "POST",
        "/v1/customers/{id}",
        _change_customer,
        "email name description metadata.* payment_method invoice_settings.default_payment_method",
    ),
    route("POST", "/v1/products", _product, "name description metadata.*"),
    route("GET", "/v1/products/{id}", lambda books, _, name: books.get("product", name)),
    route(
        "POST",
        "/v1/prices",
        _price,
        "currency unit_amount product product_data.name product_data.metadata.* recurring.interval"
        " recurring.interval_count lookup_key metadata.*",
    ),
    route("GET", "/v1/prices/{id}", lambda books, _, name: books.get("price", name)),
    route(
        "GET",
        "/v1/prices",
        lambda books, params: filtered(books, "price", "/v1/prices", params, product="product"),
        f"product {PAGES}",
    ),
)
