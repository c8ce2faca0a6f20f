"""A lab that trains, and holds a test set that can be opened once."""

import torch
import torch.nn.functional as F

from lesson_utils.language import sentences, text
from lesson_utils.statistics import mean_interval
from lesson_utils.training import Run
from lesson_utils.training_lab import TrainingLab


class SealedLab(TrainingLab):
    """A TrainingLab with one more button: the test set, for one setting, once."""

    keeps_weights = True

    def __init__(self, *args, **options):
        self.opened: Run | None = None
        super().__init__(*args, **options)

    def _buttons(self) -> dict:
        return super()._buttons() | {"sealed.open": self.open_test}

    def open_test(self) -> None:
        """Measure the current setting on the test set; from then on no other setting is."""
        if self.opened is None:
            self.opened = self.runs.get(self.setting)
        self.restart()

    def _status_words(self, request, run: Run, reference: Run | None) -> str:
        words = super()._status_words(request, run, reference)
        if self.opened is None:
            return words
        found = text("sealed.opened", setting=self.say(self.opened.setting), **self._test_words())
        return sentences(words, "<br>", found, text("sealed.shut"))

    def _test_words(self) -> dict[str, str]:
        data = self.data(self.seeds[0])  # the test set is the same for every seed
        answers = self.opened.probabilities(data.test_inputs)
        right = self.opened.hits(data.test_inputs, data.test_labels)
        labels = data.test_labels.expand(len(self.seeds), -1)
        loss = F.nll_loss(torch.log(answers).flatten(0, 1), labels.flatten())
        mean, low, high = mean_interval(right.mean(axis=1))
        return {
            "accuracy": f"{mean:.1%}", "low": f"{low:.1%}", "high": f"{high:.1%}",
            "loss": f"{loss:.2f}",
        }  # fmt: skip
