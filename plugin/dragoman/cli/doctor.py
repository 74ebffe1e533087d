"""``dragoman doctor``: what is wrong with an installation, and what to do about it."""

import json
from dataclasses import asdict

import click

from dragoman.cli.findings import Finding, examine
from dragoman.settings import Settings


@click.command()
@click.option("--online", is_flag=True, help="Ask every helpdesk who we are, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: id, what, cause, cure.")
@click.pass_context
def doctor(ctx: click.Context, online: bool, as_json: bool) -> None:
    """Look for what is wrong; every finding names its cause and its cure.

    Exit code 0: nothing found; 1: something was. Changes nothing, and may run beside the server.
    """
    settings: Settings = ctx.obj
    findings = examine(settings, online=online)
    for finding in findings:
        click.echo(json.dumps(asdict(finding)) if as_json else _told(finding))
    if not findings and not as_json:
        click.echo("nothing found")
    ctx.exit(1 if findings else 0)


def _told(finding: Finding) -> str:
    return f"{finding.id}  {finding.what}\n       cause: {finding.cause}\n       cure:  {finding.cure}"
