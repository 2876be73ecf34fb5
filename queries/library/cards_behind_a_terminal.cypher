// title: Many cards on one terminal
// 标题: 同一终端的多张卡
// question: On which days did a terminal of this institution take many cards?
// 问题: 该机构的终端在哪些天刷过很多张卡？
// group: card_lending
// for: analyst, investigator
// on: Institution
// param: institution_id string from Institution.institution_id -- the institution
// param: at_least integer = 5 -- least cards on a day
// row: one terminal and day
// column: terminal string -- the terminal's number
// column: day date -- the day
// column: cards integer -- different cards used
// column: settlements integer -- settlements made
// column: amount number -- their total, in yuan
// example: institution_id=I1 at_least=3
MATCH (:Institution {institution_id: $institution_id})<-[:AT]-(s:Settlement)-[:`ON`]->(t:Terminal), (s)-[:PAID_WITH]->(c:Card)
WITH t.terminal_id AS terminal, $$day(s.settled_at) AS day, count(DISTINCT c.card_id) AS cards,
     count(*) AS settlements, sum(s.total_amount) / 100.0 AS amount
WHERE cards >= $at_least
RETURN terminal, day, cards, settlements, amount
ORDER BY cards DESC, day, terminal
