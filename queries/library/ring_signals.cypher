// title: What a ring rests on
// 标题: 团伙的依据
// question: Which signals support this ring?
// 问题: 哪些信号支持该团伙？
// group: rings
// for: investigator
// on: Ring
// param: ring_id string from Ring.ring_id -- the ring
// row: one signal
// column: signal string -- name of the signal
// column: statement string -- what was seen
// column: p_value number -- chance of it under the null model
// column: weight number -- its weight in the ring
// example: ring_id=R-1
MATCH (:Ring {ring_id: $ring_id})<-[:SUPPORTS]-(g:Signal)
RETURN g.signal AS signal, g.statement AS statement, g.p_value AS p_value, g.weight AS weight
ORDER BY weight DESC, p_value, g.signal_id
