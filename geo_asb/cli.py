"""The command line: words in, an exit code out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from geo_asb.cli_words import VERBS
from geo_asb.errors import GeoAsbError
from geo_asb.settings import read_settings

__all__ = ["main"]

ABOUT = """\
Where anti-social behaviour gathers, what is done about it, and what changed.

geo-asb loads a landlord's cases, places them on estates and wards, shows where they
gather and recur, and writes the evidence for a neighbourhood action plan.
"""
AFTER = """\
'geo-asb VERB --help' says more about one of them. Settings are environment variables,
listed in docs/reference/settings.md; the data lives in GEO_ASB_HOME, or in the database
that DATABASE_URL names.
"""
INTERRUPTED = 130  # what shells expect after Ctrl-C


def main(words: Sequence[str] | None = None) -> int:
    """
    Run one verb.

    Returns
    -------
    Exit code: 0 done; 130 interrupted; else the one of the error, as errors.py lists them
    (2 also for words that make no sense).
    """
    chosen = _parser().parse_args(words)
    try:
        chosen.run(read_settings(), chosen)
    except GeoAsbError as error:
        print(f"geo-asb {chosen.verb}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"geo-asb {chosen.verb}: stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:  # a full disk, a folder taken away
        about = f"{error.filename}: " if error.filename else ""
        mend = f"{about}{error.strerror or error}. Mend that, then run it again."
        print(f"geo-asb {chosen.verb}: {mend}", file=sys.stderr)
        return GeoAsbError.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="geo-asb",
        usage="geo-asb [--help | --version] VERB ...",
        description=f"{ABOUT}\n{_verbs_by_heading()}",
        epilog=AFTER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"geo-asb {version('geo-asb')}")
    verbs = parser.add_subparsers(
        prog="geo-asb", dest="verb", metavar="VERB", required=True, help=argparse.SUPPRESS
    )
    for verb in VERBS:
        own = verbs.add_parser(
            verb.name, description=f"{verb.summary[0].upper()}{verb.summary[1:]}."
        )
        verb.arguments(own)
        own.set_defaults(run=verb.run)
    return parser


def _verbs_by_heading() -> str:
    lines: list[str] = []
    for heading in dict.fromkeys(verb.heading for verb in VERBS):
        lines.append(f"{heading}:")
        lines += [f"  {v.name:<12}{v.summary}" for v in VERBS if v.heading == heading]
        lines.append("")
    return "\n".join(lines).rstrip()


if __name__ == "__main__":
    sys.exit(main())
