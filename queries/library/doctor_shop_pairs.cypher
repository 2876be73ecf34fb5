// title: Doctors and the places that fill their prescriptions
// 标题: 医生与配药机构
// question: Which institutions fill most lines of which doctors?
// 问题: 哪些机构为哪些医生配药最多？
// group: collusion
// for: analyst, supervisor
// on: -
// param: at_least integer = 50 -- least lines
// row: one doctor and institution
// column: doctor string -- the prescriber
// column: institution string -- where the lines were filled
// column: lines integer -- lines filled there
// example: at_least=5
MATCH (d:Doctor)-[p:PRESCRIBED]->(s:Settlement)-[a:AT]->(i:Institution)
// ladybug: HINT ((((s JOIN p) JOIN a) JOIN i) JOIN d)
WITH d.doctor_id AS doctor, i.institution_id AS institution, count(*) AS lines
WHERE lines >= $at_least
RETURN doctor, institution, lines
ORDER BY lines DESC, doctor, institution
