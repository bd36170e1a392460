"""A mail server on this machine that says what a test wants it to say."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it took in `taken`. `replies` holds what it says to a command instead; None keeps silent there."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.replies: dict[str, str | None] = {}
        self.taken: list[str] = []
        self.seen: list[str] = []
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return self.server_address[1]


class Conversation(socketserver.StreamRequestHandler):
    """One connection, as RFC 5321 has it, with as little as a client needs."""

    server: MailServer

    def handle(self) -> None:
        if not self.say("connect", "220 ready"):
            return
        while line := self.rfile.readline().decode():
            command = line[:4].strip().upper()
            self.server.seen.append(line.strip().upper())
            if not self.say(command, {"DATA": "354 go on", "QUIT": "221 bye"}.get(command, "250 fine")):
                return
            if command == "DATA" and not self.server.replies.get("DATA"):
                text = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
                if self.say("end", "250 taken"):
                    self.server.taken.append(text)
            if command == "QUIT":
                return

    def say(self, command: str, usual: str) -> bool:
        said = self.server.replies.get(command, usual)
        if said is None:
            self.server.over.wait(60)
            return False
        self.wfile.write(f"{said}\r\n".encode())
        return not said.startswith(("4", "5")) or command not in ("connect", "end")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
