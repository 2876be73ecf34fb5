// title: Rings by age
// 标题: 团伙活跃时间
// question: How long ago were the rings last seen?
// 问题: 团伙最近一次活动距今多久？
// group: supervision
// for: supervisor
// on: -
// param: today timestamp = today -- counted from this time back
// param: recent days = 30 -- seen within these days is recent
// param: old days = 180 -- not seen for these days is old
// row: one age and level
// column: age string -- recent, older or old
// column: level string -- level of the rings
// column: rings integer -- rings
// column: loss number -- their loss, in yuan
// column: last_time timestamp -- the last settlement of any of them
// example: today=2025-07-01
MATCH (r:Ring)
WITH CASE WHEN r.last_seen + $recent >= $today THEN 'recent' WHEN r.last_seen + $old >= $today THEN 'older' ELSE 'old' END AS age, r
WITH age, r.level AS level, count(*) AS rings, sum(r.loss_amount) / 100.0 AS loss, max(r.last_seen) AS last_time
RETURN age, level, rings, loss, last_time
ORDER BY age, level
