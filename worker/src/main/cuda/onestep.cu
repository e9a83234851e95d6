// The array operations of CudaBackend.
//
// Every kernel keeps the CPU's order of operations: one chain of fused multiply-adds for each output of a product or of
// a scaled sum; reductions in 16 lanes within blocks of 1024 elements, lanes and then blocks summed in double, in order.
// So a result depends on neither the launch nor the device. Compile without contraction of a * b + c and with exact
// division and square roots; `build` beside this file does, and `check` tells whether the PTX that is shipped came from here.
//
// A launch does one operation for many networks at once, or for many parts of one: it is given an array of items, each a
// struct of what the operation is asked to do, and blockIdx.z says whose turn it is. Items are independent of one another.
//
// A block of n×m numbers is contiguous, column after column. Indices are 64 bits wide; grids are loops, so any grid will
// do. In the tests a C++ compiler makes this file run on the host (src/test/cuda).

#include <stdint.h>

#define KERNEL extern "C" __global__ void
#define FUNCTION __device__ __forceinline__

/** The item of a block of threads. */
#define ITEM items[blockIdx.z]

const int LANES = 16;
const int REDUCTION_BLOCK = 1024;
const int THREADS = 256;

FUNCTION long long firstIndex() { return (long long)blockIdx.x * blockDim.x + threadIdx.x; }
FUNCTION long long indexStep() { return (long long)gridDim.x * blockDim.x; }

// ---- Elementary functions: as onestep.worker.backend.cpu.activation.Functions, which tells their errors.

/** The smaller one; NaN if a is. */
FUNCTION float smaller(float a, float b) { return !(a >= b) ? a : b; }

/** The larger one; NaN if a is, and 0 rather than -0. */
FUNCTION float larger(float a, float b) { return !(a <= b) ? a : b; }

FUNCTION float clamp(float a, float limit) { return larger(smaller(a, limit), -limit); }

/** 1 for t > 0, else 0. */
FUNCTION float step(float t) { return smaller(larger(t * 0x1p127f * 0x1p127f, 0.f), 1.f); }

FUNCTION float hyperbolicTangent(float t) {
  float x = clamp(t, 9.f);
  float u = x * x;
  float p = fmaf(-1.2246342e-11f, u, 3.0642738e-8f);
  p = fmaf(p, u, 2.8031427e-5f);
  p = fmaf(p, u, 0.0038695147f);
  p = fmaf(p, u, 0.13680862f);
  p = fmaf(p, u, 1.f);
  float q = fmaf(1.2890423e-6f, u, 3.9407244e-4f);
  q = fmaf(q, u, 0.027250182f);
  q = fmaf(q, u, 0.47014195f);
  q = fmaf(q, u, 1.f);
  return clamp(x * p / q, 1.f);
}

FUNCTION float errorFunction(float t) {
  float x = clamp(t, 4.f);
  float u = x * x;
  float p = fmaf(-1.32010305e-8f, u, 4.6845244e-6f);
  p = fmaf(p, u, 3.7960117e-4f);
  p = fmaf(p, u, 0.0038496598f);
  p = fmaf(p, u, 0.05431695f);
  p = fmaf(p, u, 0.18520504f);
  p = fmaf(p, u, 1.1283792f);
  float q = fmaf(6.310821e-5f, u, 0.0013075694f);
  q = fmaf(q, u, 0.01546216f);
  q = fmaf(q, u, 0.113958985f);
  q = fmaf(q, u, 0.4974671f);
  q = fmaf(q, u, 1.f);
  return clamp(x * p / q, 1.f);
}

/** e^y - 1 for y >= 0. */
FUNCTION float growth(float y) {
  float r = smaller(y, 44.f) * 0x1p-6f;
  float p = fmaf(2.6817128e-4f, r, 0.0013203026f);
  p = fmaf(p, r, 0.0083658025f);
  p = fmaf(p, r, 0.041658886f);
  p = fmaf(p, r, 0.16666755f);
  p = fmaf(p, r, 0.49999997f);
  float m = fmaf(p * r, r, r);
  for (int doubling = 0; doubling < 6; doubling++) {
    m = fmaf(m, m, m + m);
  }
  return m;
}

/** e^-y for y >= 0. */
FUNCTION float decay(float y) { return 1.f / (1.f + growth(y)); }

FUNCTION float logisticTail(float t) { return 1.f / (2.f + growth(fabsf(t))); }

FUNCTION float logistic(float t, float tail) { return fmaf(step(t), fmaf(-2.f, tail, 1.f), tail); }

FUNCTION float softplus(float t) {
  float z = 1.f / fmaf(2.f, growth(fabsf(t)), 3.f);
  float u = z * z;
  float p = fmaf(2 * 0.14089157f, u, 2 * 0.13980304f);
  p = fmaf(p, u, 2 * 0.20012455f);
  p = fmaf(p, u, 2 * 0.33333158f);
  p = fmaf(p, u, 2.f);
  return fmaf(p, z, larger(t, 0.f));
}

FUNCTION float toWhole(float t) { return (t + 12582912.f) - 12582912.f; }

/** t - n π. */
FUNCTION float phase(float t, float n) {
  float r = fmaf(n, -3.140625f, t);
  r = fmaf(n, -9.675026e-4f, r);
  r = fmaf(n, -1.509958e-7f, r);
  return clamp(r, 1.5708f);
}

FUNCTION float sineOfRemainder(float r) {
  float u = r * r;
  float p = fmaf(2.6018877e-6f, u, -1.9807412e-4f);
  p = fmaf(p, u, 0.0083330255f);
  p = fmaf(p, u, -0.16666657f);
  return fmaf(p * u, r, r);
}

/** (-1)^n. */
FUNCTION float alternating(float n) {
  float odd = fmaf(-2.f, toWhole(n * 0.5f), n);
  return fmaf(-2.f * odd, odd, 1.f);
}

FUNCTION float sine(float t) {
  float n = toWhole(t * 0.3183099f);
  return alternating(n) * sineOfRemainder(phase(t, n));
}

FUNCTION float cosine(float t) {
  float n = toWhole(fmaf(t, 0.3183099f, -0.5f));
  return -alternating(n) * sineOfRemainder(phase(t, n + 0.5f));
}

FUNCTION float normalDensity(float t) { return 0.3989423f * decay(0.5f * t * t); }

// ---- Activations, with the numbers that CudaBackend gives them.

enum Activation { RELU, LEAKY_RELU, TANH, ERF, SIGMOID, SOFTPLUS, GELU, SWISH, SINE };

const float TWO_BY_ROOT_PI = 1.1283792f;
const float ROOT_HALF = 0.70710677f;

/** ψ(t). */
FUNCTION float value(int activation, float below, float t) {
  switch (activation) {
    case RELU:
      return larger(t, 0.f);
    case LEAKY_RELU:
      return larger(t, below * t);
    case TANH:
      return hyperbolicTangent(t);
    case ERF:
      return errorFunction(t);
    case SIGMOID:
      return logistic(t, logisticTail(t));
    case SOFTPLUS:
      return softplus(t);
    case GELU:
      return fmaf(0.5f * t, errorFunction(t * ROOT_HALF), 0.5f * t);
    case SWISH:
      return fmaf(-smaller(fabsf(t), 44.f), logisticTail(t), larger(t, 0.f));
    default:
      return sine(t);
  }
}

/** ψ'(t) b. */
FUNCTION float timesDerivative(int activation, float below, float t, float b) {
  switch (activation) {
    case RELU:
      return step(t) * b;
    case LEAKY_RELU:
      return fmaf(step(t), 1.f - below, below) * b;
    case TANH: {
      float y = hyperbolicTangent(t);
      return fmaf(-y, y, 1.f) * b;
    }
    case ERF:
      return TWO_BY_ROOT_PI * decay(t * t) * b;
    case SIGMOID: {
      float tail = logisticTail(t);
      return tail * (1.f - tail) * b;
    }
    case SOFTPLUS:
      return logistic(t, logisticTail(t)) * b;
    case GELU: {
      float normal = fmaf(0.5f, errorFunction(t * ROOT_HALF), 0.5f);
      float near = clamp(t, 10.f);
      return fmaf(near, normalDensity(near), normal) * b;
    }
    case SWISH: {
      float tail = logisticTail(t);
      float slope = tail * (1.f - tail);
      return fmaf(clamp(t, 44.f), slope, logistic(t, tail)) * b;
    }
    default:
      return cosine(t) * b;
  }
}

/** ψ''(t) b, of a smooth ψ. */
FUNCTION float timesSecondDerivative(int activation, float t, float b) {
  switch (activation) {
    case TANH: {
      float y = hyperbolicTangent(t);
      return -2.f * y * fmaf(-y, y, 1.f) * b;
    }
    case ERF:
      return -2.f * t * TWO_BY_ROOT_PI * decay(t * t) * b;
    case SIGMOID: {
      float tail = logisticTail(t);
      float balance = fmaf(-2.f, logistic(t, tail), 1.f);
      return tail * (1.f - tail) * balance * b;
    }
    case SOFTPLUS: {
      float tail = logisticTail(t);
      return tail * (1.f - tail) * b;
    }
    case GELU: {
      float near = clamp(t, 10.f);
      return fmaf(-near, near, 2.f) * normalDensity(near) * b;
    }
    case SWISH: {
      float tail = logisticTail(t);
      float balance = fmaf(-2.f, logistic(t, tail), 1.f);
      return tail * (1.f - tail) * fmaf(clamp(t, 44.f), balance, 2.f) * b;
    }
    default:
      return -sine(t) * b;
  }
}

struct OfActivation {
  int activation;
  float below;
  long long count;
  const float* h;
  float* b;
};

/** b = ψ(h); b may be h. */
KERNEL activate(const OfActivation* items) {
  OfActivation it = ITEM;
  for (long long i = firstIndex(); i < it.count; i += indexStep()) {
    it.b[i] = value(it.activation, it.below, it.h[i]);
  }
}

/** b = ψ'(h) b. */
KERNEL multiplyByDerivative(const OfActivation* items) {
  OfActivation it = ITEM;
  for (long long i = firstIndex(); i < it.count; i += indexStep()) {
    it.b[i] = timesDerivative(it.activation, it.below, it.h[i], it.b[i]);
  }
}

/** b = ψ''(h) b. */
KERNEL multiplyBySecondDerivative(const OfActivation* items) {
  OfActivation it = ITEM;
  for (long long i = firstIndex(); i < it.count; i += indexStep()) {
    it.b[i] = timesSecondDerivative(it.activation, it.h[i], it.b[i]);
  }
}

// ---- Random numbers: as onestep.worker.random. The counter is (index, purpose, network).

struct Stream {
  uint32_t key[4];
  uint32_t purpose;
  uint32_t network;
};

FUNCTION uint32_t rotate(uint32_t x, int bits) { return x << bits | x >> (32 - bits); }

/** Two rounds of Threefry4x32. */
FUNCTION void mix(uint32_t x[4], int r0, int r1, int r2, int r3) {
  x[0] += x[1];
  x[1] = rotate(x[1], r0) ^ x[0];
  x[2] += x[3];
  x[3] = rotate(x[3], r1) ^ x[2];
  x[0] += x[3];
  x[3] = rotate(x[3], r2) ^ x[0];
  x[2] += x[1];
  x[1] = rotate(x[1], r3) ^ x[2];
}

/** Threefry4x32-20 of a block number of a stream. */
FUNCTION void encrypt(Stream stream, uint64_t number, uint32_t x[4]) {
  const uint32_t* k = stream.key;
  uint32_t key[5] = {k[0], k[1], k[2], k[3], 0x1BD11BDAu ^ k[0] ^ k[1] ^ k[2] ^ k[3]};
  x[0] = (uint32_t)number + key[0];
  x[1] = (uint32_t)(number >> 32) + key[1];
  x[2] = stream.purpose + key[2];
  x[3] = stream.network + key[3];
#pragma unroll
  for (int s = 1; s <= 5; s++) {
    if (s % 2 == 1) {
      mix(x, 10, 26, 11, 21);
      mix(x, 13, 27, 23, 5);
    } else {
      mix(x, 6, 20, 17, 11);
      mix(x, 25, 10, 18, 20);
    }
#pragma unroll
    for (int i = 0; i < 4; i++) {
      x[i] += key[(s + i) % 5];
    }
    x[3] += s;
  }
}

/** Two standard normals of two words by Box and Muller. */
FUNCTION void normalPair(uint32_t word0, uint32_t word1, float* first, float* second) {
  float uniform = fmaf((float)(int32_t)word0, 0x1p-32f, 0x1p-33f);
  float upper = smaller(larger(uniform * -0x1p40f, 0.f), 1.f);
  float v = fabsf(uniform);
  float root = sqrtf(sqrtf(sqrtf(sqrtf(v))));
  float rise = fmaf(upper, v, (1.f - upper) * (1.f - root));
  float t = rise / (2.f - rise);
  float q = t * t;
  float p = fmaf(0.29225186f, q, -0.04878571f);
  p = fmaf(p, q, 0.15067962f);
  p = fmaf(p, q, 0.13744502f);
  p = fmaf(p, q, 0.20033269f);
  p = fmaf(p, q, 0.3333266f);
  p = fmaf(p, q, 1.f);
  float radius = sqrtf(fmaf(upper, -60.f, 64.f) * t * p);

  float turn = (float)(int32_t)((word1 & ~0xFFu) | 0x80u) * 0x1p-30f;
  radius = radius * clamp(turn * 0x1p40f, 1.f);
  float angle = fabsf(turn) - 1.f;
  float w = fmaf(-angle, angle, 1.f);
  float c = fmaf(2.4023586e-05f, w, 0.00079815043f);
  c = fmaf(c, w, 0.017430378f);
  c = fmaf(c, w, 0.19634926f);
  c = fmaf(c, w, 0.7853982f);
  *first = radius * (c * w);
  float s = fmaf(0.00015072746f, w, 0.0040691835f);
  s = fmaf(s, w, 0.06657653f);
  s = fmaf(s, w, 0.49999985f);
  *second = radius * fmaf(s, angle * w, angle);
}

struct Normals {
  Stream stream;
  unsigned long long counter;
  float factor;
  long long count;
  float* out;
};

/**
 * out[i] = factor z(stream, 4 counter + i): a counter for each thread gives 4 numbers of its group of 64, 16 apart.
 *
 * counter: of the first number, a multiple of 16.
 */
KERNEL normals(const Normals* items) {
  Normals it = ITEM;
  long long counters = (it.count + 63) / 64 * 16;
  for (long long i = firstIndex(); i < counters; i += indexStep()) {
    uint32_t x[4];
    encrypt(it.stream, it.counter + i, x);
    float z[4];
    normalPair(x[0], x[1], &z[0], &z[1]);
    normalPair(x[2], x[3], &z[2], &z[3]);
    long long at = i / 16 * 64 + i % 16;
    for (int k = 0; k < 4; k++) {
      if (at + 16 * k < it.count) {
        it.out[at + 16 * k] = it.factor * z[k];
      }
    }
  }
}

struct Signs {
  Stream stream;
  long long count;
  float* out;
};

/** out[i] = 1 or -1 by bit i mod 128 of counter i / 128; 32 threads share a counter and write side by side. */
KERNEL signs(const Signs* items) {
  Signs it = ITEM;
  long long threads = (it.count + 127) / 128 * 32;
  for (long long i = firstIndex(); i < threads; i += indexStep()) {
    uint32_t x[4];
    encrypt(it.stream, i / 32, x);
    int bit = i % 32;
    for (int word = 0; word < 4; word++) {
      long long at = i / 32 * 128 + 32 * word + bit;
      if (at < it.count) {
        it.out[at] = x[word] >> bit & 1 ? -1.f : 1.f;
      }
    }
  }
}

// ---- Vectors. Columns go by blockIdx.y.

struct Numbers {
  long long count;
  const float* a;
  float* b;
};

/** b = a. */
KERNEL copyNumbers(const Numbers* items) {
  Numbers it = ITEM;
  for (long long i = firstIndex(); i < it.count; i += indexStep()) {
    it.b[i] = it.a[i];
  }
}

/** b = a b, elementwise. */
KERNEL multiplyElementwise(const Numbers* items) {
  Numbers it = ITEM;
  for (long long i = firstIndex(); i < it.count; i += indexStep()) {
    it.b[i] = it.a[i] * it.b[i];
  }
}

struct Cleared {
  long long count;
  float* out;
};

/** out = 0. */
KERNEL clearNumbers(const Cleared* items) {
  Cleared it = ITEM;
  for (long long i = firstIndex(); i < it.count; i += indexStep()) {
    it.out[i] = 0.f;
  }
}

struct ScaleColumns {
  long long n;
  int m;
  const float* c;
  float* a;
};

/** a_j = c[j] a_j. */
KERNEL scaleColumns(const ScaleColumns* items) {
  ScaleColumns it = ITEM;
  for (int j = blockIdx.y; j < it.m; j += gridDim.y) {
    for (long long i = firstIndex(); i < it.n; i += indexStep()) {
      it.a[j * it.n + i] = it.c[j] * it.a[j * it.n + i];
    }
  }
}

struct Multiples {
  long long n;
  int m;
  const float* a;
  const float* c;
  float* out;
};

/** out_j = c[j] a. */
KERNEL multiples(const Multiples* items) {
  Multiples it = ITEM;
  for (int j = blockIdx.y; j < it.m; j += gridDim.y) {
    for (long long i = firstIndex(); i < it.n; i += indexStep()) {
      it.out[j * it.n + i] = it.c[j] * it.a[i];
    }
  }
}

/** A point h + step u of a line. */
struct LinePoint {
  const float* h;
  const float* u;
  float step;
};

struct PointsOfLines {
  long long n;
  int m;
  const LinePoint* points;
  float* out;
};

/** out_j = point j. */
KERNEL line(const PointsOfLines* items) {
  PointsOfLines it = ITEM;
  for (int j = blockIdx.y; j < it.m; j += gridDim.y) {
    LinePoint point = it.points[j];
    for (long long i = firstIndex(); i < it.n; i += indexStep()) {
      it.out[j * it.n + i] = fmaf(point.step, point.u[i], point.h[i]);
    }
  }
}

struct AddColumns {
  int activation;
  float below;
  long long n;
  int m;
  float c;
  const float* const* a;
  float* b;
};

/** b_j = b_j + c a[j]. */
KERNEL addColumns(const AddColumns* items) {
  AddColumns it = ITEM;
  for (int j = blockIdx.y; j < it.m; j += gridDim.y) {
    const float* from = it.a[j];
    for (long long i = firstIndex(); i < it.n; i += indexStep()) {
      it.b[j * it.n + i] = fmaf(it.c, from[i], it.b[j * it.n + i]);
    }
  }
}

/** b_j = b_j + c ψ(a[j]). */
KERNEL addActivatedColumns(const AddColumns* items) {
  AddColumns it = ITEM;
  for (int j = blockIdx.y; j < it.m; j += gridDim.y) {
    const float* from = it.a[j];
    for (long long i = firstIndex(); i < it.n; i += indexStep()) {
      it.b[j * it.n + i] = fmaf(it.c, value(it.activation, it.below, from[i]), it.b[j * it.n + i]);
    }
  }
}

/** Columns that a thread works on together, so that what they share is read once. */
const int COLUMNS = 4;

struct AddScaled {
  long long n;
  int p;
  int m;
  const float* a;
  const float* c;
  int stride;
  float* b;
};

/** b_j = b_j + Σ_k c[k * stride + j] a_k, a chain over k. Shapes: a n×p, b n×m. */
KERNEL addScaled(const AddScaled* items) {
  AddScaled it = ITEM;
  long long n = it.n;
  int m = it.m;
  for (int j = blockIdx.y * COLUMNS; j < m; j += gridDim.y * COLUMNS) {
    for (long long i = firstIndex(); i < n; i += indexStep()) {
      float sums[COLUMNS];
      for (int l = 0; l < COLUMNS; l++) {
        sums[l] = j + l < m ? it.b[(j + l) * n + i] : 0.f;
      }
      for (int k = 0; k < it.p; k++) {
        float x = it.a[k * n + i];
        for (int l = 0; l < COLUMNS; l++) {
          sums[l] = j + l < m ? fmaf(it.c[k * it.stride + j + l], x, sums[l]) : 0.f;
        }
      }
      for (int l = 0; l < COLUMNS; l++) {
        if (j + l < m) {
          it.b[(j + l) * n + i] = sums[l];
        }
      }
    }
  }
}

/** Reduction blocks that a thread block sums: 16 threads are the lanes of each. */
const int SUMMED_TOGETHER = THREADS / LANES;

struct DotBlocks {
  int activation;
  float below;
  long long n;
  int p;
  int m;
  const float* a;
  const float* b;
  int stride;
  long long results;
  double* sums;
};

/**
 * Inner products within blocks of 1024 elements: of a_i and ψ(b_j) in block r to sums[r * results + i * stride + j].
 *
 * Launched with THREADS threads, the grid's y over i and 4 columns j.
 */
template <bool activated>
FUNCTION void sumBlocks(const DotBlocks& it) {
  __shared__ float lanes[COLUMNS][THREADS];
  int lane = threadIdx.x % LANES;
  long long n = it.n;
  long long blocks = (n + REDUCTION_BLOCK - 1) / REDUCTION_BLOCK;
  int groups = (it.m + COLUMNS - 1) / COLUMNS;
  for (int pair = blockIdx.y; pair < it.p * groups; pair += gridDim.y) {
    int i = pair / groups;
    int j = pair % groups * COLUMNS;
    for (long long first = (long long)blockIdx.x * SUMMED_TOGETHER; first < blocks;
         first += (long long)gridDim.x * SUMMED_TOGETHER) {
      long long block = first + threadIdx.x / LANES;
      long long end = (block + 1) * REDUCTION_BLOCK;
      end = end < n ? end : n;
      float sum[COLUMNS] = {};
      for (long long e = block * REDUCTION_BLOCK + lane; e < end; e += LANES) {
        float x = it.a[i * n + e];
        for (int l = 0; l < COLUMNS; l++) {
          if (j + l < it.m) {
            float y = it.b[(j + l) * n + e];
            sum[l] = fmaf(x, activated ? value(it.activation, it.below, y) : y, sum[l]);
          }
        }
      }
      for (int l = 0; l < COLUMNS; l++) {
        lanes[l][threadIdx.x] = sum[l];
      }
      __syncthreads();
      if (lane < COLUMNS && block < blocks && j + lane < it.m) {
        double total = 0;
        for (int l = 0; l < LANES; l++) {
          total += lanes[lane][threadIdx.x - lane + l];
        }
        it.sums[block * it.results + i * it.stride + j + lane] = total;
      }
      __syncthreads();
    }
  }
}

KERNEL dotBlocks(const DotBlocks* items) { sumBlocks<false>(ITEM); }

KERNEL dotActivatedBlocks(const DotBlocks* items) { sumBlocks<true>(ITEM); }

/** The lane of this thread in reduction block `block`: the chain of term(e, sum) over its elements e. */
template <class Term>
FUNCTION float sumLane(long long n, long long block, Term term) {
  long long end = (block + 1) * REDUCTION_BLOCK;
  end = end < n ? end : n;
  float sum = 0;
  for (long long e = block * REDUCTION_BLOCK + threadIdx.x % LANES; e < end; e += LANES) {
    sum = term(e, sum);
  }
  return sum;
}

/** The sum of the lanes of a thread's reduction block, in order. */
FUNCTION double sumLanes(const float* lanes) {
  double total = 0;
  for (int l = 0; l < LANES; l++) {
    total += lanes[l];
  }
  return total;
}

/**
 * Sums within blocks of 1024 elements: that of term(j, e, sum) in block r to sums[r * results + j]; the grid's y over j.
 */
template <class Term>
FUNCTION void sumColumns(long long n, int m, long long results, double* sums, Term term) {
  __shared__ float lanes[THREADS];
  long long blocks = (n + REDUCTION_BLOCK - 1) / REDUCTION_BLOCK;
  for (int j = blockIdx.y; j < m; j += gridDim.y) {
    for (long long first = (long long)blockIdx.x * SUMMED_TOGETHER; first < blocks;
         first += (long long)gridDim.x * SUMMED_TOGETHER) {
      long long block = first + threadIdx.x / LANES;
      lanes[threadIdx.x] = sumLane(n, block, [=](long long e, float sum) { return term(j, e, sum); });
      __syncthreads();
      if (threadIdx.x % LANES == 0 && block < blocks) {
        sums[block * results + j] = sumLanes(lanes + threadIdx.x);
      }
      __syncthreads();
    }
  }
}

struct SquareBlocks {
  long long n;
  int m;
  const float* a;
  long long results;
  double* sums;
};

/** Inner products of a_j with itself, within blocks. */
KERNEL squareBlocks(const SquareBlocks* items) {
  SquareBlocks it = ITEM;
  sumColumns(it.n, it.m, it.results, it.sums, [=](int j, long long e, float sum) {
    float x = it.a[j * it.n + e];
    return fmaf(x, x, sum);
  });
}

struct DotOnLinesBlocks {
  int activation;
  float below;
  long long n;
  int m;
  const float* a;
  const LinePoint* points;
  double* sums;
};

/** Inner products of a and ψ(point j), within blocks. */
KERNEL dotOnLinesBlocks(const DotOnLinesBlocks* items) {
  DotOnLinesBlocks it = ITEM;
  sumColumns(it.n, it.m, it.m, it.sums, [=](int j, long long e, float sum) {
    float h = fmaf(it.points[j].step, it.points[j].u[e], it.points[j].h[e]);
    return fmaf(it.a[e], value(it.activation, it.below, h), sum);
  });
}

struct SumInOrder {
  long long blocks;
  long long results;
  const double* sums;
  double* out;
};

/** out[i] = Σ_r sums[r * results + i], in order. */
KERNEL sumInOrder(const SumInOrder* items) {
  SumInOrder it = ITEM;
  for (long long i = firstIndex(); i < it.results; i += indexStep()) {
    double total = 0;
    for (long long r = 0; r < it.blocks; r++) {
      total += it.sums[r * it.results + i];
    }
    it.out[i] = total;
  }
}

// ---- Products with weights, which lie in panels of 16 rows: entry (16 p + r, j) at p * panel + 16 j + r.

/** Outputs of a tile along the matrix, and steps of the inner index whose numbers are shared at a time. */
const int TILE = 64;
const int DEPTH = 16;

struct Product {
  int rows;
  int columns;
  long long panel;
  const float* w;
  long long firstRow;
  long long inLength;
  const float* in;
  long long outLength;
  float* out;
  int m;
};

/**
 * A tile of outputs: TILE of them along the matrix for each of WIDTH columns. THREADS threads; each keeps 4 outputs
 * along the matrix of WIDTH / 16 columns in registers, and each output is one chain over the inner index.
 *
 * transposed: out_c[j] goes on from its value with Σ_i w(i, j) in_c[firstRow + i]; else out_c[firstRow + i] becomes
 * Σ_j w(i, j) in_c[j].
 */
template <bool transposed, int WIDTH>
FUNCTION void product(const Product& it) {
  const int EACH = WIDTH / 16;
  __shared__ float matrix[DEPTH][TILE];
  __shared__ float vectors[DEPTH][WIDTH];
  int rows = it.rows;
  int columns = it.columns;
  int m = it.m;
  int outputs = transposed ? columns : rows;
  int inner = transposed ? rows : columns;
  const float* in = it.in + (transposed ? it.firstRow : 0);
  float* out = it.out + (transposed ? 0 : it.firstRow);
  int row = threadIdx.x % 16 * 4;
  int column = threadIdx.x / 16 * EACH;
  for (int tile = blockIdx.x * TILE; tile < outputs; tile += gridDim.x * TILE) {
    for (int first = blockIdx.y * WIDTH; first < m; first += gridDim.y * WIDTH) {
      float sums[4][EACH];
      for (int i = 0; i < 4; i++) {
        for (int c = 0; c < EACH; c++) {
          bool inside = tile + row + i < outputs && first + column + c < m;
          sums[i][c] = transposed && inside ? out[(first + column + c) * it.outLength + tile + row + i] : 0.f;
        }
      }
      for (int at = 0; at < inner; at += DEPTH) {
        for (int e = threadIdx.x; e < DEPTH * TILE; e += THREADS) {
          // Neighbouring threads read neighbouring numbers: 16 rows of one column of the matrix.
          int r = e % 16;
          int k = transposed ? r : e / 16 % DEPTH;
          int o = transposed ? e / 16 : e / 16 / DEPTH * 16 + r;
          int i = transposed ? at + k : tile + o;
          int j = transposed ? tile + o : at + k;
          bool inside = i < rows && j < columns;
          matrix[k][o] = inside ? it.w[i / 16 * it.panel + 16LL * j + i % 16] : 0.f;
        }
        for (int e = threadIdx.x; e < DEPTH * WIDTH; e += THREADS) {
          int k = e % DEPTH;
          int c = e / DEPTH;
          bool inside = at + k < inner && first + c < m;
          vectors[k][c] = inside ? in[(first + c) * it.inLength + at + k] : 0.f;
        }
        __syncthreads();
        int depth = inner - at < DEPTH ? inner - at : DEPTH;
        for (int k = 0; k < depth; k++) {
          for (int i = 0; i < 4; i++) {
            for (int c = 0; c < EACH; c++) {
              sums[i][c] = fmaf(matrix[k][row + i], vectors[k][column + c], sums[i][c]);
            }
          }
        }
        __syncthreads();
      }
      for (int i = 0; i < 4; i++) {
        for (int c = 0; c < EACH; c++) {
          if (tile + row + i < outputs && first + column + c < m) {
            out[(first + column + c) * it.outLength + tile + row + i] = sums[i][c];
          }
        }
      }
    }
  }
}

KERNEL multiplyNarrow(const Product* items) { product<false, 16>(ITEM); }

KERNEL multiplyWide(const Product* items) { product<false, 64>(ITEM); }

KERNEL multiplyTransposedNarrow(const Product* items) { product<true, 16>(ITEM); }

KERNEL multiplyTransposedWide(const Product* items) { product<true, 64>(ITEM); }

// ---- The first crossing of F(t) = Σ a_i ψ(h_i + t u_i), ψ piecewise linear with slope `below` left of 0 and 1 right,
// as onestep.worker.backend.KinkWalk defines it: between kinks t_i = -h_i / u_i, F is a line, so it suffices to look at
// its sign where each piece ends. A block of threads searches a ray.

/** Threads of such a block, at most. */
const int MOST_WALKERS = 1024;

/** Where a search starts, how far it goes, and how far past a crossing F is evaluated. */
struct Ray {
  const float* h;
  const float* u;
  double limit;
  double absolute;
};

/** F on a piece, and how many neurons are not on a flat side there. */
struct Line {
  double intercept;
  double slope;
  long long live;
};

FUNCTION Line plus(Line a, Line b) { return {a.intercept + b.intercept, a.slope + b.slope, a.live + b.live}; }

/** The sum over the threads before this one, in a fixed tree, and over all. */
FUNCTION Line sumOfThreadsBefore(Line mine, Line* all) {
  __shared__ Line lines[MOST_WALKERS];
  unsigned thread = threadIdx.x;
  lines[thread] = mine;
  for (unsigned reach = 1; reach < blockDim.x; reach *= 2) {
    __syncthreads();
    Line before = thread >= reach ? lines[thread - reach] : Line{0, 0, 0};
    __syncthreads();
    lines[thread] = plus(before, lines[thread]);
  }
  __syncthreads();
  *all = lines[blockDim.x - 1];
  Line before = thread > 0 ? lines[thread - 1] : Line{0, 0, 0};
  __syncthreads();
  return before;
}

/** The line at 0+: a neuron at its kink is on the side to which u moves it. */
FUNCTION Line lineAtZero(double below, long long n, const float* a, const float* h, const float* u) {
  Line mine = {0, 0, 0};
  for (long long i = threadIdx.x; i < n; i += blockDim.x) {
    double side = signbit(h[i] == 0 ? u[i] : h[i]) ? below : 1;
    mine.intercept += side * ((double)a[i] * h[i]);
    mine.slope += side * ((double)a[i] * u[i]);
    mine.live += side != 0;
  }
  Line all;
  sumOfThreadsBefore(mine, &all);
  return all;
}

/** Writes the kinks in (from, to], in no order, and returns how many. */
FUNCTION unsigned collectKinks(double from, double to, long long n, const float* h, const float* u, double* times,
                               int* indices) {
  __shared__ unsigned found;
  if (threadIdx.x == 0) {
    found = 0;
  }
  __syncthreads();
  for (long long i = threadIdx.x; i < n; i += blockDim.x) {
    double t = -h[i] / (double)u[i];
    if (from < t && t <= to) {
      unsigned at = atomicAdd(&found, 1u);
      times[at] = t;
      indices[at] = (int)i;
    }
  }
  __syncthreads();
  unsigned all = found;
  __syncthreads();
  return all;
}

/** Sorts by time and then index, so that the order is one: a bitonic sort whose comparisons all go one way. */
FUNCTION void sortKinks(unsigned count, double* times, int* indices) {
  for (unsigned width = 2; width / 2 < count; width *= 2) {
    for (unsigned reach = width / 2; reach > 0; reach /= 2) {
      for (unsigned pair = threadIdx.x; 2 * (pair & ~(reach - 1)) < count; pair += blockDim.x) {
        unsigned start = 2 * (pair & ~(reach - 1));
        unsigned offset = pair & (reach - 1);
        unsigned low = start + offset;
        unsigned high = reach == width / 2 ? start + width - 1 - offset : low + reach;
        if (high < count) {
          double t = times[low];
          double s = times[high];
          int i = indices[low];
          int k = indices[high];
          if (t > s || (t == s && i > k)) {
            times[low] = s;
            times[high] = t;
            indices[low] = k;
            indices[high] = i;
          }
        }
      }
      __syncthreads();
    }
  }
}

/** What the kink of neuron i changes: whichever way it goes, u bends F by 1 - below. */
FUNCTION Line changeAt(int i, double below, const float* a, const float* h, const float* u) {
  double bend = (1 - below) * ((double)a[i] * fabsf(u[i]));
  double lift = (below - 1) * ((double)a[i] * fabsf(h[i]));
  long long gained = below == 0 ? 1 : 0;
  return {lift, bend, signbit(u[i]) ? -gained : gained};
}

/** A line on which no neuron is left is 0, whatever its sums rounded to. */
FUNCTION Line settled(Line line) { return line.live == 0 ? Line{0, 0, 0} : line; }

FUNCTION bool crossesBy(Line line, double sign, double t) { return sign * (line.intercept + line.slope * t) <= 0; }

/** Where a line crosses that does so between two times. */
FUNCTION double crossingOf(Line line, double after, double by) {
  double crossing = -line.intercept / line.slope;
  return crossing > after ? (crossing < by ? crossing : by) : (after > 0 ? after : 0x1p-1074);
}

/** Walks sorted kinks; the crossing, or NaN with the line after the last one. */
FUNCTION double walkKinks(double sign, double below, const float* a, const float* h, const float* u, double from,
                          double to, unsigned kinks, const double* times, const int* indices, Line* line) {
  __shared__ unsigned first;
  __shared__ double crossing;
  for (unsigned tile = 0; tile < kinks; tile += blockDim.x) {
    unsigned k = tile + threadIdx.x;
    bool mine = k < kinks;
    Line all;
    Line change = mine ? changeAt(indices[k], below, a, h, u) : Line{0, 0, 0};
    Line before = settled(plus(*line, sumOfThreadsBefore(change, &all)));
    if (threadIdx.x == 0) {
      first = kinks;
    }
    __syncthreads();
    if (mine && crossesBy(before, sign, times[k])) {
      atomicMin(&first, k);
    }
    __syncthreads();
    if (mine && k == first) {
      crossing = crossingOf(before, k > 0 ? times[k - 1] : from, times[k]);
    }
    __syncthreads();
    bool crossed = first < kinks;
    double found = crossing;
    __syncthreads();
    if (crossed) {
      return found;
    }
    *line = plus(*line, all);
  }
  *line = settled(*line);
  double last = kinks > 0 ? times[kinks - 1] : from;
  return to > last && crossesBy(*line, sign, to) ? crossingOf(*line, last, to) : NAN;
}

/**
 * The first crossing of a ray: NaN without one, infinite where numbers are not finite. Kinks are sought up to twice as
 * far as the line at 0 crosses, then four times as far each time.
 */
FUNCTION double firstCrossing(double below, long long n, const float* a, Ray ray, double* times, int* indices) {
  Line line = lineAtZero(below, n, a, ray.h, ray.u);
  double value = line.intercept;
  if (!isfinite(value + line.slope)) {
    return INFINITY;
  }
  double sign = value > 0 ? 1 : -1;
  double end = sign * line.slope < 0 ? 2 * -value / line.slope : ray.limit;
  double from = 0;
  while (value != 0 && from < ray.limit) {
    end = end < ray.limit ? end : ray.limit;
    unsigned kinks = collectKinks(from, end, n, ray.h, ray.u, times, indices);
    sortKinks(kinks, times, indices);
    double crossing = walkKinks(sign, below, a, ray.h, ray.u, from, end, kinks, times, indices, &line);
    __syncthreads();
    if (!isnan(crossing)) {
      return crossing;
    }
    from = end;
    end = 4 * end > 0x1p-1022 ? 4 * end : 0x1p-1022;
  }
  return NAN;
}

/** ⟨a, ψ(point)⟩ in the order of sumColumns and sumInOrder. */
FUNCTION double dotOnLine(int activation, float below, long long n, const float* a, LinePoint point, double* sums) {
  __shared__ float lanes[MOST_WALKERS];
  long long blocks = (n + REDUCTION_BLOCK - 1) / REDUCTION_BLOCK;
  long long together = blockDim.x / LANES;
  for (long long first = 0; first < blocks; first += together) {
    long long block = first + threadIdx.x / LANES;
    lanes[threadIdx.x] = sumLane(n, block, [=](long long e, float sum) {
      float h = fmaf(point.step, point.u[e], point.h[e]);
      return fmaf(a[e], value(activation, below, h), sum);
    });
    __syncthreads();
    if (threadIdx.x % LANES == 0 && block < blocks) {
      sums[block] = sumLanes(lanes + threadIdx.x);
    }
    __syncthreads();
  }
  double total = 0;
  for (long long r = 0; r < blocks; r++) {
    total += sums[r];
  }
  __syncthreads();
  return total;
}

struct FirstCrossings {
  int activation;
  double below;
  double relative;
  long long n;
  int m;
  int together;
  const float* a;
  const Ray* rays;
  double* times;
  int* indices;
  double* results;
};

/**
 * results[j] = first crossing of ray j, results[m + j] = F at crossing (1 + relative) + absolute, as dotOnLinesBlocks
 * has it, NaN without a crossing.
 *
 * times, indices: n of each for each of the blocks of threads that work together.
 */
KERNEL __launch_bounds__(MOST_WALKERS) firstCrossings(const FirstCrossings* items) {
  const FirstCrossings& it = ITEM;
  int together = it.together < (int)gridDim.x ? it.together : (int)gridDim.x;
  if ((int)blockIdx.x >= together) {
    return;
  }
  double* times = it.times + blockIdx.x * it.n;
  int* indices = it.indices + blockIdx.x * it.n;
  for (int j = blockIdx.x; j < it.m; j += together) {
    Ray ray = it.rays[j];
    double crossing = firstCrossing(it.below, it.n, it.a, ray, times, indices);
    double sum = NAN;
    if (isfinite(crossing)) {
      float step = (float)(crossing * (1 + it.relative) + ray.absolute);
      sum = dotOnLine(it.activation, (float)it.below, it.n, it.a, {ray.h, ray.u, step}, times);
    }
    if (threadIdx.x == 0) {
      it.results[j] = crossing;
      it.results[it.m + j] = sum;
    }
  }
}
