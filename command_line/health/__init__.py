"""What `ringtrace doctor` looks at: the installation and the workspace, one finding a subject."""
