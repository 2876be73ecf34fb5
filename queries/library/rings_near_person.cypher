// title: Rings near a person
// 标题: 某人身边的团伙
// question: Which rings does this person belong to, or those who live with, share a contact with or act for the person?
// 问题: 此人及其家人、共用联系方式者、代办人属于哪些团伙？
// group: rings
// for: investigator
// on: Person
// param: person_id string from Person.person_id -- the person
// row: one ring and the way to it
// column: ring string -- the ring
// column: way string -- member, household, contact or agent
// column: through string -- the member
// column: pattern string -- pattern of the ring
// column: level string -- level of the ring
// column: score number -- strength of the finding
// example: person_id=P1
MATCH (p:Person {person_id: $person_id})-[:MEMBER_OF]->(r:Ring)
RETURN DISTINCT r.ring_id AS ring, 'member' AS way, p.person_id AS through, r.pattern AS pattern, r.level AS level, r.score AS score
ORDER BY ring, through
UNION ALL
MATCH (:Person {person_id: $person_id})-[:LIVES_WITH]-(q:Person)-[:MEMBER_OF]->(r:Ring)
RETURN DISTINCT r.ring_id AS ring, 'household' AS way, q.person_id AS through, r.pattern AS pattern, r.level AS level, r.score AS score
ORDER BY ring, through
UNION ALL
MATCH (:Person {person_id: $person_id})-[:REACHED_BY]->(:Contact)<-[:REACHED_BY]-(q:Person)-[:MEMBER_OF]->(r:Ring)
WHERE q.person_id <> $person_id
RETURN DISTINCT r.ring_id AS ring, 'contact' AS way, q.person_id AS through, r.pattern AS pattern, r.level AS level, r.score AS score
ORDER BY ring, through
UNION ALL
MATCH (:Person {person_id: $person_id})-[:ACTS_FOR]-(q:Person)-[:MEMBER_OF]->(r:Ring)
RETURN DISTINCT r.ring_id AS ring, 'agent' AS way, q.person_id AS through, r.pattern AS pattern, r.level AS level, r.score AS score
ORDER BY ring, through
