// title: Where a card is used
// 标题: 某卡的使用地点
// question: At which institutions is this card used, how often and for how much?
// 问题: 此卡在哪些机构使用，次数和金额？
// group: card_lending
// for: investigator
// on: Card
// param: card_id string from Card.card_id -- the card
// row: one institution
// column: institution string -- the institution
// column: name string -- its name
// column: kind string -- kind of institution
// column: settlements integer -- settlements there
// column: amount number -- their total, in yuan
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: card_id=C1
MATCH (:Card {card_id: $card_id})<-[:PAID_WITH]-(s:Settlement)-[:AT]->(i:Institution)
RETURN i.institution_id AS institution, i.name AS name, i.kind AS kind, count(*) AS settlements,
       sum(s.total_amount) / 100.0 AS amount, min(s.settled_at) AS first_time, max(s.settled_at) AS last_time
ORDER BY settlements DESC, institution
