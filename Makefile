# Each target is described in README.md. Works with GNU make 3.81 (macOS) and later.
EDITION ?= en
LESSON ?= $(basename $(notdir $(firstword $(sort $(wildcard notebooks/$(EDITION)/*.ipynb)))))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)

VENV := .venv/bin
STAMP := .venv/installed
# One thread a process: two test processes with two threads each would fight for the cores.
PYTEST := OMP_NUM_THREADS=1 LESSON_WAIT=1 $(VENV)/python -m pytest --durations=15
PARALLEL := -n 2 --dist loadfile
NBVAL := --nbval --nbval-current-env -p no:cacheprovider --nbval-sanitize-with tests/nbval_sanitize.cfg

# A notebook's edition is the folder that it runs in.
unexport LESSON_LANG

.PHONY: setup lab test notebooks bench slides present

setup: $(STAMP)

$(STAMP): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it: make setup PYTHON=/path/to/python" >&2; exit 1; }
	test -x $(VENV)/python || $(PYTHON) -m venv .venv
	$(VENV)/python -m pip install --editable '.[dev]'
	@# No news pop-up over the lesson, and no look for it in a room without a network.
	$(VENV)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements 2>/dev/null
	touch $@

lab: setup
	$(VENV)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks/$(EDITION)/$(LESSON).ipynb

test: setup
	$(VENV)/ruff check .
	$(VENV)/python notebooks/build.py --check
	$(PYTEST) $(PARALLEL) --ignore=tests/browser tests
	@# One kernel at a time: two processes that start kernels at once may choose the same ports.
	$(PYTEST) $(NBVAL) notebooks/en notebooks/zh
	$(PYTEST) tests/browser

notebooks: setup
	$(VENV)/python notebooks/build.py --execute

bench: setup
	$(VENV)/python -m benchmarks

slides: setup
	$(VENV)/python -m slides.build

present: setup
	$(VENV)/python -m slides.present --lesson $(LESSON) --edition $(EDITION)
