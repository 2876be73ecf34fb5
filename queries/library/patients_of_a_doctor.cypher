// title: Doctor, institution, patient
// 标题: 医生—机构—患者三角
// question: Whose prescriptions by this doctor are filled at which institution, again and again?
// 问题: 此医生的处方由谁在哪家机构反复配药？
// group: collusion
// for: investigator
// on: Doctor
// param: doctor_id string from Doctor.doctor_id -- the prescriber
// param: at_least integer = 2 -- least settlements
// row: one patient and institution
// column: person string -- the patient
// column: institution string -- where the lines were filled
// column: settlements integer -- different settlements
// column: lines integer -- lines prescribed
// column: first_time timestamp -- the first of them
// column: last_time timestamp -- the last of them
// example: doctor_id=D1 at_least=1
MATCH (:Doctor {doctor_id: $doctor_id})-[:PRESCRIBED]->(s:Settlement)-[:AT]->(i:Institution), (s)-[:PAID_WITH]->(:Card)<-[:HOLDS]-(p:Person)
WITH p.person_id AS person, i.institution_id AS institution, count(DISTINCT s.settlement_id) AS settlements,
     count(*) AS lines, min(s.settled_at) AS first_time, max(s.settled_at) AS last_time
WHERE settlements >= $at_least
RETURN person, institution, settlements, lines, first_time, last_time
ORDER BY settlements DESC, lines DESC, person, institution
