# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# # Lesson 1 · From linear regression to softmax regression
#
# A machine looks at a flower, a digit, a patient, and says *which*. How does a number become a class?
# After this lesson you can
#
# 1. **explain** why softmax regression needs no thresholds, and when the largest probability is still not the best decision;
# 2. **compute** softmax, cross-entropy and its gradient by hand, for one example and for a minibatch;
# 3. **train** a classifier from scratch, and say what learning rate, batch size and epochs do to it.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# # 第 1 课 · 从线性回归到 Softmax 回归
#
# 机器看一朵花、一个手写数字、一位病人，然后说出它属于**哪一类**。一个数，怎样才能变成一个类别？学完这一课，你能够：
#
# 1. **解释**为什么 Softmax 回归不需要阈值，以及什么时候概率最大的答案仍不是最好的决定；
# 2. 亲手**计算** softmax、交叉熵和它的梯度，先算一个样本，再算一个小批量；
# 3. 从零**训练**一个分类器，并说清学习率、批量大小和训练周期数各起什么作用。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **Time.** The core: 85 minutes. Exercises and quiz: 40. Optional parts: 5. (This is counted, at 180 words a minute, 3 minutes a lab and
# 4 an exercise. Take the time that you need.) What is optional says so in its heading, and nothing later needs it.
#
# Run a cell with Shift + Enter. A *lab* asks before it shows: commit to a guess, or skip, and its
# sliders wake up. A guess that fails teaches more than a slider that is only watched.
#
# The course grew out of a set of lecture notes, called *the notes* from here on. Where they err, the lesson says so.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **用时**。核心部分 85 分钟，练习和小测验 40 分钟，选读部分 5 分钟。（这是按阅读速度、每个实验 3 分钟、每道练习 4 分钟算出来的，快慢由你自己定。）选读的部分都在标题里注明，跳过它们不影响后面的学习。
#
# 按 Shift + Enter 运行单元格。**实验**会先提问：选定你的预测（也可以跳过），滑块才会启用。猜错一次，胜过光看滑块动。
#
# 本课程改编自一份课堂笔记，下称“笔记”。笔记里有错的地方，课文都会指出。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **Your first ten minutes**
#
# - **Run a cell**: click into it and press Shift + Enter. `[*]` beside it means that it runs, `[3]` that it is done. Go from
#   the top to the bottom: a name that is “not defined” mostly stands in a cell above that has not run yet.
# - **Stop it**: ■ in the toolbar. **Start afresh**: ⟳ restarts the kernel; then run the cells again. Your text stays, and so
#   does your progress.
# - **Answer an exercise**: replace each `...` and run the cell. ○ is still open, ✗ is not right yet (the sentence below it
#   looks at what you wrote), ✓ is right. Try as often as you like.
# - **With a Chinese keyboard**: Python reads only half-width commas, brackets, colons and quotation marks. A
#   `SyntaxError: invalid character` names the one that is not.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **最初十分钟**
#
# - **运行单元格**：点一下它，按 Shift + Enter。左边的 `[*]` 表示正在运行，`[3]` 表示已经运行完。请从上往下运行；
#   报错说某个名字没有定义，多半是因为上面有单元格还没运行。
# - **停下来**：点工具栏的 ■。**重新开始**：点 ⟳ 重启内核，再从头运行。你写的内容还在，练习的进度也还在。
# - **做练习**：把每个 `...` 换成你的答案，再运行单元格。○ 表示还没作答；✗ 表示还不对，下面那句话是针对你写的内容说的；
#   ✓ 表示正确。想试几次都可以。
# - **用中文输入法时**：Python 只认半角的逗号、括号、冒号和引号。报错 `SyntaxError: invalid character` 会指出是哪一个写成了全角。

# %%
import time

import torch
import torch.nn.functional as F
from torch import nn

from lesson_utils import datasets, engine, from_scratch, glossary, images, network, predictions
from lesson_utils.language import use_edition
from lesson_utils.lessons.softmax_regression import arrays, checks, claims, labs, norms, probabilities
from lesson_utils.training import Setting

use_edition("en")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 1.1 From a number to a class: the threshold
#
# **Linear regression answers with one number.** To get a class out of it, somebody has to cut the number line:
# below this *threshold* (阈值) class 1, above it class 2. Where to cut is a matter of experience,
# and two people will cut in two places.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 1.1 从数到类别：阈值
#
# **线性回归（linear regression）只输出一个数**。要从中得到类别，就得有人在数轴上切几刀：低于这个**阈值**（threshold）算第一类，高于它算第二类。切在哪里，靠的是经验；经验因人而异，分类质量也就因人而异。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Ask two students to name thresholds for the three outputs on the next slide before anybody computes. They will differ. That is the point of the section.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 算之前先请两位同学为下一页的三个输出各报一组阈值。报出来的多半不一样：这正是这一节要说的事。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** Three flowers get the outputs 1.2, 1.7 and 2.4. Anna cuts at 1.5 and 2.5, Bo at 1.3 and 2.2.
# Which class does each of them give to each flower? Write it down, then run the cell.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。模型对三朵花的输出是 1.2、1.7 和 2.4。安娜切在 1.5 和 2.5，小波切在 1.3 和 2.2。两人各把三朵花分到哪一类？先写下来，再运行单元格。

# %%
outputs = torch.tensor([1.2, 1.7, 2.4])


def by_thresholds(outputs, first, second):
    return 1 + (outputs > first).int() + (outputs > second).int()


by_thresholds(outputs, 1.5, 2.5), by_thresholds(outputs, 1.3, 2.2)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The model is the same, the outputs are the same, and the third flower changes its class.
#
# Now real flowers: *Iris* (Fisher, 1936), four lengths in cm, three species. Each of the four numbers is a *feature* (特征). The species is the *label* (标签).

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 同一个模型，同样的输出，第三朵花却换了类别。
#
# 现在换成真的花：**鸢尾花** Iris（Fisher，1936）。每朵花量了四个长度（单位：厘米），共三个种：山鸢尾（setosa）、变色鸢尾（versicolor）、维吉尼亚鸢尾（virginica）。这四个数，每个都是一个**特征**（feature），种就是**标签**（label）。

# %% slideshow={"slide_type": "skip"}
flowers = datasets.iris(0)
X, y = flowers.train_inputs, flowers.train_labels  # en: 80 flowers to learn from | zh: 80 朵花用来学习
X.shape, y[:8], flowers.classes

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Linear regression (线性回归) answers $\hat y = x_1 w_1 + x_2 w_2 + x_3 w_3 + x_4 w_4 + b$, with the weights $w$ and the bias $b$ that make the squared
# error smallest. It needs numbers to aim at, so we *code* the species as 1, 2, 3. Remember that this was our choice.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 线性回归给出 $\hat y = x_1 w_1 + x_2 w_2 + x_3 w_3 + x_4 w_4 + b$，其中**权重**（weight）$w$ 和**偏置**（bias）$b$ 让平方误差最小。线性回归拟合的目标必须是数，所以我们把三个种**编号**为 1、2、3。请记住：这是我们自己定的。

# %% slideshow={"slide_type": "skip"}
codes = torch.tensor([1.0, 2.0, 3.0])  # setosa, versicolor, virginica
# en: a column of ones: its weight is the bias
# zh: 添一列 1：它的权重就是偏置
inputs = torch.cat([X, torch.ones(len(X), 1)], dim=1)
w = torch.linalg.lstsq(inputs, codes[y][:, None]).solution[:, 0]
(inputs @ w)[:8].round(decimals=2), codes[y[:8]]

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Lab: two thresholds.** 40 flowers that the model has not seen. Left, their outputs; the two black lines are your thresholds.
#
# **Predict first.** How many of the 40 can you get right? Then set the *class codes* to 1, 3, 2
# (versicolor is now 3): what will happen to your best thresholds?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **实验：两个阈值**。40 朵模型没见过的花。左图是模型对它们的输出，两条黑线就是你的阈值。
#
# **先预测，再动手**。40 朵里你最多能答对几朵？然后把“类别编号”改成 1, 3, 2（这时变色鸢尾是 3）：你那组最好的阈值会怎样？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.thresholds()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** Good thresholds (try 1.5 and 2.6) are very good, bad ones are very bad: **the quality is in the hand that sets them.**

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。阈值设得好（试试 1.5 和 2.6），分得很准；设得不好，就错得离谱：**分得好不好，全看阈值是谁定的**。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The middle and right pictures are *confusion matrices* (混淆矩阵): a row for each true species, a column for each
# prediction. Blue on the diagonal is right, orange beside it is wrong.
#
# - With the codes 1, 3, 2 no pair of thresholds helps: the best one gets 27 of 40. The line was told that virginica lies *between* setosa and
#   versicolor, and the flowers do not lie like that. **The codes claim an order and distances that classes do not have.**
# - Softmax regression, the subject of this lesson, was given no codes and no thresholds. Recode the classes as you like: its answers stay the same.
# - And yet your hand won: 40 of 40 against 37. Was that fair? You tuned your thresholds *while looking at the 40 flowers that score them*.
#   Softmax regression never saw them. Such an advantage is called a *leak* (数据泄漏). How large is it here? Try 1.5 and 2.5, half-way between
#   the codes. They need no look at these flowers, and get 39. So looking gained one flower; the other two are not due to the leak. Lesson 3
#   measures how much a leak flatters.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 中图和右图是**混淆矩阵**（confusion matrix）：每行是一个真实的种，每列是一种预测。对角线上的蓝色是答对的，对角线以外的橙色是答错的。
#
# - 编号换成 1, 3, 2 后，哪一对阈值都救不了：最好的也只答对 40 朵里的 27 朵。我们等于告诉直线：维吉尼亚鸢尾在山鸢尾和变色鸢尾**之间**，可花本身并不这样排列。**编号带进了类别本来没有的顺序和距离**。
# - 这一课的主角 **Softmax 回归**（softmax regression），既没拿到编号，也没拿到阈值。编号怎么换，它的预测都不变。
# - 可是手调的阈值赢了：40 朵全对，它只对了 37 朵。这公平吗？你是**看着这 40 朵花**调的阈值，打分用的又是同样的 40 朵；Softmax 回归从没见过它们。占的这个便宜叫做**数据泄漏**（leak）。它在这里值多少？试试 1.5 和 2.5，也就是编号的正中间，不看这些花也能定：39 朵。所以看着调只多对了一朵，另外两朵与泄漏无关。数据泄漏会让成绩虚高多少，第 3 课再来量。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### How far can one trust an average?
#
# One split of the data can be luck. So repeat everything with several splits, each drawn by a number, the *seed* (随机种子). Suppose that on five
# splits, method B got 2, 4, 3, 5 and 1 percentage points more right than method A. **By hand.**
#
# 1. The mean of the differences is $\bar d = 15 / 5 = 3$.
# 2. Their spread: the deviations from 3 are −1, 1, 0, 2, −2, their squares sum to 10, so $s = \sqrt{10 / (5 - 1)} = 1.58$.
# 3. The mean of five values is steadier than one: its error is about $s / \sqrt 5 = 0.71$.
# 4. The *95% confidence interval* (置信区间) is $\bar d \pm 2.78 \cdot 0.71$, from 1.0 to 5.0. (The factor is Student's: 2.78 for five values, 2.09 for twenty.)
#
# Zero is not inside. So luck of the split alone would hardly explain the gain: **a real difference.** If zero is inside, we *could not measure* a difference.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 平均值能信几分？
#
# 只分一次数据，结果可能是运气。所以要换几种划分重复做，每种划分由一个数决定，这个数叫**随机种子**（seed）。设在五种划分上，方法 B 比方法 A 分别多答对 2、4、3、5、1 个百分点。**手算**。
#
# 1. 差的均值：$\bar d = 15 / 5 = 3$。
# 2. 差的离散程度：与 3 的偏差是 −1、1、0、2、−2，平方和为 10，所以标准差 $s = \sqrt{10 / (5 - 1)} = 1.58$。
# 3. 五个值的均值比单个值稳定：均值的误差大约是 $s / \sqrt 5 = 0.71$。
# 4. **95% 置信区间**（confidence interval）是 $\bar d \pm 2.78 \cdot 0.71$，即 1.0 到 5.0。（系数来自 t 分布：五个值用 2.78，二十个值用 2.09。）
#
# 0 不在区间里，所以光凭划分时的运气很难解释这个差：**确有差异**。如果 0 在区间里，就只能说**没有测出差异**。

# %% slideshow={"slide_type": "skip"}
differences = torch.tensor([2.0, 4.0, 3.0, 5.0, 1.0])
error = differences.std() / 5**0.5
differences.mean(), differences.std(), differences.mean() - 2.78 * error, differences.mean() + 2.78 * error

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 1.1: An interval by hand
#
# On five other splits the differences were 6, −2, 4, 0 and 2 points. Give the mean and the two ends of the 95% interval, with two
# decimals. May you call it a real difference?
#
# <details><summary>Hint</summary>
#
# The squared deviations from the mean sum to 40. Divide by 4 and take the root; divide by $\sqrt 5$; multiply by 2.78.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 1.1：手算一个区间
#
# 在另外五种划分上，差是 6、−2、4、0、2 个百分点。求均值和 95% 置信区间的两端，保留两位小数。能说确有差异吗？
#
# <details><summary>提示</summary>
#
# 与均值的偏差，平方和是 40。除以 4 再开方；除以 $\sqrt 5$；再乘以 2.78。
#
# </details>

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
mean, low, high = ..., ..., ...

checks.interval_by_hand(mean, low, high)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# The mean is 10 / 5 = 2. The spread is √(40 / 4) = 3.16, the error of the mean 3.16 / √5 = 1.41, and 2.78 · 1.41 = 3.93.
# The interval goes from −1.93 to 5.93. Zero is inside: the mean is 2 points, and still we could not measure a difference.
#
# ```python
# mean, low, high = 2, -1.93, 5.93
# checks.interval_by_hand(mean, low, high)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# 均值是 10 / 5 = 2。标准差是 √(40 / 4) = 3.16，均值的误差是 3.16 / √5 = 1.41，2.78 · 1.41 = 3.93。区间是 −1.93 到 5.93。0 在区间里：均值有 2 个百分点，却仍然没有测出差异。
#
# ```python
# mean, low, high = 2, -1.93, 5.93
# checks.interval_by_hand(mean, low, high)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### How to read a claim
#
# From now on the computer does this. Each row is one *claim*, measured over many seeds that no lab has used. A small dot is
# one seed, the large dot the mean difference, the bar its 95% interval.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 怎样读一个论断
#
# 以后都由计算机来算。每一行是课文里的一个**论断**（claim），用各实验都没用过的随机种子来检验。小点是一个个种子，大点是差的均值，横条是它的 95% 置信区间。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# A pale area, where there is one, is the margin: differences that would not matter. *Accuracy* (准确率) is the share of right answers; *validation* (验证) means: on flowers that were not used for fitting.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 浅色区域（如果有）是**容许范围**（margin）：小到落在里面的差异，不值得在意。**准确率**（accuracy）是答对的比例；**验证**（validation）指只在没参加拟合的花上计算。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The first row puts the codes in the wrong order. The second compares softmax regression, in all fairness, with the *lucky* codes 1, 2, 3 and thresholds half-way.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 第一行把编号的顺序弄错。第二行公平起见，拿 Softmax 回归和**走运**的编号 1, 2, 3（阈值取正中间）比一比。

# %% tags=["claim"] slideshow={"slide_type": "fragment"}
claims.show("codes_out_of_order", "softmax_against_good_codes")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Against the lucky codes there is no difference that would matter: the whole interval lies within 0.05, that is two of the 40 flowers. The three species happen to lie in a row,
# so an order is true of them. Softmax regression is not better than lucky experience; **it does not need the luck.** And it says more: a probability for each class.
#
# What does a seed change? It deals the same 120 flowers anew into training and validation (30 more stay sealed), and it draws the first weights. The intervals show the luck of both, **on these
# flowers.** They do not speak of flowers from another garden. For that the bars are too short: all splits share one pool, and more splits do not make
# it larger. (A usual correction, by Nadeau and Bengio, 2003, would make a bar of twenty seeds three times as long.)

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 和走运的编号相比，没有值得在意的差异：整个区间都在 ±0.05 以内，也就是 40 朵里的两朵。这三个种恰好排成一列，所以“顺序”对它们碰巧成立。Softmax 回归并不比走运的经验更好；**它只是用不着这份运气**。而且它说得更多：每个类别各有一个概率。
#
# 随机种子改变的是什么？它把同样的 120 朵花重新分成训练和验证两部分（另外 30 朵一直封存），也重新抽取初始权重。区间反映的是这两样的运气，**而且只针对这批花**，并不代表别处的花。要说别处的花，横条就太短了：所有划分都出自同一批样本，划分再多，样本也不会变多。（Nadeau 和 Bengio 在 2003 年提出的常用修正，会把二十个种子的横条加长到三倍。）

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### The other side: a missed illness costs more
#
# Softmax gives *ill* the probability 0.3. The class with the largest probability, the *argmax*, is *healthy* (0.7). Send the patient home?
# Let a false alarm cost 1 and a missed illness cost $c$. With $p$ for the probability of illness, treat if
#
# $$c \, p > 1 \cdot (1 - p) \quad\Longleftrightarrow\quad p > \frac{1}{1 + c}.$$
#
# **By hand.** $c = 1$ gives 0.5, the same as argmax. $c = 9$ gives 0.1: treat.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 事情的另一面：漏诊的代价更大
#
# Softmax 给“患病”的概率是 0.3。概率最大的类别（argmax）是“健康”（0.7）。就让病人回家吗？设误报（把健康人当成病人）的代价是 1，漏诊的代价是 $c$，患病的概率记作 $p$。满足下式就治疗：
#
# $$c \, p > 1 \cdot (1 - p) \quad\Longleftrightarrow\quad p > \frac{1}{1 + c}.$$
#
# **手算**。$c = 1$ 得 0.5，和取 argmax 一样；$c = 9$ 得 0.1：应当治疗。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Lab: the price of a mistake.** The data are real: breast tumours, benign or malignant (Street et al., 1993), described by the mean radius
# and texture of the cell nuclei. Each of 20 splits holds 150 back; the picture pools all 20.
#
# **Predict first.** At $c = 10$, is the cheapest threshold below 0.5, at 0.5 or above? And at $c = 1$?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **实验：犯错的代价**。数据来自真实病人的乳腺肿瘤，良性或恶性（Street 等，1993），用细胞核的平均半径和平均纹理来描述。20 种划分各留出 150 个，图中合并了 20 种划分的结果。
#
# **先预测，再动手**。$c = 10$ 时，代价最低的阈值在 0.5 以下、就在 0.5，还是在 0.5 以上？$c = 1$ 时呢？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.costs()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Ask for a vote at $c = 1$ first: argmax is right then. Move $c$ to 20 and let somebody drag the threshold to the lowest point. Then read the status line aloud: fewer patients sent home, far more healthy ones treated. Every gain has its price.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 先在 $c = 1$ 时让大家表决：那时 argmax 是对的。再把 $c$ 移到 20，请一位同学把阈值拖到最低点，然后念状态行：被放回家的病人少了，被误当成病人的健康人多了很多。有得必有失。

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("cheaper_than_argmax")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **What you see.** At $c = 1$ the curve is flat around 0.5: argmax is about as good as the lowest point. The more a miss costs, the further left
# the lowest point. The rule $1/(1+c)$ is exact where the probabilities are right. Up to $c = 10$ it costs little more than the
# lowest point; at $c = 20$ it costs much more. A model's probabilities are estimates too: to some of the ill it gave less than 0.05.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **观察与结论**。$c = 1$ 时，曲线在 0.5 附近很平：argmax 和最低点几乎一样好。漏诊的代价越大，最低点越往左移。如果概率本身是准的，规则 $1/(1+c)$ 正好落在最低点。这里，到 $c = 10$ 为止，它的代价都只比最低点略高；$c = 20$ 时就高出不少。模型给出的概率也只是估计：有些病人，模型给的患病概率还不到 0.05。

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# So the notes' "no threshold needed" has two halves. **To find the likeliest class, you need no threshold. To decide what to
# do, you need to know what mistakes cost.**

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 所以笔记里“不需要阈值”这句话要分两半来看。**要找最可能的类别，不需要阈值；要决定怎么做，就得知道犯错的代价**。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Then it is the probability that you cut, and linear regression could not give you one.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 这时设阈值的对象，正是线性回归给不出的概率。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 1.2: Decide by costs
#
# Given the risk (a tensor of probabilities of illness, one a patient), the cost of a miss and the cost of a false alarm, answer for each patient
# whether treating is cheaper on average: `True` or `False`.
#
# <details><summary>Hint</summary>
#
# Sending a patient home costs `risk * miss` on average. What does treating cost?
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 1.2：按代价做决定
#
# 已知风险 `risk`（每位就诊者一个患病概率）、漏诊的代价 `miss` 和误报的代价 `alarm`，对每位就诊者回答：平均来看，治疗的代价是不是更小？用 `True` 或 `False` 表示。
#
# <details><summary>提示</summary>
#
# 让人回家，平均代价是 `risk * miss`。那么治疗的平均代价是多少？
#
# </details>


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def decide(risk, miss, alarm):
    return ...


checks.decide(decide)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# A treated patient was healthy with probability `1 - risk`, and that false alarm costs `alarm`.
#
# ```python
# def decide(risk, miss, alarm):
#     return risk * miss > (1 - risk) * alarm
#
#
# checks.decide(decide)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# 接受治疗的人，有 `1 - risk` 的概率其实健康，这种误报的代价是 `alarm`。
#
# ```python
# def decide(risk, miss, alarm):
#     return risk * miss > (1 - risk) * alarm
#
#
# checks.decide(decide)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 1.2 What the network looks like
#
# The *input layer* (输入层) holds four features, the *output layer* (输出层) one score for each class: dog, cat, snake. **There are as many outputs as classes.** Every input is connected to
# every output (*fully connected*, 全连接). Between them lies one layer of weights, so this is a *single-layer neural network* (单层神经网络).
#
# $$o_j = x_1 w_{1j} + x_2 w_{2j} + x_3 w_{3j} + x_4 w_{4j} + b_j, \qquad j = 1, 2, 3$$
#
# $w_{ij}$ is the *weight* (权重) on the arrow from feature $i$ to class $j$; $b_j$ is the *bias* (偏置) of class $j$.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 1.2 网络长什么样
#
# **输入层**（input layer）是四个特征，**输出层**（output layer）给每个类别一个得分：狗、猫、蛇。**输出值的个数与类别数一致**。每个输入都连到每个输出（**全连接**，fully connected）。两层之间只有一层权重，所以这是一个**单层神经网络**（single-layer neural network）。
#
# $$o_j = x_1 w_{1j} + x_2 w_{2j} + x_3 w_{3j} + x_4 w_{4j} + b_j, \qquad j = 1, 2, 3$$
#
# $w_{ij}$ 是从特征 $i$ 指向类别 $j$ 的箭头上的权重，$b_j$ 是类别 $j$ 的偏置。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# In the drawing a thick line is a strong weight, **blue is positive, orange is negative**; the biases are not drawn.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 图中线越粗，权重越大，**蓝色为正，橙色为负**；偏置没有画出来。

# %%
W = torch.randn(4, 3, generator=torch.Generator().manual_seed(0))  # en: not trained: random | zh: 未经训练：随机
network.draw([W], names=[["x₁", "x₂", "x₃", "x₄"], ["dog", "cat", "snake"]])

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** Count the arrows: 4 features × 3 classes = **12 weights**. Plus **3 biases**, one for each class: **15 parameters** (参数).
# The score of one class by hand, with $x = (1, 2, 0, 1)$, weights $(0.5, -1, 3, 2)$ and bias 0.5:
#
# $$o = 1 \cdot 0.5 + 2 \cdot (-1) + 0 \cdot 3 + 1 \cdot 2 + 0.5 = 1.$$

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。数一数箭头：4 个特征 × 3 个类别 = **12 个权重**，再加 **3 个偏置**（每个类别一个）：**15 个参数**（parameters）。手算一个类别的得分，设 $x = (1, 2, 0, 1)$，权重 $(0.5, -1, 3, 2)$，偏置 0.5：
#
# $$o = 1 \cdot 0.5 + 2 \cdot (-1) + 0 \cdot 3 + 1 \cdot 2 + 0.5 = 1.$$

# %%
x = torch.tensor([1.0, 2.0, 0.0, 1.0])
x @ torch.tensor([0.5, -1.0, 3.0, 2.0]) + 0.5

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# Iris has four features and three classes: exactly this network. Here it is *after* training. The first two lines call the course's own training; section 1.7 writes such a training out. Until then, look only at the picture.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 鸢尾花有四个特征、三个类别，正好对应这个网络。下面是**训练之后**的样子。前两行代码调用的是课程自带的训练程序，1.7 节会从头写一个；现在只看图就行。

# %%
setting = Setting(hidden=0, learning_rate=0.2, batch_size=20, epochs=200)
(run,) = engine.train_all(datasets.iris, [setting], seeds=[0])
W = run.parameters[0][0]
network.draw([W], names=[datasets.IRIS_FEATURES, flowers.classes], strongest=4.0)

# %% slideshow={"slide_type": "skip"}
W.round(decimals=1), W.numel() + 3

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **What you see.** Read it like a sentence: the petal (花瓣) speaks for virginica and against setosa; a wide sepal (花萼) speaks for setosa. With random weights there was nothing
# to read. Whatever this network knows about flowers is in these 15 numbers.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **观察与结论**。像读句子一样读它：花瓣大，支持维吉尼亚鸢尾，反对山鸢尾；花萼宽，支持山鸢尾。权重随机时什么也读不出来。这个网络对花的全部知识，就在这 15 个数里。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Lab: count with the drawing.** The classes are now handwritten digits, the features single pixels.
#
# **Predict first.** A network has 4 inputs and 3 outputs. What adds more parameters to it, one more feature or one more class?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **实验：看图数参数**。现在类别是手写数字，特征是单个像素。
#
# **先预测，再动手**。在 4 输入、3 输出的网络上，多加一个特征和多加一个类别，哪个增加的参数更多？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.network()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** One more feature brings three arrows. One more class brings four arrows and a bias, five in all. And see what the accuracy does:
# more pixels help, more classes make the task harder.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。多一个特征，多三条箭头。多一个类别，多四条箭头和一个偏置，共五个参数。也看看准确率：像素多了有帮助，类别多了任务更难。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 1.3: Count parameters
#
# Write a function that takes the number of features and the number of classes and returns the number of parameters.
#
# <details><summary>Hint</summary>
#
# Arrows first, then one bias for each class. Check yourself: 4 features and 3 classes must give 15.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 1.3：数一数参数
#
# 写一个函数：给定特征数和类别数，返回参数个数。
#
# <details><summary>提示</summary>
#
# 先数箭头，再给每个类别加一个偏置。自己验算：4 个特征、3 个类别必须得到 15。
#
# </details>


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def count_parameters(features, classes):
    return ...


checks.count_parameters(count_parameters)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def count_parameters(features, classes):
#     return features * classes + classes
#
#
# checks.count_parameters(count_parameters)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def count_parameters(features, classes):
#     return features * classes + classes
#
#
# checks.count_parameters(count_parameters)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 1.3 From scores to classes
#
# **Max-win.** The class with the largest score wins: $\hat y = \operatorname{argmax}_j o_j$. Simple, and often enough.
# But what does a score of 10 *mean*?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 1.3 从得分到类别
#
# **最大者胜（max-win）**。得分最大的类别获胜：$\hat y = \operatorname{argmax}_j o_j$。简单，而且往往够用。可是，得分“10”到底**是什么意思**？

# %%
sure = torch.tensor([10.0, 0.0, 0.0])
unsure = torch.tensor([10.0, 9.9, 9.8])
sure.argmax().item(), unsure.argmax().item()

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# Both give class 0 the score 10. The first is certain, the second is nearly a draw: **a score by itself means nothing.**
# Such raw scores are called *logits* (未归一化的得分).
#
# And class numbers are no distances. With codes 1, 2, 3 a snake would be "twice as far" from a dog as a cat is. *One-hot
# encoding* (独热编码) gives each class its own direction, (1, 0, 0), (0, 1, 0), (0, 0, 1), and all are equally far apart:

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 两者都给类别 0（从 0 数起）打了 10 分。前者很有把握，后者几乎打平：**得分本身没有意义**。这样的原始得分叫做**未归一化的得分**（logits）。
#
# 类别的编号也不是距离。用 1、2、3 编号，蛇离狗就比猫离狗“远一倍”。**独热编码**（one-hot encoding）让每个类别各占一个方向：(1, 0, 0)、(0, 1, 0)、(0, 0, 1)，两两一样远：

# %%
one_hot = from_scratch.one_hot(torch.tensor([0, 1, 2]), 3)
torch.cdist(codes[:, None], codes[:, None]), torch.cdist(one_hot, one_hot).round(decimals=3)

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **The softmax operator** makes scores into probabilities: first make all positive, then divide by the sum.
#
# $$\hat y_j = \frac{e^{o_j}}{\sum_k e^{o_k}}, \qquad 0 < \hat y_j < 1, \qquad \sum_j \hat y_j = 1$$
#
# **By hand.** Scores $(2, 1, 0)$. Exponentials $7.389, 2.718, 1$. Sum $11.107$.
# Probabilities $0.665, 0.245, 0.090$. They sum to 1.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **Softmax 算子**把得分变成一个概率分布（probability distribution）：先全部变成正数，再除以总和。
#
# $$\hat y_j = \frac{e^{o_j}}{\sum_k e^{o_k}}, \qquad 0 < \hat y_j < 1, \qquad \sum_j \hat y_j = 1$$
#
# **手算**。得分 $(2, 1, 0)$；取指数得 $7.389, 2.718, 1$；总和 $11.107$；概率 $0.665, 0.245, 0.090$，加起来是 1。


# %%
def naive_softmax(logits):
    exponentials = torch.exp(logits)
    return exponentials / exponentials.sum()


naive_softmax(torch.tensor([2.0, 1.0, 0.0])), naive_softmax(sure), naive_softmax(unsure)

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Let the class guess the three probabilities of (2, 1, 0) before the cell is run. Most will guess shares of the sum: 0.67, 0.33, 0. The 0 is the talking point: softmax never says never.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 运行之前让大家猜 (2, 1, 0) 的三个概率。多数人会按比例猜：0.67、0.33、0。那个 0 正好展开讲：softmax 从不说“绝不可能”。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# Now the two tens differ: one is nearly sure, the other hardly knows. The largest score still has the largest probability, so **argmax is the same before and after softmax**.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 现在两个“10”分开了：一个几乎肯定，一个拿不准。得分最大的，概率也最大，所以**取 softmax 前后，argmax 不变**。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: three scores
#
# **Predict first.**
#
# 1. Add the same number $c$ to all scores: what happens to the probabilities?
# 2. Divide all by a *temperature* $T$: what does a large $T$ do, what a small one?
# 3. The right panel uses the plain formula: when does it fail?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：三个得分
#
# **先预测，再动手**。
#
# 1. 三个得分都加上同一个数 $c$，概率会怎样？
# 2. 所有得分都除以**温度**（temperature）$T$，$T$ 很大时怎样，很小时怎样？
# 3. 右图照搬公式。它什么时候会出错？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.logits()

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **What you see.**
#
# 1. Nothing: the factor $e^c$ stands above and below the line and cancels. Only differences count.
# 2. Large $T$: all alike, (⅓, ⅓, ⅓). Small $T$: the winner takes all, softmax turns into argmax.
# 3. At about 88.72: $e^{88.72} \approx 3.4 \cdot 10^{38}$, the largest 32-bit floating-point number. Beyond it exp gives infinity, and ∞/∞ is NaN, "not a number" (非数).
#    This is an *overflow* (上溢). Far below zero all exponentials round to 0, an *underflow* (下溢), and 0/0 is NaN as well.
#
# The first finding helps: subtract the largest score from all. The result is the same, and the largest exponential is $e^0 = 1$.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **观察与结论**。
#
# 1. 什么也不变：因子 $e^c$ 上下都有，约掉了。起作用的只有得分之差。
# 2. $T$ 大：都差不多，(⅓, ⅓, ⅓)。$T$ 小：赢家通吃，softmax 变成 argmax。
# 3. 大约在 88.72：$e^{88.72} \approx 3.4 \cdot 10^{38}$，这是 32 位浮点数的上限。再大就**上溢**（overflow），exp 得到无穷，而 ∞/∞ 是 NaN（not a number，非数）。得分远小于零时，所有的指数项都**下溢**（underflow）成 0，0/0 也是 NaN。
#
# 办法就来自第 1 条：所有得分都减去最大的那个。结果不变，而最大的一项是 $e^0 = 1$。

# %% slideshow={"slide_type": "skip"}
huge = torch.tensor([1000.0, 999.0, 998.0])
naive_softmax(huge), naive_softmax(huge - huge.max())

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 1.4: Softmax
#
# Write a softmax for a whole matrix of scores, a row for each example, that survives scores of 1000.
#
# <details><summary>Hint</summary>
#
# `logits.max(dim=1, keepdim=True).values` is the largest score of each row, as a column.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 1.4：Softmax 算子
#
# 为整个得分矩阵（一行一个样本）写一个 softmax，得分到 1000 也不出错。
#
# <details><summary>提示</summary>
#
# `logits.max(dim=1, keepdim=True).values` 是每行最大的得分，排成一列。
#
# </details>


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def softmax(logits):
    return ...


checks.softmax(softmax)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def softmax(logits):
#     exponentials = torch.exp(logits - logits.max(dim=1, keepdim=True).values)
#     return exponentials / exponentials.sum(dim=1, keepdim=True)
#
#
# checks.softmax(softmax)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def softmax(logits):
#     exponentials = torch.exp(logits - logits.max(dim=1, keepdim=True).values)
#     return exponentials / exponentials.sum(dim=1, keepdim=True)
#
#
# checks.softmax(softmax)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **Two corrections to the notes.**
#
# *"Softmax can only represent linear maps."* Half right. The scores are linear in $x$ (affine, to be exact). With two features, the points where two classes are
# equally likely form a straight line. The probabilities are not linear: double the scores (2, 1, 0), and the probabilities do not double.
#
# *"Probabilities in [0, 1]."* Softmax never reaches 0 or 1: $e^{o}$ is always positive, so the range is (0, 1). Only rounding can make it look so:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **对笔记的两处更正**。
#
# “Softmax 只能表示线性映射。”这话只对了一半。得分对 $x$ 是线性的（准确说是仿射的）；有两个特征时，两个类别概率相等的地方也是一条直线。但概率不是线性的：把得分 (2, 1, 0) 加倍，概率并不加倍。
#
# “范围在 [0, 1] 之间。”其实 softmax 到不了 0，也到不了 1：$e^{o}$ 总是正的，所以范围是 (0, 1)。只有舍入会让它看上去到了：

# %% slideshow={"slide_type": "skip"}
scores = torch.tensor([[2.0, 1.0, 0.0], [4.0, 2.0, 0.0], [200.0, 50.0, 0.0]])
from_scratch.softmax(scores)

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 1.4 The maths: one example, then a minibatch
#
# For one flower, $x$ is a row with $d$ features. For $n$ flowers, stack the rows: that is a *minibatch* (小批量).
#
# $$\underset{(n,\,q)}{O} = \underset{(n,\,d)}{X}\;\underset{(d,\,q)}{W} + \underset{(1,\,q)}{b}, \qquad \hat Y = \operatorname{softmax}(O)$$
#
# $n$ examples, $d$ features, $q$ classes; softmax works row by row. The inner numbers must agree and vanish: $(n, d)(d, q) \to (n, q)$.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 1.4 数学：先一个样本，再一个小批量
#
# 一朵花的 $x$ 是一行，有 $d$ 个特征。把 $n$ 朵花的行叠起来，就是一个**小批量**（minibatch）。
#
# $$\underset{(n,\,q)}{O} = \underset{(n,\,d)}{X}\;\underset{(d,\,q)}{W} + \underset{(1,\,q)}{b}, \qquad \hat Y = \operatorname{softmax}(O)$$
#
# $n$ 个样本，$d$ 个特征，$q$ 个类别；softmax 逐行计算。中间的两个数必须相等，乘完就消失：$(n, d)(d, q) \to (n, q)$。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** Two examples, two features, three classes. The top left score is $1 \cdot 1 + 2 \cdot 0 + 0 = 1$. Fill in the other five,
# then run the cell.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。两个样本，两个特征，三个类别。左上角的得分是 $1 \cdot 1 + 2 \cdot 0 + 0 = 1$。把另外五个填好，再运行单元格。

# %%
X_small = torch.tensor([[1.0, 2.0], [3.0, 0.0]])
W_small = torch.tensor([[1.0, 0.0, -1.0], [0.0, 1.0, 1.0]])
b_small = torch.tensor([[0.0, 0.0, 10.0]])
arrays.affine(X_small, W_small, b_small)

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# Why bother with matrices? The same 8,000 scores, once with loops as one would write them by hand, once as one product:

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 为什么要用矩阵？同样是 8000 个得分，先照手写公式用循环算，再用一次矩阵乘法算：

# %%
digits = datasets.digits(0, train_size=800, wrong_labels=0.0)
pixels = digits.train_inputs  # en: 800 images of 64 pixels | zh: 800 张图片，各 64 个像素
W10 = torch.randn(64, 10, generator=torch.Generator().manual_seed(1))

start = time.perf_counter()
loop = torch.zeros(800, 10)
for i in range(800):
    for j in range(10):
        loop[i, j] = (pixels[i] * W10[:, j]).sum()
loop_seconds = time.perf_counter() - start

start = time.perf_counter()
product = pixels @ W10
product_seconds = time.perf_counter() - start

print(f"{loop_seconds * 1000:.1f} ms, {product_seconds * 1000:.3f} ms")
torch.allclose(loop, product, atol=1e-4), loop_seconds > 10 * product_seconds

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The same numbers, and more than ten times as fast. The times differ from run to run; the two words `True` do not. **Write formulas for the whole batch, not for
# one example.** Everything below does.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 数值相同，速度快了十倍以上。时间每次运行都不同，两个 `True` 不会变。**写公式时，要针对整个批量，而不是单个样本**。下面都这样写。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 1.5 Tensors, norms, broadcasting
#
# A *tensor* (张量) is a block of numbers with a shape. The number of axes is its order.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 1.5 张量、范数、广播
#
# **张量**（tensor）就是排成某种形状的一组数。轴的个数叫做它的阶。

# %%
batch = pixels.view(-1, 8, 8)
scalar, vector, matrix = torch.tensor(3.0), pixels[0], pixels
{tensor.ndim: tuple(tensor.shape) for tensor in (scalar, vector, matrix, batch)}

# %%
images.image_row(batch[:8], [str(label) for label in digits.train_labels[:8].tolist()])

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# No axis is one number. One axis is one image, as a row of 64 pixels. Two axes are a batch of such rows, three a batch of 8 × 8 pictures. A batch of colour pictures has a
# fourth axis. The last two hold the same numbers; only the shape differs.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 0 个轴：一个数。1 个轴：一张图，64 个像素排成一行。2 个轴：一批这样的行。3 个轴：一批 8 × 8 的图。一批彩色图还有第四个轴。最后两个里面的数是一样的，只是形状不同。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Norms: how big is a vector?
#
# $$\lVert v \rVert_2 = \sqrt{\textstyle\sum_i v_i^2} \qquad\qquad \lVert v \rVert_1 = \textstyle\sum_i |v_i|$$
#
# A *norm* (范数) measures length. The first one takes a square root (平方根), the second none. **By hand**, $v = (3, -4)$: $\lVert v \rVert_2 = \sqrt{9 + 16} = 5$, the straight way (Euclid).
# $\lVert v \rVert_1 = 3 + 4 = 7$, the way along the streets (Manhattan). Now you: both norms of $(5, -12)$ (check: together they are 30). The distance of two points is the norm of their difference.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 范数：一个向量有多大？
#
# $$\lVert v \rVert_2 = \sqrt{\textstyle\sum_i v_i^2} \qquad\qquad \lVert v \rVert_1 = \textstyle\sum_i |v_i|$$
#
# **范数**（norm）量的是长度。前一个要开平方，也就是求平方根（square root），后一个不用。**手算** $v = (3, -4)$：$\lVert v \rVert_2 = \sqrt{9 + 16} = 5$，走直线（欧氏距离）；$\lVert v \rVert_1 = 3 + 4 = 7$，沿着街道走（曼哈顿距离）。你来算 $(5, -12)$ 的两个范数（验算：两者之和是 30）。两个点之间的距离，就是它们之差的范数。

# %%
v = torch.tensor([3.0, -4.0])
torch.linalg.vector_norm(v), torch.linalg.vector_norm(v, ord=1), torch.norm(v)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The third one, `torch.norm(tensor([3, -4.0]))`, is how the notes write it. It still gives 5, but PyTorch calls it deprecated (弃用): read it in old code, write
# `torch.linalg.vector_norm` in new code.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 第三个 `torch.norm(tensor([3, -4.0]))` 是笔记里的写法。结果仍然是 5，但 PyTorch 已把它标为弃用（deprecated）：旧代码里能读懂就行，新代码写 `torch.linalg.vector_norm`。

# %% slideshow={"slide_type": "subslide"}
norms.balls()

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Why L1 gives zeros and L2 does not (optional)
#
# Punish large weights while fitting: *Lasso* adds $\alpha \lVert w \rVert_1$ to the squared error, *ridge* adds $\alpha \lVert w \rVert_2^2$.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 为什么 L1 会给出零，L2 不会（选读）
#
# 拟合时惩罚大的权重：*Lasso* 在平方误差上加 $\alpha \lVert w \rVert_1$，**岭回归**（ridge）加 $\alpha \lVert w \rVert_2^2$。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The strength $\alpha$ of the two is not on one scale: each path below starts weak and ends strong.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 两种惩罚的强度 $\alpha$ 不能直接相比：下面两条路径各自从弱到强。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Predict first.** Look at the square on its corner in the last picture. Where will a fit end that is pushed against it: on a side, or on a corner?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **先预测，再动手**。看看上一幅图里那个斜放的正方形（菱形）：拟合结果被拉到它上面时，会落在边上，还是落在尖角上？

# %% slideshow={"slide_type": "skip"}
from sklearn.linear_model import Lasso, Ridge

standard = (X - X.mean(dim=0)) / X.std(dim=0)
# en: two lengths predict a width
# zh: 用两个长度预测一个宽度
two, width = standard[:, [0, 2]].numpy(), standard[:, 3].numpy()
strengths_1 = [0.001, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
strengths_2 = [0.1, 2, 8, 20, 40, 80, 160, 320, 640]
fits = {
    "L1": [Lasso(alpha=a).fit(two, width).coef_ for a in strengths_1],
    "L2": [Ridge(alpha=a).fit(two, width).coef_ for a in strengths_2],
}

# %% slideshow={"slide_type": "fragment"}
norms.penalties(two, width, fits)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **What you see.** Each dot is a real fit on Iris, the penalty growing along the path. The ellipses are lines of equal error; the coloured shape holds all weights whose norm is no larger than that of the
# fifth dot.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **观察与结论**。每个点是在鸢尾花数据上真实拟合一次的结果，沿着路径惩罚越来越强。椭圆是等误差线；带颜色的区域是范数不超过第五个点的全部权重。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **A corner of the L1 shape lies on an axis, and there one weight is exactly 0.** The circle has no corners. Its path bends to the origin: it may cross an axis, but it does not stay there.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **L1 的尖角正在坐标轴上，那里有一个权重恰好是 0**。圆没有尖角：路径弯向原点，可能穿过坐标轴，但不会停在轴上。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Two weights prove little. Here are 64, one for each pixel: is this digit a 3?

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 只看两个权重说明不了什么。下面有 64 个，一个像素一个：这个数字是不是 3？

# %% slideshow={"slide_type": "skip"}
three = (digits.train_labels == 3).float().numpy()
new_three = (digits.validation_labels == 3).float().numpy()
table = {}
for model in (Lasso(alpha=0.003), Ridge(alpha=10)):
    model.fit(pixels.numpy(), three)
    zeros = int((model.coef_ == 0).sum())
    explained = model.score(digits.validation_inputs.numpy(), new_three)
    table[type(model).__name__] = (zeros, round(explained, 2))
always_blank = int((pixels.std(dim=0) == 0).sum())
table, always_blank

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The first number counts weights that are exactly 0, the second is $R^2$ on new images: the share of the target that is explained (1.0 would be all). Ridge explains a little more. But Lasso gets nearly there after throwing away most of the
# pixels; ridge drops only those that are blank in every image. That is what *sparse* (稀疏) means, and why L1 serves to select features. Lesson 3 says more about
# penalties.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 第一个数是恰好为 0 的权重个数，第二个数是在新图片上的决定系数 $R^2$（1.0 表示完全解释）。岭回归解释得略多一点；可 Lasso 扔掉了大部分像素，还几乎追得上；岭回归只“扔掉”在所有图里都空白的那几个。这就是**稀疏**（sparse）的意思，也是 L1 能用来挑选特征的原因。惩罚项到第 3 课再细讲。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Broadcasting: what is copied?
#
# $(3, 1) + (1, 2)$: by the rules of linear algebra these two matrices cannot be added. *Broadcasting* (广播机制) copies the single column and the single row until the shapes agree.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 广播：复制的是哪一边？
#
# $(3, 1) + (1, 2)$：按线性代数的规则，这两个矩阵不能相加。**广播机制**（broadcasting）把那一列和那一行复制几份，直到形状一致。

# %%
column, row = torch.tensor([[0], [1], [2]]), torch.tensor([[0, 1]])
arrays.broadcasting(column, row)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Pale boxes are copies (no memory is used for them). The rule: **line the shapes up at the right; two sizes fit if they are equal or one of them is 1.** A shape that is
# too short is filled up with 1 at the left.
# This is how the bias $(1, q)$ is added to all $n$ rows of $XW$. Where shapes do not fit, read the error calmly; it says which axis:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 浅色的格子是复制品（并不占内存）。规则：**把两个形状右对齐；两个数相等，或者其中一个是 1，就匹配（兼容）**。较短的形状，左边缺的轴当作 1。偏置 $(1, q)$ 就是这样加到 $XW$ 的全部 $n$ 行上的。不匹配的时候，静下心来读报错信息，它会说是哪个轴：

# %% slideshow={"slide_type": "skip"}
try:
    torch.ones(3, 2) + torch.ones(2, 3)
except RuntimeError as error:
    print(error)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# In words: on axis 1 (counted from 0) tensor a has size 2 and tensor b has size 3, and neither is 1 ("non-singleton"), so neither may be copied. Axis 0 clashes as well; torch names only the last one.
#
# ### Exercise 1.5: Broadcasting
#
# Write a function that returns the shape of `a + b` for any two shapes (tuples), or `None` where they do not fit. `torch.broadcast_shapes` is allowed.
#
# <details><summary>Hint</summary>
#
# `torch.broadcast_shapes(a_shape, b_shape)` raises a `RuntimeError` where the shapes do not fit.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 意思是：在第 1 轴（从 0 数起）上，张量 a 的大小是 2，张量 b 是 3，谁也不是 1（non-singleton），所以谁也不能复制。第 0 轴也不匹配，torch 只报最后一个。
#
# ### 练习 1.5：广播机制
#
# 写一个函数：对任意两个形状（元组），返回 `a + b` 的形状；不匹配时返回 `None`。可以用 `torch.broadcast_shapes`。
#
# <details><summary>提示</summary>
#
# 形状不匹配时，`torch.broadcast_shapes(a_shape, b_shape)` 会抛出 `RuntimeError`。
#
# </details>


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def broadcast_shape(a_shape, b_shape):
    return ...


checks.broadcast_shape(broadcast_shape)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def broadcast_shape(a_shape, b_shape):
#     try:
#         return tuple(torch.broadcast_shapes(a_shape, b_shape))
#     except RuntimeError:
#         return None
#
#
# checks.broadcast_shape(broadcast_shape)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def broadcast_shape(a_shape, b_shape):
#     try:
#         return tuple(torch.broadcast_shapes(a_shape, b_shape))
#     except RuntimeError:
#         return None
#
#
# checks.broadcast_shape(broadcast_shape)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 1.6 Cross-entropy: what a wrong belief costs
#
# The network gives each class a probability. The *loss* (损失) $\ell$ says how bad that is, given the true class $y$. Write the truth as a one-hot row $(y_1, \dots, y_q)$:
#
# $$\ell = -\sum_{j=1}^{q} y_j \log \hat y_j = -\log \hat y_{y}$$
#
# The one-hot row is 0 everywhere but at the true class, so **one term is left**: minus the log of the probability that the true class got.
# ($\log$ is the natural logarithm, as in code.)

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 1.6 交叉熵（cross-entropy）：信错了要付多少代价
#
# 网络给每个类别一个概率。已知真实类别 $y$，**损失**（loss）$\ell$ 衡量这个预测有多糟。把标签写成独热的一行 $(y_1, \dots, y_q)$：
#
# $$\ell = -\sum_{j=1}^{q} y_j \log \hat y_j = -\log \hat y_{y}$$
#
# 独热的一行除真实类别外全是 0，所以**只剩一项**：真实类别得到的概率，取对数，再加负号。（$\log$ 是自然对数，和代码里一样。）

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# For $n$ examples, take the **mean**, over all examples, with $\theta$ for all parameters ($W$ and $b$):
#
# $$L(\theta) = \frac{1}{n} \sum_{i=1}^{n} \ell^{(i)}$$
#
# (The notes call it the *total* loss, then rightly describe a mean. With a mean, a larger batch does not give a larger loss.)
#
# **By hand.** $\hat Y = \begin{pmatrix} 0.1 & 0.3 & 0.6 \\ 0.3 & 0.2 & 0.5 \end{pmatrix}$, true classes $y = (0, 2)$.
# The true classes got 0.1 and 0.5: $-\log 0.1 = 2.3026$, $-\log 0.5 = 0.6931$, mean $1.4979$.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 有 $n$ 个样本时，取所有样本的**平均**；$\theta$ 代表全部参数（$W$ 和 $b$）：
#
# $$L(\theta) = \frac{1}{n} \sum_{i=1}^{n} \ell^{(i)}$$
#
# （笔记把它叫做**总损失**，随后又正确地说是平均。取平均，批量变大时损失才不会跟着变大。）
#
# **手算**。$\hat Y = \begin{pmatrix} 0.1 & 0.3 & 0.6 \\ 0.3 & 0.2 & 0.5 \end{pmatrix}$，真实类别 $y = (0, 2)$。真实类别分到 0.1 和 0.5：$-\log 0.1 = 2.3026$，$-\log 0.5 = 0.6931$，平均 $1.4979$。

# %%
Y_hat = torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])
truth = torch.tensor([0, 2])
losses = -torch.log(Y_hat[[0, 1], truth])
losses, losses.mean()

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 1.6: Cross-entropy
#
# Write the mean cross-entropy, one number. `probabilities` has the shape (n, q), a row for each example; `labels` has the shape (n,), the numbers of
# the true classes.
#
# <details><summary>Hint</summary>
#
# `probabilities[range(len(labels)), labels]` picks one entry of each row.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 1.6：交叉熵
#
# 写一个函数，返回平均交叉熵（一个数）：`probabilities` 的形状是 (n, q)，一行一个样本；`labels` 的形状是 (n,)，是真实类别的编号。
#
# <details><summary>提示</summary>
#
# `probabilities[range(len(labels)), labels]` 从每一行各取一个元素。
#
# </details>


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def cross_entropy(probabilities, labels):
    return ...


checks.cross_entropy(cross_entropy)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def cross_entropy(probabilities, labels):
#     picked = probabilities[range(len(labels)), labels]
#     return -torch.log(picked).mean()
#
#
# checks.cross_entropy(cross_entropy)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def cross_entropy(probabilities, labels):
#     picked = probabilities[range(len(labels)), labels]
#     return -torch.log(picked).mean()
#
#
# checks.cross_entropy(cross_entropy)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Where the logarithm comes from: surprise
#
# *"It snowed in July"* tells you more than *"it was warm in July"*. **A rare event has a low probability, so it surprises much and carries much information.**
# The measure is the *surprisal* (意外程度): $-\log p$.
#
# | $p$ | 1 | 1/2 | 1/4 | 1/8 | 0.01 |
# |---|---|---|---|---|---|
# | surprisal in bits, $-\log_2 p$ | 0 | 1 | 2 | 3 | 6.64 |
# | in nats, $-\log p$ | 0 | 0.69 | 1.39 | 2.08 | 4.61 |
#
# Independent events: probabilities multiply, surprisals add. That is why it is a logarithm.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 对数从哪里来：意外
#
# “七月下雪了”比“七月很热”告诉你的更多。**稀有的事概率低，意外程度（surprisal）大，所以信息量大**。意外程度也叫自信息，用 $-\log p$ 来量。
#
# | $p$ | 1 | 1/2 | 1/4 | 1/8 | 0.01 |
# |---|---|---|---|---|---|
# | 意外程度，以比特计，$-\log_2 p$ | 0 | 1 | 2 | 3 | 6.64 |
# | 以奈特计，$-\log p$ | 0 | 0.69 | 1.39 | 2.08 | 4.61 |
#
# 独立事件的概率相乘，意外程度相加：所以要用对数。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Entropy** (熵) is the mean surprisal of a distribution $P$: its uncertainty. **Cross-entropy** (交叉熵) is the mean surprisal of someone
# who expects $Q$ while $P$ is true.
#
# $$\begin{gathered} H(P) = -\sum_j p_j \log p_j \\ H(P, Q) = -\sum_j p_j \log q_j = H(P) + \mathrm{KL}(P \Vert Q) \end{gathered}$$
#
# **By hand.** In bits, $P = (\tfrac12, \tfrac14, \tfrac14)$: $H(P) = \tfrac12 \cdot 1 + \tfrac14 \cdot 2 + \tfrac14 \cdot 2 = 1.5$.
# Believing $Q = (\tfrac14, \tfrac14, \tfrac12)$: $\tfrac12 \cdot 2 + \tfrac14 \cdot 2 + \tfrac14 \cdot 1 = 1.75$. The extra 0.25 is the
# *KL divergence* (KL 散度), never negative.
#
# Bits are meant literally. Write A as 0, B as 10, C as 11: a code made for $P$, with 1.5 bits (binary digits) per letter on average. Made for $Q$ it would give C the short code word: A as 10, B as 11, C as 0, and $P$ would cost 1.75.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **熵**（entropy）是分布 $P$ 的平均意外程度，也就是它的不确定性。真实分布是 $P$，你却按 $Q$ 去预期，这时的平均意外程度就是**交叉熵**。
#
# $$\begin{gathered} H(P) = -\sum_j p_j \log p_j \\ H(P, Q) = -\sum_j p_j \log q_j = H(P) + \mathrm{KL}(P \Vert Q) \end{gathered}$$
#
# **手算**。以比特计，$P = (\tfrac12, \tfrac14, \tfrac14)$：$H(P) = \tfrac12 \cdot 1 + \tfrac14 \cdot 2 + \tfrac14 \cdot 2 = 1.5$。相信 $Q = (\tfrac14, \tfrac14, \tfrac12)$：$\tfrac12 \cdot 2 + \tfrac14 \cdot 2 + \tfrac14 \cdot 1 = 1.75$。多付的 0.25 就是 **KL 散度**（KL divergence），它从不为负。
#
# 比特可以照字面理解。把 A 写成 0，B 写成 10，C 写成 11：这是为 $P$ 设计的编码，平均每个字母 1.5 位。为 $Q$ 设计的编码会把最短的给 C：A 写成 10，B 写成 11，C 写成 0，用它来写 $P$ 就要 1.75 位。

# %% slideshow={"slide_type": "skip"}
P, Q = torch.tensor([0.5, 0.25, 0.25]), torch.tensor([0.25, 0.25, 0.5])
own, cross = -(P * P.log2()).sum(), -(P * Q.log2()).sum()
own, cross, (P * (P / Q).log2()).sum()

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Lab: shape a belief.** The sliders set how much of $Q$ goes to A, B and C; $P$ is fixed. (In nats: 1.5 bits are 1.04 nats.)
#
# **Predict first.** For which $Q$ is the pink piece gone? And with the true $P = (1, 0, 0)$, does it matter how $Q$ shares the rest between B and C?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **实验：你相信什么**。滑块决定 A、B、C 在 $Q$ 中各占几份；$P$ 是固定的。（单位是奈特：1.5 比特等于 1.04 奈特。）
#
# **先预测，再动手**。$Q$ 是什么样时，粉色那段会消失？真实分布是 $P = (1, 0, 0)$ 时，$Q$ 把剩下的怎样分给 B 和 C，有没有关系？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.entropy()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Two minutes of play: who finds the $Q$ with the least cost for (½, ¼, ¼)? It is 2, 1, 1 parts. Then switch $P$ to (1, 0, 0) and move only B and C: while their sum stays, the cost stays.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 玩两分钟：对 (½, ¼, ¼)，谁能找到代价最小的 $Q$？是 2、1、1 份。再把 $P$ 换成 (1, 0, 0)，只动 B 和 C：只要两者之和不变，代价就不变。

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** The pink piece vanishes when $Q = P$, and only then: no belief is cheaper than the true one.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。$Q = P$ 时粉色那段消失，也只有这时：没有哪种预期比真实分布更省。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# With $P = (1, 0, 0)$ the green piece is gone, since a
# certain event has no entropy, and only A's part counts: the cost is $-\log q_A$. **That is our loss.** A label is a one-hot $P$, the network's answer is $Q$, and
# training pushes the pink piece down.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# $P = (1, 0, 0)$ 时绿色那段没有了，因为必然事件的熵为 0；起作用的只有 A 的那一份，代价是 $-\log q_A$。**这正是我们的损失**。标签就是独热的 $P$，网络的输出就是 $Q$，训练就是把粉色那段压下去。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### The gradient: prediction minus label
#
# How does the loss react to each score? Its slopes $\partial \ell / \partial o_j$ are *partial derivatives* (偏导数); together they are the *gradient* (梯度). Put softmax into the loss; the log of a quotient is a difference:
#
# $$\ell = -\log \frac{e^{o_y}}{\sum_k e^{o_k}} = -o_y + \log \sum_k e^{o_k}$$
#
# The first part has the slope $-1$ for the true class and 0 for the others: that is $-y_j$. The second part, by the chain rule ($\log s$ has the slope $1/s$):
#
# $$\begin{gathered} \frac{\partial}{\partial o_j} \log \sum_k e^{o_k} = \frac{1}{\sum_k e^{o_k}} \cdot e^{o_j} = \hat y_j \\ \Longrightarrow\quad \boxed{\frac{\partial \ell}{\partial o_j} = \hat y_j - y_j} \end{gathered}$$

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 梯度：预测减标签
#
# 每个得分变一点，损失会变多少？这由**偏导数**（partial derivative）$\partial \ell / \partial o_j$ 回答，它们合起来就是**梯度**（gradient）。先把 softmax 代进损失，商的对数等于对数之差：
#
# $$\ell = -\log \frac{e^{o_y}}{\sum_k e^{o_k}} = -o_y + \log \sum_k e^{o_k}$$
#
# 第一部分对真实类别的偏导数是 $-1$，对其他类别是 0：就是 $-y_j$。第二部分用链式法则（$\log s$ 的导数是 $1/s$）：
#
# $$\begin{gathered} \frac{\partial}{\partial o_j} \log \sum_k e^{o_k} = \frac{1}{\sum_k e^{o_k}} \cdot e^{o_j} = \hat y_j \\ \Longrightarrow\quad \boxed{\frac{\partial \ell}{\partial o_j} = \hat y_j - y_j} \end{gathered}$$

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** Scores $(2, 1, 0)$, the true class is cat (number 1, counted from 0): $(0.665, 0.245, 0.090) - (0, 1, 0) = (0.665, -0.755, 0.090)$. A step goes against it: dog down, cat up, snake a little down. The sum is 0.
# PyTorch finds the same by itself (*autograd*, 自动求导):

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。得分 $(2, 1, 0)$，真实类别是猫（编号 1，从 0 数起）：$(0.665, 0.245, 0.090) - (0, 1, 0) = (0.665, -0.755, 0.090)$。更新的一步与它相反：狗往下压，猫往上提，蛇稍微往下。总和是 0。PyTorch 自己也能求出来（**自动求导**，autograd）：

# %%
o = torch.tensor([2.0, 1.0, 0.0], requires_grad=True)
loss = -torch.log(from_scratch.softmax(o)[1])
loss.backward()
o.grad, (from_scratch.softmax(o) - one_hot[1]).detach()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Let students say in words what each of the three numbers of the gradient asks for. Then: a step goes against the gradient, hence the signs.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 请同学用一句话说出梯度里的三个数各要求什么。再提醒：走的方向与梯度相反，所以符号要反过来看。

# %% slideshow={"slide_type": "subslide"}
probabilities.gradient(from_scratch.softmax(o).detach(), label=1)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 1.7: A gradient of your own
#
# Write the gradient of the loss with respect to the scores for one example: `scores` of shape (q,), `label` the number of the true class. Your formula is compared
# with what autograd finds.
#
# <details><summary>Hint</summary>
#
# `torch.softmax(scores, dim=0)` gives the probabilities; `F.one_hot(torch.tensor(label), len(scores))` the label as a row.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 1.7：自己写梯度
#
# 写出一个样本的损失对各得分的梯度：`scores` 的形状是 (q,)，`label` 是真实类别的编号。你的公式会和自动求导的结果比较。
#
# <details><summary>提示</summary>
#
# `torch.softmax(scores, dim=0)` 给出概率；`F.one_hot(torch.tensor(label), len(scores))` 把标签写成独热的一行。
#
# </details>


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def score_gradient(scores, label):
    return ...


checks.score_gradient(score_gradient)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def score_gradient(scores, label):
#     gradient = torch.softmax(scores, dim=0)
#     gradient[label] -= 1
#     return gradient
#
#
# checks.score_gradient(score_gradient)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def score_gradient(scores, label):
#     gradient = torch.softmax(scores, dim=0)
#     gradient[label] -= 1
#     return gradient
#
#
# checks.score_gradient(score_gradient)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 1.7 Train and evaluate
#
# The gradient says in which direction the loss rises fastest. So step the other way: $W \leftarrow W - \eta \, \partial L / \partial W$. The number $\eta$ is the *learning rate* (学习率). It
# decides how far one step goes. That is *gradient descent* (梯度下降).
#
# **By hand.** Let the loss over a single weight be $L(w) = (w - 3)^2$. Its slope is $2(w - 3)$. Start at $w = 1$, where the slope is $-4$.
#
# - $\eta = 0.25$: $w = 1 - 0.25 \cdot (-4) = 2$. One more step?
# - $\eta = 1$: $w = 1 + 4 = 5$, as far from 3 as before, on the other side. And $\eta = 1.5$?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 1.7 训练与评估
#
# 梯度指出损失上升最快的方向，那就往相反的方向走一步：$W \leftarrow W - \eta \, \partial L / \partial W$。$\eta$ 叫**学习率**（learning rate），决定一步走多远。这就是**梯度下降**（gradient descent）。
#
# **手算**。设只有一个权重，损失是 $L(w) = (w - 3)^2$，导数是 $2(w - 3)$。从 $w = 1$ 出发，那里的导数是 $-4$。
#
# - $\eta = 0.25$：$w = 1 - 0.25 \cdot (-4) = 2$。再走一步呢？
# - $\eta = 1$：$w = 1 + 4 = 5$，到了另一侧，离 3 和原来一样远。$\eta = 1.5$ 呢？

# %%
for rate in (0.25, 1.0, 1.5):
    w, path = 1.0, []
    for _ in range(4):
        w = w - rate * 2 * (w - 3)
        path.append(round(w, 2))
    print(rate, path)

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Lab: the valley.** Now a real loss: versicolor or virginica, by the sepals. Left, the loss over one weight, that of the sepal length. Right, over two weights,
# seen from above: each line is a height. The dots are steps of gradient descent.
#
# **Predict first.** What does the path look like at $\eta = 0.1$, and what at $\eta = 100$? And what changes when each step sees only 5 flowers in place of all 52?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **实验：山谷**。换成真实的损失：凭花萼区分变色鸢尾和维吉尼亚鸢尾。左图：损失随花萼长的权重变化；右图：随两个权重变化，每条线是一个高度。圆点是梯度下降的每一步。
#
# **先预测，再动手**。$\eta = 0.1$ 时，走过的路是什么样？$\eta = 100$ 时呢？如果每一步不看全部 52 朵花，只看 5 朵，又会怎样？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.valley()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** Small steps crawl. Steps of a good size run down the slope and along the flat floor of the valley. Steps that are too large leap from one wall to the other and end above their start.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。步子太小，爬得慢。步子合适，就顺坡而下，再沿着平坦的谷底前进。步子太大，就从一面坡跳到另一面坡，结果比出发时还高。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# With few flowers a step, the path trembles: every *minibatch* (小批量) has a valley of its own, close to the true one but not the same. Each step is cheaper, and on average it points the right way. This is
# *stochastic gradient descent* (随机梯度下降), SGD.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 每一步只看几朵花时，路线会抖动：每个**小批量**（minibatch）都有自己的山谷，和真正的山谷相近，却不相同。这样每一步更便宜，而且平均来说方向是对的。这就是**随机梯度下降**（stochastic gradient descent，SGD）。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### From one weight to all of them
#
# The gradient goes on through $O = XW + b$. $\hat Y$ holds the probabilities, $Y$ the one-hot labels:
#
# $$\frac{\partial L}{\partial O} = \frac{\hat Y - Y}{n}, \qquad \frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial O}, \qquad
# \frac{\partial L}{\partial b} = \mathbf{1}^\top \frac{\partial L}{\partial O}$$
#
# The weight $w_{ij}$ enters $o_j$ multiplied by $x_i$, hence $X^\top$. The row of ones, $\mathbf{1}^\top$, adds up the rows. Once through all examples, minibatch by minibatch, is an *epoch* (训练周期).

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 从一个权重到所有权重
#
# 梯度继续穿过 $O = XW + b$。$\hat Y$ 是概率，$Y$ 是独热标签：
#
# $$\frac{\partial L}{\partial O} = \frac{\hat Y - Y}{n}, \qquad \frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial O}, \qquad
# \frac{\partial L}{\partial b} = \mathbf{1}^\top \frac{\partial L}{\partial O}$$
#
# 权重 $w_{ij}$ 乘上 $x_i$ 才进入 $o_j$，所以出现 $X^\top$；$\mathbf{1}^\top$ 是一行 1，作用是把各行加起来。一个小批量接一个小批量，把所有样本看完一遍，叫一个**训练周期**（epoch，也叫轮、迭代周期）。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** Let $x = (1, 2)$ be the features behind the gradient $(0.665, -0.755, 0.090)$ of 1.6. Fill in the 2 × 3 table $\partial L / \partial W$
# ($n = 1$): how do its two rows differ?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。设 1.6 节的梯度 $(0.665, -0.755, 0.090)$ 来自特征 $x = (1, 2)$。填出 2 × 3 的表 $\partial L / \partial W$（$n = 1$）：它的两行有什么不同？

# %%
x = torch.tensor([[1.0, 2.0]])
x.T @ o.grad[None, :]

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 1.8: A whole training step
#
# Write one step of training: inputs `X` (n, d), labels `y` (n,), weights `W` (d, q), biases `b` (1, q) and a learning rate. Return the new `W` and the new `b`; leave the old ones as they are.
#
# <details><summary>Hint</summary>
#
# Four lines: the probabilities, `dO = (Y_hat - Y) / len(X)`, then the new `W`, then the new `b`.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 1.8：完整的一步训练
#
# 写出训练的一步：输入 `X`（n, d）、标签 `y`（n,）、权重 `W`（d, q）、偏置 `b`（1, q）和学习率 `learning_rate`。返回新的 `W` 和新的 `b`，旧的保持不变。
#
# <details><summary>提示</summary>
#
# 四行就够：先算概率，再算 `dO = (Y_hat - Y) / len(X)`，然后是新的 `W`，最后是新的 `b`。
#
# </details>


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def train_step(X, y, W, b, learning_rate):
    return ...


checks.train_step(train_step)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def train_step(X, y, W, b, learning_rate):
#     Y_hat = torch.softmax(X @ W + b, dim=1)
#     dO = (Y_hat - F.one_hot(y, W.shape[1])) / len(X)
#     return W - learning_rate * X.T @ dO, b - learning_rate * dO.sum(dim=0, keepdim=True)
#
#
# checks.train_step(train_step)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def train_step(X, y, W, b, learning_rate):
#     Y_hat = torch.softmax(X @ W + b, dim=1)
#     dO = (Y_hat - F.one_hot(y, W.shape[1])) / len(X)
#     return W - learning_rate * X.T @ dO, b - learning_rate * dO.sum(dim=0, keepdim=True)
#
#
# checks.train_step(train_step)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **From scratch.** Nothing is hidden: every line is a formula from above.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **从零开始**。不藏任何东西：每一行都是上面的一个公式。


# %%
def train(X, y, classes, *, learning_rate, batch_size, epochs):
    W, b = torch.zeros(X.shape[1], classes), torch.zeros(1, classes)
    order = torch.Generator().manual_seed(0)
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=order).split(batch_size):
            Y_hat = from_scratch.softmax(X[batch] @ W + b)  # (n, q)
            Y = from_scratch.one_hot(y[batch], classes)
            dO = (Y_hat - Y) / len(batch)
            W -= learning_rate * X[batch].T @ dO
            b -= learning_rate * dO.sum(dim=0, keepdim=True)
    return W, b


W, b = train(X, y, 3, learning_rate=0.1, batch_size=20, epochs=100)
W.round(decimals=3), b.round(decimals=3)

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **The concise way.** `nn.Linear` holds $W$ (transposed) and $b$, autograd finds the gradients, the optimizer updates the parameters. Mind one trap:
# `F.cross_entropy` wants **scores, not probabilities**. It does softmax and log in one stable piece.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **简洁写法**。`nn.Linear` 保管 $W$（转置过的）和 $b$，自动求导算出梯度，优化器负责更新参数。小心一个陷阱：`F.cross_entropy` 要的是**得分，不是概率**；softmax 和对数由它一起稳定地算完。

# %%
model = nn.Linear(4, 3)
nn.init.zeros_(model.weight), nn.init.zeros_(model.bias)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
order = torch.Generator().manual_seed(0)
for _ in range(100):
    for batch in torch.randperm(len(X), generator=order).split(20):
        loss = F.cross_entropy(model(X[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
torch.allclose(model.weight.T, W, atol=1e-4), torch.allclose(model.bias, b[0], atol=1e-4)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The same numbers, from the same start and the same order of examples. (Starting from zeros is fine here, with one layer; lesson 2 shows why it is not with two.)
#
# How good is it? Judge on flowers that were **not** used for training: the *validation set* (验证集). Lesson 3 says why, and why the third part, the test set, stays sealed until then.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 起点相同，样本顺序相同，结果也相同。（只有一层时，从零开始没问题；为什么两层不行，第 2 课见。）
#
# 它有多好？要用**没有**参加训练的花来评判，这部分花叫**验证集**（validation set）。为什么要这样，为什么第三部分（测试集）要一直封存到第 3 课，到时再说。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 1.9: Accuracy
#
# Compute the accuracy from scores (a row for each example) and labels, as a fraction between 0 and 1.
#
# <details><summary>Hint</summary>
#
# `argmax(dim=1)`, compare, `.float()`, `.mean()`.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 1.9：准确率
#
# 由得分（一行一个样本）和标签算出准确率，用 0 到 1 之间的小数表示。
#
# <details><summary>提示</summary>
#
# `argmax(dim=1)`，比较，`.float()`，`.mean()`。
#
# </details>


# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def accuracy(scores, labels):
    return ...


checks.accuracy(accuracy)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def accuracy(scores, labels):
#     return (scores.argmax(dim=1) == labels).float().mean()
#
#
# checks.accuracy(accuracy)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def accuracy(scores, labels):
#     return (scores.argmax(dim=1) == labels).float().mean()
#
#
# checks.accuracy(accuracy)
# ```
#
# </details>

# %% slideshow={"slide_type": "skip"}
new_X, new_y = flowers.validation_inputs, flowers.validation_labels
scores, new_scores = X @ W + b, new_X @ W + b
train_accuracy = from_scratch.accuracy(scores, y)
validation_accuracy = from_scratch.accuracy(new_scores, new_y)
round(train_accuracy, 3), round(validation_accuracy, 3)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# One number hides *which* mistakes. The confusion matrix shows them: rows are true classes, columns are predictions.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 一个数看不出错在**哪里**。混淆矩阵看得出：行是真实类别，列是预测。

# %% slideshow={"slide_type": "skip"}
pairs = new_y * 3 + new_scores.argmax(dim=1)  # en: 0 … 8: true class, then prediction | zh: 0 … 8：真实类别，再是预测
torch.bincount(pairs, minlength=9).view(3, 3)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Rows and columns are in the order setosa, versicolor, virginica. Which two does it mix up? (The same two as in the lab of 1.1: they do overlap.)

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 行和列的顺序都是山鸢尾、变色鸢尾、维吉尼亚鸢尾。它把哪两种弄混了？（和 1.1 节实验里弄混的是同样两种：它们确实有重叠。）

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab (main): learning rate, batch size, epochs
#
# Every move trains five networks anew, each on its own split and from its own start.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 主实验：学习率、批量大小、训练周期数
#
# 每动一下，都重新训练五个网络，各用各的划分、各有各的起点。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# They see only the length and the width of the petals, so that the plane can be drawn. Left, the loss while they learn: the line is the mean of the five, the band
# its 95% interval. Middle, what the first network predicts at every point of the plane. Right, the final loss at every position of the slider you moved last.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 为了能画在平面上，这里只用花瓣的长和宽。左图是学习过程中的损失：线是五个网络的均值，阴影带是它的 95% 置信区间。中图是第一个网络对花瓣平面上每一点的预测。右图是你刚才动过的那个滑块在每个取值上的最终损失。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Predict first.**
#
# 1. What will the left curve look like at $\eta = 0.003$, and what at $\eta = 100$?
# 2. Same number of epochs, batch of 5 in place of 80: better or worse after 100 epochs?
# 3. Can you beat the starting setting?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **先预测，再动手**。
#
# 1. $\eta = 0.003$ 时左边的曲线会是什么样？$\eta = 100$ 时呢？
# 2. 周期数相同，批量从 80 换成 5：100 个周期后更好还是更差？
# 3. 你能胜过初始设置吗？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.flowers()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** **Too small** a rate crawls: at the end it is still on its way. **Too large** a rate leaps across the valley and back: the loss leaves the chart, far above the line
# of guessing ($\log 3 = 1.10$).

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。学习率**太小**，爬得慢：到最后还在半路上。学习率**太大**，就在山谷两边跳来跳去：损失跑出图外，远高于随机猜测的那条线（$\log 3 = 1.10$）。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# With such a rate the networks also differ wildly. The loss does not reach infinity. No entry of $\hat y - y$ is larger than 1 in absolute value, so a step is large but bounded.
# And see how accuracy may stay decent while the loss is terrible: the boundaries are about right, but every mistake is made with full
# confidence.
#
# The second question waits for "Batch size" below; for the third, try 400 epochs. The learning rate and the epochs, measured over more networks:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 这时各个网络之间差别也极大。损失不会变成无穷：$\hat y - y$ 的每个分量绝对值都不超过 1，所以步子虽大，总归有限。还要注意：损失糟透了，准确率却可能还过得去。决策边界大致是对的，但每次犯错都信心十足。
#
# 第二个问题，到下面“批量大小”再揭晓；第三个，试试 400 个周期。学习率和周期数的作用，再用更多的网络测一遍：

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Collect guesses for 100 before the click. Then move back one position at a time until the curve is calm. Press *Pin this run* at the best rate, and change the batch size: the pinned curve stays as the yardstick.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 点到 100 之前先收集大家的猜测。然后一格一格往回退，直到曲线平稳。在最好的学习率处保留这次结果，再改批量大小：灰色的曲线留下来当标尺。

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("small_steps", "large_steps", "more_epochs")

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# With $\eta = 0.003$ the steps are too small for 100 epochs, with $\eta = 10$ they are too large: both end at a
# higher loss than $\eta = 0.1$. There, 100 epochs are better than 10.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# $\eta = 0.003$ 时步子太小，100 个周期走不到；$\eta = 10$ 时步子太大。两者最后的损失都高于 $\eta = 0.1$。而在 $\eta = 0.1$ 下，100 个周期好过 10 个。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### The same on digits: weights as images
#
# 64 pixels, 10 classes, 650 parameters. The middle panel shows the 64 weights of each class where their pixels are. Where it is blue, ink speaks for the class; where it is orange, against it.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 换成手写数字：把权重画成图像
#
# 64 个像素，10 个类别，650 个参数。中图把每个类别的 64 个权重画在各自像素的位置上：蓝色处若有墨迹，就支持这个类别；橙色处若有墨迹，就反对它。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Predict first.** Where should the weights of 0 be orange? Then find the learning rate with the lowest validation loss, and go one step too far: do training and validation
# still agree?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **先预测，再动手**。数字 0 的权重，哪里应该是橙色的？然后找到验证损失最低的学习率，再多走一步：训练和验证还一致吗？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.digits()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** The 0 is orange in the middle: ink there means "not a zero". With very large steps the training loss goes to 0 and the validation loss goes *up*.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。0 的中间是橙色的：那里有墨，就“不是 0”。步子很大时，训练损失趋于 0，验证损失却**上升**。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Weights grow, predictions become certain, and
# certain mistakes cost a lot ($-\log 0.0001 = 9.2$).

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 权重变大了，预测变得十分肯定，而十分肯定却答错，代价很高（$-\log 0.0001 = 9.2$）。

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("overconfident_train", "overconfident_validation")

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# It is so with more networks, too: at $\eta = 100$ the training loss is lower than at $\eta = 1$, and the
# validation loss is higher.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 换更多的网络也是这样：$\eta = 100$ 时，训练损失比 $\eta = 1$ 时低，验证损失却更高。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### The mistakes it makes
#
# Which digits are they? Above, the validation images that the network gets wrong, the most confident mistake first. Below, what changed against the starting setting: images that are now right, and images that are now wrong.
#
# **Predict first.** Which two digits will be mixed up most often? When a setting gets better, does it only gain?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 它犯了哪些错
#
# 到底错在哪些图片上？上排是网络答错的验证图片，最自信的错误排在最前。下排是与初始设置相比的变化：哪些图片现在答对了，哪些现在答错了。
#
# **先预测，再动手**。哪两个数字最容易弄混？换一组更好的设置，是不是只有进步、没有退步？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.mistakes()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** Some mistakes you would make, too. 1 and 8 are among the pairs mixed up most often. A better setting wins many images back and loses a few that were right: accuracy alone hides that.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。有些错换了你也会犯，有些你绝不会犯。最常弄混的几对里就有 1 和 8。更好的设置救回很多张，也丢掉几张原来答对的：单看准确率，看不到这些损失。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Batch size
#
# Is a small batch the better teacher?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 批量大小
#
# 小批量是更好的老师吗？

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Compare batches of 50 with batches of 500. First both get the same number of *epochs* (40). But for the same 500 examples a batch of 50 makes ten steps,
# a batch of 500 only one. So then both get the same number of *steps*:
# 40 epochs against 400. The last two rows show the same comparison, once in loss and once in accuracy.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 拿批量 50 和批量 500 来比。先让两者训练同样多的**周期**（40 个）。可是看完同样的 500 个样本，批量 500 只走一步，批量 50 要走十步。所以再让两者走同样多的**步**：40 个周期对 400 个周期。最后两行是同一个比较，一次看损失，一次看准确率。

# %% tags=["claim"] slideshow={"slide_type": "fragment"}
claims.show("small_batches_same_epochs", "same_steps_in_loss", "small_batches_same_steps")

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# With the same epochs small batches win by far. With the same steps almost nothing is left of the gap: **here it was the number of steps, not the size of the batch.**

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 周期数相同时，小批量遥遥领先；步数相同时，差距几乎没有了：**在这里，起作用的是走了多少步，而不是批量多大**。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Look closely: in loss the difference is *real*, zero is outside its interval. It is also tiny, well under one percent of the loss, and in accuracy nothing is left that would matter.
# **Real is not the same as relevant.** (And a step with a small batch is cheaper, so small batches do save time.)

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 仔细看：用损失来比，**确有差异**，0 在区间之外；可是它很小，远不到损失的百分之一，换成准确率就没有值得在意的差异了。**确有差异，不等于值得在意**。（另外，小批量的一步更便宜，所以它确实省时间。）

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Your predictions
#
# What you guessed before the labs, and what was measured. The greatest surprise is named below the table.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 你的预测
#
# 各个实验之前你的预测，和实测的结果。最出乎意料的一题写在表的下面。

# %% slideshow={"slide_type": "skip"}
predictions.show()

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Your exercises

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 你的练习

# %% slideshow={"slide_type": "skip"}
checks.progress(1)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Quiz
#
# **1. What does softmax regression with 64 features and 10 classes learn?**
#
# <details><summary>A. 640 numbers</summary>
#
# ❌ Those are the weights. Each class also has a bias.
#
# </details>
#
# <details><summary>B. 704 numbers</summary>
#
# ❌ That would be a bias for each feature. A bias belongs to a class.
#
# </details>
#
# <details><summary>C. 650 numbers</summary>
#
# ✅ 64 × 10 weights and 10 biases.
#
# </details>
#
# **2. All scores grow by 5. What happens to the softmax probabilities?**
#
# <details><summary>A. Nothing</summary>
#
# ✅ The factor $e^5$ cancels: only differences between scores count.
#
# </details>
#
# <details><summary>B. The largest one grows</summary>
#
# ❌ That happens when all scores are multiplied by a number above 1, not when a number is added.
#
# </details>
#
# <details><summary>C. They no longer sum to 1</summary>
#
# ❌ Softmax divides by the sum, so the result always sums to 1.
#
# </details>
#
# **3. A model gives the true class the probability 0.5. What is the loss, in nats?**
#
# <details><summary>A. 0.5</summary>
#
# ❌ That is the probability. The loss is minus its logarithm.
#
# </details>
#
# <details><summary>B. 0.69</summary>
#
# ✅ $-\log 0.5 = 0.693$. In bits it is exactly 1.
#
# </details>
#
# <details><summary>C. It depends on the other probabilities</summary>
#
# ❌ With a one-hot label only the term of the true class is left.
#
# </details>
#
# **4. Why not code the classes dog, cat, snake as 1, 2, 3 and use linear regression?**
#
# <details><summary>A. Linear regression can output only whole numbers, so it cannot say how sure it is</summary>
#
# ❌ It outputs any number; that is why thresholds are needed.
#
# </details>
#
# <details><summary>B. The codes claim an order that classes do not have</summary>
#
# ✅ With the codes 1, 3, 2 the same model fell to about half of the answers right.
#
# </details>
#
# <details><summary>C. Three classes are too many for a single line</summary>
#
# ❌ The count is not the trouble. On Iris with the lucky order it did as well as softmax.
#
# </details>
#
# **5. Softmax says: ill 0.2, healthy 0.8. A missed illness costs 9 times as much as a false alarm. What is cheaper on average?**
#
# <details><summary>A. Treat</summary>
#
# ✅ 0.2 is above 1/(1 + 9) = 0.1.
#
# </details>
#
# <details><summary>B. Send home: healthy is the likelier class</summary>
#
# ❌ Likelier, yes. But the cost of being wrong is 0.2 · 9 = 1.8 against 0.8.
#
# </details>
#
# <details><summary>C. Both cost the same on average</summary>
#
# ❌ That would be so at a probability of 0.1. Here sending home costs 1.8, treating 0.8.
#
# </details>
#
# **6. Scores are (2, 1, 0) and class 0 is true. What is the gradient of the loss with respect to the scores?**
#
# <details><summary>A. (0.665, 0.245, 0.090)</summary>
#
# ❌ Those are the probabilities. Subtract the one-hot label.
#
# </details>
#
# <details><summary>B. (0.335, −0.245, −0.090)</summary>
#
# ❌ The sign is turned around. This is the direction of a step, which goes against the gradient.
#
# </details>
#
# <details><summary>C. (−0.335, 0.245, 0.090)</summary>
#
# ✅ Softmax minus one-hot: (0.665 − 1, 0.245, 0.090).
#
# </details>
#
# **7. Which shapes cannot be added?**
#
# <details><summary>A. (3, 1) and (1, 2)</summary>
#
# ❌ These give (3, 2): the column and the row are copied.
#
# </details>
#
# <details><summary>B. (4,) and (3, 4)</summary>
#
# ❌ From the right: 4 and 4 agree, and the missing axis counts as 1. The result is (3, 4).
#
# </details>
#
# <details><summary>C. (3,) and (3, 4)</summary>
#
# ✅ Shapes are lined up at the right: 3 meets 4, and neither is 1.
#
# </details>
#
# **8. The training loss swings far above the loss of guessing. What do you try first?**
#
# <details><summary>A. More epochs</summary>
#
# ❌ With steps that are too large it goes on leaping.
#
# </details>
#
# <details><summary>B. A smaller learning rate</summary>
#
# ✅ The steps leap across the valley. Divide the rate by 10 and look again.
#
# </details>
#
# <details><summary>C. A hidden layer with more parameters</summary>
#
# ❌ This is about how we walk, not about what the network can express.
#
# </details>
#
# **9. Ten seeds: the accuracy of the second method minus that of the first has the mean 0.035; its 95% interval goes from −0.01 to 0.08. What may you say?**
#
# <details><summary>A. The second method is better by 3.5 points, since the mean is well above zero</summary>
#
# ❌ Zero lies inside the interval, too, so these ten seeds do not rule it out.
#
# </details>
#
# <details><summary>B. Both methods are equally good</summary>
#
# ❌ A difference of 0.08 is inside the interval too. "Not measured" is not "equal".
#
# </details>
#
# <details><summary>C. These seeds cannot tell; more of them could</summary>
#
# ✅ Zero is inside, and so are differences that would matter. More seeds make the interval shorter.
#
# </details>
#
# **10. With 80 seeds the second method has the lower loss, by 0.0005 to 0.0011 (95% interval). The loss is 0.29. What may you say?**
#
# <details><summary>A. A real difference, too small to matter here</summary>
#
# ✅ Zero is outside, so it is real. It is less than one percent of the loss.
#
# </details>
#
# <details><summary>B. No difference, because the numbers are so small</summary>
#
# ❌ The size does not decide that. Zero is outside the interval: the difference was measured.
#
# </details>
#
# <details><summary>C. The second method should be used everywhere from now on</summary>
#
# ❌ Real is not the same as relevant, and these seeds speak of these data alone.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 小测验
#
# **1. 64 个特征、10 个类别的 Softmax 回归，要学多少个数？**
#
# <details><summary>A. 640 个</summary>
#
# ❌ 这只是权重。每个类别还有一个偏置。
#
# </details>
#
# <details><summary>B. 704 个</summary>
#
# ❌ 那是给每个特征配一个偏置。偏置属于类别。
#
# </details>
#
# <details><summary>C. 650 个</summary>
#
# ✅ 64 × 10 个权重，加 10 个偏置。
#
# </details>
#
# **2. 所有得分都加 5，softmax 的概率会怎样？**
#
# <details><summary>A. 不变</summary>
#
# ✅ 因子 $e^5$ 约掉了：起作用的只有得分之差。
#
# </details>
#
# <details><summary>B. 最大的那个变大</summary>
#
# ❌ 所有得分都**乘**一个大于 1 的数才会这样，加一个数不会。
#
# </details>
#
# <details><summary>C. 加起来不再是 1</summary>
#
# ❌ Softmax 除以了总和，结果加起来总是 1。
#
# </details>
#
# **3. 模型给真实类别的概率是 0.5。损失是多少奈特？**
#
# <details><summary>A. 0.5</summary>
#
# ❌ 这是概率。损失是它的对数再加负号。
#
# </details>
#
# <details><summary>B. 0.69</summary>
#
# ✅ $-\log 0.5 = 0.693$。换成比特，正好是 1。
#
# </details>
#
# <details><summary>C. 要看其余的概率</summary>
#
# ❌ 标签是独热的，只剩下真实类别那一项。
#
# </details>
#
# **4. 为什么不把狗、猫、蛇编成 1、2、3，用线性回归来做？**
#
# <details><summary>A. 线性回归只能输出整数，所以说不出自己有多大把握</summary>
#
# ❌ 它什么数都可能输出，正因如此才需要阈值。
#
# </details>
#
# <details><summary>B. 编号带进了类别本来没有的顺序</summary>
#
# ✅ 编号换成 1, 3, 2，同一个模型就只答对大约一半了。
#
# </details>
#
# <details><summary>C. 三个类别太多，一条直线分不开</summary>
#
# ❌ 问题不在个数。在鸢尾花上，顺序走运时它做得和 softmax 一样好。
#
# </details>
#
# **5. Softmax 说：患病 0.2，健康 0.8。漏诊的代价是误报的 9 倍。平均来看，怎么做代价更小？**
#
# <details><summary>A. 治疗</summary>
#
# ✅ 0.2 大于 1/(1 + 9) = 0.1。
#
# </details>
#
# <details><summary>B. 让他回家：健康的可能性更大</summary>
#
# ❌ 可能性是更大。但错了的代价是 0.2 · 9 = 1.8，另一边只有 0.8。
#
# </details>
#
# <details><summary>C. 平均来看，两种做法代价相同</summary>
#
# ❌ 概率是 0.1 时才相同。这里让他回家的代价是 1.8，治疗是 0.8。
#
# </details>
#
# **6. 得分是 (2, 1, 0)，真实类别是类别 0。损失对得分的梯度是什么？**
#
# <details><summary>A. (0.665, 0.245, 0.090)</summary>
#
# ❌ 这是概率。还要减去独热标签。
#
# </details>
#
# <details><summary>B. (0.335, −0.245, −0.090)</summary>
#
# ❌ 符号反了。这是更新的方向，它与梯度相反。
#
# </details>
#
# <details><summary>C. (−0.335, 0.245, 0.090)</summary>
#
# ✅ Softmax 减独热：(0.665 − 1, 0.245, 0.090)。
#
# </details>
#
# **7. 哪两个形状不能相加？**
#
# <details><summary>A. (3, 1) 和 (1, 2)</summary>
#
# ❌ 能得到 (3, 2)：列和行各自复制。
#
# </details>
#
# <details><summary>B. (4,) 和 (3, 4)</summary>
#
# ❌ 右对齐：4 对 4 相等，缺的轴当作 1。结果是 (3, 4)。
#
# </details>
#
# <details><summary>C. (3,) 和 (3, 4)</summary>
#
# ✅ 形状是右对齐的：3 碰上 4，谁也不是 1。
#
# </details>
#
# **8. 训练损失大幅摆动，远高于随机猜测的损失。你先试什么？**
#
# <details><summary>A. 多训练几个周期</summary>
#
# ❌ 步子太大，就会一直跳下去。
#
# </details>
#
# <details><summary>B. 更小的学习率</summary>
#
# ✅ 一步跨过了山谷。把学习率除以 10，再看看。
#
# </details>
#
# <details><summary>C. 加一个参数更多的隐藏层</summary>
#
# ❌ 这里的问题是怎么走，而不是网络能表示什么。
#
# </details>
#
# **9. 十个随机种子：第二种方法的准确率减去第一种的，均值是 0.035，95% 置信区间是 −0.01 到 0.08。可以怎么说？**
#
# <details><summary>A. 均值明显大于零，所以第二种方法要好 3.5 个百分点</summary>
#
# ❌ 0 也在区间里，这十个种子排除不了它。
#
# </details>
#
# <details><summary>B. 两种方法一样好</summary>
#
# ❌ 0.08 这样的差也在区间里。“没有测出”不等于“相等”。
#
# </details>
#
# <details><summary>C. 凭这些种子分不出高下，多试一些也许可以</summary>
#
# ✅ 0 在区间里，值得在意的差也在区间里。种子越多，区间越短。
#
# </details>
#
# **10. 八十个随机种子：第二种方法的损失更低，低 0.0005 到 0.0011（95% 置信区间），而损失是 0.29。可以怎么说？**
#
# <details><summary>A. 确有差异，但不值得在意</summary>
#
# ✅ 0 在区间之外，所以确有差异；但还不到损失的百分之一。
#
# </details>
#
# <details><summary>B. 数值这么小，所以没有差异</summary>
#
# ❌ 有没有差异不看大小。0 在区间之外：差异测出来了。
#
# </details>
#
# <details><summary>C. 从今以后，到处都该用第二种方法</summary>
#
# ❌ 确有差异不等于值得在意，而且这些种子只代表这批数据。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## Takeaways
#
# 1. **Softmax regression turns scores into probabilities, and needs neither codes nor thresholds.** What you then *do* also depends on what mistakes cost.
# 2. **Cross-entropy is the surprise at the true class, $-\log \hat y_y$, and its gradient is prediction minus label.** A dozen lines train a classifier.
# 3. **Steps too small crawl, steps too large leap.** Before you praise small batches, count the steps; before you believe a difference, look at its interval.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 本课小结
#
# 1. **Softmax 回归把得分变成概率，不用编号，也不用阈值**。至于接下来**怎么做**，还要看犯错的代价。
# 2. **交叉熵就是看到真实类别时的意外程度 $-\log \hat y_y$，它的梯度是预测减标签**。十来行代码就能训练一个分类器。
# 3. **步子太小爬得慢，步子太大来回跳**。别急着夸小批量，先数一数各走了多少步；别急着相信差异，先看一看它的区间。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Words of this lesson

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 本课词汇

# %% slideshow={"slide_type": "skip"}
glossary.show(1)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Where to read on
#
# - Zhang, Lipton, Li, Smola: [*Dive into Deep Learning*](https://d2l.ai/chapter_linear-classification/index.html), chapter 4: the same material with images of clothes.
# - Zhou: *Machine Learning* (2016, in Chinese), chapters 2 and 3, on evaluation and linear models.
# - Goodfellow, Bengio, Courville: [*Deep Learning*](https://www.deeplearningbook.org/) (2016), section 3.13 on information theory, 4.1 on overflow, 6.2.2 on softmax outputs.
# - Shannon: *A Mathematical Theory of Communication* (1948), where entropy comes from; sections 1 to 7 read well.
# - Elkan: *The Foundations of Cost-Sensitive Learning* (2001), on the rule $1/(1+c)$.
# - Nadeau, Bengio: *Inference for the Generalization Error* (2003), on intervals over splits of one pool.
# - Tibshirani: *Regression Shrinkage and Selection via the Lasso* (1996), with the picture of the corner.
#
# **Next: lesson 2.** Body temperature and health: too cold is bad, too hot is bad. No straight line can say that; a hidden layer can.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 延伸阅读
#
# - 阿斯顿·张、扎卡里·立顿、李沐、亚历山大·斯莫拉：[《动手学深度学习》](https://zh.d2l.ai/chapter_linear-networks/index.html)（*Dive into Deep Learning*）3.4 到 3.7 节：同样的内容，用的是衣服图片。
# - 周志华：《机器学习》（2016）第 2、3 章，讲模型评估和线性模型。
# - Goodfellow、Bengio、Courville：[《深度学习》](https://www.deeplearningbook.org/)（*Deep Learning*，2016）3.13 节讲信息论，4.1 节讲溢出，6.2.2 节讲 softmax 输出。
# - Shannon：*A Mathematical Theory of Communication*（1948），熵的出处；第 1 到 7 节很好读。
# - Elkan：*The Foundations of Cost-Sensitive Learning*（2001），讲规则 $1/(1+c)$。
# - Nadeau、Bengio：*Inference for the Generalization Error*（2003），讲同一批样本反复划分时的区间。
# - Tibshirani：*Regression Shrinkage and Selection via the Lasso*（1996），尖角的图就出自这里。
#
# **下一课：第 2 课**。体温与健康：太冷不好，太热也不好。一条直线表达不了这件事，加一个隐藏层就可以。
