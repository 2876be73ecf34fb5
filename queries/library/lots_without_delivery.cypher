// title: Lots sold without delivery
// 标题: 无进货记录却售出的批次
// question: Which lots did this institution sell that never came in?
// 问题: 该机构售出了哪些没有进货记录的批次？
// group: resale
// for: investigator, analyst
// on: Institution
// param: institution_id string from Institution.institution_id -- the institution
// row: one lot
// column: batch string -- the lot
// column: drug string -- its drug
// column: lines integer -- lines dispensed
// column: packs number -- packs, net of reversals
// column: amount number -- yuan, net of reversals
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: institution_id=I1
MATCH (i:Institution {institution_id: $institution_id})<-[:AT]-(s:Settlement)-[x:DISPENSED]->(d:Drug)
WHERE x.batch IS NOT NULL
WITH i, d, x.batch AS lot, count(*) AS lines, round(sum(x.quantity), 3) AS packs, sum(x.amount) / 100.0 AS amount,
     min(s.settled_at) AS first_time, max(s.settled_at) AS last_time
MATCH (b:Batch)
WHERE b.number = lot
OPTIONAL MATCH (i)-[m:MOVED]->(b)
WHERE m.kind IN ['opening', 'purchase', 'transfer_in']
WITH d, b, lines, packs, amount, first_time, last_time, count(m) AS arrivals
WHERE arrivals = 0
RETURN b.batch_id AS batch, d.drug_id AS drug, lines, packs, amount, first_time, last_time
ORDER BY amount DESC, batch, drug
