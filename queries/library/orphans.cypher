// title: Nodes that nothing refers to
// 标题: 孤立的节点
// question: How many people, cards, institutions, doctors, drugs and lots does nothing refer to?
// 问题: 有多少人、卡、机构、医生、药品、批次没有任何关联？
// group: data_quality
// for: data officer
// on: -
// row: one kind
// column: kind string -- kind of node
// column: lacks string -- what it lacks
// column: nodes integer -- how many
// column: example string personal mixed -- the smallest id of them
// example: -
MATCH (n:Person) WHERE NOT EXISTS { MATCH (n)-[:HOLDS]->(:Card) }
RETURN 'Person' AS kind, 'card' AS lacks, count(*) AS nodes, min(n.person_id) AS example
UNION ALL
MATCH (n:Card) WHERE NOT EXISTS { MATCH (n)<-[:PAID_WITH]-(:Settlement) }
RETURN 'Card' AS kind, 'settlement' AS lacks, count(*) AS nodes, min(n.card_id) AS example
UNION ALL
MATCH (n:Institution) WHERE NOT EXISTS { MATCH (n)<-[:BOUGHT_AT]-(:Person) }
RETURN 'Institution' AS kind, 'settlement' AS lacks, count(*) AS nodes, min(n.institution_id) AS example
UNION ALL
MATCH (n:Doctor) WHERE NOT EXISTS { MATCH (n)-[:PRESCRIBED]->(:Settlement) }
RETURN 'Doctor' AS kind, 'prescription' AS lacks, count(*) AS nodes, min(n.doctor_id) AS example
UNION ALL
MATCH (n:Drug) WHERE NOT EXISTS { MATCH (n)<-[:LOT_OF]-(:Batch) }
RETURN 'Drug' AS kind, 'lot' AS lacks, count(*) AS nodes, min(n.drug_id) AS example
UNION ALL
MATCH (n:Batch) WHERE NOT EXISTS { MATCH (n)<-[:MOVED]-(:Institution) }
RETURN 'Batch' AS kind, 'stock movement' AS lacks, count(*) AS nodes, min(n.batch_id) AS example
