"""A Connect journey against the simulator, with Stripe's own client for Python.

    python journey.py http://127.0.0.1:PORT

The client is another program than the one that the market uses, in another language: what
both understand is Stripe's protocol. Every step is checked; the first that fails ends it.
"""

import json
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import stripe

BASE = sys.argv[1].rstrip("/")
API_VERSION = "2024-06-20"

stripe.api_key = "sk_test_second_client"
stripe.api_base = BASE
stripe.max_network_retries = 0

checks = 0


def check(found, wanted, what):
    global checks
    checks += 1
    if found != wanted:
        sys.exit(f"{what}: found {found!r}, wanted {wanted!r}")


def fails(error, what, fn, **fields):
    """fn is refused with an error of Stripe's; fields are what it says."""
    try:
        fn()
    except error as e:
        for name, wanted in fields.items():
            check(getattr(e, name), wanted, f"{what}: {name}")
        return e
    sys.exit(f"{what}: nothing was refused")


def sim(path, **body):
    """Steers the simulator, which Stripe's client cannot."""
    req = urllib.request.Request(f"{BASE}/sim/{path}", json.dumps(body).encode(), {"Content-Type": "application/json", "Authorization": f"Bearer {stripe.api_key}"})
    try:
        with urllib.request.urlopen(req) as res:
            return res.status, json.load(res)
    except urllib.error.HTTPError as e:
        return e.code, json.load(e)


def advance(days=0, seconds=0):
    check(sim("clock", advance_s=days * 86_400 + seconds)[0], 200, "the clock moves")


class Hooks(BaseHTTPRequestHandler):
    got = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, self.headers["Stripe-Signature"], body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


def listen():
    server = HTTPServer(("127.0.0.1", 0), Hooks)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    secrets = {}
    for path, connect in (("/account", False), ("/connect", True)):
        endpoint = stripe.WebhookEndpoint.create(url=url + path, enabled_events=["*"], connect=connect, api_version=API_VERSION)
        secrets[path] = endpoint.secret
    return secrets


def onboard():
    account = stripe.Account.create(
        country="DE",
        email="pottery@example.com",
        controller={
            "losses": {"payments": "application"},
            "fees": {"payer": "application"},
            "stripe_dashboard": {"type": "express"},
            "requirement_collection": "stripe",
        },
        capabilities={"transfers": {"requested": True}, "card_payments": {"requested": True}},
        metadata={"vendor_id": "ven_1"},
        idempotency_key="acct:ven_1",
    )
    check(account.capabilities["transfers"], "inactive", "a new account may not receive")
    fails(
        stripe.InvalidRequestError, "a transfer to it",
        lambda: stripe.Transfer.create(amount=100, currency="eur", destination=account.id), http_status=400,
    )
    link = stripe.AccountLink.create(
        account=account.id, type="account_onboarding", return_url="https://m.example.com/r", refresh_url="https://m.example.com/f",
    )
    check(link.url.startswith("http"), True, "its papers have an address")
    check(sim(f"accounts/{account.id}", outcome="enabled")[0], 200, "the papers are in order")
    account = stripe.Account.retrieve(account.id)
    check((account.capabilities["transfers"], account.payouts_enabled), ("active", True), "the account works")
    return account.id


def buy(order, amount):
    args = dict(
        mode="payment",
        success_url="https://m.example.com/thanks?session={CHECKOUT_SESSION_ID}",
        client_reference_id=order,
        line_items=[{"price_data": {"currency": "eur", "unit_amount": amount, "product_data": {"name": "Pottery"}}, "quantity": 1}],
        payment_intent_data={"transfer_group": f"order_{order}", "metadata": {"order_id": order}},
        metadata={"order_id": order},
        idempotency_key=f"co:{order}",
    )
    session = stripe.checkout.Session.create(**args)
    check((session.status, session.payment_status, session.amount_total), ("open", "unpaid", amount), "an open page")
    check(stripe.checkout.Session.create(**args).id, session.id, "the same key again is the same page")
    fails(stripe.IdempotencyError, "the key for another page", lambda: stripe.checkout.Session.create(**{**args, "client_reference_id": "other"}))
    status, answer = sim(f"checkout/{session.id}/pay", card="4000000000000002")
    check((status, answer["code"]), (402, "card_declined"), "a declined card")
    check(sim(f"checkout/{session.id}/pay", card="4242424242424242")[0], 200, "the next card is taken")
    advance(seconds=10)
    session = stripe.checkout.Session.retrieve(session.id, expand=["payment_intent.latest_charge.balance_transaction"])
    charge = session.payment_intent.latest_charge
    check((session.payment_status, charge.amount, charge.transfer_group), ("paid", amount, f"order_{order}"), "a paid page")
    check(charge.balance_transaction.net, amount - charge.balance_transaction.fee, "the charge has its price")
    return charge.id


def split(account, charge):
    transfer = stripe.Transfer.create(
        amount=4346, currency="eur", destination=account, source_transaction=charge, transfer_group="order_o1",
        metadata={"vendor_order_id": "vo_o1_1"}, idempotency_key="tr:vo_o1_1:1",
    )
    too_much = fails(
        stripe.InvalidRequestError, "more than the charge",
        lambda: stripe.Transfer.create(amount=2694, currency="eur", destination=account, source_transaction=charge),
    )
    check("must not exceed the source amount" in str(too_much), True, "it says why")
    check([t.id for t in stripe.Transfer.list(transfer_group="order_o1")], [transfer.id], "the group has one transfer")
    reversal = stripe.Transfer.create_reversal(transfer.id, amount=346, metadata={"refund_id": "ref_1"}, idempotency_key="rv:ref_1")
    check(reversal.amount, 346, "a part comes back")
    check(stripe.Transfer.retrieve(transfer.id).amount_reversed, 346, "the transfer knows")
    fails(stripe.InvalidRequestError, "more than is left", lambda: stripe.Transfer.create_reversal(transfer.id, amount=4001))
    balance = stripe.Balance.retrieve(stripe_account=account)
    check(balance.available[0].amount + balance.pending[0].amount, 4000, "the vendor has the rest")
    py = stripe.Charge.list(stripe_account=account).data[0]
    check((py.id[:3], py.amount), ("py_", 4346), "and sees where it comes from")


def refund(charge):
    first = stripe.Refund.create(charge=charge, amount=798, metadata={"refund_id": "ref_1"}, idempotency_key="rf:ref_1")
    check((first.status, first.amount), ("succeeded", 798), "a part goes back to the buyer")
    fails(stripe.InvalidRequestError, "more than is left", lambda: stripe.Refund.create(charge=charge, amount=6242), param="amount")
    check(stripe.Charge.retrieve(charge).amount_refunded, 798, "the charge knows")


def dispute(charge):
    status, answer = sim("disputes", charge=charge, reason="product_not_received")
    check(status, 200, "the bank takes a charge back")
    found = stripe.Dispute.retrieve(answer["id"])
    check((found.status, found.amount, len(found.balance_transactions)), ("needs_response", 5000, 1), "an open dispute")
    fails(stripe.InvalidRequestError, "a refund of it", lambda: stripe.Refund.create(charge=charge), code="charge_disputed")
    stripe.Dispute.modify(found.id, evidence={"uncategorized_text": "winning_evidence"}, submit=True)
    advance(seconds=10)
    check(stripe.Dispute.retrieve(found.id).status, "won", "the evidence convinces")


def payouts(account):
    advance(days=9)
    list_ = stripe.Payout.list(stripe_account=account)
    check([(p.amount, p.status) for p in list_.data], [(4000, "paid")], "the vendor is paid out by itself")
    fails(stripe.InvalidRequestError, "another account's payout", lambda: stripe.Payout.retrieve(list_.data[0].id), code="resource_missing")


def books():
    net = sum(t.net for t in stripe.BalanceTransaction.list(limit=2).auto_paging_iter())
    balance = stripe.Balance.retrieve()
    check(net, balance.available[0].amount + balance.pending[0].amount, "the transactions are the balance")
    newest = [t.id for t in stripe.BalanceTransaction.list(limit=100)]
    check(len(set(newest)), len(newest), "each once")


def letters(secrets):
    check(sim("run")[0], 200, "letters are brought")
    types = {"/account": set(), "/connect": set()}
    for path, signature, body in Hooks.got:
        event = stripe.Webhook.construct_event(body, signature, secrets[path], tolerance=None)
        check((event.api_version, event.livemode), (API_VERSION, False), "a letter of this version")
        check(bool(event.get("account")), path == "/connect", "each endpoint hears of its accounts")
        types[path].add(event.type)
    for wanted in ("checkout.session.completed", "charge.updated", "transfer.created", "transfer.reversed", "refund.created",
                   "charge.dispute.created", "charge.dispute.closed"):
        check(wanted in types["/account"], True, f"{wanted} was told")
    for wanted in ("account.updated", "payout.paid"):
        check(wanted in types["/connect"], True, f"{wanted} was told")
    path, signature, body = Hooks.got[0]
    fails(stripe.SignatureVerificationError, "a changed letter", lambda: stripe.Webhook.construct_event(body + b" ", signature, secrets[path], tolerance=None))
    told = {e.id for e in stripe.Event.list(limit=100).auto_paging_iter()}
    heard = {json.loads(body)["id"] for path, _, body in Hooks.got if path == "/account"}
    check(heard - told, set(), "what was told can be listed")


check(stripe.api_version, API_VERSION, "the client's version of the API")
signing = listen()
vendor = onboard()
sale = buy("o1", 7039)
other = buy("o2", 5000)
advance(days=4)
split(vendor, sale)
refund(sale)
dispute(other)
payouts(vendor)
books()
letters(signing)
print(f"{checks} checks passed with stripe-python {stripe.VERSION}")
