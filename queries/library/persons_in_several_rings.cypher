// title: People in several rings
// 标题: 涉及多个团伙的人
// question: Who belongs to more than one ring?
// 问题: 谁属于多个团伙？
// group: supervision
// for: supervisor, investigator
// on: -
// param: at_least integer = 2 -- least rings
// row: one person
// column: person string -- the person
// column: region string -- region of residence
// column: rings integer -- rings that the person belongs to
// column: patterns integer -- different patterns of them
// column: strongest number -- highest score of them
// example: at_least=2
MATCH (p:Person)-[:MEMBER_OF]->(r:Ring)
WITH p, count(*) AS rings, count(DISTINCT r.pattern) AS patterns, max(r.score) AS strongest
WHERE rings >= $at_least
RETURN p.person_id AS person, p.region_code AS region, rings, patterns, strongest
ORDER BY rings DESC, strongest DESC, person
