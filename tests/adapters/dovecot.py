"""Debian's Dovecot, started by the tests for themselves: in a folder of its own, without a right of root.

It is given sockets that listen already, as systemd gives them, so that nobody can take its ports first.
"""

import getpass
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

_FIRST_FREE = 20
_SETTINGS = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {user}
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
  args = uid={user} gid={user} home={folder}/mails/%u
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
    user = _user()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dragoman-dovecot-")))
        listening = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        ports = ImapPorts(*(one.getsockname()[1] for one in listening))
        given = {"folder": folder, "user": user, "password": PASSWORD, "ports": ports, "tokens": tokens}
        (folder / "dovecot.conf").write_text(_SETTINGS.format(**given))
        (folder / "oauth2.conf").write_text(_TOKENS.format(**given))
        shutil.copy(certificate, folder / "server.pem")
        if os.geteuid() == 0:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, user, user)
        with _process(folder, listening, user) as process:
            yield ports
            process.terminate()


def _user() -> str:
    """Return the user and the group of everything: Dovecot's own where root runs the tests."""
    return "dovecot" if os.geteuid() == 0 else getpass.getuser()


@contextmanager
def _process(folder: Path, listening: list[socket.socket], user: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start it, with the sockets where systemd puts them: from the third file on."""
    import fcntl  # noqa: PLC0415 - Windows has none

    files = [fcntl.fcntl(one.fileno(), fcntl.F_DUPFD, _FIRST_FREE) for one in listening]
    moved = " ".join(f"{place}<&{file} {file}<&-" for place, file in enumerate(files, 3))
    start = f'exec {moved}; LISTEN_FDS={len(files)} LISTEN_PID=$$ exec "$0" -F -c dovecot.conf'
    other = {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}
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
