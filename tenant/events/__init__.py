"""Events: their settings, dates, properties and plugins, what is copied, and what everybody may know of them."""
