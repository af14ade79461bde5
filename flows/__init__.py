"""What the call does: one folder per use case, and what turns a folder into a conversation.

`loader.load_flow(folder)` compiles `flow.yaml`, `tools.py` and `script.yaml`; `tool.tool` wraps every tool.
"""
