// title: Rings between two runs
// 标题: 两次检测间的团伙变化
// question: How did rings grow, shrink, appear and vanish between the run before and the run in force?
// 问题: 与上一次检测相比，团伙如何扩大、缩小、新出现或消失？
// group: rings
// for: analyst, supervisor
// on: -
// param: at_least integer = 1 -- least people in both, of rings that go on
// row: a ring of the run before and one of the run in force that share people; or a ring that only one of them has
// column: change string -- grown, shrunk or steady by its people; new; gone
// column: earlier_ring string -- ring of the run before; empty where it is new
// column: later_ring string -- ring of the run in force; empty where it is gone
// column: shared integer -- people of both
// column: joined integer -- people of the later ring only
// column: left_it integer -- people of the earlier ring only
// column: growth number -- loss of the later ring less that of the earlier, in yuan
// column: earlier_level string -- level before
// column: later_level string -- level now
// example: -
MATCH (a:FormerRing)-[e:BECAME]->(b:Ring)
WHERE e.shared >= $at_least
RETURN CASE WHEN e.joined > e.gone THEN 'grown' WHEN e.joined < e.gone THEN 'shrunk' ELSE 'steady' END AS change,
       a.ring_id AS earlier_ring, b.ring_id AS later_ring, e.shared AS shared, e.joined AS joined, e.gone AS left_it,
       (b.loss_amount - a.loss_amount) / 100.0 AS growth, a.level AS earlier_level, b.level AS later_level
ORDER BY growth DESC, earlier_ring, later_ring
UNION ALL
MATCH (b:Ring)<-[:MEMBER_OF]-(p:Person)
WHERE NOT EXISTS { MATCH (b)<-[:BECAME]-(:FormerRing) }
WITH b, count(*) AS people
RETURN 'new' AS change, '' AS earlier_ring, b.ring_id AS later_ring, 0 AS shared, people AS joined, 0 AS left_it,
       b.loss_amount / 100.0 AS growth, '' AS earlier_level, b.level AS later_level
ORDER BY growth DESC, later_ring
UNION ALL
MATCH (a:FormerRing)
WHERE NOT EXISTS { MATCH (a)-[:BECAME]->(:Ring) }
RETURN 'gone' AS change, a.ring_id AS earlier_ring, '' AS later_ring, 0 AS shared, 0 AS joined, a.people AS left_it,
       -a.loss_amount / 100.0 AS growth, a.level AS earlier_level, '' AS later_level
ORDER BY growth, earlier_ring
