// title: Institutions by loss
// 标题: 机构损失排名
// question: Which institutions are in the rings that cost most?
// 问题: 哪些机构涉及的团伙损失最大？
// group: supervision
// for: supervisor
// on: -
// row: one institution
// column: institution string -- the institution
// column: name string -- its name
// column: region string -- region it stands in
// column: rings integer -- rings that it belongs to
// column: red integer -- of them red
// column: loss number -- loss of these rings, in yuan
// example: -
MATCH (i:Institution)-[:MEMBER_OF]->(r:Ring)
WITH i, count(*) AS rings, sum(CASE WHEN r.level = 'red' THEN 1 ELSE 0 END) AS red, sum(r.loss_amount) / 100.0 AS loss
RETURN i.institution_id AS institution, i.name AS name, i.region_code AS region, rings, red, loss
ORDER BY loss DESC, institution
