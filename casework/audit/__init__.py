"""The audit log: who looked, searched, asked, revealed, exported, changed; append-only, chained, each day sealed."""
