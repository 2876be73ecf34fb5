// title: Flow of packs between institutions
// 标题: 机构间的药品流向
// question: From which institution to which do sold packs go?
// 问题: 已售药盒从哪家机构流向哪家？
// group: resale
// for: analyst, investigator
// on: -
// param: at_least integer = 2 -- least codes
// row: one pair of institutions
// column: source string -- where the packs were sold first
// column: target string -- where they were sold later
// column: codes integer -- different codes
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: at_least=1
MATCH (a:Institution)<-[:AT]-(before:Settlement)<-[:SCANNED_IN]-(k:Pack)-[:SCANNED_IN]->(after:Settlement)-[:AT]->(b:Institution)
WHERE before.settled_at < after.settled_at AND a.institution_id <> b.institution_id
WITH a.institution_id AS source, b.institution_id AS target, count(DISTINCT k.trace_code) AS codes,
     min(after.settled_at) AS first_time, max(after.settled_at) AS last_time
WHERE codes >= $at_least
RETURN source, target, codes, first_time, last_time
ORDER BY codes DESC, source, target
