"""``dragoman draft``: a reply to a stored conversation, drafted and shown."""

import click

from dragoman.domain import DragomanError
from dragoman.parts import Parts
from dragoman.pipeline.context import Case
from dragoman.pipeline.drafting import Shown, show_draft
from dragoman.records import Records
from dragoman.replies.reasons import reason_text
from dragoman.settings import Settings
from dragoman.wording import Wording, light_text

_STORE = click.option("--store", "store_id", required=True, help="Id of the store.")


@click.command("draft")
@_STORE
@click.option("--conversation", required=True, help="Our id of the conversation, as the API lists them.")
@click.pass_obj
def draft(settings: Settings, store_id: str, conversation: str) -> None:
    """Draft a reply to what the shopper of a conversation wrote last, and show what it cites.

    Nothing is sent. The texts of shoppers are shown: mind who reads them.
    """
    with Records.open(settings, create=False) as records, Parts(settings, records, threads=1) as parts:
        store = records.stores.get(store_id)
        if store is None:
            raise DragomanError(f"there is no store {store_id}; `dragoman store list` names those there are")
        known = records.conversations.get(store_id, conversation)
        if known is None:
            raise DragomanError(f"the store {store_id} has no conversation {conversation}: correct its id")
        shown = show_draft(Case.of(parts.context, store, known))
        _print(shown, parts.context.wording(store.locale))


def _print(shown: Shown, wording: Wording) -> None:
    draft = shown.draft
    if draft.withheld is not None:
        click.echo(f"no draft\t{draft.withheld}\t{reason_text(wording, draft.withheld, draft.detail)}")
        return
    for sentence in draft.sentences:
        click.echo(f"draft\t{sentence.text}\t[{'; '.join(sentence.cites)}]")
    for piece in draft.evidence:
        click.echo(f"cites\t{piece.id}\t{piece.title}\t{piece.link or ''}")
    for removed in draft.removed:
        click.echo(f"left out\t{removed.text}\t{reason_text(wording, removed.reason, removed.words)}")
    for report in shown.drafted.terms:
        click.echo(f"term\t{report.source}\t{report.applied}: {report.form}")
    if shown.translation is not None:
        translation = shown.translation
        click.echo(
            f"{translation.target_language}\t{translation.text}\t{light_text(wording, translation.light)}"
        )
        for report in translation.terms:
            kept = f"{report.applied}: {report.form}" if report.applied else f"missed: {report.reason}"
            click.echo(f"term\t{report.source}\t{kept}")
    for trouble in shown.troubles:
        click.echo(f"trouble\t{trouble.text}")
