// What a C++ compiler needs to take the kernels for its own: included before them.
#pragma once
#include <cmath>
#include <cstdint>

#define __global__
#define __device__
#define __forceinline__ inline
// Launches run one at a time, and the blocks of a launch one after the other.
#define __shared__ static

#define __launch_bounds__(threads)

using std::isfinite;
using std::isnan;
using std::signbit;

struct dim3 {
  unsigned x = 1, y = 1, z = 1;
};

extern dim3 threadIdx, blockIdx, blockDim, gridDim;

/** Waits for the other threads of the block. */
void __syncthreads();

// Threads of a block take turns, so that nothing comes between.
inline unsigned atomicAdd(unsigned* at, unsigned more) {
  unsigned before = *at;
  *at += more;
  return before;
}

inline unsigned atomicMin(unsigned* at, unsigned other) {
  unsigned before = *at;
  *at = other < before ? other : before;
  return before;
}
