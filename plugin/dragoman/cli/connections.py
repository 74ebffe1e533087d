"""``dragoman connection``: the helpdesks of a store."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import replace
from http import HTTPStatus

import click

from dragoman.adapter import Adapter, NotSent, OutcomeUnknown, Refused, Signing, Traits
from dragoman.cli.credentials import pairs, read_secrets
from dragoman.domain import Connection, DragomanError, Secret
from dragoman.helpdesks import Helpdesks
from dragoman.parts import http_session
from dragoman.records import Records
from dragoman.registry import adapter_class
from dragoman.settings import Settings
from dragoman.storage.stores import Stores
from dragoman.storefront import FORWARD_TO

SIGNING_SECRET = "signing_secret"  # noqa: S105 - the name under which it is asked for
_SIGNED_LABEL = "Secret that the helpdesk signs deliveries with, if it is known already"
_MADE_UP_LABEL = "Secret that deliveries come with; if you give none, one is made up"
_KEPT_SIGNING_SECRETS = 2
_NOT_LET_IN = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@click.group()
def connection() -> None:
    """The helpdesks of a store."""


@connection.command("add")
@click.argument("adapter")
@click.option("--store", required=True, help="Id of the store.")
@click.option("--name", help="Name of the connection; it stands in the webhook's address (default: ADAPTER).")
@click.option("--set", "values", multiple=True, metavar="KEY=VALUE", help="A setting that is no secret.")
@click.option(
    "--secret",
    "sources",
    multiple=True,
    metavar="KEY=SOURCE",
    help="Where a secret comes from: env:VARIABLE, file:PATH, - (a line of stdin), or text:VALUE, "
    "which leaves it in the shell's history. Without this you are asked.",
)
@click.option(
    "--replace", "replaces", is_flag=True, help="Change a connection; what is not given stays as it is."
)
@click.pass_obj
def add_connection(
    settings: Settings,
    *,
    adapter: str,
    store: str,
    name: str | None,
    values: tuple[str, ...],
    sources: tuple[str, ...],
    replaces: bool,
) -> None:
    """Connect a helpdesk through ADAPTER (zendesk, sandbox, or one that you installed).

    The secret that it signs deliveries with is called signing_secret. A helpdesk that cannot sign is given a
    secret that comes with each delivery; if you give none, one is made up. A new one takes its place before
    the old one, which stays good until it is replaced again, so that secrets can be rotated without a gap.
    """
    kind = adapter_class(adapter)
    called = name or adapter.replace("_", "-")
    with Records.open(settings, create=False) as records:
        known = records.stores.connection(store, called) if replaces else None
        made = _filled_in(kind, store, called, values=values, sources=sources, known=known)
        trouble = forwarding_trouble(records.stores, made)
        if trouble is not None:
            raise DragomanError(trouble)
        made_up = _takes_our_secret(kind) and not made.signing_secrets
        if made_up:
            made = replace(made, signing_secrets=(Secret(secrets.token_urlsafe()),))
        session = http_session(settings)
        try:
            Helpdesks(records.stores, records.grants, session).make(
                made
            )  # an adapter refuses settings that cannot work
        finally:
            session.close()
        records.stores.add_connection(made, replace=replaces)
    if made_up:
        click.echo(f"secret:    {made.signing_secrets[0].reveal()}  (shown this once)")
    _explain(settings, kind, made)


@connection.command("test")
@click.argument("name")
@click.option("--store", required=True, help="Id of the store.")
@click.pass_obj
def test_connection(settings: Settings, store: str, name: str) -> None:
    """Ask the helpdesk of the connection NAME who we are."""
    with Records.open(settings, create=False) as records:
        session = http_session(settings)
        try:
            click.echo(probe(Helpdesks(records.stores, records.grants, session).adapter(store, name)))
        finally:
            session.close()


@connection.command("list")
@click.option("--store", help="Only those of this store.")
@click.pass_obj
def list_connections(settings: Settings, store: str | None) -> None:
    """List the connections and the addresses that their helpdesks deliver to."""
    with Records.open(settings, create=False) as records:
        for shop in records.stores.all():
            if store in {None, shop.id}:
                for one in records.stores.connections(shop.id):
                    click.echo(f"{one.store}\t{one.name}\t{one.adapter}\t{webhook_url(settings, one)}")


def forwarding_trouble(stores: Stores, one: Connection) -> str | None:
    """Return why what a connection is to forward cannot arrive; None where nothing stands against it."""
    name = one.settings.get(FORWARD_TO)
    if not name:
        return None
    target = stores.connection(one.store, name)
    if target is None:
        return f"{FORWARD_TO}: the store {one.store} has no connection {name}; connect that helpdesk first"
    try:
        traits = adapter_class(target.adapter).traits
    except DragomanError as error:
        return str(error)
    if target.settings.get(FORWARD_TO) or not traits.opens:
        return (
            f"{FORWARD_TO}: no conversation can be opened through {name} ({target.adapter}); the README's "
            "table of helpdesks says where one can"
        )
    lacking = [setting for setting in traits.opens_with if not target.settings.get(setting)]
    if lacking:
        return (
            f"{FORWARD_TO}: to open conversations the connection {name} needs {', '.join(lacking)}; give it "
            f"with dragoman connection add {target.adapter} --store {one.store} --name {name} --replace "
            f"--set {lacking[0]}=…"
        )
    return None


def probe(adapter: Adapter) -> str:
    """Return who the helpdesk takes us for.

    Raises:
        DragomanError: it cannot be reached, or does not let us in.
    """
    try:
        return adapter.probe()
    except Refused as error:
        secret = [field.name for field in adapter.traits.fields if field.secret]
        steps = steps_about(adapter.traits, secret) if error.status in _NOT_LET_IN else ()
        raise DragomanError(". ".join([str(error), *steps])) from error
    except (NotSent, OutcomeUnknown) as error:
        raise DragomanError(
            f"the helpdesk of {adapter.connection.name} gives no answer ({error}); check its address, "
            "and whether this machine may reach it"
        ) from error


def steps_about(traits: Traits, fields: Iterable[str], url: str = "the webhook") -> list[str]:
    """Return the steps at the helpdesk that say where these fields come from: which of its pages to open."""
    named = re.compile(rf"\b({'|'.join(map(re.escape, fields))})\b")
    return [step.replace("{url}", url) for step in traits.setup if named.search(step)]


def webhook_url(settings: Settings, one: Connection) -> str:
    """Return the address that the helpdesk of a connection delivers to."""
    return f"{settings.url}/hooks/{one.store}/{one.name}"


def _filled_in(
    kind: type[Adapter],
    store: str,
    name: str,
    *,
    values: tuple[str, ...],
    sources: tuple[str, ...],
    known: Connection | None,
) -> Connection:
    """Return the connection as the owner described it.

    Raises:
        DragomanError: a field is unknown, missing, or a secret in the wrong place.
    """
    fields = {field.name: field for field in kind.traits.fields}
    given = dict(known.settings if known else {}) | pairs(values)
    for key in given:
        if key not in fields:
            raise DragomanError(f"{kind.name} has no setting {key!r}; it has {', '.join(fields)}")
        if fields[key].secret:
            raise DragomanError(f"{key} is a secret; give it with --secret {key}=env:VARIABLE, or be asked")
    labels = {field.name: field.label for field in kind.traits.fields if field.secret}
    if kind.traits.signing is not Signing.UNSIGNED:
        labels[SIGNING_SECRET] = _MADE_UP_LABEL if _takes_our_secret(kind) else _SIGNED_LABEL
    given_secrets = read_secrets(labels, pairs(sources), ask=known is None)
    signing = given_secrets.pop(SIGNING_SECRET, None)
    credentials = dict(known.credentials if known else {}) | given_secrets
    for field in fields.values():
        if field.required and field.name not in (credentials if field.secret else given):
            way = f"--secret {field.name}=env:VARIABLE" if field.secret else f"--set {field.name}=VALUE"
            raise DragomanError(f"{kind.name} needs {field.name} ({field.label}); give it with {way}")
    return Connection(store, name, kind.name, given, credentials, _rotated(signing, known))


def _takes_our_secret(kind: type[Adapter]) -> bool:
    """Return whether deliveries come with a secret that the helpdesk is given."""
    return kind.traits.signing is Signing.SHARED_SECRET and not kind.traits.makes_secret


def _rotated(new: Secret | None, known: Connection | None) -> tuple[Secret, ...]:
    old = known.signing_secrets if known else ()
    return (new, *old)[:_KEPT_SIGNING_SECRETS] if new else old


def _explain(settings: Settings, kind: type[Adapter], made: Connection) -> None:
    """Tell what is left to do at the helpdesk."""
    traits = kind.traits
    click.echo(f"connected {made.store}/{made.name} through {made.adapter}")
    if traits.events:
        click.echo(f"webhook:   POST {webhook_url(settings, made)}")
        click.echo(f"signature: {traits.signature}")
        click.echo(f"events:    {', '.join(traits.events)}")
    click.echo(f"scopes:    {', '.join(traits.scopes) or 'none'}")
    for number, step in enumerate(traits.setup, 1):
        click.echo(f"step {number}:    {step.replace('{url}', webhook_url(settings, made))}")
    if traits.signing is not Signing.UNSIGNED and not made.signing_secrets:
        click.echo(
            "Deliveries are refused until it is known what they are signed with: when the helpdesk shows "
            f"the secret, dragoman connection add {made.adapter} --store {made.store} --name {made.name} "
            f"--replace --secret {SIGNING_SECRET}=-"
        )
    click.echo(f"check it:  dragoman connection test {made.name} --store {made.store}")
