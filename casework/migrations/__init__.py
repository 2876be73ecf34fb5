"""The casebook's migrations, run by Alembic when a casebook is opened."""
