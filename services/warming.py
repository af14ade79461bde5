"""What is slow the first time, done before the first caller: imports, and whatever a provider declares."""

import asyncio
from collections.abc import Sequence
from importlib import import_module

from configs.script import Script
from services.catalog import CATALOG
from services.loading import load_class
from services.registry import find
from services.spec import Kind, ServiceSpec


async def warm_services(
    chosen: Sequence[tuple[Kind, str]],
    script: Script | None,
    *,
    wideband: bool = True,
    catalog: Sequence[ServiceSpec] = CATALOG,
) -> None:
    """Import every provider of `chosen` (kind and name) and run what each declares as slow.

    `wideband`: whether callers from a browser are to be expected as well as phones.
    """
    found = (find(kind, name, catalog) for kind, name in chosen)
    specs = {(spec.kind, spec.name): spec for spec in found if spec is not None}.values()
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, lambda: [load_class(spec) for spec in specs])
    for target in dict.fromkeys(spec.warm for spec in specs if spec.warm):
        module, _, function = target.partition(":")
        await getattr(import_module(module), function)(script, wideband)
