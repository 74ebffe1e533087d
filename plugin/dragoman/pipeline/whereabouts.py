"""What may be logged of an error: its type and its place, never its text, which may quote a shopper."""

from pathlib import Path


def whereabouts(error: BaseException) -> str:
    """Return the line that raised an error, and the error's type."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno} ({type(error).__name__})"
