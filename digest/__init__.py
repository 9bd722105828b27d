"""A curated digest of research papers: from dumps and editors' YAML to pages, data and a search index."""
