"""``python -m dragoman.cli``: the same as ``dragoman``."""

from dragoman.cli import main

main(prog_name="dragoman")
