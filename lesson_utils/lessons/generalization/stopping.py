"""When to stop training: three readings of one sentence, as plain functions of a loss curve.

Each takes the validation losses of the epochs 0, 1, 2, ... and answers with epochs. Where nothing
stops the training, it ends with the last epoch.
"""

from collections.abc import Sequence

from lesson_utils.arguments import as_array, require_integer


def stop_after_rises(losses: Sequence[float], patience: int) -> int:
    """Epoch of the last of `patience` rises in a row, each above the epoch just before it.

    >>> stop_after_rises([5, 4, 6, 3, 4, 5, 6], 3)
    6
    """
    losses = as_array("losses", losses, "epochs")
    require_integer("patience", patience, 1)
    rises = 0
    for epoch in range(1, len(losses)):
        rises = rises + 1 if losses[epoch] > losses[epoch - 1] else 0
        if rises == patience:
            return epoch
    return len(losses) - 1


def epochs_without_best(losses: Sequence[float], patience: int) -> int:
    """Epoch of the last of `patience` epochs in a row that do not beat the best so far.

    >>> epochs_without_best([5, 4, 6, 3, 4, 5, 6], 2)
    5
    """
    losses = as_array("losses", losses, "epochs")
    require_integer("patience", patience, 1)
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            return epoch
    return len(losses) - 1


def best_until(losses: Sequence[float], stopped: int) -> int:
    """Epoch of the lowest loss up to `stopped`: the one whose weights are restored.

    >>> best_until([5, 4, 6, 3, 4, 5, 6], 5)
    3
    """
    losses = as_array("losses", losses, "epochs")
    require_integer("stopped", stopped, 0, len(losses) - 1)
    return min(range(stopped + 1), key=lambda epoch: losses[epoch])
