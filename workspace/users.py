"""Who is at the keyboard."""

import getpass


def local_user() -> str:
    """The name of the user who is logged in; empty where the system knows none, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
