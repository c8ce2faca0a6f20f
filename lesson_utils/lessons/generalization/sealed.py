"""A lab that trains, and holds a test set that can be opened once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F

from lesson_utils import engine, live
from lesson_utils.compare import mean_interval
from lesson_utils.language import sentences, text
from lesson_utils.settings import Setting
from lesson_utils.training_lab import TrainingLab


@dataclass(frozen=True)
class SealedRequest(live.Request):
    """And the setting for which the test set was opened."""

    opened: Setting | None = None


class SealedLab(TrainingLab):
    """A TrainingLab with one more button: the test set, for one setting, once."""

    def __init__(self, *args, **options):
        self.opened: Setting | None = None
        self._found = ""  # what the test set said; known to the worker alone
        super().__init__(*args, **options)

    def _buttons(self) -> dict:
        return super()._buttons() | {"sealed.open": self.open_test}

    def open_test(self) -> None:
        """Measure the current setting on the test set; from then on no other setting is."""
        self.opened = self.opened or self.setting
        self.restart()

    def request(self) -> SealedRequest:
        return SealedRequest(**vars(super().request()), opened=self.opened)

    def frames(self, request: SealedRequest) -> Iterator[live.Frame]:
        if request.opened is None:
            yield from super().frames(request)
            return
        for frame in super().frames(request):
            yield self._with(frame, self._found or text("sealed.waiting"))
        if not self._found:
            self._found = self._measured(request.opened)
            yield self._with(frame, self._found)

    def _with(self, frame: live.Frame, words: str) -> live.Frame:
        return replace(frame, status=sentences(frame.status, "<br>", words))

    def _measured(self, setting: Setting) -> str:
        run = engine.train_one(self.data, setting, self.seeds)
        data = self.data(self.seeds[0])  # the test set is the same for every seed
        answers = run.probabilities(data.test_inputs)
        hits = run.hits(data.test_inputs, data.test_labels)
        labels = data.test_labels.expand(len(self.seeds), -1)
        loss = F.nll_loss(torch.log(answers).flatten(0, 1), labels.flatten())
        mean, low, high = (f"{share:.1%}" for share in mean_interval(hits.mean(axis=1)))
        found = text(
            "sealed.opened", setting=self.say(setting), accuracy=mean, low=low, high=high,
            loss=f"{loss:.2f}",
        )  # fmt: skip
        return sentences(found, text("sealed.shut"))
