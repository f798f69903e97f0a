"""The wiring of the house: settings, urls, servers, commands."""
