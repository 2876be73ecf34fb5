"""A ring's page has its case's folder, and the field-check sheet is a form whose answers come back."""

from casework.casebook import Casebook
from casework.folder import attach, folder_of
from tests.dashboards.conftest import HARM, words_of
from workspace.snapshots import Workspace


def folder(workspace, case="C-1"):
    book = Casebook(Workspace.open(workspace))
    try:
        return folder_of(case, book.history(case))
    finally:
        book.close()


def submit(app, label):
    next(one for one in app.button if one.label == label).click()
    return app.run()


def test_tasks_and_links_are_made_and_finished_on_the_page(opened, searched):
    app = opened(searched, "ring", ring="R-AAAA01")
    app.text_input(key="add_task_C-1_text").input(f"ask {HARM}")
    app = submit(app, "Add the task")
    [task] = folder(searched).tasks
    assert task.text == f"ask {HARM}"
    app.checkbox(key=f"task_C-1_{task.number}").check().run()
    assert folder(searched).tasks[0].done_by
    app.text_input(key="link_C-1_other").input("C-2")
    app.text_input(key="link_C-1_why").input("the same collector")
    app = submit(app, "Link")
    assert folder(searched).links == {"C-2": "the same collector"}
    assert "the same collector" in words_of(app)
    assert HARM not in words_of(app)
    assert not app.exception


def test_files_of_the_case_stand_with_their_hashes(opened, searched):
    opened(searched, "ring", ring="R-AAAA01")
    book = Casebook(Workspace.open(searched))
    digest = attach(book, "C-1", f"{HARM}.pdf", b"x", "of March", "Li")
    book.close()
    app = opened(searched, "ring", ring="R-AAAA01")
    assert digest in words_of(app)
    assert HARM not in words_of(app)


def test_an_answer_on_the_sheet_comes_back_into_the_case(opened, searched):
    app = opened(searched, "ring", ring="R-AAAA01")
    app.toggle(key="sheet_R-AAAA01").set_value(True).run()
    app.radio(key="check_C-1_1_outcome").set_value("proves")
    app.text_input(key="check_C-1_1_text").input("all boxes still on the shelf")
    app = submit(app, "Bring it into the case")
    [found] = folder(searched).answers
    assert (found.outcome, found.text) == ("proves", "all boxes still on the shelf")
    assert "all boxes still on the shelf" in words_of(app)
    assert not app.exception
