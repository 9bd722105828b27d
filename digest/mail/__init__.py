"""The digest by mail: what a mail tells, how it is written, who has it, and how it goes out. Never part of a build."""
