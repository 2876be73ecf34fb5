"""Names, addresses, numbers: texts that are made only when the files are written."""

import numpy as np

from simulation.randomness import Array, choose

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_MALE = "伟强磊军洋勇杰涛明超刚平辉鹏华飞波斌宇浩凯健俊帆建国志德福永新民安清峰林海山昌兴旺成康有才诚信顺祥"
_FEMALE = "芳娜秀敏静丽艳娟霞燕玲桂英华慧巧美淑惠珠翠雅芝玉萍红娥香月莺媛琼兰凤洁梅琳素云莲真环雪荣爱妹琴晓文欣怡"
_STREET_PAIRS = "人民解放建设和平中山新华胜利文化光明幸福长江黄河东风朝阳青年团结友谊红旗健康民主学府工业北京南京"
_TRADE_PAIRS = "纺织机械电子食品建筑物流化工印刷服装家具五金园林"
STREETS = [_STREET_PAIRS[start : start + 2] for start in range(0, len(_STREET_PAIRS), 2)]
COMPANIES = [_TRADE_PAIRS[start : start + 2] for start in range(0, len(_TRADE_PAIRS), 2)]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def person_names(female: Array, surname_seed: Array, random: np.random.Generator) -> list[str]:
    """A surname by household and one or two given characters by sex."""
    count = len(female)
    weights = 1 / (np.arange(len(SURNAMES)) + 6)
    ladder = np.cumsum(weights) / weights.sum()
    own = random.random(count) < 0.35
    draw = np.where(own, random.random(count), surname_seed)
    surname = np.array(list(SURNAMES))[np.searchsorted(ladder, draw).clip(0, len(SURNAMES) - 1)]
    male, women = np.array(list(_MALE)), np.array(list(_FEMALE))
    given = [
        np.where(female, women[random.integers(0, len(women), count)], male[random.integers(0, len(male), count)])
        for _ in range(2)
    ]
    second = np.where(random.random(count) < 0.75, given[1], "")
    return list(np.strings.add(np.strings.add(surname, given[0]), second))


def id_numbers(district: Array, birth: Array, female: Array, random: np.random.Generator) -> list[str]:
    """18-character identity numbers with the check digit of GB 11643; `birth` are numpy days."""
    year = birth.astype("datetime64[Y]").astype(np.int64) + 1970
    month = birth.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (birth - birth.astype("datetime64[M]")).astype(np.int64) + 1
    order = random.integers(0, 500, len(birth)) * 2 + ~female
    number = (((310_100 + district) * 10_000 + year) * 10_000 + month * 100 + day) * 1000 + order
    check = np.zeros(len(number), dtype=np.int64)
    for place, weight in enumerate(_WEIGHTS):
        check += number // 10 ** (16 - place) % 10 * weight
    letter = np.array(list("10X98765432"))[check % 11]
    return list(np.strings.add(number.astype("U17"), letter))


__all__ = ["COMPANIES", "STREETS", "SURNAMES", "choose", "id_numbers", "person_names"]
