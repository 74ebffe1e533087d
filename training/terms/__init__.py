"""The benchmark of terminology: terms, and the sentences of the LibreOffice help that measure them."""
