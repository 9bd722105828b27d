"""The editor's desk: what helps people to write corrections, and shows what they do."""
