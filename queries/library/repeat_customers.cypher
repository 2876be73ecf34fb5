// title: Repeat customers
// 标题: 回头客
// question: Who settles at this institution again and again?
// 问题: 谁在该机构反复结算？
// group: collusion
// for: analyst, investigator
// on: Institution
// param: institution_id string from Institution.institution_id -- the institution
// param: at_least integer = 10 -- least settlements
// row: one person
// column: person string -- the person
// column: region string -- region of residence
// column: settlements integer -- standing settlements there
// column: amount number -- their total, in yuan
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: institution_id=I1 at_least=2
MATCH (:Institution {institution_id: $institution_id})<-[b:BOUGHT_AT]-(p:Person)
WHERE b.settlements >= $at_least
RETURN p.person_id AS person, p.region_code AS region, b.settlements AS settlements, b.amount / 100.0 AS amount,
       b.`first` AS first_time, b.`last` AS last_time
ORDER BY settlements DESC, amount DESC, person
