"""What every test runs under."""

import os

os.environ["LESSON_WAIT"] = "1"  # a live lab finishes before its picture is taken
os.environ.pop("LESSON_LANG", None)  # tests say which edition they mean

import torch  # noqa: E402  (after the environment that lesson_utils and kernels read)

torch.set_num_threads(1)
