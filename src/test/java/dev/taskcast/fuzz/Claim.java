package dev.taskcast.fuzz;

import java.util.Objects;

/** A target reports with this class that a guarantee does not hold. */
final class Claim {
    private Claim() {}

    /** Throws an error with the text {@code what} if {@code holds} is false. */
    static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Throws an error with the text {@code what} if the objects are not equal. */
    static void same(Object found, Object expected, String what) {
        if (!Objects.equals(found, expected)) {
            throw new AssertionError(what + ": found " + found + ", expected " + expected);
        }
    }
}
