// title: Institutions gone silent
// 标题: 停止上传的机构
// question: From which institutions has nothing come for some time?
// 问题: 哪些机构已有一段时间没有上传数据？
// group: data_quality
// for: data officer
// on: -
// param: today timestamp = today -- counted from this time back
// param: silent days = 30 -- least days without a settlement
// param: at_least integer = 1 -- least settlements before
// row: one institution
// column: institution string -- the institution
// column: name string -- its name
// column: kind string -- kind of institution
// column: settlements integer -- standing settlements before
// column: last_time timestamp -- the last of them
// example: today=2025-07-01 silent=14
MATCH (:Person)-[b:BOUGHT_AT]->(i:Institution)
WITH i, sum(b.settlements) AS settlements, max(b.`last`) AS last_time
WHERE last_time + $silent < $today AND settlements >= $at_least
RETURN i.institution_id AS institution, i.name AS name, i.kind AS kind, settlements, last_time
ORDER BY last_time, institution
