// title: Cards swiped together with a card
// 标题: 与某卡同刷的卡
// question: Which cards are used on the same terminal within minutes of this one, on several days?
// 问题: 哪些卡多日与此卡在同一终端几分钟内先后刷卡？
// group: card_lending
// for: investigator, analyst
// on: Card
// param: card_id string from Card.card_id -- the card
// param: within minutes = 10 -- longest time between the two
// param: at_least integer = 2 -- least days on which it happened
// row: another card, with its holder
// column: card string personal credential -- the other card
// column: person string -- its holder
// column: days integer -- days on which both were used together
// column: times integer -- pairs of settlements within the time
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: card_id=C1 within=5
MATCH (own:Card {card_id: $card_id})<-[w1:PAID_WITH]-(mine:Settlement)-[o1:`ON`]->(t:Terminal)<-[o2:`ON`]-(other:Settlement)-[w2:PAID_WITH]->(c:Card)<-[h:HOLDS]-(p:Person)
WHERE other.settled_at + $within >= mine.settled_at AND mine.settled_at + $within >= other.settled_at
      AND c.card_id <> $card_id
// ladybug: HINT ((((((((((own JOIN w1) JOIN mine) JOIN o1) JOIN t) JOIN o2) JOIN other) JOIN w2) JOIN c) JOIN h) JOIN p)
WITH c.card_id AS card, p.person_id AS person, count(DISTINCT $$day(mine.settled_at)) AS days, count(*) AS times,
     min(mine.settled_at) AS first_time, max(mine.settled_at) AS last_time
WHERE days >= $at_least
RETURN card, person, days, times, first_time, last_time
ORDER BY days DESC, times DESC, card
