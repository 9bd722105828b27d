"""Makes the texts of captures right: residue of LaTeX and of scraping, addresses, and nothing else."""
