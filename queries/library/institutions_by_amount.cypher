// title: Institutions by amount
// 标题: 机构结算金额排名
// question: Which institutions settle most, and for how many people?
// 问题: 哪些机构结算金额最高、人次最多？
// group: supervision
// for: supervisor, analyst
// on: -
// param: region string = '' -- leading digits of the region code; empty: everywhere
// param: kind string = pharmacy -- kind of institution
// param: at_least number = 0 -- least yuan
// row: one institution
// column: institution string -- the institution
// column: name string -- its name
// column: region string -- region it stands in
// column: people integer -- people who settled there
// column: settlements integer -- standing settlements
// column: amount number -- their total, in yuan
// example: kind=pharmacy at_least=1000
MATCH (p:Person)-[b:BOUGHT_AT]->(i:Institution)
WHERE i.kind = $kind AND ($region = '' OR i.region_code STARTS WITH $region)
WITH i, count(*) AS people, sum(b.settlements) AS settlements, sum(b.amount) / 100.0 AS amount
WHERE amount >= $at_least
RETURN i.institution_id AS institution, i.name AS name, i.region_code AS region, people, settlements, amount
ORDER BY amount DESC, institution
