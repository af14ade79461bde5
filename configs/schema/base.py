"""The base of every block: frozen, and no key that nobody reads."""

from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidatorFunctionWrapHandler,
    WrapSerializer,
    WrapValidator,
)

T = TypeVar("T")


class Block(BaseModel):
    """One block of the agent file. Unknown keys are errors."""

    # Inputs stay out of pydantic's own messages: they may be secrets.
    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, hide_input_in_errors=True
    )


class FromEnvironment(str):
    """Text that came from `${NAME}`. It is the value; its repr and its JSON are the reference."""

    reference: str
    """As the file has it, e.g. `${OPENAI_API_KEY}`."""

    def __new__(cls, value: str, reference: str = "${…}") -> "FromEnvironment":
        text = super().__new__(cls, value)
        text.reference = reference
        return text

    def __repr__(self) -> str:
        return repr(self.reference)


def by_reference(value: Any) -> Any:
    """The value with every text from the environment replaced by its reference."""
    if isinstance(value, FromEnvironment):
        return value.reference
    if isinstance(value, dict):
        return {key: by_reference(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(by_reference(item) for item in value)
    return value


def _serialized(value: Any, handler: SerializerFunctionWrapHandler) -> Any:
    return handler(by_reference(value))


def _kept(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    # Pydantic turns subclasses of str into str, which would forget where the text came from.
    valid = handler(value)
    if isinstance(value, FromEnvironment) and isinstance(valid, str):
        return FromEnvironment(valid, value.reference)
    return valid


Deployed = Annotated[
    T,
    WrapValidator(_kept),
    WrapSerializer(_serialized, when_used="json"),
    Field(json_schema_extra={"environment": True}),
]
"""`Deployed[X]`: an X that may be secret or differs between deployments, so `${NAME}` is allowed in it."""
