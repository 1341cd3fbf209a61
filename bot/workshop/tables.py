"""The tables of the sessions. No column is for a name, a time of arrival or the id of a conversation.

Titles and closing sentences are kept without the names that were recognised in them, as messages are.

Participants' rows are ordered by their hash, not by arrival (``WITHOUT ROWID`` in SQLite): the order of the rows tells nothing.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, String, Table, Text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.database import open_database

METADATA = MetaData()
# ``cle`` is the key under which participants are hashed, ``formateur`` the hash of the trainer's token, ``publications`` what the room may see of
# each round (JSON), ``departs`` how many people left whose results had been published.
SESSIONS = Table(
    "atelier_seance",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("code", String(40), unique=True, nullable=False),
    Column("titre", String(80), nullable=False),
    Column("mode", String(10), nullable=False),
    Column("cle", String(64), nullable=False),
    Column("formateur", String(64), nullable=False),
    Column("expire", Float, nullable=False, index=True),
    Column("manche", Integer, nullable=False, default=1),
    Column("revele", Boolean, nullable=False, default=False),
    Column("phrases", Boolean, nullable=False, default=False),
    Column("publications", Text, nullable=False, default="{}"),
    Column("departs", Integer, nullable=False, default=0),
    Column("version", Integer, nullable=False, default=1),
)
PARTICIPANTS = Table(
    "atelier_participant",
    METADATA,
    Column("seance", String(32), primary_key=True),
    Column("empreinte", String(64), primary_key=True),
    sqlite_with_rowid=False,
)
# ``contenu`` is a Contribution as JSON; ``publie`` tells whether the publication counts it as it is now.
RESULTS = Table(
    "atelier_resultat",
    METADATA,
    Column("seance", String(32), primary_key=True),
    Column("manche", Integer, primary_key=True),
    Column("empreinte", String(64), primary_key=True),
    Column("contenu", Text, nullable=False),
    Column("publie", Boolean, nullable=False, default=False),
    sqlite_with_rowid=False,
)
# Under another hash than its author's results: which answers go with which sentence cannot be told.
SENTENCES = Table(
    "atelier_phrase",
    METADATA,
    Column("seance", String(32), primary_key=True),
    Column("empreinte", String(64), primary_key=True),
    Column("texte", Text, nullable=False),
    sqlite_with_rowid=False,
)


def connect(url: str) -> Engine:
    """Return an engine on the database, with the tables there. In SQLite what is deleted is overwritten."""
    engine = open_database(url, future=True)
    try:
        METADATA.create_all(engine)
    except DBAPIError:
        # The other server was making them at the same moment.
        METADATA.create_all(engine)
    return engine
