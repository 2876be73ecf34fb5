// title: Sold before it came
// 标题: 先售后进的批次
// question: Which lots did this institution sell before their first arrival was recorded?
// 问题: 该机构哪些批次在首次进货记录之前就已售出？
// group: data_quality
// for: data officer, investigator
// on: Institution
// param: institution_id string from Institution.institution_id -- the institution
// row: one lot
// column: batch string -- the lot
// column: lines integer -- lines dispensed before
// column: first_sale timestamp -- the first sale
// column: arrival timestamp -- the first arrival that was recorded
// example: institution_id=I1
MATCH (:Institution {institution_id: $institution_id})-[m:MOVED]->(b:Batch)
WHERE m.kind IN ['opening', 'purchase', 'transfer_in']
WITH b.number AS lot, b.batch_id AS batch, min(m.moved_at) AS arrival
MATCH (:Institution {institution_id: $institution_id})<-[:AT]-(s:Settlement)-[x:DISPENSED]->(:Drug)
WHERE x.batch = lot AND s.settled_at < arrival
RETURN batch, count(*) AS lines, min(s.settled_at) AS first_sale, arrival
ORDER BY lines DESC, batch
