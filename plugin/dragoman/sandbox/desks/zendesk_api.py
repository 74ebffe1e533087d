"""Zendesk's API over an account: the part that we use, with its refusals and its limits.

https://developer.zendesk.com/api-reference/
"""

import html
import secrets
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue

from dragoman.sandbox.desks.zendesk import (
    API_USER,
    LARGEST_COMMENT,
    Ticket,
    ZendeskAccount,
    as_iso,
)

_LARGEST_PAGE = 100
_EXPORT_PAGE = 1000
_LEFT_OUT = 60.0


def create_app(account: ZendeskAccount) -> Flask:
    """Return the API of an account."""
    app = Flask(__name__)
    account.script.install(app)
    _log_in(app, account)
    _serve_tickets(app, account)
    _serve_openings(app, account)
    _serve_export(app, account)

    @app.after_request
    def count(response: Response) -> Response:
        response.headers["X-Rate-Limit"] = response.headers["ratelimit-limit"] = "700"
        response.headers["X-Rate-Limit-Remaining"] = response.headers["ratelimit-remaining"] = "699"
        return response

    return app


def _log_in(app: Flask, account: ZendeskAccount) -> None:
    @app.post("/oauth/tokens")
    def token() -> ResponseReturnValue:
        asked = request.get_json()
        if (asked.get("client_id"), asked.get("client_secret")) != (account.client_id, account.client_secret):
            return jsonify(error="invalid_client", error_description="Client authentication failed"), 401
        granted = {"access_token": secrets.token_hex(16), "token_type": "bearer", "expires_in": 7200}
        if asked.get("grant_type") == "refresh_token":
            # A new pair, and the old one is deleted.
            if asked.get("refresh_token") != account.refresh_token:
                return jsonify(error="invalid_grant", error_description="The refresh token is invalid"), 400
            account.tokens.clear()
            account.refresh_token = secrets.token_hex(16)
            granted |= {"refresh_token": account.refresh_token, "refresh_token_expires_in": 2_592_000}
        elif asked.get("grant_type") != "client_credentials":
            return jsonify(error="unsupported_grant_type"), 400
        account.tokens.add(str(granted["access_token"]))
        account.tokens_given += 1
        return jsonify(granted)

    @app.before_request
    def authenticate() -> ResponseReturnValue | None:
        if request.path == "/oauth/tokens" or account.signed_in(request.headers.get("Authorization", "")):
            return None
        return jsonify(error="Couldn't authenticate you"), 401

    @app.get("/api/v2/users/me")
    def me() -> ResponseReturnValue:
        return jsonify(user=account.users[account.user])


def _serve_tickets(app: Flask, account: ZendeskAccount) -> None:
    @app.get("/api/v2/tickets/<int:number>")
    def show(number: int) -> ResponseReturnValue:
        ticket = account.tickets.get(number)
        return _not_found() if ticket is None else jsonify(ticket=_shown(ticket))

    @app.put("/api/v2/tickets/<int:number>")
    def update(number: int) -> ResponseReturnValue:
        ticket = account.tickets.get(number)
        if ticket is None:
            return _not_found()
        change = request.get_json()["ticket"]
        with account.lock:
            refusal = _refusal(ticket, change)
            if refusal is not None:
                return refusal
            answer = _updated(account, ticket, change)
            written = ticket.comments[-1] if "comment" in change else None
        if written is not None:
            account.on_api_comment(ticket, written)
        return jsonify(answer)

    @app.get("/api/v2/tickets/<int:number>/comments")
    def comments(number: int) -> ResponseReturnValue:
        ticket = account.tickets.get(number)
        if ticket is None or ticket.deleted:
            return _not_found()
        newest_first = account.honours_sort and request.args.get("sort") == "-created_at"
        return jsonify(_page(account, ticket, newest_first=newest_first))


def _serve_openings(app: Flask, account: ZendeskAccount) -> None:
    @app.get("/api/v2/tickets")
    def tickets() -> ResponseReturnValue:
        wanted = request.args.get("external_id")
        found = [one for one in account.tickets.values() if wanted in {None, one.external_id}]
        return jsonify(tickets=[_shown(one) for one in found if not one.deleted])

    @app.post("/api/v2/tickets")
    def create() -> ResponseReturnValue:
        wanted = request.get_json()["ticket"]
        if not wanted.get("comment"):
            details = {"base": [{"description": "Description: cannot be blank"}]}
            return jsonify(
                error="RecordInvalid", description="Record validation errors", details=details
            ), 422
        with account.lock:
            ticket = account.ticket(max(account.tickets, default=0) + 1)
            ticket.external_id = wanted.get("external_id")
            answer = _updated(account, ticket, {"comment": wanted["comment"]})
        account.on_api_comment(ticket, ticket.comments[-1])
        return jsonify(answer), 201


def _serve_export(app: Flask, account: ZendeskAccount) -> None:
    @app.get("/api/v2/incremental/tickets/cursor")
    def export() -> ResponseReturnValue:
        if account.users[account.user]["role"] != "admin":
            return jsonify(error="Forbidden", description="You do not have access to this page."), 403
        until = account.clock() - _LEFT_OUT
        start = (float(request.args.get("start_time", 0)), -1)
        if start[0] > until:
            return jsonify(error="InvalidValue", description="Too recent start_time."), 422
        if "cursor" in request.args:
            changed_at, _, number = request.args["cursor"].partition("||")
            start = (float(changed_at), int(number))
        changed = sorted((int(ticket.changed_at), ticket.id) for ticket in account.tickets.values())
        found = [one for one in changed if one > start and one[0] <= until]
        page = found[: min(int(request.args.get("per_page", _EXPORT_PAGE)), _EXPORT_PAGE)]
        last = page[-1] if page else start
        tickets = [_shown(account.tickets[number]) for _, number in page]
        return jsonify(
            tickets=tickets,
            after_cursor=f"{last[0]}||{last[1]}",
            after_url="https://elsewhere.example/",
            end_of_stream=len(page) == len(found),
        )


def _not_found() -> ResponseReturnValue:
    return jsonify(error="RecordNotFound", description="Not found"), 404


def _shown(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "external_id": ticket.external_id,
        "tags": ticket.tags,
        "status": "deleted" if ticket.deleted else "closed" if ticket.closed else "open",
        "custom_fields": [{"id": number, "value": value} for number, value in ticket.fields.items()],
        "updated_at": as_iso(ticket.changed_at),
        "generated_timestamp": int(ticket.changed_at),
    }


def _refusal(ticket: Ticket, change: dict[str, Any]) -> ResponseReturnValue | None:
    """Return why Zendesk does not take an update; None where it does."""
    if ticket.closed:
        details = {"status": [{"description": "Status: closed prevents ticket update"}]}
        return jsonify(error="RecordInvalid", description="Record validation errors", details=details), 422
    if change.get("safe_update") and change.get("updated_stamp") != as_iso(ticket.changed_at):
        return jsonify(error="UpdateConflict", description="Safe Update prevented the update"), 409
    if len(change.get("comment", {}).get("html_body", "").encode()) > LARGEST_COMMENT:
        details = {"comment": [{"description": "Comment: is too long"}]}
        return jsonify(error="RecordInvalid", description="Record validation errors", details=details), 422
    return None


def _updated(account: ZendeskAccount, ticket: Ticket, change: dict[str, Any]) -> dict[str, Any]:
    events: list[dict[str, Any]] = []
    for changed in change.get("custom_fields", ()):
        ticket.fields[changed["id"]] = changed["value"]
        events.append(
            {"id": 9, "type": "Change", "field_name": str(changed["id"]), "value": changed["value"]}
        )
    if "tags" in change:
        ticket.tags = list(change["tags"])
    if sent := change.get("comment"):
        body = sent.get("html_body") or html.escape(sent["body"])
        comment = account.comment(
            ticket, body, author=API_USER, public=sent.get("public", True), channel="api"
        )
        events.append(
            {"id": comment["id"], "type": "Comment", "body": comment["body"], "public": comment["public"]}
        )
    ticket.changed_at = account.clock()
    return {"ticket": _shown(ticket), "audit": {"id": 7, "events": events}}


def _page(account: ZendeskAccount, ticket: Ticket, *, newest_first: bool) -> dict[str, Any]:
    size = min(int(request.args.get("page[size]", _LARGEST_PAGE)), _LARGEST_PAGE)
    start = int(request.args.get("page[after]", 0))
    ordered = ticket.comments[::-1] if newest_first else ticket.comments
    page = ordered[start : start + size]
    more = start + size < len(ordered)
    answer: dict[str, Any] = {
        "comments": page,
        "meta": {"has_more": more, "after_cursor": str(start + size), "before_cursor": str(start)},
        "links": {"next": f"https://elsewhere.example/?page[after]={start + size}" if more else None},
    }
    if request.args.get("include") == "users":
        authors = {comment["author_id"] for comment in page}
        answer["users"] = [account.users[number] for number in authors if number in account.users]
    return answer
