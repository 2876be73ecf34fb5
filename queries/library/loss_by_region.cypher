// title: Loss by region
// 标题: 各地区损失
// question: In which regions do the rings' members live, and what did these rings cost?
// 问题: 团伙成员在哪些地区，造成多少损失？
// group: rings
// for: supervisor
// on: -
// param: digits integer = 6 -- leading digits of the region code: 2 province, 4 city, 6 county
// row: one region; a ring with members in two regions counts in both
// column: region string -- leading digits of the region code
// column: rings integer -- rings with people there
// column: red integer -- of them red
// column: people integer -- members who live there
// column: loss number -- loss of these rings, in yuan
// example: digits=4
MATCH (p:Person)-[:MEMBER_OF]->(r:Ring)
WHERE p.region_code IS NOT NULL
WITH left(p.region_code, $digits) AS region, r, count(*) AS people
WITH region, count(*) AS rings, sum(CASE WHEN r.level = 'red' THEN 1 ELSE 0 END) AS red, sum(people) AS people,
     sum(r.loss_amount) / 100.0 AS loss
RETURN region, rings, red, people, loss
ORDER BY loss DESC, region
