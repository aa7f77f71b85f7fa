package dev.taskcast.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name that a misspelt name probably means. */
public final class Nearest {
    /** After the first word, which all names share, one wrong character is allowed per {@value} characters. */
    private static final int PER_FAULT = 4;

    private Nearest() {}

    /**
     * The name in {@code known} that takes the fewest changes of a character, if they are few for the length of
     * {@code name}.
     */
    public static Optional<String> to(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(other -> distance(name, other))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(other -> distance(name, other) <= Math.max(1, rest(name) / PER_FAULT));
    }

    private static int rest(String name) {
        return name.split("[._]", 2)[name.matches(".*[._].*") ? 1 : 0].length();
    }

    /** How many characters to add, remove or change (Levenshtein). */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int column = 0; column < before.length; column++) {
            before[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] now = new int[before.length];
            now[0] = row;
            for (int column = 1; column < now.length; column++) {
                int changed = before[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                now[column] = Math.min(changed, Math.min(before[column], now[column - 1]) + 1);
            }
            before = now;
        }
        return before[other.length()];
    }
}
