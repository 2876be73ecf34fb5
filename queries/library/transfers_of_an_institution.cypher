// title: Transfers of an institution
// 标题: 机构的调拨
// question: With which institutions does this one exchange stock, and of what?
// 问题: 该机构与哪些机构调拨什么药品？
// group: resale
// for: investigator
// on: Institution
// param: institution_id string from Institution.institution_id -- the institution
// row: one partner, direction and lot
// column: partner string -- the other institution, where it was told
// column: kind string -- transfer_in or transfer_out
// column: drug string -- the drug
// column: batch string -- the lot
// column: transfers integer -- transfers
// column: packs number -- packs
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: institution_id=I1
MATCH (:Institution {institution_id: $institution_id})-[m:MOVED]->(b:Batch)-[:LOT_OF]->(d:Drug)
WHERE m.kind IN ['transfer_in', 'transfer_out']
RETURN coalesce(m.counterparty_id, '') AS partner, m.kind AS kind, d.drug_id AS drug, b.batch_id AS batch,
       count(*) AS transfers, round(sum(abs(m.quantity)), 3) AS packs, min(m.moved_at) AS first_time, max(m.moved_at) AS last_time
ORDER BY packs DESC, partner, kind, batch
