"""What runs after a commit can change nothing any more, so it may not decide the answer either."""

import ast

from tests.guards.test_history import MODULES


def test_what_runs_after_a_commit_cannot_fail_the_request() -> None:
    """A callback that raises would make an error of what is done; `robust` leaves it in the log."""
    calls = [
        (module.path, call)
        for module in MODULES
        for call, _ in module.calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "on_commit"
    ]
    frail = [
        f"{path}:{call.lineno}"
        for path, call in calls
        if "robust=True" not in [ast.unparse(word) for word in call.keywords]
    ]

    assert len(calls) > 3
    assert frail == []
