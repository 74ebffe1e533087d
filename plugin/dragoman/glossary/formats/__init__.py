"""Glossaries as files: flat ones of one direction, and whole ones as CSV, TSV, XLSX, TBX and JSON.

Files from outside are not trusted. What cannot be used is refused row by row, with the reason.
"""

from dragoman.glossary.formats.files import Form, Reading, read, suffix_form, write
from dragoman.glossary.formats.flat import read_csv
from dragoman.glossary.formats.row import Row

__all__ = ["Form", "Reading", "Row", "read", "read_csv", "suffix_form", "write"]
