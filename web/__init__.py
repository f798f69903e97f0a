"""The server-rendered pages of visitors: event pages, checkout, orders. They show what every floor below has for them."""
