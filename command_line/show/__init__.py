"""How results look on a terminal, one kind of result a file; verbs call these and nothing else prints."""
