// title: Rings between two runs
// 标题: 两次检测间的团伙变化
// question: How did rings grow from one run to another?
// 问题: 团伙在两次检测之间如何变化？
// group: rings
// for: analyst, supervisor
// on: -
// param: earlier string from Ring.run -- the earlier run
// param: later string from Ring.run -- the later run
// row: a ring of the earlier run and one of the later that share members
// column: earlier_ring string -- ring of the earlier run
// column: later_ring string -- ring of the later run
// column: shared integer -- members of both
// column: growth number -- loss of the later ring less that of the earlier, in yuan
// column: earlier_level string -- level before
// column: later_level string -- level after
// example: earlier=run-1 later=run-2
MATCH (a:Ring)<-[:MEMBER_OF]-(n)-[:MEMBER_OF]->(b:Ring)
WHERE a.run = $earlier AND b.run = $later
WITH a, b, count(*) AS shared
RETURN a.ring_id AS earlier_ring, b.ring_id AS later_ring, shared, (b.loss_amount - a.loss_amount) / 100.0 AS growth,
       a.level AS earlier_level, b.level AS later_level
ORDER BY growth DESC, earlier_ring, later_ring
