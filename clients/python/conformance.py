"""Runs the Python client for the conformance kit.

It prints what its application is told to standard output; the end of standard input closes the connection.
"""

import asyncio
import itertools
import sys
import urllib.request

from taskcast import Refused, Taskcast


async def main(url: str, source: str = "") -> None:
    """Connects to an address until standard input ends. A second address issues tokens; without it, they are token-1, token-2 …"""
    tokens = (f"token-{n}" for n in itertools.count(1))

    def fetch() -> str:
        with urllib.request.urlopen(source, timeout=10) as answer:
            return answer.read().decode()

    def say(words: str) -> None:
        print(words, flush=True)

    client = Taskcast(
        url,
        token=(lambda: asyncio.to_thread(fetch)) if source else (lambda: next(tokens)),
        on_event=lambda update: say(f"event {update['task']['id']}"),
        on_reset=lambda reason: say("snapshot"),
    )
    async with client:
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), lambda: sys.stdin.buffer.read1() or leaving.set())
        leaving, finished = asyncio.Event(), asyncio.ensure_future(client.finished())
        left = asyncio.ensure_future(leaving.wait())
        await asyncio.wait([left, finished], return_when=asyncio.FIRST_COMPLETED)
        if finished.done():
            try:
                finished.result()
            except Refused:
                say("stopped")
                await left


sys.stdout.reconfigure(encoding="utf-8")
asyncio.run(main(*sys.argv[1:]))
