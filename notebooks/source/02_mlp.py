# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# # Lesson 2 · Multilayer perceptron
#
# Softmax regression draws straight boundaries. The world is not straight.
# After this lesson you can
#
# 1. **explain** what a hidden layer adds, and why it adds nothing without an activation function;
# 2. **compute** a network forwards and backwards by hand, and say the shape of every matrix;
# 3. **choose** a number of hidden units, and say what more of them buy and where that stops.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# # 第 2 课 · 多层感知机（multilayer perceptron，MLP）
#
# Softmax 回归画出来的边界总是直的，可现实世界不是直的。
# 学完这一课，你能够：
#
# 1. **解释**隐藏层带来了什么，以及为什么没有激活函数它就什么也带不来；
# 2. 亲手**计算**一个网络的前向和反向，并说出每个矩阵的形状；
# 3. **选择**隐藏单元的个数，说清多加几个能换来什么、到哪里就换不来了。

# %% slideshow={"slide_type": "skip"}
import inspect

import torch
from torch import nn

from lesson_utils import datasets, engine, from_scratch, glossary, models
from lesson_utils.lessons.mlp import checks, claims, hidden, labs
from lesson_utils.training import Randomness, Setting

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 2.1 A hidden layer
#
# **Four points that no line can split.** Two inputs, two classes: *same signs* and *opposite signs*.
# This is the XOR problem.
#
# | $x_1$ | $x_2$ | class |
# |---|---|---|
# | 1 | 1 | same |
# | −1 | −1 | same |
# | 1 | −1 | opposite |
# | −1 | 1 | opposite |

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 2.1 隐藏层（hidden layer）
#
# **四个点，一条直线分不开。** 两个输入，两个类别：*同号*和*异号*。
# 这就是 XOR（异或）问题。
#
# | $x_1$ | $x_2$ | 类别 |
# |---|---|---|
# | 1 | 1 | 同号 |
# | −1 | −1 | 同号 |
# | 1 | −1 | 异号 |
# | −1 | 1 | 异号 |

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Try it on paper. A straight boundary is where a score $s = w_1 x_1 + w_2 x_2 + b$ is zero.
# Add up the scores of the two *same* points: $w_1$ and $w_2$ cancel, $2b$ is left.
# Add up the scores of the two *opposite* points: again $2b$.
# But one sum should be positive and the other negative. No $w_1, w_2, b$ can do that.
#
# So softmax regression (lesson 1) must fail here. It is one affine layer, $O = XW + b$, and its
# boundaries are straight lines. (Only the *scores* are linear. The probabilities are curved, as we
# saw in 1.3, but where two of them are equal is a line all the same.)

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 在纸上试试看。直的边界，就是得分 $s = w_1 x_1 + w_2 x_2 + b$ 等于零的地方。
# 把两个*同号*点的得分加起来：$w_1$ 和 $w_2$ 抵消了，只剩 $2b$。
# 再把两个*异号*点的得分加起来：还是 $2b$。
# 可是这两个和应该一正一负。无论 $w_1, w_2, b$ 取什么值都办不到。
#
# 所以 Softmax 回归（第 1 课）在这里必定失败：它只有一个仿射层 $O = XW + b$，边界都是直线。
# （线性的只是*得分*。概率是弯的，1.3 节里看到过；但两个概率相等的地方，仍然是一条直线。）

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **The idea.** Put a *hidden layer* (隐藏层) between input and output, and bend its values with an
# *activation function* (激活函数) $\sigma$:
#
# $$H = \sigma(X W_1 + b_1), \qquad O = H W_2 + b_2.$$
#
# $W_1, b_1$ and $W_2, b_2$ are the weights and biases of the two layers. $H$ holds the *hidden units*
# (隐藏单元): new features that the network makes for itself. This is a *multilayer perceptron*, MLP
# (多层感知机). The simplest activation is ReLU: $\max(a, 0)$, keep what is
# positive, else zero.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **想法。** 在输入和输出之间放一个*隐藏层*，并用*激活函数*（activation function）$\sigma$ 把它的值弯一下：
#
# $$H = \sigma(X W_1 + b_1), \qquad O = H W_2 + b_2.$$
#
# $W_1, b_1$ 和 $W_2, b_2$ 是两层各自的权重和偏置。$H$ 里装的是*隐藏单元*（hidden units），也就是网络自己造出来的新特征。这就是*多层感知机*（MLP）。
# 最简单的激活函数是 ReLU 函数：$\max(a, 0)$，正的留下，其余变成零。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand: two hidden units solve XOR.** Take $h_1 = \max(x_1 - x_2, 0)$ and
# $h_2 = \max(x_2 - x_1, 0)$, and add them. At $(1, 1)$: $0 + 0 = 0$. At $(1, -1)$: $2 + 0 = 2$.
# Check the other two yourself, then run the cell.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算：两个隐藏单元就能解决 XOR。** 取 $h_1 = \max(x_1 - x_2, 0)$ 和
# $h_2 = \max(x_2 - x_1, 0)$，再相加。在 $(1, 1)$ 处：$0 + 0 = 0$；在 $(1, -1)$ 处：$2 + 0 = 2$。
# 另外两个点自己算一算，再运行下面的单元格。

# %%
corners = torch.tensor([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]])
W1 = torch.tensor([[1.0, -1.0], [-1.0, 1.0]])  # a column for each hidden unit
H = (corners @ W1).relu()
H, H.sum(dim=1)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# A score of 0 for *same*, of 2 for *opposite*: a threshold at 1 splits them. Look at $H$: in the new
# features, both *same* points have landed on $(0, 0)$. **The hidden layer has moved the points so that
# a line can split them.** The same two units on 100 noisy points:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# *同号*得 0 分，*异号*得 2 分，在 1 处一刀就分开了。再看 $H$：在新特征里，两个*同号*点都落到了 $(0, 0)$ 上。
# **隐藏层把点挪了位置，让一条直线就能分开它们。** 把这两个单元用在 100 个带噪声的点上：

# %% slideshow={"slide_type": "subslide"}
data = datasets.xor(seed=0)
H = (data.train_inputs @ W1).relu()
hidden.moved(data.train_inputs, H, data.train_labels, names=("same", "opposite"), line=1)

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Two layers without an activation are one layer
#
# Leave $\sigma$ out. Then
#
# $$(X W_1 + b_1) W_2 + b_2 = X \, \underbrace{W_1 W_2}_{W} + \underbrace{b_1 W_2 + b_2}_{b}.$$
#
# By hand, with single numbers: first $3x + 1$, then $-2h + 4$. Together
# $-2(3x + 1) + 4 = -6x + 2$: one affine map again.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 没有激活函数，两层等于一层
#
# 去掉 $\sigma$，就有
#
# $$(X W_1 + b_1) W_2 + b_2 = X \, \underbrace{W_1 W_2}_{W} + \underbrace{b_1 W_2 + b_2}_{b}.$$
#
# 用单个数手算一下：先算 $3x + 1$，再算 $-2h + 4$。合起来是
# $-2(3x + 1) + 4 = -6x + 2$：又是一个仿射变换。

# %%
X, W1, b1 = torch.randn(6, 4), torch.randn(4, 5), torch.randn(1, 5)
W2, b2 = torch.randn(5, 3), torch.randn(1, 3)
two_layers = (X @ W1 + b1) @ W2 + b2
one_layer = X @ (W1 @ W2) + (b1 @ W2 + b2)
torch.allclose(two_layers, one_layer, atol=1e-4)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# > **A word on our notes.** They say: "with hidden layers added, we get a truly *deep* neural network".
# > Only half of it is true. Stack a hundred layers without an activation: it is still softmax
# > regression, only slower. Depth counts when something **non-linear** stands between the layers.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# > **说说笔记。** 笔记里写道：“添加隐藏层之后，就形成了真正意义上的*深度*神经网络。”
# > 这话只对了一半。没有激活函数，叠一百层也还是 Softmax 回归，只是算得更慢。
# > 层与层之间有了**非线性**，深度才算数。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: switch the activation on
#
# **Predict before you click.** Left are 100 noisy XOR points, right *two moons* (interleaved half
# circles). The activation is `none`, with 8 hidden units. What will happen to the two boundaries when
# you switch to `relu`? And will 32 hidden units help while it is still `none`?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：打开激活函数
#
# **先预测，再点。** 左边是 100 个带噪声的 XOR 点，右边是*双月*数据（两个交错的半圆）。
# 现在激活函数是 `none`（没有），隐藏单元有 8 个。换成 `relu` 之后，两条边界会怎样？
# 如果一直是 `none`，把隐藏单元加到 32 个有用吗？

# %% tags=["lab"]
labs.activation_switch()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Let the class vote before the first click. Switch back and forth a few times: the boundary falls flat
# and stands up again. Then set 2 hidden units with relu on XOR: the first network finds it, but four of
# five networks get stuck at 75%. Ask why, if we have just solved it by hand with two.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 第一次点击之前，让全班先举手预测。来回切换几次：边界倒下去，又立起来。
# 然后在 XOR 上选 relu 和 2 个隐藏单元：图里的第一个网络找到了答案，但 5 个网络里有 4 个卡在 75%。
# 问大家：刚才手算明明用两个就够了，为什么会这样？

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# With `none` every boundary is straight, however many units you pay for. On XOR no straight line gets
# more than 3 of the 4 clouds right. With `relu` the boundary is made of straight pieces with bends:
# every hidden unit may add one. With `tanh` it is round.
#
# Over 10 seeds (each with its own data and its own first weights):

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 选 `none` 时，无论放多少个单元，边界都是直的。在 XOR 上，一条直线最多分对 4 团里的 3 团。
# 选 `relu` 时，边界由几段直线折成，每个隐藏单元可以带来一个折点。选 `tanh` 时，边界是圆滑的。
#
# 用 10 个随机种子检验（每个种子有自己的数据和初始权重）：

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("xor_needs_an_activation")

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("layers_without_activation_add_nothing")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **What a network can express is not what training finds.** Two ReLU units *can* solve XOR: we did it by
# hand. Let us train 20 networks with two units and count those that find it, then with 8 units.
# (`Setting` holds every choice for a training; `train_all` trains each setting with each seed.)

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **网络能表达的，不等于训练能找到的。** 两个 ReLU 单元*能够*解决 XOR，我们刚手算过。
# 现在各训练 20 个网络，先用 2 个单元，再用 8 个，数一数有几个找到了答案。
# （`Setting` 记下一次训练的全部选择；`train_all` 把每组设置用每个种子各训练一遍。）

# %% slideshow={"slide_type": "skip"}
small, large = (Setting(hidden=h, batch_size=20, epochs=100) for h in (2, 8))
runs = engine.train_all(datasets.xor, [small, large], seeds=range(20))
{run.setting.hidden: int((run.final("validation_accuracy") > 0.95).sum()) for run in runs}

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Four of twenty, against all twenty. Gradient descent goes downhill from where it starts, and with
# two units most starts lead into a valley with only three clouds right. Spare units are spare chances.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 20 个里只有 4 个，而 8 个单元时 20 个全都找到了。梯度下降只会从起点往低处走；
# 只有两个单元时，多数起点会走进一个只分对三团的山谷。多出来的单元，就是多出来的机会。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 2.2 Non-linear, and non-monotonic
#
# Body temperature and health. Is warmer healthier? Up to 37 °C yes, above it no: too cold and too hot
# are both bad.
#
# *Monotonicity* (单调性): a function is monotonic if it only rises or only falls. This one does not.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 2.2 非线性，而且非单调
#
# 体温与健康。越暖和越健康吗？到 37 °C 为止是的，再往上就不是了：过冷过热都有危险。
#
# *单调性*（monotonicity）：一个函数只升不降或只降不升，就是单调的。体温与健康的关系不是。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Our data are generated by a simple law, not measured on patients. The probability of being healthy at
# temperature $t$ is
# $P(\text{healthy} \mid t) = 0.95 \, e^{-((t - 37)/1.5)^2}$. By hand at 34 °C: the exponent is
# $-(3/1.5)^2 = -4$, so $P = 0.95 \cdot 0.018 = 0.017$.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 这里的数据由一条简单的规律生成，不是在病人身上测的。体温为 $t$ 时，健康的概率是
# $P(\text{healthy} \mid t) = 0.95 \, e^{-((t - 37)/1.5)^2}$（healthy 即健康）。手算 34 °C 处：指数是
# $-(3/1.5)^2 = -4$，所以 $P = 0.95 \cdot 0.018 = 0.017$。

# %% slideshow={"slide_type": "skip"}
t = torch.tensor([34.0, 36.0, 37.0, 38.0, 40.0])
datasets.healthy_probability(t - 37)

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Why softmax regression cannot.** Its score "healthy minus ill" is $wt + b$: a straight line. Softmax
# turns it into a probability that only rises or only falls. A hill is out of reach.
#
# **Two ReLU units build a hill.** By hand:
#
# $$s(t) = 2 - 2\max(t - 37, 0) - 2\max(37 - t, 0)$$
#
# gives $s(37) = 2$, and $s(34) = s(40) = 2 - 2 \cdot 3 = -4$. For two classes, softmax makes
# $1/(1 + e^{-s})$ of it, the *sigmoid*: near 1 at 37 °C, near 0 far away.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **Softmax 回归为什么不行。** “健康减去生病”的得分是 $wt + b$，一条直线。
# softmax 把它变成的概率也就只升或只降，变不出一座小山。
#
# **两个 ReLU 单元就能堆出小山。** 手算：
#
# $$s(t) = 2 - 2\max(t - 37, 0) - 2\max(37 - t, 0)$$
#
# 得到 $s(37) = 2$，而 $s(34) = s(40) = 2 - 2 \cdot 3 = -4$。只有两个类别时，softmax 把它变成
# $1/(1 + e^{-s})$，也就是 *sigmoid 函数*：37 °C 处接近 1，离得远就接近 0。

# %%
score = 2 - 2 * (t - 37).relu() - 2 * (37 - t).relu()
score, score.sigmoid()

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: how many hidden units does a hill need?
#
# **Predict before you move it.** With 0 hidden units this is softmax regression. Which is the first
# position at which the blue lines (five networks, five seeds) can follow the dashed law: 1, 2, 4, 8 or
# 16?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：堆一座小山要几个隐藏单元？
#
# **先预测，再拖动。** 0 个隐藏单元就是 Softmax 回归。从哪一档开始，蓝线（5 个种子训练的 5 个网络）
# 能跟上虚线画的真实规律：1、2、4、8 还是 16？

# %% tags=["lab"]
labs.temperature()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Go 0, 1, 2 slowly. The right panel is the explanation: each grey line is one hidden unit, the thick
# line is their sum. At 0 it is straight, at 1 it has one bend, at 2 there is a hill. Then set the
# activation to none at 16 units: straight again.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 慢慢走 0、1、2 三档。右图就是解释：每条灰线是一个隐藏单元，粗线是它们的和。
# 0 个时是直线，1 个时有一个折点，2 个时成了小山。然后在 16 个单元时把激活函数设为 none：又变直了。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# - **0 units:** flat lines near one third, the share of healthy people. No fit is possible.
# - **1 unit:** one bend. The line can be low on one side, but not on both.
# - **2 units:** a hill, just as we built it by hand. Look at the right panel: two grey hinges, and
#   their sum.
# - **4 to 16 units:** the five lines agree better on the flanks, but there is little left to gain.
#
# Were we lucky with these five? Of 20 seeds, how many networks find the hill (a loss below 0.45)?

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# - **0 个单元：** 几条平线，停在三分之一附近，也就是健康者所占的比例。根本拟合不了。
# - **1 个单元：** 一个折点。一边可以低下去，但两边不能都低。
# - **2 个单元：** 一座小山，和刚才手算的一样。看右图：两条灰色的折线，以及它们的和。
# - **4 到 16 个单元：** 五条线在山坡上更一致了，但能再得到的已经不多了。
#
# 是不是这五个种子运气好？用 20 个种子再数一数，有几个网络找到了小山（损失低于 0.45）：

# %% slideshow={"slide_type": "skip"}
two, four = (Setting(hidden=h, learning_rate=0.1, epochs=200) for h in (2, 4))
runs = engine.train_all(datasets.temperature, [two, four], seeds=range(20))
{run.setting.hidden: int((run.final() < 0.45).sum()) for run in runs}

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# As with XOR: two units can (14 of 20), four units do (20 of 20). Over 10 seeds, 0 against 4 and 4 against 16 units:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 和 XOR 一样：两个单元做得到（20 个里有 14 个），四个单元才稳（20 个全对）。再用 10 个种子比较 0 个和 4 个、4 个和 16 个单元：

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("temperature_needs_hidden_units")

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("four_units_are_enough")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Why does the validation loss stop near 0.33, and not at 0? Because the law itself is uncertain: at
# 38 °C some are healthy and some are ill, and no network can know which. The true law would score:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 验证损失为什么停在 0.33 附近，而不是 0？因为规律本身就带着不确定：同样是 38 °C，有人健康，有人生病，
# 哪个网络也无从知道。就算用真实的规律去预测，损失也有：

# %% slideshow={"slide_type": "skip"}
losses = []
for seed in range(10):
    data = datasets.temperature(seed)
    truth = datasets.healthy_probability(data.validation_inputs[:, 0])  # P(healthy) of each person
    probabilities = torch.stack([1 - truth, truth], dim=1)
    losses.append(from_scratch.cross_entropy(probabilities, data.validation_labels))
torch.stack(losses).mean()

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 2.3 Activation functions
#
# | | $\sigma(a)$ | slope $\sigma'(a)$ | values | slope dies |
# |---|---|---|---|---|
# | ReLU | $\max(a, 0)$ | 1 if $a > 0$, else 0 | 0 to ∞ | for all $a < 0$ |
# | sigmoid | $\dfrac{1}{1 + e^{-a}}$ | $\sigma(a)\,(1 - \sigma(a))$ | 0 to 1 | far out on both sides |
# | tanh | $\dfrac{e^{a} - e^{-a}}{e^{a} + e^{-a}}$ | $1 - \sigma(a)^2$ | −1 to 1 | far out on both sides |
#
# All three are monotonic! The hill of 2.2 came from *adding* them with different signs.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 2.3 激活函数（activation function）
#
# | | $\sigma(a)$ | 斜率 $\sigma'(a)$ | 取值 | 斜率在哪里消失 |
# |---|---|---|---|---|
# | ReLU | $\max(a, 0)$ | $a > 0$ 时为 1，否则为 0 | 0 到 ∞ | 所有 $a < 0$ 处 |
# | sigmoid | $\dfrac{1}{1 + e^{-a}}$ | $\sigma(a)\,(1 - \sigma(a))$ | 0 到 1 | 两边远处 |
# | tanh（双曲正切） | $\dfrac{e^{a} - e^{-a}}{e^{a} + e^{-a}}$ | $1 - \sigma(a)^2$ | −1 到 1 | 两边远处 |
#
# 三个都是单调的！2.2 节的小山，是把它们带着不同的正负号*加*起来得到的。

# %% [markdown] lang="en"
# **By hand.** Sigmoid at 0: $\sigma(0) = 1/(1 + 1) = 0.5$, slope $0.5 \cdot (1 - 0.5) = 0.25$. That is
# the steepest it ever gets. tanh at 0: value 0, slope $1 - 0^2 = 1$. Autograd agrees:

# %% [markdown] lang="zh"
# **手算。** sigmoid 在 0 处：$\sigma(0) = 1/(1 + 1) = 0.5$，斜率 $0.5 \cdot (1 - 0.5) = 0.25$，
# 这已经是它最陡的地方。tanh 在 0 处：值为 0，斜率 $1 - 0^2 = 1$。autograd 算出来的一样：

# %%
a = torch.tensor([-2.0, 0.0, 2.0], requires_grad=True)
for activation in (torch.relu, torch.sigmoid, torch.tanh):
    (slope,) = torch.autograd.grad(activation(a).sum(), a)
    print(activation.__name__, activation(a).detach(), slope)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# At $a = 0$ ReLU has a corner, and no slope in the strict sense. PyTorch takes 0 there, and so do we.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 在 $a = 0$ 处 ReLU 是个拐角，严格说没有斜率。PyTorch 在那里取 0，我们也一样。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: function, slope, and how it learns
#
# **Predict before you move it.** Where is the slope of sigmoid largest, and how large? At $a = 6$, what
# is left of it? Three activations, same data, same start: which one will learn fastest?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：函数、斜率和学习的快慢
#
# **先预测，再拖动。** sigmoid 的斜率在哪里最大，有多大？到 $a = 6$ 处还剩多少？
# 三种激活函数，同样的数据，同样的起点：哪个学得最快？

# %% tags=["lab"]
labs.activation_explorer()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Move a with sigmoid first, so that everybody sees the slope fade. Then switch to relu and tanh and
# watch the third panel. The grey dashed line is always relu, for comparison.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 先在 sigmoid 上移动 a，让大家看到斜率怎样变小。再换成 relu 和 tanh，看第三张图。
# 灰色虚线始终是 relu，用来对比。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The gradient that reaches a weight is a *product*, and $\sigma'(a)$ is one of its factors (2.5 shows
# this). Sigmoid's factor is at most ¼, so the first layer learns at a crawl: after 100 epochs its loss is
# about where a straight line gets. With five such layers in a row, and the weights left aside, at most
# $0.25^5$ of the gradient would arrive. This is the *vanishing gradient* (梯度消失).

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 传到一个权重上的梯度是一个*乘积*，$\sigma'(a)$ 是其中一个因子（见 2.5 节）。sigmoid 的这个因子最多 ¼，
# 所以第一层学得像爬一样慢：100 个周期之后，损失还停在一条直线就能达到的水平。
# 如果连着五层都这样，先不算权重，传到底的梯度最多只剩 $0.25^5$。这就是*梯度消失*（vanishing gradient）。

# %% slideshow={"slide_type": "skip"}
0.25**5

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("sigmoid_is_slower")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Slower is not worse for ever. Given eight times as many epochs, sigmoid gets there too, nearly always
# (look for the seed that does not):

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 慢不等于永远差。把训练周期加到八倍，sigmoid 几乎都能学好（找一找，哪个种子没有学好）：

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("sigmoid_gets_there")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **ReLU can die.** If $a < 0$ for *every* example, the slope is 0 for every example, no gradient
# arrives, and the unit can never come back. We give one unit a bias of −10:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **ReLU 会“死”。** 如果一个单元对*每个*样本都有 $a < 0$，那么斜率处处为 0，梯度传不过来，它就再也活不过来了。
# 下面给一个单元加上 −10 的偏置：

# %% slideshow={"slide_type": "skip"}
w = torch.tensor([[1.0], [1.0]], requires_grad=True)
(corners @ w - 10).relu().sum().backward()
w.grad

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 1: ReLU
#
# Write ReLU for a tensor of any shape.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 1：ReLU
#
# 写出 ReLU，输入是任意形状的张量。


# %% tags=["exercise"]
def relu(inputs):
    return ...


checks.relu(relu)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# `inputs.clamp(min=...)` replaces everything below a bound. Or multiply by a mask of the positive entries.
#
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# def relu(inputs):
#     return inputs.clamp(min=0)
#
#
# checks.relu(relu)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# `inputs.clamp(min=...)` 会把低于下限的数换成下限。也可以乘以“是否为正”的掩码。
#
# </details>
#
# <details><summary>参考答案</summary>
#
# ```python
# def relu(inputs):
#     return inputs.clamp(min=0)
#
#
# checks.relu(relu)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 2: its slope
#
# Write the derivative of ReLU: 1 where an input is positive, 0 elsewhere, as numbers and not as
# booleans.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 2：它的斜率
#
# 写出 ReLU 的导数：输入为正的地方是 1，其余是 0；结果要是数，不要布尔值。


# %% tags=["exercise"]
def relu_derivative(inputs):
    return ...


checks.relu_derivative(relu_derivative)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# `inputs > 0` is a tensor of booleans; `.float()` makes numbers of them.
#
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# def relu_derivative(inputs):
#     return (inputs > 0).float()
#
#
# checks.relu_derivative(relu_derivative)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# `inputs > 0` 得到布尔张量，`.float()` 把它变成数。
#
# </details>
#
# <details><summary>参考答案</summary>
#
# ```python
# def relu_derivative(inputs):
#     return (inputs > 0).float()
#
#
# checks.relu_derivative(relu_derivative)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 2.4 Shapes
#
# Classify small images: each has **4** pixels, **3** images come in at once, the hidden layer has
# **5** units, and there are **3** classes (cat, dog, snake).
#
# | symbol | meaning | shape |
# |---|---|---|
# | $X$ | input | 3 × 4 |
# | $W_1$ | weights, input → hidden | 4 × 5 |
# | $b_1$ | bias | 1 × 5 |
# | $H$ | output of the hidden layer | 3 × 5 |
# | $W_2$ | weights, hidden → output | 5 × 3 |
# | $b_2$ | bias | 1 × 3 |
# | $O$ | scores (logits) | 3 × 3 |

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 2.4 形状
#
# 做一个图片分类：每张图片有 **4** 个像素，一次输入 **3** 张图片，隐藏层有 **5** 个单元（也叫神经元），
# 要分成 **3** 类（猫、狗、蛇）。
#
# | 符号 | 含义 | 尺寸 |
# |---|---|---|
# | $X$ | 输入 | 3 × 4 |
# | $W_1$ | 输入层 → 隐藏层的权重 | 4 × 5 |
# | $b_1$ | 偏置 | 1 × 5 |
# | $H$ | 隐藏层输出 | 3 × 5 |
# | $W_2$ | 隐藏层 → 输出层的权重 | 5 × 3 |
# | $b_2$ | 偏置 | 1 × 3 |
# | $O$ | 未归一化的得分（logits） | 3 × 3 |

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Two rules give the whole table. In a product, the inner numbers must be equal and vanish:
# (3 × **4**)(**4** × 5) → 3 × 5. And a bias has one row, which *broadcasting* (广播机制, 1.5) copies to
# every image. Rows are always examples. Let the computer make the table:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 两条规则就能推出整张表。矩阵相乘时，中间的两个数必须相等，乘完就消失：(3 × **4**)(**4** × 5) → 3 × 5。
# 偏置只有一行，*广播机制*（broadcasting，1.5 节）把它复制给每张图片。行永远对应样本。让计算机把这张表做出来：

# %% slideshow={"slide_type": "skip"}
n, d, h, q = 3, 4, 5, 3  # images, pixels, hidden units, classes
X, W1, b1 = torch.randn(n, d), torch.randn(d, h), torch.zeros(1, h)
W2, b2 = torch.randn(h, q), torch.zeros(1, q)
H = (X @ W1 + b1).relu()
O = H @ W2 + b2
matrices = {"X": X, "W1": W1, "b1": b1, "H": H, "W2": W2, "b2": b2, "O": O}
{name: tuple(matrix.shape) for name, matrix in matrices.items()}

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **How many parameters?** Only weights and biases are learned:
#
# $$\underbrace{4 \cdot 5}_{W_1} + \underbrace{5}_{b_1} + \underbrace{5 \cdot 3}_{W_2} + \underbrace{3}_{b_2} = 43.$$

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **一共有多少个参数？** 要学习的只有权重和偏置：
#
# $$\underbrace{4 \cdot 5}_{W_1} + \underbrace{5}_{b_1} + \underbrace{5 \cdot 3}_{W_2} + \underbrace{3}_{b_2} = 43.$$

# %%
sum(matrix.numel() for matrix in (W1, b1, W2, b2))

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: the matrices follow
#
# **Predict before you move it.** One more hidden unit: how many more parameters? One more image: how
# many?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：矩阵跟着变
#
# **先预测，再拖动。** 多一个隐藏单元，参数多几个？多一张图片呢？

# %% tags=["lab"]
labs.shapes()

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# A hidden unit brings $4 + 1 + 3 = 8$ parameters: its incoming weights, its bias, its outgoing weights.
# An image brings none. The same parameters serve every example, be it one or a million.
# Blue cells are parameters, grey cells are data on their way through.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 一个隐藏单元带来 $4 + 1 + 3 = 8$ 个参数：进来的权重、自己的偏置、出去的权重。
# 多一张图片，参数一个也不多。同一套参数服务所有样本，不管是一个还是一百万个。
# 图中蓝色格子是参数，灰色格子是路过的数据。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 3: the forward pass
#
# Return the logits $O$ of an MLP with ReLU.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 3：前向计算
#
# 返回用 ReLU 的多层感知机的得分 $O$。


# %% tags=["exercise"]
def mlp_forward(X, W1, b1, W2, b2):
    return ...


checks.mlp_forward(mlp_forward)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# Two lines: first `H`, with the activation, then the output layer, without one. `@` multiplies matrices.
#
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# def mlp_forward(X, W1, b1, W2, b2):
#     H = (X @ W1 + b1).relu()
#     return H @ W2 + b2
#
#
# checks.mlp_forward(mlp_forward)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# 两行就够：先算 `H`（带激活函数），再算输出层（不带）。矩阵相乘用 `@`。
#
# </details>
#
# <details><summary>参考答案</summary>
#
# ```python
# def mlp_forward(X, W1, b1, W2, b2):
#     H = (X @ W1 + b1).relu()
#     return H @ W2 + b2
#
#
# checks.mlp_forward(mlp_forward)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 4: count the parameters
#
# For any number of features, hidden units and classes. Then guess, before you compute it: a digit has
# 64 pixels and 10 classes; how many parameters with 128 hidden units?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 4：数参数
#
# 写出任意特征数、隐藏单元数、类别数时的参数个数。算之前先猜：手写数字有 64 个像素、10 个类别，
# 用 128 个隐藏单元，一共有多少个参数？


# %% tags=["exercise"]
def count_mlp_parameters(features, hidden, classes):
    return ...


checks.count_mlp_parameters(count_mlp_parameters)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# Each layer has (inputs + 1) · outputs parameters: the 1 is the bias.
#
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# def count_mlp_parameters(features, hidden, classes):
#     return (features + 1) * hidden + (hidden + 1) * classes
#
#
# checks.count_mlp_parameters(count_mlp_parameters)
# ```
#
# For digits with 128 hidden units: 65 · 128 + 129 · 10 = 9610. Our training set has 200 images.
# Remember this number for lesson 3.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# 每一层有（输入数 + 1）·（输出数）个参数，其中的 1 就是偏置。
#
# </details>
#
# <details><summary>参考答案</summary>
#
# ```python
# def count_mlp_parameters(features, hidden, classes):
#     return (features + 1) * hidden + (hidden + 1) * classes
#
#
# checks.count_mlp_parameters(count_mlp_parameters)
# ```
#
# 手写数字、128 个隐藏单元：65 · 128 + 129 · 10 = 9610。而我们的训练集只有 200 张图片。
# 记住这个数，第 3 课会用到。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 2.5 Learning
#
# **Forward** computes the loss; **backward** walks the same way back and asks each matrix: how much does
# the loss $L$ change with you? Write $dO$ for $\partial L / \partial O$, and so on. $P$ is softmax of
# $O$, $Y$ the one-hot labels, $A = X W_1 + b_1$.
#
# $$dO = \frac{P - Y}{n}, \qquad dW_2 = H^\top dO, \qquad dH = dO \, W_2^\top,$$
#
# $$dA = dH \odot \sigma'(A), \qquad dW_1 = X^\top dA.$$
#
# A bias gets the sum over the examples: $db_2 = \sum dO$, $db_1 = \sum dA$. The sign $\odot$ multiplies entry by entry.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 2.5 学习
#
# **前向**算出损失；**反向**沿原路走回去，问每个矩阵：你变一点，损失 $L$ 变多少？
# 用 $dO$ 表示 $\partial L / \partial O$，其余类推。$P$ 是 $O$ 的 softmax，$Y$ 是独热标签，$A = X W_1 + b_1$。
#
# $$dO = \frac{P - Y}{n}, \qquad dW_2 = H^\top dO, \qquad dH = dO \, W_2^\top,$$
#
# $$dA = dH \odot \sigma'(A), \qquad dW_1 = X^\top dA.$$
#
# 偏置的梯度是对样本求和：$db_2 = \sum dO$，$db_1 = \sum dA$。符号 $\odot$ 表示逐元素相乘。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Where do they come from? $P - Y$ is the gradient of lesson 1 (1.6); the $1/n$ is there because the
# loss is a mean. All else is the chain rule, and **shapes tell you the order**: $dW_2$ must be
# $h \times q$ like $W_2$, and only $H^\top dO$, $(h \times n)(n \times q)$, is. The factor $\sigma'(A)$
# says: where ReLU was flat, nothing comes through.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 这些式子从哪来？$P - Y$ 是第 1 课（1.6 节）的梯度；有 $1/n$ 是因为损失取了平均。
# 其余都是链式法则，而且**形状会告诉你顺序**：$dW_2$ 必须和 $W_2$ 一样是 $h \times q$，
# 只有 $H^\top dO$，即 $(h \times n)(n \times q)$，符合。
# 因子 $\sigma'(A)$ 的意思是：ReLU 平坦的地方，什么也传不过去。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** One example, one hidden unit: $x = 2$, $w_1 = 0.5$, $W_2 = (1, -1)$, no biases, label 0.
#
# - forward: $a = 2 \cdot 0.5 = 1$, $h = 1$, $O = (1, -1)$, $P = (0.881, 0.119)$
# - backward: $dO = (0.881 - 1,\ 0.119) = (-0.119,\ 0.119)$
# - $dW_2 = h \, dO = (-0.119,\ 0.119)$
# - $dh = -0.119 \cdot 1 + 0.119 \cdot (-1) = -0.238$, and ReLU lets it through: $da = -0.238$
# - $dw_1 = x \, da = 2 \cdot (-0.238) = -0.477$

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算。** 一个样本，一个隐藏单元：$x = 2$，$w_1 = 0.5$，$W_2 = (1, -1)$，没有偏置，标签是 0。
#
# - 前向：$a = 2 \cdot 0.5 = 1$，$h = 1$，$O = (1, -1)$，$P = (0.881, 0.119)$
# - 反向：$dO = (0.881 - 1,\ 0.119) = (-0.119,\ 0.119)$
# - $dW_2 = h \, dO = (-0.119,\ 0.119)$
# - $dh = -0.119 \cdot 1 + 0.119 \cdot (-1) = -0.238$，ReLU 让它原样通过：$da = -0.238$
# - $dw_1 = x \, da = 2 \cdot (-0.238) = -0.477$

# %%
x, w1 = torch.tensor([[2.0]]), torch.tensor([[0.5]], requires_grad=True)
w2 = torch.tensor([[1.0, -1.0]], requires_grad=True)
logits = (x @ w1).relu() @ w2
nn.functional.cross_entropy(logits, torch.tensor([0])).backward()
logits.softmax(dim=1).detach(), w2.grad, w1.grad

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### The same for a real batch
#
# 100 two-moons points, 3 hidden units. First the data and the first weights, then the forward pass, then
# backward in six lines.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 换成真实的一批数据
#
# 100 个双月数据点，3 个隐藏单元。先准备数据和初始权重，再做前向，然后用六行写完反向。

# %%
data = datasets.two_moons(seed=0)
X, y = data.train_inputs, data.train_labels
n, Y = len(X), from_scratch.one_hot(y, 2)
setting = Setting(hidden=3, learning_rate=0.5, batch_size=n, epochs=1)  # one step on all examples
W1, W2 = models.initial_weights(2, 2, setting, Randomness.of(0).weights)
b1, b2 = torch.zeros(1, 3), torch.zeros(1, 2)

# %%
H = (X @ W1 + b1).relu()
P = (H @ W2 + b2).softmax(dim=1)

dO = (P - Y) / n
dW2 = H.T @ dO
db2 = dO.sum(dim=0, keepdim=True)
dA = (dO @ W2.T) * (H > 0)  # dH times the slope of ReLU
dW1 = X.T @ dA
db1 = dA.sum(dim=0, keepdim=True)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Six lines of backward. Is it right? PyTorch's *autograd* (自动求导) does the same walk for any formula,
# by itself. We compare all four gradients:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 反向只有六行。对不对呢？PyTorch 的*自动求导*（autograd）能为任何公式自动走完这条回头路。
# 我们把四个梯度都比一比：

# %% slideshow={"slide_type": "skip"}
parameters = [matrix.clone().requires_grad_() for matrix in (W1, b1, W2, b2)]
loss = nn.functional.cross_entropy(from_scratch.mlp_forward(X, *parameters), y)
automatic = torch.autograd.grad(loss, parameters)
by_hand = (dW1, db1, dW2, db2)
[torch.allclose(ours, theirs, atol=1e-6) for ours, theirs in zip(by_hand, automatic)]

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Under the sliders: these very lines
#
# The labs of this course do not use autograd. They train with the pass that you have just derived. Here
# is the step of the engine, as it runs:

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 滑块背后：就是这几行
#
# 本课程的实验不用 autograd，训练时用的正是你刚推导的反向计算。下面就是引擎运行的那一步，原样打印：

# %%
print(inspect.getsource(engine.Stack.train_step))

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Find your six lines in it. Three things are new. It trains $B$ networks at once, hence `bmm` (a batch
# of matrix products), and it keeps $O$ and $W_2$ transposed for speed. The learning rate $\eta$ is
# already inside $dO$, so that a gradient is at once a step. And there are places for what lesson 3
# brings: dropout masks `M`, weight decay in `shrink`, dropped connections `C1`, `C2`.
#
# One step of the engine, and one step by hand from the same first weights: the same network?

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 在里面找到你的六行。新东西有三样：它同时训练 $B$ 个网络，所以用 `bmm`（成批的矩阵乘法），
# 并且为了快，$O$ 和 $W_2$ 是转置着存的；学习率 $\eta$ 已经乘进 $dO$ 里，所以梯度直接就是步长；
# 还给第 3 课的内容留好了位置：丢弃法的掩码 `M`，权重衰减的 `shrink`，被丢掉的连接 `C1`、`C2`。
#
# 从同样的初始权重出发，引擎走一步，我们亲手走一步：得到的是同一个网络吗？

# %% slideshow={"slide_type": "skip"}
(run,) = engine.train_all(datasets.two_moons, [setting], seeds=[0])
stepped = [matrix - 0.5 * gradient for matrix, gradient in zip((W1, b1, W2, b2), by_hand)]
[torch.allclose(ours, engine[0], atol=1e-6) for ours, engine in zip(stepped, run.parameters)]

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 5: backward through one layer
#
# A layer computes $O = XW + b$. You are given $X$ and $dO$. Return $dW$ and $db$.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 5：一层的反向
#
# 一层计算 $O = XW + b$。给你 $X$ 和 $dO$，返回 $dW$ 和 $db$。


# %% tags=["exercise"]
def linear_backward(X, dO):
    dW = ...
    db = ...
    return dW, db


checks.linear_backward(linear_backward)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# Let the shapes decide: $dW$ is (d, q), $X$ is (n, d), $dO$ is (n, q). The bias was copied to all n rows,
# so its gradient adds them up again; `keepdim=True` keeps the shape (1, q).
#
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# def linear_backward(X, dO):
#     dW = X.T @ dO
#     db = dO.sum(dim=0, keepdim=True)
#     return dW, db
#
#
# checks.linear_backward(linear_backward)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# 让形状来决定：$dW$ 是 (d, q)，$X$ 是 (n, d)，$dO$ 是 (n, q)。前向时偏置被复制到 n 行，
# 所以反向时要把这 n 行加回来；`keepdim=True` 保住形状 (1, q)。
#
# </details>
#
# <details><summary>参考答案</summary>
#
# ```python
# def linear_backward(X, dO):
#     dW = X.T @ dO
#     db = dO.sum(dim=0, keepdim=True)
#     return dW, db
#
#
# checks.linear_backward(linear_backward)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### The same with `nn.Sequential`
#
# In daily work you name the layers, and PyTorch does the rest. We copy our first weights into it
# (`nn.Linear` keeps $W^\top$), take one step, and compare with the step by hand.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 用 `nn.Sequential` 再做一遍
#
# 平时写代码，只要报出各层的名字，其余交给 PyTorch。我们把同样的初始权重抄进去
# （`nn.Linear` 存的是 $W^\top$），走一步，再和手算的一步比较。

# %%
model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))
with torch.no_grad():
    for parameter, matrix in zip(model.parameters(), (W1, b1, W2, b2)):
        parameter.copy_(matrix.T.view_as(parameter))

optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
loss = nn.functional.cross_entropy(model(X), y)
loss.backward()
optimizer.step()
torch.allclose(model[0].weight.T, stepped[0], atol=1e-6)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Now let it run: 300 steps on the whole batch. That is all of training. Out come the training loss and
# the validation accuracy.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 现在让它跑起来：用整批数据走 300 步。训练就是这么一回事。最后输出训练损失和验证准确率。

# %% slideshow={"slide_type": "skip"}
for _ in range(300):
    loss = nn.functional.cross_entropy(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
accuracy = from_scratch.accuracy(model(data.validation_inputs), data.validation_labels)
round(loss.item(), 2), round(accuracy, 3)

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Where to start: why not from zeros?
#
# Zero looks neutral. But look at the formulas: with $W_1 = 0$ and $W_2 = 0$, all hidden units compute the
# same, and $dH = dO \, W_2^\top = 0$. Units that are equal get equal gradients, and **stay equal for
# ever**. Predict what the columns of $W_1$ (one for each hidden unit) look like after 100 epochs from
# zeros, then run it: first with ReLU, then with sigmoid.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 从哪里出发：为什么不能全取零？
#
# 零看上去最公平。但看看公式：如果 $W_1 = 0$、$W_2 = 0$，所有隐藏单元算出的都一样，而且
# $dH = dO \, W_2^\top = 0$。相同的单元得到相同的梯度，于是**永远相同**。
# 先预测：从零开始训练 100 个周期之后，$W_1$ 的各列（每列一个隐藏单元）会是什么样？再运行：先 ReLU，后 sigmoid。

# %%
for activation in ("relu", "sigmoid"):
    zeros = Setting(hidden=4, activation=activation, init_scale=0.0, batch_size=20, epochs=100)
    (run,) = engine.train_all(datasets.two_moons, [zeros], seeds=[0])
    columns = run.parameters[0][0] + 0.0  # so that -0 prints as 0
    print(activation, columns, run.final("train_accuracy"))

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# - **ReLU** has not moved at all: $H = 0$ and $dH = 0$, so every gradient of the weights is zero. Only
#   $b_2$ can learn: guessing.
# - **Sigmoid** starts at $H = 0.5$, so $W_2$ moves, then $W_1$. But all four columns are the same
#   number for number: four units for the price of one.
#
# A random *initialization* (初始化) of the weights *breaks the symmetry*. They must also have the right size: with standard deviation
# $1/\sqrt{\text{inputs}}$, a unit's sum of many inputs is neither tiny nor huge. All networks of
# this course start so (LeCun et al., 1998).

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# - **ReLU** 一步也没动：$H = 0$，$dH = 0$，权重的梯度全是零。只有 $b_2$ 能学，也就是瞎猜。
# - **Sigmoid** 从 $H = 0.5$ 出发，所以 $W_2$ 会动，然后 $W_1$ 也动。可是四列一模一样，一个数都不差：
#   花了四个单元的钱，只得到一个。
#
# 权重的随机*初始化*（initialization）*打破对称*。大小也要合适：标准差取 $1/\sqrt{\text{inputs}}$（inputs 是输入个数），
# 很多输入加起来才不会太小或太大。本课程的网络都这样起步（LeCun 等，1998）。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 6: how many units are there really?
#
# Given $W_1$ with a column for each hidden unit: how many *different* columns?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 6：到底有几个单元？
#
# 给你 $W_1$，每列是一个隐藏单元：有几列是*不同*的？


# %% tags=["exercise"]
def distinct_units(W1):
    return ...


checks.distinct_units(distinct_units)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# `W1.unique(dim=1)` keeps each column once.
#
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# def distinct_units(W1):
#     return W1.unique(dim=1).shape[1]
#
#
# checks.distinct_units(distinct_units)
# ```
#
# Try it on the trained weights above: `distinct_units(run.parameters[0][0])`.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# `W1.unique(dim=1)` 会让相同的列只留一份。
#
# </details>
#
# <details><summary>参考答案</summary>
#
# ```python
# def distinct_units(W1):
#     return W1.unique(dim=1).shape[1]
#
#
# checks.distinct_units(distinct_units)
# ```
#
# 在上面训练出来的权重上试试：`distinct_units(run.parameters[0][0])`。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: the size of the first weights
#
# **Predict before you move it.** The initial scale multiplies those first weights; 1 is the usual size.
# What will the boundary look like at 0? At 0.01? At 10?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：初始权重的大小
#
# **先预测，再拖动。** 滑块给初始权重乘上一个倍数，1 就是平常的大小。
# 取 0 时边界会是什么样？0.01 呢？10 呢？

# %% tags=["lab"]
labs.initial_scale()

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# At 0 nothing is learned, as we saw. At 0.01 the symmetry is broken, but the units are so alike that
# after 100 epochs the network still answers like a straight line. At 10 it starts with wild answers
# and fits its training set. The mean validation loss is worse, but the five networks differ so much that the
# verdict is "no measurable difference": five seeds are too few. Between 0.3 and 3 the choice hardly matters.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 取 0 时什么也学不到，刚才已经看到了。取 0.01 时对称打破了，但单元之间太像，100 个周期之后，网络的回答还像一条直线。
# 取 10 时，一开始的回答很离谱，之后训练集能拟合好。平均验证损失更高了，可五个网络之间差得太多，
# 结论是“看不出差异”：五个种子不够用。在 0.3 到 3 之间，取多少差别不大。

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("zero_weights_learn_nothing")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: hidden size, and the boundary grows
#
# **Predict before you move it.** What can one hidden unit do, what can two, what can three? Sketch the
# boundary on paper for each. From which size on will you see no more change?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：隐藏单元数，看边界长出来
#
# **先预测，再拖动。** 一个隐藏单元能做什么？两个呢，三个呢？在纸上画出每种情况的边界。
# 从几个开始，你就看不出变化了？

# %% tags=["lab"]
labs.boundary()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Every position of the slider is trained for real, five networks each; the right panel is the whole
# track. Pin 1 unit, then go up. Then take 64 units and switch the activation to none: the whole
# capacity is gone. A good last question: why is the band so wide at 3 units?

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 滑块的每一档都是真的在训练，每档五个网络；右图是整条轨迹。先在 1 个单元处固定，再往上走。
# 然后在 64 个单元时把激活函数换成 none：再大的容量也没了。最后可以问：为什么 3 个单元时带子那么宽？

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# - **0 and 1 unit:** a straight line. One ReLU unit bends the *score*, but where it crosses zero is
#   still one line.
# - **2 units:** no lower loss than with 0. **3 and 4:** corners in the right places, when the start was
#   lucky. The wide band is luck.
# - **8 and more:** the boundary follows the moons in every seed. From 16 on little changes.
#
# Try the learning rate too: at 0.05 the wide network is far from done after 100 epochs.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# - **0 个和 1 个单元：** 一条直线。一个 ReLU 单元能让*得分*打个弯，但得分为零的地方仍是一条直线。
# - **2 个单元：** 损失不比 0 个时低。**3 个和 4 个：** 起点运气好时，拐角就在该在的地方。带子宽，就是运气的成分大。
# - **8 个及以上：** 每个种子的边界都跟得上月牙。16 个以后变化就很小了。
#
# 再试试学习率：取 0.05 时，宽的网络训练 100 个周期还远没有学完。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: hidden size on digits
#
# 64 pixels, 10 classes, 200 training images, all labels right. **Predict before you move it.** Softmax
# regression is the position 0. Is a network with 2 hidden units better or worse than that?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：手写数字上的隐藏单元数
#
# 64 个像素，10 个类别，200 张训练图片，标签全部正确。**先预测，再拖动。** 滑块的 0 就是 Softmax 回归。
# 有 2 个隐藏单元的网络，比它好还是差？

# %% tags=["lab"]
labs.width()

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# A surprise for most people: 1, 2, 4 units are **far worse than none**. All 64 pixels must squeeze
# through two numbers, and ten classes are hard to tell apart by them: a *bottleneck* (瓶颈). A hidden layer
# helps only when it is wide enough. From 16 units on it overtakes softmax regression, and then the curve
# flattens.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 多数人会吃一惊：1、2、4 个单元**比没有还差得多**。64 个像素要挤过两个数，靠这两个数很难分清十个类别，
# 这就是*瓶颈*（bottleneck）。隐藏层要够宽才有用。从 16 个单元起，它超过 Softmax 回归，之后曲线就平了。

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("narrow_is_worse_than_none")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 2.6 More units, more capacity
#
# *Capacity* (容量): how much a network can express. What does more width buy? Two steps on digits, each fourfold, each over 10 seeds:
#
# | hidden units | parameters |
# |---|---|
# | 8 | 610 |
# | 32 | 2410 |
# | 128 | 9610 |

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 2.6 单元越多，容量越大
#
# *容量*（capacity）就是网络能表达多少东西。加宽能换来什么？在手写数字上走两步，每步加宽到四倍，每步都用 10 个种子：
#
# | 隐藏单元 | 参数个数 |
# |---|---|
# | 8 | 610 |
# | 32 | 2410 |
# | 128 | 9610 |

# %%
{hidden: (64 + 1) * hidden + (hidden + 1) * 10 for hidden in (8, 32, 128)}

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("width_buys_much_at_first")

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("width_buys_little_later")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The first fourfold step lowers the loss by more than 0.25, the second by less than a tenth of that. Both are
# real, but not worth the same. And against no hidden layer at all:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 第一次加宽到四倍，损失降了 0.25 还多；第二次还不到它的十分之一。两次都是真的，但分量不同。
# 再和完全没有隐藏层比一比：

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("hidden_layer_helps_digits")

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Where does it stop?** On two moons, from 32 to 128 units:

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **到哪里就停了？** 在双月数据上，从 32 个单元加到 128 个：

# %% tags=["claim"]
claims.show("width_stops_on_moons")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# *No measurable difference* does not prove that there is none. Ten seeds cannot see a difference smaller
# than their interval, here half a percentage point. If you care about less, you need more seeds. If you do not, take
# the smaller network.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# *测不出差别*，不等于证明没有差别。比区间还小的差别，10 个种子看不出来。
# 这里是半个百分点。如果你在乎更小的差别，就得用更多种子；如果不在乎，就选小的网络。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# > **A word on our notes.** They draw a U: a more complex model fits the training set better, but from
# > some point on it does worse on new data. For *width* we have looked, up to 128 units with 200 images
# > and 9610 parameters, and the validation loss never went up again. More complex is not always worse.
# > Where the U is real (polynomial degree, training for too long), lesson 3 shows it.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# > **说说笔记。** 笔记里画了一条 U 形曲线：模型越复杂，训练集拟合得越好，可过了某一点，在新数据上就变差。
# > 对*宽度*我们看过了：一直加到 128 个单元，200 张图片配 9610 个参数，验证损失始终没有回升。更复杂不一定更差。
# > U 形真正出现的地方（多项式次数、训练太久），第 3 课会让你看到。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **To lesson 3.** Look at the lab on digits again: the training loss is near zero, the validation loss is
# not. 9610 parameters can simply *remember* 200 images. How do we know whether a network has
# found a pattern or only a memory? That is *generalization* (泛化).

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **通向第 3 课。** 再看一眼手写数字的实验：训练损失接近零，验证损失却不是。
# 9610 个参数完全可以把 200 张图片*背*下来。怎么知道网络是找到了规律，还是只靠记忆？这就是*泛化*（generalization）。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Quiz
#
# **1. What can a network with 100 hidden units and no activation function express?**
#
# <details><summary>A. Any boundary, if it is trained long enough</summary>
#
# ❌ Training cannot find what is not there: affine after affine is affine, however long you train.
#
# </details>
#
# <details><summary>B. Exactly what softmax regression can</summary>
#
# ✅ The two matrices multiply into one, the biases too. Only straight boundaries are left.
#
# </details>
#
# <details><summary>C. Less than softmax regression</summary>
#
# ❌ With 100 units nothing is lost: every single affine map can still be written as two.
#
# </details>
#
# **2. ReLU, sigmoid and tanh are all monotonic. How can a network be non-monotonic?**
#
# <details><summary>A. It cannot</summary>
#
# ❌ The hill over body temperature was made of ReLU units alone.
#
# </details>
#
# <details><summary>B. It adds rising and falling units with different signs</summary>
#
# ✅ One unit pulls the score down to the right, another to the left: a hill is left in the middle.
#
# </details>
#
# <details><summary>C. Softmax makes it non-monotonic</summary>
#
# ❌ With two classes, softmax turns a rising score into a rising probability. The hill must be in the score.
#
# </details>
#
# **3. What is the largest slope of the sigmoid?**
#
# <details><summary>A. 1</summary>
#
# ❌ That is tanh at 0. Sigmoid's slope is σ(1 − σ); try σ = 0.5.
#
# </details>
#
# <details><summary>B. 0.5</summary>
#
# ❌ 0.5 is its value at 0. The slope there is 0.5 times 0.5.
#
# </details>
#
# <details><summary>C. 0.25</summary>
#
# ✅ At 0: 0.5 · (1 − 0.5). Each sigmoid layer shrinks the gradient at least fourfold, apart from the weights.
#
# </details>
#
# **4. 10 features, 20 hidden units, 2 classes, a batch of 50. What is the shape of H?**
#
# <details><summary>A. 50 × 20</summary>
#
# ✅ A row for each example, a column for each hidden unit.
#
# </details>
#
# <details><summary>B. 10 × 20</summary>
#
# ❌ That is the shape of the first weight matrix.
#
# </details>
#
# <details><summary>C. 20 × 50</summary>
#
# ❌ In this course rows are examples: turn it around.
#
# </details>
#
# **5. How many parameters does that network have?**
#
# <details><summary>A. 240</summary>
#
# ❌ These are the weights, 200 + 40. The biases are missing.
#
# </details>
#
# <details><summary>B. 262</summary>
#
# ✅ 10 · 20 + 20 + 20 · 2 + 2 = 262. The batch size plays no part.
#
# </details>
#
# <details><summary>C. 13100</summary>
#
# ❌ You multiplied by the 50 examples. They all share the same parameters.
#
# </details>
#
# **6. All weights start at zero, the activation is the sigmoid. What happens?**
#
# <details><summary>A. The network learns, but all hidden units stay the same</summary>
#
# ✅ Equal units get equal gradients. You pay for many and get one.
#
# </details>
#
# <details><summary>B. The network learns as usual, only later</summary>
#
# ❌ Nothing ever tells the units apart, no matter how long you wait.
#
# </details>
#
# <details><summary>C. The loss becomes NaN</summary>
#
# ❌ All numbers stay finite. It is a standstill, not an explosion.
#
# </details>
#
# **7. On digits, 2 hidden units were far worse than none. Why?**
#
# <details><summary>A. The network had too many parameters</summary>
#
# ❌ It had fewer: 65 · 2 + 3 · 10 = 160, against 650 for softmax regression.
#
# </details>
#
# <details><summary>B. Everything must pass through two numbers</summary>
#
# ✅ A bottleneck: the ten classes must be told apart by two features.
#
# </details>
#
# <details><summary>C. A hidden layer never helps on digits</summary>
#
# ❌ With 32 units it does: that was one of our claims.
#
# </details>
#
# **8. "No measurable difference from 32 to 128 units over 10 seeds." What may you conclude?**
#
# <details><summary>A. The two networks are equally good</summary>
#
# ❌ A small difference may hide inside the interval. More seeds could show it.
#
# </details>
#
# <details><summary>B. If there is a difference, it is probably no larger than the interval allows</summary>
#
# ✅ That is what an interval says. Whether such a difference matters is your decision.
#
# </details>
#
# <details><summary>C. The experiment has failed</summary>
#
# ❌ It is a result: you may take the smaller network with a clear conscience.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 小测验
#
# **1. 一个网络有 100 个隐藏单元，但没有激活函数。它能表达什么？**
#
# <details><summary>A. 任何边界，只要训练得够久</summary>
#
# ❌ 本来就没有的东西，训练再久也找不到：仿射接仿射还是仿射。
#
# </details>
#
# <details><summary>B. 和 Softmax 回归完全一样</summary>
#
# ✅ 两个矩阵乘成一个，偏置也合成一个，只剩下直的边界。
#
# </details>
#
# <details><summary>C. 比 Softmax 回归还少</summary>
#
# ❌ 有 100 个单元，什么也没丢：任何一个仿射变换都仍可以写成两个。
#
# </details>
#
# **2. ReLU、sigmoid、tanh 都是单调的，网络怎么能做到非单调？**
#
# <details><summary>A. 做不到</summary>
#
# ❌ 体温那座小山，就是只用 ReLU 单元堆出来的。
#
# </details>
#
# <details><summary>B. 把上升的和下降的单元带着不同的正负号加起来</summary>
#
# ✅ 一个单元在右边把得分拉下来，另一个在左边拉下来，中间就留下一座小山。
#
# </details>
#
# <details><summary>C. 是 softmax 让它变得非单调</summary>
#
# ❌ 两个类别时，得分上升，softmax 给出的概率也上升。小山必须在得分里就有。
#
# </details>
#
# **3. sigmoid 的斜率最大是多少？**
#
# <details><summary>A. 1</summary>
#
# ❌ 那是 tanh 在 0 处的斜率。sigmoid 的斜率是 σ(1 − σ)，代入 σ = 0.5 试试。
#
# </details>
#
# <details><summary>B. 0.5</summary>
#
# ❌ 0.5 是它在 0 处的值。那里的斜率是 0.5 乘 0.5。
#
# </details>
#
# <details><summary>C. 0.25</summary>
#
# ✅ 在 0 处：0.5 · (1 − 0.5)。不算权重的话，每过一层 sigmoid，梯度至少缩到四分之一。
#
# </details>
#
# **4. 10 个特征，20 个隐藏单元，2 个类别，一批 50 个样本。H 的形状是什么？**
#
# <details><summary>A. 50 × 20</summary>
#
# ✅ 每个样本一行，每个隐藏单元一列。
#
# </details>
#
# <details><summary>B. 10 × 20</summary>
#
# ❌ 那是第一个权重矩阵的形状。
#
# </details>
#
# <details><summary>C. 20 × 50</summary>
#
# ❌ 本课程里行是样本，要反过来。
#
# </details>
#
# **5. 这个网络有多少个参数？**
#
# <details><summary>A. 240</summary>
#
# ❌ 这只是权重，200 + 40。还差偏置。
#
# </details>
#
# <details><summary>B. 262</summary>
#
# ✅ 10 · 20 + 20 + 20 · 2 + 2 = 262。与批量大小无关。
#
# </details>
#
# <details><summary>C. 13100</summary>
#
# ❌ 你乘上了 50 个样本。所有样本共用同一套参数。
#
# </details>
#
# **6. 所有权重从零开始，激活函数是 sigmoid。会发生什么？**
#
# <details><summary>A. 网络能学一点，但所有隐藏单元始终一样</summary>
#
# ✅ 相同的单元得到相同的梯度。花了许多个的钱，只得到一个。
#
# </details>
#
# <details><summary>B. 照常学习，只是晚一点</summary>
#
# ❌ 没有任何东西能把单元区分开，等多久都一样。
#
# </details>
#
# <details><summary>C. 损失变成 NaN</summary>
#
# ❌ 所有的数都是有限的。这是原地踏步，不是爆炸。
#
# </details>
#
# **7. 在手写数字上，2 个隐藏单元比没有还差得多。为什么？**
#
# <details><summary>A. 网络的参数太多了</summary>
#
# ❌ 反而更少：65 · 2 + 3 · 10 = 160，而 Softmax 回归有 650 个。
#
# </details>
#
# <details><summary>B. 所有信息都要从两个数里通过</summary>
#
# ✅ 这是瓶颈：只靠两个特征，要分清十个类别。
#
# </details>
#
# <details><summary>C. 隐藏层对手写数字从来没用</summary>
#
# ❌ 有 32 个单元时就有用，我们刚检验过。
#
# </details>
#
# **8. “从 32 个单元到 128 个，10 个种子测不出差别。”由此可以得出什么？**
#
# <details><summary>A. 两个网络一样好</summary>
#
# ❌ 区间里可能藏着很小的差别，用更多种子也许就能看到。
#
# </details>
#
# <details><summary>B. 即使有差别，多半也不会超出区间的范围</summary>
#
# ✅ 区间说的就是这个意思。这样的差别要不要紧，由你决定。
#
# </details>
#
# <details><summary>C. 实验失败了</summary>
#
# ❌ 这就是一个结果：你可以放心地选小的网络。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## Three things to take away
#
# 1. A hidden layer **with an activation** moves the points until a line can split them. Without one,
#    two layers are one.
# 2. Backward is the chain rule in six lines, and shapes tell you each of them. The labs train with these
#    lines.
# 3. Width buys much at first, then little. A layer that is too narrow is worse than none.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 带走三句话
#
# 1. **带激活函数的**隐藏层会把点挪动，直到一条直线能分开它们。没有激活函数，两层等于一层。
# 2. 反向就是六行链式法则，每一行都可以由形状推出来。实验里训练用的就是这几行。
# 3. 加宽，起初换来很多，后来很少。太窄的一层，还不如没有。

# %% slideshow={"slide_type": "skip"}
checks.progress(2)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Words of this lesson

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 本课词汇

# %% slideshow={"slide_type": "skip"}
glossary.show(2)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Where to read on
#
# - Zhang, Lipton, Li, Smola: *Dive into Deep Learning*, chapter 5, "Multilayer Perceptrons".
# - Goodfellow, Bengio, Courville: *Deep Learning* (2016), chapter 6, which also solves XOR by hand.
# - Nielsen: *Neural Networks and Deep Learning*, chapter 2, on backpropagation, and chapter 4, a
#   visual proof that networks can compute any function.
# - Rumelhart, Hinton, Williams: "Learning representations by back-propagating errors", *Nature* 323
#   (1986).
# - LeCun, Bottou, Orr, Müller: "Efficient BackProp" (1998), on first weights and activations.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 继续阅读
#
# - 阿斯顿·张、李沐等：《动手学深度学习》（*Dive into Deep Learning*），“多层感知机”一章。
# - Goodfellow、Bengio、Courville：《深度学习》（*Deep Learning*，2016）第 6 章，那里也手算了 XOR。
# - Nielsen：*Neural Networks and Deep Learning*，第 2 章讲反向传播，第 4 章用图形证明网络能计算任意函数。
# - Rumelhart、Hinton、Williams：“Learning representations by back-propagating errors”，*Nature* 323（1986）。
# - LeCun、Bottou、Orr、Müller：“Efficient BackProp”（1998），讲初始权重和激活函数。
