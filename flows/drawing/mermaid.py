"""A picture in Mermaid, which code hosts, editors and wikis show as a drawing."""

from flows.drawing.picture import Box, Picture, Role

SHAPES: dict[Role, tuple[str, str]] = {
    "start": ("([", "])"),
    "end": ("(((", ")))"),
    "person": ("[[", "]]"),
    "anywhere": ("{{", "}}"),
    "plain": ("[", "]"),
}
"""What stands around the text of a box."""

COLORS: dict[Role, str] = {
    "start": "fill:#d5f5e3,stroke:#1e8449",
    "end": "fill:#e5e7e9,stroke:#566573",
    "person": "fill:#fdebd0,stroke:#b9770e",
    "anywhere": "fill:#fff,stroke:#566573,stroke-dasharray:4",
}


def mermaid(picture: Picture) -> str:
    """The picture as a Mermaid flowchart."""
    lines = ["flowchart TD"]
    lines += [f"    {box.id}{_framed(box)}" for box in picture.boxes]
    for arrow in picture.arrows:
        line = "-.->" if arrow.mishap else "-->"
        lines.append(f'    {arrow.source} {line}|"{_text("<br/>".join(arrow.labels))}"| {arrow.target}')
    lines += [f"    classDef is_{role} {style}" for role, style in COLORS.items()]
    for role in COLORS:
        ids = ",".join(box.id for box in picture.boxes if box.role == role)
        lines += [f"    class {ids} is_{role}"] if ids else []
    return "\n".join(lines) + "\n"


def _framed(box: Box) -> str:
    opening, closing = SHAPES[box.role]
    stays = "".join(f"<br/><i>{tool}</i>" for tool in box.stays)
    return f'{opening}"{_text(box.title + stays)}"{closing}'


def _text(text: str) -> str:
    return text.replace('"', "#quot;")
