"""The command `ringtrace`: one verb a file in `verbs/`; each parses, calls a lower layer, prints."""
