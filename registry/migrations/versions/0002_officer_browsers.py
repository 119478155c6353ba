"""browsers that officers have signed in from"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import registry.models.base

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """browsers that officers have signed in from."""
    op.create_table('officer_browsers',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('officer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('locked_until', registry.models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['officer_id'], ['officers.id'], name=op.f('fk_officer_browsers_officer_id_officers'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_officer_browsers'))
    )
    with op.batch_alter_table('officer_browsers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_officer_browsers_officer_id'), ['officer_id'], unique=False)


def downgrade() -> None:
    """no browsers."""
    with op.batch_alter_table('officer_browsers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_officer_browsers_officer_id'))

    op.drop_table('officer_browsers')
