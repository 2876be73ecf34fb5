// title: Collectors of sought-after drugs
// 标题: 抢手药品的囤积者
// question: Who got most packs of the drugs that are sought after in trade?
// 问题: 谁领取了最多的易倒卖药品？
// group: resale
// for: analyst, supervisor
// on: -
// param: risk number = 0.5 -- least resale risk of a drug, 0 to 1
// param: since timestamp = 1900-01-01 -- from this time on
// param: until timestamp = today -- before this time
// param: at_least number = 20 -- least packs
// row: one person
// column: person string -- the person
// column: drugs integer -- different drugs of that risk
// column: packs number -- packs, net of reversals
// column: amount number -- yuan, net of reversals
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: risk=0.5 at_least=10
MATCH (d:Drug)<-[x:DISPENSED]-(s:Settlement)-[:PAID_WITH]->(c:Card)
WHERE d.resale_risk >= $risk AND s.settled_at >= $since AND s.settled_at < $until
WITH c.card_id AS card, d.drug_id AS drug, sum(x.quantity) AS quantity, sum(x.amount) AS fen,
     min(s.settled_at) AS first_of, max(s.settled_at) AS last_of
MATCH (h:Card)<-[:HOLDS]-(p:Person)
WHERE h.card_id = card
WITH p.person_id AS person, count(DISTINCT drug) AS drugs, round(sum(quantity), 3) AS packs, sum(fen) / 100.0 AS amount,
     min(first_of) AS first_time, max(last_of) AS last_time
WHERE packs >= $at_least
RETURN person, drugs, packs, amount, first_time, last_time
ORDER BY packs DESC, amount DESC, person
