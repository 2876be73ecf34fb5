// title: Who shares a phone or address
// 标题: 共用某电话或地址的人
// question: Who gave this phone or address, and what did they settle?
// 问题: 谁留过这个电话或地址，结算多少？
// group: card_lending
// for: investigator
// on: Contact
// param: contact_id string from Contact.contact_id -- kind and value, such as phone:13800000000
// row: one person
// column: person string -- the person
// column: household string -- the person's household
// column: places integer -- institutions where the person settled
// column: settlements integer -- standing settlements
// column: amount number -- their total, in yuan
// example: contact_id=phone:13800000000
MATCH (:Contact {contact_id: $contact_id})<-[:REACHED_BY]-(p:Person)
OPTIONAL MATCH (p)-[b:BOUGHT_AT]->(:Institution)
WITH p, count(b) AS places, coalesce(sum(b.settlements), 0) AS settlements, coalesce(sum(b.amount), 0) / 100.0 AS amount
RETURN p.person_id AS person, p.household_id AS household, places, settlements, amount
ORDER BY amount DESC, person
