"""Queries that mean harm to a Neo4j, by kind; those of `hostile` come on top."""

WRITES = """
MATCH (p:Person) SET p:Ring
MATCH (p:Person) REMOVE p:Person
MATCH (p:Person) SET p += {name: 'x'}
MATCH (p:Person) SET p = {}
MATCH (p:Person) NODETACH DELETE p
MATCH (p:Person) CALL (p) { DELETE p } IN TRANSACTIONS OF 10 ROWS
MATCH (p:Person) CALL (p) { SET p.name = 'x' }
CALL { CREATE (:Person) }
UNWIND [1] AS x CALL (x) { CREATE (:Person) RETURN 1 AS y } RETURN y
MATCH (m:RingtraceSnapshot) SET m.whole = false
MATCH (m:RingtraceSnapshot) DELETE m
CREATE (:RingtraceSnapshot {snapshot: 'x'})
MATCH (p:Person) WHERE EXISTS { CREATE (:Person) } RETURN p
RETURN COUNT { CREATE (:Person) }
RETURN 1 AS x NEXT CREATE (:Person)
FINISH CREATE (:Person)
CREATE (:Person) FINISH
INSERT (:Person {person_id: 'x'})
CYPHER runtime = slotted CREATE (:Person)
CYPHER 5 CREATE (:Person)
CYPHER planner = cost MATCH (n) DETACH DELETE n
MATCH (p:Person) FOREACH (x IN [1] | SET p.name = 'x')
MATCH (p:$('Person')) SET p.name = 'x'
CREATE (:$('Person'))
"""

SCHEMA = """
CREATE INDEX evil IF NOT EXISTS FOR (p:Person) ON (p.name)
CREATE TEXT INDEX evil FOR (p:Person) ON (p.name)
CREATE POINT INDEX evil FOR (p:Person) ON (p.name)
CREATE FULLTEXT INDEX evil FOR (p:Person) ON EACH [p.name]
CREATE VECTOR INDEX evil FOR (p:Person) ON (p.name)
CREATE LOOKUP INDEX evil FOR (n) ON EACH labels(n)
CREATE CONSTRAINT evil IF NOT EXISTS FOR (p:Person) REQUIRE p.name IS NOT NULL
CREATE CONSTRAINT evil FOR (p:Person) REQUIRE p.name IS NODE KEY
DROP INDEX batch_number
DROP INDEX batch_number IF EXISTS
DROP CONSTRAINT person_key
DROP CONSTRAINT person_key IF EXISTS
CALL db.createLabel('Evil')
CALL db.createProperty('evil')
CALL db.createRelationshipType('EVIL')
CALL db.index.fulltext.createNodeIndex('evil', ['Person'], ['name'])
CALL db.awaitIndexes(1)
CALL db.resampleIndex('batch_number')
CALL db.create.setNodeVectorProperty(null, 'x', [1.0])
CREATE ALIAS evil FOR DATABASE neo4j
CREATE COMPOSITE DATABASE evil
DROP DATABASE neo4j IF EXISTS
START DATABASE neo4j
STOP DATABASE neo4j
ALTER DATABASE neo4j SET ACCESS READ ONLY
"""

FILES = """
LOAD CSV FROM 'file:///etc/passwd' AS line FIELDTERMINATOR ':' RETURN line
LOAD CSV FROM 'file:///proc/self/environ' AS line RETURN line
LOAD CSV FROM 'http://169.254.169.254/latest/meta-data' AS line RETURN line
LOAD CSV FROM 'http://127.0.0.1:9/x.csv' AS line RETURN count(line)
LOAD CSV FROM 'ftp://127.0.0.1/x.csv' AS line RETURN line
LOAD CSV FROM '{}/x.csv' AS line RETURN line
MATCH (p:Person) LOAD CSV FROM 'http://127.0.0.1:9/' + p.name AS line RETURN line
MATCH (p:Person) CALL (p) { LOAD CSV FROM 'http://127.0.0.1:9/' + p.name AS l RETURN l } RETURN l
RETURN EXISTS { LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line }
RETURN COUNT { LOAD CSV FROM 'http://127.0.0.1:9/' AS line RETURN line } AS n
CYPHER 5 LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line
UNWIND [1] AS x LOAD CSV FROM 'file:///etc/group' AS line RETURN line
USING PERIODIC COMMIT LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line
CALL apoc.load.csv('file:///etc/passwd') YIELD map RETURN map
CALL apoc.export.json.all('{}/all.json', {})
RETURN apoc.load.json('x')
RETURN file()
RETURN linenumber()
"""

SYSTEM = """
SHOW USERS
SHOW CURRENT USER
SHOW DATABASES
SHOW DATABASES YIELD name RETURN name
SHOW DEFAULT DATABASE
SHOW SETTINGS
SHOW SETTINGS YIELD name, value RETURN name, value
SHOW PROCEDURES
SHOW FUNCTIONS
SHOW INDEXES
SHOW CONSTRAINTS
SHOW TRANSACTIONS
SHOW TRANSACTIONS YIELD currentQuery RETURN currentQuery
SHOW PRIVILEGES
SHOW ROLES
SHOW SERVERS
TERMINATE TRANSACTION 'neo4j-transaction-1'
TERMINATE TRANSACTIONS 'neo4j-transaction-1', 'neo4j-transaction-2'
SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTION t YIELD message RETURN message
USE system SHOW USERS
USE system CREATE USER evil SET PASSWORD 'evilevil'
USE neo4j CREATE (:Person)
USE nowhere MATCH (n) RETURN n
USE graph.byName('system') MATCH (n) RETURN n
CREATE USER evil SET PASSWORD 'evilevil'
CREATE OR REPLACE USER neo4j SET PASSWORD 'evilevil'
ALTER USER neo4j SET PASSWORD 'evilevil'
ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'evilevil'
DROP USER neo4j
RENAME USER neo4j TO evil
GRANT ROLE admin TO evil
DENY TRAVERSE ON GRAPH * TO PUBLIC
REVOKE ROLE admin FROM neo4j
CREATE ROLE evil
DEALLOCATE DATABASES FROM SERVER 'x'
ENABLE SERVER 'x'
DRYRUN REALLOCATE DATABASES
CALL dbms.listConfig() YIELD name, value RETURN name, value
CALL dbms.setConfigValue('server.memory.pagecache.size', '1m')
CALL dbms.components()
CALL dbms.info()
CALL dbms.queryJmx('*:*')
CALL dbms.killQueries(['x'])
CALL dbms.killTransaction('x')
CALL dbms.listActiveLocks('x')
CALL dbms.upgrade()
CALL dbms.security.listUsers()
CALL dbms.cluster.routing.getRoutingTable({})
CALL db.labels()
CALL db.labels() YIELD label RETURN label
CALL db.schema.visualization()
CALL db.info()
CALL db.ping()
CALL db.checkpoint()
CALL db.stats.retrieve('QUERIES')
CALL db.prepareForReplanning()
CALL db.clearQueryCaches() YIELD value RETURN value
CALL tx.setMetaData({user: 'someone else'})
CALL tx.getMetaData()
CALL cdc.current()
EXPLAIN MATCH (n) DELETE n
PROFILE MATCH (n) DELETE n
/* */ EXPLAIN RETURN 1
// x
CYPHER 5 EXPLAIN RETURN 1
CYPHER 5 PROFILE CREATE (:Person)
:server status
:use system
"""

BROKEN = """
MATCH (p:Persons) RETURN p
MATCH (p:Person)-[:HOLD]->(c) RETURN c
MATCH (p:Person) RETURN p.naem
MATCH (p:Person {naem: 'x'}) RETURN p
MATCH (p:Person) WHERE p.naem = 'x' RETURN p
MATCH (p:Person|Persn) RETURN p
MATCH (p:Person) RETURN pp
MATCH (p:Person) RETURN uper(p.name)
MATCH (p:Person) RETURN toUper(p.name)
MATCH (p:Person) RETURN size()
MATCH (p:Person) RETURN size(1, 2)
MATCH (p:Person) RETURN p ORDR BY p
MATCH (p:Person) RETURN collect(DISTINCT)
MATCH (p:Person) RETURN p.name =~ '['
MATCH (p:Person) RETURN p SKIP -1
MATCH p = shortestPath((a)-[*]-(a)) RETURN
MATCH SHORTEST (a)-->(b) RETURN a
RETURN duration('x')
RETURN datetime({year: 'x'})
RETURN toInteger(date())
RETURN range(1, 2, 0)
RETURN reduce(a = 0, x IN [1] | )
"""
