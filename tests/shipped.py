"""The codebook and the register of actors that come with the project, read once for all tests."""

from __future__ import annotations

from helpers.actors import Register
from helpers.codebook import Codebook
from helpers.tables import data_file

CODEBOOK = Codebook.load(data_file("codebook.yaml"))
REGISTER = Register.load(data_file("actors.yaml"))
