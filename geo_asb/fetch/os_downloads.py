"""
OpenData products of Ordnance Survey, downloaded whole and proved before they are opened.

References
----------
Ordnance Survey, OS Downloads API, "Technical specification": GET /products/{id} gives the
version, /products/{id}/downloads a list of md5, size, url, format, area and fileName; the url
redirects to the store that holds the file and answers Range.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from pathlib import Path, PurePosixPath
from typing import IO, Any

from geo_asb.errors import FetchError
from geo_asb.fetch.keep import Origin, sha256_of
from geo_asb.fetch.sources import Product, Publisher
from geo_asb.fetch.wire import Wire

__all__ = ["Package", "download_product", "member_lines", "members_like", "origin_of"]

_CHUNK = 1 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,  # locked with a password
    UnicodeDecodeError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Package:
    """One edition of a product on disk: a zip whose checksum is the publisher's."""

    path: Path
    version: str  # YYYY-MM
    address: str


def download_product(wire: Wire, publisher: Publisher, product: Product, folder: Path) -> Package:
    """
    Download a product's CSV of Great Britain, or use the copy that is there.

    Raises
    ------
    FetchError
        Not listed, not whole, another checksum than listed, or a zip nobody should open.
    """
    address = f"{publisher.service}/products/{product.id}"
    version = wire.json(address, judge=lambda said: _version(said, address))
    listed = wire.json(f"{address}/downloads", judge=lambda said: _csv_of_britain(said, address))
    path = folder / f"{product.id}_{version}.zip"
    package = Package(path, version, str(listed["url"]))
    if not (path.exists() and _md5(path) == listed["md5"]):
        _download(wire, product, listed, path)
    _refuse_unsafe(path, product)
    return package


def origin_of(package: Package, publisher: Publisher, product: Product, now: datetime) -> Origin:
    """Say where rows of a package come from."""
    year = int(package.version[:4]) if package.version[:4].isdecimal() else now.year
    return Origin(
        publisher,
        package.address,
        f"{product.id} {package.version}",
        year,
        came=sha256_of(package.path),
        also=product.attribution,
    )


@contextmanager
def member_lines(package: Package, member: str) -> Iterator[IO[bytes]]:
    """
    Open one file of a package to be read through once.

    Raises
    ------
    FetchError
        The zip is damaged there; `zipfile` proves each file's checksum at its end.
    """
    try:
        with zipfile.ZipFile(package.path) as archive, archive.open(member) as file:
            yield file
    except _DAMAGE as error:
        message = f"{package.path.name}: damaged at {member}. Delete it and run this again."
        raise FetchError(message) from error


def members_like(package: Package, pattern: str) -> list[str]:
    """
    List the files of a package whose path fits a pattern, capitals ignored.

    Raises
    ------
    FetchError
        None does: the publisher has arranged the product anew.
    """
    with zipfile.ZipFile(package.path) as archive:
        names = archive.namelist()
    if found := sorted(name for name in names if re.fullmatch(pattern, name, re.IGNORECASE)):
        return found
    message = (
        f"{package.path.name}: holds no file like {pattern}; it holds {', '.join(names[:5])}. "
        "The publisher has arranged it anew: unpack it by hand and load the CSV you need."
    )
    raise FetchError(message)


def _version(said: Any, address: str) -> str:  # noqa: ANN401 - JSON
    version = said.get("version") if isinstance(said, dict) else None
    if not isinstance(version, str) or not re.fullmatch(r"[0-9A-Za-z._-]{1,20}", version):
        raise FetchError(f"{address}: does not say which version it is. The service has changed.")
    return version


def _csv_of_britain(said: Any, address: str) -> dict[str, Any]:  # noqa: ANN401 - JSON
    entries = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    wanted = [one for one in entries if (one.get("format"), one.get("area")) == ("CSV", "GB")]
    for one in wanted:
        has_md5 = re.fullmatch(r"[0-9a-f]{32}", str(one.get("md5", "")))
        if has_md5 and isinstance(one.get("size"), int) and isinstance(one.get("url"), str):
            return one
    message = (
        f"{address}/downloads: lists no CSV of Great Britain with url, size and md5. The service "
        "has changed."
    )
    raise FetchError(message)


def _download(wire: Wire, product: Product, listed: dict[str, Any], path: Path) -> None:
    part = path.with_name(f".{path.name}.part")
    wire.manners.say(f"{path.name}: {listed['size'] / 1e6:,.0f} MB to download")
    wire.download(listed["url"], part, size=listed["size"], max_bytes=product.max_mb * 1_000_000)
    if _md5(part) != listed["md5"]:
        part.unlink()
        message = (
            f"{listed['url'].split('?')[0]}: arrived with another checksum than the publisher "
            "lists. Nothing was kept; run it again."
        )
        raise FetchError(message)
    part.replace(path)
    part.with_name(f"{part.name}.etag").unlink(missing_ok=True)


def _md5(path: Path) -> str:
    """Hash a file as the publisher does: against damage, not against forgery."""
    digest = md5(usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _refuse_unsafe(path: Path, product: Product) -> None:
    """Refuse a zip that unpacks to too much, leads out of its folder, or is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except _DAMAGE as error:
        path.unlink()
        message = f"{path.name}: not a whole zip file. Nothing was kept; run it again."
        raise FetchError(message) from error
    size = sum(member.file_size for member in members)
    if size > product.max_unpacked_mb * 1_000_000:
        message = (
            f"{path.name}: would unpack to {size / 1e6:,.0f} MB, more than this product ever did. "
            "It was not opened; raise max_unpacked_mb in a copy of sources.toml if it has grown."
        )
        raise FetchError(message)
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or re.match("[A-Za-z]:", member.filename):
            message = f"{path.name}: holds a file that leads out of its folder. It was not opened."
            raise FetchError(message)
