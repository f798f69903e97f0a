"""How values stand in Redis: as JSON, which is read and never run."""

from typing import Any

import orjson


class JSONSerializer:
    """The cache's serializer: what JSON can say, and nothing else. Whole numbers stand as such, so that Redis can count."""

    def dumps(self, value: Any) -> int | bytes:
        """Raises TypeError for what JSON cannot say."""
        return value if type(value) is int else orjson.dumps(value)

    def loads(self, data: bytes) -> Any:
        """None for what is no JSON: somebody else wrote it, or an older version."""
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            return None
