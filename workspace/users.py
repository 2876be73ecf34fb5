"""Who is at the keyboard."""

import getpass
import os

try:
    import pwd
except ImportError:  # not a Unix
    pwd = None  # type: ignore[assignment]


def local_user() -> str:
    """The name of the user who is logged in; empty where the system knows none, as in some containers.

    As the system has it, not as the environment says: LOGNAME is for anyone to set.
    """
    try:
        if pwd is not None:
            return pwd.getpwuid(os.getuid()).pw_name
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
