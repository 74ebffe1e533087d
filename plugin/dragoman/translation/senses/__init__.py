"""What shops' words mean, and what they are taken for."""

from dragoman.translation.senses.reading import Senses

__all__ = ["Senses"]
