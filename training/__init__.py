"""The training of our decoders: from public texts and a published model to the files in the package.

Development only: nothing of it is installed, and the product needs none of it. See README.md beside this.
"""
