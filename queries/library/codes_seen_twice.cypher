// title: Trace codes read at several institutions
// 标题: 在多家机构出现的追溯码
// question: Which packs were sold at more than one institution?
// 问题: 哪些药盒在多家机构被售出？
// group: resale
// for: analyst, supervisor
// on: -
// param: at_least integer = 2 -- least institutions
// row: one trace code
// column: code string -- the trace code
// column: reads integer -- times it was read
// column: places integer -- different institutions
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: at_least=2
MATCH (k:Pack)-[:SCANNED_IN]->(s:Settlement)-[:AT]->(i:Institution)
WITH k.trace_code AS code, count(*) AS reads, count(DISTINCT i.institution_id) AS places,
     min(s.settled_at) AS first_time, max(s.settled_at) AS last_time
WHERE places >= $at_least
RETURN code, reads, places, first_time, last_time
ORDER BY places DESC, reads DESC, code
