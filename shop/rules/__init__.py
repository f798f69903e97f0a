"""The shop's arithmetic and judgements: pure, so that every channel and every test asks the same function."""
