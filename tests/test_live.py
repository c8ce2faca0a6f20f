"""The machinery of a live lab, driven without a browser."""

import threading
import time

import ipywidgets as widgets
import numpy as np
import pytest
from PIL import Image

from lesson_utils import live
from lesson_utils.stage import Canvas
from lesson_utils.style import new_figure


class Recorder(live.Lab):
    """A lab over one slider that remembers what it painted."""

    def __init__(self, compute, positions=range(21)):
        figure, axes = new_figure(width=3, height=2)
        (self.dot,) = axes.plot([], [], "o", animated=True)
        axes.set(xlim=(-1, 21), ylim=(-1, 1))
        self.painted = []
        slider = live.slider("controls.epochs", [(str(p), p) for p in positions], positions[0])
        super().__init__("recorder", {"x": slider}, Canvas(figure), compute)

    def frame(self, x, step=0, progress=1.0, seconds_left=0.0):
        def draw():
            self.painted.append((x, step))
            self.dot.set_data([x], [0])

        return live.Frame(draw, f"alt {x}", f"status {x}", progress, seconds_left)


@pytest.fixture
def instant():
    lab = Recorder(lambda x: iter([lab.frame(x)]))
    yield lab.settle(10)
    lab.close()


def test_a_lab_shows_picture_alt_and_status_of_its_values(instant):
    assert instant.painted == [(0, 0)]
    before = instant.png
    instant.set(x=7).settle(10)
    assert instant.values == {"x": 7}
    assert (instant.alt, instant.status) == ("alt 7", "status 7")
    assert instant.png != before
    assert 'alt="alt 7"' in instant._picture.value
    assert "status 7" in instant._status.value


def test_words_are_escaped_in_the_alt_text(instant):
    instant.compute = lambda x: iter([live.Frame(lambda: None, 'a "quote" <b>', "s")])
    instant.set(x=3).settle(10)
    assert 'alt="a &quot;quote&quot; &lt;b&gt;"' in instant._picture.value


@pytest.mark.parametrize(
    ("values", "message"), [({"x": 99}, "x must be one of 0, 1.*got 99"), ({"y": 1}, "got 'y'")]
)
def test_a_value_off_the_slider_is_named_and_nothing_is_lost(instant, values, message):
    with pytest.raises(ValueError, match=message):
        instant.set(**values)
    assert instant.values == {"x": 0}
    assert instant.set(x=4).settle(10).alt == "alt 4"


def test_reset_returns_to_the_first_values(instant):
    assert instant.set(x=9).settle(10).alt == "alt 9"
    instant.reset()
    assert instant.settle(10).alt == "alt 0"


def test_the_latest_request_wins_and_an_older_one_never_paints_again():
    def slow(x):
        for step in range(30):
            time.sleep(0.005)
            yield lab.frame(x, step)

    lab = Recorder(slow)
    for x in range(1, 21):
        lab.set(x=x)
        time.sleep(0.002)
    lab.settle(20)
    order = [x for x, _ in lab.painted]
    assert order == sorted(order)  # a newer one, once painted, is never followed by an older one
    assert lab.painted[-1] == (20, 29)
    assert lab.alt == "alt 20"
    lab.close()


def test_the_newest_lab_goes_first_and_the_older_one_still_finishes():
    release = threading.Event()

    def endless(x):
        while not release.is_set():
            time.sleep(0.002)
            yield first.frame(x)

    first = Recorder(endless)
    second = Recorder(lambda x: iter([second.frame(x)]))
    assert second.settle(10).alt == "alt 0"
    release.set()
    assert first.settle(10).alt == "alt 0"
    first.close()
    second.close()


def test_an_error_is_shown_with_its_setting_raised_by_settle_and_forgotten_after():
    def fragile(x):
        if x == 5:
            raise ValueError("five is <not> possible")
        yield lab.frame(x)

    lab = Recorder(fragile)
    with pytest.raises(ValueError, match="five"):
        lab.set(x=5).settle(10)
    assert "x = 5" in lab.status
    assert "five is &lt;not&gt; possible" in lab._status.value
    assert 'role="alert"' in lab._status.value
    assert lab.set(x=6).settle(10).alt == "alt 6"
    assert 'role="alert"' not in lab._status.value
    lab.close()


def test_an_error_while_drawing_is_shown_too(instant):
    def broken():
        raise RuntimeError("no ink")

    instant.compute = lambda x: iter([live.Frame(broken, "a", "s")])
    with pytest.raises(RuntimeError, match="no ink"):
        instant.set(x=2).settle(10)
    instant.compute = lambda x: iter([instant.frame(x)])
    assert instant.set(x=3).settle(10).alt == "alt 3"


def test_one_thread_serves_all_labs(instant):
    others = [Recorder(lambda x: iter(())) for _ in range(5)]
    for lab in others:
        lab.set(x=3).settle(10)
        lab.close()
    workers = [thread for thread in threading.enumerate() if thread.name == "lesson-labs"]
    assert len(workers) == 1


def test_the_bar_is_seen_only_while_much_is_left(instant):
    seen = {}

    def long(x):
        for progress, left in ((0.1, 3.0), (0.9, 0.3), (1.0, 0.0)):
            instant.paint(instant.frame(x, progress=progress, seconds_left=left))
            seen[progress] = instant._progress.layout.visibility
        yield instant.frame(x)

    instant.compute = long
    instant.set(x=1).settle(10)
    assert seen == {0.1: "visible", 0.9: "hidden", 1.0: "hidden"}


def test_a_settle_that_takes_too_long_says_so():
    release = threading.Event()

    def waiting(x):
        release.wait(20)
        yield lab.frame(x)

    lab = Recorder(waiting)
    with pytest.raises(TimeoutError, match="recorder still works after 0.05"):
        lab.settle(0.05)
    release.set()
    lab.settle(10)
    lab.close()


def test_the_picture_stands_in_where_no_kernel_runs(instant):
    data, metadata = instant._repr_mimebundle_()
    assert data["text/plain"] == "Lab recorder: x"
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["image/png"]
    assert metadata["image/png"]["alt"] == "alt 0"


def test_every_control_has_a_name_for_a_screen_reader(instant):
    for control in instant.controls.values():
        assert isinstance(control, widgets.SelectionSlider)
        assert control.tooltip == control.description == "epochs"


def test_repainting_over_the_background_equals_a_full_drawing():
    figure, axes = new_figure(width=3, height=2)
    (line,) = axes.plot([0, 1], [0, 1], animated=True)
    canvas = Canvas(figure)
    canvas.png()
    line.set_ydata([1, 0])
    repainted = _pixels(canvas.png())
    fresh_figure, fresh_axes = new_figure(width=3, height=2)
    fresh_axes.plot([0, 1], [0, 1], animated=True)[0].set_ydata([1, 0])
    np.testing.assert_array_equal(repainted, _pixels(Canvas(fresh_figure).png()))


def _pixels(png: bytes) -> np.ndarray:
    import io

    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
