// title: Rings that share members
// 标题: 成员重叠的团伙
// question: Which rings share members?
// 问题: 哪些团伙有共同成员？
// group: rings
// for: analyst, supervisor
// on: -
// param: at_least integer = 1 -- least shared members
// row: one pair of rings
// column: first_ring string -- one ring
// column: second_ring string -- another, of the greater id
// column: shared integer -- members of both
// column: people integer -- people of both
// column: loss number -- their losses together, in yuan
// example: at_least=1
MATCH (a:Ring)<-[:MEMBER_OF]-(n)-[:MEMBER_OF]->(b:Ring)
WHERE a.ring_id < b.ring_id
WITH a, b, count(*) AS shared, sum(CASE WHEN $$kind(n) = 'Person' THEN 1 ELSE 0 END) AS people
WHERE shared >= $at_least
RETURN a.ring_id AS first_ring, b.ring_id AS second_ring, shared, people, (a.loss_amount + b.loss_amount) / 100.0 AS loss
ORDER BY shared DESC, first_ring, second_ring
