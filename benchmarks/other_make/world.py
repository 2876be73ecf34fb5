"""The place and its people: homes, employers, drugs, institutions, doctors."""

import numpy as np, datetime as dt

SUR = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
GIV = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文红梅春海燕永琴飞鹏辉玲斌波宁欣子涵浩宇轩梓诗雨晨阳思佳怡美凤莲成龙荣生福德贵仁义礼信忠孝安康"
# generic, trade names, ATC, strength, price, days/pack, chronic, sex, resale risk, tag
D = [
    ("硝苯地平控释片", ["拜新同", "欣然", "控欣"], "C08CA05", "30mg*28", 96.0, 28, 1, "", 0.35, "htn"),
    ("苯磺酸氨氯地平片", ["络活喜", "压氏达", "兰迪"], "C08CA01", "5mg*28", 32.0, 28, 1, "", 0.25, "htn"),
    ("缬沙坦胶囊", ["代文", "穗悦"], "C09CA03", "80mg*28", 38.5, 28, 1, "", 0.3, "htn"),
    ("厄贝沙坦氢氯噻嗪片", ["安博诺", "依伦平"], "C09DA04", "150mg*28", 56.0, 28, 1, "", 0.25, "htn"),
    ("沙库巴曲缬沙坦钠片", ["诺欣妥"], "C09DX04", "100mg*28", 92.4, 14, 1, "", 0.7, "htn"),
    ("琥珀酸美托洛尔缓释片", ["倍他乐克"], "C07AB02", "47.5mg*28", 41.2, 28, 1, "", 0.25, "htn"),
    ("盐酸二甲双胍片", ["格华止", "美迪康", "卜可"], "A10BA02", "0.5g*60", 21.5, 30, 1, "", 0.15, "dm"),
    ("阿卡波糖片", ["拜唐苹", "卡博平"], "A10BF01", "50mg*90", 46.0, 30, 1, "", 0.4, "dm"),
    ("达格列净片", ["安达唐", "优唐"], "A10BK01", "10mg*14", 60.2, 14, 1, "", 0.6, "dm"),
    ("西格列汀片", ["捷诺维"], "A10BH01", "100mg*14", 72.6, 14, 1, "", 0.6, "dm"),
    ("甘精胰岛素注射液", ["来得时", "长秀霖"], "A10AE04", "3ml:300U", 69.0, 12, 1, "", 0.65, "dm"),
    ("门冬胰岛素30注射液", ["诺和锐30", "锐秀霖"], "A10AD05", "3ml:300U", 45.3, 9, 1, "", 0.6, "dm"),
    ("司美格鲁肽注射液", ["诺和泰"], "A10BJ06", "1.34mg/ml*1.5ml", 476.0, 28, 1, "", 0.95, "dm"),
    ("阿托伐他汀钙片", ["立普妥", "阿乐", "优力平"], "C10AA05", "20mg*28", 48.0, 28, 1, "", 0.55, "lip"),
    ("瑞舒伐他汀钙片", ["可定", "京诺"], "C10AA07", "10mg*28", 39.5, 28, 1, "", 0.5, "lip"),
    ("依折麦布片", ["益适纯"], "C10AX09", "10mg*10", 42.0, 10, 1, "", 0.5, "lip"),
    ("硫酸氢氯吡格雷片", ["波立维", "泰嘉", "帅信"], "B01AC04", "75mg*28", 122.0, 28, 1, "", 0.75, "chd"),
    ("阿司匹林肠溶片", ["拜阿司匹灵", "伯基"], "B01AC06", "100mg*30", 15.8, 30, 1, "", 0.2, "chd"),
    ("替格瑞洛片", ["倍林达", "泰仪"], "B01AC24", "90mg*14", 62.0, 7, 1, "", 0.75, "chd"),
    ("单硝酸异山梨酯缓释片", ["依姆多"], "C01DA14", "60mg*28", 88.0, 28, 1, "", 0.35, "chd"),
    ("利伐沙班片", ["拜瑞妥", "维赛妥"], "B01AF01", "15mg*7", 58.5, 7, 1, "", 0.7, "chd"),
    ("复方丹参滴丸", ["天士力"], "Z-XN001", "27mg*360", 52.0, 12, 1, "", 0.6, "cbv"),
    ("脑心通胶囊", ["步长"], "Z-XN002", "0.4g*48", 33.5, 4, 1, "", 0.75, "cbv"),
    ("银杏叶片", ["金纳多", "舒血宁"], "N06DX02", "40mg*30", 34.0, 10, 1, "", 0.5, "cbv"),
    ("通心络胶囊", ["以岭"], "Z-XN003", "0.26g*180", 78.0, 15, 1, "", 0.7, "cbv"),
    ("丁苯酞软胶囊", ["恩必普"], "N06DX-01", "0.1g*24", 148.0, 6, 1, "", 0.85, "cbv"),
    ("布地奈德福莫特罗吸入剂", ["信必可"], "R03AK07", "160/4.5*60", 152.0, 30, 1, "", 0.6, "asth"),
    ("噻托溴铵吸入粉雾剂", ["思力华"], "R03BB04", "18ug*10", 98.0, 10, 1, "", 0.55, "copd"),
    ("孟鲁司特钠片", ["顺尔宁", "平奇"], "R03DC03", "10mg*5", 28.0, 5, 1, "", 0.3, "asth"),
    ("盐酸坦索罗辛缓释胶囊", ["哈乐", "必坦"], "G04CA02", "0.2mg*10", 36.0, 10, 1, "M", 0.4, "bph"),
    ("非那雄胺片", ["保列治", "蓝乐"], "G04CB01", "5mg*10", 35.2, 10, 1, "M", 0.4, "bph"),
    ("阿仑膦酸钠片", ["福善美"], "M05BA04", "70mg*4", 78.0, 28, 1, "", 0.4, "ost"),
    ("碳酸钙D3片", ["钙尔奇", "朗迪"], "A12AX01", "600mg*60", 42.5, 30, 1, "", 0.3, "ost"),
    ("骨化三醇胶囊", ["罗盖全"], "A11CC04", "0.25ug*10", 37.0, 10, 1, "", 0.45, "ost"),
    ("左甲状腺素钠片", ["优甲乐"], "H03AA01", "50ug*100", 31.8, 100, 1, "", 0.1, "thy"),
    ("甲巯咪唑片", ["赛治"], "H03BB02", "10mg*50", 38.0, 50, 1, "", 0.1, "thy"),
    ("非布司他片", ["优立通", "风定宁"], "M04AA03", "40mg*14", 39.0, 14, 1, "", 0.4, "gout"),
    ("丙戊酸钠缓释片", ["德巴金"], "N03AG01", "0.5g*30", 62.0, 15, 1, "", 0.2, "epi"),
    ("左乙拉西坦片", ["开浦兰"], "N03AX14", "0.5g*30", 86.0, 15, 1, "", 0.3, "epi"),
    ("多巴丝肼片", ["美多芭"], "N04BA02", "250mg*40", 79.0, 13, 1, "", 0.35, "park"),
    ("盐酸普拉克索缓释片", ["森福罗"], "N04BC05", "0.75mg*10", 82.0, 10, 1, "", 0.4, "park"),
    ("草酸艾司西酞普兰片", ["来士普"], "N06AB10", "10mg*7", 52.0, 7, 1, "", 0.3, "dep"),
    ("盐酸舍曲林片", ["左洛复"], "N06AB06", "50mg*14", 58.0, 14, 1, "", 0.3, "dep"),
    ("恩替卡韦片", ["博路定", "润众"], "J05AF10", "0.5mg*28", 150.0, 28, 1, "", 0.6, "hbv"),
    ("丙酚替诺福韦片", ["韦立得"], "J05AF13", "25mg*30", 388.0, 30, 1, "", 0.7, "hbv"),
    ("甲磺酸奥希替尼片", ["泰瑞沙"], "L01EB04", "80mg*30", 4968.0, 30, 1, "", 0.9, "onc"),
    ("盐酸安罗替尼胶囊", ["福可维"], "L01EX-01", "12mg*7", 1480.0, 21, 1, "", 0.9, "onc"),
    ("来曲唑片", ["弗隆", "芙瑞"], "L02BG04", "2.5mg*10", 168.0, 10, 1, "F", 0.6, "onc"),
    ("比卡鲁胺片", ["康士得", "朝晖先"], "L02BB03", "50mg*28", 520.0, 28, 1, "M", 0.75, "onc"),
    ("醋酸阿比特龙片", ["泽珂"], "L02BX03", "250mg*120", 1980.0, 30, 1, "M", 0.8, "onc"),
    ("甲氨蝶呤片", ["信谊"], "L04AX03", "2.5mg*16", 26.0, 28, 1, "", 0.1, "ra"),
    ("枸橼酸托法替布片", ["尚杰"], "L04AA29", "5mg*28", 396.0, 14, 1, "", 0.7, "ra"),
    ("百令胶囊", ["百令"], "Z-SB001", "0.5g*42", 56.0, 7, 1, "", 0.8, "ckd"),
    ("尿毒清颗粒", ["康臣"], "Z-SB002", "5g*18", 62.0, 5, 1, "", 0.65, "ckd"),
    ("碳酸司维拉姆片", ["诺维乐"], "V03AE02", "0.8g*30", 140.0, 10, 1, "", 0.6, "ckd"),
    ("他克莫司胶囊", ["普乐可复"], "L04AD02", "1mg*50", 980.0, 25, 1, "", 0.85, "tx"),
    ("吗替麦考酚酯胶囊", ["骁悉", "赛可平"], "L04AA06", "0.25g*40", 198.0, 10, 1, "", 0.8, "tx"),
    ("普瑞巴林胶囊", ["乐瑞卡", "莱瑞克"], "N02BF02", "75mg*20", 58.0, 10, 1, "", 0.7, "neur"),
    ("氨酚羟考酮片", ["泰勒宁"], "N02AJ17", "5mg*10", 39.0, 5, 1, "", 0.85, "neur"),
    ("复方磷酸可待因口服溶液", ["奥亭"], "R05DA20", "120ml", 42.0, 5, 0, "", 0.85, "cough2"),
    # acute / OTC
    ("连花清瘟胶囊", ["以岭药业"], "Z-GM001", "0.35g*48", 28.8, 4, 0, "", 0.4, "cold"),
    ("复方氨酚烷胺片", ["感康", "快克"], "R05X-01", "12片", 14.5, 6, 0, "", 0.05, "cold"),
    ("板蓝根颗粒", ["白云山"], "Z-GM002", "10g*20", 18.0, 5, 0, "", 0.05, "cold"),
    ("感冒灵颗粒", ["999"], "Z-GM003", "10g*9", 16.9, 3, 0, "", 0.05, "cold"),
    ("小柴胡颗粒", ["光华"], "Z-GM004", "10g*10", 17.5, 4, 0, "", 0.05, "cold"),
    ("磷酸奥司他韦胶囊", ["可威", "达菲"], "J05AH02", "75mg*10", 68.0, 5, 0, "", 0.5, "flu"),
    ("玛巴洛沙韦片", ["速福达"], "J05AX25", "20mg*2", 222.0, 1, 0, "", 0.6, "flu"),
    ("布洛芬缓释胶囊", ["芬必得"], "M01AE01", "0.3g*20", 21.0, 5, 0, "", 0.05, "pain"),
    ("双氯芬酸二乙胺乳胶剂", ["扶他林"], "M02AA15", "20g", 29.0, 7, 0, "", 0.1, "pain"),
    ("云南白药膏", ["云南白药"], "Z-SK001", "10贴", 38.0, 10, 0, "", 0.3, "pain"),
    ("对乙酰氨基酚片", ["泰诺林"], "N02BE01", "0.65g*18", 15.0, 4, 0, "", 0.05, "pain"),
    ("阿莫西林胶囊", ["联邦", "再林"], "J01CA04", "0.5g*24", 14.0, 6, 0, "", 0.05, "abx"),
    ("头孢克肟分散片", ["世福素"], "J01DD08", "100mg*8", 32.0, 4, 0, "", 0.1, "abx"),
    ("阿奇霉素片", ["希舒美", "维宏"], "J01FA10", "0.25g*6", 35.0, 3, 0, "", 0.1, "abx"),
    ("左氧氟沙星片", ["可乐必妥"], "J01MA12", "0.5g*4", 33.0, 4, 0, "", 0.1, "abx"),
    ("急支糖浆", ["太极"], "Z-KS001", "200ml", 24.0, 4, 0, "", 0.05, "cough"),
    ("盐酸氨溴索口服液", ["沐舒坦"], "R05CB06", "100ml", 27.0, 5, 0, "", 0.05, "cough"),
    ("京都念慈菴川贝枇杷膏", ["念慈菴"], "Z-KS002", "300ml", 48.0, 7, 0, "", 0.2, "cough"),
    ("蒙脱石散", ["思密达", "肯特令"], "A07BC05", "3g*10", 19.0, 4, 0, "", 0.05, "gi"),
    ("奥美拉唑肠溶胶囊", ["洛赛克", "奥克"], "A02BC01", "20mg*14", 27.0, 14, 0, "", 0.15, "gi"),
    ("雷贝拉唑钠肠溶片", ["波利特", "瑞波特"], "A02BC04", "10mg*7", 46.0, 7, 0, "", 0.3, "gi"),
    ("双歧杆菌三联活菌胶囊", ["培菲康"], "A07FA51", "210mg*36", 36.0, 6, 0, "", 0.15, "gi"),
    ("健胃消食片", ["江中"], "Z-XH001", "0.8g*64", 14.0, 5, 0, "", 0.05, "gi"),
    ("氯雷他定片", ["开瑞坦", "息斯敏"], "R06AX13", "10mg*6", 22.0, 6, 0, "", 0.05, "alg"),
    ("糠酸莫米松鼻喷雾剂", ["内舒拿"], "R01AD09", "50ug*60", 52.0, 15, 0, "", 0.15, "alg"),
    ("丁酸氢化可的松乳膏", ["尤卓尔"], "D07AB02", "10g", 22.0, 7, 0, "", 0.05, "skin"),
    ("硝酸咪康唑乳膏", ["达克宁"], "D01AC02", "20g", 18.0, 10, 0, "", 0.05, "skin"),
    ("玻璃酸钠滴眼液", ["海露", "爱丽"], "S01KA01", "0.1% 10ml", 58.0, 20, 0, "", 0.2, "eye"),
    ("左氧氟沙星滴眼液", ["可乐必妥"], "S01AE05", "5ml", 19.0, 7, 0, "", 0.05, "eye"),
    ("硝呋太尔阴道软胶囊", ["朗依"], "G01AX05", "0.5g*6", 45.0, 6, 0, "F", 0.1, "gyn"),
    ("乌鸡白凤丸", ["同仁堂"], "Z-FK001", "9g*10", 42.0, 10, 0, "F", 0.3, "gyn"),
    ("定坤丹", ["广誉远"], "Z-FK002", "7g*6", 128.0, 6, 0, "F", 0.5, "gyn"),
    ("小儿氨酚黄那敏颗粒", ["护彤"], "R05X-02", "6g*12", 13.0, 4, 0, "", 0.02, "kid"),
    ("小儿豉翘清热颗粒", ["济川"], "Z-EK001", "2g*9", 33.0, 3, 0, "", 0.1, "kid"),
    ("布洛芬混悬液", ["美林"], "M01AE01", "100ml", 24.0, 5, 0, "", 0.05, "kid"),
    ("小儿肺热咳喘口服液", ["葵花"], "Z-EK002", "10ml*10", 32.0, 4, 0, "", 0.05, "kid"),
    ("枣仁安神胶囊", ["东阿"], "Z-AS001", "0.45g*25", 36.0, 5, 0, "", 0.2, "sleep"),
    ("六味地黄丸", ["仲景", "同仁堂"], "Z-BY001", "200丸", 24.0, 8, 0, "", 0.2, "tonic"),
    ("阿胶", ["东阿阿胶"], "Z-BY002", "250g", 698.0, 30, 0, "", 0.9, "tonic"),
    ("复方阿胶浆", ["东阿"], "Z-BY003", "20ml*48", 298.0, 16, 0, "", 0.8, "tonic"),
    ("安宫牛黄丸", ["同仁堂"], "Z-JZ001", "3g*1", 560.0, 1, 0, "", 0.95, "tonic"),
    ("片仔癀", ["漳州片仔癀"], "Z-JZ002", "3g", 590.0, 5, 0, "", 0.95, "tonic"),
    ("西洋参片", ["康美"], "Z-BY004", "100g", 168.0, 30, 0, "", 0.75, "tonic"),
    ("复合维生素片", ["善存", "21金维他"], "A11AA04", "60片", 88.0, 60, 0, "", 0.3, "tonic"),
    ("参苓白术散", ["仲景"], "Z-BY005", "6g*12", 26.0, 5, 0, "", 0.05, "tonic"),
    ("玉屏风颗粒", ["国药"], "Z-BY006", "5g*15", 34.0, 5, 0, "", 0.15, "tonic"),
    ("金水宝胶囊", ["济民可信"], "Z-BY007", "0.33g*63", 64.0, 7, 0, "", 0.8, "tonic"),
    ("血塞通软胶囊", ["理洫王"], "Z-XN004", "60mg*24", 58.0, 6, 1, "", 0.75, "cbv"),
    ("重组人生长激素注射液", ["金赛增"], "H01AC01", "54IU", 1680.0, 21, 1, "", 0.6, "rare"),
    ("波生坦片", ["全可利"], "C02KX01", "125mg*56", 3580.0, 28, 1, "", 0.7, "rare"),
    ("吡非尼酮胶囊", ["艾思瑞"], "L04AX05", "100mg*54", 680.0, 14, 1, "", 0.7, "rare"),
]
MAKERS = [
    "华北制药",
    "齐鲁制药",
    "正大天晴",
    "扬子江药业",
    "石药集团",
    "恒瑞医药",
    "上海医药",
    "复星医药",
    "同仁堂科技",
    "白云山制药",
    "东阿阿胶",
    "以岭药业",
    "拜耳医药",
    "辉瑞制药",
    "诺和诺德",
    "赛诺菲",
    "阿斯利康",
    "默沙东",
]
STREET = [
    "人民路",
    "中山路",
    "建设路",
    "解放路",
    "和平路",
    "长江路",
    "黄山路",
    "淮河路",
    "芜湖路",
    "望江路",
    "金寨路",
    "屯溪路",
    "太湖路",
    "东流路",
    "合作化路",
    "潜山路",
]
CONDS = [
    "htn",
    "dm",
    "lip",
    "chd",
    "cbv",
    "asth",
    "copd",
    "bph",
    "ost",
    "thy",
    "gout",
    "epi",
    "park",
    "dep",
    "hbv",
    "onc",
    "ra",
    "ckd",
    "tx",
    "rare",
    "neur",
]


def sig(x):
    return 1 / (1 + np.exp(-x))


class W:
    pass


def build(n, months, seed):
    rng = np.random.default_rng([seed, 1])
    w = W()
    w.n = n
    w.seed = seed
    w.start = dt.date(2025, 1, 1)
    y, m = 2025, 1
    w.mstart = []
    for i in range(months + 1):
        w.mstart.append((dt.date(y, m, 1) - w.start).days)
        m += 1
        if m > 12:
            y, m = y + 1, 1
    w.months = months
    w.days = w.mstart[-1]
    w.mstart = np.array(w.mstart)
    w.dow = np.array([(w.start + dt.timedelta(d)).weekday() for d in range(w.days)])
    w.month_of = np.searchsorted(w.mstart, np.arange(w.days), side="right") - 1
    w.cal = np.array([(w.start + dt.timedelta(d)).month for d in range(w.days)])
    hol = np.zeros(w.days, bool)
    for yy in (2025, 2026, 2027):
        for a, b in (((1, 28), (2, 4)), ((5, 1), (5, 5)), ((10, 1), (10, 8))):
            x = (dt.date(yy, *a) - w.start).days
            z = (dt.date(yy, *b) - w.start).days
            hol[max(0, x) : max(0, min(w.days, z + 1))] = True
    w.hol = hol
    dw = (
        np.array([1.06, 1.0, 0.98, 0.98, 1.0, 1.03, 0.95])[w.dow]
        * np.where(hol, 0.65, 1)
        * rng.gamma(60, 1 / 60, w.days)
    )
    w.dayw = dw
    # ---- neighbourhoods
    nb = max(16, n // 650)
    w.nb = nb
    kind = np.array([0] * int(nb * 0.64) + [1] * int(nb * 0.14) + [2] * (nb - int(nb * 0.64) - int(nb * 0.14)))
    towns = np.array([[16, 4], [-13, 12], [-9, -18], [22, -16]], float)
    w.towns = towns
    r = np.abs(rng.normal(0, 4.2, nb)) + 0.4
    th = rng.uniform(0, 2 * np.pi, nb)
    xy = np.c_[r * np.cos(th), r * np.sin(th)]
    tw = rng.integers(0, 4, nb)
    for k in (1, 2):
        s = kind == k
        xy[s] = towns[tw[s]] + rng.normal(0, 1.0 if k == 1 else 4.0, (s.sum(), 2))
    w.nbk, w.nbxy, w.nbtown = kind, xy, tw
    ureg = np.array(["340102", "340103", "340104", "340111"])
    creg = np.array(["340121", "340122", "340123", "340181"])
    quad = (np.floor((np.arctan2(xy[:, 1], xy[:, 0]) + np.pi) / (np.pi / 2)).astype(int)) % 4
    w.nbreg = np.where(kind == 0, ureg[quad], creg[tw])
    w.nbname = [
        (("%s%s" % (a, b)) + ["小区", "镇社区", "村"][k])
        for k, a, b in zip(
            kind,
            rng.choice(list("金银翠碧紫丹锦兰桂松竹梅荷枫柳杏桃云星月"), nb),
            rng.choice(list("苑园庭湾坊里塘岗桥圩郢铺集埠"), nb),
        )
    ]
    # ---- households
    H = int(n / 2.3) + 50
    types = rng.choice(9, H, p=[0.14, 0.10, 0.20, 0.08, 0.09, 0.13, 0.07, 0.15, 0.04])
    hw = np.where(kind == 0, 1.15, np.where(kind == 1, 1.0, 0.6)) * rng.gamma(6, 1 / 6, nb)
    hnb = rng.choice(nb, H, p=hw / hw.sum())
    cols = []

    def slot(hs, age, sex):
        cols.append(np.c_[hs, age, sex])

    for ty in range(9):
        hs = np.where(types == ty)[0]
        c = len(hs)
        M, F = np.zeros(c), np.ones(c)
        u = lambda a, b: rng.uniform(a, b, c)
        if ty == 0:
            slot(hs, u(21, 40), rng.integers(0, 2, c))
        if ty in (1, 7, 5):
            a = u(*{1: (24, 46), 7: (46, 63), 5: (60, 88)}[ty])
            slot(hs, a, M)
            slot(hs, a - rng.normal(1.8, 2, c), F)
        if ty in (2, 3, 4):
            a = u(26, 50)
            slot(hs, a, M)
            slot(hs, a - rng.normal(1.8, 2, c), F)
            k = np.clip(a - rng.uniform(25, 33, c), 0.1, 20)
            slot(hs, k, rng.integers(0, 2, c))
            if ty == 3:
                slot(hs, np.clip(k - rng.uniform(2, 6, c), 0.1, 20), rng.integers(0, 2, c))
            if ty == 4:
                slot(hs, a + rng.normal(27, 3, c), M)
                slot(hs, a + rng.normal(25, 3, c), F)
        if ty == 6:
            slot(hs, u(65, 94), (rng.random(c) < 0.68) * 1.0)
        if ty == 8:
            a = u(28, 48)
            slot(hs, a, (rng.random(c) < 0.75) * 1.0)
            slot(hs, np.clip(a - rng.uniform(24, 30, c), 0.1, 20), rng.integers(0, 2, c))
    A = np.concatenate(cols)
    A = A[np.lexsort((-A[:, 1], A[:, 0]))][:n]
    w.hh = A[:, 0].astype(int)
    w.age = np.clip(A[:, 1], 0.1, 98)
    w.sex = A[:, 2].astype(int)
    w.pnb = hnb[w.hh]
    w.htype = types[w.hh]
    assert len(w.hh) == n
    hxy = xy[hnb] + rng.normal(0, 0.18, (H, 2))
    w.xy = hxy[w.hh].copy()
    # far-away insured (live elsewhere), and migrants insured elsewhere
    w.far = np.zeros(n, bool)
    w.reg = w.nbreg[w.pnb].astype(object)
    hfar = rng.random(H) < 0.006
    w.far = hfar[w.hh]
    fa = rng.uniform(0, 2 * np.pi, H)
    fd = rng.uniform(70, 260, H)
    w.xy[w.far] = np.c_[fd * np.cos(fa), fd * np.sin(fa)][w.hh[w.far]]
    farreg = np.array(["341502", "340822", "341103", "340502", "321302", "411525"])
    fr = farreg[rng.integers(0, 6, H)]
    w.reg[w.far] = fr[w.hh[w.far]]
    mig = (rng.random(H) < 0.025)[w.hh] & ~w.far
    w.reg[mig] = fr[w.hh[mig]]
    w.mig = mig
    # kin in other households: child of the old
    old = np.where(w.age > 58)[0]
    ad = np.where((w.age > 28) & (w.age < 60) & ~w.far)[0]
    w.child = np.full(n, -1)
    hc = np.full(H, -1)
    pick = rng.choice(ad, H)
    hc[:] = np.where(rng.random(H) < 0.6, pick, -1)
    s = old[np.isin(w.htype[old], (5, 6))]
    c = hc[w.hh[s]]
    good = (c >= 0) & (w.age[s] - w.age[c] > 17) & (w.age[s] - w.age[c] < 45) & (w.hh[c] != w.hh[s])
    w.child[s[good]] = c[good]
    # ---- names
    hs = rng.integers(0, len(SUR), H)
    spouse = rng.integers(0, len(SUR), n)
    g1 = rng.integers(0, len(GIV), n)
    g2 = rng.integers(0, len(GIV) + 25, n)
    own = (w.sex == 1) & (w.age > 22)
    si = np.where(own, spouse, hs[w.hh])
    w.name = [SUR[a] + GIV[b] + (GIV[c] if c < len(GIV) else "") for a, b, c in zip(si, g1, g2)]
    bd = np.array(w.start, dtype="datetime64[D]") - (w.age * 365.25).astype(int)
    w.birth = bd
    # death
    pd_ = np.where(w.age < 50, 0.0006, np.where(w.age < 70, 0.006, np.where(w.age < 80, 0.025, 0.075))) * months / 12
    w.death = np.full(n, 10**6)
    dd = rng.random(n) < pd_
    w.death[dd] = rng.integers(-40, w.days, dd.sum())
    # employers
    w.emp = np.full(n, -1)
    work = (w.age > 20) & (w.age < 60) & (rng.random(n) < 0.66) & ~w.far
    ne = max(12, n // 220)
    ew = rng.lognormal(0, 1.1, ne)
    w.ne = ne
    w.emp[work] = rng.choice(ne, work.sum(), p=ew / ew.sum())
    w.empnb = rng.choice(nb, ne, p=np.where(kind == 0, 1.0, 0.25) / np.where(kind == 0, 1.0, 0.25).sum())
    w.empname = [
        "%s%s%s"
        % (
            rng.choice(list("华东中新安皖江淮宏瑞恒鑫天盛")),
            rng.choice(list("达通源泰隆信诚远茂丰")),
            rng.choice(
                [
                    "机械有限公司",
                    "电子有限公司",
                    "物业服务公司",
                    "建筑劳务公司",
                    "第三小学",
                    "公交公司",
                    "纺织厂",
                    "食品有限公司",
                    "物流公司",
                    "医疗器械厂",
                    "环卫所",
                    "商贸有限公司",
                ]
            ),
        )
        for _ in range(ne)
    ]
    # ---- drugs
    rows = []
    for di, (g, ts, atc, st, pr, dpp, ch, sx, rr, tag) in enumerate(D):
        for j, t in enumerate(ts):
            rows.append(
                (
                    g,
                    t,
                    atc,
                    st,
                    round(pr * (1, 0.62, 0.8)[j], 1),
                    dpp,
                    ch,
                    sx,
                    round(rr * (1, 0.8, 0.85)[j], 2),
                    tag,
                    (1, 0.8, 0.4)[j],
                    di,
                )
            )
    w.drugs = rows
    nd = len(rows)
    w.nd = nd
    w.dprice = np.array([x[4] for x in rows])
    w.dpp = np.array([x[5] for x in rows], float)
    w.dchr = np.array([x[6] for x in rows], bool)
    w.dsex = np.array([{"": -1, "M": 0, "F": 1}[x[7]] for x in rows])
    w.drisk = np.array([x[8] for x in rows])
    w.dtag = np.array([x[9] for x in rows])
    w.dw = np.array([x[10] for x in rows])
    w.dgen = np.array([x[11] for x in rows])
    w.bytag = {t: np.where(w.dtag == t)[0] for t in set(w.dtag)}
    # ---- institutions
    I = []

    def add(kind, x, y, name, level="", chain="", nbh=-1, opened=None):
        I.append(dict(kind=kind, x=x, y=y, name=name, level=level, chain=chain, nb=nbh, opened=opened))
        return len(I) - 1

    nh = max(2, round(n / 22000))
    w.hosp = [
        add(
            "hospital",
            *(rng.normal(0, 2.5, 2)),
            "市第%s人民医院" % "一二三四五六七八九"[i % 9] if i < 9 else "专科医院%d" % i,
            "三级" if i < max(1, nh // 3) else "二级",
        )
        for i in range(nh)
    ]
    for t in range(4):
        if n >= 20000 or t == 0:
            w.hosp.append(add("hospital", *(towns[t] + rng.normal(0, 0.5, 2)), "%s县人民医院" % "东西南北"[t], "二级"))
    nc = max(4, n // 8000)
    urb = np.where(kind < 2)[0]
    vil = np.where(kind == 2)[0]
    pop = np.bincount(w.pnb, minlength=nb).astype(float)
    cn = rng.choice(urb, min(nc, len(urb)), replace=False, p=pop[urb] / pop[urb].sum())
    w.clin = [
        add("clinic", *(xy[k] + rng.normal(0, 0.2, 2)), w.nbname[k] + "社区卫生服务站", "一级", nbh=k) for k in cn
    ]
    w.vcl = [
        add("village_clinic", *(xy[k] + rng.normal(0, 0.15, 2)), w.nbname[k] + "卫生室", "村级", nbh=k)
        for k in vil[rng.random(len(vil)) < 0.75]
    ]
    if not w.vcl:
        w.vcl = [add("village_clinic", *xy[vil[0]], w.nbname[vil[0]] + "卫生室", "村级", nbh=vil[0])]
    npk = max(14, n // 1450)
    chains = ["", "国胜大药房", "百姓缘大药房", "丰原大药房", "老百姓大药房", "益丰大药房"]
    ch = rng.choice(6, npk, p=[0.4, 0.14, 0.14, 0.12, 0.1, 0.1])
    pk = rng.choice(
        nb, npk, p=pop / pop.sum() * 0.6 + np.where(kind < 2, 1, 0.15) / np.where(kind < 2, 1, 0.15).sum() * 0.4
    )
    w.phar = []
    w.nextdoor = {}
    anchors = list(w.hosp) + [c for c in w.clin if rng.random() < 0.35]
    for i in range(npk):
        if i < len(anchors) and i < npk // 2:
            a = anchors[i]
            q = np.array([I[a]["x"], I[a]["y"]]) + rng.normal(0, 0.05, 2)
        else:
            a = None
            q = xy[pk[i]] + rng.normal(0, 0.3, 2)
        k = int(np.argmin(((xy - q) ** 2).sum(1)))
        nm = (
            (
                chains[ch[i]]
                or rng.choice(["康源", "济民", "仁和", "同济", "德生", "万春", "惠民", "安康", "益寿"]) + "大药房"
            )
            + w.nbname[k][:2]
            + "店"
        )
        o = int(rng.integers(30, max(31, w.days - 60))) if (a is None and rng.random() < 0.03) else None
        j = add("pharmacy", *q, nm, "", chains[ch[i]], k, o)
        w.phar.append(j)
        if a is not None:
            w.nextdoor[a] = j
    ncare = max(1, n // 12000)
    w.care = [
        add("care_home", *(xy[k] + rng.normal(0, 0.2, 2)), w.nbname[k][:2] + "养老院", "", nbh=k)
        for k in rng.choice(nb, ncare)
    ]
    w.I = I
    w.ni = len(I)
    w.ixy = np.array([[i["x"], i["y"]] for i in I])
    w.ikind = np.array([i["kind"] for i in I])
    w.isph = w.ikind == "pharmacy"
    w.iopen = np.array([i["opened"] if i["opened"] is not None else -9999 for i in I])
    w.phar = np.array(w.phar)
    w.hosp = np.array(w.hosp)
    w.clin = np.array(w.clin)
    w.vcl = np.array(w.vcl)
    # names must differ per shop
    seen = {}
    for i in I:
        seen[i["name"]] = seen.get(i["name"], 0) + 1
        if seen[i["name"]] > 1:
            i["name"] += "(%d)" % seen[i["name"]]
    w.ichain = np.array([i["chain"] for i in I])
    w.pf = np.round(np.where(w.isph, rng.normal(1.02, 0.05, w.ni), rng.normal(0.97, 0.02, w.ni)), 3)
    w.nterm = np.where(
        w.ikind == "hospital",
        rng.integers(5, 10, w.ni),
        np.where(w.isph, rng.choice([1, 2, 3], w.ni, p=[0.5, 0.38, 0.12]), 1),
    )
    w.nop = np.where(w.ikind == "hospital", 14, np.where(w.isph, rng.integers(2, 6, w.ni), 2))
    # scanning: share missed; 1 = never scans
    miss = rng.beta(1.2, 30, w.ni)
    miss[w.isph & (rng.random(w.ni) < 0.07)] = 1.0
    miss[(w.ikind == "village_clinic") & (rng.random(w.ni) < 0.6)] = 1.0
    sl = w.isph & (rng.random(w.ni) < 0.08) & (miss < 1)
    miss[sl] = rng.uniform(0.15, 0.45, sl.sum())
    miss[(w.ikind == "clinic") & (rng.random(w.ni) < 0.3)] = 1.0
    w.miss = miss
    w.scan_from = np.where(rng.random(w.ni) < 0.15, rng.integers(0, max(1, w.days // 2), w.ni), -1)
    # legal representatives: a real resident
    adult = np.where((w.age > 30) & (w.age < 65) & ~w.far)[0]
    w.owner = rng.choice(adult, w.ni, replace=len(adult) < w.ni)
    chown = {}
    for i in range(w.ni):
        if w.ichain[i]:
            w.owner[i] = chown.setdefault(w.ichain[i], w.owner[i])
    # staff
    w.staff = {}
    pool = rng.permutation(np.where((w.age > 21) & (w.age < 58) & ~w.far & (w.emp < 0))[0])
    z = 0
    w.empinst = np.full(n, -1)
    for i in w.phar:
        w.staff[i] = pool[z : z + 3]
        w.empinst[pool[z : z + 3]] = i
        z += 3
    # ---- doctors
    w.docs = []
    w.ds = np.zeros(w.ni, int)
    w.dn = np.zeros(w.ni, int)
    dep = [
        "心血管内科",
        "内分泌科",
        "神经内科",
        "呼吸内科",
        "消化内科",
        "肿瘤科",
        "肾内科",
        "风湿免疫科",
        "全科",
        "儿科",
        "妇科",
        "皮肤科",
        "骨科",
        "感染科",
        "精神科",
        "泌尿外科",
    ]
    for i in range(w.ni):
        k = I[i]["kind"]
        c = {"hospital": max(16, min(40, n // 2500)), "clinic": int(rng.integers(2, 5)), "village_clinic": 1}.get(k, 0)
        w.ds[i] = len(w.docs)
        w.dn[i] = c
        for j in range(c):
            w.docs.append(
                (
                    rng.choice(list(SUR)) + rng.choice(list(GIV)) + rng.choice(list(GIV)),
                    i,
                    dep[j % 16] if k == "hospital" else ("全科" if k == "clinic" else "乡村医生"),
                    rng.choice(["主治医师", "副主任医师", "主任医师"]) if k == "hospital" else "执业医师",
                )
            )
    w.ndoc = len(w.docs)
    # ---- whom people use: by distance
    d = np.sqrt(((xy[:, None] - w.ixy[None, w.phar]) ** 2).sum(2))
    att = rng.lognormal(0, 0.45, len(w.phar))
    w.shopw = att / (d + 0.25) ** 2.2
    w.shopw /= w.shopw.sum(1, keepdims=True)
    w.shopcum = np.cumsum(w.shopw, 1)

    def pick_shop(nbs, rg):
        u = rg.random(len(nbs))
        out = np.empty(len(nbs), int)
        o = np.argsort(nbs, kind="stable")
        sn = nbs[o]
        b = np.searchsorted(sn, np.arange(nb + 1))
        for k in range(nb):
            ii = o[b[k] : b[k + 1]]
            if len(ii):
                out[ii] = w.phar[np.minimum(np.searchsorted(w.shopcum[k], u[ii]), len(w.phar) - 1)]
        return out

    w.pick_shop = pick_shop
    w.wnb = np.where(w.emp >= 0, w.empnb[np.maximum(w.emp, 0)], w.pnb)
    w.u1 = pick_shop(w.pnb, rng)
    w.u2 = np.where(rng.random(n) < 0.5, pick_shop(w.wnb, rng), pick_shop(w.pnb, rng))
    w.u3 = pick_shop(w.pnb, rng)
    # household shares its first shop mostly
    hu = np.full(H, -1)
    first = np.unique(w.hh, return_index=True)
    hu[first[0]] = w.u1[first[1]]
    w.u1 = np.where(rng.random(n) < 0.6, hu[w.hh], w.u1)
    cl = np.r_[w.clin, w.vcl]
    dc = np.sqrt(((xy[:, None] - w.ixy[None, cl]) ** 2).sum(2))
    w.nbclin = cl[np.argmin(dc, 1)]
    w.pclin = w.nbclin[w.pnb]
    dh = np.sqrt(((xy[:, None] - w.ixy[None, w.hosp]) ** 2).sum(2))
    hwt = np.where(np.arange(len(w.hosp)) == 0, 3.0, 1.0) / (dh + 2.0) ** 1.5
    hc_ = np.cumsum(hwt / hwt.sum(1, keepdims=True), 1)
    u = rng.random(n)
    w.phosp = w.hosp[np.minimum((u[:, None] > hc_[w.pnb]).sum(1), len(w.hosp) - 1)]
    # ---- cards
    cp, ck, ci, cr = [], [], [], []
    has_e = rng.random(n) < np.where(w.age < 15, 0.35, np.where(w.age < 60, 0.8, np.where(w.age < 75, 0.4, 0.15)))
    has_s = ~has_e | (rng.random(n) < 0.93)
    lost = has_s & (rng.random(n) < 0.015 * months / 12)
    lostday = rng.integers(5, w.days - 5, n)
    iss = np.minimum(-rng.integers(100, 3600, n), -1)
    born = -(w.age * 365.25).astype(int)
    iss = np.maximum(iss, born + 20)
    iss = np.minimum(iss, -1)
    w.c_soc = np.full(n, -1)
    w.c_e = np.full(n, -1)
    w.c_new = np.full(n, -1)
    w.lostday = np.where(lost, lostday, 10**6)
    k = 0
    for arr, mask, kd in ((w.c_soc, has_s, 0), (w.c_e, has_e, 1), (w.c_new, lost, 0)):
        ii = np.where(mask)[0]
        arr[ii] = np.arange(k, k + len(ii))
        k += len(ii)
        cp.append(ii)
        ck.append(np.full(len(ii), kd))
        ci.append(
            lostday[ii]
            if arr is w.c_new
            else (iss[ii] if kd == 0 else np.maximum(-rng.integers(30, 1400, len(ii)), born[ii] + 20))
        )
        cr.append(
            lostday[ii]
            if arr is w.c_new and False
            else np.where(lost[ii], lostday[ii], 10**6)
            if arr is w.c_soc
            else np.full(len(ii), 10**6)
        )
    w.card_p = np.concatenate(cp)
    w.card_k = np.concatenate(ck)
    w.card_iss = np.minimum(np.concatenate(ci), w.days - 1)
    w.card_rev = np.concatenate(cr)
    w.card_iss = np.where(w.card_k == 1, np.minimum(w.card_iss, -1), w.card_iss)
    deadrev = w.death[w.card_p] + rng.integers(20, 120, len(w.card_p))
    take = (w.death[w.card_p] < 10**6) & (rng.random(len(w.card_p)) < 0.75)
    w.card_rev = np.where(take & (w.card_rev > 10**5), deadrev, w.card_rev)
    w.card_rev = np.where(w.card_rev >= w.days, 10**6, w.card_rev)
    w.prefe = np.where(has_e & has_s, rng.beta(0.8, 0.8, n), np.where(has_e, 1.0, 0.0))
    # ---- chronic courses: (person, drug, dose factor, start day, stop day)
    pr, dr = [], []
    a = w.age
    F = w.sex == 1
    g = {}
    g["htn"] = 0.55 * sig((a - 62) / 9)
    g["dm"] = 0.22 * sig((a - 60) / 9)
    g["lip"] = 0.2 * sig((a - 58) / 9)
    g["chd"] = 0.15 * sig((a - 68) / 8)
    g["cbv"] = 0.11 * sig((a - 70) / 7)
    g["copd"] = 0.07 * sig((a - 68) / 8)
    g["asth"] = np.where(a > 6, 0.018, 0.01)
    g["bph"] = np.where(F, 0, 0.25 * sig((a - 68) / 6))
    g["ost"] = np.where(F, 0.16, 0.04) * sig((a - 66) / 7)
    g["thy"] = np.where(F, 0.045, 0.012) * sig((a - 30) / 6)
    g["gout"] = np.where(F, 0.005, 0.045) * sig((a - 40) / 8)
    g["epi"] = np.full(n, 0.004)
    g["park"] = 0.022 * sig((a - 72) / 6)
    g["dep"] = 0.02 * (a > 16)
    g["hbv"] = 0.018 * ((a > 25) & (a < 75))
    g["onc"] = 0.009 * sig((a - 58) / 10)
    g["ra"] = 0.005 * (a > 25)
    g["ckd"] = 0.012 * sig((a - 62) / 9)
    g["tx"] = 0.0008 * (a > 20)
    g["neur"] = 0.012 * sig((a - 60) / 9)
    g["rare"] = 0.0009 * np.ones(n)
    frail = rng.gamma(3, 1 / 3, n)
    w.cond = {}
    for c in CONDS:
        has = rng.random(n) < g[c] * frail * 0.82 * np.where(w.far, 0.3, 1)
        ii = np.where(has)[0]
        w.cond[c] = has
        cand = w.bytag[c]
        k = 1 + (rng.random(len(ii)) < (0.35 if c in ("htn", "dm", "chd", "cbv", "tx") else 0.12))
        last = np.full(len(ii), -1)
        for rnd in (0, 1):
            s = k > rnd
            p = w.dw[cand] / np.sqrt(w.dprice[cand] / 30 + 1)
            p = p / p.sum()
            x = cand[rng.choice(len(cand), len(ii), p=p)]
            ok = (
                s
                & ((w.dsex[x] < 0) | (w.dsex[x] == w.sex[ii]))
                & ((rnd == 0) | (w.dgen[x] != w.dgen[np.maximum(last, 0)]))
            )
            pr.append(ii[ok])
            dr.append(x[ok])
            last = np.where(ok, x, last)
    pr = np.concatenate(pr)
    dr = np.concatenate(dr)
    key = pr * 1000 + dr
    _, ui = np.unique(key, return_index=True)
    pr, dr = pr[ui], dr[ui]
    w.rp, w.rd = pr, dr
    dose = rng.choice([1.0, 2.0, 0.5], len(pr), p=[0.77, 0.17, 0.06])
    w.rdose = np.where(w.dprice[dr] > 150, 1.0, dose)
    st = np.full(len(pr), -500)
    s = rng.random(len(pr)) < 0.1
    st[s] = rng.integers(0, w.days, s.sum())
    en = np.full(len(pr), 10**6)
    s2 = (rng.random(len(pr)) < 0.06) & ~s
    en[s2] = rng.integers(0, w.days, s2.sum())
    w.rst, w.ren = st, en
    w.adh = np.clip(rng.normal(0.9, 0.13, n), 0.4, 1.08)
    hoard = rng.random(n) < 0.02
    w.adh[hoard] = rng.uniform(1.2, 1.5, hoard.sum())
    w.rptr = np.searchsorted(pr, np.arange(n + 1))
    w.haschr = np.diff(w.rptr) > 0
    w.cad = rng.choice(
        [14, 21, 28, 30, 31, 35, 45, 60, 84, 90], n, p=[0.05, 0.06, 0.18, 0.24, 0.14, 0.08, 0.09, 0.08, 0.05, 0.03]
    ).astype(float)
    w.cadsd = rng.gamma(3, 1.8, n)
    w.place = rng.choice(3, n, p=[0.62, 0.22, 0.16])
    sev = w.cond["onc"] | w.cond["tx"] | w.cond["rare"]
    w.place[sev] = np.where(rng.random(sev.sum()) < 0.6, 2, 0)
    # stays in bed
    lam = 0.1 * np.clip((a / 50) ** 1.6, 0.15, 3.5) * months / 12
    k = rng.poisson(lam)
    p = np.repeat(np.arange(n), k)
    ad = rng.integers(-6, w.days, len(p))
    ln = np.clip(rng.lognormal(1.9, 0.55, len(p)), 1, 45).astype(int)
    o = np.lexsort((ad, p))
    p, ad, ln = p[o], ad[o], ln[o]
    keep = np.ones(len(p), bool)
    for i in range(1, len(p)):
        if p[i] == p[i - 1] and ad[i] <= ad[i - 1] + ln[i - 1] + 2:
            keep[i] = False
            ad[i], ln[i] = ad[i - 1], ln[i - 1]
    keep &= ad < w.death[p]
    w.sp, sa, sl_ = p[keep], ad[keep], ln[keep]
    w.sa = sa * 86400 + rng.integers(8 * 3600, 17 * 3600, len(sa))
    dis = sa + sl_
    w.sd = np.minimum(dis, w.death[w.sp]) * 86400 + rng.integers(9 * 3600, 16 * 3600, len(sa))
    w.sd = np.maximum(w.sd, w.sa + 3600)
    w.sinst = w.phosp[w.sp]
    w.far_idx = np.where(w.far)[0]
    return w
