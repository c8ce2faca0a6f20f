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
# 1. 诚实地**评判**一个模型：训练集、验证集、测试集，K折交叉验证，早停；
# 2. 用权重衰减和丢弃法**约束**模型，并用一句话说清各自做了什么；
# 3. **判断**一次改进是真的，还是运气。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# About 75 minutes. Run the cells from the top with Shift+Enter. Before each lab stands a question:
# write down your guess first. A guess that turns out wrong is the moment at which you learn most.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 大约 75 分钟。用 Shift+Enter 从上往下逐格运行。每个实验前都有一个问题：先写下你的猜测。
# 猜错的那一刻，往往就是学到最多的一刻。

# %% slideshow={"slide_type": "skip"}
import torch

from lesson_utils import datasets, from_scratch, glossary
from lesson_utils.lessons.generalization import checks, claims, labs
from lesson_utils.training import Setting, fit, k_fold

torch.set_printoptions(sci_mode=False, precision=4)
data = datasets.digits(seed=0)
{part: len(getattr(data, f"{part}_labels")) for part in ("train", "validation", "test")}

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.1 What is generalization?
#
# Two pupils prepare for an exam. One learns the answers of the exercise book by heart. The other works out
# *why* they are right. On the exercise book both score 100%. The exam has new questions.
#
# A deep learning model has the same goal as the second pupil: through the training set it should discover
# certain latent **patterns**, ones that also hold where it has never been.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.1 什么是泛化？
#
# 两个学生备考。一个把习题集的答案全背下来；另一个弄懂了答案*为什么*对。做习题集，两人都是 100 分。
# 可是考试出的是新题。
#
# 深度学习模型的目标和第二个学生一样：通过训练集发现潜在的**规律**，而且这些规律在没见过的地方也成立。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# By hand: which numbers are even? We train on 1, 2, 3, 4. A *memory* stores the four answers, and says "odd"
# (0) to anything else. A *rule* looks at the remainder. Score both on the training examples and on 5, 6, 7, 8.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 手算一下：哪些数是偶数？用 1、2、3、4 来训练。*记忆*存下这四个答案，遇到别的数一律说“奇数”（0）；
# *规律*看余数。让它们在训练样本上、在 5、6、7、8 上各考一次。

# %%
memory = {1: 0, 2: 1, 3: 0, 4: 1}
pupils = {"memory": lambda x: memory.get(x, 0), "rule": lambda x: 1 - x % 2}
{
    name: {examples: sum(answer(x) == 1 - x % 2 for x in examples) / 4
           for examples in ((1, 2, 3, 4), (5, 6, 7, 8))}
    for name, answer in pupils.items()
}

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# Two errors, then. Let $f$ be the model, $\ell$ the loss of one example, $n$ the number of training examples:
#
# - **training error** (训练误差): the mean loss on the examples it was trained on, $\frac{1}{n}\sum_{i=1}^{n} \ell(f(x_i), y_i)$;
# - **generalization error** (泛化误差): the loss we must *expect* on new examples, $E[\ell(f(x), y)]$. $E$ is the
#   expected value (期望): the mean over all examples that may come.
#
# The first we can compute. The second we can only estimate, on examples that the model has not seen.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 所以有两种误差。记模型为 $f$，一个样本的损失为 $\ell$，训练样本数为 $n$：
#
# - **训练误差**（training error）：在训练过的样本上的平均损失，$\frac{1}{n}\sum_{i=1}^{n} \ell(f(x_i), y_i)$；
# - **泛化误差**（generalization error）：在新样本上*可以预期*的损失，$E[\ell(f(x), y)]$。$E$ 表示期望（expected value）：
#   对所有可能遇到的样本取平均。
#
# 前者可以算出来；后者只能估计，要用模型没见过的样本来估计。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: labels without any pattern
#
# 100 images of handwritten digits, 256 hidden units: $65 \cdot 256 + 257 \cdot 10 = 19210$ parameters (counted as in
# lesson 2). The slider replaces a share of the training labels by labels drawn from a hat. At 100% there is *nothing*
# to discover.
#
# **Predict before you move it:** at 100% random labels, how many training examples will the network get right?
# How many new ones?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：毫无规律的标签
#
# 100 张手写数字，256 个隐藏单元：$65 \cdot 256 + 257 \cdot 10 = 19210$ 个参数（数法见第 2 课）。
# 滑块把一部分训练标签换成抽签抽来的标签。到 100% 时，就*没有*任何规律可学了。
#
# **先猜，再动手：** 标签 100% 随机时，网络能答对多少训练样本？多少新样本？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.random_labels()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you saw.** On the right the blue line stays at 100% wherever the slider stands: the network can learn *any*
# 100 labels by heart. The orange one falls to 10%, which is guessing among ten digits. So a training accuracy of
# 100% alone says nothing: it looks the same for knowledge and for memory.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **看到了什么。** 看右图：不管滑块在哪里，蓝线都停在 100%：*任意* 100 个标签，网络都背得下来。橙线一路掉到 10%，
# 等于在十个数字里瞎猜。所以单看训练准确率 100%，什么也说明不了：真懂和死记硬背，看上去一模一样。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Ask for guesses by show of hands, then move the slider slowly from 0% to 100%. On the right the blue line
# does not move.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 先让学生举手猜，再把滑块从 0% 慢慢移到 100%。右图的蓝线一动不动。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# In this course a sentence like "it is no better than guessing" is a **claim**: we measure both sides with ten
# seeds (another seed: other data, other first weights), subtract, and look at the 95% interval of the mean
# difference. Does it hold 0? Then we have measured no difference.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 在这门课里，“和瞎猜没有差别”这样的句子叫作一个**论断**（claim）：用十个种子把两边都测一遍
# （换一个种子，就换了数据和初始权重），相减，再看平均差的 95% 区间。区间里有 0 吗？有，就说明没有测出差别。

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("random_labels_teach_nothing")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.2 How to judge it
#
# | part | like | what for | how often |
# |---|---|---|---|
# | training set | exercise book | learn the parameters $W$, $b$ | every step |
# | validation set | mock exam | choose the hyperparameters | every choice |
# | test set | final exam | report | **once** |
#
# *Parameters* are what training learns. *Hyperparameters* (超参数) are what you choose before: learning rate,
# number of hidden units, when to stop, and two that this lesson brings: $\lambda$ (3.4) and $p$ (3.5).

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.2 如何判断泛化能力
#
# | 部分 | 好比 | 用来做什么 | 用多少次 |
# |---|---|---|---|
# | 训练集 | 习题集 | 学参数 $W$、$b$ | 每一步 |
# | 验证集 | 模拟考 | 选超参数 | 每次做选择 |
# | 测试集 | 高考 | 报告成绩 | **一次** |
#
# *参数*是训练学出来的。*超参数*（hyperparameter）是你事先选定的：学习率、隐藏单元数、什么时候停下，
# 还有这一课的两个新成员：$\lambda$（3.4）和 $p$（3.5）。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Two sentences of many lecture notes need a small correction.
#
# - "*The validation set is used to fine-tune parameters.*" It selects **hyper**parameters; no weight is ever
#   trained on it. And *fine-tuning* (微调) has come to mean something else: training a model that is already
#   trained a little further, on a new task.
# - "*We cannot use the test set while developing, because it has no labels.*" Ours has labels. It stays sealed
#   for another reason: whoever chooses by it gets a number that is too good. See for yourself.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 很多讲义里都有这样两句话，需要稍作更正。
#
# - “*验证集用来微调参数。*” 它选的是**超**参数；没有一个权重是在它上面训练的。而*微调*（fine-tuning）
#   如今另有所指：把已经训练好的模型，在新任务上再训练一点。
# - “*不能拿测试集来调模型，因为没标签。*” 我们的测试集有标签。把它封起来，另有原因：谁用它来挑选，
#   谁得到的成绩就偏高。你自己来看。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# By hand: two models toss a coin for every answer. You test both on 2 examples and report the better one.
# Each gets 0, 1 or 2 right with probability 1/4, 1/2, 1/4. Both know nothing, so the truth is 50%.
# What do you report on average?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 手算一下：两个模型都靠抛硬币答题。你用 2 个样本考它们，报告较好的那个。
# 每个模型答对 0、1、2 题的概率是 1/4、1/2、1/4。它们什么都不懂，真实水平是 50%。
# 平均来说，你报告的是多少？

# %%
chance = {0: 0.25, 1: 0.5, 2: 0.25}
sum(max(a, b) / 2 * chance[a] * chance[b] for a in chance for b in chance)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# 68.75%, that is 11/16, out of pure luck. The more models you try, the better the luckiest one looks.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 68.75%，也就是 11/16，纯粹是运气。试的模型越多，最走运的那个就显得越好。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: the best of many
#
# 100 networks, trained on the same data; they differ by their first weights and their order of batches, so by
# luck alone. We pick the one with the best score on a few examples, report that score, and then try the
# same network on other examples. (Both groups come from the validation set: the test set stays sealed.)
#
# **Predict before you move it:** from 1 model to 100, by how much will the *reported* accuracy rise?
# And the accuracy on new examples?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：百里挑一
#
# 100 个网络，用同样的数据训练，只是初始权重和批次顺序不同，也就是说，差别只有运气。
# 我们用少量样本挑出得分最高的一个，报告这个得分，再拿同一个网络去答别的样本。
# （两组样本都来自验证集：测试集仍然封着。）
#
# **先猜，再动手：** 从 1 个模型到 100 个，*报告的*准确率会升多少？新样本上的准确率呢？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.best_of_many()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you saw.** A single model reports what it is worth, about 80%. The best of 100, chosen on 50 examples,
# reports almost 90%, and gets 82% on new examples. The gap is the *optimism* (乐观偏差) of choosing. More examples to decide by make it smaller, they never make it zero.
# A test set that has been used to choose has become a validation set. So: choose on validation, open the test
# set **once**, and report what it says.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **看到了什么。** 只有一个模型时，报告的和实际的一样，约 80%。用 50 个样本从 100 个里挑出最好的，
# 报告将近 90%，在新样本上却只有 82%。这个差距就是挑选带来的*乐观偏差*（optimism）。用来挑选的样本越多，差距越小，但不会变成零。
# 用来挑选过的测试集，就成了验证集。所以：用验证集挑选，测试集只打开**一次**，它说多少就报告多少。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Set 20 examples and 100 models: the optimism passes ten points. Then 250 examples. What would you report?

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 选 20 个样本、100 个模型：报告值高出十个百分点以上。再换成 250 个样本。你会报告多少？

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The same with ten data sets, the best of 10 networks each, chosen on 50 examples:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 换成十份数据，每份都从 10 个网络里用 50 个样本挑最好的：

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("best_of_many_is_optimistic")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Too simple, too complex
#
# - **Underfitting** (欠拟合): the model is too simple for the pattern; training *and* validation error are high.
# - **Overfitting** (过拟合): the model follows the noise of its examples; training error low, validation error high.
#
# A polynomial of degree $k$, $\hat{y} = w_0 + w_1 x + \dots + w_k x^k$, has $k + 1$ parameters: a dial for complexity.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 太简单，太复杂
#
# - **欠拟合**（underfitting）：模型太简单，学不到规律；训练误差*和*验证误差都高。
# - **过拟合**（overfitting）：模型追随样本里的噪声；训练误差低，验证误差高。
#
# $k$ 次多项式 $\hat{y} = w_0 + w_1 x + \dots + w_k x^k$ 有 $k + 1$ 个参数：它就是一个调节复杂度的旋钮。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# By hand: a line has 2 parameters, so it runs exactly through any 2 points. Training error 0, whatever the noise!
# Through (0, 1) and (1, 3) runs $y = 1 + 2x$. Degree 19 does the same to 20 points.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 手算一下：直线有 2 个参数，所以总能正好穿过任意 2 个点。不管噪声多大，训练误差都是 0！
# 穿过 (0, 1) 和 (1, 3) 的是 $y = 1 + 2x$。19 次多项式对 20 个点，也是如此。

# %%
columns = torch.tensor([[1.0, 0.0], [1.0, 1.0]])  # 1 and x, for x = 0 and x = 1
torch.linalg.solve(columns, torch.tensor([1.0, 3.0]))

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: degree and number of examples
#
# The law is a cubic, $y = x - 2x^2 + 3x^3$, plus noise of standard deviation 0.3.
#
# **Predict before you move it:** which degree will have the lowest validation error? What happens to the
# training error beyond it? And what will 500 examples change?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：次数与样本数
#
# 真正的规律是三次的：$y = x - 2x^2 + 3x^3$，再加上标准差为 0.3 的噪声。
#
# **先猜，再动手：** 哪个次数的验证误差最低？过了它，训练误差会怎样？样本增加到 500 个，又会有什么变化？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.polynomial_fit()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you saw.** Here is the famous picture: complexity to the right, error upwards. The training error only
# ever falls; the validation error is a **U** with its bottom at degree 3, the degree of the law. Left of it we
# underfit, right of it we overfit. With 500 examples the right arm lies flat: more data is the best cure.
# Even the best model keeps an error of about 0.09: that is the noise, $0.3^2$.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **看到了什么。** 这就是那张有名的图：横轴是模型复杂度，纵轴是误差。训练误差一路下降；验证误差是一个 **U** 形，
# 谷底在 3 次，正是规律本身的次数。谷底左边是欠拟合，右边是过拟合。有了 500 个样本，右臂就平了：
# 数据多，就是最好的药。再好的模型也剩下约 0.09 的误差：那就是噪声，$0.3^2$。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Go to degree 19 with 20 examples: the curve runs through every point. Then add examples and watch it calm down.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 先到 19 次、20 个样本：曲线穿过每一个点。再增加样本，看它慢慢平稳下来。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Is more complexity always worse? No.
#
# The U is a picture, not a law. A network's *width* is a dial for complexity too. Our data from here on: 200
# handwritten digits, a fifth of their labels **wrong**, on purpose, so that there is something that should *not* be
# learned. 512 hidden units have eight times the weights of 64. If the U held, they would do worse:

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 越复杂就一定越差吗？不是。
#
# U 形只是一幅图，不是定律。网络的*宽度*也是复杂度的旋钮。从这里起，我们的数据是 200 张手写数字，
# 其中五分之一的标签是故意写**错**的：这里面有*不该*学会的东西。512 个隐藏单元的权重是 64 个的八倍。
# 如果 U 形处处成立，它应当更差：

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("wider_is_not_worse")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# They do *better*. Too narrow still underfits: 4 hidden units are far worse than 64. Why does the right arm not
# rise? This is an active field of research (*double descent*). Where the U does show in networks: over the
# **epochs** (3.3), over $\lambda$ (3.4), over $p$ (3.5).

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 结果反而*更好*。太窄仍然会欠拟合：4 个隐藏单元比 64 个差得多。右臂为什么不翘起来？
# 这是一个活跃的研究方向（*double descent*，双下降）。
# 在网络里，U 形出现在别处：随**周期**（3.3）、随 $\lambda$（3.4）、随 $p$（3.5）。

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.say("too_narrow_underfits")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.3 Early stopping and K-fold cross-validation
#
# Let us watch the validation set *while* we train. As long as its loss falls, the network learns patterns.
# When it no longer gets better, we hit the brakes before the learning by heart begins: **early stopping** (早停).

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.3 早停与 K折交叉验证
#
# 让我们*边*训练*边*盯着验证集。它的损失还在降，网络就还在学规律；一旦不再变好，就提前“刹车”，
# 不等它开始死记硬背。这就是**早停**（early stopping）。

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("longer_hurts_validation")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# So on these data 80 epochs are worse than 35, although the *training* loss keeps falling all the way:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 所以在这份数据上，80 个周期比 35 个差，尽管*训练*损失一直在降：

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.say("longer_fits_training")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### First: where does the validation set come from?
#
# From the training data: we hold a part back. Then it is lost for training, and a small part judges badly.
# **K-fold cross-validation** (K折交叉验证) lets every part take its turn: cut the data into $K$ folds, train $K$
# times, each time with another fold as validation set. With the scores $s_1, \dots, s_K$ report
#
# $$\bar{s} = \frac{1}{K} \sum_{k=1}^{K} s_k.$$

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 先问一句：验证集从哪里来？
#
# 从训练数据里留出一部分。可是留出的就不能训练了，留得太少又判不准。
# **K折交叉验证**（K-fold cross-validation）让每一份轮流上场：把数据切成 $K$ 折，训练 $K$ 次，
# 每次换一折当验证集。得分记为 $s_1, \dots, s_K$，报告平均分
#
# $$\bar{s} = \frac{1}{K} \sum_{k=1}^{K} s_k.$$

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# By hand: 7 examples, 3 folds. The sizes are 3, 2, 2: as equal as whole numbers can be. Each row below is one
# training: the examples that train, and the fold that judges. Every number is in exactly one fold.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 手算一下：7 个样本，3 折。大小是 3、2、2：整数能做到的最平均。下面每一行是一次训练：
# 前面是用来训练的样本，后面是当评委的那一折。每个编号恰好出现在一折里。

# %%
[(train.tolist(), fold.tolist()) for train, fold in k_fold(7, 3, seed=0)]

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **Exercise 1.** Write the sizes of the folds: `fold_sizes(10, 3)` is `[4, 3, 3]`, the larger ones first.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **练习 1.** 写出每一折的大小：`fold_sizes(10, 3)` 是 `[4, 3, 3]`，大的在前。

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def fold_sizes(examples, folds):
    return ...


checks.fold_sizes(fold_sizes)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# `examples // folds` goes into every fold. `examples % folds` are left over: one more for each of the first folds.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# 每折先放 `examples // folds` 个。还剩 `examples % folds` 个：前几折各多放一个。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def fold_sizes(examples, folds):
#     size, left = divmod(examples, folds)
#     return [size + (fold < left) for fold in range(folds)]
#
#
# checks.fold_sizes(fold_sizes)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def fold_sizes(examples, folds):
#     size, left = divmod(examples, folds)
#     return [size + (fold < left) for fold in range(folds)]
#
#
# checks.fold_sizes(fold_sizes)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: the map of the folds
#
# 200 digits (here with right labels). Orange: the fold that validates. Blue: the examples that train.
#
# **Predict before you move it:** with larger $K$, will the scores of the single folds lie closer together or
# further apart? And their mean, over five ways to shuffle?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：每一折轮流上场
#
# 200 张数字（这里标签都是对的）。橙色是当验证集的那一折，蓝色是用来训练的样本。
#
# **先猜，再动手：** $K$ 变大，单独各折的得分会更集中还是更分散？换五种打乱方式，它们的平均值呢？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.k_fold_map()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you saw.** At $K = 20$ a fold holds 10 examples: one mistake more costs ten points, and the dots scatter
# widely. Their *mean* hardly moves, since all 200 examples have judged once. Never trust a single fold. The price:
# $K$ trainings. $K = 5$ and $K = 10$ are common.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **看到了什么。** $K = 20$ 时一折只有 10 个样本：多错一个就掉十个百分点，点散得很开。可是它们的*平均值*几乎不动，
# 因为 200 个样本都当过一次评委。所以别只信其中一折。代价是要训练 $K$ 次。常用的是 $K = 5$ 和 $K = 10$。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### When exactly do we stop?
#
# A rule that is often taught: *stop when the validation error has been higher than before for three consecutive
# epochs* (连续周期). Higher than **what**? The sentence can be read in three ways. With patience (耐心值) $P = 3$:
#
# 1. $P$ **rises in a row**: each epoch is worse than the one just before it;
# 2. $P$ epochs in a row **without a new best**: all worse than the best so far;
# 3. as 2, and then **restore the best** weights.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 到底什么时候停？
#
# 常见的规则：*验证误差连续三个训练周期（consecutive epochs）都比之前的高，就停止训练*。比**谁**高？
# 这句话可以有三种读法。设耐心值（patience）$P = 3$：
#
# 1. **连升** $P$ 次：每个周期都比紧挨着的前一个差；
# 2. 连续 $P$ 个周期**没有刷新最好成绩**：都比目前最好的差；
# 3. 和 2 一样，再**恢复最好的**那组权重。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# By hand, with $P = 3$ and the losses below (epochs 0 to 8): the best is 3 at epoch 3. After it come 5, 4, 6.
# They never rise three times in a row, but for three epochs nothing beats the 3.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 手算一下：$P = 3$，损失如下（周期 0 到 8）。最好的是周期 3 的 3。之后是 5、4、6：
# 从来没有连升三次，但已有三个周期没能胜过 3。

# %%
from lesson_utils.lessons.generalization import stopping

losses = [9, 6, 7, 3, 5, 4, 6, 5, 7]
rises = stopping.rises_in_a_row(losses, 3)
no_best = stopping.epochs_without_best(losses, 3)
{"rises": rises, "no new best": no_best, "restored": stopping.best_until(losses, no_best)}

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The first rule never fires: it runs on to the last epoch, 8. The second stops at epoch 6. The third goes back to
# epoch 3.
#
# **Exercise 2.** Write the second rule. It returns the epoch (from 0) at which training stops, or the last epoch.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 第一条规则一直没有触发，跑到了最后的周期 8。第二条停在周期 6。第三条回到周期 3。
#
# **练习 2.** 写出第二条规则。返回训练停下的周期（从 0 开始数）；一直没停，就返回最后一个周期。

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def early_stopping_epoch(losses, patience):
    return ...


checks.early_stopping_epoch(early_stopping_epoch)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# Keep two things: the best loss so far, and how many epochs you have waited since. A lower loss sets the waiting
# back to 0, any other adds 1. Stop as soon as you have waited `patience` epochs.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# 记住两样东西：目前最好的损失，以及之后等了几个周期。损失更低，等待就清零；否则加 1。
# 等够 `patience` 个周期就停。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def early_stopping_epoch(losses, patience):
#     best, waited = losses[0], 0
#     for epoch, loss in enumerate(losses[1:], start=1):
#         if loss < best:
#             best, waited = loss, 0
#         else:
#             waited += 1
#         if waited == patience:
#             return epoch
#     return len(losses) - 1
#
#
# checks.early_stopping_epoch(early_stopping_epoch)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def early_stopping_epoch(losses, patience):
#     best, waited = losses[0], 0
#     for epoch, loss in enumerate(losses[1:], start=1):
#         if loss < best:
#             best, waited = loss, 0
#         else:
#             waited += 1
#         if waited == patience:
#             return epoch
#     return len(losses) - 1
#
#
# checks.early_stopping_epoch(early_stopping_epoch)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: three rules race
#
# Real validation curves of ten networks, and they are noisy. On the right: the loss that each rule ends with.
#
# **Predict before you move it:** which rule wins with patience 3? Which one still works with patience 10?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：三条规则赛跑
#
# 十个网络真实的验证曲线，起伏不小。右边是每条规则最后得到的损失。
#
# **先猜，再动手：** 耐心值为 3 时哪条规则赢？耐心值为 10 时，哪条还管用？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.early_stopping()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you saw.** Waiting for rises in a row is a matter of luck: noise breaks the row, and from patience 5 on
# the rule hardly ever fires. Without going back we keep the weights of a *bad* epoch. Restoring the best has the
# lowest mean, at patience 3 and above. And three epochs are too impatient here: an early wobble ends the training.
# Patience 10 is better.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **看到了什么。** 等“连升”要碰运气：噪声一打断就得重数，耐心值到 5 以上，这条规则几乎不再触发。
# 不回头，留下的是一个*糟糕*周期的权重。耐心值 3 以上，恢复最好的权重平均损失最低。
# 而且三个周期在这里太急：早期的一次抖动就结束了训练。耐心值 10 更好。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# One caution: the restored epoch was *chosen* on the validation set, so its loss is a little optimistic (3.2!).
# The two claims below avoid that: one half of the validation set decides when to stop, the other half judges.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 要小心：恢复哪个周期，是用验证集*挑*出来的，所以它的损失略微偏乐观（回想 3.2）。
# 下面两个论断避开了这一点：验证集的一半决定何时停，另一半来评判。

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("early_stopping_helps")

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.say("three_epochs_are_too_impatient")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# In our training loop the third rule is one argument. `Setting()` is the network of most labs here: 64 hidden units,
# learning rate 0.5, batches of 50, at most 80 epochs. With patience 10 it stops ten epochs after its best, and `fit`
# returns it with the best weights restored.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 在我们的训练循环里，第三条规则只是一个参数。`Setting()` 就是大多数实验里的那个网络：64 个隐藏单元，
# 学习率 0.5，每批 50 个，最多 80 个周期。耐心值为 10，它就停在最好的周期之后十个周期；
# `fit` 返回的网络已经恢复了最好的权重。

# %% slideshow={"slide_type": "skip"}
network, run = fit(data, Setting(), seed=0, patience=10)
{"stopped": int(run.epochs[-1]), "best": int(run.validation_loss[0].argmin())}

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.4 Weight decay
#
# **Idea.** Large weights let a network bend sharply around single examples.
# So we make large weights cost something: we add a *penalty term* (惩罚项) to the loss $L$,
#
# $$L + \frac{\lambda}{2} \lVert w \rVert^2, \qquad \lVert w \rVert^2 = w_1^2 + w_2^2 + \dots$$
#
# $\lambda$ small: little restraint. $\lambda$ large: much restraint. This is **weight decay** (权重衰减). It should pull
# the model from the overfitting side of the U towards its bottom. The biases $b$ are left alone. Everything that
# restrains a model like this is called *regularization* (正则化).

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.4 权重衰减
#
# **想法。** 权重一大，网络就能围着个别样本急转弯。
# 那就让大的权重付出代价：在损失 $L$ 上加一个*惩罚项*（penalty term），
#
# $$L + \frac{\lambda}{2} \lVert w \rVert^2, \qquad \lVert w \rVert^2 = w_1^2 + w_2^2 + \dots$$
#
# $\lambda$ 小，约束就弱；$\lambda$ 大，约束就强。这就是**权重衰减**（weight decay）：
# 它要把模型从 U 形的“过拟合”一侧拉回谷底。偏置 $b$ 不受惩罚。凡是这样约束模型的做法，
# 统称*正则化*（regularization）；惩罚项也叫正则项，$\lambda$ 就是正则化系数。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# The penalty's gradient is $\lambda w$, so one step of gradient descent with learning rate $\eta$ becomes
#
# $$w \leftarrow (1 - \eta\lambda)\, w - \eta\, \nabla L.$$
#
# First every weight shrinks by the same *share*, then comes the usual step. Hence the name: weights decay.
# By hand: $w = 2$, $\eta = 0.5$, $\lambda = 0.1$ and $\nabla L = 0$ give $(1 - 0.05) \cdot 2 = 1.9$.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 惩罚项的梯度是 $\lambda w$，所以学习率为 $\eta$ 时，梯度下降的一步变成
#
# $$w \leftarrow (1 - \eta\lambda)\, w - \eta\, \nabla L.$$
#
# 先让每个权重都缩小同样的*比例*，再走平常的一步。“衰减”的名字就是这么来的。
# 手算一下：$w = 2$，$\eta = 0.5$，$\lambda = 0.1$，$\nabla L = 0$，得到 $(1 - 0.05) \cdot 2 = 1.9$。

# %%
w, learning_rate, weight_decay = 2.0, 0.5, 0.1
(1 - learning_rate * weight_decay) * w

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Why the square?
#
# "*So that we need no square root* (平方根)" is the answer in many notes, and it is the smaller half of the reason.
# The larger half is the gradient:
#
# - of $\frac{1}{2}\lVert w \rVert^2$ it is $w$: large weights are pulled hard, small ones hardly at all;
# - of $\lVert w \rVert$ it is $w / \lVert w \rVert$: always of length 1, and at $w = 0$ it does not exist (0/0).
#
# For $w = (3, -4)$ the first is $(3, -4)$, the second $(0.6, -0.8)$. Autograd agrees:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 为什么用平方？
#
# “*为了不用开平方根*（square root）”，很多讲义这么说。这只是理由中较小的一半。较大的一半在于梯度：
#
# - $\frac{1}{2}\lVert w \rVert^2$ 的梯度是 $w$：大的权重拉得狠，小的几乎不拉；
# - $\lVert w \rVert$ 的梯度是 $w / \lVert w \rVert$：长度总是 1，而且在 $w = 0$ 处不存在（0/0）。
#
# 对 $w = (3, -4)$，前者是 $(3, -4)$，后者是 $(0.6, -0.8)$。自动求导也这么说：

# %% slideshow={"slide_type": "skip"}
def gradient(penalty, w):
    w = torch.tensor(w, requires_grad=True)
    penalty(w).backward()
    return w.grad


half_square, norm = lambda w: (w**2).sum() / 2, lambda w: (w**2).sum().sqrt()
[gradient(penalty, w) for penalty in (half_square, norm) for w in ([3.0, -4.0], [0.0, 0.0])]

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **Exercise 3.** Write one step with weight decay. Do not change `w` in place: return the new weights.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **练习 3.** 写出带权重衰减的一步。不要就地修改 `w`，请返回新的权重。

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def weight_decay_step(w, grad, learning_rate, weight_decay):
    return ...


checks.weight_decay_step(weight_decay_step)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# The gradient of the whole loss is `grad + weight_decay * w`. Take a step of size `learning_rate` against it.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# 整个损失的梯度是 `grad + weight_decay * w`。朝它的反方向走一步，步长是 `learning_rate`。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def weight_decay_step(w, grad, learning_rate, weight_decay):
#     return (1 - learning_rate * weight_decay) * w - learning_rate * grad
#
#
# checks.weight_decay_step(weight_decay_step)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def weight_decay_step(w, grad, learning_rate, weight_decay):
#     return (1 - learning_rate * weight_decay) * w - learning_rate * grad
#
#
# checks.weight_decay_step(weight_decay_step)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# In PyTorch the argument `weight_decay` of `torch.optim.SGD` is exactly this $\lambda$. Both give the same step:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 在 PyTorch 里，`torch.optim.SGD` 的参数 `weight_decay` 就是这个 $\lambda$。两边算出来的一步完全相同：

# %% slideshow={"slide_type": "skip"}
w = torch.tensor([2.0, -1.0], requires_grad=True)
by_formula = from_scratch.weight_decay_step(w.detach(), torch.tensor([1.0, 1.0]), 0.5, 0.1)
optimizer = torch.optim.SGD([w], lr=0.5, weight_decay=0.1)
w.sum().backward()  # a loss whose gradient is (1, 1)
optimizer.step()
by_formula, w.detach()

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: move λ
#
# Our 200 digits again, a fifth of them with wrong labels. Every position of the slider is trained for real, five
# times over.
#
# **Predict before you move it:** what will a large $\lambda$ do to the *training* loss? To the *validation* loss?
# To the histogram of the weights in the middle? Will any weight become exactly zero?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：移动 λ
#
# 还是那 200 张手写数字，五分之一标签有错。滑块的每个位置都真的训练了五遍。
#
# **先猜，再动手：** $\lambda$ 很大时，*训练*损失会怎样？*验证*损失呢？中间那张权重的直方图呢？
# 会有权重恰好变成零吗？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.weight_decay()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you saw.** The training loss only rises: the network is held back. The validation loss is a **U**, lowest
# near $\lambda = 0.005$; at $\lambda = 0.1$ the network is so restrained that it underfits. The histogram gets
# narrower and narrower, and yet the number of exact zeros stays 0. Is the gain real? Twenty seeds:

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **看到了什么。** 训练损失只升不降：网络被拉住了。验证损失是一个 **U** 形，在 $\lambda = 0.005$ 附近最低；
# 到 $\lambda = 0.1$，约束太强，网络欠拟合。直方图越来越窄，可是恰好为零的权重始终是 0 个。
# 这点好处是真的吗？用二十个种子：

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Pin λ = 0 first. Then the grey line stays as you move, and the line below the picture compares with it.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 先固定 λ = 0。之后移动时灰线会留在图上，图下面那一行也会和它比较。

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("small_decay_helps")

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.say("large_decay_hurts")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Does the brain do weight decay?
#
# "*The brain clears out the useless connections between neurons. These connections correspond to the weights in
# our deep learning. By using weight decay to restrict the useless weights, we can avoid overfitting.*"
#
# The effect is right. The picture fits another method better: clearing out is **pruning** (剪枝), or an L1 penalty.
# By hand, with $\eta\lambda = 0.1$ and no other gradient: the square takes 10% of every weight, so
# $1 \to 0.9$ and $0.05 \to 0.045$. L1 takes 0.1 from every weight but not below zero: $1 \to 0.9$ and $0.05 \to 0$.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 大脑也做权重衰减吗？
#
# “*大脑会清除没用的神经连接；神经连接可以类比为神经网络中的权重；使用权重衰减限制这些没用的连接，能避免过拟合。*”
#
# 效果说得对。不过这幅画更像另一种方法：清除连接，那是**剪枝**（pruning），或者 L1 惩罚。
# 手算一下，$\eta\lambda = 0.1$，没有别的梯度：平方拿走每个权重的 10%，所以
# $1 \to 0.9$，$0.05 \to 0.045$。L1 从每个权重拿走 0.1，但不过零：$1 \to 0.9$，$0.05 \to 0$。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Let us count, on softmax regression for our digits (640 weights), with both penalties:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 用 Softmax 回归学数字（640 个权重），两种惩罚都试一次，数一数零：

# %% slideshow={"slide_type": "skip"}
import torch.nn.functional as F


def train_softmax(shrink):
    W = torch.randn(64, 10, generator=torch.Generator().manual_seed(0))
    for _ in range(300):
        error = torch.softmax(data.train_inputs @ W, dim=1) - F.one_hot(data.train_labels, 10)
        W = shrink(W - 0.5 * data.train_inputs.T @ error / len(error))  # learning rate 0.5
    return W


square = train_softmax(lambda W: (1 - 0.5 * 0.01) * W)
absolute = train_softmax(lambda W: W.sign() * (W.abs() - 0.5 * 0.01).clamp(min=0))
{name: int((W == 0).sum()) for name, W in (("L2", square), ("L1", absolute))}

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# L2 leaves no exact zero: every weight only shrinks by a share. L1 clears out most of them. But there is a link:
# a network with decayed weights survives *pruning* better. We cut the smallest weights of ten trained networks,
# a growing share of each matrix, and measure the validation accuracy:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# L2 一个精确的零都没有：每个权重只是按比例缩小。L1 清掉了大部分。不过两者确有联系：
# 权重衰减过的网络，更经得起*剪枝*。把十个训练好的网络里最小的权重剪掉，每个矩阵剪的比例越来越大，再量验证准确率：

# %% slideshow={"slide_type": "skip"}
from dataclasses import replace

from lesson_utils import engine

seeds = range(10)
settings = [Setting(), Setting(weight_decay=0.01), Setting(dropout=0.5)]
plain, decayed, dropped = engine.train_all(datasets.digits, settings, seeds=seeds)
inputs = torch.stack([datasets.digits(seed).validation_inputs for seed in seeds])
labels = torch.stack([datasets.digits(seed).validation_labels for seed in seeds])


def accuracy_after_pruning(run, share):
    kept = [
        w if w.shape[1] == 1 else torch.where(w.abs() < w.abs().quantile(share), 0.0, w)
        for w in run.parameters  # biases have one row, and stay
    ]
    right = replace(run, parameters=kept).hits(inputs, labels)
    return round(float(right.mean()), 2)

# %% slideshow={"slide_type": "skip"}
{
    name: {share: accuracy_after_pruning(run, share) for share in (0.0, 0.5, 0.7, 0.9)}
    for name, run in (("λ = 0", plain), ("λ = 0.01", decayed))
}

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Where did the norm go?
#
# A well-known textbook demonstration of weight decay: linear regression, 20 examples, 200 features, first weights
# drawn with standard deviation 1. Without weight decay: a terrible validation error. With $\lambda = 3$: a good one.
#
# But look at what decays. 20 examples see only 20 of 200 directions. Along the other 180 the loss has **no**
# gradient: there the first weights just stay, of length $\sqrt{180} \approx 13.4$. With $\eta\lambda = 0.009$ they
# shrink in 400 steps to
#
# $$\sqrt{180} \cdot (1 - 0.009)^{400} = 0.36.$$

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 范数去哪儿了？
#
# 教科书里有一个出名的权重衰减演示：线性回归，20 个样本，200 个特征，初始权重的标准差是 1。
# 没有权重衰减，验证误差很糟；$\lambda = 3$，就很好。
#
# 可是看看衰减掉的是什么。20 个样本只看得到 200 个方向中的 20 个。在另外 180 个方向上，损失**没有**梯度：
# 初始权重就留在那里，长度是 $\sqrt{180} \approx 13.4$。每步 $\eta\lambda = 0.009$，400 步之后缩成
#
# $$\sqrt{180} \cdot (1 - 0.009)^{400} = 0.36.$$

# %%
180**0.5, (1 - 0.009) ** 400, 180**0.5 * (1 - 0.009) ** 400

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: move the initial scale
#
# **Predict before you move it:** if most of the gain is the decay of the *first weights*, what remains of it when
# they start at 0?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：移动初始尺度
#
# **先猜，再动手：** 如果好处大多来自*初始权重*的衰减，那么从 0 开始时，还剩多少好处？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.vanishing_norm()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you saw.** The dashed formula, which knows nothing of the data, lies on the measured norm. Started from
# zeros, both curves meet: weight decay has nothing left to repair. The demonstration shows a bad start being
# forgotten, more than overfitting being cured. A good question to ask of every method: *against what was it compared?*

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **看到了什么。** 虚线的公式对数据一无所知，却正好压在测出来的范数上。从零开始时，两条曲线会合：
# 权重衰减已经没有什么可补救的了。这个演示展示的，与其说是治好了过拟合，不如说是忘掉了一个糟糕的起点。
# 对任何方法都值得问一句：*它是和什么比的？*

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.say("textbook_decay_helps", "textbook_decay_from_zeros")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **Is there a case where it truly helps?** Yes. 20 examples, 20 features, true weights of 0.2, noise of 0.5, starting *from
# zeros*, 300 epochs. Now there are just enough weights to reproduce the noise exactly, and they must grow large
# to do it. Here the penalty cures what it is meant to cure:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **那有没有货真价实的例子？** 有。20 个样本，20 个特征，真实权重 0.2，噪声 0.5，*从零*开始，300 个周期。
# 这时权重的个数刚好够把噪声一模一样地复现出来，为此它们必须长得很大。在这里，惩罚项治的正是它该治的病：

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("honest_decay_helps")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.5 Dropout
#
# **Idea.** A good model should not react strongly to minor changes of its input: its answer should be *smooth*.
# So we practise under noise. While training, **dropout** (丢弃法) switches off each hidden neuron with probability
# $p$, anew for every example. That is one way to *inject noise* (注入噪声), and no neuron can rely on one certain
# neighbour. A hidden value $h$ becomes (in brackets: how probable that is)
#
# $$h' = \begin{cases} 0 & (p), \\ \dfrac{h}{1 - p} & (1 - p). \end{cases}$$

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.5 丢弃法
#
# **想法。** 好的模型，不该对输入的微小变化反应过度：它的回答应当*平滑*。
# 那就在噪声里练习。训练时，**丢弃法**（dropout）以概率 $p$ 关掉每个隐藏神经元，每个样本都重新抽签。
# 这等于*注入噪声*（inject noise），哪个神经元都不能只靠某一个固定的邻居。隐藏值 $h$ 变成（括号里是概率）
#
# $$h' = \begin{cases} 0 & (p), \\ \dfrac{h}{1 - p} & (1 - p). \end{cases}$$

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Why divide by $1 - p$?** So that the next layer gets the same *on average*. With $p = 0.2$ and $h = 10$: with
# probability 0.2 the value is dropped, with 0.8 it becomes $10 / 0.8 = 12.5$. On average
#
# $$E[h'] = p \cdot 0 + (1 - p) \cdot \frac{h}{1 - p} = h, \qquad 0.2 \cdot 0 + 0.8 \cdot 12.5 = 10.$$

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **为什么要除以 $1 - p$？** 为了让下一层收到的*平均值*不变。设 $p = 0.2$，$h = 10$：
# 有 0.2 的概率被丢掉，有 0.8 的概率变成 $10 / 0.8 = 12.5$。平均下来
#
# $$E[h'] = p \cdot 0 + (1 - p) \cdot \frac{h}{1 - p} = h, \qquad 0.2 \cdot 0 + 0.8 \cdot 12.5 = 10.$$

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **Exercise 4.** By hand: $h = 6$, $p = 0.25$. What does a kept neuron become? What is the expectation?

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **练习 4.** 手算：$h = 6$，$p = 0.25$。保留下来的神经元变成多少？期望是多少？

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
kept, expected = ..., ...

checks.dropout_by_hand(kept, expected)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# Kept: $h / (1 - p)$. Expectation: each outcome times its probability, added up.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# 保留时是 $h / (1 - p)$。期望：每种结果乘以它的概率，再加起来。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# kept, expected = 6 / 0.75, 0.25 * 0 + 0.75 * 8
#
# checks.dropout_by_hand(kept, expected)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# kept, expected = 6 / 0.75, 0.25 * 0 + 0.75 * 8
#
# checks.dropout_by_hand(kept, expected)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: does the mean survive?
#
# One neuron with $h = 2$. Left: the mean of $h'$ over more and more draws. Right: the same draws after the next
# neuron, $\mathrm{relu}(h' - 1)$. Without dropout that is $\mathrm{relu}(2 - 1) = 1$.
#
# **Predict before you move it:** where does the left mean go as draws are added? And the right one: to 1 as well?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：平均值保得住吗？
#
# 一个神经元，$h = 2$。左图：抽签次数越来越多时，$h'$ 的平均。右图：同样的抽签，再经过下一个神经元
# $\mathrm{relu}(h' - 1)$。没有丢弃时，它是 $\mathrm{relu}(2 - 1) = 1$。
#
# **先猜，再动手：** 抽得越多，左边的平均值走向哪里？右边的呢，也走向 1 吗？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.expectation()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you saw.** $E[h'] = h$ holds exactly, right behind the dropout. Behind a non-linearity it does not: at
# $p = 0.2$ the right mean is $0.2 \cdot 0 + 0.8 \cdot (2.5 - 1) = 1.2$. So a trained network without dropout is only *about* the
# average of all the thinned networks. In practice that is good enough, as you will see.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **看到了什么。** 紧跟在丢弃之后，$E[h'] = h$ 严格成立。经过一个非线性就不成立了：
# $p = 0.2$ 时，右边的平均值是 $0.2 \cdot 0 + 0.8 \cdot (2.5 - 1) = 1.2$。所以训练好之后不再丢弃的网络，
# 只是*近似*等于所有“瘦身”网络的平均。实践中这已经够好，你马上会看到。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### The tables
#
# Two examples (rows), eight neurons (columns). We draw uniform noise in $[0, 1)$ once; a neuron is kept where the
# noise is above $p$.
#
# | $p$ | what happens | kept values | result |
# |---|---|---|---|
# | 0 | nothing is dropped | × 1 | unchanged |
# | 0.5 | about half is dropped | × 2 | zeros and doubled values |
# | 1 | everything is dropped | none left | zeros: no information passes |

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 三张表
#
# 两个样本（行），八个神经元（列）。先在 $[0, 1)$ 里均匀地抽一次噪声；噪声大于 $p$ 的神经元保留。
#
# | $p$ | 会发生什么 | 保留的值 | 输出 |
# |---|---|---|---|
# | 0 | 什么都不丢 | × 1 | 原样 |
# | 0.5 | 大约丢一半 | × 2 | 有的为 0，有的翻倍 |
# | 1 | 全部丢弃 | 没有剩下的 | 全为 0：没有信息传过去 |

# %%
X = torch.arange(16.0).reshape(2, 8)
noise = torch.rand(2, 8, generator=torch.Generator().manual_seed(1))
for p in (0, 0.5, 1):
    print(p, from_scratch.dropout(X, p, noise), sep="\n")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# At $p = 1$ the formula would divide by $1 - p = 0$ (and $0 / 0$ is NaN): it is a special case, and the answer is zeros.
#
# **Exercise 5.** Lecture notes print this result for $p = 0.5$ (the inputs are 0 to 15 as above). Some entries are
# **impossible**, whatever is dropped. Give the set of the *inputs* that cannot become what is printed.
#
# ```
# [[0,  4, 0,  8, 0, 12, 0, 14],
#  [0, 18, 0, 22, 0, 26, 0, 30]]
# ```

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# $p = 1$ 时，公式要除以 $1 - p = 0$（而 $0 / 0$ 是 NaN）：这是特殊情况，答案是全零。
#
# **练习 5.** 有份讲义给出了 $p = 0.5$ 时的结果（输入就是上面的 0 到 15）。其中有些数，不管丢掉哪些，
# 都是**不可能**的。哪些*输入*不可能变成印出来的样子？写成一个集合。
#
# ```
# [[0,  4, 0,  8, 0, 12, 0, 14],
#  [0, 18, 0, 22, 0, 26, 0, 30]]
# ```

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
impossible = ...

checks.impossible_entries(impossible)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# At $p = 0.5$ an input $x$ becomes $0$ or $2x$. Go through the columns: 0 → 0, 1 → 4, 2 → 0, 3 → 8, …
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# $p = 0.5$ 时，输入 $x$ 要么变成 $0$，要么变成 $2x$。一列一列地看：0 → 0，1 → 4，2 → 0，3 → 8，……
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# impossible = {1, 3, 5}
#
# checks.impossible_entries(impossible)
# ```
#
# They must be 2, 6, 10 when they are kept. 7 → 14 and the whole second row are right. The notes also say once that
# the even positions are dropped, and once that 1, 3, 5 are: both cannot be true. And whichever they are, the pattern
# is random: the next batch has another one.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# impossible = {1, 3, 5}
#
# checks.impossible_entries(impossible)
# ```
#
# 它们如果保留，应当是 2、6、10。7 → 14 和整个第二行都是对的。讲义一处说丢掉的是偶数位置，
# 另一处说 1、3、5 被置 0：两句话不可能都对。而且不管是哪些，丢弃是随机的：下一个批次又会不同。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **Exercise 6.** Now write dropout yourself. `noise` is drawn already; mind the case `p == 1`.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **练习 6.** 现在自己写丢弃法。`noise` 已经抽好；注意 `p == 1` 的情况。

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def dropout(X, p, noise):
    return ...


checks.dropout(dropout)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# `noise > p` is a mask: multiplied with numbers it counts as 1 (keep) and 0 (drop).
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# `noise > p` 是一个掩码：和数相乘时，它就是 1（保留）和 0（丢弃）。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def dropout(X, p, noise):
#     if p == 1:
#         return 0 * X
#     return (noise > p) * X / (1 - p)
#
#
# checks.dropout(dropout)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def dropout(X, p, noise):
#     if p == 1:
#         return 0 * X
#     return (noise > p) * X / (1 - p)
#
#
# checks.dropout(dropout)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Only while training
#
# To *answer* (inference, 推断) we want the whole network and no dice. `model.train()` switches dropout on, `model.eval()` off.
# We ask the same network the same question twice, in both modes. Are the two answers equal?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 只在训练时丢弃
#
# *回答问题*（推断，inference）时，我们要整个网络，不要掷骰子。`model.train()` 打开丢弃，`model.eval()` 关掉。
# 用两种模式，各把同一个问题问同一个网络两遍。两次回答相等吗？

# %%
network, run = fit(data, Setting(dropout=0.5), seed=0)
question = data.validation_inputs[:1]
with torch.no_grad():
    network.train()
    in_training = torch.equal(network(question), network(question))
    network.eval()
    in_use = torch.equal(network(question), network(question))
{"train()": in_training, "eval()": in_use}

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: move p
#
# In the middle: the first batch of the training, a row for each example, green where a hidden unit is on.
#
# **Predict before you move it:** the training loss is measured with all neurons switched on. Will it rise
# or fall with $p$? And where on the slider is the *validation* loss lowest?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：移动 p
#
# 中间是训练的第一个批次：每个样本一行，绿色的隐藏单元是开着的。
#
# **先猜，再动手：** 训练损失是在所有神经元都打开时量的。$p$ 变大，它会升还是降？
# *验证*损失又在滑块的哪个位置最低？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.dropout()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you saw.** The training loss rises with $p$. The validation loss is a wide **U** with its bottom near
# $p = 0.5$; at $p = 0.9$ six neurons are left on average, and they cannot learn the digits.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **看到了什么。** 训练损失随 $p$ 上升。验证损失是一个宽宽的 **U** 形，谷底在 $p = 0.5$ 附近；
# $p = 0.9$ 时平均只剩六个神经元，学不会这些数字了。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Focus the slider and use the arrow keys: every position along the trained track is there at once.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 点一下滑块，用方向键移动：已经训练过的位置，都是立刻就到。

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("dropout_helps")

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.say("dropout_fits_training_less", "too_much_dropout_hurts")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Is the answer really smoother?
#
# That was the promise: noise in training, hence a smooth answer. We test it. Take the trained networks, without
# dropout now, add noise of standard deviation 0.1 to every pixel of a *new* image, and measure what share of the
# probability moves to other classes.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 回答真的更平滑吗？
#
# 前面说过：训练时有噪声，所以回答平滑。来检验一下。拿训练好的网络（这时不再丢弃），
# 给*新*图像的每个像素加上标准差 0.1 的噪声，量一量有多少概率跑到了别的类别。

# %% slideshow={"slide_type": "skip"}
def change(run, size):
    noise = torch.randn(inputs.shape, generator=torch.Generator().manual_seed(0))
    calm, shaken = (run.probabilities(x) for x in (inputs, inputs + size * noise))
    return round(float((calm - shaken).abs().sum(dim=-1).mean() / 2), 3)


{
    name: {size: change(run, size) for size in (0.05, 0.1, 0.2)}
    for name, run in (("p = 0", plain), ("p = 0.5", dropped))
}

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("dropout_is_smoother")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Weight decay and dropout, side by side
#
# | | weight decay | dropout |
# |---|---|---|
# | acts on | the arrows: the weights | whole neurons and all their arrows |
# | removes neurons? | no: connections only get weaker | yes, but **only while training** |
# | what gets less | the arrows stay, their weights shrink | arrows and nodes are gone, for one step |
# | what for | limits complexity, against overfitting | robustness: no neuron relies too much on another |
#
# Notes like to add that dropout "*really makes the structure simpler*". In use, every neuron is back. Measured:

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 权重衰减与丢弃法，放在一起看
#
# | | 权重衰减 | 丢弃法 |
# |---|---|---|
# | 操作单位 | 箭头：权重（连接强度） | 整个神经元及其所有箭头 |
# | 是否删除神经元 | 不删，只让连接变弱 | 删，但**只在训练时** |
# | 什么变少了 | 箭头数不变，权重变小 | 箭头和节点都消失，只在这一步 |
# | 应对的问题 | 控制模型复杂度，抑制过拟合 | 增加鲁棒性，防止神经元之间过度依赖 |
#
# 讲义常常补一句：用丢弃法，“*结构真的变简单*”。可是使用时，每个神经元都回来了。测出来是这样：

# %%
table = {}
for name, run in (("λ = 0, p = 0", plain), ("λ = 0.01", decayed), ("p = 0.5", dropped)):
    w = torch.tensor(run.weight_vector())
    table[name] = {
        "‖w‖": round(float(torch.linalg.vector_norm(w, dim=1).mean()), 1),
        "w = 0": int((w == 0).sum()),
        "units in use": run.parameters[0].shape[2],
        "validation": round(float(run.final().mean()), 2),
    }
table

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Row by row. Weight decay: the norm is clearly smaller, not one weight is 0, all 64 units in use. Dropout: the norm
# is almost that of the plain network, so it works in another way; no weight is 0, and all 64 units answer.
# Dropping lasts for one step of training: the lab above shows the units that are off in a single batch.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 逐行看。权重衰减：范数明显变小，没有一个权重是 0，64 个单元都在用。丢弃法：范数几乎和普通网络一样，
# 可见它走的是另一条路；没有一个权重是 0，回答时 64 个单元全部参与。丢弃只持续训练的一步：
# 上面的实验画的，就是某一个批次里关掉的单元。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: nodes or arrows?
#
# **Without dropout** the network is fully connected, and overfits easily. **Dropout** drops neurons.
# **DropConnect** (丢连接) is a variant: it drops single *connections*, sets some weights to 0, as if a wire were
# cut. Left and middle: the same network, trained on Iris. Right: networks for digits, trained both ways.
#
# **Predict before you move it:** at the same $p$, which of the two is the heavier hand?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：丢节点，还是丢箭头？
#
# **不用丢弃法**时，网络是全连接的，容易过拟合。**丢弃法**丢的是神经元。
# **DropConnect**（丢连接）是它的变种：丢的是一条条*连接*，把一些权重置为 0，像断开电线一样。
# 左边和中间是同一个网络，用 Iris 训练；右边是学数字的网络，两种方法都训练了。
#
# **先猜，再动手：** 同样的 $p$，哪一种下手更重？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.dropconnect()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you saw.** Finer pieces, but more of them: DropConnect also cuts the wires from the *pixels*, for a whole
# batch at once. It helps at $p = 0.2$ as dropout does at $p = 0.5$, and at $p = 0.5$ it is already far too much. The
# best $p$ of one method says nothing about the other: each needs its own choice on the validation set.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **看到了什么。** 粒度更细，丢的却更多：DropConnect 连*像素*出来的电线也剪，而且一剪就是整个批次。
# 它在 $p = 0.2$ 时有帮助，就像丢弃法在 $p = 0.5$ 时那样；到了 $p = 0.5$，它已经远远过头了。
# 一种方法最好的 $p$，对另一种说明不了什么：各自都要在验证集上去选。

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.say("dropconnect_helps", "too_much_dropconnect_hurts")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.6 All together
#
# Three dials: dropout $p$, weight decay $\lambda$, hidden units. How do we choose?
#
# 1. Try settings, each with several seeds, and compare their **validation** loss.
# 2. Ask whether the winner is better by more than luck.
# 3. Then, and only then, open the **test set**, once.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.6 合在一起
#
# 三个旋钮：丢弃概率 $p$、权重衰减 $\lambda$、隐藏单元数。怎么选？
#
# 1. 试不同的设置，每种用几个种子，比较**验证**损失。
# 2. 问一句：赢家赢的，是不是不止运气？
# 3. 然后，也只有这时，才打开**测试集**，只有一次。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# Step 1 as code: nine settings, five seeds, 45 networks at once. Rows are $p = 0, 0.3, 0.5$, columns are
# $\lambda = 0, 0.003, 0.01$.
#
# **Predict before you run it:** is dropout *and* weight decay better than dropout alone?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 第 1 步写成代码：九种设置，五个种子，45 个网络一起训练。行是 $p = 0, 0.3, 0.5$，列是 $\lambda = 0, 0.003, 0.01$。
#
# **先猜，再运行：** 丢弃法*加上*权重衰减，会比单用丢弃法更好吗？

# %%
grid = [Setting(dropout=p, weight_decay=lam) for p in (0, 0.3, 0.5) for lam in (0, 0.003, 0.01)]
found = engine.train_all(datasets.digits, grid, seeds=range(5))
torch.tensor([run.final().mean() for run in found]).reshape(3, 3)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you saw.** The smallest loss stands at $p = 0.5$, $\lambda = 0$. Both methods restrain. A network with weight
# decay still gains from dropout; one with $p = 0.5$ gains nothing from weight decay, and $\lambda = 0.01$ is too much.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **看到了什么。** 最小的损失在 $p = 0.5$、$\lambda = 0$ 处。两种方法都是约束。已经有权重衰减的网络，
# 加上丢弃法还能变好；已经有 $p = 0.5$ 的网络，再加权重衰减就没有好处了，$\lambda = 0.01$ 更是过头。

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.say("dropout_on_top_of_decay_helps", "decay_on_top_of_dropout_hurts")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: choose, then open the test set
#
# Find a setting that you would bet on. *Pin this run* keeps a result in grey; the line below the picture says
# whether the next one differs from it by more than luck. When you have decided, press *Open the test set, once*.
#
# **Predict before you move it:** with 16 hidden units in place of 64, will the best $p$ be larger or smaller? And
# with 128?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：先选定，再打开测试集
#
# 找一组你敢押注的设置。按“固定这一次”，结果会变成灰色留在图上；图下面那一行会告诉你，
# 下一组和它的差别是不是大于运气。决定了，再按“打开测试集（只有一次）”。
#
# **先猜，再动手：** 隐藏单元从 64 个减到 16 个，最好的 $p$ 会变大还是变小？加到 128 个呢？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.regularization()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What we found.** With 16 hidden units the bottom of the U moves to the left, to $p = 0.1$ or $0.2$: who has few
# units can spare few. With 128 it lies at $p = 0.6$. So the hyperparameters have to be chosen *together*.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **我们的发现。** 16 个隐藏单元时，U 形的谷底移到了左边，在 $p = 0.1$ 或 $0.2$：单元本来就少，经不起多丢。
# 128 个时，谷底在 $p = 0.6$。所以超参数要放在*一起*选。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Let the class vote on a setting before the button is pressed. Then ask: may we now try a second setting on the
# test set? (No. The lab refuses, and says why.)

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 按下按钮之前，先让全班投票选一组设置。然后问：现在能不能再拿第二组去测试集上试试？
# （不能。实验会拒绝，并说明原因。）

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## Three takeaways
#
# 1. Training accuracy says nothing about new examples: a network can learn random labels by heart. Choose on the
#    validation set, open the test set once.
# 2. Early stopping, weight decay and dropout hold a network back. Each has a U: too little overfits, too much
#    underfits. Where the bottom lies, only the validation set can tell.
# 3. One run is an anecdote. Compare over seeds, look at the interval, and ask what it was compared with.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 记住三件事
#
# 1. 训练准确率说明不了新样本上的表现：随机标签，网络也能背下来。用验证集挑选，测试集只打开一次。
# 2. 早停、权重衰减、丢弃法都是在拉住网络。各有一个 U 形：太轻则过拟合，太重则欠拟合。
#    谷底在哪里，只有验证集知道。
# 3. 只跑一次，只能算个例。多用几个种子来比，看区间，并问一句：它是和什么比的。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Quiz
#
# **1. A network has 100% training accuracy. What follows?**
#
# <details><summary>A. It has understood the pattern.</summary>
#
# ❌ The network with random labels had 100% too, and there was no pattern.
#
# </details>
#
# <details><summary>B. It overfits.</summary>
#
# ❌ Not for sure: with right labels the network of 3.1 had 100% in training and did well on new images.
#
# </details>
#
# <details><summary>C. Nothing, before we see new examples.</summary>
#
# ✅ Yes. Knowledge and memory look the same on the training set.
#
# </details>
#
# **2. What is the validation set for?**
#
# <details><summary>A. To train the last layer a little further.</summary>
#
# ❌ That is fine-tuning. No weight is trained on the validation set.
#
# </details>
#
# <details><summary>B. To choose hyperparameters such as λ, p, and when to stop.</summary>
#
# ✅ Yes. And because we choose by it, its score is a little too good.
#
# </details>
#
# <details><summary>C. To report the final result.</summary>
#
# ❌ That is the test set's task, once, at the end.
#
# </details>
#
# **3. Training error low, validation error high. What helps?**
#
# <details><summary>A. More training examples.</summary>
#
# ✅ Yes. With 500 examples the right arm of the polynomial's U lay flat.
#
# </details>
#
# <details><summary>B. More epochs.</summary>
#
# ❌ That is overfitting: more epochs deepen it.
#
# </details>
#
# <details><summary>C. A higher polynomial degree.</summary>
#
# ❌ More complexity would follow the noise even more closely.
#
# </details>
#
# **4. Losses 5, 3, 4, 3.5, 3.2 for epochs 0 to 4. Patience 3, rule "no new best". What happens?**
#
# <details><summary>A. It goes on: the loss has been falling since epoch 2.</summary>
#
# ❌ Falling, but never below the best, 3. The rule compares with the best.
#
# </details>
#
# <details><summary>B. It stops at epoch 4, and goes back to epoch 1.</summary>
#
# ✅ Yes. Epochs 2, 3, 4 did not beat the 3 of epoch 1.
#
# </details>
#
# <details><summary>C. It stops at epoch 2, the first rise.</summary>
#
# ❌ Patience 3 means three epochs without a new best, not one.
#
# </details>
#
# **5. What does one step of weight decay do to a weight, apart from the usual step?**
#
# <details><summary>A. It takes away a fixed amount, until the weight is zero.</summary>
#
# ❌ That is L1. It makes exact zeros.
#
# </details>
#
# <details><summary>B. It multiplies it by 1 − ηλ.</summary>
#
# ✅ Yes: a share of what is there, so that it hardly ever gets to zero.
#
# </details>
#
# <details><summary>C. It sets it to 0 with probability λ.</summary>
#
# ❌ That sounds like DropConnect, and λ is not a probability.
#
# </details>
#
# **6. p = 0.5. A hidden value of 3 was kept. What is it now?**
#
# <details><summary>A. 3</summary>
#
# ❌ Then the mean would be 1.5. Kept values grow.
#
# </details>
#
# <details><summary>B. 6</summary>
#
# ✅ Yes: 3 / (1 − 0.5), so that the mean stays 3.
#
# </details>
#
# <details><summary>C. 1.5</summary>
#
# ❌ Divide by 1 − p, do not multiply by it.
#
# </details>
#
# **7. You use a network trained with dropout to answer a question. How many of its 64 hidden units take part?**
#
# <details><summary>A. About 32.</summary>
#
# ❌ Only while training. In eval() none is dropped.
#
# </details>
#
# <details><summary>B. All 64.</summary>
#
# ✅ Yes. Dropout makes the training noisy, not the network smaller.
#
# </details>
#
# <details><summary>C. Those that survived the training.</summary>
#
# ❌ None is lost for good: each batch draws anew.
#
# </details>
#
# **8. A friend tries 50 settings on the test set and reports the best: 91%. What do you say?**
#
# <details><summary>A. Well done, the test set is there to be used.</summary>
#
# ❌ Used to choose, it is a validation set. The best of 50 is lucky too.
#
# </details>
#
# <details><summary>B. On new examples I expect less: the 91% are partly luck.</summary>
#
# ✅ Yes, this is the optimism of choosing.
#
# </details>
#
# <details><summary>C. On new examples I expect more.</summary>
#
# ❌ Nothing makes luck grow on new examples.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 小测验
#
# **1. 一个网络的训练准确率是 100%。由此可知什么？**
#
# <details><summary>A. 它懂得了规律。</summary>
#
# ❌ 用随机标签训练的网络也是 100%，那里根本没有规律。
#
# </details>
#
# <details><summary>B. 它过拟合了。</summary>
#
# ❌ 不一定：3.1 里标签正确时，训练也是 100%，在新图像上照样不错。
#
# </details>
#
# <details><summary>C. 没看到新样本之前，什么也不知道。</summary>
#
# ✅ 对。在训练集上，真懂和死记硬背看上去一模一样。
#
# </details>
#
# **2. 验证集是用来做什么的？**
#
# <details><summary>A. 把最后一层再训练一点。</summary>
#
# ❌ 那叫微调。没有一个权重是在验证集上训练的。
#
# </details>
#
# <details><summary>B. 选超参数，例如 λ、p、什么时候停。</summary>
#
# ✅ 对。正因为用它来挑选，它给出的成绩会略微偏高。
#
# </details>
#
# <details><summary>C. 报告最后的成绩。</summary>
#
# ❌ 那是测试集的任务：最后，一次。
#
# </details>
#
# **3. 训练误差低，验证误差高。什么有帮助？**
#
# <details><summary>A. 更多的训练样本。</summary>
#
# ✅ 对。有了 500 个样本，多项式那个 U 形的右臂就平了。
#
# </details>
#
# <details><summary>B. 训练更多周期。</summary>
#
# ❌ 这是过拟合，再训练只会更严重。
#
# </details>
#
# <details><summary>C. 更高的多项式次数。</summary>
#
# ❌ 更复杂，就会更紧地追随噪声。
#
# </details>
#
# **4. 周期 0 到 4 的损失是 5、3、4、3.5、3.2。耐心值 3，规则是“没有刷新最好成绩”。会怎样？**
#
# <details><summary>A. 继续：从周期 2 起损失一直在降。</summary>
#
# ❌ 是在降，但始终没有低于最好的 3。规则是和最好的比。
#
# </details>
#
# <details><summary>B. 停在周期 4，回到周期 1。</summary>
#
# ✅ 对。周期 2、3、4 都没有胜过周期 1 的 3。
#
# </details>
#
# <details><summary>C. 停在周期 2，第一次上升的地方。</summary>
#
# ❌ 耐心值 3 是指三个周期没有刷新最好成绩，不是一个。
#
# </details>
#
# **5. 除了照常更新，权重衰减每一步还对权重做了什么？**
#
# <details><summary>A. 减去一个固定的量，直到变成零。</summary>
#
# ❌ 那是 L1，它会造出精确的零。
#
# </details>
#
# <details><summary>B. 乘以 1 − ηλ。</summary>
#
# ✅ 对：拿走的是一个比例，所以几乎到不了零。
#
# </details>
#
# <details><summary>C. 以概率 λ 把它置 0。</summary>
#
# ❌ 这像 DropConnect，而且 λ 不是概率。
#
# </details>
#
# **6. p = 0.5，隐藏值 3 被保留了。现在它是多少？**
#
# <details><summary>A. 3</summary>
#
# ❌ 那样平均值就只有 1.5。保留的值要变大。
#
# </details>
#
# <details><summary>B. 6</summary>
#
# ✅ 对：3 / (1 − 0.5)，这样平均值仍是 3。
#
# </details>
#
# <details><summary>C. 1.5</summary>
#
# ❌ 要除以 1 − p，不是乘以它。
#
# </details>
#
# **7. 用一个带丢弃法训练出来的网络回答问题，64 个隐藏单元里有多少个参与？**
#
# <details><summary>A. 大约 32 个。</summary>
#
# ❌ 只有训练时才丢弃。在 eval() 里一个都不丢。
#
# </details>
#
# <details><summary>B. 64 个全部。</summary>
#
# ✅ 对。丢弃法让训练有噪声，并没有让网络变小。
#
# </details>
#
# <details><summary>C. 训练中幸存下来的那些。</summary>
#
# ❌ 没有谁会永远丢掉：每个批次都重新抽签。
#
# </details>
#
# **8. 朋友在测试集上试了 50 种设置，报告最好的：91%。你怎么说？**
#
# <details><summary>A. 干得好，测试集就是拿来用的。</summary>
#
# ❌ 用来挑选，它就成了验证集。50 个里最好的那个，也有运气。
#
# </details>
#
# <details><summary>B. 在新样本上我预计会低一些：91% 里有一部分是运气。</summary>
#
# ✅ 对，这就是挑选带来的乐观偏差。
#
# </details>
#
# <details><summary>C. 在新样本上我预计会更高。</summary>
#
# ❌ 运气不会在新样本上变得更好。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Words of this lesson

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 本课词汇

# %% slideshow={"slide_type": "skip"}
glossary.show(3)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Your exercises

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 你的练习

# %% slideshow={"slide_type": "skip"}
checks.progress(3)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Where to read on
#
# - Aston Zhang, Zachary Lipton, Mu Li, Alexander Smola, [*Dive into Deep Learning*](https://d2l.ai), on generalization, weight decay and dropout.
# - Ian Goodfellow, Yoshua Bengio, Aaron Courville, [*Deep Learning*](https://www.deeplearningbook.org) (2016), chapter 7, *Regularization for Deep Learning*.
# - Nitish Srivastava, Geoffrey Hinton, Alex Krizhevsky, Ilya Sutskever, Ruslan Salakhutdinov, [*Dropout: A Simple Way to Prevent Neural Networks from Overfitting*](https://jmlr.org/papers/v15/srivastava14a.html) (2014).
# - Li Wan, Matthew Zeiler, Sixin Zhang, Yann LeCun, Rob Fergus, *Regularization of Neural Networks using DropConnect* (2013).
# - Anders Krogh, John Hertz, *A Simple Weight Decay Can Improve Generalization* (1991).
# - Chiyuan Zhang, Samy Bengio, Moritz Hardt, Benjamin Recht, Oriol Vinyals, *Understanding Deep Learning Requires Rethinking Generalization* (2017): the experiment with random labels.
# - Lutz Prechelt, *Early Stopping – But When?* (1998).
# - Mikhail Belkin, Daniel Hsu, Siyuan Ma, Soumik Mandal, *Reconciling Modern Machine-Learning Practice and the Classical Bias–Variance Trade-Off* (2019): beyond the U.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 继续阅读
#
# - 阿斯顿·张、扎卡里·立顿、李沐、亚历山大·斯莫拉，[《动手学深度学习》（*Dive into Deep Learning*）](https://d2l.ai)，关于泛化、权重衰减和丢弃法的章节。
# - Ian Goodfellow、Yoshua Bengio、Aaron Courville，[《深度学习》（*Deep Learning*）](https://www.deeplearningbook.org)（2016），第 7 章，深度学习中的正则化。
# - Nitish Srivastava、Geoffrey Hinton、Alex Krizhevsky、Ilya Sutskever、Ruslan Salakhutdinov，[*Dropout: A Simple Way to Prevent Neural Networks from Overfitting*](https://jmlr.org/papers/v15/srivastava14a.html)（2014），丢弃法的原始论文。
# - Li Wan、Matthew Zeiler、Sixin Zhang、Yann LeCun、Rob Fergus，*Regularization of Neural Networks using DropConnect*（2013）。
# - Anders Krogh、John Hertz，*A Simple Weight Decay Can Improve Generalization*（1991）。
# - Chiyuan Zhang、Samy Bengio、Moritz Hardt、Benjamin Recht、Oriol Vinyals，*Understanding Deep Learning Requires Rethinking Generalization*（2017）：随机标签的实验出自这里。
# - Lutz Prechelt，*Early Stopping – But When?*（1998）。
# - Mikhail Belkin、Daniel Hsu、Siyuan Ma、Soumik Mandal，*Reconciling Modern Machine-Learning Practice and the Classical Bias–Variance Trade-Off*（2019）：U 形之外。
