"""Whether the process lives (``/healthz``) and can be given work (``/readyz``). They say no more."""

from collections.abc import Callable

from flask import Blueprint, Response


def health_blueprint(ready: Callable[[], bool]) -> Blueprint:
    """Return the two routes.

    Args:
        ready: Whether events are accepted and worked on.
    """
    blueprint = Blueprint("health", __name__)

    def healthz() -> Response:
        return Response("alive\n", content_type="text/plain")

    def readyz() -> Response:
        able = ready()
        return Response(
            "ready\n" if able else "not ready\n", status=200 if able else 503, content_type="text/plain"
        )

    blueprint.add_url_rule("/healthz", "healthz", healthz)
    blueprint.add_url_rule("/readyz", "readyz", readyz)
    return blueprint
