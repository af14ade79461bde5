"""Places outside of this machine."""

from pydantic_core import PydanticCustomError


def reachable_url(url: str) -> str:
    """A URL that fsspec reaches with what is installed."""
    # Loaded when a file names a place, which few do.
    from fsspec import available_protocols, get_filesystem_class

    protocol, found, rest = url.partition("://")
    try:
        if not (found and rest):
            raise ValueError(f'"{url}" is no URL with a place in it')
        get_filesystem_class(protocol)
    except (ImportError, ValueError) as error:
        told = {"problem": str(error), "allowed": f"PROTOCOL://PLACE with one of {', '.join(_usual())}"}
        if protocol not in available_protocols():
            told["problem"] = f'there is no protocol "{protocol}"'
        raise PydanticCustomError("place", "{problem}", told) from None
    return url


def _usual() -> tuple[str, ...]:
    return ("file", "s3", "gs", "abfs", "sftp")
