"""Errors of the typology package."""

from __future__ import annotations


class KnowledgeError(ValueError):
    """The knowledge base is wrong; the message names the file, the key and what was expected (in French)."""


class LedgerError(ValueError):
    """A stored ledger cannot be read: unknown dimension, modality or shape."""


class CodeError(ValueError):
    """A result code cannot be opened; the message is a sentence for the practitioner (in French)."""
