"""The measuring bench: how right the package is on data that others have annotated. Run by `make accuracy`."""
