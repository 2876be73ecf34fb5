// title: Customers in step with a person
// 标题: 与某人同步购药的人
// question: Who pays at the same institutions within minutes of this person, day after day?
// 问题: 谁多日与此人在同一机构几分钟内先后结算？
// group: collusion
// for: investigator
// on: Person
// param: person_id string from Person.person_id -- the person
// param: kind string = pharmacy -- kind of institution
// param: within minutes = 15 -- longest time between the two
// param: at_least integer = 2 -- least days on which it happened
// row: another person and an institution
// column: person string -- the other person
// column: institution string -- the institution
// column: days integer -- days on which both paid there within the time
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: person_id=P1 within=30
MATCH (own:Person {person_id: $person_id})-[h1:HOLDS]->(c1:Card)<-[w1:PAID_WITH]-(mine:Settlement)-[a1:`AT`]->(i:Institution)<-[a2:`AT`]-(other:Settlement)-[w2:PAID_WITH]->(c2:Card)<-[h2:HOLDS]-(p:Person)
WHERE i.kind = $kind AND p.person_id <> $person_id
      AND other.settled_at + $within >= mine.settled_at AND mine.settled_at + $within >= other.settled_at
// ladybug: HINT ((((((((((((own JOIN h1) JOIN c1) JOIN w1) JOIN mine) JOIN a1) JOIN i) JOIN a2) JOIN other) JOIN w2) JOIN c2) JOIN h2) JOIN p)
WITH p.person_id AS person, i.institution_id AS institution, count(DISTINCT $$day(mine.settled_at)) AS days,
     min(mine.settled_at) AS first_time, max(mine.settled_at) AS last_time
WHERE days >= $at_least
RETURN person, institution, days, first_time, last_time
ORDER BY days DESC, person, institution
