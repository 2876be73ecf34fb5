// title: Phones and addresses that many share
// 标题: 多人共用的电话和地址
// question: Which phones and addresses are given by people of many households?
// 问题: 哪些电话或地址被多个家庭共用？
// group: card_lending
// for: analyst
// on: -
// param: at_least integer = 3 -- least households
// row: one phone or address
// column: contact string personal contact -- kind and value
// column: kind string -- phone or address
// column: people integer -- people who gave it
// column: households integer -- their different households
// example: at_least=2
MATCH (k:Contact)<-[:REACHED_BY]-(p:Person)
WHERE k.kind <> 'household'
WITH k, count(*) AS people, count(DISTINCT p.household_id) AS households
WHERE households >= $at_least
RETURN k.contact_id AS contact, k.kind AS kind, people, households
ORDER BY households DESC, people DESC, contact
