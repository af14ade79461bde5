"""A flow as a picture: what is in it, and the languages it can be written in."""

from flows.drawing.dot import dot as dot
from flows.drawing.mermaid import mermaid as mermaid
from flows.drawing.picture import Arrow as Arrow
from flows.drawing.picture import Box as Box
from flows.drawing.picture import Picture as Picture
from flows.drawing.picture import picture_of as picture_of
