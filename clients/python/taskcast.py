"""The client of Taskcast in Python: the task events of a user, live, each exactly once, over any network.

    async with Taskcast("wss://gateway.example/ws", token=fetch_token, on_event=apply, on_reset=load_snapshot) as client:
        await client.finished()

Needs Python 3.9 and `websockets` 10.1 or newer. The protocol is in PROTOCOL.md; ids such as C-17 are its clauses.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import logging
import random
import time
from collections import Counter
from typing import Any, Awaitable, Callable, Optional, Union

import websockets

__all__ = ["Refused", "Taskcast"]

log = logging.getLogger("taskcast")

STOP = {1003, 1007, 1009, 4003, 4009}
"""The codes after which a client stops. After 4001 it fetches a token; after all others it reconnects (C-24, C-38)."""

STABLE_S = 5.0
"""A session that lasted this long was stable: the backoff starts again after it (C-23)."""

RENEW_S = 10.0
"""While a session lives, a token is requested at most once in this time (C-32)."""

OPEN_S = 15.0
"""How long the token, the handshake and the welcome may each take."""

ANSWER_S = 3.0
"""How long a silent gateway has for the answer to a ping (C-29)."""


class Refused(Exception):
    """The gateway refused, and another attempt would not help: see `code` and `reason`."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}".strip())
        self.code = code
        self.reason = reason


def name_of(update: dict) -> str:
    """A name that no other event has until a reset (C-19)."""
    return update.get("fingerprint") or update["id"]


class Line:
    """One connection, from its handshake to its end. `code` and `reason` say how it ended."""

    def __init__(self, owner: "Taskcast", token: str) -> None:
        self._owner = owner
        self.token = token
        self.socket: Any = None
        self.welcomed = False
        self.again = False
        self.overlap: Optional[list[str]] = None
        self.code = 1006
        self.reason = "connection lost"
        self._heartbeat_s = OPEN_S

    async def run(self) -> None:
        """Listens until the line has ended."""
        try:
            self.socket = await websockets.connect(
                self._owner.url, compression=None, ping_interval=None, max_size=None, open_timeout=OPEN_S, close_timeout=1
            )
            first = {"type": "auth", "token": self.token, "cursor": self._owner.resume(), "accept": ["batch"]}
            await self.send({**first, "narrow": self._owner.narrow, "client": self._owner.client})
            while True:
                self._owner.hear(self, await self._message())
        except websockets.ConnectionClosed as closed:
            if closed.rcvd is not None:
                self.code, self.reason = closed.rcvd.code, closed.rcvd.reason
        except asyncio.TimeoutError:
            self.reason = "the gateway is silent"
        except (OSError, websockets.WebSocketException) as failed:
            self.reason = str(failed)
            status = getattr(failed, "status_code", None) or getattr(getattr(failed, "response", None), "status_code", None)
            if status == 401:  # a client that sees the status fetches a token (C-6)
                self.code = 4001
        finally:
            if self.socket is not None:
                _in_the_background(self.socket.close(1000))

    async def send(self, frame: dict) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):  # the reader learns of it
            await self.socket.send(json.dumps({name: value for name, value in frame.items() if value is not None}))

    async def _message(self) -> dict:
        """The next message. A silent gateway is asked first, and given up if it does not answer (C-28, C-29)."""
        try:
            text = await asyncio.wait_for(self.socket.recv(), self._heartbeat_s)
        except asyncio.TimeoutError:
            if not self.welcomed:
                raise
            await self.send({"type": "ping"})
            text = await asyncio.wait_for(self.socket.recv(), ANSWER_S)
        frame = json.loads(text)
        if frame.get("type") == "welcome":
            self._heartbeat_s = frame.get("heartbeat_ms", 25_000) / 1000 + 1
        return frame


class Taskcast:
    """A lasting connection: it reconnects by itself, until `close()` or until the gateway refuses.

    token      the JWT, or a function (async or not) that fetches one; it is called again before a token expires and
               after one was refused. A plain string cannot be renewed.
    on_event   called with each event: `{"event": "task.created", "task": {…}, "id": …, "time": …, "cursor": …}`
    on_reset   loads a snapshot, for the given reason: at first, and whenever the client cannot prove what it missed.
               Events wait until it is done.
    cursor     where to resume: the value of `client.cursor` when the application stored it together with its data
    narrow     `{"events": ["task.*"], "channels": ["board:7"]}`: which of the user's events the application wants

    The callbacks may be async. They are called one at a time, in order. An exception is logged; after one in
    `on_reset`, the client calls `on_reset` again later.
    """

    def __init__(
        self,
        url: str,
        *,
        token: Union[str, Callable[[], Union[str, Awaitable[str]]]],
        on_event: Callable[[dict], Any],
        on_reset: Callable[[str], Any],
        cursor: Optional[str] = None,
        narrow: Optional[dict] = None,
        client: Optional[str] = None,
    ) -> None:
        self.url, self.narrow, self.client = url, narrow, client
        self.cursor = cursor
        """The newest cursor up to which all events were delivered: the cursor to store."""
        self._token, self._on_event, self._on_reset = token, on_event, on_reset
        self._received = cursor  # the newest cursor that came; the next line resumes there (C-17)
        self._user: Optional[str] = None
        self._seen: Counter[str] = Counter()  # events that an old line delivered, and the new one will deliver again (C-20)
        self._current: Optional[Line] = None
        self._next: Optional[Line] = None
        self._lines: set[asyncio.Task] = set()
        self._ended: asyncio.Queue[Line] = asyncio.Queue()
        self._news: asyncio.Queue[tuple[str, Any, Optional[str]]] = asyncio.Queue()
        self._attempt, self._refused, self._since = 0, False, 0.0
        self._due: Optional[asyncio.Task] = None
        self._renewed = float("-inf")
        self._renewal: Optional[asyncio.Task] = None
        self._tasks: list[asyncio.Task] = []

    async def __aenter__(self) -> "Taskcast":
        self._tasks = [asyncio.ensure_future(self._keep()), asyncio.ensure_future(self._hand_over())]
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.close()

    async def finished(self) -> None:
        """Waits for the end. Raises `Refused` if the gateway says stop (C-26, C-27)."""
        await asyncio.wait(self._tasks[:1])
        if not self._tasks[0].cancelled():
            self._tasks[0].result()

    async def close(self) -> None:
        """Closes with 1000, and does not reconnect (C-40)."""
        others = [task for task in (self._due, self._renewal) if task]
        for task in [*self._tasks, *others, *self._lines]:
            task.cancel()
        await asyncio.gather(*self._tasks, *others, *self._lines, return_exceptions=True)
        for line in (self._current, self._next):
            if line and line.socket:
                await line.socket.close(1000)

    # --- the current line

    async def _keep(self) -> None:
        """Keeps a line open: sees each line end, and schedules the next one."""
        self._begin(0)
        while True:
            line = await self._ended.get()
            if line is self._next:
                self._next = None
            elif line is self._current:
                self._current = None
                if time.monotonic() - self._since >= STABLE_S:
                    self._attempt, self._refused = 0, False
            else:
                continue  # this client closed it
            log.info("taskcast: the line ended: %s %s", line.code, line.reason)
            replaced = line.code == 4009 and self._next
            if (line.code in STOP and not replaced) or (line.code == 4001 and (self._refused and line.again or isinstance(self._token, str))):
                raise Refused(line.code, line.reason)
            if self._next or (self._due and not self._due.done()):
                continue
            if line.code == 4001:  # once, and immediately (C-25)
                self._refused = True
                self._begin(0)
            else:
                self._begin(random.uniform(0, min(30, 2 ** min(self._attempt, 5))))  # C-22
                self._attempt += 1

    def _begin(self, delay: float) -> None:
        """Begins the next line after `delay` seconds, unless it has begun."""
        if self._next:
            return
        if self._due:
            self._due.cancel()
        self._due = asyncio.ensure_future(self._open(delay))

    async def _open(self, delay: float) -> None:
        await asyncio.sleep(delay)
        if self._next:
            return
        line = self._next = Line(self, "")
        known = self._current
        line.again = self._refused  # two lines that had one token are refused once
        try:
            line.token = known.token if known and not self._refused else await asyncio.wait_for(self._fetch(), OPEN_S)
        except Exception as failed:  # requested again after a while
            line.reason = f"no token: {failed!r}"
            self._ended.put_nowait(line)
            return
        task = asyncio.ensure_future(line.run())
        self._lines.add(task)
        task.add_done_callback(lambda done: (self._lines.discard(done), self._ended.put_nowait(line)))

    async def _fetch(self) -> str:
        token = self._token() if callable(self._token) else self._token
        return await token if inspect.isawaitable(token) else token

    # --- what a line delivers

    def resume(self) -> Optional[str]:
        """The cursor for a line that begins now; from now on, the old line's deliveries are noted (C-18)."""
        if self._current:
            self._current.overlap = []
        return self._received

    def hear(self, line: Line, frame: dict) -> None:
        """Handles a message of a line."""
        if frame.get("type") == "welcome" and line is self._next:
            self._welcome(line, frame)
        elif line is self._current:  # only one line's messages count (C-18)
            for one in frame["frames"] if frame.get("type") == "batch" else [frame]:  # C-8, C-16
                self._frame(line, one)

    def _welcome(self, line: Line, frame: dict) -> None:
        old, self._current, self._next = self._current, line, None
        line.welcomed = True
        self._since = time.monotonic()
        if old:
            self._seen.update(old.overlap or [])
            _in_the_background(old.socket.close(1000))  # C-36
        known, other = self._received, self._user not in (None, frame.get("user"))
        self._user = frame.get("user")
        if frame["resume"] != "resumed" or not known or other:  # C-11 to C-13, C-15
            self._reset("user-changed" if other else frame.get("reason", frame["resume"]))
        self._take(frame)

    def _frame(self, line: Line, frame: dict) -> None:
        kind = frame.get("type")
        if kind == "task_update":
            self._update(line, frame)
        elif kind == "reset":  # C-14
            self._reset(frame.get("reason", "reset"))
        elif kind == "goaway":  # C-34
            self._begin(frame["reconnect_in_ms"] / 1000)
        elif kind == "auth_expiring" and not isinstance(self._token, str) and not (self._renewal and not self._renewal.done()):
            self._renewal = asyncio.ensure_future(self._renew(line))
        elif kind == "error":  # the line stays open (C-41)
            log.warning("taskcast: %s: %s", frame.get("code"), frame.get("message"))
        self._take(frame)  # everything else is ignored (C-1)

    def _update(self, line: Line, frame: dict) -> None:
        name = name_of(frame)
        if line.overlap is not None:
            line.overlap.append(name)
        if self._seen[name] > 0:  # once for each time that it was noted (C-20)
            self._seen[name] -= 1
        else:
            self._news.put_nowait(("event", frame, None))

    def _reset(self, reason: str) -> None:
        self._seen.clear()  # C-21
        self._news.put_nowait(("reset", reason, None))

    def _take(self, frame: dict) -> None:
        """The newest cursor is the only one to keep (C-9)."""
        if frame.get("cursor"):
            self._received = frame["cursor"]
            self._news.put_nowait(("cursor", None, self._received))

    async def _renew(self, line: Line) -> None:
        """Sends a new token over the open line (C-31), not too soon after the last one (C-32)."""
        await asyncio.sleep(max(0, self._renewed + RENEW_S - time.monotonic()))
        self._renewed = time.monotonic()
        try:
            line.token = await asyncio.wait_for(self._fetch(), OPEN_S)
            await line.send({"type": "auth", "token": line.token})
        except Exception as failed:
            log.warning("taskcast: no token: %r", failed)

    # --- what the application is told

    async def _hand_over(self) -> None:
        while True:
            kind, what, cursor = await self._news.get()
            if kind == "cursor":
                self.cursor = cursor
            elif kind == "event":
                await self._call(self._on_event, what)
            else:
                attempt = 0
                while not await self._call(self._on_reset, what):
                    await asyncio.sleep(random.uniform(0, min(30, 2 ** min(attempt, 5))))
                    attempt += 1

    @staticmethod
    async def _call(callback: Callable[[Any], Any], what: Any) -> bool:
        try:
            done = callback(what)
            if inspect.isawaitable(done):
                await done
            return True
        except Exception:
            log.exception("taskcast: a callback failed")
            return False


_background: set[asyncio.Future] = set()


def _in_the_background(closing: Awaitable[Any]) -> None:
    """Closes in the background, because nobody needs the answer to a close."""
    task = asyncio.ensure_future(closing)
    _background.add(task)
    task.add_done_callback(_background.discard)
