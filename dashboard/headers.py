"""What every answer says to the browser: where code may come from, and what may be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask, Response

__all__ = ["seal"]


def seal(server: Flask, script_hashes: Sequence[str]) -> None:
    """
    Put the security headers on every answer.

    Parameters
    ----------
    script_hashes : of the page's inline scripts, taken after the last callback was added; any
        other inline script is refused by the browser.
    """
    policy = _policy(script_hashes)

    @server.after_request
    def add_headers(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = policy
        answer.headers["X-Content-Type-Options"] = "nosniff"
        # "same-origin", not "no-referrer": with that one a form would send the Origin "null".
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if "ETag" in answer.headers:
            answer.headers.setdefault("Cache-Control", "no-cache")
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer


def _policy(script_hashes: Sequence[str]) -> str:
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "worker-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
