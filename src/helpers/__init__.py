"""Thematic analysis of security discourse in notebooks one can audit."""

__version__ = "0.1.0"
