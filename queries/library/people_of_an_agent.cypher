// title: Whom an agent collected for
// 标题: 代办人替谁取药
// question: Whom did this person collect for, and is it registered?
// 问题: 此人替谁代办，是否登记？
// group: card_lending
// for: investigator
// on: Person
// param: person_id string from Person.person_id -- the person
// row: one person collected for
// column: person string -- whose card was used
// column: registered boolean -- whether an agency is registered
// column: settlements integer -- settlements collected
// column: amount number -- their total, in yuan
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: person_id=P1
MATCH (a:Person {person_id: $person_id})<-[:COLLECTED_BY]-(s:Settlement)-[:PAID_WITH]->(:Card)<-[:HOLDS]-(p:Person)
WHERE p.person_id <> $person_id
WITH a, p, count(*) AS settlements, sum(s.total_amount) / 100.0 AS amount,
     min(s.settled_at) AS first_time, max(s.settled_at) AS last_time
OPTIONAL MATCH (a)-[r:ACTS_FOR]->(p)
WITH p, settlements, amount, first_time, last_time, count(r) AS registrations
RETURN p.person_id AS person, registrations > 0 AS registered, settlements, amount, first_time, last_time
ORDER BY settlements DESC, person
