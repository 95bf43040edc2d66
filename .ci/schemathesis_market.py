"""What Schemathesis is told of a demo market.

    schemathesis_market.py URL DIR    signs the audiences in, finds real ids and writes
                                      DIR/AUDIENCE.toml and DIR/AUDIENCE.headers

A fuzzer that knows no id of the market gets 404 for everything and proves little. So
each audience has lists of ids that exist, from which two thirds of its requests draw.

Loaded as a hook (SCHEMATHESIS_HOOKS), the same file counts which operations were
answered with success, in the file that MARKTHALLE_ANSWERED names.
"""

import collections
import json
import os
import sys
import urllib.error
import urllib.request

PASSWORD = "markthalle-demo"


class Refused(Exception):
    """What the market answered instead."""


class Client:
    def __init__(self, url, email=None):
        self.url, self.headers = url, {"Content-Type": "application/json"}
        if email:
            token = self.call("POST", "/store/sessions", {"email": email, "password": PASSWORD})["token"]
            self.headers["Authorization"] = "Bearer " + token

    def call(self, method, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + "/api/v1" + path, data, {**self.headers, **headers}, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise Refused(f"{method} {path}: {refused.code} {refused.read().decode()}") from None

    def get(self, path):
        return self.call("GET", path)

    def ids(self, path, key="id", most=20):
        return [x[key] for x in self.get(path + ("&" if "?" in path else "?") + f"limit={most}")["items"] if x.get(key)]


class Config:
    """The lists of one audience and where they are used."""

    def __init__(self):
        self.lists, self.operations = {}, []

    def use(self, path, **places):
        """Binds lists of values to parameters (path__id, body__offer_id) of all paths that match."""
        bound = {}
        for place, values in places.items():
            values = [v for v in values if v]
            if not values:
                continue
            name = f"list{len(self.lists)}"
            self.lists[name] = values
            bound[place.replace("__", ".")] = name
        if bound:
            self.operations.append((path, bound))

    def write(self, path):
        with open(path, "w") as out:
            for name, values in self.lists.items():
                print(f"[dictionaries.{name}]\nvalues = {json.dumps(values)}\n", file=out)
            for regex, bound in self.operations:
                print(f"[[operations]]\ninclude-path-regex = {json.dumps(regex)}\n[operations.parameters]", file=out)
                for place, name in bound.items():
                    print(f'"{place}" = {{ dictionary = "{name}", probability = 0.67 }}', file=out)
                print(file=out)


def shelf(config, client):
    """Everything that anybody may look at; returns offers that can be bought."""
    products = client.get("/store/search?limit=40")["items"]
    tree = client.get("/store/categories")["items"]
    config.use("/store/products/\\{slug\\}$", path__slug=[p["slug"] for p in products])
    config.use("/store/products/\\{id\\}/offers$", path__id=[p["product_id"] for p in products])
    config.use("/store/categories/\\{id\\}/products$", path__id=[c["id"] for c in tree])
    config.use("/store/vendors/\\{slug\\}$", path__slug=client.ids("/store/vendors", "slug"))
    config.use("/store/(search|suggest)$", query__q=[p["title"].split()[0] for p in products])
    offers = []
    for p in products[:12]:
        offers += [o["id"] for o in client.get(f"/store/products/{p['product_id']}/offers")["items"]]
    return offers


def cart(client, offers):
    """A cart with one line, and its token as a header."""
    opened = client.call("POST", "/store/carts", {"currency": "EUR", "country": "DE"})
    token = {"Markthalle-Cart": opened["cart_token"]}
    for offer in offers:
        try:
            view = client.call("POST", f"/store/carts/{opened['id']}/lines", {"offer_id": offer, "quantity": 1}, **token)
            return view, token
        except Refused:
            continue
    raise SystemExit("no offer of the market can be put into a cart")


def order(client, url, offers):
    """An order that waits for its payment: its id and its access token."""
    view, token = cart(client, offers)
    address = {"name": "Jan Nowak", "line1": "Lindenweg 12", "postal_code": "04109", "city": "Leipzig", "country": "DE"}
    view = client.call("PUT", f"/store/carts/{view['id']}/address", address, **token)
    placed = client.call("POST", f"/store/carts/{view['id']}/checkout", {
        "email": "buyer@demo.example", "return_url": url + "/", "expected_total": view["total"],
    }, **token, **{"Idempotency-Key": "order-" + view["id"]})
    return placed["order_id"], placed["access_token"]


def store(url, client):
    config = Config()
    offers = shelf(config, client)
    placed, access = order(client, url, offers)
    view, token = cart(client, offers)
    lines = [x["id"] for v in view["vendors"] for x in v["lines"]]
    config.use("/store/carts/\\{id\\}", path__id=[view["id"]])
    config.use("/store/carts/\\{id\\}/lines/\\{line\\}$", path__line=lines)
    config.use("/store/carts/\\{id\\}/lines$", body__offer_id=offers)
    config.use("/store/carts/\\{id\\}/checkout$", body__return_url=[url + "/"])
    config.use("/store/orders/\\{id\\}", path__id=[placed], query__token=[access])
    return config, {**client.headers, **token}


def seller(url):
    """The owner of a vendor that has sold something."""
    for n in range(1, 5):
        client = Client(url, f"owner{n}@demo.example")
        if client.ids("/vendor/orders") and client.ids("/vendor/offers"):
            return client
    raise SystemExit("no vendor of the market has sold anything")


def vendor(url, client):
    config = Config()
    me = client.get("/store/me")
    own = [m["vendor_id"] for m in me["memberships"] if m["vendor_id"]]
    config.use("/vendor/", **{"header__Markthalle-Vendor": own})
    products, orders = client.get("/vendor/products?limit=20")["items"], client.ids("/vendor/orders")
    detail = [client.get("/vendor/products/" + p["id"]) for p in products[:5]]
    parts = [client.get("/vendor/orders/" + o) for o in orders[:10]]
    profiles, media = client.ids("/vendor/shipping-profiles"), client.ids("/vendor/media")
    categories = [p["category_id"] for p in detail]
    lines = [x["id"] for o in parts for x in o["lines"]]
    config.use("/vendor/products/\\{id\\}", path__id=[p["id"] for p in products])
    config.use("/vendor/products$", body__category_id=categories)
    config.use("/vendor/fee-quotes$", body__category_id=categories)
    config.use("/vendor/offers/\\{id\\}", path__id=client.ids("/vendor/offers"))
    config.use("/vendor/offers$", body__product_id=[p["id"] for p in detail], body__shipping_profile_id=profiles,
               body__variant_id=[v["id"] for p in detail for v in p["variants"]])
    config.use("/vendor/orders/\\{id\\}", path__id=orders)
    config.use("/vendor/orders/\\{id\\}/(shipments|cancel|refunds)$", **{"body__lines[*]__line_id": lines})
    config.use("/vendor/shipments/\\{id\\}", path__id=[s["id"] for o in parts for s in o["shipments"]])
    config.use("/vendor/payouts/\\{id\\}", path__id=client.ids("/vendor/payouts"))
    config.use("/vendor/statements/\\{month\\}", path__month=["2026-01", "2026-02"])
    config.use("/vendor/shipping-profiles/\\{id\\}", path__id=profiles)
    config.use("/vendor/onboarding/payment-account$", body__return_url=[url + "/sell"], body__refresh_url=[url + "/sell"])
    config.use("/vendor/products$", **{"body__media[*]": media})
    return config, client.headers


def operator(url, client):
    config = Config()
    orders, rules = client.ids("/admin/orders"), [x["id"] for x in client.get("/admin/commission-rules?currency=EUR")["items"]]
    vendors = client.ids("/admin/vendors")
    parts = [v["id"] for o in orders[:5] for v in client.get("/admin/orders/" + o)["vendor_orders"]]
    config.use("/admin/orders/\\{id\\}", path__id=orders)
    config.use("/admin/vendor-orders/\\{id\\}", path__id=parts)
    config.use("/admin/vendors/\\{id\\}", path__id=vendors)
    config.use("/admin/categories/\\{id\\}", path__id=client.ids("/admin/categories"))
    config.use("/admin/commission-rules/\\{id\\}", path__id=rules)
    config.use("/admin/payouts/\\{id\\}", path__id=client.ids("/admin/payouts"))
    config.use("/admin/products/\\{id\\}", path__id=[p["product_id"] for p in client.get("/store/search?limit=20")["items"]])
    config.use("/admin/ledger/transactions/\\{id\\}", path__id=client.ids("/admin/ledger/transactions"))
    config.use("/admin/ledger/entries$", body__vendor=vendors)
    return config, client.headers


def prepare(url, into):
    audiences = {
        "guest": store(url, Client(url)), "buyer": store(url, Client(url, "buyer@demo.example")),
        "session": (Config(), Client(url, "buyer@demo.example").headers),
        "vendor": vendor(url, seller(url)),
        "operator": operator(url, Client(url, "operator@demo.example")),
    }
    for name, (config, headers) in audiences.items():
        config.write(os.path.join(into, name + ".toml"))
        with open(os.path.join(into, name + ".headers"), "w") as out:
            for key, value in headers.items():
                if key != "Content-Type":
                    print(f"{key}: {value}", file=out)


if __name__ == "__main__":
    prepare(*sys.argv[1:3])
elif os.environ.get("MARKTHALLE_ANSWERED"):
    import atexit

    import schemathesis

    answered = collections.defaultdict(collections.Counter)

    @schemathesis.hook
    def after_call(context, case, response):
        answered[case.operation.label][response.status_code] += 1

    @atexit.register
    def write():
        with open(os.environ["MARKTHALLE_ANSWERED"], "w") as out:
            json.dump(answered, out)
