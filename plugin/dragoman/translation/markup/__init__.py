"""Texts with markup: taken apart into passages that can be translated, and put together again.

A format has a reader (``html``), which cuts a text into markup and passages. A passage is plain text for the
translator; its inline elements are laid over the translation where the words they stood on have gone to
(``alignment``, ``projection``). What a model writes is always escaped, and HTML is sanitised last.
"""
