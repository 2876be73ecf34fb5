"""One verb a file: the module's first docstring line is its title, `PLACE` its place in the list, `EXAMPLES`
the command lines shown under `--help`, `run` the function that typer reads.

A verb imports the layer below when it runs, so that `--help` and shell completion answer at once.
"""
