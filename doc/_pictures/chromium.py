"""How does a page look in a browser? Chromium without a window, told what to do through a pair of pipes.

What it is told is the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    # The same pixels whatever the screen and its settings.
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--disable-lcd-text",
    # As with a mouse: what comes with the pointer is hidden.
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
    "--remote-debugging-pipe",
)
# Chromium reads what it is told from the one and answers on the other.
_IN, _OUT = 3, 4
_FREE = 10


class Browser:
    """A tab to load pages into and to take pictures of."""

    def __init__(self, told: BinaryIO, answers: BinaryIO) -> None:
        self._told, self._answers = told, answers
        self._number = 0
        self._session: dict[str, str] = {}
        self.events: list[dict[str, Any]] = []
        """What Chromium has told of by itself since the last page was opened."""
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        attached = self.do("Target.attachToTarget", targetId=target, flatten=True)
        self._session = {"sessionId": attached["sessionId"]}
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.do(f"{domain}.enable")

    def open(
        self, url: str, width_px: int, scale: int, *, height_px: int = 600, theme: str = "light"
    ) -> None:
        """Load a page into a tab of this size, and wait until all that it shows is there.

        :param theme: ``light`` or ``dark``, the one that the system has.
        """
        self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width_px,
            height=height_px,
            deviceScaleFactor=scale,
            mobile=False,
        )
        media = {"prefers-color-scheme": theme, "prefers-reduced-motion": "reduce"}
        self.do(
            "Emulation.setEmulatedMedia",
            features=[{"name": name, "value": value} for name, value in media.items()],
        )
        self.events.clear()
        self.do("Page.navigate", url=url)
        self.wait_for_page()

    def wait_for_page(self) -> None:
        """Wait until the page that is being loaded is there, with its fonts."""
        while not self._forget("Page.loadEventFired"):
            self._read()
        self.evaluate("document.fonts.ready.then(() => true)")

    def _forget(self, method: str) -> bool:
        told = [event for event in self.events if event["method"] == method]
        for event in told:
            self.events.remove(event)
        return bool(told)

    def press(self, key: str) -> None:
        """Press a key and let go of it: ``Tab``, ``Enter``, ``ArrowDown``."""
        text = {"Enter": "\r", " ": " "}.get(key, "")
        number = {
            "Tab": 9,
            "Enter": 13,
            "Escape": 27,
            "ArrowLeft": 37,
            "ArrowUp": 38,
            "ArrowRight": 39,
        }
        code = number.get(key, 40 if key == "ArrowDown" else 0)
        keys = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.do("Input.dispatchKeyEvent", type="keyDown", text=text, **keys)
        self.do("Input.dispatchKeyEvent", type="keyUp", **keys)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in JavaScript."""
        answer = self.do(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def window(self) -> bytes:
        """A picture of what is in the window, as PNG."""
        return base64.b64decode(self.do("Page.captureScreenshot", format="png")["data"])

    def picture(self, selector: str) -> bytes:
        """A picture of the first element that fits, as PNG, however far down the page it stands."""
        box = self.evaluate(
            f"(({{x, y, width, height}}) => ({{x, y: y + scrollY, width, height}}))"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        shot = self.do(
            "Page.captureScreenshot",
            format="png",
            captureBeyondViewport=True,
            clip=box | {"scale": 1},
        )
        return base64.b64decode(shot["data"])

    def do(self, method: str, **params: Any) -> dict[str, Any]:
        """Have Chromium do one thing of the protocol."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params, **self._session}
        self._told.write(json.dumps(message).encode() + b"\0")
        self._told.flush()
        while (answer := self._read()).get("id") != self._number:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return dict(answer["result"])

    def _read(self) -> dict[str, Any]:
        message = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            if not byte:
                raise RuntimeError("Chromium has ended")
            message += byte
        told = dict(json.loads(message))
        if "method" in told:
            self.events.append(told)
        return told


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium with a profile of its own; both are gone when the block ends."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise RuntimeError("Chromium is not installed")
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    # Away from the numbers that they are to have in Chromium.
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _FREE) for end in (theirs_in, theirs_out)]

    def place() -> None:
        for end, number in zip(ends, (_IN, _OUT), strict=True):
            os.dup2(end, number)

    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        subprocess.Popen(
            [program, *_FLAGS, f"--user-data-dir={profile}"],
            stderr=subprocess.DEVNULL,
            preexec_fn=place,
            pass_fds=(_IN, _OUT),
        ) as process,
    ):
        for end in (theirs_in, theirs_out, *ends):
            os.close(end)
        with os.fdopen(ours_out, "wb") as told, os.fdopen(ours_in, "rb") as answers:
            try:
                yield Browser(told, answers)
            finally:
                process.terminate()
