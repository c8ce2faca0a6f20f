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
# Softmax regression draws straight *decision boundaries* (决策边界). The world is not straight.
# After this lesson you can
#
# 1. **explain** what a hidden layer adds, and why it adds nothing without an activation function;
# 2. **compute** a network forwards and backwards by hand, and say the shape of every matrix;
# 3. **choose** a number of hidden units, and say what more of them buy and where that stops.
#
# **Time.** The core: 75 minutes. Exercises and quiz: 40. Optional parts: 10. Nothing needs the parts that are marked
# “(optional)”: they can wait for a second reading.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# # 第 2 课 · 多层感知机（multilayer perceptron，MLP）
#
# Softmax 回归画出来的**决策边界**（decision boundary）总是直的，可现实世界不是直的。
# 学完这一课，你能够：
#
# 1. **解释**隐藏层带来了什么，以及为什么没有激活函数，隐藏层就毫无用处；
# 2. 亲手**计算**一个网络的前向传播和反向传播，并说出每个矩阵的形状；
# 3. **选择**隐藏单元的个数，说清增加单元能换来什么，加到多少就不再有用。
#
# **用时**。核心部分 75 分钟，练习和小测验 40 分钟，选读部分 10 分钟。标有“（选读）”的部分，别处都用不到，可以留到第二遍再看。

# %% slideshow={"slide_type": "skip"}
import inspect

import torch
import torch.nn.functional as F
from torch import nn

from lesson_utils import datasets, engine, from_scratch, glossary, predictions
from lesson_utils.language import use_edition
from lesson_utils.lessons.mlp import checks, claims, depth, hidden, labs
from lesson_utils.training import Setting

use_edition("en")

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
# **四个点，一条直线分不开**。两个输入，两个类别：**同号**和**异号**。
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
# Add up the scores of the two *same* points: $w_1$ and $w_2$ cancel, and $2b$ is left.
# Add up the scores of the two *opposite* points: again $2b$.
# But one sum should be positive and the other negative. No $w_1, w_2, b$ can do that.
#
# So softmax regression (lesson 1) must fail here. It is one affine layer, $O = XW + b$, and its
# boundaries are straight lines. (Only the *scores* are linear. The probabilities are curved, as we
# saw in 1.3. But the points where two of them are equal form a straight line all the same.)

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 在纸上试试看。直的决策边界，就是得分 $s = w_1 x_1 + w_2 x_2 + b$ 等于零的地方。
# 把两个**同号**点的得分加起来：$w_1$ 和 $w_2$ 抵消了，只剩 $2b$。
# 再把两个**异号**点的得分加起来：还是 $2b$。
# 可是这两个和应该一正一负。无论 $w_1, w_2, b$ 取什么值都办不到。
#
# 所以 Softmax 回归（第 1 课）在这里必定失败：它只有一个仿射层 $O = XW + b$，决策边界都是直线。
# （线性的只是**得分**。概率是弯的，1.3 节里看到过；但两个概率相等的那些点，仍然连成一条直线。）

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **The idea.** Put a *hidden layer* (隐藏层) between input and output, and bend its values with an
# *activation function* (激活函数) $\sigma$:
#
# $$H = \sigma(X W_1 + b_1), \qquad O = H W_2 + b_2.$$
#
# $W_1, b_1$ and $W_2, b_2$ are the weights and biases of the two layers. $H$ holds the *hidden units*
# (隐藏单元): new features that the network makes for itself. This is a *multilayer perceptron*, MLP
# (多层感知机). The simplest activation is ReLU, $\max(a, 0)$: positive values stay, all others become zero.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **想法**。在输入和输出之间放一个**隐藏层**，并用**激活函数**（activation function）$\sigma$ 把它的值弯一下：
#
# $$H = \sigma(X W_1 + b_1), \qquad O = H W_2 + b_2.$$
#
# $W_1, b_1$ 和 $W_2, b_2$ 是两层各自的权重和偏置。$H$ 里装的是**隐藏单元**（hidden units），也就是网络自己造出来的新特征。这就是**多层感知机**（MLP）。
# 最简单的激活函数是 ReLU 函数 $\max(a, 0)$：正的留下，其余变成零。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** Two hidden units solve XOR. Take $h_1 = \max(x_1 - x_2, 0)$ and
# $h_2 = \max(x_2 - x_1, 0)$, and add them. At $(1, 1)$: $0 + 0 = 0$. At $(1, -1)$: $2 + 0 = 2$.
# Work out the other two yourself, then run the cell.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。两个隐藏单元就能解决 XOR。取 $h_1 = \max(x_1 - x_2, 0)$ 和
# $h_2 = \max(x_2 - x_1, 0)$，再相加。在 $(1, 1)$ 处：$0 + 0 = 0$；在 $(1, -1)$ 处：$2 + 0 = 2$。
# 另外两个点自己算一算，再运行下面的单元格。

# %%
corners = torch.tensor([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]])
W1 = torch.tensor([[1.0, -1.0], [-1.0, 1.0]])  # en: a column for each unit | zh: 每列是一个单元
H = (corners @ W1).relu()
H, H.sum(dim=1)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The sum is 0 for *same* and 2 for *opposite*: a threshold at 1 splits them. Look at $H$: in the new
# features, both *same* points have landed on $(0, 0)$. **The hidden layer has moved the points so that
# a line can split them.** The same two units on 100 noisy points:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **同号**的和是 0，**异号**的和是 2，在 1 处一刀就分开了。再看 $H$：在新特征里，两个**同号**点都落到了 $(0, 0)$ 上。
# **隐藏层把点挪了位置，让一条直线就能分开它们**。把这两个单元用在 100 个带噪声的点上：

# %% slideshow={"slide_type": "subslide"}
data = datasets.xor(seed=0)
H = (data.train_inputs @ W1).relu()
hidden.moved(data.train_inputs, H, data.train_labels, line=1)

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Two layers without an activation are one layer
#
# Leave $\sigma$ out. Then
#
# $$(X W_1 + b_1) W_2 + b_2 = X \, \underbrace{W_1 W_2}_{W} + \underbrace{b_1 W_2 + b_2}_{b}.$$
#
# **By hand.** With single numbers: first $3x + 1$, then $-2h + 4$. Together
# $-2(3x + 1) + 4 = -6x + 2$. This is one affine map again.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 没有激活函数，两层等于一层
#
# 去掉 $\sigma$，就有
#
# $$(X W_1 + b_1) W_2 + b_2 = X \, \underbrace{W_1 W_2}_{W} + \underbrace{b_1 W_2 + b_2}_{b}.$$
#
# **手算**。用单个数来算：先算 $3x + 1$，再算 $-2h + 4$。合起来是
# $-2(3x + 1) + 4 = -6x + 2$，又是一个仿射变换。

# %%
X, W1, b1 = torch.randn(6, 4), torch.randn(4, 5), torch.randn(1, 5)
W2, b2 = torch.randn(5, 3), torch.randn(1, 3)
two_layers = (X @ W1 + b1) @ W2 + b2
one_layer = X @ (W1 @ W2) + (b1 @ W2 + b2)
torch.allclose(two_layers, one_layer, atol=1e-4)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# > **A word on our notes.** They say: “with hidden layers added, we get a truly *deep* neural network”.
# > Only half of it is true. Stack a hundred layers without an activation: it is still softmax
# > regression, only slower. Depth counts when something **non-linear** stands between the layers.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# > **关于笔记里的一句话**。笔记里写道：“添加隐藏层之后，就形成了真正意义上的深度神经网络。”
# > 这话只对了一半。没有激活函数，叠一百层也还是 Softmax 回归，只是算得更慢。
# > 层与层之间有了**非线性**，深度才算数。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: switch the activation on
#
# Left are 100 noisy XOR points, right *two moons* (interleaved half circles). The activation is `none`, with
# 8 hidden units.
#
# **Predict first.** What will happen to the two boundaries when
# you switch to `relu`? And will 32 hidden units help while it is still `none`?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：打开激活函数
#
# 左边是 100 个带噪声的 XOR 点，右边是**双月**数据（两个交错的半圆）。
# 现在选的是 `none`，即不用激活函数，隐藏单元有 8 个。
#
# **先预测，再动手**。换成 `relu` 之后，两条决策边界会怎样？
# 如果一直是 `none`，把隐藏单元加到 32 个有用吗？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.activation_switch()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Let the class vote before the first click. Switch back and forth a few times: the boundary becomes
# straight and then bends again. Then set 2 hidden units with relu on XOR: the first network finds it, but four of
# five networks get stuck at 75%. Ask why, if we have just solved it by hand with two.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 第一次点击之前，让全班先举手预测。来回切换几次：决策边界一会儿被拉直，一会儿又弯起来。
# 然后在 XOR 上选 relu 和 2 个隐藏单元：图里的第一个网络找到了答案，但 5 个网络里有 4 个卡在 75%。
# 问大家：刚才手算明明用两个就够了，为什么会这样？

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** With `none` every boundary is straight, however many units you pay for. With `relu` it
# is made of straight pieces, and every hidden unit may add a bend. With `tanh` it is round.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。选 `none` 时，无论放多少个单元，决策边界都是直的。选 `relu` 时，它由几段直线拼成，每个隐藏单元都可能带来一个折点。选 `tanh` 时，它是圆滑的。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# On XOR a straight line could get three of the four clouds right. Training does not choose such a line.
# The fourth cloud lies on the wrong side of it, three times as far away as the others, and being wrong
# there with confidence costs more than the other three gain. Of all straight scores the one that is 0
# everywhere has the lowest cross-entropy. So the network says “I don't know” at every point: both
# probabilities are near 0.5, the loss is near $\log 2 = 0.69$, and where the line falls is chance.
#
# Is it so for other data and other first weights, too? Twenty seeds that the lab has not used:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 在 XOR 上，一条直线本来可以分对四团里的三团，训练却不会选它。第四团会落在直线错误的一侧，离直线的距离是其他三团的三倍。在那里“自信地答错”，损失的比另外三团赚回的还多。
# 在所有直的得分里，处处为 0 的那个交叉熵最低。所以网络在每一点都说“不知道”：两个概率都接近 0.5，损失接近 $\log 2 = 0.69$，那条线落在哪里全凭偶然。
#
# 换了数据、换了初始权重，也是这样吗？用实验没有用过的 20 个随机种子来检验：

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("xor_needs_an_activation", "layers_without_activation_add_nothing")

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# XOR needs the activation: with ReLU many more validation examples are right. On two moons, eight hidden units
# without an activation are no better than none.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# XOR 少不了激活函数：用上 ReLU，验证准确率高出许多。双月数据上，8 个没有激活函数的隐藏单元，并不比没有隐藏层更好。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: what a hidden unit sees
#
# A ReLU unit $\max(w_1 x_1 + w_2 x_2 + b, 0)$ is zero on one side of a straight line and grows on the other.
#
# **Predict first.** Two units can solve XOR, as we saw. Of five networks with 2 units each, how many will
# find it? What does the boundary do where it crosses the line of a unit?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：隐藏单元看到了什么
#
# 一个 ReLU 单元 $\max(w_1 x_1 + w_2 x_2 + b, 0)$ 在一条直线的一侧为零，在另一侧越走越大。
#
# **先预测，再动手**。刚才看到，两个单元就能解决 XOR。五个各有 2 个单元的网络，有几个能学会？决策边界穿过某个单元的那条线时，会发生什么？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.hidden_units()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Watch the lines move while it trains. With 2 units on XOR go through the five networks: in the ones that
# fail, ask which cloud both lines have missed. Then 8 units: which of them could be left out?

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 看这些线在训练时怎样移动。XOR 上用 2 个单元，把五个网络逐个看一遍：没有成功的，问大家两条线漏掉了哪一团。
# 再看 8 个单元：哪些其实可以不要？

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** The thin lines are where the units switch on; the thick black line is the boundary that
# their sum makes. Between two thin lines it is straight, and it bends only where it crosses one.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。细线是各个单元“打开”的位置，粗黑线是它们加起来形成的决策边界：在两条细线之间它是直的，只有穿过细线时才转弯。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The small
# maps show what each unit adds, in the colour of the class that it speaks for. A unit for which all examples
# lie on the side where it is off adds nothing to any of them: it is *dead*, and 2.3 explains why it stays so.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 小图画的是每个单元加了多少分，颜色表示它给哪一类加分。如果所有样本都落在一个单元关着的那一侧，它对哪个样本都没有贡献，也就是**死**了；为什么它再也活不过来，见 2.3 节。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### What a network can express is not what training finds
#
# Two ReLU units *can* solve XOR: we did it by hand. Does training find it? We train 20 networks with two
# units, 20 with eight, and 20 with two units for twenty times as long. We count those that get more than 95 % of the validation
# examples right.
# (`Setting` holds every choice for a training. `train_all` trains each setting with each seed.)

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 网络能表达的，不等于训练能找到的
#
# 两个 ReLU 单元**能够**解决 XOR，我们刚手算过。训练找得到吗？两个单元的网络训练 20 个，八个单元的也训练 20 个，再训练 20 个两个单元的网络，周期数是原来的二十倍。数一数各有几个在验证样本上的准确率超过 95%。
# （`Setting` 记下一次训练的全部选择；`train_all` 把每组设置用每个种子各训练一遍。）

# %% slideshow={"slide_type": "skip"}
two = Setting(hidden=2, batch_size=20, epochs=100)
eight = Setting(hidden=8, batch_size=20, epochs=100)
patient = Setting(hidden=2, batch_size=20, epochs=2000)
runs = engine.train_all(datasets.xor, [two, eight, patient], seeds=range(20, 40))
[int((run.final("validation_accuracy") > 0.95).sum()) for run in runs]

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Six of twenty, against all twenty; and longer training rescues none of the fourteen. Gradient descent only goes downhill from where
# it starts. With two units, most of these starts lead into a *local minimum* (局部极小), a valley where only three clouds are right.
# With eight units a bad few do no harm, because the others can do their work. With more units there are more chances that
# some of them start well.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 两个单元时 20 个里有 6 个，八个单元时 20 个全都找到了；而其余 14 个，训练再久也没有救回来。梯度下降只会从起点往低处走；
# 只有两个单元时，这里的多数起点落进了只分对三团的**局部极小**（local minimum），就像一个“山谷”。
# 有八个单元时，几个不走运的也不要紧，别的单元可以顶上。多出来的单元，就是多出来的机会。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 2.1: Weights for XOR by hand
#
# Now with 0 and 1 as inputs. Two hidden units are given: $h_1 = \max(x_1 + x_2, 0)$ and
# $h_2 = \max(x_1 + x_2 - 1, 0)$. Choose $w_1, w_2, b$ so that the score $w_1 h_1 + w_2 h_2 + b$ is
# exactly 0 at $(0, 0)$ and $(1, 1)$, and exactly 1 at $(1, 0)$ and $(0, 1)$.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 2.1：手算 XOR 的权重
#
# 这次输入取 0 和 1。两个隐藏单元已经给定：$h_1 = \max(x_1 + x_2, 0)$，
# $h_2 = \max(x_1 + x_2 - 1, 0)$。请选出 $w_1, w_2, b$，使得分 $w_1 h_1 + w_2 h_2 + b$
# 在 $(0, 0)$ 和 $(1, 1)$ 处恰好为 0，在 $(1, 0)$ 和 $(0, 1)$ 处恰好为 1。

# %% tags=["exercise"]
w1, w2, b = ..., ..., ...
checks.xor_weights(w1, w2, b)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# Make a table of $h_1$ and $h_2$ at the four points. The point $(0, 0)$ gives $b$ at once, then
# $(1, 0)$ gives $w_1$, and $(1, 1)$ gives $w_2$.
#
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# w1, w2, b = 1, -2, 0
# checks.xor_weights(w1, w2, b)
# ```
#
# At $(0, 0)$ both units are 0, so $b = 0$. At $(1, 0)$ they are 1 and 0, so $w_1 = 1$. At $(1, 1)$ they are
# 2 and 1, so $2 + w_2 = 0$.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# 先列一张表，写出四个点上的 $h_1$ 和 $h_2$。点 $(0, 0)$ 立刻给出 $b$，然后
# $(1, 0)$ 给出 $w_1$，$(1, 1)$ 给出 $w_2$。
#
# </details>
#
# <details><summary>参考答案</summary>
#
# ```python
# w1, w2, b = 1, -2, 0
# checks.xor_weights(w1, w2, b)
# ```
#
# 在 $(0, 0)$ 处两个单元都是 0，所以 $b = 0$。在 $(1, 0)$ 处是 1 和 0，所以 $w_1 = 1$。在 $(1, 1)$ 处是
# 2 和 1，所以 $2 + w_2 = 0$。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 2.2 Non-linear, and non-monotonic
#
# Body temperature and health. Is a warmer body a healthier one? Below 37 °C yes, above it no: too cold
# and too hot are both bad.
#
# *Monotonicity* (单调性): a function is monotonic if it only rises or only falls. This one does neither.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 2.2 非线性，而且非单调
#
# 体温与健康。体温越高越健康吗？37 °C 以下是这样，再往上就不是了：过冷过热都有危险。
#
# **单调性**（monotonicity）：一个函数只升不降或只降不升，就是单调的。体温与健康的关系不是。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Our data are generated by a simple law, not measured on patients. The probability of being healthy at
# temperature $t$ is
# $P(t) = 0.95 \, e^{-((t - 37)/1.5)^2}$.
#
# **By hand.** At 34 °C the exponent is $-(3/1.5)^2 = -4$, so $P = 0.95 \cdot 0.018 = 0.017$.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 这里的数据由一条简单的规律生成，不是在病人身上测的。体温为 $t$ 时，健康的概率是
# $P(t) = 0.95 \, e^{-((t - 37)/1.5)^2}$。
#
# **手算**。在 34 °C 处，指数是 $-(3/1.5)^2 = -4$，所以 $P = 0.95 \cdot 0.018 = 0.017$。

# %% slideshow={"slide_type": "skip"}
t = torch.tensor([34.0, 36.0, 37.0, 38.0, 40.0])
datasets.healthy_probability(t - 37)

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Why softmax regression cannot.** Its score for *healthy* minus its score for *ill* is $wt + b$, a
# straight line. Softmax turns it into a probability that only rises or only falls. A hill is out of reach.
#
# **By hand.** Two ReLU units build a hill:
#
# $$s(t) = 2 - 2\max(t - 37, 0) - 2\max(37 - t, 0)$$
#
# gives $s(37) = 2$, and $s(34) = s(40) = 2 - 2 \cdot 3 = -4$. For two classes, softmax makes
# $1/(1 + e^{-s})$ of it, the *sigmoid*: near 1 at 37 °C, near 0 far away.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **Softmax 回归为什么不行**。“健康”与“生病”的得分之差是 $wt + b$，一条直线。
# softmax 把它变成的概率也就只升或只降，变不出一座小山。
#
# **手算**。两个 ReLU 单元就能堆出小山：
#
# $$s(t) = 2 - 2\max(t - 37, 0) - 2\max(37 - t, 0)$$
#
# 得到 $s(37) = 2$，而 $s(34) = s(40) = 2 - 2 \cdot 3 = -4$。只有两个类别时，softmax 把它变成
# $1/(1 + e^{-s})$，也就是 **sigmoid 函数**：37 °C 处接近 1，离得远就接近 0。

# %%
score = 2 - 2 * (t - 37).relu() - 2 * (37 - t).relu()
score, score.sigmoid()

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: how many hidden units does a hill need?
#
# **Predict first.** With 0 hidden units this is softmax regression. Which is the first
# position at which the blue lines (five networks, five seeds) can follow the dashed law: 1, 2, 4, 8 or
# 16?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：堆一座小山要几个隐藏单元？
#
# **先预测，再动手**。0 个隐藏单元就是 Softmax 回归。从哪一档开始，蓝线（5 个种子训练的 5 个网络）
# 能跟上虚线画的真实规律：1、2、4、8 还是 16？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.temperature()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Go 0, 1, 2 slowly. The right panel is the explanation: each grey line is one hidden unit, the thick
# line is their sum. At 0 it is straight, at 1 it has one bend, at 2 there is a hill. Then set the
# activation to none at 16 units: straight again.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 慢慢走 0、1、2 三档。右图就是解释：每条灰线是一个隐藏单元，粗线是它们的和。
# 0 个时是直线，1 个时有一个折点，2 个时成了小山。然后在 16 个单元时把激活函数设为 none：又变直了。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **What you see.**
#
# - **0 units:** nearly flat lines near one third, the share of healthy people. No fit is possible.
# - **1 unit:** one bend. The line can be low on one side, but not on both.
# - **2 units:** a hill, just as we built it by hand. Look at the right panel: two grey lines, each with
#   one bend, and their sum.
# - **4 to 16 units:** hardly any change. Two units that have found the hill leave little to gain.
#
# Were these five seeds lucky? With 20 others, how many networks find the hill (a validation loss below
# 0.45), with two units and with four?

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **观察与结论**。
#
# - **0 个单元**：几条近乎水平的线，停在三分之一附近，也就是健康者所占的比例。根本拟合不了。
# - **1 个单元**：一个折点。一边可以低下去，但两边不能都低。
# - **2 个单元**：一座小山，和刚才手算的一样。看右图：两条灰线各有一个折点，粗线是它们的和。
# - **4 到 16 个单元**：几乎没有变化。两个单元只要找到了小山，改进的余地就不大了。
#
# 是不是这五个种子运气好？换 20 个种子，用两个单元和四个单元各训练一遍，数一数有几个网络找到了小山（验证损失低于 0.45）：

# %% slideshow={"slide_type": "skip"}
two = Setting(hidden=2, learning_rate=0.1, epochs=200)
four = Setting(hidden=4, learning_rate=0.1, epochs=200)
runs = engine.train_all(datasets.temperature, [two, four], seeds=range(20, 40))
[int((run.final() < 0.45).sum()) for run in runs]

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# As with XOR, two units can do it (10 of 20), and four do it reliably (20 of 20). In one picture:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 和 XOR 一样：两个单元做得到（20 个里有 10 个），四个单元才稳（20 个全都找到）。画在一张图里：

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("temperature_needs_hidden_units", "four_units_are_enough")

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# With four hidden units the loss is far below that of softmax regression. From 4 to 16 units there is no
# difference of 0.05 or more.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 有 4 个隐藏单元，损失远低于 Softmax 回归。从 4 个加到 16 个，没有 0.05 或更大的差异。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Why does the validation loss stop near 0.33, and not at 0? Because the law itself is uncertain. At
# 38 °C some are healthy and some are ill, and no network can know which. Let us measure the true law
# on 100,000 people: its cross-entropy, and the *entropy* (1.6) of its own probabilities.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 验证损失为什么停在 0.33 附近，而不是 0？因为规律本身就带着不确定：同样是 38 °C，有人健康，有人生病，
# 哪个网络也无从知道。取 10 万人来算一算：真实规律的交叉熵，以及它给出的概率自身的**熵**（1.6 节）。

# %% slideshow={"slide_type": "skip"}
people = datasets.temperature(seed=0, train_size=100_000)
p = datasets.healthy_probability(people.train_inputs[:, 0])  # en: true P(t) | zh: 真实的 P(t)
law = torch.stack([1 - p, p], dim=1)
entropy = -(law * law.log()).sum(dim=1).mean()
from_scratch.cross_entropy(law, people.train_labels), entropy

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Both are 0.33. **The floor of the loss is the entropy of the world.** In 1.6 we split a cross-entropy:
# $H(P, Q) = H(P) + \mathrm{KL}(P \Vert Q)$. At best training brings the second part to 0. It cannot touch the first.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 两个都是 0.33。**损失的下限，就是世界本身的熵**。1.6 节里把交叉熵拆成了两项：
# $H(P, Q) = H(P) + \mathrm{KL}(P \Vert Q)$。训练最多把第二项降到 0，却动不了第一项。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 2.3 Activation functions
#
# | function | $\sigma(a)$ | derivative (导数) $\sigma'(a)$ | values | derivative is 0 or nearly 0 |
# |---|---|---|---|---|
# | ReLU | $\max(a, 0)$ | 1 if $a > 0$, else 0 | 0 to ∞ | for all $a < 0$ |
# | sigmoid | $\dfrac{1}{1 + e^{-a}}$ | $\sigma(a)\,(1 - \sigma(a))$ | 0 to 1 | far out on both sides |
# | tanh | $\dfrac{e^{a} - e^{-a}}{e^{a} + e^{-a}}$ | $1 - \sigma(a)^2$ | −1 to 1 | far out on both sides |
#
# In each row $\sigma$ stands for the function of that row. All three are monotonic! The hill of 2.2 came from *adding* them
# with different signs.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 2.3 激活函数（activation function）
#
# | 函数 | $\sigma(a)$ | 导数（derivative）$\sigma'(a)$ | 取值 | 导数在哪里为 0 或趋于 0 |
# |---|---|---|---|---|
# | ReLU | $\max(a, 0)$ | $a > 0$ 时为 1，否则为 0 | 0 到 ∞ | 所有 $a < 0$ 处 |
# | sigmoid | $\dfrac{1}{1 + e^{-a}}$ | $\sigma(a)\,(1 - \sigma(a))$ | 0 到 1 | 两边远处 |
# | tanh（双曲正切） | $\dfrac{e^{a} - e^{-a}}{e^{a} + e^{-a}}$ | $1 - \sigma(a)^2$ | −1 到 1 | 两边远处 |
#
# 每一行里的 $\sigma$ 都指这一行的函数。三个都是单调的！2.2 节的小山，是把它们带着不同的正负号**加**起来得到的。

# %% [markdown] lang="en"
# **By hand.** Sigmoid at 0: $\sigma(0) = 1/(1 + 1) = 0.5$, derivative $0.5 \cdot (1 - 0.5) = 0.25$. It is
# nowhere steeper. tanh at 0: value 0, derivative $1 - 0^2 = 1$. Autograd agrees:

# %% [markdown] lang="zh"
# **手算**。sigmoid 在 0 处：$\sigma(0) = 1/(1 + 1) = 0.5$，导数是 $0.5 \cdot (1 - 0.5) = 0.25$，别处都没有这么陡。tanh 在 0 处：值为 0，导数 $1 - 0^2 = 1$。自动求导的结果一致：

# %%
a = torch.tensor([-2.0, 0.0, 2.0], requires_grad=True)
for activation in (torch.relu, torch.sigmoid, torch.tanh):
    (derivative,) = torch.autograd.grad(activation(a).sum(), a)
    print(activation.__name__, activation(a).detach(), derivative)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# At $a = 0$ ReLU has a corner, and strictly speaking no derivative. PyTorch takes 0 there, and so do we.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 在 $a = 0$ 处 ReLU 是个拐角，严格说不可导。PyTorch 在那里取 0，我们也一样。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: function, derivative, and how fast it learns
#
# **Predict first.** Where is the derivative of sigmoid largest, and how large? At $a = 6$, what
# is left of it? Three activations, the same data, the same first weights: which one will learn slowest?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：函数、导数和学习的快慢
#
# **先预测，再动手**。sigmoid 的导数在哪里最大，有多大？到 $a = 6$ 处还剩多少？
# 三种激活函数，同样的数据，同样的初始权重：哪个学得最慢？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.activation_explorer()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Move a with sigmoid first, so that everybody sees the derivative fade. Then switch to relu and tanh and
# watch the third panel. The grey dashed line is always relu, for comparison.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 先在 sigmoid 上移动 a，让大家看到导数怎样变小。再换成 relu 和 tanh，看第三张图。
# 灰色虚线始终是 relu，用来对比。

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** At a learning rate of 0.5 sigmoid learns much more slowly than the two others. After
# 100 epochs its loss is about what a straight line gets.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。学习率取 0.5 时，sigmoid 比另外两个学得慢得多：100 个周期之后，损失还停在一条直线就能达到的水平。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The gradient that reaches a weight is a *product*, and $\sigma'(a)$ is one of its factors (2.5 shows
# this). Sigmoid's factor is at most ¼, so its steps are small. With five such layers in a row, and the
# weights left aside, at most $0.25^5$ of the gradient would arrive. This is the *vanishing gradient* (梯度消失).

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 传到一个权重上的梯度是一个**乘积**，$\sigma'(a)$ 是其中一个因子（见 2.5 节）。sigmoid 的这个因子最多 ¼，所以它的步子小。
# 如果连着五层都这样，先不算权重，传到最底层的梯度最多只剩原来的 $0.25^5$。这就是**梯度消失**（vanishing gradient）。

# %% slideshow={"slide_type": "skip"}
0.25**5

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# If small steps are the reason, then larger steps, or more of them, must help. Both do:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 如果原因真是步子小，那么把步子迈大，或者多走几步，就应当有用。两种办法确实都有用：

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show(
    "sigmoid_is_slower",
    "sigmoid_with_larger_steps",
    "sigmoid_with_more_steps",
    "large_steps_throw_relu",
)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# So “sigmoid is slow” is true *at this learning rate*. At η = 5 it learns well, while ReLU at η = 5
# learns badly. A comparison of two methods at one learning rate is only half a comparison.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 可见“sigmoid 学得慢”只在**这个学习率下**成立。η = 5 时它学得很好，ReLU 在 η = 5 时反而来回震荡，学不好。只在一个学习率上比较两种方法，只能算比了一半。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### ReLU can die
#
# If $a < 0$ for *every* example, the derivative is 0 for every example, and no gradient arrives. The
# inputs of a first layer never change, so gradient descent leaves such a unit as it is: it is a *dead unit* (死亡单元).
# (In a deeper layer the units below may still move, and wake it.) We give one unit a bias of −10:

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### ReLU 会“死”
#
# 如果一个单元对**每个**样本都有 $a < 0$，那么导数处处为 0，梯度传不过来。
# 第一层的输入是数据，不会变，梯度下降也就再也改变不了这个单元：它成了**死亡单元**（dead unit）。
# （如果它在更深的层里，下面的单元还在变，有可能把它唤醒。）下面给一个单元加上 −10 的偏置：

# %%
w = torch.tensor([[1.0], [1.0]], requires_grad=True)
(corners @ w - 10).relu().sum().backward()
w.grad

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Nobody sets a bias of −10. But a large step can carry a unit there. Section 2.5 counts the dead.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 没有人会把偏置设成 −10，可是步子太大，就可能把一个单元带到那里去。2.5 节会数一数死了几个。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 2.2: ReLU
#
# Write ReLU for a tensor of any shape.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 2.2：ReLU 激活函数
#
# 写出 ReLU 函数，输入是任意形状的张量。


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
# ### Exercise 2.3: The derivative of ReLU
#
# Write the derivative of ReLU: 1 where an input is positive, 0 elsewhere, as numbers and not as
# booleans.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 2.3：ReLU 的导数
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
# **5** units (also called neurons, 神经元), and there are **3** classes (dog, cat, snake).
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
# ## 2.4 各矩阵的形状
#
# 给小图片分类：每张图片有 **4** 个像素，一次输入 **3** 张图片，隐藏层有 **5** 个单元（也叫神经元），
# 要分成 **3** 类（狗、猫、蛇）。
#
# | 符号 | 含义 | 形状 |
# |---|---|---|
# | $X$ | 输入 | 3 × 4 |
# | $W_1$ | 输入层 → 隐藏层的权重 | 4 × 5 |
# | $b_1$ | 偏置 | 1 × 5 |
# | $H$ | 隐藏层的输出 | 3 × 5 |
# | $W_2$ | 隐藏层 → 输出层的权重 | 5 × 3 |
# | $b_2$ | 偏置 | 1 × 3 |
# | $O$ | 未归一化的得分（logits） | 3 × 3 |

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Two rules give the whole table. In a product, the inner numbers must be equal, and they vanish:
# (3 × **4**)(**4** × 5) → 3 × 5. And a bias has one row, which *broadcasting* (广播机制, 1.5) copies to
# every image. Rows are always examples. Let the computer make the table:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 两条规则就能推出整张表。矩阵相乘时，中间的两个数必须相等，乘完就消失：(3 × **4**)(**4** × 5) → 3 × 5。
# 偏置只有一行，**广播机制**（broadcasting，1.5 节）把它复制给每张图片。行永远对应样本。让计算机把这张表做出来：

# %% slideshow={"slide_type": "skip"}
n, d, h, q = 3, 4, 5, 3  # en: images, pixels, units, classes | zh: 图片、像素、单元、类别
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
# **一共有多少个参数**？要学习的只有权重和偏置：
#
# $$\underbrace{4 \cdot 5}_{W_1} + \underbrace{5}_{b_1} + \underbrace{5 \cdot 3}_{W_2} + \underbrace{3}_{b_2} = 43.$$

# %%
sum(matrix.numel() for matrix in (W1, b1, W2, b2))

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: the matrices follow
#
# **Predict first.** One more hidden unit: how many more parameters? One more image: how
# many?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：矩阵跟着变
#
# **先预测，再动手**。多一个隐藏单元，参数多几个？多一张图片呢？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.shapes()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** A hidden unit brings $4 + 1 + 3 = 8$ parameters: its incoming weights, its bias, its
# outgoing weights. An image brings none.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。一个隐藏单元带来 $4 + 1 + 3 = 8$ 个参数：进来的权重、自己的偏置、出去的权重。
# 多一张图片，参数一个也不多。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The same parameters serve every example, be it one or a million.
# Blue cells are parameters, grey cells are data on their way through.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 同一套参数服务所有样本，不管是一个还是一百万个。
# 图中蓝色格子是参数，灰色格子是流经网络的数据。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 2.4: The forward pass
#
# Return the logits $O$ of an MLP with ReLU.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 2.4：前向传播
#
# 写一个以 ReLU 为激活函数的多层感知机，返回得分 $O$。


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
# ### Exercise 2.5: Count the parameters of an MLP
#
# Write a function that takes the numbers of features, hidden units and classes, and returns the number
# of parameters. Then guess, before you compute it: a digit has 64 pixels and 10 classes; how many
# parameters are there with 128 hidden units?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 2.5：数一数多层感知机的参数
#
# 写一个函数：给定特征数、隐藏单元数和类别数，返回参数个数。算之前先猜：手写数字有 64 个像素、10 个类别，
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
# You will meet this number again in 2.6.
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
# 2.6 节还会遇到这个数。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 2.5 Training: forward and backward
#
# The **forward pass** (前向传播) computes the loss $L$. **Backpropagation** (反向传播), *backward* for short,
# goes the same way in reverse and asks of each number: if it changed a little, how much would the loss change? The
# answer is its gradient. Write $dO$ for $\partial L / \partial O$, and so on.
#
# The *chain rule* (链式法则) answers layer by layer: the effect of a number is its effect on what comes
# next, times the effect of that on the loss.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 2.5 训练：前向传播与反向传播
#
# **前向传播**（forward pass）算出损失 $L$。**反向传播**（backpropagation）沿原路倒着走，对每一个数都问：它变一点，损失会变多少？答案就是它的梯度。
# 用 $dO$ 表示 $\partial L / \partial O$，其余类推。
#
# **链式法则**（chain rule）一层一层地给出答案：一个数对损失的影响，等于它对下一个数的影响，乘以下一个数对损失的影响。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** One example, one hidden unit: $x = 2$, $w_1 = 0.5$, $W_2 = (1, -1)$, no biases, label 0.
#
# - forward: $a = 2 \cdot 0.5 = 1$, $h = 1$, $O = (1, -1)$, and softmax makes of it the probabilities
#   $P = (0.8808,\ 0.1192)$ (in lesson 1: $\hat Y$)
# - the label as one-hot is $Y = (1, 0)$, so $dO = P - Y = (-0.1192,\ 0.1192)$, as in lesson 1 (1.6)
# - $dW_2 = h \, dO = (-0.1192,\ 0.1192)$
# - $h$ acts on both scores: $dh = -0.1192 \cdot 1 + 0.1192 \cdot (-1) = -0.2384$
# - ReLU lets it through because $a > 0$: $da = -0.2384$
# - $dw_1 = x \, da = 2 \cdot (-0.2384) = -0.4768$

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。一个样本，一个隐藏单元：$x = 2$，$w_1 = 0.5$，$W_2 = (1, -1)$，没有偏置，标签是 0。
#
# - 前向：$a = 2 \cdot 0.5 = 1$，$h = 1$，$O = (1, -1)$，再由 softmax 得到概率
#   $P = (0.8808,\ 0.1192)$（第 1 课里写作 $\hat Y$）
# - 标签写成独热是 $Y = (1, 0)$，所以 $dO = P - Y = (-0.1192,\ 0.1192)$，与第 1 课（1.6 节）相同
# - $dW_2 = h \, dO = (-0.1192,\ 0.1192)$
# - $h$ 同时影响两个得分：$dh = -0.1192 \cdot 1 + 0.1192 \cdot (-1) = -0.2384$
# - 因为 $a > 0$，ReLU 让它原样通过：$da = -0.2384$
# - $dw_1 = x \, da = 2 \cdot (-0.2384) = -0.4768$

# %%
x, w1 = torch.tensor([[2.0]]), torch.tensor([[0.5]], requires_grad=True)
w2 = torch.tensor([[1.0, -1.0]], requires_grad=True)
logits = (x @ w1).relu() @ w2
F.cross_entropy(logits, torch.tensor([0])).backward()
logits.softmax(dim=1).detach(), w2.grad, w1.grad

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: forward, backward, one step
#
# The same example as a graph, one number at a time. Black numbers go forward. Magenta numbers are
# gradients and come back.
#
# **Predict first.** After one step with $\eta = 0.5$, will $w_1$ be larger or smaller? What will happen to
# the gradients of the weights if you start at $w_1 = -0.5$?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：前向、反向、走一步
#
# 同一个例子画成一张图，一次只算一个数。黑色的数往前走，紫红色的数是梯度，往回传。
#
# **先预测，再动手**。取 $\eta = 0.5$ 走一步，$w_1$ 会变大还是变小？如果从 $w_1 = -0.5$ 出发，各个权重的梯度会怎样？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.backward_graph()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** The gradient of $w_1$ is negative, so the step makes $w_1$ larger, and the loss falls. A
# node that acts on two others collects from both.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。$w_1$ 的梯度是负的，所以走一步之后 $w_1$ 变大，损失下降。一个节点影响两个节点，就从两边各收一份梯度。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# From $w_1 = -0.5$ the unit is off: $h = 0$, so $dW_2 = 0$,
# and ReLU stops what comes back, so $dw_1 = 0$. Nothing moves. This is a dead unit in numbers.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 从 $w_1 = -0.5$ 出发，单元是关着的：$h = 0$，所以 $dW_2 = 0$；往回传的又被 ReLU 挡住，所以 $dw_1 = 0$。什么都不动：“死”单元用数字写出来，就是这样。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### From numbers to matrices
#
# With $n$ examples, $Y$ their one-hot labels, $P$ their probabilities and $A = X W_1 + b_1$:
#
# $$dO = \frac{P - Y}{n}, \qquad dW_2 = H^\top dO, \qquad dH = dO \, W_2^\top,$$
#
# $$dA = dH \odot \sigma'(A), \qquad dW_1 = X^\top dA.$$
#
# A bias gets the sum over the examples: $db_2 = \sum dO$, $db_1 = \sum dA$. The sign $\odot$ multiplies entry by entry.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 从单个数到矩阵
#
# 有 $n$ 个样本，$Y$ 是独热标签，$P$ 是概率，$A = X W_1 + b_1$：
#
# $$dO = \frac{P - Y}{n}, \qquad dW_2 = H^\top dO, \qquad dH = dO \, W_2^\top,$$
#
# $$dA = dH \odot \sigma'(A), \qquad dW_1 = X^\top dA.$$
#
# 偏置的梯度是对样本求和：$db_2 = \sum dO$，$db_1 = \sum dA$。符号 $\odot$ 表示逐元素相乘。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Where do they come from? Take one entry. The score of example $i$ for class $j$ is
# $O_{ij} = \sum_k H_{ik} (W_2)_{kj} + (b_2)_j$.
#
# - **A weight** $(W_2)_{kj}$ enters the score $j$ of *every* example $i$, each time multiplied by $H_{ik}$.
#   Add up its effects: $\sum_i H_{ik} \, dO_{ij}$. That is row $k$, column $j$ of $H^\top dO$.
# - **A hidden value** $H_{ik}$ enters *every* score $j$ of its own example, multiplied by $(W_2)_{kj}$:
#   $\sum_j dO_{ij} (W_2)_{kj}$. That is an entry of $dO \, W_2^\top$.
# - **A bias** $(b_2)_j$ enters every example with factor 1: add the rows of $dO$.
# - **An activation** acts on one number alone: multiply by its own derivative. Where ReLU is flat,
#   nothing comes through.
#
# The first layer is the same again, with $X$ in place of $H$. The $1/n$ is there because the loss is a
# mean. Shapes are a good check: $dW_2$ must be $h \times q$ like $W_2$, and
# $(h \times n)(n \times q)$ is.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 这些式子从哪来？取一个元素来看。样本 $i$ 在类别 $j$ 上的得分是
# $O_{ij} = \sum_k H_{ik} (W_2)_{kj} + (b_2)_j$。
#
# - **权重** $(W_2)_{kj}$ 出现在**每个**样本 $i$ 的得分 $j$ 里，每次都乘着 $H_{ik}$。
#   把各处的影响加起来：$\sum_i H_{ik} \, dO_{ij}$，这正是 $H^\top dO$ 的第 $k$ 行第 $j$ 列。
# - **隐藏值** $H_{ik}$ 出现在自己那个样本的**每个**得分 $j$ 里，乘着 $(W_2)_{kj}$：
#   $\sum_j dO_{ij} (W_2)_{kj}$，这正是 $dO \, W_2^\top$ 的一个元素。
# - **偏置** $(b_2)_j$ 出现在每个样本里，系数是 1：把 $dO$ 的各行加起来。
# - **激活函数**只作用在单个数上：乘以它自己的导数。ReLU 平坦的地方，什么也传不过去。
#
# 第一层照样再来一遍，只是用 $X$ 代替 $H$。有 $1/n$ 是因为损失取了平均。
# 形状可以用来检验：$dW_2$ 必须和 $W_2$ 一样是 $h \times q$，而 $(h \times n)(n \times q)$ 正是如此。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### The same for a real batch
#
# 100 two-moons points, 3 hidden units. First the data and the first weights, then the forward pass, then
# backward in six lines.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 换成真实的一批数据
#
# 100 个双月数据点，3 个隐藏单元。先准备数据和初始权重，再做前向传播，然后用六行写完反向传播。

# %%
data = datasets.two_moons(seed=0)
X, y = data.train_inputs, data.train_labels
n, Y = len(X), from_scratch.one_hot(y, 2)
random = torch.Generator().manual_seed(0)
W1, b1 = torch.randn(2, 3, generator=random) / 2**0.5, torch.zeros(1, 3)
W2, b2 = torch.randn(3, 2, generator=random) / 3**0.5, torch.zeros(1, 2)
W1, W2

# %% slideshow={"slide_type": "subslide"}
H = (X @ W1 + b1).relu()
P = (H @ W2 + b2).softmax(dim=1)

dO = (P - Y) / n
dW2 = H.T @ dO
db2 = dO.sum(dim=0, keepdim=True)
dA = (dO @ W2.T) * (H > 0)  # en: dH times the derivative of ReLU | zh: dH 乘以 ReLU 的导数
dW1 = X.T @ dA
db1 = dA.sum(dim=0, keepdim=True)
dW1, db1, dW2, db2

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Six lines of backward. Are they right? PyTorch's *autograd* (自动求导) goes backward through any formula
# by itself. We compare all four gradients:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 反向传播只有六行。对不对呢？PyTorch 的**自动求导**能为任何公式自动完成这一反向过程。
# 我们把四个梯度都比一比：

# %% slideshow={"slide_type": "skip"}
parameters = [matrix.clone().requires_grad_() for matrix in (W1, b1, W2, b2)]
loss = F.cross_entropy(from_scratch.mlp_forward(X, *parameters), y)
loss.backward()
by_hand = (dW1, db1, dW2, db2)
[torch.allclose(ours, theirs.grad, atol=1e-6) for ours, theirs in zip(by_hand, parameters)]

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 2.6: Backward through one layer
#
# A layer computes $O = XW + b$. You are given $X$ (n, d) and $dO$ (n, q). Return $dW$ (d, q) and $db$ (1, q).

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 2.6：一层的反向传播
#
# 一层计算 $O = XW + b$。给你 $X$ (n, d) 和 $dO$ (n, q)，返回 $dW$ (d, q) 和 $db$ (1, q)。


# %% tags=["exercise"]
def linear_backward(X, dO):
    dW = ...
    db = ...
    return dW, db


checks.linear_backward(linear_backward)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# $dW$ is (d, q), $X$ is (n, d), $dO$ is (n, q): which product fits? The bias was copied to all n rows,
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
# $dW$ 是 (d, q)，$X$ 是 (n, d)，$dO$ 是 (n, q)：怎样相乘才对得上？前向传播时偏置被复制到 n 行，
# 所以反向传播时要把这 n 行加回来；`keepdim=True` 保住形状 (1, q)。
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
# ### Exercise 2.7: Backward through two layers
#
# The whole way back. You are given the inputs $X$, the one-hot labels $Y$, what the forward pass has left
# behind, $H$ (after ReLU) and $P$, and the weights $W_2$. Return all four gradients of the mean cross-entropy.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 2.7：两层的反向传播
#
# 走完整条回程。给你输入 $X$、独热标签 $Y$、前向传播留下的 $H$（ReLU 之后）和 $P$，以及权重 $W_2$。
# 返回平均交叉熵的四个梯度。


# %% tags=["exercise"]
def mlp_backward(X, Y, H, P, W2):
    dW1, db1, dW2, db2 = ..., ..., ..., ...
    return dW1, db1, dW2, db2


checks.mlp_backward(mlp_backward)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint 1</summary>
#
# Begin at the end: `dO = (P - Y) / len(X)`. Then the output layer is exercise 2.6, with `H` as its input.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# What reaches `H` is `dO @ W2.T`. ReLU lets it through where `H > 0`. The first layer is exercise 2.6 again.
#
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# def mlp_backward(X, Y, H, P, W2):
#     dO = (P - Y) / len(X)
#     dW2 = H.T @ dO
#     db2 = dO.sum(dim=0, keepdim=True)
#     dA = (dO @ W2.T) * (H > 0)
#     dW1 = X.T @ dA
#     db1 = dA.sum(dim=0, keepdim=True)
#     return dW1, db1, dW2, db2
#
#
# checks.mlp_backward(mlp_backward)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示 1</summary>
#
# 从末尾开始：`dO = (P - Y) / len(X)`。接下来输出层就是练习 2.6，只是输入换成 `H`。
#
# </details>
#
# <details><summary>提示 2</summary>
#
# 传到 `H` 的是 `dO @ W2.T`，ReLU 只在 `H > 0` 的地方让它通过。第一层又是一次练习 2.6。
#
# </details>
#
# <details><summary>参考答案</summary>
#
# ```python
# def mlp_backward(X, Y, H, P, W2):
#     dO = (P - Y) / len(X)
#     dW2 = H.T @ dO
#     db2 = dO.sum(dim=0, keepdim=True)
#     dA = (dO @ W2.T) * (H > 0)
#     dW1 = X.T @ dA
#     db1 = dA.sum(dim=0, keepdim=True)
#     return dW1, db1, dW2, db2
#
#
# checks.mlp_backward(mlp_backward)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 2.8: A whole training step
#
# Put it all together: forward (ReLU), backward (mean cross-entropy) and one step of gradient descent. `Y` holds the
# one-hot labels (n, q). Return the new `W1, b1, W2, b2`, each in its old shape. Leave the old ones as they are.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 2.8：完整的一步训练
#
# 把前面的合在一起：前向传播（ReLU）、反向传播（平均交叉熵），再做一步梯度下降。`Y` 是独热标签 (n, q)。
# 返回新的 `W1, b1, W2, b2`，形状不变；旧的保持原样。


# %% tags=["exercise"]
def mlp_step(X, Y, W1, b1, W2, b2, learning_rate):
    return ...


checks.mlp_step(mlp_step)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# Forward: `H`, then `P = (H @ W2 + b2).softmax(dim=1)`. Backward: the lines of exercise 2.7. Step:
# `W1 - learning_rate * dW1`, and so on. Compute every gradient before you step.
#
# </details>
#
# <details><summary>Solution</summary>
#
# ```python
# def mlp_step(X, Y, W1, b1, W2, b2, learning_rate):
#     H = (X @ W1 + b1).relu()
#     P = (H @ W2 + b2).softmax(dim=1)
#     dO = (P - Y) / len(X)
#     dA = (dO @ W2.T) * (H > 0)
#     return (
#         W1 - learning_rate * X.T @ dA,
#         b1 - learning_rate * dA.sum(dim=0, keepdim=True),
#         W2 - learning_rate * H.T @ dO,
#         b2 - learning_rate * dO.sum(dim=0, keepdim=True),
#     )
#
#
# checks.mlp_step(mlp_step)
# ```
#
# Call it 300 times on the two moons above, and you have trained a network without any library for learning.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# 前向传播：先 `H`，再 `P = (H @ W2 + b2).softmax(dim=1)`。反向传播：就是练习 2.7 的几行。更新：
# `W1 - learning_rate * dW1`，其余类推。先算出所有梯度，再走这一步。
#
# </details>
#
# <details><summary>参考答案</summary>
#
# ```python
# def mlp_step(X, Y, W1, b1, W2, b2, learning_rate):
#     H = (X @ W1 + b1).relu()
#     P = (H @ W2 + b2).softmax(dim=1)
#     dO = (P - Y) / len(X)
#     dA = (dO @ W2.T) * (H > 0)
#     return (
#         W1 - learning_rate * X.T @ dA,
#         b1 - learning_rate * dA.sum(dim=0, keepdim=True),
#         W2 - learning_rate * H.T @ dO,
#         b2 - learning_rate * dO.sum(dim=0, keepdim=True),
#     )
#
#
# checks.mlp_step(mlp_step)
# ```
#
# 在上面的双月数据上调用它 300 次，你就没有借助任何学习库，训练出了一个网络。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### The same with `nn.Sequential`
#
# In daily work you list the layers, and PyTorch does the rest. We copy our first weights into it
# (`nn.Linear` keeps $W^\top$), take one step, and compare with a step by hand.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 用 `nn.Sequential` 再做一遍
#
# 平时写代码，只要依次列出各层，其余交给 PyTorch。我们把同样的初始权重抄进去
# （`nn.Linear` 存的是 $W^\top$），走一步，再和手算的一步比较。

# %%
model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))
with torch.no_grad():
    model[0].weight.copy_(W1.T)
    model[0].bias.zero_()
    model[2].weight.copy_(W2.T)
    model[2].bias.zero_()

optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
loss = F.cross_entropy(model(X), y)
loss.backward()
optimizer.step()
torch.allclose(model[0].weight.T, W1 - 0.5 * dW1, atol=1e-6)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Now let it run: 300 steps on the whole batch. There is no more to training than this. Out come the
# training loss and the validation accuracy.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 现在让它跑起来：用整批数据走 300 步。训练就是这么一回事。最后输出训练损失和验证准确率。

# %% slideshow={"slide_type": "skip"}
for _ in range(300):
    loss = F.cross_entropy(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
accuracy = from_scratch.accuracy(model(data.validation_inputs), data.validation_labels)
round(loss.item(), 2), round(accuracy, 3)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### What runs behind the sliders (optional)
#
# The labs of this course do not use autograd. They train with the backward pass that you have just
# derived. One step of the engine, from the same first weights as above: is it the same network?

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 滑块背后：就是这几行（选读）
#
# 本课程的实验不用自动求导，训练时用的正是你刚推导的反向传播。
# 从上面同样的初始权重出发，让引擎走一步：得到的是同一个网络吗？

# %% slideshow={"slide_type": "skip"}
one_step = Setting(hidden=3, learning_rate=0.5, batch_size=n, epochs=1)
(run,) = engine.train_all(datasets.two_moons, [one_step], seeds=[0])
stepped = [matrix - 0.5 * gradient for matrix, gradient in zip((W1, b1, W2, b2), by_hand)]
[torch.allclose(ours, theirs[0], atol=1e-6) for ours, theirs in zip(stepped, run.parameters)]

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Here is that step as it runs. Find your six lines in it. Four things are new. It trains $B$ networks at
# once, hence `bmm` (a batch of matrix products). It keeps $O$ and the weights of the output layer
# transposed, for speed. The learning rate $\eta$ is already inside $dO$, so that a gradient is at once a
# step. And it goes through any number of hidden layers, with a place for what lesson 3 brings: dropout.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 下面就是引擎运行的那一步，原样打印。在里面找到你的六行。新东西有四点：它同时训练 $B$ 个网络，所以用 `bmm`（成批的矩阵乘法）；
# 为了快，$O$ 和输出层的权重是转置着存的；学习率 $\eta$ 已经乘进 $dO$ 里，所以算出的梯度直接就是更新量；
# 它可以有任意多个隐藏层，还给第 3 课的丢弃法留好了位置。

# %% slideshow={"slide_type": "skip"}
print(inspect.getsource(engine.Stack.train_step))

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Where to start: why not from zeros?
#
# Zero looks neutral. But look at the formulas: with $W_1 = 0$ and $W_2 = 0$, what does each hidden unit compute,
# and what is $dH = dO \, W_2^\top$?
#
# **Predict first.** What do the columns of $W_1$ (one for each hidden unit) look like after 100 epochs
# from zeros, first with ReLU, then with sigmoid?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 从哪里出发：为什么不能全取零？
#
# 零看上去最公平。但看看公式：如果 $W_1 = 0$、$W_2 = 0$，每个隐藏单元算出什么？$dH = dO \, W_2^\top$ 又是多少？
#
# **先预测，再动手**。从零开始训练 100 个周期之后，$W_1$ 的各列（每列一个隐藏单元）会是什么样？先看 ReLU，后看 sigmoid。

# %%
for activation in ("relu", "sigmoid"):
    zeros = Setting(hidden=4, activation=activation, init_scale=0.0, batch_size=20, epochs=100)
    (run,) = engine.train_all(datasets.two_moons, [zeros], seeds=[0])
    columns = run.parameters[0][0] + 0.0  # en: so that -0 prints as 0 | zh: 让 -0 显示为 0
    print(activation, columns, run.final("train_accuracy"))

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **What you see.**
#
# - **ReLU** has not moved at all: $H = 0$ and $dH = 0$, so every gradient of the weights is zero. Only
#   $b_2$ can learn. This is guessing.
# - **Sigmoid** starts at $H = 0.5$, so $W_2$ moves, and then $W_1$. But all four columns are the same,
#   number for number: you pay for four units and get one. Units that are equal get equal gradients, and **stay
#   equal for ever**.
#
# A random *initialization* (初始化) of the weights *breaks the symmetry*. How large should it be? With
# standard deviation $1/\sqrt{d}$ for $d$ inputs, a unit's sum over many inputs is neither tiny nor huge.
# Unless a lesson says otherwise, the networks of this course start so (LeCun et al., 1998).

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **观察与结论**。
#
# - **ReLU** 一步也没动：$H = 0$，$dH = 0$，权重的梯度全是零。只有 $b_2$ 能学，也就是随机猜测。
# - **Sigmoid** 从 $H = 0.5$ 出发，所以 $W_2$ 会动，然后 $W_1$ 也动。可是四列一模一样，一个数都不差：
#   花了四个单元的代价，只得到一个。相同的单元得到相同的梯度，于是**永远相同**。
#
# 权重的随机**初始化**（initialization）**打破对称性**。大小也要合适：有 $d$ 个输入时，标准差取 $1/\sqrt{d}$，
# 很多输入加起来才不会太小或太大。除非另有说明，本课程的网络都这样起步（LeCun 等，1998）。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: the size of the first weights
#
# **Predict first.** The initial scale multiplies those first weights; 1 is the usual size.
# What will the boundary look like at 0? At 0.01? At 10?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：初始权重的大小
#
# **先预测，再动手**。滑块“初始尺度”给初始权重乘上一个倍数，1 就是平常的大小。
# 取 0 时决策边界会是什么样？0.01 呢？10 呢？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.initial_scale()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** With ReLU nothing is learned at 0. At 0.01 the symmetry is broken, but the units are so
# alike that after 100 epochs the boundary is still almost a straight line.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。用 ReLU 时，取 0 什么也学不到；取 0.01，对称性打破了，但单元之间太像，100 个周期之后，决策边界还近乎一条直线。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# At 10 the network starts with wild answers. It ends with a lower training loss than at 1, but with a higher
# validation loss. Between 0.3 and 3 the choice hardly matters with ReLU; with tanh and sigmoid it does. For 0, 0.01
# and 10 other seeds agree:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 取 10 时，一开始的输出很离谱；最后的训练损失比取 1 时低，验证损失却更高。从 0.3 到 3，用 ReLU 时取多少差别不大，用 tanh 和 sigmoid 时就有差别。
# 对于 0、0.01 和 10，换一批种子检验，结果一致：

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("zero_weights_learn_nothing", "tiny_weights_learn_slowly", "huge_weights_hurt")

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Exercise 2.9: Count the units that differ
#
# You are given $W_1$ (d, h), with a column for each hidden unit. Return how many distinct columns it has. Equal
# columns count once.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 练习 2.9：数一数不同的单元
#
# 给你 $W_1$ (d, h)，每列是一个隐藏单元。返回它有几种不同的列；相同的列只算一次。


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

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: hidden size, and the boundary grows
#
# **Predict first.** What can one hidden unit do, what can two, what can three? Sketch the
# boundary on paper for each. From which size on will you see no more change?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：隐藏单元数，看决策边界怎样逐步成形
#
# **先预测，再动手**。一个隐藏单元能做什么？两个呢，三个呢？在纸上画出每种情况的决策边界。
# 从几个开始，你就看不出变化了？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.boundary()

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Every position of the slider is trained for real, five networks each; the right panel shows how the
# results depend on the position. Pin 1 unit, then go up. Then take 64 units and switch the activation to
# none: the whole capacity is gone. A good last question: why is the band so wide at 3 units?

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 滑块的每一档都是真的在训练，每档五个网络；右图是各档结果连成的曲线。先在 1 个单元处按“保留这次结果”，再往上走。
# 然后在 64 个单元时把激活函数换成 none：单元再多也没有用。最后可以问：为什么 3 个单元时阴影带那么宽？

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **What you see.** The shaded bands are 95 % intervals for the mean of five networks.
#
# - **0 and 1 unit:** a straight line. One ReLU unit bends the *score*, but where it crosses zero is
#   still one line.
# - **2 units:** no lower loss than with 0. **3 and 4:** corners in the right places, when the first
#   weights were lucky. The band is wide because luck decides.
# - **8 and more:** the boundary follows the moons in every seed. From 16 on little changes.
#
# Try the learning rate too: at 0.05 the wide network is far from done after 100 epochs.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **观察与结论**。图中的阴影带是五个网络均值的 95% 置信区间。
#
# - **0 个和 1 个单元**：一条直线。一个 ReLU 单元能让**得分**打个弯，但得分为零的地方仍是一条直线。
# - **2 个单元**：损失不比 0 个时低。**3 个和 4 个**：初始权重走运时，拐角正好落在该在的位置。阴影带这么宽，是因为运气的成分大。
# - **8 个及以上**：每个种子的决策边界都跟得上月牙。16 个以后变化就很小了。
#
# 再试试学习率：取 0.05 时，宽的网络训练 100 个周期还远没有学完。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: hidden size on digits
#
# 64 pixels, 10 classes, 200 training images, all labels right. Softmax regression is the position 0.
#
# **Predict first.** Is a network with 2 hidden units better or worse than that?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：手写数字上的隐藏单元数
#
# 64 个像素，10 个类别，200 张训练图片，标签全部正确。滑块的 0 就是 Softmax 回归。
#
# **先预测，再动手**。有 2 个隐藏单元的网络，比它好还是差？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.width()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** A surprise for most people: 1, 2 and 4 units are **far worse than none**. From 16 units
# on the hidden layer overtakes softmax regression, and then the curve flattens.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。多数人会吃一惊：1、2、4 个单元**比没有隐藏层还差得多**。从 16 个单元起，隐藏层超过 Softmax 回归，之后曲线就平了。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Why? An obvious answer is that 64 pixels must squeeze through a few numbers. That is one half. The other
# half you know from 2.3: at η = 0.5, ReLU units *die*. Switch the lab to `tanh`, which cannot die, and
# narrow networks do much better. We train 60 networks with 4 ReLU units, count the dead in each, and set
# tanh beside them:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 为什么？最先想到的是：64 个像素要挤过寥寥几个数。这只说对了一半。另一半在 2.3 节见过：η = 0.5 时，ReLU 单元会**死**。
# 把实验里的激活函数换成不会死的 `tanh`，窄的网络就好得多。我们训练 60 个只有 4 个 ReLU 单元的网络，数一数每个网络里死了几个，再把 tanh 放在旁边比较：

# %% slideshow={"slide_type": "subslide"}
hidden.dead_units(claims.clean_digits, seeds=range(20, 80))

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The ReLU networks in which nobody died are about as good as those with tanh. The more units are dead, the higher the loss. And even
# with all four units alive the loss is above that of softmax regression: four numbers *are* few for ten
# classes. The same as claims, over the first twenty of these seeds:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 没有死亡单元的 ReLU 网络，和 tanh 网络差不多；死掉的单元越多，损失越高。
# 而即使四个单元都活着，损失仍高于 Softmax 回归：用四个数来区分十个类别，**确实**太少。用其中前 20 个种子，把这些话写成可以检验的结论：

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("narrow_is_worse_than_none", "narrow_tanh_is_worse_than_none", "tanh_does_not_die")

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# With four hidden units both ReLU and tanh end at a higher loss than no hidden layer. Of the two, tanh ends
# lower.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 只有 4 个隐藏单元时，ReLU 和 tanh 的损失都高于没有隐藏层。两者之中，tanh 更低。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### The mistakes it makes
#
# In lesson 1, softmax regression made its mistakes on digits. Does a hidden layer mend them, or does it make others?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 它犯了哪些错
#
# 第 1 课里，Softmax 回归在手写数字上犯过一些错。加一个隐藏层，是改掉这些错，还是换一批错？

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Above stand the validation images that the network gets wrong, the most confident mistake first. Below stands what changed
# against the same training without a hidden layer.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 上排是网络答错的验证图片，最自信的错误排在最前。下面两排是和没有隐藏层的同样训练相比，哪些图片变了。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Predict first.** From no hidden unit to the best number of them: are images only won, or are some lost as well?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **先预测，再动手**。从没有隐藏单元换到最合适的个数：图片只会由错变对，还是也有由对变错的？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.mistakes()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** From 32 ReLU units on, more than twice as many images are won as lost. But no network only wins: it is
# another one, with mistakes of its own.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。从 32 个 ReLU 单元起，由错变对的图片是由对变错的两倍多。
# 可是没有哪个网络只有进步：它是另一个网络，会犯它自己的错。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Lab: what the units see on digits (optional)
#
# On digits a unit has 64 incoming weights, one for each pixel: they can be drawn as an image. Where it is
# blue, ink switches the unit on; where it is orange, ink switches it off.
#
# **Predict first.** Will the images look like digits?

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 实验：隐藏单元在手写数字上看到了什么（选读）
#
# 在手写数字上，每个单元有 64 个输入权重，一个像素一个，可以画成一幅图像。蓝色处若有墨迹，单元就更容易打开；橙色处若有墨迹，单元就更容易关上。
#
# **先预测，再动手**。这些图像会像数字吗？

# %% tags=["lab"] slideshow={"slide_type": "skip"}
labs.digit_units()

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **What you see.** Not digits, and not strokes that a person would choose: each unit splits the ten classes
# in its own way, and the output layer combines the answers. A dead unit keeps the weights with which it
# died. They look no different from the others; that it is dead shows only in its output.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **观察与结论**。它们不像数字，也不像人会选的笔画：每个单元用自己的方式把十个类别分成两拨，再由输出层把它们的意见综合起来。
# 死掉的单元还保留着它死时的权重，看上去和别的没有两样；它死没死，只能从输出看出来。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 2.6 More units, more capacity
#
# *Capacity* (容量): how much a network can express. What does more width buy? We take two steps on digits, each to
# four times as many units, and one on two moons:
#
# | hidden units | parameters on digits |
# |---|---|
# | 8 | 610 |
# | 32 | 2410 |
# | 128 | 9610 |

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 2.6 单元越多，容量越大
#
# **容量**（capacity）就是网络能表达多少东西。加宽能换来什么？在手写数字上走两步，每步加宽到四倍；再在双月数据上走一步：
#
# | 隐藏单元 | 手写数字上的参数个数 |
# |---|---|
# | 8 | 610 |
# | 32 | 2410 |
# | 128 | 9610 |

# %%
[(64 + 1) * width + (width + 1) * 10 for width in (8, 32, 128)]

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show(
    "hidden_layer_helps_digits",
    "width_buys_much_at_first",
    "width_buys_little_later",
    "width_stops_on_moons",
)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** The first row is the hidden layer against none. Of the two steps after it, the one to 32 buys several times as
# much as the one to 128.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。第一行是有隐藏层和没有隐藏层之比。后面两步里，加到 32 个换来的，是加到 128 个的好几倍。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Both gains are real, but they are not worth the same. On two moons the step to 128 buys nothing that would matter.
#
# *No difference that matters* is a statement about a margin. Before we looked, we said which difference
# would matter to us. The whole interval lies inside this margin, so we take the smaller network. Whoever
# cares about less needs more seeds.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 两次下降都是真实的，但大小不同。在双月数据上，再加宽就没有换来任何值得在意的好处。
#
# **没有值得在意的差异**，说的是一个**容许范围**（margin）。看结果之前，我们先说好多大的差异才值得在意。整个置信区间都落在容许范围之内，那就选小的网络。如果你在乎更小的差异，就得用更多种子。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# > **A word on our notes.** They draw a U: a more complex model fits the training set better, but from
# > some point on it does worse on new data. For *width* we have looked, up to 128 units with 200 images
# > and 9610 parameters, and the validation loss never went up again. More complex is not always worse.
# > Where the U is real (polynomial degree, training for too long), lesson 3 shows it.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# > **关于笔记里的一句话**。笔记里画了一条 U 形曲线：模型越复杂，训练集拟合得越好，可过了某一点，在新数据上就变差。
# > 对**宽度**我们看过了：一直加到 128 个单元，200 张图片配 9610 个参数，验证损失始终没有回升。更复杂不一定更差。
# > U 形真正出现的地方（多项式次数、训练太久），第 3 课会让你看到。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Depth: more hidden layers (optional)
#
# One hidden layer more is one more factor $\sigma'(A)$ in the backward pass. Five sigmoid layers let at most $0.25^5$ through
# (2.3), with the weights left aside. Here is such a network *before* training, over 20 seeds, with the weights:

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 深度：更多的隐藏层（选读）
#
# 多一个隐藏层，反向传播里就多一个因子 $\sigma'(A)$。不算权重的话，五层 sigmoid 最多让 $0.25^5$ 的梯度通过（2.3 节）。
# 下面是这样一个网络在训练**之前**的梯度，算上权重，20 个种子：

# %% slideshow={"slide_type": "fragment"}
depth.gradients(seeds=range(20, 40))

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The dashed line is $0.25^k$, where $k$ counts the sigmoid layers that the gradient has come back through.
# With sigmoid the first weights get about a thousandth of the gradient of the output layer, close to $0.25^5$.
# With ReLU they get no less than the output layer. A unit that is on has the derivative 1 and lets its gradient
# through whole. This is one reason why deep networks use ReLU, although its units can die.
#
# **Predict first.** On digits, what do a second and a third layer of 32 ReLU units buy? And with sigmoid?

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 虚线是 $0.25^k$，$k$ 是梯度往回传时经过的 sigmoid 层数。用 sigmoid 时，第一层权重的梯度大约只有输出层的千分之一，
# 和 $0.25^5$ 很接近。用 ReLU 时，它并不比输出层的小：单元只要开着，导数就是 1，梯度原样通过。
# 深层网络爱用 ReLU，这是原因之一，尽管它的单元可能会死。
#
# **先预测，再动手**。在手写数字上，第二层、第三层（每层 32 个 ReLU 单元）能换来什么？换成 sigmoid 呢？

# %% tags=["lab"] slideshow={"slide_type": "skip"}
labs.depth()

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show(
    "second_layer_gains_nothing",
    "deep_sigmoid_stands_still",
    "depth_is_ahead_on_digits",
    "larger_steps_beat_depth_on_digits",
    "depth_is_ahead_with_small_steps",
    "larger_steps_beat_depth",
    "depth_gains_nothing_on_moons",
)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **What you see.** It depends on the steps. On digits, with η = 0.5 and 40 epochs, a second ReLU layer ends a little
# higher, and with three sigmoid layers nothing is learned. With η = 0.1 (try it in the lab) the second layer is ahead on
# digits, too, and on two moons it is far ahead after 100 epochs. But it is only faster: one layer with larger steps,
# η = 0.5, gets lower still. There a second layer makes no difference on two moons that matters. These data are small, and
# one layer is enough for them. What depth is good for shows on larger data, and with better starts and steps than ours.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **观察与结论**。要看步子多大。在手写数字上，取 η = 0.5、训练 40 个周期，第二个 ReLU 层的损失反而略高；三层 sigmoid 什么也没学到。
# 取 η = 0.1（在实验里试试），两层的网络在手写数字上也领先；在双月数据上，100 个周期之后更是遥遥领先。可它只是学得快：只有一层、
# 步子大些（η = 0.5）的网络，损失还要更低；这时在双月数据上再加第二层，就没有值得在意的差异了。这些数据都很小，一层就够用了。深度的好处，要在更大的数据上，并且用比这里更好的初始化和步长，才看得出来。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **To lesson 3.** Look at the lab on digits again: the training loss is near zero, the validation loss is
# not. 9610 parameters can simply *remember* 200 images. How do we know whether a network has
# found a pattern or only a memory? That is *generalization* (泛化).

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **通向第 3 课**。再看一眼手写数字的实验：训练损失接近零，验证损失却不是。
# 9610 个参数完全可以把 200 张图片**背**下来。怎么知道网络是找到了规律，还是只靠记忆？这就是**泛化**（generalization）要回答的问题。

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
checks.progress(2)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Quiz
#
# **1. Two inputs, two classes, 100 hidden units and no activation function. What can this network express?**
#
# <details><summary>A. Exactly what softmax regression can</summary>
#
# ✅ The two matrices multiply into one, the biases too. Only straight boundaries are left.
#
# </details>
#
# <details><summary>B. Any boundary, if it is trained long enough</summary>
#
# ❌ Training cannot find what is not there: affine after affine is affine, however long you train.
#
# </details>
#
# <details><summary>C. Less than softmax regression can</summary>
#
# ❌ Nothing is lost: each of its affine maps can be written as two in a row, with 100 units between.
#
# </details>
#
# **2. ReLU, sigmoid and tanh are all monotonic. How can a network be non-monotonic?**
#
# <details><summary>A. It cannot: sums of monotonic functions are monotonic</summary>
#
# ❌ That is certain only if all of them rise or all of them fall. The hill over body temperature was made of ReLU units alone.
#
# </details>
#
# <details><summary>B. Softmax at the end makes it non-monotonic</summary>
#
# ❌ With two classes, softmax turns a rising score into a rising probability. The hill must be in the score.
#
# </details>
#
# <details><summary>C. It adds units that rise and units that fall</summary>
#
# ✅ One unit pulls the score down to the right, another to the left: a hill is left in the middle.
#
# </details>
#
# **3. What is the largest derivative of the sigmoid?**
#
# <details><summary>A. 1</summary>
#
# ❌ That is tanh at 0. Sigmoid's derivative is σ(1 − σ); try σ = 0.5.
#
# </details>
#
# <details><summary>B. 0.25</summary>
#
# ✅ At 0: 0.5 · (1 − 0.5). Each sigmoid layer shrinks the gradient at least fourfold, apart from the weights.
#
# </details>
#
# <details><summary>C. 0.5</summary>
#
# ❌ 0.5 is its value at 0. The derivative there is 0.5 times 0.5.
#
# </details>
#
# **4. 10 features, 20 hidden units, 2 classes, a batch of 50. What is the shape of H?**
#
# <details><summary>A. 10 × 20</summary>
#
# ❌ That is the shape of the first weight matrix.
#
# </details>
#
# <details><summary>B. 20 × 50</summary>
#
# ❌ In this course rows are examples: turn it around.
#
# </details>
#
# <details><summary>C. 50 × 20</summary>
#
# ✅ A row for each example, a column for each hidden unit.
#
# </details>
#
# **5. How many parameters does that network have?**
#
# <details><summary>A. 262</summary>
#
# ✅ 10 · 20 + 20 + 20 · 2 + 2 = 262. The batch size plays no part.
#
# </details>
#
# <details><summary>B. 240</summary>
#
# ❌ These are the weights, 200 + 40. The biases are missing.
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
# <details><summary>A. The network learns as usual, only later</summary>
#
# ❌ Nothing ever tells the units apart, no matter how long you wait.
#
# </details>
#
# <details><summary>B. It learns, but all hidden units stay the same</summary>
#
# ✅ Equal units get equal gradients. You pay for many and get one.
#
# </details>
#
# <details><summary>C. The loss becomes NaN after a few epochs</summary>
#
# ❌ Zeros make small gradients, not large ones. All numbers stay finite.
#
# </details>
#
# **7. With 4 ReLU units and η = 0.5, some networks on digits ended far worse than others. What set them apart?**
#
# <details><summary>A. The number of their parameters</summary>
#
# ❌ All of them had the same: 65 · 4 + 5 · 10 = 310.
#
# </details>
#
# <details><summary>B. The difficulty of their training images</summary>
#
# ❌ Networks with 4 tanh units had the same images, and their losses lay close together.
#
# </details>
#
# <details><summary>C. The number of units that had died</summary>
#
# ✅ With none dead they were about as good as tanh. The more were dead, the higher the loss.
#
# </details>
#
# **8. On other data, somebody goes from 32 to 128 units. The 95% interval of the change in accuracy is −0.006 to 0.004. They had said beforehand that less than 0.01 would not matter. What may they say?**
#
# <details><summary>A. The two networks are equally good in every respect</summary>
#
# ❌ A difference of 0.004 may well exist. Nor have they looked at anything but accuracy.
#
# </details>
#
# <details><summary>B. If there is a difference, it is too small to matter here</summary>
#
# ✅ The whole interval lies within ±0.01. This is what “equivalent within a margin” means.
#
# </details>
#
# <details><summary>C. The experiment failed, because it found no difference</summary>
#
# ❌ It is a result: they may take the smaller network without a bad conscience.
#
# </details>
#
# **9. Ten seeds, and the 95% interval of the change in loss is −0.08 to 0.01. What may you say?**
#
# <details><summary>A. We could not measure a difference; it may still be there</summary>
#
# ✅ The interval holds 0, and also gains as large as 0.08. More seeds would narrow it.
#
# </details>
#
# <details><summary>B. The second is better: most of the interval is negative</summary>
#
# ❌ Whoever decides by “most of the interval” will too often take luck for an effect.
#
# </details>
#
# <details><summary>C. The two are equally good: the interval holds 0</summary>
#
# ❌ A gain of 0.08 is in it, too. “Not measured” is not the same as “not there”.
#
# </details>
#
# **10. Someone compares sigmoid with ReLU at η = 0.5, twenty seeds, and sigmoid's loss is higher in all. What has been shown?**
#
# <details><summary>A. That sigmoid is the worse activation function</summary>
#
# ❌ At η = 5 the order was the other way round.
#
# </details>
#
# <details><summary>B. Nothing, because twenty seeds are too few</summary>
#
# ❌ Twenty out of twenty is plenty. The question is what was held fixed.
#
# </details>
#
# <details><summary>C. That sigmoid is worse at this learning rate</summary>
#
# ✅ For these data and this number of epochs. Each method deserves its own best learning rate.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 小测验
#
# **1. 两个输入，两个类别，100 个隐藏单元，没有激活函数。这个网络能表达什么？**
#
# <details><summary>A. 和 Softmax 回归完全一样</summary>
#
# ✅ 两个矩阵乘成一个，偏置也合成一个，只剩下直的决策边界。
#
# </details>
#
# <details><summary>B. 任何决策边界，只要训练得够久</summary>
#
# ❌ 本来就没有的东西，训练再久也找不到：仿射接仿射还是仿射。
#
# </details>
#
# <details><summary>C. 比 Softmax 回归能表达的少</summary>
#
# ❌ 什么也没丢：中间有 100 个单元，每个仿射变换都可以写成两个仿射变换的复合。
#
# </details>
#
# **2. ReLU、sigmoid、tanh 都是单调的，网络怎么能做到非单调？**
#
# <details><summary>A. 做不到：单调函数之和仍是单调的</summary>
#
# ❌ 全都上升或全都下降时，才一定是这样。体温那座小山，就是只用 ReLU 单元堆出来的。
#
# </details>
#
# <details><summary>B. 最后的 softmax 让它变得非单调</summary>
#
# ❌ 两个类别时，得分上升，softmax 给出的概率也上升。小山必须在得分里就有。
#
# </details>
#
# <details><summary>C. 把上升的单元和下降的单元加起来</summary>
#
# ✅ 一个单元在右边把得分拉下来，另一个在左边拉下来，中间就留下一座小山。
#
# </details>
#
# **3. sigmoid 的导数最大是多少？**
#
# <details><summary>A. 1</summary>
#
# ❌ 那是 tanh 在 0 处的导数。sigmoid 的导数是 σ(1 − σ)，代入 σ = 0.5 试试。
#
# </details>
#
# <details><summary>B. 0.25</summary>
#
# ✅ 在 0 处：0.5 · (1 − 0.5)。不算权重的话，每过一层 sigmoid，梯度至少缩到四分之一。
#
# </details>
#
# <details><summary>C. 0.5</summary>
#
# ❌ 0.5 是它在 0 处的值。那里的导数是 0.5 乘 0.5。
#
# </details>
#
# **4. 10 个特征，20 个隐藏单元，2 个类别，一批 50 个样本。H 的形状是什么？**
#
# <details><summary>A. 10 × 20</summary>
#
# ❌ 那是第一个权重矩阵的形状。
#
# </details>
#
# <details><summary>B. 20 × 50</summary>
#
# ❌ 本课程里行是样本，要反过来。
#
# </details>
#
# <details><summary>C. 50 × 20</summary>
#
# ✅ 每个样本一行，每个隐藏单元一列。
#
# </details>
#
# **5. 这个网络有多少个参数？**
#
# <details><summary>A. 262</summary>
#
# ✅ 10 · 20 + 20 + 20 · 2 + 2 = 262。与批量大小无关。
#
# </details>
#
# <details><summary>B. 240</summary>
#
# ❌ 这只是权重，200 + 40。还差偏置。
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
# <details><summary>A. 照常学习，只是晚一点</summary>
#
# ❌ 没有任何东西能把单元区分开，等多久都一样。
#
# </details>
#
# <details><summary>B. 能学一点，但所有隐藏单元始终一样</summary>
#
# ✅ 相同的单元得到相同的梯度。花了许多个单元的代价，只得到一个。
#
# </details>
#
# <details><summary>C. 几个周期之后，损失就变成 NaN</summary>
#
# ❌ 零带来的是小的梯度，不是大的。所有的数都是有限的。
#
# </details>
#
# **7. 用 4 个 ReLU 单元、η = 0.5 学手写数字，有些网络最后比别的差得多。它们差在哪里？**
#
# <details><summary>A. 差在参数的个数</summary>
#
# ❌ 大家的参数一样多：65 · 4 + 5 · 10 = 310。
#
# </details>
#
# <details><summary>B. 差在训练图片的难易</summary>
#
# ❌ 用 4 个 tanh 单元的网络看的是同样的图片，它们的损失彼此很接近。
#
# </details>
#
# <details><summary>C. 差在死掉的单元数</summary>
#
# ✅ 一个也没死的，和 tanh 差不多；死得越多，损失越高。
#
# </details>
#
# **8. 有人在另一份数据上从 32 个单元加到 128 个，准确率变化的 95% 置信区间是 −0.006 到 0.004。他事先说好，不到 0.01 就不值得在意。他可以怎么说？**
#
# <details><summary>A. 两个网络在各方面都一样好</summary>
#
# ❌ 0.004 的差异完全可能存在；而且除了准确率，他什么也没看。
#
# </details>
#
# <details><summary>B. 即使有差异，也小到不值得在意</summary>
#
# ✅ 整个区间都在 ±0.01 之内。这就是“在容许范围内等效”的意思。
#
# </details>
#
# <details><summary>C. 没有发现差异，说明实验失败了</summary>
#
# ❌ 这就是一个结果：他可以放心地选小的网络。
#
# </details>
#
# **9. 10 个种子，损失变化的 95% 置信区间是 −0.08 到 0.01。你可以怎么说？**
#
# <details><summary>A. 没有测出差异，但差异可能存在</summary>
#
# ✅ 区间里有 0，也有大到 0.08 的下降。多用些种子，区间就会变窄。
#
# </details>
#
# <details><summary>B. 后者更好：区间的大半是负的</summary>
#
# ❌ 照“区间的大半”来下结论，会太多次把运气当成效果。
#
# </details>
#
# <details><summary>C. 两者一样好：区间里有 0</summary>
#
# ❌ 下降 0.08 也在区间里。“没有测出”不等于“没有”。
#
# </details>
#
# **10. 有人在 η = 0.5 时用 20 个种子比较 sigmoid 和 ReLU，每次都是 sigmoid 的损失更高。这说明了什么？**
#
# <details><summary>A. sigmoid 是更差的激活函数</summary>
#
# ❌ η = 5 时，次序正好反过来。
#
# </details>
#
# <details><summary>B. 什么也没说明，20 个种子太少</summary>
#
# ❌ 20 次里 20 次，够多了。问题在于哪些条件是固定的。
#
# </details>
#
# <details><summary>C. 在这个学习率下 sigmoid 更差</summary>
#
# ✅ 只限于这些数据和这么多周期。每种方法都该用上最适合它的学习率。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## Takeaways
#
# 1. A hidden layer **with an activation** moves the points until a line can split them. Without one,
#    two layers are one.
# 2. Backward is the chain rule in six lines. The labs train with these lines.
# 3. Width buys much at first, then little. A layer that is too narrow is worse than none, above all when
#    its units die.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 本课小结
#
# 1. **带激活函数的**隐藏层会挪动样本点，直到一条直线能分开它们。没有激活函数，两层等于一层。
# 2. 反向传播就是六行链式法则。实验里训练用的就是这几行。
# 3. 加宽，起初换来很多，后来很少。太窄的一层还不如没有，单元死掉时更是如此。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Words of this lesson

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 本课词汇

# %% slideshow={"slide_type": "skip"}
glossary.show(2)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Where to read on
#
# - Zhang, Lipton, Li, Smola: [*Dive into Deep Learning*](https://d2l.ai/chapter_multilayer-perceptrons/index.html), chapter 5, “Multilayer Perceptrons”.
# - Goodfellow, Bengio, Courville: *Deep Learning* (2016), chapter 6, which also solves XOR by hand.
# - Nielsen: *Neural Networks and Deep Learning*, chapter 2, on backpropagation, and chapter 4, a
#   visual proof that networks can compute any function.
# - Rumelhart, Hinton, Williams: “Learning representations by back-propagating errors”, *Nature* 323
#   (1986).
# - LeCun, Bottou, Orr, Müller: “Efficient BackProp” (1998), on first weights and activations.
# - In Chinese: 周志华, *Machine Learning* (机器学习), chapter 5; 邱锡鹏, *Neural Networks and Deep Learning*
#   (神经网络与深度学习), chapter 4.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 延伸阅读
#
# - 阿斯顿·张、扎卡里·立顿、李沐、亚历山大·斯莫拉：[《动手学深度学习》](https://zh.d2l.ai/chapter_multilayer-perceptrons/index.html)，第 4 章“多层感知机”。
# - 周志华：《机器学习》，第 5 章“神经网络”。
# - 邱锡鹏：《神经网络与深度学习》（nndl.github.io），第 4 章“前馈神经网络”。
# - Goodfellow、Bengio、Courville：《深度学习》（2016），第 6 章，那里也手算了 XOR。
# - Nielsen：《神经网络与深度学习》（*Neural Networks and Deep Learning*），第 2 章讲反向传播，第 4 章用图形证明网络能计算任意函数。
# - Rumelhart、Hinton、Williams：“Learning representations by back-propagating errors”，*Nature* 323（1986）。
# - LeCun 等：“Efficient BackProp”（1998），讲初始权重和激活函数。
