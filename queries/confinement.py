"""What a process that runs other people's queries gives up, by means of the operating system, before the first of them.

Behind the engine's own `read_only` and the look at its plan this is the third wall: what no wall before foresaw can
neither open a file nor a connection, nor write a byte to disk.
"""

import resource
import signal


def confine() -> None:
    """Give up, for ever, opening anything (files, sockets, processes with pipes) and writing to files.

    What is open stays usable: the store, and the pipe to the parent.
    """
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write fails instead of ending the process
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
