"""
The publishers' services on this machine, in the shapes they document, and the ways they fail.

ArcGIS feature services, the OS Downloads API with its store behind a redirect, data.police.uk, and
a statistics file. Faults are used up one a request, in order, by the first request they fit.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import shapely

from tests.fetch.country import code_point_zip, imd_file, reports, tables, uprn_zip

__all__ = ["FAULTS", "Fault", "Publishers", "open_publishers"]

REPOSITORY = Path(__file__).resolve().parents[2]
LSOAS = "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V5"
FAULTS = (
    "429", "429 date", "500", "503", "404", "drop", "cut", "page", "junk", "redirect", "error 500",
    "error 400", "empty", "no field", "other shape", "other part", "416", "weak tag", "other tag",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next request whose address holds `where`."""

    kind: str
    where: str = ""


@dataclass
class Publishers:
    """What the services hold; tests change it to tell another story."""

    address: str = ""
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # address, headers
    page_limit: int = 3
    police_limit: int = 40
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    md5s: dict[str, str] = field(default_factory=dict)
    reports: list[dict[str, Any]] = field(default_factory=list)
    ranges: bool = True

    def next_fault(self, address: str) -> str:
        for fault in self.faults:
            if fault.where in address:
                self.faults.remove(fault)
                return fault.kind
        return ""

    def put_product(self, product: str, content: bytes) -> None:
        self.files[product] = content
        self.md5s[product] = hashlib.md5(content, usedforsecurity=False).hexdigest()

    def sources(self, folder: Path) -> Path:
        """Write the project's own sources with these services in the publishers' place."""
        text = (REPOSITORY / "data/boundaries/sources.toml").read_text("utf-8")
        text = re.sub(
            r"https://(services1\.arcgis\.com|api\.os\.uk|data\.police\.uk"
            r"|assets\.publishing\.service\.gov\.uk)(?=/[^\"]*\"\n)",
            self.address,
            text,
        )
        text = re.sub(r"hosts = \[.*\]", 'hosts = ["127.0.0.1"]', text)
        rows = len(self.files["imd"].splitlines()) - 1
        text = re.sub(r"rows = \d+", f"rows = {rows}", text)
        path = folder / "sources.toml"
        path.write_text(text, "utf-8")
        return path


@contextmanager
def open_publishers() -> Iterator[Publishers]:
    """Serve a small country until the block ends."""
    held = Publishers(tables=tables(), reports=reports())
    held.put_product("CodePointOpen", code_point_zip())
    held.put_product("OpenUPRN", uprn_zip())
    held.files["imd"] = imd_file(held.tables[LSOAS])

    class Handler(_Handler):
        publishers = held

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# ---------------------------------------------------------------- how they answer


class _Handler(BaseHTTPRequestHandler):
    publishers: Publishers
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *words: object) -> None:
        """Say nothing: tests look at `asked`."""

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._serve({key: value[0] for key, value in parse_qs(body).items()})

    def _serve(self, form: dict[str, str]) -> None:
        parts = urlsplit(self.path)
        self.publishers.asked.append((f"{self.path} {sorted(form.items())}", dict(self.headers)))
        fault = self.publishers.next_fault(f"{self.path} {form.get('resultOffset', '')}")
        if fault and self._broken(fault):
            return
        form |= {key: value[0] for key, value in parse_qs(parts.query).items()}
        try:
            self._answer(parts.path, form, fault)
        except KeyError:
            self._send(404, b"<h1>not here</h1>", kind="text/html")

    def _answer(self, path: str, form: dict[str, str], fault: str) -> None:
        if found := re.search(r"/services/([^/]+)/FeatureServer/0(/query)?$", path):
            self._json(self._layer(found[1], found[2], form, fault), fault)
        elif found := re.search(r"/products/([^/]+)/downloads$", path):
            self._downloads(found[1], form, fault)
        elif found := re.search(r"/products/([^/]+)$", path):
            self.publishers.files[found[1]]
            self._json({"id": found[1], "version": "2025-08"}, fault)
        elif found := re.search(r"^/store/(\w+)$", path):
            self._file(self.publishers.files[found[1]], fault)
        elif path.endswith("crimes-street-dates"):
            dates = [{"date": month, "stop-and-search": []} for month in ("2025-08", "2025-07")]
            self._json(dates, fault)
        elif "/crimes-street/" in path:
            self._police(form, fault)
        elif "File_7" in path:
            self._file(self.publishers.files["imd"], fault)
        else:
            raise KeyError(path)

    # ------------------------------------------------------------ ArcGIS

    def _layer(self, name: str, query: str | None, form: dict[str, str], fault: str) -> Any:
        rows = self.publishers.tables[name]
        if fault.startswith("error"):
            return {"error": {"code": int(fault[6:]), "message": "no", "details": []}}
        columns = [one for one in rows[0] if one != "_"]
        if fault == "no field":
            columns = columns[1:]
        if query is None:
            fields = [{"name": one, "type": "esriFieldTypeString"} for one in columns]
            return {"name": name, "fields": fields, "editingInfo": {"lastEditDate": 1700000000000}}
        fitting = [row for row in rows if _fits(row, form["where"])]
        if form.get("returnCountOnly") == "true":
            return {"count": len(fitting)}
        at, limit = int(form["resultOffset"]), self.publishers.page_limit
        fitting.sort(key=lambda row: row[form["orderByFields"]])
        shown = [] if fault == "empty" else fitting[at : at + limit]
        wanted = [one for one in form["outFields"].split(",") if one in columns]
        has_shapes = form["returnGeometry"] == "true"
        features = [
            {
                "type": "Feature",
                "properties": {column: row[column] for column in wanted},
                "geometry": {"type": "Polygon", "coordinates": row["_"]} if has_shapes else None,
            }
            for row in shown
        ]
        more = {"exceededTransferLimit": True} if at + limit < len(fitting) else {}
        return {"type": "FeatureCollection", "properties": more, "features": features}

    # ------------------------------------------------------------ Ordnance Survey

    def _downloads(self, product: str, form: dict[str, str], fault: str) -> None:
        own = self.publishers
        if "redirect" in form:
            self._send(307, b"", headers={"Location": f"{own.address}/store/{product}?sig=1"})
            return
        entry = {
            "md5": own.md5s[product],
            "size": len(own.files[product]),
            "url": f"{own.address}{urlsplit(self.path).path}?area=GB&format=CSV&redirect=1",
            "format": "CSV",
            "area": "GB",
            "fileName": "some_gb.zip",
        }
        self._json([{**entry, "format": "GeoPackage"}, entry], fault)

    def _file(self, content: bytes, fault: str) -> None:
        tag = f'"{hashlib.sha256(content).hexdigest()[:12]}"'
        shown = {"weak tag": f"W/{tag}", "other tag": '"another"'}.get(fault, tag)
        headers = {"ETag": shown, "Accept-Ranges": "bytes"}
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if not asked or not self.publishers.ranges or self.headers.get("If-Range") != tag:
            self._send(200, content, headers=headers, fault=fault)
            return
        start = 0 if fault == "other part" else int(asked[1])
        if start >= len(content) or fault == "416":
            self._send(416, b"", headers={"Content-Range": f"bytes */{len(content)}"})
            return
        headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self._send(206, content[start:], headers=headers, fault=fault)

    # ------------------------------------------------------------ police

    def _police(self, form: dict[str, str], fault: str) -> None:
        corners = [tuple(map(float, one.split(","))) for one in form["poly"].split(":")]
        area = shapely.Polygon([(longitude, latitude) for latitude, longitude in corners])
        inside = [
            one
            for one in self.publishers.reports
            if one["month"] == form["date"]
            and shapely.intersects_xy(
                area, float(one["location"]["longitude"]), float(one["location"]["latitude"])
            )
        ]
        if len(inside) > self.publishers.police_limit:
            self._send(503, b"")
        else:
            self._json(inside, fault)

    # ------------------------------------------------------------ sending, and failing to

    def _json(self, said: Any, fault: str) -> None:
        if fault == "other shape":
            said = {"data": [said]} if isinstance(said, list) else [said]
        self._send(200, json.dumps(said).encode(), fault=fault)

    def _broken(self, fault: str) -> bool:
        """Send what needs no answer; say whether that was it."""
        if fault in {"429", "429 date"}:
            after = "3" if fault == "429" else "Sun, 01 Jan 2023 00:00:07 GMT"
            self._send(429, b"", headers={"Retry-After": after})
        elif fault in {"500", "503", "404"}:
            self._send(int(fault), b"<h1>no</h1>", kind="text/html")
        elif fault == "page":
            self._send(200, b"<!DOCTYPE html><h1>Down for maintenance</h1>", kind="text/html")
        elif fault == "junk":
            self._send(200, b'{"type": "FeatureCollection", "features": [{"ty')
        elif fault == "redirect":
            self._send(302, b"", headers={"Location": "https://elsewhere.example/data"})
        else:
            return False
        return True

    def _send(
        self,
        status: int,
        content: bytes,
        *,
        headers: dict[str, str] | None = None,
        kind: str = "application/json",
        fault: str = "",
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if fault == "cut":  # ends early, and nothing says so
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        is_whole = fault not in {"drop", "cut"}
        self.wfile.write(content if is_whole else content[: len(content) // 2])
        if not is_whole:
            self.close_connection = True


def _fits(row: dict[str, Any], where: str) -> bool:
    """Answer the four conditions the fetch asks: all, equal, like, in."""
    if where == "1=1":
        return True
    text = r"'((?:[^']|'')*)'"
    if found := re.fullmatch(rf"(\w+) = {text}", where):
        return bool(row[found[1]] == found[2].replace("''", "'"))
    if found := re.fullmatch(rf"(\w+) LIKE {text}", where):
        return bool(row[found[1]].startswith(found[2].replace("''", "'").rstrip("%")))
    found = re.fullmatch(r"(\w+) IN \((.*)\)", where)
    assert found, where
    return row[found[1]] in re.findall(text, found[2])
