"""ONNX Runtime reports every process that loads it to its maker, over the network; here it does not.

It asks the environment when it is loaded, so this is imported before anything that loads it.
"""

import os

VARIABLE = "ORT_DISABLE_TELEMETRY"

os.environ.setdefault(VARIABLE, "1")
