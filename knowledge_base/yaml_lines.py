"""YAML that remembers where each value stood, so that an error can name the line to mend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml
from pydantic import ValidationError

Path = tuple[str | int, ...]


class YamlError(ValueError):
    """The text is not the YAML we read; ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


class Located:
    """A parsed document (``data``) and the line of each of its values."""

    def __init__(self, text: str, *, first_line: int = 1) -> None:
        """Parse; raises YamlError for broken YAML and for a key given twice."""
        self.lines: dict[Path, int] = {(): first_line}
        self._offset = first_line
        loader = yaml.SafeLoader(text)
        try:
            node = loader.get_single_node()
            self.data: Any = None
            if node is not None:
                self._walk(node, ())
                self.data = loader.construct_document(node)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise YamlError(first_line + (mark.line if mark else 0), error.problem or "not valid YAML") from error
        except yaml.YAMLError as error:  # for instance a control character
            raise YamlError(first_line, str(error)) from error
        except ValueError as error:  # for instance a date that does not exist
            raise YamlError(first_line, str(error)) from error
        finally:
            loader.dispose()

    def _walk(self, node: yaml.Node, path: Path) -> None:
        self.lines[path] = node.start_mark.line + self._offset
        if isinstance(node, yaml.SequenceNode):
            for index, child in enumerate(node.value):
                self._walk(child, (*path, index))
        elif isinstance(node, yaml.MappingNode):
            for key, child in node.value:
                name = str(key.value)
                if (*path, name) in self.lines:
                    raise YamlError(key.start_mark.line + self._offset, f"the key {name} is given twice")
                self._walk(child, (*path, name))
                self.lines[(*path, name)] = key.start_mark.line + self._offset

    def line_of(self, path: Sequence[str | int]) -> int:
        """The line of a value, or of the nearest thing around it that exists."""
        for length in range(len(path), -1, -1):
            if (found := self.lines.get(tuple(path[:length]))) is not None:
                return found
        return self._offset

    def problems(self, error: ValidationError) -> list[tuple[int, str]]:
        """Pydantic's complaints as (line, "key: reason"), in the order of the file."""
        found = []
        for issue in error.errors():
            loc = tuple(part for part in issue["loc"] if isinstance(part, (str, int)))
            reason = {"extra_forbidden": "unknown key", "missing": "is missing"}.get(
                issue["type"], issue["msg"].removeprefix("Value error, ")
            )
            found.append((self.line_of(loc), f"{'.'.join(map(str, loc))}: {reason}" if loc else reason))
        return sorted(found)
