"""Files of any store that Spark reaches, by way of Hadoop: few and small ones, read and written whole."""

from __future__ import annotations

from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from ..named_tuples import NamedTuple


class Folder(NamedTuple):
    """A folder; names are those of files in it."""

    spark: SparkSession
    path: str

    def _at(self, name: str) -> tuple[Any, Any, Any]:
        context: Any = self.spark.sparkContext
        path = context._jvm.org.apache.hadoop.fs.Path(f"{self.path}/{name}")
        return context._jvm, path.getFileSystem(context._jsc.hadoopConfiguration()), path

    def read(self, name: str) -> str | None:
        """None for a file that is not there."""
        jvm, system, path = self._at(name)
        if not system.exists(path):
            return None
        stream = system.open(path)
        try:
            return str(jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8"))
        finally:
            stream.close()

    def write(self, name: str, text: str, replace: bool = False) -> None:
        """Raises `FileExistsError` for a file that is there, unless it is to be replaced."""
        _, system, path = self._at(name)
        try:
            stream = system.create(path, replace)
        except Py4JJavaError as error:
            if "AlreadyExists" in str(error.java_exception.getClass().getName()):
                raise FileExistsError(name) from None
            raise
        stream.write(bytearray(text.encode()))
        stream.close()

    def remove(self, name: str) -> None:
        _, system, path = self._at(name)
        system.delete(path, False)

    def matching(self, pattern: str) -> list[str]:
        """Paths, with their scheme, that match a glob of Hadoop's, which hides none."""
        _, system, path = self._at(pattern)
        return [str(status.getPath()) for status in system.globStatus(path) or ()]
