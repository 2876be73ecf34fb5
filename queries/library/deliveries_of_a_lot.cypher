// title: Deliveries of a lot
// 标题: 某批次的配送
// question: Who delivered this lot to whom?
// 问题: 谁把这个批次配送给了谁？
// group: recall
// for: supervisor, investigator
// on: Batch
// param: batch_id string from Batch.batch_id -- the lot
// row: one supplier and institution
// column: supplier string -- the wholesaler
// column: institution string -- who received
// column: deliveries integer -- deliveries
// column: packs number -- packs delivered
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: batch_id=B1
MATCH (b:Batch {batch_id: $batch_id})<-[m:MOVED]-(i:Institution)<-[v:DELIVERED]-(u:Supplier)
WHERE v.`move` = m.`move`
// ladybug: HINT ((((b JOIN m) JOIN i) JOIN v) JOIN u)
RETURN u.supplier_id AS supplier, i.institution_id AS institution, count(*) AS deliveries,
       round(sum(abs(v.quantity)), 3) AS packs, min(v.moved_at) AS first_time, max(v.moved_at) AS last_time
ORDER BY packs DESC, supplier, institution
