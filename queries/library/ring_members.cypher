// title: Members of a ring by role
// 标题: 团伙成员与角色
// question: Who and what belongs to this ring, in which role?
// 问题: 该团伙有哪些成员，各是什么角色？
// group: rings
// for: investigator, analyst
// on: Ring
// param: ring_id string from Ring.ring_id -- the ring
// row: one member
// column: role string -- the member's role
// column: kind string -- kind of node
// column: member string personal mixed -- its id
// column: weight number -- how strongly it belongs, 0 to 1
// column: rings integer -- rings that it belongs to, this one included
// example: ring_id=R-1
MATCH (:Ring {ring_id: $ring_id})<-[m:MEMBER_OF]-(n)
MATCH (n)-[:MEMBER_OF]->(r:Ring)
WITH m, n, count(DISTINCT r.ring_id) AS rings
RETURN m.role AS role, $$kind(n) AS kind, coalesce(n.person_id, n.card_id, n.institution_id, n.doctor_id, n.batch_id, n.drug_id) AS member,
       m.weight AS weight, rings
ORDER BY role, weight DESC, kind, member
