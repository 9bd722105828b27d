"""Asks services on the network, politely and only when told to: never part of a build."""
