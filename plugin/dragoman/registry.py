"""The adapters that are installed: ours and other people's, registered the same way.

An adapter is an entry point in the group ``dragoman.adapters.v1``; it is imported when it is used, so that
a broken one harms only the connections that need it.
"""

from importlib.metadata import EntryPoint, entry_points

from dragoman.adapter import Adapter
from dragoman.domain import DragomanError

GROUP = "dragoman.adapters.v1"


class AdapterError(DragomanError):
    """An adapter that is not installed, or is not one."""


def adapter_names() -> tuple[str, ...]:
    """Return the names of the installed adapters, sorted."""
    return tuple(sorted(_installed()))


def adapter_class(name: str) -> type[Adapter]:
    """Import an adapter and return its class.

    Raises:
        AdapterError: no adapter has this name, its import fails, or it does not extend ``Adapter``.
    """
    entry = _installed().get(name)
    if entry is None:
        known = ", ".join(adapter_names()) or "none"
        raise AdapterError(f"no adapter is called {name!r}: install its package, or use one of: {known}")
    try:
        loaded = entry.load()
    except Exception as error:  # other people's code may fail in any way
        raise AdapterError(
            f"the adapter {name} cannot be imported from {entry.value} ({type(error).__name__}): "
            "reinstall the package that brings it"
        ) from error
    if not (isinstance(loaded, type) and issubclass(loaded, Adapter)):
        raise AdapterError(f"{entry.value} is not an Adapter: correct the entry point {name!r} of {GROUP}")
    return loaded


def _installed() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}
