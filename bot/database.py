"""The database of the conversations, opened with what a server needs: no word in an error, no waiting for ever, no stale connection."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

# Seconds. A practitioner is waiting: what takes longer has failed.
CONNECT_WITHIN, STATEMENT_WITHIN, BUSY_WITHIN = 3, 8, 5


class StoreError(RuntimeError):
    """The conversations cannot be read or written now. Its message is a word or two of ours, or the name of an error: never what was said."""


def open_database(url: str, **more: Any) -> Engine:
    """Return an engine for a ``sqlite:`` or ``postgresql:`` URL, ``more`` being told to it. Nothing is opened yet."""
    if sa.engine.make_url(url).get_backend_name() == "sqlite":
        engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_WITHIN}, **more)
        # What is deleted is overwritten, where the file would otherwise only forget where it is.
        sa.event.listen(engine, "connect", _overwrite_deleted)
        return engine
    return sa.create_engine(
        url,
        hide_parameters=True,
        **more,
        # After a restart of the database the connections of the pool are dead: each is tried before it is used.
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=5,
        pool_timeout=CONNECT_WITHIN,
        connect_args={
            "connect_timeout": CONNECT_WITHIN,
            "options": f"-c statement_timeout={STATEMENT_WITHIN * 1000} -c lock_timeout={STATEMENT_WITHIN * 1000}",
            "keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3, "tcp_user_timeout": STATEMENT_WITHIN * 1000,
            "application_name": "pourquoi-reseau",
        },
    )  # fmt: skip


def _overwrite_deleted(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA secure_delete = ON")
