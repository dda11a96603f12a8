"""An outline as Markdown: for golden tests, and to paste."""

from __future__ import annotations

from functools import singledispatch

from nap.blocks import Block, Box, Bullets, Outline, Paragraph, Picture, Section, Table

__all__ = ["markdown"]


def markdown(outline: Outline) -> str:
    """Write an outline as Markdown; pictures stand as their words."""
    head = [f"# {outline.area}", f"{outline.kind}. {outline.subtitle}"]
    head += [f"**{outline.mark}**"] if outline.mark else []
    return "\n\n".join([*head, *map(_section, outline.sections)]) + "\n"


def _section(section: Section) -> str:
    return "\n\n".join([f"## {section.title}", *map(_write, section.blocks)])


@singledispatch
def _write(block: Block) -> str:
    message = f"no way to write a {type(block).__name__} in Markdown; register one."
    raise TypeError(message)


@_write.register
def _(block: Paragraph) -> str:
    marks = {"lead": "", "body": "", "warning": "**", "note": "*"}
    text = f"{marks[block.kind]}{block.text}{marks[block.kind]}"
    return f"{text} *Figure {block.figure_id}*" if block.figure_id else text


@_write.register
def _(block: Bullets) -> str:
    return "\n".join(f"- {item}" for item in block.items)


@_write.register
def _(block: Box) -> str:
    return "\n".join([f"> **{block.title}**", *(f">\n> {item}" for item in block.items)])


@_write.register
def _(block: Picture) -> str:
    caption = f"**{block.kind} {block.number}. {block.caption}**"
    name = f"{block.kind.lower()}-{block.number}.png"
    return f"{caption}\n\n![{block.alt}]({name})\n\n*{block.source}*"


@_write.register
def _(block: Table) -> str:
    caption = f"**Table {block.number}. {block.caption}**"
    rules = ("---:" if column.is_number else "---" for column in block.columns)
    rows = [[column.heading for column in block.columns], list(rules), *map(list, block.rows)]
    lines = "\n".join(f"| {' | '.join(_escaped(cell) for cell in row)} |" for row in rows)
    return f"{caption}\n\n{lines}" + (f"\n\n*{block.source}*" if block.source else "")


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")
