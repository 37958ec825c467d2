"""Fuzzing: every input gives an article that balances, or a documented error, in bounded time. See ``make fuzz``."""
