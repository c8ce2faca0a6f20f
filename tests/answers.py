"""Answers of students, as the review collected them: right ones, wrong ones, and diagnoses."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from lesson_utils.lessons.generalization import stopping
from lesson_utils.lessons.generalization.selection import best_columns, nearest_mean


def softmax_loops(logits):
    rows = []
    for row in logits:
        largest = max(row.tolist())
        exponentials = [math.exp(value - largest) for value in row.tolist()]
        rows.append([value / sum(exponentials) for value in exponentials])
    return rows


def broadcast_by_hand(a_shape, b_shape):
    shape = []
    for place in range(1, max(len(a_shape), len(b_shape)) + 1):
        a = a_shape[-place] if place <= len(a_shape) else 1
        b = b_shape[-place] if place <= len(b_shape) else 1
        if a != b and 1 not in (a, b):
            return None
        shape.insert(0, max(a, b))
    return shape


def broadcast_tried(a_shape, b_shape):
    try:
        return (torch.zeros(a_shape) + torch.zeros(b_shape)).shape
    except RuntimeError:
        return None


def broadcast_numpy(a_shape, b_shape):
    try:
        return np.broadcast_shapes(a_shape, b_shape)
    except ValueError:
        pass


def last_axis_only(a_shape, b_shape):
    if a_shape[-1] != b_shape[-1] and 1 not in (a_shape[-1], b_shape[-1]):
        return None
    length = max(len(a_shape), len(b_shape))
    a_shape, b_shape = (((1,) * length + shape)[-length:] for shape in (a_shape, b_shape))
    return tuple(map(max, a_shape, b_shape))


def multiples_fit(a_shape, b_shape):
    length = max(len(a_shape), len(b_shape))
    a_shape, b_shape = (((1,) * length + shape)[-length:] for shape in (a_shape, b_shape))
    if any(max(a, b) % min(a, b) for a, b in zip(a_shape, b_shape)):
        return None
    return tuple(map(max, a_shape, b_shape))


def entropy_loop(probabilities, labels):
    total = 0
    for row, label in zip(probabilities, labels):
        total -= math.log(row[label])
    return total / len(labels)


def accuracy_loop(scores, labels):
    return sum(int(row.argmax()) == int(label) for row, label in zip(scores, labels)) / len(labels)


def three_classes(scores, labels):
    right = 0
    for row, label in zip(scores, labels):
        best = 0 if row[0] >= row[1] and row[0] >= row[-1] else 1 if row[1] >= row[-1] else 2
        right += best == label
    return right / len(labels)


def relu_in_place_of_a_copy(inputs):
    outputs = inputs.clone()
    outputs[outputs < 0] = 0
    return outputs


def forward_lists(X, W1, b1, W2, b2):
    return [torch.relu(row @ W1 + b1[0]) @ W2 + b2[0] for row in X]


def backward_loop(X, dO):
    dW, db = torch.zeros(X.shape[1], dO.shape[1]), torch.zeros(1, dO.shape[1])
    for x, d in zip(X, dO):
        dW += torch.outer(x, d)
        db += d
    return dW, db


def backward_autograd(X, dO):
    W = torch.zeros(X.shape[1], dO.shape[1], requires_grad=True)
    b = torch.zeros(1, dO.shape[1], requires_grad=True)
    ((X @ W + b) * dO).sum().backward()
    return W.grad, b.grad


def folds_divmod(examples, folds):
    size, rest = divmod(examples, folds)
    return [size + 1] * rest + [size] * (folds - rest)


def folds_numpy(examples, folds):
    return [len(part) for part in np.array_split(np.arange(examples), folds)]


def folds_dealt(examples, folds):
    found = [0] * folds
    for example in range(examples):
        found[example % folds] += 1
    return tuple(found)


def stops(losses, patience, best=math.inf, reset=0):
    waited = 0
    for epoch, loss in enumerate(losses):
        if loss < best:
            best, waited = loss, reset
        else:
            waited += 1
            if waited >= patience:
                return epoch
    return len(losses) - 1


def stops_by_place(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch
    return epoch


def stops_by_window(losses, patience):
    for epoch in range(patience, len(losses)):
        if min(losses[: epoch - patience + 1]) <= min(losses[epoch - patience + 1 : epoch + 1]):
            return epoch
    return len(losses) - 1


def future_minimum(losses, patience):
    waited = 0
    for epoch, loss in enumerate(losses):
        waited = 0 if loss == min(losses) else waited + 1
        if waited == patience:
            return epoch
    return len(losses) - 1


def dropout_loop(X, p, noise):
    rows = zip(X.tolist(), noise.tolist())
    return [[x / (1 - p) if n > p and p < 1 else 0.0 for x, n in zip(*row)] for row in rows]


def dropout_where(X, p, noise):
    kept = torch.where(noise > p, X, torch.zeros_like(X))
    return kept / (1 - p) if p < 1 else kept


def dropout_early(X, p, noise):
    if p == 1:
        return torch.zeros(X.shape)
    mask = (noise > p).float()
    return mask * X / (1.0 - p)


def first_rows_mask(X, p, noise):
    return X * 0 if p == 1 else (noise[0] > p) * X / (1 - p)


def first_row_only(X, p, noise):
    return X * 0 if p == 1 else (noise[:1] > p) * X[:1] / (1 - p)


def nearly_one(X, p, noise):
    p = min(p, 0.999)
    return (noise > p) * X / (1 - p)


def mlp_backward_autograd(X, Y, H, P, W2):
    """Through the second layer by autograd, then on by hand."""
    H, W2 = H.clone().requires_grad_(), W2.clone().requires_grad_()
    b2 = torch.zeros(1, W2.shape[1], requires_grad=True)
    shift = (P.log() - H @ W2).detach()  # softmax(H W2 + shift) is P
    loss = F.cross_entropy(H @ W2 + b2 + shift, Y.argmax(1))
    loss.backward()
    dA = H.grad * (H.detach() > 0)
    return X.T @ dA, dA.sum(0, keepdim=True), W2.grad, b2.grad


def mlp_backward_lines(X, Y, H, P, W2):
    n = X.shape[0]
    dO = (P - Y) / n
    dA = dO.mm(W2.t())
    dA[H <= 0] = 0
    return [X.t().mm(dA), torch.ones(1, n) @ dA, H.t().mm(dO), torch.ones(1, n) @ dO]


def mlp_backward_by_example(X, Y, H, P, W2):
    parts = [torch.zeros(X.shape[1], H.shape[1]), torch.zeros(1, H.shape[1]),
             torch.zeros(W2.shape), torch.zeros(1, W2.shape[1])]  # fmt: skip
    for x, y, h, p in zip(X, Y, H, P):
        o = (p - y) / len(X)
        a = (W2 @ o) * torch.sign(h)
        for part, more in zip(parts, (x.outer(a), a[None], h.outer(o), o[None])):
            part += more
    return tuple(parts)


def mlp_step_autograd(X, Y, W1, b1, W2, b2, learning_rate):
    old = [matrix.clone().requires_grad_() for matrix in (W1, b1, W2, b2)]
    scores = torch.relu(X @ old[0] + old[1]) @ old[2] + old[3]
    gradients = torch.autograd.grad(F.cross_entropy(scores, Y.argmax(1)), old)
    return [(w - learning_rate * g).detach() for w, g in zip(old, gradients)]


def mlp_step_by_hand(X, Y, W1, b1, W2, b2, learning_rate):
    H = (X @ W1 + b1).clamp(min=0)
    P = torch.softmax(H @ W2 + b2, dim=1)
    return tuple(
        old - learning_rate * gradient
        for old, gradient in zip((W1, b1, W2, b2), mlp_backward_lines(X, Y, H, P, W2))
    )


def mlp_step_module(X, Y, W1, b1, W2, b2, learning_rate):
    model = nn.Sequential(nn.Linear(*W1.shape), nn.ReLU(), nn.Linear(*W2.shape))
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), (W1.T, b1[0], W2.T, b2[0])):
            parameter.copy_(value)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    F.cross_entropy(model(X), Y.argmax(1)).backward()
    optimizer.step()
    W1, b1, W2, b2 = (parameter.detach() for parameter in model.parameters())
    return W1.T, b1[None], W2.T, b2[None]


def changed(answer, *places, by=lambda value: -value):
    """A right answer of several parts, with some of them changed."""

    def wrong(*arguments):
        parts = list(answer(*arguments))
        for place in places:
            parts[place] = by(parts[place])
        return tuple(parts)

    return wrong


def gradient_autograd(scores, label):
    scores = scores.clone().requires_grad_()
    (-torch.log_softmax(scores, dim=0)[label]).backward()
    return scores.grad


def gradient_loop(scores, label):
    total = sum(math.exp(score) for score in scores)
    return [math.exp(score) / total - (place == label) for place, score in enumerate(scores)]


def step_by_hand(X, y, W, b, learning_rate):
    dO = (torch.softmax(X @ W + b, dim=1) - F.one_hot(y, W.shape[1])) / len(X)
    return W - learning_rate * X.T @ dO, b - learning_rate * dO.sum(dim=0, keepdim=True)


def step_autograd(X, y, W, b, learning_rate):
    W, b = W.clone().requires_grad_(), b.clone().requires_grad_()
    F.cross_entropy(X @ W + b, y).backward()
    return (W - learning_rate * W.grad).detach(), (b - learning_rate * b.grad).detach()


def step_by_example(X, y, W, b, learning_rate):
    new_W, new_b = W.clone(), b.clone()
    for x, label in zip(X, y):
        error = torch.softmax(x @ W + b[0], dim=0)
        error[label] -= 1
        new_W -= learning_rate * x.outer(error) / len(X)
        new_b -= learning_rate * error / len(X)
    return [new_W, new_b]


def honest_short(inputs, labels, train, held_out):
    columns = best_columns(inputs[train], labels[train], 10)
    return nearest_mean(inputs[:, columns], labels, train, held_out)


def honest_sliced(inputs, labels, train, held_out):
    seen = inputs[train], labels[train]
    chosen = inputs[:, best_columns(*seen, count=10)]
    return torch.tensor(nearest_mean(chosen, labels, train, held_out))


def honest_copied(inputs, labels, train, held_out):
    X, y = inputs.clone(), labels.clone()
    kept = sorted(best_columns(X[train], y[train], 10))
    return nearest_mean(X[:, kept], y, train, held_out)


def fair_tools(watched, reported, patience):
    stopped = stopping.epochs_without_best(watched, patience)
    return reported[stopping.best_until(watched, stopped)]


def fair_loop(watched, reported, patience):
    best = 0
    for epoch in range(len(watched)):
        if watched[epoch] < watched[best]:
            best = epoch
        if epoch - best == patience:
            break
    return reported[best]


def fair_numpy(watched, reported, patience):
    stopped = stops(watched, patience)
    return np.array(reported)[np.argmin(watched[: stopped + 1])]


def report_short(validation_loss, test_accuracy):
    chosen = validation_loss.mean(dim=1).argmin()
    return int(chosen), test_accuracy[chosen].mean()


def report_loop(losses, accuracies):
    means = [sum(row) / len(row) for row in losses.tolist()]
    chosen = means.index(min(means))
    return [chosen, sum(accuracies[chosen].tolist()) / accuracies.shape[1]]


def report_numpy(losses, accuracies):
    chosen = np.argmin(losses.numpy().mean(axis=1))
    return chosen, accuracies.numpy()[chosen].mean()


RIGHT = {
    "count_parameters": (
        lambda features, classes: features * classes + classes,
        lambda features, classes: (features + 1) * classes,
        lambda features, classes: sum(p.numel() for p in nn.Linear(features, classes).parameters()),
    ),
    "softmax": (
        softmax_loops,
        lambda logits: [F.softmax(row, dim=0) for row in logits],
        nn.Softmax(dim=1),
        lambda logits: torch.log_softmax(logits, -1).exp(),
        lambda logits: tuple(torch.softmax(row, 0).numpy() for row in logits),
        lambda logits: torch.exp(logits - torch.logsumexp(logits, dim=1, keepdim=True)),
    ),
    "interval_by_hand": ((2, -1.93, 5.93), [2.0, -1.926, 5.926], torch.tensor([2, -1.93, 5.93])),
    "decide": (
        lambda risk, miss, alarm: risk * miss > (1 - risk) * alarm,
        lambda risk, miss, alarm: risk > alarm / (miss + alarm),
        lambda risk, miss, alarm: [float(p) * miss > (1 - float(p)) * alarm for p in risk],
    ),
    "score_gradient": (
        lambda scores, label: (
            F.softmax(scores, dim=0) - F.one_hot(torch.tensor(label), len(scores))
        ),
        gradient_autograd,
        gradient_loop,
    ),
    "train_step": (step_by_hand, step_autograd, step_by_example),
    "broadcast_shape": (broadcast_by_hand, broadcast_tried, broadcast_numpy),
    "cross_entropy": (
        entropy_loop,
        lambda probabilities, labels: F.nll_loss(probabilities.log(), labels),
        lambda p, y: -(F.one_hot(y, p.shape[1]) * p.log()).sum(dim=1).mean(),
        lambda p, y: -p.gather(1, y[:, None]).log().mean(),
    ),
    "accuracy": (
        accuracy_loop,
        lambda scores, labels: (scores.argmax(dim=1) == labels).float().mean(),
        lambda scores, labels: (scores.max(1).indices == labels).sum() / len(labels),
        lambda scores, labels: np.mean(scores.numpy().argmax(1) == labels.numpy()),
    ),
    "relu": (
        torch.relu,
        nn.ReLU(),
        relu_in_place_of_a_copy,
        lambda inputs: inputs * (inputs > 0),
        lambda inputs: torch.maximum(inputs, torch.tensor(0.0)),
        lambda inputs: np.maximum(inputs.numpy(), 0),
    ),
    "relu_derivative": (
        lambda inputs: (inputs > 0).float(),
        lambda inputs: torch.where(inputs > 0, 1.0, 0.0),
        lambda inputs: torch.sign(inputs).clamp(min=0),
        lambda inputs: (inputs > 0) * 1,
    ),
    "mlp_forward": (
        lambda X, W1, b1, W2, b2: torch.relu(X @ W1 + b1) @ W2 + b2,
        forward_lists,
        lambda X, W1, b1, W2, b2: F.linear(F.relu(F.linear(X, W1.T, b1[0])), W2.T, b2[0]),
    ),
    "linear_backward": (
        lambda X, dO: (X.T @ dO, dO.sum(dim=0, keepdim=True)),
        lambda X, dO: [X.t().mm(dO), torch.ones(1, len(X)) @ dO],
        backward_loop,
        backward_autograd,
    ),
    "count_mlp_parameters": (
        lambda d, h, q: d * h + h + h * q + q,
        lambda d, h, q: (d + 1) * h + (h + 1) * q,
        lambda d, h, q: sum(
            p.numel() for p in nn.Sequential(nn.Linear(d, h), nn.Linear(h, q)).parameters()
        ),
    ),
    "distinct_units": (
        lambda W1: W1.unique(dim=1).shape[1],
        lambda W1: len({tuple(column) for column in W1.T.tolist()}),
        lambda W1: len(np.unique(W1.numpy(), axis=1).T),
    ),
    "xor_weights": (
        (1, -2, 0),
        (1.0, torch.tensor(-2.0), 0),
        torch.tensor([1.0, -2.0, 0.0]),
        [1, -2, 0],
    ),
    "mlp_backward": (mlp_backward_lines, mlp_backward_by_example, mlp_backward_autograd),
    "mlp_step": (mlp_step_by_hand, mlp_step_autograd, mlp_step_module),
    "fold_sizes": (folds_divmod, folds_numpy, folds_dealt),
    "early_stopping_epoch": (stops, stops_by_place, stops_by_window),
    "weight_decay_step": (
        lambda w, grad, lr, lam: w - lr * (grad + lam * w),
        lambda w, grad, lr, lam: (1 - lr * lam) * w - lr * grad,
        lambda w, grad, lr, lam: [a - lr * (g + lam * a) for a, g in zip(w, grad)],
    ),
    "impossible_entries": ({1, 3, 5}, [5, 3, 1], torch.tensor([1, 3, 5])),
    "dropout": (dropout_loop, dropout_where, dropout_early),
    "honest_score": (honest_short, honest_sliced, honest_copied),
    "fair_loss": (fair_tools, fair_loop, fair_numpy),
    "kept_value": (
        lambda h, p: 1 + (h - 1) / (1 - p),
        lambda h, p: (h - p) / (1 - p),
        lambda h, p: torch.tensor(h - 1) / torch.tensor(1 - p) + 1,
    ),
    "choose_and_report": (report_short, report_loop, report_numpy),
}

WRONG = {
    "count_parameters": (
        lambda f, c: 12, lambda f, c: f * c - c, lambda f, c: f**c, lambda f, c: f * c + 3,
        lambda f, c: (f + 1) * (c + 1), lambda f, c: 2 * f * c, lambda f, c: f * (c + c),
        lambda f, c: [f * c, c], lambda f, c: str(f * c + c), lambda f, c: f * c / c + c,
        lambda f, c: f,
    ),
    "softmax": (
        lambda logits: torch.softmax(logits, dim=1).squeeze(),
        lambda logits: torch.softmax(logits, dim=1)[:2],
        lambda logits: torch.softmax(logits - logits[:, :1], dim=0),
        lambda logits: torch.exp(logits - logits[0, 0]) / torch.exp(logits - logits[0, 0]).sum(),
        lambda logits: torch.sigmoid(logits),
        lambda logits: F.one_hot(logits.argmax(1), logits.shape[1]),
        lambda logits: torch.softmax(logits, dim=1) * 100,
        lambda logits: torch.softmax(logits, dim=1).round(decimals=1),
        lambda logits: torch.softmax(-logits, dim=1),
        lambda logits: torch.softmax(logits, dim=1).sum(dim=1),
        lambda logits: torch.softmax(logits / 2, dim=1),
        lambda logits: 2.0 ** (logits - logits.amax(1, keepdim=True)),
        lambda logits: logits.softmax(1).tolist()[0],
    ),
    "interval_by_hand": (
        (2, 2, 2), (0, -1.93, 5.93), (2, 1.93, 5.93), (2, -3.93, 3.93), (2, -2.9, 6.9), 2,
        (2, -1.93), (2, -1.8, 5.8), (3, -0.93, 6.93), ("2", "x", "y"), (2, 0, 4), (4, -1.93, 5.93),
    ),
    "decide": (
        lambda r, m, a: r > m / a, lambda r, m, a: r < 0.5, lambda r, m, a: m > a,
        lambda r, m, a: r > 0.1, lambda r, m, a: torch.zeros(len(r), dtype=torch.bool),
        lambda r, m, a: bool((r * m > (1 - r) * a).any()), lambda r, m, a: (1 - r) * a,
        lambda r, m, a: r * m - (1 - r) * a, lambda r, m, a: r.mean() > a / (m + a),
        lambda r, m, a: r * m > a + m, lambda r, m, a: r**2 * m > (1 - r) ** 2 * a,
        lambda r, m, a: (r * m > (1 - r) * a)[0],
    ),
    "score_gradient": (
        lambda s, y: torch.sigmoid(s), lambda s, y: s, lambda s, y: torch.zeros(len(s)),
        lambda s, y: F.softmax(s, 0) + F.one_hot(torch.tensor(y), len(s)),
        lambda s, y: F.log_softmax(s, 0), lambda s, y: s - s.mean(),
        lambda s, y: F.softmax(-s, 0) - F.one_hot(torch.tensor(y), len(s)),
        lambda s, y: F.softmax(s, 0) - F.one_hot(torch.tensor(0), len(s)),
        lambda s, y: (F.softmax(s, 0) - F.one_hot(torch.tensor(y), len(s))).abs(),
        lambda s, y: (F.softmax(s, 0) - F.one_hot(torch.tensor(y), len(s))).round(decimals=1),
        lambda s, y: F.softmax(s, 0)[y], lambda s, y: y,
    ),
    "train_step": (
        lambda X, y, W, b, r: (W, b), lambda X, y, W, b, r: W,
        lambda X, y, W, b, r: (step_by_hand(X, y, W, b, r)[0], b),
        lambda X, y, W, b, r: step_by_hand(X, y, W, b, r)[::-1],
        lambda X, y, W, b, r: step_by_hand(X, y, W, b, r)[0],
        lambda X, y, W, b, r: step_by_hand(X[:1], y[:1], W, b, r),
        lambda X, y, W, b, r: step_by_hand(X, y, W, b, 2 * r),
        lambda X, y, W, b, r: step_by_hand(X, y, W, b, 0.5),
        lambda X, y, W, b, r: step_by_hand(X, y, W, 0 * b, r),
        lambda X, y, W, b, r: step_by_hand(X, y, 0 * W, b, r),
        lambda X, y, W, b, r: step_by_hand(X, (y + 1) % W.shape[1], W, b, r),
        lambda X, y, W, b, r: X @ W + b,
    ),
    "broadcast_shape": (
        last_axis_only, multiples_fit, lambda a, b: b, lambda a, b: a + b,
        lambda a, b: tuple(x * y for x, y in zip(a, b)), lambda a, b: max(a, b),
        lambda a, b: len(a), lambda a, b: tuple(map(min, a, b)), lambda a, b: (3, 2),
        lambda a, b: max(len(a), len(b)), lambda a, b: a if len(a) > len(b) else b,
        lambda a, b: a == b,
    ),
    "cross_entropy": (
        lambda p, y: -p.clamp(min=0.1)[range(len(y)), y].log().mean(),
        lambda p, y: -p[:, 0].log().mean(),
        lambda p, y: -p[range(len(y)), y].log().max(),
        lambda p, y: -p[range(len(y)), y].log10().mean(),
        lambda p, y: -p[range(len(y)), y].log().median(),
        lambda p, y: 1.4979,
        lambda p, y: -p[range(len(y)), y].mean().log(),
        lambda p, y: (1 - p[range(len(y)), y]).mean(),
        lambda p, y: -(p * p.log()).sum(1).mean(),
        lambda p, y: F.nll_loss(p, y),
        lambda p, y: F.cross_entropy(p, y, reduction="sum"),
        lambda p, y: -p[range(len(y)), y].log().mean() + 0.01,
    ),
    "accuracy": (
        lambda s, y: ((s > 0.5).int().argmax(1) == y).float().mean(),
        lambda s, y: (s.abs().argmax(1) == y).float().mean(),
        three_classes, lambda s, y: 0.75, lambda s, y: (s.argmin(1) == y).float().mean(),
        lambda s, y: float((s.argmax(1) == y).all()),
        lambda s, y: round(float((s.argmax(1) == y).float().mean()), 1),
        lambda s, y: (s.argmax(1) == y).sum() / s.shape[1],
        lambda s, y: (s.argmax(1) - y).abs().float().mean(),
        lambda s, y: (s[range(len(y)), y] > 0).float().mean(),
        lambda s, y: (s.argmax(1) == y).float(),
        lambda s, y: s.argmax(1),
    ),
    "relu": (
        lambda x: x.clamp(0, 5), F.relu6, lambda x: [max(0, v) for v in x],
        lambda x: [[max(0, float(v)) for v in row] for row in x], F.elu, F.gelu, F.softplus,
        torch.sigmoid, lambda x: x.clamp(min=0.1), lambda x: x.clamp(min=0).sum(),
        lambda x: x, lambda x: -x.clamp(max=0), lambda x: x.clamp(min=0).round(),
        lambda x: max(0, float(x.max())),
    ),
    "relu_derivative": (
        lambda x: x > 0, lambda x: (x > 0).tolist(), lambda x: x / x.abs(), lambda x: 1,
        lambda x: torch.zeros_like(x), lambda x: (x > 0.5).float(), lambda x: (x != 0).float(),
        lambda x: torch.sigmoid(x), lambda x: (x > 0).float().mean(), lambda x: (x > 0).sum(),
        lambda x: x.clamp(0, 1) * 2,
    ),
    "mlp_forward": (
        lambda X, W1, b1, W2, b2: X @ W1 @ W2, lambda X, W1, b1, W2, b2: X,
        lambda X, W1, b1, W2, b2: torch.tanh(X @ W1 + b1) @ W2 + b2,
        lambda X, W1, b1, W2, b2: (X @ W1 + b1).relu().sum(),
        lambda X, W1, b1, W2, b2: ((X @ W1 + b1).relu() @ W2 + b2).argmax(1),
        lambda X, W1, b1, W2, b2: (X @ W1 - b1).relu() @ W2 - b2,
        lambda X, W1, b1, W2, b2: (X @ W1 + b1).relu() @ (W2 + b2),
        lambda X, W1, b1, W2, b2: (X.relu() @ W1 + b1) @ W2 + b2,
        lambda X, W1, b1, W2, b2: ((X @ W1 + b1).relu() @ W2 + b2).T,
        lambda X, W1, b1, W2, b2: X * W1 + b1,
        lambda X, W1, b1, W2, b2: ((X @ W1 + b1).relu() @ W2 + b2)[0],
        lambda X, W1, b1, W2, b2: (X @ W1.T + b1).relu() @ W2 + b2,
    ),
    "linear_backward": (
        lambda X, dO: (dO, X), lambda X, dO: (X.T @ dO, dO.sum(1, keepdim=True)),
        lambda X, dO: (X.sum(0), dO.sum(0)), lambda X, dO: (X.T @ dO, X.sum(0, keepdim=True)),
        lambda X, dO: (X * dO[:, :1], dO.sum(0, keepdim=True)), lambda X, dO: (0, 0),
        lambda X, dO: (-X.T @ dO, -dO.sum(0, keepdim=True)),
        lambda X, dO: (2 * X.T @ dO, dO.sum(0, keepdim=True)), lambda X, dO: X.T @ dO / len(X),
        lambda X, dO: (X.T @ dO, dO.sum(0, keepdim=True), X), lambda X, dO: dO.sum(0),
        lambda X, dO: (X.T @ dO.abs(), dO.sum(0, keepdim=True)),
    ),
    "count_mlp_parameters": (
        lambda d, h, q: d + h + q, lambda d, h, q: d * h + q, lambda d, h, q: d * (h + q),
        lambda d, h, q: (d + 1) * (h + 1) * q, lambda d, h, q: d * h + h, lambda d, h, q: 0,
        lambda d, h, q: h * q + q, lambda d, h, q: (d + 1) * h + (h + 1) * q + 1,
        lambda d, h, q: 2 * (d * h + h * q), lambda d, h, q: [d * h, h, h * q, q],
        lambda d, h, q: (d + h + q) ** 2,
    ),
    "distinct_units": (
        lambda W1: W1[:, 1:].ne(W1[:, :-1]).any(0).sum() + 1, lambda W1: len(W1.mean(0).unique()),
        lambda W1: len(W1.norm(dim=0).unique()), lambda W1: W1.abs().unique(dim=1).shape[1],
        lambda W1: W1.sort(dim=0).values.unique(dim=1).shape[1],
        lambda W1: W1.round(decimals=2).unique(dim=1).shape[1], lambda W1: len(W1.amax(0).unique()),
        lambda W1: len(W1[-1].unique()), lambda W1: W1.unique(dim=1).numel(), lambda W1: 1,
        lambda W1: torch.linalg.matrix_rank(W1), lambda W1: len(W1.prod(0).unique()),
        lambda W1: W1.unique(dim=0).shape[1], lambda W1: W1.round().unique(dim=1).shape[1],
    ),
    "xor_weights": (
        (1, 1, 0), (1, -1, 0), (-1, 2, 0), (1, -2, 1), (2, -4, 0), (0, 0, 0), (1, 2, 0), (-2, 1, 0),
        (1, -2), 1, (1, -2, -1), (1, -2, 0, 0), ("1", -2, 0), (1, -2.5, 0), (0, 1, 0),
    ),
    "mlp_backward": (
        changed(mlp_backward_lines, 0), changed(mlp_backward_lines, 1),
        changed(mlp_backward_lines, 2), changed(mlp_backward_lines, 3),
        changed(mlp_backward_lines, 0, by=torch.t), changed(mlp_backward_lines, 1, by=torch.ravel),
        changed(mlp_backward_lines, 0, 2, by=lambda value: 2 * value),
        changed(mlp_backward_lines, 1, 3, by=lambda value: 0 * value),
        lambda X, Y, H, P, W2: mlp_backward_lines(X, Y, H, P, W2)[:2],
        lambda X, Y, H, P, W2: mlp_backward_lines(X, Y, H, P, W2.abs()),
        lambda X, Y, H, P, W2: mlp_backward_lines(X, Y, H.clamp(max=1), P, W2),
        lambda X, Y, H, P, W2: mlp_backward_lines(X, P, H, Y, W2),
        lambda X, Y, H, P, W2: (P - Y) / len(X), lambda X, Y, H, P, W2: 0,
    ),
    "mlp_step": (
        changed(mlp_step_by_hand, 0), changed(mlp_step_by_hand, 3),
        changed(mlp_step_by_hand, 1, by=torch.ravel), changed(mlp_step_by_hand, 0, by=torch.t),
        changed(mlp_step_by_hand, 1, 3, by=torch.zeros_like),
        lambda X, Y, W1, b1, W2, b2, rate: (W1, b1, W2, b2),
        lambda X, Y, W1, b1, W2, b2, rate: mlp_step_by_hand(X, Y, W1, b1, W2, b2, rate / len(X)),
        lambda X, Y, W1, b1, W2, b2, rate: mlp_step_by_hand(X, Y, W1, b1, W2, b2, 0.5),
        lambda X, Y, W1, b1, W2, b2, rate: mlp_step_by_hand(X, Y, W1, 0 * b1, W2, b2, rate),
        lambda X, Y, W1, b1, W2, b2, rate: mlp_step_by_hand(X, Y, W1, b1, W2, b2, 2 * rate),
        lambda X, Y, W1, b1, W2, b2, rate: mlp_step_by_hand(X, Y, W1, b1, W2, b2, rate)[::-1],
        lambda X, Y, W1, b1, W2, b2, rate: (X @ W1 + b1).relu() @ W2 + b2,
        lambda X, Y, W1, b1, W2, b2, rate: mlp_step_by_hand(X, 1 - Y, W1, b1, W2, b2, rate),
    ),
    "fold_sizes": (
        lambda n, k: [2, 2, 2, 2, 2], lambda n, k: n % k, lambda n, k: [n], lambda n, k: [k] * n,
        lambda n, k: [round(n / k)] * k, lambda n, k: [-(-n // k)] * k, lambda n, k: range(k),
        lambda n, k: [n // k + 1] * k, lambda n, k: sum(folds_divmod(n, k)),
        lambda n, k: [n // k] * (k - 1) + [n % k], lambda n, k: folds_divmod(n, k) + [0],
        lambda n, k: str(folds_divmod(n, k)), lambda n, k: dict(enumerate(folds_divmod(n, k))),
    ),
    "early_stopping_epoch": (
        lambda losses, patience: stops(losses, patience, best=1),
        lambda losses, patience: stops(losses, patience, best=10),
        lambda losses, patience: stops(losses, patience, best=100),
        lambda losses, patience: stops(losses, patience, reset=1),
        future_minimum, lambda losses, patience: 6, lambda losses, patience: patience,
        lambda losses, patience: stops(losses, patience - 1), lambda losses, patience: losses[-1],
        lambda losses, patience: min(losses), lambda losses, patience: 4,
        lambda losses, patience: stops([round(v) for v in losses], patience),
        lambda losses, patience: stops(losses, 2), lambda losses, patience: losses,
    ),
    "weight_decay_step": (
        lambda w, g, lr, lam: w, lambda w, g, lr, lam: g, lambda w, g, lr, lam: w - g,
        lambda w, g, lr, lam: w - lr * g - lam, lambda w, g, lr, lam: lam * w - lr * g,
        lambda w, g, lr, lam: w - lr * (g + lam * w**2), lambda w, g, lr, lam: w - lr * lam * g,
        lambda w, g, lr, lam: w - lr * (g + lam * w.norm()), lambda w, g, lr, lam: lr * lam,
        lambda w, g, lr, lam: (w - lr * (g + lam * w)).sum(),
        lambda w, g, lr, lam: w - lr * lam * w * g,
        lambda w, g, lr, lam: w - lr * (g - lam * w),
    ),
    "impossible_entries": (
        {1}, {1, 3}, {0}, {"1", "3", "5"}, 1, {5, 7}, [1, 3, 5, 9], {14}, {(1, 4)}, {1.5, 3},
        {4, 8}, "1, 3, 5",
    ),
    "dropout": (
        first_rows_mask, first_row_only, nearly_one, lambda X, p, noise: X,
        lambda X, p, noise: X * 0, lambda X, p, noise: noise * X, lambda X, p, noise: X * (1 - p),
        lambda X, p, noise: dropout_early(X, 0.5, noise), lambda X, p, noise: noise > p,
        lambda X, p, noise: X[noise > p] / (1 - p) if p < 1 else X * 0,
        lambda X, p, noise: F.dropout(X, p), lambda X, p, noise: dropout_early(X, p, noise.T),
        lambda X, p, noise: dropout_early(X, p, torch.rand(X.shape)),
        lambda X, p, noise: dropout_early(X, p, noise).mean(),
    ),
    "honest_score": (
        lambda X, y, a, b: 0.5, lambda X, y, a, b: 1.0, lambda X, y, a, b: y[b].float().mean(),
        lambda X, y, a, b: nearest_mean(X[:, best_columns(X[a], y[a], 1)], y, a, b),
        lambda X, y, a, b: nearest_mean(X[:, best_columns(X[a], y[a], 40)], y, a, b),
        lambda X, y, a, b: nearest_mean(X[:, best_columns(X[a], 1 - y[a], 5)], y, a, b),
        lambda X, y, a, b: nearest_mean(X[:, best_columns(X[a], y[a], 10)], y, b, b),
        lambda X, y, a, b: nearest_mean(X, y, a, a),
        lambda X, y, a, b: len(b), lambda X, y, a, b: best_columns(X, y, 10),
        lambda X, y, a, b: 100 * honest_short(X, y, a, b),
        lambda X, y, a, b: nearest_mean(X[:, :1], y, a, b), lambda X, y, a, b: y[b],
    ),
    "fair_loss": (
        lambda a, b, n: 0.5, lambda a, b, n: a, lambda a, b, n: b, lambda a, b, n: a[0],
        lambda a, b, n: b[0], lambda a, b, n: sum(b) / len(b), lambda a, b, n: b[n],
        lambda a, b, n: min(a), lambda a, b, n: stops(a, n), lambda a, b, n: a[stops(a, n)],
        lambda a, b, n: (fair_loop(a, b, n) + fair_loop(b, a, n)) / 2,
        lambda a, b, n: fair_loop(a, b, 1), lambda a, b, n: max(b),
        lambda a, b, n: (fair_loop(a, b, n), stops(a, n)),
    ),
    "kept_value": (
        lambda h, p: 0, lambda h, p: 2.25, lambda h, p: 1.0, lambda h, p: h * (1 - p),
        lambda h, p: h + p, lambda h, p: h - p, lambda h, p: (h - 1) / 1 - p, lambda h, p: p,
        lambda h, p: 1 + h - 1 / (1 - p), lambda h, p: (h + 1) / (1 - p) - 1,
        lambda h, p: 1 + (h - 1) / (1 - p) ** 2, lambda h, p: str(1 + (h - 1) / (1 - p)),
    ),
    "choose_and_report": (
        lambda a, b: (0, b[0].mean()), lambda a, b: (1, b[1].mean()),
        lambda a, b: report_short(b, a),
        lambda a, b: report_short(a, b)[0], lambda a, b: report_short(a, b)[1],
        lambda a, b: report_short(a, b)[::-1], lambda a, b: (report_short(a, b)[0], b.max()),
        lambda a, b: (report_short(a, b)[0] + 1, report_short(a, b)[1]),
        lambda a, b: (report_short(a, b)[0], b[report_short(a, b)[0]].min()),
        lambda a, b: (report_short(a, b)[0], b[report_short(a, b)[0]].sum()),
        lambda a, b: (report_short(a, b)[0], 1 - report_short(a, b)[1]), lambda a, b: (0, 0),
        lambda a, b: (report_short(a, b)[0], b[:, 0].mean()),
    ),
}  # fmt: skip


def if_inputs(inputs):
    if inputs > 0:
        return inputs
    return 0


def folds_return_in_loop(examples, folds):
    found = []
    for fold in range(folds):
        found.append(examples // folds + (fold < examples % folds))
        return found


# Answers that once got a wrong diagnosis: the right one, or the plain hint.
DIAGNOSES = (
    ("relu", if_inputs, "ambiguous"),
    ("relu", lambda inputs: nn.ReLU(inputs), "module"),
    ("relu", lambda inputs: torch.max(inputs, 0), "along_an_axis"),
    ("early_stopping_epoch", lambda losses, patience: 6, "hint"),
    ("early_stopping_epoch", lambda losses, patience: stops(losses, 3), "own_patience"),
    ("early_stopping_epoch", future_minimum, "hint"),
    ("broadcast_shape", lambda a, b: tuple(map(max, zip(a, b))), "zipped"),
    ("softmax", lambda logits: F.softmax(logits.clamp(max=80), dim=1), "hint"),
    ("fold_sizes", folds_return_in_loop, "return_in_loop"),
    ("linear_backward", lambda X, dO: X.T @ dO, "no_bias"),
    ("impossible_entries", {"1", "3", "5"}, "hint"),
    ("impossible_entries", {(0, 1), (0, 3), (0, 5)}, "positions"),
    ("cross_entropy", lambda p, y: F.cross_entropy(p, y), "scores_wanted"),
)
