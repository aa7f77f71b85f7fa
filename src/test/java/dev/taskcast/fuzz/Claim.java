package dev.taskcast.fuzz;

import java.util.Objects;

/** How a target says that a guarantee does not hold. */
final class Claim {
    private Claim() {}

    /** Throws an error that says {@code what}, unless it holds. */
    static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Throws an error that says {@code what}, unless both are equal. */
    static void same(Object found, Object expected, String what) {
        if (!Objects.equals(found, expected)) {
            throw new AssertionError(what + ": found " + found + ", expected " + expected);
        }
    }
}
