// title: What an institution sells
// 标题: 机构销售的药品
// question: Which drugs does this institution sell, and for how much?
// 问题: 该机构销售哪些药品，金额多少？
// group: collusion
// for: analyst
// on: Institution
// param: institution_id string from Institution.institution_id -- the institution
// row: one drug
// column: drug string -- the drug
// column: name string -- its generic name
// column: lines integer -- lines dispensed
// column: packs number -- packs, net of reversals
// column: amount number -- yuan, net of reversals
// example: institution_id=I1
MATCH (:Institution {institution_id: $institution_id})<-[:AT]-(:Settlement)-[x:DISPENSED]->(d:Drug)
WITH d, count(*) AS lines, round(sum(x.quantity), 3) AS packs, sum(x.amount) / 100.0 AS amount
RETURN d.drug_id AS drug, d.generic_name AS name, lines, packs, amount
ORDER BY amount DESC, drug
