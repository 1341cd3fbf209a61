"""The trainer's session, as pure functions: what a room may see of its members' results, what to do with it, and the code that one says aloud."""
