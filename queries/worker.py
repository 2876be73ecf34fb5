"""The process that runs other people's queries: `python -P -m queries.worker DESCRIPTOR STORE SETTINGS`.

It opens the store, gives up everything else, and answers one question after the other until its parent goes away.
"""

import pickle
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from graph.ladybug_store import LadybugStore
from graph.store import GraphStore
from queries.confinement import confine
from queries.messages import Batch, End, Head, Question, Ready, Refusal, packed
from workspace.errors import RingtraceError
from workspace.settings import Settings


def serve(pipe: Connection, file: Path, settings: Settings) -> None:
    """Answer until the parent closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle: it ends this process
    try:
        store = LadybugStore(file, settings)
        store.prepare_to_be_confined()
    except RingtraceError as error:
        pipe.send_bytes(packed(Refusal(type(error).__name__, str(error))))
        return
    confine()
    pipe.send_bytes(packed(Ready()))
    while True:
        try:
            question = pickle.loads(pipe.recv_bytes())  # noqa: S301 # nosec B301 # from the parent, which trusts itself
        except EOFError:
            return
        _answer(pipe, store, question)


def _answer(pipe: Connection, store: GraphStore, question: Question) -> None:
    try:
        rows = store.stream(question.text, question.parameters, limits=question.limits)
        pipe.send_bytes(packed(Head(rows.columns, rows.types)))
        for batch in rows:
            pipe.send_bytes(packed(Batch(batch)))
        pipe.send_bytes(packed(End(rows.truncated)))
    except RingtraceError as error:
        pipe.send_bytes(packed(Refusal(type(error).__name__, str(error))))


def main() -> None:
    """Serve the parent behind the descriptor that it passed."""
    descriptor, file, settings = sys.argv[1:]
    try:
        serve(Connection(int(descriptor)), Path(file), Settings.model_validate_json(settings))
    except BrokenPipeError:  # the parent has seen enough
        return


if __name__ == "__main__":
    main()
