"""``python -m training.replies``: the benchmark of drafted replies."""

import click

from training.frozen import freeze
from training.replies.cases import sentences_of_all


@click.group()
def main() -> None:
    """Measure drafted replies with the questions that shoppers ask a fictional shop."""


@main.command("freeze")
def freeze_command() -> None:
    """Freeze every question, injection and passage, so that no decoder is trained on one."""
    click.echo(f"replies: {freeze('replies', sentences_of_all())} fingerprints")


if __name__ == "__main__":
    main()
