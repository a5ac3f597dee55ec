"""Memory of pictures goes back to the system as soon as they are forgotten.

The C library keeps what was freed for later, in a pool for each thread, and once a picture was freed it takes others of
its size from there, too: in holes between what lives longer, pages of 26 MB each leave a process large. So what is
larger than ``LARGE`` is mapped and unmapped by itself, and what is left over after a page is given back.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import Any, Final

LARGE: Final = 4 << 20
"""Bytes from which memory is mapped by itself: pictures, not words."""
POOLS: Final = 2
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""From malloc.h of the GNU C library."""


@lru_cache(maxsize=1)
def _library() -> Any:
    """The C library, set up; None where it is not GNU's."""
    library = ctypes.CDLL(None)
    if not (hasattr(library, "mallopt") and hasattr(library, "malloc_trim")):
        return None
    for setting, value in ((_MMAP_THRESHOLD, LARGE), (_TRIM_THRESHOLD, LARGE), (_ARENA_MAX, POOLS)):
        library.mallopt(setting, value)
    return library


def keep_small() -> None:
    """Have pictures mapped by themselves from now on, in the whole process."""
    _library()


def give_back() -> None:
    """Give what is free back to the system: a page is done."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)
