"""`callwright flow`: a flow as a drawing."""

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import Exit, err, sentences, stop

if TYPE_CHECKING:
    # For annotations alone: the command line answers `--help` without loading the flows.
    from flows.drawing import Picture

RENDER_SECS = 120
"""Seconds that a renderer may take; one of them starts a browser."""

TEXT = (".mmd", ".dot")
PICTURES = (".svg", ".png")


def flow(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A flow, its folder, or an agent.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="FILE.mmd, .dot, .svg or .png; Mermaid on standard output if none."),
    ] = None,
) -> None:
    """Draw a flow: its nodes, the tools that lead from one to the next, the way to a person, the ends."""
    with sentences():
        if out is not None and out.suffix not in TEXT + PICTURES:
            raise stop(f"{out}: a drawing is a file that ends in {', '.join(TEXT + PICTURES)}")
        picture = _picture(_folder(name))
        # Loaded when used, so that `--help` answers at once.
        from flows.drawing import dot, mermaid

        if out is None:
            # As it is: the console would break its long lines.
            typer.echo(mermaid(picture), nl=False)
            return
        if out.suffix in TEXT:
            _write(out, mermaid(picture) if out.suffix == ".mmd" else dot(picture))
        else:
            _render(out, mermaid(picture), dot(picture))
        err.print(f"[green]✓[/green] {out}", soft_wrap=True)


def _folder(name: str) -> Path:
    """The flow's folder, for a folder, the name of a flow, or an agent."""
    # Loaded when used, so that `--help` answers at once.
    from configs.places import FLOW_FILE, agent_folders, find_flow, is_path, known_agents, no_flow

    if (Path(name) / FLOW_FILE).is_file():
        return Path(name)
    near = agent_folders()[0] / f"{name}.yaml"
    folder = None if is_path(name) else find_flow(name, near)
    if folder is not None:
        return folder
    if not is_path(name) and name not in known_agents():
        raise stop("; ".join(no_flow(name, near)))
    return _of_agent(name)


def _of_agent(name: str) -> Path:
    from cli.agents import existing_agent
    from configs import ConfigProblems, inspect_agent

    inspection = inspect_agent(existing_agent(name), environ={}, offline=True)
    if inspection.flow_dir is None:
        raise ConfigProblems(inspection.problems)
    return inspection.flow_dir


def _picture(folder: Path) -> "Picture":
    from configs import ConfigProblems
    from configs.yaml_lines import read_yaml
    from flows.drawing import picture_of
    from flows.reading.check import MAX_FLOW_BYTES
    from flows.reading.lint.subject import ASK_FOR_PERSON
    from flows.reading.shape import Shape, mapping

    reading = read_yaml(folder / "flow.yaml", max_bytes=MAX_FLOW_BYTES)
    if reading.fatal:
        raise ConfigProblems(reading.problems)
    script = folder / "script.yaml"
    words = mapping(read_yaml(script, max_bytes=MAX_FLOW_BYTES).data) if script.is_file() else {}
    return picture_of(Shape(reading.data), {ASK_FOR_PERSON, str(words.get("person"))})


def _render(out: Path, as_mermaid: str, as_dot: str) -> None:
    """Hand the drawing to the first renderer that is installed."""
    kind = out.suffix.removeprefix(".")
    for program, text, options in (
        ("mmdc", as_mermaid, ["--input", "-", "--output", str(out), "--quiet"]),
        ("dot", as_dot, [f"-T{kind}", "-o", str(out)]),
    ):
        if shutil.which(program):
            _run([program, *options], text)
            if not out.is_file():
                raise stop(f"{out}: {program} wrote nothing", Exit.BAD)
            return
    raise stop(
        f"{out}: nothing here draws {kind}: install Graphviz (its command is `dot`) or mermaid-cli (`mmdc`);"
        " or give a file that ends in .mmd, which code hosts and editors show as a drawing"
    )


def _run(command: list[str], text: str) -> None:
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=RENDER_SECS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise stop(f"{command[0]} did not draw it: {error}", Exit.BAD) from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise stop(f"{command[0]} did not draw it: {said[0] if said else 'no reason given'}", Exit.BAD)


def _write(out: Path, text: str) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise stop(f"{out}: cannot be written: {error.strerror}", Exit.BAD) from None
