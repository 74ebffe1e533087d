"""Debian's Dovecot, started by the tests for themselves: in a folder of its own, without a right of root.

It is given sockets that listen already, as systemd gives them, so that nobody can take its ports first.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.adapters.mail_server import PASSWORD, ImapPorts

_DOVECOT = shutil.which("dovecot", path="/usr/sbin:/usr/bin")
needed = pytest.mark.skipif(_DOVECOT is None, reason="needs Dovecot: apt-get install dovecot-imapd")
"""Marks what needs it."""

# The user and the group of everything where root runs the tests; otherwise who runs them.
_OF_ROOT = "dovecot"
_FIRST_FREE = 20
_SETTINGS = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mails/%u
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.pem
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mails/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {ports.plain}
  }}
  inet_listener imaps {{
    port = {ports.tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""
_TOKENS = """
tokeninfo_url = {tokens}/tokeninfo?access_token=
introspection_mode = auth
username_attribute = email
active_attribute = active
active_value = true
"""


@contextmanager
def dovecot(certificate: Path, tokens: str) -> Iterator[ImapPorts]:
    """Run it.

    Args:
        certificate: File with its certificate and key.
        tokens: Address of the server that knows tokens.
    """
    assert _DOVECOT is not None
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="dragoman-dovecot-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(made))
        if os.geteuid() == 0:
            shutil.chown(folder, _OF_ROOT, _OF_ROOT)
        given: dict[str, object] = {"folder": folder, "user": folder.owner(), "group": folder.group()}
        listening = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        ports = ImapPorts(*(one.getsockname()[1] for one in listening))
        given |= {"password": PASSWORD, "ports": ports, "tokens": tokens}
        (folder / "dovecot.conf").write_text(_SETTINGS.format(**given))
        (folder / "oauth2.conf").write_text(_TOKENS.format(**given))
        shutil.copy(certificate, folder / "server.pem")
        for path in folder.iterdir():
            shutil.chown(path, folder.owner(), folder.group())
        with _process(folder, listening) as process:
            try:
                yield ports
            finally:
                process.terminate()


@contextmanager
def _process(folder: Path, listening: list[socket.socket]) -> Iterator[subprocess.Popen[bytes]]:
    """Start it, with the sockets where systemd puts them: from the third file on."""
    import fcntl  # noqa: PLC0415 - Windows has none

    files = [fcntl.fcntl(one.fileno(), fcntl.F_DUPFD, _FIRST_FREE) for one in listening]
    moved = " ".join(f"{place}<&{file} {file}<&-" for place, file in enumerate(files, 3))
    start = f'exec {moved}; LISTEN_FDS={len(files)} LISTEN_PID=$$ exec "$0" -F -c dovecot.conf'
    other = {"user": _OF_ROOT, "group": _OF_ROOT, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        with subprocess.Popen(
            ["bash", "-c", start, str(_DOVECOT)],
            cwd=folder,
            pass_fds=files,
            **other,  # type: ignore[call-overload]
        ) as process:
            yield process
    finally:
        for file in files:
            os.close(file)
