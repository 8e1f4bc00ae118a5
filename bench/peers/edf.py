"""EDF in NumPy, as the slides of 2024 have it, and an epoch of problem set 1's network through it: what the course ran before."""
import numpy

CompNodes = []
Parameters = []


class Input:
    def addgrad(self, delta):
        pass


class CompNode:
    def __init__(self):
        CompNodes.append(self)

    def addgrad(self, delta):
        self.grad += delta


class Parameter:
    def __init__(self, value):
        Parameters.append(self)
        self.value = value

    def addgrad(self, delta):
        self.grad += numpy.sum(delta, axis=0) / len(delta)


class AffineParams:
    def __init__(self, inputs, outputs, random):
        bound = numpy.sqrt(3 / inputs)
        self.w = Parameter(random.uniform(-bound, bound, (inputs, outputs)))
        self.b = Parameter(numpy.zeros(outputs))


class Affine(CompNode):
    def __init__(self, Phi, x):
        super().__init__()
        self.Phi = Phi
        self.x = x

    def forward(self):
        self.value = numpy.matmul(self.x.value, self.Phi.w.value) - self.Phi.b.value

    def backward(self):
        self.x.addgrad(numpy.matmul(self.grad, self.Phi.w.value.transpose()))
        self.Phi.b.addgrad(-self.grad)
        self.Phi.w.addgrad(self.x.value[:, :, numpy.newaxis] * self.grad[:, numpy.newaxis, :])


class AffineByMatmul(Affine):
    """The same with one matrix product in place of an outer product for each example."""

    def backward(self):
        self.x.addgrad(numpy.matmul(self.grad, self.Phi.w.value.transpose()))
        self.Phi.b.addgrad(-self.grad)
        self.Phi.w.grad += numpy.matmul(self.x.value.transpose(), self.grad) / len(self.grad)


class Sigmoid(CompNode):
    def __init__(self, x):
        super().__init__()
        self.x = x

    def forward(self):
        self.value = 1.0 / (1.0 + numpy.exp(-self.x.value))

    def backward(self):
        self.x.addgrad(self.grad * self.value * (1.0 - self.value))


class Softmax(CompNode):
    def __init__(self, s):
        super().__init__()
        self.s = s

    def forward(self):
        e = numpy.exp(self.s.value - self.s.value.max(axis=1, keepdims=True))
        self.value = e / e.sum(axis=1, keepdims=True)

    def backward(self):
        inner = numpy.sum(self.grad * self.value, axis=1, keepdims=True)
        self.s.addgrad(self.value * (self.grad - inner))


class LogLoss(CompNode):
    def __init__(self, q, y):
        super().__init__()
        self.q = q
        self.y = y

    def forward(self):
        self.rows = numpy.arange(len(self.y.value))
        self.value = -numpy.log(self.q.value[self.rows, self.y.value])

    def backward(self):
        delta = numpy.zeros_like(self.q.value)
        delta[self.rows, self.y.value] = -self.grad / self.q.value[self.rows, self.y.value]
        self.q.addgrad(delta)


def Forward():
    for c in CompNodes:
        c.forward()


def Backward(loss):
    for c in CompNodes + Parameters:
        c.grad = 0
    loss.grad = 1.0
    for c in CompNodes[::-1]:
        c.backward()


def SGD(eta):
    for p in Parameters:
        p.value -= eta * p.grad


def epoch(inputs, hidden, outputs, size, steps, outer):
    """An epoch over `steps` batches of `size` examples, in NumPy's float64."""
    random = numpy.random.default_rng(1)
    images = random.random((steps * size, inputs))
    labels = random.integers(0, outputs, steps * size)
    CompNodes.clear()
    Parameters.clear()
    Linear = Affine if outer else AffineByMatmul
    x, y = Input(), Input()
    h = Sigmoid(Linear(AffineParams(inputs, hidden, random), x))
    loss = LogLoss(Softmax(Linear(AffineParams(hidden, outputs, random), h)), y)
    graph = CompNodes[:], Parameters[:]

    def run():
        CompNodes[:], Parameters[:] = graph
        for start in range(0, steps * size, size):
            x.value = images[start : start + size]
            y.value = labels[start : start + size]
            Forward()
            Backward(loss)
            SGD(0.5)

    return run
