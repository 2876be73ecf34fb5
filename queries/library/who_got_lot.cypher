// title: Who got a lot
// 标题: 谁领取了某批次
// question: Which people got packs of this lot, and where?
// 问题: 哪些人在哪里领取了这个批次的药？
// group: recall
// for: investigator, supervisor
// on: Batch
// param: batch_id string from Batch.batch_id -- the lot
// row: one person and institution
// column: person string -- the person
// column: institution string -- where
// column: packs number -- packs, net of reversals
// column: lines integer -- lines dispensed
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: batch_id=B1
MATCH (b:Batch {batch_id: $batch_id})-[:LOT_OF]->(:Drug)<-[x:DISPENSED]-(s:Settlement)-[:PAID_WITH]->(:Card)<-[:HOLDS]-(p:Person)
MATCH (s)-[:AT]->(i:Institution)
WHERE x.batch = b.number
RETURN p.person_id AS person, i.institution_id AS institution, round(sum(x.quantity), 3) AS packs, count(*) AS lines,
       min(s.settled_at) AS first_time, max(s.settled_at) AS last_time
ORDER BY packs DESC, person, institution
