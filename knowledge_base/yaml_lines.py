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


class _Loader(yaml.SafeLoader):
    """Says the line of a value that cannot be read, for instance a date that does not exist."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 (PyYAML's signature)
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise yaml.MarkedYAMLError(problem=str(error), problem_mark=node.start_mark) from error


def _refuse_anchors(text: str, first_line: int) -> None:
    """A few nested aliases can stand for billions of values, and nothing of ours needs them."""
    for token in yaml.scan(text):
        if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)):
            raise YamlError(first_line + token.start_mark.line, "anchors (&name) and aliases (*name) are not used here")


class Located:
    """A parsed document (``data``) and the line of each of its values."""

    def __init__(self, text: str, *, first_line: int = 1) -> None:
        """Parse; raises YamlError for broken YAML and for a key given twice."""
        self.lines: dict[Path, int] = {(): first_line}
        self._offset = first_line
        try:
            loader = _Loader(text)
        except yaml.reader.ReaderError as error:
            line = first_line + text.count("\n", 0, error.position)
            raise YamlError(line, f"{error.reason} (#x{error.character:04x})") from error
        try:
            node = loader.get_single_node()
            self.data: Any = None
            if node is not None:
                self._walk(node, ())
                self.data = loader.construct_document(node)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise YamlError(first_line + (mark.line if mark else 0), error.problem or "not valid YAML") from error
        except RecursionError as error:
            raise YamlError(first_line, "values are nested too deeply") from error
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
