"""A picture in the language of Graphviz, whose `dot` makes SVG and PNG of it."""

from flows.drawing.picture import Box, Picture, Role

STYLES: dict[Role, str] = {
    "start": 'shape=box, style="rounded,filled", fillcolor="#d5f5e3"',
    "end": 'shape=doublecircle, style=filled, fillcolor="#e5e7e9"',
    "person": 'shape=box, peripheries=2, style=filled, fillcolor="#fdebd0"',
    "anywhere": "shape=hexagon, style=dashed",
    "plain": "shape=box",
}

MISHAP = ', style=dotted, color="#b03a2e", fontcolor="#b03a2e", constraint=false'
"""Of an arrow that is only taken when a tool does not work: it must not decide where the nodes stand."""


def dot(picture: Picture) -> str:
    """The picture as a directed graph."""
    lines = [
        "digraph flow {",
        '    graph [rankdir=TB, nodesep=0.6, ranksep=0.9, fontname="Helvetica"]',
        '    node [fontname="Helvetica", fontsize=12]',
        '    edge [fontname="Helvetica", fontsize=9, color="#566573"]',
    ]
    lines += [f"    {box.id} [label={_text(_label(box))}, {STYLES[box.role]}]" for box in picture.boxes]
    for arrow in picture.arrows:
        style = MISHAP if arrow.mishap else ""
        lines.append(f"    {arrow.source} -> {arrow.target} [label={_text(_lines(arrow.labels))}{style}]")
    return "\n".join([*lines, "}"]) + "\n"


def _label(box: Box) -> str:
    return "\n".join([box.title, *(f"({tool})" for tool in box.stays)])


def _lines(labels: tuple[str, ...]) -> str:
    return "\n".join(labels)


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
