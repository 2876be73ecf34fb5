// title: Where sold packs turn up again
// 标题: 药品回流的机构
// question: Which institutions sold packs that had been sold elsewhere before?
// 问题: 哪些机构售出了曾在别处售出的药盒？
// group: resale
// for: analyst, supervisor
// on: -
// param: at_least integer = 2 -- least codes
// row: one institution
// column: institution string -- the institution
// column: name string -- its name
// column: codes integer -- different codes that had been sold elsewhere before
// column: sources integer -- institutions where they had been sold
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: at_least=1
MATCH (a:Institution)<-[:AT]-(before:Settlement)<-[:SCANNED_IN]-(k:Pack)-[:SCANNED_IN]->(after:Settlement)-[:AT]->(b:Institution)
WHERE before.settled_at < after.settled_at AND a.institution_id <> b.institution_id
WITH b, count(DISTINCT k.trace_code) AS codes, count(DISTINCT a.institution_id) AS sources,
     min(after.settled_at) AS first_time, max(after.settled_at) AS last_time
WHERE codes >= $at_least
RETURN b.institution_id AS institution, b.name AS name, codes, sources, first_time, last_time
ORDER BY codes DESC, institution
