"""How fast, how cheap: Callwright beside a bare Pipecat bot. Run with `python -m benchmarks`.

Only ratios taken in the same window mean anything on a shared machine; absolute figures drift with it.
Everything runs on loopback, in processes that end with the benchmark.
"""
