// title: Agents for many people
// 标题: 替多人取药的代办人
// question: Who collected for many other people?
// 问题: 谁替很多人代办？
// group: card_lending
// for: analyst, supervisor
// on: -
// param: at_least integer = 5 -- least people collected for
// row: one agent
// column: agent string -- the person who was shown as agent
// column: people integer -- different people collected for
// column: households integer -- their different households, as far as known
// column: settlements integer -- settlements collected
// column: amount number -- their total, in yuan
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: at_least=3
MATCH (a:Person)<-[b:COLLECTED_BY]-(s:Settlement)-[w:PAID_WITH]->(c:Card)<-[h:HOLDS]-(p:Person)
WHERE p.person_id <> a.person_id
// ladybug: HINT ((((((a JOIN b) JOIN s) JOIN w) JOIN c) JOIN h) JOIN p)
WITH a.person_id AS agent, count(DISTINCT p.person_id) AS people, count(DISTINCT p.household_id) AS households,
     count(*) AS settlements, sum(s.total_amount) / 100.0 AS amount,
     min(s.settled_at) AS first_time, max(s.settled_at) AS last_time
WHERE people >= $at_least
RETURN agent, people, households, settlements, amount, first_time, last_time
ORDER BY people DESC, settlements DESC, agent
