"""The linter: what a flow that works will do to its callers. One rule per file.

What keeps a flow from working at all (a tool, a node, a text that is missing) is found in
`flows.reading.check`.
"""

from flows.reading.lint.rules import RULES as RULES
from flows.reading.lint.rules import lint as lint
from flows.reading.lint.subject import Subject as Subject
