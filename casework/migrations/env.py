"""What Alembic runs: the migrations, on the connection and in the transaction that the casebook hands over."""

from alembic import context

from casework.schema import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
