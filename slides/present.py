"""Serve a lesson as slides whose sliders train live, in a kernel of this machine.

python -m slides.present --lesson 3 --edition zh
"""

import argparse
from copy import deepcopy
from pathlib import Path

import nbformat
from traitlets.config import Config
from voila.app import Voila

from slides import arrange, deck
from slides.recorded import show_labs

IDLE_SECONDS = 600


def configuration(path: Path, edition: str, *, port: int | None, open_browser: bool) -> Config:
    """Voila's settings for a notebook: our template, code shown, nothing from the network."""
    notebook = nbformat.read(path, 4)
    show_labs(notebook, path, edition)
    config = Config()
    config.Voila.open_browser = open_browser
    if port is not None:
        config.Voila.port = port
    # A page that is left or loaded anew leaves its kernel behind, half a gigabyte: it goes in time.
    config.MappingKernelManager.cull_idle_timeout = IDLE_SECONDS
    config.MappingKernelManager.cull_interval = IDLE_SECONDS // 10
    config.VoilaExporter.template_file = deck.TEMPLATE_FILE
    config.VoilaExporter.exclude_input_prompt = True
    config.VoilaExporter.exclude_output_prompt = True
    config.VoilaConfiguration.strip_sources = False
    config.VoilaConfiguration.extension_allowlist = [
        "anywidget",
        "@jupyter-widgets/jupyterlab-manager",
        "@voila-dashboards/widgets-manager8",
    ]
    config.VoilaConfiguration.resources = {
        "assets": "/voila/static",
        "language": edition,
        "title": deck.title(notebook),
    }

    def mark_slides(request, **kwargs):
        return arrange.mark_slides(deepcopy(notebook))

    config.VoilaConfiguration.prelaunch_hook = mark_slides
    return config


def main(arguments: list[str] | None = None) -> None:
    """The command line; serves until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lesson", default="1", help="number or name")
    parser.add_argument("--edition", choices=("en", "zh"), default="en")
    parser.add_argument("--port", type=int)
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    options = parser.parse_args(arguments)
    try:
        notebook = deck.lessons(options.edition, options.lesson)[0]
    except ValueError as error:
        parser.error(str(error))
    assets = deck.write_assets(deck.BUILT / "assets")
    voila = Voila(
        config=configuration(
            notebook,
            options.edition,
            port=options.port,
            open_browser=not options.no_browser,
        )
    )
    voila.initialize([str(notebook)])
    voila.template_paths.insert(0, str(deck.TEMPLATE))
    voila.static_paths.insert(0, str(assets))
    voila.start()


if __name__ == "__main__":
    main()
