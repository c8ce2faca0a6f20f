# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# # Lesson 3 · Generalization
#
# A network that is perfect on the examples it has seen may be useless on new ones.
# After this lesson you can
#
# 1. **judge** a model honestly: training, validation and test set, K-fold, early stopping;
# 2. **restrain** it with weight decay and dropout, and say in one sentence what each does;
# 3. **decide** whether an improvement is real or luck.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# # 第 3 课 · 泛化（generalization）
#
# 一个网络，在见过的样本上可以全对，在新样本上却可能一无所知。
# 学完这一课，你能够：
#
# 1. 诚实地**评判**一个模型：训练集、验证集、测试集，K 折交叉验证，早停；
# 2. 用权重衰减和丢弃法**约束**模型，并用一句话说清各自做了什么；
# 3. **判断**一次改进是真的，还是运气。

# %%
import torch

from lesson_utils import datasets
from lesson_utils.labs import generalization as labs

data = datasets.digits(seed=0)
{part: len(getattr(data, f"{part}_labels")) for part in ("train", "validation", "test")}

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.4 Weight decay
#
# **Idea.** Large weights let a network bend sharply around single examples.
# So we make large weights cost something: we add a *penalty term* (惩罚项) to the loss $L$,
#
# $$L + \frac{\lambda}{2} \lVert w \rVert^2.$$
#
# $\lambda$ small: little restraint. $\lambda$ large: much restraint. This is *weight decay* (权重衰减).

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.4 权重衰减（weight decay）
#
# **想法。** 权重一大，网络就能围着个别样本急转弯。
# 那就让大的权重付出代价：在损失 $L$ 上加一个*惩罚项*（penalty term），
#
# $$L + \frac{\lambda}{2} \lVert w \rVert^2.$$
#
# $\lambda$ 小，约束就弱；$\lambda$ 大，约束就强。这就是*权重衰减*。

# %% [markdown] lang="en"
# The penalty's gradient is $\lambda w$, so one step of gradient descent with learning rate $\eta$ becomes
#
# $$w \leftarrow (1 - \eta\lambda)\, w - \eta\, \nabla L.$$
#
# First every weight shrinks by the same *share*, then comes the usual step. By hand: $w = 2$, $\eta = 0.5$,
# $\lambda = 0.1$ and $\nabla L = 0$ give $w \leftarrow (1 - 0.05) \cdot 2 = 1.9$.

# %% [markdown] lang="zh"
# 惩罚项的梯度是 $\lambda w$，所以学习率为 $\eta$ 时，梯度下降的一步变成
#
# $$w \leftarrow (1 - \eta\lambda)\, w - \eta\, \nabla L.$$
#
# 先让每个权重都缩小同样的*比例*，再走平常的一步。手算一下：$w = 2$，$\eta = 0.5$，
# $\lambda = 0.1$，$\nabla L = 0$，那么 $w \leftarrow (1 - 0.05) \cdot 2 = 1.9$。

# %%
w, learning_rate, weight_decay = torch.tensor(2.0), 0.5, 0.1
(1 - learning_rate * weight_decay) * w

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: move λ
#
# Handwritten digits, 200 to train on. A fifth of their labels are **wrong**, on purpose: there is something
# that should *not* be learned. Every position of the slider is trained for real, five times over.
#
# **Predict before you move it:** what will a large $\lambda$ do to the *training* loss? To the *validation* loss?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：移动 λ
#
# 手写数字，200 张用来训练。其中五分之一的标签是我们故意写**错**的：里面有些东西*不该*被学会。
# 滑块的每个位置都真的训练了五遍。
#
# **先猜，再动手：** $\lambda$ 很大时，*训练*损失会怎样？*验证*损失呢？

# %%
labs.weight_decay()

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.5 Dropout
#
# **Idea.** While training, switch off each hidden neuron with probability $p$, anew for every batch.
# No neuron can rely on one certain neighbour. A hidden value $h$ becomes
#
# $$h' = \begin{cases} 0 & \text{with probability } p, \\ \dfrac{h}{1 - p} & \text{otherwise.} \end{cases}$$

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.5 丢弃法（dropout）
#
# **想法。** 训练时，以概率 $p$ 关掉每个隐藏神经元，每个批次重新抽签。
# 这样，谁也不能只依赖某一个固定的邻居。隐藏值 $h$ 变成
#
# $$h' = \begin{cases} 0 & \text{with probability } p, \\ \dfrac{h}{1 - p} & \text{otherwise.} \end{cases}$$

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: move p
#
# **Predict before you move it:** the training loss is measured with all neurons switched on. Will it rise
# or fall with $p$? And where on the slider is the *validation* loss lowest?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：移动 p
#
# **先猜，再动手：** 训练损失是在所有神经元都打开时量的。$p$ 变大，它会升还是降？
# *验证*损失又在滑块的哪个位置最低？

# %%
labs.dropout()

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.6 All together
#
# Dropout $p$, weight decay $\lambda$ and the number of hidden units at once. Pin a run, move on, and let the
# line below the picture tell you whether the difference is more than luck.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.6 合在一起
#
# 丢弃概率 $p$、权重衰减 $\lambda$、隐藏单元数，一起调。先固定一次结果，再移动滑块，
# 图下面的那一行会告诉你：差别是不是比运气更大。

# %%
labs.regularization()
