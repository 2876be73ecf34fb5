// title: Where a lot is
// 标题: 某批次在哪些机构
// question: Which institutions had this lot, what came, went and was sold?
// 问题: 哪些机构有过此批次，进、出、售各多少？
// group: recall
// for: supervisor, investigator
// on: Batch
// param: batch_id string from Batch.batch_id -- the lot
// row: one institution
// column: institution string -- the institution
// column: name string -- its name
// column: came number -- packs that came: opening, purchases, transfers in
// column: went number -- packs that went otherwise than by insured sales
// column: sold number -- packs sold to insured people, net of reversals
// example: batch_id=B1
MATCH (b:Batch {batch_id: $batch_id})<-[m:MOVED]-(i:Institution)
WITH b.number AS lot, i.institution_id AS shop, i.name AS name,
     sum(CASE WHEN m.kind IN ['opening', 'purchase', 'transfer_in'] THEN abs(m.quantity) ELSE 0.0 END) AS came,
     sum(CASE WHEN m.kind IN ['purchase_return', 'transfer_out', 'self_pay_sale', 'damage'] THEN abs(m.quantity) ELSE 0.0 END) AS went
// From the lot's drug, since the shops' own sales are many times as many.
OPTIONAL MATCH (:Batch {batch_id: $batch_id})-[:LOT_OF]->(:Drug)<-[x:DISPENSED]-(:Settlement)-[:AT]->(o:Institution)
WHERE x.batch = lot AND o.institution_id = shop
WITH shop, name, came, went, sum(x.quantity) AS sold
RETURN shop AS institution, name, round(came, 3) AS came, round(went, 3) AS went,
       round(coalesce(sold, 0.0), 3) AS sold
ORDER BY came DESC, institution
