// title: Template baskets
// 标题: 模板化购药
// question: Which baskets of the same drugs, packs and amount did many people of this institution get?
// 问题: 哪些相同药品、数量、金额的处方被多人重复结算？
// group: collusion
// for: analyst, investigator
// on: Institution
// param: institution_id string from Institution.institution_id -- the institution
// param: lines integer = 2 -- least lines of a basket
// param: at_least integer = 3 -- least people who got it
// row: one basket
// column: first_drug string -- the first of its drugs by id
// column: last_drug string -- the last of its drugs by id
// column: lines integer -- lines of the basket
// column: packs number -- packs of the basket
// column: amount number -- its total, in yuan
// column: people integer -- different people who got it
// column: settlements integer -- times it was settled
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: institution_id=I1 lines=1
MATCH (:Institution {institution_id: $institution_id})<-[:AT]-(s:Settlement)-[x:DISPENSED]->(d:Drug), (s)-[:PAID_WITH]->(:Card)<-[:HOLDS]-(p:Person)
WITH s, p, count(*) AS lines, round(sum(x.quantity), 3) AS packs, min(d.drug_id) AS first_drug, max(d.drug_id) AS last_drug
WHERE lines >= $lines
WITH first_drug, last_drug, lines, packs, s.total_amount / 100.0 AS amount, count(DISTINCT p.person_id) AS people,
     count(*) AS settlements, min(s.settled_at) AS first_time, max(s.settled_at) AS last_time
WHERE people >= $at_least
RETURN first_drug, last_drug, lines, packs, amount, people, settlements, first_time, last_time
ORDER BY people DESC, settlements DESC, first_drug, last_drug, lines, packs, amount
