"""What a verdict rested on, and what became of a case's ring in later runs."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("cases") as table:
        table.add_column(sa.Column("ground", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("judged", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("gone", sa.String(80), nullable=False, server_default=""))
        table.add_column(sa.Column("became", sa.String(80), nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("cases") as table:
        for name in ("became", "gone", "judged", "ground"):
            table.drop_column(name)
