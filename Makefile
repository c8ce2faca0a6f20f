# Each target is described in README.md. Works with GNU make 3.81 (macOS) and later.
EDITION ?= en
LESSON ?= $(basename $(notdir $(firstword $(sort $(wildcard notebooks/$(EDITION)/*.ipynb)))))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)

VENV := .venv/bin
# What a student needs; and with it what a class needs; what all the targets need; and from npm.
STUDENT := .venv/installed-student
CLASS := .venv/installed-class
ALL := .venv/installed-all
PROXY := deploy/node_modules/.package-lock.json
# One thread a process: two test processes with two threads each would fight for the cores.
PYTEST := OMP_NUM_THREADS=1 LESSON_WAIT=1 $(VENV)/python -m pytest --durations=15
# A file is one piece of work, and long ones last would leave a worker idle: of the tests they stand
# early in the alphabet backwards, of the notebooks the largest is the longest.
PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder
NBVAL := -p tests.nbval_kernels --nbval --nbval-current-env -p no:cacheprovider --nbval-sanitize-with tests/nbval_sanitize.cfg

.PHONY: setup lab class test notebooks classroom bench claims slides site present versions lock

setup: $(ALL)

$(VENV)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it: make setup PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv .venv

# Not anew when only the system's Python is: a room may be without a network.
$(STUDENT) $(CLASS) $(ALL): pyproject.toml constraints.txt | $(VENV)/python

$(STUDENT):
	$(VENV)/python scripts/install.py
	touch $@

$(CLASS):
	$(VENV)/python scripts/install.py class
	touch $@ $(STUDENT)

$(ALL):
	$(VENV)/python scripts/install.py test slides class
	touch $@ $(STUDENT) $(CLASS)

$(PROXY): deploy/package-lock.json
	cd deploy && npm ci --no-audit --no-fund
	touch $@

lab: $(STUDENT)
	$(VENV)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) \
		$(if $(filter zh,$(EDITION)),--LabApp.app_settings_dir=notebooks/jupyterlab_zh) \
		notebooks/$(EDITION)/$(LESSON).ipynb

class: $(CLASS) $(PROXY)  # JupyterHub on this machine, with the lessons as students get them
	$(VENV)/python -m notebooks.classroom
	$(VENV)/python -m jupyterhub --config deploy/jupyterhub_config.py

test: setup
	$(VENV)/python -m tests.browser.browsers
	$(MAKE) $(PROXY)
	$(VENV)/ruff check .
	$(VENV)/python notebooks/build.py --check
	$(PYTEST) $(PARALLEL) $$(ls -r tests/test_*.py)
	$(PYTEST) $(PARALLEL) $(NBVAL) $$(ls -S notebooks/*/*.ipynb)
	$(PYTEST) $(PARALLEL) $$(ls -r tests/browser/test_*.py)

notebooks: setup
	$(VENV)/python notebooks/build.py --execute

classroom: setup
	$(VENV)/python -m notebooks.classroom

bench: setup
	$(VENV)/python -m benchmarks

claims: setup  # how often every claim of the lessons holds, on blocks of unseen seeds; some minutes
	$(VENV)/python -m benchmarks.claims

slides: setup
	$(VENV)/python -m slides.build

site: setup
	$(VENV)/python -m slides.site

present: setup
	$(VENV)/python -m slides.present --lesson $(LESSON) --edition $(EDITION)

# The suite on the oldest, Colab's and the newest versions, each in an environment of its own.
versions: setup
	$(VENV)/python scripts/versions.py

# After a change of pyproject.toml: the versions that are installed now become the fixed ones.
lock:
	$(VENV)/python scripts/lock.py
