"""What other programs read and write: statements of the Discourse Network Analyzer, graphs for Gephi, visone and others."""


class ExchangeError(ValueError):
    """A file of another program cannot be read; the message lists every fault, and says what to do."""
