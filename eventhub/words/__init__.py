"""The product's own words in several languages: finding them, keeping the catalogues, compiling them."""
