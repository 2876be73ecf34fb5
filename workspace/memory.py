"""Memory that the C library keeps after it was freed."""

import ctypes


def give_memory_back() -> None:
    """Let the system have what was freed; glibc keeps gigabytes of it after large work. Elsewhere: nothing."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
