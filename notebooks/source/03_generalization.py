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
# 3. **decide** whether an improvement is real or luck, and whether it was compared with the right thing.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# # 第 3 课 · 泛化（generalization）
#
# 一个网络，在见过的样本上可以全对，在新样本上却可能一无所知。
# 学完这一课，你能够：
#
# 1. 如实**评判**一个模型：训练集、验证集、测试集，K折交叉验证，早停；
# 2. 用权重衰减和丢弃法**约束**模型，并用一句话说清各自做了什么；
# 3. **判断**一次改进是真的还是运气，以及比较的对象选得对不对。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **Time.** The core: 85 minutes. Exercises and quiz: 40. Optional parts: 15. There is a break after 3.3. Parts marked
# “(optional)” can be left out: nothing in the core needs them.
#
# Run the cells from the top with Shift + Enter. Before
# each lab stands a question. Answer it first: a guess that turns out wrong is the moment at which you learn most.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **用时**。核心部分 85 分钟，练习和小测验 40 分钟，选读部分 15 分钟。3.3 节之后休息一次。标有“（选读）”的部分可以跳过，核心部分用不到它们。
#
# 用 Shift+Enter 从上往下逐格运行。每个实验前都有一个问题，请先作答：猜错的那一刻，往往就是学到最多的一刻。

# %% slideshow={"slide_type": "skip"}
import torch

from lesson_utils import datasets, from_scratch, glossary, predictions
from lesson_utils.language import use_edition
from lesson_utils.lessons.generalization import checks, claims, labs
from lesson_utils.training import Setting, fit, k_fold

torch.set_printoptions(sci_mode=False, precision=4)
use_edition("en")

# %% slideshow={"slide_type": "skip"}
data = datasets.digits(seed=0)
{part: len(getattr(data, f"{part}_labels")) for part in ("train", "validation", "test")}

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.1 What is generalization?
#
# Two pupils prepare for an exam. One learns the answers of the exercise book by heart. The other works out
# why they are right. On the exercise book both score 100%. The exam has new questions.
#
# A deep learning model has the goal of the second pupil. From its examples it should pick up **patterns** that also
# hold for examples it has never seen.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.1 什么是泛化？
#
# 两个学生备考。一个把习题集的答案全背下来；另一个弄懂了答案为什么对。做习题集，两人都是 100 分。
# 可是考试出的是新题。
#
# 深度学习模型的目标和第二个学生一样：从样本中发现潜在的**规律**，这些规律在没见过的样本上也成立。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** Which numbers are even? Two pupils train on 1, 2, 3, 4. The first has a memory: it stores the four
# answers, and says “odd” to every other number. The second has a rule: it looks at the remainder. Mark both on the
# training examples, and then on 5, 6, 7, 8. The cell prints two shares of right answers for each.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。哪些数是偶数？两个学生用 1、2、3、4 来训练。第一个靠记忆：存下这四个答案，遇到别的数一律说“奇数”。
# 第二个靠规律：看余数。先用训练样本考他们，再用 5、6、7、8 考。下面为每人打印两个答对的比例。

# %%
answers = {1: False, 2: True, 3: False, 4: True}


def memory(number):
    return answers.get(number, False)


def rule(number):
    return number % 2 == 0


def share_right(pupil, numbers):
    return sum(pupil(number) == (number % 2 == 0) for number in numbers) / len(numbers)


[(share_right(pupil, [1, 2, 3, 4]), share_right(pupil, [5, 6, 7, 8])) for pupil in (memory, rule)]

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# So there are two errors. Let $f$ be the model, $\ell$ the loss of one example, $n$ the number of training examples.
#
# - The **training error** (训练误差) is the mean loss on the examples it was trained on,
#   $\frac{1}{n}\sum_{i=1}^{n} \ell(f(x_i), y_i)$.
# - The **generalization error** (泛化误差) is the loss that we must expect on new examples, $E[\ell(f(x), y)]$. $E$ is
#   the expected value (期望): the mean over all examples that may come. It is also called generalization loss (泛化损失).
#
# The first can be computed. The second can only be estimated, on examples that the model has not seen. That estimate
# is the validation error. Most pictures of this lesson show it, as a loss or as an accuracy.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 所以有两种误差。记模型为 $f$，一个样本的损失为 $\ell$，训练样本数为 $n$。
#
# - **训练误差**（training error）是在训练过的样本上的平均损失，$\frac{1}{n}\sum_{i=1}^{n} \ell(f(x_i), y_i)$。
# - **泛化误差**（generalization error）是在新样本上可以预期的损失，$E[\ell(f(x), y)]$，也叫**泛化损失**（generalization loss）。
#   $E$ 表示期望（expected value）：对所有可能遇到的样本取平均。
#
# 前者可以算出来；后者只能估计，要用模型没见过的样本来估计。这个估计值就是验证误差；本课的多数图画的都是它，有时用损失表示，有时用准确率表示。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: labels without any pattern
#
# We take 100 images of handwritten digits and 256 hidden units: $65 \cdot 256 + 257 \cdot 10 = 19210$ parameters
# (counted as in lesson 2). The slider replaces a share of the training labels by labels drawn at random. At 100% there
# is nothing to discover.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：毫无规律的标签
#
# 取 100 张手写数字图片，256 个隐藏单元：$65 \cdot 256 + 257 \cdot 10 = 19210$ 个参数（数法见第 2 课）。
# 滑块把一部分训练标签换成随机抽取的标签。到 100% 时，就没有任何规律可学了。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# A line is the mean of five networks, and the band around it is its 95% interval (1.1).

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 图中的线是五个网络的平均，阴影带是它的 95% 置信区间（1.1 节）。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Predict first.** At 100% random labels, how many training examples will the network get right? How many new ones?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **先预测，再动手**。标签 100% 随机时，网络能答对多少训练样本？多少新样本？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.random_labels(share=1.0)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** On the right the blue line stays at 100% wherever the slider stands: the network can learn any
# 100 labels by heart. The orange line falls to 10%, which is guessing among ten digits.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。看右图：不管滑块在哪里，蓝线都停在 100%：任意 100 个标签，网络都背得下来。橙线一路降到 10%，
# 等于在十个数字里随机猜测。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# So a training accuracy of
# 100% alone says nothing. Knowledge and memory look the same on the training set.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 所以单看训练准确率 100%，什么也说明不了：在训练样本上，真懂和死记硬背看上去一模一样。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Ask for guesses by show of hands, then move the slider slowly from 0% to 100%. On the right the blue line
# does not move.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 先让学生举手猜，再把滑块从 0% 慢慢移到 100%。右图的蓝线一动不动。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# In this course a sentence such as “it is no better than guessing” is a **claim** (论断). Both sides are measured with
# the same seeds, twenty or more, and lesson 1.1 has shown how differences become a mean and its 95% confidence interval.
# If the interval contains 0, we could not measure a difference. To say “no difference that matters”, the whole interval
# must lie inside a margin that we name beforehand: the grey stripe of the picture.
#
# The seeds of the labs chose the settings that we talk about. The claims use other seeds, so the luck that made a
# setting look good in a lab does not count here. A seed deals the examples anew and draws the first weights. It always
# deals from the same pool of 1,300 images: the interval speaks of these images, and of no other data.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 在这门课里，“和随机猜测没有差异”这样的句子叫作一个**论断**（claim）。两边用同样的一批种子（至少二十个）各测一遍；
# 这些差值怎样变成均值和 95% 置信区间，第 1 课 1.1 节已经讲过。区间里有 0，就说明没有测出差异。
# 想说“没有值得在意的差异”，整个区间必须落在事先说定的**容许范围**（margin）之内，也就是图中的灰色竖带。
#
# 实验用的种子帮我们选定了要讨论的设置。论断用的是另外的种子，所以在实验里碰巧显得好的运气，在这里不算数。
# 换一个种子，就重新分配样本、重新抽取初始权重；但样本总是来自同样的 1300 张图片。
# 区间说的只是这些图片，不是别的数据。

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("random_labels_teach_nothing")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: which wrong labels does it believe?
#
# From here on we train on 200 digits, and a fifth of these labels are **wrong**, on purpose: 40 images carry the label
# of another digit. There is something here that should not be learned.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：哪些错误标签，它信了？
#
# 从这里起，我们用 200 张手写数字图片来训练，其中五分之一的标签是故意写**错**的：有 40 张图片，标的是别的数字。
# 这里面有不该学会的东西。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Only training labels are wrong. Every label of
# the validation set and of the test set is right.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 错的只有训练集（training set）的标签；验证集（validation set）和测试集（test set）的标签全都正确。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# The lab shows the 40 images. After each training we ask the network about them: does it repeat the wrong label, does
# it give the true one, or something else?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 这个实验画出那 40 张图片。每次训练之后，就拿它们去考网络：它照抄错误的标签，认出真实的数字，还是给出别的答案？

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# There are three sliders: the number of epochs, $\lambda$ and $p$. Sections 3.4 and 3.5 explain the last
# two. Leave these two at 0 for now, and come back later.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 三个滑块：训练周期数，以及 $\lambda$ 和 $p$（3.4 和 3.5 节再讲）。这两个先留在 0，学完再回来。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Predict first.** After 80 epochs, how many of the 40 wrong labels will it repeat? And after 10?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **先预测，再动手**。80 个周期之后，40 个错误标签里它会重复多少个？10 个周期之后呢？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.mislabelled()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** After 10 epochs the network gives most of these images their true digit, against its own label.
# After 80 epochs it repeats about three quarters of the wrong labels. That is **overfitting**, made visible.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。10 个周期之后，大多数图片，它答的是真实的数字，不是标上的数字。
# 80 个周期之后，大约四分之三的错误标签它照样重复。这就是看得见的**过拟合**（overfitting）。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# At 10 epochs it has learned what digits look like, and not yet the exceptions. At 80 it has learned by heart what no
# pattern explains.
#
# This also explains a strange sight in the pictures to come: for many epochs the training loss lies above the
# validation loss. A network that answers rightly pays for each wrong label in the training set, and the validation set
# has none.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 10 个周期时，它已经学会数字长什么样，还没来得及记住例外；到了 80 个周期，没有规律可循的东西，它也背了下来。
#
# 这也解释了后面图中一个奇怪的现象：有很多个周期，训练损失比验证损失还高。网络答得越对，训练集里的错误标签就让它付出越多代价；
# 而验证集里没有错误标签。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Let the class read some of the images themselves before the answers appear. Then move the epochs from 10 to 80.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 答案出现之前，先让学生自己认几张图片。然后把训练周期数从 10 移到 80。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.2 How to judge it
#
# | part | like | what for | how often |
# |---|---|---|---|
# | training set | exercise book | learn the parameters $W$, $b$ | every step |
# | validation set | mock exam | choose the hyperparameters | every choice |
# | test set | final exam | report | **once** |
#
# **Parameters** are what training learns. **Hyperparameters** (超参数) are what you choose before: the learning rate, the
# number of hidden units, when to stop, and two that this lesson brings, $\lambda$ (3.4) and $p$ (3.5).

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.2 如何判断泛化能力
#
# | 部分 | 好比 | 用来做什么 | 用多少次 |
# |---|---|---|---|
# | 训练集 | 习题集 | 学参数 $W$、$b$ | 每一步 |
# | 验证集 | 模拟考 | 选超参数 | 每次做选择 |
# | 测试集 | 高考 | 报告成绩 | **一次** |
#
# **参数**是训练学出来的。**超参数**（hyperparameter）是你事先选定的：学习率、隐藏单元数、什么时候停下，
# 还有这一课的两个新成员：$\lambda$（3.4）和 $p$（3.5）。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Two sentences of the notes need a small correction.
#
# - “The validation set is used to fine-tune parameters.” It selects **hyper**parameters; no weight is ever
#   trained on it. And **fine-tuning** (微调) has come to mean something else: training an already trained model a
#   little more, on a new task.
# - “We cannot use the test set while developing, because it has no labels.” Ours has labels. It stays sealed
#   for another reason: whoever chooses by it gets a number that is too good. See for yourself.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 笔记里有两句话，需要稍作更正。
#
# - “验证集用来微调参数。”它选的是**超**参数；没有一个权重是在它上面训练的。而**微调**（fine-tuning）
#   如今另有所指：把已经训练好的模型，在新任务上再训练一点。
# - “不能拿测试集来调模型，因为没标签。”我们的测试集有标签。把它封起来，另有原因：谁用它来挑选，
#   谁得到的成绩就偏高。下面亲自验证。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** Two models toss a coin for every answer. You test both on 2 examples and report the better one.
# Each gets 0, 1 or 2 right with probability 1/4, 1/2, 1/4. Both know nothing, so the truth is 50%.
# What do you report on average? There are nine pairs of results, each with its probability:

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。两个模型都靠抛硬币答题。你用 2 个样本考它们，报告较好的那个。
# 每个模型答对 0、1、2 题的概率是 1/4、1/2、1/4。它们什么都不懂，真实水平是 50%。
# 平均来说，你会报告多少？一共有九种结果，各有各的概率：

# %%
chance = {0: 0.25, 1: 0.5, 2: 0.25}
reported = 0
for first in chance:
    for second in chance:
        reported += chance[first] * chance[second] * max(first, second) / 2
reported

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The mean report is 68.75%, that is 11/16, out of pure luck. The more models you try, the better the luckiest one looks.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 平均报告 68.75%，也就是 11/16，纯粹是运气。试的模型越多，最走运的那个就显得越好。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: the best of many
#
# 100 networks, trained on the same data, differ by luck alone: by first weights and order of batches. We report the
# score of the best one on a few examples, and then try it on others.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：百里挑一
#
# 100 个网络，数据相同，只是初始权重和小批量的顺序不同：差异只来自运气。
# 我们用少量样本挑出得分最高的一个，报告它的得分，再让它去答别的样本。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Both groups come from the validation set: the test set stays sealed.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 两组样本都来自验证集：测试集仍然封着。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Predict first.** From 1 model to 100, by how much will the reported accuracy rise? And the accuracy on new examples?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **先预测，再动手**。从 1 个模型到 100 个，报告的准确率会升多少？新样本上的准确率呢？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.best_of_many(models=100)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** A single model reports what it is worth, about 80%. The best of 100, chosen on 50 examples,
# reports almost 90%, and gets 82% on new examples. The gap is the **optimism** (乐观偏差) of choosing.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。只有一个模型时，报告的就是实际水平，约 80%。用 50 个样本从 100 个里挑，
# 报告将近 90%，新样本上却只有 82%。这个差距就是**乐观偏差**（optimism）。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# More examples
# to decide by make it smaller, but never zero. A test set that has been used to choose has become a validation set. So
# choose on the validation set, open the test set **once**, and report what it says.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 用来挑选的样本越多，差距越小，但不会变成零。测试集一旦用来挑选，就成了验证集。
# 所以：用验证集挑选，测试集只打开**一次**，它说多少就报告多少。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Set 20 examples and 100 models: the optimism passes ten points. Then 250 examples. What would you report?

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 选 20 个样本、100 个模型：报告值高出十个百分点以上。再换成 250 个样本。你会报告多少？

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The same with other data, the best of 10 networks each, chosen on 50 examples:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 换一批数据再来一次，每次从 10 个网络里用 50 个样本挑最好的：

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("best_of_many_is_optimistic")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Where does the validation set come from?
#
# We hold a part of the training data back. That part is lost for training, and if it is small, it judges badly.
# **K-fold cross-validation** (K折交叉验证) lets every part take its turn: cut the data into $K$ folds and train $K$
# times, each time with another fold as validation set. With the scores $s_1, \dots, s_K$ report
#
# $$\bar{s} = \frac{1}{K} \sum_{k=1}^{K} s_k.$$

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 验证集从哪里来？
#
# 从训练数据里留出一部分。留出的部分就不能用来训练了；留得太少，又判不准。
# **K折交叉验证**（K-fold cross-validation）让每一份轮流上场：把数据切成 $K$ 折，训练 $K$ 次，
# 每次换一折当验证集。得分记为 $s_1, \dots, s_K$，报告平均分
#
# $$\bar{s} = \frac{1}{K} \sum_{k=1}^{K} s_k.$$

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** 7 examples, 3 folds. The sizes are 3, 2, 2: as equal as whole numbers can be. Each row below is one
# training: first the examples that train, then the fold that validates. Every number is in exactly one fold.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。7 个样本，3 折。大小是 3、2、2：整数能做到的最平均。下面每一行是一次训练：
# 前面是用来训练的样本，后面是用来验证的那一折。每个编号恰好出现在一折里。

# %%
[(train.tolist(), fold.tolist()) for train, fold in k_fold(7, 3, seed=0)]

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 3.1: The sizes of the folds
#
# Write a function that returns the size of each fold: `fold_sizes(10, 3)` is `[4, 3, 3]`, the larger ones first.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 3.1：每一折有多大
#
# 写一个函数，返回每一折的大小：`fold_sizes(10, 3)` 是 `[4, 3, 3]`，大的在前。

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
# ### Lab: every fold takes its turn
#
# 200 digits, here with right labels. Orange is the fold that validates, blue are the examples that train. On the right
# each dot is the score of one fold, and each bar the mean over the folds.
#
# **Predict first.** With a larger $K$, will the scores of the single folds lie closer together or further apart? And
# their means, over five ways to shuffle?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：每一折轮流上场
#
# 200 张手写数字图片，这里标签都是对的。橙色是用来验证的那一折，蓝色是用来训练的样本。右图中，每个点是一折的得分，每条横线是各折的平均。
#
# **先预测，再动手**。$K$ 变大，各折单独的得分会更集中还是更分散？换五种打乱方式，它们的平均值呢？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.k_fold_map(folds=10)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** At $K = 20$ a fold holds 10 examples: one mistake more costs ten points, and the dots scatter
# widely. Their mean hardly moves, since all 200 examples have validated once. Never trust a single fold.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。$K = 20$ 时一折只有 10 个样本：多错一个就掉十个百分点，点散得很开。可是它们的平均值几乎不动，
# 因为 200 个样本都当过一次验证集。所以别只信其中一折。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The price
# is $K$ trainings. $K = 5$ and $K = 10$ are common.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 代价是要训练 $K$ 次。常用的是 $K = 5$ 和 $K = 10$。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### The leak
#
# A score is honest only if nothing about the examples that judge has reached the model. In lesson 1 you set thresholds
# by hand while you looked at the 40 flowers that then scored them. Such a **leak** (数据泄漏) is seldom so easy to see. Look at this experiment:
# 40 examples, 500 features, labels from a coin. We keep the 10 features that go best with the labels, and then cross-validate
# carefully, five folds:

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 数据泄漏
#
# 模型对评判它的样本一无所知，得分才可信。第 1 课里，手调阈值用的，正是给它打分的那 40 朵花。
# 这种**数据泄漏**（leak）往往没有这么显眼。请看这个实验：40 个样本，500 个特征，标签是抛硬币得来的。
# 我们留下与标签最相关的 10 个特征，然后认认真真做五折交叉验证：

# %%
from lesson_utils.lessons.generalization.selection import best_columns, nearest_mean

random = torch.Generator().manual_seed(0)
inputs = torch.randn(40, 500, generator=random)
labels = torch.randint(2, (40,), generator=random)
columns = best_columns(inputs, labels, 10)
scores = [nearest_mean(inputs[:, columns], labels, *parts) for parts in k_fold(40, 5)]
sum(scores) / 5

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# The score is far above one half: most held-out coins are “predicted”. There is nothing to predict: the truth is 50%. `nearest_mean` is innocent. It trains on four
# folds (one mean for each class) and is scored on the fifth. Where is the leak?

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 得分远高于一半：留出的硬币大多“预测”对了。可是这里什么规律也没有：真实水平是 50%。`nearest_mean` 没有问题：它在四折上训练（每个类别取一个均值），
# 在第五折上打分。泄漏在哪里？

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 3.2: Close the leak
#
# Write the score of one fold so that the held-out examples stay unseen until they judge. `train` and `held_out` are
# positions of examples. `inputs` has a row for each example, and `labels` is 0 or 1. Keep ten columns, as above: `best_columns(inputs, labels, 10)`
# returns their numbers. `nearest_mean(inputs, labels, train, held_out)` returns the share of right answers.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 3.2：堵住泄漏
#
# 写出一折的得分，使留出的样本在打分之前完全不被看到。`train` 和 `held_out` 是样本的编号。
# `inputs` 每行一个样本，`labels` 是 0 或 1；仍然留十列：`best_columns(inputs, labels, 10)` 返回这十列的列号，
# `nearest_mean(inputs, labels, train, held_out)` 返回答对的比例。

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def honest_score(inputs, labels, train, held_out):
    return ...


checks.honest_score(honest_score)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# `best_columns(inputs, labels, 10)` has looked at all 40 labels, also at those that judge later. Let it see
# `inputs[train]` and `labels[train]` alone.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# `best_columns(inputs, labels, 10)` 看过全部 40 个标签，连之后用来打分的也看了。只让它看 `inputs[train]` 和 `labels[train]`。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def honest_score(inputs, labels, train, held_out):
#     columns = best_columns(inputs[train], labels[train], 10)
#     return nearest_mean(inputs[:, columns], labels, train, held_out)
#
#
# checks.honest_score(honest_score)
# ```
#
# Choosing features is a part of the training. It belongs inside the loop over the folds, and the score falls to about
# 50%. The same holds for scaling, for filling gaps and for choosing hyperparameters.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def honest_score(inputs, labels, train, held_out):
#     columns = best_columns(inputs[train], labels[train], 10)
#     return nearest_mean(inputs[:, columns], labels, train, held_out)
#
#
# checks.honest_score(honest_score)
# ```
#
# 挑选特征也是训练的一部分，要放在各折的循环里面做，得分就会回到 50% 左右。数据缩放、填补缺失值、选超参数，都是如此。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Too simple, too complex
#
# - **Underfitting** (欠拟合): the model is too simple for the pattern. Training and validation error are both high.
# - **Overfitting** (过拟合): the model also fits the noise of its examples. The training error is low, the validation
#   error high.
#
# A polynomial of degree $k$, $\hat{y} = w_0 + w_1 x + \dots + w_k x^k$, has $k + 1$ parameters: a dial for complexity.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 太简单，太复杂
#
# - **欠拟合**（underfitting）：模型太简单，学不到规律。训练误差和验证误差都高。
# - **过拟合**：模型把样本里的噪声也拟合了进去。训练误差低，验证误差高。
#
# $k$ 次多项式 $\hat{y} = w_0 + w_1 x + \dots + w_k x^k$ 有 $k + 1$ 个参数：它就是一个调节复杂度的旋钮。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** A line has 2 parameters, so it runs exactly through any 2 points. Its training error is 0, whatever the
# noise. Through (0, 1) and (1, 3) runs $y = 1 + 2x$. Degree 19 does the same to 20 points. The cell solves
# $w_0 + 0 w_1 = 1$ and $w_0 + 1 w_1 = 3$:

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。直线有 2 个参数，所以总能正好穿过任意 2 个点。不管噪声多大，它的训练误差都是 0。
# 穿过 (0, 1) 和 (1, 3) 的是 $y = 1 + 2x$。19 次多项式对 20 个点，也是如此。下面解的是
# $w_0 + 0 w_1 = 1$ 和 $w_0 + 1 w_1 = 3$：

# %%
columns = torch.tensor([[1.0, 0.0], [1.0, 1.0]])
torch.linalg.solve(columns, torch.tensor([1.0, 3.0]))

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: degree and number of examples
#
# The true curve is a cubic, $y = x - 2x^2 + 3x^3$, and each point carries noise of standard deviation 0.3. Twenty data
# sets are drawn, and a polynomial is fitted to each.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：多项式次数与样本数
#
# 真实规律是三次函数 $y = x - 2x^2 + 3x^3$，每个点再加上标准差为 0.3 的噪声。抽二十份数据，每份拟合一条多项式。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# All twenty fits are shown faintly, one of them strongly. On the right a line is the median of the twenty errors; the band
# holds the middle half of them.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 二十条曲线都淡淡地画出来，其中一条画得醒目。右图的线是二十个误差的中位数，阴影带包含居中的一半。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Predict first.** Which degree will have the lowest validation error? What happens to the training error beyond it?
# What happens to the twenty curves? And what will 500 examples change?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **先预测，再动手**。哪个次数的验证误差最低？过了它，训练误差会怎样？二十条曲线会怎样？样本增加到 500 个，又会有什么变化？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.polynomial_fit(degree=12)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** Here is the famous picture: complexity to the right, error upwards. The training error only ever
# falls. The validation error is a **U** with its bottom at degree 3, the degree of the true curve.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。这就是那张有名的图：横轴是模型复杂度，纵轴是误差。训练误差一路下降；验证误差是一个 **U** 形，
# 谷底在 3 次，正是真实规律的次数。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Left of it we
# underfit: all twenty fits agree, and all are wrong in the same way. That is called **bias** (偏差). Right of it we
# overfit: each data set gives another curve. That is called **variance** (方差). With 500 examples the right arm of the
# U lies flat: more data is the best cure. Even the best model keeps an error of about 0.09. That is the noise, $0.3^2$.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 谷底左边是欠拟合：二十条曲线很一致，却错得一样，这叫**偏差**（bias）。
# 谷底右边是过拟合：换一份数据就换一条曲线，这叫**方差**（variance）。有了 500 个样本，U 形的右半边就变平了：
# 数据多，就是最好的药。再好的模型也还剩约 0.09 的误差：那就是噪声，$0.3^2$。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Go to degree 19 with 20 examples: the curve runs through every point. Then add examples and watch the bundle close.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 先到 19 次、20 个样本：曲线穿过每一个点。再增加样本，看这一束曲线慢慢收拢。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Is more complexity always worse? No.
#
# The U is a picture, not a law. A network's width is a dial for complexity too: on our 200 digits, 512 hidden units have
# eight times the weights of 64. Does the loss rise?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 越复杂就一定越差吗？不是。
#
# U 形只是一幅图，不是定律。网络的宽度也是复杂度的旋钮：用我们的 200 张图片，512 个隐藏单元的权重是 64 个的八倍。
# 损失会升高吗？

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# We compare after the last epoch, and once more with each network at its own best
# epoch. Learning rate and epochs are the same for all, so this is the effect of width under one way of training, and not of capacity
# alone.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 我们先比最后一个周期，再让每个网络都取自己最好的周期来比。学习率和周期数都相同，
# 所以这里比的是“同一种训练方式下宽度的作用”，而不单单是模型容量。

# %% tags=["claim"] slideshow={"slide_type": "fragment"}
claims.show("too_narrow_underfits", "wider_is_not_worse", "wider_is_not_worse_at_its_best")

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Too narrow underfits. Wider is not worse: after the last epoch the wide network is ahead, and with both at their best
# epoch the difference is small. (That epoch is chosen on the examples that score it; exercise 3.4 mends this.) Why does the right arm of the U not rise? One explanation under study: among the many ways to fit the training set, gradient descent from small
# weights finds a rather smooth one. Beyond the point where a model can just fit every example, the error can even fall
# a second time: **double descent** (双下降), an active field of research. Is there a U anywhere in
# networks? You will predict it, and then see, in 3.3, 3.4 and 3.5.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 太窄会欠拟合；更宽却没有更差：训练到最后一个周期时，宽的网络领先；两者都取各自最好的周期时，差异就很小了。（这个周期是用打分的同一批样本挑出来的，练习 3.4 会改正。）U 形的右半边为什么不翘起来？一种正在研究的解释是：
# 能拟合训练集的方式很多，而从小的权重出发，梯度下降会找到其中比较平滑的一种。模型刚好能拟合每个样本之后，
# 继续加大，误差甚至会第二次下降，这叫**双下降**（double descent），是活跃的研究方向。
# 那么在网络里，U 形会不会出现在别处？3.3、3.4、3.5 节先预测，再看。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.3 Early stopping
#
# We watch the validation set while we train. As long as its loss falls, the network learns patterns. When the loss no longer
# falls, we stop, before learning by heart does more harm than good. This is **early stopping** (早停).

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.3 早停
#
# 训练时，一边训练，一边盯着验证集。它的损失还在降，网络就还在学规律；一旦不再下降，就停下来，
# 不等到死记硬背弊大于利。这就是**早停**（early stopping）。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# ### Lab: watch the validation loss
#
# **Predict first.** The training loss keeps falling. What will the validation loss do over 80 epochs: fall, rise, or
# first fall and then rise?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# ### 实验：盯着验证损失
#
# **先预测，再动手**。训练损失会一路下降。80 个周期里，验证损失会怎样：下降，上升，还是先降后升？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.epochs()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** The blue line falls to the end, with small bumps. The orange line is a wide **U**: it falls until about
# epoch 25, stays nearly level until about 50, and then rises slowly.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。蓝线带着小的起伏，一直降到最后。橙线是一个宽宽的 **U** 形：到周期 25 左右为止一直下降，直到 50 左右几乎持平，之后慢慢升高。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Look at the single networks, drawn faintly: each has its own bumps, and its lowest point elsewhere. For
# about 30 epochs the training loss lies above the validation loss. Those are the wrong labels of the training set.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 再看淡淡画出的各个网络：每一个都有自己的起伏，最低点也各不相同。前 30 个周期左右，训练损失高于验证损失，那是训练集里的错误标签造成的。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### When exactly do we stop?
#
# A rule that is often taught: stop when the validation error has been higher than before for three **consecutive
# epochs** (连续周期). Higher than what? The sentence can be read in three ways. With a *patience* (耐心值) of 3:
#
# 1. three **rises in a row**: each epoch is worse than the one just before it;
# 2. three epochs in a row **without a new best**: none is better than the best so far;
# 3. as 2, and then **restore the best** weights.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 到底什么时候停？
#
# 常见的规则：验证误差在三个**连续周期**（consecutive epochs）里都比之前的高，就停止训练。比谁高？
# 这句话可以有三种读法。设**耐心值**（patience）为 3：
#
# 1. **连升**三次：每个周期都比紧挨着的前一个差；
# 2. 连续三个周期**没有新低**（没有刷新最好成绩）：没有一个比目前最好的更好；
# 3. 和 2 一样，再**恢复最好的**那组权重。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **By hand.** Take patience 3 and the losses below, for the epochs 0 to 8. The best is 3 at epoch 3. After it come 5, 4, 6.
# They never rise three times in a row, but for three epochs nothing beats the 3. The cell prints where the first rule
# stops, where the second stops, and which epoch the third restores.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **手算**。耐心值取 3，损失如下（周期 0 到 8）。最好的是周期 3 的 3。之后是 5、4、6：
# 从来没有连升三次，但已有三个周期没能胜过 3。下面依次打印：第一条规则停在哪里，第二条停在哪里，第三条恢复哪个周期。

# %%
from lesson_utils.lessons.generalization import stopping

losses = [9, 6, 7, 3, 5, 4, 6, 5, 7]
stopped = stopping.epochs_without_best(losses, 3)
stopping.stop_after_rises(losses, 3), stopped, stopping.best_until(losses, stopped)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The first rule never fires: it runs on to the last epoch, 8. The second stops at epoch 6. The third goes back to
# epoch 3.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 第一条规则一直没有触发，跑到了最后的周期 8。第二条停在周期 6。第三条回到周期 3。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 3.3: A rule for stopping
#
# Write the second rule. It returns the epoch (from 0) at which training stops, or the last epoch if nothing stops it.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 3.3：停止规则
#
# 写出第二条规则。返回训练停下的周期（从 0 开始数）；一直没停，就返回最后一个周期。

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
# 用两个变量：目前最好的损失，和之后等了几个周期。损失更低，等待就清零；否则加 1。
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
# These are the loss curves of ten real networks, and they are noisy. On the right stands the loss that each rule ends
# with: a dot for each network, a bar for the mean.
#
# **Predict first.** Which rule wins with patience 3? Which one hardly ever stops with patience 10?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：三条规则赛跑
#
# 这是十个网络真实的损失曲线，起伏不小。右图是每条规则最后得到的损失：每个点是一个网络，竖线是平均。
#
# **先预测，再动手**。耐心值为 3 时哪条规则赢？耐心值为 10 时，哪条规则几乎停不下来？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.early_stopping()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** Waiting for rises in a row is a matter of luck: noise breaks the row, and from patience 5 on
# the rule hardly ever fires. Whoever does not go back keeps the weights of a bad epoch.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。等“连升”要碰运气：噪声一打断就得重数，耐心值到 5 以上，这条规则几乎不再触发。
# 不回头，留下的就是一个糟糕周期的权重。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Restoring the best has the
# lowest mean, at patience 3 and above. And three epochs are too impatient here: an early wobble ends the training.
# Patience 10 is better.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 耐心值不小于 3 时，“恢复最好的权重”这条规则的平均损失最低。
# 而且三个周期在这里太急：早期的一次抖动就结束了训练。耐心值 10 更好。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 3.4: A fair judge
#
# The restored epoch was chosen on the validation set, so its loss is a little too good (3.2). A fair judge splits the
# validation set: `watched` are the losses on one half, `reported` those on the other half, epoch by epoch. Stop by the second
# rule, restore the best epoch, both on the half that is watched. Return the loss of that epoch on the other half.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 3.4：公平的裁判
#
# 恢复哪个周期，是用验证集挑出来的，所以它的损失略微偏乐观（见 3.2）。公平的做法是把验证集分成两半：
# `watched` 是其中一半上各周期的损失，`reported` 是另一半上的。停止（第二条规则）和恢复最好的周期，都只看 `watched`。
# 返回那个周期在另一半上的损失。

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def fair_loss(watched, reported, patience):
    return ...


checks.fair_loss(fair_loss)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# `stopping.epochs_without_best(watched, patience)` is the epoch at which training stops, and
# `stopping.best_until(watched, stopped)` the one to restore. Where does `reported` come in? Only at the very end.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# `stopping.epochs_without_best(watched, patience)` 是训练停下的周期，
# `stopping.best_until(watched, stopped)` 是要恢复的周期。`reported` 什么时候用？只在最后一步。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def fair_loss(watched, reported, patience):
#     stopped = stopping.epochs_without_best(watched, patience)
#     return reported[stopping.best_until(watched, stopped)]
#
#
# checks.fair_loss(fair_loss)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def fair_loss(watched, reported, patience):
#     stopped = stopping.epochs_without_best(watched, patience)
#     return reported[stopping.best_until(watched, stopped)]
#
#
# checks.fair_loss(fair_loss)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### What early stopping is worth
#
# The seeds are fresh, the network is plain ($\lambda = 0$, $p = 0$). The first two rows compare 80 epochs with 35. The other two are judged fairly, as in
# exercise 3.4.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 早停值多少
#
# 新的种子，普通网络，$\lambda = 0$，$p = 0$。前两行拿 80 个周期和 35 个周期相比；后两行按练习 3.4 的办法公平评判。

# %% tags=["claim"] slideshow={"slide_type": "fragment"}
claims.show(
    "longer_fits_training", "longer_hurts_validation", "early_stopping_helps",
    "three_epochs_are_too_impatient",
)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# Longer training hurts; early stopping helps. A patience of 3 is too small.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 训练过久有害，早停有用；耐心值 3 太小。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Early stopping costs next to nothing: no extra training, and training even ends sooner. It has one hyperparameter of its own, the
# patience, and a generous one will do. So it is the **baseline** (基准) for the rest of the lesson. Whatever claims to cure overfitting has to beat a network that
# simply stopped in time, and not only one that was trained too long.
#
# In our training loop the third rule is one argument. `Setting()` is the network of most labs here: 64 hidden units,
# learning rate 0.5, batches of 50, at most 80 epochs. With patience 10 it stops ten epochs after its best, and `fit`
# returns it with the best weights restored. The cell prints the epoch at which it stopped, and its best epoch.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 早停几乎不花什么代价：不用多训练，训练甚至结束得更早。它自己只有一个超参数，就是耐心值，取得大一些就行。所以在这一课余下的部分，它就是**基准**（baseline）。
# 谁说自己能治过拟合，就得胜过一个及时停下的网络，而不只是胜过一个训练过久的网络。
#
# 在我们的训练循环里，第三条规则只是一个参数。`Setting()` 就是大多数实验里的那个网络：64 个隐藏单元，
# 学习率 0.5，每批 50 个，最多 80 个周期。耐心值为 10 时，它停在最好的周期之后十个周期；
# `fit` 返回的网络已经恢复了最好的权重。下面打印它停下的周期和它最好的周期。

# %% slideshow={"slide_type": "skip"}
network, run = fit(data, Setting(), seed=0, patience=10)
int(run.epochs[-1]), int(run.validation_loss[0].argmin())

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## Time for a break
#
# Half of the way is done. You can now judge a model. After the break you learn two ways to restrain one. Before you go: what must
# a new method be compared with, so that its gain counts?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 休息一下
#
# 路走了一半。你已经会评判一个模型；休息之后，学习两种约束模型的方法。走之前想一想：一种新方法要和什么比，它带来的改进才算数？

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.4 Weight decay
#
# **Idea.** Large weights let a network bend sharply around single examples.
# So we make large weights cost something: we add a **penalty term** (惩罚项) to the loss $L$,
#
# $$L + \frac{\lambda}{2} \lVert w \rVert^2, \qquad \lVert w \rVert^2 = w_1^2 + w_2^2 + \dots$$
#
# $\lambda$ is a hyperparameter: a small one restrains a little, a large one restrains much. This is **weight decay** (权重衰减). It should
# hold the model back from overfitting. The biases $b$ are left alone. Everything that restrains
# a model like this is called **regularization** (正则化); the penalty is also called the regularization term, and $\lambda$ its strength.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.4 权重衰减
#
# **想法**。权重一大，网络就能为迁就个别样本而剧烈变化。
# 那就让大的权重付出代价，在损失 $L$ 上加一个**惩罚项**（penalty term），
#
# $$L + \frac{\lambda}{2} \lVert w \rVert^2, \qquad \lVert w \rVert^2 = w_1^2 + w_2^2 + \dots$$
#
# $\lambda$ 小，约束就弱；$\lambda$ 大，约束就强。这就是**权重衰减**（weight decay）：
# 它要让模型不那么容易过拟合。偏置 $b$ 不受惩罚。凡是这样约束模型的做法，
# 统称**正则化**（regularization）；惩罚项也叫正则项，$\lambda$ 就是正则化系数。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# The gradient of the penalty is $\lambda w$, so one step of gradient descent with learning rate $\eta$ becomes
#
# $$w \leftarrow (1 - \eta\lambda)\, w - \eta\, \nabla L.$$
#
# Every weight shrinks by the same share, and the usual step is added. Hence the name: weights decay. The gradient
# $\nabla L$ is that of the old weights.
#
# **By hand.** $w = 2$, $\eta = 0.5$, $\lambda = 0.1$ and $\nabla L = 0$ give $(1 - 0.05) \cdot 2 = 1.9$.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# 惩罚项的梯度是 $\lambda w$，所以学习率为 $\eta$ 时，梯度下降的一步变成
#
# $$w \leftarrow (1 - \eta\lambda)\, w - \eta\, \nabla L.$$
#
# 每个权重都缩小同样的比例，再加上平常的一步。“衰减”的名字就是这么来的。$\nabla L$ 是在原来的权重处算的梯度。
#
# **手算**。$w = 2$，$\eta = 0.5$，$\lambda = 0.1$，$\nabla L = 0$，得到 $(1 - 0.05) \cdot 2 = 1.9$。

# %%
w, learning_rate, weight_decay = 2.0, 0.5, 0.1
(1 - learning_rate * weight_decay) * w

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Why the square?
#
# “So that we need no square root (平方根)” is the answer of the notes, and it is the smaller half of the reason.
# The larger half is the gradient:
#
# - of $\frac{1}{2}\lVert w \rVert^2$ it is $w$: large weights are pulled hard, small ones hardly at all;
# - of $\lVert w \rVert$ it is $w / \lVert w \rVert$: always of length 1, and at $w = 0$ it does not exist (0/0).
#
# For $w = (3, -4)$ the first is $(3, -4)$, the second $(0.6, -0.8)$. Autograd agrees, and shows NaN at 0:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 为什么用平方？
#
# “为了不用开平方（求平方根，square root）”，笔记这么说。这只是理由中较小的一半。较大的一半在于梯度：
#
# - $\frac{1}{2}\lVert w \rVert^2$ 的梯度是 $w$：对大的权重拉得狠，对小的几乎不拉；
# - $\lVert w \rVert$ 的梯度是 $w / \lVert w \rVert$：长度总是 1，而且在 $w = 0$ 处不存在（0/0）。
#
# 对 $w = (3, -4)$，前者是 $(3, -4)$，后者是 $(0.6, -0.8)$。自动求导的结果一致，在 0 处则给出 NaN：

# %% slideshow={"slide_type": "skip"}
def half_square(w):
    return (w**2).sum() / 2


def norm(w):
    return (w**2).sum().sqrt()


def gradient(penalty, w):
    w = torch.tensor(w, requires_grad=True)
    penalty(w).backward()
    return w.grad


[gradient(penalty, w) for penalty in (half_square, norm) for w in ([3.0, -4.0], [0.0, 0.0])]

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 3.5: One step with weight decay
#
# Write one step. Do not change `w` in place: return the new weights.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 3.5：带权重衰减的一步
#
# 写出这一步。不要就地修改 `w`，请返回新的权重。

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
# In PyTorch the argument `weight_decay` of `torch.optim.SGD` is exactly this $\lambda$. Both give the same step. The
# loss here is the sum of the weights, so its gradient is $(1, 1)$.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 在 PyTorch 里，`torch.optim.SGD` 的参数 `weight_decay` 就是这个 $\lambda$。两边算出来的一步完全相同。
# 这里的损失是权重之和，所以梯度是 $(1, 1)$。

# %% slideshow={"slide_type": "skip"}
w = torch.tensor([2.0, -1.0], requires_grad=True)
by_formula = from_scratch.weight_decay_step(w.detach(), torch.tensor([1.0, 1.0]), 0.5, 0.1)
optimizer = torch.optim.SGD([w], lr=0.5, weight_decay=0.1)
w.sum().backward()
optimizer.step()
by_formula, w.detach()

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: move λ
#
# Our 200 digits again, a fifth of them with wrong labels. Every position of the slider is trained for real, five
# times over.
#
# **Predict first.** How will the validation loss after 80 epochs change from $\lambda = 0$ to $0.1$? Sketch it.
# Also: what will a large $\lambda$ do to the training loss, and to the histogram of the weights in the middle? Will any
# weight become exactly zero?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：调节 λ
#
# 还是那 200 张手写数字图片，五分之一的标签有错。滑块的每一档都真的训练了五个网络。
#
# **先预测，再动手**。从 $\lambda = 0$ 到 $0.1$，80 个周期后的验证损失会怎样变化？画出你的猜测。
# 再想一想：$\lambda$ 很大时，训练损失会怎样？中间那张权重的直方图呢？会有权重恰好变成零吗？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.weight_decay(weight_decay=0.005)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** As $\lambda$ grows, the training loss only rises: the network is held back. The validation loss is a
# **U**, lowest near $\lambda = 0.005$. At $\lambda = 0.1$ the network is so restrained that it underfits.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。随着 $\lambda$ 增大，训练损失只升不降：网络被拉住了。验证损失是一个 **U** 形，在 $\lambda = 0.005$ 附近最低；
# 到 $\lambda = 0.1$，约束太强，网络欠拟合。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The
# histogram gets narrower and narrower, and yet the number of exact zeros stays 0.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 直方图越来越窄，可是恰好为零的权重始终是 0 个。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Pin λ = 0 first. Then the grey line stays as you move, and the line below the picture compares with it.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 先在 λ = 0 处按“保留这次结果”。之后移动滑块时灰线会留在图上，图下面那一行也会和它比较。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Against what was it compared?
#
# The first row compares two networks trained for 80 epochs: weight decay is clearly better.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 和什么比的？
#
# 第一行比较的两个网络都训练了 80 个周期：权重衰减明显更好。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# But 80 epochs are too many
# for the plain network, as 3.3 has shown. In the second row both stop at their best epoch (chosen on the examples that
# score it, so both losses are a little too good: exercise 3.4). The third row is a $\lambda$
# that is too large. The last one asks how much it costs to stop too late: how far the loss after 80 epochs lies above its lowest point.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 可是 3.3 节说过，对普通网络来说 80 个周期太多了。
# 第二行里，两个网络都停在各自最好的周期（用打分的同一批样本挑的，所以两个损失都略微偏乐观，见练习 3.4）。第三行是过大的 $\lambda$。最后一行问的是停晚了要付多少代价：80 个周期后的损失，比最低点高出多少。

# %% tags=["claim"] slideshow={"slide_type": "fragment"}
claims.show(
    "small_decay_helps", "decay_adds_nothing_to_early_stopping", "large_decay_hurts",
    "decay_forgives_late_stopping",
)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# On these data weight decay protects a network that is trained too long. To a network that stops in time it adds nothing.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 在这份数据上，权重衰减保护的是训练过久的网络。对一个及时停下的网络，它没有带来什么好处。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# (The plain network scores 0.74 in the lab and a little differently in each picture of claims. It is the same network;
# only the seeds differ.)
#
# Why do people use it all the same? Because early stopping is not always at hand. It needs a validation set and a good
# moment to stop, and a large model may see its data only once. With weight decay the moment matters less: stopping too late costs
# about half as much (the last row). And it lets you **control the complexity of a model more finely** than by adding or removing
# hidden units: $\lambda$ is a continuous dial.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# （普通网络在实验里是 0.74，在各张论断图里又略有不同。网络是同一个，不同的只是种子。）
#
# 那为什么大家还在用它？因为早停并不总是可行：它需要验证集，也需要找准停下的时机，而大模型往往每个样本只看一遍。
# 有了权重衰减，时机就不那么关键：停晚了，代价大约只有一半（最后一行）。它还能**更灵活地控制模型复杂度**：
# 增减隐藏单元只能一个一个来，$\lambda$ 却是一个可以连续调节的旋钮。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Does the brain do weight decay? (optional)
#
# “The brain clears out the useless connections between neurons. These connections correspond to the weights in
# our deep learning. By using weight decay to restrict the useless weights, we can avoid overfitting.” So say the notes.
#
# The image fits another method better: clearing out is **pruning** (剪枝), or an L1 penalty.
#
# **By hand.** Let $\eta\lambda = 0.1$, with no other gradient. The square takes 10% of every weight, so
# $1 \to 0.9$ and $0.05 \to 0.045$. L1 takes 0.1 from every absolute value but not below zero: $1 \to 0.9$ and $0.05 \to 0$.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 大脑也做权重衰减吗？（选读）
#
# 笔记里说：“大脑会清除没用的神经连接；神经连接可以类比为神经网络中的权重；使用权重衰减限制这些没用的连接，能避免过拟合。”
#
# 这个比喻更像另一种方法：清除连接，那是**剪枝**（pruning），或者 L1 惩罚。
#
# **手算**。设 $\eta\lambda = 0.1$，没有别的梯度。L2 惩罚使每个权重减少 10%，所以
# $1 \to 0.9$，$0.05 \to 0.045$。L1 使绝对值减少 0.1，减到 0 为止：$1 \to 0.9$，$0.05 \to 0$。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Let us count exact zeros on softmax regression for our digits (640 weights), with both penalties. First the squared one,
# as `weight_decay_step` does it. For L1 the step comes first, and then each weight moves towards 0 by $\eta\lambda$.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 用 Softmax 回归识别手写数字（640 个权重），两种惩罚都试一次，数一数有几个零。L2 就用 `weight_decay_step`；
# L1 先走平常的一步，再让每个权重向 0 移动 $\eta\lambda$。

# %% slideshow={"slide_type": "skip"}
import torch.nn.functional as F


def l1_step(W, grad, learning_rate, strength):
    W = W - learning_rate * grad
    return W.sign() * (W.abs() - learning_rate * strength).clamp(min=0)


zeros = []
for step in (from_scratch.weight_decay_step, l1_step):
    W = torch.randn(64, 10, generator=torch.Generator().manual_seed(0))
    for _ in range(300):
        error = torch.softmax(data.train_inputs @ W, dim=1) - F.one_hot(data.train_labels, 10)
        W = step(W, data.train_inputs.T @ error / len(error), 0.5, 0.01)
    zeros.append(int((W == 0).sum()))
zeros

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# L2 leaves no exact zero: every weight only shrinks by a share. L1 clears out most of them. But there is a link: after pruning, a
# network with decayed weights is the better one. We set the smallest 70% of each weight matrix to 0 and compare the validation accuracy.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# L2 一个精确的零都没有：每个权重只是按比例缩小。L1 清掉了大部分。不过两者确有联系：剪枝之后，权重衰减过的网络更好。
# 我们把每个权重矩阵里绝对值最小的 70% 设为 0，再比较验证准确率。

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("decay_survives_pruning")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Where did the norm go? (optional)
#
# A well-known textbook demonstration of weight decay: linear regression, 20 examples, 200 features, first weights
# drawn with standard deviation 1, $\eta = 0.003$. Without weight decay the validation error is terrible. With $\lambda = 3$ it is good.
#
# But look at what decays. 20 examples see only 20 of 200 directions. Along the other 180 the loss has **no**
# gradient: there the first weights just stay, of length $\sqrt{180} \approx 13.4$. Each step multiplies them by
# $1 - \eta\lambda = 1 - 0.009$, and after 400 steps they have shrunk to
#
# $$\sqrt{180} \cdot (1 - 0.009)^{400} = 0.36.$$

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 范数去哪儿了？（选读）
#
# 教科书里有一个出名的权重衰减演示：线性回归，20 个样本，200 个特征，初始权重的标准差是 1，$\eta = 0.003$。
# 没有权重衰减，验证误差很糟；$\lambda = 3$，就很好。
#
# 可是看看衰减掉的是什么。20 个样本只看得到 200 个方向中的 20 个。在另外 180 个方向上，损失**没有**梯度：
# 初始权重就留在那里，长度是 $\sqrt{180} \approx 13.4$。每一步把它们乘以 $1 - \eta\lambda = 1 - 0.009$，400 步之后缩成
#
# $$\sqrt{180} \cdot (1 - 0.009)^{400} = 0.36.$$

# %%
180**0.5, (1 - 0.009) ** 400, 180**0.5 * (1 - 0.009) ** 400

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: move the initial scale (optional)
#
# **Predict first.** If most of the gain is the decay of the first weights, what remains of it when they start at 0?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：调节初始权重的尺度（选读）
#
# **先预测，再动手**。如果好处大多来自初始权重的衰减，那么从 0 开始时，还剩多少好处？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.vanishing_norm()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** The dashed formula, which knows nothing of the data, lies on the measured norm. Started from
# zeros, both curves meet.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。虚线的公式对数据一无所知，却正好压在测出来的范数上。从零开始时，两条曲线会合。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Both reach an error of 0.022. A model that answers the mean of the training labels to everything is no worse: here nothing
# was learned with or without weight decay. (The claims below use other data, so their numbers differ a little.) The demonstration shows a bad start being forgotten, more than overfitting being cured.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 误差都是 0.022。对什么都回答训练标签平均值的模型，也并不更差：不管有没有权重衰减，这里什么都没学到，
# 权重衰减也就没有用武之地了。（下面的论断用的是另外的数据，所以数字略有不同。）
# 这个演示展示的，与其说是治好了过拟合，不如说是忘掉了一个糟糕的起点。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# **Is there a case where it cures what it is meant to cure?** Yes. 20 examples, 20 features, true weights of 0.2, noise of
# 0.5, starting from zeros, 300 epochs. Now there are just enough weights to reproduce the noise exactly, and they must
# grow large to do it. Weight decay prevents that. But the last row asks against what it was compared. A network without
# weight decay, stopped at its best epoch, is as good: what is left of the difference would not matter beside such a gain. Weight decay and early stopping are two ways to keep weights
# small; the first does not need to know when.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# **那有没有它真正治了病的例子**？有。20 个样本，20 个特征，真实权重 0.2，噪声 0.5，从零开始，300 个周期。
# 这时权重的个数刚好够把噪声一模一样地复现出来，为此权重必须变得很大；权重衰减不让它们变大。可是最后一行要问的是：和什么比的？
# 没有权重衰减、但停在最好周期的网络，同样好：和前面的好处相比，剩下的那点差别不值得在意。权重衰减和早停，是让权重保持较小的两种办法；前者不需要知道何时停下。

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show(
    "textbook_decay_helps", "textbook_decay_from_zeros", "fair_decay_helps",
    "fair_decay_is_as_good_as_stopping",
)

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.5 Dropout
#
# **Idea.** A good model should not react strongly to minor changes of its input. So we let it practise under noise. While
# training, **dropout** (丢弃法) switches off each hidden unit (a “neuron” of the notes) with probability $p$, anew for every
# example. That is one way to **inject noise** (注入噪声), and no unit can rely on one certain neighbour. A hidden
# value $h$ becomes (in brackets: how probable that is)
#
# $$h' = \begin{cases} 0 & (p), \\ \dfrac{h}{1 - p} & (1 - p). \end{cases}$$

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.5 丢弃法
#
# **想法**。好的模型，不该对输入的微小变化反应过度。那就让它在噪声里练习。训练时，**丢弃法**（dropout，又译暂退法、随机失活）
# 以概率 $p$ 关掉每个隐藏单元（笔记里叫神经元），每个样本都重新抽取。这是**注入噪声**（inject noise）的一种办法，
# 于是哪个单元都不能只依赖某一个固定的邻居。隐藏值 $h$ 变成（括号里是概率）
#
# $$h' = \begin{cases} 0 & (p), \\ \dfrac{h}{1 - p} & (1 - p). \end{cases}$$

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Why divide by $1 - p$?** So that the next layer gets the same on average. With $p = 0.2$ and $h = 10$: with
# probability 0.2 the value is dropped, with 0.8 it becomes $10 / 0.8 = 12.5$. On average
#
# $$E[h'] = p \cdot 0 + (1 - p) \cdot \frac{h}{1 - p} = h, \qquad 0.2 \cdot 0 + 0.8 \cdot 12.5 = 10.$$
#
# **By hand.** Let $h = 6$ and $p = 0.25$. What does a kept unit become, and what is the mean? The cell prints both.

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **为什么要除以 $1 - p$**？为了让下一层收到的平均值不变。设 $p = 0.2$，$h = 10$：
# 有 0.2 的概率被丢掉，有 0.8 的概率变成 $10 / 0.8 = 12.5$。平均下来
#
# $$E[h'] = p \cdot 0 + (1 - p) \cdot \frac{h}{1 - p} = h, \qquad 0.2 \cdot 0 + 0.8 \cdot 12.5 = 10.$$
#
# **手算**。设 $h = 6$，$p = 0.25$。保留下来的单元变成多少？平均是多少？下面打印这两个数。

# %%
h, p = 6, 0.25
kept = h / (1 - p)
kept, p * 0 + (1 - p) * kept

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### The table
#
# Two examples (rows), eight hidden units (columns). We draw uniform noise in $[0, 1)$ once. A unit is dropped where the
# noise is below $p$, and kept elsewhere.
#
# | $p$ | what happens | kept values | result |
# |---|---|---|---|
# | 0 | nothing is dropped | × 1 | unchanged |
# | 0.5 | about half is dropped | × 2 | zeros and doubled values |
# | 1 | everything is dropped | none left | zeros: no information passes |

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 三种情况
#
# 两个样本（行），八个隐藏单元（列）。先在 $[0, 1)$ 里均匀地抽一次噪声。噪声小于 $p$ 的单元丢弃，其余保留。
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
# ### Exercise 3.6: Impossible entries
#
# The notes print this result for $p = 0.5$ (the inputs are 0 to 15 as above). Some entries are **impossible**,
# whatever is dropped. Give the set of the inputs that cannot become what is printed.
#
# ```
# [[0,  4, 0,  8, 0, 12, 0, 14],
#  [0, 18, 0, 22, 0, 26, 0, 30]]
# ```

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# $p = 1$ 时，公式要除以 $1 - p = 0$（而 $0 / 0$ 是 NaN）：这是特殊情况，答案是全零。
#
# ### 练习 3.6：不可能的数
#
# 笔记给出了 $p = 0.5$ 时的结果（输入就是上面的 0 到 15）。其中有些数，不管丢掉哪些，
# 都是**不可能**的。哪些输入不可能变成印出来的样子？写成一个集合。
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
# 它们如果保留，应当是 2、6、10。7 → 14 和整个第二行都是对的。笔记一处说丢掉的是偶数位置，另一处说 1、3、5 被置 0：两句话不可能都对。何况丢弃是随机的：到下一个小批量，丢的又是另外一些。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 3.7: Dropout
#
# Now write dropout yourself. `noise` is drawn already. Keep an entry where the noise is at least `p`, and mind the case `p == 1`.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 3.7：丢弃法
#
# 现在自己写丢弃法。`noise` 已经抽好。噪声不小于 `p` 的位置保留；注意 `p == 1` 的情况。

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def dropout(X, p, noise):
    return ...


checks.dropout(dropout)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# `noise >= p` is a mask: multiplied with numbers it counts as 1 (keep) and 0 (drop).
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# `noise >= p` 是一个掩码：和数相乘时，它就是 1（保留）和 0（丢弃）。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def dropout(X, p, noise):
#     if p == 1:
#         return 0 * X
#     return (noise >= p) * X / (1 - p)
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
#     return (noise >= p) * X / (1 - p)
#
#
# checks.dropout(dropout)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: does the mean survive?
#
# One unit with $h = 2$. On the left: the mean of $h'$ over more and more draws. On the right: the same draws after the next
# unit, $\mathrm{relu}(h' - 1)$. Without dropout that is $\mathrm{relu}(2 - 1) = 1$.
#
# **Predict first.** Where does the left mean go as draws are added? And the right one: to 1 as well?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：平均值保得住吗？
#
# 一个隐藏单元，$h = 2$。左图：抽样次数越来越多时，$h'$ 的平均值。右图：同样的抽样，再经过下一个单元
# $\mathrm{relu}(h' - 1)$。没有丢弃时，它是 $\mathrm{relu}(2 - 1) = 1$。
#
# **先预测，再动手**。抽得越多，左边的平均值走向哪里？右边的呢，也走向 1 吗？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.expectation()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** $E[h'] = h$ holds exactly, right behind the dropout. Behind a non-linearity it does not: at
# $p = 0.2$ the right mean is $0.2 \cdot 0 + 0.8 \cdot (2.5 - 1) = 1.2$. So a trained network without dropout is only about the
# average of all the smaller networks that dropout can leave.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。紧跟在丢弃之后，$E[h'] = h$ 严格成立。经过一个非线性就不成立了：
# $p = 0.2$ 时，右边的平均值是 $0.2 \cdot 0 + 0.8 \cdot (2.5 - 1) = 1.2$。所以训练好之后不再丢弃的网络，
# 只是近似等于丢弃后各种子网络的平均。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 3.8: Keep the mean of what follows
#
# Suppose we want the right mean to survive: choose the kept value $k$ so that $0 \cdot p + (1 - p) \cdot \mathrm{relu}(k - 1)$ equals
# $\mathrm{relu}(h - 1) = h - 1$. Return $k$ for $h \ge 1$ and $p < 1$. What happens to $E[h']$ then?

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 3.8：保住后一层的平均值
#
# 假如我们想保住的是右边的平均值：请选择保留时的值 $k$，使 $0 \cdot p + (1 - p) \cdot \mathrm{relu}(k - 1)$ 等于
# $\mathrm{relu}(h - 1) = h - 1$。对 $h \ge 1$、$p < 1$ 返回 $k$。这时 $E[h']$ 又会怎样？

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def kept_value(h, p):
    return ...


checks.kept_value(kept_value)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# Solve $(1 - p)(k - 1) = h - 1$ for $k$. With $h = 2$ and $p = 0.2$ you get 2.25.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# 从 $(1 - p)(k - 1) = h - 1$ 解出 $k$。$h = 2$、$p = 0.2$ 时得到 2.25。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def kept_value(h, p):
#     return 1 + (h - 1) / (1 - p)
#
#
# checks.kept_value(kept_value)
# ```
#
# At $h = 2$, $p = 0.2$ the mean of what follows is right, $0.8 \cdot 1.25 = 1$, but $E[h'] = 0.8 \cdot 2.25 = 1.8$ is not 2 any more. Another unit
# with another threshold would need another $k$. No single value keeps every mean, and so $h / (1 - p)$, which keeps the
# mean of $h$ itself, is the usual choice.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def kept_value(h, p):
#     return 1 + (h - 1) / (1 - p)
#
#
# checks.kept_value(kept_value)
# ```
#
# $h = 2$、$p = 0.2$ 时，后一层的平均值对了，$0.8 \cdot 1.25 = 1$；可是 $E[h'] = 0.8 \cdot 2.25 = 1.8$，不再是 2。换一个阈值不同的单元，
# 又需要另一个 $k$。没有哪一个值能保住所有的平均值，所以通常取 $h / (1 - p)$，它保住的是 $h$ 本身的平均值。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Only while training
#
# To use the network (inference, 推断) we want all of it, and no chance. `model.train()` switches dropout on, `model.eval()` off.
# We give the same network the same image twice, in both modes. Are the two outputs equal? The cell prints the answer for
# `train()`, then for `eval()`.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 只在训练时丢弃
#
# 使用网络（推断，inference）时，我们要整个网络，不要随机性。`model.train()` 打开丢弃，`model.eval()` 关掉。
# 用两种模式，各把同一张图片输入同一个网络两遍。两次的输出相等吗？下面先打印 `train()` 的结果，再打印 `eval()` 的。

# %% slideshow={"slide_type": "fragment"}
network, run = fit(data, Setting(dropout=0.5), seed=0)
question = data.validation_inputs[:1]
with torch.no_grad():
    network.train()
    in_training = torch.equal(network(question), network(question))
    network.eval()
    in_use = torch.equal(network(question), network(question))
in_training, in_use

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: move p
#
# In the middle: the first batch of the training, here 16 of its 50 examples (rows) and 32 of the 64 hidden units (columns).
# Green units are on.
#
# **Predict first.** The training loss is measured with all units switched on. Will it rise or fall with $p$? How will
# the validation loss change from $p = 0$ to $0.9$? Sketch it.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：调节 p
#
# 中间是训练的第一个小批量：这里画出 50 个样本中的 16 个（行）和 64 个隐藏单元中的 32 个（列），绿色的单元是开着的。
#
# **先预测，再动手**。训练损失是在所有单元都打开时量的。$p$ 变大，它会升还是降？
# 从 $p = 0$ 到 $0.9$，验证损失会怎样变化？画出你的猜测。

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.dropout(dropout=0.5)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** The training loss rises with $p$. The validation loss is a wide **U** with its bottom near
# $p = 0.5$. At $p = 0.9$ six units are left on average, and even the training loss stays high: the network underfits.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。训练损失随 $p$ 上升。验证损失是一个宽宽的 **U** 形，谷底在 $p = 0.5$ 附近；
# $p = 0.9$ 时平均只剩六个单元，连训练损失也降不下来：网络欠拟合。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Focus the slider and use the arrow keys: every position along the trained track is there at once.

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 点一下滑块，用方向键移动：已经训练过的位置，都会立刻显示。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Now the same question as for weight decay: against what was it compared? The second row below gives both networks their
# best epoch.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 还是权重衰减那一节的问题：它是和什么比的？下面第二行让两个网络都取各自最好的周期。

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("dropout_helps", "dropout_adds_to_early_stopping")

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# Against a network trained too long the gain is large. Against one that stopped in time less than a third is left, and it is
# real: on these data dropout adds a little to early stopping.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 和训练过久的网络相比，好处很大。和及时停下的网络相比，好处只剩不到三分之一，但这一部分是真实的：在这份数据上，丢弃法在早停之上再添一点好处。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Three more questions: what does $p = 0.9$ do, how far does the loss rise after its lowest point, and how well does the
# network fit its training set?

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 再问三个问题：$p = 0.9$ 时会怎样？损失在最低点之后会升高多少？网络对训练集拟合得怎样？

# %% tags=["claim"] slideshow={"slide_type": "subslide"}
claims.show("too_much_dropout_hurts", "dropout_forgives_late_stopping", "dropout_fits_training_less")

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# Too much noise hurts. With $p = 0.5$ the network fits its training set less well, and it becomes cheaper to stop too late:
# the loss after 80 epochs is much closer to its lowest point.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 噪声太大，反而有害。$p = 0.5$ 时，网络对训练集拟合得差一些，停晚了的代价也变小：80 个周期后的损失离最低点近得多。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Go back now to the lab of 3.1 and move $p$ and $\lambda$. Both make the network repeat fewer of the wrong labels. So does stopping early.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 现在回到 3.1 节的实验，调节 $p$ 和 $\lambda$。两者都能让网络少重复错误的标签；早点停下，也能。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Is the output really smoother?
#
# That was the promise: who practises under noise reacts less to noise. We test it.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 输出真的更平滑吗？
#
# 前面说过：在噪声里练习，对噪声的反应就小。来检验一下。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Take the trained networks, without
# dropout now, add noise of standard deviation 0.1 to every pixel of a new image, and measure what share of the
# probability moves to other classes. And we test the reason as well: two networks that have never seen any noise take
# part as **controls** (对照), one with weight decay and one that was simply stopped after 30 epochs.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 拿训练好的网络（这时不再丢弃），
# 给新图片的每个像素加上标准差 0.1 的噪声，量一量有多少概率转移到了别的类别。原因也要检验：
# 让两个从没见过噪声的网络作**对照**（control），一个用权重衰减，一个在 30 个周期后停下。

# %% tags=["claim"] slideshow={"slide_type": "fragment"}
claims.show("dropout_is_smoother", "decay_is_smoother", "stopped_early_is_smoother")

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# Dropout makes the output smoother than that of a network trained too long. But so do both controls, and they have never seen any
# noise.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# 和训练过久的网络相比，丢弃法确实让输出更平滑。可是两个对照也一样，而它们从没见过噪声。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# What do the three have in common? All of them make the network repeat fewer of its 40 wrong labels, as the lab of
# 3.1 shows. If that is the reason, the gain must go when the wrong labels go. The same networks, with all labels right:

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 三者有什么共同之处？3.1 节的实验说过：它们都让网络少重复那 40 个错误标签。如果原因就在这里，那么去掉错误标签，好处也该消失。同样的网络，换成全对的标签：

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show(
    "dropout_is_smoother_with_right_labels", "decay_is_rougher_with_right_labels",
    "stopped_early_is_rougher_with_right_labels",
)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# It goes. With right labels both controls react *more* strongly to noise, not less. So on these data the outputs became smoother mainly
# because the networks did not give in to the wrong labels. For dropout a small gain is left, 0.002 of 0.045, where both controls lose. How
# much of it comes from practising under noise, these rows cannot say.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 果然消失了。标签全对时，两个对照对噪声的反应反而**更大**。
# 所以在这份数据上，输出更平滑，主要是因为网络没有迁就错误标签。两个对照在这里变差，丢弃法却还留下一点好处：0.045 里的 0.002。
# 其中有多少来自在噪声里练习，这几行还说不清。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Weight decay and dropout, side by side
#
# | question | weight decay | dropout |
# |---|---|---|
# | acts on | the arrows: the weights | whole units and all their arrows |
# | removes units? | no: connections only get weaker | yes, but **only while training** |
# | what gets less | the arrows stay, their weights shrink | arrows and nodes are gone, for one step |
# | what for | limits complexity, against overfitting | robustness: no unit relies too much on another |
#
# The notes add that dropout “really makes the structure simpler”. In use, every unit is back. The cell measures it: each row holds
# the norm of the weights, how many of them are exactly 0, and the fewest hidden units that are still connected to the output.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 权重衰减与丢弃法，放在一起看
#
# | 比什么 | 权重衰减 | 丢弃法 |
# |---|---|---|
# | 操作单位 | 箭头：权重（连接强度） | 整个隐藏单元及其所有箭头 |
# | 是否删除单元 | 不删，只让连接变弱 | 删，但**只在训练时** |
# | 什么变少了 | 箭头数不变，权重变小 | 箭头和节点都消失，只在这一步 |
# | 应对的问题 | 控制模型复杂度，抑制过拟合 | 增加鲁棒性，防止单元之间过度依赖 |
#
# 笔记还补了一句：用丢弃法，“结构真的变简单”。可是使用时，每个单元都回来了。下面测一测：每一行是权重的范数、
# 恰好为 0 的权重个数、仍与输出相连的隐藏单元数（最少的那个网络）。

# %%
from lesson_utils import engine

settings = [Setting(), Setting(weight_decay=0.01), Setting(dropout=0.5)]
for run in engine.train_all(datasets.digits, settings, seeds=range(10)):
    weights = torch.as_tensor(run.weight_vector())
    norm_of_weights = torch.linalg.vector_norm(weights, dim=1).mean()
    connected = (run.parameters[2] != 0).any(dim=2).sum(dim=1)
    print(f"{norm_of_weights:.1f}", int((weights == 0).sum()), int(connected.min()))

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Row by row. The plain network comes first. Weight decay nearly halves the norm but zeroes nothing. Dropout leaves the norm
# almost alone. In use, all 64 units of all three are connected.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 逐行看。第一行是普通网络。权重衰减让范数几乎减半，但没有一个权重变成 0。丢弃法几乎不改变范数。使用时，三者的 64 个单元都还连着。

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: nodes or arrows? (optional)
#
# **Without dropout** the network is fully connected, and overfits easily. **Dropout** drops units.
# **DropConnect** (丢连接) is a variant: it drops single connections, sets some weights to 0, as if a wire were cut.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：丢节点，还是丢箭头？（选读）
#
# **不用丢弃法**时，网络是全连接的，容易过拟合。**丢弃法**丢的是隐藏单元。
# **丢连接**（DropConnect）是它的变种，下面直接写 DropConnect：丢的是连接，把一些权重置为 0，像断开电线一样。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Each example has a draw of its own. Left and middle: the same network, trained on Iris. Right: networks for
# digits, trained both ways.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 每个样本各抽各的。左图和中图是同一个网络，用鸢尾花训练；右图是识别手写数字的网络，两种方法都训练了。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Predict first.** At the same $p$, which of the two will have the lower validation loss, or will they be about the same?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **先预测，再动手**。同样的 $p$，哪一种的验证损失更低，还是差不多？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.dropconnect()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** The two curves lie close together: each falls to a bottom near $p = 0.5$ and rises where too much is
# gone.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。两条曲线很接近：都在 $p = 0.5$ 附近最低，丢得太多时又升高。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# The notes say that DropConnect is finer, and lets us “control the complexity of a model more flexibly”. Finer it is: it
# removes smaller pieces. But on these data no difference of 0.04 or more comes of it: less than dropout has gained over early
# stopping. Both draw anew for each example, and both leave the pixels alone.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 笔记说，DropConnect 是“更细粒度的正则方式”，“可以更灵活地控制模型复杂度”。更细是事实：它每次去掉的部分更小。可是在这份数据上，差异不到 0.04，比丢弃法胜过早停的那一点还小。两者都是每个样本各抽各的，也都不动像素。

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("dropconnect_helps", "dropconnect_is_like_dropout")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Dropout is a penalty in disguise (optional)
#
# For linear regression dropout can be worked out exactly. Let dropout act on the inputs $x_j$ of $\hat{y} = \sum_j w_j x_j$. The mean squared error
# over all ways to drop is
#
# $$E\big[(y - \textstyle\sum_j w_j x_j')^2\big] = (y - \textstyle\sum_j w_j x_j)^2 + \frac{p}{1 - p} \textstyle\sum_j w_j^2 x_j^2.$$
#
# The second part is a penalty on the squared weights, as in weight decay, only stronger for larger inputs. (Linear regression with the
# plain penalty is called ridge regression, 岭回归.)
#
# **By hand.** $x = (1, 2)$, $w = (3, -1)$, $y = 0$, $p = 0.5$. The four ways to drop give the outputs 0, 6, −4, 2; the mean of their
# squares is $56 / 4 = 14$. The formula says $1^2 + 1 \cdot (9 + 4) = 14$.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 丢弃法是一种隐藏的惩罚（选读）
#
# 对线性回归，丢弃法的作用可以精确算出来。设对 $\hat{y} = \sum_j w_j x_j$ 的输入 $x_j$ 做丢弃，对所有可能的丢法取平均，平方误差是
#
# $$E\big[(y - \textstyle\sum_j w_j x_j')^2\big] = (y - \textstyle\sum_j w_j x_j)^2 + \frac{p}{1 - p} \textstyle\sum_j w_j^2 x_j^2.$$
#
# 第二部分就是对权重平方的惩罚，和权重衰减一样，只是输入越大惩罚越重。（带普通惩罚的线性回归叫岭回归，ridge regression。）
#
# **手算**。$x = (1, 2)$，$w = (3, -1)$，$y = 0$，$p = 0.5$。四种丢法的输出是 0、6、−4、2；它们平方的平均是
# $56 / 4 = 14$。公式给出 $1^2 + 1 \cdot (9 + 4) = 14$。

# %% slideshow={"slide_type": "skip"}
from itertools import product

x, w, p = torch.tensor([1.0, 2.0]), torch.tensor([3.0, -1.0]), 0.5
outputs = [(torch.tensor(mask) * x * w).sum() / (1 - p) for mask in product((0, 1), repeat=2)]
by_all_masks = (torch.stack(outputs) ** 2).mean()
by_all_masks, (x * w).sum() ** 2 + p / (1 - p) * (x**2 * w**2).sum()

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## 3.6 All together
#
# Three dials: dropout $p$, weight decay $\lambda$, hidden units. How do we choose?
#
# 1. Try settings, each with several seeds, and compare their **validation** loss.
# 2. Ask whether the winner is really better, or only lucky.
# 3. Then, and only then, open the **test set**, once.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 3.6 合在一起
#
# 三个旋钮：丢弃概率 $p$、权重衰减 $\lambda$、隐藏单元数。怎么选？
#
# 1. 试不同的设置，每种用几个种子，比较**验证**损失。
# 2. 问一句：赢家是真的更好，还是只靠运气？
# 3. 然后，也只有这时，才打开**测试集**，且只打开一次。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Exercise 3.9: Choose, then report
#
# `validation_loss` and `test_accuracy` are tables: a row for each setting, a column for each seed. Return two things: the number of the
# row to choose (from 0), and the accuracy to report.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 练习 3.9：先选定，再报告
#
# `validation_loss` 和 `test_accuracy` 是两张表：每行一种设置，每列一个种子。返回两样东西：选中的行号（从 0 数起），和要报告的准确率。

# %% tags=["exercise"] slideshow={"slide_type": "skip"}
def choose_and_report(validation_loss, test_accuracy):
    return ...


checks.choose_and_report(choose_and_report)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Hint</summary>
#
# `validation_loss.mean(dim=1)` is the mean loss of each setting, and `.argmin()` its lowest place. Report the mean test
# accuracy of that row, whatever the other rows say.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>提示</summary>
#
# `validation_loss.mean(dim=1)` 是每种设置的平均损失，`.argmin()` 给出最低的位置。报告这一行的平均测试准确率，不管别的行是多少。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# <details><summary>Solution</summary>
#
# ```python
# def choose_and_report(validation_loss, test_accuracy):
#     chosen = validation_loss.mean(dim=1).argmin()
#     return int(chosen), test_accuracy[chosen].mean()
#
#
# checks.choose_and_report(choose_and_report)
# ```
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# <details><summary>参考答案</summary>
#
# ```python
# def choose_and_report(validation_loss, test_accuracy):
#     chosen = validation_loss.mean(dim=1).argmin()
#     return int(chosen), test_accuracy[chosen].mean()
#
#
# checks.choose_and_report(choose_and_report)
# ```
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: the grid
#
# Step 1 for 6 values of $p$ and 6 of $\lambda$, with three seeds: 108 networks, and the map fills while they train. Each field is the mean validation loss after
# 80 epochs; the darker, the lower.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：网格
#
# 第 1 步：$p$ 取 6 个值，$\lambda$ 取 6 个值，每种三个种子，共 108 个网络；它们边训练，图边填满。每一格是 80 个周期后的平均验证损失，
# 颜色越深越低。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# Choose a field with the two sliders.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 用两个滑块选择一格。

# %% [markdown] lang="en" slideshow={"slide_type": "subslide"}
# **Predict first.** Where is the lowest field: with weight decay alone, with dropout alone, or with both?

# %% [markdown] lang="zh" slideshow={"slide_type": "subslide"}
# **先预测，再动手**。最低的一格在哪里：只用权重衰减，只用丢弃法，还是两者都用？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.grid(dropout=0.3)

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** The low fields form a valley, not a single hole. With $\lambda = 0$ the loss falls as $p$ grows to 0.5. With
# $p = 0$ it falls as $\lambda$ grows to about 0.005.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。低的格子连成一片，而不是一个孤零零的坑。$\lambda = 0$ 时，$p$ 增大到 0.5，损失一路下降；
# $p = 0$ 时，$\lambda$ 增大到 0.005 左右，损失也下降。

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# But both restrain: with $p = 0.5$, more weight decay only makes it worse. The
# hyperparameters have to be chosen **together**.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# 可是两种方法都是约束：已经有 $p = 0.5$，再加权重衰减只会更差。
# 所以超参数要放在**一起**选。

# %% tags=["claim"] slideshow={"slide_type": "skip"}
claims.show("dropout_on_top_of_decay_helps", "decay_on_top_of_dropout_hurts")

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ### Lab: choose, then open the test set
#
# Find a setting that you would bet on. “Pin this run” keeps a result in grey; the line below the picture says
# whether the next one really differs from it. When you have decided, press “Open the test set, once”.
#
# **Predict first.** With 16 hidden units in place of 64, will the best $p$ be larger or smaller?

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ### 实验：先选定，再打开测试集
#
# 找一组你敢押注的设置。按“保留这次结果”，结果会变成灰色留在图上；图下面那一行会告诉你，
# 下一组和它相比是否确有差异。决定了，再按“打开测试集（只有一次）”。
#
# **先预测，再动手**。隐藏单元从 64 个减到 16 个，最好的 $p$ 会变大还是变小？

# %% tags=["lab"] slideshow={"slide_type": "subslide"}
labs.regularization()

# %% [markdown] lang="en" slideshow={"slide_type": "fragment"}
# **What you see.** With 16 hidden units the bottom of the U moves to the left, to $p = 0.1$ or $0.2$: a network
# with few units can spare only a few.

# %% [markdown] lang="zh" slideshow={"slide_type": "fragment"}
# **观察与结论**。16 个隐藏单元时，U 形的谷底移到了左边，在 $p = 0.1$ 或 $0.2$：单元本来就少，经不起多丢。

# %% [markdown] lang="en" slideshow={"slide_type": "notes"}
# Let the class vote on a setting before the button is pressed. Then ask: may we now try a second setting on the
# test set? (No. The lab refuses, and says why.)

# %% [markdown] lang="zh" slideshow={"slide_type": "notes"}
# 按下按钮之前，先让全班投票选一组设置。然后问：现在能不能再拿第二组去测试集上试试？
# （不能。实验会拒绝，并说明原因。）

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ### Your own question (optional)
#
# Change any field of the two settings, and `"digits"` to the name of other data of the course. Guess, and the paired
# verdict over fresh seeds answers you. `own_data(inputs, labels)` from the same module brings arrays of your own.

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ### 你自己的问题（选读）
#
# 两组设置里的任何一项都可以改，`"digits"` 也可以换成课程里其他数据的名字。先猜，再看新的随机种子上的配对比较怎么说。
# 同一个模块里的 `own_data(inputs, labels)` 可以换成你自己的数组。

# %% slideshow={"slide_type": "skip"}
from lesson_utils.own_question import own_question

own_question(Setting(), Setting(dropout=0.2), "digits")

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
checks.progress(3)

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Quiz
#
# **1. A network has 100% training accuracy. What follows?**
#
# <details><summary>A. Nothing yet about new examples</summary>
#
# ✅ Yes. Knowledge and memory look the same on the training set.
#
# </details>
#
# <details><summary>B. It has understood the pattern behind them</summary>
#
# ❌ The network with random labels had 100% too, and there was no pattern.
#
# </details>
#
# <details><summary>C. It overfits</summary>
#
# ❌ Not for sure: with right labels the network of 3.1 had 100% in training and did well on new images.
#
# </details>
#
# **2. What is the validation set for?**
#
# <details><summary>A. To train the last layer a little further</summary>
#
# ❌ That is fine-tuning. No weight is trained on the validation set.
#
# </details>
#
# <details><summary>B. To report the final result of the work</summary>
#
# ❌ That is the task of the test set, once, at the end.
#
# </details>
#
# <details><summary>C. To choose λ, p, and when to stop</summary>
#
# ✅ Yes. And because we choose by it, its score is a little too good.
#
# </details>
#
# **3. The training error is low, the validation error high. What helps?**
#
# <details><summary>A. More epochs</summary>
#
# ❌ That is overfitting, and more epochs deepen it.
#
# </details>
#
# <details><summary>B. More training examples</summary>
#
# ✅ Yes. With 500 examples the right arm of the polynomial’s U lay flat.
#
# </details>
#
# <details><summary>C. A polynomial of higher degree</summary>
#
# ❌ It would fit the noise even more closely.
#
# </details>
#
# **4. The losses are 5, 3, 4, 3.5, 3.2 for the epochs 0 to 4. Patience is 3, the rule is “no new best, then restore the best”. What happens?**
#
# <details><summary>A. It goes on, since the loss has been falling from epoch 2</summary>
#
# ❌ It falls, but it never gets below the best, 3. The rule compares with the best.
#
# </details>
#
# <details><summary>B. It stops at epoch 2, the first rise</summary>
#
# ❌ Patience 3 means three epochs without a new best, not one.
#
# </details>
#
# <details><summary>C. It stops at epoch 4 and restores epoch 1</summary>
#
# ✅ Yes. Epochs 2, 3, 4 did not beat the 3 of epoch 1.
#
# </details>
#
# **5. What does one step of weight decay do to a weight, apart from the usual step?**
#
# <details><summary>A. It multiplies it by 1 − ηλ</summary>
#
# ✅ Yes: it takes a share of what is there, so that a weight hardly ever gets to zero.
#
# </details>
#
# <details><summary>B. It takes away a fixed amount, until the weight is zero</summary>
#
# ❌ That is what a penalty on the L1 norm does. It makes exact zeros.
#
# </details>
#
# <details><summary>C. It sets it to 0 with probability λ</summary>
#
# ❌ That would be a kind of dropout, on weights; and λ is not a probability.
#
# </details>
#
# **6. Let p = 0.5. A hidden value of 3 was kept. What is it now?**
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
# **7. You use a network that was trained with dropout. How many of its 64 hidden units take part?**
#
# <details><summary>A. About 32, anew for each image</summary>
#
# ❌ Only while training. In eval() none is dropped.
#
# </details>
#
# <details><summary>B. Those that survived the training</summary>
#
# ❌ None is lost for good: each example draws anew.
#
# </details>
#
# <details><summary>C. All 64</summary>
#
# ✅ Yes. Dropout makes the training noisy, not the network smaller.
#
# </details>
#
# **8. A friend tries 50 settings on the test set and reports the best: 91%. What do you say?**
#
# <details><summary>A. On new examples I expect less</summary>
#
# ✅ Yes. The 91% are partly luck: this is the optimism of choosing.
#
# </details>
#
# <details><summary>B. Well done, the test set is there to be used</summary>
#
# ❌ Used to choose, it is a validation set. The best of 50 is lucky too.
#
# </details>
#
# <details><summary>C. On new examples I expect even more</summary>
#
# ❌ Nothing makes luck grow on new examples.
#
# </details>
#
# **9. Ten seeds. The loss with λ minus the loss without has the 95% interval −0.01 to 0.08. What may you say?**
#
# <details><summary>A. The λ makes the loss higher by 0.035</summary>
#
# ❌ 0.035 is the middle of the interval, and 0 lies in it as well.
#
# </details>
#
# <details><summary>B. We could not measure a difference</summary>
#
# ✅ Yes. More seeds may tell.
#
# </details>
#
# <details><summary>C. Both are equally good, so λ does not matter</summary>
#
# ❌ The interval also allows 0.08, which would matter. “Not measured” is not “equal”.
#
# </details>
#
# **10. A new method beats the same network trained for 80 epochs; the interval of the difference in loss is −0.20 to −0.12. What do you ask for?**
#
# <details><summary>A. More seeds, since this may be luck</summary>
#
# ❌ The interval is far from 0. Luck is not the question here.
#
# </details>
#
# <details><summary>B. Nothing, since the interval excludes 0</summary>
#
# ❌ The difference is real. But is a network trained too long the right opponent?
#
# </details>
#
# <details><summary>C. A comparison with early stopping</summary>
#
# ✅ Yes. What costs nothing is the opponent to beat.
#
# </details>

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 小测验
#
# **1. 一个网络的训练准确率是 100%。由此可知什么？**
#
# <details><summary>A. 关于新样本，还什么都不知道</summary>
#
# ✅ 对。在训练集上，真懂和死记硬背看上去一模一样。
#
# </details>
#
# <details><summary>B. 它学会了样本背后的规律</summary>
#
# ❌ 用随机标签训练的网络也是 100%，那里根本没有规律。
#
# </details>
#
# <details><summary>C. 它过拟合了</summary>
#
# ❌ 不一定：3.1 节里标签正确时，训练也是 100%，在新图片上照样不错。
#
# </details>
#
# **2. 验证集是用来做什么的？**
#
# <details><summary>A. 把最后一层再训练一点</summary>
#
# ❌ 那叫微调。没有一个权重是在验证集上训练的。
#
# </details>
#
# <details><summary>B. 报告工作的最后成绩</summary>
#
# ❌ 那是测试集的任务：最后，一次。
#
# </details>
#
# <details><summary>C. 选 λ、p 和何时停下</summary>
#
# ✅ 对。正因为用它来挑选，它给出的成绩会略微偏高。
#
# </details>
#
# **3. 训练误差低，验证误差高。哪种做法有帮助？**
#
# <details><summary>A. 训练更多周期</summary>
#
# ❌ 这是过拟合，再训练只会更严重。
#
# </details>
#
# <details><summary>B. 更多的训练样本</summary>
#
# ✅ 对。有了 500 个样本，多项式那个 U 形的右半边就变平了。
#
# </details>
#
# <details><summary>C. 次数更高的多项式</summary>
#
# ❌ 更复杂，就会把更多的噪声拟合进去。
#
# </details>
#
# **4. 周期 0 到 4 的损失是 5、3、4、3.5、3.2。耐心值是 3，规则是“没有刷新最好成绩就停，再恢复最好的权重”。会怎样？**
#
# <details><summary>A. 继续，因为从周期 2 起损失一直在降</summary>
#
# ❌ 是在降，但始终没有低于最好的 3。规则是和最好的比。
#
# </details>
#
# <details><summary>B. 停在周期 2，第一次上升的地方</summary>
#
# ❌ 耐心值 3 是指三个周期没有刷新最好成绩，不是一个。
#
# </details>
#
# <details><summary>C. 停在周期 4，恢复周期 1</summary>
#
# ✅ 对。周期 2、3、4 都没有胜过周期 1 的 3。
#
# </details>
#
# **5. 除了照常更新，权重衰减每一步还对权重做了什么？**
#
# <details><summary>A. 乘以 1 − ηλ</summary>
#
# ✅ 对：拿走的是一个比例，所以权重几乎到不了零。
#
# </details>
#
# <details><summary>B. 减去一个固定的量，直到变成零</summary>
#
# ❌ 那是对 L1 范数的惩罚，它会得到恰好为零的权重。
#
# </details>
#
# <details><summary>C. 以概率 λ 把它置 0</summary>
#
# ❌ 那是对权重做丢弃，而且 λ 不是概率。
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
# **7. 使用一个用丢弃法训练出来的网络时，64 个隐藏单元里有多少个参与？**
#
# <details><summary>A. 大约 32 个，每张图片重新抽取</summary>
#
# ❌ 只有训练时才丢弃。在 eval() 里一个都不丢。
#
# </details>
#
# <details><summary>B. 训练中幸存下来的那些</summary>
#
# ❌ 没有哪个单元会永远丢掉：每个样本都重新抽取。
#
# </details>
#
# <details><summary>C. 64 个全部</summary>
#
# ✅ 对。丢弃法让训练有噪声，并没有让网络变小。
#
# </details>
#
# **8. 朋友在测试集上试了 50 种设置，报告最好的：91%。你怎么说？**
#
# <details><summary>A. 在新样本上，我预计会低一些</summary>
#
# ✅ 对。91% 里有一部分是运气：这就是挑选带来的乐观偏差。
#
# </details>
#
# <details><summary>B. 干得好，测试集就是拿来用的</summary>
#
# ❌ 一旦用来挑选，它就成了验证集。50 个里最好的那个，也有运气。
#
# </details>
#
# <details><summary>C. 在新样本上，我预计会更高</summary>
#
# ❌ 运气不会在新样本上变得更好。
#
# </details>
#
# **9. 十个种子。有 λ 的损失减去没有 λ 的损失，95% 置信区间是 −0.01 到 0.08。可以怎么说？**
#
# <details><summary>A. λ 使损失升高 0.035</summary>
#
# ❌ 0.035 是区间的中点，可是 0 也在区间里。
#
# </details>
#
# <details><summary>B. 没有测出差异</summary>
#
# ✅ 对。多用些种子，也许能分出来。
#
# </details>
#
# <details><summary>C. 两者一样好，所以 λ 没有用处</summary>
#
# ❌ 区间也容得下 0.08，那就值得在意了。“没有测出”不等于“相等”。
#
# </details>
#
# **10. 一种新方法胜过训练了 80 个周期的同一网络，损失之差的区间是 −0.20 到 −0.12。你还要什么证据？**
#
# <details><summary>A. 更多的种子，因为这可能是运气</summary>
#
# ❌ 区间离 0 很远。这里的问题不是运气。
#
# </details>
#
# <details><summary>B. 不用了，区间里没有 0</summary>
#
# ❌ 差异是真的。可是，训练过久的网络是合适的对手吗？
#
# </details>
#
# <details><summary>C. 和早停比一比</summary>
#
# ✅ 对。要胜过的对手，是不花代价的那个。
#
# </details>

# %% [markdown] lang="en" slideshow={"slide_type": "slide"}
# ## Takeaways
#
# 1. Training accuracy says nothing about new examples: a network can learn random labels by heart. Choose on the
#    validation set, open the test set once.
# 2. Early stopping, weight decay and dropout hold a network back. Each has a U: too little overfits, too much
#    underfits. On our data early stopping, which costs nothing, brings most of the gain; dropout adds a little, weight decay nothing.
# 3. One run is an anecdote. Compare over seeds, look at the interval, and ask what it was compared with.

# %% [markdown] lang="zh" slideshow={"slide_type": "slide"}
# ## 本课小结
#
# 1. 训练准确率说明不了新样本上的表现：随机标签，网络也能背下来。用验证集挑选，测试集只打开一次。
# 2. 早停、权重衰减、丢弃法都是在拉住网络。各有一个 U 形：太轻则过拟合，太重则欠拟合。
#    在我们的数据上，不花代价的早停带来了大部分好处；丢弃法再添一点，权重衰减没有再添什么。
# 3. 只跑一次，只能算个例。多用几个种子来比，看区间，并问一句：和什么比的？

# %% [markdown] lang="en" slideshow={"slide_type": "skip"}
# ## Words of this lesson

# %% [markdown] lang="zh" slideshow={"slide_type": "skip"}
# ## 本课词汇

# %% slideshow={"slide_type": "skip"}
glossary.show(3)

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
# ## 延伸阅读
#
# - 阿斯顿·张、扎卡里·立顿、李沐、亚历山大·斯莫拉：[《动手学深度学习》](https://zh.d2l.ai/chapter_multilayer-perceptrons/index.html)，4.4 到 4.6 节，讲泛化、权重衰减和丢弃法（书中译作“暂退法”）。
# - 周志华：《机器学习》（清华大学出版社，2016），第 2 章，模型评估与选择。
# - 邱锡鹏：《神经网络与深度学习》（机械工业出版社，2020），第 7 章，网络优化与正则化。
# - Goodfellow、Bengio、Courville：[《深度学习》](https://www.deeplearningbook.org)（2016），第 7 章，深度学习中的正则化。
# - Srivastava 等：[*Dropout: A Simple Way to Prevent Neural Networks from Overfitting*](https://jmlr.org/papers/v15/srivastava14a.html)（2014），丢弃法的原始论文。
# - Wan 等：*Regularization of Neural Networks using DropConnect*（2013），DropConnect 的原始论文。
# - Krogh、Hertz：*A Simple Weight Decay Can Improve Generalization*（1991），权重衰减。
# - Zhang 等：*Understanding Deep Learning Requires Rethinking Generalization*（2017）：随机标签的实验出自这里。
# - Prechelt：*Early Stopping – But When?*（1998），早停的规则。
# - Belkin 等：*Reconciling Modern Machine-Learning Practice and the Classical Bias–Variance Trade-Off*（2019）：U 形之外。
