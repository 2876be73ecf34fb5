// title: Sales against stock
// 标题: 销售与库存对照
// question: Of which lots did this institution sell more than came in?
// 问题: 该机构哪些批次销售超过进货？
// group: collusion
// for: investigator, analyst
// on: Institution
// param: institution_id string from Institution.institution_id -- the institution
// param: at_least number = 1 -- least packs beyond the stock
// row: one lot that was sold
// column: batch string -- the lot
// column: came number -- packs that came: opening, purchases, transfers in
// column: went number -- packs that went otherwise than by insured sales
// column: sold number -- packs sold to insured people, net of reversals
// column: beyond number -- packs sold or gone beyond what came
// example: institution_id=I1 at_least=0
MATCH (i:Institution {institution_id: $institution_id})<-[:AT]-(:Settlement)-[x:DISPENSED]->(:Drug)
WHERE x.batch IS NOT NULL
WITH i, x.batch AS lot, sum(x.quantity) AS sold
OPTIONAL MATCH (i)-[m:MOVED]->(b:Batch)
WHERE b.number = lot
WITH lot, sold,
     sum(CASE WHEN m.kind IN ['opening', 'purchase', 'transfer_in'] THEN abs(m.quantity) ELSE 0.0 END) AS came,
     sum(CASE WHEN m.kind IN ['purchase_return', 'transfer_out', 'self_pay_sale', 'damage'] THEN abs(m.quantity) ELSE 0.0 END) AS went
WHERE sold + went - came >= $at_least
MATCH (b:Batch)
WHERE b.number = lot
RETURN b.batch_id AS batch, round(came, 3) AS came, round(went, 3) AS went, round(sold, 3) AS sold,
       round(sold + went - came, 3) AS beyond
ORDER BY beyond DESC, batch
