"""Work in several processes. Ctrl-C ends it in an orderly way: what had begun is cancelled and cleans up."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing.synchronize import Event
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Interrupted(Exception):
    """Somebody stopped the work before it was done."""


def in_processes(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    jobs: int,
    *,
    prepare: Callable[[], object] | None = None,
) -> Iterator[Result]:
    """`work` of every item, in order, as the results come.

    Both functions are importable ones: a new process knows nothing of this one. Each begins with `prepare`.
    """
    context = multiprocessing.get_context("spawn")
    stopped = context.Event()
    with ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_begin, initargs=(stopped, prepare)
    ) as processes:
        try:
            with _deaf_children():
                results = processes.map(partial(_work, work), items)
            yield from results
        except BaseException:
            stopped.set()
            for process in multiprocessing.active_children():
                if process.pid:
                    os.kill(process.pid, signal.SIGINT)
            processes.shutdown(wait=True, cancel_futures=True)
            raise


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes started in here do not hear of Ctrl-C until they have begun: none dies with a traceback."""
    here = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, here)


_stopped: Event | None = None
"""Of this process, if it is one that works for another."""


def _begin(stopped: Event, prepare: Callable[[], object] | None) -> None:
    global _stopped
    _stopped = stopped
    # The terminal tells its foreground group of Ctrl-C; we are told by our parent, and once.
    os.setpgrp()
    if prepare is not None:
        prepare()


def _work(work: Callable[[Item], Result], item: Item) -> Result:
    if _stopped is not None and _stopped.is_set():
        raise Interrupted
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return work(item)
    except KeyboardInterrupt:
        raise Interrupted from None
    finally:
        signal.signal(signal.SIGINT, before)
