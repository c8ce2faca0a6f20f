"""What a lab must know of the notebook's cells and of the kernel that runs them."""

import IPython
import ipywidgets as widgets


def answer_while_another_runs(widget: widgets.Widget) -> None:
    """Let the first move of a slider run beside a busy cell, as later ones do.

    ipykernel 7.4 routes a message to the shell that last wrote to the widget: first the main one.
    """
    getattr(widget.comm, "__dict__", {}).pop("_reply_subshell_id", None)


_LABS_OF_CELLS: dict[str, tuple[str, list]] = {}  # of the last time that a cell was run


def close_older_labs(lab) -> None:
    """A cell that is run again replaces its labs: nothing of the old ones stays or paints."""
    kernel = getattr(IPython.get_ipython(), "kernel", None)
    parent = kernel.get_parent() if kernel is not None else {}
    cell = (parent.get("metadata") or {}).get("cellId")
    if cell is None:
        return
    execution = parent["header"]["msg_id"]
    last, labs = _LABS_OF_CELLS.get(cell, (execution, []))
    if last != execution:
        for older in labs:
            older.close()
        labs = []
    _LABS_OF_CELLS[cell] = execution, [*labs, lab]
