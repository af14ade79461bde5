"""Alembic's entry: runs inside the transaction that `calls/store/migrate.py` opened."""

from alembic import context

from calls.store.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
