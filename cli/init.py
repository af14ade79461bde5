"""`callwright init`: a small agent of one's own, ready to be called and changed."""

from pathlib import Path
from typing import Annotated

import typer

from cli.console import err, out, sentences, stop

TEMPLATES = Path(__file__).resolve().parent / "templates"


def init(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The agent's name: small letters, digits, - and _.")
    ],
) -> None:
    """Make a new agent here: its file, its flow, its tools, its words, and a scenario that passes."""
    with sentences():
        files = _files(_checked(name))
        existing = [str(path) for path in files if path.exists() or path.is_symlink()]
        if existing:
            raise stop(f"nothing was written, since these exist already: {', '.join(existing)}")
        _write(files)
        for path in files:
            out.print(f"  [green]+[/green] {path}", soft_wrap=True)
        _write_schema()
        _print_next(name)


def _checked(name: str) -> str:
    # Loaded when used, so that `--help` answers at once.
    from pydantic import TypeAdapter, ValidationError

    from configs.schema.agent import Name

    try:
        return TypeAdapter(Name).validate_python(name)
    except ValidationError:
        pass
    raise stop(f'"{name}" cannot be a name; use small letters, digits, - and _, at most 64, e.g. cafe')


def _files(name: str) -> dict[Path, str]:
    """Every file with its content."""
    title = name.replace("-", " ").replace("_", " ").title()
    flow = Path("flows", name)
    places = {
        "agent.yaml": Path("configs/agents", f"{name}.yaml"),
        "flow.yaml": flow / "flow.yaml",
        "tools.py": flow / "tools.py",
        "script.yaml": flow / "script.yaml",
        "scenario.yaml": flow / "scenarios" / f"{name}.yaml",
    }
    return {
        path: _template(template).replace("@name@", name).replace("@title@", title)
        for template, path in places.items()
    }


def _template(name: str) -> str:
    # With `.txt`: a template is neither YAML nor Python before the name is in it.
    return (TEMPLATES / f"{name}.txt").read_text(encoding="utf-8")


def _write(files: dict[Path, str]) -> None:
    for path, content in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # "x": a file that appears meanwhile is not overwritten either.
            with path.open("x", encoding="utf-8") as file:
                file.write(content)
        except OSError as error:
            raise stop(f"{path}: cannot be written: {error.strerror}") from None


def _write_schema() -> None:
    """What the agent file's first line points at, so that editors complete its keys."""
    from configs.json_schema import schema_text

    schema = Path("configs/agent.schema.json")
    if not schema.exists():
        _write({schema: schema_text()})
        out.print(f"  [green]+[/green] {schema} [dim](with it, editors complete the agent file)[/dim]")


def _print_next(name: str) -> None:
    err.print("\nNext:")
    for command, meaning in (
        (f"callwright call {name} --scenario {name}", "listen to a call"),
        (f"callwright test flows/{name}", "play every scenario"),
        (f"callwright check {name}", "after a change"),
        (f"CALLWRIGHT_AGENT={name} python bot.py", "talk to it in the browser"),
    ):
        err.print(f"  {command:<{36 + len(name)}}[dim]{meaning}[/dim]", soft_wrap=True)
