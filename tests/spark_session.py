"""Spark as the tests run it: separate processes for master, workers and executors, as on a cluster."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTER = "local-cluster[2,1,1024]"  # two workers of one core and 1 GB, each a JVM of its own with its Python workers


def reason_to_skip() -> str:
    if shutil.which("java") is None:
        return "Java is not installed: Spark needs it (Debian: apt-get install openjdk-17-jre-headless)"
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "PySpark is not installed: pip install 'sinaextract[spark]'"
    return ""


needs_spark = pytest.mark.skipif(bool(reason_to_skip()), reason=reason_to_skip())


def environment(folder: Path) -> dict[str, str]:
    """For a Spark that keeps to loopback and to ``folder``."""
    return {
        **os.environ,
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # a JVM that lives for seconds starts sooner
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "PYSPARK_PYTHON": sys.executable,
    }


def session(folder: Path) -> SparkSession:
    from pyspark.sql import SparkSession

    os.environ.update(environment(folder))
    builder = SparkSession.builder.master(MASTER).appName("sinaextract-tests")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        "spark.sql.files.openCostInBytes": "8192",
        "spark.sql.files.maxPartitionBytes": str(1 << 21),
    }.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark
