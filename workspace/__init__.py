"""Settings, the canonical tables, snapshots, the engine."""
