#!/usr/bin/env python3
"""Checks whether a gateway follows RFC 6455, with the cases of the Autobahn test suite that apply to it.

    python3 proof/rfc6455.py ws://localhost:8005/ws TOKEN

It needs Python 3.9 and nothing else. The numbers of the cases are Autobahn's. A gateway is not an echo server. So a text
message is `{"type":"ping","id":"..."}`, and its echo is the `pong` with the same id. Each case has its own connection.

It prints a line for each case:
- `right`: the gateway did what RFC 6455 says.
- `differs`: the gateway did what DIFFERENCES says. The line has the reason why that does no harm.
- `WRONG`: the gateway did something else. Then the program ends with 1.

docs/rfc6455.md lists the cases that do not apply.
"""
import base64
import concurrent.futures
import json
import os
import socket
import struct
import sys
import time
import urllib.parse

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
PATIENCE = 30.0  # seconds to wait for an answer
SILENCE = 5.0  # seconds to wait for an answer that must not come
CONNECTIONS = 4  # cases at the same time
ALIVE = "alive"  # the last JSON ping of a case was answered

# Cases in which the gateway or its container differs from RFC 6455. Each entry has the start of the case's number,
# the answer, and the reason why that does no harm.
DIFFERENCES = [
    ("1.1.1", ["close:1009"], "no message of the protocol is empty"),
    ("5.12", ["close:1008"], "the connection fails, with another code"),
    ("5.15", ["echo:fragment1fragment2", "close:1008"], "as 5.12"),
    ("5.15", ["close:1008"], "as 5.12; the close can overtake the answer"),
    ("6.2.3", ["close:1007"], "a client learns immediately that it must not cut a character; a message of one frame is not cut"),
    ("6.2.4", ["close:1007"], "as 6.2.3"),
    ("7.13", ["silence"], "the client that sent it leaves, and its connection ends then"),
]


def frame(opcode, payload=b"", fin=True, rsv=0, mask=True, length=None):
    """The bytes of a frame. With `length`, the frame states a wrong length of its payload."""
    size = len(payload) if length is None else length
    head = bytes([fin << 7 | rsv << 4 | opcode])
    bit = 0x80 if mask else 0
    if size < 126:
        head += bytes([bit | size])
    elif size < 1 << 16:
        head += bytes([bit | 126]) + struct.pack("!H", size)
    else:
        head += bytes([bit | 127]) + struct.pack("!Q", size)
    if not mask:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))


def message(text, pad=0):
    """A JSON ping whose id is `text`. It gets spaces until it has `pad` bytes."""
    body = b'{"type":"ping","id":"' + (text if isinstance(text, bytes) else text.encode()) + b'"}'
    return body[:-1] + b" " * (pad - len(body)) + b"}"


def split(payload, *places, between=()):
    """A text message in fragments that begin at `places`. The frames `between` follow each fragment except the last."""
    cuts = [0, *places, len(payload)]
    frames = []
    for i in range(len(cuts) - 1):
        last = i == len(cuts) - 2
        frames.append(frame(CONTINUATION if i else TEXT, payload[cuts[i]:cuts[i + 1]], fin=last))
        if not last:
            frames.extend(between)
    return frames


class Connection:
    """One connection to the gateway, after its welcome. `close` closes it."""

    def __init__(self, url, token):
        where = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((where.hostname, where.port or 80), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""
        self.socket.sendall((
            f"GET {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
            f"Authorization: Bearer {token}\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        if b" 101 " not in head:
            raise OSError(head.decode(errors="replace"))
        kind, payload = self.read()
        if kind != TEXT or json.loads(payload)["type"] != "welcome":
            raise OSError(f"instead of a welcome, {payload!r} came")

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise EOFError
        self.rest += data

    def _take(self, size):
        while len(self.rest) < size:
            self._more()
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def read(self):
        """Returns the opcode and the payload of the next frame. A frame that no server can send raises an OSError."""
        first, second = self._take(2)
        size = second & 0x7F
        if size > 125:
            size = int.from_bytes(self._take(2 if size == 126 else 8), "big")
        if first & 0x70 or second & 0x80:
            raise OSError("a frame with reserved bits or a mask")
        return first & 0x0F, self._take(size)

    def send(self, data, chop=0):
        """Writes bytes in pieces of `chop` bytes."""
        for at in range(0, len(data), chop or len(data) or 1):
            self.socket.sendall(data[at:at + (chop or len(data))])
            if chop:
                time.sleep(0.0005)

    def close(self):
        self.socket.close()


class Case:
    """The frames that a client sends, and the answers that are right.

    An answer is a list of words such as `alive`, `pong:x`, `close:1002` or `cut`, in their order.
    """

    def __init__(self, number, what, frames, *expected, chop=0):
        self.number, self.what, self.frames, self.expected, self.chop = number, what, frames, expected, chop

    def run(self, url, token):
        """Returns the answer as a list of words."""
        connection = Connection(url, token)
        try:
            return self._talk(connection)
        finally:
            connection.close()

    def _talk(self, connection):
        heard = []
        if self.number.startswith("7.13"):
            connection.socket.settimeout(SILENCE)
        try:
            connection.send(b"".join(self.frames), self.chop)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the gateway closed before the end; its last frames can still be read
        ends = any(word.startswith("close") or word == "cut" for choice in self.expected for word in choice)
        try:
            if not ends:
                connection.send(frame(TEXT, message(ALIVE)))
            while True:
                word = self._word(*connection.read())
                if word:
                    heard.append(word)
                if word == ALIVE or word and word.startswith("close"):
                    return heard
        except (EOFError, ConnectionResetError, BrokenPipeError):
            return heard + ["cut"]
        except TimeoutError:
            return heard + ["silence"]

    @staticmethod
    def _word(kind, payload):
        if kind == CLOSE:
            return f"close:{int.from_bytes(payload[:2], 'big')}" if payload else "close"
        if kind == PONG:
            return f"pong:{payload.hex()}"
        said = json.loads(payload)
        if said["type"] == "pong":
            return ALIVE if said.get("id") == ALIVE else f"echo:{said.get('id')}"
        return f"error:{said['code']}" if said["type"] == "error" else None


def echo(number, what, text, frames=None, **how):
    """The gateway answers a message with `text`."""
    return Case(number, what, frames or [frame(TEXT, message(text))], [f"echo:{text}", ALIVE], **how)


def fails(number, what, frames, code=1002, before=(), **how):
    """The connection fails with `code`, either immediately or after the words `before`."""
    endings = [[f"close:{code}"], ["cut"]]
    return Case(number, what, frames, *[[*before, *end] for end in endings], *(endings if before else []), **how)


def sizes():
    for number, size in ("1.1.2", 125), ("1.1.3", 126), ("1.1.4", 127), ("1.1.5", 128), ("1.1.6+", 16_384):
        yield echo(number, f"a text message of {size} bytes", "1", [frame(TEXT, message("1", size))])
    yield echo("1.1.8", "the same, written in pieces of 97 bytes", "1", [frame(TEXT, message("1", 4_096))], chop=97)
    yield Case("1.1.1", "an empty text message, which is not JSON", [frame(TEXT)], ["error:invalid_json", ALIVE])
    yield fails("1.1.6", "a text message of 65 535 bytes, which is more than the limit", [frame(TEXT, message("1", 65_535))], 1009)
    yield fails("1.1.7", "a text message of 65 536 bytes", [frame(TEXT, message("1", 65_536))], 1009)
    yield fails("1.2.2", "a binary message", [frame(BINARY, b"\xfe" * 125)], 1003)
    yield fails("9.1.6", "a text message of 16 MiB, of which only the header is sent", [frame(TEXT, length=16 << 20)], 1009)


def pings():
    long = b"\xfe" * 125
    for number, payload in ("2.1", b""), ("2.2", b"Hello, world!"), ("2.3", b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff"), ("2.4", long):
        yield Case(number, f"a ping with {len(payload)} bytes", [frame(PING, payload)], [f"pong:{payload.hex()}", ALIVE])
    yield fails("2.5", "a ping with 126 bytes", [frame(PING, b"\xfe" * 126)])
    yield Case("2.6", "a ping of 125 bytes, byte by byte", [frame(PING, long)], [f"pong:{long.hex()}", ALIVE], chop=1)
    yield Case("2.7", "a pong that nobody asked for", [frame(PONG)], [ALIVE])
    yield Case("2.8", "the same with a payload", [frame(PONG, b"unsolicited")], [ALIVE])
    yield Case("2.9", "the same, then a ping", [frame(PONG, b"unsolicited"), frame(PING, b"p")], ["pong:70", ALIVE])
    ten, answers = [frame(PING, bytes([i])) for i in range(10)], [f"pong:{i:02x}" for i in range(10)]
    yield Case("2.10", "ten pings", ten, [*answers, ALIVE])
    yield Case("2.11", "ten pings, byte by byte", ten, [*answers, ALIVE], chop=1)


def reserved():
    text = frame(TEXT, message("1"))
    for number, opcode, rsv in ("3.1", TEXT, 1), ("3.2", TEXT, 2), ("3.3", TEXT, 3), ("3.4", TEXT, 4), ("3.6", PING, 6), ("3.7", CLOSE, 7):
        before = [text] if opcode == TEXT and rsv > 1 else []
        bad = frame(opcode, message("2")[:40] if opcode != CLOSE else b"\x03\xe8", rsv=rsv)
        yield fails(number, f"opcode {opcode} with the reserved bits {rsv}", [*before, bad], before=["echo:1"] if before else ())
    for i, opcode in enumerate([3, 4, 5, 6, 7]):
        yield fails(f"4.1.{i + 1}", f"the reserved opcode {opcode}", [frame(opcode, b"x")])
    for i, opcode in enumerate([11, 12, 13, 14, 15]):
        yield fails(f"4.2.{i + 1}", f"the reserved control opcode {opcode}", [frame(opcode)])
    yield fails("5.1 (RFC 5.1)", "a frame without a mask", [frame(TEXT, message("1"), mask=False)])
    yield fails("RFC 5.2", "a length of 64 bits whose first bit is 1", [frame(TEXT, length=1 << 63)], 1009)


def fragments():
    text, ping = message("fragment1fragment2"), frame(PING, b"p")
    ok, pong = "echo:fragment1fragment2", "pong:70"
    yield fails("5.1", "a ping in two fragments", [frame(PING, b"a", fin=False), frame(CONTINUATION, b"b")])
    yield fails("5.2", "a pong in two fragments", [frame(PONG, b"a", fin=False), frame(CONTINUATION, b"b")])
    for number, chop in ("5.3", 0), ("5.4", 3), ("5.5", 1):
        yield Case(number, f"a text in two fragments, {chop or 'all'} bytes per write", split(text, 30), [ok, ALIVE], chop=chop)
    for number, chop in ("5.6", 0), ("5.7", 3), ("5.8", 1):
        yield Case(number, f"the same with a ping between, {chop or 'all'} bytes per write", split(text, 30, between=[ping]), [pong, ok, ALIVE], chop=chop)
    for number, fin in ("5.9", True), ("5.12", False):
        yield fails(number, f"a continuation without a message, fin {fin}", [frame(CONTINUATION, b"x", fin=fin), frame(TEXT, text)])
    yield fails("5.15", "a message in two fragments, then a continuation without a message",
                [*split(text, 30), frame(CONTINUATION, b"x", fin=False), frame(TEXT, text)], before=[ok])
    yield fails("5.18", "a second fragment with the opcode of text", [frame(TEXT, text[:30], fin=False), frame(TEXT, text[30:])])
    yield Case("5.19", "five fragments with pings between", split(text, 8, 16, 24, 32, between=[ping]), [pong] * 4 + [ok, ALIVE])
    yield echo("10.1.1", "a text message in fragments of 1 300 bytes", "1", split(message("1", 16_384), *range(1_300, 16_384, 1_300)))


VALID = ["κόσμε", "Hello-µ@ßöäüàá-UTF-8!!", "\U00010000", "\U0010ffff", "\ud7ff", "\ue000", "\ufffd", "\u0080", "\u0800", "\uffff", "\ufffe", "\u07ff"]
INVALID = [
    b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf",
    b"\xc1\xbf", b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80", b"\x80", b"\xbf", b"\xc0", b"\xe0\x80", b"\xfe", b"\xff",
    b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\x80\xed\xb0\x80", b"\xce", b"\xf0\x90\x80",
]


def unicode():
    for i, text in enumerate(VALID):
        yield echo(f"6.5-6.22 valid {i + 1}", f"the text {text.encode().hex()}", text)
        body = message(text)
        inside = body.index(text.encode()) + 1
        yield echo(f"6.2.3 valid {i + 1}", "the same, cut inside a character", text, split(body, inside))
        yield echo(f"6.2.4 valid {i + 1}", "the same, each byte a fragment", text, split(body, *range(inside, inside + len(text.encode()))))
    for i, data in enumerate(INVALID):
        yield fails(f"6.3-6.21 invalid {i + 1}", f"the bytes {data.hex()}", [frame(TEXT, message(data))], 1007)
        body = message(data)
        yield fails(f"6.3.2 invalid {i + 1}", "the same, each byte a fragment", split(body, *range(21, len(body) - 2)), 1007)
    for number, chop in ("6.4.1", 0), ("6.4.3", 1):
        yield fails(number, "bad bytes in a fragment that is not the last", split(message(b"\xf4\x90\x80\x80" + b"x" * 20), 28)[:1], 1007, chop=chop)


def close(code, reason=b""):
    return frame(CLOSE, struct.pack("!H", code) + reason)


def closes():
    text, normal = frame(TEXT, message("1")), ["close:1000"]
    yield Case("7.1.1", "a message, then a close", [text, close(1000)], ["echo:1", "close:1000"], normal)
    yield Case("7.1.2", "two closes", [close(1000), close(1000)], normal)
    yield Case("7.1.3", "a close, then a ping", [close(1000), frame(PING)], normal)
    yield Case("7.1.4", "a close, then a message", [close(1000), text], normal)
    yield Case("7.1.5", "a close between fragments", split(message("1"), 12, between=[close(1000)]), normal)
    yield Case("7.3.1", "a close without a code", [frame(CLOSE)], ["close"], normal)
    yield fails("7.3.2", "a close of one byte", [frame(CLOSE, b"a")])
    yield Case("7.3.4", "a close with a reason", [close(1000, b"Hello World!")], normal)
    yield Case("7.3.5", "a close with a reason of 123 bytes", [close(1000, b"*" * 123)], normal)
    yield fails("7.3.6", "a close with a reason of 124 bytes", [close(1000, b"*" * 124)])
    yield Case("7.5.1", "a close whose reason is not UTF-8", [close(1000, b"\xce\xba\xed\xa0\x80")], ["close:1002"], ["close:1007"], ["cut"])
    for i, code in enumerate([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999]):
        yield Case(f"7.7.{i + 1}", f"a close with the code {code}", [close(code)], [f"close:{code}"], normal)
    for i, code in enumerate([0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999]):
        yield fails(f"7.9.{i + 1}", f"a close with the code {code}, which must not be sent", [close(code)])
    for i, code in enumerate([5000, 65535]):
        yield Case(f"7.13.{i + 1}", f"a close with the undefined code {code}", [close(code)], [f"close:{code}"], normal, ["close:1002"], ["cut"])


def cases():
    for group in sizes, pings, reserved, fragments, unicode, closes:
        yield from group()


def verdict(case, url, token):
    """Returns the verdict, the case, and the words of the answer."""
    try:
        heard = case.run(url, token)
    except OSError as failure:
        heard = [f"failed: {failure}"]
    if heard in [list(choice) for choice in case.expected]:
        return "right", case, heard
    for number, known, reason in DIFFERENCES:
        if case.number.startswith(number) and heard == known:
            return "differs", case, [*heard, f"({reason})"]
    return "WRONG", case, heard


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
        verdicts = list(pool.map(lambda case: verdict(case, *sys.argv[1:]), cases()))
    for word, case, heard in verdicts:
        expected = "" if word == "right" else "; RFC 6455: " + " or ".join(" ".join(choice) for choice in case.expected)
        print(f"{word:8}{case.number:22}{case.what}: {' '.join(heard)}{expected}")
    counts = {word: sum(each == word for each, _, _ in verdicts) for word in ("right", "differs", "WRONG")}
    print(f"{len(verdicts)} cases: " + ", ".join(f"{count} {word}" for word, count in counts.items()))
    sys.exit(1 if counts["WRONG"] else 0)


if __name__ == "__main__":
    main()
