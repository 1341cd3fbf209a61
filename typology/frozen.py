"""The base of all knowledge values."""

from pydantic import BaseModel, Extra


class Frozen(BaseModel):
    """Base of all knowledge values: immutable, unknown keys refused."""

    class Config:
        extra = Extra.forbid
        allow_mutation = False

    def __hash__(self) -> int:
        # By identity: values are loaded once, and hashing a whole knowledge base at each cache look-up would cost more than the cache saves.
        return id(self)
