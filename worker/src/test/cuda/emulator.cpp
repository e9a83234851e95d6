// A libcuda.so.1 that runs the kernels on the host, for tests. It tests host code, launch arguments and the arithmetic of
// kernels; not code generation, races within a phase between barriers, or speed. It knows the calls that the backend
// makes; unsupported.cpp answers the others.
//
// It catches what a device may let pass: every allocation ends at a page that cannot be touched, so that an access
// beyond it is an illegal address; starts after a canary; and is full of NaN. Copies must stay within one allocation.
// Threads run in an order that a test chooses, anew between any two barriers; a barrier that not all threads reach is a
// launch failure. What a context leaves behind is counted.
//
// Errors of a launch show at the next call, as they do on a device, and stay.
//
// Faults come from the test (the native methods of EmulatedDriver) or, for a process, from ONESTEP_EMULATED_FAULT:
// NAME[:N], failing at the N-th such call from now on; names are those of `Fault` below in lower case.

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "emulation.h"

dim3 threadIdx, blockIdx, blockDim, gridDim;

#include "onestep.cu"

namespace {

enum Result {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NO_DEVICE = 100,
  INVALID_DEVICE = 101,
  DEVICE_UNAVAILABLE = 46,
  INVALID_CONTEXT = 201,
  NOT_FOUND = 500,
  ILLEGAL_ADDRESS = 700,
  LAUNCH_FAILED = 719,
  UNKNOWN = 999
};

/** What goes wrong; the last four at once and until it is cleared. */
enum Fault { NONE, ALLOCATION, LAUNCH, LOST, BUSY, OLD, ABSENT, PASCAL };

const char* const FAULT_NAMES[] = {"none", "allocation", "launch", "lost", "busy", "old", "absent", "pascal"};

const size_t MEMORY_BYTES = size_t(256) << 20;
const size_t GUARD_BYTES = 1 << 16;
const size_t STACK_BYTES = 1 << 17;
const unsigned char CANARY = 0xCD;

struct Context {
  int error = SUCCESS;
};

struct Event {
  std::chrono::steady_clock::time_point time;
  bool recorded = false;
};

struct Allocation {
  char* mapped;
  size_t mappedBytes;
  size_t bytes;
  Context* context;
};

std::recursive_mutex lock;
std::map<uintptr_t, Allocation> allocations;
std::map<void*, Context*> pinned;
std::map<void*, Context*> things;  // streams, modules and events
std::set<Context*> contexts;
thread_local Context* current = nullptr;
size_t usedBytes = 0;
long leaked = 0;
long overwritten = 0;
long launched = 0;
Fault fault = NONE;
long untilFault = 0;
bool lost = false;
unsigned order = 0;

/** Whether the armed fault happens at this call of its kind; memory that has run out stays so. */
bool happens(Fault kind) { return fault == kind && (--untilFault == 0 || (kind == ALLOCATION && untilFault < 0)); }

void arm(Fault kind, long after) {
  fault = kind;
  untilFault = after;
  lost = false;
}

void armFromEnvironment() {
  const char* text = getenv("ONESTEP_EMULATED_FAULT");
  if (text == nullptr) {
    return;
  }
  std::string name = text;
  long after = 1;
  size_t colon = name.find(':');
  if (colon != std::string::npos) {
    after = atol(name.c_str() + colon + 1);
    name.resize(colon);
  }
  for (int kind = 0; kind <= PASCAL; kind++) {
    if (name == FAULT_NAMES[kind]) {
      arm(Fault(kind), after);
      return;
    }
  }
  fprintf(stderr, "ONESTEP_EMULATED_FAULT: no fault is called %s\n", text);
  exit(2);
}

/** What every call begins with: the error that the device or the context is in. */
int state() {
  if (happens(LOST)) {
    lost = true;
  }
  if (lost) {
    return UNKNOWN;
  }
  return current == nullptr ? INVALID_CONTEXT : current->error;
}

#define LOCKED std::lock_guard<std::recursive_mutex> locked(lock)
#define BEGIN            \
  LOCKED;                \
  if (int error = state()) \
  return error

/** Whether [address, address + bytes) lies within one allocation. */
bool within(uint64_t address, size_t bytes) {
  auto after = allocations.upper_bound(address);
  if (after == allocations.begin()) {
    return false;
  }
  auto& found = *std::prev(after);
  return address + bytes <= found.first + found.second.bytes;
}

void release(std::map<uintptr_t, Allocation>::iterator found) {
  const Allocation& allocation = found->second;
  for (char* at = allocation.mapped; at < reinterpret_cast<char*>(found->first); at++) {
    if (static_cast<unsigned char>(*at) != CANARY) {
      overwritten++;
      break;
    }
  }
  usedBytes -= allocation.bytes;
  munmap(allocation.mapped - GUARD_BYTES, allocation.mappedBytes + 2 * GUARD_BYTES);
  allocations.erase(found);
}

// ---- Threads of a block.

using Body = std::function<void(void**)>;

struct Kernel {
  Body body;
  bool barriers;
};

struct Fiber {
  ucontext_t start;
  jmp_buf resume;
  char* stack;
  bool started;
  bool done;
};

std::vector<Fiber> fibers;
Fiber* running = nullptr;
jmp_buf scheduler;
sigjmp_buf recovery;
volatile bool inKernel = false;
pthread_t kernelThread;
const Body* body;
void** parameters;

void runFiber() {
  (*body)(parameters);
  running->done = true;
  _longjmp(scheduler, 1);
}

/** Runs a fiber to its next barrier or its end. */
void go(Fiber* fiber) {
  running = fiber;
  if (_setjmp(scheduler) == 0) {
    if (fiber->started) {
      _longjmp(fiber->resume, 1);
    }
    fiber->started = true;
    setcontext(&fiber->start);
  }
}

/** The numbers below count, in the order of this test. */
std::vector<unsigned> ordered(unsigned count, std::mt19937& random) {
  std::vector<unsigned> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  if (order == 1) {
    std::reverse(numbers.begin(), numbers.end());
  } else if (order > 1) {
    std::shuffle(numbers.begin(), numbers.end(), random);
  }
  return numbers;
}

/** Runs one block; false if not all of its threads reached a barrier. */
bool runBlock(const Kernel& kernel, std::mt19937& random) {
  unsigned threads = blockDim.x;
  if (!kernel.barriers) {
    running = nullptr;
    for (unsigned thread : ordered(threads, random)) {
      threadIdx.x = thread;
      kernel.body(parameters);
    }
    return true;
  }
  while (fibers.size() < threads) {
    Fiber fiber = {};
    fiber.stack = static_cast<char*>(
        mmap(nullptr, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    fibers.push_back(fiber);
  }
  for (unsigned thread = 0; thread < threads; thread++) {
    Fiber& fiber = fibers[thread];
    getcontext(&fiber.start);
    fiber.start.uc_stack.ss_sp = fiber.stack;
    fiber.start.uc_stack.ss_size = STACK_BYTES;
    fiber.start.uc_link = nullptr;
    makecontext(&fiber.start, runFiber, 0);
    fiber.started = false;
    fiber.done = false;
  }
  unsigned left = threads;
  while (left > 0) {
    unsigned before = left;
    for (unsigned thread : ordered(threads, random)) {
      if (!fibers[thread].done) {
        threadIdx.x = thread;
        go(&fibers[thread]);
        left -= fibers[thread].done;
      }
    }
    if (left > 0 && left < before) {
      return false;
    }
  }
  return true;
}

int runGrid(const Kernel& kernel) {
  std::mt19937 random(order);
  for (unsigned z : ordered(gridDim.z, random)) {
    for (unsigned y : ordered(gridDim.y, random)) {
      for (unsigned x : ordered(gridDim.x, random)) {
        blockIdx.x = x;
        blockIdx.y = y;
        blockIdx.z = z;
        if (!runBlock(kernel, random)) {
          return LAUNCH_FAILED;
        }
      }
    }
  }
  return SUCCESS;
}

// ---- Bad addresses: the virtual machine has handlers of its own, which get all that is not ours.

struct sigaction otherSegv, otherBus, otherIll;

void onFault(int signal, siginfo_t* info, void* machine) {
  if (inKernel && pthread_equal(pthread_self(), kernelThread)) {
    siglongjmp(recovery, 1);
  }
  const struct sigaction& other = signal == SIGSEGV ? otherSegv : signal == SIGBUS ? otherBus : otherIll;
  if (other.sa_flags & SA_SIGINFO) {
    other.sa_sigaction(signal, info, machine);
  } else if (other.sa_handler != SIG_DFL && other.sa_handler != SIG_IGN) {
    other.sa_handler(signal);
  } else {
    sigaction(signal, &other, nullptr);
  }
}

void installHandlers() {
  struct sigaction mine = {};
  mine.sa_sigaction = onFault;
  mine.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &mine, &otherSegv);
  sigaction(SIGBUS, &mine, &otherBus);
  sigaction(SIGILL, &mine, &otherIll);
}

int run(const Kernel& kernel, void** values) {
  static std::once_flag once;
  std::call_once(once, installHandlers);
  body = &kernel.body;
  parameters = values;
  kernelThread = pthread_self();
  int result = ILLEGAL_ADDRESS;
  if (sigsetjmp(recovery, 1) == 0) {
    inKernel = true;
    result = runGrid(kernel);
  }
  inKernel = false;
  return result;
}

// ---- Kernels by name.

/** Every kernel takes one pointer, to its items. */
template <class Items>
Kernel of(void (*kernel)(Items), bool barriers) {
  return {[kernel](void** values) { kernel(*static_cast<Items*>(values[0])); }, barriers};
}

/** Reads and writes one number beyond an array, on either side: what the emulator is to catch. */
struct OutOfBounds {
  long long at;
  float* out;
};

void outOfBounds(const OutOfBounds* items) { items->out[items->at] = 1; }

/** Half of the threads wait for the other half, which does not come. */
void halfABarrier(float* const* items) {
  if (threadIdx.x % 2 == 0) {
    __syncthreads();
  }
  *items[0] = 1;
}

#define THREADED(name) {#name, of(name, false)}
#define COOPERATING(name) {#name, of(name, true)}

std::map<std::string, Kernel>& kernels() {
  static std::map<std::string, Kernel> all = {
      THREADED(activate),
      THREADED(multiplyByDerivative),
      THREADED(multiplyBySecondDerivative),
      THREADED(normals),
      THREADED(signs),
      THREADED(scaleColumns),
      THREADED(multiples),
      THREADED(line),
      THREADED(addColumns),
      THREADED(addActivatedColumns),
      THREADED(copyNumbers),
      THREADED(clearNumbers),
      THREADED(multiplyElementwise),
      THREADED(addScaled),
      THREADED(sumInOrder),
      THREADED(outOfBounds),
      COOPERATING(dotBlocks),
      COOPERATING(dotActivatedBlocks),
      COOPERATING(multiplyNarrow),
      COOPERATING(multiplyWide),
      COOPERATING(multiplyTransposedNarrow),
      COOPERATING(multiplyTransposedWide),
      COOPERATING(squareBlocks),
      COOPERATING(dotOnLinesBlocks),
      COOPERATING(firstCrossings),
      COOPERATING(halfABarrier),
  };
  return all;
}

}  // namespace

void __syncthreads() {
  if (running == nullptr) {
    abort();  // a kernel with barriers that is not listed as one
  }
  if (_setjmp(running->resume) == 0) {
    _longjmp(scheduler, 1);
  }
}

// ---- The driver.

extern "C" {

int cuInit(unsigned) {
  LOCKED;
  static bool first = true;
  if (first) {
    armFromEnvironment();
    first = false;
  }
  return fault == ABSENT ? NO_DEVICE : SUCCESS;
}

int cuDriverGetVersion(int* version) {
  *version = fault == OLD ? 11040 : 12060;
  return SUCCESS;
}

int cuDeviceGetCount(int* count) {
  *count = fault == ABSENT ? 0 : 1;
  return lost ? UNKNOWN : SUCCESS;
}

int cuDeviceGet(int* device, int index) {
  *device = index;
  return lost ? UNKNOWN : index == 0 ? SUCCESS : INVALID_DEVICE;
}

int cuDeviceGetName(char* name, int length, int) {
  strncpy(name, "Emulated device", length);
  return SUCCESS;
}

int cuDeviceTotalMem_v2(size_t* bytes, int) {
  *bytes = MEMORY_BYTES;
  return SUCCESS;
}

int cuDeviceGetAttribute(int* value, int attribute, int) {
  switch (attribute) {
    case 13:  // clocks in kHz, of cores and memory, and the width of its bus in bits
    case 36:
      *value = 1000000;
      return SUCCESS;
    case 37:
      *value = 64;
      return SUCCESS;
    case 16:  // multiprocessors: one, so that grids are small and kernels loop
      *value = 1;
      return SUCCESS;
    case 75:  // compute capability
      *value = fault == PASCAL ? 6 : 9;
      return SUCCESS;
    case 76:
      *value = fault == PASCAL ? 1 : 0;
      return SUCCESS;
    default:
      return INVALID_VALUE;
  }
}

int cuCtxCreate_v2(Context** context, unsigned, int) {
  LOCKED;
  if (lost) {
    return UNKNOWN;
  }
  if (fault == BUSY) {
    return DEVICE_UNAVAILABLE;
  }
  *context = current = new Context();
  contexts.insert(current);
  return SUCCESS;
}

int cuCtxDestroy_v2(Context* context) {
  LOCKED;
  if (contexts.erase(context) == 0) {
    return INVALID_CONTEXT;
  }
  for (auto at = allocations.begin(); at != allocations.end();) {
    auto next = std::next(at);
    if (at->second.context == context) {
      leaked++;
      release(at);
    }
    at = next;
  }
  for (auto* held : {&pinned, &things}) {
    for (auto at = held->begin(); at != held->end();) {
      bool left = at->second == context;
      leaked += left;
      at = left ? held->erase(at) : std::next(at);
    }
  }
  if (current == context) {
    current = nullptr;
  }
  delete context;
  return lost ? UNKNOWN : SUCCESS;
}

int cuCtxSetCurrent(Context* context) {
  LOCKED;
  if (context != nullptr && contexts.count(context) == 0) {
    return INVALID_CONTEXT;
  }
  current = context;
  return lost ? UNKNOWN : SUCCESS;
}

int cuMemGetInfo_v2(size_t* available, size_t* total) {
  BEGIN;
  *available = MEMORY_BYTES - usedBytes;
  *total = MEMORY_BYTES;
  return SUCCESS;
}

int cuStreamCreate(void** stream, unsigned) {
  BEGIN;
  *stream = malloc(1);
  things[*stream] = current;
  return SUCCESS;
}

int cuStreamDestroy_v2(void* stream) {
  LOCKED;
  things.erase(stream);
  return lost ? UNKNOWN : SUCCESS;
}

int cuStreamSynchronize(void*) {
  BEGIN;
  return SUCCESS;
}

int cuEventCreate(Event** event, unsigned) {
  BEGIN;
  *event = new Event();
  things[*event] = current;
  return SUCCESS;
}

/** What was launched before is done by now. */
int cuEventRecord(Event* event, void*) {
  BEGIN;
  event->time = std::chrono::steady_clock::now();
  event->recorded = true;
  return SUCCESS;
}

int cuEventElapsedTime(float* millis, Event* from, Event* to) {
  BEGIN;
  if (!from->recorded || !to->recorded) {
    return INVALID_VALUE;
  }
  *millis = std::chrono::duration<float, std::milli>(to->time - from->time).count();
  return SUCCESS;
}

int cuEventDestroy_v2(Event* event) {
  LOCKED;
  things.erase(event);
  return lost ? UNKNOWN : SUCCESS;
}

int cuModuleLoadData(void** module, const char* image) {
  BEGIN;
  if (strstr(image, ".version 7.0") == nullptr || strstr(image, ".visible .entry normals(") == nullptr) {
    return INVALID_VALUE;
  }
  *module = malloc(1);
  things[*module] = current;
  return SUCCESS;
}

int cuModuleUnload(void* module) {
  LOCKED;
  things.erase(module);
  return lost ? UNKNOWN : SUCCESS;
}

int cuModuleGetFunction(void** function, void*, const char* name) {
  BEGIN;
  auto found = kernels().find(name);
  if (found == kernels().end()) {
    return NOT_FOUND;
  }
  *function = &found->second;
  return SUCCESS;
}

int cuMemAlloc_v2(uint64_t* address, size_t bytes) {
  BEGIN;
  if (bytes == 0) {
    return INVALID_VALUE;
  }
  if (happens(ALLOCATION) || usedBytes + bytes > MEMORY_BYTES) {
    return OUT_OF_MEMORY;
  }
  size_t page = sysconf(_SC_PAGESIZE);
  size_t mappedBytes = (bytes + page - 1) / page * page;
  char* whole = static_cast<char*>(
      mmap(nullptr, mappedBytes + 2 * GUARD_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  char* mapped = whole + GUARD_BYTES;
  if (whole == MAP_FAILED || mprotect(mapped, mappedBytes, PROT_READ | PROT_WRITE) != 0) {
    return OUT_OF_MEMORY;
  }
  char* start = mapped + mappedBytes - bytes;
  memset(mapped, CANARY, start - mapped);
  memset(start, 0xFF, bytes);
  *address = reinterpret_cast<uintptr_t>(start);
  allocations[*address] = {mapped, mappedBytes, bytes, current};
  usedBytes += bytes;
  return SUCCESS;
}

int cuMemFree_v2(uint64_t address) {
  BEGIN;
  auto found = allocations.find(address);
  if (found == allocations.end()) {
    return INVALID_VALUE;
  }
  release(found);
  return SUCCESS;
}

int cuMemAllocHost_v2(void** host, size_t bytes) {
  BEGIN;
  if (happens(ALLOCATION)) {
    return OUT_OF_MEMORY;
  }
  *host = malloc(bytes);
  pinned[*host] = current;
  return SUCCESS;
}

int cuMemFreeHost(void* host) {
  BEGIN;
  if (pinned.erase(host) == 0) {
    return INVALID_VALUE;
  }
  free(host);
  return SUCCESS;
}

int cuMemcpyHtoDAsync_v2(uint64_t to, const void* from, size_t bytes, void*) {
  BEGIN;
  if (!within(to, bytes)) {
    return INVALID_VALUE;
  }
  memcpy(reinterpret_cast<void*>(to), from, bytes);
  return SUCCESS;
}

int cuMemcpyDtoHAsync_v2(void* to, uint64_t from, size_t bytes, void*) {
  BEGIN;
  if (!within(from, bytes)) {
    return INVALID_VALUE;
  }
  memcpy(to, reinterpret_cast<const void*>(from), bytes);
  return SUCCESS;
}

int cuLaunchKernel(const Kernel* kernel, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned shared, void*, void** values, void**) {
  BEGIN;
  bool fits = gx > 0 && gx < 1u << 31 && gy > 0 && gy < 1 << 16 && gz > 0 && gz < 1 << 16 && bx > 0 && bx <= 1024;
  if (!fits || by != 1 || bz != 1 || shared != 0) {
    return INVALID_VALUE;
  }
  launched++;
  if (happens(LAUNCH)) {
    current->error = LAUNCH_FAILED;
    return SUCCESS;
  }
  gridDim.x = gx;
  gridDim.y = gy;
  gridDim.z = gz;
  blockDim.x = bx;
  current->error = run(*kernel, values);
  return SUCCESS;
}

// ---- For tests: the native methods of EmulatedDriver.

void Java_onestep_worker_backend_cuda_EmulatedDriver_arm(void*, void*, int kind, long after) {
  LOCKED;
  arm(Fault(kind), after);
}

void Java_onestep_worker_backend_cuda_EmulatedDriver_order(void*, void*, int seed) {
  LOCKED;
  order = seed;
}

/** Allocations, pinned buffers, streams, modules, events and contexts that are there now. */
long Java_onestep_worker_backend_cuda_EmulatedDriver_open(void*, void*) {
  LOCKED;
  return allocations.size() + pinned.size() + things.size() + contexts.size();
}

/** What contexts that are gone had left behind. */
long Java_onestep_worker_backend_cuda_EmulatedDriver_leaked(void*, void*) { return leaked; }

/** Allocations before whose start something was written. */
long Java_onestep_worker_backend_cuda_EmulatedDriver_overwritten(void*, void*) { return overwritten; }

long Java_onestep_worker_backend_cuda_EmulatedDriver_launched(void*, void*) { return launched; }
}
