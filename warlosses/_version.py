"""The package's version, alone, so that nobody need import the package's face for it."""

__version__ = "0.1.0"
