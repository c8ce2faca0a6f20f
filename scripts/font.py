"""Write the Chinese font of the figures: of Noto Sans CJK SC what the course needs.

    python scripts/font.py [NotoSansCJK-Regular.ttc]

The characters are those of every string and source, those that the font held before, and the most
frequent ones of Chinese, so that few new sentences need a new font. fontTools comes with
matplotlib; Debian has the original in fonts-noto-cjk.
"""

import io
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).parents[1]
ORIGINAL = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FILE = ROOT / "lesson_utils" / "fonts" / "LessonSansSC.otf"
NAME = "Lesson Sans SC"
SOURCES = ("lesson_utils/**/*.toml", "notebooks/source/*.py", "slides/*.py")
LATIN = "".join(map(chr, range(32, 127)))
PUNCTUATION = "，。、；：？！（）《》〈〉【】「」“”‘’…—·～％￥"
FREQUENT = """
的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于
心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位
分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感见明问力理尔点文几定本公特做外孩相西果走将月十实
向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员许先口由死安写性马
光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解
叫任金快原吃妈变通师立象数四失满战远格士音轻目条呢病始达深完今提求清王化空业思切怎非找片罗钱语元喜曾离飞科言干
流欢约各即指合反题必该论交终林请医晚制球决传画保读运及则房早院量苦火布品近坐产答星精视五连司兵石近尽照似步件极
广单击强增减低短错误偏差值率均方值误训练验证测试网络层输入输出函数激活损失权重偏置梯度学习批样本标签类别概率分布
随机种子周期轮次曲线横轴纵轴左右图中红蓝橙绿灰虚实线点越区间置信显著差异比较相同不同早停丢弃衰减正则惩罚泛化过拟
欠合容量复杂维宽窄矩阵向量张形状行列元素乘积加减除和平方根绝对最大最小平均方差标准误差噪声规律留出折数患健康温度
阈代价漏诊猫狗蛇鸢尾瓣萼长宽山变色维吉尼亚手写数字像素图像笔画墨迹决策边界区域神经单隐藏池滑块拖动按钮暂停保留重置
冻结拆封评委候选挑选赢家幸运偶然凭推荐建议注意提示警告请勿继续返回确取消保存打开关闭搜索查找替换复制粘贴删除移动
简短轻松慢快早晚初末首尾内外里表增幅降升涨跌翻倍减半余剩缺补满空齐整散乱聚团簇圈框格块条柱箱须影阴淡浓亮暗透叠
"""


def wanted() -> set[str]:
    """Every character that the course shows or may soon show."""
    files = (path for pattern in SOURCES for path in ROOT.glob(pattern))
    used = set("".join(path.read_text("utf-8") for path in files))
    return {c for c in used | set(LATIN + PUNCTUATION + FREQUENT) if c.isprintable()} | held()


def held() -> set[str]:
    """The characters of the font as it stands."""
    return set(map(chr, TTFont(FILE).getBestCmap())) if FILE.exists() else set()


def original(path: Path) -> TTFont:
    """The font for simplified Chinese in the collection at `path`; ValueError without it."""
    for font in TTCollection(path).fonts:
        if font["name"].getDebugName(1) == "Noto Sans CJK SC":
            font.recalcTimestamp = False  # the same bytes whenever it is made
            return font
    raise ValueError(f"no Noto Sans CJK SC in {path}")


def subset(font: TTFont, characters: set[str]) -> bytes:
    """An OpenType font of these characters, without hints and features, under a name of its own.

    Signs that are as wide as a Chinese character are left to the font of the figures, which has
    them in the width of Western text: punctuation of Chinese alone is kept.
    """
    known, widths = font.getBestCmap(), font["hmtx"]
    kept = [
        ord(c)
        for c in characters
        if ord(c) in known and (is_chinese(c) or widths[known[ord(c)]][0] < 1000)
    ]
    options = Options(
        layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 5, 13, 14]
    )
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    rename(font)
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def is_chinese(character: str) -> bool:
    return character >= "\u3000" or character in PUNCTUATION


def rename(font: TTFont) -> None:
    """A name of its own, so that an installed Noto never stands in for it, nor it for Noto."""
    file_name = NAME.replace(" ", "")
    for number, words in {1: NAME, 2: "Regular", 3: file_name, 4: NAME, 6: file_name}.items():
        font["name"].setName(words, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [file_name]
    cff.topDictIndex[0].FamilyName = cff.topDictIndex[0].FullName = NAME


def main(arguments: list[str]) -> None:
    path = Path(arguments[0]) if arguments else ORIGINAL
    FILE.write_bytes(subset(original(path), wanted()))
    print(f"{len(held())} characters, {FILE.stat().st_size / 1000:.0f} kB: {FILE}")


if __name__ == "__main__":
    main(sys.argv[1:])
