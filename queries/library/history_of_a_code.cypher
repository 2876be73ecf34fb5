// title: Every sale of a repeated code
// 标题: 重复追溯码的销售记录
// question: When, where and to whom was this pack sold?
// 问题: 这盒药何时何地售给了谁？
// group: resale
// for: investigator
// on: Pack
// param: trace_code string from Pack.trace_code -- the code
// row: one read of the code
// column: settled_at timestamp -- when
// column: settlement string -- the settlement
// column: institution string -- where
// column: card string personal credential -- the card used
// column: person string -- its holder
// example: trace_code=81000000000000000001
MATCH (:Pack {trace_code: $trace_code})-[r:SCANNED_IN]->(s:Settlement)-[:PAID_WITH]->(c:Card)<-[:HOLDS]-(p:Person)
MATCH (s)-[:AT]->(i:Institution)
RETURN s.settled_at AS settled_at, s.settlement_id AS settlement, i.institution_id AS institution, c.card_id AS card,
       p.person_id AS person
ORDER BY settled_at, settlement, r.line
