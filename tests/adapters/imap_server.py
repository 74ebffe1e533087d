"""pymap, on a port that the system chooses and that is printed: ``python -m tests.adapters.imap_server …``.

pymap's own start hands a connection to a task that nothing refers to, so that the collector of garbage may
end it between two commands. Here asyncio itself keeps the task for as long as the connection lasts.
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from contextlib import AsyncExitStack

from proxyprotocol.result import ProxyResultUnknown
from proxyprotocol.sock import SocketInfo
from pymap.imap import IMAPServer, IMAPService
from pymap.main import main
from pymap.service import services


class Announced(IMAPService):
    """The service of IMAP, which says where it listens."""

    async def start(self, stack: AsyncExitStack) -> None:
        serve = IMAPServer(self.backend.login, self.config)

        async def connected(reader: StreamReader, writer: StreamWriter) -> None:
            await serve(reader, writer, SocketInfo.get(writer, ProxyResultUnknown()))

        listening = await stack.enter_async_context(await asyncio.start_server(connected, "127.0.0.1", 0))
        await listening.start_serving()
        print(listening.sockets[0].getsockname()[1], flush=True)


if __name__ == "__main__":
    services.add("imap", Announced)
    main()
