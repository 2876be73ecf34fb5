// title: Lines without a lot
// 标题: 缺少批次的明细
// question: Which institutions leave out the lot of what they dispense?
// 问题: 哪些机构的明细缺少药品批次？
// group: data_quality
// for: data officer, supervisor
// on: -
// param: kind string = pharmacy -- kind of institution
// param: share number = 0.05 -- least share of lines without lot, 0 to 1
// row: one institution
// column: institution string -- the institution
// column: name string -- its name
// column: lines integer -- lines dispensed
// column: missing integer -- of them without a lot
// column: share number -- their share, 0 to 1
// example: share=0
MATCH (i:Institution)<-[a:AT]-(s:Settlement)-[x:DISPENSED]->(d:Drug)
WHERE i.kind = $kind
// ladybug: HINT ((((s JOIN x) JOIN a) JOIN i) JOIN d)
WITH i, count(*) AS lines, sum(CASE WHEN x.batch IS NULL THEN 1 ELSE 0 END) AS missing
WHERE missing >= $share * lines
RETURN i.institution_id AS institution, i.name AS name, lines, missing, round(missing * 1.0 / lines, 4) AS share
ORDER BY share DESC, missing DESC, institution
