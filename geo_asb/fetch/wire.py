"""
One polite question at a time, over https, to declared machines only.

A service that is busy is asked again after the time it names (RFC 9110, Retry-After) or after a
growing pause with chance in it; a broken connection goes on where it ended (Range, If-Range). An
answer is bounded, and a short one is never taken for a whole one.
"""

from __future__ import annotations

import http.client
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, TypeVar
from urllib.parse import urlencode, urlsplit

import numpy as np

from geo_asb.errors import FetchError
from geo_asb.fetch.sources import Publisher, is_safe

__all__ = ["Manners", "NotNowError", "Wire"]

T = TypeVar("T")

_AGENT = f"geo-asb/{version('geo-asb')} (open data for social landlords)"
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_ANSWER_BYTES = 64_000_000  # one page or list; files have bounds of their own
_CHUNK = 1 << 16
_LONGEST_WAIT_S = 600.0
_LONGEST_PAUSE_S = 60.0


class NotNowError(Exception):
    """Worth asking again; `after_s` where the service says when. Goes no further than `Wire`."""

    def __init__(self, reason: str, *, after_s: float | None = None, status: int = 0) -> None:
        super().__init__(reason)
        self.after_s = after_s
        self.status = status


@dataclass(frozen=True, slots=True)
class Manners:
    """
    What a conversation takes from outside, so that tests need neither time nor chance.

    now     the clock, with zone
    sleep   waits for seconds
    rng     spreads the pauses
    say     tells a person how far it is; long work is never silent
    tries   how often a question is asked before giving up
    apart_s least seconds between two questions
    """

    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    rng: np.random.Generator
    say: Callable[[str], None]
    tries: int = 6
    apart_s: float = 0.2
    timeout_s: float = 60.0


class _SameHosts(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to a declared host; anything else ends there."""

    max_redirections = 5

    def __init__(self, hosts: frozenset[str]) -> None:
        self._hosts = hosts

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not is_safe(newurl, self._hosts):
            parts = urlsplit(newurl)
            message = (
                f"{req.full_url}: redirects to {parts.scheme}://{parts.hostname or ''}, which is "
                "not declared for this source. Nothing was taken from there."
            )
            raise FetchError(message)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Wire:
    """A conversation with one publisher; keeps nothing but when it last asked."""

    def __init__(self, publisher: Publisher, manners: Manners) -> None:
        self.manners = manners
        self._publisher = publisher
        self._opener = urllib.request.build_opener(_SameHosts(publisher.hosts))
        self._asked_at: datetime | None = None

    def json(
        self,
        address: str,
        form: Mapping[str, str] | None = None,
        *,
        judge: Callable[[Any], T],
        tries: int | None = None,
    ) -> T:
        """
        Ask for JSON and give what `judge` makes of it; `form` is sent as a POST.

        `judge` may raise `NotNowError` for an answer that says, in JSON, to come again.

        Raises
        ------
        FetchError
            No answer after all tries, a refusal, a page of HTML, or JSON that is none.
        """

        def ask() -> T:
            with self._open(address, form) as reply:
                content = _bounded(reply, address)
            return judge(_parsed(content, address))

        return self._patiently(ask, address, tries)

    def download(self, address: str, part: Path, *, size: int | None, max_bytes: int) -> None:
        """
        Bring a file to `part`, going on where an earlier try ended.

        Raises
        ------
        FetchError
            No whole file after all tries, more than `max_bytes`, a size other than `size`, or
            too little room on the disk.
        """
        if size is not None:
            _refuse_too_large(address, part, size, max_bytes)
        self._patiently(lambda: self._bring(address, part, size, max_bytes), address, None)

    # ------------------------------------------------------------ patience

    def _patiently(self, ask: Callable[[], T], address: str, tries: int | None) -> T:
        allowed = tries or self.manners.tries
        tried = 0
        while True:
            tried += 1
            try:
                return ask()
            except NotNowError as busy:
                if tried >= allowed or _asks_too_long(busy):
                    raise self._giving_up(busy, address) from busy
                self._pause(busy, tried)

    def _giving_up(self, busy: NotNowError, address: str) -> FetchError:
        after = f" It asks to wait {busy.after_s:,.0f} s." if busy.after_s else ""
        message = (
            f"{address}: {busy}.{after} Try again later; what came so far is kept. Or download it "
            f"by hand from {self._publisher.by_hand} and load that file (docs/how-to/"
            "fetch-open-data.md says which)."
        )
        return FetchError(message, status=busy.status)

    def _pause(self, busy: NotNowError, tried: int) -> None:
        growing_s = min(_LONGEST_PAUSE_S, 2.0 ** (tried - 1)) * (
            0.5 + 0.5 * self.manners.rng.random()
        )
        wait_s = growing_s if busy.after_s is None else busy.after_s
        self.manners.say(f"{busy}; asking again in {wait_s:,.0f} s")
        self.manners.sleep(wait_s)

    # ------------------------------------------------------------ one question

    @contextmanager
    def _open(
        self,
        address: str,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[http.client.HTTPResponse]:
        if not is_safe(address, self._publisher.hosts):
            raise FetchError(f"{address}: not https at a declared host. Nothing was asked.")
        self._keep_apart()
        request = urllib.request.Request(  # noqa: S310 - is_safe has looked at it
            address,
            data=urlencode(form).encode() if form is not None else None,
            headers={"User-Agent": _AGENT, "Accept-Encoding": "identity", **(headers or {})},
        )
        try:
            with self._opener.open(request, timeout=self.manners.timeout_s) as reply:
                yield reply
        except urllib.error.HTTPError as error:
            raise self._refusal(error, address) from error
        except urllib.error.URLError as error:
            raise NotNowError(f"cannot be reached ({error.reason})") from error
        except (http.client.HTTPException, OSError) as error:
            said = str(error) or type(error).__name__
            raise NotNowError(f"the connection broke ({said})") from error

    def _refusal(self, error: urllib.error.HTTPError, address: str) -> Exception:
        with error:  # it holds the connection
            status = error.code
            after_s = _retry_after_s(error.headers, self.manners.now())
        if status in _BUSY or status == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return NotNowError(f"is busy (HTTP {status})", after_s=after_s, status=status)
        message = (
            f"{address}: answered HTTP {status}. The publisher may have moved it: see "
            f"{self._publisher.by_hand}, and correct the address in a copy of sources.toml "
            "(--sources)."
        )
        return FetchError(message, status=status)

    def _keep_apart(self) -> None:
        if self._asked_at is not None:
            since_s = (self.manners.now() - self._asked_at).total_seconds()
            if 0 <= since_s < self.manners.apart_s:
                self.manners.sleep(self.manners.apart_s - since_s)
        self._asked_at = self.manners.now()

    # ------------------------------------------------------------ one file

    def _bring(self, address: str, part: Path, size: int | None, max_bytes: int) -> None:
        mark = part.with_name(f"{part.name}.etag")
        have = _resumable(part, mark)
        if have and have == size:
            return
        tag = mark.read_text("utf-8") if have else ""
        asked = {"Range": f"bytes={have}-", "If-Range": tag} if have else {}
        try:
            with self._open(address, headers=asked) as reply:
                whole = self._go_on(reply, part, mark, max_bytes)
        except NotNowError as busy:
            if busy.status == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.unlink(missing_ok=True)  # longer than what is there now: begin anew
            raise
        _refuse_other_size(part, size if size is not None else whole, address)

    def _go_on(
        self, reply: http.client.HTTPResponse, part: Path, mark: Path, max_bytes: int
    ) -> int | None:
        """Receive what follows what is there; what cannot be gone on from is taken away."""
        have = _resumable(part, mark)
        try:
            start = _start_of(reply, have, mark.read_text("utf-8") if have else "")
            if start == 0:
                part.unlink(missing_ok=True)  # before its mark: old bytes, new mark never meet
                mark.write_text(_strong_tag(reply.headers), "utf-8")
            return self._receive(reply, part, start, max_bytes)
        except FetchError:
            part.unlink(missing_ok=True)
            raise

    def _receive(
        self, reply: http.client.HTTPResponse, part: Path, start: int, max_bytes: int
    ) -> int | None:
        """Write an answer behind the first `start` bytes; give the whole length it promised."""
        length = _content_length(reply)
        told = start
        with part.open("r+b" if start else "wb") as file:
            file.truncate(start)
            file.seek(start)
            while chunk := reply.read(_CHUNK):
                file.write(chunk)
                if file.tell() > max_bytes:
                    raise FetchError(_too_large(_plain(reply.url), max_bytes))
                if file.tell() - told > 10_000_000:
                    told = file.tell()
                    self.manners.say(f"{told / 1e6:,.0f} MB")
        return None if length is None else start + length


def _asks_too_long(busy: NotNowError) -> bool:
    return busy.after_s is not None and busy.after_s > _LONGEST_WAIT_S


def _retry_after_s(headers: Message, now: datetime) -> float | None:
    """Read Retry-After, seconds or a date (RFC 9110, section 10.2.3)."""
    said = (headers.get("Retry-After") or "").strip()
    if said.isdecimal():
        return float(said)
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def _bounded(reply: http.client.HTTPResponse, address: str) -> bytes:
    length = _content_length(reply)
    content = reply.read(_ANSWER_BYTES + 1)
    if len(content) > _ANSWER_BYTES:
        raise FetchError(_too_large(address, _ANSWER_BYTES))
    if length is not None and len(content) < length:
        message = f"the answer ended early ({len(content):,} of {length:,} bytes)"
        raise NotNowError(message)
    return content


def _parsed(content: bytes, address: str) -> Any:  # noqa: ANN401 - JSON may be anything
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        if content.lstrip()[:1] != b"<":
            raise NotNowError("answered with something that is not whole JSON") from error
        message = (
            f"{address}: answered with a web page instead of data. Try again later; if it stays "
            "so, the service has changed."
        )
        raise FetchError(message) from error


def _content_length(reply: http.client.HTTPResponse) -> int | None:
    said = reply.headers.get("Content-Length", "")
    return int(said) if said.isdecimal() else None


def _resumable(part: Path, mark: Path) -> int:
    """Count the bytes an earlier try left that can be gone on from."""
    if not part.exists() or not mark.exists() or not mark.read_text("utf-8"):
        return 0
    return part.stat().st_size


def _strong_tag(headers: Message) -> str:
    tag = headers.get("ETag", "")
    return tag if tag.startswith('"') else ""  # a weak one does not promise equal bytes


def _start_of(reply: http.client.HTTPResponse, have: int, tag: str) -> int:
    """Say where an answer begins: after what is there, or at 0 where the range was not given."""
    if reply.status != http.HTTPStatus.PARTIAL_CONTENT:
        return 0
    is_next = reply.headers.get("Content-Range", "").startswith(f"bytes {have}-")
    if not have or not is_next or reply.headers.get("ETag", tag) != tag:
        message = f"{_plain(reply.url)}: answered with another part of the file than was asked for."
        raise FetchError(message)
    return have


def _refuse_other_size(part: Path, size: int | None, address: str) -> None:
    have = part.stat().st_size
    if size is None or have == size:
        return
    if have < size:
        raise NotNowError(f"the connection ended early ({have:,} of {size:,} bytes)")
    part.unlink()
    message = f"{address}: {have:,} bytes came where {size:,} were announced. Run it again."
    raise FetchError(message)


def _refuse_too_large(address: str, part: Path, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise FetchError(_too_large(_plain(address), max_bytes))
    free = shutil.disk_usage(part.parent).free
    if free < size:
        message = (
            f"{_plain(address)}: has {size / 1e6:,.0f} MB, but {part.parent} has room for "
            f"{free / 1e6:,.0f} MB. Make room, or name another folder with --out."
        )
        raise FetchError(message)


def _plain(address: str) -> str:
    """Leave out what a store signs its addresses with."""
    return address.split("?", 1)[0]


def _too_large(address: str, max_bytes: int) -> str:
    return (
        f"{address}: more than {max_bytes / 1e6:,.0f} MB, more than this file ever was. Nothing "
        "was kept; raise max_mb in a copy of sources.toml if it has grown so much."
    )
