/*
 * What the devices have received. It lies in a file that the benchmark maps: this program alone writes it, and Java
 * reads it (MappedTally.java has the same layout).
 */
#ifndef TALLY_H
#define TALLY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* 1 024 buckets for each power of two: 0.1 % apart, as in an HdrHistogram of three digits. */
#define HALF 1024
#define LONGEST_MICROS 120000000u
#define BUCKETS (18 * HALF)

struct tally {
    _Atomic uint64_t welcomes;
    _Atomic uint64_t welcomed; /* when the last of them was read, in microseconds since 1970 */
    _Atomic uint64_t deliveries;
    _Atomic uint64_t latest; /* when the last of them was read */
    _Atomic uint64_t heartbeats;
    _Atomic uint64_t closes;
    _Atomic uint64_t wrong;
    _Atomic uint64_t reads; /* that brought bytes */
    _Atomic uint64_t latencies[BUCKETS];
};

extern struct tally *tally;
extern bool timing;

/* There is one writer, so that an addition needs no lock. A reader that sees the new value sees all earlier counts. */
static inline void count(_Atomic uint64_t *of, uint64_t more) {
    uint64_t before = atomic_load_explicit(of, memory_order_relaxed);
    atomic_store_explicit(of, before + more, memory_order_release);
}

static inline void set(_Atomic uint64_t *of, uint64_t value) {
    atomic_store_explicit(of, value, memory_order_release);
}

#endif
