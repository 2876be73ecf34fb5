"""The one error that people see as a message: what is wrong, where, and what to do next."""


class RingtraceError(Exception):
    """A refusal with one clear message; the command line prints it and exits with 1.

    Whoever raises it names the file, row, column and value where there are any, and the next step.
    """
