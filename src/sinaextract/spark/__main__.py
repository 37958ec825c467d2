"""Entry point of ``python -m sinaextract.spark``; absolute imports, since spark-submit runs this file as a script."""

from sinaextract.spark.launch import command

command()
