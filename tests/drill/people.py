"""People with browsers who come through nginx, over TLS, and try again when they are told to."""

import gzip
import http.client
import random
import threading
import time
from urllib.parse import urlencode

from benchmarks.answering import filled_in
from tests.drill.conftest import NAME, Installation, unchecked

PATIENCE = 120  # seconds for which someone tries again


class Browser:
    """One visitor; a connection for each request, as after a lost one."""

    def __init__(self, installation: Installation) -> None:
        self.port, self.cookies = installation.port, {}
        self.name = f"Drill/{random.random()}"  # one limit is for one browser behind an address

    def ask(self, method: str, path: str, sent: dict | None = None) -> tuple[int, str, str]:
        to = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=unchecked())
        headers = {"Host": NAME, "User-Agent": self.name, "Referer": f"https://{NAME}/", "Accept-Encoding": "gzip"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if sent is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            to.request(method, path, urlencode(sent) if sent is not None else None, headers)
            answer = to.getresponse()
            page = answer.read()
        except http.client.HTTPException as broken:
            raise ConnectionError(str(broken)) from broken
        finally:
            to.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        if answer.getheader("Content-Encoding") == "gzip":
            page = gzip.decompress(page)
        return answer.status, page.decode(errors="replace"), answer.getheader("Location") or ""


class Crowd:
    """So many people who answer one survey, some at a time. Each has a receipt when the site has thanked them."""

    def __init__(self, installation: Installation, token: str, number: int, at_once: int) -> None:
        self.installation, self.token, self.left = installation, token, number
        self.receipts, self.lost, self.slowest, self.failed = 0, [], 0.0, 0
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._come, daemon=True) for _ in range(at_once)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error) -> None:
        for thread in self._threads:
            thread.join(4 * PATIENCE)
        assert not any(thread.is_alive() for thread in self._threads)

    def _come(self) -> None:
        while True:
            with self._lock:
                if not self.left:
                    return
                self.left -= 1
            done = self._answer()
            with self._lock:
                self.receipts += done
                if not done:
                    self.lost.append(self.token)

    def _answer(self) -> bool:
        browser = Browser(self.installation)
        page = self._again(browser, 200, "GET", f"/s/{self.token}/")
        sent = filled_in(page[1]) | {"go": "send"} if page else {}
        thanks = self._again(browser, 302, "POST", f"/s/{self.token}/questions/", sent) if page else None
        return bool(thanks) and self._again(browser, 200, "GET", thanks[2]) is not None

    def _again(self, browser: Browser, wanted: int, method: str, path: str, sent: dict | None = None):
        """Ask until the page comes, with the very same form: a person presses Send once more."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                answer = browser.ask(method, path, sent)
            except OSError:
                answer = (0, "", "")
            with self._lock:
                self.slowest = max(self.slowest, time.monotonic() - began)
                self.failed += answer[0] != wanted
            if answer[0] == wanted:
                return answer
            time.sleep(random.uniform(0.2, 0.6))
        return None
