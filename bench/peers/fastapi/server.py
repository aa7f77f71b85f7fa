"""A peer of Taskcast's benchmark: the reference design (FastAPI, a dict of lists of WebSockets), fed by Kafka.

Environment: PORT, KAFKA_BOOTSTRAP_SERVERS, BETTER_AUTH_SECRET. Needs Debian's packages only, see ../README.md.
"""

import asyncio
import json
import logging
import os
import threading
import uuid

import jwt
import uvicorn
from confluent_kafka import Consumer
from fastapi import FastAPI, Response, WebSocket

SECRET = os.environ["BETTER_AUTH_SECRET"]
HEARTBEAT_SECONDS = 25
TOPIC = "task-updates"
# The most records in one hand-over to the event loop, which answers pings in between.
BATCH = 500

app = FastAPI()
log = logging.getLogger("uvicorn.error")


class ConnectionManager:
    """The sockets of every user."""

    def __init__(self):
        self.connections: dict[str, list[WebSocket]] = {}

    def add(self, user: str, websocket: WebSocket):
        self.connections.setdefault(user, []).append(websocket)

    def remove(self, user: str, websocket: WebSocket):
        sockets = self.connections.get(user, [])
        if websocket in sockets:
            sockets.remove(websocket)
        if not sockets:
            self.connections.pop(user, None)

    async def send_to_user(self, user: str, message: dict):
        for websocket in list(self.connections.get(user, [])):
            try:
                await websocket.send_json(message)
            except Exception:  # a dead socket, in any state
                self.remove(user, websocket)

    async def broadcast(self, message: dict):
        for user in list(self.connections):
            await self.send_to_user(user, message)


manager = ConnectionManager()


def user_of(token: str) -> str | None:
    """The user of a valid token; nothing for an invalid one."""
    try:
        return jwt.decode(token, SECRET, algorithms=["HS256"], options={"require": ["exp", "sub"]})["sub"]
    except jwt.InvalidTokenError:
        return None


async def heartbeat(websocket: WebSocket):
    """Runs as a task for each socket, so that heartbeats are spread like the connections."""
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        await websocket.send_json({"type": "heartbeat"})


@app.websocket("/ws")
async def updates(websocket: WebSocket, token: str = ""):
    await websocket.accept()
    user = user_of(token)
    if user is None:
        await websocket.close(code=4001, reason="Authentication failed")
        return
    await websocket.send_json({"type": "welcome", "user_id": user})
    manager.add(user, websocket)
    beats = asyncio.create_task(heartbeat(websocket))
    try:
        async for text in websocket.iter_text():
            if json.loads(text).get("type") == "ping":
                await websocket.send_json({"type": "pong"})
    except (ValueError, AttributeError):  # not a JSON object
        await websocket.close(code=1003)
    finally:
        beats.cancel()
        manager.remove(user, websocket)


async def deliver(values: list[bytes]):
    for value in values:
        try:
            record = json.loads(value)
            message = {"type": "task_update", "event": record["event_type"], "task": record["task"]}
            user = None if record.get("audience") == "all" else record["user_id"]
        except (ValueError, KeyError, TypeError, AttributeError):
            log.warning("A record that is no event was left out")
            continue
        if user is None:
            await manager.broadcast(message)
        else:
            await manager.send_to_user(user, message)


class KafkaFeed(threading.Thread):
    """Reads the topic and hands its records over to the event loop. Kafka's default settings, except that nothing is
    committed: a process that starts reads from the end.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop):
        super().__init__(name="kafka", daemon=True)
        self.loop = loop
        self.ready = threading.Event()
        self.stopping = threading.Event()

    def run(self):
        consumer = Consumer(
            {
                "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
                "group.id": f"fastapi-{uuid.uuid4()}",
                "auto.offset.reset": "latest",
                "enable.auto.commit": False,
            }
        )
        consumer.subscribe([TOPIC], on_assign=self.assigned)
        while not self.stopping.is_set():
            # consume() waits until its batch is full: wait for one record, then take what else is there.
            first = consumer.poll(0.5)
            if first is None:
                continue
            records = [first, *consumer.consume(num_messages=BATCH - 1, timeout=0)]
            values = [record.value() for record in records if not record.error()]
            # Waits until they are written, so that no backlog grows in memory.
            asyncio.run_coroutine_threadsafe(deliver(values), self.loop).result()
        consumer.close()

    def assigned(self, consumer, partitions):
        for partition in partitions:
            # Starts at the present end, so that nothing is missed once this process reports that it is ready.
            partition.offset = consumer.get_watermark_offsets(partition)[1]
        consumer.assign(partitions)
        self.ready.set()


@app.on_event("startup")
async def start_feed():
    app.state.feed = KafkaFeed(asyncio.get_running_loop())
    app.state.feed.start()


@app.on_event("shutdown")
async def stop_feed():
    app.state.feed.stopping.set()


@app.get("/ready")
async def ready():
    return Response(status_code=200 if app.state.feed.ready.is_set() else 503)


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        loop="uvloop",
        http="httptools",
        ws="websockets",
        log_level="warning",
    )
