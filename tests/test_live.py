"""The machinery of a live lab, driven without a browser."""

import functools
import gc
import io
import json
import threading
import time
import weakref
from dataclasses import replace

import ipywidgets as widgets
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from lesson_utils import cells, live
from lesson_utils.stage import Stage
from lesson_utils.style import BLUE, new_figure


class Recorder(live.Lab):
    """A lab over one slider that remembers what it painted."""

    def __init__(self, compute=None, positions=range(21), name="recorder"):
        figure, self.axes = new_figure(width=3, height=2)
        self.axes.set(xlim=(-1, 21), ylim=(-1, 1))
        self.painted = []
        slider = live.slider("controls.epochs", [(str(p), p) for p in positions], positions[0])
        super().__init__(name, {"x": slider}, figure, compute or self.frame)  # one frame at once

    def frame(self, x, step=0, progress=1.0, seconds_left=0.0):
        def draw():
            self.painted.append((x, step))
            self.axes.plot([x], [0], "o", color=BLUE)

        return live.Frame(draw, f"alt {x}", f"status {x}", progress, seconds_left)


@pytest.fixture
def instant():
    lab = Recorder()
    yield lab.settle(10)
    lab.close()


def test_a_lab_shows_picture_alt_and_status_of_its_values(instant):
    assert instant.painted == [(0, 0)]
    before = instant.png
    instant.set(x=7).settle(10)
    assert instant.values == {"x": 7}
    assert (instant.alt, instant.status) == ("alt 7", "status 7")
    assert instant.png != before
    frame = instant.screen.frame
    assert (frame["png"], frame["alt"], frame["status"]) == (instant.png, "alt 7", "status 7")


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
    second = Recorder()
    assert second.settle(10).alt == "alt 0"
    release.set()
    assert first.settle(10).alt == "alt 0"
    first.close()
    second.close()


def test_a_lab_that_has_shown_nothing_yet_does_not_wait_for_the_newer_ones_to_end():
    """As where all cells are run: each lab shows something soon."""
    begin, release = threading.Event(), threading.Event()

    def endless(x):
        while not release.is_set():
            yield second.frame(x)

    def waiting(x):
        begin.wait(10)  # until the others are there
        yield hold.frame(x)

    hold = Recorder(waiting, name="hold")
    first = Recorder(name="older")
    second = Recorder(endless, name="newer")
    begin.set()
    end = time.monotonic() + 10
    while not first.painted and time.monotonic() < end:
        time.sleep(0.01)
    assert first.painted
    assert second.painted
    release.set()
    for lab in (hold, first, second):
        lab.settle(10)
        lab.close()


def test_an_error_is_shown_with_its_setting_raised_by_settle_and_forgotten_after():
    def fragile(x):
        if x == 5:
            raise ValueError("five is <not> possible")
        yield lab.frame(x)

    lab = Recorder(fragile)
    with pytest.raises(ValueError, match="five"):
        lab.set(x=5).settle(10)
    assert "x = 5" in lab.status
    assert "five is &lt;not&gt; possible" in lab.screen.frame["status"]
    assert lab.screen.frame["failed"]
    assert lab.set(x=6).settle(10).alt == "alt 6"
    assert not lab.screen.frame["failed"]
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
            frame = instant.frame(x, progress=progress, seconds_left=left)
            instant._paint(frame, density=1.0)
            seen[progress] = instant.screen.frame["busy"]
        yield instant.frame(x)

    instant.compute = long
    instant.set(x=1).settle(10)
    assert seen == {0.1: True, 0.9: False, 1.0: False}


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


def test_numbers_of_numpy_reach_the_screen_as_json(instant):
    progress, left = np.float64(0.5), np.float64(2)
    instant.compute = lambda x: iter([live.Frame(lambda: None, "a", "b", progress, left)])
    instant.set(x=1).settle(10)
    shown = instant.screen.frame
    json.dumps({key: shown[key] for key in ("progress", "busy", "done")})


def test_the_picture_stands_in_where_no_kernel_runs(instant):
    data, _ = DisplayFormatter().format(instant)
    assert data["text/plain"] == "Lab recorder: x\nalt 0\nstatus 0"
    assert "application/vnd.jupyter.widget-view+json" in data
    assert '<img alt="alt 0" width=' in data["text/html"]
    assert "data:image/png;base64," in data["text/html"]


def test_a_lab_shows_the_line_that_opens_it_as_it_stands(instant):
    assert instant.code == "labs.recorder()"
    assert instant.set(x=3).settle(10).screen.frame["code"] == "labs.recorder(x=3)"

    @live.opens
    def recorder():
        lab = Recorder(lambda x: iter(()))
        lab.compute = lambda x: iter([lab.frame(x)])
        return lab

    lab = recorder(x=4).settle(10)
    assert (lab.alt, lab.code) == ("alt 4", "labs.recorder(x=4)")
    lab.close()
    with pytest.raises(ValueError, match="got 'y'"):
        recorder(y=1)


def test_lines_with_a_label_are_a_table_of_at_most_twelve_rows(instant):
    def draw():
        x = np.arange(100)
        instant.axes.plot(x, x / 3, color=BLUE, label="a third")
        instant.axes.plot(x, -x, color=BLUE)
        instant.axes.set_title("two lines")

    instant.axes.set_xlabel("x")
    instant.compute = lambda x: iter([live.Frame(draw, "a", "s")])
    (table,) = instant.set(x=2).settle(10).screen.frame["tables"]
    assert (table["caption"], table["head"]) == ("two lines", ["x", "a third"])
    assert table["rows"][0] == ["0", "0"]
    assert table["rows"][-1] == ["99", "33"]
    assert len(table["rows"]) == 12


def drawn(axes, slope):
    axes.plot([0, 1], [0, slope], color="#D55E00")
    axes.fill_between([0, 1], 0, [0, slope], color="#0072B2", alpha=0.3)
    axes.text(0.2, 0.2, "words")
    axes.set_title(f"slope {slope}")


def test_painting_over_the_kept_background_equals_a_full_drawing_and_leaves_nothing():
    figure, axes = new_figure(width=3, height=2)
    axes.set(xlim=(-1, 2), ylim=(-2, 2))
    stage = Stage(figure)
    stage.paint(lambda: drawn(axes, -1))
    painted = stage.paint(lambda: drawn(axes, 0.5))
    full, full_axes = new_figure(width=3, height=2)
    full_axes.set(xlim=(-1, 2), ylim=(-2, 2))
    drawn(full_axes, 0.5)
    canvas = FigureCanvasAgg(full)
    canvas.draw()
    np.testing.assert_array_equal(stage.pixels, canvas.buffer_rgba())
    off = np.abs(_pixels(painted).astype(int) - np.asarray(canvas.buffer_rgba())[:, :, :3])
    assert off.max() <= 16  # the palette
    assert (len(axes.lines), len(axes.collections), len(axes.texts)) == (0, 0, 0)
    assert axes.get_title("left") == ""


def test_each_key_has_a_background_of_its_own_that_is_drawn_once():
    figure, axes = new_figure(width=3, height=2)
    stage, drawings = Stage(figure), []

    def paint(right):
        def still():
            drawings.append(right)
            axes.set(xlim=(0, right))
            axes.axvline(right / 2, color=BLUE)

        return stage.paint(lambda: axes.plot([0, 1], [0, 1], color=BLUE), key=right, still=still)

    first = [paint(right) for right in (1, 2, 3)]
    backgrounds = dict(stage._kept)
    assert [paint(right) for right in (1, 2, 3)] == first
    assert len(set(first)) == 3
    assert all(stage._kept[key] is kept for key, kept in backgrounds.items())
    assert len(axes.lines) == 1  # what stood still for another key is gone


def test_where_panels_end_follows_what_stands_still():
    figure, axes = new_figure(1, 2, width=6, height=2)
    stage, cuts = Stage(figure), []
    for label in ("", "a label\nof three\nlines"):
        still = functools.partial(axes[1].set_ylabel, label)
        stage.paint(lambda: None, key=label, still=still)
        cuts.append(stage.cuts[1])
    assert cuts[1] < cuts[0]
    axes[1].set_ylabel("")
    stage.sleep()
    stage.paint(lambda: None, key=label)
    assert stage.cuts[1] == pytest.approx(cuts[0])


def test_a_sleeping_stage_holds_no_pixels():
    figure, axes = new_figure(width=3, height=2)
    stage = Stage(figure)
    first = stage.paint(lambda: drawn(axes, 1))
    buffers = weakref.ref(figure.canvas.renderer._renderer)  # every Text holds its renderer
    stage.sleep()
    assert buffers() is None
    assert stage.paint(lambda: drawn(axes, 1)) == first


def test_a_picture_has_the_pixels_that_its_screen_shows_and_so_has_the_next_lab(
    instant, monkeypatch
):
    monkeypatch.setattr(live.Lab, "density", live.Lab.density)  # and what it was, behind the test
    sizes = []
    for density in (2.0, 1.0, 1.5):
        instant.screen.density = density  # as the browser sets it
        sizes.append(Image.open(io.BytesIO(instant.settle(10).png)).size)
    assert sizes == [(600, 400), (300, 200), (450, 300)]
    assert (instant.screen.frame["width"], instant.screen.frame["height"]) == (300, 200)
    other = Recorder(name="other").settle(10)
    assert Image.open(io.BytesIO(other.png)).size == (450, 300)
    other.close()


def test_an_error_in_draw_leaves_nothing_of_it_on_the_figure():
    figure, axes = new_figure(width=3, height=2)
    stage = Stage(figure)

    def broken():
        axes.plot([0, 1], [0, 1])
        raise RuntimeError("no ink")

    with pytest.raises(RuntimeError):
        stage.paint(broken)
    assert not axes.lines


def test_the_look_of_a_student_and_that_of_the_course_stay_apart(instant):
    """While a lab paints, plt.plot looks as without us; and under any style a lab looks as ever."""
    import matplotlib
    from matplotlib import pyplot as plt

    def painted():
        instant.set(x=0).set(x=3).settle(10)
        return instant.png

    expected, before = painted(), dict(matplotlib.rcParams)
    with plt.style.context(["dark_background", {"font.size": 20, "axes.grid": True}]):
        figure, axes = new_figure(width=3, height=2)
        axes.set(xlim=(-1, 21), ylim=(-1, 1))
        stage = Stage(figure)
        assert stage.paint(lambda: axes.plot([3], [0], "o", color=BLUE)) == expected
    done = threading.Event()

    def paint_on(x):
        while not done.is_set():
            yield instant.frame(x)

    instant.compute = paint_on
    instant.set(x=5)
    for _ in range(300):
        assert dict(matplotlib.rcParams) == before
        time.sleep(0.001)
    done.set()
    instant.settle(10)


def test_a_closed_lab_leaves_nothing_alive():
    def widgets_alive():
        return sum(issubclass(type(thing), widgets.Widget) for thing in gc.get_objects())

    gc.collect()
    before, alive = widgets_alive(), []
    for _ in range(8):
        lab = Recorder(lambda x: iter(()))
        lab.settle(10)
        alive.append(weakref.ref(lab))
        lab.close()
        del lab
    gc.collect()
    assert widgets_alive() == before
    assert [ref() for ref in alive if ref() is not None] == []


def test_closing_a_lab_drops_what_it_has_to_do():
    steps = []

    def endless(x):
        while True:
            steps.append(x)
            yield lab.frame(x, progress=0.5)

    lab = Recorder(lambda x: iter(()))
    lab.compute = endless
    lab.set(x=1)
    while len(steps) < 3:
        time.sleep(0.01)
    lab.close()
    time.sleep(0.2)  # the step at work ends
    before = len(steps)
    time.sleep(0.2)
    assert len(steps) == before


def test_a_lab_that_is_closed_while_it_paints_ends_without_an_error():
    painting, release = threading.Event(), threading.Event()
    lab = Recorder(lambda x: iter(()))

    def draw():
        painting.set()
        release.wait(10)

    lab.compute = lambda x: replace(lab.frame(x), draw=draw)
    lab.set(x=1)
    painting.wait(10)
    closing = threading.Thread(target=lab.close)
    closing.start()
    closing.join(0.2)
    release.set()
    closing.join(10)
    assert live.WORKER.wait(lab, 10)
    time.sleep(0.1)
    assert lab.error is None


def test_an_error_of_an_overtaken_or_closed_request_is_not_shown():
    going, release = threading.Event(), threading.Event()

    def fails_late(x):
        if x == 1:
            going.set()
            release.wait(10)
            raise ValueError("too late")
        yield lab.frame(x)

    lab = Recorder(lambda x: iter(()))
    lab.compute = fails_late
    lab.set(x=1)
    going.wait(10)
    lab.set(x=2)
    release.set()
    assert lab.settle(10).alt == "alt 2"
    assert not lab.screen.frame["failed"]
    going.clear(), release.clear()
    lab.set(x=1)
    going.wait(10)
    lab.close()
    release.set()
    time.sleep(0.05)
    assert lab.error is None
    assert lab.status == "status 2"


def test_system_exit_in_one_lab_is_shown_and_the_others_go_on(instant):
    def leaving(x):
        if x:
            raise SystemExit(3)
        yield lab.frame(x)

    lab = Recorder(lambda x: iter(()))
    lab.compute = leaving
    with pytest.raises(SystemExit):
        lab.set(x=1).settle(10)
    assert "SystemExit: 3" in lab.status
    assert instant.set(x=8).settle(10).alt == "alt 8"
    lab.close()


def test_two_labs_of_one_cell_live_and_the_cell_run_again_closes_both(monkeypatch):
    class Kernel:
        run = 0

        def get_parent(self):
            return {"header": {"msg_id": f"run {self.run}"}, "metadata": {"cellId": "cell"}}

    kernel = Kernel()
    shell = type("Shell", (), {"kernel": kernel})()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    first = [Recorder(lambda x: iter(())) for _ in range(2)]
    assert all(lab.comm is not None for lab in first)
    kernel.run = 1
    second = Recorder(lambda x: iter(()))
    assert all(lab.comm is None for lab in first)
    assert second.comm is not None
    second.close()
    cells._LABS_OF_CELLS.clear()


def test_text_plain_says_what_the_lab_says_without_what_two_machines_differ_in(instant):
    instant.compute = lambda x: iter(
        [live.Frame(lambda: None, "loss 0.43", "<b>0.561</b> in 0.21 s &amp; p = 0.5")]
    )
    instant.set(x=1).settle(10)
    data = instant._repr_mimebundle_()
    assert data["text/plain"] == "Lab recorder: x\nloss 0.4\n0.6 in … s & p = 0.5"


def _pixels(png: bytes) -> np.ndarray:
    import io

    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
