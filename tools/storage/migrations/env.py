"""Alembic's entry point: it works on the connection that `migrate.upgrade` hands over."""

from alembic import context

from tools.storage.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
context.run_migrations()
