from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from small_town import Town, honest_town

from detection.spark_session import spark_session
from workspace.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# What pays for millions of rows, such as compiling each plan to Java, costs a town's thousands twice their search.
SMALL = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": "1",
}


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[SparkSession]":
    """A Spark on this machine's cores."""
    with spark_session(Settings(memory_limit_gb=1), tmp_path_factory.mktemp("spark"), SMALL) as session:
        yield session


@pytest.fixture
def town(request: pytest.FixtureRequest) -> Town:
    """Searched on DuckDB, or on the engine that `on_both_engines` names."""
    town = honest_town()
    if getattr(request, "param", "duckdb") == "spark":
        town.spark = request.getfixturevalue("spark"), request.getfixturevalue("tmp_path")
    return town
