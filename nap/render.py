"""The door to documents: Evidence in, a Word file or Markdown out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from geo_asb.answers import Evidence
from geo_asb.errors import ExportError
from nap.markdown import markdown
from nap.outline import outline
from nap.word import word_bytes

__all__ = ["to_markdown", "write_docx"]


def write_docx(evidence: Evidence, path: Path) -> None:
    """
    Write the evidence section of one area as a Word document.

    The file appears whole or not at all: it is written beside its place and then moved there,
    over an older one if there is one. The same evidence gives the same bytes.

    Parameters
    ----------
    evidence : every Answer of the section; already disclosed.
    path : a file ending in .docx, in a folder that exists.

    Raises
    ------
    ExportError
        The name does not end in .docx, or the folder is missing or cannot be written to.

    Examples
    --------
    >>> write_docx(evidence, Path("heathcote.docx"))  # doctest: +SKIP
    """
    if path.suffix.lower() != ".docx":
        message = f"{path.name}: not a name for a Word document. End it in .docx."
        raise ExportError(message)
    document = word_bytes(outline(evidence))
    try:
        _replace(path, document)
    except OSError as error:
        message = (
            f"{path}: cannot be written ({error.strerror}). Choose a folder that exists and that "
            "you may write to, and close the document if it is open."
        )
        raise ExportError(message) from error


def to_markdown(evidence: Evidence) -> str:
    """Write the same section as Markdown, from the same outline; pictures stand as words."""
    return markdown(outline(evidence))


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file, then move over it; a failure leaves the old one as it was."""
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.stem}-", suffix=".part", delete=False
    ) as part:
        beside = Path(part.name)
        try:
            part.write(content)
            part.close()
            beside.chmod(0o644)
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
