"""Containers -> pages: how the bytes of a page are wrapped (front matter, gzip, archives…)."""
