"""What a scan for private data looks for: in texts, in raw bytes and in sound. Pure.

`Search` looks through one text, in every writing; `writings` are the texts that bytes may stand for; `tones`
and `loud` look at samples. Who opens the files is `calls.scan`.
"""

from compliance.scan.find import Find
from compliance.scan.plant import Plant
from compliance.scan.search import Search

__all__ = ["Find", "Plant", "Search"]
