"""The paper's experiment in PyTorch, as its users would write it: float32, all points of a network in one batch,
gradients by hand, points leave the search when they have flipped.

    torch_peer.py cell DEPTH DIMENSION WIDTH GAIN POINTS SECONDS   seconds per network, one thread
    torch_peer.py kernel NAME                                      calls per second, one thread
"""
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
import torch

torch.set_num_threads(1)
torch.set_grad_enabled(False)

STEPS, RESOLUTION, BISECTIONS = 40, 0.5, 10
BLOCK_BYTES = 1 << 20  # of one layer, for a search that stays in the cache
ROWS = 16  # a product of fewer rows is slow: search several steps at once


class Experiment:
    def __init__(self, depth, dimension, width, gain, points):
        self.points, self.dimension, self.width = points, dimension, width
        self.first = torch.empty(width, dimension)
        self.later = [torch.empty(width, width) for _ in range(depth - 1)]
        # Deviations are applied to the products, which are smaller than the weights.
        self.scale, self.later_scale, self.out = (gain / dimension) ** 0.5, (gain / width) ** 0.5, width**-0.5

    def sample(self):
        for weights in [self.first, *self.later]:
            weights.normal_()
        self.signs = torch.randint(0, 2, (self.width,)).float().mul_(2).sub_(1)
        x = torch.randn(self.points, self.dimension)
        return x.mul_(self.dimension**0.5 / x.norm(dim=1, keepdim=True))

    def network(self):
        x = self.sample()
        layers = [(x @ self.first.t()).mul_(self.scale)]
        for weights in self.later:
            layers.append((layers[-1].relu() @ weights.t()).mul_(self.later_scale))
        value = layers[-1].relu() @ self.signs
        gradient = (layers[-1] > 0).float().mul_(self.signs * self.out)
        for weights, below in zip(reversed(self.later), reversed(layers[:-1])):
            gradient = (gradient @ weights).mul_(self.later_scale).mul_((below > 0).float())
        gradient = (gradient @ self.first).mul_(self.scale)
        positive = value > 0
        direction = (gradient @ self.first.t()).mul_(torch.where(positive, self.scale, -self.scale)[:, None])
        if self.later:
            return self.search(layers[0], direction, positive)
        rows = max(1, BLOCK_BYTES // (4 * self.width))
        return torch.cat([
            self.search(layers[0][i:i + rows], direction[i:i + rows], positive[i:i + rows])
            for i in range(0, self.points, rows)
        ])

    def sign(self, activity):
        activity.relu_()
        for weights in self.later:
            activity = (activity @ weights.t()).relu_()
        return activity @ self.signs > 0

    def search(self, start, direction, positive):
        count = len(positive)
        eta = torch.full((count,), float("nan"))
        searched, step = torch.arange(count), 1
        h, t, sign = start, direction, positive
        buffer = torch.empty_like(start)
        while step <= STEPS and len(searched):
            many = len(searched)
            together = max(1, min(STEPS - step + 1, ROWS // many)) if self.later else 1
            if together == 1:
                flipped = self.sign(torch.sub(h, t, alpha=RESOLUTION * step, out=buffer[:many])) != sign
                at = torch.full((many,), step)
            else:
                steps = torch.arange(step, step + together).float() * RESOLUTION
                along = (h[:, None, :] - steps[None, :, None] * t[:, None, :]).reshape(many * together, -1)
                flips = self.sign(along).view(many, together) != sign[:, None]
                flipped, at = flips.any(1), step + flips.to(torch.int8).argmax(1)
            if flipped.any():
                eta[searched[flipped]] = at[flipped] * RESOLUTION
                kept = ~flipped
                searched, h, t, sign = searched[kept], h[kept], t[kept], sign[kept]
            step += together
        found = ~torch.isnan(eta)
        h, t, sign = start[found], direction[found], positive[found]
        high = eta[found]
        low = high - RESOLUTION
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            flipped = self.sign(torch.addcmul(h, t, middle[:, None], value=-1, out=buffer[:len(h)])) != sign
            high, low = torch.where(flipped, middle, high), torch.where(flipped, low, middle)
        eta[found] = high
        return eta


def cell(depth, dimension, width, gain, points, seconds):
    experiment = Experiment(int(depth), int(dimension), int(width), float(gain), int(points))
    experiment.network()
    times, begun = [], time.perf_counter()
    while len(times) < 2 or time.perf_counter() - begun < float(seconds):
        start = time.perf_counter()
        experiment.network()
        times.append(time.perf_counter() - start)
    print(sum(times) / len(times))


def kernel(name):
    vector, long, other = torch.randn(32768), torch.randn(32_000_000), torch.randn(32_000_000)
    directions, weights = torch.randn(16, 32768), torch.randn(4096, 1024)
    few, many = torch.randn(100, 1024), torch.randn(100, 4096)
    out = torch.empty(32768)
    call = {
        "COPY": lambda: other.copy_(long),
        "NORMALS": lambda: vector.normal_(),
        "PRODUCT": lambda: few @ weights.t(),
        "TRANSPOSED": lambda: many @ weights,
        "DOTS": lambda: directions @ vector,
        "ADD_SCALED": lambda: directions.t() @ torch.ones(16),
        "RELU_DOT": lambda: vector.relu() @ out,
        "TANH": lambda: torch.tanh(vector, out=out),
    }[name]
    out.fill_(1)
    for _ in range(3):
        call()
    calls, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < 1:
        call()
        calls += 1
    print(calls / (time.perf_counter() - begun))


{"cell": cell, "kernel": kernel}[sys.argv[1]](*sys.argv[2:])
